/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef COLPORTEUR_FORMAT_DRAFT_H
#define COLPORTEUR_FORMAT_DRAFT_H

#include "base/fault.h"
#include "format/dialect.h"

#include <jansson.h>
#include <stdbool.h>

/*
 * A product's record in the making, from the cells of a platform's export.
 *
 *     draft_begin(&draft, "woocommerce", row)
 *     draft_text(&draft, "name", cell)  …
 *     draft_finish(&draft, queue)
 *
 * A cell that is empty says nothing, and no member comes of it. One that cannot be what its column is for refuses the product:
 * the first such cell is the fault, which names column and value; what is given after it is not looked at. Numbers are exact:
 * decimal strings in, decimal strings out.
 */

struct draft {
    json_t *record;
    const char *dialect;
    struct fault fault; /* FAULT_NONE: all is well so far */
    size_t line;        /* of the first row */
    struct text raw;    /* the rows, one a line */
};

void draft_begin(struct draft *draft, const char *dialect, const struct sheet_row *row);
void draft_add_row(struct draft *draft, const struct sheet_row *row); /* one more row of the same product */
/* Hands the record over, or the refusal if a cell was wrong. What the draft had is gone. */
void draft_finish(struct draft *draft, struct product_queue *queue);
void draft_drop(struct draft *draft);

/* Refuses what is being made; the column as the sheet calls it. */
void draft_refuse(struct draft *draft, const char *code, struct slice column, const char *format, ...)
    __attribute__((format(printf, 4, 5)));

/* Members. An empty value leaves out the member. */
void draft_text(struct draft *draft, const char *member, struct slice value);
void draft_term(struct draft *draft, const char *member, struct slice value); /* a name of something: see cell_term */
void draft_flag(struct draft *draft, const char *member, bool value);
void draft_nothing(struct draft *draft, const char *member); /* null: what the product had there goes */
void draft_whole(struct draft *draft, const char *member, int64_t value);
void draft_whole_in(json_t *object, const char *member, struct slice cell);     /* nothing, if it is no whole number */
void draft_append(struct draft *draft, const char *member, struct slice value); /* a term, to an array; not twice */
json_t *draft_object(struct draft *draft, const char *member);                  /* which is there from then on; the record's */
json_t *draft_array(struct draft *draft, const char *member);
void draft_text_in(json_t *object, const char *member, struct slice value); /* the same for an object within */

/* ids.DIALECT, attributes.NAME, columns.DIALECT.COLUMN; a column without a cell takes away what was kept of it before. */
void draft_platform_id(struct draft *draft, struct slice id);
void draft_attribute(struct draft *draft, struct slice name, struct slice value);
void draft_column(struct draft *draft, struct slice column, struct slice cell);
void draft_column_as_it_is(struct draft *draft, struct slice column, struct slice cell); /* an empty cell too */

/* Further pictures go into "media", the first one is "image". One that comes again is passed over. */
void draft_picture(struct draft *draft, struct slice url, struct slice alt);

/* The first path is "category", further ones "categories". `path` with " > " between. */
void draft_category(struct draft *draft, struct slice path);

/*
 * Cells that are read. The mark of decimals is whichever of point and comma stands last; a mark that comes more than
 * once sets thousands apart. Platforms that export "19,90" write no thousands, so a lone mark is always that of decimals.
 */
bool cell_decimal(struct text *number, struct slice cell) CHECKED; /* appends "19.90"; a currency around it is dropped */
void draft_price(struct draft *draft, const char *member, struct slice column, struct slice cell);
void draft_price_in(struct draft *draft, json_t *object, const char *member, struct slice column, struct slice cell);
/* A whole number, which may be below zero; "5.0" is one. */
void draft_count(struct draft *draft, const char *member, struct slice column, struct slice cell);
/* The same, but a fraction is rounded down: of half a metre on hand none can be sold by the metre. */
void draft_rounded(struct draft *draft, const char *member, struct slice column, struct slice cell);
bool cell_is_gtin(struct slice cell); /* 8, 12, 13 or 14 digits; what else stands in a shop's column stays an attribute */
/* Grams and millimetres, rounded. The unit as the platform writes it, in any of its languages; empty: the one given last. */
void draft_weight(struct draft *draft, struct slice column, struct slice cell, struct slice unit, const char *otherwise);
void draft_length(struct draft *draft, const char *member, struct slice column, struct slice cell, struct slice unit,
                  const char *otherwise);
/*
 * A day or a moment of the shop's zone, "2026-11-21" or "2026-11-21 18:07:21"; what is written for people (21/11/2026) is not
 * guessed at. `until`: the last day or second that still counts; the member then is the first that does not.
 * An empty cell takes the member away, for an object keeps what it is not given.
 */
void draft_moment(struct draft *draft, json_t *object, const char *member, struct slice column, struct slice cell, bool until);

/* A day of the calendar; a time of the day behind it is passed over. */
void draft_day(struct draft *draft, const char *member, struct slice column, struct slice cell);

/*
 * What a cell makes in a smaller unit, rounded: grams of "1.5" kilograms, with 1000 as `numerator`. False: it is no number.
 * It is finer if that had to be rounded.
 */
bool cell_scaled(struct slice cell, int64_t numerator, int64_t *value) CHECKED;
bool cell_is_finer(struct slice cell, int64_t numerator);

/* What is put before cells that a spreadsheet would compute (OWASP, CSV Injection) goes: "'=1+1" is "=1+1". */
struct slice cell_unescaped(struct slice cell);

/*
 * A name of something stands on one line: line ends and other control characters that somebody pasted become one blank, in
 * `room`, and go at both ends.
 */
struct slice cell_term(struct slice cell, struct text *room);

/* 1, yes, true, oui, ja, si… 0, no, false, non, nein… in the languages of the platforms. */
enum answer { ANSWER_NONE, ANSWER_NO, ANSWER_YES };
enum answer cell_answer(struct slice cell);

/*
 * The next item of a list within a cell, trimmed; false: there is none. A separator behind `escape` is part of the item, and
 * the escape goes; then the item lies in `room`. escape 0: there is no such sign.
 */
bool list_next(struct slice *rest, char separator, char escape, struct text *room, struct slice *item);

#endif
