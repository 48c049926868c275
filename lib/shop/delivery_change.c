/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "shop/delivery_change.h"

#include "base/digest.h"
#include "shop/amendment.h"
#include "shop/appointment.h"
#include "shop/cancellation.h"
#include "shop/destination.h"
#include "shop/distance_sales.h"
#include "shop/members.h"
#include "shop/no_show.h"
#include "shop/order_places.h"
#include "shop/parcel.h"
#include "shop/payment.h"
#include "shop/pickup.h"
#include "shop/pickup_network.h"
#include "shop/placing.h"
#include "shop/product.h"
#include "shop/reallocation.h"
#include "shop/tax_in_prices.h"
#include "json/parse.h"
#include "json/read.h"
#include "json/scan.h"
#include "json/write.h"

bool delivery_change_from_json(struct delivery_change *change, const json_t *object, const struct currency *currency,
                               struct fault *fault)
{
    static const char *const known[] = {"key",      "reason",     "address", "country",     "postcode", "distance_m",
                                        "shipping", "keep_price", "pickup",  "appointment", NULL};
    bool present;

    *change = (struct delivery_change){.asked = {.currency = *currency}};
    if (!fields_known(object, known, fault) || !field_string(object, "key", &change->key, fault) ||
        !field_string(object, "reason", &change->reason, fault) || !field_object(object, "address", &change->address, fault) ||
        !field_bool(object, "keep_price", &change->keeps_price, &present, fault) ||
        !order_delivery_from_json(&change->asked, object, fault))
        return false;
    if ((change->key.bytes && !name_check(change->key, AMENDMENT_KEY_LIMIT, "key", fault)) ||
        (change->reason.bytes && !name_check(change->reason, 200, "reason", fault)))
        return false;
    if (change->keeps_price && change->asked.shipping.price_is_given)
        return fault_set(fault, FAULT_REFUSED, "contradiction", "keep_price", "a price is given, and the old one is to be kept");
    if (change->keeps_price && !change->reason.bytes)
        return fault_set(fault, FAULT_REFUSED, "missing_field", "reason", "is needed where the price is kept");
    return change->address || change->asked.country.bytes || change->asked.postcode.bytes || change->asked.shipping.given ||
           change->asked.pickup_counter.bytes || change->asked.has_appointment ||
           fault_set(fault, FAULT_REFUSED, "nothing_asked", NULL, "nothing of the delivery is to be changed");
}

/* A change on its way into the order. */
struct changing {
    const struct delivery_change *change;
    struct order *order;
    struct order before;
    const struct quote_books *books;
    struct store *store;
    const struct settings *settings;
    instant now;
    struct arena *arena;
    struct slice asked;      /* the digest */
    const json_t *person;    /* with the new address; NULL: it stays the same person */
    bool goes_elsewhere;     /* to another address */
    struct order_line *home; /* the lines as they would be taxed at home */
};

static bool is_named(const struct order_shipping *shipping)
{
    return shipping->service.bytes || shipping->mode != TARIFF_NONE;
}

/* No person's data: who compares it, compares the persons' versions as well. */
static struct slice digest_change(const struct delivery_change *change, struct arena *arena)
{
    const struct order *asked = &change->asked;
    struct text text = TEXT_INIT;
    struct digest digest;
    char hex[DIGEST_HEX];

    json_open(&text, NULL, '{');
    json_put_optional(&text, "reason", change->reason);
    json_put_bool(&text, "keep_price", change->keeps_price);
    json_put_optional(&text, "country", asked->country);
    if (asked->shipping.given) {
        json_put_optional(&text, "method", asked->shipping.method);
        json_put_optional(&text, "service", asked->shipping.service);
        json_put_integer(&text, "mode", asked->shipping.mode);
        json_put_optional(&text, "pickup_point", asked->shipping.pickup_point);
        if (asked->shipping.price_is_given)
            json_put_integer(&text, "price", asked->shipping.price);
        json_put_integer(&text, "discount", asked->shipping.discount);
        json_put_integer(&text, "vat_rate", asked->shipping.vat_rate);
    }
    order_write_pickup(asked, &text);
    order_write_appointment(asked, &text);
    json_close(&text, '}');
    digest = digest_of(text_slice(&text));
    text_release(&text);
    digest_hex(&digest, hex);
    return arena_copy(arena, (struct slice){hex, 32});
}

