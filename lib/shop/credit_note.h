/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef COLPORTEUR_SHOP_CREDIT_NOTE_H
#define COLPORTEUR_SHOP_CREDIT_NOTE_H

#include "shop/reversal.h"
#include "shop/series.h"

/*
 * Credit notes. Record "credit_note/NUMBER".
 *
 * An invoice that was issued does not change: what of it holds no longer is said by a document of its own that names it
 * (Directive 2006/112/EC, art. 219), numbered in a series of its own. Its amounts are positive: what is given back. Its
 * lines are those of the invoice, each with as many units as come back at the invoice's price, less what was taken off
 * them; or with an amount alone. A line's own number is the invoice's.
 *
 * In a shop's own currency its VAT is told at the rates of the invoice, whatever rates are told since.
 *
 * All credit notes of an invoice add up to no more than it, and where all is given back to exactly it, by line, by rate
 * and as a whole: net, VAT and gross (shop/refundable.h).
 */

struct credit_note_request {
    day dated;
    struct slice reason; /* bytes NULL: untold */
    struct reversal_request what;
};

/* A document, or an order, becomes what its credit note says: lines, shipping and totals, in the same arrays. */
bool credit_note_content(struct order *document, const struct reversal *reversal, struct arena *arena, struct fault *fault) CHECKED;

/* Of an invoice's record: what the reversal gives back becomes a credit note, row *row. The number is in the arena. */
bool credit_note_write(const struct reversal *reversal, struct slice invoice, const struct credit_note_request *request,
                       struct store *store, const struct settings *settings, instant now, struct arena *arena,
                       struct changes *changes, size_t *row, struct series_number *number, struct fault *fault) CHECKED;

/*
 * Corrects the invoice of an order without paying anything back: the credit note and the order, which notes what was given back;
 * or a deposit invoice, shop/deposit_reversal.h.
 * The money, if it was paid, is the customer's until a refund names the credit note. *issued false: nothing of the invoice is left,
 * and `id` is its last credit note's record.
 */
bool credit_note_issue(struct order *order, struct slice invoice, const struct credit_note_request *request, struct store *store,
                       const struct settings *settings, instant now, struct arena *arena, struct changes *changes, bool *issued,
                       size_t *row, struct text *id, struct fault *fault) CHECKED;

/* The order of an invoice, for what is asked about its lines. */
bool credit_note_order(struct slice invoice_number, struct store *store, struct arena *arena, struct order *order,
                       struct slice *invoice, struct fault *fault) CHECKED;

#endif
