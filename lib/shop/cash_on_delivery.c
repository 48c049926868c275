/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "shop/cash_on_delivery.h"

#include "shop/payment.h"
#include "shop/tracking.h"

static bool too_much(const struct parcel *parcel, amount most, struct fault *fault)
{
    struct text money = TEXT_INIT;

    amount_write(&money, most > 0 ? most : 0, &parcel->currency);
    fault_set(fault, FAULT_REFUSED, "too_much_cash", "cash_on_delivery", "no more than %s is left to collect of order %.*s",
              text_string(&money), SLICE_ARGS(parcel->order));
    text_release(&money);
    return false;
}

/* Nothing is collected of it any more. */
static bool came_to_nothing(const struct tracking *tracking)
{
    return tracking->known && (tracking->state == TRACKING_LOST || tracking->state == TRACKING_REFUSED ||
                               tracking->state == TRACKING_RETURNED_TO_SENDER);
}

bool cash_on_delivery_set(const struct parcels *parcels, size_t which, const struct order *order, amount cash, struct arena *arena,
                          struct fault *fault)
{
    struct parcel *parcel = &parcels->items[which];
    amount worth = order->totals.gross;
    amount open = order_open(order);

    if (parcel->return_id.bytes)
        return !cash || fault_set(fault, FAULT_REFUSED, "no_cash", "cash_on_delivery", "nothing is collected with what comes back");
    for (size_t i = 0; i < parcels->count; i++) {
        const struct parcel *other = &parcels->items[i];
        struct tracking tracking;

        if (i == which || !other->cash_on_delivery)
            continue;
        if (!tracking_of_parcel(&tracking, other, arena, fault))
            return false;
        if (came_to_nothing(&tracking))
            continue;
        worth -= other->cash_on_delivery;
        if (!tracking.delivered)
            open -= other->cash_on_delivery;
    }
    if (cash > worth || cash > open)
        return too_much(parcel, worth < open ? worth : open, fault);
    parcel->cash_on_delivery = cash;
    return true;
}
