/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef COLPORTEUR_SHOP_LAYERS_H
#define COLPORTEUR_SHOP_LAYERS_H

#include "shop/product.h"

/*
 * What suppliers say of products, under what the merchant says.
 *
 * Each supplier has a layer, by a name. What he gives of a product is kept whole in the record "supplied/LAYER/SKU". The record
 * "product/SKU" holds what counts, so that nobody else needs to know of layers: the merchant's own values, and where he has
 * none, those of the first layer that has one. Its member `supplied` names what came from which layer. The record
 * "layers/catalogue" lists the layers, in the order in which the shop first took something from them: the first one counts.
 *
 * So it comes to this, whoever imports in whatever order: what the merchant wrote stays until he writes it anew or takes it
 * away; then the supplier's value is back. What he gives as it stands already is still the supplier's, so that a list of the
 * shop's own that is read in again does not make all of it his.
 *
 * A value is one that is no object, by its path: "price", "texts.fr.name", "attributes.Colour"; a list is one value.
 */

enum { LAYERS_LIMIT = 32, LAYER_NAME_LIMIT = 32 };

bool layer_check(struct slice layer, struct fault *fault) CHECKED; /* small letters, digits, - and _; FAULT_USAGE */

/*
 * product_import, by the merchant (`layer` bytes NULL) or by a supplier. What changes is in `changes`; row 0 is the product if
 * that changed, else the supplied record.
 */
bool layered_import(struct store *store, struct slice layer, struct slice id, struct slice stored, const struct settings *settings,
                    product_giver *give, void *context, struct arena *arena, struct changes *changes, bool *changed,
                    struct fault *fault) CHECKED;

#endif
