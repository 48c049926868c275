/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef COLPORTEUR_SHOP_PICKUP_NETWORK_H
#define COLPORTEUR_SHOP_PICKUP_NETWORK_H

#include "base/arena.h"
#include "store/store.h"

/*
 * A network's whole list of pickup points: what it does not have any more is closed.
 *
 * A list is that of the networks and countries that it has points in; of others it says nothing, so that lists may come country by
 * country. Whose points vanish in great number was cut off on its way, or is another list: more than so many percent of those that
 * were open are not closed, and "too_many_vanished" says so.
 */

struct pickup_network {
    struct arena arena;
    struct slice *points; /* the list's, by their ids: "pickup_point/relais/B-17" */
    size_t point_count, point_room;
    struct slice *places; /* its networks and countries: "relais/BE" */
    size_t place_count, place_room;
    struct slice *vanished; /* found by pickup_network_compare: ids */
    size_t vanished_count, vanished_room;
};

#define PICKUP_NETWORK_INIT                                                                                                        \
    {                                                                                                                              \
        .arena = ARENA_INIT                                                                                                        \
    }
void pickup_network_release(struct pickup_network *network);

/* A point of the list, by its id and its record. */
void pickup_network_add(struct pickup_network *network, struct slice id, struct slice record);

/* Once the list is whole. */
bool pickup_network_compare(struct pickup_network *network, struct store *store, int64_t most_percent, struct fault *fault) CHECKED;

/* The record of a point that is named with its network before it, or is one of the carrier's; bytes NULL: nobody told of it. */
bool pickup_point_find(struct store *store, struct slice carrier, struct slice point, struct slice *record,
                       struct fault *fault) CHECKED;

/*
 * Whether the point that an order names is closed. It names it as "relais/B-17", or as "B-17" where the network is called like the
 * carrier of the order's quote. `shipping` is that of the order's record. What nobody told of is not known to be closed.
 */
bool pickup_point_of_order_closed(struct store *store, struct slice shipping, bool *closed, day *on, struct fault *fault) CHECKED;
/* The same of a point by its name. Refuses "pickup_point_closed". */
bool pickup_point_check_open(struct store *store, struct slice carrier, struct slice point, struct fault *fault) CHECKED;

/* Orders that have not left, and go to a point that is closed. */
typedef void pickup_network_order(void *context, struct slice order, struct slice point);
bool pickup_network_orders(struct store *store, pickup_network_order *tell, void *context, struct fault *fault) CHECKED;

#endif
