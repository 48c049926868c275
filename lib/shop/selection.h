/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef COLPORTEUR_SHOP_SELECTION_H
#define COLPORTEUR_SHOP_SELECTION_H

#include "shop/order.h"

/*
 * Which orders, which invoices: decided from the index alone, without reading a record. A criterion
 * that is not given lets everything pass.
 */

struct selection {
    struct slice channel, customer, country, reference; /* bytes NULL: any */
    struct slice series, order;                         /* of invoices */
    bool has_since, has_until;
    day since, until; /* both inclusive */
    bool has_status;
    enum order_status status;
    bool paid, unpaid, shipped, unshipped, invoiced, uninvoiced;
};

/*
 * Walks the selected orders: by number; where days are given by day and number; where a reference is, by channel.
 * *found false at the end.
 */
struct order_walk {
    struct store *store;
    const struct selection *selection;
    struct store_walk all;
    struct index_walk some;
    int by; /* the enum key_kind that is walked; 0: all orders */
    struct text id;
    struct slice value; /* of the order found, as stored */
};

bool order_walk_begin(struct order_walk *walk, struct store *store, const struct selection *selection, struct fault *fault) CHECKED;
bool order_walk_next(struct order_walk *walk, bool *found, struct fault *fault) CHECKED;
void order_walk_end(struct order_walk *walk);

/* One order, by its facts. */
bool order_selected(struct store *store, const struct selection *selection, uint64_t number, struct slice facts, bool *selected,
                    struct fault *fault) CHECKED;
bool invoice_selected(const struct selection *selection, struct slice facts);

#endif
