/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "shop/backorder.h"

#include "shop/order_places.h"
#include "shop/stock.h"

static bool is_short(const struct order_line *line, const struct order_allocation *place, struct store *store, bool *is,
                     struct fault *fault)
{
    int64_t open = order_place_open(place);
    struct stock_level level;
    struct slice sku;
    int64_t quantity;
    size_t at = 0;
    bool found;

    while (open > 0 && !*is && order_line_takes(line, open, &at, &sku, &quantity)) {
        if (!stock_find(store, sku, place->location, &level, &found, fault))
            return false;
        *is = level.reserved > level.on_hand;
    }
    return true;
}

bool order_is_backordered(const struct order *order, struct store *store, struct arena *arena, bool *is, struct fault *fault)
{
    const struct line_places *places = order_places(order, arena);

    *is = false;
    if (order->status == ORDER_CANCELLED)
        return true;
    for (size_t i = 0; i < order->line_count; i++)
        for (size_t j = 0; j < places[i].count; j++)
            if (!is_short(&order->lines[i], &places[i].rows[j], store, is, fault))
                return false;
    return true;
}
