/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/arena.h"

#include "base/memory.h"

#include <stdalign.h>
#include <stdlib.h>

struct arena_block {
    struct arena_block *next;
    size_t room;
    alignas(max_align_t) char bytes[];
};

enum { ARENA_BLOCK = 64 * 1024 };

void arena_release(struct arena *arena)
{
    struct arena_block *block = arena->first;

    while (block) {
        struct arena_block *next = block->next;

        free(block);
        block = next;
    }
    *arena = (struct arena)ARENA_INIT;
}

void arena_clear(struct arena *arena)
{
    arena->current = arena->first;
    arena->used = 0;
}

void *arena_take(struct arena *arena, size_t size)
{
    struct arena_block *block = arena->current;
    size_t wanted = (size + alignof(max_align_t) - 1) & ~(alignof(max_align_t) - 1);
    char *place;

    while (!block || block->room - arena->used < wanted) {
        struct arena_block *next = block ? block->next : arena->first;

        if (!next) {
            size_t room = wanted > ARENA_BLOCK ? wanted : ARENA_BLOCK;

            next = memory_take(sizeof *next + room);
            next->next = NULL;
            next->room = room;
            if (block)
                block->next = next;
            else
                arena->first = next;
        }
        block = arena->current = next;
        arena->used = 0;
    }
    place = block->bytes + arena->used;
    arena->used += wanted;
    return place;
}

struct slice arena_copy(struct arena *arena, struct slice slice)
{
    char *copy = arena_take(arena, slice.length + 1);

    if (slice.length)
        memcpy(copy, slice.bytes, slice.length);
    copy[slice.length] = '\0';
    return (struct slice){copy, slice.length};
}
