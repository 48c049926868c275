/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tool/listing.h"

static bool print(struct run *run, const struct listed *row, struct fault *fault)
{
    (void)fault;
    listing_print(run, row->value);
    return true;
}

static bool list(struct run *run, struct fault *fault)
{
    return listing_run(run, print, fault);
}

static const struct tool tool = {
    .name = "channel-list",
    .summary = "Lists the channels and how they are fed.",
    .operands = "[NAME]...",
    .traits = READS_STORE,
    .lists = "channel",
    .act = list,
};

int main(int argc, char **argv)
{
    return tool_main(&tool, argc, argv);
}
