/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef COLPORTEUR_SHOP_PLACING_H
#define COLPORTEUR_SHOP_PLACING_H

#include "shop/keys.h"
#include "shop/order.h"
#include "shop/order_quote.h"

/*
 * Placing an order: the one step that checks, decides and promises.
 *
 * The key of an order is its channel and reference. A key that is known with the same request is no new order
 * (*number is that order's, *placed false); with another request it is refused as a conflict.
 *
 * For a new one, an order that names its customer by id alone goes to the country where the customer is known to be, or is refused
 * ("country_unknown", unless taxes are as products say), the group is the customer's (shop/customer_group.h) where the request
 * leaves it open, names, categories and rates come from the catalogue where the request leaves them open, prices and discounts from
 * the shop's lists and promotions (shop/order_pricing.h), how it is delivered from the shop's tariff (shop/order_quote.h), whose
 * VAT it bears is found (shop/order_tax.h) and computed (shop/tax.h), every unit is reserved or the order is refused as a whole
 * with what is available, and the number is the last one's successor. Nothing is done yet: the changes hold the persons, the stock,
 * and as row *row the order.
 */
bool order_place(struct order *order, struct store *store, const struct settings *settings, const struct quote_books *books,
                 instant now, struct arena *arena, struct changes *changes, bool *placed, uint64_t *number, size_t *row,
                 struct fault *fault) CHECKED;

/*
 * What order_place would find of a basket's goods, and with a delivery of `delivery`, without promising anything: prices,
 * discounts, taxes, totals. `cart` keeps its lines completed; `tried` has them priced.
 */
bool cart_appraise(struct order *cart, price delivery, struct order *tried, struct store *store, const struct settings *settings,
                   const struct quote_books *books, struct arena *arena, struct fault *fault) CHECKED;

/* The last order that came with this one's channel and reference. */
bool order_find_known(struct store *store, const struct order *order, struct known_order *known, bool *found,
                      struct fault *fault) CHECKED;

/*
 * What the order's lines and shipping cost, from their prices, quantities, discounts and rates: nets, VATs and grosses of each, of
 * each rate and of the whole, and the units. Refuses sums that are too large.
 */
bool order_compute_totals(struct order *order, struct arena *arena, struct fault *fault) CHECKED;

/* order_place from the request's JSON. `explanation` NULL: nobody asks why. */
bool order_place_request(const json_t *request, struct store *store, const struct settings *settings,
                         const struct quote_books *books, instant now, struct order_explanation *explanation, struct arena *arena,
                         struct changes *changes, bool *placed, uint64_t *number, size_t *row, struct fault *fault) CHECKED;
/*
 * The same of an order that was sold elsewhere, delivery and all. That is a fact: where no service takes it, as far as the setting
 * shipping.check asks that, or no location that has the goods goes to its address, it is placed all the same, its goods reserved
 * at whatever location sells and ships, and order->not_deliverable tells why somebody has to see to it.
 */
bool order_place_sold(const json_t *request, struct store *store, const struct settings *settings, const struct quote_books *books,
                      instant now, struct arena *arena, struct changes *changes, bool *placed, uint64_t *number, size_t *row,
                      struct fault *fault) CHECKED;

#endif
