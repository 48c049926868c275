/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef COLPORTEUR_SHOP_PRODUCT_KEYS_H
#define COLPORTEUR_SHOP_PRODUCT_KEYS_H

#include "store/store.h"

/*
 * What the index tells of products besides their records (shop/keys.h): which options the variants of a parent have, and which
 * product it is that a channel knows by an id of its own. The variants themselves are walked by shop/family.h.
 */

/*
 * For the fold: what a product's new value says, in place of what its old one said. The members are those of the new value, as
 * written; bytes NULL: it has none, or is gone.
 */
bool product_keys_fold(struct index *index, const struct change *change, struct slice parent, struct slice options,
                       struct slice ids, struct fault *fault) CHECKED;

/* The SKU of the product that has the id on the channel, `ids.CHANNEL`; bytes NULL: none has. */
bool product_listed(struct store *store, struct slice channel, struct slice id, struct slice *sku, struct fault *fault) CHECKED;

/*
 * The names of options that variants of this parent have or had, in the order in which they came, each ended by a zero byte;
 * bytes NULL: there never was a variant.
 */
bool product_variant_axes(struct store *store, struct slice parent, struct slice *names, struct fault *fault) CHECKED;

#endif
