/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "shop/stock.h"
#include "tool/tool.h"

static const char *location, *reason;

static const struct option_row options[] = {
    {'l', "location", "NAME", "where (else shop.location)", OPTION_TEXT, &location},
    {'R', "reason", "TEXT", "why", OPTION_TEXT, &reason},
    {0},
};

static bool adjust(struct run *run, const struct input *input, struct outcome *outcome, struct fault *fault)
{
    struct stock_adjustment adjustment = {0};

    if (input->record) {
        if (!stock_adjustment_from_json(input->record, &adjustment, fault))
            return false;
    } else {
        adjustment.sku = slice_of(input->operands[0]);
        if (!stock_adjustment_read_change(slice_of(input->operands[1]), &adjustment, fault))
            return false;
    }
    if (location && !adjustment.location.bytes)
        adjustment.location = slice_of(location);
    if (reason && !adjustment.reason.bytes)
        adjustment.reason = slice_of(reason);
    return stock_adjust(run->store, &run->settings, &adjustment, &run->changes, &outcome->changed, &outcome->row, outcome->id,
                        fault);
}

static const struct tool tool = {
    .name = "stock-adjust",
    .summary = "Changes what is on hand (+5, -2, =12) and what is held back from sale (safety=3).",
    .operands = "[SKU CHANGE]...",
    .options = options,
    .traits = WRITES_STORE | TAKES_IDS,
    .operands_each = 2,
    .each = adjust,
};

int main(int argc, char **argv)
{
    return tool_main(&tool, argc, argv);
}
