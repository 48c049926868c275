/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "shop/document_check.h"

#include "shop/amendment.h"
#include "shop/placing.h"

static bool same_line(const struct order_line *a, const struct order_line *b)
{
    return a->net == b->net && a->vat == b->vat && a->gross == b->gross;
}

static bool same_rates(const struct tax_totals *a, const struct tax_totals *b)
{
    if (a->rate_count != b->rate_count)
        return false;
    for (size_t i = 0; i < a->rate_count; i++)
        if (a->rates[i].rate != b->rates[i].rate || a->rates[i].category != b->rates[i].category ||
            a->rates[i].net != b->rates[i].net || a->rates[i].vat != b->rates[i].vat)
            return false;
    return true;
}

static void wrong_total(struct check_report *report, struct slice id, const char *what)
{
    text_printf(check_reason(report), "%s is not what prices, quantities and rates give", what);
    check_tell(report, id, "wrong_total");
}

/* What promotions took off a line is its discount; one that came with the request has no promotions. */
static void check_discounts(struct check_report *report, struct slice id, const struct order *order)
{
    for (size_t i = 0; i < order->line_count; i++) {
        const struct order_line *line = &order->lines[i];
        amount sum = 0;
        bool fits = true;

        for (size_t j = 0; fits && j < line->discount_count; j++)
            fits = amount_add(&sum, line->discounts[j].amount);
        if (line->discount_count && (!fits || sum != line->discount)) {
            text_printf(check_reason(report), "line %zu: its discounts are not its discount", i + 1);
            check_tell(report, id, "wrong_total");
        }
    }
}

void document_check_totals(struct check_report *report, struct slice id, const struct order *order, struct arena *arena)
{
    struct order again = *order;
    struct fault too_large = FAULT_INIT;

    again.lines = arena_take(arena, order->line_count * sizeof *again.lines);
    for (size_t i = 0; i < order->line_count; i++) {
        again.lines[i] = order->lines[i];
        if (order->lines[i].quantity < 1 || order->lines[i].quantity > QUANTITY_LIMIT) {
            wrong_total(report, id, "a line of a quantity that cannot be");
            return;
        }
    }
    check_discounts(report, id, order);
    if (!order_compute_totals(&again, arena, &too_large)) {
        wrong_total(report, id, "a sum");
        return;
    }
    for (size_t i = 0; i < order->line_count; i++)
        if (!same_line(&order->lines[i], &again.lines[i])) {
            text_printf(check_reason(report), "line %zu is not what its price, quantity and rate give", i + 1);
            check_tell(report, id, "wrong_total");
        }
    if (order->shipping.net != again.shipping.net || order->shipping.vat != again.shipping.vat ||
        order->shipping.gross != again.shipping.gross)
        wrong_total(report, id, "the shipping");
    if (!same_rates(&order->totals, &again.totals))
        wrong_total(report, id, "the VAT by rate");
    if (order->totals.net != again.totals.net || order->totals.vat != again.totals.vat || order->totals.gross != again.totals.gross)
        wrong_total(report, id, "the total");
    if (order->units != again.units)
        wrong_total(report, id, "the number of units");
}

static void wrong_order(struct check_report *report, struct slice id, const char *reason)
{
    check_tell_plain(report, id, "wrong_order", reason);
}

void document_check_beginning(struct check_report *report, struct slice id, const struct order *order)
{
    bool shipped = order->shipped || order->fulfillment_status != FULFILLMENT_NONE;

    for (size_t i = 0; i < order->line_count; i++)
        shipped |= order->lines[i].shipped != 0;
    if (order->status != ORDER_OPEN || shipped)
        wrong_order(report, id, "a new order is open and nothing of it is shipped");
}

/* All that an order and its invoice say alike, in the bytes in which it is written. */
static void write_content(const struct order *order, struct text *text)
{
    text_clear(text);
    order_write_content(order, CONTENT_OF_BOTH, text);
}

