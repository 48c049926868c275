/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef COLPORTEUR_TOOL_MANIFEST_ROWS_H
#define COLPORTEUR_TOOL_MANIFEST_ROWS_H

#include "store/store.h"

/*
 * A manifest as text that both sign, or as CSV for the carrier: a row for each parcel, with the name to which it goes, that of its
 * label, as long as that is kept.
 */

enum manifest_rows { MANIFEST_TEXT, MANIFEST_CSV };

bool manifest_rows(struct store *store, struct slice manifest, enum manifest_rows kind, struct text *text,
                   struct fault *fault) CHECKED;

/* The first line of the address on the label of one of its parcels, in the store or in `room`; empty where that is erased. */
bool manifest_addressee(struct store *store, struct slice parcel, struct text *room, struct slice *name,
                        struct fault *fault) CHECKED;

#endif
