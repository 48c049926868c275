/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tap.h"

#include "shop/refundable.h"
#include "shop/tax.h"

static uint64_t random_state = 0x9e3779b97f4a7c15u;

static uint64_t random_below(uint64_t limit)
{
    random_state ^= random_state >> 12;
    random_state ^= random_state << 25;
    random_state ^= random_state >> 27;
    return (random_state * 0x2545f4914f6cdd1du >> 11) % limit;
}

static void is_part(struct refunded_part came, int64_t units, amount net, amount vat, const char *name)
{
    is_int(came.units, units, "%s: units", name);
    is_int(came.net, net, "%s: net", name);
    is_int(came.vat, vat, "%s: VAT", name);
    is_int(came.gross, net + vat, "%s: gross", name);
}

static struct refunded_part taken(struct refundable *of, struct refunded_part part)
{
    refundable_take(of, &part);
    return part;
}

/* Ten euros for three: the odd cent goes back with the first. */
static void test_units(void)
{
    struct refundable of = {.units = 3, .net = 826, .gross = 1000};

    is_part(taken(&of, refundable_units(&of, 1, true)), 1, 276, 58, "first of three");
    is_part(taken(&of, refundable_units(&of, 1, true)), 1, 275, 58, "second of three");
    is_part(taken(&of, refundable_units(&of, 1, true)), 1, 275, 58, "third of three");
    is_int(refundable_left(&of), 0, "nothing is left of three");
}

/* In a shop of prices without tax a unit goes back at its price, and it is the VAT that has an odd cent. */
static void test_units_without_tax(void)
{
    struct refundable of = {.units = 3, .net = 3000, .gross = 3629};

    is_part(taken(&of, refundable_units(&of, 1, false)), 1, 1000, 210, "first of three, net");
    is_part(taken(&of, refundable_units(&of, 2, false)), 2, 2000, 419, "the others, net");
}

/* What was given back as an amount is not given back again with the goods. */
static void test_amount_then_units(void)
{
    struct refundable of = {.units = 2, .net = 2000, .gross = 2420};

    is_part(taken(&of, refundable_amount(&of, 420)), 0, 347, 73, "an amount");
    is_part(taken(&of, refundable_units(&of, 1, true)), 1, 827, 173, "one unit after it");
    is_part(taken(&of, refundable_units(&of, 1, true)), 1, 826, 174, "the last unit takes the remainder");
    is_int(of.refunded_net, 2000, "all of the net");
}

/* All of the amount can go back before the goods do. */
static void test_units_of_nothing(void)
{
    struct refundable of = {.units = 2, .net = 2000, .gross = 2420};

    is_part(taken(&of, refundable_amount(&of, 2420)), 0, 2000, 420, "all as an amount");
    is_part(taken(&of, refundable_units(&of, 2, true)), 2, 0, 0, "its goods");
}

static void test_spread(void)
{
    const struct refundable all[] = {{1, 100, 100, 0, 0, 0}, {1, 100, 100, 1, 100, 100}, {0, 200, 200, 0, 0, 0}};
    amount parts[3];

    refundable_spread(all, 3, 100, parts);
    is_int(parts[0], 33, "a third to the one");
    is_int(parts[1], 0, "nothing to what is given back already");
    is_int(parts[2], 67, "two thirds to the other");
}

/* A random order, charged as orders are: several rates, discounts, prices with or without tax, all decimals of money. */

enum { LINES = 7 };

struct random_order {
    bool prices_include_tax;
    size_t count;
    struct tax_line charged[LINES];
    struct tax_rate rates[LINES];
    struct tax_totals totals;
    struct refundable lines[LINES];
    struct refunded_part sums[LINES];
};

