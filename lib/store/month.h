/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef COLPORTEUR_STORE_MONTH_H
#define COLPORTEUR_STORE_MONTH_H

#include "store/archive.h"

/*
 * One month of the journal as a file by itself, plain or archived, in a store or anywhere else: to be read and checked
 * without a store around it.
 *
 * What such a file can prove alone: every line is a whole transaction, numbers go up by one, every line carries the digest of
 * the one before; and an archive is what it says of itself, to the last byte. That its first line follows the month
 * before is told by month_follows, of two files.
 */

struct month_file {
    struct archive *archive; /* NULL: a plain file */
    int file;
    struct slice bytes; /* the plain month, until month_close */
};

/* What is wrong with a month, if anything is. */
struct month_finding {
    const char *code;   /* "broken_chain", "torn_end", "damaged_archive"; NULL: all in order */
    uint64_t line, seq; /* of the plain month, from 1, and the transaction that should stand there; 0: not one line, unknown */
    char reason[FAULT_REASON];
};

/* Relative to the folder, which is AT_FDCWD for paths as people name them; `label` is for faults. No link is followed below a
 * folder. */
bool month_open(struct month_file *month, int folder, const char *name, const char *label, struct fault *fault) CHECKED;
void month_close(struct month_file *month);

/* What the lines of a plain month say of it, all but `made_at` and `tool`; as far as the finding. */
void month_survey(struct slice bytes, struct archive_about *about, struct month_finding *finding);
/* The same, and whether an archive says so of itself and is sealed. */
void month_check(const struct month_file *month, struct archive_about *about, struct month_finding *finding);
/* Opens and checks in one: an archive that cannot be opened is a finding too, and then `month` is empty. */
bool month_examine(struct month_file *month, int folder, const char *name, const char *label, struct archive_about *about,
                   struct month_finding *finding, struct fault *fault) CHECKED;
/* Whether the later month goes on where the earlier one ends. */
bool month_follows(const struct archive_about *earlier, const struct archive_about *later);

#endif