/* The member's name as a string; those of persons are the shop's own, without escapes. */
static const char *plain_name(struct slice name, struct arena *arena)
{
    char *plain = arena_take(arena, name.length + 1);

    memcpy(plain, name.bytes, name.length);
    plain[name.length] = '\0';
    return plain;
}

/* What a version of the customer tells, with the goods going to `address` if there is one. NULL in *person: no data are there. */
static bool person_of(struct changing *work, struct slice id, unsigned version, const json_t *address, const json_t **person,
                      struct fault *fault)
{
    struct text text = TEXT_INIT;
    struct slice stored = {NULL, 0};
    struct slice name;
    struct slice value;
    struct scan scan;
    bool done = true;

    *person = NULL;
    text_add_string(&text, "customer/");
    text_add_slice(&text, id);
    if (version)
        done = store_person(work->store, text_slice(&text), version, &stored, fault);
    text_clear(&text);
    if (done && scan_object(&scan, stored)) {
        json_open(&text, NULL, '{');
        json_put_string(&text, "id", id);
        while (scan_member(&scan, &name, &value))
            if (!address || !slice_is(name, "shipping_address"))
                json_put_raw(&text, plain_name(name, work->arena), value);
        if (address)
            json_put_value(&text, "shipping_address", address);
        json_close(&text, '}');
        *person = json_parse(arena_copy(work->arena, text_slice(&text)), RECORD_DEPTH, work->arena, fault);
        done = *person != NULL;
    }
    text_release(&text);
    return done;
}

/* Whether the change that has the key made the same person of the one before; an erased one cannot be told apart. */
static bool same_address(struct changing *work, const struct amendment *row, bool *same, struct fault *fault)
{
    struct slice before = scan_find(scan_find(row->before, "customer"), "version");
    const json_t *person;
    int64_t version = 0;

    *same = true;
    if (before.bytes && !scan_integer(before, &version))
        version = 0;
    if (!work->change->address) {
        *same = version == row->customer.version;
        return true;
    }
    return person_of(work, row->customer.id, (unsigned)version, work->change->address, &person, fault) &&
           (!person || customer_same(work->store, person, &row->customer, same, fault));
}

/* Whether the change was made before, by its key. */
static bool meet_earlier(struct changing *work, bool *known, struct fault *fault)
{
    const struct delivery_change *change = work->change;
    struct amendment row;
    bool same;

    *known = false;
    if (!change->key.bytes)
        return true;
    if (!amendment_find(work->order, change->key, &row, work->arena, known, fault))
        return false;
    if (!*known)
        return true;
    return same_address(work, &row, &same, fault) &&
           ((same && slice_equal(row.asked, work->asked)) ||
            fault_set(fault, FAULT_CONFLICT, "key_conflict", "key", "\"%.*s\" has changed order %.*s already, to something else",
                      SLICE_ARGS(change->key), SLICE_ARGS(work->order->id)));
}

static bool check_may_change(struct changing *work, uint64_t number, struct fault *fault)
{
    const struct order *order = work->order;
    struct parcels parcels;

    if (order->status == ORDER_CANCELLED)
        return fault_set(fault, FAULT_REFUSED, "cancelled", "status", "order %.*s is cancelled", SLICE_ARGS(order->id));
    if (order->fulfillment_status != FULFILLMENT_NONE || order->status != ORDER_OPEN)
        return fault_set(fault, FAULT_REFUSED, "shipped", "fulfillment_status",
                         "some of order %.*s has left: what comes back is announced by return-new", SLICE_ARGS(order->id));
    if (!order_check_uninvoiced(work->store, number, work->arena, fault) ||
        !parcels_of_order(&parcels, order->id, work->store, work->arena, fault))
        return false;
    return !parcels.count ||
           fault_set(fault, FAULT_REFUSED, "packed", "id", "parcel %.*s has goods of order %.*s: parcel-void it first",
                     SLICE_ARGS(parcels.items[0].id), SLICE_ARGS(order->id));
}

