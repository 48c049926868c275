/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "shop/calendar.h"

#include "base/memory.h"
#include "shop/law_table.h"

#include <stdlib.h>

enum { COLUMNS = 8, WEEK = 7, SATURDAY = 5, OFFSET_LIMIT = 366, MOVE_LIMIT = 6 };

/* A year's holidays reach a few days into the years beside it, where one is moved over their end. */
enum { MARGIN = 9, YEAR_WORDS = 6 };

enum holiday_rule { EVERY_YEAR, ONCE, WESTERN_EASTER, EASTERN_EASTER, WEEKDAY_FROM };

struct holiday_row {
    char country[2];
    struct slice regions; /* with "!" in front: all but them; "": the whole country */
    enum holiday_rule rule;
    day once;
    unsigned month, dom; /* of EVERY_YEAR and WEEKDAY_FROM */
    int offset;          /* from Easter, or the weekday, 0 is Monday */
    bool moves_to_next;  /* to the next day that is no holiday, from a Saturday or Sunday */
    int8_t moves[WEEK];  /* by so many days, from a weekday */
    day from, until;
};

/* Days from 1 January on, less MARGIN: a bit each. */
struct holiday_year {
    struct slice country, region;
    int year;
    uint64_t days[YEAR_WORDS];
};

static const char *const weekday_names[] = {"monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"};

static int weekday_of(day of)
{
    const int thursday = 3; /* 1970-01-01 */

    return ((of % WEEK) + WEEK + thursday) % WEEK;
}

static bool read_signed(struct slice text, int64_t limit, int *value)
{
    int64_t number;

    if (!text.length || (text.bytes[0] != '+' && text.bytes[0] != '-') || !slice_integer(slice_from(text, 1), limit, &number))
        return false;
    *value = text.bytes[0] == '-' ? (int)-number : (int)number;
    return true;
}

/* A weekday's name at the start of the text, which is passed over. */
static bool read_weekday(struct slice *text, int *weekday)
{
    for (*weekday = 0; *weekday < WEEK; (*weekday)++)
        if (slice_starts(*text, weekday_names[*weekday])) {
            *text = slice_from(*text, strlen(weekday_names[*weekday]));
            return true;
        }
    return false;
}

/* MM-DD, a date that every year has. */
static bool read_date(struct slice text, unsigned *month, unsigned *dom)
{
    char whole[] = "2001-MM-DD";
    int year;
    day value;

    if (text.length != 5)
        return false;
    memcpy(whole + 5, text.bytes, 5);
    if (!day_read(slice_of(whole), &value))
        return false;
    day_to_civil(value, &year, month, dom);
    return true;
}

static bool read_easter(struct slice when, const char *name, enum holiday_rule rule, struct holiday_row *row)
{
    row->rule = rule;
    return slice_starts(when, name) && read_signed(slice_from(when, strlen(name)), OFFSET_LIMIT, &row->offset);
}

static bool read_when(struct slice when, struct holiday_row *row)
{
    if (read_easter(when, "easter", WESTERN_EASTER, row) || read_easter(when, "orthodox", EASTERN_EASTER, row))
        return true;
    row->rule = WEEKDAY_FROM;
    if (read_weekday(&when, &row->offset))
        return slice_starts(when, " from ") && read_date(slice_from(when, strlen(" from ")), &row->month, &row->dom);
    row->rule = EVERY_YEAR;
    if (read_date(when, &row->month, &row->dom))
        return true;
    row->rule = ONCE;
    return day_read(when, &row->once);
}

static bool read_moved(struct slice moved, struct holiday_row *row)
{
    row->moves_to_next = slice_is(moved, "next");
    if (row->moves_to_next || slice_is(moved, "-"))
        return true;
    while (moved.length) {
        struct slice move = law_part(&moved, ',');
        int weekday;
        int days;

        if (!read_weekday(&move, &weekday) || !read_signed(move, MOVE_LIMIT, &days))
            return false;
        row->moves[weekday] = (int8_t)days;
    }
    return true;
}

static bool read_row(const struct slice columns[COLUMNS], struct holiday_row *row)
{
    *row = (struct holiday_row){.regions = slice_is(columns[1], "-") ? SLICE("") : columns[1]};
    return law_country(columns[0], row->country) && row->country[0] && columns[1].length && read_when(columns[2], row) &&
           read_moved(columns[3], row) && law_day(columns[4], INT32_MIN, &row->from) &&
           law_day(columns[5], INT32_MAX, &row->until) && columns[6].length && columns[7].length;
}

bool calendar_read(struct calendar *calendar, struct slice table, struct fault *fault)
{
    struct law_table rows = {arena_copy(&calendar->arena, table), 0};
    struct slice columns[COLUMNS];

    while (law_table_next(&rows, columns, COLUMNS)) {
        struct holiday_row row;

        if (!read_row(columns, &row))
            return fault_set(fault, FAULT_USAGE, "wrong_table", NULL, "the table of holidays, line %zu: is no row of it",
                             rows.line);
        calendar->rows = memory_grow(calendar->rows, &calendar->row_room, calendar->row_count + 1, sizeof row);
        calendar->rows[calendar->row_count++] = row;
    }
    return true;
}

