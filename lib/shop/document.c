/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "shop/document.h"

#include "json/scan.h"

struct reading {
    struct arena *arena;
    const struct currency *currency;
    bool sound;
};

static struct slice text_of(struct reading *reading, struct slice object, const char *name)
{
    struct text room = TEXT_INIT;
    struct slice value = scan_decoded(scan_find(object, name), &room);

    if (value.bytes)
        value = arena_copy(reading->arena, value);
    text_release(&room);
    return value;
}

/* Absent: false, and the day stays as it is. */
static bool day_of(struct reading *reading, struct slice object, const char *name, day *value)
{
    struct slice json = scan_find(object, name);

    if (!json.bytes)
        return false;
    reading->sound &= day_read(scan_text(json), value);
    return true;
}

static amount amount_of(struct reading *reading, struct slice object, const char *name, const struct currency *currency)
{
    struct slice json = scan_find(object, name);
    struct fault fault = FAULT_INIT;
    amount value = 0;

    if (json.bytes && !amount_read(scan_text(json), currency, true, name, &value, &fault))
        reading->sound = false;
    return value;
}

static void read_address(struct reading *reading, struct slice json, struct postal_address *address)
{
    *address = (struct postal_address){
        .given = json.bytes != NULL,
        .name = text_of(reading, json, "name"),
        .company = text_of(reading, json, "company"),
        .street = text_of(reading, json, "street"),
        .postcode = text_of(reading, json, "postcode"),
        .city = text_of(reading, json, "city"),
        .region = text_of(reading, json, "region"),
        .country = text_of(reading, json, "country"),
    };
}

static void read_seller(struct reading *reading, struct slice json, struct document_seller *seller)
{
    *seller = (struct document_seller){
        .name = text_of(reading, json, "name"),
        .legal_form = text_of(reading, json, "legal_form"),
        .capital = text_of(reading, json, "capital"),
        .vat_number = text_of(reading, json, "vat_number"),
        .registration = text_of(reading, json, "registration"),
        .legal_id = scheme_id_of(text_of(reading, json, "legal_id")),
        .endpoint = scheme_id_of(text_of(reading, json, "endpoint")),
        .email = text_of(reading, json, "email"),
        .phone = text_of(reading, json, "phone"),
        .website = text_of(reading, json, "website"),
        .iban = text_of(reading, json, "iban"),
        .bic = text_of(reading, json, "bic"),
        .logo = text_of(reading, json, "logo"),
        .colour = text_of(reading, json, "colour"),
        .footer = text_of(reading, json, "footer"),
        .services_on_invoice = slice_is(scan_text(scan_find(json, "services_due")), "invoice"),
    };
    read_address(reading, json, &seller->address);
}

static void read_buyer(struct reading *reading, struct slice record, struct slice person, struct document_buyer *buyer)
{
    struct slice kind = scan_text(scan_find(record, "buyer"));

    *buyer = (struct document_buyer){
        .id = text_of(reading, scan_find(record, "customer"), "id"),
        .known = person.bytes != NULL,
        .name = text_of(reading, person, "name"),
        .company = text_of(reading, person, "company"),
        .vat_number = text_of(reading, person, "vat_number"),
        .email = text_of(reading, person, "email"),
        .phone = text_of(reading, person, "phone"),
        .legal_id = scheme_id_of(text_of(reading, person, "legal_id")),
        .endpoint = scheme_id_of(text_of(reading, person, "endpoint")),
        .reference = text_of(reading, record, "buyer_reference"),
    };
    buyer->is_business = kind.bytes ? slice_is(kind, "business") : buyer->company.length || buyer->vat_number.length;
    read_address(reading, scan_find(person, "address"), &buyer->address);
    read_address(reading, scan_find(person, "shipping_address"), &buyer->delivery);
}

static void read_rates(struct reading *reading, struct slice json, struct document_deposit *deposit)
{
    struct scan scan;
    struct slice value;

    deposit->rate_count = scan_count(json);
    deposit->rates = arena_take(reading->arena, deposit->rate_count * sizeof *deposit->rates);
    reading->sound &= scan_array(&scan, json);
    for (size_t i = 0; reading->sound && i < deposit->rate_count && scan_element(&scan, &value); i++) {
        struct slice category = scan_find(value, "category");
        struct tax_rate *rate = &deposit->rates[i];
        struct fault fault = FAULT_INIT;

        *rate = (struct tax_rate){.net = amount_of(reading, value, "net", reading->currency),
                                  .vat = amount_of(reading, value, "vat", reading->currency)};
        reading->sound &= percent_read(scan_text(scan_find(value, "rate")), "rate", &rate->rate, &fault) &&
                          (!category.bytes || tax_category_find(scan_text(category), &rate->category));
    }
}

