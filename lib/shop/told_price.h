/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef COLPORTEUR_SHOP_TOLD_PRICE_H
#define COLPORTEUR_SHOP_TOLD_PRICE_H

#include "base/arena.h"
#include "shop/settings.h"

#include <jansson.h>

/*
 * Prices as a platform tells them, made the shop's: with or without tax as the shop has its own, and a sale for a price that
 * is told by what it is above another.
 */

/* What a price is multiplied with, exactly. */
struct tax_factor {
    percent numerator, denominator;
};

/*
 * For prices that include tax or do not, `with_tax`, at a VAT rate (PRODUCT_UNSET: the shop's). Refuses where neither tells
 * the rate and it matters: missing_field.
 */
bool tax_factor_find(struct tax_factor *factor, bool with_tax, percent vat_rate, const struct settings *settings,
                     struct fault *fault) CHECKED;
price tax_factor_apply(const struct tax_factor *factor, price told); /* rounded to millionths */

/* The sale with another price, in the arena; "from" and "until" stay. */
const json_t *sale_at(const json_t *sale, price reduced, struct arena *arena);

/*
 * What `own` costs when it is reduced as `whole` is to `reduced`: by the percentage, where that makes the one of the other,
 * else by the same amount; never less than nothing. `share` 0: there is none.
 */
price reduced_alike(price whole, price reduced, percent share, price own);

#endif
