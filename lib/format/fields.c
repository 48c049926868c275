/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "format/fields.h"

#include "base/memory.h"

#include <stdlib.h>

void fields_release(struct fields *fields)
{
    free(fields->items);
    *fields = (struct fields)FIELDS_INIT;
}

struct slice fields_find(const struct fields *fields, const char *name)
{
    for (size_t i = 0; i < fields->count; i++)
        if (slice_is(fields->items[i].name, name))
            return fields->items[i].value;
    return (struct slice){NULL, 0};
}

void fields_make_room(struct fields *fields)
{
    fields->items = memory_grow(fields->items, &fields->room, fields->count + 1, sizeof *fields->items);
}

static json_t *field_value(const struct field *field)
{
    bool negative = field->value.bytes[0] == '-';
    int64_t integer;

    if (field->kind == FIELD_BOOLEAN)
        return json_boolean(slice_is(field->value, "true"));
    if (field->kind == FIELD_INTEGER && slice_integer(slice_from(field->value, negative), INT64_MAX, &integer))
        return json_integer(negative ? -integer : integer);
    return json_stringn(field->value.bytes, field->value.length);
}

/* The member's object of that name, made if it is not there. */
static json_t *inner_object(json_t *object, struct slice name)
{
    json_t *inner = json_object_getn(object, name.bytes, name.length);

    if (!inner) {
        inner = json_object();
        json_object_setn_new(object, name.bytes, name.length, inner);
    }
    return inner;
}

json_t *fields_json(const struct fields *fields)
{
    json_t *record = json_object();

    for (size_t i = 0; i < fields->count; i++) {
        struct slice name = fields->items[i].name;
        json_t *object = record;
        bool attribute = slice_starts(name, "attributes.");
        const char *dot;

        while (name.length && (dot = memchr(name.bytes, '.', name.length)) && !(attribute && object != record)) {
            object = inner_object(object, (struct slice){name.bytes, (size_t)(dot - name.bytes)});
            name = slice_from(name, (size_t)(dot - name.bytes) + 1);
        }
        json_object_setn_new(object, name.bytes, name.length, field_value(&fields->items[i]));
    }
    return record;
}
