/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "shop/order.h"

#include "shop/price_list.h"
#include "shop/product.h"
#include "shop/promotion.h"
#include "shop/stock.h"
#include "json/read.h"
#include "json/scan.h"
#include "json/write.h"

static const char *const order_statuses[] = {"open", "closed", "cancelled", NULL};
static const char *const financial_statuses[] = {"pending", "authorized", "paid", "partially_refunded", "refunded", NULL};
static const char *const fulfillment_statuses[] = {"unfulfilled", "partial", "fulfilled", NULL};
static const char *const goods_kinds[] = {"goods", "digital", "service", NULL};
static const char *const thresholds[] = {"none", "before", "crossed", NULL};
static const char *const proofs[] = {"none", "rule", "valid", "invalid", NULL};

/* The number of a word in a list; the list's length if it is not there. */
static unsigned word_number(struct slice word, const char *const words[])
{
    unsigned i = 0;

    while (words[i] && !slice_is(word, words[i]))
        i++;
    return i;
}

bool financial_status_read(struct slice text, enum financial_status *status, struct fault *fault)
{
    unsigned number = word_number(text, financial_statuses);

    if (!financial_statuses[number])
        return fault_set(fault, FAULT_REFUSED, "unknown_choice", "financial_status",
                         "cannot be \"%.*s\": pending, authorized, paid, partially_refunded or refunded", SLICE_ARGS(text));
    *status = (enum financial_status)number;
    return true;
}

bool order_status_read(struct slice text, enum order_status *status, struct fault *fault)
{
    unsigned number = word_number(text, order_statuses);

    if (!order_statuses[number])
        return fault_set(fault, FAULT_REFUSED, "unknown_choice", "status", "cannot be \"%.*s\": open, closed or cancelled",
                         SLICE_ARGS(text));
    *status = (enum order_status)number;
    return true;
}

bool fulfillment_status_read(struct slice text, enum fulfillment_status *status, struct fault *fault)
{
    unsigned number = word_number(text, fulfillment_statuses);

    if (!fulfillment_statuses[number])
        return fault_set(fault, FAULT_REFUSED, "unknown_choice", "fulfillment_status",
                         "cannot be \"%.*s\": unfulfilled, partial or fulfilled", SLICE_ARGS(text));
    *status = (enum fulfillment_status)number;
    return true;
}

static bool price_field(const json_t *object, const char *name, price *value, struct fault *fault)
{
    struct slice text;

    *value = PRODUCT_UNSET;
    return field_string(object, name, &text, fault) && (!text.bytes || price_read(text, name, value, fault));
}

static bool percent_field(const json_t *object, const char *name, percent *value, struct fault *fault)
{
    struct slice text;

    *value = PRODUCT_UNSET;
    return field_string(object, name, &text, fault) && (!text.bytes || percent_read(text, name, value, fault));
}

/* With a rate that is given; it says why that is 0. */
static bool category_field(const json_t *object, enum tax_category *category, struct fault *fault)
{
    struct slice text;

    *category = TAX_BY_RATE;
    if (!field_string(object, "vat_category", &text, fault))
        return false;
    return !text.bytes || tax_category_find(text, category) ||
           fault_set(fault, FAULT_REFUSED, "unknown_choice", "vat_category", "\"%.*s\" is no category of UNTDID 5305",
                     SLICE_ARGS(text));
}

/* What was taken off, by who gives the price as well; of which promotion is not known here. */
static bool read_discount(const json_t *object, const struct currency *currency, bool has_price, amount *discount,
                          struct fault *fault)
{
    struct slice text;

    *discount = 0;
    if (!field_string(object, "discount", &text, fault))
        return false;
    return !text.bytes || (amount_read(text, currency, false, "discount", discount, fault) &&
                           (has_price || fault_set(fault, FAULT_REFUSED, "contradiction", "discount",
                                                   "goes with a price that is given, and none is")));
}

static bool read_line(const json_t *object, struct order_line *line, const struct currency *currency, struct fault *fault)
{
    /* The fields that placing an order computes are let in, so that what order-list prints can be fed to another store. */
    static const char *const known[] = {"line",         "sku",       "name",         "category",        "location",   "quantity",
                                        "shipped",      "cancelled", "price",        "list_price",      "discount",   "discounts",
                                        "vat_rate",     "net",       "vat",          "gross",           "components", "kind",
                                        "vat_category", "refunded",  "refunded_net", "refunded_amount", "restocked",  NULL};
    bool present;

    *line = (struct order_line){.list_price = PRODUCT_UNSET};
    if (!json_is_object(object))
        return fault_set(fault, FAULT_REFUSED, "wrong_type", NULL, "must be an object");
    if (!fields_known(object, known, fault) || !field_string(object, "sku", &line->sku, fault) ||
        !field_string(object, "name", &line->name, fault) || !field_string(object, "location", &line->location, fault) ||
        !field_integer(object, "quantity", 1, QUANTITY_LIMIT, &line->quantity, &present, fault) ||
        !price_field(object, "price", &line->price, fault) || !percent_field(object, "vat_rate", &line->vat_rate, fault) ||
        !category_field(object, &line->vat_category, fault))
        return false;
    line->rate_is_given = line->vat_rate != PRODUCT_UNSET;
    line->price_is_ours = line->price == PRODUCT_UNSET;
    if (!read_discount(object, currency, !line->price_is_ours, &line->discount, fault))
        return false;
    if (!line->price_is_ours && !price_field(object, "list_price", &line->list_price, fault))
        return false;
    if (!line->sku.bytes)
        return field_missing("sku", fault);
    if (!present)
        return field_missing("quantity", fault);
    if (line->location.bytes && !location_check(line->location, "location", fault))
        return false;
    if (line->name.bytes && !name_check(line->name, 400, "name", fault))
        return false;
    return name_check(line->sku, SKU_LIMIT, "sku", fault);
}

