/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "format/einvoice.h"

#include "format/einvoice_rules.h"

enum { PRICE_DECIMALS = 6 };

/* Where nothing is told: one (of something that is counted). */
#define UNIT_ONE SLICE("C62")

struct making {
    const struct document *document;
    struct einvoice *invoice;
    struct arena *arena;
};

static void *take(struct making *making, size_t count, size_t size)
{
    return arena_take(making->arena, (count ? count : 1) * size);
}

void einvoice_write_amount(struct text *text, amount value, const struct currency *currency)
{
    struct currency written = *currency;

    if (written.decimals > EINVOICE_DECIMALS) {
        value /= 10;
        written.decimals = EINVOICE_DECIMALS;
    }
    amount_write(text, value, &written);
}

static struct einvoice_tax tax_of(enum tax_category category, percent rate)
{
    category = tax_category_of(category, rate);
    return (struct einvoice_tax){slice_of(tax_category_code(category)), category != TAX_OUTSIDE_SCOPE, rate};
}

static bool same_tax(const struct einvoice_tax *a, const struct einvoice_tax *b)
{
    return slice_equal(a->category, b->category) && a->rate == b->rate;
}

/* A line of which everything is known but its price: what it would cost if nothing had been taken off. */
static bool base_of_line(const struct document *document, const struct order_line *line, amount *base)
{
    if (!price_times(line->price, line->quantity, &document->content.currency, base))
        return false;
    if (document->content.prices_include_tax)
        *base = (amount)divide_rounded((wide)*base * PERCENT_WHOLE, PERCENT_WHOLE + line->vat_rate);
    return true;
}

/*
 * The price without tax such that quantity times price is `base` exactly: of one unit if six decimals hold it, else of all of
 * them together (BT-149). A price may not be below 0 (BR-27): what is taken back has a quantity below 0.
 */
static bool set_price(struct einvoice_line *line, amount base, const struct currency *currency)
{
    wide whole = base;

    for (unsigned i = currency->decimals; i < PRICE_DECIMALS; i++)
        whole *= 10;
    if ((whole < 0) != (line->quantity < 0) && whole)
        line->quantity = -line->quantity;
    line->base_quantity = 1;
    if (line->quantity < 0 ? (-whole) % -line->quantity : whole % line->quantity)
        line->base_quantity = line->quantity < 0 ? -line->quantity : line->quantity;
    whole = line->base_quantity == 1 ? whole / line->quantity : whole < 0 ? -whole : whole;
    line->price = (price)whole;
    return whole <= INT64_MAX;
}

static struct slice reason_of_discounts(struct making *making, const struct order_line *line)
{
    struct text text = TEXT_INIT;
    struct slice reason;

    for (size_t i = 0; i < line->discount_count; i++) {
        text_add_string(&text, i ? ", " : "");
        text_add_slice(&text, line->discounts[i].promotion);
    }
    reason = arena_copy(making->arena, text_slice(&text));
    text_release(&text);
    return reason;
}

/* An allowance is what lies between quantity times price and the line's net; if that is not above 0, the price is the net's. */
static bool price_line(struct making *making, const struct order_line *from, struct einvoice_line *line)
{
    const struct document *document = making->document;
    const struct currency *currency = &document->content.currency;
    amount base;

    if (!base_of_line(document, from, &base))
        return false;
    if (base == from->net && !document->content.prices_include_tax && from->price >= 0) {
        line->price = from->price;
        return true;
    }
    if (!from->discount || base <= from->net)
        return set_price(line, from->net, currency);
    line->allowances = take(making, 1, sizeof *line->allowances);
    line->allowance_count = 1;
    line->allowances[0] = (struct einvoice_allowance){
        .amount = base - from->net, .reason_code = SLICE("95"), .reason = reason_of_discounts(making, from)};
    return set_price(line, base, currency);
}

static bool add_shipping_line(struct making *making, const struct shipping_part *part)
{
    struct slice method = making->document->content.shipping.method;
    struct einvoice *invoice = making->invoice;
    struct einvoice_line *line = &invoice->lines[invoice->line_count++];

    *line = (struct einvoice_line){
        .number = (int64_t)invoice->line_count,
        .quantity = 1,
        .unit = UNIT_ONE,
        .net = part->net,
        .tax = tax_of(part->vat_category, part->vat_rate),
        .name = method.length ? method : SLICE("Freight service"), /* as UNCL7161 calls "FC" */
    };
    return set_price(line, part->net, &invoice->currency) && amount_add(&invoice->line_total, part->net);
}

