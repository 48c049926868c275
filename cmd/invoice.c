/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "shop/invoice.h"
#include "tool/rendering.h"

static const char *day_given;
static bool proforma;

static const struct option_row options[] = {
    {0, "dated", "DAY|order", "the invoice's day: a date, or the order's own (today)", OPTION_TEXT, &day_given},
    {0, "proforma", NULL, "a pro forma invoice, which is none", OPTION_FLAG, &proforma},
    {0},
};

static bool issue(struct run *run, const struct input *input, struct outcome *outcome, struct fault *fault)
{
    struct order order;
    struct slice id;
    day dated = instant_day(run->now);
    bool of_order = day_given && strcmp(day_given, "order") == 0;
    bool present;
    bool again = false;

    if (proforma && !rendering_again(run, input, NUMBERED_PROFORMA, outcome, &again, fault))
        return false;
    if (again)
        return true;
    if (!of_order && !option_day("dated", day_given, &dated, &present, fault))
        return false;
    if (!input_id(input, "order", &id, fault) || !order_find(&order, run->store, id, &run->arena, fault))
        return false;
    if (of_order)
        dated = order.day;
    return (proforma ? proforma_issue : invoice_issue)(&order, run->store, &run->settings, dated, run->now, &run->arena,
                                                       &run->changes, &outcome->changed, &outcome->row, outcome->id, fault) &&
           rendering_answer(run, outcome, fault);
}

static const struct tool tool = {
    .name = "invoice",
    .summary = "Issues invoices for orders, with numbers that have no gap.",
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
