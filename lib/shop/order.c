/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "shop/order_words.h"

#include "shop/payment.h"
#include "shop/product.h"
#include "json/write.h"

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

static void write_allocations(const struct order_line *line, struct text *text)
{
    if (!line->allocation_count)
        return;
    json_open(text, "allocations", '[');
    for (size_t i = 0; i < line->allocation_count; i++) {
        const struct order_allocation *allocation = &line->allocations[i];

        json_open(text, NULL, '{');
        json_put_string(text, "location", allocation->location);
        json_put_integer(text, "quantity", allocation->quantity);
        json_put_integer(text, "shipped", allocation->shipped);
        if (allocation->cancelled)
            json_put_integer(text, "cancelled", allocation->cancelled);
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
    return line->quantity + line->resent - line->shipped - line->cancelled;
}

int64_t order_line_out(const struct order_line *line)
{
    return line->shipped - line->restocked - line->returned;
}

void order_settle(struct order *order)
{
    bool none = true;
    bool whole = true;

    for (size_t i = 0; i < order->line_count; i++) {
        none &= order->lines[i].shipped == 0;
        whole &= order_line_open(&order->lines[i]) == 0;
    }
    order->financial_status = order_financial_status(order);
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
        json_put_optional(text, "sku", line->sku);
        json_put_optional(text, "name", line->name);
        json_put_optional(text, "category", line->category);
        if (line->goods != TAX_GOODS)
            json_put_string(text, "kind", slice_of(order_goods_kinds[line->goods]));
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
            write_allocations(line, text);
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
        if (content == CONTENT_OF_ORDER && line->returned)
            json_put_integer(text, "returned", line->returned);
        if (content == CONTENT_OF_ORDER && line->resent)
            json_put_integer(text, "resent", line->resent);
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
    if (content == CONTENT_OF_ORDER && shipping->quote.bytes)
        json_put_raw(text, "quote", shipping->quote);
    else if (content == CONTENT_OF_ORDER)
        json_put_optional(text, "pickup_point", shipping->pickup_point);
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
    if (content == CONTENT_OF_ORDER && shipping->has_billed)
        json_put_amount(text, "billed", shipping->billed, &order->currency);
    json_close(text, '}');
}

static void write_tax(const struct order *order, enum order_content content, struct text *text)
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
        json_put_string(text, "threshold", slice_of(order_thresholds[tax->threshold]));
    if (content == CONTENT_OF_ORDER && tax->is_exchanged)
        exchange_write_rates(&tax->exchange, &tax->turnover, text);
    if (tax->proof != NUMBER_NONE)
        json_put_string(text, "buyer_vat_number_checked", slice_of(order_proofs[tax->proof]));
    json_close(text, '}');
}

void order_write_customer(const struct order *order, struct text *text)
{
    customer_reference_write(&order->customer, text);
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
    if (order->totals.rounding != ROUND_BY_RATE)
        json_put_string(text, "vat_rounding", slice_of(tax_rounding_name(order->totals.rounding)));
    write_tax(order, content, text);
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

void order_write_pickup(const struct order *order, struct text *text)
{
    struct text slot = TEXT_INIT;

    if (!order->pickup_counter.bytes)
        return;
    json_open(text, "pickup", '{');
    json_put_string(text, "counter", order->pickup_counter);
    if (order->has_pickup_slot) {
        slot_write(&order->pickup_slot, &slot);
        json_put_string(text, "slot", text_slice(&slot));
    }
    json_close(text, '}');
    text_release(&slot);
}

void order_write_appointment(const struct order *order, struct text *text)
{
    struct text slot = TEXT_INIT;

    if (!order->has_appointment)
        return;
    json_open(text, "appointment", '{');
    json_put_optional(text, "counter", order->appointment_counter);
    slot_write(&order->appointment, &slot);
    json_put_string(text, "slot", text_slice(&slot));
    text_clear(&slot);
    clock_write(order->appointment.until, &slot);
    if (order->appointment.until)
        json_put_string(text, "slot_until", text_slice(&slot));
    json_close(text, '}');
    text_release(&slot);
}

void order_write_delivery(const struct order *order, struct text *text)
{
    order_write_customer(order, text);
    json_put_string(text, "country", order->country);
    write_tax(order, CONTENT_OF_ORDER, text);
    write_shipping(order, CONTENT_OF_ORDER, text);
    order_write_pickup(order, text);
    order_write_appointment(order, text);
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
    json_put_string(text, "financial_status", slice_of(order_financial_statuses[order->financial_status]));
    json_put_string(text, "fulfillment_status", slice_of(order_fulfillment_statuses[order->fulfillment_status]));
    if (order->shipped)
        json_put_instant(text, "shipped_at", order->shipped_at);
    if (order->reallocated)
        json_put_instant(text, "reallocated_at", order->reallocated_at);
    json_put_optional(text, "not_deliverable", order->not_deliverable);
    order_write_content(order, CONTENT_OF_ORDER, text);
    order_write_pickup(order, text);
    order_write_appointment(order, text);
    payments_write(order, text);
    if (order->repaid)
        json_put_amount(text, "repaid", order->repaid, &order->currency);
    if (order->amendments.bytes)
        json_put_raw(text, "amendments", order->amendments);
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
