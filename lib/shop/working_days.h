/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef COLPORTEUR_SHOP_WORKING_DAYS_H
#define COLPORTEUR_SHOP_WORKING_DAYS_H

#include "shop/calendar.h"

/*
 * How many working days lie between two days: those after the first, up to and with the second, as calendar days are counted by
 * taking one from the other. What is ordered on Friday and comes on Monday took one; on the same day, none.
 *
 * Each day is looked up in the calendar once; then a span is one subtraction, however many are asked for. Days more than
 * WORKING_DAYS_SPAN after the first that was asked for, or WORKING_DAYS_BEFORE it, are counted one by one.
 */

enum { WORKING_DAYS_BEFORE = 366, WORKING_DAYS_SPAN = 366 * 200 };

struct working_days {
    struct calendar *calendar; /* the caller's; NULL: nobody works */
    struct workplace place;
    day first;      /* of the days that were looked up */
    int32_t *until; /* working days from `first` to each, itself included */
    size_t count, room;
};

int64_t working_days_between(struct working_days *days, day from, day to);
void working_days_release(struct working_days *days);

#endif
