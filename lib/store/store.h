/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef COLPORTEUR_STORE_STORE_H
#define COLPORTEUR_STORE_STORE_H

#include "base/arena.h"
#include "base/date.h"
#include "base/fault.h"
#include "store/changes.h"
#include "store/format.h"
#include "store/index.h"

#include <stdbool.h>
#include <stdint.h>

/*
 * The store: a journal that is the truth, and an index computed from it. It knows nothing of orders.
 *
 * What it promises
 *   - A transaction is one line of the journal, whole or not there.
 *   - After store_commit returned true the transactions of the batch are on disk and indexed.
 *   - Between store_begin and store_commit nobody else writes; checks made there hold.
 *   - A reader sees the whole batches of one moment, from store_open until store_close or store_refresh.
 *   - A process that ends anywhere leaves a store that the next one opens without help.
 *
 * A slice of a record's value stays valid until the next store_apply, and for records that were durable
 * before the batch, until store_close.
 */

enum { STORE_ID_LIMIT = 400 };

/*
 * Erasing persons. A record whose id is this and a person's id tells which versions of the person are gone: its
 * "erased" is the list of their numbers, which only grows. Whoever applies it has them erased: once the journal's line is on
 * the disk, the lines in people/ are overwritten in place, and the index is made anew, so that nothing of them stays in pages
 * it no longer uses. The journal is the truth: what an interrupted erasure left is overwritten by whoever writes next. A
 * version's number is never used again.
 */
#define STORE_ERASURE "erasure/"

struct store;

/* One record's step from one value to the next, as the fold sees it. */
struct change {
    struct slice id;
    struct slice before;       /* JSON; bytes NULL: there was none */
    struct slice facts_before; /* what the fold said of it last time */
    struct slice after;        /* JSON; bytes NULL: gone */
    struct place place_before; /* where `before` stands in the journal */
    uint64_t seq;              /* of the transaction that makes it */
    instant at;                /* of that transaction: never earlier than that of the one before */
    struct text *facts;        /* out: the domain's facts about the value, kept beside its place; at most 240 bytes */
    struct arena *arena;       /* memory for as long as the fold takes */
};

/*
 * How the domain indexes its records. Both functions are pure: they read the change and write the index's
 * keys and counts, nothing else, so that any rebuild gives the same index. A new `version` rebuilds it.
 */
struct fold {
    uint32_t version;
    bool (*change)(struct index *index, const struct change *change, struct fault *fault);
    bool (*person)(struct index *index, struct slice id, unsigned version, struct slice value, struct fault *fault);
};

enum store_access {
    STORE_READ,  /* a snapshot */
    STORE_WRITE, /* batches */
    STORE_TRIAL, /* a batch in which everything is done but the writing; it is dropped at the commit */
    STORE_BARE   /* the files alone, without the index: to verify or rebuild */
};

struct store_options {
    const char *path;
    const struct fold *fold;
    enum store_access access;
    double wait;       /* seconds to wait for another writer */
    bool older;        /* a store of an older format is taken: for store/upgrade.h */
    struct slice tool; /* who writes, for the journal */
    struct slice user;
};

bool store_create(const char *path, struct fault *fault) CHECKED; /* conflict "store_exists" if there is one */
bool store_open(struct store **store, const struct store_options *options, struct fault *fault) CHECKED;
void store_close(struct store *store); /* NULL is fine; an open batch is dropped */
/*
 * Instead of store_close, for a process that ends here: gives back what others see of it, which is an open batch and a place
 * among the readers. The rest goes with the process, and at once: piece by piece it takes a fifteenth of a short run.
 */
void store_leave(struct store *store);

/* Reading. */
bool store_refresh(struct store *store, struct fault *fault) CHECKED; /* readers: a newer snapshot */
/*
 * Readers: gives the snapshot back, which keeps old pages of the index in use. Until store_refresh only the journal's lines may
 * be read, as far as the snapshot went. For who may be long in reading them, or waits for more.
 */
