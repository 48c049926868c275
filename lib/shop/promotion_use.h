/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef COLPORTEUR_SHOP_PROMOTION_USE_H
#define COLPORTEUR_SHOP_PROMOTION_USE_H

#include "base/arena.h"
#include "store/index.h"

/*
 * How often a promotion was used: a sum over the orders, which name in their `discounts` what they used. There is no counter
 * that could differ from them. Whoever places an order holds the store, reads the sum and writes the order that adds to it in
 * one step, so a coupon of one use is used once, whoever else tries at the same moment. An order that is cancelled gives its
 * use back.
 */

struct promotion_use {
    int64_t orders;
    int64_t units; /* sold at the promotion's price */
};

/* For the fold: adds (sign 1) or takes back (-1) what an order's `discounts`, as written, tell. `customer` may be empty. */
bool promotion_use_count(struct index *index, struct slice discounts, struct slice customer, int64_t sign, struct arena *arena,
                         struct fault *fault) CHECKED;

/* By all customers where `customer` is empty. */
bool promotion_use_find(struct index *index, struct slice promotion, struct slice customer, struct promotion_use *use,
                        struct fault *fault) CHECKED;

#endif