/* A label has the whole address of who is known: country and postcode alone would have the goods taxed and quoted to one place, and
 * sent to another. */
static bool check_whole(const struct changing *work, const struct customer_tax *known, struct fault *fault)
{
    const struct order *asked = &work->change->asked;
    const json_t *person = work->person;
    const bool has_address = json_object_get(person, "shipping_address") || json_object_get(person, "address");
    const bool other = (asked->country.bytes && !slice_equal(asked->country, work->before.country)) ||
                       (asked->postcode.bytes && !slice_equal(asked->postcode, customer_postcode_in(known, work->order->country)));

    return !has_address || work->change->address || !other ||
           fault_set(fault, FAULT_REFUSED, "incomplete_address", "address",
                     "order %.*s goes to an address that is known: tell the new one whole", SLICE_ARGS(work->order->id));
}

/* Where it goes from now on, and whether that is another place. */
static bool find_destination(struct changing *work, struct fault *fault)
{
    const struct delivery_change *change = work->change;
    const struct customer_reference *customer = &work->before.customer;
    struct order *order = work->order;
    struct customer_tax known;
    bool same = true;

    if (customer->id.bytes && !person_of(work, customer->id, customer->version, change->address, &work->person, fault))
        return fault_within(fault, "address");
    if (change->address && !work->person)
        return fault_set(fault, FAULT_REFUSED, "unknown_address", "address",
                         "nothing is known of who ordered, whose address could be another: say country and postcode");
    if (change->address && (!customer_country(work->person, &order->country, fault) ||
                            !customer_same(work->store, work->person, customer, &same, fault)))
        return fault_within(fault, "address");
    if (change->asked.country.bytes)
        order->country = change->asked.country;
    else if (!order->country.bytes)
        order->country = work->before.country;
    order->customer_given = work->person;
    order->distance = change->asked.distance;
    order->postcode = change->asked.postcode;
    if (!country_check(order->country, "country", fault) || !customer_tax_of(work->store, work->person, work->arena, &known, fault))
        return fault_within(fault, "address");
    if (!check_whole(work, &known, fault))
        return false;
    if (!order->postcode.bytes && !change->address && slice_equal(order->country, work->before.country) &&
        !destination_find(order, work->store, work->arena, fault))
        return false;
    if (!order->postcode.bytes)
        order->postcode = customer_postcode_in(&known, order->country);
    work->goes_elsewhere = !same || change->asked.postcode.bytes || !slice_equal(order->country, work->before.country);
    return true;
}

static bool is_unsaid_or(struct slice asked, struct slice is)
{
    return !asked.bytes || slice_equal(asked, is);
}

static bool has_mode(const struct changing *work, int mode)
{
    enum tariff_mode is;

    return tariff_mode_find(order_quoted(&work->before, "mode", work->arena), &is) && (int)is == mode;
}

/* Whether the delivery that is asked for is the one that it has. */
static bool is_so(const struct changing *work)
{
    const struct order *asked = &work->change->asked;
    const struct order *before = &work->before;
    const struct order_shipping *shipping = &asked->shipping;

    if (work->goes_elsewhere || (asked->has_appointment && !appointment_same(asked, before)))
        return false;
    if (asked->pickup_counter.bytes &&
        !(slice_equal(asked->pickup_counter, before->pickup_counter) && asked->has_pickup_slot == before->has_pickup_slot &&
          (!asked->has_pickup_slot ||
           (asked->pickup_slot.day == before->pickup_slot.day && asked->pickup_slot.from == before->pickup_slot.from))))
        return false;
    if (!shipping->given)
        return true;
    return before->shipping.given && (asked->pickup_counter.bytes || !before->pickup_counter.bytes) &&
           is_unsaid_or(shipping->method, before->shipping.method) &&
           is_unsaid_or(shipping->service, order_quoted(before, "service", work->arena)) &&
           is_unsaid_or(shipping->pickup_point, order_pickup_point(before, work->arena)) &&
           (shipping->mode == TARIFF_NONE || has_mode(work, shipping->mode)) &&
           (!shipping->price_is_given || shipping->price == before->shipping.price);
}

