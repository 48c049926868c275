/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "shop/location.h"

#include "shop/keys.h"
#include "shop/members.h"
#include "shop/postcode.h"
#include "shop/settings.h"
#include "shop/stock.h"
#include "shop/stored_record.h"
#include "json/parse.h"
#include "json/read.h"
#include "json/scan.h"

/* In the order in which they are written. */
static const char *const members[] = {"type",     "id",       "name",  "kind",  "country", "postcode", "serves",
                                      "delivers", "priority", "sells", "ships", "pickup",  "inserts",  NULL};

static const struct {
    const char *word;
    bool sells, ships, pickup;
} kinds[] = {
    [LOCATION_WAREHOUSE] = {"warehouse", true, true, false},           [LOCATION_SHOP] = {"shop", true, false, true},
    [LOCATION_THIRD_PARTY] = {"third_party", true, true, false},       [LOCATION_SUPPLIER] = {"supplier", false, true, false},
    [LOCATION_SECOND_CHOICE] = {"second_choice", false, false, false},
};

static void record_id(struct slice location, struct text *id)
{
    text_clear(id);
    text_add_string(id, "location/");
    text_add_slice(id, location);
}

bool location_kind_read(struct slice word, enum location_kind *kind)
{
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
        if (slice_is(word, kinds[i].word)) {
            *kind = (enum location_kind)i;
            return true;
        }
    return false;
}

/* "FR" or "FR 45". */
static bool read_area(struct slice word, struct location_area *area, struct arena *arena, struct fault *fault)
{
    char room[POSTCODE_ROOM];
    struct slice rest;

    if (word.length < 2 || (word.length > 2 && word.bytes[2] != ' '))
        return fault_set(fault, FAULT_REFUSED, "not_an_area", NULL, "\"%.*s\" is no country, nor one and how its postcodes begin",
                         SLICE_ARGS(word));
    area->country = (struct slice){word.bytes, 2};
    rest = slice_trim(slice_from(word, 2));
    area->postcode = rest.length ? arena_copy(arena, postcode_plain(rest, room)) : rest;
    return country_check(area->country, NULL, fault);
}

static bool read_areas(const json_t *record, const char *name, struct location_area **areas, size_t *count, struct arena *arena,
                       struct fault *fault)
{
    const json_t *list;

    if (!field_array(record, name, &list, fault))
        return false;
    *count = json_array_size(list);
    if (*count > LOCATION_AREAS_LIMIT)
        return fault_set(fault, FAULT_REFUSED, "out_of_range", name, "are more than %d", LOCATION_AREAS_LIMIT);
    *areas = arena_take(arena, *count * sizeof **areas);
    for (size_t i = 0; i < *count; i++) {
        const json_t *word = json_array_get(list, i);

        if (!json_is_string(word))
            return fault_set(fault, FAULT_REFUSED, "wrong_type", name, "must be an array of strings");
        if (!read_area((struct slice){json_string_value(word), json_string_length(word)}, &(*areas)[i], arena, fault))
            return fault_within(fault, "%s[%zu]", name, i + 1);
    }
    return true;
}

static bool read_day(const json_t *object, const char *name, day *value, bool *present, struct fault *fault)
{
    struct slice text;

    if (!field_string(object, name, &text, fault))
        return false;
    *present = text.bytes != NULL;
    return !text.bytes || day_read(text, value) ||
           fault_set(fault, FAULT_REFUSED, "not_a_date", name, "\"%.*s\" is no day like 2026-11-22", SLICE_ARGS(text));
}

static bool read_insert(const json_t *object, struct location_insert *insert, struct fault *fault)
{
    static const char *const known[] = {"text", "from", "until", "countries", "channel", NULL};

    if (!json_is_object(object))
        return fault_set(fault, FAULT_REFUSED, "wrong_type", NULL, "must be an object");
    if (!fields_known(object, known, fault) || !field_string(object, "text", &insert->text, fault) ||
        !read_day(object, "from", &insert->from, &insert->has_from, fault) ||
        !read_day(object, "until", &insert->until, &insert->has_until, fault) ||
        !field_array(object, "countries", &insert->countries, fault) || !field_string(object, "channel", &insert->channel, fault))
        return false;
    for (size_t i = 0; i < json_array_size(insert->countries); i++) {
        const json_t *country = json_array_get(insert->countries, i);

        if (!json_is_string(country))
            return fault_set(fault, FAULT_REFUSED, "wrong_type", "countries", "must be an array of strings");
        if (!country_check(slice_of(json_string_value(country)), "countries", fault))
            return false;
    }
    if (!insert->text.bytes)
        return field_missing("text", fault);
    return name_check(insert->text, LOCATION_NAME_LIMIT, "text", fault);
}

