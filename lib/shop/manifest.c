/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "shop/manifest.h"

#include "shop/carrier.h"
#include "shop/keys.h"
#include "shop/members.h"
#include "shop/parcel_leg.h"
#include "json/scan.h"
#include "json/write.h"

enum { CURRENCIES = 16 };

/* A sum to collect, by currency. */
struct collected {
    struct currency currency;
    amount amount;
};

struct closing {
    struct carrier carrier;
    struct slice id; /* "post-2026-11-21-1" */
    day dated;
    int64_t sequence;
    bool training;
    struct parcel *parcels; /* in the arena, and beside each the leg that it begins */
    struct parcel_leg *legs;
    struct slice *countries; /* where each leg ends */
    size_t count;
    int64_t weight_g;
    struct collected cash[CURRENCIES];
    size_t cash_count;
    struct arena *arena;
};

static void open_key(struct key *key, struct slice carrier)
{
    key_begin(key, KEY_TO_HAND_OVER);
    key_text(key, carrier);
    key_byte(key, '\0');
}

/* Of "12-1": the order, then which of its parcels, so that keys sort as they were made; and which leg, from the second on. */
static void parcel_key(struct key *key, struct slice carrier, struct slice parcel, int64_t leg)
{
    const char *dash = memchr(parcel.bytes, '-', parcel.length);
    size_t length = dash ? (size_t)(dash - parcel.bytes) : parcel.length;
    int64_t order = 0;
    int64_t number = 0;

    if (!slice_integer((struct slice){parcel.bytes, length}, INT64_MAX, &order) || !dash ||
        !slice_integer(slice_from(parcel, length + 1), PARCELS_LIMIT, &number))
        order = number = 0;
    open_key(key, carrier);
    key_number(key, (uint64_t)order);
    key_number(key, (uint64_t)number);
    if (leg > 1)
        key_number(key, (uint64_t)leg);
}

/* What a record says of one leg. */
struct leg_state {
    int64_t number;
    struct slice carrier;
    bool is_open; /* labelled, and on no manifest */
    struct slice others, voided_at;
};

static struct leg_state leg_state_of(struct slice record, int64_t number)
{
    enum { M_LEG, M_LEGS, M_CARRIER, M_LABELLED_AT, M_MANIFEST, M_RETURN, M_VOIDED_AT, M_PARTS };
    static const struct slice names[M_PARTS] = {
        SLICE_CONSTANT("leg"),      SLICE_CONSTANT("legs"),   SLICE_CONSTANT("carrier"),  SLICE_CONSTANT("labelled_at"),
        SLICE_CONSTANT("manifest"), SLICE_CONSTANT("return"), SLICE_CONSTANT("voided_at")};
    struct slice parts[M_PARTS];

    members_of(record, names, parts, M_PARTS);
    if (parts[M_LEG].bytes)
        number = whole_of(parts[M_LEG]);
    return (struct leg_state){.number = number,
                              .carrier = parts[M_CARRIER],
                              .is_open = parts[M_LABELLED_AT].bytes && !parts[M_MANIFEST].bytes && !parts[M_RETURN].bytes &&
                                         !parts[M_VOIDED_AT].bytes,
                              .others = parts[M_LEGS],
                              .voided_at = parts[M_VOIDED_AT]};
}

/* Every leg of a parcel: of one that is voided nothing is open. */
static struct leg_state *leg_states(struct slice record, struct arena *arena, size_t *count)
{
    struct leg_state now = record.bytes ? leg_state_of(record, 1) : (struct leg_state){.number = 0};
    struct leg_state *states = arena_take(arena, (1 + (now.others.bytes ? scan_count(now.others) : 0)) * sizeof *states);
    struct scan scan;
    struct slice leg;

    *count = 0;
    if (record.bytes)
        states[(*count)++] = now;
    if (now.others.bytes && scan_array(&scan, now.others))
        while (scan_element(&scan, &leg)) {
            states[*count] = leg_state_of(leg, 1);
            states[(*count)++].is_open &= !now.voided_at.bytes;
        }
    return states;
}

static bool was_open(const struct leg_state *before, size_t count, int64_t number)
{
    for (size_t i = 0; i < count; i++)
        if (before[i].number == number)
            return before[i].is_open;
    return false;
}

bool manifest_fold(struct index *index, const struct change *change, struct fault *fault)
{
    struct slice id = slice_from(change->id, strlen("parcel/"));
    struct text name = TEXT_INIT;
    size_t before_count;
    size_t count;
    struct leg_state *before = leg_states(change->before, change->arena, &before_count);
    struct leg_state *after = leg_states(change->after, change->arena, &count);
    bool done = true;

    for (size_t i = 0; done && i < count; i++) {
        struct key key;

        if (after[i].is_open == was_open(before, before_count, after[i].number))
            continue;
        parcel_key(&key, text_of(after[i].carrier, change->arena), id, after[i].number);
        text_clear(&name);
        parcel_leg_name(id, after[i].number, &name);
        done = after[i].is_open ? index_put(index, TABLE_KEYS, key_slice(&key), text_slice(&name), fault)
                                : index_drop(index, TABLE_KEYS, key_slice(&key), fault);
    }
    text_release(&name);
    return done;
}

