/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef COLPORTEUR_SHOP_ERASURE_H
#define COLPORTEUR_SHOP_ERASURE_H

#include "shop/dossier.h"

/*
 * Erasing customers: what goes, and what the law keeps and until when. Record "erasure/customer/ID", "erasure/note/ORDER" or
 * "erasure/vat_number/N" (store.h, STORE_ERASURE); colporteur-records(5) has the fields.
 *
 * Whoever asks to be forgotten (GDPR art. 17) loses every version that nothing keeps (shop/dossier.h), and the notes of
 * orders that are not open. A VAT number that a register was asked about (shop/vat_holder.h) goes with the last customer's version
 * that has it; one that no customer has goes by itself, as what is known of an inactive customer does. What is kept is on record,
 * and goes when its time has come: ERASE_DUE erases that, and everything of customers who are inactive. Somebody who orders again
 * after asking is not forgotten anew.
 */

enum erasure_cause {
    ERASE_ASKED, /* the person asks */
    ERASE_DUE    /* what is kept for no reason any more */
};

/*
 * "C-77", "customer/C-77", "note/12" or "vat_number/3". The changes are one record for each person, note and number; `row` is the
 * customer's, else the first; `id` is the record that stands where nothing changes, or empty. Refused: "unknown_customer",
 * "unknown_order", "order_open" (the note of an open order), "unknown_vat_number", "vat_number_held" (a customer has it).
 */
bool erasure_decide(struct store *store, struct slice id, enum erasure_cause cause, const struct dossier_terms *terms, instant now,
                    struct arena *arena, struct changes *changes, bool *changed, size_t *row, struct text *id_standing,
                    struct fault *fault) CHECKED;

/* Calls `due` for all of whom ERASE_DUE would erase something, with ids as above. The store is open for reading. */
typedef void erasure_due(void *context, struct slice id);
bool erasure_find_due(struct store *store, const struct dossier_terms *terms, erasure_due *due, void *context,
                      struct fault *fault) CHECKED;

#endif
