/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef COLPORTEUR_SHOP_DOCUMENT_WALK_H
#define COLPORTEUR_SHOP_DOCUMENT_WALK_H

#include "shop/series.h"

/* The documents of one kind that an order has, other than its invoice, in the order of their numbers; of invoices, those of
 * deposits. */
struct document_walk {
    enum numbered kind;
    struct index_walk walk;
    struct text id; /* of the record found: "credit_note/C2026-000001" */
};

bool document_walk_begin(struct document_walk *walk, struct store *store, enum numbered kind, uint64_t order,
                         struct fault *fault) CHECKED;
bool document_walk_next(struct document_walk *walk, bool *found, struct fault *fault) CHECKED;
void document_walk_end(struct document_walk *walk);

/* The last of them; empty: there is none. */
bool document_last(struct store *store, enum numbered kind, uint64_t order, struct text *id, struct fault *fault) CHECKED;

#endif
