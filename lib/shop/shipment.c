/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "shop/shipment.h"

#include "shop/goods_movement.h"

/* What leaves now of each line. */
static bool quantities(const struct order *order, const struct shipment_part *parts, size_t count, int64_t *leaving,
                       struct fault *fault)
{
    for (size_t i = 0; i < order->line_count; i++)
        leaving[i] = count ? 0 : order_line_open(&order->lines[i]);
    for (size_t i = 0; i < count; i++) {
        const struct order_line *line;

        if (parts[i].line < 1 || parts[i].line > order->line_count) {
            fault_set(fault, FAULT_REFUSED, "unknown_line", "line", "order %.*s has no line %zu", SLICE_ARGS(order->id),
                      parts[i].line);
            return fault_within(fault, "ship.lines[%zu]", i + 1);
        }
        line = &order->lines[parts[i].line - 1];
        leaving[parts[i].line - 1] += parts[i].quantity;
        if (leaving[parts[i].line - 1] > order_line_open(line)) {
            fault_set(fault, FAULT_REFUSED, "more_than_ordered", "quantity", "only %lld of line %zu are left to ship",
                      (long long)order_line_open(line), parts[i].line);
            return fault_within(fault, "ship.lines[%zu]", i + 1);
        }
    }
    return true;
}

/* Whether anything leaves, be it something that was never on a shelf. */
static bool departures_of(const struct order *order, const int64_t *leaving, struct goods_movements *departures)
{
    bool any = false;

    for (size_t i = 0; i < order->line_count; i++) {
        any |= leaving[i] > 0;
        goods_movements_add(departures, order, i, order->lines[i].location, leaving[i], -1, -1);
    }
    return any;
}

static void note_shipment(struct order *order, const int64_t *leaving, instant now)
{
    for (size_t i = 0; i < order->line_count; i++)
        order->lines[i].shipped += leaving[i];
    order_settle(order);
    order->shipped = true;
    order->shipped_at = now;
}

bool order_ship(struct order *order, struct store *store, const struct shipment_part *parts, size_t count, instant now,
                struct arena *arena, struct changes *changes, bool *changed, size_t *row, struct fault *fault)
{
    int64_t *leaving;
    struct goods_movements departures;
    uint64_t number;
    bool done;

    *changed = false;
    if (order->status == ORDER_CANCELLED)
        return fault_set(fault, FAULT_REFUSED, "cancelled", "status", "order %.*s is cancelled", SLICE_ARGS(order->id));
    leaving = arena_take(arena, order->line_count * sizeof *leaving);
    goods_movements_begin(&departures, order, 1, arena);
    done = quantities(order, parts, count, leaving, fault);
    if (done && departures_of(order, leaving, &departures)) {
        done =
            goods_move(&departures, order, "shipment of order ", store, changes, fault) && order_number(order->id, &number, fault);
        if (done) {
            note_shipment(order, leaving, now);
            *row = order_change(order, number, changes);
            *changed = true;
        }
    }
    return done;
}