struct weekend_row {
    char country[2];
    unsigned rest;
    day from, until;
};

static bool read_rest(struct slice names, unsigned *rest)
{
    *rest = 0;
    while (names.length) {
        struct slice name = law_part(&names, ',');
        int weekday;

        if (!read_weekday(&name, &weekday) || name.length)
            return false;
        *rest |= 1u << weekday;
    }
    return *rest && *rest != EVERY_WEEKDAY;
}

bool calendar_read_weekends(struct calendar *calendar, struct slice table, struct fault *fault)
{
    enum { C_COUNTRY, C_REST, C_FROM, C_UNTIL, C_SOURCE, C_COLUMNS };
    struct law_table rows = {table, 0};
    struct slice columns[C_COLUMNS];

    while (law_table_next(&rows, columns, C_COLUMNS)) {
        struct weekend_row row;

        if (!law_country(columns[C_COUNTRY], row.country) || !read_rest(columns[C_REST], &row.rest) ||
            !law_day(columns[C_FROM], INT32_MIN, &row.from) || !law_day(columns[C_UNTIL], INT32_MAX, &row.until) ||
            !columns[C_SOURCE].length)
            return fault_set(fault, FAULT_USAGE, "wrong_table", NULL, "the table of weekends, line %zu: is no row of it",
                             rows.line);
        calendar->weekends = memory_grow(calendar->weekends, &calendar->weekend_room, calendar->weekend_count + 1, sizeof row);
        calendar->weekends[calendar->weekend_count++] = row;
    }
    return true;
}

unsigned calendar_weekdays(const struct calendar *calendar, struct slice country, day of)
{
    for (size_t i = 0; i < calendar->weekend_count; i++) {
        const struct weekend_row *row = &calendar->weekends[i];

        if (law_country_fits(row->country, country) && of >= row->from && of <= row->until)
            return EVERY_WEEKDAY & ~row->rest;
    }
    return MONDAY_TO_FRIDAY;
}

void calendar_release(struct calendar *calendar)
{
    regions_release(&calendar->regions);
    free(calendar->weekends);
    arena_release(&calendar->arena);
    free(calendar->rows);
    free(calendar->years);
    *calendar = (struct calendar)CALENDAR_INIT;
}

static day western_easter(int year)
{
    int a = year % 19;
    int b = year / 100;
    int c = year % 100;
    int d = (19 * a + b - b / 4 - (b - (b + 8) / 25 + 1) / 3 + 15) % 30;
    int e = (32 + 2 * (b % 4) + 2 * (c / 4) - d - c % 4) % 7;
    int f = d + e - 7 * ((a + 11 * d + 22 * e) / 451) + 114;

    return day_from_civil(year, (unsigned)(f / 31), (unsigned)(f % 31 + 1));
}

static day eastern_easter(int year)
{
    int d = (19 * (year % 19) + 15) % 30;
    int e = (2 * (year % 4) + 4 * (year % 7) - d + 34) % 7;
    int julian = d + e + 114;
    int later = year / 100 - year / 400 - 2; /* than the Julian calendar is the Gregorian */

    return day_from_civil(year, (unsigned)(julian / 31), (unsigned)(julian % 31 + 1)) + later;
}

static day holiday_in(const struct holiday_row *row, int year)
{
    day date;

    switch (row->rule) {
    case ONCE:
        return row->once;
    case WESTERN_EASTER:
        return western_easter(year) + row->offset;
    case EASTERN_EASTER:
        return eastern_easter(year) + row->offset;
    default:
        date = day_from_civil(year, row->month, row->dom);
        return row->rule == WEEKDAY_FROM ? date + (row->offset - weekday_of(date) + WEEK) % WEEK : date;
    }
}

static bool keeps(struct slice regions, struct slice region)
{
    bool but = slice_starts(regions, "!");

    if (!regions.length)
        return true;
    regions = slice_from(regions, but);
    while (regions.length)
        if (slice_equal(law_part(&regions, ','), region))
            return !but;
    return but;
}

static void put_bit(struct holiday_year *year, day of)
{
    day place = of - day_from_civil(year->year, 1, 1) + MARGIN;

    if (place >= 0 && place < YEAR_WORDS * 64)
        year->days[place / 64] |= UINT64_C(1) << place % 64;
}

static bool has_bit(const struct holiday_year *year, day of)
{
    day place = of - day_from_civil(year->year, 1, 1) + MARGIN;

    return place >= 0 && place < YEAR_WORDS * 64 && (year->days[place / 64] >> place % 64 & 1);
}

/* Those that wait for a day that is no holiday come last, and the rows of a country in the order of their dates. */
static void fill_year(const struct calendar *calendar, struct holiday_year *year)
{
    for (int waiting = 0; waiting < 2; waiting++)
        for (size_t i = 0; i < calendar->row_count; i++) {
            const struct holiday_row *row = &calendar->rows[i];
            day date;

            if (!law_country_fits(row->country, year->country) || !keeps(row->regions, year->region))
                continue;
            date = holiday_in(row, year->year);
            if (date < row->from || date > row->until)
                continue;
            if (waiting && row->moves_to_next && weekday_of(date) >= SATURDAY)
                while (weekday_of(date) >= SATURDAY || has_bit(year, date))
                    date++;
            put_bit(year, date + row->moves[weekday_of(date)]);
        }
}

