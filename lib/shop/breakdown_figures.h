/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef COLPORTEUR_SHOP_BREAKDOWN_FIGURES_H
#define COLPORTEUR_SHOP_BREAKDOWN_FIGURES_H

#include "shop/tally.h"

/*
 * The key figures of deliveries, returns and pickups: which numbers of a tally each is made of. kpi(1) has the definitions in
 * words, after Fiche 91's list of indicators: "coût moyen des livraisons" (delivery-cost), "délai moyen de livraison"
 * (delivery-time) and "taux de retour produit" (return-rate).
 *
 * The numbers of a group of tallies stand in one array, a measure behind the other: of a plain one its COUNTS numbers, of a delay
 * how many, the sum of their days, how many of each number of days, and the last two of working days as well.
 */

enum {
    DELAY_DAYS_LIMIT = 90, /* stands for as many and more in medians */
    DELAY_COUNT = 0,
    DELAY_SUM = 1,
    DELAY_OF_DAYS = 2,
    DELAY_WORKING = DELAY_OF_DAYS + DELAY_DAYS_LIMIT + 1, /* from DELAY_SUM to here, once more */
    DELAY_NUMBERS = DELAY_WORKING + 1 + DELAY_DAYS_LIMIT + 1,
    BREAKDOWN_NUMBERS = 6 * COUNTS + 3 * DELAY_NUMBERS /* of a group, at the most */
};

/* Where the numbers of a measure stand, and what it is counted by, a part of what its set is. */
struct breakdown_measure {
    enum tally_measure measure;
    unsigned dimensions;
    int at;
    bool is_delay;
};

enum figure_form {
    FIGURE_COUNT,
    FIGURE_SHARE, /* count by count, rounded */
    FIGURE_AMOUNT,
    FIGURE_AVERAGE, /* amount by count, in money */
    FIGURE_RATE,    /* in percent, two decimals */
    FIGURE_MEAN,    /* days, two decimals */
    FIGURE_MEDIAN,  /* days: of that many deliveries at least half took no longer */
    FIGURE_P90,     /* the same of nine in ten */
    FIGURE_WORKING_MEAN,
    FIGURE_WORKING_MEDIAN,
    FIGURE_WORKING_P90
};

struct breakdown_figure {
    const char *name;
    enum figure_form form;
    int of, plus, by;     /* places in the numbers; plus: BREAKDOWN_NONE where nothing is added */
    bool is_told_for_all; /* where rows are of more dimensions than its measure: that of all of them together */
    bool is_in_table;     /* in the table for reading */
};
enum { BREAKDOWN_NONE = -1 };

struct breakdown_set {
    const char *record; /* type of its records */
    enum tally_set set;
    const struct breakdown_measure *measures;
    size_t measure_count;
    const struct breakdown_figure *figures;
    size_t figure_count;
    int numbers; /* of a group */
};

const struct breakdown_set *breakdown_set(enum tally_set set);
const struct breakdown_measure *breakdown_measure_at(const struct breakdown_set *set, int at); /* NULL: the set has none there */

/* Whether rows by these dimensions have the figure. The first of those with one name stands for all. */
bool breakdown_figure_is_told(const struct breakdown_set *set, size_t figure, unsigned by);

/* Its value: a count, minor units, hundredths of a percent or of a day, days. false: of nothing there is no rate and no mean. */
bool breakdown_figure_value(const struct breakdown_figure *figure, const int64_t *numbers, int64_t *value);

#endif
