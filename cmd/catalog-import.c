/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "shop/product.h"
#include "tool/source.h"
#include "tool/tool.h"
#include "json/read.h"

static bool give_fields(void *context, struct product *product, struct fault *fault)
{
    const struct input *input = context;

    if (input->record)
        return product_give_json(product, input->record, fault);
    for (size_t i = 0; i < input->fields->count; i++) {
        struct value value = value_of_cell(input->fields->items[i].value);

        if (!product_give(product, input->fields->items[i].name, &value, fault))
            return false;
    }
    return true;
}

static bool find_sku(const struct input *input, struct slice *sku, struct fault *fault)
{
    struct slice type = {NULL, 0};

    if (input->fields)
        *sku = fields_find(input->fields, "sku");
    else if (!field_string(input->record, "sku", sku, fault) || !field_string(input->record, "type", &type, fault))
        return false;
    if (type.bytes && !slice_is(type, "product"))
        return fault_set(fault, FAULT_REFUSED, "wrong_type", "type", "is \"%.*s\", not \"product\"", SLICE_ARGS(type));
    return sku->bytes || field_missing("sku", fault);
}

static bool import(struct run *run, const struct input *input, struct outcome *outcome, struct fault *fault)
{
    struct slice sku;
    struct slice stored;

    if (!find_sku(input, &sku, fault))
        return false;
    product_id(sku, outcome->id);
    return store_place(run->store, text_slice(outcome->id), &outcome->place, &stored, fault) &&
           product_import(text_slice(outcome->id), stored, &run->settings, give_fields, (void *)(uintptr_t)input, &run->arena,
                          &run->changes, &outcome->changed, fault);
}

static const struct tool tool = {
    .name = "catalog-import",
    .summary = "Puts products into the catalogue, or changes them: from CSV or from records.",
    .operands = "[FILE]...",
    .traits = WRITES_STORE | TAKES_RECORDS,
    .tables = &table_reader,
    .dialects = &dialect_reader,
    .each = import,
};

int main(int argc, char **argv)
{
    return tool_main(&tool, argc, argv);
}
