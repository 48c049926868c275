/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "shop/placing.h"

#include "base/digest.h"
#include "shop/allocation.h"
#include "shop/amendment.h"
#include "shop/appointment.h"
#include "shop/customer_group.h"
#include "shop/delivery_address.h"
#include "shop/destination.h"
#include "shop/gift_card_payment.h"
#include "shop/goods.h"
#include "shop/members.h"
#include "shop/no_show.h"
#include "shop/order_pricing.h"
#include "shop/order_tax.h"
#include "shop/order_words.h"
#include "shop/payment.h"
#include "shop/pickup.h"
#include "shop/pickup_network.h"
#include "shop/price_explanation.h"
#include "shop/product.h"
#include "shop/sold_order.h"
#include "shop/stock.h"
#include "json/read.h"
#include "json/scan.h"
#include "json/write.h"

#include <stdlib.h>

/* The number of a status does not change, though others came between. */
static int64_t digest_status(enum financial_status status)
{
    return status == FINANCIAL_PAID ? 2 : status == FINANCIAL_PARTIALLY_PAID ? 3 : (int64_t)status;
}

static void digest_payments(const struct order *order, struct text *text)
{
    if (!order->payment_count)
        return;
    json_open(text, "payments", '[');
    for (size_t i = 0; i < order->payment_count; i++) {
        const struct order_payment *payment = &order->payments[i];

        json_open(text, NULL, '{');
        json_put_string(text, "means", slice_of(order_payment_means[payment->means]));
        json_put_integer(text, "amount", payment->amount);
        json_put_optional(text, "reference", payment->reference);
        json_put_optional(text, "key", payment->key);
        json_put_optional(text, "gift_card", payment->gift_card);
        if (payment->partial)
            json_put_bool(text, "partial", true);
        if (payment->has_day)
            json_put_day(text, "day", payment->day);
        json_close(text, '}');
    }
    json_close(text, ']');
}

/* What was asked for, in fixed words, and not what was filled in: settings may change before a request is repeated. Persons are
 * compared apart, for a digest of a name and an address could be guessed. */
static struct digest request_digest(const struct order *order)
{
    struct text text = TEXT_INIT;
    struct digest digest;

    json_open(&text, NULL, '{');
    json_put_string(&text, "channel", order->channel);
    json_put_string(&text, "reference", order->reference);
    if (order->placed_at_given)
        json_put_instant(&text, "placed_at", order->placed_at);
    json_put_integer(&text, "financial_status", digest_status(order->financial_status));
    json_put_optional(&text, "customer", order->customer_id_given);
    json_put_optional(&text, "country", order->country_given);
    if (order->buyer_given)
        json_put_integer(&text, "buyer", order->buyer);
    if (order->is_foreign)
        json_put_string(&text, "currency", slice_of(order->currency.code));
    if (order->prices_include_tax_given)
        json_put_bool(&text, "prices_include_tax", order->prices_include_tax);
    json_open(&text, "lines", '[');
    for (size_t i = 0; i < order->line_count; i++) {
        const struct order_line *line = &order->lines[i];

        json_open(&text, NULL, '{');
        json_put_string(&text, "sku", line->sku);
        json_put_integer(&text, "quantity", line->quantity);
        json_put_integer(&text, "price", line->price);
        if (line->discount)
            json_put_integer(&text, "discount", line->discount);
        json_put_integer(&text, "vat_rate", line->vat_rate);
        if (line->vat_category != TAX_BY_RATE)
            json_put_integer(&text, "vat_category", line->vat_category);
        json_put_optional(&text, "name", line->name);
        json_put_optional(&text, "location", line->location);
        json_close(&text, '}');
    }
    json_close(&text, ']');
    if (order->shipping.given) {
        json_put_optional(&text, "shipping", order->shipping.method);
        json_put_integer(&text, "shipping_price", order->shipping.price);
        json_put_integer(&text, "shipping_rate", order->shipping.vat_rate);
        if (order->shipping.discount)
            json_put_integer(&text, "shipping_discount", order->shipping.discount);
        json_put_optional(&text, "shipping_service", order->shipping.service);
        json_put_optional(&text, "pickup_point", order->shipping.pickup_point);
        if (order->shipping.mode != TARIFF_NONE)
            json_put_integer(&text, "shipping_mode", order->shipping.mode);
    }
    if (order->distance != TARIFF_NONE)
        json_put_integer(&text, "distance", order->distance);
    if (order->gift_cards)
        json_put_integer(&text, "gift_cards", order->gift_cards);
    order_write_pickup(order, &text);
    order_write_appointment(order, &text);
    json_put_optional(&text, "group", order->group);
    json_put_optional(&text, "buyer_reference", order->buyer_reference);
    for (size_t i = 0; i < order->coupon_count; i++)
        json_put_string(&text, "coupon", order->coupons[i]);
    digest_payments(order, &text);
    json_close(&text, '}');
    digest = digest_of(text_slice(&text));
    text_release(&text);
    return digest;
}

