/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef COLPORTEUR_SHOP_REFUNDABLE_H
#define COLPORTEUR_SHOP_REFUNDABLE_H

#include "base/money.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * What can still be given back of something that was sold: a line of an order, or a shipping charge.
 *
 * Every part is cut from what is left, never from what there was at first: so no sequence of parts gives back more than
 * was charged, in net, VAT or gross, and the one that ends it takes the remainder to the cent. The parts of a line add up
 * to the line, therefore those of a rate to the rate and those of all credit notes to the invoice.
 *
 * A part of some units is their share of what is left by largest remainder, the first units first; what promotions took
 * off is in what was charged, and so shared alike. It is cut in the kind of price that was charged, so that two of three
 * units at 10.00 give back 20.00 in that kind, whatever the roundings of the tax. A part of an amount is always of what
 * the customer gets, tax included.
 */

struct refundable {
    int64_t units;     /* sold; 0: not a matter of units (a shipping charge) */
    amount net, gross; /* charged, after discounts; 0 <= net <= gross */
    int64_t refunded_units;
    amount refunded_net, refunded_gross;
};

struct refunded_part {
    int64_t units;
    amount net, vat, gross;
};

int64_t refundable_units_left(const struct refundable *of);
amount refundable_left(const struct refundable *of); /* gross */

/* The part of 1 to refundable_units_left units. */
struct refunded_part refundable_units(const struct refundable *of, int64_t units, bool prices_include_tax);

/* The part of an amount, 0 to refundable_left; no units come back by it. */
struct refunded_part refundable_amount(const struct refundable *of, amount gross);

void refundable_take(struct refundable *of, const struct refunded_part *part);

/* Deals an amount out over all, in proportion to what is left of each: 0 to the sum of that. count >= 1. */
void refundable_spread(const struct refundable *all, size_t count, amount gross, amount *parts);

#endif
