/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tap.h"

#include "shop/return_law.h"

#include <stdlib.h>

static struct fault fault = FAULT_INIT;
static struct return_law law = RETURN_LAW_INIT;

static void read_table(const char *file, struct text *table)
{
    const char *data = getenv("COLPORTEUR_DATADIR");
    char room[4096];
    FILE *stream;
    size_t got;

    snprintf(room, sizeof room, "%s/law/%s", data ? data : "share", file);
    stream = fopen(room, "r");
    while (stream && (got = fread(room, 1, sizeof room, stream)) > 0)
        text_add(table, room, got);
    if (stream)
        fclose(stream);
}

static bool read_law(void)
{
    struct text terms = TEXT_INIT;
    struct text members = TEXT_INIT;
    struct text exceptions = TEXT_INIT;
    struct text holidays = TEXT_INIT;
    struct text regions = TEXT_INIT;
    bool done;

    read_table("return-terms.tsv", &terms);
    read_table("eu-members.tsv", &members);
    read_table("withdrawal-exceptions.tsv", &exceptions);
    read_table("holidays.tsv", &holidays);
    read_table("regions.tsv", &regions);
    done = return_law_read(&law, text_slice(&terms), text_slice(&members), text_slice(&exceptions), text_slice(&holidays),
                           text_slice(&regions), &fault);
    text_release(&terms);
    text_release(&members);
    text_release(&exceptions);
    text_release(&holidays);
    text_release(&regions);
    return ok(done, "the tables of law are read: %s", fault.reason);
}

static day day_of(const char *text)
{
    day value = 0;

    if (!day_read(slice_of(text), &value))
        printf("# %s is no day\n", text);
    return value;
}

static void is_day(day got, const char *wanted, const char *what, const char *where)
{
    struct text text = TEXT_INIT;

    day_write(&text, got);
    is_text(text_string(&text), wanted, "%s, %s", what, where);
    text_release(&text);
}

static void withdraw(const char *country, const char *delivered, bool informed, int64_t own_days, const char *wanted)
{
    struct return_event event = {slice_of(country), day_of("2026-10-01"), day_of(delivered), informed, own_days, SLICE("")};
    day last = 0;

    if (!wanted)
        ok(!return_law_withdrawal_end(&law, &event, &last), "no right of withdrawal, %s", country);
    else if (ok(return_law_withdrawal_end(&law, &event, &last), "a right of withdrawal, %s", country))
        is_day(last, wanted, "until when", country);
}

static void guarantee(const char *country, const char *ordered, const char *delivered, const char *wanted)
{
    struct return_event event = {slice_of(country), day_of(ordered), day_of(delivered), true, 0, SLICE("")};

    day last = 0;

    if (!wanted)
        ok(!return_law_guarantee_end(&law, &event, &last), "no guarantee by law, %s", country);
    else if (ok(return_law_guarantee_end(&law, &event, &last), "a guarantee by law, %s", country))
        is_day(last, wanted, "the guarantee ends", country);
}

static void test_withdrawal(void)
{
    withdraw("BE", "2026-11-06", true, 0, "2026-11-20");
    withdraw("BE", "2026-11-07", true, 0, "2026-11-23");
    withdraw("BE", "2026-11-16", true, 0, "2026-11-30");
    withdraw("BE", "2026-10-28", true, 0, "2026-11-12");
    withdraw("FR", "2026-10-28", true, 0, "2026-11-12");
    withdraw("NL", "2026-10-28", true, 0, "2026-11-11");
    withdraw("BE", "2026-11-06", false, 0, "2027-11-22");
    withdraw("BE", "2026-11-06", true, 30, "2026-12-07");
    withdraw("BE", "2026-11-06", true, 7, "2026-11-20");
    withdraw("BE", "2026-11-06", false, 30, "2027-11-22");
    withdraw("CH", "2026-11-06", true, 0, NULL);
    withdraw("CH", "2026-11-06", false, 30, "2026-12-07");
    withdraw("GB", "2026-11-06", true, 0, "2026-11-20");
    withdraw("NO", "2026-11-06", true, 0, "2026-11-20");
    withdraw("TR", "2026-11-06", false, 0, "2027-11-22");
    withdraw("RE", "2026-11-06", true, 0, "2026-11-20");
    withdraw("MA", "2026-11-06", true, 0, "2026-11-13");
    withdraw("MA", "2026-11-06", false, 0, "2026-12-07"); /* thirty days in all, and the last a Sunday */
    withdraw("TN", "2026-11-06", true, 0, "2026-11-20");
    withdraw("TN", "2026-11-07", true, 0, "2026-11-20");
    withdraw("DZ", "2026-11-06", true, 0, NULL);
    withdraw("DZ", "2026-11-06", true, 14, "2026-11-20");
    withdraw("US", "2026-11-06", false, 0, NULL);
    withdraw("AU", "2026-11-06", true, 0, NULL);
    ok(return_law_by_directive(&law, SLICE("BE"), 20000) && return_law_by_directive(&law, SLICE("RE"), 20000) &&
           return_law_by_directive(&law, SLICE("NO"), 20000) && !return_law_by_directive(&law, SLICE("GB"), 20000) &&
           !return_law_by_directive(&law, SLICE("AU"), 20000),
       "where the Directive holds");
}

