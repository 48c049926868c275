/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef COLPORTEUR_SHOP_TAX_H
#define COLPORTEUR_SHOP_TAX_H

#include "base/money.h"

#include <stdbool.h>
#include <stddef.h>

/*
 * VAT of a document, the way EN 16931 (BR-CO-17) and the Belgian VAT administration want it: computed once per
 * rate on the sum of the lines of that rate, never line by line.
 *
 * With prices without tax, the VAT of a rate is its net sum times the rate, rounded; with prices that include
 * tax, the net of a rate is its gross sum divided by 1 + rate, rounded, and the VAT is the rest, so that the
 * customer pays exactly the sum of the prices shown. The lines' own shares are then dealt out by largest
 * remainder: nets, VATs and grosses of the lines add up to those of their rate.
 */

struct tax_line {
    amount charged; /* in: price times quantity, in the kind of price given below; >= 0 */
    percent rate;   /* in */
    amount net, vat, gross;
};

struct tax_rate {
    percent rate;
    amount net, vat;
};

struct tax_totals {
    struct tax_rate *rates; /* in falling order of rate; room for one per line, by the caller */
    size_t rate_count;
    amount net, vat, gross;
};

/* false: a sum is too large. */
bool tax_compute(struct tax_line *lines, size_t count, bool prices_include_tax, struct tax_totals *totals)
    __attribute__((warn_unused_result));

#endif
