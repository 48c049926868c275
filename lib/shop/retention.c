/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "shop/retention.h"

#include "base/memory.h"
#include "shop/law_table.h"

#include <stdlib.h>

enum { COLUMNS = 7, YEARS_LIMIT = 1000 };

void retention_release(struct retention *retention)
{
    free(retention->rows);
    *retention = (struct retention)RETENTION_INIT;
}

static bool find_kind(struct slice word, enum retained *what)
{
    static const char *const words[RETAINED_KINDS] = {"invoice", "delivery_note", "inactive"};

    for (int i = 0; i < RETAINED_KINDS; i++)
        if (slice_is(word, words[i])) {
            *what = (enum retained)i;
            return true;
        }
    return false;
}

static bool read_row(const struct slice columns[COLUMNS], struct retention_row *row)
{
    row->from_year_end = slice_is(columns[3], "year_end");
    return law_country(columns[0], row->country) && find_kind(columns[1], &row->what) &&
           slice_integer(columns[2], YEARS_LIMIT, &row->years) && (row->from_year_end || slice_is(columns[3], "day")) &&
           law_day(columns[4], INT32_MIN, &row->from) && law_day(columns[5], INT32_MAX, &row->until) && columns[6].length;
}

bool retention_read(struct retention *retention, struct slice table, struct fault *fault)
{
    struct law_table rows = {table, 0};
    struct slice columns[COLUMNS];
    bool has[RETAINED_KINDS] = {false};

    retention->count = 0;
    while (law_table_next(&rows, columns, COLUMNS)) {
        struct retention_row row;

        if (!read_row(columns, &row))
            return fault_set(fault, FAULT_USAGE, "wrong_table", NULL, "the table of retention terms, line %zu: is no row of it",
                             rows.line);
        has[row.what] |= !row.country[0] && row.from == INT32_MIN && row.until == INT32_MAX;
        retention->rows = memory_grow(retention->rows, &retention->room, retention->count + 1, sizeof row);
        retention->rows[retention->count++] = row;
    }
    return (has[RETAINED_INVOICE] && has[RETAINED_DELIVERY_NOTE] && has[RETAINED_INACTIVE]) ||
           fault_set(fault, FAULT_USAGE, "wrong_table", NULL,
                     "the table of retention terms has no row for any country at any time, of invoice, delivery_note or inactive");
}

static const struct retention_row *find_row(const struct retention *retention, enum retained what, struct slice country, day of)
{
    const struct retention_row *found = NULL;

    for (size_t i = 0; i < retention->count; i++) {
        const struct retention_row *row = &retention->rows[i];

        if (row->what != what || of < row->from || of > row->until || !law_country_fits(row->country, country))
            continue;
        if (row->country[0] || !found || !found->country[0])
            found = row;
    }
    return found;
}

bool retention_last_day(const struct retention *retention, enum retained what, struct slice country, day of, int64_t years,
                        day *last, struct fault *fault)
{
    const struct retention_row *row = find_row(retention, what, country, of);
    int year;
    unsigned month;
    unsigned dom;

    if (!row)
        return fault_set(fault, FAULT_USAGE, "wrong_table", NULL, "the table of retention terms has no row for this");
    day_to_civil(of, &year, &month, &dom);
    year += (int)(years ? years : row->years);
    if (row->from_year_end || year > 9999) {
        month = 12;
        dom = 31;
    }
    /* A term from 29 February ends with that month. */
    if (month == 2 && dom == 29 && day_from_civil(year, 3, 1) - day_from_civil(year, 2, 28) == 1)
        dom = 28;
    *last = day_from_civil(year > 9999 ? 9999 : year, month, dom);
    return true;
}
