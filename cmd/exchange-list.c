/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tool/listing.h"
#include "json/scan.h"

static const char *currency, *since, *until;
static day first, last;
static bool has_since, has_until;

static const struct option_row options[] = {
    {0, "currency", "CODE", "of or in this currency", OPTION_TEXT, &currency},
    {'S', "since", "DAY", "of this day or later", OPTION_TEXT, &since},
    {'U', "until", "DAY", "of this day or earlier", OPTION_TEXT, &until},
    {0},
};

static bool print(struct run *run, const struct listed *row, struct fault *fault)
{
    day on;

    if (!day_read(scan_text(scan_find(row->value, "day")), &on))
        return fault_set(fault, FAULT_SYSTEM, "store_damaged", NULL, "the record of a rate of exchange cannot be read");
    if ((!has_since || on >= first) && (!has_until || on <= last) &&
        (!currency || slice_is(scan_text(scan_find(row->value, "of")), currency) ||
         slice_is(scan_text(scan_find(row->value, "currency")), currency)))
        listing_print(run, row->value);
    return true;
}

static bool list(struct run *run, struct fault *fault)
{
    return option_day("since", since, &first, &has_since, fault) && option_day("until", until, &last, &has_until, fault) &&
           listing_run(run, print, fault);
}

static const struct tool tool = {
    .name = "exchange-list",
    .summary = "Lists rates of exchange.",
    .operands = "[ID]...",
    .options = options,
    .traits = READS_STORE,
    .lists = "exchange_rate",
    .act = list,
};

int main(int argc, char **argv)
{
    return tool_main(&tool, argc, argv);
}
