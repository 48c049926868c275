/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "shop/packing.h"
#include "tool/tool.h"
#include "json/read.h"

static const char *key, *location, *weight, *length, *width, *height;
static struct option_list scans;
static bool partial;

static const struct option_row options[] = {
    {0, "height", "MM", "of the parcel", OPTION_TEXT, &height},
    {0, "key", "KEY", "what makes the parcel once", OPTION_TEXT, &key},
    {0, "length", "MM", "of the parcel", OPTION_TEXT, &length},
    {'l', "location", "NAME", "where it is packed", OPTION_TEXT, &location},
    {0, "partial", NULL, "the rest stays, and goes into another parcel", OPTION_FLAG, &partial},
    {0, "scan", "CODE", "an SKU or GTIN that is in it (several times)", OPTION_LIST, &scans},
    {0, "weight", "GRAMS", "of the parcel", OPTION_TEXT, &weight},
    {0, "width", "MM", "of the parcel", OPTION_TEXT, &width},
    {0},
};

static bool read_measure(const char *option, const char *given, int64_t limit, int64_t *measure, struct fault *fault)
{
    bool present;

    return *measure || option_whole(option, given, limit, measure, &present, fault);
}

/* What the record tells goes before what the command line does. */
static bool read_packing(struct packing *packing, const struct input *input, struct arena *arena, struct fault *fault)
{
    const json_t *object = NULL;

    *packing = (struct packing){.is_partial = false};
    if (input->record && !field_object(input->record, "pack", &object, fault))
        return false;
    if (object && !packing_from_json(packing, object, arena, fault))
        return fault_within(fault, "pack");
    if (!packing->scan_count && !packing->line_count && scans.count) {
        packing->scan_count = scans.count;
        packing->scans = arena_take(arena, scans.count * sizeof *packing->scans);
        for (size_t i = 0; i < scans.count; i++)
            packing->scans[i] = slice_of(scans.values[i]);
    }
    packing->is_partial |= partial;
    if (key && !packing->key.bytes)
        packing->key = slice_of(key);
    if (location && !packing->location.bytes)
        packing->location = slice_of(location);
    return read_measure("weight", weight, PARCEL_WEIGHT_LIMIT, &packing->weight_g, fault) &&
           read_measure("length", length, PARCEL_LENGTH_LIMIT, &packing->length_mm, fault) &&
           read_measure("width", width, PARCEL_LENGTH_LIMIT, &packing->width_mm, fault) &&
           read_measure("height", height, PARCEL_LENGTH_LIMIT, &packing->height_mm, fault);
}

static bool pack(struct run *run, const struct input *input, struct outcome *outcome, struct fault *fault)
{
    struct packing packing;
    struct parcel parcel;
    struct order order;
    struct slice id;

    if (!input_id(input, "order", &id, fault) || !order_find(&order, run->store, id, &run->arena, fault) ||
        !read_packing(&packing, input, &run->arena, fault) ||
        !parcel_pack(&parcel, &order, &packing, run->store, run->now, &run->arena, &run->changes, &outcome->changed, &outcome->row,
                     fault))
        return false;
    parcel_id(parcel.id, outcome->id);
    return true;
}

static const struct tool tool = {
    .name = "pack",
    .summary = "Packs orders: checks what was scanned, and makes parcels.",
    .operands = "[ID]...",
    .options = options,
    .traits = WRITES_STORE | TAKES_IDS,
    .each = pack,
};

int main(int argc, char **argv)
{
    return tool_main(&tool, argc, argv);
}
