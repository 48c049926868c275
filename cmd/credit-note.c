/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "shop/credit_note.h"
#include "shop/refund.h"
#include "tool/rendering.h"
#include "tool/reversing.h"

static struct reversing_options what;

static const struct option_row options[] = {
    {'L', "line", "N[=QUANTITY]", "of line N all that is left, or so many units (several times)", OPTION_LIST, &what.lines},
    {0, "line-amount", "N=AMOUNT", "so much of line N, tax included (several times)", OPTION_LIST, &what.amounts},
    {0, "shipping", "AMOUNT|all", "so much of the shipping, tax included", OPTION_TEXT, &what.shipping},
    {0, "amount", "AMOUNT", "so much of the whole invoice, tax included", OPTION_TEXT, &what.amount},
    {'R', "reason", "TEXT", "why", OPTION_TEXT, &what.reason},
    {0, "dated", "DAY", "the credit note's day (today)", OPTION_TEXT, &what.dated},
    {0},
};

static bool issue(struct run *run, const struct input *input, struct outcome *outcome, struct fault *fault)
{
    struct credit_note_request request = {.dated = instant_day(run->now)};
    const json_t *told;
    struct order order;
    struct slice invoice;
    struct slice id;

    if (!input_id(input, "invoice", &id, fault) || !credit_note_order(id, run->store, &run->arena, &order, &invoice, fault) ||
        !reversing_of_record(input, "credit_note", &told, fault))
        return false;
    if (!(told ? credit_note_request_from_json(&request, told, &order.currency, &run->arena, fault)
               : reversing_read(&what, run, &order.currency, &run->arena, &request, fault)) ||
        !credit_note_request_check(&request, fault))
        return told && fault_within(fault, "credit_note");
    return credit_note_issue(&order, invoice, &request, run->store, &run->settings, run->now, &run->arena, &run->changes,
                             &outcome->changed, &outcome->row, outcome->id, fault) &&
           rendering_answer(run, outcome, fault);
}

static const struct tool tool = {
    .name = "credit-note",
    .summary = "Corrects invoices by credit notes, with numbers that have no gap.",
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