/* The way of delivery, as it is to be quoted. */
static bool find_way(struct changing *work, struct fault *fault)
{
    const struct order *asked = &work->change->asked;
    const struct order_shipping *before = &work->before.shipping;
    struct order *order = work->order;
    struct order_shipping *shipping = &order->shipping;
    bool sent = asked->shipping.given && !asked->pickup_counter.bytes;
    bool stays = !asked->shipping.given && (!asked->pickup_counter.bytes || work->before.pickup_counter.bytes);

    if (asked->pickup_counter.bytes || sent) {
        order->pickup_counter = asked->pickup_counter;
        order->has_pickup_slot = asked->has_pickup_slot;
        order->pickup_slot = asked->pickup_slot;
    }
    if (stays && (!before->given || order->pickup_counter.bytes))
        return true;
    *shipping = asked->shipping;
    if (!asked->shipping.given && !stays) /* what is collected is not sent */
        return true;
    shipping->given = true;
    if (!is_named(shipping))
        shipping->service = order_quoted(&work->before, "service", work->arena);
    if (stays) {
        shipping->method = before->method;
        shipping->vat_rate = shipping->standard_price = PRODUCT_UNSET;
        shipping->mode = TARIFF_NONE;
    }
    if (!shipping->pickup_point.bytes &&
        is_unsaid_or(asked->shipping.service, order_quoted(&work->before, "service", work->arena)) &&
        asked->shipping.mode == TARIFF_NONE)
        shipping->pickup_point = order_pickup_point(&work->before, work->arena);
    return is_named(shipping) || shipping->price_is_given || work->change->keeps_price ||
           fault_set(fault, FAULT_REFUSED, "no_quote", "shipping",
                     "the delivery of order %.*s was not quoted: name a service or a mode, a price, or keep the one it has",
                     SLICE_ARGS(order->id));
}

/* All that is open of it, to one place. */
static bool move_all(struct changing *work, struct slice location, struct changes *changes, struct fault *fault)
{
    struct order *order = work->order;
    struct line_move *moves = arena_take(work->arena, order->line_count * sizeof *moves + 1);
    size_t count = 0;
    bool moved;

    for (size_t i = 0; i < order->line_count; i++)
        if (!order->lines[i].has_components || order->lines[i].component_count)
            moves[count++] = (struct line_move){i + 1, location};
    return !count || order_move_promises(order, moves, count, work->books->locations, work->store, work->settings, work->arena,
                                         changes, &moved, NULL, fault);
}

/* The goods are reserved where they leave from now on. */
static bool move_goods(struct changing *work, struct changes *changes, struct fault *fault)
{
    struct order *order = work->order;
    struct location_book *locations = work->books->locations;
    bool was_collected = work->before.pickup_counter.bytes != NULL;
    struct counter counter;
    bool moved;

    if (order->pickup_counter.bytes)
        return counter_find(&counter, work->store, order->pickup_counter, work->arena, fault) &&
               move_all(work, order->pickup_counter, changes, fault);
    if (!was_collected && !work->goes_elsewhere)
        return true;
    if (!location_book_refresh(locations, work->store, work->settings->text[SHOP_LOCATION], fault))
        return false;
    if (was_collected && !locations->count)
        return move_all(work, work->settings->text[SHOP_LOCATION], changes, fault);
    return order_move_promises(order, NULL, 0, locations, work->store, work->settings, work->arena, changes, &moved, NULL, fault);
}

