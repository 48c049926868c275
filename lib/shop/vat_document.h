/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef COLPORTEUR_SHOP_VAT_DOCUMENT_H
#define COLPORTEUR_SHOP_VAT_DOCUMENT_H

#include "shop/exchange.h"
#include "shop/tax.h"
#include "shop/tax_treatment.h"

/*
 * What an invoice or a credit note says to a VAT return: entry by entry, from its record alone.
 *
 * An entry is a line, the shipping charge or a part of it, or a deposit that a final invoice takes off, as it was declared with
 * the deposit's own invoice. Amounts have a sign: what a credit note gives back is negative, and so is a deposit taken off.
 * Entries add up to what the document states, or it is refused as damaged.
 *
 * An invoice counts on its tax point, which is its day unless it tells another (Directive 2006/112/EC, art. 63 to 66); a credit
 * note on its own day, for by it the taxable amount is reduced (art. 90).
 *
 * In another currency the document's sums are converted once, and the entries each; what rounding leaves goes to the largest, so
 * that they add up to the converted sums.
 */

enum vat_part { VAT_OF_LINE, VAT_OF_SHIPPING, VAT_OF_DEPOSIT };

struct vat_entry {
    enum vat_part part;
    int64_t line; /* of a line: its number */
    struct slice sku;
    enum tax_category category;
    percent rate;
    bool is_service;
    bool is_voucher;           /* a gift card: no supply, and no part of a return (shop/gift_card.h) */
    amount net, vat;           /* in the document's currency */
    amount told_net, told_vat; /* in that of the report */
};

struct vat_document {
    struct slice id; /* the record's: "credit_note/C2026-000001" */
    bool is_credit_note;
    day counts_on;
    struct slice corrects; /* of a credit note: the invoice's number */
    struct slice country;  /* whose tax it is */
    enum treatment treatment;
    struct currency currency;
    struct vat_entry *entries;
    size_t entry_count;
    struct slice exchange; /* the member as written; bytes NULL: none */
};

/* By the record's id and value; for the index and for who looks at one document. false: it tells no day. */
bool vat_document_day(struct slice id, struct slice record, day *counts_on) CHECKED;

/* Texts live in the record, which must stay, or in the arena. Then told_net and told_vat are net and vat. */
bool vat_document_read(struct vat_document *document, struct slice id, struct slice record, struct arena *arena,
                       struct fault *fault) CHECKED;

/* Into the currency of its seller, with the document's own rates. Refuses a document in another currency without them. */
bool vat_document_convert_own(struct vat_document *document, const struct currency *to, struct arena *arena,
                              struct fault *fault) CHECKED;
bool vat_document_convert(struct vat_document *document, const struct exchange *exchange, const struct currency *to,
                          struct fault *fault) CHECKED;

/* All documents that count in a stretch of days, in the order of those days. `arena` is the caller's to clear after each. */
struct vat_walk {
    struct store *store;
    struct index_walk walk;
    struct text start;
    day until;
};

bool vat_walk_begin(struct vat_walk *walk, struct store *store, day since, day until, struct fault *fault) CHECKED;
bool vat_walk_next(struct vat_walk *walk, struct vat_document *document, bool *found, struct arena *arena,
                   struct fault *fault) CHECKED;
void vat_walk_end(struct vat_walk *walk);

/* One entry for people and pipes, without the braces around: from "document" to "vat"; in another currency with what it says there.
 */
void vat_entry_write(const struct vat_document *document, const struct vat_entry *entry, const struct currency *currency,
                     struct text *text);

#endif
