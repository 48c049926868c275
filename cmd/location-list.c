/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "shop/location.h"
#include "tool/listing.h"
#include "json/scan.h"

static const char *country, *kind;

static const struct option_row options[] = {
    {0, "country", "CC", "that stand there", OPTION_TEXT, &country},
    {'k', "kind", "KIND", "warehouse, shop, third_party, supplier or second_choice", OPTION_TEXT, &kind},
    {0},
};

static bool print(struct run *run, const struct listed *row, struct fault *fault)
{
    struct location location;
    enum location_kind wanted;
    bool known;

    arena_clear(&run->arena);
    if (!location_find(&location, run->store, row->id, &run->arena, &known, fault))
        return false;
    if ((kind && location_kind_read(slice_of(kind), &wanted) && location.kind != wanted) ||
        (country && !slice_is(location.country, country)))
        return true;
    listing_print(run, row->value);
    return true;
}

static bool list(struct run *run, struct fault *fault)
{
    enum location_kind wanted;

    if (kind && !location_kind_read(slice_of(kind), &wanted))
        return fault_set(fault, FAULT_USAGE, "usage", NULL, "--kind knows no \"%s\"", kind);
    return listing_run(run, print, fault);
}

static const struct tool tool = {
    .name = "location-list",
    .summary = "Lists locations.",
    .operands = "[NAME]...",
    .options = options,
    .traits = READS_STORE,
    .lists = "location",
    .act = list,
};

int main(int argc, char **argv)
{
    return tool_main(&tool, argc, argv);
}
