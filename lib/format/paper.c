/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "format/paper.h"

#include "base/memory.h"
#include "format/deposit_lines.h"
#include "format/epc_payment.h"
#include "format/withdrawal_notice.h"
#include "shop/address_form.h"

#define NO_BREAK_SPACE "\xc2\xa0"

enum { FACTS_LIMIT = 12 };

/* What a paper is made of and where it goes. */
struct writing {
    struct paper *paper;
    const struct document *document;
    const struct countries *countries;
    struct wording wording;
    struct arena *arena;
    struct text room; /* of what is being put together */
};

/* What was put together in the room, which is empty then. */
static struct slice taken(struct writing *writing)
{
    struct slice slice = arena_copy(writing->arena, text_slice(&writing->room));

    text_clear(&writing->room);
    return slice;
}

static struct slice filled(struct writing *writing, const char *key, char place, struct slice value)
{
    word_fill(&writing->room, &writing->wording, key, &(struct place_value){place, value}, 1);
    return taken(writing);
}

static struct slice money(struct writing *writing, amount value)
{
    word_money(&writing->room, &writing->wording, value, &writing->document->content.currency);
    return taken(writing);
}

static struct slice figures(struct writing *writing, amount value)
{
    word_amount(&writing->room, &writing->wording, value, &writing->document->content.currency);
    return taken(writing);
}

static struct slice date(struct writing *writing, day value)
{
    word_day(&writing->room, &writing->wording, value);
    return taken(writing);
}

/* "2026-000001 of 21 November 2026" */
static struct slice dated(struct writing *writing, struct slice number, bool has_day, day value)
{
    struct place_value values[2] = {{'n', number}, {'d', SLICE("")}};

    if (!has_day)
        return number;
    values[1].value = date(writing, value);
    word_fill(&writing->room, &writing->wording, "dated", values, 2);
    return taken(writing);
}

/* Lists grow in the arena: what was is left there. */
static void add_line(struct writing *writing, struct paper_lines *lines, struct slice line)
{
    if (!line.length)
        return;
    if (lines->count == lines->room) {
        size_t room = lines->room ? 2 * lines->room : 8;
        struct slice *grown = arena_take(writing->arena, room * sizeof *grown);

        if (lines->count)
            memcpy(grown, lines->lines, lines->count * sizeof *grown);
        lines->lines = grown;
        lines->room = room;
    }
    lines->lines[lines->count++] = line;
}

/* "LABEL VALUE", nothing where there is no value. */
static void add_named(struct writing *writing, struct paper_lines *lines, struct slice label, struct slice value)
{
    if (!value.length)
        return;
    text_add_slice(&writing->room, label);
    text_add_string(&writing->room, NO_BREAK_SPACE);
    text_add_slice(&writing->room, value);
    add_line(writing, lines, taken(writing));
}

static void add_text_lines(struct writing *writing, struct paper_lines *lines, struct slice text)
{
    while (text.length) {
        const char *end = memchr(text.bytes, '\n', text.length);
        size_t length = end ? (size_t)(end - text.bytes) : text.length;

        add_line(writing, lines, slice_trim((struct slice){text.bytes, length}));
        text = slice_from(text, length + (end != NULL));
    }
}

static const char *title_key(const struct document *document)
{
    switch (document->type) {
    case DOCUMENT_TYPE_CREDIT_NOTE:
        return "title.credit_note";
    case DOCUMENT_TYPE_PROFORMA:
        return "title.proforma";
    case DOCUMENT_TYPE_DELIVERY_NOTE:
        return "title.delivery_note";
    case DOCUMENT_TYPE_WITHDRAWAL_FORM:
        return "title.withdrawal_form";
    case DOCUMENT_TYPE_INVOICE:
        break;
    }
    return document->purpose == PURPOSE_DEPOSIT ? "title.deposit"
           : document->purpose == PURPOSE_FINAL ? "title.final"
                                                : "title.invoice";
}

