/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef COLPORTEUR_SHOP_DESTINATION_H
#define COLPORTEUR_SHOP_DESTINATION_H

#include "shop/order.h"

/*
 * Where an order goes, more precisely than its country: the postcode, for zones and for locations that serve by it.
 *
 * A request may say it beside its customer, "postcode", and so better than the customer's address, or where there is none. As a
 * postcode may tell who somebody is, it is kept with the order's note in people/, "note/NUMBER", and goes as that does; the order
 * in the journal says no more than that there is a note. It holds as long as the order is that of the same version of its customer,
 * and no change of its delivery sent it elsewhere (shop/delivery_change.h); one of the way alone leaves it where it goes.
 */

/* Whether the request's postcode has to be kept: the customer's address does not say it. `customer`: as it was accepted. */
bool destination_is_own(const struct order *order, struct store *store, struct arena *arena, bool *is_own,
                        struct fault *fault) CHECKED;

/* What is kept of the order that a person's record "note/NUMBER" is: members "note" and "postcode", as far as it has them. */
void destination_write(const struct order *order, bool with_postcode, struct text *text);

/* order->postcode of an order as stored; bytes NULL: nobody said, or it is erased. */
bool destination_find(struct order *order, struct store *store, struct arena *arena, struct fault *fault) CHECKED;

#endif
