/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "shop/delivery_simulation.h"

#include "shop/delivery_quote.h"
#include "shop/destination.h"
#include "shop/placing.h"
#include "shop/product.h"
#include "shop/tariff_structure.h"
#include "json/scan.h"
#include "json/write.h"

static const struct tariff_option *find_service(const struct tariff *tariff, const struct tariff_answer *answer, struct slice name)
{
    int service = tariff_name_number(&tariff->service_names, name);

    return service == TARIFF_NONE ? NULL : delivery_option_of(answer, service);
}

static const struct tariff_option *find_mode(const struct tariff_answer *answer, struct slice name)
{
    enum tariff_mode mode;

    return tariff_mode_find(name, &mode) ? tariff_cheapest(answer, mode) : NULL;
}

/* The way it went, as far as that is still one; else to the customer's home, else however it can. */
static const struct tariff_option *choose(const struct tariff *tariff, const struct tariff_answer *answer,
                                          const struct order_shipping *shipping)
{
    const struct tariff_option *option = find_service(tariff, answer, scan_text(scan_find(shipping->quote, "service")));

    if (!option)
        option = find_service(tariff, answer, shipping->method);
    if (!option)
        option = find_mode(answer, scan_text(scan_find(shipping->quote, "mode")));
    if (!option)
        option = find_mode(answer, shipping->method);
    if (!option)
        option = tariff_cheapest(answer, MODE_HOME);
    return option ? option : tariff_cheapest(answer, TARIFF_MODES);
}

/* What the delivery would have brought. */
static bool charge(struct order *order, const struct tariff *tariff, const struct tariff_option *option, struct arena *arena,
                   struct fault *fault)
{
    order->shipping =
        (struct order_shipping){.given = true, .vat_rate = PRODUCT_UNSET, .standard_price = PRODUCT_UNSET, .mode = TARIFF_NONE};
    for (size_t i = 0; i < order->line_count; i++)
        if (order->lines[i].vat_rate > order->shipping.home_rate)
            order->shipping.home_rate = order->lines[i].vat_rate;
    order->shipping.price = quote_price(order, tariff, option->price);
    return order_compute_totals(order, arena, fault);
}

static void add_margin(struct simulation *simulation, const struct tariff_option *option, amount margin)
{
    struct simulated_sums *sums = &simulation->sums;

    sums->known++;
    sums->margin += margin;
    if (margin < 0) {
        sums->losing++;
        sums->losses -= margin;
    }
    if (option->is_free) {
        struct simulated_free *row = &simulation->free[option->service - simulation->tariff->services];

        row->orders++;
        row->margin += margin;
    }
}

static void add_co2(struct simulated_sums *sums, const struct tariff_option *option)
{
    int64_t grams = tariff_option_co2(option);

    if (grams == TARIFF_NONE)
        return;
    sums->with_co2++;
    if (__builtin_add_overflow(sums->co2, grams, &sums->co2))
        sums->co2 = INT64_MAX;
}

static void write_order(const struct order *order, const struct tariff *tariff, const struct tariff_option *option, amount charged,
                        bool has_margin, amount margin, struct text *text)
{
    const struct currency *currency = &order->currency;

    text_add_string(text, "{\"type\":\"shipping_simulation\"");
    json_put_string(text, "order", order->id);
    json_put_day(text, "day", order->day);
    json_put_string(text, "country", order->country);
    if (option) {
        json_put_string(text, "zone", tariff->zone_names.items[option->zone->name]);
        json_put_string(text, "service", tariff->service_names.items[option->service->name]);
    }
    json_put_bool(text, "deliverable", option != NULL);
    json_put_amount(text, "charged", charged, currency);
    if (option) {
        json_put_amount(text, "gross", order->shipping.gross, currency);
        json_put_amount(text, "difference", order->shipping.gross - charged, currency);
        if (option->has_cost)
            json_put_amount(text, "cost", option->cost, currency);
        json_put_bool(text, "free", option->is_free);
        if (tariff_option_co2(option) != TARIFF_NONE)
            json_put_integer(text, "co2_g", tariff_option_co2(option));
        if (has_margin) {
            json_put_amount(text, "margin", margin, currency);
            json_put_bool(text, "loses", margin < 0);
        }
    }
    text_add_byte(text, '}');
}

bool simulation_add(struct simulation *simulation, struct store *store, const struct settings *settings, struct slice record,
                    struct arena *arena, struct text *text, struct fault *fault)
{
    struct simulated_sums *sums = &simulation->sums;
    struct tariff *tariff = simulation->tariff;
    struct tariff_answer answer = {.explain = false};
    const struct tariff_option *option;
    struct delivery delivery;
    struct order order;
    amount charged;
    amount margin = 0;
    bool has_margin;

