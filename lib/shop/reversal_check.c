/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "shop/reversal_check.h"

#include "base/memory.h"
#include "shop/document_check.h"
#include "shop/payment.h"
#include "json/scan.h"

#include <stdlib.h>

/* What went back in sum. */
struct reversal_sums {
    amount net, gross, repaid;
    int64_t restocked, returned, resent;
};

struct reversal_row {
    uint64_t order;
    bool invoiced, touched;
    int64_t refunds;
    struct reversal_sums told;  /* by the order */
    struct reversal_sums found; /* by its credit notes and refunds */
};

void reversal_ledger_release(struct reversal_ledger *ledger)
{
    free(ledger->rows);
    free(ledger->touched);
}

static struct reversal_row *row_of(struct reversal_ledger *ledger, struct reversal_place *place, const struct order *order)
{
    struct fault not_a_number = FAULT_INIT;
    struct reversal_row *row;

    if (!place->row) {
        ledger->rows = memory_grow(ledger->rows, &ledger->room, ledger->count + 1, sizeof *ledger->rows);
        ledger->rows[ledger->count] = (struct reversal_row){0};
        if (!order_number(order->id, &ledger->rows[ledger->count].order, &not_a_number))
            ledger->rows[ledger->count].order = 0;
        place->row = (uint32_t)++ledger->count;
    }
    row = &ledger->rows[place->row - 1];
    row->invoiced = place->invoiced;
    if (!row->touched) {
        row->touched = true;
        ledger->touched = memory_grow(ledger->touched, &ledger->touched_room, ledger->touched_count + 1, sizeof *ledger->touched);
        ledger->touched[ledger->touched_count++] = place->row - 1;
    }
    return row;
}

static bool can_be_given_back(const struct order_given_back *back, int64_t units, amount net, amount vat)
{
    return back->units >= 0 && back->units <= units && back->net >= 0 && back->net <= net && back->gross >= back->net &&
           back->gross - back->net <= vat;
}

static bool grew(const struct order_given_back *before, const struct order_given_back *after)
{
    return after->units >= before->units && after->net >= before->net && after->gross >= before->gross;
}

static void check_bounds(struct check_report *report, struct slice id, const struct order *order)
{
    for (size_t i = 0; i < order->line_count; i++) {
        const struct order_line *line = &order->lines[i];

        if (can_be_given_back(&line->given_back, line->quantity, line->net, line->vat) && line->restocked >= 0 &&
            line->returned >= 0 && line->restocked + line->returned <= line->shipped && line->resent >= 0 &&
            line->resent <= line->shipped && line->restocked + line->cancelled <= line->given_back.units)
            continue;
        text_printf(check_reason(report), "line %zu: more was given back than there was", i + 1);
        check_tell(report, id, "wrong_order");
    }
    if (!can_be_given_back(&order->shipping.given_back, 0, order->shipping.net, order->shipping.vat))
        check_tell_plain(report, id, "wrong_order", "more of the shipping was given back than was charged");
}

static void check_growth(struct check_report *report, struct slice id, const struct order *before, const struct order *after)
{
    bool right = grew(&before->shipping.given_back, &after->shipping.given_back) && after->repaid >= before->repaid;

    for (size_t i = 0; right && i < before->line_count && i < after->line_count; i++)
        right = grew(&before->lines[i].given_back, &after->lines[i].given_back) &&
                after->lines[i].cancelled >= before->lines[i].cancelled &&
                after->lines[i].restocked >= before->lines[i].restocked && after->lines[i].returned >= before->lines[i].returned &&
                after->lines[i].resent >= before->lines[i].resent;
    if (!right)
        check_tell_plain(report, id, "wrong_order", "what was given back is given back no longer");
}

static bool payments_fit(const struct order *order)
{
    amount paid = 0;
    amount repaid = 0;
    amount kept;

    for (size_t i = 0; i < order->payment_count; i++) {
        const struct order_payment *payment = &order->payments[i];

        if (payment->amount <= 0 || payment->repaid < 0 || payment->repaid > payment->amount ||
            !amount_add(&paid, payment->amount) || !amount_add(&repaid, payment->repaid))
            return false;
    }
    /* What a change made cheaper, and was paid back, another one may have made dearer again. */
    kept = order->amendments.bytes ? paid - repaid : paid;
    return (kept <= order->totals.gross || kept <= order->highest_total) && (!order->payment_count || repaid == order->repaid);
}

