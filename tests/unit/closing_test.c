/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tap.h"

#include "shop/closing.h"
#include "shop/closing_check.h"
#include "shop/copy.h"
#include "shop/fold.h"
#include "json/scan.h"

#include <stdlib.h>

static struct fault fault = FAULT_INIT;
static char folder[256], path[300];
static struct store *store;
static struct changes changes = CHANGES_INIT;

static instant on(const char *text)
{
    instant value = 0;

    if (!instant_read(slice_of(text), &value))
        printf("Bail out! %s is no instant\n", text);
    return value;
}

static bool opened(enum store_access access)
{
    struct store_options options = {
        .path = path, .fold = &shop_fold, .access = access, .wait = 5, .tool = SLICE("test"), .user = SLICE("tester")};

    fault = (struct fault)FAULT_INIT;
    store_close(store);
    store = NULL;
    return store_open(&store, &options, &fault);
}

static bool fresh(const char *name)
{
    snprintf(path, sizeof path, "%s/%s", folder, name);
    return store_create(path, &fault) && opened(STORE_WRITE);
}

/* One transaction with one record. */
static bool record(const char *now, const char *id, const char *value)
{
    fault = (struct fault)FAULT_INIT;
    changes_clear(&changes);
    text_add_string(changes_begin(&changes, slice_of(id)), value);
    changes_end(&changes);
    return store_begin(store, on(now), &fault) && store_apply(store, &changes, &fault) && store_commit(store, &fault);
}

#define ORDER(id, currency, total)                                                                                                 \
    "{\"type\":\"order\",\"id\":\"" id "\",\"channel\":\"web\",\"reference\":\"R" id "\",\"day\":\"2026-11-20\","                  \
    "\"status\":\"open\",\"financial_status\":\"paid\",\"fulfillment_status\":\"unfulfilled\",\"country\":\"FR\","                 \
    "\"currency\":\"" currency "\",\"lines\":[],\"vat\":[],\"units\":1,\"net\":\"" total "\",\"vat_total\":\"0.00\","              \
    "\"total\":\"" total "\",\"request\":\"00000000000000000000000000000000\"}"
#define INVOICE(id, order, currency, net, vat, total)                                                                              \
    "{\"type\":\"invoice\",\"id\":\"2026-00000" id "\",\"series\":\"2026\",\"sequence\":" id ",\"day\":\"2026-11-20\","            \
    "\"order\":\"" order "\",\"channel\":\"web\",\"country\":\"FR\",\"currency\":\"" currency "\",\"lines\":[],"                   \
    "\"vat\":[{\"rate\":\"20\",\"net\":\"" net "\",\"vat\":\"" vat "\"}],\"units\":1,\"net\":\"" net "\",\"vat_total\":\"" vat     \
    "\",\"total\":\"" total "\"}"

static void is_totals(const struct totals *totals, const char *wanted, const char *name)
{
    struct text text = TEXT_INIT;

    totals_write(totals, NULL, &text);
    is_bytes(text.bytes, text.length, wanted, "%s", name);
    text_release(&text);
}

#define SOLD(currency, count, net, vats, vat_total, total, orders, orders_total)                                                   \
    "{\"currency\":\"" currency "\",\"documents\":[{\"kind\":\"invoice\",\"count\":" count ",\"net\":\"" net "\",\"vat\":[" vats   \
    "],\"vat_total\":\"" vat_total "\",\"total\":\"" total "\"}],\"orders\":" orders ",\"orders_total\":\"" orders_total "\"}"
#define RATE(rate, net, vat) "{\"rate\":\"" rate "\",\"net\":\"" net "\",\"vat\":\"" vat "\"}"

static bool read_totals(struct totals *totals, const char *json)
{
    fault = (struct fault)FAULT_INIT;
    return totals_read(totals, slice_of(json), &fault);
}

