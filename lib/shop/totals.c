/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "shop/totals.h"

#include "base/memory.h"
#include "shop/invoice.h"
#include "json/scan.h"
#include "json/write.h"

#include <stdlib.h>

static const char *const kind_names[DOCUMENT_KINDS] = {"invoice", "credit_note"};

void totals_release(struct totals *totals)
{
    for (size_t i = 0; i < totals->count; i++)
        for (int kind = 0; kind < DOCUMENT_KINDS; kind++)
            free(totals->rows[i].documents[kind].sums.rates);
    free(totals->rows);
    *totals = (struct totals)TOTALS_INIT;
}

static bool too_large(struct fault *fault)
{
    return fault_set(fault, FAULT_SYSTEM, "number_too_large", NULL, "the sum of what the shop sold is more than can be counted");
}

static struct currency_totals *row_of(struct totals *totals, const struct currency *currency)
{
    size_t at = 0;

    while (at < totals->count && strcmp(totals->rows[at].currency.code, currency->code) < 0)
        at++;
    if (at < totals->count && strcmp(totals->rows[at].currency.code, currency->code) == 0)
        return &totals->rows[at];
    totals->rows = memory_grow(totals->rows, &totals->room, totals->count + 1, sizeof *totals->rows);
    memmove(&totals->rows[at + 1], &totals->rows[at], (totals->count - at) * sizeof *totals->rows);
    totals->count++;
    totals->rows[at] = (struct currency_totals){.currency = *currency};
    return &totals->rows[at];
}

static bool add_rate(struct document_totals *documents, const struct tax_rate *more)
{
    struct tax_totals *sums = &documents->sums;
    size_t at = 0;

    while (at < sums->rate_count && sums->rates[at].rate > more->rate)
        at++;
    if (at == sums->rate_count || sums->rates[at].rate != more->rate) {
        sums->rates = memory_grow(sums->rates, &documents->rate_room, sums->rate_count + 1, sizeof *sums->rates);
        memmove(&sums->rates[at + 1], &sums->rates[at], (sums->rate_count - at) * sizeof *sums->rates);
        sums->rate_count++;
        sums->rates[at] = (struct tax_rate){.rate = more->rate};
    }
    return amount_add(&sums->rates[at].net, more->net) && amount_add(&sums->rates[at].vat, more->vat);
}

static bool add_documents(struct document_totals *documents, int64_t count, const struct tax_totals *more)
{
    bool fits = amount_add(&documents->sums.net, more->net) && amount_add(&documents->sums.vat, more->vat) &&
                amount_add(&documents->sums.gross, more->gross);

    documents->count += count;
    for (size_t i = 0; fits && i < more->rate_count; i++)
        fits = add_rate(documents, &more->rates[i]);
    return fits;
}

bool totals_add(struct totals *totals, const struct totals *more, struct fault *fault)
{
    bool fits = true;

    totals->copies += more->copies;
    for (size_t i = 0; fits && i < more->count; i++) {
        const struct currency_totals *added = &more->rows[i];
        struct currency_totals *row = row_of(totals, &added->currency);

        row->orders += added->orders;
        fits = amount_add(&row->orders_total, added->orders_total);
        for (int kind = 0; fits && kind < DOCUMENT_KINDS; kind++)
            fits = add_documents(&row->documents[kind], added->documents[kind].count, &added->documents[kind].sums);
    }
    return fits || too_large(fault);
}

/* What is read back was written by this project: a member that is missing or odd is damage. */
struct reading {
    struct currency currency;
    bool sound;
};

static amount read_amount(struct reading *reading, struct slice object, const char *name)
{
    struct fault fault = FAULT_INIT;
    amount value = 0;

    reading->sound =
        reading->sound && amount_read(scan_text(scan_find(object, name)), &reading->currency, true, name, &value, &fault);
    return value;
}

static int64_t read_whole(struct reading *reading, struct slice object, const char *name)
{
    int64_t value = 0;

    reading->sound = reading->sound && scan_integer(scan_find(object, name), &value);
    return value;
}

