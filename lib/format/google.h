/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef COLPORTEUR_FORMAT_GOOGLE_H
#define COLPORTEUR_FORMAT_GOOGLE_H

#include "base/fault.h"
#include "base/money.h"
#include "base/text.h"

#include <jansson.h>

/*
 * A product feed for Google Merchant Center: RSS 2.0 with the elements of its product data specification.
 *
 *     google_feed_begin(&text, &options);
 *     for each product: google_feed_item(&text, product, &available, &options, &fault)
 *     google_feed_end(&text);
 *
 * Products are records as catalog-list prints them (colporteur-records(5)). The same products give the same bytes.
 *
 *   price         the record's, rounded to the currency: with or without tax as the shop shows it
 *   availability  by what is available: the argument; where that is NULL, the integer "available", or the sum over the levels
 *                 in "stock". None left: if the product may be back-ordered, "backorder" with options->backorder_date (Google
 *                 wants one), else "out_of_stock". Where nothing tells: "in_stock".
 *   title         cut after 150 characters, the description after 5000, between words
 *   gtin          left out where GS1 gives the number to nobody outside a company (02, 04, 2…) or for coupons (05, 98, 99)
 *   identifier_exists  "no" without a GTIN, unless there are both brand and MPN
 *   product_type  the category
 *   color, size, material, pattern, gender, age_group, item_group_id   attributes of those names (also "colour")
 *
 * Characters that XML cannot hold are left out.
 */

struct google_options {
    struct slice title;          /* the shop's name */
    struct slice link;           /* its address */
    struct slice description;    /* empty: the title */
    struct slice backorder_date; /* ISO 8601, when what is back-ordered can be sent; empty: unknown */
    struct currency currency;
};

void google_feed_begin(struct text *text, const struct google_options *options);

/*
 * One item, or nothing: FAULT_REFUSED missing_field (sku, name, price, link, image), not_active (a draft or archived),
 * id_too_long (SKUs over 50 characters), bad_address (no HTTP address), out_of_range (a price of nothing), not_a_gtin,
 * wrong_type.
 */
bool google_feed_item(struct text *text, const json_t *product, const int64_t *available, const struct google_options *options,
                      struct fault *fault) CHECKED;

void google_feed_end(struct text *text);

#endif
