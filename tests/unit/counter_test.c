/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tap.h"

#include "shop/counter_offer.h"

static struct fault fault = FAULT_INIT;
static struct arena arena = ARENA_INIT;
static struct calendar calendar = CALENDAR_INIT;

static day day_of(const char *text)
{
    day value = 0;

    if (!day_read(slice_of(text), &value))
        printf("# %s is no day\n", text);
    return value;
}

static instant instant_of(const char *text)
{
    instant value = 0;

    if (!instant_read(slice_of(text), &value))
        printf("# %s is no instant\n", text);
    return value;
}

/* Tuesdays 10:00-12:30 and 14:00-24:00, Wednesdays 09:00-10:00; an hour's slots for two, prepared in ninety minutes. */
static struct counter counter_of_test(void)
{
    struct counter counter = {.location = SLICE("quai"),
                              .place = {.country = SLICE("BE"), .region = SLICE(""), .weekdays = 1u << 1 | 1u << 2},
                              .capacity = 2,
                              .slot_minutes = 60,
                              .lead_minutes = 90,
                              .days_ahead = 7};

    counter.openings[1][0] = (struct opening){600, 750};
    counter.openings[1][1] = (struct opening){840, 1440};
    counter.opening_counts[1] = 2;
    counter.openings[2][0] = (struct opening){540, 600};
    counter.opening_counts[2] = 1;
    return counter;
}

static void test_words(void)
{
    static const char *const good[] = {"2026-11-24T10:00", "2026-11-24T00:00", "2026-02-28T23:59"};
    static const char *const bad[] = {"2026-11-24",       "2026-11-24T24:00", "2026-11-24T10:60",  "2026-11-24T9:00",
                                      "2026-02-29T10:00", "2026-11-24 10:00", "2026-11-24T10:00Z", ""};

    for (size_t i = 0; i < sizeof good / sizeof *good; i++) {
        struct text text = TEXT_INIT;
        struct slot slot;
        bool done = slot_read(slice_of(good[i]), &slot);

        slot_write(&slot, &text);
        ok(done && slice_is(text_slice(&text), good[i]), "%s is read and written", good[i]);
        text_release(&text);
    }
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        struct slot slot;

        ok(!slot_read(slice_of(bad[i]), &slot), "\"%s\" begins no slot", bad[i]);
    }
}

static void test_slots(void)
{
    static const struct {
        const char *what, *day;
        size_t count; /* of slots */
        int first, last;
    } rows[] = {
        {"what is left of an opening is no slot", "2026-11-24", 12, 600, 1380},
        {"another day", "2026-11-25", 1, 540, 540},
        {"no day on which it opens", "2026-11-26", 0, 0, 0},
        {"a holiday", "2026-12-01", 0, 0, 0},
    };
    struct counter counter = counter_of_test();
    struct slot slots[COUNTER_SLOTS_LIMIT];

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        size_t count = counter_slots(&counter, &calendar, day_of(rows[i].day), slots);

        ok(count == rows[i].count && (!count || (slots[0].from == rows[i].first && slots[count - 1].from == rows[i].last)),
           "%s: %zu", rows[i].what, count);
    }
    counter.open_on_holidays = true;
    ok(counter_slots(&counter, &calendar, day_of("2026-12-01"), slots) == 12, "unless it is open on holidays");
    counter.capacity = 0;
    ok(counter_slots(&counter, &calendar, day_of("2026-11-24"), slots) == 0, "without a capacity there are no slots");
}

static void test_check(void)
{
    static const struct {
        const char *slot, *now, *code; /* NULL: it can be had */
    } rows[] = {
        {"2026-11-24T10:00", "2026-11-24T08:30:00Z", NULL},         {"2026-11-24T10:00", "2026-11-24T08:30:01Z", "slot_too_early"},
        {"2026-11-24T10:30", "2026-11-23T08:30:00Z", "not_a_slot"}, {"2026-11-24T12:00", "2026-11-23T08:30:00Z", "not_a_slot"},
        {"2026-11-24T23:00", "2026-11-23T08:30:00Z", NULL},         {"2026-12-01T10:00", "2026-11-26T08:30:00Z", "not_a_slot"},
        {"2026-12-02T09:00", "2026-11-25T08:30:00Z", NULL},         {"2026-12-02T09:00", "2026-11-24T08:30:00Z", "slot_too_late"},
    };
    const struct counter counter = counter_of_test();

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct fault why = FAULT_INIT;
        struct slot slot;
        bool good = slot_read(slice_of(rows[i].slot), &slot) &&
                    counter_slot_check(&counter, &calendar, &slot, instant_of(rows[i].now), &why);

        ok(rows[i].code ? !good && strcmp(why.code, rows[i].code) == 0 : good && slot.until == slot.from + 60, "%s at %s: %s",
           rows[i].slot, rows[i].now, good ? "yes" : why.code);
    }
}

