/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "shop/gift_card_keeping.h"
#include "tool/found.h"
#include "tool/tool.h"

static bool due;

static const struct option_row options[] = {
    {0, "due", NULL, "all whose term is over", OPTION_FLAG, &due},
    {0},
};

static bool find_due(struct run *run, found_id *add, void *context, struct fault *fault)
{
    return gift_cards_due(run->store, instant_day(run->now), add, context, fault);
}

static bool prepare(struct run *run, struct fault *fault)
{
    return !due || found_become_operands(run, "due", find_due, fault);
}

static bool expire(struct run *run, const struct input *input, struct outcome *outcome, struct fault *fault)
{
    struct slice id;

    return input_id(input, "gift_card", &id, fault) && gift_card_expire(id, run->store, run->now, &run->arena, &run->changes,
                                                                        &outcome->changed, &outcome->row, outcome->id, fault);
}

static const struct tool tool = {
    .name = "gift-card-expire",
    .summary = "Writes off what is left on gift cards whose term is over.",
    .operands = "[CARD]...",
    .options = options,
    .traits = WRITES_STORE | TAKES_IDS,
    .prepare = prepare,
    .each = expire,
};

int main(int argc, char **argv)
{
    return tool_main(&tool, argc, argv);
}
