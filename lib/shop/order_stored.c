/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "shop/order_words.h"

#include "shop/amendment.h"
#include "shop/product.h"
#include "json/scan.h"

/* Reading back what order_write wrote: members are taken by name, texts without copying where they have no escapes. */

struct stored {
    struct arena *arena;
    struct currency currency;
    struct text room;
    bool is_order; /* and no document, whose payments shop/document.h reads */
    bool sound;    /* false: a value is not what order_write writes */
};

static struct slice stored_text(struct stored *stored, struct slice value)
{
    struct slice text = scan_decoded(value, &stored->room);

    return text.bytes == stored->room.bytes && text.length ? arena_copy(stored->arena, text) : text;
}

static struct slice stored_optional(struct stored *stored, struct slice value)
{
    return value.bytes ? stored_text(stored, value) : value;
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
    unsigned number = order_word_number(scan_text(value), words);

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

static void stored_allocations(struct stored *stored, struct slice json, struct order_line *line)
{
    struct scan scan;
    struct slice value;

    line->allocation_count = scan_count(json);
    line->allocations = arena_take(stored->arena, line->allocation_count * sizeof *line->allocations);
    stored->sound &= scan_array(&scan, json);
    for (size_t i = 0; stored->sound && i < line->allocation_count && scan_element(&scan, &value); i++) {
        struct slice cancelled = scan_find(value, "cancelled");

        line->allocations[i] = (struct order_allocation){
            .location = stored_text(stored, scan_find(value, "location")),
            .quantity = stored_whole(stored, scan_find(value, "quantity")),
            .shipped = stored_whole(stored, scan_find(value, "shipped")),
            .cancelled = cancelled.bytes ? stored_whole(stored, cancelled) : 0,
        };
    }
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
    else if (slice_is(name, "returned"))
        line->returned = stored_whole(stored, value);
    else if (slice_is(name, "resent"))
        line->resent = stored_whole(stored, value);
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
            line->goods = (enum tax_goods)stored_word(stored, value, order_goods_kinds);
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
        else if (slice_is(name, "allocations"))
            stored_allocations(stored, value, line);
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
    struct slice exchange = scan_find(json, "exchange");
    struct slice proof = scan_find(json, "buyer_vat_number_checked");
    struct fault unknown = FAULT_INIT;

    tax->given = true;
    stored->sound &= treatment_find(scan_text(scan_find(json, "treatment")), &tax->treatment);
    tax->country = stored_text(stored, scan_find(json, "country"));
    if (territory.bytes)
        tax->territory = stored_text(stored, territory);
    tax->is_distance_sale = slice_is(scan_find(json, "distance_sale"), "true");
    if (threshold.bytes)
        tax->threshold = (enum tax_threshold)stored_word(stored, threshold, order_thresholds);
    tax->is_exchanged = exchange.bytes != NULL;
    if (tax->is_exchanged)
        stored->sound &= exchange_from_stored(&tax->exchange, exchange, stored->arena) &&
                         currency_find(scan_text(scan_find(exchange, "currency")), &tax->turnover, &unknown);
    if (proof.bytes)
        tax->proof = (enum number_proof)stored_word(stored, proof, order_proofs);
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

static void stored_pickup(struct stored *stored, struct slice json, struct order *order)
{
    struct slice slot = scan_find(json, "slot");

    order->pickup_counter = stored_text(stored, scan_find(json, "counter"));
    order->has_pickup_slot = slot.bytes != NULL;
    stored->sound &= !slot.bytes || slot_read(scan_text(slot), &order->pickup_slot);
}

static void stored_appointment(struct stored *stored, struct slice json, struct order *order)
{
    order->appointment_counter = stored_text(stored, scan_find(json, "counter"));
    order->has_appointment = true;
    stored->sound &= slot_read(scan_text(scan_find(json, "slot")), &order->appointment) &&
                     slot_until_read(scan_text(scan_find(json, "slot_until")), &order->appointment);
}

static void stored_shipping(struct stored *stored, struct slice json, struct order_shipping *shipping)
{
    struct slice method = scan_find(json, "method");
    struct slice discount = scan_find(json, "discount");
    struct slice standard = scan_find(json, "standard_price");
    struct slice quote = scan_find(json, "quote");
    struct slice point = scan_find(json, "pickup_point");
    struct slice billed = scan_find(json, "billed");
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
        .quote = quote,
        .pickup_point = stored_optional(stored, point),
        .has_billed = billed.bytes != NULL,
        .billed = billed.bytes ? stored_amount(stored, billed) : 0,
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

static void stored_payments(struct stored *stored, struct slice json, struct order *order)
{
    struct scan scan;
    struct slice value;

    order->payment_count = scan_count(json);
    order->payments = arena_take(stored->arena, order->payment_count * sizeof *order->payments);
    stored->sound &= scan_array(&scan, json);
    for (size_t i = 0; stored->sound && i < order->payment_count && scan_element(&scan, &value); i++) {
        struct order_payment *payment = &order->payments[i];
        struct slice repaid = scan_find(value, "repaid");

        *payment = (struct order_payment){
            .means = (enum payment_means)stored_word(stored, scan_find(value, "means"), order_payment_means),
            .amount = stored_amount(stored, scan_find(value, "amount")),
            .repaid = repaid.bytes ? stored_amount(stored, repaid) : 0,
            .reference = stored_optional(stored, scan_find(value, "reference")),
            .key = stored_optional(stored, scan_find(value, "key")),
            .gift_card = stored_optional(stored, scan_find(value, "gift_card")),
        };
        stored->sound &= day_read(scan_text(scan_find(value, "day")), &payment->day);
    }
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
        order->financial_status = (enum financial_status)stored_word(stored, value, order_financial_statuses);
    else if (slice_is(name, "fulfillment_status"))
        order->fulfillment_status = (enum fulfillment_status)stored_word(stored, value, order_fulfillment_statuses);
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
    else if (slice_is(name, "vat_rounding"))
        stored->sound &= tax_rounding_find(scan_text(value), &order->totals.rounding);
    else if (slice_is(name, "pickup"))
        stored_pickup(stored, value, order);
    else if (slice_is(name, "appointment"))
        stored_appointment(stored, value, order);
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
    else if (slice_is(name, "payments") && stored->is_order)
        stored_payments(stored, value, order);
    else if (slice_is(name, "repaid"))
        order->repaid = stored_amount(stored, value);
    else if (slice_is(name, "amendments")) {
        order->amendments = value;
        order->highest_total = amendments_highest_total(value, &order->currency);
    } else if (slice_is(name, "request"))
        order->request = stored_text(stored, value);
    else if (slice_is(name, "shipped_at")) {
        order->shipped = true;
        order->shipped_at = stored_instant(stored, value);
    } else if (slice_is(name, "not_deliverable")) {
        order->not_deliverable = stored_text(stored, value);
    } else if (slice_is(name, "reallocated_at")) {
        order->reallocated = true;
        order->reallocated_at = stored_instant(stored, value);
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
    stored.is_order = slice_is(scan_text(scan_find(record, "type")), "order");
    stored.sound = scan_object(&scan, record);
    while (stored.sound && scan_member(&scan, &name, &value))
        stored_member(&stored, name, value, order);
    text_release(&stored.room);
    return stored.sound || fault_set(fault, FAULT_SYSTEM, "store_damaged", NULL, "the record of order \"%.*s\" cannot be read",
                                     SLICE_ARGS(order->id));
}