bool order_find_known(struct store *store, const struct order *order, struct known_order *known, bool *found, struct fault *fault)
{
    struct key key;
    struct slice value;

    key_begin(&key, KEY_ORDER_REFERENCE);
    key_text(&key, order->reference);
    key_byte(&key, '\0');
    key_text(&key, order->channel);
    if (!index_get(store_index(store), TABLE_KEYS, key_slice(&key), &value, fault))
        return false;
    *found = value.length == sizeof *known;
    if (*found)
        memcpy(known, value.bytes, sizeof *known);
    return true;
}

static bool conflict(const struct order *order, uint64_t number, const char *what, struct fault *fault)
{
    return fault_set(fault, FAULT_CONFLICT, "key_conflict", "reference",
                     "\"%.*s\" of channel \"%.*s\" is order %llu already, with %s", SLICE_ARGS(order->reference),
                     SLICE_ARGS(order->channel), (unsigned long long)number, what);
}

/* What the order says of its persons. */
static bool find_persons(struct store *store, uint64_t number, struct arena *arena, struct customer_reference *customer,
                         bool *has_note, struct fault *fault)
{
    enum { P_CUSTOMER, P_NOTE, P_AMENDMENTS, P_REQUEST, P_PARTS };
    static const struct slice names[P_PARTS] = {SLICE_CONSTANT("customer"), SLICE_CONSTANT("note"), SLICE_CONSTANT("amendments"),
                                                SLICE_CONSTANT("request")};
    struct slice parts[P_PARTS];
    struct text id = TEXT_INIT;
    struct slice record;
    bool done;

    order_id(number, &id);
    done = store_get(store, text_slice(&id), &record, fault);
    text_release(&id);
    if (!done)
        return false;
    members_of(record, names, parts, P_PARTS);
    parts[P_CUSTOMER] = amendments_first_customer(parts[P_AMENDMENTS], parts[P_CUSTOMER]);
    customer->id = text_of(scan_find(parts[P_CUSTOMER], "id"), arena);
    customer->version = (unsigned)whole_of(scan_find(parts[P_CUSTOMER], "version"));
    *has_note = parts[P_NOTE].bytes != NULL;
    return true;
}

static bool check_note(struct store *store, const struct order *order, uint64_t number, struct arena *arena, struct fault *fault)
{
    struct text id = TEXT_INIT;
    struct slice kept;
    struct slice postcode;
    bool done;

    text_add_string(&id, "note/");
    text_add_integer(&id, (int64_t)number);
    done = store_person(store, text_slice(&id), 1, &kept, fault);
    text_release(&id);
    if (!done)
        return false;
    if (!kept.bytes)
        return order->has_note || order->postcode_given || conflict(order, number, "a note", fault);
    postcode = text_of(scan_find(kept, "postcode"), arena);
    if (!slice_equal(text_of(scan_find(kept, "note"), arena), order->note))
        return conflict(order, number, "another note", fault);
    return !postcode.length || slice_equal(postcode, order->postcode) || conflict(order, number, "another postcode", fault);
}

