/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef COLPORTEUR_SHOP_PROMOTION_H
#define COLPORTEUR_SHOP_PROMOTION_H

#include "base/arena.h"
#include "base/money.h"
#include "shop/price_list.h"
#include "shop/settings.h"
#include "shop/validity.h"

#include <jansson.h>
#include <stdbool.h>
#include <stdint.h>

/*
 * A promotion: what makes goods cheaper for a while, or for who knows a code. Record "promotion/ID"; colporteur-records(5) has
 * the fields.
 *
 * Two sorts, which differ in what the law makes of them. One that is *shown* lowers the price of each unit for everybody who
 * looks at the product: a percentage, an amount off the unit, or a price of its own, without a coupon, a minimum, or a limit for
 * each customer. It is a price reduction in the sense of Directive 98/6/EC, art. 6a, and works on the unit price. Every other
 * promotion depends on what else is in the basket or who buys, is no price that was shown to all (Commission guidance 2021/C
 * 526/02, 2.3), and works on the sums of the order: shop/basket.h.
 */

enum promotion_kind {
    PROMOTION_PERCENT,
    PROMOTION_AMOUNT,
    PROMOTION_FIXED_PRICE,
    PROMOTION_FREE_SHIPPING,
    PROMOTION_BUY_N_PAY_M,
    PROMOTION_BUNDLE /* one of each of the SKUs it applies to, for a price together; an SKU that is named twice: two of it */
};

enum promotion_per { PER_ORDER, PER_LINE, PER_UNIT }; /* what an amount is taken off */

enum { PROMOTION_LIMIT = 64, COUPON_LIMIT = 64, PROMOTION_UNLIMITED = -1 };

struct names { /* none: any */
    struct slice *items;
    size_t count;
};

struct names names_of_stored(struct slice json, struct arena *arena); /* of a list of texts as it is written; what is none, none */

struct promotion {
    struct slice id, name, coupon;
    enum promotion_kind kind;
    enum promotion_per per;
    percent percent; /* of PROMOTION_PERCENT */
    price value;     /* of the other kinds that have one */
    int64_t buy, pay;
    struct names skus, categories, brands; /* what it applies to: one of them all, if any are given */
    struct names channels, countries, groups;
    struct validity validity;
    int64_t limit, limit_per_customer, stock_cap; /* orders, orders, units; PROMOTION_UNLIMITED: not given */
    price minimum;                                /* what the goods it applies to must come to; 0: nothing */
    bool combines;                                /* with others that do */
    int64_t priority;
};

/* Refuses what could never work: a bundle without SKUs, "buy 2 pay 3", a stock cap on a sum. */
bool promotion_from_json(struct promotion *promotion, const json_t *record, struct arena *arena, struct fault *fault) CHECKED;
bool promotion_from_stored(struct promotion *promotion, struct slice record, struct arena *arena, struct fault *fault) CHECKED;
void promotion_write(const struct promotion *promotion, const struct currency *currency, struct text *text);
void promotion_id(struct slice name, struct text *id); /* "promotion/ID" */

/* What a promotion may look at of a product. */
struct promoted {
    struct slice sku, parent, brand, category; /* bytes NULL: none */
    struct names categories;                   /* further ones */
};

/* "Cuisson" covers itself and "Cuisson > Casseroles". `path` bytes NULL: no category. */
bool category_covers(struct slice category, struct slice path);

/* By its category, brand or SKU; an SKU covers its variants. */
bool promotion_covers(const struct promotion *promotion, const struct promoted *product);
/* As market_misfit. */
const char *promotion_misfit(const struct promotion *promotion, const struct market *market);
bool promotion_is_shown(const struct promotion *promotion);

/* The unit price with a promotion that is shown, rounded to the currency's decimals; never more than it was. */
price promotion_unit_price(const struct promotion *promotion, price unit, const struct currency *currency);

/* What goes before what: the higher priority, then the id. */
int promotion_compare(const struct promotion *a, const struct promotion *b);

/* Codes are compared without regard to the case of A to Z: people type them. */
bool coupon_same(struct slice a, struct slice b);

#endif
