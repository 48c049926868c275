/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "shop/bill_sums.h"
#include "tool/listing.h"

static const char *carrier, *bill, *parcel, *difference, *since, *until, *weight_step, *divisor, *tolerance;
static bool differences_alone, by_bill, has_since, has_until;
static day first, last;
static unsigned wanted = ~0u;
static struct bill_terms terms = {.weight_step = 1};
static struct bill_sums sums = BILL_SUMS_INIT;

static const struct option_row options[] = {
    {0, "carrier", "ID", "of this carrier", OPTION_TEXT, &carrier},
    {0, "bill", "NUMBER", "of this bill", OPTION_TEXT, &bill},
    {0, "parcel", "ID", "of this parcel", OPTION_TEXT, &parcel},
    {'S', "since", "DAY", "of bills from this day on", OPTION_TEXT, &since},
    {'U', "until", "DAY", "of bills up to this day", OPTION_TEXT, &until},
    {0, "differences", NULL, "only lines with which something is wrong; status 1 if there are any", OPTION_FLAG,
     &differences_alone},
    {0, "difference", "CODE", "only those with this difference, as price_above", OPTION_TEXT, &difference},
    {0, "tolerance", "AMOUNT", "that prices may be above the quote", OPTION_TEXT, &tolerance},
    {0, "weight-step", "GRAMS", "to whose next multiple weights are rounded", OPTION_TEXT, &weight_step},
    {0, "divisor", "CM3", "of volumetric weight: so many for a kilogram", OPTION_TEXT, &divisor},
    {0, "by-bill", NULL, "a line for each bill: what its lines come to", OPTION_FLAG, &by_bill},
    {0},
};

static bool prepare(struct run *run, struct fault *fault)
{
    bool given;
    amount value;

    terms.tolerance = tolerance;
    if (difference && !bill_difference_read(slice_of(difference), &wanted))
        return fault_set(fault, FAULT_USAGE, "usage", NULL, "--difference knows no \"%s\"", difference);
    if (tolerance && !amount_read(slice_of(tolerance), &run->settings.currency, false, "tolerance", &value, fault))
        return fault_set(fault, FAULT_USAGE, "usage", NULL, "--tolerance: \"%s\" is no amount", tolerance);
    if (!option_day("since", since, &first, &has_since, fault) || !option_day("until", until, &last, &has_until, fault) ||
        !option_whole("weight-step", weight_step, 1000000, &terms.weight_step, &given, fault) ||
        !option_whole("divisor", divisor, 1000000, &terms.divisor, &given, fault))
        return false;
    terms.weight_step = terms.weight_step > 0 ? terms.weight_step : 1;
    return true;
}

static bool fits(const struct carrier_charge *charge)
{
    return (!carrier || slice_is(charge->carrier, carrier)) && (!bill || slice_is(charge->bill, bill)) &&
           (!parcel || slice_is(charge->parcel, parcel)) && (!has_since || charge->day >= first) &&
           (!has_until || charge->day <= last);
}

static bool print(struct run *run, const struct listed *row, struct fault *fault)
{
    struct text text = TEXT_INIT;
    struct carrier_charge charge;
    struct bill_findings findings;
    bool selects = differences_alone || difference;

    arena_clear(&run->arena);
    if (!charge_from_stored(&charge, row->value, &run->arena, fault))
        return false;
    if (!fits(&charge))
        return true;
    if (!bill_control(&findings, &charge, &terms, run->store, &run->arena, fault))
        return false;
    if (selects && !(findings.differences & wanted))
        return true;
    run->answer_is_no |= selects;
    if (by_bill)
        return bill_sums_add(&sums, &charge, &findings, fault);
    bill_findings_write(&findings, &charge, &text);
    listing_print_made(run, text_slice(&text));
    text_release(&text);
    return true;
}

static bool list(struct run *run, struct fault *fault)
{
    struct text text = TEXT_INIT;
    bool done = listing_run(run, print, fault);

    for (size_t i = 0; done && i < sums.count && !listing_full(run); i++) {
        bill_sum_write(&sums, &sums.items[i], &text);
        listing_print_made(run, text_slice(&text));
        text_clear(&text);
    }
    text_release(&text);
    bill_sums_release(&sums);
    return done;
}

static const struct tool tool = {
    .name = "carrier-bill-list",
    .summary = "Lists what carriers billed, and what is wrong with it.",
    .operands = "[ID]...",
    .options = options,
    .traits = READS_STORE,
    .lists = "carrier_charge",
    .prepare = prepare,
    .act = list,
};

int main(int argc, char **argv)
{
    return tool_main(&tool, argc, argv);
}
