/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "shop/late_order.h"

#include "base/memory.h"
#include "shop/appointment.h"
#include "shop/order_quote.h"
#include "shop/parcel_leg.h"
#include "shop/pickup_network.h"
#include "json/scan.h"
#include "json/write.h"

#include <stdlib.h>

static const char *const reasons[] = {"not_shipped", "pickup_point_closed", "shipment_missing", "no_scan",
                                      "overdue",     "pickup_ending",       "attempt_failed",   "exception",
                                      "refused",     "returned_to_sender",  "damaged",          "lost"};

/* What some states are the reason of by themselves; -1: nothing. */
static const int reason_of[TRACKING_STATES] = {
    [TRACKING_ANNOUNCED] = -1,
    [TRACKING_HANDED_OVER] = -1,
    [TRACKING_IN_TRANSIT] = -1,
    [TRACKING_EXCEPTION] = LATE_EXCEPTION,
    [TRACKING_OUT_FOR_DELIVERY] = -1,
    [TRACKING_ATTEMPT_FAILED] = LATE_ATTEMPT_FAILED,
    [TRACKING_AT_PICKUP_POINT] = -1,
    [TRACKING_DAMAGED] = LATE_DAMAGED,
    [TRACKING_LOST] = LATE_LOST,
    [TRACKING_REFUSED] = LATE_REFUSED,
    [TRACKING_RETURNED_TO_SENDER] = LATE_RETURNED_TO_SENDER,
    [TRACKING_DELIVERED] = -1,
};

/* Of a day long ago the exact number does not matter. */
enum { COUNTED_DAYS = 1000 };

static struct slice quote_of(struct slice order)
{
    return scan_find(scan_find(order, "shipping"), "quote");
}

bool promised_day(struct slice order, day *until)
{
    struct slot appointment;

    if (appointment_of(order, &appointment)) {
        *until = appointment.day;
        return true;
    }
    return day_read(scan_text(scan_find(quote_of(order), "promised_until")), until);
}

static int32_t working_days_since(const struct late_terms *terms, day since)
{
    int32_t count = 0;

    if (terms->today - since > COUNTED_DAYS)
        since = terms->today - COUNTED_DAYS;
    for (day of = since + 1; of <= terms->today; of++)
        count += calendar_is_working(terms->calendar, &terms->place, of);
    return count;
}

static bool set_late(struct late_order *late, enum late_reason reason, day since, const struct late_terms *terms)
{
    late->reason = reason;
    late->since = since;
    late->days = working_days_since(terms, since);
    return true;
}

/* `limit` is the last day on which it was in time. */
static bool is_past(struct late_order *late, enum late_reason reason, day limit, const struct late_terms *terms)
{
    return terms->today > limit && set_late(late, reason, limit, terms);
}

static day days_after(const struct late_terms *terms, day from, int64_t days)
{
    return calendar_working_after(terms->calendar, &terms->place, from, days);
}

/* What the customer fetches waits for him, and not he for it. */
static bool is_fetched(struct slice order)
{
    static const char *const modes[] = {"store", "warehouse", "factory", "drive_in"};
    struct slice mode = scan_text(scan_find(quote_of(order), "mode"));

    for (size_t i = 0; i < sizeof modes / sizeof *modes; i++)
        if (slice_is(mode, modes[i]))
            return true;
    return false;
}

bool order_is_late(struct slice order, struct slice facts, const struct late_terms *terms, struct late_order *late)
{
    struct order_facts known;
    int64_t number;
    day limit;

    if (facts.length < sizeof known)
        return false;
    memcpy(&known, facts.bytes, sizeof known);
    if (known.status != ORDER_OPEN || known.fulfillment == FULFILLMENT_WHOLE ||
        (known.financial != FINANCIAL_PAID && known.financial != FINANCIAL_AUTHORIZED &&
         known.financial != FINANCIAL_PARTIALLY_REFUNDED) ||
        is_fetched(order))
        return false;
    if (!slice_integer(scan_text(scan_find(order, "id")), INT64_MAX, &number))
        return false;
    late->order = (uint64_t)number;
    late->parcel = 0;
    if (!promised_day(order, &limit))
        limit = days_after(terms, known.day, terms->order_days);
    return is_past(late, LATE_NOT_SHIPPED, limit, terms);
}

/* The last day of which something is known of the parcel: its last event, or when it left. */
static day last_seen(const struct tracking *tracking, day left)
{
    day seen = tracking->count ? instant_day(tracking->events[tracking->count - 1].at) : left;

    return seen > left ? seen : left;
}

static bool when_it_left(const struct parcel *parcel, const struct tracking *tracking, day *left)
{
    instant moment;

    for (size_t i = 0; i < tracking->count; i++)
        if (tracking->events[i].state != TRACKING_ANNOUNCED) {
            *left = instant_day(tracking->events[i].at);
            return true;
        }
    if (!parcel_left(parcel, &moment))
        return false;
    *left = instant_day(moment);
    return true;
}

