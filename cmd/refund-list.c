/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tool/listing.h"
#include "json/scan.h"

static const char *since, *until, *order;
static day first, last;
static bool has_first, has_last;

static const struct option_row options[] = {
    {'S', "since", "DAY", "of this day or later", OPTION_TEXT, &since},
    {'U', "until", "DAY", "of this day or earlier", OPTION_TEXT, &until},
    {0, "order", "ID", "of this order", OPTION_TEXT, &order},
    {0},
};

static bool prepare(struct run *run, struct fault *fault)
{
    (void)run;
    return option_day("since", since, &first, &has_first, fault) && option_day("until", until, &last, &has_last, fault);
}

static bool print(struct run *run, const struct listed *row, struct fault *fault)
{
    day dated;

    (void)fault;
    if (!day_read(scan_text(scan_find(row->value, "day")), &dated) || (has_first && dated < first) || (has_last && dated > last) ||
        (order && !slice_is(scan_text(scan_find(row->value, "order")), order)))
        return true;
    listing_print(run, row->value);
    return true;
}

static bool list(struct run *run, struct fault *fault)
{
    return listing_run(run, print, fault);
}

static const struct tool tool = {
    .name = "refund-list",
    .summary = "Lists refunds.",
    .operands = "[ID]...",
    .options = options,
    .traits = READS_STORE,
    .lists = "refund",
    .prepare = prepare,
    .act = list,
};

int main(int argc, char **argv)
{
    return tool_main(&tool, argc, argv);
}
