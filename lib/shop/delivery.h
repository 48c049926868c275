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
 *
 * What leaves from different locations (shop/order_places.h) are different shipments: no parcel is packed at two places.
 */

/* So many units of a line go with a shipment; both count from 0. */
struct delivery_part {
    size_t line, shipment;
    int64_t units;
};

struct delivery {
    struct tariff_question question;
    struct tariff_goods *shipments; /* in the order of their first lines; 0: nothing is to be sent */
    size_t shipment_count;
    struct delivery_part *parts; /* by line; of those that are sent */
    size_t part_count;
    bool is_paid_once; /* by the setting shipping.split: of several shipments the customer pays the dearest alone */
    amount cost;       /* of the goods, without tax, in the shop's currency */
    bool has_cost;     /* all of them have one */
};

/*
 * The order has its prices, discounts and taxes, and its lines have their locations; the tariff is finished. `apart`: goods of
 * different classes are shipments of their own, where a service excludes one of the classes or carries it alone; else all from one
 * location are one shipment.
 */
bool delivery_of(struct delivery *delivery, const struct order *order, bool apart, const struct tariff *tariff, struct store *store,
                 const struct settings *settings, struct arena *arena, struct fault *fault) CHECKED;

#endif
