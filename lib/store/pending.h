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
 */

enum pending_state {
    PENDING_NEW,     /* just made: its maker says what it is */
    PENDING_FOUND,   /* looked up: the value, if there is one, is the index's own */
    PENDING_PUT,     /* to be the value */
    PENDING_DROPPED, /* to be gone */
    PENDING_COUNTED  /* to be added: the value is an array of numbers */
};

struct pending_row {
    struct pending_row *next; /* of its table */
    char *value;              /* NULL: none */
    uint32_t value_length;
    uint16_t key_length;
    uint8_t table, state;
    char key[];
};

enum { PENDING_TABLES = 8 };

struct pending_slot {
    uint64_t hash; /* beside the row, so that other rows need not be touched on the way to one */
    struct pending_row *row;
};

struct pending {
    struct pending_row *rows[PENDING_TABLES];
    size_t counts[PENDING_TABLES]; /* of the rows of a table */
    struct pending_slot *slots;    /* open addressing */
    size_t slot_count, used;
    struct arena arena; /* of rows and values */
    size_t bytes;       /* of memory that this takes */
    bool changes;       /* some rows are more than found */
};

void pending_release(struct pending *pending);
void pending_clear(struct pending *pending);

/* The row of a key: NULL if there is none, or made. */
struct pending_row *pending_find(const struct pending *pending, unsigned table, struct slice key);
struct pending_row *pending_row(struct pending *pending, unsigned table, struct slice key);

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

/* A table's rows that are more than found, by the bytes of their keys: memory that the caller frees. */
struct pending_place {
    uint64_t head; /* for the sorting */
    const struct pending_row *row;
};
struct pending_place *pending_sorted(const struct pending *pending, unsigned table, size_t *count);

#endif
