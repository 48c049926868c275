/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "shop/order_quote.h"

#include "shop/delivery_quote.h"
#include "shop/members.h"
#include "shop/order_pricing.h"
#include "shop/placing.h"
#include "shop/product.h"
#include "json/scan.h"
#include "json/write.h"

static percent highest_rate(const struct order *order)
{
    percent highest = 0;

    for (size_t i = 0; i < order->line_count; i++)
        if (order->lines[i].vat_rate > highest)
            highest = order->lines[i].vat_rate;
    return highest;
}

price quote_price(const struct order *order, const struct tariff *tariff, amount value)
{
    const percent whole = PERCENT_WHOLE + order->shipping.home_rate;
    price told = price_of_amount(value, &tariff->currency);

    if (order->prices_include_tax == tariff->prices_include_tax)
        return told;
    return (price)(tariff->prices_include_tax ? divide_rounded((wide)told * PERCENT_WHOLE, whole)
                                              : divide_rounded((wide)told * whole, PERCENT_WHOLE));
}

bool order_find_destination(struct order *order, struct store *store, struct arena *arena, struct fault *fault)
{
    struct customer_tax customer;

    if (!customer_tax_of(store, order->customer_given, arena, &customer, fault))
        return fault_within(fault, "customer");
    if (!order->postcode.bytes)
        order->postcode = customer_postcode_in(&customer, order->country);
    if (order->buyer == BUYER_UNSAID && customer.is_business)
        order->buyer = BUYER_BUSINESS;
    return true;
}

bool order_try(const struct order *order, price delivery, struct order *tried, const struct quote_books *books,
               struct slice customer, struct store *store, const struct settings *settings, struct arena *arena,
               struct fault *fault)
{
    *tried = *order;
    tried->explanation = NULL;
    tried->lines = arena_take(arena, order->line_count * sizeof *tried->lines);
    memcpy(tried->lines, order->lines, order->line_count * sizeof *tried->lines);
    if (!tried->shipping.given || !tried->shipping.price_is_given)
        tried->shipping = (struct order_shipping){
            .given = true, .price = delivery, .vat_rate = PRODUCT_UNSET, .standard_price = PRODUCT_UNSET, .mode = TARIFF_NONE};
    tried->shipping.home_rate = tried->shipping.price_is_given ? 0 : highest_rate(order);
    if (!order_find_discounts(tried, books->prices, customer, store, settings, arena, fault) ||
        !order_find_tax(tried, books->taxes, store, settings, arena, fault))
        return false;
    order_divide_shipping(tried, settings, arena);
    return order_compute_totals(tried, arena, fault);
}

static bool came_before(const struct tariff_answer *answer, size_t exclusion)
{
    for (size_t i = 0; i < exclusion; i++)
        if (slice_equal(answer->exclusions[i].reason, answer->exclusions[exclusion].reason))
            return true;
    return false;
}

/* Each reason, with the first service that has it, as far as a line for a person can hold them. */
static bool refuse(const struct order *order, const struct tariff *tariff, const struct tariff_answer *answer, int service,
                   struct fault *fault)
{
    struct text reasons = TEXT_INIT;

    for (size_t i = 0; i < answer->exclusion_count && reasons.length < FAULT_REASON / 2; i++) {
        const struct tariff_exclusion *exclusion = &answer->exclusions[i];

        if (service == TARIFF_NONE ? came_before(answer, i) : exclusion->service != service)
            continue;
        text_printf(&reasons, "%s%.*s: %.*s", reasons.length ? "; " : "",
                    SLICE_ARGS(tariff->service_names.items[exclusion->service]), SLICE_ARGS(exclusion->reason));
    }
    fault_set(fault, FAULT_REFUSED, "not_deliverable", "shipping", "to %.*s %s: %.*s", SLICE_ARGS(order->country),
              service == TARIFF_NONE ? "no service delivers these goods" : "the service does not deliver these goods",
              SLICE_ARGS(text_slice(&reasons)));
    text_release(&reasons);
    return false;
}

