/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef COLPORTEUR_SHOP_SOLD_ORDER_H
#define COLPORTEUR_SHOP_SOLD_ORDER_H

#include "shop/order.h"

/*
 * An order as the platform tells it where it was sold, made a request as order_from_json takes it.
 *
 * Exports do not tell prices as an order has them: some give what a line came to and not what a unit cost, some a discount on the
 * whole order, most not whether prices include tax. But they give sums, by which all of that can be found and judged. A request may
 * tell such things in its member "told", and each of its lines in one of its own:
 *
 *   "told":{"subtotal","discount","vat","total","refunded"}
 *   "lines":[{…,"told":{"amount","extra","shipping","shipping_discount","vat"}}]
 *
 *   amount     what the line came to before discounts: its price is found, and where it is not a whole number of cents, the line's
 *              discount makes up for it
 *   extra      what came on top of that: a gift wrap
 *   shipping   the line's part of the delivery charge, and shipping_discount of what was taken off that: the order has their sum
 *   subtotal   what the lines came to after all discounts
 *   discount   what was taken off all of the order. Where the subtotal tells that less was taken off the lines, the rest is
 *              theirs already or the delivery's. It goes over the lines in proportion to what is left of each.
 *   vat        of the whole order; or of each line with its part of the delivery, of which the order has the sum
 *   total      what was to be paid
 *   refunded   what went back later: it changes nothing here
 *
 * Where the total is told, it decides whether prices include tax, if the request does not say that, and whether the delivery was
 * free in the end. Sums that fit in no way are refused ("sums_differ"), for then something is not understood: an edited order, a
 * tip, a fee.
 */

struct sold_sums {
    bool has_total, has_vat;
    amount total, vat;
};

/* A new reference to what is to be placed: the request itself, if it tells nothing besides. */
bool sold_order_settle(const json_t *request, const struct settings *settings, json_t **settled, struct sold_sums *told,
                       struct fault *fault) CHECKED;

/*
 * Whether what was placed came to what was told. VAT may be rounded by line, by unit or by rate: it may differ by a minor unit for
 * each line, and so may a total to which it was added.
 */
bool sold_order_check(const struct order *order, const struct sold_sums *told, struct fault *fault) CHECKED;

#endif
