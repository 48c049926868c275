/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef COLPORTEUR_STORE_PENDING_H
#define COLPORTEUR_STORE_PENDING_H

#include "base/arena.h"
#include "base/text.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * What a transaction of the index does to its tables before it is done: one row for each key that was looked up, put,
 * dropped or counted.
 *
 * An order touches some twenty keys, and a batch touches many of them, and most pages of the B-tree, again and again.
 * Gathered and put in the order of their keys, each key is searched for once and each page is copied once. And whoever decides
 * upon a record looks it up before the fold does: a row that holds what was found spares the second search.
 *
 * Rows, keys and values stay where they are until pending_clear, but a value is overwritten by the next one of its row.
 *
 * A batch is larger than the caches of a processor, and what is not in them takes as long as a hundred comparisons. So what is
 * looked at again and again is kept small and apart from the rows: slots of eight bytes, and for the sorting the first 24 bytes
 * of each key.
 */

enum pending_state {
    PENDING_NEW,     /* just made: its maker says what it is */
    PENDING_FOUND,   /* looked up: the value, if there is one, is the index's own */
    PENDING_PUT,     /* to be the value */
    PENDING_DROPPED, /* to be gone */
    PENDING_COUNTED  /* to be added: the value is an array of numbers */
};

struct pending_row {
    char *value; /* NULL: none */
    uint32_t value_length;
    uint16_t key_length;
    uint8_t table, state;
    char key[];
};

enum { PENDING_TABLES = 8 };

struct pending_slot {
    uint32_t hash; /* beside the row, so that other rows need not be touched on the way to one */
    uint32_t row;  /* where it stands in the blocks; 0: the slot is free */
};

/* A row that is more than found, with the beginning of its key for the sorting, as numbers that sort as the bytes do. */
enum { PENDING_HEADS = 3 };
struct pending_place {
    uint64_t heads[PENDING_HEADS];
    const struct pending_row *row;
};

struct pending_places {
    struct pending_place *places;
    size_t count, room;
};

struct pending {
    struct pending_places changed[PENDING_TABLES];
    struct pending_slot *slots; /* open addressing */
    size_t slot_count, used;
    char **blocks; /* of rows */
    size_t block_count, block_room;
    size_t next;        /* where the next row goes */
    struct arena arena; /* of values */
    size_t bytes;       /* of memory that this takes */
};

void pending_release(struct pending *pending);
void pending_clear(struct pending *pending);

/* The row of a key: NULL if there is none, or made. */
struct pending_row *pending_find(const struct pending *pending, unsigned table, struct slice key);
struct pending_row *pending_row(struct pending *pending, unsigned table, struct slice key);
/* A row that is not found again: a key may have several. */
struct pending_row *pending_row_apart(struct pending *pending, unsigned table, struct slice key);

static inline struct slice pending_key(const struct pending_row *row)
{
    return (struct slice){row->key, row->key_length};
}

static inline struct slice pending_value(const struct pending_row *row) /* bytes NULL: none */
{
    return (struct slice){row->value, row->value_length};
}

void pending_found(struct pending_row *row, struct slice value); /* which must live until pending_clear */
void pending_put(struct pending *pending, struct pending_row *row, struct slice value);
void pending_drop(struct pending *pending, struct pending_row *row);
void pending_add(struct pending *pending, struct pending_row *row, const int64_t *more, size_t count);

/* The rows of a table that are more than found, sorted by the bytes of their keys. */
struct pending_places pending_sorted(struct pending *pending, unsigned table);

#endif
