/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "shop/preparation.h"

#include "shop/counter_offer.h"
#include "json/write.h"

static bool put_cut_off(struct store *store, const struct pickup *pickup, struct arena *arena, struct text *text,
                        struct fault *fault)
{
    struct text written = TEXT_INIT;
    struct counter counter;
    struct slot cut_off;

    if (!pickup->has_slot)
        return true;
    if (!counter_find(&counter, store, pickup->counter, arena, fault))
        return false;
    cut_off = counter_prepare_by(&counter, &pickup->slot);
    slot_write(&cut_off, &written);
    json_put_string(text, "prepare_by", text_slice(&written));
    text_release(&written);
    return true;
}

/* What leaves the shelves: of a bundle its parts. */
static void put_goods(const struct order_line *line, struct text *text)
{
    struct slice sku;
    int64_t quantity;
    size_t at = 0;

    while (order_line_takes(line, order_line_open(line), &at, &sku, &quantity)) {
        json_open(text, NULL, '{');
        json_put_string(text, "sku", sku);
        if (!line->has_components)
            json_put_optional(text, "name", line->name);
        json_put_integer(text, "quantity", quantity);
        json_close(text, '}');
    }
}

bool preparation_write(struct store *store, const struct pickup *pickup, struct arena *arena, struct text *text,
                       struct fault *fault)
{
    struct order order;

    if (!put_cut_off(store, pickup, arena, text, fault) || !order_find(&order, store, pickup->order, arena, fault))
        return false;
    json_open(text, "goods", '[');
    for (size_t i = 0; i < order.line_count; i++)
        if (order_line_open(&order.lines[i]) > 0)
            put_goods(&order.lines[i], text);
    json_close(text, ']');
    return true;
}
