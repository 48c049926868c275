/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef COLPORTEUR_SHOP_CANCELLATION_H
#define COLPORTEUR_SHOP_CANCELLATION_H

#include "shop/asked_units.h"
#include "shop/order.h"

/*
 * What was ordered and has not left is not wanted any longer, or cannot be delivered: it is cancelled.
 *
 * Units that are cancelled are promised no longer: their reservation ends, and nothing comes back to a shelf, for nothing left it.
 * What was to be paid for them is due no longer (shop/reversal.h cuts it from the lines, as for a refund); what was paid for it is
 * owed to the customer, and refund pays it back. Shipping goes with the last unit, if none has left.
 *
 * An order is cancelled when all its units are and none has left. Then it is counted in no figure, and gives back the uses of
 * promotions and coupons that it took (shop/promotion_use.h): they were taken for a sale that did not happen. As long as a line
 * remains, they stay taken.
 *
 * A number of units (shop/asked_units.h) says how many of the line are cancelled in all; without it, all that have not left are.
 *
 * Refused are units that have left: they come back with a refund or not at all; and an order that was invoiced, or of which
 * a deposit was and stands, which a credit note or a refund corrects.
 */

/* No lines: the whole order. *changed false: all that is asked is cancelled already. */
bool order_cancel(struct order *order, const struct asked_units *asked, size_t count, struct store *store, struct arena *arena,
                  struct changes *changes, bool *changed, size_t *row, struct fault *fault) CHECKED;

/* Refuses ("invoiced") an order that has its invoice, or of which a deposit was invoiced and stands. */
bool order_check_uninvoiced(struct store *store, uint64_t order, struct arena *arena, struct fault *fault) CHECKED;

#endif
