/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef COLPORTEUR_SHOP_HANDING_OUT_H
#define COLPORTEUR_SHOP_HANDING_OUT_H

#include "shop/asked_units.h"
#include "shop/order.h"

/*
 * What happens at a counter in one step: the goods that the customer takes leave, what he does not want is cancelled, and what is
 * then open is paid. The rest of an order stays, unless it is cancelled, and is collected later.
 */

struct handing_out {
    const struct asked_units *lines; /* none: all that is left of the order */
    size_t line_count;
    bool cancel_rest;                    /* as order_cancel does: what was paid for it is owed */
    const struct order_payment *payment; /* NULL: nothing is paid now */
};

/*
 * The order's change is row `row`; *changed false: all of this was done. Refuses what is not on hand, more than is left
 * ("more_than_ordered"), what order_cancel and order_pay refuse, and "unpaid": what is handed out is paid, at the latest now, and
 * so is what stays. What a bank holds for the shop is as good as paid.
 */
bool order_hand_out(struct order *order, const struct handing_out *handing, struct store *store, instant now, struct arena *arena,
                    struct changes *changes, bool *changed, size_t *row, struct fault *fault) CHECKED;

#endif
