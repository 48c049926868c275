/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef COLPORTEUR_TOOL_SKU_LINES_H
#define COLPORTEUR_TOOL_SKU_LINES_H

#include "base/text.h"

#include <stddef.h>
#include <stdint.h>

/*
 * At which line of a table an SKU stood first, so that a file that tells of one product twice is not taken without a word.
 *
 * SKUs are known by their hash alone, of 64 bits: in a table of a million rows two of them are taken for one with a chance of one
 * in thirty million, and then there is a warning too many. A row takes 12 bytes and the room for growing: 24 MiB for a million.
 */

struct sku_lines {
    uint64_t *hashes; /* 0: free */
    uint32_t *lines;
    size_t count, room; /* `room` is a power of two */
};

/* The line at which the SKU was noted first; 0: it was not, and is now. */
size_t sku_lines_note(struct sku_lines *known, struct slice sku, size_t line);
void sku_lines_release(struct sku_lines *known);

#endif
