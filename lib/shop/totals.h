/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef COLPORTEUR_SHOP_TOTALS_H
#define COLPORTEUR_SHOP_TOTALS_H

#include "shop/order.h"

/*
 * What was recorded in a period, summed: documents by kind and rate of tax, orders, duplicates; each currency for itself.
 *
 * A document or an order counts where it was recorded first; what becomes of an order later changes nothing here. Sums
 * have a sign: a kind of document that takes back has negative ones. A final invoice counts for what it adds to its
 * deposits. In JSON, as in the records "closing/…":
 *
 *   {"copies":1,"currencies":[{"currency":"EUR",
 *     "documents":[{"kind":"invoice","count":2,"net":"…","vat":[{"rate":"21","net":"…","vat":"…"}],"vat_total":"…","total":"…"}],
 *     "orders":3,"orders_total":"…"}]}
 *
 * with the currencies by their codes, the rates the highest first, and no kind of document that there is none of.
 */

enum document_kind { DOCUMENT_INVOICE, DOCUMENT_CREDIT_NOTE, DOCUMENT_KINDS };

struct document_totals {
    int64_t count;
    struct tax_totals sums; /* of which `rates` is the totals' own */
    size_t rate_room;
};

struct currency_totals {
    struct currency currency;
    struct document_totals documents[DOCUMENT_KINDS];
    int64_t orders;
    amount orders_total;
};

struct totals {
    int64_t copies;
    struct currency_totals *rows;
    size_t count, room;
};

#define TOTALS_INIT                                                                                                                \
    {                                                                                                                              \
        0, NULL, 0, 0                                                                                                              \
    }

void totals_release(struct totals *totals); /* and empty */

/* A record as one transaction leaves it; what is not summed is passed over. `seq` is that transaction's. */
bool totals_take(struct totals *totals, struct store *store, struct slice id, struct slice value, uint64_t seq,
                 struct fault *fault) CHECKED;
bool totals_add(struct totals *totals, const struct totals *more, struct fault *fault) CHECKED;

bool totals_read(struct totals *totals, struct slice json, struct fault *fault) CHECKED; /* into empty ones */
void totals_write(const struct totals *totals, const char *name, struct text *text);

#endif
