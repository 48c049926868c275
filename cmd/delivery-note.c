/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "shop/delivery_note.h"
#include "tool/rendering.h"

static const char *day_given;

static const struct option_row options[] = {
    {0, "dated", "DAY", "the delivery note's day (today)", OPTION_TEXT, &day_given},
    {0},
};

static bool issue(struct run *run, const struct input *input, struct outcome *outcome, struct fault *fault)
{
    struct order order;
    struct slice id;
    day dated = instant_day(run->now);
    bool present;
    bool again;

    if (!rendering_again(run, input, NUMBERED_DELIVERY_NOTE, outcome, &again, fault))
        return false;
    if (again)
        return true;
    return option_day("dated", day_given, &dated, &present, fault) && input_id(input, "order", &id, fault) &&
           order_find(&order, run->store, id, &run->arena, fault) &&
           delivery_note_issue(&order, run->store, &run->settings, dated, run->now, &run->arena, &run->changes, &outcome->changed,
                               &outcome->row, outcome->id, fault) &&
           rendering_answer(run, outcome, fault);
}

static const struct tool tool = {
    .name = "delivery-note",
    .summary = "Issues delivery notes: what of orders left, in quantities.",
    .operands = "[ID]...",
    .options = options,
    .traits = WRITES_STORE | TAKES_IDS,
    .rendering = &document_rendering,
    .each = issue,
    .show = rendering_show,
};

int main(int argc, char **argv)
{
    return tool_main(&tool, argc, argv);
}
