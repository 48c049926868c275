/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef COLPORTEUR_SHOP_BILL_CONTROL_H
#define COLPORTEUR_SHOP_BILL_CONTROL_H

#include "shop/carrier_charge.h"
#include "shop/parcel.h"

/*
 * What is wrong with a line of a carrier's bill, by what the shop knows of its parcel; what of it to dispute.
 *
 *   unknown_parcel   no parcel has its number
 *   parcel_voided    the label was not used
 *   billed_twice     the way was billed before: on another bill, or on this one with the same service and amount
 *   weight_above     more was weighed than was declared
 *   price_above      the parcel's charges come to more than its part of what the order's quote says that the delivery costs
 *   fuel_surcharge   the part of that which is fuel: often agreed, so it is told and not disputed
 *   sent_back        it came back to the shop, or this is for that
 *   other_currency   no cost of the parcel's is reckoned by it
 *
 * A way that was billed twice and taken back by a credit of as much is in order, and so is what a credit leaves of the others. The
 * price is judged with the first line of the parcel's carriage; of several parcels of an order each has a part of the quote by its
 * weight, or where one's is not known, as much as the others.
 */

struct bill_terms {
    int64_t weight_step;   /* grams to whose next multiple the carrier rounds weights; at least 1 */
    int64_t divisor;       /* of volumetric weight, cm3 for a kilogram; 0: volume does not count */
    const char *tolerance; /* that prices may be above, a decimal string; NULL: nothing */
};

enum bill_difference {
    UNKNOWN_PARCEL = 1 << 0,
    PARCEL_WAS_VOIDED = 1 << 1,
    BILLED_TWICE = 1 << 2,
    WEIGHT_ABOVE = 1 << 3,
    PRICE_ABOVE = 1 << 4,
    FUEL_SURCHARGE = 1 << 5,
    SENT_BACK = 1 << 6,
    OTHER_CURRENCY = 1 << 7
};

struct bill_findings {
    unsigned differences;
    int64_t declared_g;
    const struct carrier_charge *first;   /* that billed the way already */
    amount expected, billed, above, fuel; /* of the parcel: by the quote, by its charges, too much, of that fuel */
    struct slice state;                   /* of the parcel, as its carrier told it */
    amount disputed;
};

/* All of it lives in the arena. */
bool bill_control(struct bill_findings *findings, const struct carrier_charge *charge, const struct bill_terms *terms,
                  struct store *store, struct arena *arena, struct fault *fault) CHECKED;

/* Which difference has this name. */
bool bill_difference_read(struct slice word, unsigned *difference) CHECKED;

/* The charge with "differences" and "disputed", where there are any. */
void bill_findings_write(const struct bill_findings *findings, const struct carrier_charge *charge, struct text *text);

#endif
