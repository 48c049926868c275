/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tap.h"

#include "base/memory.h"
#include "base/money.h"
#include "shop/tax.h"

#include <stdlib.h>

static struct fault fault = FAULT_INIT;
static const struct currency euro = {"EUR", 2};

static uint64_t random_state = 0x9e3779b97f4a7c15u;

static uint64_t random_below(uint64_t limit)
{
    random_state ^= random_state >> 12;
    random_state ^= random_state << 25;
    random_state ^= random_state >> 27;
    return (random_state * 0x2545f4914f6cdd1du >> 11) % limit;
}

static amount cents(const char *text)
{
    amount value = INT64_MIN;

    if (!amount_read(slice_of(text), &euro, true, NULL, &value, &fault))
        printf("# %s is no amount\n", text);
    return value;
}

static percent rate_of(const char *text)
{
    percent value = INT64_MIN;

    if (!percent_read(slice_of(text), NULL, &value, &fault))
        printf("# %s is no rate\n", text);
    return value;
}

static amount charge(const char *unit, int64_t quantity)
{
    price of_one = INT64_MIN;
    amount total = INT64_MIN;

    if (!price_read(slice_of(unit), NULL, &of_one, &fault) || !price_times(of_one, quantity, &euro, &total))
        printf("# %s times %" PRId64 " is no charge\n", unit, quantity);
    return total;
}

/* Cases that others got wrong, by cents. Prices without tax: VAT of the sum of a rate, half away from zero. */
static void test_known_cases(void)
{
    static const struct {
        const char *price;
        int64_t quantity;
        const char *rate, *net, *vat, *gross;
    } rows[] = {
        {"3.60", 10, "5.5", "36.00", "1.98", "37.98"},          /* by unit it would be 38.00 */
        {"334.416", 16, "22", "5350.66", "1177.15", "6527.81"}, /* 348.35 less 4 %; unrounded it would be 6527.80 */
        {"348.11", 2, "25", "696.22", "174.06", "870.28"},
        {"1091.50", 1, "15", "1091.50", "163.73", "1255.23"}, /* half to even it would be 163.72 */
        {"0.01", 1, "50", "0.01", "0.01", "0.02"},
        {"0.01", 1, "49.9999", "0.01", "0.00", "0.01"},
        {"0.00", 5, "21", "0.00", "0.00", "0.00"},
        {"19.90", 3, "0", "59.70", "0.00", "59.70"},
        {"10.00", 1, "100", "10.00", "10.00", "20.00"},
        {"0.004", 1, "21", "0.00", "0.00", "0.00"},
        {"0.005", 1, "21", "0.01", "0.00", "0.01"},
    };
    static const struct {
        const char *price;
        int64_t quantity;
        const char *rate, *net, *vat;
    } with_tax[] = {
        {"39.90", 2, "21", "65.95", "13.85"}, {"4.50", 1, "21", "3.72", "0.78"},     {"121.00", 1, "21", "100.00", "21.00"},
        {"106.00", 1, "6", "100.00", "6.00"}, {"0.01", 1, "21", "0.01", "0.00"},     {"0.03", 1, "21", "0.02", "0.01"},
        {"1.00", 1, "5.5", "0.95", "0.05"},   {"19.99", 7, "5.5", "132.64", "7.29"}, {"1.00", 1, "100", "0.50", "0.50"},
        {"0.01", 1, "100", "0.01", "0.00"},   {"59.70", 1, "0", "59.70", "0.00"},
    };

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct tax_line line = {.charged = charge(rows[i].price, rows[i].quantity), .rate = rate_of(rows[i].rate)};
        struct tax_rate rates[1];
        struct tax_totals totals = {.rates = rates};

        ok(tax_compute(&line, 1, false, &totals) && totals.rate_count == 1, "%s times %" PRId64 " at %s %%", rows[i].price,
           rows[i].quantity, rows[i].rate);
        is_int(totals.net, cents(rows[i].net), "is %s without tax", rows[i].net);
        is_int(totals.vat, cents(rows[i].vat), "has %s of VAT", rows[i].vat);
        is_int(totals.gross, cents(rows[i].gross), "and costs %s", rows[i].gross);
    }
    for (size_t i = 0; i < sizeof with_tax / sizeof *with_tax; i++) {
        struct tax_line line = {.charged = charge(with_tax[i].price, with_tax[i].quantity), .rate = rate_of(with_tax[i].rate)};
        struct tax_rate rates[1];
        struct tax_totals totals = {.rates = rates};
        amount charged = line.charged;

        ok(tax_compute(&line, 1, true, &totals), "%s with tax, times %" PRId64 ", at %s %%", with_tax[i].price,
           with_tax[i].quantity, with_tax[i].rate);
        is_int(totals.net, cents(with_tax[i].net), "is %s without tax", with_tax[i].net);
        is_int(totals.vat, cents(with_tax[i].vat), "has %s of VAT", with_tax[i].vat);
        is_int(totals.gross, charged, "and costs what was shown");
    }
    /* A credit note's tax is an invoice's, with the other sign. */
    is_int((int64_t)divide_rounded((wide)cents("-1710.50") * rate_of("19"), PERCENT_WHOLE), cents("-325.00"),
           "-1710.50 at 19 %% is -325.00");
    is_int((int64_t)divide_rounded((wide)cents("1710.50") * rate_of("19"), PERCENT_WHOLE), cents("325.00"),
           "1710.50 at 19 %% is 325.00");
}

