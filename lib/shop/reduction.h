/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef COLPORTEUR_SHOP_REDUCTION_H
#define COLPORTEUR_SHOP_REDUCTION_H

#include "base/date.h"
#include "base/money.h"

#include <stdbool.h>
#include <stddef.h>

/*
 * Announced price reductions and the prior price they are measured by: Directive 98/6/EC, art. 6a.
 *
 * A price is reduced while it is below the lasting one, which holds when every sale, promotion and dated price has ended. The
 * prior price is the lowest that was shown in the 30 days before the reduction was applied (par. 2); whatever is said of the
 * reduction, a percentage or a price crossed out, is said of that one (CJEU, 26 September 2024, C-330/23). A new price while
 * reduced is a new reduction; where the State took the option of par. 5, a reduction that only grows is one, from its first
 * step on. A product that was shown for less has the lowest price since it was (par. 4 lets States choose less). Where nothing
 * was shown before, or nothing dearer, there is nothing to announce.
 *
 * Rows of law come from share/law/price-reductions.tsv.
 */

/* What was shown from an instant on, until the next point's. */
struct price_point {
    instant from;
    price shown;   /* PRODUCT_UNSET: nothing was on offer */
    price lasting; /* the same */
};

struct reduction_law {
    char country[2]; /* two zero bytes: any */
    int64_t days;
    bool from_first; /* of successive reductions */
    day from, until; /* of which it is in force, both inclusive */
};

struct reduction_laws {
    struct reduction_law *rows;
    size_t count, room;
};

#define REDUCTION_LAWS_INIT                                                                                                        \
    {                                                                                                                              \
        NULL, 0, 0                                                                                                                 \
    }

/* The fault (FAULT_USAGE, "wrong_table") names the line. There must be a row for any country at any time. */
bool reduction_laws_read(struct reduction_laws *laws, struct slice table, struct fault *fault) CHECKED;
void reduction_laws_release(struct reduction_laws *laws);
const struct reduction_law *reduction_law_of(const struct reduction_laws *laws, struct slice country, day of);

struct reduction {
    bool is_reduced; /* the price shown is below the lasting one */
    instant since;   /* the reduction, or its first step */
    price prior;     /* PRODUCT_UNSET: nothing was shown before */
    percent percent; /* what may be announced, rounded down to a tenth; 0: nothing may */
};

/* Of the price that is shown at the instant. Points are in the order of time. Pure, but for the zone: the days are the shop's. */
void reduction_find(struct reduction *reduction, const struct price_point *points, size_t count, instant at,
                    const struct reduction_law *law);

#endif
