/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef COLPORTEUR_SHOP_ORDER_QUOTE_H
#define COLPORTEUR_SHOP_ORDER_QUOTE_H

#include "shop/location.h"
#include "shop/order_tax.h"
#include "shop/pricing.h"
#include "shop/tariff_quote.h"
#include "shop/tariff_record.h"

/*
 * The delivery of an order that is being placed, by the shop's tariff (setting shipping.tariff), if it has one that day.
 *
 * Before anything is accepted: whether some service takes these goods to that address ("not_deliverable"; the setting
 * shipping.check says of which orders that is asked). A request that names a service or a mode, or whose method is called like one,
 * and gives no price gets the price that the tariff has then, and keeps the quote whole for ever, whatever becomes of the tariff.
 * One that gives a price keeps it: it was sold elsewhere.
 *
 * A free rule of the tariff comes first; a promotion takes off what it leaves. So a coupon for free delivery is refused where
 * delivery is free already ("coupon_without_effect"), and is not used up.
 */

/* Everything that a quote is made with. Books are refreshed by whoever asks. */
struct quote_books {
    struct price_book *prices;
    struct tax_book *taxes;
    struct tariff_book *tariffs;     /* NULL: nothing is quoted or checked */
    struct location_book *locations; /* NULL: lines that name no location are where the shop is */
    struct country_book *countries;  /* shop/delivery_address.h; NULL: no address is held against a carrier's limits */
};

/* Once the lines have their prices, and before their discounts: `customer` as for order_find_discounts. */
bool order_find_quote(struct order *order, const struct quote_books *books, struct slice customer, struct store *store,
                      const struct settings *settings, struct arena *arena, struct fault *fault) CHECKED;

/* The same of an order that was placed before: `goods` is what of it is to be delivered, with its prices and taxes, as of when; the
 * order's lines have the rates that they have at home. */
bool order_quote_goods(struct order *order, const struct order *goods, const struct quote_books *books, struct store *store,
                       const struct settings *settings, struct arena *arena, struct fault *fault) CHECKED;

/* A member of the quote that an order has, as text; bytes NULL: it has none. And the pickup point that it goes to, quoted or not.
 */
struct slice order_quoted(const struct order *order, const char *member, struct arena *arena);
struct slice order_pickup_point(const struct order *order, struct arena *arena);

/* Once the tax is found: a price that includes tax loses it where none is charged, as those of the goods do. */
void order_settle_quote(struct order *order);

/*
 * What the goods of an order come to, discounts and taxes and all, for whoever has to know it before its delivery is: a copy of
 * the order, with a delivery of `price` in it.
 */
bool order_try(const struct order *order, price delivery, struct order *tried, const struct quote_books *books,
               struct slice customer, struct store *store, const struct settings *settings, struct arena *arena,
               struct fault *fault) CHECKED;

/* Where it goes, of who is named: order->postcode, and whether a business buys. */
bool order_find_destination(struct order *order, struct store *store, struct arena *arena, struct fault *fault) CHECKED;

/* A price of the tariff, in the kind of the order's prices: with tax or without, at the highest rate of its goods at home. */
price quote_price(const struct order *order, const struct tariff *tariff, amount value);

/*
 * Of the quote that an order keeps, as JSON, what holds of a parcel that leaves from the location with that line (from 1) in it:
 * its shipment's, or the whole. Orders that were allocated anew may have none from there.
 */
struct slice order_quote_from(struct slice quote, struct slice location, int64_t line);

#endif
