/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "shop/refundable.h"

#include "base/memory.h"

#include <stdlib.h>

int64_t refundable_units_left(const struct refundable *of)
{
    return of->units - of->refunded_units;
}

amount refundable_left(const struct refundable *of)
{
    return of->gross - of->refunded_gross;
}

static amount net_left(const struct refundable *of)
{
    return of->net - of->refunded_net;
}

/* What the first `units` of `of_units` equal units have of a whole that is shared by largest remainder: one more each, as far as it
 * goes. */
static amount share_of_units(amount whole, int64_t units, int64_t of_units)
{
    int64_t with_one_more = whole % of_units;

    return whole / of_units * units + (units < with_one_more ? units : with_one_more);
}

/* Rounded, net and VAT each stay within what is left of them: both shares lie below it, and it is a whole number. */
static amount net_of_gross(const struct refundable *of, amount gross)
{
    amount left = refundable_left(of);

    return left ? (amount)divide_rounded((wide)net_left(of) * gross, left) : 0;
}

struct refunded_part refundable_units(const struct refundable *of, int64_t units, bool prices_include_tax)
{
    int64_t of_units = refundable_units_left(of);
    struct refunded_part part = {.units = units};

    if (prices_include_tax) {
        part.gross = share_of_units(refundable_left(of), units, of_units);
        part.net = net_of_gross(of, part.gross);
        part.vat = part.gross - part.net;
    } else {
        part.net = share_of_units(net_left(of), units, of_units);
        part.vat = share_of_units(refundable_left(of) - net_left(of), units, of_units);
        part.gross = part.net + part.vat;
    }
    return part;
}

struct refunded_part refundable_amount(const struct refundable *of, amount gross)
{
    amount net = net_of_gross(of, gross);

    return (struct refunded_part){0, net, gross - net, gross};
}

void refundable_take(struct refundable *of, const struct refunded_part *part)
{
    of->refunded_units += part->units;
    of->refunded_net += part->net;
    of->refunded_gross += part->gross;
}

void refundable_spread(const struct refundable *all, size_t count, amount gross, amount *parts)
{
    amount *left = memory_take(count * sizeof *left);

    for (size_t i = 0; i < count; i++)
        left[i] = refundable_left(&all[i]);
    amount_share(gross, left, count, parts);
    free(left);
}
