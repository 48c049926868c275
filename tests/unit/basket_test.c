/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tap.h"

#include "shop/basket.h"

#include <stdlib.h>

static struct fault fault = FAULT_INIT;
static struct arena arena = ARENA_INIT;
static struct currency euro;

enum { MOST_LINES = 8, MOST_PROMOTIONS = 8 };

static uint64_t random_state = 0x9e3779b97f4a7c15u;

static uint64_t random_below(uint64_t limit)
{
    random_state ^= random_state >> 12;
    random_state ^= random_state << 25;
    random_state ^= random_state >> 27;
    return (random_state * 0x2545f4914f6cdd1du >> 11) % limit;
}

/* A basket that is put together line by line. */
static struct basket basket;
static struct basket_line lines[MOST_LINES];
static struct promoted products[MOST_LINES];
static struct resolved_price prices[MOST_LINES];
static const struct promotion *shown[MOST_LINES][MOST_PROMOTIONS];
static struct promotion promotions[MOST_PROMOTIONS];
static struct basket_promotion rows[MOST_PROMOTIONS];

static void empty(void)
{
    basket = (struct basket){.currency = euro, .lines = lines, .promotions = rows};
    fault = (struct fault)FAULT_INIT;
    arena_clear(&arena);
}

static void line(const char *sku, int64_t quantity, int64_t cents)
{
    size_t at = basket.line_count++;

    products[at] = (struct promoted){.sku = slice_of(sku)};
    prices[at] = (struct resolved_price){
        .price = cents * PRICE_UNIT / 100, .shown = cents * PRICE_UNIT / 100, .promotions = shown[at], .promotion_count = 0};
    lines[at] =
        (struct basket_line){.product = &products[at], .resolved = &prices[at], .quantity = quantity, .charged = cents * quantity};
}

static struct promotion *promotion(const char *id, enum promotion_kind kind)
{
    size_t at = basket.promotion_count++;

    promotions[at] = (struct promotion){.id = slice_of(id),
                                        .kind = kind,
                                        .validity = VALIDITY_ALWAYS,
                                        .minimum = 1, /* of the least: it looks at the order */
                                        .limit = PROMOTION_UNLIMITED,
                                        .limit_per_customer = PROMOTION_UNLIMITED,
                                        .stock_cap = PROMOTION_UNLIMITED};
    rows[at] = (struct basket_promotion){
        .promotion = &promotions[at], .orders_left = PROMOTION_UNLIMITED, .units_left = PROMOTION_UNLIMITED};
    return &promotions[at];
}

/* Prepares a promotion that is shown: what price_resolve would have said of the line. */
static void show(size_t at_line, size_t at_promotion)
{
    promotions[at_promotion].minimum = 0;
    shown[at_line][prices[at_line].promotion_count++] = &promotions[at_promotion];
}

static void is_off(const char *name, const amount *wanted)
{
    if (!ok(basket_discount(&basket, &arena, &fault), "%s", name))
        return;
    for (size_t i = 0; i < basket.line_count; i++)
        is_int(lines[i].discount, wanted[i], "%s: line %zu", name, i + 1);
}

#define OFF(...)                                                                                                                   \
    (const amount[])                                                                                                               \
    {                                                                                                                              \
        __VA_ARGS__                                                                                                                \
    }

static void test_kinds(void)
{
    struct slice two[] = {SLICE("A"), SLICE("B")};
    struct slice three[] = {SLICE("A"), SLICE("B"), SLICE("B")};

    empty();
    line("A", 1, 333);
    line("B", 1, 333);
    line("C", 1, 333);
    promotion("p", PROMOTION_PERCENT)->percent = 10 * PERCENT_UNIT;
    is_off("a tenth of 9.99, dealt out", OFF(34, 33, 33));

    empty();
    line("A", 1, 1000);
    line("B", 2, 1000);
    promotion("p", PROMOTION_AMOUNT)->value = 10 * PRICE_UNIT;
    is_off("ten off the order", OFF(333, 667));

    empty();
    line("A", 1, 400);
    promotion("p", PROMOTION_AMOUNT)->value = 10 * PRICE_UNIT;
    is_off("never more than there is", OFF(400));

    empty();
    line("A", 3, 1000);
    line("B", 1, 50);
    promotion("p", PROMOTION_AMOUNT)->value = PRICE_UNIT;
    promotions[0].per = PER_LINE;
    is_off("one off each line", OFF(100, 50));
    promotions[0].per = PER_UNIT;
    is_off("one off each unit", OFF(300, 50));

    empty();
    line("A", 3, 1000);
    promotion("p", PROMOTION_FIXED_PRICE)->value = 8 * PRICE_UNIT;
    is_off("a price of its own", OFF(600));

    empty();
    line("A", 2, 1000);
    line("B", 2, 500);
    line("C", 1, 900);
    promotion("p", PROMOTION_BUY_N_PAY_M)->buy = 3;
    promotions[0].pay = 2;
    is_off("three for two: of five, one is free, the cheapest", OFF(0, 500, 0));
    lines[2].quantity = 2;
    lines[2].charged = 1800;
    is_off("of six, two are", OFF(0, 1000, 0));

    empty();
    line("A", 3, 1000);
    line("B", 2, 500);
    promotion("p", PROMOTION_BUNDLE)->value = 12 * PRICE_UNIT;
    promotions[0].skus = (struct names){two, 2};
    is_off("two sets of two", OFF(400, 200));
    promotions[0].skus = (struct names){three, 3};
    is_off("one set with two of the second", OFF(400, 400));
    promotions[0].value = 100 * PRICE_UNIT;
    is_off("a set that costs more than its parts is none", OFF(0, 0));

    empty();
    line("A", 1, 5000);
    basket.shipping = 490;
    promotion("p", PROMOTION_FREE_SHIPPING)->minimum = 50 * PRICE_UNIT;
    is_off("free shipping takes nothing off lines", OFF(0));
    is_int(basket.shipping_discount, 490, "but all of the shipping");
    lines[0].charged = 4999;
    is_off("a cent short of the minimum", OFF(0));
    is_int(basket.shipping_discount, 0, "it is paid");
}

