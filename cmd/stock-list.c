/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "shop/product.h"
#include "shop/stock.h"
#include "tool/listing.h"

static const char *location;
static bool in_stock, low;

static const struct option_row options[] = {
    {'l', "location", "NAME", "at this location", OPTION_TEXT, &location},
    {'I', "in-stock", NULL, "of which something is available", OPTION_FLAG, &in_stock},
    {0, "low", NULL, "of which no more than the product's low_stock is available", OPTION_FLAG, &low},
    {0},
};

static struct slice wanted_sku; /* bytes NULL: any */
static bool any;                /* whether the operand has been found */

/* An SKU may hold "@"; a location may not, so the last one ends the SKU. */
static void split(struct slice id, struct slice *sku, struct slice *place)
{
    const char *at = memrchr(id.bytes, '@', id.length);
    size_t end = at ? (size_t)(at - id.bytes) : id.length;

    *sku = (struct slice){id.bytes, end};
    *place = slice_from(id, at ? end + 1 : end);
}

static bool is_low(struct run *run, struct slice sku, const struct stock_level *level, bool *answer, struct fault *fault)
{
    struct product_facts facts = {.low_stock = PRODUCT_UNSET};
    struct text id = TEXT_INIT;
    struct slice bytes;
    bool done;

    product_id(sku, &id);
    done = store_facts(run->store, text_slice(&id), &bytes, fault);
    if (done && bytes.length >= sizeof facts)
        memcpy(&facts, bytes.bytes, sizeof facts);
    text_release(&id);
    *answer = facts.low_stock != PRODUCT_UNSET && stock_available(level) <= facts.low_stock;
    return done;
}

static bool print(struct run *run, const struct listed *row, struct fault *fault)
{
    struct stock_level level;
    struct slice sku;
    struct slice place;
    bool fits = true;

    memcpy(&level, row->facts.bytes, sizeof level);
    split(row->id, &sku, &place);
    if ((wanted_sku.bytes && !slice_equal(sku, wanted_sku)) || (location && !slice_is(place, location)))
        return true;
    any = true;
    if (in_stock && stock_available(&level) <= 0)
        return true;
    if (low && !is_low(run, sku, &level, &fits, fault))
        return false;
    if (fits)
        listing_print(run, row->value);
    return true;
}

static bool list(struct run *run, struct fault *fault)
{
    struct text prefix = TEXT_INIT;
    bool done = true;

    if (!run->operand_count)
        return listing_run(run, print, fault);
    for (size_t i = 0; done && i < run->operand_count && !listing_full(run); i++) {
        any = false;
        wanted_sku = slice_of(run->operands[i]);
        stock_id(wanted_sku, SLICE(""), &prefix);
        done = listing_walk(run, text_slice(&prefix), print, fault);
        if (done && !any)
            listing_missing(run, "stock of", run->operands[i]);
    }
    text_release(&prefix);
    return done;
}

static const struct tool tool = {
    .name = "stock-list",
    .summary = "Lists stock levels, by SKU and location.",
    .operands = "[SKU]...",
    .options = options,
    .traits = READS_STORE,
    .lists = "stock",
    .act = list,
};

int main(int argc, char **argv)
{
    return tool_main(&tool, argc, argv);
}
