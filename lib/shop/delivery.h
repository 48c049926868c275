/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef COLPORTEUR_SHOP_DELIVERY_H
#define COLPORTEUR_SHOP_DELIVERY_H

#include "shop/order.h"
#include "shop/tariff_quote.h"

/*
 * What a tariff asks about an order, from the order and the catalogue: what its goods weigh and measure, of which classes they
 * are, what they come to, where they go.
 *
 * Lines of services and of what is downloaded are not sent, and neither weigh nor keep the others from being sent; their price
 * counts for free delivery, as that of everything in the basket does. A bundle without a weight of its own has that of its parts.
 */

struct delivery {
    struct tariff_question question;
    struct tariff_goods *shipments; /* 0: nothing is to be sent */
    size_t shipment_count;
    size_t *shipment_of; /* of each line; SIZE_MAX: it is not sent */
    amount cost;         /* of the goods, without tax, in the shop's currency */
    bool has_cost;       /* all of them have one */
};

/*
 * The order has its prices, discounts and taxes; the tariff is finished. `apart`: goods of different classes are shipments of
 * their own, where a service excludes one of the classes or carries it alone; else all are one shipment.
 */
bool delivery_of(struct delivery *delivery, const struct order *order, bool apart, const struct tariff *tariff, struct store *store,
                 const struct settings *settings, struct arena *arena, struct fault *fault) CHECKED;

#endif
