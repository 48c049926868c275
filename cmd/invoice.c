/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "shop/invoice.h"
#include "format/invoice_text.h"
#include "shop/copy.h"
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
    if (!invoice_issue(&order, run->store, &run->settings, of_order ? order.day : dated, run->now, &run->arena, &run->changes,
                       &outcome->changed, &outcome->row, outcome->id, fault))
        return false;
    if (!as_text)
        return true;
    /* Whoever prints an invoice makes a document, and each is counted: the answer is how often that was. */
    outcome->changed = true;
    return copy_count(run->store, text_slice(outcome->id), run->now, &run->changes, &outcome->row, fault);
}

static bool print(struct run *run, struct slice copy, struct text *text, struct fault *fault)
{
    const struct printing printing = {copy_printed(copy), run->dry_run, run->settings.text[SHOP_LANGUAGE]};
    struct text id = TEXT_INIT;
    struct slice invoice;
    struct slice person;
    bool done = store_get(run->store, copy_document(copy, &id), &invoice, fault) &&
                person_of_record(run->store, invoice, &person, fault) &&
                invoice_text(invoice, person, &printing, &run->arena, text, fault);

    text_release(&id);
    return done;
}

static bool show(struct run *run, struct slice id, struct slice value, struct text *text, struct fault *fault)
{
    (void)id;
    if (as_text)
        return print(run, value, text, fault);
    text_add_slice(text, value);
    text_add_byte(text, '\n');
    return true;
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
