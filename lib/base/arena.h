/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef COLPORTEUR_BASE_ARENA_H
#define COLPORTEUR_BASE_ARENA_H

#include "base/text.h"

#include <stddef.h>

/*
 * Memory for the length of one record: taken piece by piece, given back all at once.
 *
 * What is taken stays where it is until arena_clear; the blocks are kept for the next record, so
 * that a stream of a million records costs the memory of its largest.
 */

struct arena_block;

struct arena {
    struct arena_block *first, *current;
    size_t used; /* bytes taken of the current block */
};

#define ARENA_INIT                                                                                                                 \
    {                                                                                                                              \
        NULL, NULL, 0                                                                                                              \
    }

void arena_release(struct arena *arena);
void arena_clear(struct arena *arena);
void *arena_take(struct arena *arena, size_t size) __attribute__((returns_nonnull)); /* aligned for any type */
struct slice arena_copy(struct arena *arena, struct slice slice);                    /* with a NUL behind it */

#endif
