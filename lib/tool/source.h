/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef COLPORTEUR_TOOL_SOURCE_H
#define COLPORTEUR_TOOL_SOURCE_H

#include "base/arena.h"
#include "base/fault.h"
#include "format/mapping.h"

#include <jansson.h>
#include <stdbool.h>

/*
 * Where records come from: a file of JSON lines, or a table and its mapping, read as far as it has come.
 *
 * source_next never waits: it answers SOURCE_WAIT when it needs more bytes, and source_read then fetches
 * some, waiting for them if need be. In between the caller can close its batch, which it should if
 * source_would_wait says so. What a record points to lives until the next source_next.
 */

struct source_options {
    bool tables;             /* CSV is welcome: what does not begin with "{" is taken for it */
    bool grouped;            /* rows of one order are one record */
    struct mapping *mapping; /* NULL: columns named like fields */
    enum mapping_target target;
};

enum source_event { SOURCE_WAIT, SOURCE_RECORD, SOURCE_REFUSED, SOURCE_SKIPPED, SOURCE_NOTICE, SOURCE_END };

struct source_item {
    json_t *record;              /* owned by the source */
    const struct fields *fields; /* of a table that is not grouped */
    size_t line;                 /* where it begins in the file, from 1 */
    struct slice raw;            /* as it came; of a table's row, without its line end */
    struct text notice;          /* of SOURCE_NOTICE: what was assumed of the table */
};

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
