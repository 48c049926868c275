/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef COLPORTEUR_SHOP_PRODUCT_KEYS_H
#define COLPORTEUR_SHOP_PRODUCT_KEYS_H

#include "store/store.h"

/*
 * What products are found by besides their SKU, in the index: the variants of a parent, the names of the options in which they
 * differ, and the product that a channel knows by an id of its own (shop/keys.h).
 */

/* For the fold: puts the keys of a product's new value and drops those of its old one. */
bool product_keys_fold(struct index *index, const struct change *change, struct fault *fault) CHECKED;

/* The SKU of the product that has the id on the channel, `ids.CHANNEL`; bytes NULL: none has. */
bool product_listed(struct store *store, struct slice channel, struct slice id, struct slice *sku, struct fault *fault) CHECKED;

/*
 * The names of options that variants of this parent have or had, in the order in which they came, each ended by a zero byte;
 * bytes NULL: there never was a variant.
 */
bool product_variant_axes(struct store *store, struct slice parent, struct slice *names, struct fault *fault) CHECKED;

/* The variants of a parent, in the order of their SKUs' bytes. In a batch that writes, the beginning of a walk is a change. */
struct variant_walk {
    struct index_walk walk;
    size_t sku_at; /* in the key */
};

bool variant_walk_begin(struct variant_walk *walk, struct store *store, struct slice parent, struct fault *fault) CHECKED;
bool variant_walk_next(struct variant_walk *walk, struct slice *sku, bool *found, struct fault *fault) CHECKED;
void variant_walk_end(struct variant_walk *walk);

#endif