static bool read_lines(const json_t *record, struct order *order, struct arena *arena, struct fault *fault)
{
    const json_t *lines;

    if (!field_array(record, "lines", &lines, fault))
        return false;
    if (!lines || json_array_size(lines) == 0)
        return fault_set(fault, FAULT_REFUSED, "missing_field", "lines", "an order needs at least one line");
    order->line_count = json_array_size(lines);
    if (order->line_count > ORDER_LINES_LIMIT)
        return fault_set(fault, FAULT_REFUSED, "too_many_lines", "lines", "has more than %d lines", ORDER_LINES_LIMIT);
    order->lines = arena_take(arena, order->line_count * sizeof *order->lines);
    for (size_t i = 0; i < order->line_count; i++)
        if (!read_line(json_array_get(lines, i), &order->lines[i], &order->currency, fault))
            return fault_within(fault, "lines[%zu]", i + 1);
    return true;
}

static bool read_shipping(const json_t *record, struct order_shipping *shipping, const struct currency *currency,
                          struct fault *fault)
{
    static const char *const known[] = {
        "method", "price", "standard_price", "discount",        "vat_rate", "vat_category", "parts", "net",
        "vat",    "gross", "refunded_net",   "refunded_amount", NULL};
    const json_t *object;

    *shipping = (struct order_shipping){.standard_price = PRODUCT_UNSET};
    if (!field_object(record, "shipping", &object, fault))
        return false;
    if (!object)
        return true;
    shipping->given = true;
    if (!fields_known(object, known, fault) || !field_string(object, "method", &shipping->method, fault) ||
        !price_field(object, "price", &shipping->price, fault) ||
        !price_field(object, "standard_price", &shipping->standard_price, fault) ||
        !percent_field(object, "vat_rate", &shipping->vat_rate, fault) ||
        !read_discount(object, currency, shipping->price != PRODUCT_UNSET, &shipping->discount, fault))
        return fault_within(fault, "shipping");
    if (shipping->method.bytes && !name_check(shipping->method, 64, "method", fault))
        return fault_within(fault, "shipping");
    shipping->rate_is_given = shipping->vat_rate != PRODUCT_UNSET;
    if (shipping->price == PRODUCT_UNSET)
        shipping->price = 0;
    return true;
}

static bool read_country(struct order *order, const struct settings *settings, struct fault *fault)
{
    if (!order->country.bytes && !customer_country(order->customer_given, &order->country, fault))
        return fault_within(fault, "customer");
    if (order->customer_given && !field_string(order->customer_given, "id", &order->customer_id_given, fault))
        return fault_within(fault, "customer");
    order->country_given = order->country;
    if (!order->country.bytes)
        order->country = settings->text[COMPANY_COUNTRY];
    return country_check(order->country, "country", fault);
}

static bool read_currency(const json_t *record, struct order *order, const struct settings *settings, struct fault *fault)
{
    struct slice code;

    order->currency = settings->currency;
    if (!field_string(record, "currency", &code, fault))
        return false;
    order->is_foreign = code.bytes && !slice_is(code, settings->currency.code);
    return !order->is_foreign || currency_find(code, &order->currency, fault);
}

/* Text; or as order-list prints it, a reference, with the text in it if that was asked for. */
static bool read_note(const json_t *record, struct slice *note, struct fault *fault)
{
    static const char *const known[] = {"version", "note", NULL};
    const json_t *given = json_object_get(record, "note");

    if (!json_is_object(given))
        return field_string(record, "note", note, fault);
    return (fields_known(given, known, fault) && field_string(given, "note", note, fault)) || fault_within(fault, "note");
}

static bool read_coupons(const json_t *record, struct order *order, struct arena *arena, struct fault *fault)
{
    const json_t *coupons;

    if (!field_string(record, "group", &order->group, fault) ||
        (order->group.bytes && !name_check(order->group, GROUP_LIMIT, "group", fault)) ||
        !field_array(record, "coupons", &coupons, fault))
        return false;
    order->coupon_count = json_array_size(coupons);
    if (order->coupon_count > COUPONS_LIMIT)
        return fault_set(fault, FAULT_REFUSED, "out_of_range", "coupons", "are more than %d", COUPONS_LIMIT);
    order->coupons = arena_take(arena, order->coupon_count * sizeof *order->coupons);
    for (size_t i = 0; i < order->coupon_count; i++) {
        const json_t *coupon = json_array_get(coupons, i);

        if (!json_is_string(coupon))
            return fault_set(fault, FAULT_REFUSED, "wrong_type", "coupons", "must be an array of strings");
        order->coupons[i] = (struct slice){json_string_value(coupon), json_string_length(coupon)};
        if (!name_check(order->coupons[i], COUPON_LIMIT, "coupons", fault))
            return false;
    }
    return true;
}

