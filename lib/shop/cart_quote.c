/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "shop/cart_quote.h"

#include "shop/carrier.h"
#include "shop/claim_terms.h"
#include "shop/delivery_quote.h"
#include "shop/placing.h"
#include "shop/price_explanation.h"
#include "json/read.h"
#include "json/write.h"

/* A cart on its way to its quote. */
struct carting {
    const struct quote_wish *wish;
    const struct quote_books *books;
    const struct settings *settings;
    struct store *store;
    struct arena *arena;
    struct tariff *tariff;
    struct order tried; /* with its prices, discounts and taxes, and a delivery in it */
    bool ships_free;    /* a promotion pays for the delivery */
    struct slice promotion;
    bool is_taxed; /* the delivery in it, at `taxed`: free ones are many */
    amount taxed;
    struct order_explanation explanation; /* where it is wished: by which locations it is served */
};

/* The promotion that takes the delivery off, if one does. */
static void find_promotion(struct carting *work)
{
    const struct order *tried = &work->tried;

    work->ships_free = tried->shipping.discount > 0;
    for (size_t i = 0; work->ships_free && i < tried->discount_count; i++)
        for (size_t j = 0; j < work->books->prices->promotion_count; j++) {
            const struct promotion *promotion = &work->books->prices->promotions[j];

            if (promotion->kind == PROMOTION_FREE_SHIPPING && slice_equal(promotion->id, tried->discounts[i].promotion))
                work->promotion = promotion->id;
        }
}

/* Its tax, as the order would bear it. */
static bool tax_option(struct carting *work, const struct tariff_option *option, struct fault *fault)
{
    struct order *tried = &work->tried;
    amount whole;

    if (work->is_taxed && option->price == work->taxed)
        return true;
    work->is_taxed = true;
    work->taxed = option->price;
    tried->shipping.price = quote_price(tried, work->tariff, option->price);
    if (!price_times(tried->shipping.price, 1, &tried->currency, &whole))
        return fault_set(fault, FAULT_REFUSED, "number_too_large", "shipping", "is too large");
    tried->shipping.discount = work->ships_free ? whole : 0;
    order_settle_quote(tried);
    return order_compute_totals(tried, work->arena, fault);
}

/* What the carrier would pay for what is handed over that day. */
static bool write_compensation(const struct carrier *carrier, day on, struct text *text, struct fault *fault)
{
    json_open(text, "compensation", '[');
    for (unsigned reason = 0; reason < CLAIM_REASONS; reason++) {
        struct claim_terms terms;
        bool found;

        if (!claim_terms_find(carrier->claims, (enum claim_reason)reason, on, &terms, &found, fault))
            return false;
        if (!found)
            continue;
        json_open(text, NULL, '{');
        json_put_string(text, "reason", slice_of(claim_reason_word(terms.reason)));
        if (terms.has_limit)
            json_put_amount(text, "limit", terms.limit, &terms.currency);
        if (terms.has_limit_per_kg)
            json_put_amount(text, "limit_per_kg", terms.limit_per_kg, &terms.currency);
        if (terms.has_limit || terms.has_limit_per_kg)
            json_put_string(text, "currency", slice_of(terms.currency.code));
        if (terms.has_within)
            json_put_integer(text, "within_days", terms.within_days);
        json_close(text, '}');
    }
    json_close(text, ']');
    return true;
}

/* By what one carrier is chosen before another, as far as it is written down of him. */
static bool write_carrier(const struct carting *work, const struct tariff_service *service, struct text *text, struct fault *fault)
{
    struct fault unknown = FAULT_INIT;
    struct carrier carrier;
    const json_t *offers;

    if (!work->wish->explain || service->carrier == TARIFF_NONE)
        return true;
    if (!carrier_find(&carrier, work->store, work->tariff->carriers.items[service->carrier], work->arena, &unknown)) {
        if (unknown.kind == FAULT_SYSTEM)
            *fault = unknown;
        return unknown.kind != FAULT_SYSTEM;
    }
    offers = carrier_service_offers(&carrier, work->tariff->service_names.items[service->name]);
    if (offers) {
        json_open(text, "offers", '[');
        for (size_t i = 0; i < json_array_size(offers); i++)
            json_put_string(text, NULL, slice_of(json_string_value(json_array_get(offers, i))));
        json_close(text, ']');
    }
    return !carrier.claims || write_compensation(&carrier, work->tried.day, text, fault);
}

