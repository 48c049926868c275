/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "shop/delivery_tally.h"

#include "shop/members.h"
#include "shop/tracking.h"
#include "json/scan.h"

/* In the order in which they are written. */
enum { O_ID, O_CHANNEL, O_DAY, O_STATUS, O_FULFILLMENT, O_SHIPPED_AT, O_COUNTRY, O_CURRENCY, O_LINES, O_SHIPPING, O_NET, O_PARTS };
static const struct slice order_names[O_PARTS] = {
    SLICE_CONSTANT("id"),
    SLICE_CONSTANT("channel"),
    SLICE_CONSTANT("day"),
    SLICE_CONSTANT("status"),
    SLICE_CONSTANT("fulfillment_status"),
    SLICE_CONSTANT("shipped_at"),
    SLICE_CONSTANT("country"),
    SLICE_CONSTANT("currency"),
    SLICE_CONSTANT("lines"),
    SLICE_CONSTANT("shipping"),
    SLICE_CONSTANT("net"),
};

/* The order in which a quote's members stand is that of tariffs, and tariffs may tell more one day: each is looked for. */
static void read_quote(struct slice quote, struct tally_origin *origin, struct arena *arena)
{
    struct slice cost = scan_find(quote, "cost");

    origin->carrier = text_of(scan_find(quote, "carrier"), arena);
    origin->service = text_of(scan_find(quote, "service"), arena);
    origin->mode = text_of(scan_find(quote, "mode"), arena);
    origin->zone = text_of(scan_find(quote, "zone"), arena);
    origin->has_cost = cost.bytes != NULL;
    origin->cost = amount_of(cost, &origin->currency);
    origin->has_promise = day_read(scan_text(scan_find(quote, "promised_until")), &origin->promised);
}

/* An order as its record tells it. */
struct told_order {
    struct slice parts[O_PARTS];
    struct tally_origin origin;
    bool has_left, has_instant; /* something of it left; it is known when the last of that did */
    instant left;
};

static bool read_order(struct slice record, struct told_order *order, struct arena *arena, struct fault *fault)
{
    struct slice *parts = order->parts;
    struct tally_origin *origin = &order->origin;
    struct slice quote;

    members_of(record, order_names, parts, O_PARTS);
    quote = scan_find(parts[O_SHIPPING], "quote");
    *origin = (struct tally_origin){.country = scan_text(parts[O_COUNTRY]), .channel = text_of(parts[O_CHANNEL], arena)};
    if (!currency_find(scan_text(parts[O_CURRENCY]), &origin->currency, fault) || !day_read(scan_text(parts[O_DAY]), &origin->day))
        return fault_set(fault, FAULT_SYSTEM, "store_damaged", NULL, "an order's record in the journal cannot be read");
    if (quote.bytes)
        read_quote(quote, origin, arena);
    /* What no tariff told is called by the method that the request named. */
    if (!origin->service.bytes)
        origin->service = text_of(scan_find(parts[O_SHIPPING], "method"), arena);
    order->has_instant = instant_read(scan_text(parts[O_SHIPPED_AT]), &order->left);
    order->has_left = order->has_instant || !slice_is(scan_text(parts[O_FULFILLMENT]), "unfulfilled");
    return true;
}

static bool was_sent_again(struct slice lines)
{
    struct scan scan;
    struct slice line;

    if (scan_array(&scan, lines))
        while (scan_element(&scan, &line))
            if (scan_find(line, "resent").bytes)
                return true;
    return false;
}

static void add_carbon(const struct told_order *order, const struct tally *like, struct tallies *tallies, struct arena *arena)
{
    struct slice grams = scan_find(scan_find(order->parts[O_SHIPPING], "quote"), "co2_g");
    struct tally *row;

    if (!grams.bytes)
        return;
    row = tally_add(tallies, like, TALLY_CARBON, arena);
    row->more[0] = 1;
    row->more[1] = whole_of(grams);
}

/* What carriers billed is what it cost; until they have, what the tariff said. */
static void add_cost(const struct told_order *order, amount charged, const struct tally *like, struct tallies *tallies,
                     struct arena *arena)
{
    const struct tally_origin *origin = &order->origin;
    struct slice billed = scan_find(order->parts[O_SHIPPING], "billed");
    amount cost = billed.bytes ? amount_of(billed, &origin->currency) : origin->cost;
    struct tally *row;