/* A credit note of nothing but shipping: it has to have a line (BR-16), and that is what it is about. */
static bool make_shipping_lines(struct making *making, struct fault *fault)
{
    const struct order_shipping *shipping = &making->document->content.shipping;
    struct shipping_part whole;
    const struct shipping_part *parts;
    size_t count = order_shipping_parts(shipping, &whole, &parts);

    making->invoice->lines = take(making, count, sizeof *making->invoice->lines);
    for (size_t i = 0; i < count; i++)
        if (parts[i].net && !add_shipping_line(making, &parts[i]))
            return fault_set(fault, FAULT_REFUSED, "number_too_large", "shipping", "is too large for an electronic invoice");
    return true;
}

static bool make_lines(struct making *making, struct fault *fault)
{
    const struct order *content = &making->document->content;
    struct einvoice *invoice = making->invoice;

    if (!content->line_count && content->shipping.given)
        return make_shipping_lines(making, fault);
    invoice->line_count = content->line_count;
    invoice->lines = take(making, content->line_count, sizeof *invoice->lines);
    for (size_t i = 0; i < content->line_count; i++) {
        const struct order_line *from = &content->lines[i];
        struct einvoice_line *line = &invoice->lines[i];

        *line = (struct einvoice_line){
            .number = from->number ? from->number : (int64_t)i + 1,
            .quantity = from->quantity ? from->quantity : 1,
            .unit = from->unit.length ? from->unit : UNIT_ONE,
            .net = from->net,
            .base_quantity = 1,
            .tax = tax_of(from->vat_category, from->vat_rate),
            .name = from->name.length ? from->name : from->sku,
            .sku = from->sku,
            .gtin = from->gtin,
        };
        if (!price_line(making, from, line) || !amount_add(&invoice->line_total, line->net)) {
            fault_set(fault, FAULT_REFUSED, "number_too_large", "price", "is too large for an electronic invoice");
            return fault_within(fault, "lines[%zu].", i + 1);
        }
    }
    return true;
}

static void add_charge(struct making *making, amount net, enum tax_category category, percent rate)
{
    struct einvoice *invoice = making->invoice;

    if (!net)
        return;
    invoice->allowances[invoice->allowance_count++] = (struct einvoice_allowance){
        .is_charge = true,
        .amount = net,
        .reason = making->document->content.shipping.method,
        .reason_code = SLICE("FC"),
        .tax = tax_of(category, rate),
    };
    invoice->charge_total += net;
}

/* What goes over several rates is a charge of each. */
static void make_shipping(struct making *making)
{
    const struct order_shipping *shipping = &making->document->content.shipping;

    if (!shipping->given || !making->document->content.line_count)
        return;
    making->invoice->allowances = take(making, shipping->part_count + 1, sizeof *making->invoice->allowances);
    if (!shipping->part_count)
        add_charge(making, shipping->net, shipping->vat_category, shipping->vat_rate);
    for (size_t i = 0; i < shipping->part_count; i++)
        add_charge(making, shipping->parts[i].net, shipping->parts[i].vat_category, shipping->parts[i].vat_rate);
}

/* What a category says of itself, where the record says nothing. */
static const struct {
    const char *category, *code;
} standard_exemptions[] = {{"AE", "VATEX-EU-AE"}, {"K", "VATEX-EU-IC"}, {"G", "VATEX-EU-G"}, {"O", "VATEX-EU-O"}};

static void set_exemption(struct einvoice_subtotal *subtotal, const struct exemption *exemption)
{
    if (slice_is(subtotal->tax.category, "S") || slice_is(subtotal->tax.category, "Z"))
        return;
    subtotal->exemption_code = exemption->code;
    subtotal->exemption = exemption->text;
    for (size_t i = 0;
         !exemption->code.length && !exemption->text.length && i < sizeof standard_exemptions / sizeof *standard_exemptions; i++)
        if (slice_is(subtotal->tax.category, standard_exemptions[i].category))
            subtotal->exemption_code = slice_of(standard_exemptions[i].code);
}

