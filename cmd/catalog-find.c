/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "shop/availability.h"
#include "shop/query.h"
#include "tool/listing.h"
#include "json/write.h"

static const char *with;
static struct query *query;

static const struct option_row options[] = {
    {0, "with", "stock", "with what is available", OPTION_TEXT, &with},
    {0},
};

static bool print(struct run *run, const struct listed *row, struct fault *fault)
{
    struct availability stock = {0};
    bool asks_stock = with || query_asks_stock(query);
    bool fits;

    if (!query_fits(query, row->value, &fits, fault))
        return false;
    if (!fits)
        return true;
    arena_clear(&run->arena);
    if (asks_stock && !product_availability(run->store, row->id, &run->arena, &stock, fault))
        return false;
    if (asks_stock && !query_stock_fits(query, stock.counted ? stock.units : INT64_MAX))
        return true;
    if (with && stock.counted)
        listing_print_with_available(run, row->value, stock.units);
    else
        listing_print(run, row->value);
    return true;
}

static bool find(struct run *run, struct fault *fault)
{
    bool done = option_with(with, "stock", fault) &&
                query_read(&query, (const char *const *)run->operands, run->operand_count, fault) &&
                listing_walk(run, SLICE("product/"), print, fault);

    query_free(query);
    return done;
}

static const struct tool tool = {
    .name = "catalog-find",
    .summary = "Finds products by words, members and patterns.",
    .operands = "TERM...",
    .options = options,
    .traits = READS_STORE,
    .lists = "product",
    .act = find,
};

int main(int argc, char **argv)
{
    return tool_main(&tool, argc, argv);
}
