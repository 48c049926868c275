/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "shop/cancellation.h"
#include "shop/grant_keys.h"
#include "shop/pickup.h"
#include "tool/asking_units.h"
#include "tool/tool.h"
#include "json/read.h"

static struct option_list lines;

static const struct option_row options[] = {
    {'L', "line", "N[=QUANTITY]", "of line N all that has not left, or until so many are cancelled (several times)", OPTION_LIST,
     &lines},
    {0},
};

/* {"id":"12","cancel":{"lines":[{"line":1,"quantity":1}]}} */
static bool read_record(const json_t *record, struct arena *arena, struct asked_units **asked, size_t *count, struct fault *fault)
{
    static const char *const known[] = {"lines", NULL};
    const json_t *cancel;
    const json_t *wanted = NULL;

    if (!field_object(record, "cancel", &cancel, fault) || !cancel)
        return !cancel;
    if (!fields_known(cancel, known, fault) || !field_array(cancel, "lines", &wanted, fault))
        return fault_within(fault, "cancel");
    return asked_units_of_lines(wanted, arena, asked, count, fault) || fault_within(fault, "cancel");
}

static bool cancel(struct run *run, const struct input *input, struct outcome *outcome, struct fault *fault)
{
    struct asked_units *asked;
    struct order order;
    struct slice id;
    size_t count = 0;
    uint64_t number;

    if (!input_id(input, "order", &id, fault) || !order_find(&order, run->store, id, &run->arena, fault) ||
        !asked_units_of_options(&lines, &run->arena, &asked, &count, fault))
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