static bool is_borne(const struct einvoice *invoice, const struct einvoice_tax *tax)
{
    for (size_t i = 0; i < invoice->line_count; i++)
        if (same_tax(&invoice->lines[i].tax, tax))
            return true;
    for (size_t i = 0; i < invoice->allowance_count; i++)
        if (same_tax(&invoice->allowances[i].tax, tax))
            return true;
    return false;
}

/* A rate that a record has twice, told and untold, is one in the breakdown (BR-S-08); that of a shipping charge of nothing is none,
 * for there is no charge that bears it. */
static bool make_subtotals(struct making *making)
{
    const struct document *document = making->document;
    const struct tax_totals *totals = &document->content.totals;
    struct einvoice *invoice = making->invoice;

    invoice->subtotals = take(making, totals->rate_count, sizeof *invoice->subtotals);
    for (size_t i = 0; i < totals->rate_count; i++) {
        struct einvoice_subtotal made = {.tax = tax_of(totals->rates[i].category, totals->rates[i].rate)};
        size_t at = 0;

        if (!totals->rates[i].net && !totals->rates[i].vat && !is_borne(invoice, &made.tax))
            continue;
        while (at < invoice->subtotal_count && !same_tax(&invoice->subtotals[at].tax, &made.tax))
            at++;
        if (at == invoice->subtotal_count) {
            set_exemption(&made, &document->exemptions[i]);
            invoice->subtotals[invoice->subtotal_count++] = made;
        }
        if (!amount_add(&invoice->subtotals[at].taxable, totals->rates[i].net) ||
            !amount_add(&invoice->subtotals[at].vat, totals->rates[i].vat))
            return false;
    }
    return true;
}

static void make_totals(struct making *making)
{
    const struct document *document = making->document;
    struct einvoice *invoice = making->invoice;

    invoice->net = document->content.totals.net;
    invoice->vat = document->content.totals.vat;
    invoice->total = document->content.totals.gross;
    invoice->prepaid = document->deposited + document->paid;
    invoice->rounding = document->rounding;
    invoice->payable = document->payable;
    if (document->exchange.given) {
        invoice->has_accounting_currency = true;
        invoice->accounting_currency = document->exchange.currency;
        invoice->accounting_vat = document->exchange.vat_total;
    }
}

static void make_preceding(struct making *making)
{
    const struct document *document = making->document;
    struct einvoice *invoice = making->invoice;

    invoice->preceding = take(making, document->deposit_count + 1, sizeof *invoice->preceding);
    if (document->corrected.length)
        invoice->preceding[invoice->preceding_count++] =
            (struct einvoice_preceding){document->corrected, document->has_corrected_day, document->corrected_day};
    for (size_t i = 0; i < document->deposit_count; i++)
        invoice->preceding[invoice->preceding_count++] =
            (struct einvoice_preceding){document->deposits[i].invoice, true, document->deposits[i].day};
}

/* Those of a subject come last: where all notes are one text, what follows a mark seems to be of that subject. */
static void add_mentions(struct making *making, bool of_subject)
{
    const struct document *document = making->document;
    struct einvoice *invoice = making->invoice;

    for (size_t i = 0; i < document->mention_count; i++)
        if ((document->mentions[i].code.length != 0) == of_subject)
            invoice->notes[invoice->note_count++] = (struct einvoice_note){document->mentions[i].code, document->mentions[i].text};
}

static void make_notes(struct making *making)
{
    const struct document *document = making->document;
    struct einvoice *invoice = making->invoice;

    invoice->notes = take(making, document->mention_count + 1, sizeof *invoice->notes);
    if (document->reason.length)
        invoice->notes[invoice->note_count++] = (struct einvoice_note){.text = document->reason};
    add_mentions(making, false);
    add_mentions(making, true);
}

/*
 * How one pays, by UNCL4461. What is still to pay goes to the seller's account; of what was paid, the means that paid most is told.
 * Codes that want more than the record knows (a mandate, a card's number) are not used.
 */
static const char *paid_by(const struct document *document)
{
    static const struct {
        const char *means, *code;
    } codes[] = {{"card", "48"},         {"cash", "10"},        {"cheque", "20"}, {"transfer", "30"}, {"gift_card", "97"},
                 {"store_credit", "97"}, {"marketplace", "97"}, {"wallet", "68"}, {"paypal", "68"},   {"cash_on_delivery", "10"}};
    const struct document_payment *most = document->payments;

    if (!document->payment_count)
        return NULL;
    for (size_t i = 1; i < document->payment_count; i++)
        if (document->payments[i].amount > most->amount)
            most = &document->payments[i];
    for (size_t i = 0; i < sizeof codes / sizeof *codes; i++)
        if (slice_is(most->means, codes[i].means))
            return codes[i].code;
    return "ZZZ";
}

