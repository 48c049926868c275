/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "shop/listing.h"
#include "tool/tool.h"

static bool set(struct run *run, const struct input *input, struct outcome *outcome, struct fault *fault)
{
    return listing_set(run->store, input->record, run->now, &run->changes, &outcome->changed, outcome->id, &run->arena, fault);
}

static const struct tool tool = {
    .name = "listing-set",
    .summary = "Writes down what became of products on a channel: submitted, accepted, live, rejected.",
    .operands = "[FILE]...",
    .traits = WRITES_STORE | TAKES_RECORDS,
    .each = set,
};

int main(int argc, char **argv)
{
    return tool_main(&tool, argc, argv);
}