static bool same_content(const struct order *a, const struct order *b)
{
    struct text first = TEXT_INIT;
    struct text second = TEXT_INIT;
    bool same;

    write_content(a, &first);
    write_content(b, &second);
    same = slice_equal(text_slice(&first), text_slice(&second)) && slice_equal(a->channel, b->channel) &&
           slice_equal(a->reference, b->reference);
    text_release(&first);
    text_release(&second);
    return same;
}

static bool same_goods(const struct order_line *a, const struct order_line *b)
{
    if (a->has_components != b->has_components || a->component_count != b->component_count)
        return false;
    for (size_t i = 0; i < a->component_count; i++)
        if (!slice_equal(a->components[i].sku, b->components[i].sku) || a->components[i].quantity != b->components[i].quantity)
            return false;
    return true;
}

/* Where they come from may change (order-allocate); what was promised there is the ledger's to say. */
static bool lines_take_the_same(const struct order *a, const struct order *b)
{
    for (size_t i = 0; i < a->line_count && i < b->line_count; i++)
        if (!same_goods(&a->lines[i], &b->lines[i]))
            return false;
    return true;
}

/* Whether some of it leaves once more: then what was done is to be done again. */
static bool was_reopened(const struct order *before, const struct order *after)
{
    bool reopened = false;

    for (size_t i = 0; i < before->line_count && i < after->line_count; i++)
        reopened |= after->lines[i].resent > before->lines[i].resent;
    return reopened && before->status != ORDER_CANCELLED && after->status == ORDER_OPEN &&
           after->fulfillment_status == FULFILLMENT_PARTIAL;
}

/* What is more or less to be paid may make of a paid order one that is not. */
static bool went_back(const struct order *before, const struct order *after, bool was_amended)
{
    return after->financial_status < before->financial_status &&
           !(was_amended && after->financial_status >= FINANCIAL_PARTIALLY_PAID);
}

void document_check_step(struct check_report *report, struct slice id, const struct order *before, const struct order *after,
                         struct arena *arena)
{
    const bool was_amended = amendment_between(before, after);
    struct order undone = *after;

    if (was_amended && !amendment_tells(before, after))
        wrong_order(report, id, "its last amendment does not tell what it was before");
    if (was_amended)
        amendment_undo(before, after, &undone, arena);
    if (after->line_count < before->line_count)
        wrong_order(report, id, "the order has lost lines");
    else if (!same_content(before, &undone) || !lines_take_the_same(before, after) || before->day != after->day ||
             before->placed_at != after->placed_at || !slice_equal(before->request, after->request))
        wrong_order(report, id, "what was ordered is no longer what it was");
    for (size_t i = 0; i < before->line_count && i < after->line_count; i++)
        if (after->lines[i].shipped < before->lines[i].shipped)
            wrong_order(report, id, "what was shipped is shipped no longer");
    if (went_back(before, after, was_amended) ||
        (!was_reopened(before, after) && ((before->status != ORDER_OPEN && after->status != before->status) ||
                                          after->fulfillment_status < before->fulfillment_status)))
        wrong_order(report, id, "a status went back");
}

bool document_places_add_up(const struct order_line *line)
{
    int64_t quantity = 0;
    int64_t shipped = 0;
    int64_t cancelled = 0;

    for (size_t i = 0; i < line->allocation_count; i++) {
        const struct order_allocation *place = &line->allocations[i];

        if (place->quantity < 0 || place->quantity > QUANTITY_LIMIT || place->shipped < 0 || place->shipped > place->quantity ||
            place->cancelled < 0 || place->cancelled > place->quantity - place->shipped)
            return false;
        quantity += place->quantity;
        shipped += place->shipped;
        cancelled += place->cancelled;
    }
    return !line->allocation_count ||
           (quantity == line->quantity + line->resent && shipped == line->shipped && cancelled == line->cancelled);
}

