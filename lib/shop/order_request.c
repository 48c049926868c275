/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "shop/order.h"

#include "shop/payment.h"
#include "shop/postcode.h"
#include "shop/product.h"
#include "shop/promotion.h"
#include "shop/stock.h"
#include "shop/tariff.h"
#include "json/read.h"

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
    static const char *const known[] = {"line",
                                        "sku",
                                        "name",
                                        "category",
                                        "location",
                                        "quantity",
                                        "shipped",
                                        "cancelled",
                                        "price",
                                        "list_price",
                                        "discount",
                                        "discounts",
                                        "vat_rate",
                                        "net",
                                        "vat",
                                        "gross",
                                        "components",
                                        "kind",
                                        "vat_category",
                                        "refunded",
                                        "refunded_net",
                                        "refunded_amount",
                                        "restocked",
                                        "returned",
                                        "allocations",
                                        "resent",
                                        NULL};
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
    /* Of a line that was split there is no one place: it is allocated anew. */
    if (line->location.bytes && json_object_get(object, "allocations"))
        line->location = (struct slice){NULL, 0};
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

/* What is to be quoted: a service of the tariff, or a mode of delivery. */
static bool read_service(const json_t *object, struct order_shipping *shipping, struct fault *fault)
{
    enum tariff_mode mode;
    struct slice word;

    if (!field_string(object, "service", &shipping->service, fault) || !field_string(object, "mode", &word, fault) ||
        !field_string(object, "pickup_point", &shipping->pickup_point, fault))
        return false;
    if (shipping->pickup_point.bytes && !name_check(shipping->pickup_point, TARIFF_NAME_LIMIT, "pickup_point", fault))
        return false;
    if (!word.bytes)
        return true;
    if (!tariff_mode_find(word, &mode))
        return fault_set(fault, FAULT_REFUSED, "unknown_choice", "mode",
                         "\"%.*s\" is no mode of delivery; see colporteur-tariff(5)", SLICE_ARGS(word));
    shipping->mode = (int)mode;
    return true;
}

static bool read_shipping(const json_t *record, struct order_shipping *shipping, const struct currency *currency,
                          struct fault *fault)
{
    static const char *const known[] = {
        "method", "price",        "standard_price",  "discount", "vat_rate", "vat_category", "parts",        "net", "vat",
        "gross",  "refunded_net", "refunded_amount", "service",  "mode",     "quote",        "pickup_point", "billed", NULL};
    const json_t *object;

