/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef COLPORTEUR_STORE_ARCHIVING_H
#define COLPORTEUR_STORE_ARCHIVING_H

#include "store/archive.h"
#include "store/store.h"

/*
 * Months of the journal become archives, and plain files again.
 *
 * The new file is made beside the old one under a name that no reader looks at, synced, read back and compared with the
 * old one, byte for byte; then it is renamed, and only when that is on the disk the old one goes. A process that ends
 * anywhere leaves a month that is there plain, or archived, or both with the same content; the next run goes on from there and
 * removes what was left half made. Readers may go on all the while. The store's lock is held for the last steps alone, so a rebuild
 * is never disturbed and writers do not wait for the compressor.
 *
 * A month that does not check by itself is left as it is: "broken_chain" and the like, with the line.
 */

enum month_form { MONTH_MISSING, MONTH_PLAIN, MONTH_ARCHIVED, MONTH_BOTH };

/* The next month after `month` (0: the first) that is not empty; 0: none. */
bool store_next_month(struct store *store, uint32_t month, uint32_t *next, struct fault *fault) CHECKED;
enum month_form store_month_form(const struct store *store, uint32_t month);

struct archiving {
    instant made_at;
    struct slice tool;
    bool keep;  /* the plain file stays; it counts as long as it is there */
    bool trial; /* everything is left as it is */
};

/* What there is to say of one month, when it is done. */
struct archived {
    bool changed;
    struct text record; /* the archive's, without a newline; the caller's to release; empty: there was no archive */
};

/* The caller knows that the month is not the last one and may go. */
bool store_archive_month(struct store *store, uint32_t month, const struct archiving *how, struct archived *done,
                         struct fault *fault) CHECKED;
/* Back to a plain file; `record` tells of the archive that was. `keep` and `made_at` mean nothing. */
bool store_restore_month(struct store *store, uint32_t month, const struct archiving *how, struct archived *done,
                         struct fault *fault) CHECKED;
/* Removes what runs that were interrupted left half made, unless they are still at it. */
bool store_clear_archiving(struct store *store, struct fault *fault) CHECKED;

#endif