/* What the catalogue says of the lines, at home. Of a product that is sold no longer, the rate that it had in the order. */
static bool know_lines_at_home(struct changing *work, struct fault *fault)
{
    const struct order *order = work->order;

    work->home = arena_take(work->arena, order->line_count * sizeof *work->home + 1);
    for (size_t i = 0; i < order->line_count; i++) {
        struct order_line *line = &work->home[i];
        struct fault unsold = FAULT_INIT;
        struct product_offer offer;

        *line = order->lines[i];
        line->vat_category = TAX_BY_RATE;
        if (product_offered(&offer, work->store, line->sku, order->day, work->arena, &unsold)) {
            line->vat_rate = offer.vat_rate == PRODUCT_UNSET ? work->settings->vat_rate : offer.vat_rate;
            line->product = (struct taxed_product){.category = offer.vat_category, .rates_abroad = offer.vat_rates};
            line->exemption = offer.exemption;
        } else if (unsold.kind != FAULT_REFUSED) {
            *fault = unsold;
            return false;
        }
    }
    return true;
}

/* Whether it goes to where tax may be another. */
static bool is_taxed_anew(struct changing *work, bool *anew, struct fault *fault)
{
    *anew = false;
    if (!work->goes_elsewhere || slice_is(work->settings->text[TAX_RULES], "products"))
        return true;
    *anew = !slice_equal(work->order->country, work->before.country);
    return *anew || vat_law_divides(&work->books->taxes->law, work->order->country, anew, fault);
}

static bool check_given_back_goods(const struct changing *work, const struct order *order, struct fault *fault)
{
    for (size_t i = 0; i < order->line_count; i++) {
        const struct order_line *before = &work->before.lines[i];

        if (before->vat_rate != order->lines[i].vat_rate && (before->given_back.units || before->given_back.gross)) {
            fault_set(fault, FAULT_REFUSED, "refunded", "vat_rate", "some of it was given back with another tax");
            return fault_within(fault, "lines[%zu]", i + 1);
        }
    }
    return true;
}

static void copy_discounts(const struct changing *work, struct order *order)
{
    const struct order *before = &work->before;

    order->discounts = arena_take(work->arena, before->discount_count * sizeof *order->discounts + 1);
    if (before->discount_count)
        memcpy(order->discounts, before->discounts, before->discount_count * sizeof *order->discounts);
}

/* What was agreed where no tax is charged is what is shown at home, without the tax of there. */
static void show_prices(const struct changing *work, struct order *order)
{
    if (!order->prices_include_tax)
        return;
    copy_discounts(work, order);
    for (size_t i = 0; i < order->line_count; i++) {
        struct order_line *line = &order->lines[i];
        const bool is_untaxed = line->product.category == TAX_EXEMPT || line->product.category == TAX_OUTSIDE_SCOPE;

        line->price_is_ours = true;
        if (!work->before.lines[i].vat_rate && line->vat_rate && !is_untaxed)
            line_put_tax_on(order, line, line->vat_rate, work->arena);
    }
}

/* A line that bears tax neither before nor after costs what it did; each promotion took what it takes off the lines now. */
static bool settle_prices(const struct changing *work, struct order *order, struct fault *fault)
{
    if (!order->prices_include_tax)
        return true;
    copy_discounts(work, order);
    for (size_t i = 0; i < order->line_count; i++) {
        const struct order_line *before = &work->before.lines[i];
        struct order_line *line = &order->lines[i];

        if (!before->vat_rate && !line->vat_rate) {
            line->price = before->price;
            line->list_price = before->list_price;
            line->discount = before->discount;
            line->discounts = before->discounts;
        }
        if (line->price > AMOUNT_LIMIT || line->list_price > AMOUNT_LIMIT) {
            fault_set(fault, FAULT_REFUSED, "number_too_large", "price", "is too large with tax");
            return fault_within(fault, "lines[%zu]", i + 1);
        }
        order_follow_discounts(order, before, line);
    }
    return true;
}

