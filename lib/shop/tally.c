/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "shop/tally.h"

#include "shop/keys.h"
#include "json/scan.h"

unsigned tally_dimensions(enum tally_set set)
{
    switch (set) {
    case TALLY_DELIVERIES:
        return TALLY_COUNTRY | TALLY_CHANNEL | TALLY_CARRIER | TALLY_SERVICE | TALLY_MODE | TALLY_ZONE;
    case TALLY_RETURNS:
        return TALLY_COUNTRY | TALLY_CHANNEL | TALLY_CARRIER | TALLY_KIND | TALLY_REASON;
    case TALLY_RETURNS_OF_CATEGORY:
        return TALLY_COUNTRY | TALLY_CHANNEL | TALLY_CATEGORY;
    case TALLY_RETURNS_OF_SKU:
        return TALLY_SKU | TALLY_KIND | TALLY_REASON;
    case TALLY_PICKUPS:
        return TALLY_COUNTRY | TALLY_CHANNEL | TALLY_COUNTER;
    }
    return 0;
}

struct tally *tally_add(struct tallies *tallies, const struct tally *like, enum tally_measure measure, struct arena *arena)
{
    struct tally *row;

    if (tallies->count == tallies->room) {
        size_t room = tallies->room ? tallies->room * 2 : 8;
        struct tally *wider = arena_take(arena, room * sizeof *wider);

        if (tallies->count)
            memcpy(wider, tallies->rows, tallies->count * sizeof *wider);
        tallies->rows = wider;
        tallies->room = room;
    }
    row = &tallies->rows[tallies->count++];
    *row = *like;
    row->measure = measure;
    return row;
}

void tally_name(struct tally *tally, enum tally_dimension dimension, struct slice name)
{
    tally->names[__builtin_ctz(dimension)] = name;
}

void tally_add_delay(struct tallies *tallies, const struct tally *like, enum tally_measure measure, day from, day until,
                     struct arena *arena)
{
    struct tally *row = tally_add(tallies, like, measure, arena);

    row->is_delay = true;
    row->delay = (struct tally_delay){from, until > from ? (int64_t)until - from : 0};
    row->more[0] = 1;
    row->more[1] = row->delay.days;
}

static bool same_tally(const struct tally *a, const struct tally *b)
{
    unsigned dimensions = tally_dimensions(a->set);

    if (a->set != b->set || a->measure != b->measure || a->delay.from != b->delay.from || a->delay.days != b->delay.days ||
        a->day != b->day || a->has_left != b->has_left || (a->has_left && a->left != b->left) ||
        memcmp(a->currency.code, b->currency.code, 3) != 0 || memcmp(a->more, b->more, sizeof a->more) != 0)
        return false;
    for (size_t i = 0; i < TALLY_DIMENSIONS; i++)
        if ((dimensions >> i & 1) && !slice_equal(a->names[i], b->names[i]))
            return false;
    return true;
}

static void key_sixteen_bits(struct key *key, unsigned number)
{
    key_byte(key, (char)(number >> 8));
    key_byte(key, (char)number);
}

static void key_end(struct key *key, const struct tally *tally, day counted_on)
{
    int64_t shift = tally->is_delay ? (int64_t)tally->delay.from - counted_on : 0;
    int64_t days = tally->delay.days;

    shift = shift > TALLY_SHIFT_LIMIT ? TALLY_SHIFT_LIMIT : shift < -TALLY_SHIFT_LIMIT ? -TALLY_SHIFT_LIMIT : shift;
    key_byte(key, (char)tally->measure);
    key_sixteen_bits(key, (unsigned)(shift + TALLY_SHIFT_LIMIT));
    key_sixteen_bits(key, days < TALLY_DAYS_LIMIT ? (unsigned)days : TALLY_DAYS_LIMIT);
}

struct tally_key_end tally_key_end_read(const char bytes[TALLY_KEY_END])
{
    const unsigned char *numbers = (const unsigned char *)bytes + 1;

    return (struct tally_key_end){(enum tally_measure)bytes[0], (numbers[0] << 8 | numbers[1]) - TALLY_SHIFT_LIMIT,
                                  (unsigned)(numbers[2] << 8 | numbers[3])};
}

