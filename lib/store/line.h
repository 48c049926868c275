/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef COLPORTEUR_STORE_LINE_H
#define COLPORTEUR_STORE_LINE_H

#include "base/date.h"
#include "base/digest.h"
#include "json/scan.h"

#include <stdbool.h>
#include <stdint.h>

/*
 * One line of the journal, one line of a people file. colporteur-store(5) is the format's page.
 *
 * Reading gives slices into the line. It checks that the members are there, in their order and of their
 * kind; whether the line follows the one before it is the caller's to check.
 */

struct line {
    uint64_t seq;
    instant at;
    struct slice tool, user; /* as written, escapes left in */
    struct digest previous;
    struct scan changes;
};

struct line_change {
    struct slice id;    /* decoded */
    struct slice value; /* JSON; "null": the record is gone */
};

/* What the lines of one batch have in common, between the sequence number and the digest of the line before. */
void line_common(struct text *text, instant at, struct slice tool, struct slice user);
void line_begin(struct text *text, uint64_t seq, struct slice common, const struct digest *previous);
void line_change_begin(struct text *text, bool first, struct slice id); /* the value follows, then "}" */

/* Of bytes that begin where a line does: the first one, or all where there is no newline; and the last one. Newlines included. */
struct slice line_first(struct slice bytes);
struct slice line_last(struct slice bytes);

bool line_read(struct slice bytes, struct line *line) __attribute__((warn_unused_result)); /* `bytes` with its newline */
bool line_next_change(struct line *line, struct line_change *change, struct text *room) __attribute__((warn_unused_result));
bool line_changes_whole(const struct line *line)
    __attribute__((warn_unused_result)); /* after the last change: nothing but the end */
/* Whether all its changes can be read: nothing of a line that cannot may reach the index. */
bool line_is_whole(struct line line) __attribute__((warn_unused_result));

/* Whether one of the changes that are still to be read is of a record of this kind, and this id; NULL: of any. */
bool line_changes_record(struct line *line, const char *kind, const char *id) __attribute__((warn_unused_result));

/*
 * Whether a change refers to a person's version: it says which, and the digest. Other records may have a digest too, of what is
 * theirs.
 */
bool line_change_person(const struct line_change *change, int64_t *version, struct digest *digest)
    __attribute__((warn_unused_result));

/*
 * An erased person's line keeps its length and its head, up to the version: all behind that is overwritten by the number
 * of the transaction that erased it, and blanks. So the line can be told by its head in whatever state an interrupted
 * overwriting left the rest.
 */
struct person_line {
    uint64_t seq;    /* of the journal line that made it */
    struct slice at; /* when: an instant as written */
    struct slice id;
    unsigned version;
    struct slice rest;  /* behind the head, newline included */
    struct slice salt;  /* hexadecimal */
    struct slice value; /* JSON */
};

void person_line_write(struct text *text, uint64_t seq, instant at, struct slice id, unsigned version, struct slice salt,
                       struct slice value);
bool person_line_read(struct slice bytes, struct person_line *line, struct text *room) __attribute__((warn_unused_result));
/* The head alone, whatever stands behind it: all but `salt` and `value`. */
bool person_line_head(struct slice bytes, struct person_line *line, struct text *room) __attribute__((warn_unused_result));

/* What takes the place of the rest of a line. Its first `start` bytes are to be written before the others. */
void person_line_erase(struct text *text, size_t length, uint64_t seq, size_t *start);
/* Whether the rest is that of an erased line, wholly overwritten; `seq`: by which transaction. */
bool person_line_erased(const struct person_line *line, uint64_t *seq) __attribute__((warn_unused_result));
/* Whether its overwriting has at least begun. */
bool person_line_leaving(const struct person_line *line) __attribute__((warn_unused_result));

/* The digest that the journal keeps of a person's version: SHA-256 of the salt's hexadecimal digits and the value. */
struct digest person_digest(struct slice salt, struct slice value);

#endif
