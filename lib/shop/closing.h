/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef COLPORTEUR_SHOP_CLOSING_H
#define COLPORTEUR_SHOP_CLOSING_H

#include "shop/settings.h"
#include "shop/totals.h"
#include "store/line.h"

/*
 * Closings of days, months and years. Records "closing/2026-11-20", "closing/2026-11", "closing/2026"; written once.
 *
 * What French law asks of programs that record sales (CGI art. 286, I, 3° bis): each period's sums, running sums and one
 * that is never set back, fixed when the period has ended.
 *
 *   - What counts is when something was recorded, by the `at` of its transaction, never the date it bears. Time in the
 *     journal does not go back, so nothing can get into a period once it is closed.
 *   - Days follow one another without a gap from that of the first transaction on, with or without sales. The
 *     transactions of a day are those behind the day before's last one, up to the day's end. Months and years
 *     are whole numbers of closed days, the first ones from where the store begins.
 *   - A day ends where the shop's time zone says at the time of closing, and never before the day before it. A shop that
 *     moves to another zone so has one longer or shorter day, and no transaction in two days or in none.
 *   - Each closing holds the digest of the last line it covers, and so fixes the journal up to there.
 *   - The last day's closing holds all that is needed to go on: nothing before it is read again.
 */

enum { CLOSING_GRAINS = GRAIN_YEAR + 1 };

/* The journal from some transaction on, with the line that comes next at hand; up to the last one that the store counts, for
 * what a stopped writer left behind it is no line. */
struct closing_lines {
    struct store_lines lines;
    uint64_t next;      /* the number of the line after the one at hand */
    struct slice bytes; /* NULL: there is none */
    struct line line;
};

bool closing_lines_begin(struct closing_lines *lines, struct store *store, uint64_t seq, struct fault *fault) CHECKED;

/* How far closings have come, with the sums that run on. Arrays are by grain, of which GRAIN_WEEK has no closings. */
struct closing_books {
    bool begun; /* there is a first day */
    day last;   /* the last day that was taken in; before the first one, the day before it */
    instant ends_at;
    uint64_t last_seq; /* of the last transaction that was taken in */
    struct digest last_digest;
    uint64_t before[CLOSING_GRAINS]; /* the last transaction before the period that is open */
    int64_t numbers[CLOSING_GRAINS]; /* of the last closing */
    struct totals open[CLOSING_GRAINS], ever;
    bool month_due, year_due; /* it has ended and is not closed */
};

struct closing_terms {
    struct slice zone;
    bool training;
    instant closed_at;
};

void closing_books_release(struct closing_books *books);
/* As the last closings left them. The store must be open for reading or within a batch. */
bool closing_books_load(struct closing_books *books, struct store *store, struct fault *fault) CHECKED;
/* Books that nothing was closed in, before the day of the first line. */
void closing_books_begin(struct closing_books *books, day first);

/* Takes the next day in: the lines before its end. Its closing is to be written next, then the month's and the year's if due. */
bool closing_take_day(struct closing_books *books, struct closing_lines *lines, instant ends_at, struct fault *fault) CHECKED;

/* Which record the next closing of the grain is, and what it says; then the books go on. */
void closing_id(const struct closing_books *books, enum grain grain, struct text *id);
void closing_write(struct closing_books *books, enum grain grain, const struct closing_terms *terms, struct text *text);

/*
 * Closes what has ended by terms->closed_at and is not closed, in the order of time, each month behind its last day and
 * each year behind its last month: one row in `changes` for each closing, at most `limit` of them. With `has_until`, no day
 * after `until`. Nothing may be pending in the batch.
 */
struct closing_task {
    struct closing_terms terms;
    bool has_until;
    day until;
    size_t limit;
};

bool closings_due(struct store *store, const struct closing_task *task, struct changes *changes, struct fault *fault) CHECKED;

/* The period of a closing by its name, "2026-11": its first day and grain. */
bool closing_period(struct slice name, day *first, enum grain *grain) __attribute__((warn_unused_result));
const char *closing_grain_name(enum grain grain); /* "day", "month", "year" */

#endif
