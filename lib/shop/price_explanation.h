/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef COLPORTEUR_SHOP_PRICE_EXPLANATION_H
#define COLPORTEUR_SHOP_PRICE_EXPLANATION_H

#include "shop/order.h"
#include "shop/pricing.h"

/*
 * Why something costs what it does, in the words of colporteur-prices(7): for --explain of price(1) and of order-new(1).
 */

const char *price_source_name(enum price_source source);

/* "candidates": all that might have made the price, and what became of it. */
void price_candidates_write(const struct price_candidates *candidates, const struct currency *currency, struct text *text);

enum rate_source { RATE_GIVEN, RATE_OF_PRODUCT, RATE_OF_SHOP };

/* Of one line of an order that is being placed. */
struct line_explanation {
    enum price_source source; /* PRICE_OF_NOTHING: the price was given */
    struct slice list;        /* of PRICE_OF_LIST */
    struct price_candidates candidates;
    enum rate_source rate_source; /* a parent's rate is its variant's */
    const char *tax_reason;   /* whose tax it bears, and why this rate of it (shop/tax_treatment.h); NULL: it is plainly domestic */
    struct slice tax_article; /* empty: no law is cited */
    const char *rate_reason;
};

struct order_explanation {
    struct line_explanation *lines; /* one for each line of the order */
    size_t count;                   /* 0: no order was placed */
    struct currency currency;
    struct slice allocated; /* JSON: which locations came into question (shop/allocation.h); bytes NULL: nothing was allocated */
};

void order_explanation_begin(const struct order *order, struct arena *arena);
/* The order's record as it is stored, and a member "explained" at its end. */
void order_explanation_write(const struct order_explanation *explanation, struct slice record, struct text *text);

#endif
