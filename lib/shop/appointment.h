/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef COLPORTEUR_SHOP_APPOINTMENT_H
#define COLPORTEUR_SHOP_APPOINTMENT_H

#include "shop/order.h"
#include "shop/slot_places.h"

/*
 * A delivery by appointment: furniture, what is installed by who brings it. The customer is at home at the time that he chose.
 *
 * Who comes is a counter that takes appointments (shop/counter.h): its hours, cut into slots, its capacity in each and how long it
 * takes to prepare are those of a counter where orders are collected. A service of the tariff names it in its column
 * "appointments", by zone or location as any column does; an order that goes by that service has to choose a slot. Where no tariff
 * says who comes, the order does. The order keeps both, and has a place in the slot until it is cancelled or changed:
 *
 *     "appointment":{"counter":"crew","slot":"2026-11-24T08:00","slot_until":"12:00"}
 */

/*
 * The order that is being placed or changed at this moment, once its delivery is quoted. `before`: what it was, which has its place
 * already; NULL: a new one. Refuses "missing_field" where the service needs a slot or nobody says who comes; "contradiction" where
 * another one comes than the order says; "no_appointments" of a counter that takes none; a slot before the day from which the
 * delivery was promised, and what slot_check refuses.
 */
bool appointment_take(struct order *order, const struct order *before, struct tariff_book *holidays, struct store *store,
                      instant now, struct arena *arena, struct fault *fault) CHECKED;

bool appointment_same(const struct order *a, const struct order *b);

/* Of an order's record; false: it has none. */
bool appointment_of(struct slice order, struct slot *slot);

/* For the index: which order has a place. */
bool appointment_fold(struct index *index, const struct change *change, struct fault *fault) CHECKED;

#endif