static bool tax_anew(struct changing *work, struct order *order, struct fault *fault)
{
    struct distance_share *share = arena_take(work->arena, sizeof *share);
    struct text record = TEXT_INIT;

    order_write(&work->before, &record);
    distance_share_of(text_slice(&record), share);
    text_release(&record);
    order->counted = share;
    order->lines = arena_take(work->arena, order->line_count * sizeof *order->lines + 1);
    for (size_t i = 0; i < order->line_count; i++) {
        struct order_line *line = &order->lines[i];

        *line = work->home[i];
        line->location = work->order->lines[i].location;
        line->allocations = work->order->lines[i].allocations;
        line->allocation_count = work->order->lines[i].allocation_count;
    }
    show_prices(work, order);
    order->tax = (struct order_tax){0};
    /* Who bought is who bought. */
    order->buyer = work->before.buyer == BUYER_BUSINESS ? BUYER_BUSINESS : BUYER_CONSUMER;
    return order_find_tax(order, work->books->taxes, work->store, work->settings, work->arena, fault) &&
           settle_prices(work, order, fault) && check_given_back_goods(work, order, fault);
}

/* What is open of a line, at the places where it is. A line of which nothing is keeps its place, and sends nothing. */
static void leave_open(struct order_line *line, struct arena *arena)
{
    const struct order_allocation *places = line->allocations;
    size_t count = line->allocation_count;
    int64_t open = order_line_open(line);

    line->net -= line->given_back.net;
    line->gross -= line->given_back.gross;
    if (!open) {
        line->goods = TAX_SERVICE;
        line->discount = 0;
        return;
    }
    line->quantity = open;
    line->allocations = arena_take(arena, count * sizeof *line->allocations + 1);
    line->allocation_count = 0;
    for (size_t i = 0; i < count; i++) {
        struct order_allocation *place = &line->allocations[line->allocation_count];

        *place = (struct order_allocation){.location = places[i].location, .quantity = order_place_open(&places[i])};
        line->allocation_count += place->quantity > 0;
    }
}

/* What of it is to be delivered, at present. */
static bool find_goods(struct changing *work, bool anew, struct order *goods, struct fault *fault)
{
    const struct order_line *lines;

    *goods = *work->order;
    goods->placed_at = work->now;
    goods->is_foreign = strcmp(goods->currency.code, work->settings->currency.code) != 0;
    goods->shipping = (struct order_shipping){
        .given = true, .price = PRICE_UNIT, .vat_rate = PRODUCT_UNSET, .standard_price = PRODUCT_UNSET, .mode = TARIFF_NONE};
    for (size_t i = 0; i < goods->payment_count; i++)
        if (goods->payments[i].means == MEANS_GIFT_CARD)
            goods->gift_cards += goods->payments[i].amount;
    if (anew && (!tax_anew(work, goods, fault) || !order_compute_totals(goods, work->arena, fault)))
        return false;
    lines = goods->lines;
    goods->day = instant_day(work->now);
    goods->lines = arena_take(work->arena, goods->line_count * sizeof *goods->lines + 1);
    for (size_t i = 0; i < goods->line_count; i++) {
        goods->lines[i] = lines[i];
        leave_open(&goods->lines[i], work->arena);
    }
    return true;
}

/* What the tariff says of it, or the price that is told or kept. */
static bool price_delivery(struct changing *work, bool anew, struct fault *fault)
{
    struct order_shipping *shipping = &work->order->shipping;
    struct order asking = *work->order;
    struct order goods;

    asking.lines = work->home;
    if (!find_goods(work, anew, &goods, fault) ||
        !order_quote_goods(&asking, &goods, work->books, work->store, work->settings, work->arena, fault))
        return false;
    *shipping = asking.shipping;
    if (!work->change->keeps_price)
        return true;
    shipping->price = work->before.shipping.price;
    shipping->home_rate = 0;
    if (anew || !work->before.shipping.given)
        return true;
    shipping->rate_is_given = true;
    shipping->vat_rate = work->before.shipping.vat_rate;
    shipping->vat_category = work->before.shipping.vat_category;
    shipping->parts = arena_take(work->arena, work->before.shipping.part_count * sizeof *shipping->parts + 1);
    shipping->part_count = work->before.shipping.part_count;
    if (shipping->part_count)
        memcpy(shipping->parts, work->before.shipping.parts, shipping->part_count * sizeof *shipping->parts);
    return true;
}

