/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "shop/maker.h"

#include "shop/members.h"
#include "shop/settings.h"
#include "json/read.h"
#include "json/write.h"

enum { TEXT_LIMIT = 200 };

static const struct slice names[MAKER_FIELDS] = {
    SLICE_CONSTANT("id"),   SLICE_CONSTANT("name"),    SLICE_CONSTANT("street"), SLICE_CONSTANT("postcode"),
    SLICE_CONSTANT("city"), SLICE_CONSTANT("country"), SLICE_CONSTANT("email"),  SLICE_CONSTANT("website"),
};

static void record_id(struct slice maker, struct text *id)
{
    text_clear(id);
    text_add_string(id, "maker/");
    text_add_slice(id, maker);
}

void maker_members(struct slice record, struct slice members[MAKER_FIELDS])
{
    members_of(record, names, members, MAKER_FIELDS);
}

bool maker_field_find(struct slice name, enum maker_field *field)
{
    for (unsigned i = 0; i < MAKER_FIELDS; i++)
        if (slice_equal(names[i], name)) {
            *field = (enum maker_field)i;
            return true;
        }
    return false;
}

static void read_stored(struct slice record, struct maker *maker, struct arena *arena)
{
    maker_members(record, maker->field);
    for (size_t i = 0; i < MAKER_FIELDS; i++)
        if (maker->field[i].bytes)
            maker->field[i] = text_of(maker->field[i], arena);
}

bool maker_find(struct store *store, struct slice id, struct maker *maker, bool *found, struct arena *arena, struct fault *fault)
{
    struct text room = TEXT_INIT;
    struct slice record = {NULL, 0};
    bool done = true;

    if (id.length && id.length <= MAKER_ID_LIMIT) {
        record_id(id, &room);
        done = store_get(store, text_slice(&room), &record, fault);
        text_release(&room);
    }
    *found = done && record.bytes;
    if (*found)
        read_stored(record, maker, arena);
    return done;
}

static void add_part(struct text *text, size_t start, const char *separator, struct slice part)
{
    if (!part.length)
        return;
    if (text->length > start)
        text_add_string(text, separator);
    text_add_slice(text, part);
}

void maker_address(const struct maker *maker, struct text *text)
{
    size_t start = text->length;

    add_part(text, start, ", ", maker->field[MAKER_STREET]);
    add_part(text, start, ", ", maker->field[MAKER_POSTCODE]);
    add_part(text, start, maker->field[MAKER_POSTCODE].length ? " " : ", ", maker->field[MAKER_CITY]);
    add_part(text, start, ", ", maker->field[MAKER_COUNTRY]);
}

static bool email_check(struct slice email, struct fault *fault)
{
    const char *at = memchr(email.bytes, '@', email.length);

    if (at && at > email.bytes && at + 1 < email.bytes + email.length && !memchr(email.bytes, ' ', email.length) &&
        !memchr(at + 1, '@', (size_t)(email.bytes + email.length - at - 1)))
        return true;
    return fault_set(fault, FAULT_REFUSED, "bad_address", "email", "\"%.*s\" is no e-mail address", SLICE_ARGS(email));
}

static bool website_check(struct slice website, struct fault *fault)
{
    if ((slice_starts(website, "https://") && website.length > 8) || (slice_starts(website, "http://") && website.length > 7))
        return true;
    return fault_set(fault, FAULT_REFUSED, "bad_address", "website", "must begin with http:// or https://");
}

static bool field_check(enum maker_field which, struct slice value, struct fault *fault)
{
    if (!name_check(value, which == MAKER_ID ? MAKER_ID_LIMIT : TEXT_LIMIT, names[which].bytes, fault))
        return false;
    switch (which) {
    case MAKER_COUNTRY:
        return country_check(value, "country", fault);
    case MAKER_EMAIL:
        return email_check(value, fault);
    case MAKER_WEBSITE:
        return website_check(value, fault);
    default:
        return true;
    }
}

static bool give(struct maker *maker, const json_t *record, struct fault *fault)
{
    for (size_t i = 0; i < MAKER_FIELDS; i++) {
        const char *name = names[i].bytes;
        struct slice value;

        if (!field_string(record, name, &value, fault) || (value.bytes && !field_check((enum maker_field)i, value, fault)))
            return false;
        if (json_object_get(record, name))
            maker->field[i] = value;
    }
    return true;
}

static bool type_check(const json_t *record, struct fault *fault)
{
    static const char *const known[] = {"type", "id", "name", "street", "postcode", "city", "country", "email", "website", NULL};
    struct slice type;

    if (!fields_known(record, known, fault) || !field_string(record, "type", &type, fault))
        return false;
    return !type.bytes || slice_is(type, "maker") ||
           fault_set(fault, FAULT_REFUSED, "wrong_type", "type", "is \"%.*s\", not \"maker\"", SLICE_ARGS(type));
}

bool maker_set(struct store *store, const json_t *record, struct arena *arena, struct changes *changes, bool *changed,
               struct text *id, struct fault *fault)
{
    struct maker maker = {{{NULL, 0}}};
    struct slice given;
    struct slice stored;
    struct text *text;

    if (!type_check(record, fault) || !field_string(record, "id", &given, fault))
        return false;
    if (!given.bytes)
        return field_missing("id", fault);
    if (!field_check(MAKER_ID, given, fault))
        return false;
    record_id(given, id);
    if (!store_get(store, text_slice(id), &stored, fault))
        return false;
    if (stored.bytes)
        read_stored(stored, &maker, arena);
    if (!give(&maker, record, fault))
        return false;
    if (!maker.field[MAKER_NAME].bytes)
        return field_missing("name", fault);
    changes_clear(changes);
    text = changes_begin(changes, text_slice(id));
    text_add_string(text, "{\"type\":\"maker\"");
    for (size_t i = 0; i < MAKER_FIELDS; i++)
        json_put_optional(text, names[i].bytes, maker.field[i]);
    text_add_byte(text, '}');
    *changed = !slice_equal(changes_value(changes, changes_end(changes)), stored);
    return true;
}