static void test_totals(void)
{
    static const char first[] = "{\"copies\":2,\"currencies\":[" SOLD(
        "EUR", "2", "30.00", RATE("20", "20.00", "4.00") "," RATE("5.5", "10.00", "0.55"), "4.55", "34.55", "1", "9.90") "]}";
    static const char second[] = "{\"copies\":1,\"currencies\":[" SOLD(
        "EUR", "1", "-40.00", RATE("10", "-20.00", "-2.00") "," RATE("5.5", "-20.00", "-1.10"), "-3.10", "-43.10", "0",
        "0.00") "," SOLD("JPY", "1", "100", RATE("10", "100", "10"), "10", "110", "3", "330") "]}";
    struct totals a = TOTALS_INIT;
    struct totals b = TOTALS_INIT;

    is_totals(&a, "{\"copies\":0,\"currencies\":[]}", "nothing is no currency");
    ok(read_totals(&a, first), "totals are read back: %s", fault.reason);
    is_totals(&a, first, "and written as they were");
    ok(read_totals(&b, second), "sums below zero too: %s", fault.reason);
    is_totals(&b, second, "and other currencies with their decimals");
    ok(totals_add(&a, &b, &fault), "totals are added: %s", fault.reason);
    is_totals(&a,
              "{\"copies\":3,\"currencies\":[" SOLD(
                  "EUR", "3", "-10.00",
                  RATE("20", "20.00", "4.00") "," RATE("10", "-20.00", "-2.00") "," RATE("5.5", "-10.00", "-0.55"), "1.45", "-8.55",
                  "1", "9.90") "," SOLD("JPY", "1", "100", RATE("10", "100", "10"), "10", "110", "3", "330") "]}",
              "by currency and rate, each in its place");
    totals_release(&a);
    is_totals(&a, "{\"copies\":0,\"currencies\":[]}", "and are nothing when released");
    totals_release(&b);
    ok(!read_totals(&a, "{\"copies\":1}") && fault.kind == FAULT_SYSTEM, "what is no totals is damage");
    totals_release(&a);
    ok(!read_totals(&a, "{\"copies\":1,\"currencies\":[{\"currency\":\"EUR\",\"documents\":[{\"kind\":\"leaflet\"}],\"orders\":0,"
                        "\"orders_total\":\"0.00\"}]}"),
       "so is a kind of document that nobody knows");
    totals_release(&a);
    ok(read_totals(&a, "{\"copies\":0,\"currencies\":[{\"currency\":\"EUR\",\"documents\":[],\"orders\":1,\"orders_total\":"
                       "\"90000000000000.00\"}]}") &&
           !totals_add(&a, &a, &fault) && strcmp(fault.code, "number_too_large") == 0,
       "a sum beyond what can be counted is refused");
    totals_release(&a);
}

static void test_periods(void)
{
    static const char *const bad[] = {"",        "2",          "202",       "20261",      "2026-1", "2026-13",
                                      "2026-00", "2026-02-30", "2026-1-01", "2026-11-2x", "abcd",   "2026-W47"};
    enum grain grain;
    day first;

    ok(closing_period(SLICE("2026-11-20"), &first, &grain) && grain == GRAIN_DAY && first == day_from_civil(2026, 11, 20), "a day");
    ok(closing_period(SLICE("2026-11"), &first, &grain) && grain == GRAIN_MONTH && first == day_from_civil(2026, 11, 1), "a month");
    ok(closing_period(SLICE("2026"), &first, &grain) && grain == GRAIN_YEAR && first == day_from_civil(2026, 1, 1), "a year");
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        ok(!closing_period(slice_of(bad[i]), &first, &grain), "\"%s\" is no period", bad[i]);
}

/* Every closing that is due, each written as a transaction of its own, as the tool does. */
static size_t close_until(const char *now, size_t limit)
{
    struct closing_task task = {.terms = {SLICE_CONSTANT("UTC"), false, on(now)}, .limit = limit};
    struct changes closings = CHANGES_INIT;
    size_t count;
    bool done;

    fault = (struct fault)FAULT_INIT;
    done = store_begin(store, on(now), &fault) && closings_due(store, &task, &closings, &fault);
    count = closings.count;
    for (size_t i = 0; done && i < count; i++) {
        changes_clear(&changes);
        text_add_slice(changes_begin(&changes, changes_id(&closings, i)), changes_value(&closings, i));
        changes_end(&changes);
        done = store_apply(store, &changes, &fault);
    }
    done = done && store_commit(store, &fault);
    ok(done, "%zu closings by %s: %s", count, now, fault.reason);
    changes_release(&closings);
    return count;
}

static void is_member(const char *id, const char *name, const char *wanted)
{
    struct slice value = {NULL, 0};

    if (!opened(STORE_READ) || !store_get(store, slice_of(id), &value, &fault))
        printf("# %s\n", fault.reason);
    value = value.bytes ? scan_find(value, name) : value;
    is_bytes(value.bytes ? value.bytes : "", value.length, wanted, "%s of %s", name, id);
    ok(opened(STORE_WRITE), "open again");
}

