/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef COLPORTEUR_SHOP_VOIDING_H
#define COLPORTEUR_SHOP_VOIDING_H

#include "shop/parcel.h"

/*
 * A parcel that was made by mistake, or whose label was never used, is voided: what was in it is not packed any more, and its cash
 * is collected with no parcel. Its record stays with its numbers, which no other parcel gets, be they drawn or given: a carrier may
 * bill them, and somebody may have the label in hand. Nor is it labelled or tracked any further.
 *
 * Refuses what left with a shipment ("shipped"), what the carrier has told of as a parcel and not as data alone ("on_its_way"), and
 * without a reason what stands on a manifest ("handed_over"), which both have signed. A parcel that is voided is unchanged, and
 * refused with another reason ("already_voided").
 */

enum { VOID_REASON_LIMIT = 200 };

bool void_reason_check(struct slice reason, struct fault *fault) CHECKED;
/* Told again what was voided: without a reason or with the same, it stands. */
bool void_reason_stands(const struct parcel *parcel, struct slice stands, struct slice reason, struct fault *fault) CHECKED;

/* `reason`: bytes NULL: none. *changed: the parcel is row `row` of the changes. */
bool parcel_void(struct parcel *parcel, struct slice reason, struct store *store, instant now, struct arena *arena,
                 struct changes *changes, bool *changed, size_t *row, struct fault *fault) CHECKED;

#endif
