/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "shop/carrier.h"
#include "shop/number_range.h"
#include "tool/listing.h"
#include "json/read.h"
#include "json/write.h"

static const char *country, *with;

static const struct option_row options[] = {
    {0, "country", "CC", "that deliver there", OPTION_TEXT, &country},
    {0, "with", "numbers", "with how many numbers are left of each range", OPTION_TEXT, &with},
    {0},
};

/* "left" behind the carrier's members: what of each range was not drawn yet. */
static bool print_numbers(struct run *run, const struct carrier *carrier, struct slice record, struct fault *fault)
{
    struct text text = TEXT_INIT;
    bool done = true;

    text_add(&text, record.bytes, record.length - 1);
    json_open(&text, "left", '{');
    for (size_t i = 0; done && i < carrier->range_count; i++) {
        const struct number_range *range = &carrier->ranges[i];
        int64_t last;

        done = number_range_last(carrier, range, run->store, &last, fault);
        if (done)
            json_put_integer(&text, (const char *)arena_copy(&run->arena, range->name).bytes,
                             range->last - (last < range->first ? range->first - 1 : last));
    }
    json_close(&text, '}');
    text_add_byte(&text, '}');
    if (done)
        listing_print_made(run, text_slice(&text));
    text_release(&text);
    return done;
}

static bool print(struct run *run, const struct listed *row, struct fault *fault)
{
    struct carrier carrier;

    arena_clear(&run->arena);
    if (!carrier_find(&carrier, run->store, row->id, &run->arena, fault))
        return false;
    if (country && !carrier_goes_to(&carrier, slice_of(country)))
        return true;
    if (with)
        return print_numbers(run, &carrier, row->value, fault);
    listing_print(run, row->value);
    return true;
}

static bool list(struct run *run, struct fault *fault)
{
    return option_with(with, "numbers", fault) && listing_run(run, print, fault);
}

static const struct tool tool = {
    .name = "carrier-list",
    .summary = "Lists carriers.",
    .operands = "[ID]...",
    .options = options,
    .traits = READS_STORE,
    .lists = "carrier",
    .act = list,
};

int main(int argc, char **argv)
{
    return tool_main(&tool, argc, argv);
}