static bool read_buyer(const json_t *record, struct order *order, struct fault *fault)
{
    struct slice buyer;

    if (!field_string(record, "buyer", &buyer, fault))
        return false;
    order->buyer_given = buyer.bytes != NULL;
    order->buyer = slice_is(buyer, "business") ? BUYER_BUSINESS : slice_is(buyer, "consumer") ? BUYER_CONSUMER : BUYER_UNSAID;
    return !buyer.bytes || order->buyer != BUYER_UNSAID ||
           fault_set(fault, FAULT_REFUSED, "unknown_choice", "buyer", "cannot be \"%.*s\": business or consumer",
                     SLICE_ARGS(buyer));
}

static bool read_header(const json_t *record, struct order *order, const struct settings *settings, instant now,
                        struct fault *fault)
{
    struct slice placed;
    struct slice financial;
    bool present;

    if (!field_string(record, "channel", &order->channel, fault) || !field_string(record, "reference", &order->reference, fault) ||
        !field_string(record, "buyer_reference", &order->buyer_reference, fault) ||
        !field_string(record, "placed_at", &placed, fault) || !field_string(record, "financial_status", &financial, fault) ||
        !field_string(record, "country", &order->country, fault) || !read_note(record, &order->note, fault) ||
        !field_object(record, "customer", &order->customer_given, fault) ||
        !field_bool(record, "prices_include_tax", &order->prices_include_tax, &present, fault))
        return false;
    order->prices_include_tax_given = present;
    if (!present)
        order->prices_include_tax = settings->prices_include_tax;
    if (!order->channel.bytes)
        order->channel = SLICE("web");
    if (!order->reference.bytes)
        return field_missing("reference", fault);
    if (!name_check(order->channel, CHANNEL_LIMIT, "channel", fault) ||
        !name_check(order->reference, REFERENCE_LIMIT, "reference", fault) ||
        (order->buyer_reference.bytes && !name_check(order->buyer_reference, REFERENCE_LIMIT, "buyer_reference", fault)))
        return false;
    if (order->note.length > 4000)
        return fault_set(fault, FAULT_REFUSED, "too_long", "note", "has more than 4000 bytes");
    for (size_t i = 0; i < order->note.length; i++)
        if ((unsigned char)order->note.bytes[i] < 0x20 && !strchr("\r\n\t", order->note.bytes[i]))
            return fault_set(fault, FAULT_REFUSED, "control_character", "note", "holds a control character");
    order->has_note = order->note.length > 0;
    order->placed_at = now;
    order->placed_at_given = placed.bytes != NULL;
    if (placed.bytes && !moment_read(placed, "placed_at", &order->placed_at, fault))
        return false;
    order->day = instant_day(order->placed_at);
    if (!day_can_be_written(order->day))
        return fault_set(fault, FAULT_REFUSED, "not_a_date", "placed_at", "is of no year from 1 to 9999 in the shop's time zone");
    if (financial.bytes && !financial_status_read(financial, &order->financial_status, fault))
        return false;
    return order->financial_status <= FINANCIAL_PAID ||
           fault_set(fault, FAULT_REFUSED, "refunded_before", "financial_status",
                     "is \"%.*s\": what went back is told by refund once the order is here", SLICE_ARGS(financial));
}

bool order_from_json(struct order *order, const json_t *record, const struct settings *settings, instant now, struct arena *arena,
                     struct fault *fault)
{
    static const char *const known[] = {"type",
                                        "id",
                                        "training",
                                        "channel",
                                        "reference",
                                        "buyer_reference",
                                        "placed_at",
                                        "day",
                                        "status",
                                        "financial_status",
                                        "fulfillment_status",
                                        "shipped_at",
                                        "customer",
                                        "note",
                                        "group",
                                        "country",
                                        "currency",
                                        "prices_include_tax",
                                        "buyer",
                                        "tax",
                                        "coupons",
                                        "lines",
                                        "shipping",
                                        "discounts",
                                        "vat",
                                        "units",
                                        "net",
                                        "vat_total",
                                        "total",
                                        "repaid",
                                        "request",
                                        NULL};

    *order = (struct order){.training = settings->training};
    return fields_known(record, known, fault) && read_header(record, order, settings, now, fault) &&
           read_currency(record, order, settings, fault) && read_country(order, settings, fault) &&
           read_buyer(record, order, fault) && read_coupons(record, order, arena, fault) &&
           read_lines(record, order, arena, fault) && read_shipping(record, &order->shipping, &order->currency, fault);
}

/* Reading back what order_write wrote: members are taken by name, texts without copying where they have no escapes. */

struct stored {
    struct arena *arena;
    struct currency currency;
    struct text room;
    bool sound; /* false: a value is not what order_write writes */
};

static struct slice stored_text(struct stored *stored, struct slice value)
{
    struct slice text = scan_decoded(value, &stored->room);

    return text.bytes == stored->room.bytes && text.length ? arena_copy(stored->arena, text) : text;
}

static amount stored_amount(struct stored *stored, struct slice value)
{
    struct fault fault = FAULT_INIT;
    amount number = 0;

    if (!amount_read(scan_text(value), &stored->currency, true, NULL, &number, &fault))
        stored->sound = false;
    return number;
}

static price stored_price(struct stored *stored, struct slice value)
{
    struct fault fault = FAULT_INIT;
    price number = 0;

    if (!price_read(scan_text(value), NULL, &number, &fault))
        stored->sound = false;
    return number;
}

