/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef COLPORTEUR_SHOP_GOODS_H
#define COLPORTEUR_SHOP_GOODS_H

#include "shop/product.h"

/*
 * What leaves the shelves when a product is sold.
 *
 * Mostly the product itself. A bundle is not on any shelf: its components are, and those of a component that is a bundle in
 * its turn. What is digital, a service, made to measure or sent by the supplier takes nothing, unless somebody keeps a
 * stock of it: then that is counted, as downloads, hours or the supplier's units.
 */

enum { GOODS_DEPTH = 8 }; /* bundles within bundles */

struct goods_part {
    struct slice sku;
    int64_t quantity;    /* in one unit of what is sold */
    bool may_fall_short; /* it allows back-orders */
};

struct goods {
    bool are_parts; /* false: the product itself */
    struct goods_part *parts;
    size_t count, room;
};

/*
 * Of a product by its components, as written (bytes NULL: it is no bundle), and whether its kind is sold without a stock. Refuses
 * a component that is not there or is sold as variants. All of it lives in the arena, or as long as the components do.
 */
bool goods_of(struct goods *goods, struct store *store, struct slice sku, struct slice components, bool is_uncounted,
              struct arena *arena, struct fault *fault) CHECKED;

#endif