static bool choose(const struct order *order, const struct tariff *tariff, const struct tariff_answer *answer,
                   const struct tariff_option **option, struct fault *fault)
{
    const struct order_shipping *shipping = &order->shipping;
    int service = shipping->service.bytes ? tariff_name_number(&tariff->service_names, shipping->service) : TARIFF_NONE;

    if (shipping->service.bytes && service == TARIFF_NONE)
        return fault_set(fault, FAULT_REFUSED, "unknown_service", "shipping.service",
                         "\"%.*s\" is no service of the tariff \"%.*s\"", SLICE_ARGS(shipping->service), SLICE_ARGS(tariff->name));
    if (service != TARIFF_NONE) {
        *option = delivery_option_of(answer, service);
        return *option || refuse(order, tariff, answer, service, fault);
    }
    *option = tariff_cheapest(answer, (enum tariff_mode)shipping->mode);
    return *option ||
           fault_set(fault, FAULT_REFUSED, "not_deliverable", "shipping.mode", "to %.*s no service of mode %s takes these goods",
                     SLICE_ARGS(order->country), tariff_mode_name((enum tariff_mode)shipping->mode));
}

static void keep_quote(struct order *order, const struct delivery *delivery, const struct tariff *tariff,
                       const struct tariff_option *option, struct arena *arena)
{
    struct order_shipping *shipping = &order->shipping;
    struct text text = TEXT_INIT;

    json_open(&text, NULL, '{');
    json_put_string(&text, "tariff", tariff->name);
    json_put_day(&text, "from", tariff->from);
    delivery_option_write(delivery, tariff, option, true, &text);
    json_put_optional(&text, "pickup_point", shipping->pickup_point);
    json_close(&text, '}');
    shipping->quote = arena_copy(arena, text_slice(&text));
    text_release(&text);
}

static void take_option(struct order *order, const struct delivery *delivery, const struct tariff *tariff,
                        const struct tariff_answer *answer, const struct tariff_option *option, struct arena *arena)
{
    struct order_shipping *shipping = &order->shipping;
    amount standard;

    shipping->home_rate = highest_rate(order);
    shipping->price = quote_price(order, tariff, option->price);
    if (tariff_standard_price(answer, option, &standard))
        shipping->standard_price = quote_price(order, tariff, standard);
    if (!shipping->method.bytes)
        shipping->method = option->service->title.length ? arena_copy(arena, option->service->title)
                                                         : arena_copy(arena, tariff->service_names.items[option->service->name]);
    keep_quote(order, delivery, tariff, option, arena);
}

static bool is_named(const struct order_shipping *shipping)
{
    return shipping->service.bytes || shipping->mode != TARIFF_NONE;
}

/* A method that comes without a price must have one in the tariff: a delivery is never free because nobody said what it costs. */
static bool is_called(const struct order *order)
{
    return order->shipping.method.bytes && !order->pickup_counter.bytes;
}

static bool is_quoted_by(const struct order *order)
{
    return (is_named(&order->shipping) || is_called(order)) && !order->shipping.price_is_given && !order->was_sold;
}

/* What it is called may be a service, what customers read of one, or a mode. */
static bool find_called(struct order_shipping *shipping, const struct tariff *tariff, struct fault *fault)
{
    enum tariff_mode mode;

    if (tariff_name_number(&tariff->service_names, shipping->method) != TARIFF_NONE)
        shipping->service = shipping->method;
    for (size_t i = 0; !shipping->service.bytes && i < tariff->counts[TARIFF_SERVICES]; i++)
        if (slice_equal(tariff->services[i].title, shipping->method))
            shipping->service = tariff->service_names.items[tariff->services[i].name];
    if (shipping->service.bytes)
        return true;
    if (!tariff_mode_find(shipping->method, &mode))
        return fault_set(fault, FAULT_REFUSED, "unknown_service", "shipping.method",
                         "\"%.*s\" comes without a price, and is no service, title or mode of the tariff \"%.*s\"",
                         SLICE_ARGS(shipping->method), SLICE_ARGS(tariff->name));
    shipping->mode = (int)mode;
    return true;
}