/* What a promotion took off the delivery is a part of what it took off the order. */
static void lower_discounts(struct changing *work, amount lowered)
{
    struct order *order = work->order;
    struct order_discount *discounts = arena_take(work->arena, order->discount_count * sizeof *discounts + 1);

    if (order->discount_count)
        memcpy(discounts, order->discounts, order->discount_count * sizeof *discounts);
    order->discounts = discounts;
    for (size_t i = 0; lowered && i < order->discount_count; i++) {
        amount of_delivery = discounts[i].amount;

        for (size_t j = 0; j < order->line_count; j++)
            for (size_t k = 0; k < order->lines[j].discount_count; k++)
                if (slice_equal(order->lines[j].discounts[k].promotion, discounts[i].promotion))
                    of_delivery -= order->lines[j].discounts[k].amount;
        of_delivery = of_delivery < lowered ? of_delivery : lowered;
        discounts[i].amount -= of_delivery;
        lowered -= of_delivery;
    }
}

static bool keep_discount(struct changing *work, struct fault *fault)
{
    struct order_shipping *shipping = &work->order->shipping;
    amount before = work->before.shipping.discount;
    amount charged = 0;

    if (shipping->given && !price_times(shipping->price, 1, &work->order->currency, &charged))
        return fault_set(fault, FAULT_REFUSED, "number_too_large", "shipping.price", "is too large");
    if (!shipping->discount)
        shipping->discount = before < charged ? before : charged;
    if (shipping->discount < before)
        lower_discounts(work, before - shipping->discount);
    return true;
}

/* Why a rate that the order had before is no tax. */
static void keep_exemptions(const struct changing *work)
{
    const struct tax_totals *before = &work->before.totals;
    struct tax_totals *totals = &work->order->totals;

    for (size_t i = 0; i < totals->rate_count; i++)
        for (size_t j = 0; j < before->rate_count; j++)
            if (totals->rates[i].rate == before->rates[j].rate && totals->rates[i].category == before->rates[j].category) {
                totals->rates[i].exemption_code = before->rates[j].exemption_code;
                totals->rates[i].exemption = before->rates[j].exemption;
            }
}

static bool compute(struct changing *work, bool anew, struct fault *fault)
{
    struct order *order = work->order;

    if (anew && !tax_anew(work, order, fault))
        return false;
    if (!anew && order->shipping.given && !order->shipping.rate_is_given)
        order_tax_delivery(order, work->settings);
    order_settle_quote(order);
    if (!keep_discount(work, fault))
        return false;
    order_divide_shipping(order, work->settings, work->arena);
    if (!order_compute_totals(order, work->arena, fault))
        return false;
    if (anew)
        order_find_exemptions(order, work->books->taxes, work->settings);
    else
        keep_exemptions(work);
    return true;
}

/* Money of which nobody told how it came is what the order cost; only so can more or less be due. */
static void tell_payment(struct changing *work)
{
    struct order *order = work->order;

    if (order->totals.gross != work->before.totals.gross && !order->payment_count && order->financial_status >= FINANCIAL_PAID &&
        work->before.totals.gross > 0) {
        order->payments = arena_take(work->arena, sizeof *order->payments);
        order->payments[order->payment_count++] = (struct order_payment){
            .means = MEANS_OTHER, .amount = work->before.totals.gross, .repaid = order->repaid, .day = order->day};
    }
    order_settle(order);
}

static bool is_other_delivery(const struct changing *work)
{
    struct text before = TEXT_INIT;
    struct text after = TEXT_INIT;
    bool other;

    order_write_delivery(&work->before, &before);
    order_write_delivery(work->order, &after);
    other = !slice_equal(text_slice(&before), text_slice(&after));
    text_release(&before);
    text_release(&after);
    return other;
}

static bool check_given_back(const struct changing *work, struct fault *fault)
{
    return !work->before.shipping.given_back.gross ||
           fault_set(fault, FAULT_REFUSED, "refunded", "shipping", "some of the delivery of order %.*s was given back",
                     SLICE_ARGS(work->order->id));
}

