/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef COLPORTEUR_FORMAT_PLATFORM_FILE_H
#define COLPORTEUR_FORMAT_PLATFORM_FILE_H

#include "format/feed.h"
#include "format/header.h"
#include "format/measure.h"

/*
 * A platform's own CSV file of products, written so that the platform and the dialect of its name (format/dialect.h) both take
 * it: the columns that everybody has, then those that only some shops have and products keep in columns.DIALECT, such as
 * metafields and what plug-ins add.
 *
 *     platform_file_open(&file, feed, dialect, &fault)   finds those columns; platform_file_head writes the names
 *     platform_file_row(&file, item, parts)              a row
 *     platform_file_close(&file)
 *
 * Cells are texts, numbers and addresses as members hold them. A cell that a spreadsheet would compute is made harmless, for
 * these files are opened in one before they are handed in; the dialect takes that away again.
 */

struct platform_file;

struct platform_row {
    const struct platform_file *file;
    const struct feed_item *item;
    unsigned parts; /* of the row, as the platform's columns have them */
    void *own;
};

struct platform_column {
    int field;       /* 0 ends the table */
    unsigned number; /* of a field that has numbers */
    unsigned parts;  /* rows that have none of these leave the column empty */
    void (*put)(const struct platform_row *row, const struct platform_column *column, struct text *cell);
    int member;        /* for `put`: whose value it is */
    const char *title; /* NULL: the dialect's first name of the field */
};

struct platform_file {
    struct feed *feed;
    const char *dialect;
    const struct column_name *names;
    const struct platform_column *columns;
    int left_out; /* a field of the table whose column the file has not; 0: it has all */
    char separator;
    char comma; /* what stands for "," in titles, "Tags (x,y,z...)"; 0: it does */
    struct slice (*kept)(const struct platform_row *row, struct slice column); /* the cell of a column that only some have */
    bool (*is_of_some)(int field);        /* whether only some have the columns of a field, "Meta: %s"; NULL: all have all fields */
    bool (*is_column)(struct slice kept); /* whether what is kept under that name was a column at all; NULL: all of it was */
    void (*look)(struct platform_file *file, struct slice product); /* at each product before the head is written; NULL: no need */
    struct slice *first_names;                                      /* of the fields, by number; in the arena */
    struct slice *more;                                             /* those columns; in the arena */
    size_t more_count, more_room;
    struct arena arena;
    struct text cell;
};

/* The caller has set the members up to `kept`. Looks at every product of the store, if the feed has one. */
bool platform_file_open(struct platform_file *file, struct fault *fault) CHECKED;
void platform_file_close(struct platform_file *file);

void platform_file_head(struct platform_file *file);
void platform_file_row(struct platform_file *file, const struct platform_row *row);

/*
 * The unit that the channel's setting of that name tells, of weights or of lengths; NULL: it tells none that there is, and the
 * fault says so.
 */
const struct measure_unit *channel_weight_unit(const struct channel *channel, const char *otherwise, struct fault *fault) CHECKED;
const struct measure_unit *channel_length_unit(const struct channel *channel, const char *otherwise, struct fault *fault) CHECKED;

/* What the article keeps of the column for the way back; bytes NULL: nothing. */
struct slice kept_cell(const struct article *article, const char *dialect, struct slice column);
struct slice kept_cell_of(const struct platform_row *row, const struct article *article, int field);

#endif