static void read_deposits(struct reading *reading, struct slice json, struct document *document)
{
    struct scan scan;
    struct slice value;

    document->deposit_count = scan_count(json);
    document->deposits = arena_take(reading->arena, document->deposit_count * sizeof *document->deposits);
    if (!json.bytes)
        return;
    reading->sound &= scan_array(&scan, json);
    for (size_t i = 0; reading->sound && i < document->deposit_count && scan_element(&scan, &value); i++) {
        struct document_deposit *deposit = &document->deposits[i];

        *deposit = (struct document_deposit){
            .invoice = text_of(reading, value, "invoice"),
            .net = amount_of(reading, value, "net", reading->currency),
            .vat = amount_of(reading, value, "vat_total", reading->currency),
            .total = amount_of(reading, value, "total", reading->currency),
        };
        reading->sound &= day_of(reading, value, "day", &deposit->day) && amount_add(&document->deposited, deposit->total);
        read_rates(reading, scan_find(value, "vat"), deposit);
    }
}

static void read_payments(struct reading *reading, struct slice json, struct document *document)
{
    struct scan scan;
    struct slice value;

    document->payment_count = scan_count(json);
    document->payments = arena_take(reading->arena, document->payment_count * sizeof *document->payments);
    if (!json.bytes)
        return;
    reading->sound &= scan_array(&scan, json);
    for (size_t i = 0; reading->sound && i < document->payment_count && scan_element(&scan, &value); i++)
        document->payments[i] = (struct document_payment){
            text_of(reading, value, "means"),
            text_of(reading, value, "reference"),
            amount_of(reading, value, "amount", reading->currency),
        };
}

static void read_exemptions(struct reading *reading, struct slice json, struct document *document)
{
    struct scan scan;
    struct slice value;
    size_t count = document->content.totals.rate_count;

    document->exemptions = arena_take(reading->arena, count * sizeof *document->exemptions);
    memset(document->exemptions, 0, count * sizeof *document->exemptions);
    if (!json.bytes || !scan_array(&scan, json))
        return;
    for (size_t i = 0; i < count && scan_element(&scan, &value); i++)
        document->exemptions[i] =
            (struct exemption){text_of(reading, value, "exemption_code"), text_of(reading, value, "exemption")};
}

bool document_exchange_vat(struct document_exchange *exchange, amount vat, const struct currency *currency, struct fault *fault)
{
    return !exchange->given || exchange_convert(&exchange->rates, vat, currency, &exchange->currency, &exchange->vat_total) ||
           fault_set(fault, FAULT_REFUSED, "number_too_large", "vat_total", "is too large in %s", exchange->currency.code);
}

bool document_read_exchange(struct document_exchange *exchange, struct slice member, struct arena *arena)
{
    struct fault fault = FAULT_INIT;

    *exchange = (struct document_exchange){.given = member.bytes != NULL};
    return !exchange->given || (currency_find(scan_text(scan_find(member, "currency")), &exchange->currency, &fault) &&
                                exchange_from_stored(&exchange->rates, member, arena));
}

void document_write_exchange(const struct document_exchange *exchange, struct text *text)
{
    if (exchange->given)
        exchange_write(&exchange->rates, &exchange->currency, exchange->vat_total, text);
}

static void read_exchange(struct reading *reading, struct slice json, struct document_exchange *exchange)
{
    reading->sound &= document_read_exchange(exchange, json, reading->arena);
    if (reading->sound && exchange->given)
        exchange->vat_total = amount_of(reading, json, "vat_total", &exchange->currency);
}

static void read_mentions(struct reading *reading, struct slice json, struct document *document)
{
    struct scan scan;
    struct slice value;

    document->has_mentions = json.bytes != NULL;
    document->mention_count = scan_count(json);
    document->mentions = arena_take(reading->arena, document->mention_count * sizeof *document->mentions);
    if (!json.bytes || !scan_array(&scan, json))
        return;
    for (size_t i = 0; i < document->mention_count && scan_element(&scan, &value); i++)
        document->mentions[i] = (struct mention){text_of(reading, value, "code"), text_of(reading, value, "text")};
}

static void read_withdrawal(struct reading *reading, struct slice json, struct document_withdrawal *withdrawal)
{
    struct slice about = scan_text(scan_find(json, "about"));

    *withdrawal = (struct document_withdrawal){.shop_pays = slice_is(scan_text(scan_find(json, "cost")), "shop"),
                                               .is_service = slice_is(about, "service"),
                                               .is_one = slice_is(about, "one")};
    reading->sound &= !json.bytes || scan_integer(scan_find(json, "days"), &withdrawal->days);
    withdrawal->has_deadline = day_of(reading, json, "deadline", &withdrawal->deadline);
}

static void read_parcels(struct reading *reading, struct slice json, struct document *document)
{
    struct scan scan;
    struct slice value;

    document->parcels = arena_take(reading->arena, scan_count(json) * sizeof *document->parcels + 1);
    if (!json.bytes || !scan_array(&scan, json))
        return;
    while (scan_element(&scan, &value))
        document->parcels[document->parcel_count++] =
            (struct document_parcel){text_of(reading, value, "name"), text_of(reading, value, "tracking_number")};
}