/* Of an order that goes in several shipments each has its own day. */
static bool promised_parcel(const struct parcel *parcel, struct slice order, day *until)
{
    struct slot appointment;
    struct slice quote;

    if (appointment_of(order, &appointment))
        return promised_day(order, until);
    quote = order_quote_from(quote_of(order), parcel->location, parcel->line_count ? parcel->lines[0].line : 0);

    return day_read(scan_text(scan_find(quote, "promised_until")), until);
}

static bool is_late_on_its_way(const struct parcel *parcel, const struct tracking *tracking, struct slice order, day left,
                               const struct late_terms *terms, struct late_order *late)
{
    day limit;

    if (tracking->known && tracking->state == TRACKING_AT_PICKUP_POINT)
        return tracking->pickup && tracking->pickup->pickup_until - terms->today <= terms->pickup_days &&
               set_late(late, LATE_PICKUP_ENDING, instant_day(tracking->state_at), terms);
    if (!promised_parcel(parcel, order, &limit))
        limit = days_after(terms, left, terms->transit_days);
    return is_past(late, LATE_OVERDUE, limit, terms) ||
           is_past(late, LATE_NO_SCAN, days_after(terms, last_seen(tracking, left), terms->scan_days), terms);
}

bool parcel_is_late(const struct parcel *parcel, const struct tracking *tracking, struct slice order,
                    const struct late_terms *terms, struct late_order *late)
{
    struct slice number = slice_from(parcel->id, parcel->order.length + 1);
    int64_t order_number;
    int64_t which;
    day left = 0;

    if ((tracking->delivered && parcel->shipped) || parcel->return_id.bytes || parcel->status == PARCEL_VOIDED ||
        !when_it_left(parcel, tracking, &left) || terms->today - left > terms->within_days ||
        slice_is(scan_text(scan_find(order, "status")), "cancelled") || !slice_integer(parcel->order, INT64_MAX, &order_number) ||
        !slice_integer(number, PARCELS_LIMIT, &which))
        return false;
    late->order = (uint64_t)order_number;
    late->parcel = (uint32_t)which;
    if (tracking->known && reason_of[tracking->state] >= 0)
        return set_late(late, (enum late_reason)reason_of[tracking->state], instant_day(tracking->state_at), terms);
    return (!tracking->delivered && is_late_on_its_way(parcel, tracking, order, left, terms, late)) ||
           (!parcel->shipped && is_past(late, LATE_SHIPMENT_MISSING, left, terms));
}

static int compare(const void *a, const void *b)
{
    const struct late_order *one = a;
    const struct late_order *other = b;

    if (one->days != other->days)
        return one->days > other->days ? -1 : 1;
    if (one->reason != other->reason)
        return one->reason > other->reason ? -1 : 1;
    if (one->order != other->order)
        return one->order < other->order ? -1 : 1;
    return (one->parcel > other->parcel) - (one->parcel < other->parcel);
}

/* What a walk over the store's records works with. */
struct finding {
    struct late_orders *orders;
    struct store *store;
    const struct late_terms *terms;
    struct arena *arena;
};

static void keep(struct late_orders *orders, const struct late_order *late)
{
    orders->items = memory_grow(orders->items, &orders->room, orders->count + 1, sizeof *orders->items);
    orders->items[orders->count++] = *late;
}

static bool read_order(struct store *store, struct slice number, struct slice *order, struct fault *fault)
{
    struct text id = TEXT_INIT;
    bool done;

    text_add_string(&id, "order/");
    text_add_slice(&id, number);
    done = store_get(store, text_slice(&id), order, fault);
    text_release(&id);
    return done;
}

/* Where it is to go cannot be told from the order alone, and is no matter of days: the customer has to choose another place. */
static bool find_closed_point(const struct finding *finding, struct slice record, struct slice facts, bool *closed, day *on,
                              struct fault *fault)
{
    struct order_facts known;

    *closed = false;
    if (facts.length < sizeof known)
        return true;
    memcpy(&known, facts.bytes, sizeof known);
    return known.status != ORDER_OPEN || known.fulfillment == FULFILLMENT_WHOLE ||
           pickup_point_of_order_closed(finding->store, scan_find(record, "shipping"), closed, on, fault);
}

static bool judge_order(const struct finding *finding, struct slice record, struct slice facts, struct fault *fault)
{
    struct late_order late;
    bool closed;
    bool is_late = order_is_late(record, facts, finding->terms, &late);
    int64_t number;
    day on;

    if (!find_closed_point(finding, record, facts, &closed, &on, fault))
        return false;
    if (closed && slice_integer(scan_text(scan_find(record, "id")), INT64_MAX, &number)) {
        late.order = (uint64_t)number;
        late.parcel = 0;
        is_late = set_late(&late, LATE_POINT_CLOSED, on, finding->terms);
    }
    if (is_late)
        keep(finding->orders, &late);
    return true;
}