/* Of a hub that its carrier has no more, nobody knows where it was. */
static bool find_country(struct closing *closing, size_t place, struct store *store, struct fault *fault)
{
    struct fault unknown = FAULT_INIT;
    struct slice hub = closing->legs[place].hub;
    const json_t *found;

    closing->countries[place] = closing->parcels[place].country;
    if (!hub.bytes)
        return true;
    if (carrier_hub(store, hub, closing->arena, &found, &hub, &unknown))
        closing->countries[place] = slice_of(json_string_value(json_object_get(found, "country")));
    else if (unknown.kind == FAULT_SYSTEM)
        *fault = unknown;
    return unknown.kind != FAULT_SYSTEM;
}

/* A parcel that begins two legs with the same carrier is on a manifest for each. */
static bool read_parcels(struct closing *closing, const struct slice *names, size_t count, struct store *store, struct fault *fault)
{
    closing->parcels = arena_take(closing->arena, (count + 1) * sizeof *closing->parcels);
    closing->legs = arena_take(closing->arena, (count + 1) * sizeof *closing->legs);
    closing->countries = arena_take(closing->arena, (count + 1) * sizeof *closing->countries);
    for (size_t i = 0; i < count; i++) {
        struct parcel *parcel = &closing->parcels[closing->count];
        int64_t number;
        struct slice id = parcel_of_leg(names[i], &number);

        if (closing->count && slice_equal(id, parcel[-1].id))
            continue;
        if (!parcel_find(parcel, store, id, closing->arena, fault))
            return false;
        if (!parcel_leg_find(parcel, number ? number : 1, &closing->legs[closing->count]))
            return fault_set(fault, FAULT_SYSTEM, "store_damaged", NULL, "a parcel has no leg of the number that the index tells");
        if (!find_country(closing, closing->count++, store, fault))
            return false;
    }
    return true;
}

static bool gather(struct closing *closing, struct store *store, struct fault *fault)
{
    struct slice *names = arena_take(closing->arena, MANIFEST_LIMIT * sizeof *names);
    struct index_walk walk;
    struct key prefix;
    size_t count = 0;
    bool found = true;
    bool done;

    open_key(&prefix, closing->carrier.id);
    done = index_walk_begin(&walk, store_index(store), TABLE_KEYS, key_slice(&prefix), fault);
    while (done && found && count < MANIFEST_LIMIT) {
        done = index_walk_next(&walk, &found, fault);
        if (done && found)
            names[count++] = arena_copy(closing->arena, walk.value);
    }
    index_walk_end(&walk);
    return done && read_parcels(closing, names, count, store, fault);
}

/* How many manifests the carrier has of that day; `id` becomes the last one's, or stays empty. */
static bool last_of_day(struct closing *closing, struct store *store, struct text *id, struct fault *fault)
{
    struct text prefix = TEXT_INIT;
    struct store_walk walk;
    bool found = true;
    bool done;

    text_add_string(&prefix, "manifest/");
    text_add_slice(&prefix, closing->carrier.id);
    text_add_byte(&prefix, '-');
    day_write(&prefix, closing->dated);
    text_add_byte(&prefix, '-');
    text_clear(id);
    closing->sequence = 1;
    done = store_walk_begin(&walk, store, text_slice(&prefix), fault);
    while (done && found) {
        done = store_walk_next(&walk, &found, fault);
        if (!done || !found)
            break;
        text_clear(id);
        text_add_slice(id, store_walk_id(&walk));
        closing->sequence++;
    }
    store_walk_end(&walk);
    text_add_integer(&prefix, closing->sequence);
    closing->id = slice_from(arena_copy(closing->arena, text_slice(&prefix)), strlen("manifest/"));
    text_release(&prefix);
    return done;
}

/* Who carries it to a hub collects nothing there. */
static bool is_collected(const struct parcel *parcel, const struct parcel_leg *leg)
{
    return parcel->cash_on_delivery && !leg->hub.bytes;
}

