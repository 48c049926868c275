/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef COLPORTEUR_FORMAT_OFFER_IMPORT_H
#define COLPORTEUR_FORMAT_OFFER_IMPORT_H

#include "format/dialect.h"

/*
 * Product feeds as they are taken back: Google's and Meta's, which share most of their names, of any age and in any form.
 *
 * A feed is a table (TSV, CSV) or XML (RSS 2.0, Atom; lib/format/xml_offers.h). Either way an item is a list of values with
 * names: that list becomes records here. A name may come more than once. What a channel made of a product is taken as far as
 * it tells something of the product; what no member holds is kept in columns.DIALECT, for the way back.
 *
 * Items of one item_group_id are variants of a parent that has this SKU; where the catalogue has none, one comes before the
 * first of them, with the name of that one ("only_new", see lib/shop/catalogue_import.h).
 *
 * Sources: the product data specification of Google Merchant Center and its older form, Google Base (elements label, upc, quantity,
 * currency …); Meta's catalogue field reference and the template catalog_products.csv.
 */

extern const struct column_name offer_names[];
extern const struct dialect dialect_google;
extern const struct dialect dialect_meta;

/* One value of an item. */
struct offer_value {
    int field; /* of offer_names; COLUMN_UNKNOWN: none of them */
    unsigned number;
    bool weak; /* an element of RSS or Atom itself, which a feed's own element of that meaning is preferred to */
    struct slice title, value;
};

struct offer_values {
    struct offer_value *items;
    size_t count, room;
    bool of_table; /* a value may be a list with commas */
};

void offer_values_add(struct offer_values *values, struct offer_value value); /* lends what it points to */

struct offer_import;

struct offer_import *offer_import_open(const char *dialect);
void offer_import_close(struct offer_import *import);
/* The records of one item: the product, perhaps its parent before it, perhaps a refusal of its GTIN alone. */
void offer_import_item(struct offer_import *import, const struct offer_values *values, size_t line, struct slice raw,
                       struct product_queue *queue);

#endif
