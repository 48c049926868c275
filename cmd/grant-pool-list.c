/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "shop/licence_key.h"
#include "shop/product.h"
#include "tool/listing.h"
#include "json/write.h"

static bool low;

static const struct option_row options[] = {
    {0, "low", NULL, "of which no more than the product's low_stock are free", OPTION_FLAG, &low},
    {0},
};

static bool find_low_stock(struct run *run, struct slice sku, int64_t *low_stock, struct fault *fault)
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
    *low_stock = facts.low_stock;
    return done;
}

static bool print(void *context, struct slice sku, const struct licence_pool *pool, struct fault *fault)
{
    struct run *run = context;
    struct text text = TEXT_INIT;
    int64_t low_stock;
    bool is_low;

    if (!find_low_stock(run, sku, &low_stock, fault))
        return false;
    is_low = low_stock != PRODUCT_UNSET && pool->keys[LICENCE_FREE] <= low_stock;
    if ((low && !is_low) || listing_full(run))
        return true;
    text_add_string(&text, "{\"type\":\"licence_pool\"");
    json_put_string(&text, "sku", sku);
    json_put_integer(&text, "free", pool->keys[LICENCE_FREE]);
    json_put_integer(&text, "given", pool->keys[LICENCE_GIVEN]);
    json_put_integer(&text, "revoked", pool->keys[LICENCE_REVOKED]);
    if (low_stock != PRODUCT_UNSET)
        json_put_integer(&text, "low_stock", low_stock);
    if (is_low)
        json_put_bool(&text, "low", true);
    text_add_byte(&text, '}');
    listing_print_made(run, text_slice(&text));
    text_release(&text);
    return true;
}

static bool list(struct run *run, struct fault *fault)
{
    bool done = true;

    if (!run->operand_count)
        return licence_pools(run->store, print, run, fault);
    for (size_t i = 0; done && i < run->operand_count; i++) {
        struct slice sku = slice_of(run->operands[i]);
        struct licence_pool pool;
        bool exists;

        done = licence_pool_find(run->store, sku, &pool, &exists, fault);
        if (done && exists)
            done = print(run, sku, &pool, fault);
        else if (done)
            listing_missing(run, "licence key of", run->operands[i]);
    }
    return done;
}

static const struct tool tool = {
    .name = "grant-pool-list",
    .summary = "Lists how many licence keys of each product are free, given and revoked.",
    .operands = "[SKU]...",
    .options = options,
    .traits = READS_STORE,
    .lists = "licence_pool",
    .act = list,
};

int main(int argc, char **argv)
{
    return tool_main(&tool, argc, argv);
}