    *shipping = (struct order_shipping){.standard_price = PRODUCT_UNSET, .mode = TARIFF_NONE};
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
    if (!read_service(object, shipping, fault))
        return fault_within(fault, "shipping");
    shipping->rate_is_given = shipping->vat_rate != PRODUCT_UNSET;
    shipping->price_is_given = shipping->price != PRODUCT_UNSET;
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
    static const char *const known[] = {"version", "note", "postcode", "customer_version", NULL};
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
    if (!name_check(order->channel, CHANNEL_LIMIT, "channel", fault) ||
        (order->reference.bytes && !name_check(order->reference, REFERENCE_LIMIT, "reference", fault)) ||
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

static bool read_payments(const json_t *record, struct order *order, struct arena *arena, struct fault *fault)
{
    const json_t *payments;

    if (!field_array(record, "payments", &payments, fault))
        return false;
    order->payment_count = json_array_size(payments);
    if (order->payment_count > PAYMENTS_LIMIT)
        return fault_set(fault, FAULT_REFUSED, "out_of_range", "payments", "are more than %d", PAYMENTS_LIMIT);
    order->payments = arena_take(arena, order->payment_count * sizeof *order->payments);
    for (size_t i = 0; i < order->payment_count; i++)
        if (!payment_from_json(&order->payments[i], json_array_get(payments, i), &order->currency, fault))
            return fault_within(fault, "payments[%zu]", i + 1);
    return true;
}

/* Where it goes, where the order itself says more than its customer does. */
static bool read_destination(const json_t *record, struct order *order, struct fault *fault)
{
    const json_t *note = json_object_get(record, "note"); /* as order-list prints it */
    struct slice gift_cards;
    bool present;

    if (!field_string(record, "postcode", &order->postcode, fault) ||
        (!order->postcode.bytes && json_is_object(note) && !field_string(note, "postcode", &order->postcode, fault)) ||
        !field_string(record, "gift_cards", &gift_cards, fault) ||
        !field_integer(record, "distance_m", 0, 1000000000, &order->distance, &present, fault))
        return false;
    if (!present)
        order->distance = TARIFF_NONE;
    order->postcode_given = order->postcode.length > 0;
    if (order->postcode_given && !name_check(order->postcode, POSTCODE_ROOM, "postcode", fault))
        return false;
    return !gift_cards.bytes || amount_read(gift_cards, &order->currency, false, "gift_cards", &order->gift_cards, fault);
}

/* {"counter":"ghent","slot":"2026-11-24T10:00"} */
static bool read_pickup(const json_t *record, struct order *order, struct fault *fault)
{
    static const char *const known[] = {"counter", "slot", NULL};
    const json_t *pickup;
    struct slice slot;

    if (!field_object(record, "pickup", &pickup, fault) || !pickup)
        return !pickup;
    if (!fields_known(pickup, known, fault) || !field_string(pickup, "counter", &order->pickup_counter, fault) ||
        !field_string(pickup, "slot", &slot, fault))
        return fault_within(fault, "pickup");
    if (!order->pickup_counter.bytes)
        return field_missing("pickup.counter", fault);
    order->has_pickup_slot = slot.bytes != NULL;
    return !slot.bytes || slot_read(slot, &order->pickup_slot) ||
           fault_set(fault, FAULT_REFUSED, "not_a_slot", "pickup.slot", "must be a day and a time as \"2026-11-24T10:00\"");
}

/* {"slot":"2026-11-24T08:00"}; "counter" where no service of the tariff says who comes. */
static bool read_appointment(const json_t *record, struct order *order, struct fault *fault)
{
    static const char *const known[] = {"counter", "slot", "slot_until", NULL};
    const json_t *appointment;
    struct slice slot;

    if (!field_object(record, "appointment", &appointment, fault) || !appointment)
        return !appointment;
    if (!fields_known(appointment, known, fault) || !field_string(appointment, "counter", &order->appointment_counter, fault) ||
        !field_string(appointment, "slot", &slot, fault))
        return fault_within(fault, "appointment");
    if (!slot.bytes)
        return field_missing("appointment.slot", fault);
    order->has_appointment = true;
    return slot_read(slot, &order->appointment) ||
           fault_set(fault, FAULT_REFUSED, "not_a_slot", "appointment.slot", "must be a day and a time as \"2026-11-24T10:00\"");
}

bool cart_from_json(struct order *order, const json_t *record, const struct settings *settings, instant now, struct arena *arena,
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
                                        "reallocated_at",
                                        "not_deliverable",
                                        "customer",
                                        "note",
                                        "group",
                                        "country",
                                        "currency",
                                        "prices_include_tax",
                                        "vat_rounding",
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
                                        "payments",
                                        "repaid",
                                        "amendments",
                                        "request",
                                        "postcode",
                                        "distance_m",
                                        "gift_cards",
                                        "pickup",
                                        "appointment",
                                        NULL};

    *order = (struct order){.training = settings->training, .totals.rounding = settings->rounding};
    return fields_known(record, known, fault) && read_header(record, order, settings, now, fault) &&
           read_currency(record, order, settings, fault) && read_country(order, settings, fault) &&
           read_destination(record, order, fault) && read_pickup(record, order, fault) && read_appointment(record, order, fault) &&
           read_buyer(record, order, fault) && read_coupons(record, order, arena, fault) &&
           read_payments(record, order, arena, fault) && read_lines(record, order, arena, fault) &&
           read_shipping(record, &order->shipping, &order->currency, fault);
}

bool order_delivery_from_json(struct order *order, const json_t *record, struct fault *fault)
{
    return field_string(record, "country", &order->country, fault) &&
           (!order->country.bytes || country_check(order->country, "country", fault)) && read_destination(record, order, fault) &&
           read_pickup(record, order, fault) && read_appointment(record, order, fault) &&
           read_shipping(record, &order->shipping, &order->currency, fault);
}

bool order_from_json(struct order *order, const json_t *record, const struct settings *settings, instant now, struct arena *arena,
                     struct fault *fault)
{
    return cart_from_json(order, record, settings, now, arena, fault) &&
           (order->reference.bytes || field_missing("reference", fault));
}
