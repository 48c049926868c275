/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef COLPORTEUR_SHOP_FIGURES_H
#define COLPORTEUR_SHOP_FIGURES_H

#include "base/date.h"
#include "base/money.h"
#include "shop/settings.h"

#include <stdbool.h>
#include <stdint.h>

/*
 * Key figures, from the roll-ups that the index keeps: revenue, orders, units, by period and by what the caller asks for.
 *
 * Revenue is the sum of what was ordered (or invoiced) without VAT; cancelled orders are out. By country and channel it
 * has the shipping charges in it; by SKU and category it has not, and "orders" are those that hold the SKU or category.
 * The average basket is revenue by orders, rounded half away from zero; of no orders it is nothing, not zero.
 */

enum dimension { BY_COUNTRY = 1, BY_CHANNEL = 2, BY_SKU = 4, BY_CATEGORY = 8 };

struct figures_question {
    enum grain grain;
    bool whole;  /* one period over everything, whatever the grain */
    unsigned by; /* dimensions; BY_SKU goes with no other */
    bool has_since, has_until;
    day since, until; /* periods that begin before or end after are cut */
    char basis;       /* 'o': orders by their day, 'i': invoices by theirs */
    bool training;    /* the answer says that it is of a store to learn with */
};

struct figures {
    day first;                                    /* of the period; with `whole`, 0 */
    day from, to;                                 /* the days counted: the period's, cut to the question */
    struct slice country, channel, sku, category; /* bytes NULL: not asked for */
    struct currency currency;
    int64_t orders, units;
    amount revenue, revenue_with_tax;
};

struct figures_table {
    struct figures *rows;
    size_t count, room;
};

/* A stretch of days, of which the roll-ups by month or those by day are read. */
struct figures_span {
    bool months;
    day from, to;
};

/* Two times at most: what is asked for and the period before it; of each, whole months between days that are cut off one. */
enum { FIGURES_SPANS = 6 };

/* A currency, and where the answer comes country by country, a country. */
struct figures_part {
    char currency[3], country[2];
};

/*
 * Reads the answer part by part: rows in order of currency, group and period; only groups and periods with sales. The period
 * before the first that is asked for has rows too, for figures_previous.
 *
 * What is summed by day and country comes country by country, so that ten years of days by country, channel and category, more than
 * two million rows, are never in memory at once: the roll-ups stand by day and then by country, and a look-up for each day goes
 * past the other countries'.
 */
struct figures_walk {
    struct store *store;
    const struct figures_question *question;
    struct figures_span spans[FIGURES_SPANS];
    size_t span_count;
    bool by_country;
    struct figures_part part, next_part;
    struct figures_table table; /* the part; its slices live as long as the reader's snapshot */

    /* Of the part as it is read: rows as they come, which is by period, and the groups that they are of. */
    struct figures_row *rows;
    size_t row_count, row_room;
    struct figures_group *groups;
    size_t group_count, group_room;
    uint32_t *slots; /* group + 1; 0: free */
    size_t slot_count;
};

bool figures_begin(struct figures_walk *walk, struct store *store, const struct figures_question *question,
                   struct fault *fault) CHECKED;                                        /* FAULT_USAGE: BY_SKU with others */
bool figures_next(struct figures_walk *walk, bool *found, struct fault *fault) CHECKED; /* the next part, in walk->table */
void figures_end(struct figures_walk *walk);

/* Whether the row answers the question, or is only there to be compared with. */
bool figures_are_asked_for(const struct figures_question *question, const struct figures *row);

/* The same group one period earlier; NULL: nothing was sold. */
const struct figures *figures_previous(const struct figures_table *table, const struct figures *row,
                                       const struct figures_question *question);

bool figures_average(const struct figures *figures, amount *average); /* false: there is none */

#endif
