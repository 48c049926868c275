/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tap.h"

#include "shop/product.h"
#include "shop/tax_in_prices.h"

static struct arena arena = ARENA_INIT;

/* Any price of up to two decimals is shown again as it was, whatever the rate. */
static void test_shown_again(void)
{
    static const percent rates[] = {210000, 55000, 255000, 81000, 10, 1000000};
    struct order order = {.currency = {"EUR", 2}};
    int64_t wrong = 0;

    for (size_t i = 0; i < sizeof rates / sizeof *rates; i++)
        for (price cents = 0; cents < 20000; cents++) {
            const price shown = cents * 10000;
            struct order_line line = {.price = shown, .list_price = shown};

            line_take_tax_off(&order, &line, rates[i], &arena);
            line_put_tax_on(&order, &line, rates[i], &arena);
            wrong += line.price != shown || line.list_price != shown;
        }
    is_int(wrong, 0, "what was shown is shown again, to 200.00 at six rates");
}

/* What was agreed without tax comes back exactly, however many decimals it has. */
static void test_agreed_again(void)
{
    struct order order = {.currency = {"TND", 3}};
    int64_t wrong = 0;

    for (price without = 1; without < 20000000; without += 997) {
        struct order_line line = {.price = without, .list_price = PRODUCT_UNSET, .discount = without / 3000};
        const amount discount = line.discount;

        line_put_tax_on(&order, &line, 190000, &arena);
        line_take_tax_off(&order, &line, 190000, &arena);
        wrong += line.price != without || line.list_price != PRODUCT_UNSET || line.discount != discount;
    }
    is_int(wrong, 0, "what was agreed without tax is so again");
}

/* Each promotion has its part, of the line and of the order, whose other lines keep theirs. */
static void test_discounts(void)
{
    struct order_discount of_order[] = {{.promotion = SLICE_CONSTANT("a"), .amount = 500},
                                        {.promotion = SLICE_CONSTANT("b"), .amount = 121}};
    struct order_discount of_line[] = {{.promotion = SLICE_CONSTANT("a"), .amount = 242},
                                       {.promotion = SLICE_CONSTANT("b"), .amount = 121}};
    struct order order = {.currency = {"EUR", 2}, .discounts = of_order, .discount_count = 2};
    struct order_line line = {
        .price = 12100000, .list_price = PRODUCT_UNSET, .discount = 363, .discounts = of_line, .discount_count = 2};

    line_take_tax_off(&order, &line, 210000, &arena);
    is_int(line.price, 10000000, "a price without its tax");
    is_int(line.discount, 300, "a discount without its tax");
    is_int(line.discounts[0].amount, 200, "the part of one promotion");
    is_int(line.discounts[1].amount, 100, "the part of the other");
    is_int(of_order[0].amount, 458, "what the one took off the order");
    is_int(of_order[1].amount, 100, "what the other took off the order");
    is_int(of_line[0].amount, 242, "the parts that were there stay as they are");
    line_put_tax_on(&order, &line, 210000, &arena);
    is_int(of_order[0].amount, 500, "and with the tax again");
}

int main(void)
{
    test_shown_again();
    test_agreed_again();
    test_discounts();
    arena_release(&arena);
    return tap_end();
}
