/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "shop/cancellation.h"
#include "shop/grant_keys.h"
#include "shop/pickup.h"
#include "tool/tool.h"
#include "json/read.h"

static struct option_list lines;

static const struct option_row options[] = {
    {'L', "line", "N[=QUANTITY]", "of line N all that has not left, or until so many are cancelled (several times)", OPTION_LIST,
     &lines},
    {0},
};

static bool read_options(struct arena *arena, struct cancelled_units **asked, size_t *count, struct fault *fault)
{
    *count = lines.count;
    *asked = arena_take(arena, lines.count * sizeof **asked);
    for (size_t i = 0; i < lines.count; i++) {
        const char *equals = strchr(lines.values[i], '=');
        struct slice number = {lines.values[i], equals ? (size_t)(equals - lines.values[i]) : strlen(lines.values[i])};
        int64_t line;

        (*asked)[i] = (struct cancelled_units){.has_units = equals != NULL};
        if (!slice_integer(number, ORDER_LINES_LIMIT, &line) ||
            (equals && !slice_integer(slice_of(equals + 1), QUANTITY_LIMIT, &(*asked)[i].units)))
            return fault_set(fault, FAULT_USAGE, "usage", NULL, "--line: \"%s\" is not N or N=QUANTITY", lines.values[i]);
        (*asked)[i].line = (size_t)line;
    }
    return true;
}

static bool read_line(const json_t *object, struct cancelled_units *asked, struct fault *fault)
{
    static const char *const known[] = {"line", "quantity", NULL};
    int64_t line = 0;
    bool has_line;

    *asked = (struct cancelled_units){0};
    if (!json_is_object(object))
        return fault_set(fault, FAULT_REFUSED, "wrong_type", NULL, "must be an object");
    if (!fields_known(object, known, fault) || !field_integer(object, "line", 1, ORDER_LINES_LIMIT, &line, &has_line, fault) ||
        !field_integer(object, "quantity", 1, QUANTITY_LIMIT, &asked->units, &asked->has_units, fault))
        return false;
    asked->line = (size_t)line;
    return has_line || field_missing("line", fault);
}

/* {"id":"12","cancel":{"lines":[{"line":1,"quantity":1}]}} */
static bool read_record(const json_t *record, struct arena *arena, struct cancelled_units **asked, size_t *count,
                        struct fault *fault)
{
    static const char *const known[] = {"lines", NULL};
    const json_t *cancel;
    const json_t *wanted = NULL;

    if (!field_object(record, "cancel", &cancel, fault) || !cancel)
        return !cancel;
    if (!fields_known(cancel, known, fault) || !field_array(cancel, "lines", &wanted, fault))
        return fault_within(fault, "cancel");
    *count = json_array_size(wanted);
    /* No lines at all is the whole order, which is not what somebody meant who named none. */
    if (!*count)
        return fault_set(fault, FAULT_REFUSED, "missing_field", "cancel.lines", "names no line");
    *asked = arena_take(arena, *count * sizeof **asked);
    for (size_t i = 0; i < *count; i++)
        if (!read_line(json_array_get(wanted, i), &(*asked)[i], fault))
            return fault_within(fault, "lines[%zu]", i + 1) || fault_within(fault, "cancel");
    return true;
}

static bool cancel(struct run *run, const struct input *input, struct outcome *outcome, struct fault *fault)
{
    struct cancelled_units *asked;
    struct order order;
    struct slice id;
    size_t count = 0;
    uint64_t number;

    if (!input_id(input, "order", &id, fault) || !order_find(&order, run->store, id, &run->arena, fault) ||
        !read_options(&run->arena, &asked, &count, fault))
        return false;
    if (!count && input->record && !read_record(input->record, &run->arena, &asked, &count, fault))
        return false;
    if (!order_cancel(&order, asked, count, run->store, &run->arena, &run->changes, &outcome->changed, &outcome->row, fault) ||
        !pickup_follow(&order, run->store, run->now, &run->arena, &run->changes, fault) ||
        !grant_follow(&order, run->store, run->now, &run->arena, &run->changes, fault) ||
        !order_number(order.id, &number, fault))
        return false;
    order_id(number, outcome->id);
    return true;
}

static const struct tool tool = {
    .name = "order-cancel",
    .summary = "Cancels orders, or what of them has not left.",
    .operands = "[ID]...",
    .options = options,
    .traits = WRITES_STORE | TAKES_IDS,
    .each = cancel,
};

int main(int argc, char **argv)
{
    return tool_main(&tool, argc, argv);
}
