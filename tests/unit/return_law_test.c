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
    struct text exceptions = TEXT_INIT;
    struct text holidays = TEXT_INIT;
    bool done;

    read_table("return-terms.tsv", &terms);
    read_table("withdrawal-exceptions.tsv", &exceptions);
    read_table("holidays.tsv", &holidays);
    done = return_law_read(&law, text_slice(&terms), text_slice(&exceptions), text_slice(&holidays), &fault);
    text_release(&terms);
    text_release(&exceptions);
    text_release(&holidays);
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
    struct return_event event = {slice_of(country), day_of("2026-10-01"), day_of(delivered), informed, own_days};
    day last = 0;

    if (!wanted)
        ok(!return_law_withdrawal_end(&law, &event, &last), "no right of withdrawal, %s", country);
    else if (ok(return_law_withdrawal_end(&law, &event, &last), "a right of withdrawal, %s", country))
        is_day(last, wanted, "until when", country);
}

static void guarantee(const char *country, const char *ordered, const char *delivered, const char *wanted)
{
    struct return_event event = {slice_of(country), day_of(ordered), day_of(delivered), true, 0};

    is_day(return_law_guarantee_end(&law, &event), wanted, "the guarantee ends", country);
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
}

static void test_guarantee(void)
{
    guarantee("BE", "2026-10-01", "2026-10-06", "2028-10-06");
    guarantee("ES", "2026-10-01", "2026-10-05", "2029-10-05");
    guarantee("ES", "2021-12-31", "2022-01-05", "2024-01-05");
    guarantee("SE", "2026-10-01", "2026-10-06", "2029-10-08");
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

        ok(!return_law_read(&other, slice_of(wrong[i]), SLICE(""), SLICE(""), &fault), "no table of terms: %s", wrong[i]);
        return_law_release(&other);
    }
}

int main(void)
{
    if (!read_law())
        return tap_end();
    test_withdrawal();
    test_guarantee();
    test_exceptions();
    test_wrong_tables();
    return_law_release(&law);
    return tap_end();
}
