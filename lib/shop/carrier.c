/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "shop/carrier.h"

#include "shop/carrier_reading.h"
#include "shop/number_range.h"
#include "shop/stored_record.h"
#include "json/parse.h"
#include "json/read.h"

/* In the order in which they are written. */
static const char *const members[] = {"type",           "id",      "name",     "account",   "website", "tracking_url", "time_zone",
                                      "tracking_codes", "offers",  "services", "countries", "hubs",    "closing_days", "saturdays",
                                      "address",        "numbers", "accepts",  "claims",    NULL};

static void record_id(struct slice carrier, struct text *id)
{
    text_clear(id);
    text_add_string(id, "carrier/");
    text_add_slice(id, carrier);
}

bool carrier_find(struct carrier *carrier, struct store *store, struct slice id, struct arena *arena, struct fault *fault)
{
    const json_t *json = NULL;
    struct slice stored;

    if (id.length && id.length <= CARRIER_ID_LIMIT && !stored_record_json(store, "carrier/", id, arena, &json, &stored, fault))
        return false;
    if (!json)
        return fault_set(fault, FAULT_REFUSED, "unknown_carrier", "carrier", "there is no carrier \"%.*s\"", SLICE_ARGS(id));
    return carrier_from_json(carrier, json, arena, fault);
}

static struct slice text_at(const json_t *object, const char *name)
{
    const json_t *value = json_object_get(object, name);

    return json_is_string(value) ? (struct slice){json_string_value(value), json_string_length(value)} : (struct slice){NULL, 0};
}

bool carrier_service(const struct carrier *carrier, struct slice code, struct slice *name, struct fault *fault)
{
    *name = SLICE("");
    if (!code.bytes && json_array_size(carrier->services) == 0)
        return true;
    for (size_t i = 0; code.bytes && i < json_array_size(carrier->services); i++) {
        const json_t *service = json_array_get(carrier->services, i);

        if (!slice_equal(text_at(service, "code"), code))
            continue;
        *name = text_at(service, "name");
        if (!name->bytes)
            *name = code;
        return true;
    }
    if (!code.bytes)
        return fault_set(fault, FAULT_REFUSED, "missing_service", "service", "carrier %.*s has several: one has to be named",
                         SLICE_ARGS(carrier->id));
    return fault_set(fault, FAULT_REFUSED, "unknown_service", "service", "carrier %.*s has no service \"%.*s\"",
                     SLICE_ARGS(carrier->id), SLICE_ARGS(code));
}

const json_t *carrier_service_offers(const struct carrier *carrier, struct slice code)
{
    for (size_t i = 0; code.bytes && i < json_array_size(carrier->services); i++) {
        const json_t *service = json_array_get(carrier->services, i);

        if (slice_equal(text_at(service, "code"), code) && json_object_get(service, "offers"))
            return json_object_get(service, "offers");
    }
    return carrier->offers;
}

bool carrier_goes_to(const struct carrier *carrier, struct slice country)
{
    for (size_t i = 0; i < json_array_size(carrier->countries); i++)
        if (slice_is(country, json_string_value(json_array_get(carrier->countries, i))))
            return true;
    return json_array_size(carrier->countries) == 0;
}

struct slice hub_carrier(struct slice hub)
{
    const char *slash = memchr(hub.bytes, '/', hub.length);

    return (struct slice){hub.bytes, slash ? (size_t)(slash - hub.bytes) : hub.length};
}

bool carrier_hub(struct store *store, struct slice named, struct arena *arena, const json_t **hub, struct slice *id,
                 struct fault *fault)
{
    struct carrier carrier;
    struct text whole = TEXT_INIT;
    struct slice place;

    if (!carrier_find(&carrier, store, hub_carrier(named), arena, fault))
        return false;
    place = slice_from(named, carrier.id.length);
    *hub = NULL;
    if (!place.length && json_array_size(carrier.hubs) == 1)
        *hub = json_array_get(carrier.hubs, 0);
    for (size_t i = 0; place.length && !*hub && i < json_array_size(carrier.hubs); i++)
        if (slice_equal(text_at(json_array_get(carrier.hubs, i), "id"), slice_from(place, 1)))
            *hub = json_array_get(carrier.hubs, i);
    if (!*hub)
        return fault_set(fault, FAULT_REFUSED, "unknown_hub", "hub", "carrier %.*s has no hub \"%.*s\"", SLICE_ARGS(carrier.id),
                         SLICE_ARGS(named));
    text_printf(&whole, "%.*s/%.*s", SLICE_ARGS(carrier.id), SLICE_ARGS(text_at(*hub, "id")));
    *id = arena_copy(arena, text_slice(&whole));
    text_release(&whole);
    return true;
}

