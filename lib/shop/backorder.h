/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef COLPORTEUR_SHOP_BACKORDER_H
#define COLPORTEUR_SHOP_BACKORDER_H

#include "shop/order.h"

/*
 * Orders that wait for goods: of some of what is open, more is promised at its location than is on hand there. Which of the orders
 * that wait at the same shelf gets what there is, is decided where it is picked (shop/wave.h): the one that came first.
 */
bool order_is_backordered(const struct order *order, struct store *store, struct arena *arena, bool *is,
                          struct fault *fault) CHECKED;

#endif
