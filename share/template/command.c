/* SPDX-License-Identifier: GPL-3.0-or-later */

/*
 * A command to start from: copy it to cmd/NAME.c and change what is particular. HACKING tells the other steps.
 *
 * This one throws goods away. For each SKU, from the command line or from records on stdin, it sets the level at a
 * location to zero. What a level is and what may happen to it is known in lib/shop; a command only wires.
 */

#include "shop/stock.h"
#include "tool/tool.h"
#include "json/read.h"

static const char *location;
static const char *reason;

/* One row makes the option: its parsing, its line of --help, its completion. The traits below bring the common ones. */
static const struct option_row options[] = {
    {'l', "location", "NAME", "where the goods lie (else shop.location)", OPTION_TEXT, &location},
    {'R', "reason", "TEXT", "why, for the stock's ledger", OPTION_TEXT, &reason},
    {0},
};

/* Called for each record, with the store open and no other writer about. It decides, and says what became of it. */
static bool throw_away(struct run *run, const struct input *input, struct outcome *outcome, struct fault *fault)
{
    struct stock_adjustment adjustment = {.absolute = true, .amount = 0};

    if (input->operand_count)
        adjustment.sku = slice_of(input->operands[0]);
    else if (!field_string(input->record, "sku", &adjustment.sku, fault) || (!adjustment.sku.bytes && !field_missing("sku", fault)))
        return false;
    if (location)
        adjustment.location = slice_of(location);
    if (reason)
        adjustment.reason = slice_of(reason);
    return stock_adjust(run->store, &run->settings, &adjustment, &run->changes, &outcome->changed, &outcome->row, outcome->id,
                        fault);
}

static const struct tool tool = {
    .name = "stock-scrap",
    .summary = "throw goods away",
    .operands = "[SKU]...",
    .options = options,
    .traits = WRITES_STORE | TAKES_IDS,
    .each = throw_away,
};

int main(int argc, char **argv)
{
    return tool_main(&tool, argc, argv);
}
