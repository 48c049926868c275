/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tap.h"

#include "shop/calendar.h"

#include <stdlib.h>

static struct fault fault = FAULT_INIT;
static struct calendar calendar = CALENDAR_INIT;

static void read_table(void)
{
    const char *data = getenv("COLPORTEUR_DATADIR");
    struct text table = TEXT_INIT;
    char room[4096];
    FILE *stream;
    size_t got;

    snprintf(room, sizeof room, "%s/law/holidays.tsv", data ? data : "share");
    stream = fopen(room, "r");
    while (stream && (got = fread(room, 1, sizeof room, stream)) > 0)
        text_add(&table, room, got);
    if (stream)
        fclose(stream);
    ok(calendar_read(&calendar, text_slice(&table), &fault) && calendar.row_count, "the table of holidays is read: %s",
       fault.reason);
    text_release(&table);
}

static day day_of(const char *text)
{
    day value = 0;

    if (!day_read(slice_of(text), &value))
        printf("# %s is no day\n", text);
    return value;
}

/* "DE-BY": the region stands behind the country. */
static struct slice region_named(const char *place)
{
    return slice_of(strlen(place) > 3 ? place + 3 : "");
}

static bool is_sunday(day of)
{
    return period_first(of, GRAIN_WEEK) + 6 == of;
}

/* The holidays of a year but Sundays, "MM-DD MM-DD". */
static void keeps_holidays(const char *place, int year, const char *wanted)
{
    struct text got = TEXT_INIT;

    for (day of = day_from_civil(year, 1, 1); of < day_from_civil(year + 1, 1, 1); of++)
        if (!is_sunday(of) && calendar_is_holiday(&calendar, (struct slice){place, 2}, region_named(place), of)) {
            struct text date = TEXT_INIT;

            day_write(&date, of);
            if (got.length)
                text_add_byte(&got, ' ');
            text_add_slice(&got, slice_from(text_slice(&date), 5));
            text_release(&date);
        }
    is_text(text_string(&got), wanted, "the holidays of %s in %d", place, year);
    text_release(&got);
}

