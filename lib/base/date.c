/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/date.h"

#include <stdio.h>
#include <stdlib.h>
#include <time.h>

enum { SECONDS_PER_DAY = 86400 };
#define MILLISECONDS_PER_DAY ((int64_t)SECONDS_PER_DAY * 1000)

/* Days from civil and back, by eras of 400 years that start on 1 March: the leap day comes last. */
day day_from_civil(int year, unsigned month, unsigned dom)
{
    int y = month <= 2 ? year - 1 : year;
    int era = (y >= 0 ? y : y - 399) / 400;
    unsigned year_of_era = (unsigned)(y - era * 400);
    unsigned day_of_year = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + dom - 1;
    unsigned day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;

    return era * 146097 + (int)day_of_era - 719468;
}

void day_to_civil(day value, int *year, unsigned *month, unsigned *dom)
{
    int shifted = value + 719468;
    int era = (shifted >= 0 ? shifted : shifted - 146096) / 146097;
    unsigned day_of_era = (unsigned)(shifted - era * 146097);
    unsigned year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36524 - day_of_era / 146096) / 365;
    unsigned day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    unsigned shifted_month = (5 * day_of_year + 2) / 153;

    *dom = day_of_year - (153 * shifted_month + 2) / 5 + 1;
    *month = shifted_month < 10 ? shifted_month + 3 : shifted_month - 9;
    *year = (int)year_of_era + era * 400 + (*month <= 2);
}

static bool digits(struct slice *rest, size_t count, unsigned *value)
{
    int64_t number;

    if (rest->length < count || !slice_integer((struct slice){rest->bytes, count}, 9999, &number))
        return false;
    *value = (unsigned)number;
    *rest = slice_from(*rest, count);
    return true;
}

static bool taken(struct slice *rest, char c)
{
    if (!rest->length || rest->bytes[0] != c)
        return false;
    *rest = slice_from(*rest, 1);
    return true;
}

