/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "shop/pickup.h"
#include "tool/found.h"
#include "tool/tool.h"

static bool due;

static const struct option_row options[] = {
    {0, "due", NULL, "all whose deadline is over", OPTION_FLAG, &due},
    {0},
};

static bool find_due(struct run *run, found_id *add, void *context, struct fault *fault)
{
    return pickup_find_due(run->store, instant_day(run->now), add, context, fault);
}

static bool prepare(struct run *run, struct fault *fault)
{
    return !due || found_become_operands(run, "due", find_due, fault);
}

static bool expire(struct run *run, const struct input *input, struct outcome *outcome, struct fault *fault)
{
    struct pickup pickup;
    struct slice id;

    if (!input_id(input, "pickup", &id, fault) || !pickup_find(&pickup, run->store, id, &run->arena, fault))
        return false;
    text_printf(outcome->id, "pickup/%.*s", SLICE_ARGS(pickup.order));
    return pickup_expire(&pickup, run->store, run->now, &run->arena, &run->changes, &outcome->changed, &outcome->row, fault);
}

static const struct tool tool = {
    .name = "pickup-expire",
    .summary = "Releases what nobody collected in time.",
    .operands = "[ORDER]...",
    .options = options,
    .traits = WRITES_STORE | TAKES_IDS,
    .prepare = prepare,
    .each = expire,
};

int main(int argc, char **argv)
{
    return tool_main(&tool, argc, argv);
}
