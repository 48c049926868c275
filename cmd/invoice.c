/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "shop/invoice.h"
#include "format/invoice_text.h"
#include "shop/person.h"
#include "tool/tool.h"

static const char *day_given;
static bool as_text;

static const struct option_row options[] = {
    {0, "dated", "DAY|order", "the invoice's day: a date, or the order's own (today)", OPTION_TEXT, &day_given},
    {'t', "text", NULL, "print invoices for people to read", OPTION_FLAG, &as_text},
    {0},
};

static bool issue(struct run *run, const struct input *input, struct outcome *outcome, struct fault *fault)
{
    struct order order;
    struct slice id;
    day dated = instant_day(run->now);
    bool of_order = day_given && strcmp(day_given, "order") == 0;
    bool present;

    if (!of_order && !option_day("dated", day_given, &dated, &present, fault))
        return false;
    if (!input_id(input, "order", &id, fault) || !order_find(&order, run->store, id, &run->arena, fault))
        return false;
    return invoice_issue(&order, run->store, &run->settings, of_order ? order.day : dated, run->now, &run->changes,
                         &outcome->changed, &outcome->row, outcome->id, fault);
}

static bool show(struct run *run, struct slice id, struct slice value, struct text *text, struct fault *fault)
{
    struct slice person;

    (void)id;
    if (!as_text) {
        text_add_slice(text, value);
        text_add_byte(text, '\n');
        return true;
    }
    return person_of_record(run->store, value, &person, fault) && invoice_text(value, person, &run->arena, text, fault);
}

static const struct tool tool = {
    .name = "invoice",
    .summary = "Issues invoices for orders, with numbers that have no gap.",
    .operands = "[ID]...",
    .options = options,
    .traits = WRITES_STORE | TAKES_IDS,
    .each = issue,
    .show = show,
};

int main(int argc, char **argv)
{
    return tool_main(&tool, argc, argv);
}