    if (!order_from_stored(&order, record, arena, fault))
        return false;
    order.is_foreign = strcmp(order.currency.code, settings->currency.code) != 0;
    if (strcmp(order.currency.code, tariff->currency.code) != 0)
        return true;
    order.distance = TARIFF_NONE;
    if (!destination_find(&order, store, arena, fault) ||
        !delivery_find_options(&delivery, &answer, &order, tariff, &simulation->tariffs->calendar, store, settings, arena, fault))
        return false;
    if (!delivery.shipment_count)
        return true;
    charged = order.shipping.given ? order.shipping.gross : 0;
    option = choose(tariff, &answer, &order.shipping);
    if (option && !charge(&order, tariff, option, arena, fault))
        return false;
    has_margin = option && option->has_cost && delivery.has_cost;
    sums->orders++;
    sums->charged += charged;
    if (option) {
        sums->gross += order.shipping.gross;
        sums->cost += option->cost;
        sums->paying += order.shipping.gross > 0;
        sums->free += order.shipping.gross == 0;
        add_co2(sums, option);
    } else {
        sums->undeliverable++;
    }
    if (has_margin) {
        margin = delivery.question.bases[false][true] - delivery.cost + order.shipping.net - option->cost;
        add_margin(simulation, option, margin);
    }
    write_order(&order, tariff, option, charged, has_margin, margin, text);
    return true;
}

void simulation_write_sums(const struct simulation *simulation, struct text *text)
{
    const struct simulated_sums *sums = &simulation->sums;
    const struct currency *currency = &simulation->tariff->currency;

    text_add_string(text, "{\"type\":\"shipping_simulation_total\"");
    json_put_string(text, "tariff", simulation->tariff->name);
    json_put_day(text, "from", simulation->tariff->from);
    json_put_string(text, "currency", slice_of(currency->code));
    json_put_integer(text, "orders", (int64_t)sums->orders);
    json_put_integer(text, "undeliverable", (int64_t)sums->undeliverable);
    json_put_integer(text, "paying", (int64_t)sums->paying);
    json_put_integer(text, "free", (int64_t)sums->free);
    json_put_amount(text, "charged", sums->charged, currency);
    json_put_amount(text, "gross", sums->gross, currency);
    json_put_amount(text, "difference", sums->gross - sums->charged, currency);
    json_put_amount(text, "cost", sums->cost, currency);
    json_put_integer(text, "with_co2", (int64_t)sums->with_co2);
    json_put_integer(text, "co2_g", sums->co2);
    json_put_integer(text, "with_margin", (int64_t)sums->known);
    json_put_amount(text, "margin", sums->margin, currency);
    json_put_integer(text, "losing", (int64_t)sums->losing);
    json_put_amount(text, "losses", sums->losses, currency);
    text_add_byte(text, '}');
}

/* Findings. */

static struct text *begin(const struct simulation *simulation, const char *code, struct text *text, size_t *count)
{
    ++*count;
    if (text->length)
        text_add_byte(text, '\n');
    text_add_string(text, "{\"type\":\"tariff_finding\"");
    json_put_string(text, "tariff", simulation->tariff->name);
    json_put_day(text, "from", simulation->tariff->from);
    json_put_string(text, "code", slice_of(code));
    return text;
}

static size_t count_for_consumers(const struct tariff *tariff, const struct tariff_zone *zone)
{
    size_t count = 0;
    int last = TARIFF_NONE;

    for (size_t i = tariff->zone_starts[zone->name]; i < tariff->zone_starts[zone->name + 1]; i++) {
        const struct tariff_service *service = &tariff->services[tariff->offers[i].service];

        if (service->customers == CUSTOMERS_BUSINESSES || service->name == last)
            continue;
        last = service->name;
        count++;
    }
    return count;
}

static void find_few_in(const struct simulation *simulation, int list, struct text *text, size_t *count)
{
    const struct tariff *tariff = simulation->tariff;

    for (int row = tariff->countries[list]; row != TARIFF_NONE; row = tariff->zones[row].next) {
        const struct tariff_zone *zone = &tariff->zones[row];

        if (!zone->served || zone->carrier != TARIFF_NONE || count_for_consumers(tariff, zone) >= 2)
            continue;
        begin(simulation, "too_few_options", text, count);
        json_put_string(text, "zone", tariff->zone_names.items[zone->name]);
        json_put_integer(text, "line", (int64_t)zone->line);
        json_put_string(text, "reason", SLICE("consumers in Belgium are to be offered two ways of delivery at least"));
        json_put_string(text, "law", SLICE("Code de droit économique, art. VI.45/2"));
        text_add_byte(text, '}');
    }
}

static void find_few(const struct simulation *simulation, struct text *text, size_t *count)
{
    find_few_in(simulation, tariff_country_list(SLICE("BE")), text, count);
    find_few_in(simulation, EVERY_COUNTRY, text, count);
}

void simulation_find(const struct simulation *simulation, struct text *text, size_t *count)
{
    const struct tariff *tariff = simulation->tariff;

    *count = 0;
    find_few(simulation, text, count);
    for (size_t i = 0; i < tariff->counts[TARIFF_SERVICES]; i++) {
        const struct tariff_service *service = &tariff->services[i];
        const struct simulated_free *row = &simulation->free[i];
        bool loses = row->orders && row->margin < 0;

        if (!loses && !(service->has_free && service->free_above == 0))
            continue;
        begin(simulation, loses ? "free_loses" : "free_from_first_cent", text, count);
        json_put_string(text, "service", tariff->service_names.items[service->name]);
        json_put_integer(text, "line", (int64_t)service->line);
        if (loses) {
            json_put_integer(text, "orders", (int64_t)row->orders);
            json_put_amount(text, "average_margin", (amount)divide_rounded(row->margin, (wide)row->orders), &tariff->currency);
        }
        json_put_string(text, "reason",
                        loses ? SLICE("the average of the orders that it delivers free loses money")
                              : SLICE("every order is delivered free, whatever it comes to"));
        text_add_byte(text, '}');
    }
}