static const struct holiday_year *year_of(struct calendar *calendar, struct slice country, struct slice region, int year)
{
    struct holiday_year *found;

    for (size_t i = 0; i < calendar->year_count; i++) {
        found = &calendar->years[(calendar->last_year + i) % calendar->year_count];
        if (found->year == year && slice_equal(found->country, country) && slice_equal(found->region, region)) {
            calendar->last_year = (size_t)(found - calendar->years);
            return found;
        }
    }
    calendar->years = memory_grow(calendar->years, &calendar->year_room, calendar->year_count + 1, sizeof *found);
    found = &calendar->years[calendar->year_count];
    *found = (struct holiday_year){arena_copy(&calendar->arena, country), arena_copy(&calendar->arena, region), year, {0}};
    fill_year(calendar, found);
    calendar->last_year = calendar->year_count++;
    return found;
}

bool calendar_is_holiday(struct calendar *calendar, struct slice country, struct slice region, day of)
{
    int first;
    int last;
    unsigned month;
    unsigned dom;

    day_to_civil(of - MARGIN, &first, &month, &dom);
    day_to_civil(of + MARGIN, &last, &month, &dom);
    for (int year = first; year <= last; year++)
        if (has_bit(year_of(calendar, country, region, year), of))
            return true;
    return false;
}

static bool is_closed(const struct workplace *place, day of)
{
    for (size_t i = 0; i < place->closed_count; i++)
        if (place->closed[i] == of)
            return true;
    return false;
}

bool calendar_read_regions(struct calendar *calendar, struct slice table, struct fault *fault)
{
    return regions_read(&calendar->regions, table, fault);
}

struct slice calendar_region(const struct calendar *calendar, struct slice country, struct slice postcode, day on)
{
    return postcode.length ? region_of(&calendar->regions, country, postcode, on) : SLICE("");
}

struct workplace calendar_workplace(const struct calendar *calendar, struct slice country, struct slice postcode, day on)
{
    return (struct workplace){.country = country,
                              .region = calendar_region(calendar, country, postcode, on),
                              .weekdays = calendar_weekdays(calendar, country, on)};
}

bool calendar_is_working(struct calendar *calendar, const struct workplace *place, day of)
{
    return (place->weekdays >> weekday_of(of) & 1) && !is_closed(place, of) &&
           !calendar_is_holiday(calendar, place->country, place->region, of);
}

day calendar_working_from(struct calendar *calendar, const struct workplace *place, day from)
{
    while (!calendar_is_working(calendar, place, from))
        from++;
    return from;
}

day calendar_working_after(struct calendar *calendar, const struct workplace *place, day from, int64_t count)
{
    from = calendar_working_from(calendar, place, count ? from + 1 : from);
    while (--count > 0)
        from = calendar_working_from(calendar, place, from + 1);
    return from;
}

/* The date of the same number so many months later, or the last of a month that has none. */
static day months_later(day event, int64_t months)
{
    const int64_t last = (int64_t)9999 * 12 - 1;
    int year;
    unsigned month;
    unsigned dom;
    day first;
    day next;

    day_to_civil(event, &year, &month, &dom);
    months += (int64_t)(year - 1) * 12 + month - 1;
    months = months > last ? last : months;
    first = day_from_civil((int)(months / 12) + 1, (unsigned)(months % 12) + 1, 1);
    next = period_next(first, GRAIN_MONTH);
    return first + (day)dom - 1 < next ? first + (day)dom - 1 : next - 1;
}

static day plain_end(day event, struct period period)
{
    const day last = day_from_civil(9999, 12, 1); /* so that the next working day can be written, too */
    int64_t end = event;

    switch (period.unit) {
    case PERIOD_DAYS:
        end += period.count;
        break;
    case PERIOD_WEEKS:
        end += period.count * WEEK;
        break;
    case PERIOD_MONTHS:
        return months_later(event, period.count) < last ? months_later(event, period.count) : last;
    case PERIOD_YEARS:
        return months_later(event, period.count * 12) < last ? months_later(event, period.count * 12) : last;
    case PERIOD_WORKING_DAYS:
        break;
    }
    return end < last ? (day)end : last;
}

day calendar_period_end(struct calendar *calendar, struct slice country, struct slice region, day event, struct period period)
{
    const struct workplace offices = {country, region, MONDAY_TO_FRIDAY, NULL, 0};
    const struct workplace days = {country, region, calendar_weekdays(calendar, country, event), NULL, 0};
    day plain = plain_end(event, period);
    day end = calendar_working_from(calendar, &offices, plain);
    day second = plain - event >= 2 ? calendar_working_after(calendar, &offices, event, 2) : end;

    if (period.unit == PERIOD_WORKING_DAYS)
        return calendar_working_after(calendar, &days, event, period.count);
    return end > second ? end : second;
}
