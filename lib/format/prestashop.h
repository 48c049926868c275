/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef COLPORTEUR_FORMAT_PRESTASHOP_H
#define COLPORTEUR_FORMAT_PRESTASHOP_H

#include "base/money.h"
#include "format/dialect.h"
#include "format/feed.h"

/*
 * PrestaShop's CSV files, as its import takes them and its catalogue page exports them: what their columns are called.
 *
 * Sources: the fields of the import in AdminImportController (1.6, 1.7, 8) and their translations, the sample files of
 * docs/csv_import, the export of the product grid. thirty bees, which came of 1.6, has the same. The first name of a field is
 * its English name without hints: products keep cells under it in columns.prestashop.
 */

enum prestashop_field {
    PS_ID = 1,
    PS_ACTIVE,
    PS_NAME,
    PS_CATEGORIES,
    PS_PRICE, /* with or without tax, as the shop chose when it made the file */
    PS_PRICE_WITHOUT_TAX,
    PS_PRICE_WITH_TAX,
    PS_TAX_RULE,
    PS_COST,
    PS_ON_SALE,
    PS_DISCOUNT_AMOUNT,
    PS_DISCOUNT_PERCENT,
    PS_DISCOUNT_FROM,
    PS_DISCOUNT_TO,
    PS_REFERENCE,
    PS_SUPPLIER_REFERENCE,
    PS_SUPPLIER,
    PS_BRAND,
    PS_GTIN,
    PS_EAN13,
    PS_ISBN,
    PS_UPC,
    PS_MPN,
    PS_ECOTAX,
    PS_WIDTH,
    PS_HEIGHT,
    PS_DEPTH,
    PS_WEIGHT,
    PS_DELIVERY_IN_STOCK,
    PS_DELIVERY_OUT_OF_STOCK,
    PS_QUANTITY,
    PS_MINIMAL_QUANTITY,
    PS_LOW_STOCK,
    PS_LOW_STOCK_ALERT,
    PS_STOCK_LOCATION,
    PS_VISIBILITY,
    PS_SHIPPING_COST,
    PS_UNITY,
    PS_UNIT_PRICE,
    PS_SUMMARY,
    PS_DESCRIPTION,
    PS_TAGS,
    PS_META_TITLE,
    PS_META_KEYWORDS,
    PS_META_DESCRIPTION,
    PS_SLUG,
    PS_TEXT_IN_STOCK,
    PS_TEXT_BACKORDER,
    PS_ORDERABLE,
    PS_AVAILABLE_ON,
    PS_CREATED_ON,
    PS_SHOW_PRICE,
    PS_IMAGES,
    PS_IMAGE_TEXTS,
    PS_DELETE_IMAGES,
    PS_FEATURES,
    PS_ONLINE_ONLY,
    PS_CONDITION,
    PS_CUSTOMIZABLE,
    PS_UPLOADABLE_FILES,
    PS_TEXT_FIELDS,
    PS_OUT_OF_STOCK,
    PS_VIRTUAL,
    PS_FILE_URL,
    PS_DOWNLOADS,
    PS_EXPIRES_ON,
    PS_DOWNLOAD_DAYS,
    PS_SHOP,
    PS_ADVANCED_STOCK,
    PS_DEPENDS_ON_STOCK,
    PS_WAREHOUSE,
    PS_ACCESSORIES,
    /* Of the file of combinations. */
    PS_PRODUCT_REFERENCE,
    PS_ATTRIBUTES,
    PS_VALUES,
    PS_PRICE_IMPACT,
    PS_WEIGHT_IMPACT,
    PS_DEFAULT,
    PS_IMAGE_POSITION,
    /* Of the file of categories. */
    PS_PARENT_CATEGORY,
    PS_ROOT_CATEGORY,
    PS_PRICE_TAX,
    PRESTASHOP_FIELDS
};

/*
 * PS_PRICE_TAX is a column of our own, which PrestaShop passes over: whether the file that a product came from told if its
 * prices include tax. PrestaShop's impacts of combinations are without tax; those of files that told nothing are left alone.
 */
#define PRESTASHOP_TAX_TOLD SLICE("told")

enum { PRESTASHOP_REFERENCE_LIMIT = 64 };

extern const struct column_name prestashop_names[];

const char *prestashop_field_name(enum prestashop_field field); /* the first */

/*
 * Cells that no member of a product holds, and what they say where they say nothing: PrestaShop writes "0" for most.
 * products keep those that say something else.
 */
enum prestashop_file { PRESTASHOP_PRODUCTS = 1, PRESTASHOP_COMBINATIONS = 2 };
struct prestashop_kept {
    enum prestashop_field field; /* 0 ends the table */
    const char *usual;           /* "0" is any way to write nought */
    unsigned files;
};
extern const struct prestashop_kept prestashop_kept[];

bool prestashop_cell_is_usual(struct slice cell, const char *usual);

/*
 * Lists as they stand in a cell, `between` their items: features as "Name:Value:1,Name:Value:2", what a variant is as
 * "Colour:select:0,Size:select:1" and "Blue:0,M:1". Features that hold a character of `unfit` are left out.
 */
void prestashop_add_features(struct text *list, const json_t *attributes, char between, const char *unfit);
void prestashop_add_options(struct text *attributes, struct text *values, const json_t *options, char between);

price prestashop_less_percent(price whole, percent share);

extern const struct dialect dialect_prestashop;
extern const struct feed_kind feed_prestashop;

#endif
