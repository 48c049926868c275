/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "shop/invoice.h"

#include "shop/credit_note.h"
#include "shop/document.h"
#include "shop/document_walk.h"
#include "shop/keys.h"
#include "shop/mentions.h"
#include "shop/payment_reference.h"
#include "shop/payment_terms.h"
#include "shop/product.h"
#include "shop/seller.h"
#include "json/scan.h"
#include "json/write.h"

bool invoice_of_order(struct store *store, uint64_t order, struct text *id, struct fault *fault)
{
    struct key key;
    struct slice found;

    text_clear(id);
    key_begin(&key, KEY_INVOICE_OF);
    key_number(&key, order);
    if (!index_get(store_index(store), TABLE_KEYS, key_slice(&key), &found, fault))
        return false;
    if (found.bytes) {
        text_add_string(id, "invoice/");
        text_add_slice(id, found);
    }
    return true;
}

/* By enum document_goods: French law has an invoice say which of them it is for. */
static const char *const goods_words[] = {"", "goods", "services", "both"};

void invoice_write_seller(const struct settings *settings, struct text *text)
{
    static const struct {
        const char *name;
        enum setting setting;
    } parts[] = {
        {"name", COMPANY_NAME},
        {"street", COMPANY_STREET},
        {"postcode", COMPANY_POSTCODE},
        {"city", COMPANY_CITY},
        {"country", COMPANY_COUNTRY},
        {"vat_number", COMPANY_VAT_NUMBER},
        {"registration", COMPANY_REGISTRATION},
        {"email", COMPANY_EMAIL},
        {"phone", COMPANY_PHONE},
        {"website", COMPANY_WEBSITE},
        {"iban", COMPANY_IBAN},
        {"bic", COMPANY_BIC},
        {"legal_form", COMPANY_LEGAL_FORM},
        {"capital", COMPANY_CAPITAL},
        {"legal_id", COMPANY_LEGAL_ID},
        {"endpoint", COMPANY_ENDPOINT},
        {"logo", COMPANY_LOGO},
        {"colour", COMPANY_COLOUR},
        {"footer", INVOICE_FOOTER},
        {"services_due", TAX_SERVICES_DUE},
    };

    json_put_string(text, "language", settings->text[SHOP_LANGUAGE]);
    json_open(text, "seller", '{');
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++)
        if (settings->text[parts[i].setting].length)
            json_put_string(text, parts[i].name, settings->text[parts[i].setting]);
    json_close(text, '}');
}

/* What an invoice tells of goods and the order does not: as the catalogue has it now, of a variant or its parent. */
static bool describe_line(struct order_line *line, struct store *store, struct arena *arena, unsigned *goods, struct fault *fault)
{
    struct text id = TEXT_INIT;
    struct slice kind = {NULL, 0};
    struct slice sku = line->sku;
    bool done = true;

    for (int generation = 0; done && sku.length && generation < 2; generation++) {
        struct slice record;

        product_id(sku, &id);
        done = store_get(store, text_slice(&id), &record, fault);
        if (!done || !record.bytes)
            break;
        record = arena_copy(arena, record);
        if (generation == 0)
            line->gtin = scan_text(scan_find(record, "gtin"));
        line->unit = line->unit.bytes ? line->unit : scan_text(scan_find(record, "unit"));
        kind = kind.bytes ? kind : scan_text(scan_find(record, "kind"));
        sku = arena_copy(arena, scan_decoded(scan_find(record, "parent"), &id));
    }
    *goods |= slice_is(kind, "digital") || slice_is(kind, "service") || slice_is(kind, "bookable") ? GOODS_SERVICES : GOODS_GOODS;
    text_release(&id);
    return done;
}

static bool describe_lines(struct order *order, struct store *store, struct arena *arena, unsigned *goods, struct fault *fault)
{
    for (size_t i = 0; i < order->line_count; i++)
        if (!describe_line(&order->lines[i], store, arena, goods, fault))
            return false;
    return true;
}

/* By the rate of the tax point (art. 91). */
static bool find_exchange(struct document_exchange *exchange, const struct order *order, struct store *store,
                          const struct settings *settings, day tax_point, struct arena *arena, struct fault *fault)
{
    *exchange = (struct document_exchange){.currency = settings->currency};
    if (!exchange_find(&exchange->rates, store, &order->currency, &exchange->currency, tax_point, exchange_days(settings), arena,
                       fault))
        return false;
    exchange->given = exchange_is_needed(&exchange->rates);
    return document_exchange_vat(exchange, order->totals.vat, &order->currency, fault);
}

bool invoice_describe_lines(struct order *order, struct store *store, struct arena *arena, struct fault *fault)
{
    unsigned goods = GOODS_UNTOLD;

    return describe_lines(order, store, arena, &goods, fault);
}