static void check_status(struct check_report *report, struct slice id, const struct order *order)
{
    enum financial_status status = order->financial_status;
    bool told = !order->payment_count && !order->repaid;

    if (!payments_fit(order))
        check_tell_plain(report, id, "wrong_order", "its payments are more than its total, or not what was repaid of them");
    else if (told ? status > FINANCIAL_PAID || status == FINANCIAL_PARTIALLY_PAID : status != order_financial_status(order))
        check_tell_plain(report, id, "wrong_order", "the financial status is not what was paid and repaid");
}

static bool same_payment(const struct order_payment *before, const struct order_payment *after)
{
    return before->means == after->means && before->amount == after->amount && before->day == after->day &&
           slice_equal(before->reference, after->reference) && slice_equal(before->key, after->key) &&
           slice_equal(before->gift_card, after->gift_card) && after->repaid >= before->repaid;
}

/* They are added at the end, and stay. */
static void check_payments_stay(struct check_report *report, struct slice id, const struct order *before, const struct order *after)
{
    bool right = after->payment_count >= before->payment_count;

    for (size_t i = 0; right && i < before->payment_count; i++)
        right = same_payment(&before->payments[i], &after->payments[i]);
    if (!right)
        check_tell_plain(report, id, "wrong_order", "what was paid is no longer what it was");
}

static struct reversal_sums sums_told(const struct order *order)
{
    struct reversal_sums sums = {order->shipping.given_back.net, order->shipping.given_back.gross, order->repaid, 0, 0, 0};

    for (size_t i = 0; i < order->line_count; i++) {
        sums.net += order->lines[i].given_back.net;
        sums.gross += order->lines[i].given_back.gross;
        sums.restocked += order->lines[i].restocked;
        sums.returned += order->lines[i].returned;
        sums.resent += order->lines[i].resent;
    }
    return sums;
}

void reversal_ledger_order(struct reversal_ledger *ledger, struct reversal_place *place, struct slice id,
                           const struct order *before, const struct order *after)
{
    struct reversal_sums told = sums_told(after);

    check_status(ledger->report, id, after);
    if (before)
        check_payments_stay(ledger->report, id, before, after);
    if (!place->row && !told.gross && !told.repaid && !told.restocked && !told.returned && !told.resent)
        return;
    check_bounds(ledger->report, id, after);
    if (before)
        check_growth(ledger->report, id, before, after);
    row_of(ledger, place, after)->told = told;
}

static void wrong_credit_note(struct check_report *report, struct slice id, const char *reason)
{
    check_tell_plain(report, id, "wrong_credit_note", reason);
}

static bool is_within(const struct order_line *line, const struct order *invoice)
{
    const struct order_line *of;

    if (line->number < 1 || (uint64_t)line->number > invoice->line_count)
        return false;
    of = &invoice->lines[line->number - 1];
    return slice_equal(line->sku, of->sku) && line->vat_rate == of->vat_rate && line->vat_category == of->vat_category &&
           line->net >= 0 && line->net <= of->net && line->vat >= 0 && line->vat <= of->vat;
}

static void check_lines(struct check_report *report, struct slice id, const struct order *credit_note, const struct order *invoice)
{
    for (size_t i = 0; i < credit_note->line_count; i++)
        if (!is_within(&credit_note->lines[i], invoice))
            wrong_credit_note(report, id, "a line gives back what is not in the invoice");
    if (credit_note->shipping.gross > invoice->shipping.gross || credit_note->shipping.net > invoice->shipping.net)
        wrong_credit_note(report, id, "more shipping is given back than was charged");
}

void reversal_ledger_credit_note(struct reversal_ledger *ledger, struct reversal_place *place, struct slice id,
                                 const struct order *credit_note, const struct order *invoice)
{
    struct reversal_row *row = row_of(ledger, place, invoice);

    check_lines(ledger->report, id, credit_note, invoice);
    document_check_sums(ledger->report, id, "wrong_credit_note", credit_note);
    row->found.net += credit_note->totals.net;
    row->found.gross += credit_note->totals.gross;
}

void reversal_ledger_invoiced(struct reversal_ledger *ledger, struct reversal_place *place, const struct order *order)
{
    place->invoiced = true;
    if (place->row)
        row_of(ledger, place, order);
}