/* Whether the setting asks it of this order. */
static bool is_checked(const struct order *order, const struct settings *settings)
{
    struct slice check = settings->text[SHIPPING_CHECK];

    return !order->pickup_counter.bytes && !slice_is(check, "none") &&
           (!slice_is(check, "unpriced") || !order->shipping.price_is_given);
}

/* Shipments that share no way of delivery may go each its own: then the goods can be delivered, and only not in one option. */
static bool each_goes(const struct order *order, struct tariff_book *tariffs, struct store *store, const struct settings *settings,
                      struct arena *arena, bool *goes, struct fault *fault)
{
    struct delivery delivery;

    if (!delivery_of(&delivery, order, true, &tariffs->tariff, store, settings, arena, fault))
        return false;
    *goes = delivery.shipment_count > 1;
    for (size_t i = 0; *goes && i < delivery.shipment_count; i++) {
        struct tariff_answer answer = {.explain = false};

        tariff_answer(&tariffs->tariff, &delivery.question, &delivery.shipments[i], &tariffs->calendar, arena, &answer);
        *goes = answer.option_count > 0;
    }
    return true;
}

static bool refuse_with_reasons(const struct order *order, const struct order *tried, struct tariff_book *tariffs,
                                struct store *store, const struct settings *settings, struct arena *arena, struct fault *fault)
{
    struct tariff_answer answer = {.explain = true};
    const struct tariff_option *option;
    struct delivery delivery;

    if (!delivery_find_options(&delivery, &answer, tried, &tariffs->tariff, &tariffs->calendar, store, settings, arena, fault))
        return false;
    if (answer.option_count)
        return choose(order, &tariffs->tariff, &answer, &option, fault);
    return refuse(order, &tariffs->tariff, &answer, TARIFF_NONE, fault);
}

static bool quote(struct order *order, const struct order *tried, struct tariff_book *tariffs, struct store *store,
                  const struct settings *settings, struct arena *arena, struct fault *fault)
{
    struct tariff *tariff = &tariffs->tariff;
    struct tariff_answer answer = {.explain = false};
    const struct tariff_option *option;
    struct delivery delivery;
    bool is_quoted = is_quoted_by(order);
    bool goes = false;

    if (!delivery_find_options(&delivery, &answer, tried, tariff, &tariffs->calendar, store, settings, arena, fault))
        return false;
    if (!delivery.shipment_count)
        return !is_quoted || !is_named(&order->shipping) ||
               fault_set(fault, FAULT_REFUSED, "nothing_to_deliver", "shipping", "nothing of this order is sent");
    if (is_quoted && !is_named(&order->shipping) && !find_called(&order->shipping, tariff, fault))
        return false;
    if (!answer.option_count && !is_quoted && !each_goes(tried, tariffs, store, settings, arena, &goes, fault))
        return false;
    if (answer.option_count ? !is_quoted : goes)
        return true;
    if (is_quoted && answer.option_count && choose(order, tariff, &answer, &option, fault)) {
        if (strcmp(tariff->currency.code, order->currency.code) != 0)
            return fault_set(fault, FAULT_REFUSED, "other_currency", "currency", "the tariff is in %s", tariff->currency.code);
        take_option(order, &delivery, tariff, &answer, option, arena);
        return true;
    }
    return refuse_with_reasons(order, tried, tariffs, store, settings, arena, fault);
}

/* The tariff of that day, for who wants or needs to ask it. */
static bool open_tariff(struct order *order, day of, const struct quote_books *books, struct store *store,
                        const struct settings *settings, bool *is_open, struct fault *fault)
{
    struct tariff_book *tariffs = books->tariffs;
    bool is_quoted = is_quoted_by(order);

    *is_open = false;
    if (!tariffs || (!is_quoted && !is_checked(order, settings)))
        return true;
    if (!tariff_book_find(tariffs, store, settings->text[SHIPPING_TARIFF], of, fault))
        return false;
    *is_open = tariffs->exists;
    if (!tariffs->exists)
        return !is_quoted || !is_named(&order->shipping) ||
               fault_set(fault, FAULT_REFUSED, "no_tariff", "shipping",
                         "there is no tariff \"%.*s\" that day; see "
                         "tariff-import(1)",
                         SLICE_ARGS(settings->text[SHIPPING_TARIFF]));
    return tariff_book_calendar(tariffs, fault);
}