/* Another time alone: nothing is quoted anew for that. */
static bool is_time_alone(const struct changing *work)
{
    const struct order *asked = &work->change->asked;

    return asked->has_appointment && !work->goes_elsewhere && !asked->shipping.given && !asked->pickup_counter.bytes &&
           !work->before.pickup_counter.bytes;
}

/* The time that was asked for; else the one that it has, as long as the same crew comes. */
static bool settle_appointment(struct changing *work, struct fault *fault)
{
    const struct order *asked = &work->change->asked;
    struct order *order = work->order;
    struct slice comes = order_quoted(order, "appointments", work->arena);

    if (asked->has_appointment) {
        order->has_appointment = true;
        order->appointment = asked->appointment;
        order->appointment_counter = asked->appointment_counter.bytes ? asked->appointment_counter
                                     : comes.bytes                    ? comes
                                                                      : work->before.appointment_counter;
    } else if (order->pickup_counter.bytes || (asked->shipping.given && !comes.bytes) ||
               (comes.bytes && !slice_equal(comes, order->appointment_counter))) {
        order->has_appointment = false;
        order->appointment_counter = (struct slice){NULL, 0};
    }
    if (appointment_same(order, &work->before))
        order->appointment = work->before.appointment;
    return appointment_take(order, &work->before, work->books->tariffs, work->store, work->now, work->arena, fault);
}

static bool carry_out(struct changing *work, struct changes *changes, struct fault *fault)
{
    const struct delivery_change *change = work->change;
    struct order *order = work->order;
    bool anew;

    if (is_time_alone(work))
        return settle_appointment(work, fault);
    if (!check_given_back(work, fault) || !find_way(work, fault) || !move_goods(work, changes, fault) ||
        !know_lines_at_home(work, fault) || !is_taxed_anew(work, &anew, fault) || !price_delivery(work, anew, fault) ||
        !compute(work, anew, fault))
        return false;
    if (!pickup_point_check_open(work->store, order_quoted(order, "carrier", work->arena), order_pickup_point(order, work->arena),
                                 fault))
        return fault_within(fault, "shipping");
    tell_payment(work);
    if (change->address && !customer_accept(work->store, work->person, work->arena, changes, &order->customer, fault))
        return fault_within(fault, "address");
    if (order->pickup_counter.bytes && !work->before.pickup_counter.bytes &&
        !no_show_check(order, work->settings, work->store, fault))
        return false;
    return pickup_move(order, work->books->tariffs, work->store, work->now, work->arena, changes, fault) &&
           settle_appointment(work, fault);
}

bool order_change_delivery(struct order *order, const struct delivery_change *change, const struct quote_books *books,
                           struct store *store, const struct settings *settings, instant now, struct arena *arena,
                           struct changes *changes, bool *changed, size_t *row, struct fault *fault)
{
    struct changing work = {.change = change,
                            .order = order,
                            .before = *order,
                            .books = books,
                            .store = store,
                            .settings = settings,
                            .now = now,
                            .arena = arena,
                            .asked = digest_change(change, arena)};
    struct amendment why = {.at = now, .key = change->key, .reason = change->reason, .asked = work.asked};
    uint64_t number;
    bool known;

    *changed = false;
    if (!order_number(order->id, &number, fault) || !meet_earlier(&work, &known, fault))
        return false;
    if (known)
        return true;
    if (!check_may_change(&work, number, fault) || !find_destination(&work, fault))
        return false;
    if (is_so(&work))
        return true;
    order->lines = arena_take(arena, order->line_count * sizeof *order->lines + 1);
    memcpy(order->lines, work.before.lines, order->line_count * sizeof *order->lines);
    if (!carry_out(&work, changes, fault))
        return false;
    if (!is_other_delivery(&work))
        return true;
    why.elsewhere = work.goes_elsewhere;
    amendment_add(order, &work.before, &why, arena);
    *row = order_change(order, number, changes);
    *changed = true;
    return true;
}
