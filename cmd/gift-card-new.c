/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "shop/gift_card_issue.h"
#include "tool/chance.h"
#include "tool/tool.h"

static unsigned char random_bytes[SALT_SIZE];

static bool prepare(struct run *run, struct fault *fault)
{
    (void)run;
    return chance_bytes(random_bytes, sizeof random_bytes, fault);
}

/* A record with an amount is asked by hand; all others name orders. */
static bool issue(struct run *run, const struct input *input, struct outcome *outcome, struct fault *fault)
{
    struct gift_card_issuing issuing = {.store = run->store,
                                        .settings = &run->settings,
                                        .secret = {(const char *)random_bytes, sizeof random_bytes},
                                        .now = run->now,
                                        .arena = &run->arena,
                                        .changes = &run->changes};
    struct order order;
    struct slice id;

    if (input->record && json_object_get(input->record, "amount"))
        return gift_card_issue_by_hand(input->record, &issuing, &outcome->changed, &outcome->row, outcome->id, fault);
    return input_id(input, "order", &id, fault) && order_find(&order, run->store, id, &run->arena, fault) &&
           gift_cards_issue_of_order(&order, &issuing, &outcome->changed, &outcome->row, outcome->id, fault);
}

static const struct tool tool = {
    .name = "gift-card-new",
    .summary = "Issues the gift cards that paid orders have, and those that are asked by hand.",
    .operands = "[ORDER]...",
    .traits = WRITES_STORE | TAKES_IDS,
    .prepare = prepare,
    .each = issue,
};

int main(int argc, char **argv)
{
    return tool_main(&tool, argc, argv);
}
