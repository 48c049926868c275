/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "shop/price_import.h"
#include "tool/source.h"
#include "tool/tool.h"

static const char *list;

static const struct option_row options[] = {
    {0, "list", "NAME", "the price list of rows and records that name none", OPTION_TEXT, &list},
    {0},
};

static bool import(struct run *run, const struct input *input, struct outcome *outcome, struct fault *fault)
{
    struct price_row row = {.list = list ? slice_of(list) : (struct slice){NULL, 0}};

    outcome->row = 0;
    if (input->record)
        return price_import_record(input->record, row.list, run->store, &run->settings, &run->arena, &run->changes,
                                   &outcome->changed, outcome->id, fault);
    if (fields_find(input->fields, "list").bytes)
        row.list = fields_find(input->fields, "list");
    row.sku = fields_find(input->fields, "sku");
    row.price = fields_find(input->fields, "price");
    row.from_quantity = fields_find(input->fields, "from_quantity");
    row.from = fields_find(input->fields, "from");
    row.until = fields_find(input->fields, "until");
    return price_import_row(&row, run->store, &run->arena, &run->changes, &outcome->changed, outcome->id, fault);
}

static const struct tool tool = {
    .name = "price-import",
    .summary = "Puts price lists and their prices into the store: from CSV or from records.",
    .operands = "[FILE]...",
    .options = options,
    .traits = WRITES_STORE | TAKES_RECORDS,
    .tables = &price_table_reader,
    .each = import,
};

int main(int argc, char **argv)
{
    return tool_main(&tool, argc, argv);
}
