/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "shop/deposit_check.h"

#include "shop/document_check.h"
#include "json/scan.h"

static void wrong(struct check_report *report, struct slice id, const char *reason)
{
    check_tell_plain(report, id, "wrong_deposit", reason);
}

/* What was asked, of the order's total. */
static bool is_what_was_asked(struct slice record, const struct order *deposit, const struct order *order)
{
    struct slice asked = scan_find(record, "asked");
    struct slice share = scan_text(scan_find(asked, "percent"));
    struct fault unreadable = FAULT_INIT;
    percent part;
    amount sum;

    if (!share.bytes)
        return amount_read(scan_text(scan_find(asked, "amount")), &order->currency, false, "amount", &sum, &unreadable) &&
               sum == deposit->totals.gross;
    return percent_read(share, "percent", &part, &unreadable) && part > 0 && part <= PERCENT_WHOLE &&
           divide_rounded((wide)order->totals.gross * part, PERCENT_WHOLE) == deposit->totals.gross;
}

static bool fits_order(const struct order *order, const struct deposits *deposits, struct arena *arena)
{
    amount *left = arena_take(arena, (order->totals.rate_count + 1) * sizeof *left);
    struct fault too_large = FAULT_INIT;

    if (!deposit_rates_left(order, deposits, left, arena, &too_large))
        return false;
    for (size_t i = 0; i < order->totals.rate_count; i++)
        if (left[i] < 0)
            return false;
    return true;
}

static bool knows_rates(const struct order *deposit, const struct order *order)
{
    for (size_t i = 0; i < deposit->line_count; i++) {
        size_t at = 0;

        while (at < order->totals.rate_count && (order->totals.rates[at].rate != deposit->lines[i].vat_rate ||
                                                 order->totals.rates[at].category != deposit->lines[i].vat_category))
            at++;
        if (at == order->totals.rate_count)
            return false;
    }
    return true;
}

/* What both say of the customer and the sale; what a deposit says of its own is its own. */
static void check_sale(struct check_report *report, struct slice id, const struct order *deposit, const struct order *order)
{
    struct order as_deposit = *order;

    as_deposit.prices_include_tax = deposit->prices_include_tax;
    as_deposit.lines = deposit->lines;
    as_deposit.line_count = deposit->line_count;
    as_deposit.shipping = deposit->shipping;
    as_deposit.discounts = deposit->discounts;
    as_deposit.discount_count = deposit->discount_count;
    as_deposit.totals = deposit->totals;
    as_deposit.units = deposit->units;
    document_check_invoice(report, id, deposit, &as_deposit);
}

void deposit_check_invoice(struct check_report *report, struct slice id, struct slice record, const struct order *deposit,
                           const struct order *order, const struct deposits *deposits, bool invoiced, struct arena *arena)
{
    struct deposits so_far = {deposits->items, 0};

    while (so_far.count < deposits->count && slice_compare(deposits->items[so_far.count].id, id) <= 0)
        so_far.count++;
    check_sale(report, id, deposit, order);
    if (deposit->shipping.given || deposit->units || !deposit->prices_include_tax || !knows_rates(deposit, order))
        wrong(report, id, "a line is no part of the order");
    if (!is_what_was_asked(record, deposit, order))
        wrong(report, id, "the total is not what was asked");
    if (!fits_order(order, &so_far, arena))
        wrong(report, id, "the deposits are more than the order");
    if (invoiced)
        wrong(report, id, "comes after the invoice of the order, which does not take it off");
}

void deposit_check_credit_note(struct check_report *report, struct slice id, const struct order *credit_note,
                               const struct deposit *deposit, bool invoiced)
{
    bool within = true;

    for (size_t i = 0; i < deposit->document.line_count; i++) {
        const struct order_line *line = &deposit->document.lines[i];
        const struct order_given_back *back = &line->given_back;

        within &= back->net >= 0 && back->net <= line->net && back->gross >= back->net && back->gross - back->net <= line->vat;
    }
    for (size_t i = 0; i < credit_note->line_count; i++)
        within &= credit_note->lines[i].number >= 1 && (uint64_t)credit_note->lines[i].number <= deposit->document.line_count;
    document_check_sums(report, id, "wrong_credit_note", credit_note);
    if (!within || credit_note->shipping.given)
        wrong(report, id, "more is given back of the deposit than it was");
    if (invoiced)
        wrong(report, id, "corrects a deposit that the invoice of the order has taken off");
}

void deposit_check_final(struct check_report *report, struct slice id, struct slice record, const struct deposits *deposits,
                         const struct currency *currency, struct arena *arena)
{
    struct slice told = scan_find(record, "deposits");
    struct text wanted = TEXT_INIT;

    text_add_byte(&wanted, '{');
    deposits_write(deposits, currency, arena, &wanted);
    text_add_byte(&wanted, '}');
    if (!slice_equal(told, scan_find(text_slice(&wanted), "deposits")) ||
        slice_is(scan_text(scan_find(record, "kind")), "final") != (told.bytes != NULL))
        check_tell_plain(report, id, "wrong_invoice", "takes off something else than the deposits of its order");
    text_release(&wanted);
}

void deposit_check_order(struct check_report *report, struct slice id, const struct order *order, const struct deposits *deposits,
                         struct arena *arena)
{
    if (deposits->count && !fits_order(order, deposits, arena))
        wrong(report, id, "the deposits are more than what is left of the order");
}
