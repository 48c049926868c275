/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "shop/handing_out.h"

#include "shop/cancellation.h"
#include "shop/payment.h"
#include "shop/reversal.h"
#include "shop/shipment.h"

/* How many units of each line leave now. */
static bool find_leaving(const struct order *order, const struct handing_out *handing, int64_t *leaving, struct fault *fault)
{
    for (size_t i = 0; i < order->line_count; i++)
        leaving[i] = handing->line_count ? 0 : order_line_open(&order->lines[i]);
    for (size_t i = 0; i < handing->line_count; i++) {
        const struct asked_units *asked = &handing->lines[i];
        const struct order_line *line;
        int64_t more;

        if (asked->line < 1 || asked->line > order->line_count)
            return fault_set(fault, FAULT_REFUSED, "unknown_line", "line", "order %.*s has no line %zu", SLICE_ARGS(order->id),
                             asked->line);
        line = &order->lines[asked->line - 1];
        if (leaving[asked->line - 1])
            return fault_set(fault, FAULT_REFUSED, "contradiction", "line", "line %zu is named twice", asked->line);
        more = asked->has_units ? asked->units - line->shipped : order_line_open(line);
        if (more > order_line_open(line))
            return fault_set(fault, FAULT_REFUSED, "more_than_ordered", "quantity",
                             "%lld of line %zu have left, and only %lld are left to hand out", (long long)line->shipped,
                             asked->line, (long long)order_line_open(line));
        leaving[asked->line - 1] = more > 0 ? more : 0;
    }
    return true;
}

static bool cancel_rest(struct order *order, uint64_t number, const int64_t *leaving, struct store *store, instant now,
                        struct arena *arena, struct changes *changes, bool *changed, struct fault *fault)
{
    struct reversal_request what = {.lines = arena_take(arena, (order->line_count + 1) * sizeof *what.lines)};
    struct reversal reversal;
    bool any_leaves = false;

    *changed = false;
    for (size_t i = 0; i < order->line_count; i++) {
        int64_t rest = order_line_open(&order->lines[i]) - leaving[i];

        if (rest > 0)
            what.lines[what.line_count++] = (struct reversal_line){.line = i + 1, .has_units = true, .units = rest};
    }
    if (!what.line_count)
        return true;
    if (!order_check_uninvoiced(store, number, arena, fault) || !reversal_decide(&reversal, order, &what, arena, fault))
        return false;
    for (size_t i = 0; i < order->line_count; i++) {
        reversal.lines[i].leaving = leaving[i];
        any_leaves |= leaving[i] > 0;
    }
    if (!reversal_carry_out(&reversal, order, "pickup of order ", store, arena, changes, fault))
        return false;
    if (any_leaves) {
        order->shipped = true;
        order->shipped_at = now;
    }
    return *changed = true;
}

static bool ship(struct order *order, const int64_t *leaving, struct store *store, instant now, struct arena *arena,
                 struct changes *changes, bool *changed, struct fault *fault)
{
    struct shipment_part *parts = arena_take(arena, (order->line_count + 1) * sizeof *parts);
    size_t count = 0;
    size_t row;

    *changed = false;
    for (size_t i = 0; i < order->line_count; i++)
        if (leaving[i] > 0)
            parts[count++] = (struct shipment_part){.line = i + 1, .quantity = leaving[i]};
    if (!count)
        return true;
    if (!order_ship(order, store, parts, count, now, arena, changes, changed, &row, fault))
        return false;
    /* The order is written once, at the end. */
    if (*changed)
        changes_take_back(changes);
    return true;
}

static bool pay(struct order *order, const struct order_payment *payment, instant now, struct arena *arena, struct changes *changes,
                bool *changed, struct fault *fault)
{
    size_t row;

    *changed = false;
    if (!payment || order_open(order) == 0)
        return true;
    if (!order_pay(order, payment, instant_day(now), arena, changes, changed, &row, fault))
        return false;
    if (*changed)
        changes_take_back(changes);
    return true;
}

static bool check_paid(const struct order *order, struct fault *fault)
{
    struct text open = TEXT_INIT;

    if (order->financial_status == FINANCIAL_AUTHORIZED || order_open(order) == 0)
        return true;
    amount_write(&open, order_open(order), &order->currency);
    fault_set(fault, FAULT_REFUSED, "unpaid", "financial_status", "%s %s of order %.*s are to be paid first", text_string(&open),
              order->currency.code, SLICE_ARGS(order->id));
    text_release(&open);
    return false;
}

bool order_hand_out(struct order *order, const struct handing_out *handing, struct store *store, instant now, struct arena *arena,
                    struct changes *changes, bool *changed, size_t *row, struct fault *fault)
{
    int64_t *leaving = arena_take(arena, order->line_count * sizeof *leaving + 1);
    bool cancelled = false;
    bool shipped = false;
    bool paid;
    uint64_t number;

    *changed = false;
    if (!order_number(order->id, &number, fault) || !find_leaving(order, handing, leaving, fault) ||
        (handing->cancel_rest && !cancel_rest(order, number, leaving, store, now, arena, changes, &cancelled, fault)) ||
        (!cancelled && !ship(order, leaving, store, now, arena, changes, &shipped, fault)) ||
        !pay(order, handing->payment, now, arena, changes, &paid, fault) || !check_paid(order, fault))
        return false;
    if (!cancelled && !shipped && !paid)
        return true;
    *row = order_change(order, number, changes);
    return *changed = true;
}
