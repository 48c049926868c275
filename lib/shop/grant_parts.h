/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef COLPORTEUR_SHOP_GRANT_PARTS_H
#define COLPORTEUR_SHOP_GRANT_PARTS_H

#include "shop/grant.h"

/*
 * Of what a grant has licence keys: its product, and where that is a bundle each digital component, those of components that are
 * bundles in turn included, as often as a unit of the bundle has it.
 *
 * They are written into the grant when it is first made: whatever becomes of the catalogue, what is given back takes the keys along
 * that came with it.
 */

/* Fills the parts of a grant that has none. Refuses a bundle that is endless, or has too many units of one thing. */
bool grant_find_parts(struct grant *grant, struct store *store, struct arena *arena, struct fault *fault) CHECKED;

/* How many keys of the SKU a unit of the grant has; 0: none. */
int64_t grant_keys_of_unit(const struct grant *grant, struct slice sku);

#endif
