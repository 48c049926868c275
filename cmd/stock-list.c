/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "shop/product.h"
#include "shop/stock.h"
#include "tool/tool.h"

static const char *location, *limit;
static bool in_stock, low;
static int64_t left = INT64_MAX;

static const struct option_row options[] = {
    {'l', "location", "NAME", "at this location", OPTION_TEXT, &location},
    {'I', "in-stock", NULL, "of which something is available", OPTION_FLAG, &in_stock},
    {0, "low", NULL, "of which no more than the product's low_stock is available", OPTION_FLAG, &low},
    {'N', "limit", "N", "at most so many", OPTION_TEXT, &limit},
    {0},
};

static bool prepare(struct run *run, struct fault *fault)
{
    bool present;

    (void)run;
    return option_whole("limit", limit, INT64_MAX, &left, &present, fault);
}

/* An SKU may hold "@"; a location may not, so the last one ends the SKU. */
static void split(struct slice id, struct slice *sku, struct slice *place)
{
    const char *at = memrchr(id.bytes, '@', id.length);
    size_t end = at ? (size_t)(at - id.bytes) : id.length;

    *sku = (struct slice){id.bytes + strlen("stock/"), end - strlen("stock/")};
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
    *answer = facts.low_stock != PRODUCT_UNSET && level->on_hand - level->reserved <= facts.low_stock;
    return done;
}

static bool print_all(struct run *run, struct slice prefix, struct slice wanted_sku, bool *any, struct fault *fault)
{
    struct store_walk walk;
    bool found = true;
    bool done = store_walk_begin(&walk, run->store, prefix, fault);

    while (done && found && left > 0 && !run->out.gone) {
        struct stock_level level;
        struct slice sku;
        struct slice place;
        struct slice value;
        bool fits = true;

        done = store_walk_next(&walk, &found, fault);
        if (!done || !found || walk.facts.length < sizeof level)
            continue;
        memcpy(&level, walk.facts.bytes, sizeof level);
        split(store_walk_id(&walk), &sku, &place);
        if ((wanted_sku.bytes && !slice_equal(sku, wanted_sku)) || (location && !slice_is(place, location)) ||
            (in_stock && level.on_hand - level.reserved <= 0))
            continue;
        *any = true;
        if (low)
            done = is_low(run, sku, &level, &fits, fault);
        if (!done || !fits)
            continue;
        left--;
        done = store_walk_value(&walk, &value, fault);
        if (done)
            output_lend_line(&run->out, value);
    }
    store_walk_end(&walk);
    return done;
}

static bool list(struct run *run, struct fault *fault)
{
    struct text prefix = TEXT_INIT;
    bool any = false;
    bool done = true;

    if (!run->operand_count)
        return print_all(run, SLICE("stock/"), (struct slice){NULL, 0}, &any, fault);
    for (size_t i = 0; done && i < run->operand_count; i++) {
        any = false;
        stock_id(slice_of(run->operands[i]), SLICE(""), &prefix);
        done = print_all(run, text_slice(&prefix), slice_of(run->operands[i]), &any, fault);
        if (done && !any && left > 0 && !in_stock) {
            tool_warn(run, "there is no stock of \"%s\"", run->operands[i]);
            run->answer_is_no = true;
        }
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
    .prepare = prepare,
    .act = list,
};

int main(int argc, char **argv)
{
    return tool_main(&tool, argc, argv);
}
