/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef COLPORTEUR_SHOP_PRODUCT_H
#define COLPORTEUR_SHOP_PRODUCT_H

#include "base/arena.h"
#include "base/money.h"
#include "shop/nested.h"
#include "shop/settings.h"
#include "shop/tax_treatment.h"
#include "shop/units.h"
#include "shop/value.h"
#include "store/store.h"

#include <stdbool.h>

/*
 * A product: what is sold under one SKU. Record "product/SKU"; colporteur-records(5) has the fields.
 *
 * A product is built by giving it fields, over what is stored or over nothing: who imports a file with
 * prices alone changes the prices alone. What nobody gave is absent: text with bytes NULL, numbers
 * PRODUCT_UNSET. Text is not copied: it lives where it was given from, in the row, the record or the store's bytes.
 * The arena has what had to be made.
 */

enum { PRODUCT_UNSET = -1, SKU_LIMIT = 128 };

enum product_text {
    PRODUCT_SKU,
    PRODUCT_PARENT,
    PRODUCT_KIND,
    PRODUCT_NAME,
    PRODUCT_DESCRIPTION,
    PRODUCT_SHORT_DESCRIPTION,
    PRODUCT_MATERIALS,
    PRODUCT_USAGE,
    PRODUCT_SPECIFICATIONS,
    PRODUCT_WARNINGS,
    PRODUCT_META_TITLE,
    PRODUCT_META_DESCRIPTION,
    PRODUCT_SLUG,
    PRODUCT_BRAND,
    PRODUCT_CATEGORY,
    PRODUCT_TAX_CLASS,
    PRODUCT_VAT_CATEGORY,
    PRODUCT_EXEMPTION,
    PRODUCT_UNIT,
    PRODUCT_GTIN,
    PRODUCT_MPN,
    PRODUCT_IMAGE,
    PRODUCT_LINK,
    PRODUCT_CONDITION,
    PRODUCT_STATUS,
    PRODUCT_LAUNCH_ON,
    PRODUCT_RETIRE_ON,
    PRODUCT_GOOGLE_CATEGORY,
    PRODUCT_SHIPPING_CLASS,
    PRODUCT_MANUFACTURER,
    PRODUCT_RESPONSIBLE_PERSON,
    PRODUCT_SUPPLIER,
    PRODUCT_SUPPLIER_SKU,
    PRODUCT_TEXTS_COUNT
};

/* Objects and lists. */
enum product_nested {
    PRODUCT_CATEGORIES,
    PRODUCT_TAGS,
    PRODUCT_SALE,
    PRODUCT_VAT_RATES,
    PRODUCT_MEDIA,
    PRODUCT_SEASON,
    PRODUCT_TRANSPORT,
    PRODUCT_SLOTS,
    PRODUCT_AXES,
    PRODUCT_OPTIONS,
    PRODUCT_COMPONENTS,
    PRODUCT_TEXTS,
    PRODUCT_IDS,
    PRODUCT_ATTRIBUTES,
    PRODUCT_COLUMNS,
    PRODUCT_SUPPLIED,
    PRODUCT_NESTED_COUNT
};

struct product {
    struct arena *arena;
    struct slice text[PRODUCT_TEXTS_COUNT];
    struct nested nested[PRODUCT_NESTED_COUNT];
    price price, cost;
    percent vat_rate;
    int64_t weight_g, length_mm, width_mm, height_mm;
    int64_t low_stock, lead_days;
    int64_t backorder, sold_individually; /* 0, 1 or PRODUCT_UNSET */
    size_t next_field;                    /* where the next field given is looked for first */
    bool unchecked;                       /* texts are taken as they come: they are compared with checked ones first */
    const struct units *units;            /* what a unit given from now on may be, unless it is as it was; NULL: any */
};

void product_init(struct product *product, struct arena *arena); /* which the caller clears and releases */

