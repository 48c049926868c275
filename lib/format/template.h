/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef COLPORTEUR_FORMAT_TEMPLATE_H
#define COLPORTEUR_FORMAT_TEMPLATE_H

#include "format/feed.h"

/*
 * A feed for any other channel, by a template: a mapping the other way round (target feed, colporteur-map(5)). What stands
 * on the left is a column of the file, what stands on the right a value of the article; constants, steps, tables and filters
 * are those of mappings. The file is CSV, TSV, JSON lines or XML.
 *
 *     target feed
 *     format csv
 *     separator semicolon
 *     Artikelnummer <- sku
 *     "Preis (EUR)" <- price | s/[.]/,/
 *     Lager         <- availability | table lager
 *
 * Values are the members of a record by their names, of those within others with dots ("attributes.couleur", "ids.amazon"), and
 * what feeds tell:
 *
 *   name, description, short_description …, link    in the channel's language
 *   price, sale_price, sale_from, sale_until, asked_price, currency     amounts as the currency writes them
 *   availability (in_stock, out_of_stock, backorder, preorder), available (units; nothing where they are not counted)
 *   channel_category; category_1, category_2 …, the steps of the category
 *   image; picture_1, picture_2 …, the pictures after it
 *   parent_name, and what else of a parent is asked for so
 */
extern const struct feed_kind feed_template;

/* Of a feed of this kind, once: what it writes is told by the text. FAULT_USAGE names the file and the line. */
bool template_open(struct feed *feed, struct fault *fault) CHECKED;
void template_close(struct feed *feed);
const char *template_format(const struct feed *feed); /* NULL: it does not say */

#endif
