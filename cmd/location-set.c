/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "shop/location.h"
#include "tool/tool.h"

static bool set(struct run *run, const struct input *input, struct outcome *outcome, struct fault *fault)
{
    return location_set(run->store, input->record, &run->arena, &run->changes, &outcome->changed, outcome->id, fault);
}

static const struct tool tool = {
    .name = "location-set",
    .summary = "Writes down locations: what they are, whom they serve first, what they are for.",
    .operands = "[FILE]...",
    .traits = WRITES_STORE | TAKES_RECORDS,
    .each = set,
};

int main(int argc, char **argv)
{
    return tool_main(&tool, argc, argv);
}
