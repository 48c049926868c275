/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "shop/gift_card_keeping.h"
#include "tool/tool.h"

static const char *block, *expires, *added, *reason, *key;
static bool unblock, withdraw;

static const struct option_row options[] = {
    {0, "add", "AMOUNT", "so much more is on it", OPTION_TEXT, &added},
    {0, "block", "REASON", "nobody can spend it, and why", OPTION_TEXT, &block},
    {0, "expires", "DAY", "the last day on which it can be spent, or never", OPTION_TEXT, &expires},
    {0, "key", "KEY", "names what is added: done once, however often it is asked", OPTION_TEXT, &key},
    {'R', "reason", "TEXT", "why it is added or withdrawn", OPTION_TEXT, &reason},
    {0, "unblock", NULL, "it can be spent again", OPTION_FLAG, &unblock},
    {0, "withdraw", NULL, "nothing is left on it", OPTION_FLAG, &withdraw},
    {0},
};

static struct slice given(const char *option)
{
    return option ? slice_of(option) : (struct slice){NULL, 0};
}

static bool set(struct run *run, const struct input *input, struct outcome *outcome, struct fault *fault)
{
    const struct gift_card_request request = {.block = given(block),
                                              .unblock = unblock,
                                              .expires = given(expires),
                                              .add = given(added),
                                              .withdraw = withdraw,
                                              .reason = given(reason),
                                              .key = given(key)};
    struct slice id;

    return input_id(input, "gift_card", &id, fault) && gift_card_set(id, &request, run->store, run->now, &run->arena, &run->changes,
                                                                     &outcome->changed, &outcome->row, outcome->id, fault);
}

static const struct tool tool = {
    .name = "gift-card-set",
    .summary = "Blocks gift cards, sets their term, and adds to them or withdraws them by hand.",
    .operands = "[CARD]...",
    .options = options,
    .traits = WRITES_STORE | TAKES_IDS,
    .each = set,
};

int main(int argc, char **argv)
{
    return tool_main(&tool, argc, argv);
}
