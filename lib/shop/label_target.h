/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef COLPORTEUR_SHOP_LABEL_TARGET_H
#define COLPORTEUR_SHOP_LABEL_TARGET_H

#include "shop/parcel.h"

/*
 * For what labels are asked: an order, whose parcels all get one; one parcel, which may be one with which goods come back; or a
 * return, whose parcel is made if there is none.
 */

enum label_target_kind { LABELS_OF_ORDER, LABEL_OF_PARCEL, LABEL_OF_RETURN };

struct label_target {
    enum label_target_kind kind;
    struct slice id, order; /* "12-1", "12" */
};

/* `type` is that of a record, bytes NULL: an operand. `comes_back`: the id is a return's, or an order's where no return is known.
 */
struct label_target label_target_of(struct slice type, struct slice id, bool comes_back);

/* The parcels that get a label, among those that go together: their places begin at `first`. */
struct labelled_parcels {
    struct parcels parcels;
    size_t first, count;
};

struct label_wish {
    struct slice key; /* of a parcel of the order, by whoever packs, made with what is still open if there is none; bytes NULL */
    int64_t parcels;  /* so many there shall be, the first new one with all that is open; 0: those that are there, at least one */
};

/*
 * Refuses more parcels than are wanted ("more_parcels"), an order that has nothing to send ("nothing_to_send") or is cancelled,
 * "unknown_parcel", "unknown_return", and a parcel that was voided ("parcel_voided").
 */
bool label_target_parcels(struct labelled_parcels *labelled, const struct label_target *target, const struct order *order,
                          const struct label_wish *wish, struct store *store, struct arena *arena, instant now,
                          struct fault *fault) CHECKED;

#endif