/* What is rounded earlier is another VAT: by line or by unit, in currencies of 0, 2 and 3 decimals. */
static void test_roundings(void)
{
    static const struct currency yen = {"JPY", 0};
    static const struct currency dinar = {"TND", 3};
    static const struct {
        const struct currency *currency;
        const char *price;
        int64_t quantity, lines; /* all alike */
        const char *rate;
        bool with_tax;
        const char *vat[TAX_ROUNDINGS];
    } rows[] = {
        {&euro, "3.60", 10, 1, "5.5", false, {"1.98", "1.98", "2.00"}},
        {&euro, "3.60", 1, 10, "5.5", false, {"1.98", "2.00", "2.00"}},
        {&euro, "348.11", 2, 1, "25", false, {"174.06", "174.06", "174.06"}},
        {&euro, "348.11", 1, 2, "25", false, {"174.06", "174.06", "174.06"}},
        {&euro, "1091.50", 1, 1, "15", false, {"163.73", "163.73", "163.73"}},
        {&euro, "334.416", 16, 1, "22", false, {"1177.15", "1177.15", "1177.12"}},
        {&euro, "1710.50", 1, 1, "19", false, {"325.00", "325.00", "325.00"}},
        {&euro, "0.02", 1000, 1, "21", false, {"4.20", "4.20", "0.00"}},
        {&euro, "0.99", 3, 1, "21", true, {"0.52", "0.52", "0.51"}},
        {&euro, "0.99", 1, 3, "21", true, {"0.52", "0.51", "0.51"}},
        {&euro, "0.335", 2, 1, "21", true, {"0.12", "0.12", "0.12"}}, /* 0.34 and 0.33 */
        {&yen, "105", 1, 3, "10", false, {"32", "33", "33"}},
        {&yen, "105", 3, 1, "10", false, {"32", "32", "33"}},
        {&yen, "116", 3, 1, "10", true, {"32", "32", "33"}},
        {&dinar, "1.005", 3, 1, "19", false, {"0.573", "0.573", "0.573"}},
        {&dinar, "1.005", 5, 1, "19", false, {"0.955", "0.955", "0.955"}},
        {&dinar, "0.013", 7, 1, "7", false, {"0.006", "0.006", "0.007"}},
        {&dinar, "0.013", 1, 7, "7", true, {"0.006", "0.007", "0.007"}},
    };

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        for (int rounding = 0; rounding < TAX_ROUNDINGS; rounding++) {
            struct tax_line lines[10];
            struct tax_rate rates[10];
            struct tax_totals totals = {.rates = rates, .rounding = (enum tax_rounding)rounding};
            price of_one = INT64_MIN;
            amount charged = INT64_MIN;
            amount vat = INT64_MIN;

            ok(price_read(slice_of(rows[i].price), NULL, &of_one, &fault) &&
                   price_times(of_one, rows[i].quantity, rows[i].currency, &charged) &&
                   amount_read(slice_of(rows[i].vat[rounding]), rows[i].currency, false, NULL, &vat, &fault),
               "%s %s is an amount", rows[i].vat[rounding], rows[i].currency->code);
            for (int64_t j = 0; j < rows[i].lines; j++)
                lines[j] = (struct tax_line){.charged = charged, .rate = rate_of(rows[i].rate), .units = rows[i].quantity};
            ok(tax_compute(lines, (size_t)rows[i].lines, rows[i].with_tax, &totals), "%s by %s", rows[i].price,
               tax_rounding_name(totals.rounding));
            is_int(totals.vat, vat, "%" PRId64 " times %" PRId64 " %s %s at %s %% have %s", rows[i].lines, rows[i].quantity,
                   rows[i].price, rows[i].currency->code, rows[i].rate, rows[i].vat[rounding]);
            is_int(rows[i].with_tax ? totals.gross : totals.net, charged * rows[i].lines, "and cost what was charged");
        }
}

