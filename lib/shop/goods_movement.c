/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "shop/goods_movement.h"

#include "shop/product.h"
#include "shop/stock.h"

#include <stdlib.h>

void goods_movements_begin(struct goods_movements *movements, const struct order *order, size_t times, struct arena *arena)
{
    size_t room = 1;

    for (size_t i = 0; i < order->line_count; i++) {
        const struct order_line *line = &order->lines[i];

        room += (line->has_components ? line->component_count : 1) * (line->allocation_count ? line->allocation_count : 1);
    }
    *movements = (struct goods_movements){arena_take(arena, room * times * sizeof *movements->rows), 0, room * times, arena, false};
}

void goods_movements_add(struct goods_movements *movements, const struct order *order, size_t line, struct slice location,
                         int64_t units, int on_hand, int reserved)
{
    struct slice sku;
    int64_t quantity;
    size_t at = 0;

    while (units > 0 && order_line_takes(&order->lines[line], units, &at, &sku, &quantity))
        movements->rows[movements->count++] = (struct goods_movement){sku, location, on_hand * quantity, reserved * quantity, line};
}

static int by_stock(const void *a, const void *b)
{
    const struct goods_movement *x = a;
    const struct goods_movement *y = b;
    int order = slice_compare(x->sku, y->sku);

    return order ? order : slice_compare(x->location, y->location);
}

static bool may_fall_short(struct store *store, struct slice sku, bool *may, struct fault *fault)
{
    struct product_facts facts;
    struct slice record;
    bool done = product_find(store, sku, &record, &facts, fault);

    *may = done && facts.backorder;
    return done;
}

bool goods_move(struct goods_movements *movements, const struct order *order, const char *what, struct store *store,
                struct changes *changes, struct fault *fault)
{
    size_t length = strlen(what);
    char *reason = arena_take(movements->arena, length + order->id.length);
    struct slice why = {reason, length + order->id.length};
    size_t i = 0;

    memcpy(reason, what, length);
    memcpy(reason + length, order->id.bytes, order->id.length);
    if (movements->count)
        qsort(movements->rows, movements->count, sizeof *movements->rows, by_stock);
    while (i < movements->count) {
        const struct goods_movement *first = &movements->rows[i];
        struct stock_movement movement = {.sku = first->sku, .location = first->location, .reason = why};
        struct stock_level level;
        bool found;

        for (; i < movements->count && by_stock(first, &movements->rows[i]) == 0; i++) {
            movement.on_hand += movements->rows[i].on_hand;
            movement.reserved += movements->rows[i].reserved;
        }
        if (!movement.on_hand && !movement.reserved)
            continue;
        movement.may_fall_short = movement.reserved <= 0;
        if (!stock_find(store, movement.sku, movement.location, &level, &found, fault) ||
            (movements->are_promises && movement.reserved > 0 &&
             !may_fall_short(store, movement.sku, &movement.may_fall_short, fault)))
            return false;
        if (!stock_move(&movement, &level, changes, fault))
            return fault_within(fault, "lines[%zu]", first->line + 1);
    }
    return true;
}