/* In the document's language and, if that is another, in the shop's: whoever checks the shop reads that one. */
static void add_mark(struct writing *writing, struct wording shop, const char *key, struct slice number)
{
    const struct place_value value = {'n', number};

    add_line(writing, &writing->paper->marks, filled(writing, key, 'n', number));
    if (shop.language == writing->wording.language)
        return;
    word_fill(&writing->room, &shop, key, &value, 1);
    add_line(writing, &writing->paper->marks, taken(writing));
}

static void write_marks(struct writing *writing, const struct printing *printing)
{
    struct paper *paper = writing->paper;
    struct wording shop = words_for(writing->wording.words, printing->language, writing->wording.country);

    paper->is_training = writing->document->content.training;
    paper->is_draft = printing->draft;
    if (paper->is_training)
        add_mark(writing, shop, "mark.training", SLICE(""));
    if (printing->draft) {
        add_mark(writing, shop, "mark.draft", SLICE(""));
    } else if (printing->number > 1) {
        struct text number = TEXT_INIT;

        text_add_integer(&number, printing->number - 1);
        add_mark(writing, shop, "mark.duplicate", text_slice(&number));
        text_release(&number);
    }
    if (writing->document->type == DOCUMENT_TYPE_PROFORMA)
        add_line(writing, &paper->marks, word(&writing->wording, "mark.proforma"));
}

/* Street and town and, where it is not the seller's own, the country on a line of its own. */
static void add_place(struct writing *writing, struct paper_lines *lines, const struct postal_address *address)
{
    address_form_write(&writing->room, address, writing->countries);
    add_text_lines(writing, lines, taken(writing));
    if (!slice_equal(address->country, writing->document->seller.address.country))
        add_line(writing, lines, word_of(&writing->wording, "country.", address->country, address->country));
}

static void write_seller(struct writing *writing)
{
    const struct document_seller *seller = &writing->document->seller;
    struct paper *paper = writing->paper;

    paper->seller_name = seller->name;
    paper->colour = seller->colour;
    paper->logo = seller->logo;
    add_place(writing, &paper->seller, &seller->address);
    add_line(writing, &paper->seller, seller->email);
    add_line(writing, &paper->seller, seller->phone);
    add_line(writing, &paper->seller, seller->website);
}

/* "BE71 0961 2345 6769" */
static struct slice iban_in_fours(struct writing *writing, struct slice iban)
{
    size_t written = 0;

    for (size_t i = 0; i < iban.length; i++) {
        if (iban.bytes[i] == ' ')
            continue;
        if (written && written % 4 == 0)
            text_add_string(&writing->room, NO_BREAK_SPACE);
        text_add_byte(&writing->room, iban.bytes[i]);
        written++;
    }
    return taken(writing);
}

/* What commercial law and tax law want told of a seller. */
static void write_footer(struct writing *writing)
{
    const struct document_seller *seller = &writing->document->seller;
    struct paper_lines *footer = &writing->paper->footer;

    add_text_lines(writing, &writing->paper->closing, seller->footer);
    text_add_slice(&writing->room, seller->name);
    if (seller->legal_form.length) {
        text_add_byte(&writing->room, ' ');
        text_add_slice(&writing->room, seller->legal_form);
    }
    add_line(writing, footer, taken(writing));
    add_named(writing, footer, word(&writing->wording, "capital"), seller->capital);
    if (seller->legal_id.scheme.length)
        add_named(writing, footer, word_of(&writing->wording, "legal_id.", seller->legal_id.scheme, seller->legal_id.scheme),
                  seller->legal_id.id);
    add_named(writing, footer, word(&writing->wording, "vat_number"), seller->vat_number);
    add_line(writing, footer, seller->registration);
    add_named(writing, footer, word(&writing->wording, "payment.iban"), iban_in_fours(writing, seller->iban));
}

