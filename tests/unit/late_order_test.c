/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tap.h"

#include "shop/late_order.h"

static struct fault fault = FAULT_INIT;
static struct arena arena = ARENA_INIT;
static struct calendar calendar = CALENDAR_INIT;

/* 2026-11-20 is a Friday; the Wednesday after it is no working day. */
static struct late_terms terms_on(const char *today)
{
    struct late_terms terms = {.calendar = &calendar,
                               .place = {SLICE("BE"), SLICE(""), MONDAY_TO_FRIDAY, NULL, 0},
                               .order_days = 2,
                               .scan_days = 3,
                               .transit_days = 5,
                               .pickup_days = 2,
                               .within_days = 60};

    if (!day_read(slice_of(today), &terms.today))
        printf("# %s is no day\n", today);
    return terms;
}

static const char promised[] = "{\"type\":\"order\",\"id\":\"7\",\"status\":\"open\",\"shipping\":{\"method\":\"home\",\"quote\":"
                               "{\"mode\":\"home\",\"promised_until\":\"2026-11-20\"}}}";
static const char unpromised[] = "{\"type\":\"order\",\"id\":\"7\",\"status\":\"open\"}";
static const char fetched[] = "{\"type\":\"order\",\"id\":\"7\",\"status\":\"open\",\"shipping\":{\"quote\":{\"mode\":\"store\","
                              "\"promised_until\":\"2026-11-20\"}}}";

static void test_orders(void)
{
    static const struct {
        const char *what, *order, *today;
        enum financial_status financial;
        enum fulfillment_status fulfillment;
        int days; /* 0: it is in time */
    } rows[] = {
        {"promised for today", promised, "2026-11-20", FINANCIAL_PAID, FULFILLMENT_NONE, 0},
        {"promised, and a weekend since", promised, "2026-11-23", FINANCIAL_PAID, FULFILLMENT_NONE, 1},
        {"a holiday does not count", promised, "2026-11-26", FINANCIAL_PAID, FULFILLMENT_PARTIAL, 3},
        {"authorised is as good as paid", promised, "2026-11-24", FINANCIAL_AUTHORIZED, FULFILLMENT_NONE, 2},
        {"not paid", promised, "2026-11-27", FINANCIAL_PENDING, FULFILLMENT_NONE, 0},
        {"all of it left", promised, "2026-11-27", FINANCIAL_PAID, FULFILLMENT_WHOLE, 0},
        {"it is fetched", fetched, "2026-11-27", FINANCIAL_PAID, FULFILLMENT_NONE, 0},
        {"nothing was promised, placed on Thursday, in time", unpromised, "2026-11-23", FINANCIAL_PAID, FULFILLMENT_NONE, 0},
        {"nothing was promised, placed on Thursday, late", unpromised, "2026-11-24", FINANCIAL_PAID, FULFILLMENT_NONE, 1},
    };

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct late_terms terms = terms_on(rows[i].today);
        struct order_facts facts = {
            .status = ORDER_OPEN, .financial = (uint8_t)rows[i].financial, .fulfillment = (uint8_t)rows[i].fulfillment};
        struct late_order late = {.days = 0};
        bool is_late;

        facts.day = terms_on("2026-11-19").today;
        is_late = order_is_late(slice_of(rows[i].order), (struct slice){(const char *)&facts, sizeof facts}, &terms, &late);
        ok(is_late == (rows[i].days > 0) &&
               (!is_late || (late.days == rows[i].days && late.reason == LATE_NOT_SHIPPED && late.order == 7 && !late.parcel)),
           "%s, %s", rows[i].what, rows[i].today);
    }
}

static void test_parcels(void)
{
    static const struct {
        const char *what, *order, *today;
        const char *events; /* as parcels have them; NULL: none */
        int reason;         /* -1: it is in time */
        int days;
    } rows[] = {
        {"just left", unpromised, "2026-11-17", NULL, -1, 0},
        {"nothing was heard for three days", unpromised, "2026-11-19", NULL, -1, 0},
        {"nothing was heard for longer", unpromised, "2026-11-20", NULL, LATE_NO_SCAN, 1},
        {"heard of on Wednesday", unpromised, "2026-11-23", "{\"at\":\"2026-11-18T10:00:00.000Z\",\"state\":\"in_transit\"}", -1,
         0},
        {"promised for Friday, on its way on Monday", promised, "2026-11-23",
         "{\"at\":\"2026-11-20T10:00:00.000Z\",\"state\":\"out_for_delivery\"}", LATE_OVERDUE, 1},
        {"delivered late, but delivered", promised, "2026-11-27", "{\"at\":\"2026-11-24T10:00:00.000Z\",\"state\":\"delivered\"}",
         -1, 0},
        {"nobody at home", promised, "2026-11-20", "{\"at\":\"2026-11-19T10:00:00.000Z\",\"state\":\"attempt_failed\"}",
         LATE_ATTEMPT_FAILED, 1},
        {"at the pickup point, with time left", promised, "2026-11-23",
         "{\"at\":\"2026-11-20T10:00:00.000Z\",\"state\":\"at_pickup_point\",\"pickup_until\":\"2026-11-26\"}", -1, 0},
        {"at the pickup point for two days more", promised, "2026-11-24",
         "{\"at\":\"2026-11-20T10:00:00.000Z\",\"state\":\"at_pickup_point\",\"pickup_until\":\"2026-11-26\"}", LATE_PICKUP_ENDING,
         2},
        {"lost", promised, "2026-11-18", "{\"at\":\"2026-11-18T10:00:00.000Z\",\"state\":\"lost\"}", LATE_LOST, 0},
        {"lost long ago", promised, "2027-02-18", "{\"at\":\"2026-11-18T10:00:00.000Z\",\"state\":\"lost\"}", -1, 0},
    };

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct late_terms terms = terms_on(rows[i].today);
        struct parcel parcel = {.id = SLICE("7-2"), .order = SLICE("7"), .leg = 1, .shipped = true};
        struct tracking tracking;
        struct late_order late = {.days = 0};
        char room[400];
        bool is_late;

        snprintf(room, sizeof room, "\"events\":[%s]", rows[i].events ? rows[i].events : "");
        parcel.shipped_at = (instant)terms_on("2026-11-16").today * 24 * 3600 * 1000;
        parcel.tracking_json = slice_of(room);
        if (!tracking_of_parcel(&tracking, &parcel, &arena, &fault))
            printf("# %s\n", fault.reason);
        is_late = parcel_is_late(&parcel, &tracking, slice_of(rows[i].order), &terms, &late);
        ok(is_late == (rows[i].reason >= 0) && (!is_late || ((int)late.reason == rows[i].reason && late.days == rows[i].days &&
                                                             late.order == 7 && late.parcel == 2)),
           "%s, %s", rows[i].what, rows[i].today);
        arena_clear(&arena);
    }
}

int main(void)
{
    if (!calendar_read(&calendar, SLICE("BE\t-\t2026-11-25\t-\t-\t-\tA day\tnone\n"), &fault))
        printf("# %s\n", fault.reason);
    test_orders();
    test_parcels();
    calendar_release(&calendar);
    arena_release(&arena);
    return tap_end();
}
