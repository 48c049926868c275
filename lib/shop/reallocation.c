/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "shop/reallocation.h"

#include "shop/destination.h"
#include "shop/goods_movement.h"
#include "shop/order_quote.h"
#include "shop/packing.h"
#include "shop/product.h"
#include "shop/stock.h"

/* What is open of the lines that may move, and where it is. */
struct moving {
    const struct order *order;
    struct line_places *places; /* with what stays marked as shipped */
    int64_t *units;             /* of each line; 0: it stays */
    struct demands held, wanted;
};

static bool check_moves(const struct order *order, const struct line_move *moves, size_t count, const struct location_book *book,
                        struct fault *fault)
{
    for (size_t i = 0; i < count; i++) {
        if (moves[i].line < 1 || moves[i].line > order->line_count)
            return fault_set(fault, FAULT_REFUSED, "unknown_line", "line", "order %.*s has no line %zu", SLICE_ARGS(order->id),
                             moves[i].line);
        if (!location_check(moves[i].location, "location", fault))
            return false;
        if (book->count && !location_book_find(book, moves[i].location))
            return fault_set(fault, FAULT_REFUSED, "unknown_location", "location", "there is no location \"%.*s\"",
                             SLICE_ARGS(moves[i].location));
        for (size_t j = 0; j < i; j++)
            if (moves[j].line == moves[i].line)
                return fault_set(fault, FAULT_REFUSED, "contradiction", "line", "line %zu is named twice", moves[i].line);
    }
    return true;
}

static bool is_chosen(size_t line, const struct line_move *moves, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (moves[i].line == line + 1)
            return true;
    return count == 0;
}

static bool may_fall_short(struct store *store, struct slice sku, bool *may, struct fault *fault)
{
    struct product_facts facts;
    struct slice record;
    bool done = product_find(store, sku, &record, &facts, fault);

    *may = done && facts.backorder;
    return done;
}

static bool demand_line(struct moving *moving, size_t line, struct store *store, struct arena *arena, struct fault *fault)
{
    const struct order_line *of = &moving->order->lines[line];
    struct demand demand = {.number = line};
    size_t at = 0;

    while (order_line_takes(of, moving->units[line], &at, &demand.sku, &demand.quantity)) {
        if (!may_fall_short(store, demand.sku, &demand.may_fall_short, fault))
            return false;
        demands_add(&moving->wanted, demand, arena);
    }
    for (size_t i = 0; i < moving->places[line].count; i++) {
        const struct order_allocation *place = &moving->places[line].rows[i];

        at = 0;
        demand.location = place->location;
        while (order_place_open(place) && order_line_takes(of, order_place_open(place), &at, &demand.sku, &demand.quantity))
            demands_add(&moving->held, demand, arena);
    }
    return true;
}

static bool find_moving(struct moving *moving, const struct line_move *moves, size_t count, struct store *store,
                        struct arena *arena, struct fault *fault)
{
    const struct order *order = moving->order;
    struct parcels parcels;

    if (!parcels_of_order(&parcels, order->id, store, arena, fault))
        return false;
    moving->places = packing_places(order, &parcels, arena);
    moving->units = arena_take(arena, order->line_count * sizeof *moving->units + 1);
    for (size_t i = 0; i < order->line_count; i++) {
        bool has_goods = !order->lines[i].has_components || order->lines[i].component_count;

        moving->units[i] = 0;
        for (size_t j = 0; has_goods && is_chosen(i, moves, count) && j < moving->places[i].count; j++)
            moving->units[i] += order_place_open(&moving->places[i].rows[j]);
        if (moving->units[i] && !demand_line(moving, i, store, arena, fault))
            return false;
    }
    return true;
}

static struct order_allocation *place_at(struct line_places *places, struct slice location)
{
    for (size_t i = 0; i < places->count; i++)
        if (slice_equal(places->rows[i].location, location))
            return &places->rows[i];
    places->rows[places->count] = (struct order_allocation){location, 0, 0, 0};
    return &places->rows[places->count++];
}

static void drop_empty(struct line_places *places)
{
    size_t kept = 0;

    for (size_t i = 0; i < places->count; i++)
        if (places->rows[i].quantity)
            places->rows[kept++] = places->rows[i];
    places->count = kept;
}

