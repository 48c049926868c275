/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef COLPORTEUR_STORE_INDEX_H
#define COLPORTEUR_STORE_INDEX_H

#include "base/digest.h"
#include "store/ledger.h"

#include <stdbool.h>
#include <stdint.h>

/*
 * The index: what the journal says, by where to find it. An LMDB environment that holds
 *
 *   records  id -> place of the record's last value, and the facts the domain wants at hand
 *   keys     whatever else the domain looks things up by (order keys, days, customers, last numbers)
 *   counts   sums of COUNTS numbers each (the roll-ups of key figures)
 *   people   person and version -> place in people/
 *
 * All of it is computed from the journal and people files alone and may be thrown away at any time. It is
 * not synced, only written: the tip says up to which line it has come, and store/mark.h whether its files
 * are what its last writer left. Slices from the index live until the next change or the end of the transaction.
 *
 * A transaction that writes gathers what it does (store/pending.h) and puts it at its end, table by table and in the order of
 * the keys; it sees what it did itself. To walk, it first puts what there is so far, so the beginning of a walk is a change.
 *
 * Why LMDB: 100,000 orders, of 3 look-ups and 9 puts each, over the stock levels of a million SKUs, 17,000 in a transaction;
 * one core, nothing synced:
 *
 *                                   an order    loading a million    scan of 91 MB
 *   LMDB 0.9.24                        11 us          0.2 s              0.05 s
 *   Berkeley DB 5.3, B-tree            22             0.5                0.28
 *   Kyoto Cabinet 1.2, tree            26             0.6                0.35      one process at a time
 *   SQLite 3, WITHOUT ROWID, WAL       33             1.1                0.20
 *   LevelDB 1.23                       39             0.9                0.15      one process at a time
 *   RocksDB 7.8, without its log       50             0.9                0.30      one writing process, readers open anew
 *   Tokyo Cabinet 1.4, B+ tree         59             1.4                1.31      one process at a time
 *
 * Readers of other processes have a snapshot without a lock, and a writer that is killed leaves nothing to recover, with LMDB
 * alone. Putting in the order of the keys takes it 9 us an order at 4,300 orders in a transaction, 5.5 at 17,000. Writing
 * through the map (MDB_WRITEMAP) gains 2 us where transactions are small, nothing where they are large, and a full disk
 * would kill the process.
 */

enum { COUNTS = 4, INDEX_KEY_LIMIT = 480, INDEX_FORMAT = 3 };

enum index_table { TABLE_RECORDS, TABLE_KEYS, TABLE_COUNTS, TABLE_PEOPLE, TABLE_TIP, TABLES };

struct index;

/* How far the index has come. */
struct tip {
    uint32_t index_format, fold_version;
    uint64_t seq;   /* of the last line folded; 0: none */
    uint32_t month; /* where that line ends */
    uint32_t people_month;
    uint64_t offset;
    uint64_t people_offset;
    instant at;         /* of the last line: time in the journal never goes back */
    struct digest last; /* of the last line, newline included */
    uint64_t complete;  /* 0 while a rebuild is under way */
};

/*
 * `writable`: the caller holds the store's lock, and what is not there is made; else the folder may be read only. Files
 * that are damaged, or not what their last writer left, are FAULT_SYSTEM with code "index_damaged".
 */
bool index_open(struct index **index, const char *folder, bool writable, struct fault *fault) CHECKED;
void index_close(struct index *index);
bool index_is_writable(const struct index *index);
bool index_was_interrupted(
    const struct index *index); /* when it was opened: nothing tells that the writer before came to its end */
bool index_is_replaced(const struct index *index, const char *folder); /* the folder holds other files by now */
void index_remove(const char *folder);                                 /* the files alone */

bool index_begin(struct index *index, bool write, struct fault *fault) CHECKED; /* a transaction; a reader's is a snapshot */
bool index_commit(struct index *index, struct fault *fault) CHECKED;
void index_abort(struct index *index);

bool index_tip(struct index *index, struct tip *tip, struct fault *fault) CHECKED; /* all zero: a new index */
bool index_set_tip(struct index *index, const struct tip *tip, struct fault *fault) CHECKED;
bool index_clear(struct index *index, struct fault *fault) CHECKED;

/* Not there: true, and value->bytes is NULL. */
bool index_get(struct index *index, enum index_table table, struct slice key, struct slice *value, struct fault *fault) CHECKED;
/* The same, by who will most likely leave as it is what is there: index_get remembers it for a change that follows. */
bool index_peek(struct index *index, enum index_table table, struct slice key, struct slice *value, struct fault *fault) CHECKED;
bool index_put(struct index *index, enum index_table table, struct slice key, struct slice value, struct fault *fault) CHECKED;
bool index_drop(struct index *index, enum index_table table, struct slice key, struct fault *fault) CHECKED; /* absent is fine */

/* Adds to the counts of a key. Seen by walks, and by index_get after the commit; a key whose counts are all 0 is no key. */
bool index_count(struct index *index, struct slice key, const int64_t more[COUNTS], struct fault *fault) CHECKED;

/* Walks the keys that start with a prefix, in order of their bytes. */
struct index_walk {
    struct index *index;
    void *cursor;
    struct text prefix;
    bool begun, ended, there; /* there: at the key that the next step is to give */
    struct slice key, value;
};

bool index_walk_begin(struct index_walk *walk, struct index *index, enum index_table table, struct slice prefix,
                      struct fault *fault) CHECKED;
void index_walk_from(struct index_walk *walk,
                     struct slice key); /* the next step gives the first key >= this one, which must live till then */
/* From the beginning of another prefix. Who comes to the end of each walk finds the next for nothing where no keys are between. */
void index_walk_again(struct index_walk *walk, struct slice prefix);
bool index_walk_next(struct index_walk *walk, bool *found, struct fault *fault) CHECKED;
void index_walk_end(struct index_walk *walk);

/* The key of an id: its bytes, but "order/9" sorts before "order/10", "invoice/2026-999999" before "invoice/2026-1000000".
 * Reversible. */
void index_id_key(struct slice id, struct text *key);
void index_key_id(struct slice key, struct text *id);

#endif
