/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/memory.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

void (*memory_exhausted)(void);

static void *taken(void *block)
{
    if (block)
        return block;
    if (memory_exhausted)
        memory_exhausted();
    abort();
}

void *memory_take(size_t size)
{
    return taken(malloc(size ? size : 1));
}

void *memory_take_zeroed(size_t count, size_t size)
{
    return taken(calloc(count ? count : 1, size ? size : 1));
}

void *memory_resize(void *block, size_t size)
{
    return taken(realloc(block, size ? size : 1));
}

char *memory_copy(const char *bytes, size_t length)
{
    char *copy = memory_take(length + 1);

    if (length)
        memcpy(copy, bytes, length);
    copy[length] = '\0';
    return copy;
}

void *memory_grow(void *array, size_t *room, size_t wanted, size_t size)
{
    size_t next = *room ? *room : 16;

    if (wanted <= *room)
        return array ? array : memory_take(1);
    while (next < wanted)
        next = next > SIZE_MAX / 2 ? wanted : next * 2;
    if (next > SIZE_MAX / size)
        return taken(NULL);
    array = memory_resize(array, next * size);
    *room = next;
    return array;
}