static void read_sums(struct reading *reading, struct slice object, struct document_totals *documents)
{
    const struct tax_totals plain = {.net = read_amount(reading, object, "net"),
                                     .vat = read_amount(reading, object, "vat_total"),
                                     .gross = read_amount(reading, object, "total")};
    struct fault fault = FAULT_INIT;
    struct scan scan;
    struct slice rate;

    reading->sound = reading->sound && scan_array(&scan, scan_find(object, "vat"));
    while (reading->sound && scan_element(&scan, &rate)) {
        struct tax_rate more = {.net = read_amount(reading, rate, "net"), .vat = read_amount(reading, rate, "vat")};

        reading->sound = reading->sound && percent_read(scan_text(scan_find(rate, "rate")), "rate", &more.rate, &fault) &&
                         add_rate(documents, &more);
    }
    reading->sound = reading->sound && add_documents(documents, 0, &plain);
}

static bool read_currency(struct reading *reading, struct slice object)
{
    struct fault fault = FAULT_INIT;

    return currency_find(scan_text(scan_find(object, "currency")), &reading->currency, &fault);
}

static void take_back(struct tax_totals *sums)
{
    sums->net = -sums->net;
    sums->vat = -sums->vat;
    sums->gross = -sums->gross;
    for (size_t i = 0; i < sums->rate_count; i++) {
        sums->rates[i].net = -sums->rates[i].net;
        sums->rates[i].vat = -sums->rates[i].vat;
    }
}

/* A final invoice is for the rest: its deposits are in the sums already. */
static void take_deposits_off(struct reading *reading, struct slice deposits, struct document_totals *document)
{
    struct scan scan;
    struct slice deposit;

    if (!deposits.bytes)
        return;
    reading->sound = reading->sound && scan_array(&scan, deposits);
    while (reading->sound && scan_element(&scan, &deposit)) {
        struct document_totals taken = {0};

        read_sums(reading, deposit, &taken);
        take_back(&taken.sums);
        reading->sound = reading->sound && add_documents(document, 0, &taken.sums);
        free(taken.sums.rates);
    }
}

static bool take_document(struct totals *totals, enum document_kind kind, struct slice id, struct slice value, struct fault *fault)
{
    struct reading reading = {.sound = true};
    struct document_totals document = {0};

    reading.sound = read_currency(&reading, value);
    read_sums(&reading, value, &document);
    take_deposits_off(&reading, scan_find(value, "deposits"), &document);
    if (kind == DOCUMENT_CREDIT_NOTE)
        take_back(&document.sums);
    reading.sound = reading.sound && add_documents(&row_of(totals, &reading.currency)->documents[kind], 1, &document.sums);
    free(document.sums.rates);
    return reading.sound ||
           fault_set(fault, FAULT_SYSTEM, "store_damaged", NULL, "the sums of \"%.*s\" cannot be read or counted", SLICE_ARGS(id));
}

static bool take_order(struct totals *totals, struct slice id, struct slice value, struct fault *fault)
{
    struct reading reading = {.sound = true};
    struct currency_totals *row;

    if (!read_currency(&reading, value))
        reading.sound = false;
    else {
        row = row_of(totals, &reading.currency);
        row->orders++;
        reading.sound = amount_add(&row->orders_total, read_amount(&reading, value, "total")) && reading.sound;
    }
    return reading.sound ||
           fault_set(fault, FAULT_SYSTEM, "store_damaged", NULL, "the total of \"%.*s\" cannot be read or counted", SLICE_ARGS(id));
}

/* By the index, which knows each record's first transaction: nothing from before the period is read again. */
static bool is_first(struct store *store, struct slice id, uint64_t seq, bool *first, struct fault *fault)
{
    bool is_order = slice_starts(id, "order/");
    struct order_facts order;
    struct invoice_facts invoice;
    struct slice facts;

    *first = false;
    if (!store_facts(store, id, &facts, fault))
        return false;
    if (is_order && facts.length >= sizeof order) {
        memcpy(&order, facts.bytes, sizeof order);
        *first = order.first_seq == seq;
    }
    if (!is_order && facts.length >= sizeof invoice) {
        memcpy(&invoice, facts.bytes, sizeof invoice);
        *first = invoice.first_seq == seq;
    }
    return true;
}

static bool is_document(struct slice id, enum document_kind *kind)
{
    *kind = slice_starts(id, "credit_note/") ? DOCUMENT_CREDIT_NOTE : DOCUMENT_INVOICE;
    return *kind == DOCUMENT_CREDIT_NOTE || slice_starts(id, "invoice/");
}

