/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "shop/closing.h"
#include "tool/listing.h"

static const char *since, *until, *period;
static day since_day, until_day;
static bool has_since, has_until;

static const struct option_row options[] = {
    {'S', "since", "DAY", "that begin on this day or later", OPTION_TEXT, &since},
    {'U', "until", "DAY", "that end on this day or earlier", OPTION_TEXT, &until},
    {0, "period", "WHAT", "one kind alone: day, month, year", OPTION_TEXT, &period},
    {0},
};

static bool prepare(struct run *run, struct fault *fault)
{
    (void)run;
    if (period && strcmp(period, "day") != 0 && strcmp(period, "month") != 0 && strcmp(period, "year") != 0)
        return fault_set(fault, FAULT_USAGE, "usage", NULL, "--period knows day, month and year, not \"%s\"", period);
    return option_day("since", since, &since_day, &has_since, fault) && option_day("until", until, &until_day, &has_until, fault);
}

static bool print(struct run *run, const struct listed *row, struct fault *fault)
{
    enum grain grain;
    day first;

    (void)fault;
    if (!closing_period(row->id, &first, &grain) || (period && strcmp(closing_grain_name(grain), period) != 0) ||
        (has_since && first < since_day) || (has_until && period_next(first, grain) - 1 > until_day))
        return true;
    listing_print(run, row->value);
    return true;
}

static bool list(struct run *run, struct fault *fault)
{
    return listing_run(run, print, fault);
}

static const struct tool tool = {
    .name = "closing-list",
    .summary = "Lists the closings of days, months and years.",
    .operands = "[ID]...",
    .options = options,
    .traits = READS_STORE,
    .lists = "closing",
    .prepare = prepare,
    .act = list,
};

int main(int argc, char **argv)
{
    return tool_main(&tool, argc, argv);
}
