/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef COLPORTEUR_SHOP_CUSTOMER_GROUP_H
#define COLPORTEUR_SHOP_CUSTOMER_GROUP_H

#include "base/arena.h"
#include "store/store.h"

#include <jansson.h>

/*
 * The group that a customer belongs to, for whom price lists and promotions may be: the trade, a club. Record
 * "customer_group/ID"; apart from the customer's own record, which tells of the person alone and comes with orders. A group is
 * no personal data, and a customer may have one before the first order.
 */

/* Bytes NULL: none. In the arena. */
bool customer_group_find(struct store *store, struct slice customer, struct arena *arena, struct slice *group,
                         struct fault *fault) CHECKED;

/*
 * "group" null or empty: none any more. *changed says whether that is something new, and then the change is row 0. `id` becomes
 * "customer_group/ID" either way.
 */
bool customer_group_set(struct store *store, const json_t *record, struct changes *changes, bool *changed, struct text *id,
                        struct fault *fault) CHECKED;

void customer_group_id(struct slice customer, struct text *id);

#endif