static void test_closings(void)
{
    static const char invoiced[] =
        "{\"copies\":1,\"currencies\":[" SOLD("EUR", "1", "10.00", RATE("20", "10.00", "2.00"), "2.00", "12.00", "1", "12.00") "]}";
    static const char nothing[] = "{\"copies\":0,\"currencies\":[]}";

    ok(fresh("closings"), "a store: %s", fault.reason);
    is_int((int64_t)close_until("2026-12-31T00:00:00Z", 100), 0, "an empty journal has nothing to close");
    ok(record("2026-12-30T23:59:59.999Z", "order/1", ORDER("1", "EUR", "12.00")) &&
           record("2026-12-31T00:00:00.000Z", "order/1", ORDER("1", "EUR", "12.00")) &&
           record("2026-12-31T08:00:00Z", "invoice/2026-000001", INVOICE("1", "1", "EUR", "10.00", "2.00", "12.00")) &&
           record("2026-12-31T09:00:00Z", "copy/invoice/2026-000001", "{\"type\":\"copy\",\"printed\":1}") &&
           record("2026-12-31T10:00:00Z", "copy/invoice/2026-000001", "{\"type\":\"copy\",\"printed\":2}") &&
           record("2027-01-02T10:00:00Z", "invoice/2026-000001", INVOICE("1", "1", "EUR", "10.00", "2.00", "12.00")),
       "an order that changes, an invoice, its printings: %s", fault.reason);
    is_int((int64_t)close_until("2026-12-31T23:59:59.999Z", 100), 1, "the day before the last is closed while that lasts");
    is_member("closing/2026-12-30", "last_seq", "1");
    is_int((int64_t)close_until("2027-01-05T00:00:00Z", 2), 2, "no more than was asked for");
    is_int((int64_t)close_until("2027-01-05T00:00:00Z", 100), 5, "the rest, the year first");
    is_int((int64_t)close_until("2027-01-05T00:00:00Z", 100), 0, "and that is all");
    is_member("closing/2026-12-31", "first_seq", "2");
    is_member("closing/2026-12-31", "transactions", "4");
    is_member("closing/2026", "totals", invoiced);
    is_member("closing/2026", "number", "1");
    is_member("closing/2026-12", "year_to_date", invoiced);
    is_member("closing/2027-01-02", "totals", nothing);
    is_member("closing/2027-01-02", "year_to_date", nothing);
    is_member("closing/2027-01-04", "grand_total", invoiced);
    is_member("closing/2027-01-04", "number", "6");
    is_member("closing/2027-01-04", "first_seq", "");
}

struct found {
    unsigned count;
    char id[100], reason[400];
};

static void keep_first(void *context, struct slice id, uint64_t seq, const char *code, const char *reason)
{
    struct found *found = context;

    ok(seq == 0 && strcmp(code, "wrong_closing") == 0, "a finding of no transaction in particular");

    if (found->count++)
        return;
    snprintf(found->id, sizeof found->id, "%.*s", SLICE_ARGS(id));
    snprintf(found->reason, sizeof found->reason, "%s", reason);
}

static void is_found(unsigned count, const char *id, const char *reason)
{
    struct found found = {0};
    struct check_report report = {.found = keep_first, .context = &found};

    fault = (struct fault)FAULT_INIT;
    ok(opened(STORE_READ) && closing_check(store, &report, &fault), "closings are checked: %s", fault.reason);
    is_int(found.count, count, "with as many findings");
    is_text(found.id, id, "of this record");
    ok(strstr(found.reason, reason) != NULL, "\"%s\" says \"%s\"", found.reason, reason);
    check_report_release(&report);
    ok(opened(STORE_WRITE), "open again");
}