/* Gives one field its value. VALUE_NULL takes the field away. Refuses unknown names and unfit values. */
bool product_give(struct product *product, struct slice name, const struct value *value, struct fault *fault) CHECKED;
bool product_give_json(struct product *product, const json_t *record, struct fault *fault) CHECKED; /* all members */

/* Over the stored record's bytes. */
bool product_from_stored(struct product *product, struct slice record, struct fault *fault) CHECKED;

/*
 * What a sale needs to know of a product. Most of a record is what customers read before they buy; no product is built for
 * this, and no more of the record looked at than it takes. Texts live as long as the store's slices do, or in the arena.
 */
struct product_offer {
    struct slice name, category;
    price price;
    percent vat_rate;        /* PRODUCT_UNSET: the shop's */
    bool backorder;          /* and it is not at its end of life, when nobody orders more of it */
    bool is_uncounted;       /* it is sold without a stock, if nobody keeps one */
    bool has_sale;           /* or had, or will have one: the price alone does not say what it costs */
    struct slice components; /* of a bundle, as written */
    enum tax_goods goods;
    enum tax_category vat_category; /* TAX_BY_RATE: by the rate */
    struct slice exemption;         /* of an exempt one: a VATEX code, or a text */
    struct slice vat_rates;         /* abroad, as written */
    struct slice record, parent;    /* all that is known of it; parent's bytes NULL: it has none, or none that is there */
};

/* Refuses what is not there or not for sale that day. */
bool product_offered(struct product_offer *offer, struct store *store, struct slice sku, day today, struct arena *arena,
                     struct fault *fault) CHECKED;

struct product_facts;
/* The record as it stands, and what the index keeps of it. Refuses what is not there. */
bool product_find(struct store *store, struct slice sku, struct slice *record, struct product_facts *facts,
                  struct fault *fault) CHECKED;

/*
 * Whether the whole is a product that can be kept: SKU, name, and for an active one a price and a VAT rate. A variant may
 * leave name and price to its parent; a parent is not sold itself, and needs none. The parent need not be there yet: files come
 * in any order, and catalog-lint tells of those that never came.
 */
bool product_check(const struct product *product, const struct settings *settings, struct fault *fault) CHECKED;
void product_write(const struct product *product, const struct currency *currency, struct text *text);

/*
 * The import of one product: the fields that `give` gives over the stored ones (bytes NULL: there are none); *changed says
 * whether that is something new, and then the change is in `changes` as row 0. `give` may be called twice. A product that is
 * given whole and as it stands is told by its bytes: the stored record is compared and never read, and its texts are not
 * checked again, for they were when they were stored.
 */
typedef bool product_giver(void *context, struct product *product, struct fault *fault);
bool product_import(struct slice id, struct slice stored, const struct settings *settings, product_giver *give, void *context,
                    struct arena *arena, struct changes *changes, bool *changed, struct fault *fault) CHECKED;

bool product_is_active(const struct product *product);
void product_id(struct slice sku, struct text *id); /* "product/SKU" */

/* 8, 12, 13 or 14 digits. Whether the last one is the check digit is the channels' concern, who refuse it if not. */
bool gtin_check(struct slice gtin, const char *field, struct fault *fault) CHECKED;

/* What the index keeps of a product at hand. */
struct product_facts {
    int32_t low_stock; /* PRODUCT_UNSET: none */
    uint8_t active, draft, backorder;
    uint8_t traits;       /* of enum product_trait */
    instant priced_since; /* see shop/price_past.h */
};

enum product_trait {
    PRODUCT_HAS_VARIANTS = 1,
    PRODUCT_IS_VARIANT = 2,
    PRODUCT_IS_BUNDLE = 4,
    PRODUCT_IS_UNCOUNTED = 8,    /* digital, a service, made to measure, drop-shipped: sold without a stock, if nobody keeps one */
    PRODUCT_IS_DATED = 16,       /* it has a launch, an end or a season */
    PRODUCT_IS_ENDING = 32,      /* end_of_life */
    PRODUCT_IS_TAXED_APART = 64, /* it has a category of tax or rates abroad, or is bookable, a service with a stock */
};

#endif