bool totals_take(struct totals *totals, struct store *store, struct slice id, struct slice value, uint64_t seq, struct fault *fault)
{
    enum document_kind kind = DOCUMENT_INVOICE;
    int64_t printed;
    bool first;

    if (slice_starts(id, "copy/")) {
        totals->copies += scan_integer(scan_find(value, "printed"), &printed) && printed > 1;
        return true;
    }
    if (!slice_starts(id, "order/") && !is_document(id, &kind))
        return true;
    if (!is_first(store, id, seq, &first, fault))
        return false;
    if (!first)
        return true;
    return slice_starts(id, "order/") ? take_order(totals, id, value, fault) : take_document(totals, kind, id, value, fault);
}

static bool kind_of(struct slice name, enum document_kind *kind)
{
    for (int i = 0; i < DOCUMENT_KINDS; i++)
        if (slice_is(name, kind_names[i])) {
            *kind = (enum document_kind)i;
            return true;
        }
    return false;
}

static void read_row(struct reading *reading, struct slice object, struct totals *totals)
{
    struct currency_totals *row;
    struct scan scan;
    struct slice documents;
    enum document_kind kind;

    if (!read_currency(reading, object)) {
        reading->sound = false;
        return;
    }
    row = row_of(totals, &reading->currency);
    row->orders = read_whole(reading, object, "orders");
    row->orders_total = read_amount(reading, object, "orders_total");
    reading->sound = reading->sound && scan_array(&scan, scan_find(object, "documents"));
    while (reading->sound && scan_element(&scan, &documents)) {
        reading->sound = kind_of(scan_text(scan_find(documents, "kind")), &kind);
        if (!reading->sound)
            return;
        row->documents[kind].count = read_whole(reading, documents, "count");
        read_sums(reading, documents, &row->documents[kind]);
    }
}

bool totals_read(struct totals *totals, struct slice json, struct fault *fault)
{
    struct reading reading = {.sound = true};
    struct scan scan;
    struct slice row;

    totals->copies = read_whole(&reading, json, "copies");
    reading.sound = reading.sound && scan_array(&scan, scan_find(json, "currencies"));
    while (reading.sound && scan_element(&scan, &row))
        read_row(&reading, row, totals);
    return reading.sound || fault_set(fault, FAULT_SYSTEM, "store_damaged", NULL, "the sums of a closing cannot be read");
}

static void write_documents(const struct currency_totals *row, enum document_kind kind, struct text *text)
{
    const struct document_totals *documents = &row->documents[kind];

    json_open(text, NULL, '{');
    json_put_string(text, "kind", slice_of(kind_names[kind]));
    json_put_integer(text, "count", documents->count);
    json_put_amount(text, "net", documents->sums.net, &row->currency);
    json_open(text, "vat", '[');
    for (size_t i = 0; i < documents->sums.rate_count; i++) {
        json_open(text, NULL, '{');
        json_put_percent(text, "rate", documents->sums.rates[i].rate);
        json_put_amount(text, "net", documents->sums.rates[i].net, &row->currency);
        json_put_amount(text, "vat", documents->sums.rates[i].vat, &row->currency);
        json_close(text, '}');
    }
    json_close(text, ']');
    json_put_amount(text, "vat_total", documents->sums.vat, &row->currency);
    json_put_amount(text, "total", documents->sums.gross, &row->currency);
    json_close(text, '}');
}

void totals_write(const struct totals *totals, const char *name, struct text *text)
{
    json_open(text, name, '{');
    json_put_integer(text, "copies", totals->copies);
    json_open(text, "currencies", '[');
    for (size_t i = 0; i < totals->count; i++) {
        const struct currency_totals *row = &totals->rows[i];

        json_open(text, NULL, '{');
        json_put_string(text, "currency", slice_of(row->currency.code));
        json_open(text, "documents", '[');
        for (int kind = 0; kind < DOCUMENT_KINDS; kind++)
            if (row->documents[kind].count)
                write_documents(row, (enum document_kind)kind, text);
        json_close(text, ']');
        json_put_integer(text, "orders", row->orders);
        json_put_amount(text, "orders_total", row->orders_total, &row->currency);
        json_close(text, '}');
    }
    json_close(text, ']');
    json_close(text, '}');
}