static percent stored_percent(struct stored *stored, struct slice value)
{
    struct fault fault = FAULT_INIT;
    percent number = 0;

    if (!percent_read(scan_text(value), NULL, &number, &fault))
        stored->sound = false;
    return number;
}

/* Absent: by the rate. */
static enum tax_category stored_category(struct stored *stored, struct slice value)
{
    enum tax_category category = TAX_BY_RATE;

    if (value.bytes && !tax_category_find(scan_text(value), &category))
        stored->sound = false;
    return category;
}

static int64_t stored_whole(struct stored *stored, struct slice value)
{
    int64_t number = 0;

    if (!scan_integer(value, &number))
        stored->sound = false;
    return number;
}

static instant stored_instant(struct stored *stored, struct slice value)
{
    instant number = 0;

    if (!instant_read(scan_text(value), &number))
        stored->sound = false;
    return number;
}

static unsigned stored_word(struct stored *stored, struct slice value, const char *const words[])
{
    unsigned number = word_number(scan_text(value), words);

    if (words[number])
        return number;
    stored->sound = false;
    return 0;
}

static void stored_components(struct stored *stored, struct slice json, struct order_line *line)
{
    struct scan scan;
    struct slice value;

    line->has_components = true;
    line->component_count = scan_count(json);
    line->components = arena_take(stored->arena, line->component_count * sizeof *line->components);
    stored->sound &= scan_array(&scan, json);
    for (size_t i = 0; stored->sound && i < line->component_count && scan_element(&scan, &value); i++)
        line->components[i] = (struct order_component){stored_text(stored, scan_find(value, "sku")),
                                                       stored_whole(stored, scan_find(value, "quantity"))};
}

static void stored_discounts(struct stored *stored, struct slice json, struct order_discount **discounts, size_t *count)
{
    struct scan scan;
    struct slice value;

    *count = scan_count(json);
    *discounts = arena_take(stored->arena, *count * sizeof **discounts);
    stored->sound &= scan_array(&scan, json);
    for (size_t i = 0; stored->sound && i < *count && scan_element(&scan, &value); i++) {
        struct slice coupon = scan_find(value, "coupon");
        struct slice units = scan_find(value, "units");

        (*discounts)[i] = (struct order_discount){
            .promotion = stored_text(stored, scan_find(value, "promotion")),
            .coupon = coupon.bytes ? stored_text(stored, coupon) : coupon,
            .units = units.bytes ? stored_whole(stored, units) : 0,
            .amount = stored_amount(stored, scan_find(value, "amount")),
        };
    }
}

static void stored_given_back(struct stored *stored, struct slice name, struct slice value, struct order_given_back *given_back)
{
    if (slice_is(name, "refunded"))
        given_back->units = stored_whole(stored, value);
    else if (slice_is(name, "refunded_net"))
        given_back->net = stored_amount(stored, value);
    else if (slice_is(name, "refunded_amount"))
        given_back->gross = stored_amount(stored, value);
}

static void stored_line_given_back(struct stored *stored, struct slice name, struct slice value, struct order_line *line)
{
    if (slice_is(name, "cancelled"))
        line->cancelled = stored_whole(stored, value);
    else if (slice_is(name, "restocked"))
        line->restocked = stored_whole(stored, value);
    else
        stored_given_back(stored, name, value, &line->given_back);
}

static void stored_line(struct stored *stored, struct slice json, struct order_line *line)
{
    struct scan scan;
    struct slice name;
    struct slice value;

    *line = (struct order_line){.list_price = PRODUCT_UNSET};
    stored->sound &= scan_object(&scan, json);
    while (stored->sound && scan_member(&scan, &name, &value)) {
        if (slice_is(name, "sku"))
            line->sku = stored_text(stored, value);
        else if (slice_is(name, "name"))
            line->name = stored_text(stored, value);
        else if (slice_is(name, "category"))
            line->category = stored_text(stored, value);
        else if (slice_is(name, "kind"))
            line->goods = (enum tax_goods)stored_word(stored, value, goods_kinds);
        else if (slice_is(name, "location"))
            line->location = stored_text(stored, value);
        else if (slice_is(name, "quantity"))
            line->quantity = stored_whole(stored, value);
        else if (slice_is(name, "line"))
            line->number = stored_whole(stored, value);
        else if (slice_is(name, "units"))
            line->without_goods = true;
        else if (slice_is(name, "shipped"))
            line->shipped = stored_whole(stored, value);
        else if (slice_is(name, "components"))
            stored_components(stored, value, line);
        else if (slice_is(name, "price"))
            line->price = stored_price(stored, value);
        else if (slice_is(name, "list_price"))
            line->list_price = stored_price(stored, value);
        else if (slice_is(name, "discount"))
            line->discount = stored_amount(stored, value);
        else if (slice_is(name, "discounts"))
            stored_discounts(stored, value, &line->discounts, &line->discount_count);
        else if (slice_is(name, "vat_rate"))
            line->vat_rate = stored_percent(stored, value);
        else if (slice_is(name, "vat_category"))
            line->vat_category = stored_category(stored, value);
        else if (slice_is(name, "unit"))
            line->unit = stored_text(stored, value);
        else if (slice_is(name, "gtin"))
            line->gtin = stored_text(stored, value);
        else if (slice_is(name, "net"))
            line->net = stored_amount(stored, value);
        else if (slice_is(name, "vat"))
            line->vat = stored_amount(stored, value);
        else if (slice_is(name, "gross"))
            line->gross = stored_amount(stored, value);
        else
            stored_line_given_back(stored, name, value, line);
    }
}

