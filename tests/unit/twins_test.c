/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tap.h"

#include "base/memory.h"
#include "tool/twins.h"

#include <stdlib.h>

/* Few values, which stay in memory; and so many that they are put aside in runs, against what is counted beside. */

static struct fault fault = FAULT_INIT;
static struct text told = TEXT_INIT;

static bool tell(void *context, uint32_t rule, struct slice value, struct slice sku, struct slice other, struct fault *why)
{
    (void)context;
    (void)why;
    text_printf(&told, "%u %.*s: %.*s like %.*s\n", rule, SLICE_ARGS(value), SLICE_ARGS(sku), SLICE_ARGS(other));
    return true;
}

static bool add(struct twins *twins, uint32_t rule, const char *value, const char *sku, bool asked)
{
    return twins_add(twins, rule, slice_of(value), slice_of(sku), asked, &fault);
}

static void test_few(void)
{
    struct twins twins = TWINS_INIT;

    ok(add(&twins, 1, "5412", "B", true) && add(&twins, 0, "5412", "C", true) && add(&twins, 1, "5412", "A", false) &&
           add(&twins, 1, "54", "D", true) && add(&twins, 1, "5412", "B", false) && add(&twins, 1, "5412", "E", true) &&
           add(&twins, 1, "", "F", true) && add(&twins, 2, "x", "G", false) && add(&twins, 2, "x", "H", false),
       "values are added");
    ok(twins_find(&twins, tell, NULL, &fault), "and compared");
    is_text(text_string(&told), "1 5412: B like A\n1 5412: E like A\n",
            "those asked for that another is like are told, by rule, and nothing is its own twin");
    twins_release(&twins);
    text_clear(&told);
    ok(add(&twins, 0, "x", "A", true) && add(&twins, 0, "x", "B", false) && twins_find(&twins, tell, NULL, &fault), "two more");
    is_text(text_string(&told), "0 x: A like B\n", "the first of a group is told of its second");
    twins_release(&twins);
    text_release(&told);
}

enum { MANY = 500000, VALUES = 400000 };

struct counted {
    unsigned *holders; /* of a value */
    size_t told, wrong;
    unsigned last;
};

static bool count(void *context, uint32_t rule, struct slice value, struct slice sku, struct slice other, struct fault *why)
{
    struct counted *counted = context;
    int64_t number = 0;

    (void)rule;
    (void)why;
    counted->told++;
    if (!slice_integer(slice_from(value, strlen("a value that is rather long ")), VALUES, &number) ||
        counted->holders[number] < 2 || slice_equal(sku, other) || (unsigned)number < counted->last)
        counted->wrong++;
    counted->last = (unsigned)number;
    return true;
}

static void test_many(void)
{
    struct counted counted = {.holders = memory_take_zeroed(VALUES + 1, sizeof(unsigned))};
    struct twins twins = TWINS_INIT;
    uint64_t state = 1;
    size_t wanted = 0;
    bool done = true;

    for (unsigned i = 0; done && i < MANY; i++) {
        char value[64];
        char sku[32];
        unsigned number;

        state = state * 6364136223846793005u + 1442695040888963407u;
        number = (unsigned)(state >> 33) % VALUES;
        counted.holders[number]++;
        snprintf(value, sizeof value, "a value that is rather long %08u", number);
        snprintf(sku, sizeof sku, "SKU-%u", i);
        done = add(&twins, 7, value, sku, true);
    }
    for (unsigned i = 0; i < VALUES; i++)
        wanted += counted.holders[i] > 1 ? counted.holders[i] : 0;
    ok(done && twins.run_count > 2, "half a million values are put aside in runs: %zu", twins.run_count);
    ok(twins_find(&twins, count, &counted, &fault), "and compared");
    is_int((int64_t)counted.told, (int64_t)wanted, "all that are like another are told");
    is_int((int64_t)counted.wrong, 0, "each with its value, another product, and in order");
    twins_release(&twins);
    free(counted.holders);
}

int main(void)
{
    test_few();
    test_many();
    return tap_end();
}
