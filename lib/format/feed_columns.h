/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef COLPORTEUR_FORMAT_FEED_COLUMNS_H
#define COLPORTEUR_FORMAT_FEED_COLUMNS_H

#include "format/feed.h"

/*
 * Feeds that say the same of every article: a table of columns, each with the function that fills it. The table is the
 * head of a CSV file and the elements of an XML item alike.
 */

void cell_end(struct feed_cell *cell); /* the piece that was appended to cell->text ends here; beyond CELL_PIECES it goes */
void cell_add(struct feed_cell *cell, struct slice piece); /* a whole piece, if it is not empty */

struct feed_column;

/* A function that fills a column. */
typedef void feed_put(struct feed *feed, const struct feed_item *item, const struct feed_column *column, struct feed_cell *cell);

/* Its head, with the names of the above at hand: PUT for one file alone. */
#define PUT_SHARED(name)                                                                                                           \
    void name(struct feed *feed __attribute__((unused)), const struct feed_item *item __attribute__((unused)),                     \
              const struct feed_column *column __attribute__((unused)), struct feed_cell *cell __attribute__((unused)))
#define PUT(name) static PUT_SHARED(name)

struct feed_column {
    const char *name;
    feed_put *put;
    const char *attribute;    /* for `put`: whose value it is */
    const char *const *parts; /* of a value, ends with NULL; NULL: it has none. Then pieces come by as many as there are parts */
};

/* How rows are written. */
struct feed_table {
    const struct feed_column *columns; /* ends with a row without a name */
    char separator;
    const char *between_values, *between_parts; /* in a cell; see lib/format/xml_parts.h */
    bool for_spreadsheets; /* cells that are formulas are made harmless, as the platform does itself; else only if asked for */
};

void feed_table_head(struct feed *feed, const struct feed_table *table);
void feed_table_row(struct feed *feed, const struct feed_table *table, const struct feed_item *item);

/* One cell as it stands in a row: quoted where it must be. Tabs and line breaks of a TSV file's cells become blanks. */
void table_cell_write(struct text *text, struct slice value, char separator);

/*
 * Whether a spreadsheet would take the cell for a formula (OWASP, CSV Injection): it begins with = + - @ or a tab, and is no
 * plain number. An apostrophe is put before it, which spreadsheets do not show.
 */
bool cell_is_formula(struct slice value);

/* An element for each value, with one for each part within. A prefix of the columns' names, "g:price", is for XML alone. */
void feed_elements(struct feed *feed, const struct feed_column *columns, const struct feed_item *item, const char *indent);

#endif
