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

struct source_options {
    const struct table_reader *tables; /* CSV is welcome: what does not begin with "{" is taken for it; NULL: it is not */
    bool grouped;                      /* rows of one order are one record */
    struct mapping *mapping;
};

enum source_event { SOURCE_WAIT, SOURCE_RECORD, SOURCE_REFUSED, SOURCE_SKIPPED, SOURCE_NOTICE, SOURCE_END };

struct source_item {
    const json_t *record;        /* owned by the source */
    const struct fields *fields; /* of a table that is not grouped */
    size_t line;                 /* where it begins in the file, from 1 */
    struct slice raw;            /* as it came; of a table's row, without its line end */
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
    struct table *(*open)(struct mapping *mapping, bool grouped, struct fault *fault); /* NULL: refused */
    void (*close)(struct table *table);
    void (*feed)(struct table *table, struct slice bytes, bool last);
    bool (*next)(struct table *table, enum source_event *event, struct source_item *item, struct fault *fault);
};

extern const struct table_reader table_reader; /* tool/table.c */

struct source;

/* `fd` stays the caller's. */
struct source *source_open(int fd, const struct source_options *options);
void source_close(struct source *source);

/* SOURCE_REFUSED fills the fault; so does false, which is FAULT_USAGE or FAULT_SYSTEM. */
bool source_next(struct source *source, enum source_event *event, struct source_item *item, struct fault *fault) CHECKED;
bool source_would_wait(const struct source *source);
bool source_read(struct source *source, struct fault *fault) CHECKED;
uint64_t source_bytes(const struct source *source); /* read so far */

#endif
