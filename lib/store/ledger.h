/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef COLPORTEUR_STORE_LEDGER_H
#define COLPORTEUR_STORE_LEDGER_H

#include "base/date.h"
#include "base/fault.h"
#include "base/text.h"
#include "store/stamp.h"

#include <stdbool.h>
#include <stdint.h>

/*
 * A folder of append-only files, one a month: journal/2026-11.jsonl, people/2026-11.jsonl.
 *
 * Bytes are named by their place: month, offset, length. Bytes before the durable end are read from a
 * mapping of the file, those behind it from the writer's own memory, so a writer sees what it has
 * appended before it is on disk. Slices into the file stay valid until ledger_close; slices into bytes
 * that are still pending stay valid until the next append.
 *
 * A month may be archived (store/archive.h), with the same places: it is read through a temporary file, into which go the
 * frames that were asked for. Where a month is there plain and archived, the plain file counts. Nothing is appended to an archive.
 *
 * Large batches are written by a thread of their own while the next bytes are made; small ones never start it.
 *
 * A trial (ledger_begin with `trial`) appends to a nameless temporary file: nothing reaches the folder.
 */

struct place {
    uint32_t month;  /* 202611 */
    uint32_t length; /* bytes */
    uint64_t offset; /* from the start of the month's file */
};

enum { LEDGER_LABEL_SIZE = 64 };

struct ledger_file;

struct ledger {
    int folder; /* -1: the folder is not ours to read */
    const char *name;
    struct ledger_file *files;
    size_t count, room;
    struct ledger_file *replaced; /* lends slices until the end */
    size_t replaced_count, replaced_room;

    bool held; /* by ledger_hold: the months below, once they were listed, are all there are */
    uint32_t *held_months;
    size_t held_count;

    bool bounded; /* by ledger_bound */
    uint32_t bound_month;
    uint64_t bound;

    /* the writer's tail, between ledger_begin and ledger_settle or ledger_forget */
    bool appending, trial, name_unsynced;
    uint32_t month;
    int fd;
    struct ledger_file *spool; /* of a trial */
    uint64_t start;            /* where this batch began: everything before it is durable */
    uint64_t synced;           /* up to here they are on the disk, though ledger_forget still cuts them off */
    uint64_t flushed;          /* up to here the bytes are in the file (or the spool) */
    struct text writing;       /* then these, which are on their way there */
    struct text pending;       /* and then these, in memory alone */
    struct ledger_writer *writer;
    /* Has the last word on the bytes, piece by piece, just before they are written, in whichever thread writes them; may be NULL.
     */
    void (*seal)(void *context, struct text *bytes);
    void *seal_context;
};

/* A folder that may not be read is no failure here: ledger_bytes then refuses. */
bool ledger_open(struct ledger *ledger, int store, const char *name, struct fault *fault) CHECKED;
void ledger_close(struct ledger *ledger);

/*
 * While the store is locked nobody else adds a month or takes one away, so from ledger_hold to ledger_release_hold the folder is
 * listed once. Whoever holds makes no month himself.
 */
void ledger_hold(struct ledger *ledger);
void ledger_release_hold(struct ledger *ledger);

/* All months that have a file, in order, in memory that the caller frees. */
bool ledger_months(struct ledger *ledger, uint32_t **months, size_t *count, struct fault *fault) CHECKED;
/* The next month after `month` (0: the first) that has a file with anything in it; 0: none. */
bool ledger_next_month(struct ledger *ledger, uint32_t month, uint32_t *next, struct fault *fault) CHECKED;
bool ledger_size(struct ledger *ledger, uint32_t month, uint64_t *size, struct fault *fault) CHECKED;

/* The next month that has an archive, whether it counts or not; 0: none. */
bool ledger_next_archive(struct ledger *ledger, uint32_t month, uint32_t *next, struct fault *fault) CHECKED;
/* Whether the month, which was read before, is read from its archive. */
bool ledger_is_archived(const struct ledger *ledger, uint32_t month);
/* "journal/2026-11.jsonl", with ".zst" where it is read from an archive: how people are told of it. */
void ledger_label(const struct ledger *ledger, uint32_t month, char label[LEDGER_LABEL_SIZE]);

bool ledger_bytes(struct ledger *ledger, const struct place *place, struct slice *bytes, struct fault *fault) CHECKED;
/* Of the month's file as its name stands now; false: there is none. */
bool ledger_stamp(const struct ledger *ledger, uint32_t month, struct stamp *stamp) __attribute__((warn_unused_result));
/* Where another file has the month's name by now, reads and writes that one from here on. Slices stay valid. */
void ledger_renew(struct ledger *ledger, uint32_t month);
/* Everything in the month's file from the offset on. */
bool ledger_rest(struct ledger *ledger, uint32_t month, uint64_t offset, struct slice *rest, struct fault *fault) CHECKED;

/* The end of the last whole line; `torn` bytes follow it. Month 0: there is no file. */
bool ledger_last_line(struct ledger *ledger, uint32_t *month, uint64_t *end, uint64_t *torn, struct fault *fault) CHECKED;
/* From now on nothing behind this is seen of what others append. */
void ledger_bound(struct ledger *ledger, uint32_t month, uint64_t end);
/* The same, at the end of the last whole line as it stands now; `torn` as above. */
bool ledger_bound_to_last_line(struct ledger *ledger, uint64_t *torn, struct fault *fault) CHECKED;
bool ledger_outgrown(struct ledger *ledger, bool *outgrown, struct fault *fault) CHECKED; /* whether there is more behind it */

/* Starts appending behind `offset` of the month's file, which is made once there is something to write, if it is not there. */
bool ledger_begin(struct ledger *ledger, uint32_t month, uint64_t offset, bool trial, struct fault *fault) CHECKED;
uint64_t ledger_position(const struct ledger *ledger); /* where the next byte goes */
bool ledger_synced(const struct ledger *ledger);       /* whether everything before that is on the disk */
void ledger_append(struct ledger *ledger, struct slice bytes);
bool ledger_flush(struct ledger *ledger, struct fault *fault) CHECKED;  /* to the file, when much is pending; not yet durable */
bool ledger_sync(struct ledger *ledger, struct fault *fault) CHECKED;   /* writes and syncs what there is; the batch goes on */
bool ledger_settle(struct ledger *ledger, struct fault *fault) CHECKED; /* the same at its end: durable from here */
void ledger_forget(struct ledger *ledger);                              /* cuts off what this batch appended */

/* Syncs what stands in the month's file, whoever wrote it: its writer may have ended before it did. */
bool ledger_secure(struct ledger *ledger, uint32_t month, struct fault *fault) CHECKED;
bool ledger_secure_end(struct ledger *ledger, struct fault *fault) CHECKED; /* the last month, empty or not */
/* Moves everything from the offset on into a file of its own beside the month's, then cuts it off. */
bool ledger_set_aside(struct ledger *ledger, uint32_t month, uint64_t offset, struct fault *fault) CHECKED;
/* Writes over bytes that stand in the month's file; ledger_secure makes it last. */
bool ledger_overwrite(struct ledger *ledger, uint32_t month, uint64_t offset, struct slice bytes, struct fault *fault) CHECKED;
/* Cuts off without keeping it. */
bool ledger_cut(struct ledger *ledger, uint32_t month, uint64_t offset, struct fault *fault) CHECKED;

uint32_t month_of(instant at);
bool month_read(struct slice text, uint32_t *month) CHECKED; /* "2026-11" */

#endif