    if (!billed.bytes && !origin->has_cost)
        return;
    row = tally_add(tallies, like, TALLY_COSTS, arena);
    row->more[0] = 1;
    row->more[1] = cost;
    row->more[2] = cost - charged;
    row->more[3] = cost > charged;
    if (!billed.bytes)
        return;
    row = tally_add(tallies, like, TALLY_BILLED, arena);
    row->more[0] = 1;
    row->more[1] = cost;
    row->more[2] = origin->has_cost ? origin->cost : 0;
    row->more[3] = origin->has_cost;
}

static void add_money(const struct told_order *order, const struct tally *like, struct tallies *tallies, struct arena *arena)
{
    const struct tally_origin *origin = &order->origin;
    amount charged = amount_of(scan_find(order->parts[O_SHIPPING], "net"), &origin->currency);
    struct tally *row = tally_add(tallies, like, TALLY_ORDERS, arena);

    row->more[0] = 1;
    row->more[1] = amount_of(order->parts[O_NET], &origin->currency) - charged;
    row->more[2] = charged;
    row->more[3] = charged == 0;
    add_cost(order, charged, like, tallies, arena);
}

static void add_order(const struct told_order *order, struct tallies *tallies, struct arena *arena)
{
    const struct slice *parts = order->parts;
    struct tally like;

    if (slice_is(scan_text(parts[O_STATUS]), "cancelled") || !parts[O_SHIPPING].bytes)
        return;
    tally_begin(&like, TALLY_DELIVERIES, &order->origin);
    add_money(order, &like, tallies, arena);
    add_carbon(order, &like, tallies, arena);
    if (slice_is(scan_text(parts[O_FULFILLMENT]), "fulfilled") && order->has_instant && !was_sent_again(parts[O_LINES]))
        tally_add_delay(tallies, &like, TALLY_TO_SHIP, order->origin.day, order->origin.last_left, arena);
}

static bool same_origin(const struct tally_origin *a, const struct tally_origin *b)
{
    return a->has_promise == b->has_promise && (!a->has_promise || a->promised == b->promised) && a->has_cost == b->has_cost &&
           a->cost == b->cost && slice_equal(a->country, b->country) && slice_equal(a->carrier, b->carrier) &&
           slice_equal(a->service, b->service) && slice_equal(a->mode, b->mode) && slice_equal(a->zone, b->zone);
}

static bool left_alike(const struct told_order *a, const struct told_order *b)
{
    return a->has_left == b->has_left && a->has_instant == b->has_instant && (!a->has_instant || a->left == b->left);
}

/* The days by which it is counted: those that are known stay, and a new one is found in the zone of now. */
static bool find_days(struct told_order *order, const struct told_order *was, const struct tally_origin *stands,
                      struct index *index, struct fault *fault)
{
    struct tally_origin *origin = &order->origin;

    origin->has_left = order->has_left;
    origin->left = stands->left;
    origin->last_left = stands->last_left;
    if (!order->has_left || (stands->has_left && left_alike(was, order)))
        return true;
    if (order->has_instant && !tally_zone_use(index, fault))
        return false;
    origin->last_left = order->has_instant ? instant_day(order->left) : origin->day;
    origin->left = stands->has_left ? stands->left : origin->last_left;
    return true;
}

/* What was settled stays; when something left is noted all the same. */
static bool note_origin(struct index *index, uint64_t number, const struct tally_origin *stands, const struct tally_origin *is,
                        struct fault *fault)
{
    struct tally_origin noted = stands->is_settled ? *stands : *is;

    noted.has_left = stands->has_left || is->has_left;
    noted.left = is->left;
    noted.last_left = is->last_left;
    return tally_origin_put(index, number, &noted, fault);
}

bool delivery_tally_order(struct index *index, const struct change *change, struct fault *fault)
{
    struct tallies before = {NULL, 0, 0};
    struct tallies after = {NULL, 0, 0};
    struct tally_origin stands = {.is_settled = false};
    struct told_order was = {.has_left = false};
    struct told_order is;
    bool existed = change->before.bytes != NULL;
    bool moved;
    bool found = false;
    int64_t number;

    if (!slice_integer(slice_from(change->id, strlen("order/")), INT64_MAX, &number))
        return true;
    if (!read_order(change->after, &is, change->arena, fault) ||
        (existed && !read_order(change->before, &was, change->arena, fault)))
        return false;
    moved = !existed || !same_origin(&was.origin, &is.origin) || !left_alike(&was, &is);
    if (existed && (moved || is.has_left) && !tally_origin_find(index, (uint64_t)number, change->arena, &stands, &found, fault))
        return false;
    if (!find_days(&is, &was, &stands, index, fault) ||
        (moved && !note_origin(index, (uint64_t)number, &stands, &is.origin, fault)))
        return false;
    was.origin.has_left = was.has_left;
    was.origin.left = stands.left;
    was.origin.last_left = stands.last_left;
    if (existed)
        add_order(&was, &before, change->arena);
    add_order(&is, &after, change->arena);
    return tallies_move(index, &before, &after, fault);
}