static void write_billed(struct writing *writing)
{
    const struct document_buyer *buyer = &writing->document->buyer;
    struct paper_lines *lines = &writing->paper->billed.lines;

    writing->paper->billed.heading = word(&writing->wording, "billed_to");
    if (!buyer->known) {
        add_named(writing, lines, word(&writing->wording, "customer"), buyer->id);
        return;
    }
    add_line(writing, lines, buyer->address.company.length ? buyer->address.company : buyer->company);
    add_line(writing, lines, buyer->address.name.length ? buyer->address.name : buyer->name);
    add_place(writing, lines, &buyer->address);
    if (buyer->legal_id.scheme.length)
        add_named(writing, lines, word_of(&writing->wording, "legal_id.", buyer->legal_id.scheme, buyer->legal_id.scheme),
                  buyer->legal_id.id);
    add_named(writing, lines, word(&writing->wording, "vat_number"), buyer->vat_number);
}

static void write_delivered(struct writing *writing)
{
    const struct document_buyer *buyer = &writing->document->buyer;
    const struct postal_address *address = &buyer->delivery;
    struct paper_lines *lines = &writing->paper->delivered.lines;

    writing->paper->delivered.heading = word(&writing->wording, "delivered_to");
    if (!address->given)
        return;
    add_line(writing, lines, address->company);
    add_line(writing, lines, address->name.length ? address->name : buyer->name);
    add_place(writing, lines, address);
}

static void add_fact(struct writing *writing, const char *key, struct slice value)
{
    if (value.length)
        writing->paper->facts[writing->paper->fact_count++] = (struct paper_field){word(&writing->wording, key), value};
}

static void write_facts(struct writing *writing)
{
    static const char *const goods_keys[] = {NULL, "goods.goods", "goods.services", "goods.both"};
    const struct document *document = writing->document;

    writing->paper->facts = arena_take(writing->arena, FACTS_LIMIT * sizeof *writing->paper->facts);
    add_fact(writing, "fact.day", date(writing, document->day));
    if (document->has_due_day)
        add_fact(writing, "fact.due_day", date(writing, document->due_day));
    if (document->corrected.length)
        add_fact(writing, "fact.corrects",
                 dated(writing, document->corrected, document->has_corrected_day, document->corrected_day));
    add_fact(writing, "fact.reason", document->reason);
    if (document->has_delivery_day)
        add_fact(writing, "fact.delivery_day", date(writing, document->delivery_day));
    if (document->has_tax_point && document->tax_point != document->day)
        add_fact(writing, "fact.tax_point", date(writing, document->tax_point));
    add_fact(writing, "fact.order", dated(writing, document->order, document->order_day != 0, document->order_day));
    add_fact(writing, "fact.reference", document->content.reference);
    add_fact(writing, "fact.buyer_reference", document->buyer.reference);
    add_fact(writing, "fact.customer", document->buyer.known ? document->buyer.id : SLICE(""));
    /* What France wants told since September 2026 (CGI, ann. II, art. 242 nonies A). */
    if (goods_keys[document->goods] && slice_is(document->seller.address.country, "FR"))
        add_fact(writing, "fact.goods", word(&writing->wording, goods_keys[document->goods]));
}

static struct slice rate_text(struct writing *writing, percent rate, enum tax_category category)
{
    const char *code = tax_category_code(tax_category_of(category, rate));

    if (rate || !code || strcmp(code, "Z") == 0) {
        word_percent(&writing->room, &writing->wording, rate);
        return taken(writing);
    }
    return slice_of(code);
}

static struct slice quantity(struct writing *writing, int64_t units)
{
    struct text figures = TEXT_INIT;

    text_add_integer(&figures, units);
    word_number(&writing->room, &writing->wording, text_slice(&figures));
    text_release(&figures);
    return taken(writing);
}

struct row_figures {
    price price;
    percent rate;
    enum tax_category category;
    amount discount, net, gross;
};

