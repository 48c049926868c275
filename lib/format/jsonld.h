/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef COLPORTEUR_FORMAT_JSONLD_H
#define COLPORTEUR_FORMAT_JSONLD_H

#include "format/feed.h"

/*
 * What search engines read on a product's page: schema.org's Product with its Offer, as JSON-LD, a line for each. A line is what
 * stands in <script type="application/ld+json">: it holds no "<", so that no text in it can end that element.
 *
 * A product that has variants is a ProductGroup with all that are sold (hasVariant, variesBy); a variant that comes by itself is
 * left to its parent.
 *
 *   price      what is asked now; a reduced one with the regular as its ListPrice, and priceValidUntil where it has an end
 *   gtin, mpn, color, size, material, pattern, weight, depth, width, height, additionalProperty (other attributes)
 *   seller     the shop; hasMerchantReturnPolicy where the channel has a country and the setting return_days
 *
 * Sources: schema.org 28; "Product structured data" of Google Search Central.
 */
extern const struct feed_kind feed_jsonld;

#endif
