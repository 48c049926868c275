/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef COLPORTEUR_SHOP_ORDER_PRICING_H
#define COLPORTEUR_SHOP_ORDER_PRICING_H

#include "shop/order.h"
#include "shop/pricing.h"

/*
 * What a new order costs where its request leaves that to the shop: prices (shop/pricing.h) of the moment at which it was placed,
 * and what promotions take off (shop/basket.h). Lines whose price was given keep it.
 *
 * Where there is no price list and no promotion, and no product has a sale, the catalogue's price is the price, and nothing of
 * this costs anything.
 */

/* Whether the catalogue's price says all, for a line of a product without sale, and nobody asks why. The book is fresh. */
bool order_prices_are_plain(const struct order *order, const struct price_book *book, const struct settings *settings);

/* One line's price; the rate of its tax is known. Refuses a product without a price here ("no_price"). */
bool order_find_price(const struct order *order, struct order_line *line, const struct price_book *book, struct store *store,
                      const struct settings *settings, struct arena *arena, struct fault *fault) CHECKED;

/*
 * Takes promotions off the lines that have their prices, and off the shipping. Refuses coupons that are unknown, not valid, used up
 * or without effect: "unknown_coupon", "coupon_not_valid", "coupon_used_up", "coupon_without_effect". `customer` is who they are
 * counted for; with bytes NULL, promotions with a limit for each customer are for nobody.
 */
bool order_find_discounts(struct order *order, const struct price_book *book, struct slice customer, struct store *store,
                          const struct settings *settings, struct arena *arena, struct fault *fault) CHECKED;

/* Whether any promotion counts its uses by customer. */
bool price_book_counts_customers(const struct price_book *book);

#endif
