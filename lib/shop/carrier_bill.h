/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef COLPORTEUR_SHOP_CARRIER_BILL_H
#define COLPORTEUR_SHOP_CARRIER_BILL_H

#include "shop/carrier_charge.h"
#include "shop/parcel.h"

/*
 * Carriers' bills, line by line, and the parcels that they bill: what deliveries really cost, where tariffs only estimate it.
 *
 * A parcel's "billed" is the sum of its charges, credits and whatever is disputed included, in its own currency; those in another
 * are kept and not added. An order's, in its "shipping", is the sum of its parcels that were not voided, once each of them has one;
 * a return's is that of the parcel with which it comes. Parcels are found by their numbers; a line that finds none is kept, as the
 * bill is to add up, and finds it when it is imported again.
 */

/* What holds for all rows of a run: where its bill began. */
struct bill_import {
    struct text bill; /* carrier and number, of the row before */
    int64_t before;   /* rows that were read before its first */
};

#define BILL_IMPORT_INIT                                                                                                           \
    {                                                                                                                              \
        TEXT_INIT, 0                                                                                                               \
    }

/*
 * Which line of its bill a row is that does not tell, as the `read`-th of the run: to be asked for every row, so that those behind
 * one that is refused keep their numbers.
 */
int64_t bill_import_line(struct bill_import *import, const struct charge_row *row, int64_t read);

/*
 * The charge is row 0 of the changes; behind it the parcels, returns and orders whose cost it changes. The same line again is
 * unchanged, unless it finds its parcel now; another content is refused ("other_charge"), or with `correct` takes its place.
 * *changed false: `id` is the charge that stands. Refuses "unknown_carrier" and what charge_from_row does.
 */
bool bill_import_row(const struct charge_row *row, bool correct, const struct settings *settings, struct store *store,
                     struct arena *arena, struct changes *changes, bool *changed, struct text *id, struct fault *fault) CHECKED;

/* The order has a parcel more, which nobody billed yet: what its delivery cost is not known any more. */
bool bill_reopen(const struct order *order, struct changes *changes, struct fault *fault) CHECKED;
/* The parcel, whose change is another, is voided now: its order's cost is that of those that are left, and its return has none. */
bool bill_follow_voided(const struct parcel *parcel, struct store *store, struct arena *arena, struct changes *changes,
                        struct fault *fault) CHECKED;

#endif
