/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef COLPORTEUR_SHOP_VALUE_H
#define COLPORTEUR_SHOP_VALUE_H

#include "base/arena.h"
#include "base/text.h"

#include <jansson.h>
#include <stdbool.h>
#include <stdint.h>

/*
 * One value that somebody gives a field: a cell of a table, a member of a JSON object, a member of a
 * stored record. A field takes what fits it and refuses the rest by name; a cell is always text, so a
 * field for whole numbers takes digits there, and a JSON number too.
 */

enum value_kind { VALUE_TEXT, VALUE_WHOLE, VALUE_TRUTH, VALUE_NULL, VALUE_OBJECT, VALUE_OTHER };

struct value {
    enum value_kind kind;
    bool from_table;     /* a cell: everything is text */
    struct slice text;   /* of VALUE_TEXT */
    int64_t whole;       /* of VALUE_WHOLE; 0 or 1 of VALUE_TRUTH */
    const json_t *json;  /* of VALUE_OBJECT from outside */
    struct slice stored; /* of VALUE_OBJECT from the store, as written */
};

struct value value_of_cell(struct slice cell);
struct value value_of_json(const json_t *json);
struct value value_of_stored(struct slice json, struct arena *arena);

#endif
