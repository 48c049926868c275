/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef COLPORTEUR_SHOP_PRICE_IMPORT_H
#define COLPORTEUR_SHOP_PRICE_IMPORT_H

#include "shop/price_list.h"

/*
 * Price lists and prices as they come from outside. A record "price_list" makes a list, or says anew what it is for; a record
 * "price" gives all prices of an SKU in a list; a row of a table gives one of them, beside those that are there. A list and an
 * SKU must be known before there are prices of them.
 *
 * *changed: the change is in `changes` as its first row; else `id` names the record that stands.
 */

struct price_row { /* bytes NULL: not given; texts as they stand in the table */
    struct slice list, sku, price, from_quantity, from, until;
};

bool price_import_record(const json_t *record, struct slice list, struct store *store, const struct settings *settings,
                         struct arena *arena, struct changes *changes, bool *changed, struct text *id, struct fault *fault) CHECKED;

/* A row without price takes away the one of its quantity and beginning. */
bool price_import_row(const struct price_row *row, struct store *store, struct arena *arena, struct changes *changes, bool *changed,
                      struct text *id, struct fault *fault) CHECKED;

#endif
