/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "shop/number_range.h"

#include "shop/keys.h"
#include "shop/members.h"
#include "json/scan.h"

static void range_key(struct key *key, struct slice carrier, struct slice range)
{
    key_begin(key, KEY_NUMBER_RANGE);
    key_text(key, carrier);
    key_byte(key, '\0');
    key_text(key, range);
}

static void number_key(struct key *key, struct slice carrier, struct slice number)
{
    key_begin(key, KEY_PARCEL_NUMBER);
    key_text(key, number);
    key_byte(key, '\0');
    key_text(key, carrier);
}

static bool last_drawn(struct index *index, struct slice carrier, struct slice range, int64_t *last, struct fault *fault)
{
    struct key key;
    struct slice found;

    *last = -1;
    range_key(&key, carrier, range);
    if (!index_get(index, TABLE_KEYS, key_slice(&key), &found, fault))
        return false;
    if (found.length == sizeof *last)
        memcpy(last, found.bytes, sizeof *last);
    return true;
}

bool number_range_last(const struct carrier *carrier, const struct number_range *range, struct store *store, int64_t *last,
                       struct fault *fault)
{
    return last_drawn(store_index(store), carrier->id, range->name, last, fault);
}

bool numbered_parcel(struct slice carrier, struct slice number, struct store *store, struct slice *parcel, struct fault *fault)
{
    struct key key;

    number_key(&key, carrier, number);
    return index_get(store_index(store), TABLE_KEYS, key_slice(&key), parcel, fault);
}

static bool is_for(const struct number_range *range, struct slice service)
{
    for (size_t i = 0; i < json_array_size(range->services); i++)
        if (service.bytes && slice_is(service, json_string_value(json_array_get(range->services, i))))
            return true;
    return json_array_size(range->services) == 0;
}

struct drawing {
    const struct carrier *carrier;
    const struct parcels *at_hand;
    struct store *store;
    struct arena *arena;
};

static int64_t last_at_hand(const struct drawing *drawing, const struct number_range *range, int64_t last)
{
    for (size_t i = 0; i < drawing->at_hand->count; i++) {
        const struct parcel *parcel = &drawing->at_hand->items[i];
        const struct drawn_number *drawn = range->of == NUMBERS_SSCC ? &parcel->sscc_drawn : &parcel->tracking_drawn;

        if (drawn->range.bytes && slice_equal(parcel->carrier, drawing->carrier->id) && slice_equal(drawn->range, range->name) &&
            drawn->serial > last)
            last = drawn->serial;
    }
    return last;
}

static bool is_taken(const struct drawing *drawing, struct slice number, bool *taken, struct fault *fault)
{
    struct slice parcel;

    *taken = false;
    for (size_t i = 0; !*taken && i < drawing->at_hand->count; i++)
        *taken = slice_equal(drawing->at_hand->items[i].carrier, drawing->carrier->id) &&
                 (slice_equal(drawing->at_hand->items[i].tracking_number, number) ||
                  slice_equal(drawing->at_hand->items[i].sscc, number));
    if (*taken)
        return true;
    if (!numbered_parcel(drawing->carrier->id, number, drawing->store, &parcel, fault))
        return false;
    *taken = parcel.bytes != NULL;
    return true;
}

/* *found false: the range has no number left. */
static bool draw_of_range(const struct drawing *drawing, const struct number_range *range, struct slice *number,
                          struct drawn_number *drawn, bool *found, struct fault *fault)
{
    struct text text = TEXT_INIT;
    int64_t serial;
    bool done = number_range_last(drawing->carrier, range, drawing->store, &serial, fault);

    *found = false;
    serial = last_at_hand(drawing, range, serial) + 1;
    if (serial < range->first)
        serial = range->first;
    for (; done && !*found && serial <= range->last; serial++) {
        bool taken;

        text_clear(&text);
        if (!number_write(&range->pattern, serial, &text))
            continue;
        done = is_taken(drawing, text_slice(&text), &taken, fault);
        if (!done || taken)
            continue;
        *found = true;
        *number = arena_copy(drawing->arena, text_slice(&text));
        *drawn = (struct drawn_number){range->name, serial};
    }
    text_release(&text);
    return done;
}

bool number_draw(const struct carrier *carrier, enum numbered_by_carrier of, struct slice service, const struct parcels *at_hand,
                 struct store *store, struct arena *arena, struct slice *number, struct drawn_number *drawn, bool *given,
                 struct fault *fault)
{
    const struct drawing drawing = {carrier, at_hand, store, arena};
    const struct number_range *exhausted = NULL;