static amount amount_of_member(struct slice record, const char *name, const struct currency *currency)
{
    struct fault unreadable = FAULT_INIT;
    amount value = 0;

    return amount_read(scan_text(scan_find(record, name)), currency, false, name, &value, &unreadable) ? value : 0;
}

static amount sum_of_means(struct slice record, const struct currency *currency)
{
    struct scan scan;
    struct slice means;
    amount sum = 0;

    if (!scan_array(&scan, scan_find(record, "means")))
        return -1;
    while (scan_element(&scan, &means))
        sum += amount_of_member(means, "amount", currency);
    return sum;
}

static int64_t sum_of_restocked(struct slice record)
{
    struct scan scan;
    struct slice line;
    int64_t sum = 0;

    if (!scan_array(&scan, scan_find(record, "lines")))
        return 0;
    while (scan_element(&scan, &line)) {
        int64_t units = 0;

        if (scan_integer(scan_find(line, "restock"), &units))
            sum += units;
    }
    return sum;
}

void reversal_ledger_refund(struct reversal_ledger *ledger, struct reversal_place *place, struct slice id, struct slice record,
                            const struct order *order)
{
    struct reversal_row *row = row_of(ledger, place, order);
    amount repaid = amount_of_member(record, "amount", &order->currency);
    struct text wanted = TEXT_INIT;

    text_printf(&wanted, "refund/%llu-%lld", (unsigned long long)row->order, (long long)++row->refunds);
    if (!slice_equal(id, text_slice(&wanted)))
        check_tell_plain(ledger->report, id, "wrong_refund", "its number does not follow that of the refund before it");
    if (sum_of_means(record, &order->currency) != repaid)
        check_tell_plain(ledger->report, id, "wrong_refund", "the means together are not the amount");
    row->found.repaid += repaid;
    row->found.restocked += sum_of_restocked(record);
    text_release(&wanted);
}

/* Of what came, or goes again, in one go. */
static int64_t sum_of_units(struct slice parts)
{
    struct scan scan;
    struct slice part;
    int64_t sum = 0;

    if (!parts.bytes || !scan_array(&scan, parts))
        return 0;
    while (scan_element(&scan, &part)) {
        int64_t units = 0;

        if (scan_integer(scan_find(part, "quantity"), &units) && units > 0 && units <= QUANTITY_LIMIT)
            sum += units;
    }
    return sum;
}

void reversal_ledger_return(struct reversal_ledger *ledger, struct reversal_place *place, struct slice record,
                            const struct order *order)
{
    int64_t returned = sum_of_units(scan_find(record, "receipt"));
    int64_t resent = sum_of_units(scan_find(record, "resend"));

    if (!returned && !resent)
        return;
    row_of(ledger, place, order)->found.returned += returned;
    row_of(ledger, place, order)->found.resent += resent;
}

static void settle_row(struct check_report *report, struct reversal_row *row)
{
    const struct reversal_sums *told = &row->told;
    struct reversal_sums *found = &row->found;
    struct text id = TEXT_INIT;

    order_id(row->order, &id);
    if (found->repaid != told->repaid || found->restocked != told->restocked)
        check_tell_plain(report, text_slice(&id), "wrong_refund",
                         "its refunds are not what the order says was repaid and restocked");
    if (found->returned != told->returned)
        check_tell_plain(report, text_slice(&id), "wrong_return", "its returns are not what the order says came back");
    if (found->resent != told->resent)
        check_tell_plain(report, text_slice(&id), "wrong_return", "its returns are not what the order says is sent again");
    if ((row->invoiced ? told->net : 0) != found->net || (row->invoiced ? told->gross : 0) != found->gross)
        check_tell_plain(report, text_slice(&id), "wrong_credit_note",
                         "its credit notes are not what the order says was given back");
    /* Told once: what follows is measured from here. */
    *found = *told;
    if (!row->invoiced)
        found->net = found->gross = 0;
    row->touched = false;
    text_release(&id);
}

void reversal_ledger_settle(struct reversal_ledger *ledger)
{
    for (size_t i = 0; i < ledger->touched_count; i++)
        settle_row(ledger->report, &ledger->rows[ledger->touched[i]]);
    ledger->touched_count = 0;
}