void store_let_go(struct store *store);
bool store_get(struct store *store, struct slice id, struct slice *value, struct fault *fault) CHECKED; /* bytes NULL: none */
/* Tells the place too, and is quickest where no change of the record follows. */
bool store_place(struct store *store, struct slice id, struct place *place, struct slice *value, struct fault *fault) CHECKED;
bool store_facts(struct store *store, struct slice id, struct slice *facts, struct fault *fault) CHECKED;
/* Value and facts at one look-up. */
bool store_record(struct store *store, struct slice id, struct slice *value, struct slice *facts, struct fault *fault) CHECKED;
bool store_bytes(struct store *store, const struct place *place, struct slice *bytes, struct fault *fault) CHECKED;
struct index *store_index(struct store *store);
uint64_t store_seq(const struct store *store); /* of the last transaction seen */
/* Of the last transaction before the open batch: while it is the same, nobody else has written anything. */
uint64_t store_batch_seq(const struct store *store);

/* Persons, by version. Erased or not readable: bytes NULL. The slices are good until the next call of one of these. */
bool store_person_version(struct store *store, struct slice id, unsigned *latest, struct fault *fault) CHECKED; /* 0: unknown */
bool store_person(struct store *store, struct slice id, unsigned version, struct slice *value, struct fault *fault) CHECKED;
/* The transaction that erased the version; 0: none did. */
bool store_person_erased(struct store *store, struct slice id, unsigned version, uint64_t *seq, struct fault *fault) CHECKED;
struct person_version {
    struct slice at;    /* the instant it was written, as written; bytes NULL: erased or not readable */
    struct slice value; /* JSON */
};
bool store_person_of_version(struct store *store, struct slice id, unsigned version, struct person_version *person,
                             struct fault *fault) CHECKED;

/* All records whose id starts with a prefix, in natural order ("order/9" before "order/10"). */
struct store_walk {
    struct store *store;
    struct index_walk walk;
    struct text id_room;
    struct slice key; /* the id's index key */
    struct slice facts;
    struct place place;
};

bool store_walk_begin(struct store_walk *walk, struct store *store, struct slice prefix, struct fault *fault) CHECKED;
void store_walk_again(struct store_walk *walk, struct slice prefix); /* see index_walk_again */
bool store_walk_next(struct store_walk *walk, bool *found, struct fault *fault) CHECKED;
struct slice store_walk_id(struct store_walk *walk);
bool store_walk_value(struct store_walk *walk, struct slice *value, struct fault *fault) CHECKED;
void store_walk_end(struct store_walk *walk);

/* Writing: begin, apply as often as wanted, commit or abandon. */
bool store_begin(struct store *store, instant now, struct fault *fault) CHECKED; /* waits for the lock, catches up */
bool store_apply(struct store *store, struct changes *changes, struct fault *fault) CHECKED;
bool store_commit(struct store *store, struct fault *fault) CHECKED;
void store_abandon(struct store *store);
bool store_batch_is_large(const struct store *store); /* so much is pending that it should be committed */
void store_together(struct store *store);             /* from here to the commit, one transaction; after store_begin */

/* The journal itself, line by line, from its start: as far as the snapshot goes, or with STORE_BARE to its end. */
struct store_lines {
    struct store *store;
    uint32_t month;
    uint64_t offset;
    uint64_t number;   /* of the last line in its file, from 1 */
    struct slice rest; /* of the file, as far as it was looked at */
};

bool store_lines_begin(struct store_lines *lines, struct store *store, struct fault *fault) CHECKED;
/*
 * Begins at the first line with this number, or of this instant, or a later one: by halving, not by reading what is before
 * it. Then `number` counts from there.
 */
bool store_lines_seek(struct store_lines *lines, struct store *store, uint64_t seq, struct fault *fault) CHECKED;
bool store_lines_seek_instant(struct store_lines *lines, struct store *store, instant from, struct fault *fault) CHECKED;
/* The next complete line; bytes NULL: there is no more now, and a later call may find one. */
bool store_lines_next(struct store_lines *lines, struct slice *line, struct fault *fault) CHECKED;

/* Throws the index away and folds the journal again. Takes the lock. */
bool store_rebuild(struct store *store, struct fault *fault) CHECKED;

#endif
