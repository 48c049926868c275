/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef COLPORTEUR_SHOP_TAX_H
#define COLPORTEUR_SHOP_TAX_H

#include "base/money.h"
#include "base/text.h"

#include <stdbool.h>
#include <stddef.h>

/*
 * VAT of a document. By rate, as EN 16931 (BR-CO-17) and the Belgian VAT administration want it, it is computed once per
 * category and rate on the sum of the lines that have both. What a shop's till or platform rounds earlier can be
 * declared: by line, or by unit of a line (art. 226 (10) of Directive 2006/112/EC leaves the method to the States). What follows
 * is said of the sum of a rate; by line and by unit it is said of each of these, and the rate has their sum.
 *
 * With prices without tax, the VAT of a rate is its net sum times the rate, rounded; with prices that include
 * tax, the net of a rate is its gross sum divided by 1 + rate, rounded, and the VAT is the rest, so that the
 * customer pays exactly the sum of the prices shown. Not every gross has a net whose rounded VAT
 * gives it (at 21 %, 0.09 and 0.14 have none). The net is then off by half a cent at most, so that the VAT stays within a
 * cent of what BR-CO-17 computes, where the published rules allow a difference below 1.00: no rounding amount (BT-114) is
 * needed, and none is told. The lines' own shares are then dealt out by largest
 * remainder: nets, VATs and grosses of the lines add up to those of their rate.
 *
 * By line a rate is half a cent per line away from what BR-CO-17 computes at most, by unit half a cent per unit: where that comes
 * to 1.00 the standard cannot express the document, and it is refused as an electronic invoice.
 */

enum tax_rounding { ROUND_BY_RATE, ROUND_BY_LINE, ROUND_BY_UNIT, TAX_ROUNDINGS };

const char *tax_rounding_name(enum tax_rounding rounding);                      /* "line" */
bool tax_rounding_find(struct slice name, enum tax_rounding *rounding) CHECKED; /* false: there is none such */

/*
 * Why a line is taxed as it is: the codes that EN 16931 takes from UNTDID 5305 (BT-118, BT-151). In records, what says
 * no more than its rate has no category: every positive rate is S, the reduced ones too, and 0 is Z.
 */
enum tax_category {
    TAX_BY_RATE,
    TAX_STANDARD,        /* S */
    TAX_ZERO,            /* Z */
    TAX_EXEMPT,          /* E */
    TAX_REVERSE_CHARGE,  /* AE */
    TAX_INTRA_COMMUNITY, /* K */
    TAX_EXPORT,          /* G */
    TAX_OUTSIDE_SCOPE,   /* O */
    TAX_CANARY_ISLANDS,  /* L: IGIC */
    TAX_CEUTA_MELILLA,   /* M: IPSI */
    TAX_CATEGORIES
};

const char *tax_category_code(enum tax_category category);                      /* of TAX_BY_RATE NULL */
bool tax_category_find(struct slice code, enum tax_category *category) CHECKED; /* false: there is none such */
enum tax_category tax_category_of(enum tax_category category, percent rate);    /* never TAX_BY_RATE */

struct tax_line {
    amount charged;             /* in: price times quantity, in the kind of price given below; >= 0 */
    percent rate;               /* in */
    enum tax_category category; /* in */
    int64_t units;              /* in: that share `charged` by largest remainder; 0 as 1 */
    amount net, vat, gross;
};

struct tax_rate {
    percent rate;
    amount net, vat;
    enum tax_category category;             /* as the lines had it */
    struct slice exemption_code, exemption; /* where nothing is charged: why (BT-121, BT-120); bytes NULL: nothing is said */
};

struct tax_totals {
    enum tax_rounding rounding; /* in */
    struct tax_rate *rates;     /* in falling order of rate, those of one rate by category; room for one per line, by the caller */
    size_t rate_count;
    amount net, vat, gross;
};

/* false: a sum is too large. */
bool tax_compute(struct tax_line *lines, size_t count, bool prices_include_tax, struct tax_totals *totals) CHECKED;

#endif
