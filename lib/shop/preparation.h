/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef COLPORTEUR_SHOP_PREPARATION_H
#define COLPORTEUR_SHOP_PREPARATION_H

#include "shop/pickup.h"

/*
 * What has to be done for an order that will be collected: until when its goods are to be put aside, and which they are.
 *
 *   "prepare_by":"2026-11-24T08:30","goods":[{"sku":"POEL-24","name":"Poêle en fonte 24 cm","quantity":2}]
 *
 * The cut-off is the slot less the time that the counter takes; without a slot there is none.
 */
bool preparation_write(struct store *store, const struct pickup *pickup, struct arena *arena, struct text *text,
                       struct fault *fault) CHECKED;

#endif
