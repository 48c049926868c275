/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "shop/credit_note.h"

#include "shop/deposit_reversal.h"
#include "shop/document.h"
#include "shop/document_walk.h"
#include "shop/gift_card_issue.h"
#include "shop/grant_keys.h"
#include "shop/invoice.h"
#include "shop/members.h"
#include "shop/mentions.h"
#include "shop/pickup.h"
#include "shop/product.h"
#include "shop/seller.h"
#include "json/scan.h"
#include "json/write.h"

/*
 * The units at their price, less a discount that leaves what is given back for them. Where a rounding gives back more than that,
 * the price is raised by what it takes, at most a cent for a unit.
 */
static bool price_units(struct order_line *line, int64_t units, amount charged, const struct currency *currency)
{
    amount full;

    line->quantity = units;
    if (!price_times(line->price, units, currency, &full))
        return false;
    if (full < charged) {
        line->price = (price_of_amount(charged, currency) + units - 1) / units;
        if (!price_times(line->price, units, currency, &full))
            return false;
    }
    line->discount = full - charged;
    return true;
}

static bool credit_line(struct order_line *line, const struct refunded_part *part, const struct order *invoice)
{
    amount charged = invoice->prices_include_tax ? part->gross : part->net;

    line->list_price = PRODUCT_UNSET;
    line->discount_count = 0;
    line->net = part->net;
    line->vat = part->vat;
    line->gross = part->gross;
    if (part->units)
        return price_units(line, part->units, charged, &invoice->currency);
    line->without_goods = true;
    line->quantity = 1;
    line->price = price_of_amount(charged, &invoice->currency);
    line->discount = 0;
    return true;
}

/* Of a charge that went over several rates each gives back its share. */
static void share_parts(struct order_shipping *shipping, struct arena *arena)
{
    size_t count = shipping->part_count;
    amount *weights = arena_take(arena, 3 * count * sizeof *weights);
    amount *nets = weights + count;
    amount *vats = nets + count;

    if (!count)
        return;
    for (size_t i = 0; i < count; i++)
        weights[i] = shipping->parts[i].net;
    amount_share(shipping->net, weights, count, nets);
    for (size_t i = 0; i < count; i++)
        weights[i] = shipping->parts[i].vat;
    amount_share(shipping->vat, weights, count, vats);
    for (size_t i = 0; i < count; i++) {
        shipping->parts[i].net = nets[i];
        shipping->parts[i].vat = vats[i];
        shipping->parts[i].gross = nets[i] + vats[i];
    }
}

static void credit_shipping(struct order_shipping *shipping, const struct refunded_part *part, const struct order *invoice,
                            struct arena *arena)
{
    shipping->given = part->gross > 0;
    shipping->price = price_of_amount(invoice->prices_include_tax ? part->gross : part->net, &invoice->currency);
    shipping->discount = 0;
    shipping->net = part->net;
    shipping->vat = part->vat;
    shipping->gross = part->gross;
    share_parts(shipping, arena);
}

static bool add_to_rate(struct tax_totals *totals, percent rate, enum tax_category category, amount net, amount vat)
{
    size_t at = 0;

    while (totals->rates[at].rate != rate || totals->rates[at].category != category)
        at++;
    return amount_add(&totals->rates[at].net, net) && amount_add(&totals->rates[at].vat, vat) && amount_add(&totals->net, net) &&
           amount_add(&totals->vat, vat) && amount_add(&totals->gross, net) && amount_add(&totals->gross, vat);
}

static bool tells_rate(const struct tax_totals *totals, percent rate, enum tax_category category)
{
    for (size_t i = 0; i < totals->rate_count; i++)
        if (totals->rates[i].rate == rate && totals->rates[i].category == category)
            return true;
    return false;
}

/* Whether the table of rates of the invoice has those of its lines and charges. */
static bool tells_all_rates(const struct order *invoice)
{
    struct shipping_part whole;
    const struct shipping_part *parts;
    size_t count = invoice->shipping.given ? order_shipping_parts(&invoice->shipping, &whole, &parts) : 0;
    bool tells = true;

    for (size_t i = 0; tells && i < count; i++)
        tells = tells_rate(&invoice->totals, parts[i].vat_rate, parts[i].vat_category);
    for (size_t i = 0; tells && i < invoice->line_count; i++)
        tells = tells_rate(&invoice->totals, invoice->lines[i].vat_rate, invoice->lines[i].vat_category);
    return tells;
}

static bool has_rate(const struct order *order, const struct tax_rate *rate)
{
    struct shipping_part whole;
    const struct shipping_part *parts;
    size_t count = order->shipping.given ? order_shipping_parts(&order->shipping, &whole, &parts) : 0;
    bool has = false;

    for (size_t i = 0; !has && i < count; i++)
        has = parts[i].vat_rate == rate->rate && parts[i].vat_category == rate->category;
    for (size_t i = 0; !has && i < order->line_count; i++)
        has = order->lines[i].vat_rate == rate->rate && order->lines[i].vat_category == rate->category;
    return has;
}