/* What every symbol that we draw can hold, and nothing that is told apart from its neighbour by case alone. */
static bool is_number(struct slice number)
{
    for (size_t i = 0; i < number.length; i++) {
        char c = number.bytes[i];

        if (!((c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c && strchr("-./", c))))
            return false;
    }
    return number.length > 0 && number.length <= NUMBER_LIMIT;
}

bool carrier_accepts(const struct carrier *carrier, struct slice number, struct fault *fault)
{
    bool fits = !carrier->accept_count;

    for (size_t i = 0; !fits && i < carrier->accept_count; i++)
        fits = number_fits(&carrier->accepts[i], number);
    if (!is_number(number))
        return fault_set(fault, FAULT_REFUSED, "bad_tracking_number", "tracking_number",
                         "must be 1 to %d digits, capital letters, \"-\", \".\" or \"/\"", NUMBER_LIMIT);
    return fits || fault_set(fault, FAULT_REFUSED, "bad_tracking_number", "tracking_number",
                             "\"%.*s\" is no number of carrier %.*s", SLICE_ARGS(number), SLICE_ARGS(carrier->id));
}

static bool type_check(const json_t *record, struct fault *fault)
{
    struct slice type;

    if (!fields_known(record, members, fault) || !field_string(record, "type", &type, fault))
        return false;
    return !type.bytes || slice_is(type, "carrier") ||
           fault_set(fault, FAULT_REFUSED, "wrong_type", "type", "is \"%.*s\", not \"carrier\"", SLICE_ARGS(type));
}

/* Numbers of a range that were given out stay what they are. */
static bool ranges_stand(const struct carrier *before, const struct carrier *after, struct store *store, struct fault *fault)
{
    for (size_t i = 0; i < before->range_count; i++) {
        const struct number_range *old = &before->ranges[i];
        int64_t last;

        if (!number_range_last(before, old, store, &last, fault))
            return false;
        for (size_t j = 0; last >= 0 && j < after->range_count; j++) {
            const struct number_range *new = &after->ranges[j];

            if (slice_equal(old->name, new->name) &&
                (old->of != new->of || old->first != new->first || !slice_equal(old->pattern.written, new->pattern.written) ||
                 memcmp(&old->pattern.check, &new->pattern.check, sizeof old->pattern.check) != 0 || new->last < last))
                return fault_set(fault, FAULT_CONFLICT, "range_in_use", "numbers",
                                 "numbers of range \"%.*s\" were given out up to %lld: a new range needs a new name",
                                 SLICE_ARGS(old->name), (long long)last);
        }
    }
    return true;
}

bool carrier_set(struct store *store, const json_t *record, struct arena *arena, struct changes *changes, bool *changed,
                 struct text *id, struct fault *fault)
{
    struct carrier before;
    struct carrier after;
    const json_t *stored_object;
    const json_t *merged;
    struct slice given;
    struct slice stored;
    struct slice written;

    if (!type_check(record, fault) || !field_string(record, "id", &given, fault))
        return false;
    if (!given.bytes)
        return field_missing("id", fault);
    if (!name_check(given, CARRIER_ID_LIMIT, "id", fault))
        return false;
    if (memchr(given.bytes, '/', given.length))
        return fault_set(fault, FAULT_REFUSED, "bad_id", "id", "must be without \"/\"");
    record_id(given, id);
    if (!stored_record_json(store, "carrier/", given, arena, &stored_object, &stored, fault))
        return false;
    changes_clear(changes);
    written = stored_record_merge(changes, "carrier/", given, members, record, stored_object);
    *changed = !slice_equal(written, stored);
    merged = json_parse(written, RECORD_DEPTH, arena, fault);
    if (!merged || !carrier_from_json(&after, merged, arena, fault))
        return false;
    if (!after.name.bytes)
        return field_missing("name", fault);
    if (after.time_zone.bytes && !zone_known(after.time_zone.bytes))
        return fault_set(fault, FAULT_REFUSED, "unknown_time_zone", "time_zone", "no time zone \"%s\" in the tz database",
                         after.time_zone.bytes);
    return !stored_object ||
           (carrier_from_json(&before, stored_object, arena, fault) && ranges_stand(&before, &after, store, fault));
}
