/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tool/sku_lines.h"

#include "base/memory.h"

#include <stdlib.h>

enum { FIRST_ROOM = 1024 };

static size_t place_of(const struct sku_lines *known, uint64_t hash)
{
    size_t at = (size_t)hash & (known->room - 1);

    while (known->hashes[at] && known->hashes[at] != hash)
        at = (at + 1) & (known->room - 1);
    return at;
}

static void grow(struct sku_lines *known)
{
    struct sku_lines grown = {.count = known->count, .room = known->room ? 2 * known->room : FIRST_ROOM};

    grown.hashes = memory_take_zeroed(grown.room, sizeof *grown.hashes);
    grown.lines = memory_take_zeroed(grown.room, sizeof *grown.lines);
    for (size_t i = 0; i < known->room; i++) {
        if (known->hashes[i]) {
            size_t at = place_of(&grown, known->hashes[i]);

            grown.hashes[at] = known->hashes[i];
            grown.lines[at] = known->lines[i];
        }
    }
    sku_lines_release(known);
    *known = grown;
}

size_t sku_lines_note(struct sku_lines *known, struct slice sku, size_t line)
{
    uint64_t hash = slice_hash(sku);
    size_t at;

    hash += hash == 0;
    if (4 * known->count >= 3 * known->room)
        grow(known);
    at = place_of(known, hash);
    if (known->hashes[at])
        return known->lines[at];
    known->hashes[at] = hash;
    known->lines[at] = line < UINT32_MAX ? (uint32_t)line : UINT32_MAX;
    known->count++;
    return 0;
}

void sku_lines_release(struct sku_lines *known)
{
    free(known->hashes);
    free(known->lines);
    *known = (struct sku_lines){0};
}
