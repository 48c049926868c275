/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef COLPORTEUR_SHOP_COPY_H
#define COLPORTEUR_SHOP_COPY_H

#include "base/date.h"
#include "store/store.h"

/*
 * How often a document was printed. Record "copy/DOCUMENT", as "copy/invoice/2026-000001".
 *
 * What people get is a document: the first printing is the original, each further one a duplicate that bears its number.
 * The record is written, and on the disk, before the document leaves: one printed twice cannot pass for two.
 */

/* Counts one more printing: the record's new value is row `row`. */
bool copy_count(struct store *store, struct slice document, instant now, struct changes *changes, size_t *row,
                struct fault *fault) CHECKED;

/* Of a record's value: what was printed ("invoice/2026-000001", in `room` if need be), and how often, at least 1. */
struct slice copy_document(struct slice record, struct text *room);
int64_t copy_printed(struct slice record);

#endif
