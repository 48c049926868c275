/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "shop/shipment.h"

#include "shop/goods_movement.h"
#include "shop/order_places.h"

static bool take_part(const struct order *order, const struct shipment_part *part, struct line_places *places, struct fault *fault)
{
    int64_t missing;

    if (part->line < 1 || part->line > order->line_count)
        return fault_set(fault, FAULT_REFUSED, "unknown_line", "line", "order %.*s has no line %zu", SLICE_ARGS(order->id),
                         part->line);
    missing = order_places_ship(&places[part->line - 1], part->location, part->quantity);
    if (missing && part->location.bytes)
        return fault_set(fault, FAULT_REFUSED, "more_than_ordered", "quantity", "only %lld of line %zu are left to ship from %.*s",
                         (long long)(part->quantity - missing), part->line, SLICE_ARGS(part->location));
    return !missing || fault_set(fault, FAULT_REFUSED, "more_than_ordered", "quantity", "only %lld of line %zu are left to ship",
                                 (long long)order_line_open(&order->lines[part->line - 1]), part->line);
}

/* What leaves now of each line: in its places, as shipped. */
static bool take_parts(const struct order *order, const struct shipment_part *parts, size_t count, struct line_places *places,
                       struct fault *fault)
{
    static const struct slice anywhere = {NULL, 0};

    for (size_t i = 0; !count && i < order->line_count; i++)
        if (order_places_ship(&places[i], anywhere, order_line_open(&order->lines[i])))
            return fault_set(fault, FAULT_SYSTEM, "store_damaged", NULL, "the places of line %zu of order %.*s do not add up",
                             i + 1, SLICE_ARGS(order->id));
    for (size_t i = 0; i < count; i++)
        if (!take_part(order, &parts[i], places, fault))
            return fault_within(fault, "ship.lines[%zu]", i + 1);
    return true;
}

/* Whether anything leaves, be it something that was never on a shelf. */
static bool departures_of(const struct order *order, const struct line_places *places, struct goods_movements *departures)
{
    bool any = false;

    for (size_t i = 0; i < order->line_count; i++)
        for (size_t j = 0; j < places[i].count; j++) {
            int64_t leaving = order_place_shipped(&order->lines[i], &places[i], j);

            any |= leaving > 0;
            goods_movements_add(departures, order, i, places[i].rows[j].location, leaving, -1, -1);
        }
    return any;
}

static void note_shipment(struct order *order, const struct line_places *places, instant now)
{
    for (size_t i = 0; i < order->line_count; i++)
        order_places_keep(&order->lines[i], &places[i]);
    order_settle(order);
    order->shipped = true;
    order->shipped_at = now;
}

bool order_ship(struct order *order, struct store *store, const struct shipment_part *parts, size_t count, instant now,
                struct arena *arena, struct changes *changes, bool *changed, size_t *row, struct fault *fault)
{
    struct line_places *places;
    struct goods_movements departures;
    uint64_t number;

    *changed = false;
    if (order->status == ORDER_CANCELLED)
        return fault_set(fault, FAULT_REFUSED, "cancelled", "status", "order %.*s is cancelled", SLICE_ARGS(order->id));
    places = order_places(order, arena);
    goods_movements_begin(&departures, order, 1, arena);
    if (!take_parts(order, parts, count, places, fault))
        return false;
    if (!departures_of(order, places, &departures))
        return true;
    if (!goods_move(&departures, order, "shipment of order ", store, changes, fault) || !order_number(order->id, &number, fault))
        return false;
    note_shipment(order, places, now);
    *row = order_change(order, number, changes);
    *changed = true;
    return true;
}
