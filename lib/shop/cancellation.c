/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "shop/cancellation.h"

#include "shop/deposit.h"
#include "shop/invoice.h"
#include "shop/reversal.h"

static bool check_no_invoice(struct store *store, uint64_t order, struct fault *fault)
{
    struct text invoice = TEXT_INIT;
    bool done = invoice_of_order(store, order, &invoice, fault);

    if (done && invoice.length)
        done = fault_set(fault, FAULT_REFUSED, "invoiced", "id",
                         "order %llu has %s: credit-note corrects it, and refund pays back what was paid",
                         (unsigned long long)order, text_string(&invoice));
    text_release(&invoice);
    return done;
}

/* A deposit that was invoiced must not tell more than what is left of the order. */
static bool check_no_deposit(struct store *store, uint64_t order, struct arena *arena, struct fault *fault)
{
    struct deposits deposits;

    if (!deposits_of_order(&deposits, store, order, arena, fault))
        return false;
    return !deposits_left(&deposits, arena) ||
           fault_set(fault, FAULT_REFUSED, "invoiced", "id",
                     "order %llu has a deposit invoice: a credit note corrects that first, or refund gives both back",
                     (unsigned long long)order);
}

bool order_check_uninvoiced(struct store *store, uint64_t order, struct arena *arena, struct fault *fault)
{
    return check_no_invoice(store, order, fault) && check_no_deposit(store, order, arena, fault);
}

/* How many more of the line are to be cancelled. */
static bool units_more(const struct order *order, const struct asked_units *asked, int64_t *more, struct fault *fault)
{
    const struct order_line *line;
    int64_t open;

    if (asked->line < 1 || asked->line > order->line_count)
        return fault_set(fault, FAULT_REFUSED, "unknown_line", "line", "order %.*s has no line %zu", SLICE_ARGS(order->id),
                         asked->line);
    line = &order->lines[asked->line - 1];
    open = order_line_open(line);
    *more = asked->has_units ? asked->units - line->cancelled : open;
    if (*more < 0)
        *more = 0;
    if (*more > open || (!asked->has_units && !open && !line->cancelled))
        return fault_set(fault, FAULT_REFUSED, "shipped", "quantity",
                         "%lld of line %zu have left, and %lld can be cancelled in all", (long long)line->shipped, asked->line,
                         (long long)(open + line->cancelled));
    return true;
}

static bool check_unshipped(const struct order *order, struct fault *fault)
{
    return order->fulfillment_status == FULFILLMENT_NONE ||
           fault_set(fault, FAULT_REFUSED, "shipped", "fulfillment_status",
                     "some of order %.*s has left: cancel the lines that have not", SLICE_ARGS(order->id));
}

/* Whether nothing will be left of the order, and its shipping goes as well. */
static bool is_all(const struct order *order, const struct reversal_line *lines, size_t count)
{
    int64_t left = 0;

    for (size_t i = 0; i < order->line_count; i++)
        left += order_line_open(&order->lines[i]);
    for (size_t i = 0; i < count; i++)
        left -= lines[i].units;
    return !left && order->fulfillment_status == FULFILLMENT_NONE;
}

static bool find_lines(struct reversal_request *what, const struct order *order, const struct asked_units *asked, size_t count,
                       struct arena *arena, struct fault *fault)
{
    what->lines = arena_take(arena, (count + 1) * sizeof *what->lines);
    for (size_t i = 0; i < count; i++) {
        struct reversal_line line = {.line = asked[i].line, .has_units = true};

        for (size_t j = 0; j < i; j++)
            if (asked[j].line == asked[i].line)
                return fault_set(fault, FAULT_REFUSED, "contradiction", "line", "line %zu is named twice", asked[i].line);
        if (!units_more(order, &asked[i], &line.units, fault))
            return fault_within(fault, "lines[%zu]", i + 1);
        if (line.units)
            what->lines[what->line_count++] = line;
    }
    return true;
}

bool order_cancel(struct order *order, const struct asked_units *asked, size_t count, struct store *store, struct arena *arena,
                  struct changes *changes, bool *changed, size_t *row, struct fault *fault)
{
    struct reversal_request what = {0};
    struct reversal reversal;
    uint64_t number;

    *changed = false;
    if (!order_number(order->id, &number, fault) || !find_lines(&what, order, asked, count, arena, fault))
        return false;
    if (order->status == ORDER_CANCELLED || (count && !what.line_count))
        return true;
    if (!order_check_uninvoiced(store, number, arena, fault) || (!count && !check_unshipped(order, fault)))
        return false;
    if (is_all(order, what.lines, what.line_count))
        what.line_count = 0;
    if (!reversal_decide(&reversal, order, &what, arena, fault) ||
        !reversal_carry_out(&reversal, order, "cancellation of order ", store, arena, changes, fault))
        return false;
    *row = order_change(order, number, changes);
    *changed = true;
    return true;
}