static bool count_in(struct index *index, const struct tally *tally, enum tally_span span, const int64_t more[COUNTS],
                     struct fault *fault)
{
    unsigned dimensions = tally_dimensions(tally->set);
    bool months = span == TALLY_BY_MONTH || span == TALLY_LEFT_BY_MONTH;
    day on = span == TALLY_LEFT_BY_DAY || span == TALLY_LEFT_BY_MONTH ? tally->left : tally->day;
    struct key key;

    if (months && tally->is_delay)
        return true;
    key_begin(&key, COUNT_TALLY);
    key_byte(&key, (char)tally->set);
    key_byte(&key, (char)span);
    key_text(&key, (struct slice){tally->currency.code, 3});
    key_day(&key, months ? period_first(on, GRAIN_MONTH) : on);
    for (size_t i = 0; i < TALLY_DIMENSIONS; i++) {
        struct slice name = tally->names[i];

        if (!(dimensions >> i & 1))
            continue;
        name.length = name.length < TALLY_TEXT_LIMIT ? name.length : TALLY_TEXT_LIMIT;
        key_text(&key, name);
        key_byte(&key, '\0');
    }
    key_end(&key, tally, on);
    return index_count(index, key_slice(&key), more, fault);
}

static bool count(struct index *index, const struct tally *tally, bool taken_off, struct fault *fault)
{
    int64_t more[COUNTS];

    /* Sums wrap, as the index's own do. */
    for (size_t i = 0; i < COUNTS; i++)
        more[i] = (int64_t)(taken_off ? 0 - (uint64_t)tally->more[i] : (uint64_t)tally->more[i]);
    return count_in(index, tally, TALLY_BY_DAY, more, fault) && count_in(index, tally, TALLY_BY_MONTH, more, fault) &&
           (!tally->has_left ||
            (count_in(index, tally, TALLY_LEFT_BY_DAY, more, fault) && count_in(index, tally, TALLY_LEFT_BY_MONTH, more, fault)));
}

bool tallies_move(struct index *index, const struct tallies *before, const struct tallies *after, struct fault *fault)
{
    size_t most = before->count > after->count ? before->count : after->count;
    bool done = true;

    for (size_t i = 0; done && i < most; i++) {
        bool was = i < before->count;
        bool is = i < after->count;

        if (was && is && same_tally(&before->rows[i], &after->rows[i]))
            continue;
        done = (!was || count(index, &before->rows[i], true, fault)) && (!is || count(index, &after->rows[i], false, fault));
    }
    return done;
}

/* The front of an origin's value in the index; its names follow, each with a zero byte behind it. */
struct origin_front {
    amount cost;
    day day, promised, left, last_left;
    char currency[3], country[2];
    uint8_t is_settled, has_promise, has_cost, has_left;
};

enum { ORIGIN_NAMES = 5 };

static void name_origin(struct tally_origin *origin, struct slice *names[ORIGIN_NAMES])
{
    names[0] = &origin->channel;
    names[1] = &origin->carrier;
    names[2] = &origin->service;
    names[3] = &origin->mode;
    names[4] = &origin->zone;
}

static void origin_key(struct key *key, uint64_t order)
{
    key_begin(key, KEY_ORDER_ORIGIN);
    key_number(key, order);
}

bool tally_origin_find(struct index *index, uint64_t order, struct arena *arena, struct tally_origin *origin, bool *found,
                       struct fault *fault)
{
    struct slice *names[ORIGIN_NAMES];
    struct origin_front front;
    struct slice value;
    struct key key;

    *origin = (struct tally_origin){0};
    origin_key(&key, order);
    if (!index_get(index, TABLE_KEYS, key_slice(&key), &value, fault))
        return false;
    *found = value.bytes && value.length >= sizeof front;
    if (!*found)
        return true;
    value = arena_copy(arena, value);
    memcpy(&front, value.bytes, sizeof front);
    origin->is_settled = front.is_settled;
    origin->has_promise = front.has_promise;
    origin->has_cost = front.has_cost;
    origin->has_left = front.has_left;
    origin->day = front.day;
    origin->promised = front.promised;
    origin->left = front.left;
    origin->last_left = front.last_left;
    origin->cost = front.cost;
    origin->country = (struct slice){value.bytes + offsetof(struct origin_front, country), sizeof front.country};
    if (!currency_find((struct slice){front.currency, sizeof front.currency}, &origin->currency, fault))
        return false;
    value = slice_from(value, sizeof front);
    name_origin(origin, names);
    for (size_t i = 0; i < ORIGIN_NAMES; i++) {
        const char *end = memchr(value.bytes, '\0', value.length);
        size_t length = end ? (size_t)(end - value.bytes) : value.length;

        *names[i] = (struct slice){value.bytes, length};
        value = slice_from(value, length + (end != NULL));
    }
    return true;
}

