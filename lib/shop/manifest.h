/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef COLPORTEUR_SHOP_MANIFEST_H
#define COLPORTEUR_SHOP_MANIFEST_H

#include "shop/parcel.h"

/*
 * The list of parcels that a carrier fetches. Record "manifest/CARRIER-DAY-N", N from 1 each day: what was handed over, for both to
 * sign. It takes in all labelled parcels of the carrier that no manifest has yet, and closes them: each is handed over once.
 *
 * It names no person. At most MANIFEST_LIMIT parcels stand on one; the rest is for the next. Parcels with which goods come back are
 * handed over by the customer.
 */

enum { MANIFEST_LIMIT = 5000 };

/*
 * *closed false: nothing was labelled since the carrier's last manifest of that day, and `id` is its record. Refuses where there is
 * none either ("nothing_to_hand_over"). The manifest is row `row`.
 */
bool manifest_close(struct slice carrier, day dated, bool training, struct store *store, instant now, struct arena *arena,
                    struct changes *changes, bool *closed, size_t *row, struct text *id, struct fault *fault) CHECKED;

/* One that is there, "post-2026-11-21-1"; bytes NULL: it is not. `id` becomes its record's, and empty where there is none. */
bool manifest_find(struct slice number, struct store *store, struct text *id, struct slice *record, struct fault *fault) CHECKED;

/* For the index: which parcels of a carrier no manifest has. */
bool manifest_fold(struct index *index, const struct change *change, struct fault *fault) CHECKED;

#endif
