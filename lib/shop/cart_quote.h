/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef COLPORTEUR_SHOP_CART_QUOTE_H
#define COLPORTEUR_SHOP_CART_QUOTE_H

#include "shop/order_quote.h"

/*
 * The record "shipping_quote" of a cart, or of an order: by which services it can be delivered, at what price, with its tax as
 * the order would bear it, and when. colporteur-records(5) has the fields.
 *
 * Where no service takes all of it, and the goods can go apart, there are no options for the whole but "shipments", each with
 * its lines and its options.
 */

struct quote_wish {
    bool explain;         /* with charges, sums, and why other services are none of the options */
    bool cheapest;        /* that one alone */
    bool greenest;        /* as well */
    int mode;             /* of enum tariff_mode; TARIFF_MODES: any */
    struct slice name;    /* of the tariff; bytes NULL: it is given */
    struct tariff *given; /* finished */
};

/* Refuses what order-new would refuse of its lines, and "no_tariff". */
bool cart_quote(const json_t *record, const struct quote_wish *wish, const struct quote_books *books, struct store *store,
                const struct settings *settings, instant now, struct arena *arena, struct text *text, struct fault *fault) CHECKED;

#endif