static void is_in(const char *country, const char *postcode, const char *wanted)
{
    struct slice region = region_of(&law.regions, slice_of(country), slice_of(postcode), day_of("2026-11-21"));
    struct text text = TEXT_INIT;

    text_add_slice(&text, region);
    is_text(text_string(&text), wanted, "where %s of %s lies", postcode, country);
    text_release(&text);
}

/* Holidays of a part of the country end terms, too: Good Friday in Alsace, and Easter Monday after it. */
static void test_regions(void)
{
    struct return_event event = {SLICE("FR"), day_of("2026-03-01"), day_of("2026-03-20"), true, 0, SLICE("67")};
    day last = 0;

    is_in("FR", "67000", "67");
    is_in("FR", "F-68 100", "68");
    is_in("FR", "75001", "");
    is_in("FR", "97400", "974");
    is_in("FR", "97150", "978");
    is_in("FR", "97110", "971");
    is_in("DE", "80331", "BY");
    is_in("DE", "D-12529", "BB");
    is_in("DE", "12527", "");
    is_in("DE", "12489", "BE");
    is_in("DE", "27498", "SH");
    is_in("ES", "28013", "MD");
    is_in("CH", "8001", "ZH");
    is_in("CH", "CH-1201", "GE");
    is_in("GB", "bt1 5gs", "NIR");
    is_in("GB", "G1 1AA", "SCT");
    is_in("GB", "GL1 1AA", "");
    is_in("GB", "EH99 1SP", "SCT");
    is_in("AT", "1010", "");
    is_in("BE", "", "");
    ok(return_law_withdrawal_end(&law, &event, &last), "a right of withdrawal in Alsace");
    is_day(last, "2026-04-07", "until when", "in Alsace, where Good Friday and Easter Monday are holidays");
    event.region = SLICE("");
    ok(return_law_withdrawal_end(&law, &event, &last), "a right of withdrawal in France");
    is_day(last, "2026-04-03", "until when", "elsewhere in France");
}

static void test_wrong_regions(void)
{
    static const char *const wrong[] = {"FR\t67\t\t-\t-\tsource",     "*\t67\t67\t-\t-\tsource",   "FR\t\t67\t-\t-\tsource",
                                        "FR\t67\t67-6\t-\t-\tsource", "FR\t67\tA-B\t-\t-\tsource", "FR\t67\t67\t-\t-\t"};

    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        struct regions regions = REGIONS_INIT;

        ok(!regions_read(&regions, slice_of(wrong[i]), &fault) && strstr(fault.reason, "line 1"), "no row: %s", wrong[i]);
        regions_release(&regions);
    }
}

static void test_guarantee(void)
{
    guarantee("BE", "2026-10-01", "2026-10-06", "2028-10-06");
    guarantee("ES", "2026-10-01", "2026-10-05", "2029-10-05");
    guarantee("ES", "2021-12-31", "2022-01-05", "2024-01-05");
    guarantee("SE", "2026-10-01", "2026-10-06", "2029-10-08");
    guarantee("CH", "2026-10-01", "2026-10-06", "2028-10-06");
    guarantee("NO", "2026-10-01", "2026-10-06", "2031-10-06");
    guarantee("GB", "2010-10-01", "2010-10-06", "2012-10-08");
    guarantee("AU", "2026-10-01", "2026-10-06", NULL);
    is_day(return_law_refund_due(&law, SLICE("BE"), day_of("2026-10-01"), day_of("2026-11-07")), "2026-11-23", "the refund is due",
           "BE");
}

static void test_exceptions(void)
{
    const struct withdrawal_exception *media = return_law_exception(&law, SLICE("sealed_media"));
    const struct withdrawal_exception *made = return_law_exception(&law, SLICE("made_to_measure"));

    ok(media && media->once_opened, "sealed media, once they are opened");
    ok(made && !made->once_opened, "what was made to measure, always");
    ok(!return_law_exception(&law, SLICE("reduced")), "that goods were reduced is no exception");
}

static void test_wrong_tables(void)
{
    static const char *const wrong[] = {"*\twithdrawal\t14\tfortnights\t-\t-\tsource", "*\trefusal\t14\tdays\t-\t-\tsource",
                                        "*\twithdrawal\t14\tdays\t-\t-\t", "*\twithdrawal\t14\tdays\t-\t-\tsource"};

    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        struct return_law other = RETURN_LAW_INIT;

        ok(!return_law_read(&other, slice_of(wrong[i]), SLICE(""), SLICE(""), SLICE(""), SLICE(""), &fault),
           "no table of terms: %s", wrong[i]);
        return_law_release(&other);
    }
}

int main(void)
{
    if (!read_law())
        return tap_end();
    test_withdrawal();
    test_regions();
    test_wrong_regions();
    test_guarantee();
    test_exceptions();
    test_wrong_tables();
    return_law_release(&law);
    return tap_end();
}
