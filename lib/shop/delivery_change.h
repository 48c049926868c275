/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef COLPORTEUR_SHOP_DELIVERY_CHANGE_H
#define COLPORTEUR_SHOP_DELIVERY_CHANGE_H

#include "shop/order_quote.h"

/*
 * An order that has not left goes elsewhere, in another way, to another pickup point or at another time than was agreed.
 *
 * In one transaction: the person gets a version with the new address; what is reserved moves to where the goods leave from now on;
 * a place in a slot is freed, and another one taken; the delivery is quoted by the tariff as it is now, or keeps its price, for
 * which a reason is told; its tax is found by the rules of a new order, that of the goods as well where they go to a place with
 * another tax; and the order tells what it was before (shop/amendment.h). Prices and discounts of the goods stay as agreed; those
 * that include tax lose that of the shop's country where none is charged from now on, and have it again where it is charged again
 * (shop/tax_in_prices.h). A discount on the delivery stays as far as that costs as much.
 *
 * What is to be paid more is open, and what was paid too much is owed, as payments tell (shop/payment.h); of an order that was
 * told to be paid without its payments, that is told by one now, "other", of what it cost.
 *
 * Refused are orders of which something has left ("shipped") or is in a parcel ("packed"), that were invoiced ("invoiced"), or of
 * whose delivery, or of whose goods with another tax, something was given back ("refunded"): there, a credit note or a return is
 * the way.
 *
 * A change with a key is made once: the same is unchanged, another one is a conflict. Without one, an order that is as it is asked
 * to be is unchanged.
 */

struct delivery_change {
    struct slice key, reason; /* bytes NULL: none */
    const json_t *address;    /* where the goods go, in place of the customer's shipping address; NULL: as before */
    bool keeps_price;
    struct order asked; /* its country, postcode, distance, pickup and shipping, as far as they are told */
};

/* {"key":…,"reason":…,"address":{…},"country":…,"postcode":…,"distance_m":…,"shipping":{…},"keep_price":true,"pickup":{…}} */
bool delivery_change_from_json(struct delivery_change *change, const json_t *object, const struct currency *currency,
                               struct fault *fault) CHECKED;

/* *changed false: it is so already. Else the order, as it is then, is row *row of the changes. */
bool order_change_delivery(struct order *order, const struct delivery_change *change, const struct quote_books *books,
                           struct store *store, const struct settings *settings, instant now, struct arena *arena,
                           struct changes *changes, bool *changed, size_t *row, struct fault *fault) CHECKED;

#endif