bool tally_origin_put(struct index *index, uint64_t order, const struct tally_origin *origin, struct fault *fault)
{
    struct tally_origin copy = *origin;
    struct slice *names[ORIGIN_NAMES];
    struct text value = TEXT_INIT;
    struct origin_front front;
    struct key key;
    bool done;

    memset(&front, 0, sizeof front); /* its padding too: the same index for the same journal */
    front.cost = origin->cost;
    front.day = origin->day;
    front.promised = origin->promised;
    front.left = origin->left;
    front.last_left = origin->last_left;
    memcpy(front.currency, origin->currency.code, sizeof front.currency);
    if (origin->country.length == sizeof front.country)
        memcpy(front.country, origin->country.bytes, sizeof front.country);
    front.is_settled = origin->is_settled;
    front.has_promise = origin->has_promise;
    front.has_cost = origin->has_cost;
    front.has_left = origin->has_left;
    text_add(&value, &front, sizeof front);
    name_origin(&copy, names);
    for (size_t i = 0; i < ORIGIN_NAMES; i++) {
        text_add_slice(&value, *names[i]);
        text_add_byte(&value, '\0');
    }
    origin_key(&key, order);
    done = index_put(index, TABLE_KEYS, key_slice(&key), text_slice(&value), fault);
    text_release(&value);
    return done;
}

bool tally_origin_of(struct index *index, struct slice order, bool settle, struct slice carrier, struct arena *arena,
                     struct tally_origin *origin, bool *found, struct fault *fault)
{
    int64_t number;

    *found = false;
    if (!slice_integer(scan_text(order), INT64_MAX, &number))
        return true;
    if (!tally_origin_find(index, (uint64_t)number, arena, origin, found, fault))
        return false;
    if (!*found || !settle || origin->is_settled)
        return true;
    origin->is_settled = true;
    if (carrier.length)
        origin->carrier = carrier;
    return tally_origin_put(index, (uint64_t)number, origin, fault);
}

void tally_begin(struct tally *tally, enum tally_set set, const struct tally_origin *origin)
{
    *tally = (struct tally){
        .set = set, .day = origin->day, .has_left = origin->has_left, .left = origin->left, .currency = origin->currency};
    tally_name(tally, TALLY_COUNTRY, origin->country);
    tally_name(tally, TALLY_CHANNEL, origin->channel);
    tally_name(tally, TALLY_CARRIER, origin->carrier);
    tally_name(tally, TALLY_SERVICE, origin->service);
    tally_name(tally, TALLY_MODE, origin->mode);
    tally_name(tally, TALLY_ZONE, origin->zone);
}

bool tally_zone_fold(struct index *index, const struct change *change, struct fault *fault)
{
    struct key key;

    if (!slice_is(change->id, "setting/shop.time_zone"))
        return true;
    key_begin(&key, KEY_TIME_ZONE);
    return index_put(index, TABLE_KEYS, key_slice(&key), scan_text(scan_find(change->after, "value")), fault);
}

/* A zone that this machine's database has not is no reason to have no index. */
bool tally_zone_use(struct index *index, struct fault *fault)
{
    struct fault unknown = FAULT_INIT;
    char name[301] = "UTC";
    struct slice zone;
    struct key key;

    key_begin(&key, KEY_TIME_ZONE);
    if (!index_get(index, TABLE_KEYS, key_slice(&key), &zone, fault))
        return false;
    if (zone.length && zone.length < sizeof name) {
        memcpy(name, zone.bytes, zone.length);
        name[zone.length] = '\0';
    }
    return zone_use(name, &unknown) || zone_use("UTC", fault);
}
