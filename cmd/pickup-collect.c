/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "shop/pickup.h"
#include "tool/tool.h"
#include "json/read.h"

static const char *code;
static bool identified;

static const struct option_row options[] = {
    {0, "code", "CODE", "what the customer tells", OPTION_TEXT, &code},
    {0, "identified", NULL, "without a code: who collects is known to be the customer", OPTION_FLAG, &identified},
    {0},
};

static bool find_code(const struct input *input, struct slice *told, struct fault *fault)
{
    *told = (struct slice){NULL, 0};
    if (identified && code)
        return fault_set(fault, FAULT_USAGE, "usage", NULL, "either --code or --identified");
    if (identified)
        return true;
    if (code)
        *told = slice_of(code);
    else if (input->record && !field_string(input->record, "pickup_code", told, fault))
        return false;
    return told->bytes || fault_set(fault, FAULT_REFUSED, "missing_code", "pickup_code", "the customer's code is needed");
}

static bool collect(struct run *run, const struct input *input, struct outcome *outcome, struct fault *fault)
{
    struct pickup pickup;
    struct slice told;
    struct slice id;
    bool accepted;

    if (!input_id(input, "pickup", &id, fault) || !find_code(input, &told, fault) ||
        !pickup_find(&pickup, run->store, id, &run->arena, fault) ||
        !pickup_collect(&pickup, told, run->store, run->now, &run->arena, &run->changes, &accepted, &outcome->changed,
                        &outcome->row, fault))
        return false;
    if (!accepted) {
        run->answer_is_no = true;
        tool_warn(run, "order %.*s: the code is wrong; %lld of %d attempts are left", SLICE_ARGS(pickup.order),
                  (long long)(PICKUP_ATTEMPTS_LIMIT - pickup.wrong - 1), PICKUP_ATTEMPTS_LIMIT);
    }
    text_printf(outcome->id, "pickup/%.*s", SLICE_ARGS(pickup.order));
    return true;
}

static const struct tool tool = {
    .name = "pickup-collect",
    .summary = "Hands out orders to customers who tell their code.",
    .operands = "[ORDER]...",
    .options = options,
    .traits = WRITES_STORE | TAKES_IDS,
    .each = collect,
};

int main(int argc, char **argv)
{
    return tool_main(&tool, argc, argv);
}