static void test_conditions(void)
{
    empty();
    line("A", 1, 1000);
    promotion("p", PROMOTION_PERCENT)->percent = 10 * PERCENT_UNIT;
    promotions[0].coupon = SLICE("WELCOME");
    is_off("a coupon that was not given", OFF(0));
    rows[0].asked = true;
    is_off("one that was", OFF(100));
    rows[0].orders_left = 0;
    is_off("one that is used up", OFF(0));

    empty();
    line("A", 1, 1000);
    line("B", 1, 1000);
    promotion("p", PROMOTION_PERCENT)->percent = 10 * PERCENT_UNIT;
    lines[1].product = NULL;
    is_off("a line whose price was given is left alone", OFF(100, 0));

    empty();
    line("A", 1, 1000);
    promotion("p", PROMOTION_PERCENT)->percent = 10 * PERCENT_UNIT;
    promotion("q", PROMOTION_PERCENT)->percent = 20 * PERCENT_UNIT;
    is_off("two that do not combine: the first of them", OFF(100));
    promotions[0].combines = true;
    is_off("one of two that combines: none follows it that does not", OFF(100));
    promotions[1].combines = true;
    is_off("two that combine, the second on what is left", OFF(280));
    is_int(rows[0].amount, 100, "the first took that");
    is_int(rows[1].amount, 180, "and the second that");

    empty();
    line("A", 5, 2000);
    promotion("p", PROMOTION_FIXED_PRICE)->value = 15 * PRICE_UNIT;
    show(0, 0);
    is_off("a price that is shown, of every unit", OFF(2500));
    rows[0] = (struct basket_promotion){.promotion = &promotions[0], .orders_left = PROMOTION_UNLIMITED, .units_left = 2};
    is_off("of the two units that are left of it", OFF(1000));
    is_int(rows[0].units, 2, "which are counted");
    promotion("q", PROMOTION_PERCENT)->percent = 50 * PERCENT_UNIT;
    rows[0] = (struct basket_promotion){
        .promotion = &promotions[0], .orders_left = PROMOTION_UNLIMITED, .units_left = PROMOTION_UNLIMITED};
    is_off("it does not combine: the order's stays away", OFF(2500));
}

/* Whatever promotions come together: sums are exact, and nothing falls below zero. */
static void test_sums(void)
{
    static const char *const skus[] = {"A", "B", "C", "D"};
    static struct slice names[] = {SLICE_CONSTANT("A"), SLICE_CONSTANT("B"), SLICE_CONSTANT("C")};
    bool sound = true;
    bool above_zero = true;

    for (int round = 0; round < 20000; round++) {
        amount by_promotion = 0;
        amount by_line = 0;

        empty();
        for (uint64_t i = 1 + random_below(MOST_LINES - 1); i > 0; i--)
            line(skus[random_below(4)], 1 + (int64_t)random_below(5), (int64_t)random_below(20000));
        basket.shipping = (amount)random_below(1000);
        for (uint64_t i = random_below(MOST_PROMOTIONS); i > 0; i--) {
            struct promotion *made = promotion("p", (enum promotion_kind)random_below(6));

            made->per = (enum promotion_per)random_below(3);
            made->percent = (percent)random_below(PERCENT_WHOLE + 1);
            made->value = (price)random_below(300 * PRICE_UNIT);
            made->buy = 2 + (int64_t)random_below(3);
            made->pay = (int64_t)random_below((uint64_t)made->buy);
            made->combines = random_below(2);
            made->minimum = 1 + (price)random_below(100 * PRICE_UNIT);
            if (made->kind == PROMOTION_BUNDLE || random_below(2))
                made->skus = (struct names){names, 2 + random_below(2)};
        }
        if (!basket_discount(&basket, &arena, &fault)) {
            sound = false;
            break;
        }
        for (size_t i = 0; i < basket.line_count; i++) {
            amount parts = 0;

            for (size_t j = 0; j < lines[i].discount_count; j++) {
                parts += lines[i].discounts[j].amount;
                above_zero &= lines[i].discounts[j].amount >= 0;
            }
            sound &= parts == lines[i].discount;
            above_zero &= lines[i].discount >= 0 && lines[i].discount <= lines[i].charged;
            by_line += lines[i].discount;
        }
        for (size_t i = 0; i < basket.promotion_count; i++)
            by_promotion += rows[i].amount;
        sound &= by_promotion == by_line + basket.shipping_discount;
    }
    ok(sound, "what promotions take off is what lines and shipping lose");
    ok(above_zero, "and nothing falls below zero");
}

int main(void)
{
    if (!currency_find(SLICE("EUR"), &euro, &fault))
        return 1;
    test_kinds();
    test_conditions();
    test_sums();
    arena_release(&arena);
    return tap_end();
}
