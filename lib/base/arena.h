/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef COLPORTEUR_BASE_ARENA_H
#define COLPORTEUR_BASE_ARENA_H

#include "base/text.h"

#include <stdalign.h>
#include <stddef.h>

/*
 * Memory for the length of one record: taken piece by piece, given back all at once.
 *
 * What is taken stays where it is until arena_clear; the blocks are kept for the next record, so
 * that a stream of a million records costs the memory of its largest. With AddressSanitizer they are not, and who uses
 * something of the record before is found.
 */

#if defined __SANITIZE_ADDRESS__ /* gcc */
#define ARENA_KEEPS_BLOCKS false
#elif defined __has_feature /* clang */
#if __has_feature(address_sanitizer)
#define ARENA_KEEPS_BLOCKS false
#endif
#endif
#ifndef ARENA_KEEPS_BLOCKS
#define ARENA_KEEPS_BLOCKS true
#endif

struct arena_block;

struct arena {
    struct arena_block *first, *current;
    char *next;  /* what is taken next of the current block */
    size_t left; /* bytes of it from there on */
};

#define ARENA_INIT                                                                                                                 \
    {                                                                                                                              \
        NULL, NULL, NULL, 0                                                                                                        \
    }

void arena_release(struct arena *arena);
void arena_clear(struct arena *arena);
void *arena_take_of_next(struct arena *arena, size_t size) __attribute__((returns_nonnull)); /* of the next block: for arena_take */

/* Aligned for any type. */
static inline __attribute__((returns_nonnull)) void *arena_take(struct arena *arena, size_t size)
{
    size_t wanted = (size + alignof(max_align_t) - 1) & ~(alignof(max_align_t) - 1);
    char *place = arena->next;

    if (!place || wanted > arena->left)
        return arena_take_of_next(arena, wanted);
    arena->next += wanted;
    arena->left -= wanted;
    return place;
}

/* What was taken since the mark is given back. Marks are undone in the order opposite to that in which they were made. */
struct arena_mark {
    struct arena_block *current;
    char *next;
    size_t left;
};
struct arena_mark arena_mark(const struct arena *arena);
void arena_return(struct arena *arena, struct arena_mark mark);

struct slice arena_copy(struct arena *arena, struct slice slice); /* with a NUL behind it */

#endif
