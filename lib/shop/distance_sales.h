/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef COLPORTEUR_SHOP_DISTANCE_SALES_H
#define COLPORTEUR_SHOP_DISTANCE_SALES_H

#include "base/date.h"
#include "base/money.h"
#include "store/index.h"

/*
 * The turnover that art. 59c of Directive 2006/112/EC asks for: distance sales of goods and electronic services to consumers in
 * other Member States together, without tax, by calendar year of the order's day, in the currency of the threshold. What is sold in
 * another is converted at the rate that the order's `tax` tells; where it tells none, it is a sum of its own, which is never added.
 *
 * It is a sum over the orders, whose `tax` says that they count; there is no counter that could differ from them. Whoever places
 * an order holds the store, reads the sum and writes the order that adds to it in one step, so nothing is counted twice,
 * whoever else sells at the same moment. A cancelled order was no supply, and what is refunded lowers the value of a supply
 * (art. 90): both leave the sum. But that the threshold was exceeded stays so (art. 59c (2): "as of that time"), as long as an
 * order stands that was taxed because of it.
 */

struct distance_sales {
    amount net;
    int64_t crossed; /* orders that were taxed where they went because the threshold was exceeded */
};

/* Of an order or none: what its record adds to which year. `record` bytes NULL: nothing. */
struct distance_share {
    int year;
    char currency[4];
    struct distance_sales sales;
};
void distance_share_of(struct slice record, struct distance_share *share);

/* For the fold: from what the order added before to what it adds now. */
bool distance_sales_count(struct index *index, const struct distance_share *before, const struct distance_share *after,
                          struct fault *fault) CHECKED;

bool distance_sales_find(struct index *index, int year, const char *currency, struct distance_sales *sales,
                         struct fault *fault) CHECKED;

#endif
