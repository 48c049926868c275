/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef COLPORTEUR_SHOP_PRICE_SELECTION_H
#define COLPORTEUR_SHOP_PRICE_SELECTION_H

#include "store/store.h"

/*
 * The products of a category whose prices a rule is to change (shop/price_setting.h): those that lie in it or below, by their main
 * path or a further one, and have a price to change: of their own, or in the list. A variant that has neither follows its
 * parent, whose category it has as well where it names none.
 */
typedef void price_selected(void *context, struct slice sku);

/* `list` bytes NULL: the products' own prices. FAULT_USAGE "unknown_category": no product lies there. */
bool price_selection_find(struct store *store, struct slice category, struct slice list, price_selected *each, void *context,
                          struct fault *fault) CHECKED;

#endif
