/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "shop/manifest.h"

#include "shop/carrier.h"
#include "shop/keys.h"
#include "shop/members.h"
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
    struct parcel *parcels; /* in the arena */
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

/* Of "12-1": the order, then which of its parcels, so that keys sort as they were made. */
static void parcel_key(struct key *key, struct slice carrier, struct slice parcel)
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
}

bool manifest_fold(struct index *index, const struct change *change, struct fault *fault)
{
    enum { M_CARRIER, M_LABELLED_AT, M_MANIFEST, M_RETURN, M_VOIDED_AT, M_PARTS };
    static const struct slice names[M_PARTS] = {SLICE_CONSTANT("carrier"), SLICE_CONSTANT("labelled_at"),
                                                SLICE_CONSTANT("manifest"), SLICE_CONSTANT("return"), SLICE_CONSTANT("voided_at")};
    struct slice parts[M_PARTS];
    struct slice before[M_PARTS] = {{NULL, 0}};
    struct slice id = slice_from(change->id, strlen("parcel/"));
    bool is_open;
    bool was_open;
    struct key key;

    members_of(change->after, names, parts, M_PARTS);
    if (change->before.bytes)
        members_of(change->before, names, before, M_PARTS);
    is_open = parts[M_LABELLED_AT].bytes && !parts[M_MANIFEST].bytes && !parts[M_RETURN].bytes && !parts[M_VOIDED_AT].bytes;
    was_open = before[M_LABELLED_AT].bytes && !before[M_MANIFEST].bytes && !before[M_RETURN].bytes && !before[M_VOIDED_AT].bytes;
    if (is_open == was_open)
        return true;
    parcel_key(&key, text_of(parts[M_CARRIER], change->arena), id);
    return is_open ? index_put(index, TABLE_KEYS, key_slice(&key), id, fault)
                   : index_drop(index, TABLE_KEYS, key_slice(&key), fault);
}

static bool gather(struct closing *closing, struct store *store, struct fault *fault)
{
    struct slice *ids = arena_take(closing->arena, MANIFEST_LIMIT * sizeof *ids);
    struct index_walk walk;
    struct key prefix;
    bool found = true;
    bool done;

    open_key(&prefix, closing->carrier.id);
    done = index_walk_begin(&walk, store_index(store), TABLE_KEYS, key_slice(&prefix), fault);
    while (done && found && closing->count < MANIFEST_LIMIT) {
        done = index_walk_next(&walk, &found, fault);
        if (done && found)
            ids[closing->count++] = arena_copy(closing->arena, walk.value);
    }
    index_walk_end(&walk);
    closing->parcels = arena_take(closing->arena, (closing->count + 1) * sizeof *closing->parcels);
    for (size_t i = 0; done && i < closing->count; i++)
        done = parcel_find(&closing->parcels[i], store, ids[i], closing->arena, fault);
    return done;
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

static bool collect(struct closing *closing, const struct parcel *parcel, struct fault *fault)
{
    size_t i = 0;

    closing->weight_g += parcel->weight_g;
    if (!parcel->cash_on_delivery)
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

static void write_parcel(const struct parcel *parcel, struct text *text)
{
    json_open(text, NULL, '{');
    json_put_string(text, "id", parcel->id);
    json_put_optional(text, "tracking_number", parcel->tracking_number);
    json_put_optional(text, "sscc", parcel->sscc);
    json_put_optional(text, "service", parcel->service);
    json_put_string(text, "country", parcel->country);
    if (parcel->weight_g)
        json_put_integer(text, "weight_g", parcel->weight_g);
    if (parcel->cash_on_delivery) {
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
        write_parcel(&closing->parcels[i], text);
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
        struct parcel *parcel = &closing->parcels[i];

        parcel->handed_over = true;
        parcel->handed_over_at = now;
        parcel->manifest = closing->id;
        if (parcel->status < PARCEL_HANDED_OVER)
            parcel->status = PARCEL_HANDED_OVER;
        parcel_change(parcel, changes);
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
        if (!collect(&closing, &closing.parcels[i], fault))
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
