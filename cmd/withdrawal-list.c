/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "shop/withdrawal.h"
#include "tool/listing.h"
#include "json/scan.h"

static const char *status, *with;

static const struct option_row options[] = {
    {'u', "status", "STATUS", "stated or confirmed", OPTION_TEXT, &status},
    {0, "with", "person", "what was stated, too", OPTION_TEXT, &with},
    {0},
};

static bool prepare(struct run *run, struct fault *fault)
{
    (void)run;
    return option_with(with, "person", fault);
}

static bool print(struct run *run, const struct listed *row, struct fault *fault)
{
    struct text text = TEXT_INIT;
    struct slice statement;

    if (status && !slice_is(scan_text(scan_find(row->value, "status")), status))
        return true;
    if (!with) {
        listing_print(run, row->value);
        return true;
    }
    text_add(&text, row->value.bytes, row->value.length - 1);
    if (!withdrawal_statement(run->store, row->id, &statement, fault))
        return false;
    if (statement.length > 2)
        text_printf(&text, ",%.*s", (int)statement.length - 2, statement.bytes + 1);
    text_add_byte(&text, '}');
    listing_print_made(run, text_slice(&text));
    text_release(&text);
    return true;
}

static bool list(struct run *run, struct fault *fault)
{
    return listing_run(run, print, fault);
}

static const struct tool tool = {
    .name = "withdrawal-list",
    .summary = "Lists consumers' withdrawal statements.",
    .operands = "[ID]...",
    .options = options,
    .traits = READS_STORE,
    .lists = "withdrawal",
    .prepare = prepare,
    .act = list,
};

int main(int argc, char **argv)
{
    return tool_main(&tool, argc, argv);
}