/* Without slots nothing is looked up in a store. */
static void test_soonest(void)
{
    static const struct {
        const char *now, *soonest; /* NULL: not within a week */
    } rows[] = {
        {"2026-11-23T08:00:00Z", "2026-11-24T10:00"}, {"2026-11-24T09:15:30Z", "2026-11-24T10:46"},
        {"2026-11-24T11:00:00Z", "2026-11-24T14:00"}, {"2026-11-24T22:29:00Z", "2026-11-24T23:59"},
        {"2026-11-24T22:30:00Z", "2026-11-25T09:00"}, {"2026-11-25T08:30:00Z", "2026-12-02T09:00"},
        {"2026-12-29T07:00:00Z", "2026-12-29T10:00"},
    };
    struct counter counter = counter_of_test();

    counter.capacity = 0;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct text text = TEXT_INIT;
        struct slot soonest;
        bool found = false;
        bool done = counter_soonest(NULL, &counter, &calendar, instant_of(rows[i].now), &found, &soonest, &fault);

        if (found)
            slot_write(&soonest, &text);
        ok(done && found && slice_is(text_slice(&text), rows[i].soonest), "at %s it is open at %s", rows[i].now,
           text_string(&text));
        text_release(&text);
    }
    counter.days_ahead = 1;
    {
        struct slot soonest;
        bool found = true;
        bool done = counter_soonest(NULL, &counter, &calendar, instant_of("2026-11-26T07:00:00Z"), &found, &soonest, &fault);

        ok(done && !found, "and not so far ahead");
    }
}

static void test_days(void)
{
    const struct counter counter = counter_of_test();

    ok(counter_open_after(&counter, &calendar, day_of("2026-11-24"), 2) == day_of("2026-12-02"),
       "two days of opening, over a holiday");
}

static void test_pickup(void)
{
    static const char record[] =
        "{\"type\":\"pickup\",\"id\":\"7\",\"counter\":\"quai\",\"slot\":\"2026-11-24T23:00\",\"slot_until\":\"24:00\","
        "\"status\":\"ready\",\"customer\":{\"id\":\"C-1\",\"version\":2},\"ready_at\":\"2026-11-24T08:00:00.000Z\","
        "\"deadline\":\"2026-12-02\",\"code\":3,\"wrong\":1,\"partly_at\":\"2026-11-25T08:00:00.000Z\",\"mandate\":1}";
    static const char *const damaged[] = {
        "{\"type\":\"pickup\",\"counter\":\"quai\",\"status\":\"ready\"}",
        "{\"type\":\"pickup\",\"id\":\"7\",\"counter\":\"quai\",\"status\":\"gone\"}",
        "{\"type\":\"pickup\",\"id\":\"7\",\"counter\":\"quai\",\"status\":\"ready\",\"deadline\":\"x\"}"};
    struct pickup pickup;

    ok(pickup_from_stored(&pickup, slice_of(record), &arena, &fault) && pickup.slot.until == 1440 && pickup.slot.from == 1380 &&
           pickup.status == PICKUP_READY && pickup.code == 3 && pickup.wrong == 1 && pickup.is_partly_out && pickup.mandate == 1 &&
           !pickup.is_over && !pickup.no_show && pickup.customer.version == 2,
       "a pickup is read as it is stored");
    for (size_t i = 0; i < sizeof damaged / sizeof *damaged; i++) {
        struct fault why = FAULT_INIT;

        ok(!pickup_from_stored(&pickup, slice_of(damaged[i]), &arena, &why) && strcmp(why.code, "store_damaged") == 0,
           "a record that is damaged is told: %zu", i);
    }
}

int main(void)
{
    if (!calendar_read(&calendar, SLICE("BE\t-\t2026-12-01\t-\t-\t-\tA day\tnone\n"), &fault))
        printf("# %s\n", fault.reason);
    test_words();
    test_slots();
    test_check();
    test_soonest();
    test_days();
    test_pickup();
    calendar_release(&calendar);
    arena_release(&arena);
    return tap_end();
}