static bool read_inserts(const json_t *record, struct location *location, struct arena *arena, struct fault *fault)
{
    const json_t *list;

    if (!field_array(record, "inserts", &list, fault))
        return false;
    location->insert_count = json_array_size(list);
    if (location->insert_count > LOCATION_INSERTS_LIMIT)
        return fault_set(fault, FAULT_REFUSED, "out_of_range", "inserts", "are more than %d", LOCATION_INSERTS_LIMIT);
    location->inserts = arena_take(arena, location->insert_count * sizeof *location->inserts);
    for (size_t i = 0; i < location->insert_count; i++) {
        location->inserts[i] = (struct location_insert){.from = 0};
        if (!read_insert(json_array_get(list, i), &location->inserts[i], fault))
            return fault_within(fault, "inserts[%zu]", i + 1);
    }
    return true;
}

static void begin(struct location *location, struct slice id, enum location_kind kind)
{
    *location = (struct location){.id = id,
                                  .name = id,
                                  .kind = kind,
                                  .priority = LOCATION_PRIORITY,
                                  .sells = kinds[kind].sells,
                                  .ships = kinds[kind].ships,
                                  .pickup = kinds[kind].pickup};
}

static bool read_kind(const json_t *record, enum location_kind *kind, struct fault *fault)
{
    struct slice word;

    *kind = LOCATION_WAREHOUSE;
    if (!field_string(record, "kind", &word, fault))
        return false;
    return !word.bytes || location_kind_read(word, kind) ||
           fault_set(fault, FAULT_REFUSED, "unknown_choice", "kind",
                     "cannot be \"%.*s\": warehouse, shop, third_party, supplier or second_choice", SLICE_ARGS(word));
}

/* From outside or from the store: the same rules hold for both, so that what is stored was checked. */
static bool read_location(struct location *location, const json_t *record, struct arena *arena, struct fault *fault)
{
    enum location_kind kind;
    struct slice id;
    struct slice name;
    bool present;

    if (!field_string(record, "id", &id, fault) || !read_kind(record, &kind, fault))
        return false;
    begin(location, id, kind);
    if (!field_string(record, "name", &name, fault) || !field_string(record, "country", &location->country, fault) ||
        !field_string(record, "postcode", &location->postcode, fault) ||
        !field_integer(record, "priority", 0, LOCATION_PRIORITY_LIMIT, &location->priority, &present, fault) ||
        !field_bool(record, "sells", &location->sells, &present, fault))
        return false;
    if (!present)
        location->sells = kinds[kind].sells;
    if (!field_bool(record, "ships", &location->ships, &present, fault))
        return false;
    if (!present)
        location->ships = kinds[kind].ships;
    if (!field_bool(record, "pickup", &location->pickup, &present, fault))
        return false;
    if (!present)
        location->pickup = kinds[kind].pickup;
    if (!json_object_get(record, "priority"))
        location->priority = LOCATION_PRIORITY;
    if (name.bytes)
        location->name = name;
    if ((name.bytes && !name_check(name, LOCATION_NAME_LIMIT, "name", fault)) ||
        (location->country.bytes && !country_check(location->country, "country", fault)) ||
        (location->postcode.bytes && !name_check(location->postcode, POSTCODE_ROOM, "postcode", fault)))
        return false;
    return read_areas(record, "serves", &location->serves, &location->serve_count, arena, fault) &&
           read_areas(record, "delivers", &location->delivers, &location->deliver_count, arena, fault) &&
           read_inserts(record, location, arena, fault);
}

bool location_find(struct location *location, struct store *store, struct slice id, struct arena *arena, bool *known,
                   struct fault *fault)
{
    const json_t *json;
    struct slice stored;

    if (!location_check(id, "location", fault) || !stored_record_json(store, "location/", id, arena, &json, &stored, fault))
        return false;
    *known = json != NULL;
    if (json)
        return read_location(location, json, arena, fault);
    begin(location, id, LOCATION_WAREHOUSE);
    return true;
}

bool location_address(struct store *store, struct slice id, const struct settings *settings, struct arena *arena,
                      struct slice *country, struct slice *postcode, struct fault *fault)
{
    struct slice stored;
    struct slice own_country;
    struct slice own_postcode;

    *country = settings->text[COMPANY_COUNTRY];
    *postcode = settings->text[COMPANY_POSTCODE];
    if (!stored_record(store, "location/", id, &stored, fault))
        return false;
    own_country = stored.bytes ? scan_text(scan_find(stored, "country")) : stored;
    own_postcode = stored.bytes ? scan_find(stored, "postcode") : stored;
    if (own_country.bytes)
        *country = arena_copy(arena, own_country);
    if (own_country.bytes || own_postcode.bytes)
        *postcode = own_postcode.bytes ? text_of(own_postcode, arena) : SLICE("");
    return true;
}

static bool area_holds(const struct location_area *area, struct slice country, struct slice plain)
{
    return slice_equal(area->country, country) && plain.length >= area->postcode.length &&
           slice_equal((struct slice){plain.bytes, area->postcode.length}, area->postcode);
}

