/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef COLPORTEUR_SHOP_TAX_IN_PRICES_H
#define COLPORTEUR_SHOP_TAX_IN_PRICES_H

#include "shop/order.h"

/*
 * The tax in prices that include it: a shop shows its prices with the tax of its own country (`home`), and who buys without tax
 * pays what is left without that. It is taken off the price of a line, its list price and its discounts, each promotion's part
 * as well; of the order's discounts each loses what its lines lose.
 *
 * Put on again, it gives the price that was shown: where several have the same rest, that in whole units of the currency. A
 * discount is known to a cent, so that it may come back a cent off.
 *
 * The order's discounts are altered where they are; what is of the line goes to the arena.
 */
void line_take_tax_off(struct order *order, struct order_line *line, percent home, struct arena *arena);
void line_put_tax_on(struct order *order, struct order_line *line, percent home, struct arena *arena);

/* What the promotions of a line took off the order, which they took off `before` until now, and take off `after` from now on. */
void order_follow_discounts(struct order *order, const struct order_line *before, const struct order_line *after);

#endif