/* Two books and three pans with their freight, as on an invoice. */
static void test_invoice(void)
{
    struct tax_line lines[] = {
        {.charged = cents("33.33"), .rate = rate_of("21")}, {.charged = cents("12.50"), .rate = rate_of("6")},
        {.charged = cents("33.33"), .rate = rate_of("21")}, {.charged = cents("12.51"), .rate = rate_of("6")},
        {.charged = cents("33.34"), .rate = rate_of("21")},
    };
    struct tax_rate rates[5];
    struct tax_totals totals = {.rates = rates};

    ok(tax_compute(lines, 5, true, &totals), "a document with two rates, prices with tax");
    is_int((int64_t)totals.rate_count, 2, "each rate stands once");
    ok(totals.rates[0].rate == rate_of("21") && totals.rates[1].rate == rate_of("6"), "the higher one first");
    is_int(totals.rates[0].net, cents("82.64"), "100.00 at 21 %% are 82.64 without tax");
    is_int(totals.rates[0].vat, cents("17.36"), "and 17.36 of VAT");
    is_int(totals.rates[1].net, cents("23.59"), "25.01 at 6 %% are 23.59");
    is_int(totals.rates[1].vat, cents("1.42"), "and 1.42");
    is_int(totals.net, cents("106.23"), "all without tax");
    is_int(totals.vat, cents("18.78"), "all VAT");
    is_int(totals.gross, cents("125.01"), "what was shown is what is paid");
    is_int(lines[0].net + lines[2].net + lines[4].net, cents("82.64"), "lines sum to their rate");
    ok(lines[0].net >= cents("27.54") && lines[2].net >= cents("27.54") && lines[4].net >= cents("27.55"), "and none lacks a cent");
}

/* |share of the whole - whole * weight / sum of weights| < 1, in whole numbers. */
static bool is_fair(amount share, amount whole, amount weight, wide sum)
{
    wide difference = (wide)share * sum - (wide)whole * weight;

    return sum == 0 || (difference < sum && difference > -sum);
}

static const percent usual_rates[] = {210000, 200000, 120000, 100000, 60000, 55000, 21000, 0, 1000000, 1, 333333};

struct document {
    struct tax_line lines[60];
    struct tax_rate rates[60];
    struct tax_totals totals;
    size_t count;
    bool with_tax;
};

static void make_document(struct document *document)
{
    size_t rate_count = 1 + random_below(sizeof usual_rates / sizeof *usual_rates);
    uint64_t most = (uint64_t[]){2, 100, 10000, 1000000, 1000000000000}[random_below(5)];

    document->with_tax = random_below(2);
    document->count = 1 + random_below(60);
    document->totals = (struct tax_totals){.rates = document->rates, .rounding = (enum tax_rounding)random_below(TAX_ROUNDINGS)};
    for (size_t i = 0; i < document->count; i++)
        document->lines[i] = (struct tax_line){
            .charged = random_below(5) ? (amount)random_below(most) : 0,
            .rate = random_below(50) ? usual_rates[random_below(rate_count)] : (percent)random_below(1000001),
            .units = (int64_t)random_below(12),
        };
}

static int64_t roundings_of(const struct tax_line *line, enum tax_rounding rounding)
{
    return rounding == ROUND_BY_UNIT && line->units ? line->units : 1;
}

