/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tap.h"

#include "shop/exchange.h"

static struct fault fault = FAULT_INIT;
static struct arena arena = ARENA_INIT;

static struct currency named(const char *code)
{
    struct currency currency = {"", 0};

    if (!currency_find(slice_of(code), &currency, &fault))
        printf("# %s is no currency\n", code);
    return currency;
}

/* Exactly: divided, multiplied, over the euro, with 0, 2 and 3 decimals, halves away from zero. */
static void test_conversion(void)
{
    static const struct {
        const char *from, *to, *divisor, *factor;
        amount value, wanted;
    } rows[] = {
        {"USD", "EUR", "1.0512", NULL, 10000, 9513},                    /* 95.1293… */
        {"EUR", "USD", NULL, "1.0512", 10000, 10512},                   /* the other way */
        {"JPY", "EUR", "162.31", NULL, 10000, 6161},                    /* 10,000 yen have no decimals: 61.6105… */
        {"EUR", "JPY", NULL, "162.31", 100, 162},                       /* 1.00 */
        {"TND", "EUR", "3.35", NULL, 1234567, 36853},                   /* 1,234.567: 368.5274… */
        {"EUR", "TND", NULL, "3.35", 1, 34},                            /* 0.0335 */
        {"USD", "GBP", "1.0512", "0.8347", 10000, 7940},                /* 79.4044… */
        {"USD", "EUR", "2", NULL, 1, 1},                                /* half a cent */
        {"USD", "EUR", "2", NULL, -1, -1},                              /* away from zero */
        {"EUR", "EUR", NULL, NULL, 1234, 1234},                         /* no step */
        {"USD", "EUR", "0.00000001", NULL, 90000000, 9000000000000000}, /* the most there is */
    };

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct currency from = named(rows[i].from);
        struct currency to = named(rows[i].to);
        struct exchange exchange = {0};
        amount converted = 0;

        if (rows[i].divisor)
            exchange.divisor.rate = slice_of(rows[i].divisor);
        if (rows[i].factor)
            exchange.factor.rate = slice_of(rows[i].factor);
        ok(exchange_convert(&exchange, rows[i].value, &from, &to, &converted) && converted == rows[i].wanted,
           "%" PRId64 " %s are %" PRId64 " %s", rows[i].value, rows[i].from, rows[i].wanted, rows[i].to);
    }
}

static void test_limits(void)
{
    struct currency dollar = named("USD");
    struct currency euro = named("EUR");
    struct exchange exchange = {.divisor.rate = SLICE("0.00000001")};
    amount converted = 7;

    ok(!exchange_convert(&exchange, 90000001, &dollar, &euro, &converted) && converted == 7, "more than can be told is none");
    ok(!exchange_convert(&exchange, AMOUNT_LIMIT, &dollar, &euro, &converted), "nor is the largest amount at the smallest rate");
}

static void test_stored(void)
{
    static const char member[] =
        "{\"currency\":\"GBP\",\"rates\":[{\"of\":\"EUR\",\"currency\":\"USD\",\"day\":\"2026-11-20\",\"rate\":"
        "\"1.0512\",\"source\":\"ECB\"},{\"of\":\"EUR\",\"currency\":\"GBP\",\"day\":\"2026-11-19\",\"rate\":"
        "\"0.8347\",\"source\":\"ECB\"}],\"vat_total\":\"1.00\"}";
    struct currency pound = named("GBP");
    struct exchange exchange;
    struct text written = TEXT_INIT;

    ok(exchange_from_stored(&exchange, slice_of(member), &arena) && slice_is(exchange.divisor.rate, "1.0512") &&
           slice_is(exchange.factor.rate, "0.8347"),
       "a document's rates are read back: the first divides");
    text_add_byte(&written, '{');
    exchange_write(&exchange, &pound, 100, &written);
    text_add_byte(&written, '}');
    text_add_byte(&written, '\0');
    ok(strncmp(written.bytes + strlen("{\"exchange\":"), member, strlen(member)) == 0, "and written as they were");
    ok(!exchange_from_stored(&exchange, SLICE("{\"currency\":\"GBP\"}"), &arena), "what has no rates is no exchange");
    text_release(&written);
}

int main(void)
{
    test_conversion();
    test_limits();
    test_stored();
    arena_release(&arena);
    return tap_end();
}