static bool make_order(struct random_order *order)
{
    static const percent rates[] = {0, 21000, 55000, 60000, 210000, 270000};
    static const uint64_t most[] = {30, 5000, 3000000}; /* a unit of yen, of cents, of millimes */
    uint64_t limit = most[random_below(3)];

    *order = (struct random_order){.prices_include_tax = random_below(2), .count = 1 + random_below(LINES)};
    for (size_t i = 0; i < order->count; i++) {
        int64_t units = random_below(4) ? 1 + (int64_t)random_below(9) : 0;
        amount charged = (amount)random_below(limit) * (units ? units : 1);
        amount discount = random_below(3) ? 0 : (amount)random_below((uint64_t)charged + 1);

        order->charged[i] = (struct tax_line){.charged = charged - discount, .rate = rates[random_below(6)], .units = units};
        order->lines[i].units = units;
    }
    order->totals.rates = order->rates;
    order->totals.rounding = (enum tax_rounding)random_below(TAX_ROUNDINGS);
    if (!tax_compute(order->charged, order->count, order->prices_include_tax, &order->totals))
        return false;
    for (size_t i = 0; i < order->count; i++) {
        order->lines[i].net = order->charged[i].net;
        order->lines[i].gross = order->charged[i].gross;
    }
    return true;
}

static bool give_back(struct random_order *order, size_t line, struct refunded_part part)
{
    refundable_take(&order->lines[line], &part);
    order->sums[line].units += part.units;
    order->sums[line].net += part.net;
    order->sums[line].vat += part.vat;
    order->sums[line].gross += part.gross;
    return part.net >= 0 && part.vat >= 0 && part.gross == part.net + part.vat &&
           order->sums[line].net <= order->charged[line].net && order->sums[line].vat <= order->charged[line].vat;
}

static bool give_some_back(struct random_order *order)
{
    size_t line = random_below(order->count);
    struct refundable *of = &order->lines[line];
    amount parts[LINES];
    amount left = 0;
    bool right = true;

    switch (random_below(4)) {
    case 0:
        for (size_t i = 0; i < order->count; i++)
            left += refundable_left(&order->lines[i]);
        refundable_spread(order->lines, order->count, (amount)random_below((uint64_t)left / 3 + 1), parts);
        for (size_t i = 0; i < order->count; i++)
            right &= give_back(order, i, refundable_amount(&order->lines[i], parts[i]));
        return right;
    case 1:
        return give_back(order, line, refundable_amount(of, (amount)random_below((uint64_t)refundable_left(of) + 1)));
    default:
        if (!refundable_units_left(of))
            return true;
        return give_back(
            order, line,
            refundable_units(of, 1 + (int64_t)random_below((uint64_t)refundable_units_left(of)), order->prices_include_tax));
    }
}

static bool give_the_rest_back(struct random_order *order)
{
    bool right = true;

    for (size_t i = 0; i < order->count; i++) {
        struct refundable *of = &order->lines[i];

        right &= refundable_units_left(of)
                     ? give_back(order, i, refundable_units(of, refundable_units_left(of), order->prices_include_tax))
                     : give_back(order, i, refundable_amount(of, refundable_left(of)));
    }
    return right;
}

static bool all_is_back(const struct random_order *order)
{
    bool right = true;

    for (size_t i = 0; i < order->count; i++)
        right &= order->sums[i].units == order->lines[i].units && order->sums[i].net == order->charged[i].net &&
                 order->sums[i].vat == order->charged[i].vat && order->sums[i].gross == order->charged[i].gross;
    for (size_t r = 0; r < order->totals.rate_count; r++) {
        amount net = 0;
        amount vat = 0;

        for (size_t i = 0; i < order->count; i++)
            if (order->charged[i].rate == order->rates[r].rate) {
                net += order->sums[i].net;
                vat += order->sums[i].vat;
            }
        right &= net == order->rates[r].net && vat == order->rates[r].vat;
    }
    return right;
}

static void test_any_sequence(void)
{
    enum { ORDERS = 20000 };
    int computed = 0;
    int never_more = 0;
    int to_the_cent = 0;

    for (int i = 0; i < ORDERS; i++) {
        struct random_order order;
        bool right = true;

        computed += make_order(&order);
        for (uint64_t steps = random_below(12); steps > 0; steps--)
            right &= give_some_back(&order);
        right &= give_the_rest_back(&order);
        never_more += right;
        to_the_cent += all_is_back(&order);
    }
    is_int(computed, ORDERS, "random orders are computed");
    is_int(never_more, ORDERS, "no sequence gives back more of a line than was charged");
    is_int(to_the_cent, ORDERS, "all sequences end at what was charged, by line and by rate");
}

int main(void)
{
    test_units();
    test_units_without_tax();
    test_amount_then_units();
    test_units_of_nothing();
    test_spread();
    test_any_sequence();
    return tap_end();
}
