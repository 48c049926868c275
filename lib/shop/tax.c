/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "shop/tax.h"

#include "base/memory.h"

#include <stdlib.h>

static const char *const codes[TAX_CATEGORIES] = {NULL, "S", "Z", "E", "AE", "K", "G", "O", "L", "M"};

const char *tax_category_code(enum tax_category category)
{
    return codes[category];
}

bool tax_category_find(struct slice code, enum tax_category *category)
{
    for (int i = TAX_STANDARD; i < TAX_CATEGORIES; i++)
        if (slice_is(code, codes[i])) {
            *category = (enum tax_category)i;
            return true;
        }
    return false;
}

enum tax_category tax_category_of(enum tax_category category, percent rate)
{
    if (category != TAX_BY_RATE)
        return category;
    return rate ? TAX_STANDARD : TAX_ZERO;
}

static const char *const roundings[TAX_ROUNDINGS] = {"rate", "line", "unit"};

const char *tax_rounding_name(enum tax_rounding rounding)
{
    return roundings[rounding];
}

bool tax_rounding_find(struct slice name, enum tax_rounding *rounding)
{
    for (int i = 0; i < TAX_ROUNDINGS; i++)
        if (slice_is(name, roundings[i])) {
            *rounding = (enum tax_rounding)i;
            return true;
        }
    return false;
}

/* A line's place among those of all rates. */
struct rated {
    percent rate;
    enum tax_category category; /* told */
    size_t line;
};

static bool same_rate(const struct rated *a, const struct rated *b)
{
    return a->rate == b->rate && a->category == b->category;
}

static int falling(const void *a, const void *b)
{
    const struct rated *x = a;
    const struct rated *y = b;

    if (x->rate != y->rate)
        return x->rate < y->rate ? 1 : -1;
    if (x->category != y->category)
        return x->category < y->category ? -1 : 1;
    return (x->line > y->line) - (x->line < y->line);
}

/* Lines of one rate stand together, in their own order. Most documents have one rate, or the highest first. */
static void order_by_rate(const struct tax_line *lines, size_t count, struct rated *order)
{
    bool falls = true;

    for (size_t i = 0; i < count; i++) {
        order[i] = (struct rated){lines[i].rate, tax_category_of(lines[i].category, lines[i].rate), i};
        falls &= !i || falling(&order[i - 1], &order[i]) < 0;
    }
    if (!falls)
        qsort(order, count, sizeof *order, falling);
}

/* The part of what was charged that has to be rounded: of prices that include tax the net, else the VAT. */
static amount rounded_part(amount charged, percent rate, bool prices_include_tax)
{
    if (prices_include_tax)
        return (amount)divide_rounded((wide)charged * PERCENT_WHOLE, PERCENT_WHOLE + rate);
    return (amount)divide_rounded((wide)charged * rate, PERCENT_WHOLE);
}

/* The first units of a line cost a cent more, if its charge does not go up in its units. */
static amount rounded_by_unit(const struct tax_line *line, bool prices_include_tax)
{
    int64_t units = line->units ? line->units : 1;
    amount of_one = line->charged / units;
    int64_t with_a_cent_more = line->charged % units;

    return (units - with_a_cent_more) * rounded_part(of_one, line->rate, prices_include_tax) +
           with_a_cent_more * rounded_part(of_one + 1, line->rate, prices_include_tax);
}

static void share_by_rate(struct tax_line *lines, const struct rated *members, size_t count, bool prices_include_tax,
                          amount charged, amount *weights, amount *shares)
{
    for (size_t i = 0; i < count; i++)
        weights[i] = lines[members[i].line].charged;
    amount_share(rounded_part(charged, members[0].rate, prices_include_tax), weights, count, shares);
}

/* One rate: its sums, and each line's share of the part that had to be rounded. */
static bool compute_rate(struct tax_line *lines, const struct rated *members, size_t count, bool prices_include_tax,
                         enum tax_rounding rounding, struct tax_rate *rate, amount *weights, amount *shares)
{
    amount charged = 0;
    amount rounded = 0;

    for (size_t i = 0; i < count; i++)
        if (!amount_add(&charged, lines[members[i].line].charged))
            return false;
    if (rounding == ROUND_BY_RATE)
        share_by_rate(lines, members, count, prices_include_tax, charged, weights, shares);
    for (size_t i = 0; i < count; i++) {
        struct tax_line *line = &lines[members[i].line];

        if (rounding == ROUND_BY_LINE)
            shares[i] = rounded_part(line->charged, line->rate, prices_include_tax);
        else if (rounding == ROUND_BY_UNIT)
            shares[i] = rounded_by_unit(line, prices_include_tax);
        rounded += shares[i];
        line->net = prices_include_tax ? shares[i] : line->charged;
        line->vat = prices_include_tax ? line->charged - line->net : shares[i];
        line->gross = line->net + line->vat;
    }
    rate->net = prices_include_tax ? rounded : charged;
    rate->vat = prices_include_tax ? charged - rounded : rounded;
    return true;
}

static bool compute_rates(struct tax_line *lines, const struct rated *order, size_t count, bool prices_include_tax,
                          struct tax_totals *totals, amount *weights, amount *shares)
{
    totals->rate_count = 0;
    totals->net = totals->vat = totals->gross = 0;
    for (size_t first = 0; first < count;) {
        struct tax_rate *rate = &totals->rates[totals->rate_count++];
        size_t members = 1;

        while (first + members < count && same_rate(&order[first + members], &order[first]))
            members++;
        *rate = (struct tax_rate){.rate = order[first].rate, .category = lines[order[first].line].category};
        if (!compute_rate(lines, order + first, members, prices_include_tax, totals->rounding, rate, weights, shares) ||
            !amount_add(&totals->net, rate->net) || !amount_add(&totals->vat, rate->vat))
            return false;
        first += members;
    }
    totals->gross = totals->net;
    return amount_add(&totals->gross, totals->vat);
}

bool tax_compute(struct tax_line *lines, size_t count, bool prices_include_tax, struct tax_totals *totals)
{
    enum { FEW = 16 };
    struct rated few[FEW];
    amount few_amounts[2 * FEW];
    struct rated *order = count > FEW ? memory_take(count * sizeof *order) : few;
    amount *amounts = count > FEW ? memory_take(2 * count * sizeof *amounts) : few_amounts;
    bool done;

    order_by_rate(lines, count, order);
    done = compute_rates(lines, order, count, prices_include_tax, totals, amounts, amounts + count);
    if (count > FEW) {
        free(order);
        free(amounts);
    }
    return done;
}
