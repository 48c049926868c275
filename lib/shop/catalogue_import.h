/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef COLPORTEUR_SHOP_CATALOGUE_IMPORT_H
#define COLPORTEUR_SHOP_CATALOGUE_IMPORT_H

#include "shop/product.h"
#include "shop/settings.h"
#include "store/store.h"

#include <jansson.h>

/*
 * A product's record as it comes from outside, resolved against the catalogue that is there.
 *
 * Platforms tell of a product what only the others tell the meaning of: its parent's number there, a price above its parent's,
 * which options tell variants apart. A record may say so in members that no product keeps:
 *
 *   stock                 whole number: on hand as the platform counts it, below zero being none. Taken with `with_stock` alone
 *   parent_id             {"channel","id"}: the parent is the product that has this in `ids`, else the one with the SKU "id:ID"; beside
 *                         a `parent`, only a product that has variants, else that
 *   sku_by_id             {"channel","id"}: the SKU was made of that id, and a product that the catalogue has under another SKU, with
 *                         the id in `ids`, is that one; with variants or without, as the record is
 *   price_over_parent     decimal, may be below zero: the price is the parent's and this
 *   weight_g_over_parent  whole number, the same
 *   reduced_with_parent   {"channel","column"}: the price told over the parent's has the parent's sale too: the same percentage, if
 *                         the parent keeps one in that column of the channel, else the same amount
 *   untaxed_with_parent   {"channel","column"}: the price told over the parent's is without tax, if the parent keeps something in
 *                         that column of the channel; else it is as the shop's prices are
 *   prices_include_tax    how the record's prices are meant, if not as the shop's are: they become the shop's at the product's
 *                         VAT rate
 *   identified_by         a channel whose ids never change: what has the SKU and another id there is another product
 *   axes_of_parent        array of names: the parent's `axes` become these and those that its other variants have
 *   currency              of the prices: refused if it is not the shop's
 *   only_new              true: a product that is there already is passed over, as with the mode "create"
 *   possible_axes         array of names: `axes`, where there are none yet; of them those that variants have, if there are any
 *
 * A product with an SKU "id:NUMBER" that the catalogue has under another SKU, by its `ids`, is that one.
 */
enum catalogue_mode { CATALOGUE_UPSERT, CATALOGUE_CREATE, CATALOGUE_UPDATE };

struct catalogue_import {
    struct store *store;
    const struct settings *settings;
    bool with_stock;
    struct slice location; /* of the stock; bytes NULL: the shop's */
    struct slice layer;    /* whose the values are (shop/layers.h); bytes NULL: the merchant's */
    struct slice only;     /* the members that are taken (shop/chosen.h) */
    enum catalogue_mode mode;
};

struct catalogue_result {
    bool changed;
    bool skipped; /* the mode does not want it */
    bool stock_left_out;
    struct text *id;    /* "product/SKU"; the caller's */
    struct place place; /* where the record stands that is unchanged */
};

/*
 * What the record changes: the product, perhaps its parent, perhaps its stock, in `changes`; row 0 is the product if it is
 * new or other than it was. Memory is taken of the arena.
 */
bool catalogue_import(const struct catalogue_import *import, const json_t *record, struct arena *arena, struct changes *changes,
                      struct catalogue_result *result, struct fault *fault) CHECKED;

/*
 * The same of a table's row, which has none of those members but `stock` (bytes NULL: it tells none); `give` gives what is chosen
 * of the others.
 */
bool catalogue_import_row(const struct catalogue_import *import, struct slice sku, struct slice stock, product_giver *give,
                          void *context, struct arena *arena, struct changes *changes, struct catalogue_result *result,
                          struct fault *fault) CHECKED;

#endif
