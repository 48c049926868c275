/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef COLPORTEUR_FORMAT_GOOGLE_H
#define COLPORTEUR_FORMAT_GOOGLE_H

#include "format/feed.h"

/*
 * A product feed for Google Merchant Center, by its product data specification: RSS 2.0 ("rss"), or the same as a table
 * ("tsv").
 *
 *   id                 the SKU, up to 50 characters
 *   availability       preorder with its date before launch_on; in_stock; none left: backorder, where the product may be
 *                      back-ordered and lead_days says when there will be some (Google wants a date), else out_of_stock
 *   expiration_date    retire_on
 *   description        HTML stays, which Google takes, unless it is too long
 *   price              the record's, rounded to the currency: with or without tax as the shop shows it
 *   sale_price         that of the sale, with its period; without an end it is told while it lasts
 *   gtin               left out where GS1 gives the number to nobody outside a company (02, 04, 2…) or for coupons (05, 98, 99);
 *                      refused with a wrong check digit
 *   identifier_exists  "no" without a GTIN, unless there are both brand and MPN
 *   product_type       the shop's category; google_product_category: the channel's for it, else the record's google_category
 *   item_group_id      of a variant, its parent's SKU
 *   color, size, material, pattern, gender, age_group   the options of a variant, or attributes, called so in the languages
 *                      of lib/format/variant_words.h
 *   is_bundle          with components
 *   shipping_weight, shipping_length …   the record's
 *   product_detail     attributes that are none of the above
 *
 * Any other attribute of the specification (energy_efficiency_class, unit_pricing_measure, custom_label_0, adult …) is taken
 * from the product's attribute of its name. Shipping and tax are set up in Merchant Center, for all products at once.
 *
 * Source: "Product data specification", Merchant Center Help, answer 7052112.
 */
extern const struct feed_kind feed_google;

#endif
