/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef COLPORTEUR_SHOP_TRACKING_IMPORT_H
#define COLPORTEUR_SHOP_TRACKING_IMPORT_H

#include "shop/carrier.h"
#include "shop/tracking_codes.h"

/*
 * What a carrier's file tells, event by event, and the parcels that it is told of.
 *
 *   {"carrier":"poste","tracking_number":"RB000000005BE","code":"EMI","at":"2026-11-20 14:02","place":"Huy","country":"BE"}
 *
 * Either `state` in our words or `code` in the carrier's (shop/tracking_codes.h). A time without offset is that of the carrier's
 * "time_zone", else of the shop's. Slices are the caller's; bytes NULL: not told.
 */

struct tracking_row {
    struct slice carrier, tracking_number, state, code, at, place, country, pickup_until;
    struct slice proof_kind, proof_sha256, proof_file; /* the file by its name, of which whoever reads files tells the digest */
    bool corrects;
};

/* Members of a record from outside; it is refused if it has others. */
bool tracking_row_from_json(struct tracking_row *row, const json_t *record, struct fault *fault) CHECKED;

/* What holds for all rows of a run, and the carrier of the last one: a file is nearly always of one. */
struct tracking_import {
    struct tracking_codes codes;
    const char *shop_zone;
    struct arena arena;
    struct carrier carrier; /* in the arena */
    uint64_t carrier_seq;   /* the store's, when it was read */
};

#define TRACKING_IMPORT_INIT                                                                                                       \
    {                                                                                                                              \
        .codes = TRACKING_CODES_INIT, .arena = ARENA_INIT                                                                          \
    }

void tracking_import_release(struct tracking_import *import);

/*
 * The event becomes one of its parcel's, in row 0 of the changes; *changed false: it is known. `id` becomes "parcel/12-1". The
 * return that a parcel serves learns when it was sent.
 *
 * Refuses "unknown_tracking_number", "parcel_voided" of a label that was not to be used, and "bad_tracking_number" of what no
 * number of the carrier's looks like; "unknown_code"; "not_a_date"; "in_the_future" of what is more than a day ahead of `now`, as
 * an event that will never be followed would stay the last.
 */
bool tracking_import_row(struct tracking_import *import, const struct tracking_row *row, struct store *store, instant now,
                         struct arena *arena, struct changes *changes, bool *changed, struct text *id, struct fault *fault) CHECKED;

#endif