/* What is paid needs none. */
static void write_payment_reference(const struct order *order, const struct settings *settings, const struct series_number *number,
                                    day dated, struct text *text)
{
    enum payment_reference_kind kind = payment_reference_kind_of(settings);
    struct text reference = TEXT_INIT;

    if (kind == PAYMENT_REFERENCE_NONE || order->financial_status >= FINANCIAL_PAID)
        return;
    payment_reference(kind, number, dated, &reference);
    json_put_string(text, "payment_reference", text_slice(&reference));
    text_release(&reference);
}

/* A document in the making, beside its order. */
struct issue {
    enum numbered kind;
    struct series_number number;
    day dated, tax_point;
    unsigned goods;
    struct document_exchange exchange;
    const struct deposit_request *deposit; /* what it is an invoice of; NULL: the order */
    struct deposits deposits;              /* that it takes off */
    amount deposited;                      /* by those; of a deposit by the ones before it */
};

static void write_kind(const struct issue *issue, const struct order *order, struct text *text)
{
    if (issue->deposit)
        deposit_write_request(issue->deposit, &order->currency, text);
    else if (issue->deposited)
        json_put_string(text, "kind", SLICE("final"));
}

static void write_document(const struct issue *issue, const struct order *order, const struct settings *settings, instant now,
                           struct arena *arena, struct text *text)
{
    text_add_byte(text, '{');
    json_put_string(text, "type", numbered_type(issue->kind));
    series_write_number(&issue->number, settings->training, issue->dated, now, text);
    write_kind(issue, order, text);
    json_put_string(text, "order", order->id);
    json_put_string(text, "channel", order->channel);
    json_put_string(text, "reference", order->reference);
    json_put_day(text, "order_day", order->day);
    if (issue->tax_point != issue->dated)
        json_put_day(text, "tax_point", issue->tax_point);
    json_put_optional(text, "buyer_reference", order->buyer_reference);
    json_put_string(text, "goods", slice_of(goods_words[issue->goods]));
    payment_terms_write(order, settings, issue->dated, issue->deposited,
                        order->totals.gross - (issue->deposit ? 0 : issue->deposited), text);
    write_payment_reference(order, settings, &issue->number, issue->dated, text);
    invoice_write_seller(settings, text);
    order_write_content(order, CONTENT_OF_DOCUMENT, text);
    deposits_write(&issue->deposits, &order->currency, arena, text);
    document_write_exchange(&issue->exchange, text);
    text_add_byte(text, '}');
}

/* What went back before there was an invoice to correct. */
static bool credit_what_went_back(const struct reversal *before, struct slice invoice, struct store *store,
                                  const struct settings *settings, day dated, instant now, struct arena *arena,
                                  struct changes *changes, struct fault *fault)
{
    const struct credit_note_request request = {.dated = dated};
    struct series_number number;
    size_t row;

    return !before->total || credit_note_write(before, arena_copy(arena, invoice), &request, store, settings, now, arena, changes,
                                               &row, &number, fault);
}

static bool not_cancelled(const struct order *order, struct fault *fault)
{
    return order->status != ORDER_CANCELLED ||
           fault_set(fault, FAULT_REFUSED, "cancelled", "status", "order %.*s is cancelled", SLICE_ARGS(order->id));
}

static day tax_point_of(const struct order *order, unsigned goods, day dated)
{
    day left = order->shipped ? instant_day(order->shipped_at) : dated;

    return order->fulfillment_status == FULFILLMENT_WHOLE && goods & GOODS_GOODS && left < dated &&
                   !(order->tax.given && order->tax.treatment == TREATED_INTRA_COMMUNITY)
               ? left
               : dated;
}

/* The number is drawn last: what is refused before has none. */
static bool complete(struct issue *issue, const struct order *order, struct store *store, const struct settings *settings,
                     instant now, const struct changes *changes, struct arena *arena, struct fault *fault)
{
    return seller_check(settings, order->totals.vat != 0, fault) &&
           (issue->kind == NUMBERED_PROFORMA ||
            find_exchange(&issue->exchange, order, store, settings, issue->tax_point, arena, fault)) &&
           series_draw(store, settings, issue->kind, issue->dated, now, changes, arena, &issue->number, fault);
}

bool invoice_issue(struct order *order, struct store *store, const struct settings *settings, day dated, instant now,
                   struct arena *arena, struct changes *changes, bool *issued, size_t *row, struct text *id, struct fault *fault)
{
    struct issue issue = {.kind = NUMBERED_INVOICE, .dated = dated};
    struct reversal before;
    uint64_t order_digits;

