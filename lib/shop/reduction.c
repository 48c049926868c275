/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "shop/reduction.h"

#include "base/memory.h"
#include "shop/law_table.h"
#include "shop/product.h"

#include <stdlib.h>

enum { COLUMNS = 6, DAYS_LIMIT = 366 };

void reduction_laws_release(struct reduction_laws *laws)
{
    free(laws->rows);
    *laws = (struct reduction_laws)REDUCTION_LAWS_INIT;
}

static bool read_row(const struct slice columns[COLUMNS], struct reduction_law *row)
{
    row->from_first = slice_is(columns[2], "first");
    return law_country(columns[0], row->country) && slice_integer(columns[1], DAYS_LIMIT, &row->days) && row->days &&
           (row->from_first || slice_is(columns[2], "each")) && law_day(columns[3], INT32_MIN, &row->from) &&
           law_day(columns[4], INT32_MAX, &row->until) && columns[5].length;
}

bool reduction_laws_read(struct reduction_laws *laws, struct slice table, struct fault *fault)
{
    struct law_table rows = {table, 0};
    struct slice columns[COLUMNS];
    bool has = false;

    laws->count = 0;
    while (law_table_next(&rows, columns, COLUMNS)) {
        struct reduction_law row;

        if (!read_row(columns, &row))
            return fault_set(fault, FAULT_USAGE, "wrong_table", NULL, "the table of price reductions, line %zu: is no row of it",
                             rows.line);
        has |= !row.country[0] && row.from == INT32_MIN && row.until == INT32_MAX;
        laws->rows = memory_grow(laws->rows, &laws->room, laws->count + 1, sizeof row);
        laws->rows[laws->count++] = row;
    }
    return has || fault_set(fault, FAULT_USAGE, "wrong_table", NULL,
                            "the table of price reductions has no row for any country at any time");
}

const struct reduction_law *reduction_law_of(const struct reduction_laws *laws, struct slice country, day of)
{
    const struct reduction_law *found = NULL;

    for (size_t i = 0; i < laws->count; i++) {
        const struct reduction_law *row = &laws->rows[i];

        if (of >= row->from && of <= row->until && law_country_fits(row->country, country) &&
            (row->country[0] || !found || !found->country[0]))
            found = row;
    }
    return found;
}

static bool is_reduced(const struct price_point *point)
{
    return point->shown != PRODUCT_UNSET && point->lasting != PRODUCT_UNSET && point->shown < point->lasting;
}

/* The point at which the reduction that holds at `at` began. */
static size_t first_of_reduction(const struct price_point *points, size_t at, bool from_first)
{
    while (at > 0 && is_reduced(&points[at - 1]) &&
           (points[at - 1].shown == points[at].shown || (from_first && points[at - 1].shown > points[at].shown)))
        at--;
    return at;
}

/* The lowest price that was shown in the days before the point. */
static price lowest_before(const struct price_point *points, size_t first, int64_t days)
{
    instant start = day_start(instant_day(points[first].from) - (day)days);
    price lowest = PRODUCT_UNSET;

    for (size_t i = first; i-- > 0 && points[i + 1].from > start;)
        if (points[i].shown != PRODUCT_UNSET && (lowest == PRODUCT_UNSET || points[i].shown < lowest))
            lowest = points[i].shown;
    return lowest;
}

void reduction_find(struct reduction *reduction, const struct price_point *points, size_t count, instant at,
                    const struct reduction_law *law)
{
    const percent tenth = PERCENT_UNIT / 10;
    size_t now = count;
    size_t first;

    *reduction = (struct reduction){.prior = PRODUCT_UNSET};
    while (now > 0 && points[now - 1].from > at)
        now--;
    if (now == 0 || !is_reduced(&points[now - 1]))
        return;
    first = first_of_reduction(points, now - 1, law->from_first);
    reduction->is_reduced = true;
    reduction->since = points[first].from;
    reduction->prior = lowest_before(points, first, law->days);
    if (reduction->prior > points[now - 1].shown)
        reduction->percent =
            (percent)((wide)(reduction->prior - points[now - 1].shown) * (PERCENT_WHOLE / tenth) / reduction->prior * tenth);
}
