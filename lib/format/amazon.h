/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef COLPORTEUR_FORMAT_AMAZON_H
#define COLPORTEUR_FORMAT_AMAZON_H

#include "format/feed.h"

/*
 * A feed of listings for Amazon: the document of feed type JSON_LISTINGS_FEED, version 2.0, as the Selling Partner API's schema
 * listings-feed-schema-v2 has it. A message for each product:
 *
 *   listing   UPDATE, LISTING: all that is known, the offer included; variants name their parent, and parents are told too
 *   offer     UPDATE, LISTING_OFFER_ONLY: price, quantity, condition, and which product of Amazon's it is: its ASIN ("ids",
 *             by the channel's name), else its GTIN
 *   product   UPDATE, LISTING_PRODUCT_ONLY: the facts without the offer
 *   stock     PARTIAL_UPDATE: price and quantity alone
 *   patch     PATCH: the same as operations
 *   delete    DELETE, whatever the state of the product
 *
 * Settings of the channel: seller_id and marketplace_id, which are needed; product_type, where the channel's categories do not
 * tell one (PRODUCT, but for a listing there must be one); issue_locale; fulfillment_channel (DEFAULT). Texts are tagged with
 * the channel's language, or the shop's, and its country: "fr_BE".
 *
 * Attributes are those that the product type definitions have in common. What a product type wants besides is told by the
 * product's attributes of its name, as "country_of_origin".
 *
 * A feed has from 1 to 25,000 messages: what is over is refused with too_many_items, so that --rejects has the rest.
 */
extern const struct feed_kind feed_amazon;

#endif
