/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef COLPORTEUR_SHOP_NUMBER_RANGE_H
#define COLPORTEUR_SHOP_NUMBER_RANGE_H

#include "shop/carrier.h"
#include "shop/parcel.h"

/*
 * Numbers out of a carrier's ranges. The next one is the range's last plus one; it is drawn in the transaction that writes the
 * parcel which has it, so that none is given twice, whoever draws at the same time and whatever crashes. The last number of a range
 * is what parcels in the journal have: nothing that a change of the carrier could set back.
 *
 * A number that a parcel of the same carrier has already (another range gave it, or the carrier) is passed over.
 */

/* The last serial number that was drawn of the range; -1: none yet. */
bool number_range_last(const struct carrier *carrier, const struct number_range *range, struct store *store, int64_t *last,
                       struct fault *fault) CHECKED;

/*
 * The next number of the ranges that are for this service, in the arena; *given false: the carrier has no such range. Refuses
 * "range_exhausted" once all of them are at their end. `at_hand` are parcels of the same transaction, which the store does not know
 * yet.
 */
bool number_draw(const struct carrier *carrier, enum numbered_by_carrier of, struct slice service, const struct parcels *at_hand,
                 struct store *store, struct arena *arena, struct slice *number, struct drawn_number *drawn, bool *given,
                 struct fault *fault) CHECKED;

/* The parcel of a carrier's that has the number ("12-1"); bytes NULL: none. It lives as what store_get gives. */
bool numbered_parcel(struct slice carrier, struct slice number, struct store *store, struct slice *parcel,
                     struct fault *fault) CHECKED;

/* For the index: what a parcel's record says of numbers. */
bool number_fold(struct index *index, const struct change *change, struct fault *fault) CHECKED;

#endif
