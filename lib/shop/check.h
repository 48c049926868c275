/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef COLPORTEUR_SHOP_CHECK_H
#define COLPORTEUR_SHOP_CHECK_H

#include "shop/check_report.h"
#include "store/store.h"

/*
 * What must hold in every shop, recomputed from its journal: that its stock, orders and invoices can have come about as
 * the journal says (shop/history_check.h), and that its closings are of that journal (shop/closing_check.h).
 *
 * `found` is called for each thing that does not hold. The return value is false only where checking itself failed.
 */
struct check_sums {
    uint64_t products, stock_levels, orders, invoices, closings;
};

bool shop_check(struct store *store, check_finding *found, void *context, struct check_sums *sums, struct fault *fault) CHECKED;

#endif
