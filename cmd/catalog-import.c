/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tool/catalogue.h"
#include "tool/source.h"

static const struct option_row options[] = {
    {0, "layer", "NAME", "a supplier's data, under the shop's own", OPTION_TEXT, &catalogue_choices.layer},
    {0, "mode", "MODE", "create, update or upsert: new products, known ones, both (upsert)", OPTION_TEXT, &catalogue_choices.mode},
    {0, "only", "LIST", "take these members alone, as price,cost", OPTION_TEXT, &catalogue_choices.only},
    {0, "stock", NULL, "take as well what the file counts on hand", OPTION_FLAG, &catalogue_choices.with_stock},
    {'l', "location", "NAME", "where that is (else shop.location)", OPTION_TEXT, &catalogue_choices.location},
    {0},
};

static const struct tool tool = {
    .name = "catalog-import",
    .summary = "Puts products into the catalogue, or changes them: from CSV, a platform's export or records.",
    .operands = "[FILE]...",
    .options = options,
    .traits = WRITES_STORE | TAKES_RECORDS,
    .tables = &table_reader,
    .dialects = &dialect_reader,
    .feeds = &feed_reader,
    .prepare = catalogue_prepare,
    .each = catalogue_take,
};

int main(int argc, char **argv)
{
    return tool_main(&tool, argc, argv);
}
