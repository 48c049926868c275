/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef COLPORTEUR_FORMAT_OFFER_COLUMNS_H
#define COLPORTEUR_FORMAT_OFFER_COLUMNS_H

#include "format/feed_columns.h"

/*
 * Columns that several channels have, filled alike. What a column's `attribute` is to them stands behind it.
 */
feed_put put_title;
feed_put put_description; /* without one: the title, which is warned of */
feed_put put_link;
feed_put put_image;
feed_put put_pictures; /* a role: "picture", "lifestyle" */
feed_put put_price;    /* "19.90 EUR": the one that is not reduced */
feed_put put_sale_price;
feed_put put_sale_period; /* how UTC is written: "Z", "+00:00" */
feed_put put_condition;
feed_put put_gtin;         /* refused with a wrong check digit; left out if it is nobody else's concern */
feed_put put_category;     /* the channel's, else the record's google_category */
feed_put put_variant_word; /* "color": see lib/format/variant_words.h */
feed_put put_attribute;    /* an attribute's name */
feed_put put_weight;       /* "250 g" */
/* What an import of the dialect named like the feed kept of the column, else the attribute; its parts, if the column has any. */
feed_put put_kept;

/* A SKU of the product or another's, refused if it is longer than the channel's rules let one be. */
void cell_add_id(struct feed *feed, struct slice id, const char *field, struct feed_cell *cell);

/* Whether there is some: as counted, and where nobody counted, as the file said from which the product came. */
bool offer_is_left(const struct feed *feed, const struct feed_item *item);

/* Empty: there is none, or none that GS1 gives to the world. */
struct slice article_public_gtin(const struct article *article);

#endif