static bool collect(struct closing *closing, size_t place, struct fault *fault)
{
    const struct parcel *parcel = &closing->parcels[place];
    size_t i = 0;

    closing->weight_g += parcel->weight_g;
    if (!is_collected(parcel, &closing->legs[place]))
        return true;
    while (i < closing->cash_count && strcmp(closing->cash[i].currency.code, parcel->currency.code) != 0)
        i++;
    if (i == CURRENCIES)
        return fault_set(fault, FAULT_REFUSED, "too_many", "currency", "more than %d currencies are to be collected", CURRENCIES);
    if (i == closing->cash_count)
        closing->cash[closing->cash_count++] = (struct collected){parcel->currency, 0};
    return amount_add(&closing->cash[i].amount, parcel->cash_on_delivery) ||
           fault_set(fault, FAULT_REFUSED, "too_large", "cash_on_delivery", "what is to be collected is too much");
}

static void write_parcel(const struct closing *closing, size_t place, struct text *text)
{
    const struct parcel *parcel = &closing->parcels[place];
    const struct parcel_leg *leg = &closing->legs[place];

    json_open(text, NULL, '{');
    json_put_string(text, "id", parcel->id);
    if (leg->number > 1)
        json_put_integer(text, "leg", leg->number);
    json_put_optional(text, "hub", leg->hub);
    json_put_optional(text, "tracking_number", leg->tracking_number);
    json_put_optional(text, "sscc", leg->sscc);
    json_put_optional(text, "service", leg->service);
    json_put_string(text, "country", closing->countries[place]);
    if (parcel->weight_g)
        json_put_integer(text, "weight_g", parcel->weight_g);
    if (is_collected(parcel, leg)) {
        json_put_amount(text, "cash_on_delivery", parcel->cash_on_delivery, &parcel->currency);
        json_put_string(text, "currency", slice_of(parcel->currency.code));
    }
    json_close(text, '}');
}

static void write_manifest(const struct closing *closing, instant now, struct text *text)
{
    text_add_string(text, "{\"type\":\"manifest\"");
    json_put_string(text, "id", closing->id);
    if (closing->training)
        json_put_bool(text, "training", true);
    json_put_string(text, "carrier", closing->carrier.id);
    json_put_string(text, "name", closing->carrier.name);
    json_put_optional(text, "account", closing->carrier.account);
    json_put_day(text, "day", closing->dated);
    json_put_integer(text, "sequence", closing->sequence);
    json_put_instant(text, "closed_at", now);
    json_open(text, "parcels", '[');
    for (size_t i = 0; i < closing->count; i++)
        write_parcel(closing, i, text);
    json_close(text, ']');
    json_put_integer(text, "count", (int64_t)closing->count);
    json_put_integer(text, "weight_g", closing->weight_g);
    if (closing->cash_count) {
        json_open(text, "cash_on_delivery", '[');
        for (size_t i = 0; i < closing->cash_count; i++) {
            json_open(text, NULL, '{');
            json_put_string(text, "currency", slice_of(closing->cash[i].currency.code));
            json_put_amount(text, "amount", closing->cash[i].amount, &closing->cash[i].currency);
            json_close(text, '}');
        }
        json_close(text, ']');
    }
    text_add_byte(text, '}');
}

static void hand_over(struct closing *closing, instant now, struct changes *changes)
{
    for (size_t i = 0; i < closing->count; i++) {
        parcel_leg_hand_over(&closing->parcels[i], closing->legs[i].number, closing->id, now);
        parcel_change(&closing->parcels[i], changes);
    }
}

bool manifest_close(struct slice carrier, day dated, bool training, struct store *store, instant now, struct arena *arena,
                    struct changes *changes, bool *closed, size_t *row, struct text *id, struct fault *fault)
{
    struct closing closing = {.dated = dated, .training = training, .arena = arena};
    struct text record = TEXT_INIT;

    *closed = false;
    if (!carrier_find(&closing.carrier, store, carrier, arena, fault) || !gather(&closing, store, fault) ||
        !last_of_day(&closing, store, id, fault))
        return false;
    if (!closing.count && id->length)
        return true;
    if (!closing.count)
        return fault_set(fault, FAULT_REFUSED, "nothing_to_hand_over", "id", "carrier %.*s has no labelled parcel to fetch",
                         SLICE_ARGS(carrier));
    for (size_t i = 0; i < closing.count; i++)
        if (!collect(&closing, i, fault))
            return false;
    text_add_string(&record, "manifest/");
    text_add_slice(&record, closing.id);
    text_clear(id);
    text_add_slice(id, text_slice(&record));
    write_manifest(&closing, now, changes_begin(changes, text_slice(&record)));
    *row = changes_end(changes);
    text_release(&record);
    hand_over(&closing, now, changes);
    *closed = true;
    return true;
}

bool manifest_find(struct slice number, struct store *store, struct text *id, struct slice *record, struct fault *fault)
{
    text_clear(id);
    if (!slice_starts(number, "manifest/"))
        text_add_string(id, "manifest/");
    text_add_slice(id, number);
    if (!store_get(store, text_slice(id), record, fault))
        return false;
    if (!record->bytes)
        text_clear(id);
    return true;
}
