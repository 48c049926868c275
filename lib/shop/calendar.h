/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef COLPORTEUR_SHOP_CALENDAR_H
#define COLPORTEUR_SHOP_CALENDAR_H

#include "base/arena.h"
#include "base/date.h"
#include "shop/region.h"

#include <stdbool.h>
#include <stddef.h>

/*
 * Public holidays, working days, and when a period that the law gives has ended.
 *
 * Which days are holidays says share/law/holidays.tsv, and in its head how: by country and region, each row with the days of
 * which it holds, so that a changed law is a changed row. A country without rows has none. The Easter of the western churches
 * is reckoned by the Gregorian computus (the anonymous algorithm in Nature, vol. 13, 1876), that of the eastern ones by the
 * Julian one (J. Meeus, Astronomical Algorithms, ch. 8).
 *
 * A year's holidays of a place are found when they are first asked for, and kept: a calendar changes while it is asked, and
 * belongs to one thread.
 */

struct calendar {
    struct arena arena; /* a copy of the table */
    struct holiday_row *rows;
    size_t row_count, row_room;
    struct holiday_year *years;
    size_t year_count, year_room, last_year; /* the one that was asked for last */
    struct weekend_row *weekends;
    size_t weekend_count, weekend_room;
    struct regions regions;
};

#define CALENDAR_INIT                                                                                                              \
    {                                                                                                                              \
        ARENA_INIT, NULL, 0, 0, NULL, 0, 0, 0, NULL, 0, 0, REGIONS_INIT                                                            \
    }

/* The fault (FAULT_USAGE, "wrong_table") names the line. */
bool calendar_read(struct calendar *calendar, struct slice table, struct fault *fault) CHECKED;
void calendar_release(struct calendar *calendar);

/*
 * The region is that of ISO 3166-2 without the country, or "" where it is not known: then days of the whole country count, and
 * those that all but some parts keep, as Easter Monday in Great Britain.
 */
bool calendar_is_holiday(struct calendar *calendar, struct slice country, struct slice region, day of);

enum { MONDAY_TO_FRIDAY = 0x1f, MONDAY_TO_SATURDAY = 0x3f, EVERY_WEEKDAY = 0x7f };

/* Who works when: a State's offices, a carrier that delivers on Saturdays and is closed between the years. */
struct workplace {
    struct slice country, region;
    unsigned weekdays; /* that are worked: a bit each, Monday is 1; some must be */
    const day *closed; /* days on which nobody works although they are no holidays */
    size_t closed_count;
};

/* Countries that rest on other days than Saturday and Sunday (share/law/weekends.tsv). The fault as of calendar_read. */
bool calendar_read_weekends(struct calendar *calendar, struct slice table, struct fault *fault) CHECKED;
/* The weekdays on which a country works, as those of a workplace. */
unsigned calendar_weekdays(const struct calendar *calendar, struct slice country, day of);

/* In which part of a country an address lies (shop/region.h), for those who read that table too; else "". */
bool calendar_read_regions(struct calendar *calendar, struct slice table, struct fault *fault) CHECKED;
struct slice calendar_region(const struct calendar *calendar, struct slice country, struct slice postcode, day on);

/* Who works at an address on the weekdays of its country, from that day on. */
struct workplace calendar_workplace(const struct calendar *calendar, struct slice country, struct slice postcode, day on);

bool calendar_is_working(struct calendar *calendar, const struct workplace *place, day of);
day calendar_working_from(struct calendar *calendar, const struct workplace *place, day from); /* the first, `from` included */
/* The `count`-th working day after `from`, which itself does not count; 0: the first one, `from` included. */
day calendar_working_after(struct calendar *calendar, const struct workplace *place, day from, int64_t count);

/*
 * The last day of a period that an event starts: Regulation (EEC, Euratom) No 1182/71, art. 3.
 *
 * The day of the event does not count (par. 1). Months and years end on the date that has the number of the event's, or with
 * the month that has no such date; weeks on the event's weekday (par. 2 (c)). Holidays and weekends count (par. 3). A period
 * whose last day is a holiday, a Saturday or a Sunday ends with the next working day (par. 4), and one of two days or more has
 * at least two working days (par. 5). Working days, by which laws of other countries count, are those on which the country works.
 */
enum period_unit { PERIOD_DAYS, PERIOD_WEEKS, PERIOD_MONTHS, PERIOD_YEARS, PERIOD_WORKING_DAYS };

struct period {
    int64_t count;
    enum period_unit unit;
};

/* The place is where what ends the period is to be done. The last day is one that can be written, at most. */
day calendar_period_end(struct calendar *calendar, struct slice country, struct slice region, day event, struct period period);

#endif
