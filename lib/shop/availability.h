/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef COLPORTEUR_SHOP_AVAILABILITY_H
#define COLPORTEUR_SHOP_AVAILABILITY_H

#include "shop/article.h"
#include "store/store.h"

/*
 * What there is of an article to sell, whatever its kind.
 *
 *   a product     what the record says ("available", of catalog-list --with stock), else all its locations together
 *   a bundle      as many as its components make, the scarcest deciding
 *   digital, service, made_to_measure   not counted: there is always one more
 *   dropship      the supplier's concern, unless the record or a level of stock says how many he has
 */
struct availability {
    bool counted;
    int64_t units; /* where it is counted; may be below zero */
};

bool article_availability(const struct article *article, struct store *store, struct availability *found,
                          struct fault *fault) CHECKED;

#endif
