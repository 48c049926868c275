/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef COLPORTEUR_BASE_DATE_H
#define COLPORTEUR_BASE_DATE_H

#include "base/fault.h"
#include "base/text.h"

#include <stdint.h>

/*
 * Time: instants in UTC, days in the shop's time zone.
 *
 *   instant  milliseconds since 1970-01-01T00:00:00Z; written as RFC 3339, "2026-11-21T18:07:21.241Z"
 *   day      days since 1970-01-01 in the proleptic Gregorian calendar; written "2026-11-21"
 *
 * Years run from 1 to 9999. No function here reads a clock. The zone is the process's: one store, one zone.
 */

typedef int64_t instant;
typedef int32_t day;

bool instant_read(struct slice text, instant *value) CHECKED; /* RFC 3339 with its offset, nothing less */
void instant_write(struct text *text, instant value);

bool day_read(struct slice text, day *value) CHECKED; /* "2026-11-21", refused if the calendar has no such day */
bool day_can_be_written(day value); /* an instant of the last year may fall on a day of the year 10000 in the zone */
void day_write(struct text *text, day value);
day day_from_civil(int year, unsigned month, unsigned dom);
void day_to_civil(day value, int *year, unsigned *month, unsigned *dom);

/* The time zone, by its tz database name. Days of instants are counted in it from then on; UTC before. The same again costs nothing. */
bool zone_use(const char *name, struct fault *fault) CHECKED;
bool zone_known(const char *name); /* whether the tz database has it */
day instant_day(instant value);
instant day_start(day value); /* the first instant of the day in the zone */

/*
 * What people and other programs write: RFC 3339, other offsets of ISO 8601 ("+0100", "+01", a blank before them, "UTC"), or
 * without offset in the zone ("2026-11-21 18:07:21", "2026-11-21T18:07", "2026-11-21": its first instant). A local time that the clocks skip or repeat
 * is taken as its first possible reading. The fault names `field`.
 */
bool moment_read(struct slice text, const char *field, instant *value, struct fault *fault) CHECKED;

/* The local date and time of an instant as seconds since the epoch of a clock that shows local time. */
int64_t instant_local_seconds(instant value);
instant instant_from_local_seconds(int64_t seconds);

enum grain { GRAIN_DAY, GRAIN_WEEK, GRAIN_MONTH, GRAIN_YEAR, GRAIN_QUARTER };

day period_first(day value, enum grain grain);                     /* of the period that holds the day; weeks are ISO 8601 */
day period_next(day first, enum grain grain);                      /* the first day of the period after */
void period_write(struct text *text, day first, enum grain grain); /* 2026-11-21, 2026-W47, 2026-11, 2026, 2026-Q4 */
bool quarter_read(struct slice text, day *first) CHECKED;          /* "2026-Q4" */

#endif
