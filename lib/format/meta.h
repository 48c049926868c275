/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef COLPORTEUR_FORMAT_META_H
#define COLPORTEUR_FORMAT_META_H

#include "format/feed.h"

/*
 * A product feed for Meta's Commerce Manager (Facebook, Instagram): CSV, or TSV, with the columns of its template
 * catalog_products.csv, and those that its field reference has besides.
 *
 *   availability       in stock; out of stock; available for order, where it may be back-ordered; preorder, before launch_on
 *   quantity_to_sell_on_facebook   what is available, where it is counted; there a number below 1 means that it cannot be bought
 *   brand              needed, unless there is a GTIN or an MPN
 *   product_tags       the first two tags; video[0] the first video, its alt text as the tag
 *   fb_product_category, style, shipping, custom_label_0 …   the attributes of these names
 */
extern const struct feed_kind feed_meta;

#endif
