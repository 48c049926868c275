/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef COLPORTEUR_SHOP_NO_SHOW_H
#define COLPORTEUR_SHOP_NO_SHOW_H

#include "shop/order.h"
#include "shop/settings.h"

/*
 * Customers who order for a counter and do not come (shop/pickup.h): how often, and what the shop asks of them then. Counted from
 * their orders and what became of those, by the day on which each was released.
 */

struct no_shows {
    int64_t count;
    day last;
};

/* Since the day, that day included. */
bool no_shows_of_customer(struct store *store, struct slice customer, day since, struct no_shows *shows,
                          struct fault *fault) CHECKED;

/*
 * Whether the order, which has its customer and its total, may be collected as far as it is paid: who did not come for
 * pickup.no_shows orders within pickup.no_show_days pays pickup.no_show_prepaid of it before. Refuses "no_shows". What a bank holds
 * for the shop is as good as paid.
 */
bool no_show_check(const struct order *order, const struct settings *settings, struct store *store, struct fault *fault) CHECKED;

#endif
