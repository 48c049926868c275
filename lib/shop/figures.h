/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef COLPORTEUR_SHOP_FIGURES_H
#define COLPORTEUR_SHOP_FIGURES_H

#include "base/arena.h"
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
    struct arena names; /* what the slices point into */
};

void figures_table_release(struct figures_table *table);

/*
 * Rows in order of currency, group and period; only groups and periods with sales. The period before the first that is
 * asked for has rows too, for figures_previous. FAULT_USAGE: BY_SKU with others.
 */
bool figures_answer(struct store *store, const struct figures_question *question, struct figures_table *table,
                    struct fault *fault) CHECKED;

/* Whether the row answers the question, or is only there to be compared with. */
bool figures_are_asked_for(const struct figures_question *question, const struct figures *row);

/* The same group one period earlier; NULL: nothing was sold. */
const struct figures *figures_previous(const struct figures_table *table, const struct figures *row,
                                       const struct figures_question *question);

bool figures_average(const struct figures *figures, amount *average); /* false: there is none */

#endif
