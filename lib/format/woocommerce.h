/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef COLPORTEUR_FORMAT_WOOCOMMERCE_H
#define COLPORTEUR_FORMAT_WOOCOMMERCE_H

#include "format/dialect.h"
#include "format/feed.h"

/*
 * The product CSV of WooCommerce (its own exporter and importer, since 3.1): one row for each product and each variation, in any
 * order. https://github.com/woocommerce/woocommerce/wiki/Product-CSV-Import-Schema, and includes/export and includes/import of
 * its source.
 */

enum { WOO_ATTRIBUTES = 200 }; /* of one product, at most */

enum woo_field {
    WOO_ID = 1,
    WOO_TYPE,
    WOO_SKU,
    WOO_GTIN,
    WOO_NAME,
    WOO_PUBLISHED,
    WOO_FEATURED,
    WOO_VISIBILITY,
    WOO_SHORT_DESCRIPTION,
    WOO_DESCRIPTION,
    WOO_SALE_FROM,
    WOO_SALE_TO,
    WOO_TAX_STATUS,
    WOO_TAX_CLASS,
    WOO_IN_STOCK,
    WOO_STOCK,
    WOO_LOW_STOCK,
    WOO_BACKORDERS,
    WOO_SOLD_INDIVIDUALLY,
    WOO_WEIGHT,
    WOO_LENGTH,
    WOO_WIDTH,
    WOO_HEIGHT,
    WOO_REVIEWS,
    WOO_PURCHASE_NOTE,
    WOO_SALE_PRICE,
    WOO_PRICE,
    WOO_CATEGORIES,
    WOO_TAGS,
    WOO_SHIPPING_CLASS,
    WOO_IMAGES,
    WOO_DOWNLOAD_LIMIT,
    WOO_DOWNLOAD_EXPIRY,
    WOO_PARENT,
    WOO_GROUPED,
    WOO_UPSELLS,
    WOO_CROSS_SELLS,
    WOO_URL,
    WOO_BUTTON,
    WOO_POSITION,
    WOO_COST,
    WOO_BRANDS,
    WOO_ATTRIBUTE_NAME,
    WOO_ATTRIBUTE_VALUES,
    WOO_ATTRIBUTE_VISIBLE,
    WOO_ATTRIBUTE_GLOBAL,
    WOO_ATTRIBUTE_DEFAULT,
    WOO_DOWNLOAD_ID,
    WOO_DOWNLOAD_NAME,
    WOO_DOWNLOAD_URL,
    WOO_META,
};

extern const struct column_name woo_names[]; /* English, then as WooCommerce's translations have them */
extern const struct dialect dialect_woocommerce;
extern const struct feed_kind feed_woocommerce; /* the same file, made of the catalogue */

/*
 * What the columns hold where nobody chose anything. Such cells are not kept, and written again on the way out. NULL: every cell
 * tells something.
 */
const char *woo_default(enum woo_field field);

/* The items of a list as a person reads them: what is escaped in the cell is not. Appended. */
void woo_list_words(struct text *words, struct slice list);

#endif
