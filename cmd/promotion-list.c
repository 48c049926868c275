/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "shop/promotion.h"
#include "shop/promotion_use.h"
#include "tool/listing.h"
#include "json/write.h"

static const char *with;
static bool running;

static const struct option_row options[] = {
    {0, "running", NULL, "that have begun and are not over", OPTION_FLAG, &running},
    {0, "with", "use", "with how often they were used", OPTION_TEXT, &with},
    {0},
};

static bool prepare(struct run *run, struct fault *fault)
{
    (void)run;
    return option_with(with, "use", fault);
}

static bool print_with_use(struct run *run, const struct listed *row, struct fault *fault)
{
    struct promotion_use use;
    struct text text = TEXT_INIT;

    if (!promotion_use_find(store_index(run->store), row->id, SLICE(""), &use, fault))
        return false;
    text_add(&text, row->value.bytes, row->value.length - 1);
    json_open(&text, "used", '{');
    json_put_integer(&text, "orders", use.orders);
    json_put_integer(&text, "units", use.units);
    json_close(&text, '}');
    text_add_byte(&text, '}');
    listing_print_made(run, text_slice(&text));
    text_release(&text);
    return true;
}

static bool print(struct run *run, const struct listed *row, struct fault *fault)
{
    struct promotion promotion;

    arena_clear(&run->arena);
    if (!promotion_from_stored(&promotion, row->value, &run->arena, fault))
        return false;
    if (running && !validity_holds(&promotion.validity, run->now))
        return true;
    if (with)
        return print_with_use(run, row, fault);
    listing_print(run, row->value);
    return true;
}

static bool list(struct run *run, struct fault *fault)
{
    return listing_run(run, print, fault);
}

static const struct tool tool = {
    .name = "promotion-list",
    .summary = "Lists promotions and coupons.",
    .operands = "[ID]...",
    .options = options,
    .traits = READS_STORE,
    .lists = "promotion",
    .prepare = prepare,
    .act = list,
};

int main(int argc, char **argv)
{
    return tool_main(&tool, argc, argv);
}
