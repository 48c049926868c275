/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef COLPORTEUR_FORMAT_MAGENTO_H
#define COLPORTEUR_FORMAT_MAGENTO_H

#include "format/dialect.h"
#include "format/feed.h"

/*
 * The product CSV of Magento 2 (Adobe Commerce): Magento_CatalogImportExport and the modules of bundles, configurable,
 * downloadable and grouped products of its source; "Complex data" and "Product attributes" of its manual.
 *
 * A product has a row with its defaults, behind it one for each store view that says something else. A configurable product
 * names its variants, whose own rows stand anywhere, mostly before it. Titles of columns are codes and never translated.
 */

enum magento_field {
    MAGENTO_SKU = 1,
    MAGENTO_STORE_VIEW,
    MAGENTO_ATTRIBUTE_SET,
    MAGENTO_TYPE,
    MAGENTO_CATEGORIES,
    MAGENTO_WEBSITES,
    MAGENTO_NAME,
    MAGENTO_DESCRIPTION,
    MAGENTO_SHORT_DESCRIPTION,
    MAGENTO_WEIGHT,
    MAGENTO_ONLINE,
    MAGENTO_TAX_CLASS,
    MAGENTO_VISIBILITY,
    MAGENTO_PRICE,
    MAGENTO_COST,
    MAGENTO_SPECIAL_PRICE,
    MAGENTO_SPECIAL_FROM,
    MAGENTO_SPECIAL_TO,
    MAGENTO_URL_KEY,
    MAGENTO_META_TITLE,
    MAGENTO_META_DESCRIPTION,
    MAGENTO_BASE_IMAGE,
    MAGENTO_BASE_IMAGE_LABEL,
    MAGENTO_IMAGES,
    MAGENTO_IMAGE_LABELS,
    MAGENTO_CREATED,
    MAGENTO_UPDATED,
    MAGENTO_ATTRIBUTES,
    MAGENTO_QTY,
    MAGENTO_IN_STOCK,
    MAGENTO_MANAGE_STOCK,
    MAGENTO_BACKORDERS,
    MAGENTO_CONFIG_BACKORDERS,
    MAGENTO_LOW_STOCK,
    MAGENTO_CONFIG_LOW_STOCK,
    MAGENTO_BUNDLE_VALUES,
    MAGENTO_VARIATIONS,
    MAGENTO_VARIATION_LABELS,
};

extern const struct column_name magento_names[];
extern const struct dialect dialect_magento;
extern const struct feed_kind feed_magento; /* the same file, made of the catalogue */

/*
 * Members that Magento has among a shop's attributes, by the codes that shops give them; of several the first that comes is the
 * member. Under "attribute/MEMBER" is kept which it was, if it is not the first of this table.
 */
struct magento_code {
    const char *code, *member; /* NULL ends them */
};
extern const struct magento_code magento_codes[];

/*
 * What else is kept beside the platform's columns: "root/category", the root that a shop has for MAGENTO_ROOT, and for a store
 * view CODE what it says that no language does: "CODE/COLUMN", "CODE/store_view_code" in any case.
 */

/* The language that a store view's code speaks of, as a tag: "fr", "store_fr", "en_US", "german". False: it tells none. */
bool magento_language(struct slice code, struct text *tag);

/* Members that a store view may say in a language, and their columns; member NULL ends them. */
struct magento_text {
    const char *member;
    enum magento_field field;
};
extern const struct magento_text magento_texts[];

/* What the column says of most products; such cells are not kept, and written again on the way out. NULL: nothing. */
const char *magento_default(struct slice title);

/* The sheet's first level of categories, unless a shop has given its root another name. */
#define MAGENTO_ROOT "Default Category"

/* The next "code=value" of a cell: a comma that is not followed by a code and "=" is part of the value, and so is what is quoted.
 */
struct magento_pair {
    struct slice code, value; /* the value in `room`, if it was quoted */
};
bool magento_pair_next(struct slice *rest, struct text *room, struct magento_pair *pair);
/* Appends one, quoted if it would not be read back otherwise. */
void magento_pair_add(struct text *cell, struct slice code, struct slice value);

#endif