static bool check_known(struct store *store, const struct order *order, const struct known_order *known,
                        const struct digest *digest, struct arena *arena, struct fault *fault)
{
    struct customer_reference customer;
    bool has_note;
    bool same;

    if (memcmp(known->request, digest->bytes, sizeof known->request) != 0)
        return conflict(order, known->number, "other content", fault);
    if (!find_persons(store, known->number, arena, &customer, &has_note, fault) ||
        !customer_same(store, order->customer_given, &customer, &same, fault))
        return false;
    if (!same)
        return conflict(order, known->number, "another customer's data", fault);
    if (order->has_note && !has_note)
        return conflict(order, known->number, "another note", fault);
    return !has_note || check_note(store, order, known->number, arena, fault);
}

/* What the line takes from the shelves: noted in it where that is not the product itself, and demanded. */
static bool take_goods(struct order_line *line, size_t number, const struct product_offer *offer, struct store *store,
                       struct arena *arena, struct demands *demands, struct fault *fault)
{
    struct demand demand = {line->sku, line->location, line->quantity, number, offer->backorder};
    struct goods goods;

    if (!offer->components.bytes && !offer->is_uncounted) {
        demands_add(demands, demand, arena);
        return true;
    }
    if (!goods_of(&goods, store, line->sku, offer->components, offer->is_uncounted, arena, fault))
        return false;
    if (!goods.are_parts)
        demands_add(demands, demand, arena);
    line->has_components = goods.are_parts;
    line->components = arena_take(arena, goods.count * sizeof *line->components);
    for (size_t i = 0; i < goods.count; i++) {
        const struct goods_part *part = &goods.parts[i];

        if (part->quantity > STOCK_LIMIT / line->quantity)
            return fault_set(fault, FAULT_REFUSED, "out_of_range", "quantity", "there cannot be more than %lld units of \"%.*s\"",
                             (long long)STOCK_LIMIT, SLICE_ARGS(part->sku));
        line->components[line->component_count++] = (struct order_component){part->sku, part->quantity};
        demands_add(demands,
                    (struct demand){part->sku, line->location, part->quantity * line->quantity, number, part->may_fall_short},
                    arena);
    }
    return true;
}

/* Whether lines that name no location get theirs by shop/allocation.h. */
static bool is_allocated(const struct quote_books *books)
{
    return books->locations && books->locations->count > 0;
}

static bool complete_line(const struct order *order, struct order_line *line, size_t number, struct store *store,
                          const struct settings *settings, const struct quote_books *books, struct arena *arena,
                          struct demands *demands, struct fault *fault)
{
    const struct price_book *book = books->prices;
    struct product_offer offer;

    if (!product_offered(&offer, store, line->sku, order->day, arena, fault))
        return false;
    if (!line->name.bytes)
        line->name = offer.name;
    line->category = offer.category;
    line->goods = offer.goods;
    /* What a request says of a voucher's rate is not asked: it is no supply. */
    if (line->goods == TAX_VOUCHER) {
        line->rate_is_given = false;
        line->vat_rate = PRODUCT_UNSET;
    }
    line->product = (struct taxed_product){.category = offer.vat_category, .rates_abroad = offer.vat_rates};
    line->exemption = offer.exemption;
    line->record = offer.record;
    line->parent_record = offer.parent;
    if (!line->location.bytes && !is_allocated(books))
        line->location = settings->text[SHOP_LOCATION];
    if (order->explanation)
        order->explanation->lines[number].rate_source = line->vat_rate != PRODUCT_UNSET   ? RATE_GIVEN
                                                        : offer.vat_rate != PRODUCT_UNSET ? RATE_OF_PRODUCT
                                                                                          : RATE_OF_SHOP;
    if (line->vat_rate == PRODUCT_UNSET)
        line->vat_rate = offer.vat_rate;
    if (line->vat_rate == PRODUCT_UNSET && !settings->has_vat_rate)
        return fault_set(fault, FAULT_REFUSED, "missing_field", "vat_rate", "\"%.*s\" has none, and shop.vat_rate is not set",
                         SLICE_ARGS(line->sku));
    if (line->vat_rate == PRODUCT_UNSET)
        line->vat_rate = settings->vat_rate;
    if (line->price_is_ours && !offer.has_sale && order_prices_are_plain(order, book, settings))
        line->price = offer.price;
    else if (line->price_is_ours && !order_find_price(order, line, book, store, settings, arena, fault))
        return false;
    if (line->price == PRODUCT_UNSET)
        return fault_set(fault, FAULT_REFUSED, "missing_field", "price", "\"%.*s\" has none, nor has its parent",
                         SLICE_ARGS(line->sku));
    return take_goods(line, number, &offer, store, arena, demands, fault);
}

