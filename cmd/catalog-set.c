/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/memory.h"
#include "shop/layers.h"
#include "tool/catalogue.h"
#include "tool/tool.h"
#include "json/read.h"

static const char *layer;

static const struct option_row options[] = {
    {0, "layer", "NAME", "a supplier's data, under the shop's own", OPTION_TEXT, &layer},
    {0},
};

/* What the command line gives: read before the store is locked, for it may have to be waited for. */
static struct assignment {
    struct slice member;
    struct value value;
} * assignments;
static size_t assignment_count;

/* "@FILE", or "-" for the standard input: the text that is there, without the line's end that editors put behind it. */
static bool read_text(const char *name, struct slice *text, struct fault *fault)
{
    static struct arena texts;
    struct text room = TEXT_INIT;
    bool done = tool_read_file(name, &room, fault);

    if (room.length && room.bytes[room.length - 1] == '\n')
        room.length--;
    *text = arena_copy(&texts, text_slice(&room));
    text_release(&room);
    return done;
}

static bool read_assignment(const char *operand, struct assignment *assignment, struct fault *fault)
{
    const char *equals = strchr(operand, '=');
    struct value *value = &assignment->value;

    if (!equals || equals == operand)
        return fault_set(fault, FAULT_USAGE, "usage", NULL, "\"%s\" is no MEMBER=VALUE", operand);
    assignment->member = (struct slice){operand, (size_t)(equals - operand)};
    *value = value_of_cell(slice_of(equals + 1));
    if (slice_is(assignment->member, "sku"))
        return fault_set(fault, FAULT_USAGE, "usage", NULL, "the SKU is what a product is known by, and stays");
    if (!value->text.length)
        value->kind = VALUE_NULL;
    else if (value->text.bytes[0] == '=')
        value->text = slice_from(value->text, 1);
    else if (value->text.bytes[0] == '@' || slice_is(value->text, "-"))
        return read_text(equals[1] == '@' ? equals + 2 : "-", &value->text, fault);
    return true;
}

static bool prepare(struct run *run, struct fault *fault)
{
    assignments = memory_take_zeroed(run->operand_count + 1, sizeof *assignments);
    for (size_t i = 1; i < run->operand_count; i++)
        if (!read_assignment(run->operands[i], &assignments[assignment_count++], fault))
            return false;
    return catalogue_lend_units(run, fault) && (!layer || layer_check(slice_of(layer), fault));
}

static bool give(void *context, struct product *product, struct fault *fault)
{
    const struct input *input = context;

    if (input->record)
        return product_give_json(product, input->record, fault);
    for (size_t i = 0; i < assignment_count; i++)
        if (!product_give(product, assignments[i].member, &assignments[i].value, fault))
            return false;
    return true;
}

static bool set(struct run *run, const struct input *input, struct outcome *outcome, struct fault *fault)
{
    struct slice sku = {NULL, 0};
    struct slice stored;

    if (input->operand_count)
        sku = slice_of(input->operands[0]);
    else if (!field_string(input->record, "sku", &sku, fault) || (!sku.bytes && !field_missing("sku", fault)))
        return false;
    product_id(sku, outcome->id);
    if (!store_place(run->store, text_slice(outcome->id), &outcome->place, &stored, fault))
        return false;
    if (!stored.bytes)
        return fault_set(fault, FAULT_REFUSED, "unknown_sku", "sku", "unknown sku \"%.*s\"", SLICE_ARGS(sku));
    return layered_import(run->store, layer ? slice_of(layer) : (struct slice){NULL, 0}, text_slice(outcome->id), stored,
                          &run->settings, give, (void *)(uintptr_t)input, &run->arena, &run->changes, &outcome->changed, fault);
}

static const struct tool tool = {
    .name = "catalog-set",
    .summary = "Gives members of one product their values, or takes them away.",
    .operands = "[SKU MEMBER=[VALUE]...]",
    .options = options,
    .traits = WRITES_STORE | TAKES_IDS,
    .operands_each = OPERANDS_ALL,
    .prepare = prepare,
    .each = set,
};

int main(int argc, char **argv)
{
    return tool_main(&tool, argc, argv);
}
