/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "shop/invoice.h"
#include "tool/rendering.h"
#include "json/read.h"

static const char *day_given, *deposit, *key, *paid_on;
static bool proforma;

static const struct option_row options[] = {
    {0, "dated", "DAY|order", "the invoice's day: a date, or the order's own (today)", OPTION_TEXT, &day_given},
    {0, "deposit", "N%|AMOUNT", "a deposit invoice for so much of the order, tax included", OPTION_TEXT, &deposit},
    {0, "key", "KEY", "names the deposit among the order's: invoiced once, however often it is asked", OPTION_TEXT, &key},
    {0, "paid-on", "DAY", "the day on which the deposit was paid (the invoice's)", OPTION_TEXT, &paid_on},
    {0, "proforma", NULL, "a pro forma invoice, which is none", OPTION_FLAG, &proforma},
    {0},
};

static bool prepare(struct run *run, struct fault *fault)
{
    (void)run;
    if (proforma && deposit)
        return fault_set(fault, FAULT_USAGE, "usage", NULL, "--proforma and --deposit exclude one another");
    return deposit || (!key && !paid_on) ||
           fault_set(fault, FAULT_USAGE, "usage", NULL, "%s is of a deposit: --deposit says how much", key ? "--key" : "--paid-on");
}

/* What the record says of a deposit, or else the options; *wanted false: it is the order's own invoice. */
static bool read_deposit(const struct input *input, const struct currency *currency, struct deposit_request *request, bool *wanted,
                         struct fault *fault)
{
    const json_t *told = NULL;

    *request = (struct deposit_request){.key = key ? slice_of(key) : SLICE("")};
    if (input->record && !proforma && !field_object(input->record, "deposit", &told, fault))
        return false;
    *wanted = told || deposit;
    if (told)
        return deposit_request_from_json(request, told, currency, fault) || fault_within(fault, "deposit");
    return !deposit || deposit_request_read(request, slice_of(deposit), currency, fault);
}

static bool issue(struct run *run, const struct input *input, struct outcome *outcome, struct fault *fault)
{
    struct deposit_request request;
    struct order order;
    struct slice id;
    day dated = instant_day(run->now);
    day paid = 0;
    bool of_order = day_given && strcmp(day_given, "order") == 0;
    bool wanted;
    bool present;
    bool again = false;
    bool done;

    if (proforma && !rendering_again(run, input, NUMBERED_PROFORMA, outcome, &again, fault))
        return false;
    if (again)
        return true;
    if (!of_order && !option_day("dated", day_given, &dated, &present, fault))
        return false;
    if (!option_day("paid-on", paid_on, &paid, &present, fault) || !input_id(input, "order", &id, fault) ||
        !order_find(&order, run->store, id, &run->arena, fault) || !read_deposit(input, &order.currency, &request, &wanted, fault))
        return false;
    if (of_order)
        dated = order.day;
    done = wanted
               ? deposit_issue(&order, &request, run->store, &run->settings, dated, present ? &paid : NULL, run->now, &run->arena,
                               &run->changes, &outcome->changed, &outcome->row, outcome->id, fault)
               : (proforma ? proforma_issue : invoice_issue)(&order, run->store, &run->settings, dated, run->now, &run->arena,
                                                             &run->changes, &outcome->changed, &outcome->row, outcome->id, fault);
    return done && rendering_answer(run, outcome, fault);
}

static const struct tool tool = {
    .name = "invoice",
    .summary = "Issues invoices for orders, with numbers that have no gap.",
    .operands = "[ID]...",
    .options = options,
    .traits = WRITES_STORE | TAKES_IDS,
    .prepare = prepare,
    .rendering = &document_rendering,
    .each = issue,
    .show = rendering_show,
};

int main(int argc, char **argv)
{
    return tool_main(&tool, argc, argv);
}
