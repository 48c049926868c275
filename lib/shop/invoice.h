/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef COLPORTEUR_SHOP_INVOICE_H
#define COLPORTEUR_SHOP_INVOICE_H

#include "shop/deposit.h"
#include "shop/order.h"
#include "shop/series.h"

/*
 * Invoices. Record "invoice/NUMBER".
 *
 * An invoice is a snapshot of the order and of the seller as they were when it was issued (Directive
 * 2006/112/EC, art. 226): whatever changes later, the record does not. Its number is of a series
 * without hole or twin (shop/series.h). One order has one invoice, and deposit invoices before it, if any: then it is the final
 * one, which takes them off (shop/deposit.h). What of it was refunded before goes with the invoice as a credit note.
 *
 * The tax point (Directive 2006/112/EC, art. 63) is the day on which the last of the order left, where that was before the
 * invoice: member "tax_point". It is the invoice's day where the goods leave later (art. 66(a)) and of an intra-Community supply,
 * whose VAT is chargeable with the invoice (art. 67). A deposit's is the day of its payment (art. 65), where that is told, else of
 * its invoice.
 */

/* An order that has one already: true, *issued false, and `id` is that invoice's record. */
bool invoice_issue(struct order *order, struct store *store, const struct settings *settings, day dated, instant now,
                   struct arena *arena, struct changes *changes, bool *issued, size_t *row, struct text *id,
                   struct fault *fault) CHECKED;

/*
 * A deposit invoice, before the order's own: *issued false, and `id` is its record, where the same was asked under the same key
 * before. `paid_on`: when it was paid, as far as it is known; else NULL. The order becomes what the deposit says.
 */
bool deposit_issue(struct order *order, const struct deposit_request *request, struct store *store, const struct settings *settings,
                   day dated, const day *paid_on, instant now, struct arena *arena, struct changes *changes, bool *issued,
                   size_t *row, struct text *id, struct fault *fault) CHECKED;

/*
 * The same before anything is owed: record "proforma/NUMBER". It is no invoice: it has a series of its own, no VAT is due by it,
 * nothing counts it, and the invoice comes later. One order has one.
 */
bool proforma_issue(struct order *order, struct store *store, const struct settings *settings, day dated, instant now,
                    struct arena *arena, struct changes *changes, bool *issued, size_t *row, struct text *id,
                    struct fault *fault) CHECKED;

/* Gives lines what documents tell of goods and orders do not: unit and GTIN, as the catalogue has them now. */
bool invoice_describe_lines(struct order *order, struct store *store, struct arena *arena, struct fault *fault) CHECKED;

/* Who issues a document, and the language of the shop: "language" and "seller", the settings of this moment. */
void invoice_write_seller(const struct settings *settings, struct text *text);

/* The invoice of an order, which no deposit is: "invoice/2026-000042", or empty. */
bool invoice_of_order(struct store *store, uint64_t order, struct text *id, struct fault *fault) CHECKED;

/* What the index keeps of an invoice or another numbered document at hand; then series, channel, customer id, order id, each ending
 * in a zero byte. */
struct invoice_facts {
    int64_t net, gross, units;
    uint64_t sequence;
    uint64_t first_seq; /* of the transaction that issued it */
    day day;
    char country[2];
    char currency[3];
    uint8_t purpose; /* enum document_purpose */
    uint8_t pad[2];
};

#endif