static bool write_option(struct carting *work, const struct delivery *delivery, const struct tariff_answer *answer,
                         const struct tariff_option *option, struct text *text, struct fault *fault)
{
    const struct order_shipping *shipping = &work->tried.shipping;
    amount standard;

    if (!tax_option(work, option, fault))
        return false;
    json_open(text, NULL, '{');
    delivery_option_write(delivery, work->tariff, option, work->wish->explain, text);
    if (tariff_standard_price(answer, option, &standard))
        json_put_amount(text, "standard_price", standard, &work->tariff->currency);
    if (shipping->discount) {
        json_put_amount(text, "discount", shipping->discount, &work->tried.currency);
        json_put_optional(text, "promotion", work->promotion);
    }
    json_put_amount(text, "net", shipping->net, &work->tried.currency);
    json_put_amount(text, "vat", shipping->vat, &work->tried.currency);
    json_put_amount(text, "gross", shipping->gross, &work->tried.currency);
    if (!write_carrier(work, option->service, text, fault))
        return false;
    json_close(text, '}');
    return true;
}

/* NULL: not one alone. */
static const struct tariff_option *find_wished(const struct quote_wish *wish, const struct tariff_answer *answer)
{
    enum tariff_mode mode = (enum tariff_mode)wish->mode;

    return wish->cheapest ? tariff_cheapest(answer, mode) : wish->greenest ? tariff_greenest(answer, mode) : NULL;
}

static bool is_wished(const struct carting *work, const struct tariff_option *option, const struct tariff_option *alone)
{
    if (alone)
        return option == alone;
    return work->wish->mode == TARIFF_MODES || (int)option->service->mode == work->wish->mode;
}

static bool write_answer(struct carting *work, const struct delivery *delivery, const struct tariff_answer *answer,
                         struct text *text, struct fault *fault)
{
    const struct tariff_option *alone = find_wished(work->wish, answer);

    json_open(text, "options", '[');
    for (size_t i = 0; i < answer->option_count; i++)
        if (is_wished(work, &answer->options[i], alone) && !write_option(work, delivery, answer, &answer->options[i], text, fault))
            return false;
    json_close(text, ']');
    if (!answer->exclusion_count)
        return true;
    json_open(text, "excluded", '[');
    for (size_t i = 0; i < answer->exclusion_count; i++)
        tariff_exclusion_write(work->tariff, &answer->exclusions[i], text);
    json_close(text, ']');
    return true;
}

/* The answer with its exclusions, if they are asked for or are all there is. */
static bool ask(const struct carting *work, struct delivery *delivery, struct tariff_answer *answer, struct store *store,
                struct fault *fault)
{
    struct calendar *calendar = &work->books->tariffs->calendar;

    for (answer->explain = work->wish->explain;; answer->explain = true) {
        if (!delivery_find_options(delivery, answer, &work->tried, work->tariff, calendar, store, work->settings, work->arena,
                                   fault))
            return false;
        if (answer->option_count || answer->explain || !delivery->shipment_count)
            return true;
    }
}

/* The quote that an order was placed with, as it stands in the order. */
static void write_kept(const json_t *record, struct text *text)
{
    const json_t *kept = json_object_get(json_object_get(record, "shipping"), "quote");

    if (json_is_object(kept))
        json_put_value(text, "kept", kept);
}

