/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tool/listing.h"
#include "json/scan.h"

static const char *name;

static const struct option_row options[] = {
    {0, "name", "NAME", "versions of this tariff", OPTION_TEXT, &name},
    {0},
};

static bool print(struct run *run, const struct listed *row, struct fault *fault)
{
    (void)fault;
    if (!name || slice_is(scan_text(scan_find(row->value, "name")), name))
        listing_print(run, row->value);
    return true;
}

static bool list(struct run *run, struct fault *fault)
{
    return listing_run(run, print, fault);
}

static const struct tool tool = {
    .name = "tariff-list",
    .summary = "Lists tariffs of delivery, with every version.",
    .operands = "[ID]...",
    .options = options,
    .traits = READS_STORE,
    .lists = "tariff",
    .act = list,
};

int main(int argc, char **argv)
{
    return tool_main(&tool, argc, argv);
}
