/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "shop/product.h"
#include "shop/stock.h"
#include "tool/tool.h"
#include "json/scan.h"
#include "json/write.h"

static const char *status, *category, *with, *limit;
static bool in_stock, low;
static int64_t left = INT64_MAX;

static const struct option_row options[] = {
    {'u', "status", "STATUS", "active, draft or archived", OPTION_TEXT, &status},
    {0, "category", "PREFIX", "whose category begins with this", OPTION_TEXT, &category},
    {'I', "in-stock", NULL, "of which there is something to sell", OPTION_FLAG, &in_stock},
    {0, "low", NULL, "of which there is no more than their low_stock", OPTION_FLAG, &low},
    {0, "with", "stock", "with what is available", OPTION_TEXT, &with},
    {'N', "limit", "N", "at most so many", OPTION_TEXT, &limit},
    {0},
};

static bool prepare(struct run *run, struct fault *fault)
{
    bool present;

    (void)run;
    if (with && strcmp(with, "stock") != 0)
        return fault_set(fault, FAULT_USAGE, "usage", NULL, "--with knows \"stock\", not \"%s\"", with);
    if (status && strcmp(status, "active") != 0 && strcmp(status, "draft") != 0 && strcmp(status, "archived") != 0)
        return fault_set(fault, FAULT_USAGE, "usage", NULL, "--status knows active, draft and archived, not \"%s\"", status);
    return option_whole("limit", limit, INT64_MAX, &left, &present, fault);
}

static bool status_fits(const struct product_facts *facts)
{
    return !status || strcmp(status, facts->active ? "active" : facts->draft ? "draft" : "archived") == 0;
}

static bool category_fits(struct slice value)
{
    struct text room = TEXT_INIT;
    struct slice found = scan_decoded(scan_find(value, "category"), &room);
    bool fits = found.bytes && slice_starts(found, category);

    text_release(&room);
    return fits;
}

static bool print(struct run *run, struct slice sku, struct slice facts_bytes, struct slice value, struct fault *fault)
{
    struct product_facts facts;
    struct stock_level level = {0, 0};
    struct text text = TEXT_INIT;

    memcpy(&facts, facts_bytes.bytes, sizeof facts);
    if (!status_fits(&facts) || (category && !category_fits(value)))
        return true;
    if ((in_stock || low || with) && !stock_everywhere(run->store, sku, &level, fault))
        return false;
    if (in_stock && level.on_hand - level.reserved <= 0)
        return true;
    if (low && (facts.low_stock == PRODUCT_UNSET || level.on_hand - level.reserved > facts.low_stock))
        return true;
    left--;
    if (!with) {
        output_lend_line(&run->out, value);
        return true;
    }
    text_add(&text, value.bytes, value.length - 1);
    json_put_integer(&text, "available", level.on_hand - level.reserved);
    text_add_byte(&text, '}');
    output_line(&run->out, text_slice(&text));
    text_release(&text);
    return true;
}

static bool print_one(struct run *run, struct slice sku, struct fault *fault)
{
    struct text id = TEXT_INIT;
    struct slice facts;
    struct slice value;
    bool done;

    product_id(sku, &id);
    done = store_facts(run->store, text_slice(&id), &facts, fault) && store_get(run->store, text_slice(&id), &value, fault);
    text_release(&id);
    if (!done || value.bytes)
        return done && (left <= 0 || print(run, sku, facts, value, fault));
    tool_warn(run, "there is no product \"%.*s\"", SLICE_ARGS(sku));
    run->answer_is_no = true;
    return true;
}

static bool list(struct run *run, struct fault *fault)
{
    struct store_walk walk;
    bool found = true;
    bool done = true;

    for (size_t i = 0; i < run->operand_count; i++)
        if (!print_one(run, slice_of(run->operands[i]), fault))
            return false;
    if (run->operand_count)
        return true;
    done = store_walk_begin(&walk, run->store, SLICE("product/"), fault);
    while (done && found && left > 0 && !run->out.gone) {
        struct slice value;

        done = store_walk_next(&walk, &found, fault);
        if (done && found)
            done = store_walk_value(&walk, &value, fault) &&
                   print(run, slice_from(store_walk_id(&walk), strlen("product/")), walk.facts, value, fault);
    }
    store_walk_end(&walk);
    return done;
}

static const struct tool tool = {
    .name = "catalog-list",
    .summary = "Lists products.",
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