static void write_heading(const struct carting *work, const struct delivery *delivery, const struct tariff_zone *zone,
                          struct text *text)
{
    static const char *const names[2][2] = {{"discounted_with_tax", "discounted_without_tax"},
                                            {"undiscounted_with_tax", "undiscounted_without_tax"}};
    const struct order *tried = &work->tried;

    text_add_string(text, "{\"type\":\"shipping_quote\"");
    json_put_optional(text, "reference", tried->reference);
    json_put_string(text, "tariff", work->tariff->name);
    json_put_day(text, "from", work->tariff->from);
    json_put_string(text, "country", tried->country);
    if (zone)
        json_put_string(text, "zone", work->tariff->zone_names.items[zone->name]);
    json_put_string(text, "currency", slice_of(tried->currency.code));
    json_put_bool(text, "prices_include_tax", work->tariff->prices_include_tax);
    if (!tried->postcode.length)
        json_put_bool(text, "without_postcode", true);
    if (!work->wish->explain)
        return;
    json_open(text, "goods", '{');
    for (int undiscounted = 0; undiscounted < 2; undiscounted++)
        for (int without_tax = 0; without_tax < 2; without_tax++)
            json_put_amount(text, names[undiscounted][without_tax], delivery->question.bases[undiscounted][without_tax],
                            &tried->currency);
    if (tried->gift_cards)
        json_put_amount(text, "gift_cards", tried->gift_cards, &tried->currency);
    json_close(text, '}');
    if (work->explanation.allocated.bytes)
        json_put_raw(text, "allocated", work->explanation.allocated);
}

static void saturate(int64_t *sum, int64_t more)
{
    if (__builtin_add_overflow(*sum, more, sum))
        *sum = INT64_MAX;
}

/* Of all shipments. */
static void write_goods(const struct delivery *delivery, struct text *text)
{
    struct tariff_goods goods = {.units = 0};

    for (size_t i = 0; i < delivery->shipment_count; i++) {
        goods.units += delivery->shipments[i].units;
        saturate(&goods.weight, delivery->shipments[i].weight);
        saturate(&goods.volume, delivery->shipments[i].volume);
    }
    json_put_integer(text, "units", goods.units);
    json_put_integer(text, "weight_g", goods.weight);
    if (goods.volume)
        json_put_integer(text, "volume_cm3", goods.volume / 1000);
}

/* Shipments that share no way of delivery, each with its own options. */
static bool write_shipments(struct carting *work, struct store *store, struct text *text, struct fault *fault)
{
    struct calendar *calendar = &work->books->tariffs->calendar;
    struct delivery delivery;

    if (!delivery_of(&delivery, &work->tried, true, work->tariff, store, work->settings, work->arena, fault))
        return false;
    if (delivery.shipment_count < 2)
        return true;
    json_open(text, "shipments", '[');
    for (size_t i = 0; i < delivery.shipment_count; i++) {
        struct tariff_answer answer = {.explain = work->wish->explain};

        tariff_answer(work->tariff, &delivery.question, &delivery.shipments[i], calendar, work->arena, &answer);
        if (!answer.option_count && !answer.explain) {
            answer.explain = true;
            tariff_answer(work->tariff, &delivery.question, &delivery.shipments[i], calendar, work->arena, &answer);
        }
        json_open(text, NULL, '{');
        delivery_shipment_write(&delivery, i, text);
        if (!write_answer(work, &delivery, &answer, text, fault))
            return false;
        json_close(text, '}');
    }
    json_close(text, ']');
    return true;
}

static bool write_quote(struct carting *work, const json_t *record, struct store *store, struct text *text, struct fault *fault)
{
    struct tariff_answer answer;
    struct delivery delivery;

    if (!ask(work, &delivery, &answer, store, fault))
        return false;
    write_heading(work, &delivery, answer.zone, text);
    write_kept(record, text);
    if (delivery.shipment_count)
        write_goods(&delivery, text);
    else
        json_put_bool(text, "nothing_to_deliver", true);
    if (!write_answer(work, &delivery, &answer, text, fault))
        return false;
    if (!answer.option_count && delivery.shipment_count && !write_shipments(work, store, text, fault))
        return false;
    text_add_byte(text, '}');
    return true;
}