static void write_row_figures(struct writing *writing, const struct row_figures *row, struct paper_row *paper_row, amount *carried)
{
    const struct order *content = &writing->document->content;
    amount sum = content->prices_include_tax ? row->gross : row->net;

    if (!writing->paper->has_prices)
        return;
    word_price(&writing->room, &writing->wording, row->price, &content->currency);
    paper_row->price = taken(writing);
    paper_row->rate = rate_text(writing, row->rate, row->category);
    paper_row->sum = figures(writing, sum);
    if (row->discount)
        paper_row->discount = figures(writing, -row->discount);
    /* The record's total is within the limit, and so is each part of it. */
    *carried += sum;
    paper_row->carried = figures(writing, *carried);
}

/* A charge that goes over several rates: "21 %, 6 %". */
static struct slice rates_of_parts(struct writing *writing, const struct order_shipping *shipping)
{
    struct text rates = TEXT_INIT;

    for (size_t i = 0; i < shipping->part_count; i++) {
        if (i)
            text_add_string(&rates, ", ");
        text_add_slice(&rates, rate_text(writing, shipping->parts[i].vat_rate, shipping->parts[i].vat_category));
    }
    text_add_slice(&writing->room, text_slice(&rates));
    text_release(&rates);
    return taken(writing);
}

static void write_rows(struct writing *writing)
{
    const struct order *content = &writing->document->content;
    struct paper *paper = writing->paper;
    amount carried = 0;

    paper->rows = arena_take(writing->arena, (content->line_count + 1) * sizeof *paper->rows);
    memset(paper->rows, 0, (content->line_count + 1) * sizeof *paper->rows);
    for (size_t i = 0; i < content->line_count; i++) {
        const struct order_line *line = &content->lines[i];
        struct paper_row *row = &paper->rows[paper->row_count++];

        row->name = line->name.length ? line->name : line->sku;
        row->sku = slice_equal(row->name, line->sku) ? SLICE("") : line->sku;
        row->quantity = quantity(writing, line->quantity);
        write_row_figures(
            writing, &(struct row_figures){line->price, line->vat_rate, line->vat_category, line->discount, line->net, line->gross},
            row, &carried);
    }
    if (content->shipping.given && paper->has_prices) {
        const struct order_shipping *shipping = &content->shipping;
        struct paper_row *row = &paper->rows[paper->row_count++];

        row->name = word(&writing->wording, "shipping");
        write_row_figures(writing,
                          &(struct row_figures){shipping->price, shipping->vat_rate, shipping->vat_category, shipping->discount,
                                                shipping->net, shipping->gross},
                          row, &carried);
        if (shipping->part_count)
            row->rate = rates_of_parts(writing, shipping);
    }
}

static void write_headings(struct writing *writing)
{
    const struct wording *wording = &writing->wording;
    struct paper *paper = writing->paper;

    paper->description_heading = word(wording, "column.description");
    paper->quantity_heading = word(wording, "column.quantity");
    paper->price_heading = word(wording, "column.price");
    paper->rate_heading = word(wording, "column.rate");
    paper->sum_heading = word(wording, writing->document->content.prices_include_tax ? "column.gross" : "column.net");
    paper->discount_label = word(wording, "discount");
    paper->carried_label = word(wording, "carried");
    paper->brought_label = word(wording, "brought");
    paper->vat_headings[0] = word(wording, "vat.rate");
    paper->vat_headings[1] = word(wording, "vat.base");
    paper->vat_headings[2] = word(wording, "vat.amount");
    paper->page_label = word(wording, "page");
}

/* "6 %"; of a category without a rate, what it is called and how the table above it tells it: "Reverse charge (AE)". */
static struct slice vat_label(struct writing *writing, const struct tax_rate *rate)
{
    struct slice told = rate_text(writing, rate->rate, rate->category);
    struct slice name =
        rate->rate ? (struct slice){NULL, 0} : word_of(&writing->wording, "category.", told, (struct slice){NULL, 0});

    if (!name.length)
        return told;
    text_add_slice(&writing->room, name);
    text_add_string(&writing->room, NO_BREAK_SPACE "(");
    text_add_slice(&writing->room, told);
    text_add_byte(&writing->room, ')');
    return taken(writing);
}