/* The name of what does not hold; NULL if all does. */
static const char *what_is_wrong(const struct document *document)
{
    const struct tax_totals *totals = &document->totals;
    amount net = 0;
    amount vat = 0;
    amount charged = 0;
    size_t taken = 0;

    for (size_t i = 0; i < document->count; i++) {
        const struct tax_line *line = &document->lines[i];

        charged += line->charged;
        if (line->net < 0 || line->vat < 0)
            return "a share is less than nothing";
        if (line->net + line->vat != line->gross)
            return "net and VAT of a line are not its gross";
        if ((document->with_tax ? line->gross : line->net) != line->charged)
            return "a line does not cost what was charged";
    }
    for (size_t r = 0; r < totals->rate_count; r++) {
        const struct tax_rate *rate = &totals->rates[r];
        amount rate_charged = 0;
        amount rate_net = 0;
        amount rate_vat = 0;
        int64_t roundings = 0;
        wide exact;

        for (size_t i = 0; i < document->count; i++)
            if (document->lines[i].rate == rate->rate) {
                roundings += roundings_of(&document->lines[i], totals->rounding);
                rate_charged += document->lines[i].charged;
                rate_net += document->lines[i].net;
                rate_vat += document->lines[i].vat;
                taken++;
            }
        if (rate_net != rate->net || rate_vat != rate->vat)
            return "the lines do not sum to their rate";
        if (r && rate->rate >= totals->rates[r - 1].rate)
            return "rates are not in falling order";
        /* The exact VAT, in millionths of a cent, is within half a cent of what was computed, for each time that was rounded. */
        exact = document->with_tax ? (wide)rate_charged * rate->rate * 2 - (wide)rate->vat * 2 * (PERCENT_WHOLE + rate->rate)
                                   : (wide)rate_charged * rate->rate * 2 - (wide)rate->vat * 2 * PERCENT_WHOLE;
        if (exact < 0)
            exact = -exact;
        if (totals->rounding == ROUND_BY_RATE)
            roundings = 1;
        if (exact > roundings * (document->with_tax ? PERCENT_WHOLE + rate->rate : PERCENT_WHOLE))
            return "a rate's VAT is more than half a cent off";
        for (size_t i = 0; i < document->count; i++)
            if (totals->rounding == ROUND_BY_RATE && document->lines[i].rate == rate->rate &&
                (!is_fair(document->lines[i].vat, rate->vat, document->lines[i].charged, rate_charged) ||
                 !is_fair(document->lines[i].net, rate->net, document->lines[i].charged, rate_charged)))
                return "a line's share is a cent or more off";
        net += rate->net;
        vat += rate->vat;
    }
    if (taken != document->count)
        return "a line has no rate";
    if (net != totals->net || vat != totals->vat || net + vat != totals->gross)
        return "the rates do not sum to the totals";
    if ((document->with_tax ? totals->gross : totals->net) != charged)
        return "the total is not what was charged";
    return NULL;
}

static void test_documents(void)
{
    struct document document;
    struct document shuffled;
    const char *wrong = NULL;
    int refused = 0;
    int uneven = 0;

    for (int i = 0; i < 30000 && !wrong; i++) {
        make_document(&document);
        refused += !tax_compute(document.lines, document.count, document.with_tax, &document.totals);
        wrong = what_is_wrong(&document);
        if (i % 5)
            continue;
        /* The totals do not depend on the order of the lines. */
        shuffled = document;
        shuffled.totals.rates = shuffled.rates;
        for (size_t j = document.count; j > 1; j--) {
            size_t other = random_below(j);
            struct tax_line kept = shuffled.lines[j - 1];

            shuffled.lines[j - 1] = shuffled.lines[other];
            shuffled.lines[other] = kept;
        }
        refused += !tax_compute(shuffled.lines, shuffled.count, shuffled.with_tax, &shuffled.totals);
        uneven += shuffled.totals.net != document.totals.net || shuffled.totals.vat != document.totals.vat ||
                  shuffled.totals.rate_count != document.totals.rate_count;
        for (size_t r = 0; r < document.totals.rate_count; r++)
            uneven += shuffled.rates[r].rate != document.rates[r].rate || shuffled.rates[r].net != document.rates[r].net ||
                      shuffled.rates[r].vat != document.rates[r].vat;
    }
    is_text(wrong ? wrong : "all holds", "all holds", "what must hold of any document holds of 30000");
    is_int(refused, 0, "none is refused");
    is_int(uneven, 0, "and the order of the lines changes nothing");
}