static bool find_tariff(struct carting *work, const struct order *cart, struct store *store, struct fault *fault)
{
    struct tariff_book *tariffs = work->books->tariffs;

    work->tariff = work->wish->given;
    if (!work->tariff) {
        if (!tariff_book_find(tariffs, store, work->wish->name, cart->day, fault))
            return false;
        if (!tariffs->exists)
            return fault_set(fault, FAULT_REFUSED, "no_tariff", NULL, "there is no tariff \"%.*s\" that day; see tariff-import(1)",
                             SLICE_ARGS(work->wish->name));
        work->tariff = &tariffs->tariff;
    }
    return strcmp(work->tariff->currency.code, cart->currency.code) == 0 ||
           fault_set(fault, FAULT_REFUSED, "other_currency", "currency", "the tariff is in %s", work->tariff->currency.code);
}

/* Where a line of an order is promised; false: not at several places, or by hand at so many units as the line has not. */
static bool read_promised(const json_t *line, int64_t quantity, struct order_line *promised, struct arena *arena)
{
    const json_t *rows = json_object_get(line, "allocations");
    int64_t sum = 0;

    promised->allocation_count = json_array_size(rows);
    promised->allocations = arena_take(arena, promised->allocation_count * sizeof *promised->allocations + 1);
    for (size_t i = 0; i < promised->allocation_count; i++) {
        const json_t *row = json_array_get(rows, i);
        const char *location = json_string_value(json_object_get(row, "location"));
        int64_t units = json_integer_value(json_object_get(row, "quantity"));

        if (!location || units < 1 || units > quantity - sum)
            return false;
        sum += units;
        promised->allocations[i] = (struct order_allocation){slice_of(location), units, 0, 0};
    }
    return promised->allocation_count && sum == quantity;
}

/* An order is quoted as it is promised. Its split lines have one of their places until they are appraised, so that nobody allots
 * them; what they are promised is the answer, a line each. */
static struct order_line *take_promised(struct order *cart, const json_t *record, struct arena *arena)
{
    const json_t *lines = json_object_get(record, "lines");
    struct order_line *promised = arena_take(arena, cart->line_count * sizeof *promised);

    for (size_t i = 0; i < cart->line_count; i++) {
        promised[i] = (struct order_line){.allocation_count = 0};
        if (read_promised(json_array_get(lines, i), cart->lines[i].quantity, &promised[i], arena))
            cart->lines[i].location = promised[i].allocations[0].location;
        else
            promised[i].allocation_count = 0;
    }
    return promised;
}

static void give_promised(struct order *tried, const struct order_line *promised)
{
    for (size_t i = 0; i < tried->line_count; i++)
        if (promised[i].allocation_count) {
            tried->lines[i].allocations = promised[i].allocations;
            tried->lines[i].allocation_count = promised[i].allocation_count;
        }
}

bool cart_quote(const json_t *record, const struct quote_wish *wish, const struct quote_books *books, struct store *store,
                const struct settings *settings, instant now, struct arena *arena, struct text *text, struct fault *fault)
{
    struct carting work = {.wish = wish, .books = books, .settings = settings, .store = store, .arena = arena};
    struct order_line *promised;
    struct order cart;

    if (!cart_from_json(&cart, record, settings, now, arena, fault))
        return false;
    cart.shipping = (struct order_shipping){.mode = TARIFF_NONE};
    cart.explanation = wish->explain ? &work.explanation : NULL;
    promised = take_promised(&cart, record, arena);
    if (!find_tariff(&work, &cart, store, fault) || !tariff_book_calendar(books->tariffs, fault) ||
        !cart_appraise(&cart, PRICE_UNIT, &work.tried, store, settings, books, arena, fault))
        return false;
    give_promised(&work.tried, promised);
    find_promotion(&work);
    return write_quote(&work, record, store, text, fault);
}
