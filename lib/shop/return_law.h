/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef COLPORTEUR_SHOP_RETURN_LAW_H
#define COLPORTEUR_SHOP_RETURN_LAW_H

#include "shop/calendar.h"
#include "shop/region.h"

/*
 * Until when a consumer may send goods back, and what may be kept out of that: tables of law.
 *
 *   return-terms.tsv           terms by country and day of the order
 *   eu-members.tsv             whose are those of the Union
 *   withdrawal-exceptions.tsv  the exceptions of Directive 2011/83/EU, art. 16
 *   holidays.tsv               by which terms end on working days (shop/calendar.h)
 *   regions.tsv                whose holidays count, by the postcode (shop/region.h)
 *
 * A row of a country of its own goes before one of the Union, and that before one of all; of several that are in force, the last.
 */

enum return_term { TERM_WITHDRAWAL, TERM_UNINFORMED, TERM_REFUND, TERM_GUARANTEE, TERM_REPAIRED, RETURN_TERMS };

struct return_term_row {
    char country[2]; /* "EU": a Member State; two zero bytes: any */
    enum return_term what;
    struct period period;
    day from, until; /* of orders for which it is in force, both inclusive */
    struct slice source;
};

struct return_law_member {
    char country[2];
    day from, until;
};

struct withdrawal_exception {
    struct slice name;   /* "sealed_media" */
    bool once_opened;    /* else whatever became of the goods */
    struct slice source; /* "Directive 2011/83/EU art. 16 (i)" */
};

struct return_law {
    struct arena arena;
    struct calendar calendar;
    struct regions regions;
    struct return_term_row *terms;
    struct return_law_member *members;
    struct withdrawal_exception *exceptions;
    size_t term_count, term_room, member_count, member_room, exception_count, exception_room;
};

#define RETURN_LAW_INIT                                                                                                            \
    {                                                                                                                              \
        .arena = ARENA_INIT, .calendar = CALENDAR_INIT, .regions = REGIONS_INIT                                                    \
    }

/* The fault (FAULT_USAGE, "wrong_table") names the table and its line. Each term must have a row for any country at any time. */
bool return_law_read(struct return_law *law, struct slice terms, struct slice members, struct slice exceptions,
                     struct slice holidays, struct slice regions, struct fault *fault) CHECKED;
void return_law_release(struct return_law *law);

/* Its count is 0 where the law gives no such right, or none is known. */
struct period return_law_term(const struct return_law *law, enum return_term what, struct slice country, day ordered);
/* Of that term: "Loi 31-08 art. 36". */
struct slice return_law_source(const struct return_law *law, enum return_term what, struct slice country, day ordered);
/* Whether the term of withdrawal is that of Directive 2011/83/EU, as its source says: then its exceptions hold there, too. */
bool return_law_by_directive(const struct return_law *law, struct slice country, day ordered);

/* NULL: there is none of that name. */
const struct withdrawal_exception *return_law_exception(const struct return_law *law, struct slice name);

/* What a deadline is of. */
struct return_event {
    struct slice country;
    day ordered, event;  /* event: the day on which the last of the goods came, or on which a service was ordered */
    bool informed;       /* the consumer was told of the right of withdrawal */
    int64_t own_days;    /* the shop's own term, where that is longer; 0: none */
    struct slice region; /* of the country, where the goods went; "" or bytes NULL: unknown */
};

/*
 * The last day on which a consumer may withdraw. Where nobody told of the right, it ends twelve months after it would have
 * (art. 10 (1)). false: the law gives no such right, and the shop neither.
 */
bool return_law_withdrawal_end(struct return_law *law, const struct return_event *event, day *last);
/* The last day on which goods that are not as they should be may be brought up. false: as above. */
bool return_law_guarantee_end(struct return_law *law, const struct return_event *event, day *last);
/* The same of goods that were repaired by the guarantee: once it is longer then (Directive (EU) 2019/771, art. 10 (2a)). */
bool return_law_repaired_end(struct return_law *law, const struct return_event *event, day *last);
/* The last day on which the money is to be back, where the consumer withdrew on a day (art. 13 (1)). */
day return_law_refund_due(struct return_law *law, struct slice country, day ordered, day stated);

#endif