bool location_goes_to(const struct location *location, struct slice country, struct slice postcode)
{
    char room[POSTCODE_ROOM];
    struct slice plain = postcode.bytes ? postcode_plain(postcode, room) : SLICE("");

    for (size_t i = 0; i < location->deliver_count; i++)
        if (area_holds(&location->delivers[i], country, plain))
            return true;
    return location->deliver_count == 0;
}

size_t location_serves(const struct location *location, struct slice country, struct slice postcode,
                       const struct location_area **area)
{
    char room[POSTCODE_ROOM];
    struct slice plain = postcode.bytes ? postcode_plain(postcode, room) : SLICE("");
    size_t most = 0;

    *area = NULL;
    for (size_t i = 0; i < location->serve_count; i++) {
        size_t precision = 1 + location->serves[i].postcode.length;

        if (precision > most && area_holds(&location->serves[i], country, plain)) {
            most = precision;
            *area = &location->serves[i];
        }
    }
    return most;
}

bool location_asks_postcode(const struct location *location)
{
    for (size_t i = 0; i < location->serve_count; i++)
        if (location->serves[i].postcode.length)
            return true;
    for (size_t i = 0; i < location->deliver_count; i++)
        if (location->delivers[i].postcode.length)
            return true;
    return false;
}

static bool type_check(const json_t *record, struct fault *fault)
{
    struct slice type;

    if (!fields_known(record, members, fault) || !field_string(record, "type", &type, fault))
        return false;
    return !type.bytes || slice_is(type, "location") ||
           fault_set(fault, FAULT_REFUSED, "wrong_type", "type", "is \"%.*s\", not \"location\"", SLICE_ARGS(type));
}

bool location_set(struct store *store, const json_t *record, struct arena *arena, struct changes *changes, bool *changed,
                  struct text *id, struct fault *fault)
{
    struct location after;
    const json_t *before;
    const json_t *merged;
    struct slice given;
    struct slice stored;
    struct slice written;

    if (!type_check(record, fault) || !field_string(record, "id", &given, fault))
        return false;
    if (!given.bytes)
        return field_missing("id", fault);
    if (!location_check(given, "id", fault))
        return false;
    record_id(given, id);
    if (!stored_record_json(store, "location/", given, arena, &before, &stored, fault))
        return false;
    changes_clear(changes);
    written = stored_record_merge(changes, "location/", given, members, record, before);
    *changed = !slice_equal(written, stored);
    merged = json_parse(written, RECORD_DEPTH, arena, fault);
    return merged && read_location(&after, merged, arena, fault);
}

void location_book_release(struct location_book *book)
{
    arena_release(&book->arena);
}

static struct location *add(struct location_book *book)
{
    if ((book->count & (book->count - 1)) == 0) {
        struct location *items = arena_take(&book->arena, (book->count ? 2 * book->count : 1) * sizeof *items);

        if (book->count)
            memcpy(items, book->items, book->count * sizeof *items);
        book->items = items;
    }
    return &book->items[book->count++];
}

static bool read_book(struct location_book *book, struct store *store, struct slice fallback, struct fault *fault)
{
    struct store_walk walk;
    bool found = true;
    bool done = store_walk_begin(&walk, store, SLICE("location/"), fault);

    arena_clear(&book->arena);
    book->count = 0;
    while (done && found) {
        struct slice value;
        const json_t *json;

        done = store_walk_next(&walk, &found, fault);
        if (!done || !found)
            break;
        done = store_walk_value(&walk, &value, fault);
        json = done ? json_parse(value, RECORD_DEPTH, &book->arena, fault) : NULL;
        done = json && read_location(add(book), json, &book->arena, fault);
    }
    store_walk_end(&walk);
    if (done && book->count && !location_book_find(book, fallback))
        begin(add(book), arena_copy(&book->arena, fallback), LOCATION_WAREHOUSE);
    book->ask_postcode = false;
    for (size_t i = 0; i < book->count; i++)
        book->ask_postcode |= location_asks_postcode(&book->items[i]);
    return done;
}

bool location_book_refresh(struct location_book *book, struct store *store, struct slice fallback, struct fault *fault)
{
    uint64_t batch = store_batch_seq(store);
    uint64_t seq = 0;
    struct key key;
    struct slice value;

    if (book->read && book->batch == batch)
        return true;
    key_begin(&key, KEY_LOCATIONS);
    if (!index_get(store_index(store), TABLE_KEYS, key_slice(&key), &value, fault))
        return false;
    if (value.length == sizeof seq)
        memcpy(&seq, value.bytes, sizeof seq);
    if (seq != book->seq) {
        book->read = false;
        if (!read_book(book, store, fallback, fault))
            return false;
        book->seq = seq;
    }
    book->batch = batch;
    book->read = true;
    return true;
}

const struct location *location_book_find(const struct location_book *book, struct slice id)
{
    for (size_t i = 0; i < book->count; i++)
        if (slice_equal(book->items[i].id, id))
            return &book->items[i];
    return NULL;
}
