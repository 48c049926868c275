/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "shop/availability.h"
#include "shop/product.h"
#include "shop/query.h"
#include "tool/listing.h"
#include "json/scan.h"
#include "json/write.h"

static const char *with;
static struct query *query;

static const struct option_row options[] = {
    {0, "with", "stock", "with what is available", OPTION_TEXT, &with},
    {0},
};

/* The record of a variant's parent, which is that of its sisters too; it stays where it is in the store. */
static bool find_parent(struct run *run, const struct listed *row, const struct product_facts *facts, struct slice *parent,
                        struct fault *fault)
{
    static struct text sku, room, id;
    static struct slice record;
    struct slice named;

    *parent = (struct slice){NULL, 0};
    if (!(facts->traits & PRODUCT_IS_VARIANT))
        return true;
    named = scan_decoded(scan_find(row->value, "parent"), &room);
    if (!slice_equal(named, text_slice(&sku))) {
        text_clear(&sku);
        text_add_slice(&sku, named);
        product_id(named, &id);
        if (!store_get(run->store, text_slice(&id), &record, fault))
            return false;
    }
    *parent = record;
    return true;
}

static bool print(struct run *run, const struct listed *row, struct fault *fault)
{
    struct availability stock = {0};
    bool asks_stock = with || query_asks_stock(query);
    struct product_facts facts;
    struct slice parent;
    bool fits;

    memcpy(&facts, row->facts.bytes, sizeof facts);
    if (!find_parent(run, row, &facts, &parent, fault) || !query_fits(query, row->value, parent, &fits, fault))
        return false;
    if (!fits)
        return true;
    arena_clear(&run->arena);
    if (asks_stock && !product_availability(run->store, row->id, row->value, &facts, &run->arena, &stock, fault))
        return false;
    if (asks_stock && !query_stock_fits(query, stock.counted ? stock.units : INT64_MAX))
        return true;
    listing_print_product(run, row->value, with ? &stock : NULL);
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
