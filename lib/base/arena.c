/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/arena.h"

#include "base/memory.h"

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

static void begin_block(struct arena *arena, struct arena_block *block)
{
    arena->current = block;
    arena->next = block ? block->bytes : NULL;
    arena->left = block ? block->room : 0;
}

void arena_clear(struct arena *arena)
{
    if (ARENA_KEEPS_BLOCKS)
        begin_block(arena, arena->first);
    else
        arena_release(arena);
}

struct arena_mark arena_mark(const struct arena *arena)
{
    return (struct arena_mark){arena->current, arena->next, arena->left};
}

void arena_return(struct arena *arena, struct arena_mark mark)
{
    if (!mark.current) {
        begin_block(arena, arena->first);
        return;
    }
    arena->current = mark.current;
    arena->next = mark.next;
    arena->left = mark.left;
}

void *arena_take_of_next(struct arena *arena, size_t size)
{
    struct arena_block *block = arena->current;
    struct arena_block *next;

    /* Blocks that are too small are passed over: they were enough for the records before. */
    for (next = block ? block->next : NULL; next && next->room < size; next = next->next)
        block = next;
    if (!next) {
        size_t room = size > ARENA_BLOCK ? size : ARENA_BLOCK;

        next = memory_take(sizeof *next + room);
        next->next = NULL;
        next->room = room;
        if (block)
            block->next = next;
        else
            arena->first = next;
    }
    begin_block(arena, next);
    return arena_take(arena, size);
}

struct slice arena_copy(struct arena *arena, struct slice slice)
{
    char *copy = arena_take(arena, slice.length + 1);

    if (slice.length)
        memcpy(copy, slice.bytes, slice.length);
    copy[slice.length] = '\0';
    return (struct slice){copy, slice.length};
}