/* Sums of lines, not computed from them: what a line leaves of its tax is cut to the cent, and so is its rate's. */
static bool sum_up(struct order *order)
{
    struct tax_totals *totals = &order->totals;
    struct shipping_part whole;
    const struct shipping_part *parts;
    size_t count = order->shipping.given ? order_shipping_parts(&order->shipping, &whole, &parts) : 0;
    size_t kept = 0;
    bool fits = true;

    for (size_t i = 0; i < totals->rate_count; i++)
        if (has_rate(order, &totals->rates[i]))
            totals->rates[kept++] = totals->rates[i];
    totals->rate_count = kept;
    for (size_t i = 0; i < kept; i++)
        totals->rates[i].net = totals->rates[i].vat = 0;
    totals->net = totals->vat = totals->gross = 0;
    for (size_t i = 0; fits && i < order->line_count; i++)
        fits =
            add_to_rate(totals, order->lines[i].vat_rate, order->lines[i].vat_category, order->lines[i].net, order->lines[i].vat);
    for (size_t i = 0; fits && i < count; i++)
        fits = add_to_rate(totals, parts[i].vat_rate, parts[i].vat_category, parts[i].net, parts[i].vat);
    return fits;
}

bool credit_note_content(struct order *document, const struct reversal *reversal, struct arena *arena, struct fault *fault)
{
    size_t kept = 0;
    bool fits = true;

    /* An invoice that another hand has written may be anything. */
    if (document->line_count > reversal->line_count || !tells_all_rates(document))
        return fault_set(fault, FAULT_SYSTEM, "store_damaged", NULL,
                         "invoice %.*s has other lines than its order, or other rates than its lines", SLICE_ARGS(document->id));
    document->units = 0;
    document->discount_count = 0;
    for (size_t i = 0; fits && i < document->line_count; i++) {
        const struct refunded_part *part = &reversal->lines[i].part;

        if (!part->units && !part->gross)
            continue;
        document->lines[kept] = document->lines[i];
        document->lines[kept].number = (int64_t)i + 1;
        document->units += part->units;
        fits = credit_line(&document->lines[kept++], part, document);
    }
    document->line_count = kept;
    credit_shipping(&document->shipping, &reversal->shipping, document, arena);
    return (fits && sum_up(document)) || fault_set(fault, FAULT_REFUSED, "number_too_large", "lines", "a sum is too large");
}

/* What a credit note takes over from the invoice as it stands there. */
static void copy_members(struct slice invoice, const char *const names[], struct text *text)
{
    for (size_t i = 0; names[i]; i++) {
        struct slice value = scan_find(invoice, names[i]);

        if (value.bytes)
            json_put_raw(text, names[i], value);
    }
}

static void write_document(const struct order *document, struct slice invoice, const struct credit_note_request *request,
                           const struct document_exchange *exchange, const struct series_number *number,
                           const struct settings *settings, instant now, struct text *text)
{
    static const char *const before_seller[] = {"order",           "channel", "reference",    "order_day",
                                                "buyer_reference", "goods",   "delivery_day", NULL};

    text_add_string(text, "{\"type\":\"credit_note\"");
    series_write_number(number, settings->training, request->dated, now, text);
    json_open(text, "corrects", '{');
    json_put_raw(text, "invoice", scan_find(invoice, "id"));
    json_put_raw(text, "day", scan_find(invoice, "day"));
    json_close(text, '}');
    json_put_optional(text, "reason", request->reason);
    if (slice_is(scan_find(invoice, "kind"), "\"deposit\""))
        json_put_string(text, "kind", SLICE("deposit"));
    copy_members(invoice, before_seller, text);
    invoice_write_seller(settings, text);
    order_write_content(document, CONTENT_OF_DOCUMENT, text);
    document_write_exchange(exchange, text);
    text_add_byte(text, '}');
}

/* What the credit notes of the invoice before have given back of its VAT. */
static bool credited_vat(struct store *store, struct slice invoice, const struct currency *currency, amount *vat,
                         struct fault *fault)
{
    struct slice order = scan_text(scan_find(invoice, "order"));
    struct document_walk walk;
    struct slice record;
    uint64_t digits;
    bool found = true;
    bool done = order_number(order, &digits, fault) && document_walk_begin(&walk, store, NUMBERED_CREDIT_NOTE, digits, fault);

    *vat = 0;
    if (!done)
        return false;
    while (done && found) {
        done = document_walk_next(&walk, &found, fault);
        if (!done || !found)
            break;
        done = store_get(store, text_slice(&walk.id), &record, fault) &&
               (!slice_equal(scan_find(scan_find(record, "corrects"), "invoice"), scan_find(invoice, "id")) ||
                amount_add(vat, amount_of(scan_find(record, "vat_total"), currency)) ||
                fault_set(fault, FAULT_REFUSED, "number_too_large", "vat_total", "is too large"));
    }
    document_walk_end(&walk);
    return done;
}