static bool complete_lines(struct order *order, struct store *store, const struct settings *settings,
                           const struct quote_books *books, struct arena *arena, struct demands *demands, struct fault *fault)
{
    if (books->locations && !location_book_refresh(books->locations, store, settings->text[SHOP_LOCATION], fault))
        return false;

    if (order->explanation)
        order_explanation_begin(order, arena);
    for (size_t i = 0; i < order->line_count; i++)
        if (!complete_line(order, &order->lines[i], i, store, settings, books, arena, demands, fault))
            return fault_within(fault, "lines[%zu]", i + 1);
    return true;
}

/* Where the order goes, more precisely than its country, for locations that serve by postcode. */
static bool find_postcode(struct order *order, struct store *store, struct arena *arena, struct fault *fault)
{
    enum order_buyer buyer = order->buyer;
    bool done = order_find_destination(order, store, arena, fault);

    order->buyer = buyer;
    return done;
}

/* Lines that take nothing from any shelf are where the shop is. */
static void keep_places(struct order *order, const struct allotments *allotments, struct slice shop, struct arena *arena)
{
    size_t at = 0;

    for (size_t i = 0; i < order->line_count; i++) {
        struct order_line *line = &order->lines[i];
        size_t count = 0;

        while (at + count < allotments->count && allotments->items[at + count].line == i)
            count++;
        if (!line->location.bytes)
            line->location = count ? allotments->items[at].location : shop;
        line->allocation_count = count > 1 ? count : 0;
        line->allocations = arena_take(arena, line->allocation_count * sizeof *line->allocations + 1);
        for (size_t j = 0; j < line->allocation_count; j++)
            line->allocations[j] =
                (struct order_allocation){allotments->items[at + j].location, allotments->items[at + j].units, 0, 0};
        at += count;
    }
}

/* What was sold elsewhere has to come from somewhere, though no location that has it goes there. */
static bool allocate_sold(struct allocation *allocation, struct order *order, struct store *store, struct arena *arena,
                          struct allotments *allotments, struct slice *explained, struct fault *fault)
{
    struct fault refusal = FAULT_INIT;

    if (allocate(allocation, store, arena, allotments, explained, &refusal))
        return true;
    if (refusal.kind != FAULT_REFUSED || !order->was_sold) {
        *fault = refusal;
        return false;
    }
    allocation->anywhere = true;
    if (!allocate(allocation, store, arena, allotments, explained, fault))
        return false;
    order->not_deliverable = arena_copy(arena, slice_of(refusal.reason));
    return true;
}

static bool find_places(struct order *order, const struct quote_books *books, struct demands *demands, struct store *store,
                        const struct settings *settings, struct arena *arena, struct fault *fault)
{
    struct slice *explained = order->explanation ? &order->explanation->allocated : NULL;
    struct allocation allocation = {.order = order, .wanted = demands, .book = books->locations};
    struct allotments allotments;
    int64_t *units;

    if (!is_allocated(books))
        return true;
    units = arena_take(arena, order->line_count * sizeof *units);
    for (size_t i = 0; i < order->line_count; i++)
        units[i] = order->lines[i].quantity;
    allocation.units = units;
    if ((books->locations->ask_postcode && !find_postcode(order, store, arena, fault)) ||
        !allocate_sold(&allocation, order, store, arena, &allotments, explained, fault))
        return false;
    demands_settle(demands, &allotments, units, arena);
    keep_places(order, &allotments, settings->text[SHOP_LOCATION], arena);
    return true;
}