static bool read_type(struct slice record, enum document_type *type)
{
    static const char *const types[] = {"invoice", "credit_note", "proforma", "delivery_note", "withdrawal_form"};
    struct slice word = scan_text(scan_find(record, "type"));

    for (size_t i = 0; i < sizeof types / sizeof *types; i++)
        if (slice_is(word, types[i])) {
            *type = (enum document_type)i;
            return true;
        }
    return false;
}

enum document_purpose document_purpose(struct slice kind)
{
    return slice_is(kind, "deposit") ? PURPOSE_DEPOSIT : slice_is(kind, "final") ? PURPOSE_FINAL : PURPOSE_ORDINARY;
}

static enum document_goods goods_of_word(struct slice word)
{
    return slice_is(word, "goods")      ? GOODS_GOODS
           : slice_is(word, "services") ? GOODS_SERVICES
           : slice_is(word, "both")     ? GOODS_BOTH
                                        : GOODS_UNTOLD;
}

static void read_head(struct reading *reading, struct slice record, struct document *document)
{
    struct slice corrects = scan_find(record, "corrects");
    struct slice tax = scan_find(record, "tax");

    document->number = text_of(reading, record, "id");
    document->series = text_of(reading, record, "series");
    document->order = text_of(reading, record, "order");
    document->purpose = document_purpose(scan_text(scan_find(record, "kind")));
    document->share = text_of(reading, scan_find(record, "asked"), "percent");
    document->goods = goods_of_word(scan_text(scan_find(record, "goods")));
    reading->sound &= day_of(reading, record, "day", &document->day);
    reading->sound &= instant_read(scan_text(scan_find(record, "issued_at")), &document->issued_at);
    day_of(reading, record, "order_day", &document->order_day);
    document->has_tax_point = day_of(reading, record, "tax_point", &document->tax_point);
    document->has_delivery_day = day_of(reading, record, "delivery_day", &document->delivery_day);
    document->has_due_day = day_of(reading, record, "due_day", &document->due_day);
    document->terms = text_of(reading, record, "terms");
    document->payment_reference = text_of(reading, record, "payment_reference");
    document->corrected = text_of(reading, corrects, "invoice");
    document->has_corrected_day = day_of(reading, corrects, "day", &document->corrected_day);
    document->reason = text_of(reading, record, "reason");
    document->treatment = text_of(reading, tax, "treatment");
    document->tax_country = text_of(reading, tax, "country");
    document->territory = text_of(reading, tax, "territory");
}

static void read_sums(struct reading *reading, struct slice record, struct document *document)
{
    read_exemptions(reading, scan_find(record, "vat"), document);
    read_deposits(reading, scan_find(record, "deposits"), document);
    read_payments(reading, scan_find(record, "payments"), document);
    read_exchange(reading, scan_find(record, "exchange"), &document->exchange);
    document->paid = amount_of(reading, record, "paid", reading->currency);
    document->rounding = amount_of(reading, record, "rounding", reading->currency);
    document->payable = document->content.totals.gross;
    if (!amount_add(&document->payable, -document->deposited) || !amount_add(&document->payable, -document->paid) ||
        !amount_add(&document->payable, document->rounding))
        reading->sound = false;
}

bool document_read(struct document *document, struct slice record, struct slice person, struct arena *arena, struct fault *fault)
{
    struct reading reading = {arena, &document->content.currency, true};

    memset(document, 0, sizeof *document);
    if (!read_type(record, &document->type))
        return fault_set(fault, FAULT_REFUSED, "wrong_type", "type", "the record is no document");
    if (!order_from_stored(&document->content, record, arena, fault))
        return false;
    read_head(&reading, record, document);
    read_seller(&reading, scan_find(record, "seller"), &document->seller);
    /* Of that version of the person, which stays as it is. */
    document->language = text_of(&reading, person, "language");
    if (!document->language.length)
        document->language = text_of(&reading, record, "language");
    read_buyer(&reading, record, person, &document->buyer);
    read_sums(&reading, record, document);
    read_withdrawal(&reading, scan_find(record, "withdrawal"), &document->withdrawal);
    document->appointment = scan_text(scan_find(scan_find(record, "appointment"), "slot"));
    document->appointment_until = scan_text(scan_find(scan_find(record, "appointment"), "slot_until"));
    read_parcels(&reading, scan_find(record, "parcels"), document);
    read_mentions(&reading, scan_find(record, "mentions"), document);
    return reading.sound || fault_set(fault, FAULT_SYSTEM, "store_damaged", NULL, "the record of document \"%.*s\" cannot be read",
                                      SLICE_ARGS(document->number));
}