static void stored_lines(struct stored *stored, struct slice json, struct order *order)
{
    struct scan scan;
    struct slice value;

    order->line_count = scan_count(json);
    order->lines = arena_take(stored->arena, order->line_count * sizeof *order->lines);
    stored->sound &= scan_array(&scan, json);
    for (size_t i = 0; stored->sound && i < order->line_count && scan_element(&scan, &value); i++)
        stored_line(stored, value, &order->lines[i]);
}

static void stored_rate(struct stored *stored, struct slice json, struct tax_rate *rate)
{
    struct slice code = scan_find(json, "exemption_code");
    struct slice exemption = scan_find(json, "exemption");

    *rate = (struct tax_rate){.rate = stored_percent(stored, scan_find(json, "rate")),
                              .net = stored_amount(stored, scan_find(json, "net")),
                              .vat = stored_amount(stored, scan_find(json, "vat")),
                              .category = stored_category(stored, scan_find(json, "category"))};
    if (code.bytes)
        rate->exemption_code = stored_text(stored, code);
    if (exemption.bytes)
        rate->exemption = stored_text(stored, exemption);
}

static void stored_rates(struct stored *stored, struct slice json, struct tax_totals *totals)
{
    struct scan scan;
    struct slice value;

    totals->rate_count = scan_count(json);
    totals->rates = arena_take(stored->arena, totals->rate_count * sizeof *totals->rates);
    stored->sound &= scan_array(&scan, json);
    for (size_t i = 0; stored->sound && i < totals->rate_count && scan_element(&scan, &value); i++)
        stored_rate(stored, value, &totals->rates[i]);
}

static void stored_tax(struct stored *stored, struct slice json, struct order_tax *tax)
{
    struct slice territory = scan_find(json, "territory");
    struct slice threshold = scan_find(json, "threshold");
    struct slice proof = scan_find(json, "buyer_vat_number_checked");

    tax->given = true;
    stored->sound &= treatment_find(scan_text(scan_find(json, "treatment")), &tax->treatment);
    tax->country = stored_text(stored, scan_find(json, "country"));
    if (territory.bytes)
        tax->territory = stored_text(stored, territory);
    tax->is_distance_sale = slice_is(scan_find(json, "distance_sale"), "true");
    if (threshold.bytes)
        tax->threshold = (enum tax_threshold)stored_word(stored, threshold, thresholds);
    if (proof.bytes)
        tax->proof = (enum number_proof)stored_word(stored, proof, proofs);
}

static void stored_parts(struct stored *stored, struct slice json, struct order_shipping *shipping)
{
    struct scan scan;
    struct slice value;

    shipping->vat_rate = PRODUCT_UNSET;
    shipping->part_count = scan_count(json);
    shipping->parts = arena_take(stored->arena, shipping->part_count * sizeof *shipping->parts);
    stored->sound &= scan_array(&scan, json);
    for (size_t i = 0; stored->sound && i < shipping->part_count && scan_element(&scan, &value); i++)
        shipping->parts[i] = (struct shipping_part){
            .vat_rate = stored_percent(stored, scan_find(value, "vat_rate")),
            .vat_category = stored_category(stored, scan_find(value, "vat_category")),
            .net = stored_amount(stored, scan_find(value, "net")),
            .vat = stored_amount(stored, scan_find(value, "vat")),
            .gross = stored_amount(stored, scan_find(value, "gross")),
        };
}

static void stored_shipping(struct stored *stored, struct slice json, struct order_shipping *shipping)
{
    struct slice method = scan_find(json, "method");
    struct slice discount = scan_find(json, "discount");
    struct slice standard = scan_find(json, "standard_price");
    struct scan scan;
    struct slice name;
    struct slice value;
    struct slice parts = scan_find(json, "parts");

    *shipping = (struct order_shipping){
        .given = true,
        .method = method.bytes ? stored_text(stored, method) : method,
        .price = stored_price(stored, scan_find(json, "price")),
        .discount = discount.bytes ? stored_amount(stored, discount) : 0,
        .vat_category = stored_category(stored, scan_find(json, "vat_category")),
        .net = stored_amount(stored, scan_find(json, "net")),
        .vat = stored_amount(stored, scan_find(json, "vat")),
        .gross = stored_amount(stored, scan_find(json, "gross")),
        .standard_price = standard.bytes ? stored_price(stored, standard) : PRODUCT_UNSET,
    };
    stored->sound &= scan_object(&scan, json);
    while (stored->sound && scan_member(&scan, &name, &value))
        stored_given_back(stored, name, value, &shipping->given_back);
    if (parts.bytes)
        stored_parts(stored, parts, shipping);
    else
        shipping->vat_rate = stored_percent(stored, scan_find(json, "vat_rate"));
}

static void stored_customer(struct stored *stored, struct slice json, struct customer_reference *customer)
{
    struct slice version = scan_find(json, "version");

    customer->id = stored_text(stored, scan_find(json, "id"));
    customer->version = version.bytes ? (unsigned)stored_whole(stored, version) : 0;
}