/* The line's places, once what is open of it is where it was allotted; and how the reservation moves. */
static void move_line(struct moving *moving, size_t line, const struct line_places *now, const struct allotments *allotments,
                      struct goods_movements *movements, struct line_places *after, struct arena *arena)
{
    *after = (struct line_places){arena_take(arena, (now->count + ALLOCATION_PLACES + 1) * sizeof *after->rows), now->count};
    memcpy(after->rows, now->rows, now->count * sizeof *after->rows);
    for (size_t i = 0; i < now->count; i++) {
        int64_t open = order_place_open(&moving->places[line].rows[i]);

        after->rows[i].quantity -= open;
        goods_movements_add(movements, moving->order, line, now->rows[i].location, open, 0, -1);
    }
    for (size_t i = 0; i < allotments->count; i++)
        if (allotments->items[i].line == line) {
            place_at(after, allotments->items[i].location)->quantity += allotments->items[i].units;
            goods_movements_add(movements, moving->order, line, allotments->items[i].location, allotments->items[i].units, 0, 1);
        }
    drop_empty(after);
}

static bool same_places(const struct line_places *a, const struct line_places *b)
{
    bool same = a->count == b->count;

    for (size_t i = 0; same && i < a->count; i++)
        same = slice_equal(a->rows[i].location, b->rows[i].location) && a->rows[i].quantity == b->rows[i].quantity;
    return same;
}

static bool allot(const struct moving *moving, const struct line_move *moves, size_t count, const struct location_book *book,
                  struct store *store, struct arena *arena, struct allotments *allotments, struct slice *explained,
                  struct fault *fault)
{
    const struct allocation allocation = {
        .order = moving->order, .units = moving->units, .wanted = &moving->wanted, .held = &moving->held, .book = book};

    if (!count)
        return allocate(&allocation, store, arena, allotments, explained, fault);
    *allotments = (struct allotments){arena_take(arena, count * sizeof *allotments->items), 0, count};
    for (size_t i = 0; i < count; i++)
        if (moving->units[moves[i].line - 1])
            allotments->items[allotments->count++] =
                (struct allotment){moves[i].line - 1, moves[i].location, moving->units[moves[i].line - 1]};
    return true;
}

static bool carry_out(struct order *order, struct moving *moving, const struct allotments *allotments, struct store *store,
                      struct arena *arena, struct changes *changes, bool *changed, struct fault *fault)
{
    const struct line_places *now = order_places(order, arena);
    struct line_places *after = arena_take(arena, order->line_count * sizeof *after + 1);
    struct goods_movements movements;

    goods_movements_begin(&movements, order, 1 + ALLOCATION_PLACES, arena);
    movements.are_promises = true;
    for (size_t i = 0; i < order->line_count; i++) {
        after[i] = now[i];
        if (moving->units[i])
            move_line(moving, i, &now[i], allotments, &movements, &after[i], arena);
        *changed |= !same_places(&now[i], &after[i]);
    }
    if (!*changed)
        return true;
    if (!goods_move(&movements, order, "allocation of order ", store, changes, fault))
        return false;
    for (size_t i = 0; i < order->line_count; i++)
        order_places_keep(&order->lines[i], &after[i]);
    return true;
}

bool order_move_promises(struct order *order, const struct line_move *moves, size_t count, struct location_book *book,
                         struct store *store, const struct settings *settings, struct arena *arena, struct changes *changes,
                         bool *moved, struct slice *explained, struct fault *fault)
{
    struct moving moving = {.order = order};
    struct allotments allotments;

    *moved = false;
    if (!location_book_refresh(book, store, settings->text[SHOP_LOCATION], fault) || !check_moves(order, moves, count, book, fault))
        return false;
    if (!count && !book->count)
        return true;
    return (!book->ask_postcode || order->postcode.bytes || destination_find(order, store, arena, fault)) &&
           find_moving(&moving, moves, count, store, arena, fault) &&
           allot(&moving, moves, count, book, store, arena, &allotments, explained, fault) &&
           carry_out(order, &moving, &allotments, store, arena, changes, moved, fault);
}

bool order_reallocate(struct order *order, const struct line_move *moves, size_t count, struct location_book *book,
                      struct store *store, const struct settings *settings, instant now, struct arena *arena,
                      struct changes *changes, bool *changed, size_t *row, struct slice *explained, struct fault *fault)
{
    uint64_t number;

    *changed = false;
    if (order->status == ORDER_CANCELLED)
        return fault_set(fault, FAULT_REFUSED, "cancelled", "status", "order %.*s is cancelled", SLICE_ARGS(order->id));
    if (!order_number(order->id, &number, fault) ||
        !order_move_promises(order, moves, count, book, store, settings, arena, changes, changed, explained, fault))
        return false;
    if (!*changed)
        return true;
    order->reallocated = true;
    order->reallocated_at = now;
    *row = order_change(order, number, changes);
    return true;
}
