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

/* By the rate of the tax point, which is the document's day. */
static bool find_exchange(struct document_exchange *exchange, const struct order *order, struct store *store,
                          const struct settings *settings, day dated, struct arena *arena, struct fault *fault)
{
    *exchange = (struct document_exchange){.currency = settings->currency};
    if (!exchange_find(&exchange->rates, store, &order->currency, &exchange->currency, dated, exchange_days(settings), arena,
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

static void write_document(enum numbered kind, const struct order *order, const struct settings *settings,
                           const struct series_number *number, day dated, unsigned goods, const struct document_exchange *exchange,
                           instant now, struct text *text)
{
    text_add_byte(text, '{');
    json_put_string(text, "type", numbered_type(kind));
    series_write_number(number, settings->training, dated, now, text);
    json_put_string(text, "order", order->id);
    json_put_string(text, "channel", order->channel);
    json_put_string(text, "reference", order->reference);
    json_put_day(text, "order_day", order->day);
    json_put_optional(text, "buyer_reference", order->buyer_reference);
    json_put_string(text, "goods", slice_of(goods_words[goods]));
    payment_terms_write(order, settings, dated, order->totals.gross, text);
    write_payment_reference(order, settings, number, dated, text);
    invoice_write_seller(settings, text);
    order_write_content(order, CONTENT_OF_DOCUMENT, text);
    document_write_exchange(exchange, text);
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

bool invoice_issue(struct order *order, struct store *store, const struct settings *settings, day dated, instant now,
                   struct arena *arena, struct changes *changes, bool *issued, size_t *row, struct text *id, struct fault *fault)
{
    struct document_exchange exchange;
    struct series_number number;
    struct reversal before;
    uint64_t order_digits;
    unsigned goods = GOODS_UNTOLD;

    *issued = false;
    if (!order_number(order->id, &order_digits, fault) || !invoice_of_order(store, order_digits, id, fault))
        return false;
    if (id->length)
        return true;
    if (order->status == ORDER_CANCELLED)
        return fault_set(fault, FAULT_REFUSED, "cancelled", "status", "order %.*s is cancelled", SLICE_ARGS(order->id));
    reversal_so_far(&before, order, arena);
    if (before.total && before.total == order->totals.gross)
        return fault_set(fault, FAULT_REFUSED, "refunded", "financial_status",
                         "all of order %.*s was given back: there is nothing to invoice", SLICE_ARGS(order->id));
    if (!seller_check(settings, order->totals.vat != 0, fault) ||
        !find_exchange(&exchange, order, store, settings, dated, arena, fault) ||
        !series_draw(store, settings, NUMBERED_INVOICE, dated, arena, &number, fault) ||
        !describe_lines(order, store, arena, &goods, fault))
        return false;
    text_add_slice(id, number.record);
    write_document(NUMBERED_INVOICE, order, settings, &number, dated, goods, &exchange, now, changes_begin(changes, number.record));
    *row = changes_end(changes);
    *issued = true;
    return mentions_keep(settings->mentions, store, changes, row, arena, fault) &&
           credit_what_went_back(&before, changes_value(changes, *row), store, settings, dated, now, arena, changes, fault);
}

bool proforma_issue(struct order *order, struct store *store, const struct settings *settings, day dated, instant now,
                    struct arena *arena, struct changes *changes, bool *issued, size_t *row, struct text *id, struct fault *fault)
{
    static const struct document_exchange none = {0};
    struct series_number number;
    uint64_t order_digits;
    unsigned goods = GOODS_UNTOLD;

    *issued = false;
    if (!order_number(order->id, &order_digits, fault) || !document_last(store, NUMBERED_PROFORMA, order_digits, id, fault))
        return false;
    if (id->length)
        return true;
    if (order->status == ORDER_CANCELLED)
        return fault_set(fault, FAULT_REFUSED, "cancelled", "status", "order %.*s is cancelled", SLICE_ARGS(order->id));
    if (!seller_check(settings, order->totals.vat != 0, fault) ||
        !series_draw(store, settings, NUMBERED_PROFORMA, dated, arena, &number, fault) ||
        !describe_lines(order, store, arena, &goods, fault))
        return false;
    text_add_slice(id, number.record);
    write_document(NUMBERED_PROFORMA, order, settings, &number, dated, goods, &none, now, changes_begin(changes, number.record));
    *row = changes_end(changes);
    *issued = true;
    return mentions_keep(settings->mentions, store, changes, row, arena, fault);
}
