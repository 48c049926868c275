/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef COLPORTEUR_SHOP_BILL_SUMS_H
#define COLPORTEUR_SHOP_BILL_SUMS_H

#include "shop/bill_control.h"

/*
 * What the lines of each carrier's bill come to, in the order in which bills first come. A bill in two currencies is two.
 */

struct bill_sum {
    struct slice carrier, bill;
    struct currency currency;
    day day;
    int64_t lines, with_parcel, with_differences;
    amount net, vat, total, disputed;
};

struct bill_sums {
    struct arena arena;
    struct bill_sum *items;
    size_t count, room;
    bool training;
};

#define BILL_SUMS_INIT                                                                                                             \
    {                                                                                                                              \
        ARENA_INIT, NULL, 0, 0, false                                                                                              \
    }

bool bill_sums_add(struct bill_sums *sums, const struct carrier_charge *charge, const struct bill_findings *findings,
                   struct fault *fault) CHECKED;
void bill_sum_write(const struct bill_sums *sums, const struct bill_sum *sum, struct text *text);
void bill_sums_release(struct bill_sums *sums);

#endif
