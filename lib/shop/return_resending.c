/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "shop/return_resending.h"

#include "shop/goods_movement.h"
#include "shop/order_places.h"
#include "shop/return_opening.h"
#include "shop/reversal.h"
#include "shop/stock.h"

static bool is_for_others(enum return_kind kind)
{
    return kind >= RETURN_GUARANTEE && kind <= RETURN_LOST;
}

static bool check_return(const struct goods_return *of, const struct order *order, struct store *store, struct arena *arena,
                         struct fault *fault)
{
    bool delivered;
    day when;

    if (!is_for_others(of->kind))
        return fault_set(fault, FAULT_REFUSED, "given_up", "kind",
                         "return %.*s is a %s: its goods are refunded, and not sent again", SLICE_ARGS(of->id),
                         return_kind_word(of->kind));
    if (of->status >= RETURN_REFUNDED)
        return fault_set(fault, FAULT_REFUSED, "return_is_over", "status", "return %.*s is %s", SLICE_ARGS(of->id),
                         return_status_word(of->status));
    if (order->status == ORDER_CANCELLED)
        return fault_set(fault, FAULT_REFUSED, "cancelled", "status", "order %.*s is cancelled", SLICE_ARGS(order->id));
    if (of->kind != RETURN_LOST || of->goodwill)
        return true;
    return return_find_delivery(order, store, arena, &delivered, &when, fault) &&
           (!delivered || fault_set(fault, FAULT_REFUSED, "delivered", "kind", "there is proof that it arrived"));
}

/* What was given back meanwhile, or is open, cannot be owed once more. */
static bool take_line(const struct order *order, const struct return_line *asked, struct slice location,
                      struct resent_units *resent, struct fault *fault)
{
    const struct order_line *line;
    struct refundable paid;
    int64_t left;

    if (asked->line < 1 || asked->line > order->line_count)
        return fault_set(fault, FAULT_SYSTEM, "store_damaged", NULL, "a return of order %.*s names a line that it has not",
                         SLICE_ARGS(order->id));
    line = &order->lines[asked->line - 1];
    paid = order_line_refundable(line);
    left = refundable_units_left(&paid) - order_line_open(line);
    if (asked->quantity > left)
        return fault_set(fault, FAULT_REFUSED, "more_than_left", "quantity",
                         "only %lld of line %zu were not given back and are not on their way", (long long)(left < 0 ? 0 : left),
                         asked->line);
    if (line->resent > QUANTITY_LIMIT - asked->quantity)
        return fault_set(fault, FAULT_REFUSED, "out_of_range", "quantity", "line %zu was sent again too often", asked->line);
    *resent = (struct resent_units){asked->line, asked->quantity, location.bytes ? location : line->location};
    return location_check(resent->location, "location", fault);
}

static void reopen_lines(const struct goods_return *of, struct order *order, struct arena *arena)
{
    struct line_places *places = order_places(order, arena);

    for (size_t i = 0; i < of->resend_count; i++) {
        const struct resent_units *resent = &of->resend[i];
        struct order_line *line = &order->lines[resent->line - 1];

        order_places_resend(&places[resent->line - 1], resent->location, resent->quantity, arena);
        order_places_keep(line, &places[resent->line - 1]);
        line->resent += resent->quantity;
    }
    order->status = ORDER_OPEN;
    order_settle(order);
}

bool return_resend(struct goods_return *of, struct order *order, struct slice location, struct store *store, struct arena *arena,
                   struct changes *changes, bool *changed, size_t *row, struct fault *fault)
{
    struct goods_movements movements;
    uint64_t number;

    *changed = false;
    if (of->status == RETURN_RESENT)
        return true;
    if (!check_return(of, order, store, arena, fault))
        return false;
    of->resend = arena_take(arena, of->line_count * sizeof *of->resend);
    goods_movements_begin(&movements, order, 1, arena);
    for (size_t i = 0; i < of->line_count; i++) {
        struct resent_units *resent = &of->resend[of->resend_count++];

        if (!take_line(order, &of->lines[i], location, resent, fault))
            return fault_within(fault, "lines[%zu]", i + 1);
        goods_movements_add(&movements, order, resent->line - 1, resent->location, resent->quantity, 0, 1);
    }
    if (!goods_move(&movements, order, "resending of order ", store, changes, fault) || !order_number(order->id, &number, fault))
        return false;
    reopen_lines(of, order, arena);
    of->status = RETURN_RESENT;
    order_change(order, number, changes);
    *row = goods_return_change(of, changes);
    *changed = true;
    return true;
}
