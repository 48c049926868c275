/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tool/listing.h"

static bool lists;

static const struct option_row options[] = {
    {0, "lists", NULL, "the price lists, and not the prices in them", OPTION_FLAG, &lists},
    {0},
};

static bool prepare(struct run *run, struct fault *fault)
{
    return !lists || (!run->fields.count && !run->operand_count) ||
           fault_set(fault, FAULT_USAGE, "usage", NULL, "--lists prints whole records, of all lists");
}

static bool print(struct run *run, const struct listed *row, struct fault *fault)
{
    (void)fault;
    listing_print(run, row->value);
    return true;
}

/* The prices of one list. */
static bool list_prices(struct run *run, const char *name, struct fault *fault)
{
    struct text id = TEXT_INIT;
    struct slice record;
    bool done;

    text_printf(&id, "price_list/%s", name);
    done = store_get(run->store, text_slice(&id), &record, fault);
    if (done && !record.bytes)
        listing_missing(run, "price list", name);
    text_clear(&id);
    text_printf(&id, "price/%s/", name);
    done = done && (!record.bytes || listing_walk(run, text_slice(&id), print, fault));
    text_release(&id);
    return done;
}

static bool list(struct run *run, struct fault *fault)
{
    bool done = true;

    if (!run->operand_count)
        return listing_walk(run, lists ? SLICE("price_list/") : SLICE("price/"), print, fault);
    for (size_t i = 0; done && i < run->operand_count; i++)
        done = list_prices(run, run->operands[i], fault);
    return done;
}

static const struct tool tool = {
    .name = "price-list",
    .summary = "Lists the prices in price lists.",
    .operands = "[NAME]...",
    .options = options,
    .traits = READS_STORE,
    .lists = "price",
    .prepare = prepare,
    .act = list,
};

int main(int argc, char **argv)
{
    return tool_main(&tool, argc, argv);
}