static void years_are_known(void)
{
    keeps_holidays("BE", 2026, "01-01 04-06 05-01 05-14 05-25 07-21 08-15 11-11 12-25");
    keeps_holidays("FR", 2026, "01-01 04-06 05-01 05-08 05-14 05-25 07-14 08-15 11-11 12-25");
    keeps_holidays("FR-67", 2026, "01-01 04-03 04-06 05-01 05-08 05-14 05-25 07-14 08-15 11-11 12-25 12-26");
    keeps_holidays("FR-974", 2027, "01-01 03-29 05-01 05-06 05-08 05-17 07-14 11-01 11-11 12-20 12-25");
    keeps_holidays("DE", 2026, "01-01 04-03 04-06 05-01 05-14 05-25 10-03 12-25 12-26");
    keeps_holidays("DE-BY", 2025, "01-01 01-06 04-18 04-21 05-01 05-29 06-09 06-19 10-03 11-01 12-25 12-26");
    keeps_holidays("DE-SN", 2025, "01-01 04-18 04-21 05-01 05-29 06-09 10-03 10-31 11-19 12-25 12-26");
    keeps_holidays("DE-HH", 2017, "04-14 04-17 05-01 05-25 06-05 10-03 10-31 12-25 12-26");
    keeps_holidays("DE-BE", 2025, "01-01 03-08 04-18 04-21 05-01 05-08 05-29 06-09 10-03 12-25 12-26");
    keeps_holidays("CH-GL", 2026, "01-01 01-02 04-03 04-06 04-09 05-14 05-25 08-01 12-25 12-26");
    keeps_holidays("ES-AR", 2026, "01-01 01-06 04-02 04-03 04-23 05-01 08-15 10-12 12-08 12-25");
    keeps_holidays("NL", 2025, "01-01 04-18 04-21 04-26 05-05 05-29 06-09 12-25 12-26");
    keeps_holidays("DK", 2023, "04-06 04-07 04-10 05-05 05-18 05-29 12-25 12-26");
    keeps_holidays("DK", 2024, "01-01 03-28 03-29 04-01 05-09 05-20 12-25 12-26");
    keeps_holidays("SE", 2026, "01-01 01-06 04-03 04-06 05-01 05-14 06-06 06-19 06-20 10-31 12-24 12-25 12-26 12-31");
    keeps_holidays("FI", 2026, "01-01 01-06 04-03 04-06 05-01 05-14 06-19 06-20 10-31 12-24 12-25 12-26");
    keeps_holidays("PL", 2024, "01-01 01-06 04-01 05-01 05-03 05-30 08-15 11-01 11-11 12-25 12-26");
    keeps_holidays("PL", 2025, "01-01 01-06 04-21 05-01 05-03 06-19 08-15 11-01 11-11 12-24 12-25 12-26");
    keeps_holidays("GR", 2026, "01-01 01-06 02-23 03-25 04-10 04-13 05-01 06-01 08-15 10-28 12-25 12-26");
    keeps_holidays("IT", 2025, "01-01 01-06 04-21 04-25 05-01 06-02 08-15 11-01 12-08 12-25 12-26");
    keeps_holidays("IT", 2027, "01-01 01-06 03-29 05-01 06-02 10-04 11-01 12-08 12-25");
    keeps_holidays("LU", 2026, "01-01 04-06 05-01 05-09 05-14 05-25 06-23 08-15 12-25 12-26");
    keeps_holidays("SK", 2026, "01-01 01-06 04-03 04-06 05-01 08-29 12-24 12-25 12-26");
    keeps_holidays("NO", 2026, "01-01 04-02 04-03 04-06 05-01 05-14 05-25 12-25 12-26");
    keeps_holidays("CH", 2026, "01-01 04-03 04-06 05-14 05-25 08-01 12-25 12-26");
    keeps_holidays("CH-GE", 2024, "01-01 03-29 04-01 05-09 05-20 08-01 09-05 12-25 12-31");
    keeps_holidays("US", 2026, "");
}

/* A day that falls on a weekend, and is kept on another: two after one another, and what a proclamation moved. */
static void days_are_moved(void)
{
    keeps_holidays("GB-ENG", 2021, "01-01 04-02 04-05 05-03 05-31 08-30 12-25 12-27 12-28");
    keeps_holidays("GB", 2021, "01-01 04-02 04-05 05-03 05-31 08-30 12-25 12-27 12-28");
    keeps_holidays("GB-ENG", 2022, "01-01 01-03 04-15 04-18 05-02 06-02 06-03 08-29 09-19 12-26 12-27");
    keeps_holidays("GB-SCT", 2022, "01-01 01-03 01-04 04-15 05-02 06-02 06-03 08-01 09-19 11-30 12-26 12-27");
    keeps_holidays("GB-NIR", 2020, "01-01 03-17 04-10 04-13 05-08 05-25 07-13 08-31 12-25 12-26 12-28");
    keeps_holidays("IE", 2023, "01-02 02-06 03-17 04-10 05-01 06-05 08-07 10-30 12-25 12-26");
    keeps_holidays("IE", 2030, "01-01 02-01 03-18 04-22 05-06 06-03 08-05 10-28 12-25 12-26");
    keeps_holidays("BG", 2022, "01-01 01-03 03-03 04-22 04-25 05-02 05-06 05-24 09-06 09-22 12-24 12-26 12-27 12-28");
    keeps_holidays("LV", 2024, "01-01 03-29 04-01 05-01 05-04 05-06 06-24 11-18 12-24 12-25 12-26 12-31");
}

static void easter_is(const char *country, int since_easter, const char *sunday)
{
    ok(calendar_is_holiday(&calendar, slice_of(country), SLICE(""), day_of(sunday) + since_easter), "Easter of %s is on %s",
       country, sunday);
}

