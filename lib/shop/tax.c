/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "shop/tax.h"

#include "base/memory.h"

#include <stdlib.h>

static int falling(const void *a, const void *b)
{
    const struct tax_rate *x = a;
    const struct tax_rate *y = b;

    return (x->rate < y->rate) - (x->rate > y->rate);
}

static void find_rates(const struct tax_line *lines, size_t count, struct tax_totals *totals)
{
    totals->rate_count = 0;
    for (size_t i = 0; i < count; i++) {
        size_t r = 0;

        while (r < totals->rate_count && totals->rates[r].rate != lines[i].rate)
            r++;
        if (r == totals->rate_count)
            totals->rates[totals->rate_count++] = (struct tax_rate){lines[i].rate, 0, 0};
    }
    qsort(totals->rates, totals->rate_count, sizeof *totals->rates, falling);
}

/* One rate: its sums, and each line's share of the part that had to be rounded. */
static bool compute_rate(struct tax_line *lines, size_t count, bool prices_include_tax, struct tax_rate *rate, amount *weights,
                         amount *shares)
{
    amount charged = 0;
    amount shared;
    size_t members = 0;

    for (size_t i = 0; i < count; i++) {
        if (lines[i].rate != rate->rate)
            continue;
        weights[members++] = lines[i].charged;
        if (!amount_add(&charged, lines[i].charged))
            return false;
    }
    if (prices_include_tax) {
        rate->net = (amount)divide_rounded((wide)charged * PERCENT_WHOLE, PERCENT_WHOLE + rate->rate);
        rate->vat = charged - rate->net;
        shared = rate->net;
    } else {
        rate->net = charged;
        rate->vat = (amount)divide_rounded((wide)charged * rate->rate, PERCENT_WHOLE);
        shared = rate->vat;
    }
    amount_share(shared, weights, members, shares);
    members = 0;
    for (size_t i = 0; i < count; i++) {
        struct tax_line *line = &lines[i];

        if (line->rate != rate->rate)
            continue;
        line->net = prices_include_tax ? shares[members] : line->charged;
        line->vat = prices_include_tax ? line->charged - line->net : shares[members];
        line->gross = line->net + line->vat;
        members++;
    }
    return true;
}

bool tax_compute(struct tax_line *lines, size_t count, bool prices_include_tax, struct tax_totals *totals)
{
    amount few[2][16];
    amount *many = count > 16 ? memory_take(2 * count * sizeof *many) : NULL;
    bool done = true;

    find_rates(lines, count, totals);
    totals->net = totals->vat = totals->gross = 0;
    for (size_t r = 0; done && r < totals->rate_count; r++) {
        struct tax_rate *rate = &totals->rates[r];

        done = compute_rate(lines, count, prices_include_tax, rate, many ? many : few[0], many ? many + count : few[1]) &&
               amount_add(&totals->net, rate->net) && amount_add(&totals->vat, rate->vat);
    }
    free(many);
    totals->gross = totals->net;
    return done && amount_add(&totals->gross, totals->vat);
}