static void test_checking(void)
{
    ok(fresh("checking") && record("2026-11-20T10:00:00Z", "order/1", ORDER("1", "EUR", "12.00")), "a store: %s", fault.reason);
    is_found(0, "", "");
    (void)close_until("2026-11-23T00:00:00Z", 100);
    is_found(0, "", "");
    ok(record("2026-11-23T10:00:00Z", "closing/2026-11", "{\"type\":\"closing\"}"), "a month that has not ended");
    is_found(1, "closing/", "whose days are not closed");
    ok(record("2026-11-23T10:00:00Z", "closing/2026-11-21", "{\"type\":\"closing\",\"ends_at\":\"2026-11-22T00:00:00.000Z\"}"),
       "a day that says next to nothing");
    is_found(2, "closing/2026-11-21", "was closed before it ended");

    ok(fresh("damaged") &&
           record("2026-11-20T10:00:00Z", "invoice/2026-000001", INVOICE("1", "1", "EUR", "10.00", "much", "12.00")) &&
           record("2026-11-21T10:00:00Z", "closing/2026-11-20", "{\"type\":\"closing\",\"ends_at\":\"2026-11-21T00:00:00.000Z\"}"),
       "an invoice that nobody can sum, and a closing of it: %s", fault.reason);
    is_found(1, "closing/2026-11-20", "cannot be read or counted");
    ok(fresh("no-closing") && record("2026-11-20T10:00:00Z", "order/1", ORDER("1", "EUR", "12.00")) &&
           record("2026-11-21T10:00:00Z", "closing/2026-11-20", "7"),
       "a closing that is a number: %s", fault.reason);
    is_found(2, "closing/2026-11-20", "ends where no such day does");
}

static void test_seeking(void)
{
    struct store_lines all;
    uint64_t wrong = 0;
    uint64_t count = 0;
    bool done;

    ok(fresh("seeking"), "a store: %s", fault.reason);
    for (int i = 0; i < 60; i++) {
        char now[40];

        snprintf(now, sizeof now, "2026-%02d-%02dT12:00:00Z", 1 + i / 15 * 3, 1 + i % 15);
        if (!record(now, "note/1",
                    i % 7 ? "{\"type\":\"note\"}"
                          : "{\"type\":\"note\",\"text\":\"longer than the others, to have lines of two kinds\"}"))
            printf("# %s\n", fault.reason);
    }
    done = opened(STORE_READ) && store_lines_begin(&all, store, &fault);
    while (done) {
        struct store_lines found;
        struct slice wanted;
        struct slice came;

        done = store_lines_next(&all, &wanted, &fault) && store_lines_seek(&found, store, count + 1, &fault) &&
               store_lines_next(&found, &came, &fault);
        if (!done || !wanted.bytes)
            break;
        count++;
        wrong += came.bytes != wanted.bytes || came.length != wanted.length;
    }
    is_int((int64_t)count, 60, "every line of four months");
    is_int((int64_t)wrong, 0, "is found by its number: %s", fault.reason);
}

static void test_copies(void)
{
    static const char *const moments[] = {"2026-11-20T10:00:00Z", "2026-11-21T10:00:00Z", "2026-11-22T10:00:00Z"};
    struct text room = TEXT_INIT;

    ok(fresh("copies"), "a store: %s", fault.reason);
    for (size_t i = 0; i < sizeof moments / sizeof *moments; i++) {
        size_t row = 0;
        struct slice value;
        bool done;

        changes_clear(&changes);
        done = store_begin(store, on(moments[i]), &fault) &&
               copy_count(store, SLICE("invoice/2026-000001"), on(moments[i]), &changes, &row, &fault) &&
               store_apply(store, &changes, &fault) && store_commit(store, &fault);
        ok(done, "a printing: %s", fault.reason);
        value = changes_value(&changes, row);
        is_int(copy_printed(value), (int64_t)i + 1, "is counted");
        ok(slice_is(copy_document(value, &room), "invoice/2026-000001"), "names the document");
        ok(slice_is(scan_find(value, "original_at"), "\"2026-11-20T10:00:00.000Z\""), "and the first printing");
    }
    text_release(&room);
}

int main(void)
{
    const char *temporary = getenv("TMPDIR");
    char command[400];

    snprintf(folder, sizeof folder, "%s/closing-test-XXXXXX", temporary && temporary[0] ? temporary : "/tmp");
    if (!mkdtemp(folder)) {
        printf("Bail out! no temporary folder\n");
        return 1;
    }
    test_totals();
    test_periods();
    test_closings();
    test_checking();
    test_seeking();
    test_copies();
    store_close(store);
    changes_release(&changes);
    snprintf(command, sizeof command, "rm -rf '%s'", folder);
    if (system(command) != 0)
        printf("# %s failed\n", command);
    return tap_end();
}
