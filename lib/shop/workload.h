/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef COLPORTEUR_SHOP_WORKLOAD_H
#define COLPORTEUR_SHOP_WORKLOAD_H

#include "shop/calendar.h"
#include "store/store.h"

/*
 * How many orders there will be to prepare, day by day: those that are open, and those that will come if people go on buying as
 * they did. No model is fitted: anybody can do the same sum with kpi --day and a pencil.
 *
 *   known      open orders, paid or with payment authorised, of which something has not left: on the day on which their quote lets
 *              them leave, else of the slot in which they are collected, else of the order; with an appointment, as long before it
 * as the delivery takes; what is overdue, today expected   of a weekday, the mean of its last WORKLOAD_WEEKS, of as many as the
 * shop has existed; times how much more was ordered a day in the three weeks around the same weekday a year (52 weeks) ago than in
 * the WORKLOAD_WEEKS up to then. Where that time is not known, the season counts as 1. Of today, less what was ordered today
 * already
 *
 * What falls on a day on which nobody works is prepared on the next that is worked.
 */

enum { WORKLOAD_WEEKS = 8, WORKLOAD_DAYS_LIMIT = 300 };

struct workload_day {
    day day;
    bool is_working;
    int64_t known_orders, known_units, expected_orders, expected_units;
    /* Why so many are expected to be ordered that day, whenever they are prepared. */
    int64_t weeks, weekday_orders; /* so many orders on the same weekday of so many weeks */
    bool has_season;
    int64_t season; /* in hundredths of a percent */
};

struct workload_terms {
    struct calendar *calendar;
    struct workplace place;
    day today;
    int64_t days; /* to look ahead, today included */
};

/* `days` has room for terms->days of them. */
bool workload_forecast(struct workload_day *days, const struct workload_terms *terms, struct store *store,
                       struct fault *fault) CHECKED;
void workload_write(const struct workload_day *of, bool training, struct text *text);

#endif
