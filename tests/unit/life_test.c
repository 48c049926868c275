/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tap.h"

#include "base/date.h"
#include "shop/life.h"
#include "json/leaves.h"

static enum product_sale on(const char *record, const char *when)
{
    struct product_life life = product_life_of(slice_of(record));
    day today = 0;

    ok(day_read(slice_of(when), &today), "%s is a day", when);
    return product_sale(&life, today);
}

static void test_days(void)
{
    ok(on("{\"type\":\"product\",\"sku\":\"A\"}", "2026-11-21") == SALE_OPEN, "a product of which nothing is said is sold");
    ok(on("{\"status\":\"end_of_life\"}", "2026-11-21") == SALE_OPEN, "so is one at its end of life");
    ok(on("{\"status\":\"draft\"}", "2026-11-21") == SALE_NOT_ACTIVE, "a draft is not");
    ok(on("{\"launch_on\":\"2026-12-01\"}", "2026-11-30") == SALE_NOT_YET, "nor is what is launched tomorrow");
    ok(on("{\"launch_on\":\"2026-12-01\"}", "2026-12-01") == SALE_OPEN, "on its day it is");
    ok(on("{\"retire_on\":\"2026-12-01\"}", "2026-11-30") == SALE_OPEN, "what is retired tomorrow is sold");
    ok(on("{\"retire_on\":\"2026-12-01\"}", "2026-12-01") == SALE_RETIRED, "on its day it is not");
    ok(on("{\"launch_on\":\"2027-01-01\",\"retire_on\":\"2026-12-01\"}", "2026-12-15") == SALE_RETIRED, "the end comes before all");
}

static void test_seasons(void)
{
    static const char summer[] = "{\"season\":{\"from\":\"06-01\",\"until\":\"08-31\"}}";
    static const char winter[] = "{\"season\":{\"from\":\"11-15\",\"until\":\"02-29\"}}";

    ok(on(summer, "2026-05-31") == SALE_OUT_OF_SEASON && on(summer, "2026-06-01") == SALE_OPEN,
       "a season begins with its first day");
    ok(on(summer, "2031-08-31") == SALE_OPEN && on(summer, "2031-09-01") == SALE_OUT_OF_SEASON,
       "and ends with its last, each year");
    ok(on(winter, "2026-11-14") == SALE_OUT_OF_SEASON && on(winter, "2026-11-15") == SALE_OPEN,
       "one that goes on over the year's end");
    ok(on(winter, "2027-01-01") == SALE_OPEN && on(winter, "2027-02-28") == SALE_OPEN && on(winter, "2028-02-29") == SALE_OPEN &&
           on(winter, "2027-03-01") == SALE_OUT_OF_SEASON,
       "ends in the next, be it leap or not");
}

static void test_parents(void)
{
    static const char parent[] =
        "{\"status\":\"draft\",\"launch_on\":\"2026-12-01\",\"season\":{\"from\":\"06-01\",\"until\":\"08-31\"}}";
    struct product_life life = product_life_of(SLICE("{\"status\":\"active\",\"launch_on\":\"2026-01-01\"}"));
    struct fault fault = FAULT_INIT;
    day today = 0;

    product_life_inherit(&life, slice_of(parent));
    ok(day_read(SLICE("2026-05-01"), &today) && product_sale(&life, today) == SALE_OUT_OF_SEASON,
       "a variant has its own status and days, and its parent's season");
    ok(!product_on_sale(&life, SLICE("A"), today, &fault) && strcmp(fault.code, "not_for_sale") == 0 &&
           strcmp(fault.field, "sku") == 0 && strstr(fault.reason, "06-01") && strstr(fault.reason, "08-31"),
       "the refusal tells when it is sold: %s", fault.reason);
}

static void test_leaves(void)
{
    struct arena arena = ARENA_INIT;
    struct leaves leaves =
        leaves_of(SLICE("{\"a\":1,\"b\":{\"c\":\"x\",\"d\":{\"e\":[1,{\"f\":2}]},\"g\":{}},\"h \\\"i\\\"\":true}"), &arena);

    ok(leaves.count == 4, "a record says as much as it has values that are no objects (%zu)", leaves.count);
    ok(slice_is(leaf_value(&leaves, SLICE("a")), "1") && slice_is(leaf_value(&leaves, SLICE("b.c")), "\"x\"") &&
           slice_is(leaf_value(&leaves, SLICE("b.d.e")), "[1,{\"f\":2}]"),
       "each is known by its path, a list being one");
    ok(slice_is(leaf_value(&leaves, SLICE("h \"i\"")), "true") && !leaf_value(&leaves, SLICE("b")).bytes &&
           !leaf_value(&leaves, SLICE("b.g")).bytes,
       "names are as they are meant, and objects are no values");
    for (int i = 0; i < 100; i++)
        leaves_add(&leaves, (struct leaf){SLICE("z"), SLICE("0")}, &arena);
    ok(leaves.count == 104 && slice_is(leaf_value(&leaves, SLICE("a")), "1"), "more may be added");
    ok(leaves_of(SLICE("[1]"), &arena).count == 0, "what is no object says nothing");
    arena_release(&arena);
}

int main(void)
{
    test_days();
    test_seasons();
    test_parents();
    test_leaves();
    return tap_end();
}