/* A cart promises nothing: what cannot be had is quoted as if it stood where the shop is. */
static bool find_places_of_cart(struct order *cart, const struct quote_books *books, struct demands *demands, struct store *store,
                                const struct settings *settings, struct arena *arena, struct fault *fault)
{
    const struct allotments none = {NULL, 0, 0};
    struct fault refusal = FAULT_INIT;

    if (find_places(cart, books, demands, store, settings, arena, &refusal))
        return true;
    if (refusal.kind != FAULT_REFUSED) {
        *fault = refusal;
        return false;
    }
    if (cart->explanation)
        cart->explanation->allocated = allocation_refused(&refusal, arena);
    keep_places(cart, &none, settings->text[SHOP_LOCATION], arena);
    return true;
}

static percent highest_rate(const struct order *order)
{
    percent highest = 0;

    for (size_t i = 0; i < order->line_count; i++)
        if (order->lines[i].vat_rate > highest)
            highest = order->lines[i].vat_rate;
    return highest;
}

static bool take_discount(amount *charged, amount discount, struct fault *fault)
{
    if (discount < 0 || discount > *charged)
        return fault_set(fault, FAULT_REFUSED, "contradiction", "discount", "is more than what it is taken off");
    *charged -= discount;
    return true;
}

/* How much of the shipping each of its parts has. */
static void share_shipping(struct order *order, const struct tax_line *lines, amount charged, struct tax_line *parts,
                           struct arena *arena)
{
    const struct order_shipping *shipping = &order->shipping;
    amount *weights = arena_take(arena, 2 * shipping->part_count * sizeof *weights);
    amount *shares = weights + shipping->part_count;

    for (size_t i = 0; i < shipping->part_count; i++) {
        weights[i] = 0;
        for (size_t j = 0; j < order->line_count; j++)
            if (lines[j].rate == shipping->parts[i].vat_rate && lines[j].category == shipping->parts[i].vat_category)
                weights[i] += lines[j].charged;
    }
    amount_share(charged, weights, shipping->part_count, shares);
    for (size_t i = 0; i < shipping->part_count; i++)
        parts[i] = (struct tax_line){
            .charged = shares[i], .rate = shipping->parts[i].vat_rate, .category = shipping->parts[i].vat_category};
}

static bool charge_shipping(struct order *order, struct tax_line *lines, struct arena *arena, struct fault *fault)
{
    struct order_shipping *shipping = &order->shipping;
    amount charged;

    if (!price_times(shipping->price, 1, &order->currency, &charged))
        return fault_set(fault, FAULT_REFUSED, "number_too_large", "shipping.price", "is too large");
    if (!take_discount(&charged, shipping->discount, fault))
        return fault_within(fault, "shipping");
    if (shipping->part_count) {
        share_shipping(order, lines, charged, lines + order->line_count, arena);
        return true;
    }
    if (shipping->vat_rate == PRODUCT_UNSET)
        shipping->vat_rate = highest_rate(order);
    lines[order->line_count] =
        (struct tax_line){.charged = charged, .rate = shipping->vat_rate, .category = shipping->vat_category};
    return true;
}

static void keep_shipping(struct order_shipping *shipping, const struct tax_line *lines, size_t count)
{
    shipping->net = shipping->vat = shipping->gross = 0;
    for (size_t i = 0; i < count; i++) {
        shipping->net += lines[i].net;
        shipping->vat += lines[i].vat;
        shipping->gross += lines[i].gross;
        if (!shipping->part_count)
            continue;
        shipping->parts[i].net = lines[i].net;
        shipping->parts[i].vat = lines[i].vat;
        shipping->parts[i].gross = lines[i].gross;
    }
}

