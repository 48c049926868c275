/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tap.h"

#include "shop/product.h"
#include "shop/told_price.h"

enum { RATE = 21 * PERCENT_UNIT };

static price as_shop(bool shop_has_tax, bool with_tax, price told)
{
    struct settings settings = {.prices_include_tax = shop_has_tax, .has_vat_rate = true, .vat_rate = RATE};
    struct fault fault = FAULT_INIT;
    struct tax_factor factor;

    return tax_factor_find(&factor, with_tax, PRODUCT_UNSET, &settings, &fault) ? tax_factor_apply(&factor, told) : -1;
}

static void test_tax(void)
{
    struct settings settings = {.prices_include_tax = true};
    struct fault fault = FAULT_INIT;
    struct tax_factor factor;

    is_int(as_shop(true, true, 12340000), 12340000, "a price that is meant as the shop's stays");
    is_int(as_shop(true, false, 10000000), 12100000, "one without tax gets it");
    is_int(as_shop(false, true, 10000000), 8264463, "one with tax loses it, rounded to millionths");
    ok(!tax_factor_find(&factor, false, PRODUCT_UNSET, &settings, &fault), "without a rate that cannot be done");
    is_text(fault.code, "missing_field", "and is refused");
    ok(tax_factor_find(&factor, false, 0, &settings, &fault) && tax_factor_apply(&factor, 5) == 5, "nothing is a rate");
}

static void test_reduction(void)
{
    is_int(reduced_alike(100, 90, 10 * PERCENT_UNIT, 200), 180, "what was a percentage is the same percentage");
    is_int(reduced_alike(100, 90, 0, 200), 190, "what was an amount is the same amount");
    is_int(reduced_alike(100, 90, 20 * PERCENT_UNIT, 200), 190, "a percentage that does not make the reduction is not believed");
    is_int(reduced_alike(100, 10, 0, 50), 0, "nothing costs less than nothing");
}

int main(void)
{
    test_tax();
    test_reduction();
    return tap_end();
}
