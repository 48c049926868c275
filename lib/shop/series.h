/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef COLPORTEUR_SHOP_SERIES_H
#define COLPORTEUR_SHOP_SERIES_H

#include "base/arena.h"
#include "base/date.h"
#include "shop/settings.h"

#include <stdbool.h>

/*
 * Numbers of documents. Each kind has series of its own, one a year: the setting of its prefix and the year of the day. A number
 * is the series' last one plus one, drawn in the same transaction that writes the document, so that a series has neither hole nor
 * twin (Directive 2006/112/EC, art. 226(2)); its day is never before the day of the one before. Nor is it after today: a slip of
 * a digit would keep all others waiting until then.
 *
 * Two kinds with one prefix would give the same number to two documents: that is refused.
 */

enum numbered { NUMBERED_INVOICE, NUMBERED_CREDIT_NOTE, NUMBERED_PROFORMA, NUMBERED_DELIVERY_NOTE, NUMBERED_KINDS };

/* Before all other prefixes, in a store to learn with: such a number cannot be taken for one that counts. */
#define TRAINING_PREFIX "TRAINING-"

struct series_number {
    struct slice record;         /* "credit_note/C2026-000042" */
    struct slice series, number; /* "C2026", "C2026-000042" */
    uint64_t sequence;
};

struct slice numbered_type(enum numbered kind); /* "credit_note": the type of its records */

/* The kind of a record by its id; false: it is no numbered document. */
bool numbered_of(struct slice record_id, enum numbered *kind);

/* The members from "id" to "issued_at", as all numbered documents have them. */
void series_write_number(const struct series_number *number, bool training, day dated, instant now, struct text *text);

/* The next number, after those that this transaction has drawn already; in the arena. */
bool series_draw(struct store *store, const struct settings *settings, enum numbered kind, day dated, instant now,
                 const struct changes *changes, struct arena *arena, struct series_number *number, struct fault *fault) CHECKED;

#endif
