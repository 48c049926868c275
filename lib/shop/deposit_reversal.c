/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "shop/deposit_reversal.h"

#include "shop/deposit.h"
#include "shop/invoice.h"

static struct deposit *find_deposit(const struct deposits *deposits, struct slice number)
{
    for (size_t i = 0; i < deposits->count; i++)
        if (slice_equal(deposits->items[i].document.id, number))
            return &deposits->items[i];
    return NULL;
}

/* Its lines are amounts: there are no units of them to give back, and no shelf that these could go to. */
static bool decide(struct reversal *reversal, struct order *deposit, const struct reversal_request *request, struct arena *arena,
                   struct fault *fault)
{
    for (size_t i = 0; i < deposit->line_count; i++) {
        deposit->lines[i].quantity = 0;
        deposit->lines[i].location = SLICE("deposit");
    }
    return reversal_decide(reversal, deposit, request, arena, fault);
}

static bool not_taken_off(struct store *store, uint64_t order, struct slice number, struct fault *fault)
{
    struct text final = TEXT_INIT;
    bool done = invoice_of_order(store, order, &final, fault);

    if (done && final.length)
        done = fault_set(fault, FAULT_REFUSED, "taken_off", "invoice", "%s took deposit %.*s off: correct that one",
                         text_string(&final) + strlen("invoice/"), SLICE_ARGS(number));
    text_release(&final);
    return done;
}

bool deposit_credit(const struct order *order, struct slice invoice, const struct credit_note_request *request, struct store *store,
                    const struct settings *settings, instant now, struct arena *arena, struct changes *changes, bool *issued,
                    size_t *row, struct text *id, struct fault *fault)
{
    struct deposit *deposit;
    struct deposits deposits;
    struct order document;
    struct reversal reversal;
    struct series_number number;
    uint64_t digits;

    *issued = false;
    if (!order_number(order->id, &digits, fault) || !order_from_stored(&document, invoice, arena, fault) ||
        !deposits_of_order(&deposits, store, digits, arena, fault))
        return false;
    deposit = find_deposit(&deposits, document.id);
    if (!deposit)
        return fault_set(fault, FAULT_SYSTEM, "store_damaged", NULL, "order %.*s does not know its deposit %.*s",
                         SLICE_ARGS(order->id), SLICE_ARGS(document.id));
    if (!deposit_left(deposit, arena).gross) {
        text_add_slice(id, deposit->credit_note);
        return true;
    }
    if (!not_taken_off(store, digits, document.id, fault) || !decide(&reversal, &deposit->document, &request->what, arena, fault))
        return false;
    if (!reversal.total)
        return fault_set(fault, FAULT_REFUSED, "nothing_to_credit", "lines", "all that was charged for it was given back before");
    if (!credit_note_write(&reversal, invoice, request, store, settings, now, arena, changes, row, &number, fault))
        return false;
    text_add_slice(id, number.record);
    *issued = true;
    return true;
}

/* Of each line as much as its rate has too much of, which is then less. */
static void take_excess(const struct deposit *deposit, const struct order *order, amount *left, struct reversal *reversal,
                        struct arena *arena)
{
    const struct order *document = &deposit->document;

    *reversal = (struct reversal){.lines = arena_take(arena, document->line_count * sizeof *reversal->lines),
                                  .line_count = document->line_count};
    memset(reversal->lines, 0, document->line_count * sizeof *reversal->lines);
    for (size_t i = 0; i < document->line_count; i++) {
        const struct order_line *line = &document->lines[i];
        struct refundable of = order_line_refundable(line);
        size_t at = 0;
        amount gross;

        while (at < order->totals.rate_count &&
               (order->totals.rates[at].rate != line->vat_rate || order->totals.rates[at].category != line->vat_category))
            at++;
        if (at == order->totals.rate_count || left[at] >= 0)
            continue;
        gross = -left[at] < refundable_left(&of) ? -left[at] : refundable_left(&of);
        reversal->lines[i].part = refundable_amount(&of, gross);
        reversal->total += gross;
        left[at] += gross;
    }
}

bool deposits_credit_excess(const struct order *order, const struct credit_note_request *request, struct store *store,
                            const struct settings *settings, instant now, struct arena *arena, struct changes *changes,
                            struct slice **numbers, size_t *count, struct fault *fault)
{
    amount *left = arena_take(arena, (order->totals.rate_count + 1) * sizeof *left);
    struct deposits deposits;
    uint64_t digits;

    *count = 0;
    if (!order_number(order->id, &digits, fault) || !deposits_of_order(&deposits, store, digits, arena, fault))
        return false;
    if (!deposits.count)
        return true;
    *numbers = arena_take(arena, deposits.count * sizeof **numbers);
    if (!deposit_rates_left(order, &deposits, left, arena, fault))
        return false;
    for (size_t i = deposits.count; i > 0; i--) {
        struct series_number number;
        struct reversal reversal;
        size_t row;

        take_excess(&deposits.items[i - 1], order, left, &reversal, arena);
        if (!reversal.total)
            continue;
        if (!credit_note_write(&reversal, deposits.items[i - 1].record, request, store, settings, now, arena, changes, &row,
                               &number, fault))
            return false;
        (*numbers)[(*count)++] = number.number;
    }
    return true;
}