/* Sums and taxes; the shipping charge is one more line of the computation, or one for each of its parts. */
bool order_compute_totals(struct order *order, struct arena *arena, struct fault *fault)
{
    size_t charges = order->shipping.part_count ? order->shipping.part_count : order->shipping.given;
    size_t count = order->line_count + charges;
    struct tax_line *lines = arena_take(arena, count * sizeof *lines);

    order->units = 0;
    for (size_t i = 0; i < order->line_count; i++) {
        struct order_line *line = &order->lines[i];

        lines[i] = (struct tax_line){.rate = line->vat_rate, .category = line->vat_category, .units = line->quantity};
        order->units += line->without_goods ? 0 : line->quantity;
        if (!price_times(line->price, line->quantity, &order->currency, &lines[i].charged)) {
            fault_set(fault, FAULT_REFUSED, "number_too_large", "quantity", "price times quantity is too large");
            return fault_within(fault, "lines[%zu]", i + 1);
        }
        if (!take_discount(&lines[i].charged, line->discount, fault))
            return fault_within(fault, "lines[%zu]", i + 1);
    }
    if (order->shipping.given && !charge_shipping(order, lines, arena, fault))
        return false;
    order->totals.rates = arena_take(arena, count * sizeof *order->totals.rates);
    if (!tax_compute(lines, count, order->prices_include_tax, &order->totals))
        return fault_set(fault, FAULT_REFUSED, "number_too_large", "lines", "the order's total is too large");
    for (size_t i = 0; i < order->line_count; i++) {
        order->lines[i].net = lines[i].net;
        order->lines[i].vat = lines[i].vat;
        order->lines[i].gross = lines[i].gross;
    }
    if (order->shipping.given)
        keep_shipping(&order->shipping, lines + order->line_count, charges);
    return true;
}

static int by_stock(const void *a, const void *b)
{
    const struct demand *x = a;
    const struct demand *y = b;
    int order = slice_compare(x->sku, y->sku);

    if (!order)
        order = slice_compare(x->location, y->location);
    return order ? order : (x->number > y->number) - (x->number < y->number);
}

static bool same_stock(const struct demand *a, const struct demand *b)
{
    return slice_equal(a->sku, b->sku) && slice_equal(a->location, b->location);
}

static bool reserve(struct order *order, struct store *store, struct demands *demands, struct changes *changes, struct fault *fault)
{
    char reason[40] = "order ";
    size_t i = 0;
    struct slice why = {reason, 6 + order->id.length};

    memcpy(reason + 6, order->id.bytes, order->id.length);
    if (demands->count)
        qsort(demands->items, demands->count, sizeof *demands->items, by_stock);
    while (i < demands->count) {
        struct demand *first = &demands->items[i];
        struct stock_movement movement = {
            .sku = first->sku, .location = first->location, .may_fall_short = first->may_fall_short, .reason = why};
        struct stock_level level;
        bool found;

        for (; i < demands->count && same_stock(first, &demands->items[i]); i++)
            movement.reserved += demands->items[i].quantity;
        if (!stock_find(store, movement.sku, movement.location, &level, &found, fault))
            return false;
        if (!stock_move(&movement, &level, changes, fault))
            return fault_within(fault, "lines[%zu]", first->number + 1);
    }
    return true;
}

static bool next_number(struct store *store, uint64_t *number, struct fault *fault)
{
    struct key key;
    struct slice last;

    *number = 0;
    key_begin(&key, KEY_LAST_NUMBER);
    key_text(&key, SLICE("order"));
    if (!index_get(store_index(store), TABLE_KEYS, key_slice(&key), &last, fault))
        return false;
    if (last.length == sizeof *number)
        memcpy(number, last.bytes, sizeof *number);
    ++*number;
    return true;
}