/* In the order in which they are written. */
enum {
    P_ORDER,
    P_STATUS,
    P_HUB,
    P_LEGS,
    P_CARRIER,
    P_SERVICE,
    P_HANDED_OVER_AT,
    P_SHIPPED_AT,
    P_RETURN,
    P_STATE,
    P_DELIVERED_AT,
    P_EVENTS,
    P_PARTS
};
static const struct slice parcel_names[P_PARTS] = {
    SLICE_CONSTANT("order"),          SLICE_CONSTANT("status"),       SLICE_CONSTANT("hub"),
    SLICE_CONSTANT("legs"),           SLICE_CONSTANT("carrier"),      SLICE_CONSTANT("service"),
    SLICE_CONSTANT("handed_over_at"), SLICE_CONSTANT("shipped_at"),   SLICE_CONSTANT("return"),
    SLICE_CONSTANT("state"),          SLICE_CONSTANT("delivered_at"), SLICE_CONSTANT("events"),
};

struct sent_parcel {
    bool counts, goes_to_hub;
    struct slice order, carrier, service;
    enum tracking_state state; /* TRACKING_ANNOUNCED where its carrier told nothing */
    bool has_left, was_seen, is_delivered;
    instant left, seen, delivered; /* seen: when its carrier told of it first */
};

/* It left with the first of its legs. */
static void read_left(struct slice legs, struct sent_parcel *parcel)
{
    struct scan scan;
    struct slice leg;
    instant left;

    if (!scan_array(&scan, legs))
        return;
    while (scan_element(&scan, &leg))
        if (instant_read(scan_text(scan_find(leg, "handed_over_at")), &left) && !scan_find(leg, "voided_at").bytes &&
            (!parcel->has_left || left < parcel->left)) {
            parcel->has_left = true;
            parcel->left = left;
        }
}

/* The facts of a parcel: the days by which it was counted. */
struct parcel_days {
    day left, delivered;
};

static bool read_first_scan(struct slice events, instant *seen)
{
    struct scan scan;
    struct slice event;

    if (scan_array(&scan, events))
        while (scan_element(&scan, &event))
            if (!slice_is(scan_text(scan_find(event, "state")), "announced"))
                return instant_read(scan_text(scan_find(event, "at")), seen);
    return false;
}

static void read_parcel(struct slice record, struct sent_parcel *parcel, struct arena *arena)
{
    struct slice parts[P_PARTS];

    *parcel = (struct sent_parcel){.counts = false};
    if (!record.bytes)
        return;
    members_of(record, parcel_names, parts, P_PARTS);
    parcel->order = parts[P_ORDER];
    parcel->carrier = text_of(parts[P_CARRIER], arena);
    parcel->service = text_of(parts[P_SERVICE], arena);
    if (!tracking_state_read(scan_text(parts[P_STATE]), &parcel->state))
        parcel->state = TRACKING_ANNOUNCED;
    parcel->has_left = instant_read(scan_text(parts[P_HANDED_OVER_AT]), &parcel->left) ||
                       instant_read(scan_text(parts[P_SHIPPED_AT]), &parcel->left);
    read_left(parts[P_LEGS], parcel);
    parcel->goes_to_hub = parts[P_HUB].bytes != NULL;
    parcel->was_seen = !parcel->has_left && read_first_scan(parts[P_EVENTS], &parcel->seen);
    parcel->is_delivered = instant_read(scan_text(parts[P_DELIVERED_AT]), &parcel->delivered);
    parcel->counts = !parts[P_RETURN].bytes && !slice_is(scan_text(parts[P_STATUS]), "voided") &&
                     (parcel->has_left || parcel->state != TRACKING_ANNOUNCED);
}

static void add_parcel(const struct sent_parcel *parcel, const struct parcel_days *days, const struct tally_origin *origin,
                       struct tallies *tallies, struct arena *arena)
{
    bool lost = parcel->state == TRACKING_LOST;
    struct tally like;
    struct tally *row;