static void stored_member(struct stored *stored, struct slice name, struct slice value, struct order *order)
{
    if (slice_is(name, "id"))
        order->id = stored_text(stored, value);
    else if (slice_is(name, "training"))
        order->training = slice_is(value, "true");
    else if (slice_is(name, "channel"))
        order->channel = stored_text(stored, value);
    else if (slice_is(name, "reference"))
        order->reference = stored_text(stored, value);
    else if (slice_is(name, "buyer_reference"))
        order->buyer_reference = stored_text(stored, value);
    else if (slice_is(name, "placed_at"))
        order->placed_at = stored_instant(stored, value);
    else if (slice_is(name, "day"))
        stored->sound &= day_read(scan_text(value), &order->day);
    else if (slice_is(name, "status"))
        order->status = (enum order_status)stored_word(stored, value, order_statuses);
    else if (slice_is(name, "financial_status"))
        order->financial_status = (enum financial_status)stored_word(stored, value, financial_statuses);
    else if (slice_is(name, "fulfillment_status"))
        order->fulfillment_status = (enum fulfillment_status)stored_word(stored, value, fulfillment_statuses);
    else if (slice_is(name, "customer"))
        stored_customer(stored, value, &order->customer);
    else if (slice_is(name, "note"))
        order->has_note = true;
    else if (slice_is(name, "group"))
        order->group = stored_text(stored, value);
    else if (slice_is(name, "country"))
        order->country = stored_text(stored, value);
    else if (slice_is(name, "prices_include_tax"))
        order->prices_include_tax = slice_is(value, "true");
    else if (slice_is(name, "buyer"))
        order->buyer = slice_is(scan_text(value), "business") ? BUYER_BUSINESS : BUYER_CONSUMER;
    else if (slice_is(name, "tax"))
        stored_tax(stored, value, &order->tax);
    else if (slice_is(name, "lines"))
        stored_lines(stored, value, order);
    else if (slice_is(name, "shipping"))
        stored_shipping(stored, value, &order->shipping);
    else if (slice_is(name, "discounts"))
        stored_discounts(stored, value, &order->discounts, &order->discount_count);
    else if (slice_is(name, "vat"))
        stored_rates(stored, value, &order->totals);
    else if (slice_is(name, "units"))
        order->units = stored_whole(stored, value);
    else if (slice_is(name, "net"))
        order->totals.net = stored_amount(stored, value);
    else if (slice_is(name, "vat_total"))
        order->totals.vat = stored_amount(stored, value);
    else if (slice_is(name, "total"))
        order->totals.gross = stored_amount(stored, value);
    else if (slice_is(name, "repaid"))
        order->repaid = stored_amount(stored, value);
    else if (slice_is(name, "request"))
        order->request = stored_text(stored, value);
    else if (slice_is(name, "shipped_at")) {
        order->shipped = true;
        order->shipped_at = stored_instant(stored, value);
    }
}

bool order_from_stored(struct order *order, struct slice record, struct arena *arena, struct fault *fault)
{
    struct stored stored = {.arena = arena, .sound = true};
    struct scan scan;
    struct slice name;
    struct slice value;

    *order = (struct order){0};
    if (!currency_find(scan_text(scan_find(record, "currency")), &stored.currency, fault))
        return false;
    order->currency = stored.currency;
    stored.sound = scan_object(&scan, record);
    while (stored.sound && scan_member(&scan, &name, &value))
        stored_member(&stored, name, value, order);
    text_release(&stored.room);
    return stored.sound || fault_set(fault, FAULT_SYSTEM, "store_damaged", NULL, "the record of order \"%.*s\" cannot be read",
                                     SLICE_ARGS(order->id));
}

static void write_components(const struct order_line *line, struct text *text)
{
    if (!line->has_components)
        return;
    json_open(text, "components", '[');
    for (size_t i = 0; i < line->component_count; i++) {
        json_open(text, NULL, '{');
        json_put_string(text, "sku", line->components[i].sku);
        json_put_integer(text, "quantity", line->components[i].quantity);
        json_close(text, '}');
    }
    json_close(text, ']');
}

static void write_discounts(const struct order_discount *discounts, size_t count, bool by_line, const struct currency *currency,
                            struct text *text)
{
    if (!count)
        return;
    json_open(text, "discounts", '[');
    for (size_t i = 0; i < count; i++) {
        json_open(text, NULL, '{');
        json_put_string(text, "promotion", discounts[i].promotion);
        json_put_optional(text, "coupon", discounts[i].coupon);
        if (!by_line)
            json_put_integer(text, "units", discounts[i].units);
        json_put_amount(text, "amount", discounts[i].amount, currency);
        json_close(text, '}');
    }
    json_close(text, ']');
}

int64_t order_line_open(const struct order_line *line)
{
    return line->quantity - line->shipped - line->cancelled;
}

void order_settle(struct order *order)
{
    bool none = true;
    bool whole = true;

    for (size_t i = 0; i < order->line_count; i++) {
        none &= order->lines[i].shipped == 0;
        whole &= order_line_open(&order->lines[i]) == 0;
    }
    order->fulfillment_status = none ? FULFILLMENT_NONE : whole ? FULFILLMENT_WHOLE : FULFILLMENT_PARTIAL;
    if (order->status != ORDER_OPEN || !whole)
        return;
    if (none)
        order->status = ORDER_CANCELLED;
    else if (order->financial_status >= FINANCIAL_PAID)
        order->status = ORDER_CLOSED;
}

