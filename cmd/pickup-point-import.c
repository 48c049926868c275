/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "shop/pickup_point.h"
#include "tool/tool.h"

static bool import(struct run *run, const struct input *input, struct outcome *outcome, struct fault *fault)
{
    return pickup_point_import(run->store, input->record, &run->changes, &outcome->changed, outcome->id, fault);
}

static const struct tool tool = {
    .name = "pickup-point-import",
    .summary = "Takes the shops and lockers where carriers hand parcels out.",
    .operands = "[FILE]...",
    .traits = WRITES_STORE | TAKES_RECORDS,
    .each = import,
};

int main(int argc, char **argv)
{
    return tool_main(&tool, argc, argv);
}