static bool date_part(struct slice *rest, day *value)
{
    static const unsigned lengths[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    unsigned year;
    unsigned month;
    unsigned dom;
    unsigned length;

    if (!digits(rest, 4, &year) || !taken(rest, '-') || !digits(rest, 2, &month) || !taken(rest, '-') || !digits(rest, 2, &dom))
        return false;
    if (year < 1 || month < 1 || month > 12)
        return false;
    length = lengths[month - 1] + (month == 2 && year % 4 == 0 && (year % 100 != 0 || year % 400 == 0));
    if (dom < 1 || dom > length)
        return false;
    *value = day_from_civil((int)year, month, dom);
    return true;
}

/* hh:mm with optional :ss and optional fraction; a leap second counts as the second after. */
static bool time_part(struct slice *rest, bool seconds_needed, int64_t *milliseconds)
{
    unsigned hour;
    unsigned minute;
    unsigned second = 0;
    int64_t fraction = 0;

    if (!digits(rest, 2, &hour) || !taken(rest, ':') || !digits(rest, 2, &minute))
        return false;
    if (taken(rest, ':')) {
        int64_t place = 100;

        if (!digits(rest, 2, &second))
            return false;
        if (taken(rest, '.')) {
            size_t count = 0;

            for (; count < rest->length && rest->bytes[count] >= '0' && rest->bytes[count] <= '9'; count++, place /= 10)
                fraction += (rest->bytes[count] - '0') * place;
            if (count == 0)
                return false;
            *rest = slice_from(*rest, count);
        }
    } else if (seconds_needed) {
        return false;
    }
    if (hour > 23 || minute > 59 || second > 60)
        return false;
    *milliseconds = ((int64_t)hour * 3600 + minute * 60 + second) * 1000 + fraction;
    return true;
}

static bool offset_part(struct slice *rest, int64_t *milliseconds)
{
    unsigned hour;
    unsigned minute;
    int64_t sign;

    *milliseconds = 0;
    if (taken(rest, 'Z') || taken(rest, 'z'))
        return true;
    sign = taken(rest, '+') ? 1 : taken(rest, '-') ? -1 : 0;
    if (!sign || !digits(rest, 2, &hour) || !taken(rest, ':') || !digits(rest, 2, &minute) || hour > 23 || minute > 59)
        return false;
    *milliseconds = sign * ((int64_t)hour * 60 + minute) * 60000;
    return true;
}

/* An offset may lead out of the years that can be written. */
static bool can_be_written(instant value)
{
    return value >= day_from_civil(1, 1, 1) * MILLISECONDS_PER_DAY && value < day_from_civil(10000, 1, 1) * MILLISECONDS_PER_DAY;
}

bool instant_read(struct slice text, instant *value)
{
    day date;
    int64_t time;
    int64_t offset;
    instant read;

    if (!date_part(&text, &date) || !(taken(&text, 'T') || taken(&text, 't') || taken(&text, ' ')) ||
        !time_part(&text, true, &time) || !offset_part(&text, &offset) || text.length)
        return false;
    read = date * MILLISECONDS_PER_DAY + time - offset;
    if (!can_be_written(read))
        return false;
    *value = read;
    return true;
}

static int64_t floor_divide(int64_t value, int64_t divisor)
{
    return value / divisor - (value % divisor < 0);
}

void instant_write(struct text *text, instant value)
{
    int64_t days = floor_divide(value, MILLISECONDS_PER_DAY);
    int64_t rest = value - days * MILLISECONDS_PER_DAY;

    day_write(text, (day)days);
    text_add_byte(text, 'T');
    text_add_padded(text, rest / 3600000, 2);
    text_add_byte(text, ':');
    text_add_padded(text, rest / 60000 % 60, 2);
    text_add_byte(text, ':');
    text_add_padded(text, rest / 1000 % 60, 2);
    text_add_byte(text, '.');
    text_add_padded(text, rest % 1000, 3);
    text_add_byte(text, 'Z');
}

bool day_read(struct slice text, day *value)
{
    return date_part(&text, value) && text.length == 0;
}

bool day_can_be_written(day value)
{
    return value >= day_from_civil(1, 1, 1) && value < day_from_civil(10000, 1, 1);
}

static void put_two_digits(char *at, unsigned value)
{
    at[0] = (char)('0' + value / 10);
    at[1] = (char)('0' + value % 10);
}

/* Records are full of days: all of one at once. */
void day_write(struct text *text, day value)
{
    char written[] = "YYYY-MM-DD";
    int year;
    unsigned month;
    unsigned dom;

    day_to_civil(value, &year, &month, &dom);
    if (year < 0 || year > 9999) {
        text_add_padded(text, year, 4);
    } else {
        put_two_digits(written, (unsigned)year / 100);
        put_two_digits(written + 2, (unsigned)year % 100);
        text_add(text, written, 4);
    }
    put_two_digits(written + 5, month);
    put_two_digits(written + 8, dom);
    text_add(text, written + 4, 6);
}

static bool zone_is_utc = true;

/* The C library takes whatever it cannot read for UTC without a word, so the file is looked at first. */
bool zone_known(const char *name)
{
    const char *folder = getenv("TZDIR");
    char path[512];
    char magic[4];
    int length;
    FILE *file;
    bool is_zone;

    if (!name[0] || name[0] == '/' || strstr(name, ".."))
        return false;
    length = snprintf(path, sizeof path, "%s/%s", folder && folder[0] ? folder : "/usr/share/zoneinfo", name);
    if (length < 0 || (size_t)length >= sizeof path)
        return false;
    file = fopen(path, "rbe");
    if (!file)
        return false;
    is_zone = fread(magic, sizeof magic, 1, file) == 1 && memcmp(magic, "TZif", sizeof magic) == 0;
    fclose(file);
    return is_zone;
}

bool zone_use(const char *name, struct fault *fault)
{
    static char in_use[64] = "UTC";

    if (strcmp(name, in_use) == 0)
        return true;
    zone_is_utc = strcmp(name, "UTC") == 0;
    snprintf(in_use, sizeof in_use, "%s", zone_is_utc ? name : "");
    if (zone_is_utc)
        return true;
    if (!zone_known(name))
        return fault_set(fault, FAULT_USAGE, "unknown_time_zone", "shop.time_zone", "no time zone \"%s\" in the tz database", name);
    if (setenv("TZ", name, 1) != 0)
        return fault_system(fault, "environment", "cannot set the time zone");
    tzset();
    snprintf(in_use, sizeof in_use, "%s", name);
    return true;
}

int64_t instant_local_seconds(instant value)
{
    time_t seconds = (time_t)floor_divide(value, 1000);
    struct tm local;

    if (zone_is_utc || !localtime_r(&seconds, &local))
        return seconds;
    return (int64_t)seconds + local.tm_gmtoff;
}

instant instant_from_local_seconds(int64_t seconds)
{
    int64_t early;
    int64_t late;

    if (zone_is_utc)
        return seconds * 1000;
    /* Offsets on both sides of any change: the reading before it, if that gives the time back, is the first one. */
    early = seconds - (instant_local_seconds((seconds - SECONDS_PER_DAY) * 1000) - (seconds - SECONDS_PER_DAY));
    if (instant_local_seconds(early * 1000) == seconds)
        return early * 1000;
    late = seconds - (instant_local_seconds((seconds + SECONDS_PER_DAY) * 1000) - (seconds + SECONDS_PER_DAY));
    if (instant_local_seconds(late * 1000) == seconds)
        return late * 1000;
    return early * 1000;
}

day instant_day(instant value)
{
    return (day)floor_divide(instant_local_seconds(value), SECONDS_PER_DAY);
}

instant day_start(day value)
{
    return instant_from_local_seconds((int64_t)value * SECONDS_PER_DAY);
}

/* ISO 8601 and other programs: a blank before it, no colon in it, no minutes, or UTC by its name. */
static bool loose_offset_part(struct slice *rest, int64_t *milliseconds)
{
    unsigned hour;
    unsigned minute = 0;
    int64_t sign;

    *milliseconds = 0;
    (void)taken(rest, ' ');
    if (slice_is(*rest, "Z") || slice_is(*rest, "z") || slice_is(*rest, "UTC") || slice_is(*rest, "GMT"))
        return true;
    sign = taken(rest, '+') ? 1 : taken(rest, '-') ? -1 : 0;
    if (!sign || !digits(rest, 2, &hour) || hour > 23)
        return false;
    if ((taken(rest, ':') || rest->length) && (!digits(rest, 2, &minute) || minute > 59))
        return false;
    *milliseconds = sign * ((int64_t)hour * 60 + minute) * 60000;
    return rest->length == 0;
}

static bool loose_moment(struct slice text, instant *value)
{
    day date;
    int64_t time = 0;
    int64_t offset;

    if (!date_part(&text, &date) || (text.length && !((taken(&text, 'T') || taken(&text, ' ')) && time_part(&text, false, &time))))
        return false;
    if (!text.length)
        *value = instant_from_local_seconds((int64_t)date * SECONDS_PER_DAY + time / 1000) + time % 1000;
    else if (loose_offset_part(&text, &offset))
        *value = date * MILLISECONDS_PER_DAY + time - offset;
    else
        return false;
    return can_be_written(*value);
}

bool moment_read(struct slice text, const char *field, instant *value, struct fault *fault)
{
    instant read;

    if (instant_read(text, value))
        return true;
    if (loose_moment(text, &read)) {
        *value = read;
        return true;
    }
    if (text.length > 40)
        text.length = 40;
    return fault_set(fault, FAULT_REFUSED, "not_a_date", field, "\"%.*s\" is no date and time like \"2026-11-21T18:07:21Z\"",
                     SLICE_ARGS(text));
}

/* Monday is 0; 1970-01-01 was a Thursday. */
static int weekday(day value)
{
    return (int)((value % 7 + 7 + 3) % 7);
}

day period_first(day value, enum grain grain)
{
    int year;
    unsigned month;
    unsigned dom;

    if (grain == GRAIN_DAY)
        return value;
    if (grain == GRAIN_WEEK)
        return value - weekday(value);
    day_to_civil(value, &year, &month, &dom);
    return day_from_civil(year, grain == GRAIN_MONTH ? month : grain == GRAIN_QUARTER ? (month - 1) / 3 * 3 + 1 : 1, 1);
}

day period_next(day first, enum grain grain)
{
    int year;
    unsigned month;
    unsigned dom;

    if (grain == GRAIN_DAY)
        return first + 1;
    if (grain == GRAIN_WEEK)
        return first + 7;
    day_to_civil(first, &year, &month, &dom);
    if (grain == GRAIN_YEAR)
        return day_from_civil(year + 1, 1, 1);
    month += grain == GRAIN_QUARTER ? 3 : 1;
    return month > 12 ? day_from_civil(year + 1, 1, 1) : day_from_civil(year, month, 1);
}

void period_write(struct text *text, day first, enum grain grain)
{
    int year;
    unsigned month;
    unsigned dom;

    switch (grain) {
    case GRAIN_DAY:
        day_write(text, first);
        return;
    case GRAIN_WEEK: /* an ISO week belongs to the year of its Thursday */
        day_to_civil(first + 3, &year, &month, &dom);
        text_add_padded(text, year, 4);
        text_add_string(text, "-W");
        text_add_padded(text, (first + 3 - day_from_civil(year, 1, 1)) / 7 + 1, 2);
        return;
    case GRAIN_MONTH:
    case GRAIN_YEAR:
    case GRAIN_QUARTER:
        day_to_civil(first, &year, &month, &dom);
        text_add_padded(text, year, 4);
        if (grain == GRAIN_QUARTER) {
            text_add_string(text, "-Q");
            text_add_padded(text, (month + 2) / 3, 1);
        }
        if (grain == GRAIN_MONTH) {
            text_add_byte(text, '-');
            text_add_padded(text, month, 2);
        }
        return;
    }
}

bool quarter_read(struct slice text, day *first)
{
    int64_t year;
    int64_t quarter;

    if (text.length != 7 || memcmp(text.bytes + 4, "-Q", 2) != 0 || !slice_integer((struct slice){text.bytes, 4}, 9999, &year) ||
        year < 1 || !slice_integer(slice_from(text, 6), 4, &quarter) || quarter < 1)
        return false;
    *first = day_from_civil((int)year, (unsigned)(quarter - 1) * 3 + 1, 1);
    return true;
}
