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

/* The cell that begins at *at, where blanks may stand; *at is then the separator behind it, or the end. */
static inline struct slice take_cell(struct slice row, size_t *at, char separator, bool *quoted)
{
    size_t start = skip_blanks(row, *at, separator);
    size_t end;

    *quoted = start < row.length && row.bytes[start] == '"';
    if (*quoted) {
        start++;
        end = closing_quote(row, start, separator, at);
    } else {
        end = *at = find(row, start, separator);
        while (end > start && cells_blank(row.bytes[end - 1], separator))
            end--;
    }
    return (struct slice){row.bytes + start, end - start};
}

void cells_make_room(struct cells *cells)
{
    cells->items = memory_grow(cells->items, &cells->room, cells->count + 1, sizeof *cells->items);
}

void cells_cut(struct cells *cells, struct slice row, char separator)
{
    cells->count = 0;
    text_clear(&cells->unquoted);
    for (size_t at = 0; at <= row.length; at++) {
        bool quoted;
        struct slice cell = take_cell(row, &at, separator, &quoted);

        if (quoted && find(cell, 0, '"') < cell.length) {
            text_make_room(&cells->unquoted, row.length - cells->unquoted.length); /* all that the row can need: it does not move */
            cell = undoubled(&cells->unquoted, cell);
        }
        cells_add(cells, cell);
    }
}

size_t cells_count(struct slice row, char separator)
{
    size_t count = 0;

    for (size_t at = 0; at <= row.length; at++) {
        bool quoted;

        (void)take_cell(row, &at, separator, &quoted);
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
