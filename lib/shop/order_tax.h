/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef COLPORTEUR_SHOP_ORDER_TAX_H
#define COLPORTEUR_SHOP_ORDER_TAX_H

#include "shop/order.h"
#include "shop/tax_treatment.h"

/*
 * The tax of an order that is being placed: who sells by the settings, who buys by the request, what by the catalogue, and from
 * them the treatment (shop/tax_treatment.h), the rate and category of each line and of the shipping.
 *
 * Most orders are domestic ones of ordinary goods: for them this costs next to nothing, and they get no `tax`.
 *
 * Rates that the request gives stand, if somebody knows them that day ("unknown_rate"): the order was taxed elsewhere, and is
 * only told here. Prices that the request gives stand too. A price of the shop's own that includes tax loses it where no tax is
 * charged: who buys without tax pays the price without that of the shop's country. Where another country's tax is charged, the
 * price stays what was shown, and what is without tax changes.
 */

struct tax_book {
    struct vat_law law;
    struct tax_seller seller; /* of the last order */
    char country[2];          /* of which `divides` is known */
    bool divides;             /* it has places that are not simply its own */
};

#define TAX_BOOK_INIT(read_table)                                                                                                  \
    {                                                                                                                              \
        .law = VAT_LAW_INIT(read_table)                                                                                            \
    }

void tax_book_release(struct tax_book *book);

/*
 * Once the lines have their prices, discounts and rates at home. Fills order->tax and the lines' and the shipping's rates and
 * categories; order_compute_totals comes next. Refuses, among others, "threshold_unknown", "unknown_rate", "unproven_vat_number".
 */
bool order_find_tax(struct order *order, struct tax_book *book, struct store *store, const struct settings *settings,
                    struct arena *arena, struct fault *fault) CHECKED;

/* The rate and category of another delivery to the same place, whose lines keep theirs. */
void order_tax_delivery(struct order *order, const struct settings *settings);

/* Where the shop wants that, the parts of a shipping charge whose rate nobody gave: one for each rate and category of the lines. */
void order_divide_shipping(struct order *order, const struct settings *settings, struct arena *arena);

/* Once the totals are there: why each rate of them is no tax. */
void order_find_exemptions(struct order *order, const struct tax_book *book, const struct settings *settings);

#endif
