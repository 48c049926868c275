/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef COLPORTEUR_SHOP_CHECK_H
#define COLPORTEUR_SHOP_CHECK_H

#include "store/store.h"

/*
 * What must hold in every shop, recomputed from its records: available = on hand - reserved - safety, and reserved is
 * what open orders wait for; invoice numbers of a series run 1, 2, 3… without hole or twin, their days never
 * go back; every document's lines add up to its totals.
 *
 * `found` is called for each thing that does not hold, with its record's id. The return value is false only where
 * checking itself failed.
 */
typedef void check_finding(void *context, struct slice id, const char *code, const char *reason);

struct check_sums {
    uint64_t products, stock_levels, orders, invoices;
};

bool shop_check(struct store *store, check_finding *found, void *context, struct check_sums *sums, struct fault *fault) CHECKED;

#endif
