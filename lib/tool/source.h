/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef COLPORTEUR_TOOL_SOURCE_H
#define COLPORTEUR_TOOL_SOURCE_H

#include "base/fault.h"
#include "format/fields.h"

#include <jansson.h>
#include <stdbool.h>

/*
 * Where records come from: a file of JSON lines, or a table and its mapping, read as far as it has come.
 *
 * source_next never waits: it answers SOURCE_WAIT when it needs more bytes, and source_read then fetches
 * some, waiting for them if need be. In between the caller can close its batch, which it should if
 * source_would_wait says so. What a record points to lives until the next source_next.
 */

struct mapping;
struct table;
struct table_reader;
struct dialect_reader;
struct dialect_rows;
struct feed_reader;
struct feed_source;
struct sheet_row;

struct source_options {
    const struct table_reader *tables; /* CSV is welcome: what does not begin with "{" is taken for it; NULL: it is not */
    bool grouped;                      /* rows of one order are one record */
    struct mapping *mapping;
    bool mapped;                           /* the mapping was given; else columns are named like the fields */
    const struct dialect_reader *dialects; /* exports of platforms are welcome, without a mapping; NULL: they are not */
    const struct feed_reader *feeds;       /* so are product feeds in XML */
    const char *from;                      /* whose they are; NULL: the header tells */
    const char *weight_unit;               /* of their weights, where no column tells; NULL: the platform's usual one */
    const char *plain_field;               /* what is no record, and no table with this column, is its value, line by line */
    const char *own_numbers;               /* the field whose numbers are nobody's card, however they look; NULL: none */
    bool unread;                           /* records of lines are left unread, but for those that may hold the number of a card */
};

enum source_event { SOURCE_WAIT, SOURCE_RECORD, SOURCE_REFUSED, SOURCE_SKIPPED, SOURCE_NOTICE, SOURCE_END };

struct source_item {
    const json_t *record;        /* owned by the source; NULL: unread */
    const struct fields *fields; /* of a table that is not grouped */
    size_t line;                 /* where it begins in the file, from 1 */
    struct slice raw;            /* as it came; of a table's row, without its line end */
    bool raw_is_rows;            /* of a platform's export: `record` was made of these rows, and they are what is given back */
    struct text notice;          /* of SOURCE_NOTICE: what was assumed of the table */
};

/*
 * How tables are read. Only the tools that set it in their `struct tool` carry the code for CSV and patterns, and pay
 * for loading its libraries.
 */
struct table_reader {
    /* `text` bytes NULL: columns are named like the fields. */
    bool (*map)(struct slice text, const char *name, bool grouped, struct mapping **mapping, struct fault *fault);
    void (*unmap)(struct mapping *mapping);
    struct table *(*open)(const struct source_options *options, struct fault *fault); /* NULL: refused */
    void (*close)(struct table *table);
    void (*feed)(struct table *table, struct slice bytes, bool last);
    bool (*next)(struct table *table, enum source_event *event, struct source_item *item, struct fault *fault);
    bool (*is_of_documents)(const struct mapping *mapping); /* its rows are those of JSON documents */
};

extern const struct table_reader table_reader;              /* tool/table.c: of products, or where rows are grouped, of orders */
extern const struct table_reader price_table_reader;        /* the same, of prices */
extern const struct table_reader exchange_table_reader;     /* of rates of exchange */
extern const struct table_reader tracking_table_reader;     /* of carriers' events */
extern const struct table_reader charge_table_reader;       /* of lines of carriers' bills */
extern const struct table_reader pickup_point_table_reader; /* of networks' points; without a mapping, by maps/pickup-points.map */
extern const struct table_reader licence_key_table_reader;  /* of licence keys */

/*
 * How tables that are exports of platforms are read (format/dialect.h): rows go in, records come out, not always as many. Only
 * the tools that set it carry the code of the dialects.
 */
struct dialect_reader {
    /* *rows NULL: the header is of no platform. Adds to the notice what was recognised. */
    bool (*begin)(const struct source_options *options, const struct sheet_row *header, struct dialect_rows **rows,
                  struct text *notice, struct fault *fault);
    void (*close)(struct dialect_rows *rows); /* NULL is fine */
    void (*row)(struct dialect_rows *rows, const struct sheet_row *row);
    void (*end)(struct dialect_rows *rows); /* there are no more rows */
    /* False: nothing is left of the rows so far. */
    bool (*next)(struct dialect_rows *rows, enum source_event *event, struct source_item *item, struct fault *fault);
    bool weighs; /* there are weights in them: --weight-unit */
};

extern const struct dialect_reader dialect_reader; /* tool/dialect_rows.c */

/* How product feeds in XML are read, which begin with "<" (format/xml_offers.h). Only the tools that set it carry the parser. */
struct feed_reader {
    struct feed_source *(*open)(const char *from, struct fault *fault); /* NULL: refused; `from` NULL: anybody's */
    void (*close)(struct feed_source *feed);                            /* NULL is fine */
    void (*feed)(struct feed_source *feed, struct slice bytes, bool last);
    /* False: nothing is left of the bytes so far. */
    bool (*next)(struct feed_source *feed, enum source_event *event, struct source_item *item, struct fault *fault);
};

extern const struct feed_reader feed_reader; /* tool/feed_source.c */

struct source;

/* `fd` stays the caller's. */
struct source *source_open(int fd, const struct source_options *options);
void source_close(struct source *source);

/* SOURCE_REFUSED fills the fault; so does false, which is FAULT_USAGE or FAULT_SYSTEM. */
bool source_next(struct source *source, enum source_event *event, struct source_item *item, struct fault *fault) CHECKED;
/* Reads what came unread; false: SOURCE_REFUSED would have come. */
bool source_read_item(struct source *source, struct source_item *item, struct fault *fault) CHECKED;
bool source_would_wait(const struct source *source);
bool source_read(struct source *source, struct fault *fault) CHECKED;
uint64_t source_bytes(const struct source *source); /* read so far */

#endif