static void write_vat(struct writing *writing)
{
    const struct document *document = writing->document;
    const struct tax_totals *totals = &document->content.totals;
    struct paper *paper = writing->paper;

    paper->vat = arena_take(writing->arena, totals->rate_count * sizeof *paper->vat);
    for (size_t i = 0; i < totals->rate_count; i++) {
        const struct tax_rate *rate = &totals->rates[i];

        paper->vat[paper->vat_count++] = (struct paper_vat_row){
            .rate = vat_label(writing, rate),
            .base = figures(writing, rate->net),
            .vat = figures(writing, rate->vat),
            .note = document->exemptions[i].text,
        };
    }
}

static void add_sum(struct writing *writing, struct slice label, amount value, bool is_total, bool is_due)
{
    writing->paper->sums[writing->paper->sum_count++] =
        (struct paper_sum){label, is_total || is_due ? money(writing, value) : figures(writing, value), is_total, is_due};
}

/* "Gift card 1234", "Already paid". */
static struct slice payment_label(struct writing *writing, const struct document_payment *payment)
{
    text_add_slice(&writing->room, payment->means.length ? word_of(&writing->wording, "means.", payment->means, payment->means)
                                                         : word(&writing->wording, "sum.paid"));
    if (payment->reference.length) {
        text_add_byte(&writing->room, ' ');
        text_add_slice(&writing->room, payment->reference);
    }
    return taken(writing);
}

static void add_payments(struct writing *writing)
{
    const struct document *document = writing->document;
    amount told = 0;

    for (size_t i = 0; i < document->payment_count; i++) {
        add_sum(writing, payment_label(writing, &document->payments[i]), -document->payments[i].amount, false, false);
        told += document->payments[i].amount;
    }
    if (document->paid != told)
        add_sum(writing, word(&writing->wording, "sum.paid"), told - document->paid, false, false);
}

/* "Deposit, invoice 2026-000003 (of which VAT 5.21)" */
static struct slice deposit_label(struct writing *writing, const struct document_deposit *deposit)
{
    struct text vat = TEXT_INIT;
    struct place_value values[2] = {{'n', deposit->invoice}, {'a', {NULL, 0}}};

    word_amount(&vat, &writing->wording, deposit->vat, &writing->document->content.currency);
    values[1].value = text_slice(&vat);
    word_fill(&writing->room, &writing->wording, "sum.deposit", values, 2);
    text_release(&vat);
    return taken(writing);
}

static void write_sums(struct writing *writing)
{
    const struct document *document = writing->document;
    const struct tax_totals *totals = &document->content.totals;
    bool is_credit = document->type == DOCUMENT_TYPE_CREDIT_NOTE;

    writing->paper->sums =
        arena_take(writing->arena, (6 + document->deposit_count + document->payment_count) * sizeof *writing->paper->sums);
    add_sum(writing, word(&writing->wording, "sum.net"), totals->net, false, false);
    add_sum(writing, word(&writing->wording, "sum.vat"), totals->vat, false, false);
    add_sum(writing, word(&writing->wording, "sum.gross"), totals->gross, true, false);
    for (size_t i = 0; i < document->deposit_count; i++)
        add_sum(writing, deposit_label(writing, &document->deposits[i]), -document->deposits[i].total, false, false);
    add_payments(writing);
    if (document->rounding)
        add_sum(writing, word(&writing->wording, "sum.rounding"), document->rounding, false, false);
    add_sum(writing, word(&writing->wording, is_credit ? "sum.refund" : "sum.payable"), document->payable, false, true);
}

static void add_payment_field(struct writing *writing, const char *key, struct slice value)
{
    if (value.length)
        writing->paper->payment[writing->paper->payment_count++] = (struct paper_field){word(&writing->wording, key), value};
}

