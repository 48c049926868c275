/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef COLPORTEUR_SHOP_SHIPMENT_H
#define COLPORTEUR_SHOP_SHIPMENT_H

#include "shop/order.h"

/*
 * Goods leave: what was reserved for a line is gone from the shelf.
 *
 * Without `parts` everything that is open leaves, from wherever it is promised; a part may name the location from which it does. An
 * order that has nothing left to ship is unchanged
 * (*changed false). Shipping more than is open, or what is not on hand, is refused, and then nothing leaves.
 */

struct shipment_part {
    size_t line; /* from 1 */
    int64_t quantity;
    struct slice location; /* bytes NULL: any, by the order of the line's places */
};

bool order_ship(struct order *order, struct store *store, const struct shipment_part *parts, size_t count, instant now,
                struct arena *arena, struct changes *changes, bool *changed, size_t *row, struct fault *fault) CHECKED;

#endif
