/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef COLPORTEUR_SHOP_CASH_ON_DELIVERY_H
#define COLPORTEUR_SHOP_CASH_ON_DELIVERY_H

#include "shop/parcel.h"

/*
 * What a courier collects with a parcel. Of an order's parcels together that is never more than the order is worth, nor, of those
 * that are on their way, more than is still open: what was delivered may be collected long before the carrier pays it out and it
 * is a payment of the order (shop/payment.h).
 */

/*
 * So much is collected with this one of the order's parcels. Refuses "too_much_cash", and of a parcel with which goods come back
 * any ("no_cash").
 */
bool cash_on_delivery_set(const struct parcels *parcels, size_t which, const struct order *order, amount cash, struct arena *arena,
                          struct fault *fault) CHECKED;

#endif
