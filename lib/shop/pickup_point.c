/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "shop/pickup_point.h"

#include "shop/settings.h"
#include "json/read.h"
#include "json/scan.h"
#include "json/write.h"

enum { NETWORK_LIMIT = 64, POINT_ID_LIMIT = 64, POINT_TEXT_LIMIT = 500 };

/* In the order in which they are written. */
static const char *const members[] = {"type", "network", "id",       "kind",      "name",  "street",    "postcode",
                                      "city", "country", "latitude", "longitude", "hours", "closed_on", NULL};
static const char *const kinds[] = {"shop", "locker", "post_office", NULL};

static bool coordinate_check(const json_t *record, const char *name, int64_t most, bool *given, struct fault *fault)
{
    struct slice text;
    int64_t degrees;

    if (!field_string(record, name, &text, fault))
        return false;
    *given = text.bytes != NULL;
    return !*given || coordinate_read(text, most, &degrees) ||
           fault_set(fault, FAULT_REFUSED, "not_a_coordinate", name, "\"%.*s\" are no degrees from -%lld to %lld", SLICE_ARGS(text),
                     (long long)most, (long long)most);
}

static bool kind_check(struct slice kind, struct fault *fault)
{
    for (size_t i = 0; kind.bytes && kinds[i]; i++)
        if (slice_is(kind, kinds[i]))
            return true;
    return !kind.bytes || fault_set(fault, FAULT_REFUSED, "unknown_choice", "kind",
                                    "cannot be \"%.*s\": shop, locker or post_office", SLICE_ARGS(kind));
}

static bool closing_check(const json_t *record, struct fault *fault)
{
    struct slice text;
    day on;

    return field_string(record, "closed_on", &text, fault) &&
           (!text.bytes || day_read(text, &on) ||
            fault_set(fault, FAULT_REFUSED, "not_a_day", "closed_on", "must be a day as \"2026-12-24\""));
}

static bool country_of(const json_t *record, const struct pickup_points_told *told, struct slice *country, struct fault *fault)
{
    if (!field_string(record, "country", country, fault))
        return false;
    if (!country->bytes)
        *country = told->country;
    return country->bytes ? country_check(*country, "country", fault) : field_missing("country", fault);
}

static bool texts_check(const json_t *record, struct fault *fault)
{
    static const char *const texts[] = {"name", "street", "postcode", "city", "country", "hours", "kind", NULL};
    struct slice value;

    for (size_t i = 0; texts[i]; i++)
        if (!field_string(record, texts[i], &value, fault) ||
            (value.bytes && !name_check(value, POINT_TEXT_LIMIT, texts[i], fault)))
            return false;
    if (!json_is_string(json_object_get(record, "name")))
        return field_missing("name", fault);
    return field_string(record, "kind", &value, fault) && kind_check(value, fault) && closing_check(record, fault);
}

static bool name_part(const json_t *record, const char *name, size_t most, struct slice otherwise, struct slice *value,
                      struct fault *fault)
{
    if (!field_string(record, name, value, fault))
        return false;
    if (!value->bytes)
        *value = otherwise;
    if (!value->bytes)
        return field_missing(name, fault);
    return name_check(*value, most, name, fault) &&
           (!memchr(value->bytes, '/', value->length) || fault_set(fault, FAULT_REFUSED, "bad_id", name, "must be without \"/\""));
}

static bool point_check(const json_t *record, const struct pickup_points_told *told, struct slice *network, struct slice *id,
                        struct slice *country, struct fault *fault)
{
    struct slice type;
    bool north;
    bool east;

    if (!fields_known(record, members, fault) || !field_string(record, "type", &type, fault))
        return false;
    if (type.bytes && !slice_is(type, "pickup_point"))
        return fault_set(fault, FAULT_REFUSED, "wrong_type", "type", "is \"%.*s\", not \"pickup_point\"", SLICE_ARGS(type));
    if (!name_part(record, "network", NETWORK_LIMIT, told->network, network, fault) ||
        !name_part(record, "id", POINT_ID_LIMIT, (struct slice){NULL, 0}, id, fault) || !texts_check(record, fault) ||
        !country_of(record, told, country, fault) || !coordinate_check(record, "latitude", LATITUDE_MOST, &north, fault) ||
        !coordinate_check(record, "longitude", LONGITUDE_MOST, &east, fault))
        return false;
    return north == east || field_missing(north ? "longitude" : "latitude", fault);
}

bool pickup_point_import(struct store *store, const json_t *record, const struct pickup_points_told *told, struct changes *changes,
                         bool *changed, struct text *id, struct fault *fault)
{
    struct slice network;
    struct slice name;
    struct slice country;
    struct slice stored;
    struct text *text;

    if (!point_check(record, told, &network, &name, &country, fault))
        return false;
    text_clear(id);
    text_printf(id, "pickup_point/%.*s/%.*s", SLICE_ARGS(network), SLICE_ARGS(name));
    if (!store_get(store, text_slice(id), &stored, fault))
        return false;
    text = changes_begin(changes, text_slice(id));
    text_add_string(text, "{\"type\":\"pickup_point\"");
    json_put_string(text, "network", network);
    for (size_t i = 2; members[i]; i++) {
        const json_t *value = json_object_get(record, members[i]);

        if (strcmp(members[i], "country") == 0)
            json_put_string(text, "country", country);
        else if (value && !json_is_null(value))
            json_put_value(text, members[i], value);
    }
    text_add_byte(text, '}');
    *changed = !slice_equal(changes_value(changes, changes_end(changes)), stored);
    return true;
}

bool pickup_point_close(struct store *store, struct slice id, day on, struct changes *changes, struct fault *fault)
{
    struct slice stored;
    struct text *text;

    if (!store_get(store, id, &stored, fault))
        return false;
    text = changes_begin(changes, id);
    text_add(text, stored.bytes, stored.length - 1);
    json_put_day(text, "closed_on", on);
    text_add_byte(text, '}');
    changes_end(changes);
    return true;
}

bool pickup_point_coordinates(struct slice record, struct coordinates *coordinates)
{
    struct slice latitude = scan_find(record, "latitude");

    return latitude.bytes && coordinate_read(scan_text(latitude), LATITUDE_MOST, &coordinates->latitude) &&
           coordinate_read(scan_text(scan_find(record, "longitude")), LONGITUDE_MOST, &coordinates->longitude);
}