static struct slice compact(struct making *making, struct slice written)
{
    struct text text = TEXT_INIT;
    struct slice value;

    for (size_t i = 0; i < written.length; i++) {
        char c = written.bytes[i];

        if (c >= 'a' && c <= 'z')
            text_add_byte(&text, (char)(c - 'a' + 'A'));
        else if ((c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || (unsigned char)c >= 0x80)
            text_add_byte(&text, c);
    }
    value = arena_copy(making->arena, text_slice(&text));
    text_release(&text);
    return value;
}

static void make_payment(struct making *making)
{
    const struct document *document = making->document;
    struct einvoice *invoice = making->invoice;
    struct einvoice_payment *payment = &invoice->payment;
    bool in_euro = strcmp(invoice->currency.code, "EUR") == 0;

    if (!invoice->is_credit_note && invoice->payable > 0)
        payment->code = document->seller.iban.length ? (in_euro ? "58" : "30") : NULL;
    else
        payment->code = paid_by(document);
    if (!payment->code)
        return;
    payment->reference = document->payment_reference;
    if (invoice->is_credit_note || (strcmp(payment->code, "58") != 0 && strcmp(payment->code, "30") != 0))
        return;
    payment->account = compact(making, document->seller.iban);
    payment->bic = compact(making, document->seller.bic);
    if (!payment->account.length)
        payment->code = "ZZZ";
}

static struct slice take_line(struct slice *text)
{
    const char *end = text->length ? memchr(text->bytes, '\n', text->length) : NULL;
    struct slice line = {text->bytes, end ? (size_t)(end - text->bytes) : text->length};

    *text = slice_from(*text, line.length + (end != NULL));
    return line;
}

static struct einvoice_address address_of(const struct postal_address *address, struct slice country)
{
    struct slice lines = address->street;
    struct slice street = take_line(&lines);
    struct slice additional = take_line(&lines);

    return (struct einvoice_address){
        .street = street,
        .additional = additional,
        .third = take_line(&lines),
        .postcode = address->postcode,
        .city = address->city,
        .region = address->region,
        .country = address->country.length ? address->country : country,
    };
}

/*
 * What a VAT number says of a company's other numbers, in the two countries where a directory of electronic addresses holds every
 * company under its number: Belgium's enterprise number (ICD and EAS 0208) is the digits of the VAT number, France's SIREN (ICD
 * 0002, address 0225) its last nine.
 */
static void complete_party(struct einvoice_party *party)
{
    bool belgian = slice_starts(party->vat_number, "BE") && party->vat_number.length == 12;
    bool french = slice_starts(party->vat_number, "FR") && party->vat_number.length == 13;
    struct slice number = slice_from(party->vat_number, belgian ? 2 : french ? 4 : 0);

    if (!belgian && !french)
        return;
    if (!party->legal.value.length)
        party->legal = (struct einvoice_identifier){number, belgian ? SLICE("0208") : SLICE("0002")};
    if (!party->endpoint.value.length)
        party->endpoint = (struct einvoice_identifier){number, belgian ? SLICE("0208") : SLICE("0225")};
}

static void make_seller(struct making *making)
{
    const struct document_seller *seller = &making->document->seller;
    struct text legal = TEXT_INIT;
    struct slice parts[] = {seller->legal_form, seller->registration, seller->capital};

    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
        if (legal.length && parts[i].length)
            text_add_string(&legal, " - ");
        text_add_slice(&legal, parts[i]);
    }
    making->invoice->seller = (struct einvoice_party){
        .name = seller->name,
        .legal = {seller->legal_id.id, seller->legal_id.scheme},
        .vat_number = compact(making, seller->vat_number),
        .legal_information = arena_copy(making->arena, text_slice(&legal)),
        .endpoint = {seller->endpoint.id, seller->endpoint.scheme},
        .address = address_of(&seller->address, (struct slice){NULL, 0}),
        .contact = seller->name,
        .phone = seller->phone,
        .email = seller->email,
    };
    text_release(&legal);
    complete_party(&making->invoice->seller);
    if (!making->invoice->seller.vat_number.length)
        making->invoice->seller.tax_registration = making->invoice->seller.legal.value;
}

