/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "shop/catalogue_import.h"
#include "tool/source.h"
#include "tool/tool.h"
#include "json/read.h"

static bool with_stock;
static const char *location;

static const struct option_row options[] = {
    {0, "stock", NULL, "take as well what the file counts on hand", OPTION_FLAG, &with_stock},
    {'l', "location", "NAME", "where that is (else shop.location)", OPTION_TEXT, &location},
    {0},
};

static bool give_fields(void *context, struct product *product, struct fault *fault)
{
    const struct input *input = context;

    for (size_t i = 0; i < input->fields->count; i++) {
        struct value value = value_of_cell(input->fields->items[i].value);

        if (!product_give(product, input->fields->items[i].name, &value, fault))
            return false;
    }
    return true;
}

static bool import_fields(struct run *run, const struct input *input, struct outcome *outcome, struct fault *fault)
{
    struct slice sku = fields_find(input->fields, "sku");
    struct slice stored;

    if (!sku.bytes)
        return field_missing("sku", fault);
    product_id(sku, outcome->id);
    return store_place(run->store, text_slice(outcome->id), &outcome->place, &stored, fault) &&
           product_import(text_slice(outcome->id), stored, &run->settings, give_fields, (void *)(uintptr_t)input, &run->arena,
                          &run->changes, &outcome->changed, fault);
}

static bool import(struct run *run, const struct input *input, struct outcome *outcome, struct fault *fault)
{
    const struct catalogue_import import = {.store = run->store,
                                            .settings = &run->settings,
                                            .with_stock = with_stock,
                                            .location = location ? slice_of(location) : (struct slice){NULL, 0}};
    struct catalogue_result result = {.id = outcome->id};

    if (input->fields)
        return import_fields(run, input, outcome, fault);
    if (!catalogue_import(&import, input->record, &run->arena, &run->changes, &result, fault))
        return false;
    outcome->changed = result.changed;
    outcome->place = result.place;
    run->counts.stock_left_out += result.stock_left_out;
    return true;
}

static const struct tool tool = {
    .name = "catalog-import",
    .summary = "Puts products into the catalogue, or changes them: from CSV, a platform's export or records.",
    .operands = "[FILE]...",
    .options = options,
    .traits = WRITES_STORE | TAKES_RECORDS,
    .tables = &table_reader,
    .dialects = &dialect_reader,
    .each = import,
};

int main(int argc, char **argv)
{
    return tool_main(&tool, argc, argv);
}