/*
 * At the invoice's rates. What the credit notes give back together is converted, less what those before had of it: so that where
 * all is given back, no cent of the invoice's VAT is left in the seller's currency either.
 */
static bool find_exchange(struct document_exchange *exchange, struct slice invoice, const struct order *document,
                          struct store *store, struct arena *arena, struct fault *fault)
{
    struct document_exchange before;
    amount credited;

    if (!document_read_exchange(exchange, scan_find(invoice, "exchange"), arena))
        return fault_set(fault, FAULT_SYSTEM, "store_damaged", NULL, "the rates of exchange of invoice %.*s cannot be read",
                         SLICE_ARGS(scan_text(scan_find(invoice, "id"))));
    before = *exchange;
    if (!exchange->given)
        return true;
    if (!credited_vat(store, invoice, &document->currency, &credited, fault) ||
        !document_exchange_vat(&before, credited, &document->currency, fault) ||
        !document_exchange_vat(exchange, credited + document->totals.vat, &document->currency, fault))
        return false;
    exchange->vat_total -= before.vat_total;
    return true;
}

static bool not_before_invoice(struct slice invoice, day dated, struct fault *fault)
{
    day issued;

    if (!day_read(scan_text(scan_find(invoice, "day")), &issued) || dated >= issued)
        return true;
    return fault_set(fault, FAULT_REFUSED, "before_invoice", "day", "invoice %.*s is of %.*s, and nothing corrects it before",
                     SLICE_ARGS(scan_text(scan_find(invoice, "id"))), SLICE_ARGS(scan_text(scan_find(invoice, "day"))));
}

bool credit_note_write(const struct reversal *reversal, struct slice invoice, const struct credit_note_request *request,
                       struct store *store, const struct settings *settings, instant now, struct arena *arena,
                       struct changes *changes, size_t *row, struct series_number *number, struct fault *fault)
{
    struct document_exchange exchange;
    struct order document;

    if (!not_before_invoice(invoice, request->dated, fault) || !order_from_stored(&document, invoice, arena, fault) ||
        !credit_note_content(&document, reversal, arena, fault) ||
        !find_exchange(&exchange, invoice, &document, store, arena, fault) ||
        !seller_check(settings, document.totals.vat != 0, fault) ||
        !series_draw(store, settings, NUMBERED_CREDIT_NOTE, request->dated, now, changes, arena, number, fault))
        return false;
    write_document(&document, invoice, request, &exchange, number, settings, now, changes_begin(changes, number->record));
    *row = changes_end(changes);
    return mentions_keep(settings->mentions, store, changes, row, arena, fault);
}

bool credit_note_order(struct slice invoice_number, struct store *store, struct arena *arena, struct order *order,
                       struct slice *invoice, struct fault *fault)
{
    struct text id = TEXT_INIT;
    struct slice number = slice_starts(invoice_number, "invoice/") ? slice_from(invoice_number, 8) : invoice_number;
    bool done;

    text_add_string(&id, "invoice/");
    text_add_slice(&id, number);
    done = store_get(store, text_slice(&id), invoice, fault);
    text_release(&id);
    if (done && !invoice->bytes)
        return fault_set(fault, FAULT_REFUSED, "unknown_invoice", "id", "there is no invoice %.*s", SLICE_ARGS(number));
    if (!done)
        return false;
    *invoice = arena_copy(arena, *invoice);
    return order_find(order, store, scan_text(scan_find(*invoice, "order")), arena, fault);
}

bool credit_note_issue(struct order *order, struct slice invoice, const struct credit_note_request *request, struct store *store,
                       const struct settings *settings, instant now, struct arena *arena, struct changes *changes, bool *issued,
                       size_t *row, struct text *id, struct fault *fault)
{
    struct reversal reversal;
    struct series_number number;
    uint64_t order_digits;

    if (slice_is(scan_find(invoice, "kind"), "\"deposit\""))
        return deposit_credit(order, invoice, request, store, settings, now, arena, changes, issued, row, id, fault);
    *issued = false;
    if (!order_number(order->id, &order_digits, fault) || !reversal_decide(&reversal, order, &request->what, arena, fault))
        return false;
    if (reversal.nothing)
        return document_last(store, NUMBERED_CREDIT_NOTE, order_digits, id, fault);
    if (!reversal.total)
        return fault_set(fault, FAULT_REFUSED, "nothing_to_credit", "lines", "all that was charged for it was given back before");
    if (!reversal_carry_out(&reversal, order, "credit note of order ", store, arena, changes, fault) ||
        !pickup_follow(order, store, now, arena, changes, fault) || !grant_follow(order, store, now, arena, changes, fault) ||
        !gift_cards_follow(order, store, now, arena, changes, fault) ||
        !credit_note_write(&reversal, invoice, request, store, settings, now, arena, changes, row, &number, fault))
        return false;
    text_add_slice(id, number.record);
    order_change(order, order_digits, changes);
    *issued = true;
    return true;
}