/* What has no value or is owed by nobody must not be paid by somebody who scans it. */
static void write_payment(struct writing *writing)
{
    const struct document *document = writing->document;
    const struct document_seller *seller = &document->seller;
    struct paper *paper = writing->paper;
    struct slice reference = document->payment_reference.length ? document->payment_reference : document->number;

    if (document->type == DOCUMENT_TYPE_CREDIT_NOTE || document->payable <= 0 || !seller->iban.length)
        return;
    paper->payment_heading = word(&writing->wording, "payment");
    add_payment_field(writing, "payment.to", seller->name);
    add_payment_field(writing, "payment.iban", iban_in_fours(writing, seller->iban));
    add_payment_field(writing, "payment.bic", seller->bic);
    add_payment_field(writing, "payment.reference", reference);
    if (!paper->is_training && !paper->is_draft &&
        epc_payment_write(&writing->room, &(struct epc_payment){seller->name, seller->iban, seller->bic, document->payable,
                                                                document->content.currency, reference})) {
        paper->payment_code = taken(writing);
        paper->scan_label = word(&writing->wording, "payment.scan");
    }
}

/* "1 EUR = 1.0825 USD on 20 November 2026, ECB" */
static void add_rate(struct writing *writing, const struct exchange_rate *rate, struct text *text)
{
    struct text figures = TEXT_INIT;
    struct place_value values[5];

    if (!rate->rate.bytes)
        return;
    word_number(&figures, &writing->wording, rate->rate);
    values[0] = (struct place_value){'o', rate->of};
    values[1] = (struct place_value){'r', text_slice(&figures)};
    values[2] = (struct place_value){'c', rate->currency};
    values[3] = (struct place_value){'d', date(writing, rate->day)};
    values[4] = (struct place_value){'s', rate->source};
    if (text->length)
        word_mark(text, &writing->wording, "semicolon");
    word_fill(text, &writing->wording, "exchange.rate", values, 5);
    text_release(&figures);
}

static void write_exchange(struct writing *writing)
{
    const struct document_exchange *exchange = &writing->document->exchange;
    struct text rates = TEXT_INIT;
    struct text vat = TEXT_INIT;
    struct place_value values[3];

    if (!exchange->given)
        return;
    add_rate(writing, &exchange->rates.divisor, &rates);
    add_rate(writing, &exchange->rates.factor, &rates);
    word_amount(&vat, &writing->wording, exchange->vat_total, &exchange->currency);
    values[0] = (struct place_value){'c', slice_of(exchange->currency.code)};
    values[1] = (struct place_value){'a', text_slice(&vat)};
    values[2] = (struct place_value){'r', text_slice(&rates)};
    word_fill(&writing->room, &writing->wording, "exchange", values, 3);
    add_line(writing, &writing->paper->notes, taken(writing));
    text_release(&rates);
    text_release(&vat);
}

/* "Parcels: Poste RB000000005BE, RB000000014BE", a carrier's name before the first of his. */
static void write_parcels(struct writing *writing)
{
    const struct document *document = writing->document;
    struct slice carrier = SLICE("");
    struct text parcels = TEXT_INIT;

    for (size_t i = 0; i < document->parcel_count; i++) {
        const struct document_parcel *parcel = &document->parcels[i];

        if (!parcel->tracking_number.length)
            continue;
        text_add_string(&parcels, parcels.length ? ", " : "");
        if (!slice_equal(carrier, parcel->carrier)) {
            text_add_slice(&parcels, parcel->carrier);
            text_add_byte(&parcels, ' ');
        }
        text_add_slice(&parcels, parcel->tracking_number);
        carrier = parcel->carrier;
    }
    if (parcels.length)
        add_line(writing, &writing->paper->notes, filled(writing, "note.parcels", 'n', text_slice(&parcels)));
    text_release(&parcels);
}

