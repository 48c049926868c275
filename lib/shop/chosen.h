/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef COLPORTEUR_SHOP_CHOSEN_H
#define COLPORTEUR_SHOP_CHOSEN_H

#include "shop/product.h"

/*
 * Which members of a product are taken of all that a file has: "price,cost,texts.fr.name". Bytes NULL: all. The SKU always is.
 */
bool chosen_check(struct slice list, struct fault *fault) CHECKED; /* FAULT_USAGE: a product has no such member */
bool is_chosen(struct slice list, struct slice path);

/* Gives what the list names within an object of the record: the members of the record itself are the caller's to give. */
bool chosen_give_within(struct slice list, struct product *product, const json_t *record, struct fault *fault) CHECKED;

#endif
