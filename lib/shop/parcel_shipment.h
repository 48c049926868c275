/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef COLPORTEUR_SHOP_PARCEL_SHIPMENT_H
#define COLPORTEUR_SHOP_PARCEL_SHIPMENT_H

#include "shop/parcel.h"

/*
 * Parcels leave: what is in them is shipped (shop/shipment.h), and they are.
 *
 * Without `chosen` the whole order leaves and with it all its parcels; else those alone, with what is in them. Parcels that left
 * already are passed over, and where that is all of them nothing changes. Those that serve a return do not leave with an order.
 */
bool parcels_ship(struct order *order, struct store *store, const struct slice *chosen, size_t count, instant now,
                  struct arena *arena, struct changes *changes, bool *changed, size_t *row, struct fault *fault) CHECKED;

#endif
