/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef COLPORTEUR_SHOP_PRICE_SETTING_H
#define COLPORTEUR_SHOP_PRICE_SETTING_H

#include "shop/price_list.h"
#include "shop/price_rule.h"
#include "shop/settings.h"
#include "store/store.h"

/*
 * Setting one product's price by a rule, where it is asked for: in the product itself, as its sale where the price is dated, or in
 * a price list.
 *
 * The rule starts from the price that stands there; in a list that has none yet, from the product's own. A variant without a price
 * follows its parent, and is left to do so.
 */

struct price_setting {
    struct price_rule rule;
    struct slice key;      /* makes it one that happens once, for each SKU; bytes NULL: none */
    struct slice list;     /* bytes NULL: the product itself */
    int64_t from_quantity; /* in a list */
    struct validity validity;
    bool dated;
};

/* What became of a price. Record "price_change", which is printed, and stored as "price_change/KEY/SKU" if there is a key. */
struct price_change_made {
    struct slice sku;
    struct currency currency;
    price before, after, cost; /* PRODUCT_UNSET: there was none, or it is not known */
    struct price_steps steps;
};

/*
 * *changed: the change is in `changes` as its first row. Refuses an unknown SKU or list, a sale that is no lower than the price,
 * and what the rule refuses.
 */
bool price_set(struct store *store, const struct settings *settings, const struct price_setting *setting, struct slice sku,
               struct arena *arena, struct changes *changes, bool *changed, struct price_change_made *made,
               struct fault *fault) CHECKED;

/* `currency`: the shop's. */
void price_change_write(const struct price_change_made *made, const struct price_setting *setting, const struct currency *currency,
                        struct text *text);

#endif
