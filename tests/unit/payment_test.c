/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tap.h"

#include "shop/payment.h"

/* What is open and owed of an order of 100.00, by what came, what of it went back, and what of the goods did. */
static void test_balance(void)
{
    static const struct {
        const char *what;
        amount paid, repaid, given_back;
        amount open, owed;
        enum financial_status status;
    } rows[] = {
        {"nothing came", 0, 0, 0, 10000, 0, FINANCIAL_PENDING},
        {"a part", 4000, 0, 0, 6000, 0, FINANCIAL_PARTIALLY_PAID},
        {"all", 10000, 0, 0, 0, 0, FINANCIAL_PAID},
        {"all, and a quarter is cancelled", 10000, 0, 2500, 0, 2500, FINANCIAL_PAID},
        {"and was repaid", 10000, 2500, 2500, 0, 0, FINANCIAL_PARTIALLY_REFUNDED},
        {"a part that is less than what is left", 4000, 0, 2500, 3500, 0, FINANCIAL_PARTIALLY_PAID},
        {"a part that is all of what is left", 4000, 0, 6000, 0, 0, FINANCIAL_PAID},
        {"nothing is left, and all went back", 10000, 10000, 10000, 0, 0, FINANCIAL_REFUNDED},
    };

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct order_payment payment = {.means = MEANS_CASH, .amount = rows[i].paid};
        struct order_line line = {.given_back.gross = rows[i].given_back};
        struct order order = {.lines = &line,
                              .line_count = 1,
                              .payments = &payment,
                              .payment_count = rows[i].paid > 0,
                              .repaid = rows[i].repaid,
                              .totals.gross = 10000};

        ok(order_open(&order) == rows[i].open && order_owed(&order) == rows[i].owed &&
               order_financial_status(&order) == rows[i].status,
           "%s: %lld open, %lld owed", rows[i].what, (long long)order_open(&order), (long long)order_owed(&order));
    }
}

static void test_reading(void)
{
    static const struct {
        const char *json, *code; /* NULL: it is good */
    } rows[] = {
        {"{\"means\":\"cash\"}", NULL},
        {"{\"means\":\"card\",\"amount\":\"20.00\",\"currency\":\"EUR\",\"reference\":\"pay_7\",\"day\":\"2026-11-21\"}", NULL},
        {"{\"amount\":\"20.00\"}", "missing_field"},
        {"{\"means\":\"barter\"}", "unknown_choice"},
        {"{\"means\":\"cash\",\"amount\":\"0.00\"}", "out_of_range"},
        {"{\"means\":\"cash\",\"amount\":\"20.001\"}", "too_many_decimals"},
        {"{\"means\":\"cash\",\"amount\":20}", "wrong_type"},
        {"{\"means\":\"cash\",\"currency\":\"USD\"}", "wrong_currency"},
        {"{\"means\":\"cash\",\"day\":\"21/11/2026\"}", "not_a_date"},
        {"{\"means\":\"transfer\",\"reference\":\"BE68 5390 0754 7034\"}", "account_number"},
        {"{\"means\":\"cash\",\"tip\":\"1.00\"}", "unknown_field"},
    };
    struct currency euro;
    struct fault none = FAULT_INIT;

    ok(currency_find(SLICE("EUR"), &euro, &none), "there are euros");
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct fault why = FAULT_INIT;
        struct order_payment payment;
        json_t *object = json_loads(rows[i].json, 0, NULL);
        bool good = payment_from_json(&payment, object, &euro, &why);

        ok(rows[i].code ? !good && strcmp(why.code, rows[i].code) == 0 : good, "%s: %s", rows[i].json, good ? "good" : why.code);
        json_decref(object);
    }
}

int main(void)
{
    test_balance();
    test_reading();
    return tap_end();
}