/* What the customer wrote, and a postcode that no address says. */
static bool keep_note(struct order *order, struct store *store, struct arena *arena, struct changes *changes, struct fault *fault)
{
    char id[40] = "note/";
    bool with_postcode;

    if (!destination_is_own(order, store, arena, &with_postcode, fault))
        return false;
    order->has_note |= with_postcode;
    if (!order->has_note)
        return true;
    memcpy(id + 5, order->id.bytes, order->id.length);
    destination_write(order, with_postcode, changes_begin_person(changes, (struct slice){id, 5 + order->id.length}, 1));
    changes_end(changes);
    return true;
}

/* A request that names a group knows better. */
static bool find_group(struct order *order, struct store *store, const struct price_book *book, struct arena *arena,
                       struct fault *fault)
{
    struct slice customer;

    if (order->group.bytes || !book->groups)
        return true;
    if (!customer_find(store, order->customer_given, &customer, fault))
        return fault_within(fault, "customer");
    return !customer.length || customer_group_find(store, customer, arena, &order->group, fault);
}

/* Where an order goes that names a customer by id alone, and no country: where the customer is known to be. */
static bool find_country(struct order *order, struct store *store, const struct settings *settings, struct arena *arena,
                         struct fault *fault)
{
    struct customer_tax customer;

    if (order->country_given.bytes || !order->customer_id_given.bytes || json_object_size(order->customer_given) != 1)
        return true;
    if (!customer_id_check(order->customer_id_given, fault))
        return fault_within(fault, "customer");
    if (!customer_tax_of(store, order->customer_given, arena, &customer, fault))
        return false;
    if (customer.country.length) {
        order->country = customer.country;
        return true;
    }
    return slice_is(settings->text[TAX_RULES], "products") ||
           fault_set(fault, FAULT_REFUSED, "country_unknown", "country",
                     "is not given, and of customer \"%.*s\" none is known: whose tax is due depends on it",
                     SLICE_ARGS(order->customer_id_given));
}

/* Who a promotion is counted for must be known before it is; else the customer comes last, as a refusal is likelier before. */
static bool find_discounts(struct order *order, struct store *store, const struct settings *settings,
                           const struct quote_books *books, struct arena *arena, struct changes *changes, bool *has_customer,
                           struct fault *fault)
{
    *has_customer = price_book_counts_customers(books->prices);
    if (*has_customer && !customer_accept(store, order->customer_given, arena, changes, &order->customer, fault))
        return fault_within(fault, "customer");
    return order_find_quote(order, books, order->customer.id, store, settings, arena, fault) &&
           order_find_discounts(order, books->prices, order->customer.id, store, settings, arena, fault);
}

bool cart_appraise(struct order *cart, price delivery, struct order *tried, struct store *store, const struct settings *settings,
                   const struct quote_books *books, struct arena *arena, struct fault *fault)
{
    struct demands demands = {NULL, 0, 0};
    struct slice customer = {NULL, 0};

    if (!price_book_refresh(books->prices, store, fault) || !find_group(cart, store, books->prices, arena, fault) ||
        !complete_lines(cart, store, settings, books, arena, &demands, fault) ||
        !find_places_of_cart(cart, books, &demands, store, settings, arena, fault))
        return false;
    if (price_book_counts_customers(books->prices) && !customer_find(store, cart->customer_given, &customer, fault))
        return fault_within(fault, "customer");
    return order_find_destination(cart, store, arena, fault) &&
           order_try(cart, delivery, tried, books, customer, store, settings, arena, fault);
}

bool order_place(struct order *order, struct store *store, const struct settings *settings, const struct quote_books *books,
                 instant now, struct arena *arena, struct changes *changes, bool *placed, uint64_t *number, size_t *row,
                 struct fault *fault)
{
    struct price_book *book = books->prices;
    struct digest digest;
    struct demands demands = {NULL, 0, 0};
    struct known_order known;
    char hex[DIGEST_HEX];
    struct text id = TEXT_INIT;
    bool has_customer;