    *issued = false;
    if (!order_number(order->id, &order_digits, fault) || !invoice_of_order(store, order_digits, id, fault))
        return false;
    if (id->length)
        return true;
    if (!not_cancelled(order, fault))
        return false;
    reversal_so_far(&before, order, arena);
    if (before.total && before.total == order->totals.gross)
        return fault_set(fault, FAULT_REFUSED, "refunded", "financial_status",
                         "all of order %.*s was given back: there is nothing to invoice", SLICE_ARGS(order->id));
    if (!deposits_of_order(&issue.deposits, store, order_digits, arena, fault) ||
        !describe_lines(order, store, arena, &issue.goods, fault))
        return false;
    issue.deposited = deposits_left(&issue.deposits, arena);
    issue.tax_point = tax_point_of(order, issue.goods, dated);
    if (!complete(&issue, order, store, settings, now, changes, arena, fault))
        return false;
    text_add_slice(id, issue.number.record);
    write_document(&issue, order, settings, now, arena, changes_begin(changes, issue.number.record));
    *row = changes_end(changes);
    *issued = true;
    return mentions_keep(settings->mentions, store, changes, row, arena, fault) &&
           credit_what_went_back(&before, changes_value(changes, *row), store, settings, dated, now, arena, changes, fault);
}

/* What there can be no deposit on. */
static bool admits_deposit(const struct order *order, struct slice invoice, struct fault *fault)
{
    if (invoice.length)
        return fault_set(fault, FAULT_REFUSED, "invoiced", "id", "order %.*s has its invoice, %.*s", SLICE_ARGS(order->id),
                         SLICE_ARGS(slice_from(invoice, strlen("invoice/"))));
    if (order->fulfillment_status == FULFILLMENT_WHOLE)
        return fault_set(fault, FAULT_REFUSED, "shipped", "fulfillment_status",
                         "all of order %.*s has left: it is to be invoiced itself", SLICE_ARGS(order->id));
    if (order->tax.given && order->tax.treatment == TREATED_INTRA_COMMUNITY)
        return fault_set(fault, FAULT_REFUSED, "intra_community", "tax.treatment",
                         "no invoice is issued for a deposit on an intra-Community supply: a pro forma asks for it");
    return not_cancelled(order, fault);
}

static bool paid_before(const struct issue *issue, struct fault *fault)
{
    return issue->tax_point <= issue->dated ||
           fault_set(fault, FAULT_REFUSED, "before_payment", "paid_on", "is after the day of the invoice");
}

bool deposit_issue(struct order *order, const struct deposit_request *request, struct store *store, const struct settings *settings,
                   day dated, const day *paid_on, instant now, struct arena *arena, struct changes *changes, bool *issued,
                   size_t *row, struct text *id, struct fault *fault)
{
    static const struct deposits none = {NULL, 0};
    struct issue issue = {.kind = NUMBERED_INVOICE, .dated = dated, .tax_point = paid_on ? *paid_on : dated, .deposit = request};
    const struct deposit *known;
    uint64_t order_digits;

    *issued = false;
    if (!order_number(order->id, &order_digits, fault) || !deposits_of_order(&issue.deposits, store, order_digits, arena, fault) ||
        !deposit_find(&issue.deposits, request, &order->currency, &known, fault))
        return false;
    if (known) {
        text_add_slice(id, known->id);
        return true;
    }
    if (!invoice_of_order(store, order_digits, id, fault) || !admits_deposit(order, text_slice(id), fault) ||
        !paid_before(&issue, fault) || !describe_lines(order, store, arena, &issue.goods, fault) ||
        !deposit_compute(order, request, &issue.deposits, arena, fault) ||
        !complete(&issue, order, store, settings, now, changes, arena, fault))
        return false;
    /* Of payments that are told the first are for the deposits before; an order that is paid without a word is so as a whole. */
    issue.deposited = order->payment_count ? deposits_left(&issue.deposits, arena) : 0;
    issue.deposits = none;
    text_add_slice(id, issue.number.record);
    write_document(&issue, order, settings, now, arena, changes_begin(changes, issue.number.record));
    *row = changes_end(changes);
    *issued = true;
    return mentions_keep(settings->mentions, store, changes, row, arena, fault);
}

bool proforma_issue(struct order *order, struct store *store, const struct settings *settings, day dated, instant now,
                    struct arena *arena, struct changes *changes, bool *issued, size_t *row, struct text *id, struct fault *fault)
{
    struct issue issue = {.kind = NUMBERED_PROFORMA, .dated = dated, .tax_point = dated};
    uint64_t order_digits;

    *issued = false;
    if (!order_number(order->id, &order_digits, fault) || !document_last(store, NUMBERED_PROFORMA, order_digits, id, fault))
        return false;
    if (id->length)
        return true;
    if (!not_cancelled(order, fault) || !describe_lines(order, store, arena, &issue.goods, fault) ||
        !complete(&issue, order, store, settings, now, changes, arena, fault))
        return false;
    text_add_slice(id, issue.number.record);
    write_document(&issue, order, settings, now, arena, changes_begin(changes, issue.number.record));
    *row = changes_end(changes);
    *issued = true;
    return mentions_keep(settings->mentions, store, changes, row, arena, fault);
}