void document_check_shipped(struct check_report *report, struct slice id, const struct order *order)
{
    enum fulfillment_status said = order->fulfillment_status;
    bool none = true;
    bool whole = true;

    for (size_t i = 0; i < order->line_count; i++) {
        const struct order_line *line = &order->lines[i];

        none &= line->shipped == 0;
        whole &= order_line_open(line) == 0;
        if (line->quantity < 1 || line->quantity > QUANTITY_LIMIT || line->shipped < 0 || line->cancelled < 0 || line->resent < 0 ||
            line->resent > QUANTITY_LIMIT || line->shipped > line->quantity + line->resent || order_line_open(line) < 0) {
            text_printf(check_reason(report), "line %zu: %lld of %lld units cannot be shipped", i + 1, (long long)line->shipped,
                        (long long)(line->quantity + line->resent));
            check_tell(report, id, "wrong_order");
        }
        if (!document_places_add_up(line)) {
            text_printf(check_reason(report), "line %zu: what its locations have is not what the line has", i + 1);
            check_tell(report, id, "wrong_order");
        }
    }
    if (said != (none ? FULFILLMENT_NONE : whole ? FULFILLMENT_WHOLE : FULFILLMENT_PARTIAL))
        wrong_order(report, id, "the fulfillment status is not what the lines say");
    if (order->status == ORDER_CLOSED && (said != FULFILLMENT_WHOLE || order->financial_status < FINANCIAL_PAID))
        wrong_order(report, id, "the order is closed, but not all of it is shipped and paid");
}

void document_check_invoice(struct check_report *report, struct slice id, const struct order *invoice, const struct order *order)
{
    if (same_content(invoice, order))
        return;
    text_printf(check_reason(report), "the invoice says something else than order %.*s", SLICE_ARGS(order->id));
    check_tell(report, id, "wrong_invoice");
}

static bool charges_what_it_says(const struct order *document, const struct order_line *line)
{
    amount full;

    return line->quantity >= 1 && line->quantity <= QUANTITY_LIMIT &&
           price_times(line->price, line->quantity, &document->currency, &full) &&
           full - line->discount == (document->prices_include_tax ? line->gross : line->net) &&
           line->gross == line->net + line->vat;
}

static bool has_its_parts(const struct order *document, const struct tax_rate *rate)
{
    struct shipping_part whole;
    const struct shipping_part *parts;
    size_t count = document->shipping.given ? order_shipping_parts(&document->shipping, &whole, &parts) : 0;
    amount net = 0;
    amount vat = 0;

    for (size_t i = 0; i < document->line_count; i++)
        if (document->lines[i].vat_rate == rate->rate && document->lines[i].vat_category == rate->category) {
            net += document->lines[i].net;
            vat += document->lines[i].vat;
        }
    for (size_t i = 0; i < count; i++)
        if (parts[i].vat_rate == rate->rate && parts[i].vat_category == rate->category) {
            net += parts[i].net;
            vat += parts[i].vat;
        }
    return net == rate->net && vat == rate->vat;
}

void document_check_sums(struct check_report *report, struct slice id, const char *code, const struct order *document)
{
    const struct tax_totals *totals = &document->totals;
    amount net = 0;
    amount vat = 0;

    for (size_t i = 0; i < document->line_count; i++)
        if (!charges_what_it_says(document, &document->lines[i]))
            check_tell_plain(report, id, code, "a line is not what its price, quantity and discount give");
    for (size_t i = 0; i < totals->rate_count; i++) {
        net += totals->rates[i].net;
        vat += totals->rates[i].vat;
        if (!has_its_parts(document, &totals->rates[i]))
            check_tell_plain(report, id, code, "a rate is not the sum of its lines");
    }
    if (net != totals->net || vat != totals->vat || totals->gross != net + vat)
        check_tell_plain(report, id, code, "the total is not the sum of its rates");
}