/* That an order was sold is a fact: where it cannot be delivered, somebody has to see to it. */
static bool judge(struct order *order, const struct order *tried, struct tariff_book *tariffs, struct store *store,
                  const struct settings *settings, struct arena *arena, struct fault *fault)
{
    struct fault refusal = FAULT_INIT;

    if (quote(order, tried, tariffs, store, settings, arena, &refusal))
        return true;
    if (refusal.kind != FAULT_REFUSED) {
        *fault = refusal;
        return false;
    }
    order->not_deliverable = arena_copy(arena, slice_of(refusal.reason));
    return true;
}

bool order_find_quote(struct order *order, const struct quote_books *books, struct slice customer, struct store *store,
                      const struct settings *settings, struct arena *arena, struct fault *fault)
{
    enum order_buyer buyer = order->buyer;
    struct order tried;
    bool is_open;

    if (!open_tariff(order, order->day, books, store, settings, &is_open, fault))
        return false;
    if (!is_open)
        return true;
    if (!order_find_destination(order, store, arena, fault) ||
        !order_try(order, PRICE_UNIT, &tried, books, customer, store, settings, arena, fault))
        return false;
    order->buyer = buyer;
    return order->was_sold ? judge(order, &tried, books->tariffs, store, settings, arena, fault)
                           : quote(order, &tried, books->tariffs, store, settings, arena, fault);
}

bool order_quote_goods(struct order *order, const struct order *goods, const struct quote_books *books, struct store *store,
                       const struct settings *settings, struct arena *arena, struct fault *fault)
{
    bool is_open;

    return open_tariff(order, goods->day, books, store, settings, &is_open, fault) &&
           (!is_open || quote(order, goods, books->tariffs, store, settings, arena, fault));
}

struct slice order_quoted(const struct order *order, const char *member, struct arena *arena)
{
    struct slice value = order->shipping.quote.bytes ? scan_find(order->shipping.quote, member) : (struct slice){NULL, 0};

    return value.bytes ? text_of(value, arena) : value;
}

struct slice order_pickup_point(const struct order *order, struct arena *arena)
{
    return order->shipping.quote.bytes ? order_quoted(order, "pickup_point", arena) : order->shipping.pickup_point;
}

static amount without_tax(amount value, percent rate)
{
    return (amount)divide_rounded((wide)value * PERCENT_WHOLE, PERCENT_WHOLE + rate);
}

void order_settle_quote(struct order *order)
{
    struct order_shipping *shipping = &order->shipping;

    if (!order->prices_include_tax || shipping->vat_rate || !shipping->home_rate)
        return;
    shipping->price = (price)divide_rounded((wide)shipping->price * PERCENT_WHOLE, PERCENT_WHOLE + shipping->home_rate);
    shipping->discount = without_tax(shipping->discount, shipping->home_rate);
    if (shipping->standard_price != PRODUCT_UNSET)
        shipping->standard_price =
            (price)divide_rounded((wide)shipping->standard_price * PERCENT_WHOLE, PERCENT_WHOLE + shipping->home_rate);
}

static bool has_line(struct slice shipment, int64_t line)
{
    struct scan scan;
    struct slice part;
    int64_t number;

    if (!scan_array(&scan, scan_find(shipment, "lines")))
        return false;
    while (scan_element(&scan, &part))
        if (scan_integer(scan_find(part, "line"), &number) && number == line)
            return true;
    return false;
}

struct slice order_quote_from(struct slice quote, struct slice location, int64_t line)
{
    struct slice from_there = quote;
    struct slice shipment;
    struct scan scan;

    if (!scan_array(&scan, scan_find(quote, "shipments")))
        return quote;
    while (scan_element(&scan, &shipment)) {
        if (!slice_equal(scan_text(scan_find(shipment, "location")), location))
            continue;
        if (has_line(shipment, line))
            return shipment;
        from_there = shipment;
    }
    return from_there;
}
