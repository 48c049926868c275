/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "shop/availability.h"
#include "shop/life.h"
#include "tool/listing.h"
#include "json/scan.h"

static const char *status, *category, *with;
static bool in_stock, low, on_sale;

static const struct option_row options[] = {
    {'u', "status", "STATUS", "active, draft, archived or end_of_life", OPTION_TEXT, &status},
    {0, "category", "PREFIX", "whose category begins with this", OPTION_TEXT, &category},
    {'I', "in-stock", NULL, "of which there is something to sell", OPTION_FLAG, &in_stock},
    {0, "low", NULL, "of which there is no more than their low_stock", OPTION_FLAG, &low},
    {0, "on-sale", NULL, "that are sold on this day: active, launched, not retired, in season", OPTION_FLAG, &on_sale},
    {0, "with", "stock", "with what is available", OPTION_TEXT, &with},
    {0},
};

static bool prepare(struct run *run, struct fault *fault)
{
    static const char *const statuses[] = {"active", "draft", "archived", "end_of_life"};
    size_t i = 0;

    (void)run;
    while (status && i < sizeof statuses / sizeof *statuses && strcmp(status, statuses[i]) != 0)
        i++;
    if (i == sizeof statuses / sizeof *statuses)
        return fault_set(fault, FAULT_USAGE, "usage", NULL, "--status knows active, draft, archived and end_of_life, not \"%s\"",
                         status);
    return option_with(with, "stock", fault);
}

static bool status_fits(const struct product_facts *facts)
{
    const char *is = facts->traits & PRODUCT_IS_ENDING ? "end_of_life"
                     : facts->active                   ? "active"
                     : facts->draft                    ? "draft"
                                                       : "archived";

    return !status || strcmp(status, is) == 0;
}

static bool category_fits(struct slice value)
{
    struct text room = TEXT_INIT;
    struct slice found = scan_decoded(scan_find(value, "category"), &room);
    bool fits = found.bytes && slice_starts(found, category);

    text_release(&room);
    return fits;
}

static bool print(struct run *run, const struct listed *row, struct fault *fault)
{
    struct product_facts facts;
    struct availability stock = {0};
    bool sold = true;

    memcpy(&facts, row->facts.bytes, sizeof facts);
    if (!status_fits(&facts) || (category && !category_fits(row->value)))
        return true;
    if (on_sale && !product_sold(run->store, row->value, &facts, instant_day(run->now), &sold, fault))
        return false;
    if (!sold)
        return true;
    arena_clear(&run->arena);
    if ((in_stock || low || with) && !product_availability(run->store, row->id, row->value, &facts, &run->arena, &stock, fault))
        return false;
    if ((in_stock && stock.counted && stock.units <= 0) ||
        (low && (facts.low_stock == PRODUCT_UNSET || !stock.counted || stock.units > facts.low_stock)))
        return true;
    listing_print_product(run, row->value, with ? &stock : NULL);
    return true;
}

static bool list(struct run *run, struct fault *fault)
{
    return listing_run(run, print, fault);
}

static const struct tool tool = {
    .name = "catalog-list",
    .summary = "Lists products.",
    .operands = "[SKU]...",
    .options = options,
    .traits = READS_STORE,
    .lists = "product",
    .prepare = prepare,
    .act = list,
};

int main(int argc, char **argv)
{
    return tool_main(&tool, argc, argv);
}