/* A gross price is paid to the cent, and its VAT is within a cent of that of its net, as BR-CO-17 has it. */
static void test_gross_prices(void)
{
    static const char *const rates[] = {"2.1", "4.8", "5.5", "6", "8.1", "9.5", "13.5", "19", "21", "25.5", "27"};
    int exact = 0;
    int off = 0;
    int wrong = 0;

    for (size_t i = 0; i < sizeof rates / sizeof *rates; i++)
        for (amount gross = 0; gross < 20000; gross++) {
            struct tax_line line = {.charged = gross, .rate = rate_of(rates[i])};
            struct tax_rate rate;
            struct tax_totals totals = {.rates = &rate};
            amount difference;

            if (!tax_compute(&line, 1, true, &totals))
                wrong++;
            difference = totals.vat - (amount)divide_rounded((wide)totals.net * line.rate, PERCENT_WHOLE);
            exact += difference == 0;
            off += difference == 1 || difference == -1;
            wrong += totals.gross != gross || difference < -1 || difference > 1;
        }
    is_int(wrong, 0, "every gross price comes out, with a VAT within a cent of its net's");
    ok(off && exact > 5 * off, "most of them exactly: %d, and %d a cent off", exact, off);
}

static void test_limits(void)
{
    struct tax_line lines[2] = {{.charged = AMOUNT_LIMIT, .rate = 210000}, {.charged = 1, .rate = 210000}};
    struct tax_rate rates[2];
    struct tax_totals totals = {.rates = rates};

    ok(tax_compute(lines, 1, true, &totals) && totals.gross == AMOUNT_LIMIT, "the largest amount, with tax");
    ok(!tax_compute(lines, 1, false, &totals), "its tax on top is too much");
    ok(!tax_compute(lines, 2, true, &totals), "and so is a cent more");
    lines[1].rate = 60000;
    ok(!tax_compute(lines, 2, true, &totals), "at another rate too");
    lines[0].rate = 0;
    ok(tax_compute(lines, 1, false, &totals) && totals.gross == AMOUNT_LIMIT, "the largest amount, without any tax");
    ok(tax_compute(lines, 0, true, &totals) && totals.rate_count == 0 && totals.net == 0 && totals.gross == 0, "no line, no tax");
}

/* An order of twenty thousand lines, and of as many rates, must not keep a shop waiting. */
static void test_many_lines(void)
{
    enum { MANY = 20000 };
    struct tax_line *lines = memory_take_zeroed(MANY, sizeof *lines);
    struct tax_rate *rates = memory_take_zeroed(MANY, sizeof *rates);
    struct tax_totals totals = {.rates = rates};
    amount net = 0;
    amount vat = 0;

    for (size_t i = 0; i < MANY; i++)
        lines[i] = (struct tax_line){.charged = (amount)random_below(100000), .rate = (percent)(i * 37 % MANY)};
    ok(tax_compute(lines, MANY, true, &totals), "twenty thousand lines, each with a rate of its own");
    is_int((int64_t)totals.rate_count, MANY, "are as many rates");
    for (size_t i = 0; i < MANY; i++) {
        net += lines[i].net;
        vat += lines[i].vat;
    }
    ok(net == totals.net && vat == totals.vat, "and sum to the totals");
    free(lines);
    free(rates);
}

