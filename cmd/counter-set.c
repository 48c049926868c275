/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "shop/counter.h"
#include "tool/tool.h"

static bool set(struct run *run, const struct input *input, struct outcome *outcome, struct fault *fault)
{
    return counter_set(run->store, input->record, &run->arena, &run->changes, &outcome->changed, outcome->id, fault);
}

static const struct tool tool = {
    .name = "counter-set",
    .summary = "Writes down counters where orders are collected: hours, slots, capacity.",
    .operands = "[FILE]...",
    .traits = WRITES_STORE | TAKES_RECORDS,
    .each = set,
};

int main(int argc, char **argv)
{
    return tool_main(&tool, argc, argv);
}
