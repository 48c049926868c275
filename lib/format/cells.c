/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "format/cells.h"

#include "base/memory.h"

#include <stdlib.h>

static size_t find(struct slice row, size_t from, char wanted)
{
    const char *found = from < row.length ? memchr(row.bytes + from, wanted, row.length - from) : NULL;

    return found ? (size_t)(found - row.bytes) : row.length;
}

static size_t skip_blanks(struct slice row, size_t at, char separator)
{
    while (at < row.length && cells_blank(row.bytes[at], separator))
        at++;
    return at;
}

/* The quote that closes the cell, which begins at `at` behind its opening quote; *next: the separator behind it, or the end. */
static size_t closing_quote(struct slice row, size_t at, char separator, size_t *next)
{
    size_t quote;

    for (;;) {
        quote = find(row, at, '"');
        if (quote == row.length) {
            *next = quote;
            return quote;
        }
        *next = skip_blanks(row, quote + 1, separator);
        if (*next == row.length || row.bytes[*next] == separator)
            return quote;
        at = quote + 1 + (row.bytes[quote + 1] == '"');
    }
}

/* With one quote for each two. */
static struct slice undoubled(struct text *unquoted, struct slice cell)
{
    size_t start = unquoted->length;
    size_t quote;

    while ((quote = find(cell, 0, '"')) < cell.length) {
        text_add(unquoted, cell.bytes, quote + 1);
        cell = slice_from(cell, quote + 2);
    }
    text_add_slice(unquoted, cell);
    return (struct slice){unquoted->bytes + start, unquoted->length - start};
}

/* The cell that begins at `at`, where blanks may stand; *next: the separator behind it, or the end. */
static struct slice cell_at(struct slice row, size_t at, char separator, size_t *next, bool *quoted)
{
    size_t end;

    at = skip_blanks(row, at, separator);
    *quoted = at < row.length && row.bytes[at] == '"';
    if (*quoted) {
        at++;
        end = closing_quote(row, at, separator, next);
    } else {
        end = *next = find(row, at, separator);
        while (end > at && cells_blank(row.bytes[end - 1], separator))
            end--;
    }
    return (struct slice){row.bytes + at, end - at};
}

void cells_add(struct cells *cells, struct slice cell)
{
    if (cells->count == cells->room)
        cells->items = memory_grow(cells->items, &cells->room, cells->count + 1, sizeof *cells->items);
    cells->items[cells->count++] = cell;
}

void cells_cut(struct cells *cells, struct slice row, char separator)
{
    size_t next;

    cells->count = 0;
    text_clear(&cells->unquoted);
    for (size_t at = 0; at <= row.length; at = next + 1) {
        bool quoted;
        struct slice cell = cell_at(row, at, separator, &next, &quoted);

        if (quoted && find(cell, 0, '"') < cell.length) {
            text_make_room(&cells->unquoted, row.length - at); /* it will not move while this row is cut */
            cell = undoubled(&cells->unquoted, cell);
        }
        cells_add(cells, cell);
    }
}

size_t cells_count(struct slice row, char separator)
{
    size_t count = 0;
    size_t next;

    for (size_t at = 0; at <= row.length; at = next + 1) {
        bool quoted;

        (void)cell_at(row, at, separator, &next, &quoted);
        count++;
    }
    return count;
}

void cells_release(struct cells *cells)
{
    free(cells->items);
    text_release(&cells->unquoted);
    *cells = (struct cells){0};
}
