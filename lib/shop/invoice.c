/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "shop/invoice.h"

#include "shop/document.h"
#include "shop/keys.h"
#include "shop/product.h"
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

static void write_seller(const struct settings *settings, struct text *text)
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
    };

    json_open(text, "seller", '{');
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++)
        if (settings->text[parts[i].setting].length)
            json_put_string(text, parts[i].name, settings->text[parts[i].setting]);
    json_close(text, '}');
}

static bool last_of_series(struct store *store, struct slice series, struct series_end *end, struct fault *fault)
{
    struct key key;
    struct slice found;

    memset(end, 0, sizeof *end);
    key_begin(&key, KEY_SERIES);
    key_text(&key, series);
    if (!index_get(store_index(store), TABLE_KEYS, key_slice(&key), &found, fault))
        return false;
    if (found.length == sizeof *end)
        memcpy(end, found.bytes, sizeof *end);
    return true;
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

static void write_invoice(const struct order *order, const struct settings *settings, struct slice series, struct slice number,
                          uint64_t sequence, day dated, unsigned goods, instant now, struct text *text)
{
    text_add_string(text, "{\"type\":\"invoice\"");
    json_put_string(text, "id", number);
    if (settings->training)
        json_put_bool(text, "training", true);
    json_put_string(text, "series", series);
    json_put_integer(text, "sequence", (int64_t)sequence);
    json_put_day(text, "day", dated);
    json_put_instant(text, "issued_at", now);
    json_put_string(text, "order", order->id);
    json_put_string(text, "channel", order->channel);
    json_put_string(text, "reference", order->reference);
    json_put_day(text, "order_day", order->day);
    json_put_string(text, "goods", slice_of(goods_words[goods]));
    write_seller(settings, text);
    order_write_content(order, CONTENT_OF_DOCUMENT, text);
    text_add_byte(text, '}');
}

bool invoice_issue(struct order *order, struct store *store, const struct settings *settings, day dated, instant now,
                   struct arena *arena, struct changes *changes, bool *issued, size_t *row, struct text *id, struct fault *fault)
{
    struct text series = TEXT_INIT;
    struct text number = TEXT_INIT;
    struct series_end last;
    uint64_t order_digits;
    unsigned goods = GOODS_UNTOLD;
    bool done;

    *issued = false;
    if (!order_number(order->id, &order_digits, fault) || !invoice_of_order(store, order_digits, id, fault))
        return false;
    if (id->length)
        return true;
    if (order->status == ORDER_CANCELLED)
        return fault_set(fault, FAULT_REFUSED, "cancelled", "status", "order %.*s is cancelled", SLICE_ARGS(order->id));
    if (settings->training)
        text_add_string(&series, INVOICE_TRAINING_PREFIX);
    text_add_slice(&series, settings->text[INVOICE_PREFIX]);
    period_write(&series, period_first(dated, GRAIN_YEAR), GRAIN_YEAR);
    done = last_of_series(store, text_slice(&series), &last, fault);
    if (done && last.sequence && dated < last.day) {
        struct text before = TEXT_INIT;

        day_write(&before, last.day);
        done = fault_set(fault, FAULT_REFUSED, "before_last_invoice", "day", "the last invoice of series %.*s is of %.*s",
                         SLICE_ARGS(series), SLICE_ARGS(before));
        text_release(&before);
    }
    done = done && describe_lines(order, store, arena, &goods, fault);
    if (done) {
        text_add_slice(&number, text_slice(&series));
        text_add_byte(&number, '-');
        text_add_padded(&number, (int64_t)last.sequence + 1, 6);
        text_add_string(id, "invoice/");
        text_add_slice(id, text_slice(&number));
        write_invoice(order, settings, text_slice(&series), text_slice(&number), last.sequence + 1, dated, goods, now,
                      changes_begin(changes, text_slice(id)));
        *row = changes_end(changes);
        *issued = true;
    }
    text_release(&series);
    text_release(&number);
    return done;
}
