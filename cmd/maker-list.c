/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tool/listing.h"
#include "json/scan.h"

static const char *country;

static const struct option_row options[] = {
    {0, "country", "CC", "established in this country", OPTION_TEXT, &country},
    {0},
};

static bool print(struct run *run, const struct listed *row, struct fault *fault)
{
    (void)fault;
    if (!country || slice_is(scan_text(scan_find(row->value, "country")), country))
        listing_print(run, row->value);
    return true;
}

static bool list(struct run *run, struct fault *fault)
{
    return listing_run(run, print, fault);
}

static const struct tool tool = {
    .name = "maker-list",
    .summary = "Lists manufacturers and responsible persons.",
    .operands = "[ID]...",
    .options = options,
    .traits = READS_STORE,
    .lists = "maker",
    .act = list,
};

int main(int argc, char **argv)
{
    return tool_main(&tool, argc, argv);
}
