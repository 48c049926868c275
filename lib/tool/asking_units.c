/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tool/asking_units.h"

#include "shop/order.h"
#include "json/read.h"

bool asked_units_of_options(const struct option_list *lines, struct arena *arena, struct asked_units **asked, size_t *count,
                            struct fault *fault)
{
    *count = lines->count;
    *asked = arena_take(arena, lines->count * sizeof **asked);
    for (size_t i = 0; i < lines->count; i++) {
        const char *equals = strchr(lines->values[i], '=');
        struct slice number = {lines->values[i], equals ? (size_t)(equals - lines->values[i]) : strlen(lines->values[i])};
        int64_t line;

        (*asked)[i] = (struct asked_units){.has_units = equals != NULL};
        if (!slice_integer(number, ORDER_LINES_LIMIT, &line) ||
            (equals && !slice_integer(slice_of(equals + 1), QUANTITY_LIMIT, &(*asked)[i].units)))
            return fault_set(fault, FAULT_USAGE, "usage", NULL, "--line: \"%s\" is not N or N=QUANTITY", lines->values[i]);
        (*asked)[i].line = (size_t)line;
    }
    return true;
}

static bool read_line(const json_t *object, struct asked_units *asked, struct fault *fault)
{
    static const char *const known[] = {"line", "quantity", NULL};
    int64_t line = 0;
    bool has_line;

    *asked = (struct asked_units){0};
    if (!json_is_object(object))
        return fault_set(fault, FAULT_REFUSED, "wrong_type", NULL, "must be an object");
    if (!fields_known(object, known, fault) || !field_integer(object, "line", 1, ORDER_LINES_LIMIT, &line, &has_line, fault) ||
        !field_integer(object, "quantity", 1, QUANTITY_LIMIT, &asked->units, &asked->has_units, fault))
        return false;
    asked->line = (size_t)line;
    return has_line || field_missing("line", fault);
}

bool asked_units_of_lines(const json_t *lines, struct arena *arena, struct asked_units **asked, size_t *count, struct fault *fault)
{
    *count = json_array_size(lines);
    if (!*count)
        return fault_set(fault, FAULT_REFUSED, "missing_field", "lines", "names no line");
    *asked = arena_take(arena, *count * sizeof **asked);
    for (size_t i = 0; i < *count; i++)
        if (!read_line(json_array_get(lines, i), &(*asked)[i], fault))
            return fault_within(fault, "lines[%zu]", i + 1);
    return true;
}