    if (!gift_cards_find(order, store, arena, fault) || !order_find_known(store, order, &known, placed, fault))
        return false;
    digest = request_digest(order);
    if (*placed) {
        *placed = false;
        *number = known.number;
        return check_known(store, order, &known, &digest, arena, fault);
    }
    if (!pickup_prepare(order, store, arena, fault))
        return false;
    digest_hex(&digest, hex);
    order->request = arena_copy(arena, (struct slice){hex, 32});
    if (!next_number(store, number, fault))
        return false;
    text_add_integer(&id, (int64_t)*number);
    order->id = arena_copy(arena, text_slice(&id));
    text_release(&id);
    if (!find_country(order, store, settings, arena, fault) || !price_book_refresh(book, store, fault) ||
        !find_group(order, store, book, arena, fault) || !complete_lines(order, store, settings, books, arena, &demands, fault) ||
        !find_places(order, books, &demands, store, settings, arena, fault) ||
        !find_discounts(order, store, settings, books, arena, changes, &has_customer, fault) ||
        !order_find_tax(order, books->taxes, store, settings, arena, fault))
        return false;
    order_settle_quote(order);
    order_divide_shipping(order, settings, arena);
    if (!order_compute_totals(order, arena, fault) || !order_settle_payments(order, fault) ||
        !reserve(order, store, &demands, changes, fault))
        return false;
    if (!has_customer && !customer_accept(store, order->customer_given, arena, changes, &order->customer, fault))
        return fault_within(fault, "customer");
    order_find_exemptions(order, books->taxes, settings);
    if (!pickup_point_check_open(store, scan_text(scan_find(order->shipping.quote, "carrier")), order->shipping.pickup_point,
                                 fault))
        return fault_within(fault, "shipping");
    if (!delivery_address_check(order, books->countries, store, settings->text[SHOP_LANGUAGE], arena, fault))
        return false;
    if (order->pickup_counter.bytes && !no_show_check(order, settings, store, fault))
        return false;
    if (!pickup_place(order, books->tariffs, store, arena, changes, fault) ||
        !appointment_take(order, NULL, books->tariffs, store, order->placed_at, arena, fault))
        return false;
    if (!keep_note(order, store, arena, changes, fault) ||
        !gift_cards_spend(order, 0, store, order->day, now, arena, changes, fault))
        return false;
    order_id(*number, &id);
    order_write(order, changes_begin(changes, text_slice(&id)));
    *row = changes_end(changes);
    text_release(&id);
    *placed = true;
    return true;
}

/* `told`: the order was sold elsewhere; NULL: it was not. */
static bool place_request(const json_t *request, const struct sold_sums *told, struct store *store, const struct settings *settings,
                          const struct quote_books *books, instant now, struct order_explanation *explanation, struct arena *arena,
                          struct changes *changes, bool *placed, uint64_t *number, size_t *row, struct fault *fault)
{
    struct order order;

    if (explanation)
        explanation->count = 0;
    if (!order_from_json(&order, request, settings, now, arena, fault))
        return false;
    order.explanation = explanation;
    order.was_sold = told != NULL;
    return order_place(&order, store, settings, books, now, arena, changes, placed, number, row, fault) &&
           (!told || !*placed || sold_order_check(&order, told, fault));
}

bool order_place_request(const json_t *request, struct store *store, const struct settings *settings,
                         const struct quote_books *books, instant now, struct order_explanation *explanation, struct arena *arena,
                         struct changes *changes, bool *placed, uint64_t *number, size_t *row, struct fault *fault)
{
    return place_request(request, NULL, store, settings, books, now, explanation, arena, changes, placed, number, row, fault);
}

bool order_place_sold(const json_t *request, struct store *store, const struct settings *settings, const struct quote_books *books,
                      instant now, struct arena *arena, struct changes *changes, bool *placed, uint64_t *number, size_t *row,
                      struct fault *fault)
{
    struct sold_sums told;
    json_t *settled;
    bool done = sold_order_settle(request, settings, &settled, &told, fault) &&
                place_request(settled, &told, store, settings, books, now, NULL, arena, changes, placed, number, row, fault);

    json_decref(settled);
    return done;
}
