/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef COLPORTEUR_SHOP_DEPOSIT_REVERSAL_H
#define COLPORTEUR_SHOP_DEPOSIT_REVERSAL_H

#include "shop/credit_note.h"

/*
 * Deposits that are taken back, by credit notes on the deposit invoices. Those of one deposit add up to no more than it, by line
 * and as a whole. The order stays as it is: it is no smaller for it, and its final invoice takes off what is left.
 */

/* *issued false: nothing of the deposit is left, and `id` is the record of its last credit note. Refused once a final invoice took
 * it off. */
bool deposit_credit(const struct order *order, struct slice invoice, const struct credit_note_request *request, struct store *store,
                    const struct settings *settings, instant now, struct arena *arena, struct changes *changes, bool *issued,
                    size_t *row, struct text *id, struct fault *fault) CHECKED;

/*
 * What goes back of an order that is not invoiced yet may leave less to deliver, at some rate, than its deposits have told: that
 * much of them is credited, the last ones first. `order` is as it will be; `numbers` are those of the credit notes, in the arena.
 */
bool deposits_credit_excess(const struct order *order, const struct credit_note_request *request, struct store *store,
                            const struct settings *settings, instant now, struct arena *arena, struct changes *changes,
                            struct slice **numbers, size_t *count, struct fault *fault) CHECKED;

#endif