    *given = false;
    for (size_t i = 0; i < carrier->range_count; i++) {
        const struct number_range *range = &carrier->ranges[i];

        if (range->of != of || !is_for(range, service))
            continue;
        if (!draw_of_range(&drawing, range, number, drawn, given, fault))
            return false;
        if (*given)
            return true;
        exhausted = range;
    }
    return !exhausted || fault_set(fault, FAULT_REFUSED, "range_exhausted", "carrier",
                                   "carrier %.*s has no number left: range \"%.*s\" ended at %lld", SLICE_ARGS(carrier->id),
                                   SLICE_ARGS(exhausted->name), (long long)exhausted->last);
}

static bool put(struct index *index, const struct key *key, struct slice value, struct fault *fault)
{
    return index_put(index, TABLE_KEYS, key_slice(key), value, fault);
}

static bool fold_drawn(struct index *index, struct slice carrier, struct slice drawn, struct arena *arena, struct fault *fault)
{
    struct key key;
    struct slice range = text_of(scan_find(drawn, "range"), arena);
    int64_t serial = whole_of(scan_find(drawn, "serial"));
    int64_t last;

    if (!drawn.bytes)
        return true;
    if (!last_drawn(index, carrier, range, &last, fault))
        return false;
    range_key(&key, carrier, range);
    return serial <= last || put(index, &key, (struct slice){(const char *)&serial, sizeof serial}, fault);
}

static bool fold_number(struct index *index, struct slice carrier, struct slice number, struct slice parcel, struct fault *fault)
{
    struct key key;

    number_key(&key, carrier, number);
    return !number.bytes || put(index, &key, parcel, fault);
}

/* Numbers of a parcel, or of one of its legs. */
static bool fold_numbers(struct index *index, struct slice record, struct slice parcel, struct arena *arena, struct fault *fault)
{
    enum { N_CARRIER, N_TRACKING, N_TRACKING_DRAWN, N_SSCC, N_SSCC_DRAWN, N_PARTS };
    static const struct slice names[N_PARTS] = {SLICE_CONSTANT("carrier"), SLICE_CONSTANT("tracking_number"),
                                                SLICE_CONSTANT("tracking_drawn"), SLICE_CONSTANT("sscc"),
                                                SLICE_CONSTANT("sscc_drawn")};
    struct slice parts[N_PARTS];
    struct slice carrier;

    members_of(record, names, parts, N_PARTS);
    carrier = text_of(parts[N_CARRIER], arena);
    return fold_drawn(index, carrier, parts[N_TRACKING_DRAWN], arena, fault) &&
           fold_drawn(index, carrier, parts[N_SSCC_DRAWN], arena, fault) &&
           fold_number(index, carrier, text_of(parts[N_TRACKING], arena), parcel, fault) &&
           fold_number(index, carrier, text_of(parts[N_SSCC], arena), parcel, fault);
}

bool number_fold(struct index *index, const struct change *change, struct fault *fault)
{
    enum { N_LEGS, N_CARRIER, N_TRACKING, N_SSCC, N_PARTS };
    static const struct slice names[N_PARTS] = {SLICE_CONSTANT("legs"), SLICE_CONSTANT("carrier"),
                                                SLICE_CONSTANT("tracking_number"), SLICE_CONSTANT("sscc")};
    struct slice parts[N_PARTS];
    struct slice before[N_PARTS] = {{NULL, 0}};
    struct slice parcel = slice_from(change->id, strlen("parcel/"));
    struct scan scan;
    struct slice leg;
    bool done = true;

    members_of(change->after, names, parts, N_PARTS);
    if (change->before.bytes)
        members_of(change->before, names, before, N_PARTS);
    /* A parcel keeps its numbers: most changes are of something else. Who carries it on may keep them too, and they are his then.
     */
    if (slice_equal(before[N_CARRIER], parts[N_CARRIER]) && slice_equal(before[N_TRACKING], parts[N_TRACKING]) &&
        slice_equal(before[N_SSCC], parts[N_SSCC]))
        return true;
    if (parts[N_LEGS].bytes && scan_array(&scan, parts[N_LEGS]))
        while (done && scan_element(&scan, &leg))
            done = fold_numbers(index, leg, parcel, change->arena, fault);
    return done && fold_numbers(index, change->after, parcel, change->arena, fault);
}
