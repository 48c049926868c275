/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "shop/value.h"

#include "shop/members.h"
#include "json/scan.h"

struct value value_of_cell(struct slice cell)
{
    return (struct value){.kind = VALUE_TEXT, .from_table = true, .text = cell};
}

struct value value_of_json(const json_t *json)
{
    struct value value = {.kind = VALUE_OTHER, .json = json};

    switch (json_typeof(json)) {
    case JSON_STRING:
        value.kind = VALUE_TEXT;
        value.text = (struct slice){json_string_value(json), json_string_length(json)};
        break;
    case JSON_INTEGER:
        value.kind = VALUE_WHOLE;
        value.whole = json_integer_value(json);
        break;
    case JSON_TRUE:
    case JSON_FALSE:
        value.kind = VALUE_TRUTH;
        value.whole = json_is_true(json);
        break;
    case JSON_NULL:
        value.kind = VALUE_NULL;
        break;
    case JSON_OBJECT:
        value.kind = VALUE_OBJECT;
        break;
    case JSON_ARRAY:
    case JSON_REAL:
        break;
    }
    return value;
}

struct value value_of_stored(struct slice json, struct arena *arena)
{
    struct value value = {.kind = VALUE_OTHER, .stored = json};

    switch (json.length ? json.bytes[0] : '\0') {
    case '"':
        value.kind = VALUE_TEXT;
        value.text = text_of(json, arena);
        break;
    case '{':
        value.kind = VALUE_OBJECT;
        break;
    case 't':
    case 'f':
        value.kind = VALUE_TRUTH;
        value.whole = json.bytes[0] == 't';
        break;
    case 'n':
        value.kind = VALUE_NULL;
        break;
    default:
        if (scan_integer(json, &value.whole))
            value.kind = VALUE_WHOLE;
    }
    return value;
}
