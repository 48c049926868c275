/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef COLPORTEUR_SHOP_AVAILABILITY_H
#define COLPORTEUR_SHOP_AVAILABILITY_H

#include "shop/article.h"
#include "shop/product.h"
#include "shop/stock.h"
#include "store/store.h"

/*
 * What there is of a product to sell, whatever its kind.
 *
 *   a product      all its locations together
 *   a bundle       as many as its parts make at the locations where all of them lie, the scarcest deciding (shop/goods.h)
 *   with variants  those of its variants, together
 *   digital, service, made_to_measure, dropship, gift_card   not counted: there is always one more, unless somebody keeps a stock
 * of it
 */
struct availability {
    bool counted;
    bool told;     /* somebody counted: there is a level of stock, or the record says how many */
    int64_t units; /* where it is counted; may be below zero */
};

/* Of a product in the store, by its record and what the index keeps of it. The arena is for as long as it takes. */
bool product_availability(struct store *store, struct slice sku, struct slice record, const struct product_facts *facts,
                          struct arena *arena, struct availability *found, struct fault *fault) CHECKED;

/* The same at one location alone; of what has variants, each is asked for by itself. */
bool availability_at(struct store *store, struct slice sku, struct slice location, struct arena *arena, struct availability *found,
                     struct fault *fault) CHECKED;

/*
 * The same, or what the record says itself ("available", of catalog-list --with stock). The reader is one for many articles, which
 * are mostly asked for in the order of their SKUs, as the store lists them; it is zeroed but for the store, which nobody changes
 * meanwhile. Without a store: the record alone.
 */
struct stock_reader {
    struct store *store;
    bool begun;
    struct stock_places places;
};

bool article_availability(const struct article *article, struct stock_reader *reader, struct availability *found,
                          struct fault *fault) CHECKED;
void stock_reader_end(struct stock_reader *reader);

#endif
