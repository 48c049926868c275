/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tap.h"

#include "format/exact.h"

static struct decimal read(const char *text)
{
    struct decimal value = {0};

    if (!decimal_read(slice_of(text), &value))
        printf("# %s is no number\n", text);
    return value;
}

static bool equal(struct decimal value, const char *wanted)
{
    int order = 1;

    return exact_compare(value, read(wanted), &order) && order == 0;
}

/* Ties go up, not away from zero: of a credit note's -1710.50 at 19 % this makes a cent. */
static void test_rounding(void)
{
    static const struct {
        const char *value;
        unsigned places;
        const char *wanted;
    } rows[] = {
        {"324.995", 2, "325.00"}, {"-324.995", 2, "-324.99"}, {"-324.996", 2, "-325.00"}, {"-324.994", 2, "-324.99"},
        {"0.5", 0, "1"},          {"-0.5", 0, "0"},           {"-1.5", 0, "-1"},          {"2.5", 0, "3"},
        {"1.2", 2, "1.2"},        {"-0.004", 2, "0"},         {"163.725", 2, "163.73"},
    };

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct decimal rounded;

        ok(exact_round(read(rows[i].value), rows[i].places, &rounded) && equal(rounded, rows[i].wanted), "%s to %u decimals is %s",
           rows[i].value, rows[i].places, rows[i].wanted);
    }
}

static void test_arithmetic(void)
{
    struct decimal result;
    int order;

    ok(exact_add(read("0.1"), read("0.2"), &result) && equal(result, "0.3"), "0.1 + 0.2 is 0.3");
    ok(exact_multiply(read("-1710.50"), read("19"), &result) && equal(result, "-32499.5"), "a product");
    ok(exact_divide(read("-32499.5"), read("100"), &result) && equal(result, "-324.995"), "by a hundred it is exact");
    ok(exact_divide(read("1"), read("8"), &result) && equal(result, "0.125"), "an eighth ends");
    ok(exact_divide(read("1"), read("3"), &result) && result.scale == EXACT_PLACES && result.digits == 333333333333333333,
       "a third is cut");
    ok(exact_divide(read("0.00"), read("-7"), &result) && equal(result, "0"), "nothing by anything is nothing");
    ok(!exact_divide(read("1"), read("0.00"), &result), "there is no dividing by zero");
    ok(exact_compare(read("-2.5"), read("-2.50"), &order) && order == 0, "zeros at the end say nothing");
    ok(exact_compare(read("999999999999999999"), read("0.000000000000001"), &order) && order > 0, "far apart");
}

static void test_limits(void)
{
    struct decimal most = read("999999999999999999.999999999999999");
    struct decimal result;
    struct decimal fine = {1, 60};
    int order;

    ok(!exact_multiply(most, most, &result), "a product that does not fit is none");
    ok(!exact_compare(most, fine, &order), "what cannot be told apart exactly is not");
    ok(!exact_add(most, fine, &result), "nor added");
}

int main(void)
{
    test_rounding();
    test_arithmetic();
    test_limits();
    return tap_end();
}
