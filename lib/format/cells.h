/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef COLPORTEUR_FORMAT_CELLS_H
#define COLPORTEUR_FORMAT_CELLS_H

#include "base/text.h"

/*
 * A row of a CSV or TSV file, cut into its cells.
 *
 * Cells may be quoted with ", a quote in them is doubled; a quote inside a cell that is not quoted is itself. Blanks
 * around a cell are dropped, unless it is quoted. The row comes without its line end, and its quotes are right:
 * sheet.c sees to that. Of a row whose quotes are not right no more than the count tells something.
 *
 * Cells are slices of the row; where quotes were doubled, of `unquoted`. Both live until the next cells_cut.
 *
 * libcsv says the same of every row, and the tests hold this against it. It looks at one byte after the other, copies each
 * cell, and cannot tell where a row ends, so that all bytes had to be scanned once more before it: that took a fifth of the
 * time of importing a million products that were there already. This takes a tenth of that fifth.
 */

struct cells {
    struct slice *items;
    size_t count, room;
    struct text unquoted;
};

void cells_cut(struct cells *cells, struct slice row, char separator);
void cells_make_room(struct cells *cells); /* for one more */
void cells_release(struct cells *cells);
size_t cells_count(struct slice row, char separator);

static inline void cells_add(struct cells *cells, struct slice cell)
{
    if (cells->count == cells->room)
        cells_make_room(cells);
    cells->items[cells->count++] = cell;
}

/* A space or a tab that separates nothing. */
static inline bool cells_blank(char c, char separator)
{
    return (c == ' ' || c == '\t') && c != separator;
}

#endif
