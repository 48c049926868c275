/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "shop/parcel_shipment.h"

#include "shop/shipment.h"

static bool is_chosen(const struct parcel *parcel, const struct slice *chosen, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (slice_equal(chosen[i], parcel->id))
            return true;
    return count == 0;
}

static bool all_are_there(const struct parcels *parcels, const struct order *order, const struct slice *chosen, size_t count,
                          struct fault *fault)
{
    for (size_t i = 0; i < count; i++) {
        bool found = false;

        for (size_t j = 0; !found && j < parcels->count; j++)
            found = slice_equal(chosen[i], parcels->items[j].id);
        if (!found)
            return fault_set(fault, FAULT_REFUSED, "unknown_parcel", "parcel", "order %.*s has no parcel \"%.*s\"",
                             SLICE_ARGS(order->id), SLICE_ARGS(chosen[i]));
    }
    return true;
}

/* What is in the parcels that leave, by line. */
static size_t contents_of(const struct parcels *parcels, const struct slice *chosen, size_t count, struct shipment_part *parts)
{
    size_t found = 0;

    for (size_t i = 0; i < parcels->count; i++) {
        const struct parcel *parcel = &parcels->items[i];

        for (size_t j = 0; !parcel->shipped && is_chosen(parcel, chosen, count) && j < parcel->line_count; j++)
            parts[found++] = (struct shipment_part){(size_t)parcel->lines[j].line, parcel->lines[j].quantity, parcel->location};
    }
    return found;
}

static bool mark(const struct parcels *parcels, const struct slice *chosen, size_t count, instant now, struct changes *changes)
{
    bool any = false;

    for (size_t i = 0; i < parcels->count; i++) {
        struct parcel *parcel = &parcels->items[i];

        if (parcel->shipped || !is_chosen(parcel, chosen, count))
            continue;
        parcel->shipped = true;
        parcel->shipped_at = now;
        parcel->status = PARCEL_SHIPPED;
        parcel_change(parcel, changes);
        any = true;
    }
    return any;
}

static size_t lines_of(const struct parcels *parcels)
{
    size_t count = 0;

    for (size_t i = 0; i < parcels->count; i++)
        count += parcels->items[i].line_count;
    return count;
}

bool parcels_ship(struct order *order, struct store *store, const struct slice *chosen, size_t count, instant now,
                  struct arena *arena, struct changes *changes, bool *changed, size_t *row, struct fault *fault)
{
    struct parcels parcels;
    struct shipment_part *parts;
    size_t part_count;
    uint64_t number;

    *changed = false;
    if (!parcels_of_order(&parcels, order->id, store, arena, fault) || !all_are_there(&parcels, order, chosen, count, fault))
        return false;
    parts = arena_take(arena, lines_of(&parcels) * sizeof *parts + 1);
    part_count = count ? contents_of(&parcels, chosen, count, parts) : 0;
    if ((!count || part_count) && !order_ship(order, store, parts, part_count, now, arena, changes, changed, row, fault))
        return false;
    if (!mark(&parcels, chosen, count, now, changes) || *changed)
        return true;
    /* Boxes with nothing of the order left in them: it answers all the same. */
    if (!order_number(order->id, &number, fault))
        return false;
    *row = order_change(order, number, changes);
    *changed = true;
    return true;
}
