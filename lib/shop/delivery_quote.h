/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef COLPORTEUR_SHOP_DELIVERY_QUOTE_H
#define COLPORTEUR_SHOP_DELIVERY_QUOTE_H

#include "shop/delivery.h"

/*
 * The quote of a delivery that may be several shipments: every one of them is quoted as a delivery of its own, and an option of the
 * whole is a service by which all of them go. Where the service does not take a shipment, that goes by the cheapest of the same
 * mode; where there is none, the service is none of the options, for the reason that the shipment has. Rules that look at the sum
 * of the goods look at the whole order's in each.
 *
 * What the whole costs the shop is what all of them cost, and it is there when the last of them is. What the customer pays is all
 * of them as well, or, by the setting shipping.split, the dearest of them alone.
 */

/*
 * Asks the tariff about the order, whose lines have their prices and locations: with goods of different classes together, and
 * where nothing takes them so, apart. `answer->explain` as for tariff_answer. Without options the delivery is that of all classes
 * together, and the exclusions are its.
 */
bool delivery_find_options(struct delivery *delivery, struct tariff_answer *answer, const struct order *order,
                           struct tariff *tariff, struct calendar *calendar, struct store *store, const struct settings *settings,
                           struct arena *arena, struct fault *fault) CHECKED;

/* The option of that service, or of which a shipment goes by it; NULL: there is none. */
const struct tariff_option *delivery_option_of(const struct tariff_answer *answer, int service);

/* The members of an option as tariff_option_write has them, and "shipments" where it is several. */
void delivery_option_write(const struct delivery *delivery, const struct tariff *tariff, const struct tariff_option *option,
                           bool with_charges, struct text *text);
/* "location", "lines", "units", "weight_g"… of a shipment. */
void delivery_shipment_write(const struct delivery *delivery, size_t shipment, struct text *text);

#endif