static bool judge_parcel(const struct finding *finding, struct slice record, struct slice facts, struct fault *fault)
{
    struct parcel parcel;
    struct tracking tracking;
    struct late_order late;
    struct slice order;

    (void)facts;
    /* Nearly all parcels of a shop's life were delivered: they need not be read. */
    if (slice_is(scan_text(scan_find(record, "status")), "shipped") && scan_find(record, "delivered_at").bytes)
        return true;
    if (!parcel_from_stored(&parcel, record, finding->arena, fault) ||
        !tracking_of_parcel(&tracking, &parcel, finding->arena, fault) || !read_order(finding->store, parcel.order, &order, fault))
        return false;
    if (parcel_is_late(&parcel, &tracking, order, finding->terms, &late))
        keep(finding->orders, &late);
    return true;
}

static bool walk(const struct finding *finding, struct slice prefix,
                 bool (*judge)(const struct finding *, struct slice record, struct slice facts, struct fault *),
                 struct fault *fault)
{
    struct store_walk walk;
    bool found = true;
    bool done = store_walk_begin(&walk, finding->store, prefix, fault);

    while (done && found) {
        struct slice record;

        arena_clear(finding->arena);
        done = store_walk_next(&walk, &found, fault);
        if (done && found)
            done = store_walk_value(&walk, &record, fault) && judge(finding, record, walk.facts, fault);
    }
    store_walk_end(&walk);
    return done;
}

bool late_orders_find(struct late_orders *orders, struct store *store, const struct late_terms *terms, struct arena *arena,
                      struct fault *fault)
{
    const struct finding finding = {orders, store, terms, arena};

    if (!walk(&finding, SLICE("order/"), judge_order, fault) || !walk(&finding, SLICE("parcel/"), judge_parcel, fault))
        return false;
    if (orders->count)
        qsort(orders->items, orders->count, sizeof *orders->items, compare);
    return true;
}

void late_orders_release(struct late_orders *orders)
{
    free(orders->items);
    memset(orders, 0, sizeof *orders);
}

static void put_member(struct text *text, const char *name, struct slice record)
{
    struct slice value = scan_find(record, name);

    if (value.bytes)
        json_put_raw(text, name, value);
}

static void put_parcel(struct text *text, const struct parcel *parcel, const struct tracking *tracking)
{
    struct parcel_leg leg;

    /* Of several carriers the one who told it is asked. */
    if (!tracking->known || !parcel_leg_find(parcel, tracking->state_leg, &leg))
        leg = parcel_leg_now(parcel);
    json_put_optional(text, "carrier", leg.carrier);
    json_put_optional(text, "tracking_number", leg.tracking_number);
    if (tracking->known) {
        json_put_string(text, "state", slice_of(tracking_state_word(tracking->state)));
        json_put_instant(text, "state_at", tracking->state_at);
    }
    if (tracking->pickup)
        json_put_day(text, "pickup_until", tracking->pickup->pickup_until);
}

static bool read_parcel(const struct late_order *late, struct slice order, struct parcel *parcel, struct tracking *tracking,
                        struct store *store, struct arena *arena, struct fault *fault)
{
    struct text id = TEXT_INIT;
    bool done;

    text_printf(&id, "%.*s-%u", SLICE_ARGS(order), late->parcel);
    done = parcel_find(parcel, store, text_slice(&id), arena, fault) && tracking_of_parcel(tracking, parcel, arena, fault);
    text_release(&id);
    return done;
}

bool late_order_write(const struct late_order *late, struct store *store, struct arena *arena, struct text *text,
                      struct fault *fault)
{
    struct text number = TEXT_INIT;
    struct parcel parcel;
    struct tracking tracking;
    struct slice order;
    day promised;
    bool done;

    text_add_integer(&number, (int64_t)late->order);
    done = read_order(store, text_slice(&number), &order, fault) &&
           (!late->parcel || read_parcel(late, text_slice(&number), &parcel, &tracking, store, arena, fault));
    if (done) {
        text_add_string(text, "{\"type\":\"late_order\"");
        json_put_string(text, "order", text_slice(&number));
        if (late->parcel)
            json_put_string(text, "parcel", parcel.id);
        json_put_string(text, "reason", slice_of(reasons[late->reason]));
        json_put_day(text, "since", late->since);
        json_put_integer(text, "days", late->days);
        if (promised_day(order, &promised))
            json_put_day(text, "promised_until", promised);
        put_member(text, "channel", order);
        put_member(text, "reference", order);
        put_member(text, "customer", order);
        put_member(text, "country", order);
        if (late->parcel)
            put_parcel(text, &parcel, &tracking);
        text_add_byte(text, '}');
    }
    text_release(&number);
    return done;
}