static void easters_are_known(void)
{
    static const char *const western[] = {"2000-04-23", "2008-03-23", "2011-04-24", "2019-04-21",
                                          "2024-03-31", "2025-04-20", "2026-04-05", "2038-04-25"};
    static const char *const eastern[] = {"2000-04-30", "2010-04-04", "2013-05-05", "2021-05-02",
                                          "2024-05-05", "2025-04-20", "2026-04-12", "2027-05-02"};

    for (size_t i = 0; i < sizeof western / sizeof *western; i++)
        easter_is("BE", 1, western[i]);
    for (size_t i = 0; i < sizeof eastern / sizeof *eastern; i++)
        easter_is("GR", 1, eastern[i]);
}

static void is_day(day got, const char *wanted, const char *what)
{
    struct text text = TEXT_INIT;

    day_write(&text, got);
    is_text(text_string(&text), wanted, "%s", what);
    text_release(&text);
}

static void ends(const char *country, const char *event, int64_t count, enum period_unit unit, const char *wanted)
{
    struct text text = TEXT_INIT;

    day_write(&text, calendar_period_end(&calendar, slice_of(country), SLICE(""), day_of(event), (struct period){count, unit}));
    is_text(text_string(&text), wanted, "%s: a period of %d from %s on", country, (int)count, event);
    text_release(&text);
}

/* Regulation 1182/71; the first four are those of the right of withdrawal. */
static void periods_end(void)
{
    ends("BE", "2026-11-06", 14, PERIOD_DAYS, "2026-11-20");
    ends("BE", "2026-11-07", 14, PERIOD_DAYS, "2026-11-23");
    ends("BE", "2026-11-16", 14, PERIOD_DAYS, "2026-11-30");
    ends("FR", "2026-10-28", 14, PERIOD_DAYS, "2026-11-12");
    ends("BE", "2026-10-28", 14, PERIOD_DAYS, "2026-11-12");
    ends("DE", "2026-10-28", 14, PERIOD_DAYS, "2026-11-11");
    ends("BE", "2026-11-09", 2, PERIOD_WEEKS, "2026-11-23");
    ends("BE", "2026-01-31", 1, PERIOD_MONTHS, "2026-03-02"); /* 28 February is a Saturday */
    ends("BE", "2027-12-31", 2, PERIOD_MONTHS, "2028-02-29");
    ends("BE", "2024-02-29", 2, PERIOD_YEARS, "2026-03-02");
    ends("BE", "2026-11-20", 12, PERIOD_MONTHS, "2027-11-22");
    ends("BE", "2026-12-24", 2, PERIOD_DAYS, "2026-12-29"); /* two working days: Monday and Tuesday */
    ends("BE", "2026-12-24", 1, PERIOD_DAYS, "2026-12-28");
    ends("BE", "9999-12-30", 2, PERIOD_YEARS, "9999-12-01");
}

static void working_days_are_counted(void)
{
    const day closed[] = {day_of("2026-11-12")};
    struct workplace office = {SLICE("BE"), SLICE(""), MONDAY_TO_FRIDAY, NULL, 0};
    struct workplace carrier = {SLICE("BE"), SLICE(""), MONDAY_TO_SATURDAY, closed, 1};

    is_day(calendar_working_from(&calendar, &office, day_of("2026-11-07")), "2026-11-09", "an office opens on Monday");
    is_day(calendar_working_from(&calendar, &carrier, day_of("2026-11-07")), "2026-11-07", "a carrier delivers on Saturday");
    is_day(calendar_working_after(&calendar, &office, day_of("2026-11-10"), 1), "2026-11-12", "nothing on Armistice Day");
    is_day(calendar_working_after(&calendar, &carrier, day_of("2026-11-10"), 1), "2026-11-13", "nor on its own closing day");
    is_day(calendar_working_after(&calendar, &office, day_of("2026-11-07"), 0), "2026-11-09", "none after: the first from there");
    is_day(calendar_working_after(&calendar, &office, day_of("2026-11-07"), 1), "2026-11-09", "the first after a Saturday");
    is_day(calendar_working_after(&calendar, &office, day_of("2026-12-23"), 10), "2027-01-08", "ten of them, over the new year");
}