static void make_buyer(struct making *making)
{
    const struct document_buyer *buyer = &making->document->buyer;

    making->invoice->buyer = (struct einvoice_party){
        .name = buyer->company.length ? buyer->company : buyer->name,
        .legal = {buyer->legal_id.id, buyer->legal_id.scheme},
        .vat_number = compact(making, buyer->vat_number),
        .endpoint = {buyer->endpoint.id, buyer->endpoint.scheme},
        .address = address_of(&buyer->address, making->document->content.country),
        .contact = buyer->company.length ? buyer->name : (struct slice){NULL, 0},
        .phone = buyer->phone,
        .email = buyer->email,
    };
    complete_party(&making->invoice->buyer);
}

/* An address to deliver to, if it is another one, or if the tax hangs on it (BR-IC-12). */
static void make_delivery(struct making *making)
{
    const struct document *document = making->document;
    const struct document_buyer *buyer = &document->buyer;
    struct einvoice *invoice = making->invoice;

    invoice->has_delivery_day = document->has_delivery_day;
    invoice->delivery_day = document->delivery_day;
    if (buyer->delivery.given) {
        invoice->has_delivery = true;
        invoice->delivery_name = buyer->delivery.company.length ? buyer->delivery.company : buyer->delivery.name;
        invoice->delivery = address_of(&buyer->delivery, document->content.country);
    } else if (einvoice_has_category(invoice, "K")) {
        invoice->has_delivery = true;
        invoice->delivery = invoice->buyer.address;
    }
}

/* "O" is outside of VAT altogether, and says so by naming nobody's VAT number (BR-O-02). */
static void forget_vat_numbers(struct einvoice *invoice)
{
    if (!einvoice_has_category(invoice, "O"))
        return;
    invoice->seller.vat_number = invoice->buyer.vat_number = (struct slice){NULL, 0};
}

/* France's code of a process says what is sold, and whether it is paid already (XP Z12-012: B1, S2, M4…). */
static struct slice french_process(struct making *making)
{
    static const char letters[] = "BBSM"; /* by enum document_goods */
    const struct document *document = making->document;
    const char process[] = {letters[document->goods], document->purpose == PURPOSE_FINAL            ? '4'
                                                      : document->paid && !making->invoice->payable ? '2'
                                                                                                    : '1'};

    return arena_copy(making->arena, (struct slice){process, sizeof process});
}

static void make_head(struct making *making)
{
    const struct document *document = making->document;
    struct einvoice *invoice = making->invoice;

    invoice->is_credit_note = document->type == DOCUMENT_TYPE_CREDIT_NOTE;
    invoice->number = document->number;
    invoice->day = document->day;
    invoice->type = invoice->is_credit_note ? "381" : document->purpose == PURPOSE_DEPOSIT ? "386" : "380";
    invoice->currency = document->content.currency;
    invoice->has_due_day = document->has_due_day;
    invoice->due_day = document->due_day;
    invoice->terms = document->terms;
    invoice->has_tax_point = document->has_tax_point && document->tax_point != document->day;
    invoice->tax_point = document->tax_point;
    invoice->due_on_invoice = !invoice->has_tax_point && document->seller.services_on_invoice && (document->goods & GOODS_SERVICES);
    invoice->buyer_reference = document->buyer.reference;
    invoice->order_reference = document->content.reference;
    invoice->sales_order = document->order;
}

bool einvoice_of_document(const struct document *document, enum einvoice_rules rules, struct arena *arena, struct einvoice *invoice,
                          struct fault *fault)
{
    struct making making = {document, invoice, arena};

    *invoice = (struct einvoice){.rules = rules};
    if (!einvoice_admits(document, fault))
        return false;
    make_head(&making);
    if (!make_lines(&making, fault))
        return false;
    make_shipping(&making);
    if (!make_subtotals(&making))
        return fault_set(fault, FAULT_REFUSED, "number_too_large", "vat", "is too large");
    make_totals(&making);
    make_seller(&making);
    make_buyer(&making);
    make_delivery(&making);
    make_preceding(&making);
    make_notes(&making);
    make_payment(&making);
    forget_vat_numbers(invoice);
    if (slice_is(invoice->seller.address.country, "FR"))
        invoice->process = french_process(&making);
    return einvoice_check(invoice, fault);
}