bool order_line_takes(const struct order_line *line, int64_t units, size_t *at, struct slice *sku, int64_t *quantity)
{
    if (*at == (line->has_components ? line->component_count : 1))
        return false;
    *sku = line->has_components ? line->components[*at].sku : line->sku;
    *quantity = line->has_components ? units * line->components[*at].quantity : units;
    ++*at;
    return true;
}

static void write_given_back(const struct order_given_back *given_back, const struct currency *currency, struct text *text)
{
    if (given_back->units)
        json_put_integer(text, "refunded", given_back->units);
    if (given_back->net)
        json_put_amount(text, "refunded_net", given_back->net, currency);
    if (given_back->gross)
        json_put_amount(text, "refunded_amount", given_back->gross, currency);
}

static void put_category(struct text *text, const char *name, enum tax_category category)
{
    if (category != TAX_BY_RATE)
        json_put_string(text, name, slice_of(tax_category_code(category)));
}

static void write_lines(const struct order *order, enum order_content content, struct text *text)
{
    json_open(text, "lines", '[');
    for (size_t i = 0; i < order->line_count; i++) {
        const struct order_line *line = &order->lines[i];

        json_open(text, NULL, '{');
        json_put_integer(text, "line", line->number ? line->number : (int64_t)i + 1);
        json_put_string(text, "sku", line->sku);
        json_put_string(text, "name", line->name);
        json_put_optional(text, "category", line->category);
        if (line->goods != TAX_GOODS)
            json_put_string(text, "kind", slice_of(goods_kinds[line->goods]));
        if (content == CONTENT_OF_ORDER)
            json_put_string(text, "location", line->location);
        json_put_integer(text, "quantity", line->quantity);
        if (line->without_goods)
            json_put_integer(text, "units", 0);
        if (content == CONTENT_OF_DOCUMENT) {
            json_put_optional(text, "unit", line->unit);
            json_put_optional(text, "gtin", line->gtin);
        }
        if (content == CONTENT_OF_ORDER)
            json_put_integer(text, "shipped", line->shipped);
        if (content == CONTENT_OF_ORDER && line->cancelled)
            json_put_integer(text, "cancelled", line->cancelled);
        if (content == CONTENT_OF_ORDER)
            write_components(line, text);
        json_put_price(text, "price", line->price, &order->currency);
        if (line->list_price != PRODUCT_UNSET)
            json_put_price(text, "list_price", line->list_price, &order->currency);
        if (line->discount)
            json_put_amount(text, "discount", line->discount, &order->currency);
        write_discounts(line->discounts, line->discount_count, true, &order->currency, text);
        json_put_percent(text, "vat_rate", line->vat_rate);
        put_category(text, "vat_category", line->vat_category);
        json_put_amount(text, "net", line->net, &order->currency);
        json_put_amount(text, "vat", line->vat, &order->currency);
        json_put_amount(text, "gross", line->gross, &order->currency);
        if (content == CONTENT_OF_ORDER)
            write_given_back(&line->given_back, &order->currency, text);
        if (content == CONTENT_OF_ORDER && line->restocked)
            json_put_integer(text, "restocked", line->restocked);
        json_close(text, '}');
    }
    json_close(text, ']');
}

size_t order_shipping_parts(const struct order_shipping *shipping, struct shipping_part *whole, const struct shipping_part **parts)
{
    *parts = shipping->part_count ? shipping->parts : whole;
    if (shipping->part_count)
        return shipping->part_count;
    *whole = (struct shipping_part){shipping->vat_rate, shipping->vat_category, shipping->net, shipping->vat, shipping->gross};
    return shipping->given;
}

static void write_parts(const struct order *order, struct text *text)
{
    const struct order_shipping *shipping = &order->shipping;

    if (!shipping->part_count)
        return;
    json_open(text, "parts", '[');
    for (size_t i = 0; i < shipping->part_count; i++) {
        const struct shipping_part *part = &shipping->parts[i];

        json_open(text, NULL, '{');
        json_put_percent(text, "vat_rate", part->vat_rate);
        put_category(text, "vat_category", part->vat_category);
        json_put_amount(text, "net", part->net, &order->currency);
        json_put_amount(text, "vat", part->vat, &order->currency);
        json_put_amount(text, "gross", part->gross, &order->currency);
        json_close(text, '}');
    }
    json_close(text, ']');
}

static void write_shipping(const struct order *order, enum order_content content, struct text *text)
{
    const struct order_shipping *shipping = &order->shipping;

    if (!shipping->given)
        return;
    json_open(text, "shipping", '{');
    json_put_optional(text, "method", shipping->method);
    json_put_price(text, "price", shipping->price, &order->currency);
    if (content == CONTENT_OF_ORDER && shipping->standard_price != PRODUCT_UNSET)
        json_put_price(text, "standard_price", shipping->standard_price, &order->currency);
    if (shipping->discount)
        json_put_amount(text, "discount", shipping->discount, &order->currency);
    if (!shipping->part_count)
        json_put_percent(text, "vat_rate", shipping->vat_rate);
    put_category(text, "vat_category", shipping->vat_category);
    write_parts(order, text);
    json_put_amount(text, "net", shipping->net, &order->currency);
    json_put_amount(text, "vat", shipping->vat, &order->currency);
    json_put_amount(text, "gross", shipping->gross, &order->currency);
    if (content == CONTENT_OF_ORDER)
        write_given_back(&shipping->given_back, &order->currency, text);
    json_close(text, '}');
}