static void test_shares(void)
{
    amount weights[100];
    amount parts[100];
    int mistakes = 0;
    int unfair = 0;
    int unordered = 0;

    weights[0] = weights[1] = weights[2] = 0;
    amount_share(100, weights, 3, parts);
    ok(parts[0] == 100 && parts[1] == 0 && parts[2] == 0, "where nothing weighs anything, the first gets all");
    amount_share(-100, weights, 3, parts);
    ok(parts[0] == -100 && parts[1] == 0 && parts[2] == 0, "also of a debt");
    amount_share(0, weights, 3, parts);
    ok(parts[0] == 0 && parts[1] == 0 && parts[2] == 0, "all of nothing is nothing");
    weights[0] = weights[1] = weights[2] = 1;
    amount_share(100, weights, 3, parts);
    ok(parts[0] == 34 && parts[1] == 33 && parts[2] == 33, "of equals the first gets what is left");
    amount_share(-100, weights, 3, parts);
    ok(parts[0] == -34 && parts[1] == -33 && parts[2] == -33, "also of a debt");
    amount_share(2, weights, 3, parts);
    ok(parts[0] == 1 && parts[1] == 1 && parts[2] == 0, "and the second");
    weights[1] = 0;
    amount_share(101, weights, 3, parts);
    ok(parts[0] == 51 && parts[1] == 0 && parts[2] == 50, "what weighs nothing gets nothing");
    amount_share(7, weights, 1, parts);
    is_int(parts[0], 7, "one part is the whole");
    weights[0] = weights[1] = weights[2] = AMOUNT_LIMIT;
    amount_share(AMOUNT_LIMIT, weights, 3, parts);
    is_int(parts[0] + parts[1] + parts[2], AMOUNT_LIMIT, "the largest amount, by the largest weights");

    for (int i = 0; i < 20000; i++) {
        size_t count = 1 + random_below(100);
        uint64_t most = (uint64_t[]){2, 10, 1000, 1000000000}[random_below(4)];
        amount whole = (amount)random_below(1000000) - 500000;
        amount sum = 0;
        wide weight = 0;

        for (size_t j = 0; j < count; j++) {
            weights[j] = (amount)random_below(most);
            weight += weights[j];
        }
        amount_share(whole, weights, count, parts);
        for (size_t j = 0; j < count; j++) {
            sum += parts[j];
            unfair += !is_fair(parts[j], whole, weights[j], weight);
            for (size_t k = 0; weight && k < j && i % 50 == 0; k++) {
                amount a = whole < 0 ? -parts[j] : parts[j];
                amount b = whole < 0 ? -parts[k] : parts[k];

                unordered += (weights[j] > weights[k] && a < b) || (weights[j] < weights[k] && a > b) ||
                             (weights[j] == weights[k] && (a > b || b > a + 1));
            }
        }
        mistakes += sum != whole;
    }
    is_int(mistakes, 0, "parts sum to the whole");
    is_int(unfair, 0, "none is a unit or more off its share");
    is_int(unordered, 0, "who weighs more gets no less, and the first of equals no less than the next");
}

/* Of one rate, what is exempt and what is exported are summed apart; a rate alone is S or Z. */
static void test_categories(void)
{
    struct tax_line lines[] = {
        {.charged = 1000, .rate = 0, .category = TAX_EXPORT}, {.charged = 2100, .rate = rate_of("21")},
        {.charged = 500, .rate = 0, .category = TAX_EXEMPT},  {.charged = 300, .rate = rate_of("21"), .category = TAX_STANDARD},
        {.charged = 70, .rate = 0, .category = TAX_EXPORT},
    };
    struct tax_rate rates[5];
    struct tax_totals totals = {.rates = rates};
    enum tax_category found;

    ok(tax_compute(lines, 5, false, &totals) && totals.rate_count == 3, "a rate and a category make a sum");
    ok(rates[0].net == 2400 && rates[0].vat == 504, "told or not, 21 per cent is the standard category");
    ok(rates[1].category == TAX_EXEMPT && rates[1].net == 500 && rates[2].category == TAX_EXPORT && rates[2].net == 1070,
       "rates of 0 stand by category");
    ok(tax_category_find(SLICE("AE"), &found) && found == TAX_REVERSE_CHARGE && strcmp(tax_category_code(found), "AE") == 0,
       "a category has its code");
    ok(!tax_category_find(SLICE("AA"), &found) && tax_category_of(TAX_BY_RATE, 0) == TAX_ZERO, "and no reduced rate is another");
}

int main(void)
{
    test_known_cases();
    test_roundings();
    test_invoice();
    test_documents();
    test_categories();
    test_gross_prices();
    test_limits();
    test_many_lines();
    test_shares();
    return tap_end();
}
