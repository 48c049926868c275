/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "shop/grant_keys.h"
#include "tool/tool.h"

static bool to_pool;

static const struct option_row options[] = {
    {0, "return-to-pool", NULL, "they are free again: nobody can have used them", OPTION_FLAG, &to_pool},
    {0},
};

static bool revoke(struct run *run, const struct input *input, struct outcome *outcome, struct fault *fault)
{
    struct slice id;

    return input_id(input, "licence_key", &id, fault) && grant_revoke(id, to_pool, run->store, run->now, &run->arena, &run->changes,
                                                                      &outcome->changed, &outcome->row, outcome->id, fault);
}

static const struct tool tool = {
    .name = "grant-revoke",
    .summary = "Takes licence keys out of use, or puts them back to those that are free.",
    .operands = "[KEY]...",
    .options = options,
    .traits = WRITES_STORE | TAKES_IDS,
    .each = revoke,
};

int main(int argc, char **argv)
{
    return tool_main(&tool, argc, argv);
}
