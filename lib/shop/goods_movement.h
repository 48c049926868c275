/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef COLPORTEUR_SHOP_GOODS_MOVEMENT_H
#define COLPORTEUR_SHOP_GOODS_MOVEMENT_H

#include "shop/order.h"

/*
 * Goods of an order on the move: they leave with a shipment, come back, or are no longer promised.
 *
 * A line moves what one unit of it takes from the shelves, its components where it is a bundle. Movements of one level are made
 * one, for a transaction writes each level once.
 */

struct goods_movement {
    struct slice sku, location;
    int64_t on_hand, reserved; /* how much more of each */
    size_t line;               /* of the order, from 0 */
};

struct goods_movements {
    struct goods_movement *rows; /* in the arena */
    size_t count, room;
    struct arena *arena;
    bool are_promises; /* what is reserved more has to be available, unless the product allows back-orders */
};

/* Room for as many movements as all lines can make at all their places, each `times` times. */
void goods_movements_begin(struct goods_movements *movements, const struct order *order, size_t times, struct arena *arena);

/* `units` units of a line, times what is told of one: on_hand and reserved of -1, 0 or 1. */
void goods_movements_add(struct goods_movements *movements, const struct order *order, size_t line, struct slice location,
                         int64_t units, int on_hand, int reserved);

/* Adds them to the changes as one movement of each level, or refuses by line with what is there: what is promised anew must be,
 * back-orders or not. `what`: "shipment of order ". */
bool goods_move(struct goods_movements *movements, const struct order *order, const char *what, struct store *store,
                struct changes *changes, struct fault *fault) CHECKED;

#endif
