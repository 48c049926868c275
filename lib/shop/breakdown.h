/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef COLPORTEUR_SHOP_BREAKDOWN_H
#define COLPORTEUR_SHOP_BREAKDOWN_H

#include "shop/breakdown_figures.h"
#include "shop/figures.h"
#include "shop/working_days.h"

/*
 * Figures of deliveries, returns and pickups by period and by what the caller asks for, from the tallies in the index.
 *
 * The answer comes period by period, of each currency in turn, so that no more than two periods are in memory: the one that is told
 * and the one before it, to compare with. Months that were tallied on their own stand for their days, as in shop/figures.h,
 * but for deliveries: their delays are tallied by day alone, and become working days here.
 */

struct breakdown_question {
    const struct breakdown_set *set;
    unsigned by;            /* dimensions of the set */
    struct slice attribute; /* of products, in place of their SKU: "supplier", "options.size"; bytes NULL: the SKU */
    enum grain grain;
    bool by_departure;         /* by the day on which things left, not by that of the order */
    struct calendar *calendar; /* of working days, and whose; both the caller's */
    struct workplace place;
    bool whole, training;
    bool has_since, has_until;
    day since, until;
    day today;
};

/*
 * When as in `when`; what is counted, by what and by which day, as the command line has it: "deliveries", "returns" or "pickups",
 * names with commas between, and "order" or "shipment". Returns by category go with country and channel alone; those by SKU or an
 * attribute of products with kind and reason. Where no day is told (""), returns go by that of the shipment, as their rate is that
 * of a cohort, and the others by the order's; pickups know no other.
 */
bool breakdown_ask(struct breakdown_question *question, const struct figures_question *when, struct slice of, struct slice by,
                   struct slice basis, struct fault *fault) CHECKED;

const char *breakdown_dimension_name(size_t dimension); /* by its bit */

struct breakdown_row {
    struct slice key; /* the names asked for, in the order of their bits, each with a zero byte behind it */
    size_t numbers;   /* where they begin in the table's */
};

struct breakdown_table {
    day first, from, to; /* the period, and the days of it that count; `whole`: first is that of `from` */
    struct arena names;
    struct breakdown_row *rows;
    size_t count, room;
    int64_t *numbers;
    size_t number_count, number_room;
    uint32_t *slots; /* row + 1; 0: free */
    size_t slot_count;
};

struct breakdown_walk {
    struct store *store;
    const struct breakdown_question *question;
    struct currency currency;
    bool has_period;
    day next; /* no period of the currency that begins earlier is to come */
    struct breakdown_table current, previous;
    struct breakdown_table totals; /* of what is counted by less than was asked for: its rows begin with the measure */
    bool has_previous;
    struct text last_sku, last_attribute; /* cells of an SKU come one after the other */
    struct working_days working;
};

void breakdown_begin(struct breakdown_walk *walk, struct store *store, const struct breakdown_question *question);
/* The next period with anything in it, in walk->current, sorted by group. */
bool breakdown_next(struct breakdown_walk *walk, bool *found, struct fault *fault) CHECKED;
void breakdown_end(struct breakdown_walk *walk);

const int64_t *breakdown_numbers(const struct breakdown_walk *walk, const struct breakdown_row *row);
const int64_t *breakdown_numbers_before(const struct breakdown_walk *walk, const struct breakdown_row *row); /* NULL: nothing */

/* Whether more can still come of it: of returns, that the term of withdrawal of its last orders cannot be over. */
bool breakdown_is_provisional(const struct breakdown_walk *walk);

#endif