static void write_appointment(struct writing *writing)
{
    const struct document *document = writing->document;
    const size_t clock = strlen("2026-11-24T");
    day comes;

    if (document->appointment.length <= clock || !day_read((struct slice){document->appointment.bytes, clock - 1}, &comes))
        return;
    text_add_slice(&writing->room, word(&writing->wording, "label.appointment"));
    word_mark(&writing->room, &writing->wording, "colon");
    word_day(&writing->room, &writing->wording, comes);
    text_printf(&writing->room, " %.*s-%.*s", SLICE_ARGS(slice_from(document->appointment, clock)),
                SLICE_ARGS(document->appointment_until));
    add_line(writing, &writing->paper->notes, taken(writing));
}

static void write_notes(struct writing *writing, const struct mentions *mentions)
{
    const struct document *document = writing->document;
    struct mention mention;
    size_t at = 0;

    write_exchange(writing);
    write_appointment(writing);
    write_parcels(writing);
    add_text_lines(writing, &writing->paper->notes, document->terms);
    for (size_t i = 0; i < document->mention_count; i++)
        add_text_lines(writing, &writing->paper->notes, document->mentions[i].text);
    while (!document->has_mentions && mentions_next(mentions, document, wording_language(&writing->wording), &at, &mention))
        add_line(writing, &writing->paper->notes, mention.text);
}

/* Neither PDF nor XMP takes thousandths: "2026-11-21T18:07:21Z". */
static struct slice without_fraction(struct writing *writing)
{
    const char *point = memchr(writing->room.bytes, '.', writing->room.length);

    if (point) {
        writing->room.length = (size_t)(point - writing->room.bytes);
        text_add_byte(&writing->room, 'Z');
    }
    return taken(writing);
}

static void write_title(struct writing *writing)
{
    const struct document *document = writing->document;
    struct paper *paper = writing->paper;

    paper->language = wording_language(&writing->wording);
    paper->title = word(&writing->wording, title_key(document));
    if (document->type != DOCUMENT_TYPE_WITHDRAWAL_FORM || document->order.length)
        paper->number = filled(writing, "number", 'n', document->number);
    paper->author = document->seller.name;
    instant_write(&writing->room, document->issued_at);
    paper->issued_at = without_fraction(writing);
    paper->has_prices = document->type < DOCUMENT_TYPE_DELIVERY_NOTE;
}

void paper_write(struct paper *paper, const struct document *document, const struct words *words, const struct mentions *mentions,
                 const struct countries *countries, const struct printing *printing, struct arena *arena)
{
    struct slice language = document->language.length ? document->language : printing->language;
    struct document named = *document;
    struct writing writing = {paper, &named,   countries, words_for(words, language, document->seller.address.country),
                              arena, TEXT_INIT};

    *paper = (struct paper){0};
    deposit_lines_name(&named, &writing.wording, arena);
    write_title(&writing);
    write_marks(&writing, printing);
    write_seller(&writing);
    write_footer(&writing);
    if (document->type == DOCUMENT_TYPE_WITHDRAWAL_FORM) {
        withdrawal_notice_write(paper, document, &writing.wording, countries, arena);
        paper->page_label = word(&writing.wording, "page");
        text_release(&writing.room);
        return;
    }
    write_billed(&writing);
    write_delivered(&writing);
    write_facts(&writing);
    write_headings(&writing);
    write_rows(&writing);
    if (paper->has_prices) {
        write_vat(&writing);
        write_sums(&writing);
        write_payment(&writing);
    }
    write_notes(&writing, mentions);
    text_release(&writing.room);
}

void paper_page(struct text *text, const struct paper *paper, size_t page, size_t pages)
{
    struct text figures[2] = {TEXT_INIT, TEXT_INIT};
    struct place_value values[2];

    text_add_integer(&figures[0], (int64_t)page);
    text_add_integer(&figures[1], (int64_t)pages);
    values[0] = (struct place_value){'n', text_slice(&figures[0])};
    values[1] = (struct place_value){'m', text_slice(&figures[1])};
    pattern_fill(text, paper->page_label, values, 2);
    text_release(&figures[0]);
    text_release(&figures[1]);
}