static void wrong_rows_are_named(void)
{
    static const char *const rows[] = {
        "BE\t-\t13-01\t-\t-\t-\tname\tsource",      "BE\t-\t02-29\t-\t-\t-\tname\tsource",
        "BE\t-\teaster1\t-\t-\t-\tname\tsource",    "BE\t-\tmonday 05-01\t-\t-\t-\tname\tsource",
        "BE\t-\t05-01\tsunday\t-\t-\tname\tsource", "BE\t-\t05-01\t-\t2026\t-\tname\tsource",
        "*\t-\t05-01\t-\t-\t-\tname\tsource",       "BE\t-\t05-01\t-\t-\t-\tname\t",
    };

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct calendar wrong = CALENDAR_INIT;

        fault = (struct fault)FAULT_INIT;
        ok(!calendar_read(&wrong, slice_of(rows[i]), &fault) && strstr(fault.reason, "line 1"), "no row: %s", rows[i]);
        calendar_release(&wrong);
    }
}

/* A day that is moved over the end of its year is a holiday of the next one. */
static void moves_cross_the_year(void)
{
    struct calendar other = CALENDAR_INIT;

    ok(calendar_read(&other, SLICE("BE\t-\t12-31\tnext\t-\t-\tname\tsource\nBE\t-\t01-01\tsaturday-1\t-\t-\tname\tsource"), &fault),
       "two rows at the ends of a year");
    ok(calendar_is_holiday(&other, SLICE("BE"), SLICE(""), day_of("2023-01-02")), "Saturday 31 December is kept on Monday");
    ok(calendar_is_holiday(&other, SLICE("BE"), SLICE(""), day_of("2021-12-31")), "Saturday 1 January is kept on Friday");
    ok(!calendar_is_holiday(&other, SLICE("BE"), SLICE(""), day_of("2022-01-01")), "and not on itself");
    calendar_release(&other);
}

/* "calendar_test FIRST LAST PLACE…": what tests/holidays.t has judged, a place and a day in a line. */
static void print_holidays(int first, int last, char **places)
{
    for (; *places; places++)
        for (day of = day_from_civil(first, 1, 1); of < day_from_civil(last + 1, 1, 1); of++)
            if (calendar_is_holiday(&calendar, (struct slice){*places, 2}, region_named(*places), of)) {
                struct text date = TEXT_INIT;

                day_write(&date, of);
                printf("%s\t%s\n", *places, text_string(&date));
                text_release(&date);
            }
}

static void rest_on_other_days(void)
{
    static const char weekends[] = "DZ\tfriday,saturday\t2009-08-14\t-\tdecree\nDZ\tthursday,friday\t-\t2009-08-13\tdecree\n";
    struct calendar weeks = CALENDAR_INIT;
    const day friday = day_from_civil(2026, 11, 27);

    ok(calendar_read_weekends(&weeks, SLICE(weekends), &fault), "a table of weekends");
    ok(calendar_weekdays(&weeks, SLICE("BE"), friday) == MONDAY_TO_FRIDAY, "most countries rest on Saturday and Sunday");
    ok(calendar_weekdays(&weeks, SLICE("DZ"), friday) == 0x4f, "Algeria on Friday and Saturday");
    ok(calendar_weekdays(&weeks, SLICE("DZ"), day_from_civil(2009, 8, 13)) == 0x67, "and before on Thursday and Friday");
    ok(!calendar_read_weekends(&weeks, SLICE("DZ\tfryday\t-\t-\tx\n"), &fault) && slice_is(slice_of(fault.code), "wrong_table"),
       "a day that is none is refused");
    calendar_release(&weeks);
}

int main(int argc, char **argv)
{
    read_table();
    if (argc > 3) {
        print_holidays(atoi(argv[1]), atoi(argv[2]), argv + 3);
        calendar_release(&calendar);
        return EXIT_SUCCESS;
    }
    years_are_known();
    days_are_moved();
    easters_are_known();
    periods_end();
    working_days_are_counted();
    wrong_rows_are_named();
    moves_cross_the_year();
    rest_on_other_days();
    calendar_release(&calendar);
    return tap_end();
}
