/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef COLPORTEUR_SHOP_LATE_ORDER_H
#define COLPORTEUR_SHOP_LATE_ORDER_H

#include "shop/calendar.h"
#include "shop/order.h"
#include "shop/tracking.h"

/*
 * Orders that are late or stuck, and why: what somebody has to look after, and whom to warn.
 *
 *   not_shipped     paid, and something of it has not left: past the day that was promised, or that of order_days
 *   pickup_point_closed    it has not left, and is to go to a pickup point that is closed, since that day
 *   shipment_missing    its carrier has it since yesterday or longer, or delivered it, and no shipment of it was recorded: stock
 * and order know nothing of it no_scan         it left, and the carrier has not told of it for scan_days overdue         on its way
 * past the day that was promised, or that of transit_days pickup_ending   a pickup point keeps it for pickup_days more at most
 *   attempt_failed, exception, refused, returned_to_sender, damaged, lost    so the carrier told last
 *
 * Of several reasons a parcel has the one that stands last here. Days are working days of the place (shop/calendar.h), but those
 * of the pickup point, which counts all. What was delivered is late for no other reason than a missing shipment; a parcel that left
 * more than within_days ago is not looked at: by then it was seen to, or never will be.
 */

enum late_reason {
    LATE_NOT_SHIPPED,
    LATE_POINT_CLOSED,
    LATE_SHIPMENT_MISSING,
    LATE_NO_SCAN,
    LATE_OVERDUE,
    LATE_PICKUP_ENDING,
    LATE_ATTEMPT_FAILED,
    LATE_EXCEPTION,
    LATE_REFUSED,
    LATE_RETURNED_TO_SENDER,
    LATE_DAMAGED,
    LATE_LOST
};

struct late_terms {
    struct calendar *calendar;
    struct workplace place;
    day today;
    int64_t order_days, scan_days, transit_days, pickup_days, within_days;
};

struct late_order {
    uint64_t order;
    uint32_t parcel; /* which of the order's; 0: what is late has not left */
    enum late_reason reason;
    day since;
    int32_t days; /* working days since then, today included */
};

/* The day of its appointment, else the last one that was promised with the order's record; false: none was. */
bool promised_day(struct slice order, day *until);

/* Whether something of the order should have left. `facts` are those that the index keeps of it. */
bool order_is_late(struct slice order, struct slice facts, const struct late_terms *terms, struct late_order *late) CHECKED;

/* Of a parcel that left; `order` is the record of its order. */
bool parcel_is_late(const struct parcel *parcel, const struct tracking *tracking, struct slice order,
                    const struct late_terms *terms, struct late_order *late) CHECKED;

/* All there are; memory grows with those that are late alone. */
struct late_orders {
    struct late_order *items;
    size_t count, room;
};

/* Worst first: the most days, then the reason that stands last, then the oldest order. The arena is cleared for each record. */
bool late_orders_find(struct late_orders *orders, struct store *store, const struct late_terms *terms, struct arena *arena,
                      struct fault *fault) CHECKED;
void late_orders_release(struct late_orders *orders);

/* The record that tells it, of its order and of its parcel. */
bool late_order_write(const struct late_order *late, struct store *store, struct arena *arena, struct text *text,
                      struct fault *fault) CHECKED;

#endif
