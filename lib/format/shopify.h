/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef COLPORTEUR_FORMAT_SHOPIFY_H
#define COLPORTEUR_FORMAT_SHOPIFY_H

#include "format/dialect.h"
#include "format/feed.h"

/*
 * Shopify's CSV file of products: what its columns are called, before 2025 ("Handle", "Variant SKU") and since ("URL handle",
 * "SKU"). Shopify takes both, and writes English names whatever language the shop speaks.
 *
 * Source: "Using CSV files to import and export products", Shopify Help Center. The first name of a field is the older one,
 * which programs around Shopify know: products keep cells under it in columns.shopify, and files are written with it.
 */

enum shopify_field {
    SHOPIFY_HANDLE = 1,
    SHOPIFY_TITLE,
    SHOPIFY_BODY,
    SHOPIFY_VENDOR,
    SHOPIFY_CATEGORY,
    SHOPIFY_TYPE,
    SHOPIFY_TAGS,
    SHOPIFY_PUBLISHED,
    SHOPIFY_OPTION_NAME,
    SHOPIFY_OPTION_VALUE,
    SHOPIFY_OPTION_LINK,
    SHOPIFY_SKU,
    SHOPIFY_GRAMS,
    SHOPIFY_TRACKER,
    SHOPIFY_QUANTITY,
    SHOPIFY_POLICY,
    SHOPIFY_FULFILLMENT,
    SHOPIFY_PRICE,
    SHOPIFY_COMPARE,
    SHOPIFY_SHIPPED,
    SHOPIFY_TAXABLE,
    SHOPIFY_TAX_CODE,
    SHOPIFY_BARCODE,
    SHOPIFY_IMAGE,
    SHOPIFY_IMAGE_POSITION,
    SHOPIFY_IMAGE_TEXT,
    SHOPIFY_GIFT_CARD,
    SHOPIFY_SEO_TITLE,
    SHOPIFY_SEO_DESCRIPTION,
    SHOPIFY_GOOGLE_CATEGORY,
    SHOPIFY_GENDER,
    SHOPIFY_AGE_GROUP,
    SHOPIFY_MPN,
    SHOPIFY_AD_GROUP,
    SHOPIFY_AD_LABELS,
    SHOPIFY_CONDITION,
    SHOPIFY_CUSTOM_PRODUCT,
    SHOPIFY_CUSTOM_LABEL,
    SHOPIFY_VARIANT_IMAGE,
    SHOPIFY_WEIGHT_UNIT,
    SHOPIFY_UNIT_MEASURE,
    SHOPIFY_UNIT_MEASURE_UNIT,
    SHOPIFY_BASE_MEASURE,
    SHOPIFY_BASE_MEASURE_UNIT,
    SHOPIFY_COST,
    SHOPIFY_STATUS,
    SHOPIFY_PLACE,
};

/*
 * SHOPIFY_PLACE is no column: variants keep under that name which row of their product was theirs, from 1, where their SKUs stand
 * in another order.
 */
enum { SHOPIFY_OPTIONS = 3, SHOPIFY_CUSTOM_LABELS = 5 };

extern const struct column_name shopify_names[];

const char *shopify_field_name(enum shopify_field field); /* the first, with "%d" where it has a number */

/*
 * Cells that no member of a product holds, and what they are where nobody chose anything. Products keep those that say
 * something else. Some are the product's, told on its first row, the others each variant's.
 */
struct shopify_kept {
    enum shopify_field field; /* 0 ends the table */
    const char *usual;        /* letters of either case are alike */
    bool of_variant;
    bool empty_tells; /* an empty cell says something else than the usual one */
};
extern const struct shopify_kept shopify_kept[];

/* Columns that only some shops have: "Price / Canada" differs between variants; "Included / Canada" and metafields do not. */
bool shopify_is_of_variant(struct slice title);

bool shopify_cell_is_usual(struct slice cell, const struct shopify_kept *kept);

extern const struct dialect dialect_shopify;
extern const struct feed_kind feed_shopify;

/* The cells of a product that has no options: one is called "Title", and its value "Default Title". */
#define SHOPIFY_NO_OPTION SLICE("Title")
#define SHOPIFY_NO_VALUE SLICE("Default Title")

#endif
