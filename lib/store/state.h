/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef COLPORTEUR_STORE_STATE_H
#define COLPORTEUR_STORE_STATE_H

#include "store/head.h"
#include "store/line.h"
#include "store/store.h"

/*
 * Inside the store: what store.c (batches, records) and fold.c (journal to index) share. Nobody else includes this.
 */

/* The last persons in people/: of which transaction they are, and how many of it. */
struct people_end {
    uint64_t seq;
    size_t persons;
};

struct store {
    char *path;
    int folder, lock;
    int watched; /* the same file, where it may be read and not written */
    const struct fold *fold;
    enum store_access access;
    bool locked;
    double wait;
    struct slice tool, user;

    struct ledger journal, people;
    struct index *index;
    bool own_index; /* a private index, whose files have no name any more */

    struct head head;
    struct people_end people_end; /* of a copy, else zero: see copied.c */
    bool was_copied;              /* before store_rebuild removed the head that told */
    bool ends_apart;              /* journal and people of a copy end at different transactions, until a writer mends it */

    struct tip tip;   /* where the index stands, with this batch */
    struct tip batch; /* where it stood when the batch began */
    bool in_batch, in_line, line_has_changes, together, index_changed;
    bool erases;        /* this batch */
    bool knows_erasure; /* so does what was folded */
    instant now;
    struct text common;              /* of the lines of this batch */
    struct text line;                /* of the open line, what is not yet in the journal */
    struct digest chain;             /* of the last line sealed: see seal_lines */
    struct digest_state line_digest; /* of the one line of --atomic, whose pieces are sealed as they come */

    struct text key, entry, room; /* for one call at a time */
    struct arena passing;         /* for the fold of one change */
    struct text person;           /* a reader's copy of a line that an erasure may overwrite meanwhile */
};

/* Makes an empty folder, or takes one that is there, and then a store of it; `path` is for messages. */
bool store_make_folder(const char *path, int *store, struct fault *fault) CHECKED;
bool store_make(int store, const char *path, const struct store_format *format, struct fault *fault) CHECKED;

/* From the tip to the journal's end; a writer sets torn ends aside. The lock is held and an index transaction open. */
bool store_fold_forward(struct store *store, struct fault *fault) CHECKED;
/* Whether a writer that was stopped may have left what stands from this offset, behind transaction `seq`, to the file's end:
 * such bytes were never acknowledged. */
bool store_looks_torn(const struct store *store, uint64_t seq, struct slice rest, uint64_t offset) CHECKED;
/* Whether the line that an index has come to is in the journal as that index knows it. */
bool store_line_stands(struct store *store, const struct tip *tip, bool *stands, struct fault *fault) CHECKED;
/* Empties the index and folds everything; then as store_fold_forward. */
bool store_fold_from_start(struct store *store, struct fault *fault) CHECKED;
bool store_fold_change(struct store *store, struct slice id, struct slice value, const struct place *place, instant at,
                       struct fault *fault) CHECKED;
bool store_fold_person(struct store *store, struct slice id, unsigned version, struct slice value, const struct place *place,
                       struct fault *fault) CHECKED;

/* Marks the versions that an erasure of this transaction names as gone; `more`: some were not before. */
bool store_fold_erasure(struct store *store, struct slice person, struct slice value, uint64_t seq, bool *more,
                        struct fault *fault) CHECKED;

/* The size of a file that must not be shorter than what the index knows of it: else FAULT_SYSTEM, "broken_chain". */
bool store_length_of(const struct store *store, struct ledger *ledger, uint32_t month, uint64_t least, uint64_t *size,
                     struct fault *fault) CHECKED;
enum { STORE_PATH_SIZE = 4096 };
void store_index_path(const struct store *store, char path[STORE_PATH_SIZE]);
bool store_open_index(struct store *store, bool writable, struct fault *fault) CHECKED;
void store_close_index(struct store *store);
bool store_index_usable(const struct store *store);
/* Opens the index for writing and folds it forward, from the start if it is not usable; damaged files are replaced. */
bool store_begin_index(struct store *store, struct fault *fault) CHECKED;
bool store_end_index(struct store *store, struct fault *fault) CHECKED; /* notes the tip and commits */

/* The journal's months as their last writer left them: see watch.c. */
bool store_note_month(struct store *store, uint32_t month, struct fault *fault) CHECKED;
bool store_check_months(struct store *store, struct fault *fault) CHECKED;

/* What a copy may lack: see copied.c. */
bool store_is_copy(const struct store *store);
bool store_note_people_end(struct store *store, struct fault *fault) CHECKED;
bool store_persons_are_there(const struct store *store, struct line line);

/*
 * What stands in the files while nobody writes stays there. What a writer is at may yet be taken back, so an index of one's own
 * goes as far as the files went when last nobody wrote; where there was no such moment yet, this waits for one.
 */
bool store_bound_to_settled(struct store *store, double seconds, struct fault *fault) CHECKED;
bool store_catch_up_for_reader(struct store *store, bool usable, struct fault *fault) CHECKED;
bool store_fold_into_own_index(struct store *store, struct fault *fault) CHECKED;

/*
 * The keys of the table `people`: version 0 holds the number of the latest version, the others where the line of that
 * version stands (struct place), or where it was erased by which transaction (uint64_t).
 */
void store_person_key(struct slice id, unsigned version, struct text *key);

#endif