    tally_begin(&like, TALLY_DELIVERIES, origin);
    like.has_left = true;
    like.left = days->left;
    if (parcel->carrier.length)
        tally_name(&like, TALLY_CARRIER, parcel->carrier);
    if (!origin->service.length)
        tally_name(&like, TALLY_SERVICE, parcel->service);
    row = tally_add(tallies, &like, TALLY_PARCELS, arena);
    row->more[0] = 1;
    row->more[1] = parcel->is_delivered;
    row->more[2] = lost;
    row->more[3] = parcel->state == TRACKING_DAMAGED;
    row = tally_add(tallies, &like, TALLY_PROMISES, arena);
    row->more[0] = parcel->state == TRACKING_REFUSED || parcel->state == TRACKING_RETURNED_TO_SENDER;
    row->more[1] = origin->has_promise && (parcel->is_delivered || lost);
    row->more[2] = origin->has_promise && parcel->is_delivered && days->delivered <= origin->promised;
    if (!parcel->is_delivered)
        return;
    tally_add_delay(tallies, &like, TALLY_TO_DELIVER, origin->day, days->delivered, arena);
    if (parcel->has_left)
        tally_add_delay(tallies, &like, TALLY_ON_WAY, days->left, days->delivered, arena);
}

/* Of instants that are the same the days stay, whatever the zone is by now. */
static void find_parcel_days(const struct sent_parcel *is, const struct sent_parcel *was, const struct parcel_days *before,
                             day ordered, struct parcel_days *days)
{
    bool left_as_before = was->counts && was->has_left == is->has_left && was->was_seen == is->was_seen && was->left == is->left &&
                          was->seen == is->seen;
    bool delivered_as_before = was->counts && was->is_delivered && is->is_delivered && was->delivered == is->delivered;

    days->left = left_as_before ? before->left
                 : is->has_left ? instant_day(is->left)
                 : is->was_seen ? instant_day(is->seen)
                                : ordered;
    days->delivered = delivered_as_before ? before->delivered : is->is_delivered ? instant_day(is->delivered) : 0;
}

bool delivery_tally_parcel(struct index *index, const struct change *change, struct fault *fault)
{
    struct tallies tallies[2] = {{NULL, 0, 0}, {NULL, 0, 0}};
    struct parcel_days before = {0, 0};
    struct parcel_days days = {0, 0};
    struct sent_parcel was;
    struct sent_parcel is;
    struct tally_origin origin;
    const struct slice nobody = {NULL, 0};
    bool found;

    read_parcel(change->before, &was, change->arena);
    read_parcel(change->after, &is, change->arena);
    if (!was.counts && !is.counts)
        return true;
    if (change->facts_before.length >= sizeof before)
        memcpy(&before, change->facts_before.bytes, sizeof before);
    if (!tally_zone_use(index, fault) ||
        !tally_origin_of(index, is.order, true, is.goes_to_hub ? nobody : is.carrier, change->arena, &origin, &found, fault))
        return false;
    if (found && was.counts)
        add_parcel(&was, &before, &origin, &tallies[0], change->arena);
    if (found && is.counts) {
        find_parcel_days(&is, &was, &before, origin.day, &days);
        add_parcel(&is, &days, &origin, &tallies[1], change->arena);
        text_add(change->facts, &days, sizeof days);
    }
    return tallies_move(index, &tallies[0], &tallies[1], fault);
}

static void add_pickup(struct slice record, const struct tally_origin *origin, struct tallies *tallies, struct arena *arena)
{
    struct slice status = scan_text(scan_find(record, "status"));
    bool collected = slice_is(status, "collected");
    bool expired = slice_is(status, "expired");
    struct tally like;
    struct tally *row;

    if (!collected && !expired)
        return;
    tally_begin(&like, TALLY_PICKUPS, origin);
    tally_name(&like, TALLY_COUNTER, text_of(scan_find(record, "counter"), arena));
    row = tally_add(tallies, &like, TALLY_PICKUPS_ENDED, arena);
    row->more[0] = 1;
    row->more[1] = collected;
    row->more[2] = expired;
    row->more[3] = slice_is(scan_find(record, "no_show"), "true");
}

bool delivery_tally_pickup(struct index *index, const struct change *change, struct fault *fault)
{
    struct tallies tallies[2] = {{NULL, 0, 0}, {NULL, 0, 0}};
    const struct slice nobody = {NULL, 0};
    struct tally_origin origin;
    bool found;

    if (slice_is(scan_text(scan_find(change->after, "status")), "placed"))
        return true;
    if (!tally_origin_of(index, scan_find(change->after, "id"), true, nobody, change->arena, &origin, &found, fault))
        return false;
    if (found && change->before.bytes)
        add_pickup(change->before, &origin, &tallies[0], change->arena);
    if (found)
        add_pickup(change->after, &origin, &tallies[1], change->arena);
    return tallies_move(index, &tallies[0], &tallies[1], fault);
}
