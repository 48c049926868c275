/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef COLPORTEUR_SHOP_DELIVERY_TALLY_H
#define COLPORTEUR_SHOP_DELIVERY_TALLY_H

#include "shop/tally.h"

/*
 * Deliveries and pickups in the tallies, for the index. What is counted of which record:
 *
 *   order   that is charged for delivery and not cancelled: what its goods come to and what the customer pays for their
 *           delivery, without tax; what carriers billed for it, else what its quote says that they cost, an estimate by the tariff; once all of it left, and
 *           nothing was sent again, the days that took; the carbon dioxide that its quote tells
 *   parcel  of an order, not of a return, that left: whether it was delivered, lost, damaged or came back; the days to that from
 *           when it left and from the order; whether the day that was promised with the order was kept, if it was delivered or lost
 *   pickup  that ended, other than with its order
 *
 * A parcel left with its manifest, else with its order's shipment, else when its carrier told of it.
 */
bool delivery_tally_order(struct index *index, const struct change *change, struct fault *fault) CHECKED;
bool delivery_tally_parcel(struct index *index, const struct change *change, struct fault *fault) CHECKED;
bool delivery_tally_pickup(struct index *index, const struct change *change, struct fault *fault) CHECKED;

#endif