static void write_tax(const struct order *order, struct text *text)
{
    const struct order_tax *tax = &order->tax;

    if (order->buyer == BUYER_BUSINESS)
        json_put_string(text, "buyer", SLICE("business"));
    if (!tax->given)
        return;
    json_open(text, "tax", '{');
    json_put_string(text, "treatment", slice_of(treatment_name(tax->treatment)));
    json_put_string(text, "country", tax->country);
    if (tax->territory.length)
        json_put_string(text, "territory", tax->territory);
    if (tax->is_distance_sale)
        json_put_bool(text, "distance_sale", true);
    if (tax->threshold != THRESHOLD_NONE)
        json_put_string(text, "threshold", slice_of(thresholds[tax->threshold]));
    if (tax->proof != NUMBER_NONE)
        json_put_string(text, "buyer_vat_number_checked", slice_of(proofs[tax->proof]));
    json_close(text, '}');
}

void order_write_customer(const struct order *order, struct text *text)
{
    if (!order->customer.id.bytes)
        return;
    json_open(text, "customer", '{');
    json_put_string(text, "id", order->customer.id);
    if (order->customer.version)
        json_put_integer(text, "version", order->customer.version);
    json_close(text, '}');
}

void order_write_content(const struct order *order, enum order_content content, struct text *text)
{
    order_write_customer(order, text);
    if (order->has_note && content == CONTENT_OF_ORDER) {
        json_open(text, "note", '{');
        json_put_integer(text, "version", 1);
        json_close(text, '}');
    }
    json_put_optional(text, "group", order->group);
    json_put_string(text, "country", order->country);
    json_put_string(text, "currency", slice_of(order->currency.code));
    json_put_bool(text, "prices_include_tax", order->prices_include_tax);
    write_tax(order, text);
    write_lines(order, content, text);
    write_shipping(order, content, text);
    write_discounts(order->discounts, order->discount_count, false, &order->currency, text);
    json_open(text, "vat", '[');
    for (size_t i = 0; i < order->totals.rate_count; i++) {
        json_open(text, NULL, '{');
        json_put_percent(text, "rate", order->totals.rates[i].rate);
        put_category(text, "category", order->totals.rates[i].category);
        json_put_amount(text, "net", order->totals.rates[i].net, &order->currency);
        json_put_amount(text, "vat", order->totals.rates[i].vat, &order->currency);
        json_put_optional(text, "exemption_code", order->totals.rates[i].exemption_code);
        json_put_optional(text, "exemption", order->totals.rates[i].exemption);
        json_close(text, '}');
    }
    json_close(text, ']');
    json_put_integer(text, "units", order->units);
    json_put_amount(text, "net", order->totals.net, &order->currency);
    json_put_amount(text, "vat_total", order->totals.vat, &order->currency);
    json_put_amount(text, "total", order->totals.gross, &order->currency);
}

void order_write(const struct order *order, struct text *text)
{
    text_add_string(text, "{\"type\":\"order\"");
    json_put_string(text, "id", order->id);
    if (order->training)
        json_put_bool(text, "training", true);
    json_put_string(text, "channel", order->channel);
    json_put_string(text, "reference", order->reference);
    json_put_optional(text, "buyer_reference", order->buyer_reference);
    json_put_instant(text, "placed_at", order->placed_at);
    json_put_day(text, "day", order->day);
    json_put_string(text, "status", slice_of(order_statuses[order->status]));
    json_put_string(text, "financial_status", slice_of(financial_statuses[order->financial_status]));
    json_put_string(text, "fulfillment_status", slice_of(fulfillment_statuses[order->fulfillment_status]));
    if (order->shipped)
        json_put_instant(text, "shipped_at", order->shipped_at);
    order_write_content(order, CONTENT_OF_ORDER, text);
    if (order->repaid)
        json_put_amount(text, "repaid", order->repaid, &order->currency);
    json_put_string(text, "request", order->request);
    text_add_byte(text, '}');
}

size_t order_change(const struct order *order, uint64_t number, struct changes *changes)
{
    struct text id = TEXT_INIT;

    order_id(number, &id);
    order_write(order, changes_begin(changes, text_slice(&id)));
    text_release(&id);
    return changes_end(changes);
}

void order_id(uint64_t number, struct text *id)
{
    text_clear(id);
    text_add_string(id, "order/");
    text_add_integer(id, (int64_t)number);
}

bool order_number(struct slice id, uint64_t *number, struct fault *fault)
{
    struct slice digits = slice_starts(id, "order/") ? slice_from(id, 6) : id;
    int64_t value;

    if (!slice_integer(digits, INT64_MAX, &value) || value == 0 || digits.bytes[0] == '0')
        return fault_set(fault, FAULT_REFUSED, "not_an_id", "id", "\"%.*s\" is no order's number", SLICE_ARGS(id));
    *number = (uint64_t)value;
    return true;
}

bool order_find(struct order *order, struct store *store, struct slice id, struct arena *arena, struct fault *fault)
{
    struct text record_id = TEXT_INIT;
    struct slice record;
    uint64_t number;
    bool done;

    if (!order_number(id, &number, fault))
        return false;
    order_id(number, &record_id);
    done = store_get(store, text_slice(&record_id), &record, fault);
    text_release(&record_id);
    if (done && !record.bytes)
        return fault_set(fault, FAULT_REFUSED, "unknown_order", "id", "there is no order %llu", (unsigned long long)number);
    return done && order_from_stored(order, arena_copy(arena, record), arena, fault);
}
