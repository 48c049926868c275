/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef COLPORTEUR_FORMAT_FIELDS_H
#define COLPORTEUR_FORMAT_FIELDS_H

#include "base/text.h"

#include <jansson.h>
#include <stddef.h>

/* What a row of a table says, field by field: what a mapping makes of its cells. */

/* What the record holds at that place; values are texts all the same: "12", "true". */
enum field_kind { FIELD_TEXT, FIELD_INTEGER, FIELD_BOOLEAN };

struct field {
    struct slice name;  /* "customer.address.city", "line.sku", "attributes.colour" */
    struct slice value; /* never empty: what a row does not say is absent */
    enum field_kind kind;
};

/* Each field once at most, in the order of the mapping's rules. */
struct fields {
    struct field *items;
    size_t count, room;
};

#define FIELDS_INIT                                                                                                                \
    {                                                                                                                              \
        NULL, 0, 0                                                                                                                 \
    }

void fields_make_room(struct fields *fields); /* for one more */

/* Lends name and value. */
static inline void fields_add(struct fields *fields, struct slice name, struct slice value, enum field_kind kind)
{
    if (fields->count == fields->room)
        fields_make_room(fields);
    fields->items[fields->count++] = (struct field){name, value, kind};
}

void fields_release(struct fields *fields);
struct slice fields_find(const struct fields *fields, const char *name); /* bytes NULL: absent */

/*
 * The fields as an object, names split at their dots: {"customer":{"name":…},"line":{"sku":…,"quantity":2}}. What
 * follows "attributes." is one name, dots and all. The caller owns it.
 */
json_t *fields_json(const struct fields *fields);

#endif
