/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "shop/retention.h"

#include "base/memory.h"

#include <stdlib.h>

enum { COLUMNS = 7, YEARS_LIMIT = 1000 };

void retention_release(struct retention *retention)
{
    free(retention->rows);
    *retention = (struct retention)RETENTION_INIT;
}

/* What stands before the separator, which is passed over. */
static struct slice cut(struct slice *rest, char separator)
{
    const char *end = rest->length ? memchr(rest->bytes, separator, rest->length) : NULL;
    struct slice part = {rest->bytes, end ? (size_t)(end - rest->bytes) : rest->length};

    *rest = slice_from(*rest, part.length + (end != NULL));
    return part;
}

static bool read_bound(struct slice text, day unlimited, day *bound)
{
    *bound = unlimited;
    return slice_is(text, "-") || day_read(text, bound);
}

static bool read_country(struct slice text, char country[2])
{
    memset(country, 0, 2);
    if (slice_is(text, "*"))
        return true;
    if (text.length != 2)
        return false;
    memcpy(country, text.bytes, 2);
    return true;
}

static bool read_row(struct slice line, struct retention_row *row)
{
    struct slice columns[COLUMNS];

    for (size_t i = 0; i < COLUMNS; i++)
        columns[i] = cut(&line, '\t');
    row->what = slice_is(columns[1], "inactive") ? RETAINED_INACTIVE : RETAINED_INVOICE;
    row->from_year_end = slice_is(columns[3], "year_end");
    return read_country(columns[0], row->country) && (row->what == RETAINED_INACTIVE || slice_is(columns[1], "invoice")) &&
           slice_integer(columns[2], YEARS_LIMIT, &row->years) && (row->from_year_end || slice_is(columns[3], "day")) &&
           read_bound(columns[4], INT32_MIN, &row->from) && read_bound(columns[5], INT32_MAX, &row->until) && columns[6].length;
}

bool retention_read(struct retention *retention, struct slice table, struct fault *fault)
{
    bool has[2] = {false, false};
    size_t number = 0;

    retention->count = 0;
    while (table.length) {
        struct slice line = slice_trim(cut(&table, '\n'));
        struct retention_row row;

        number++;
        if (!line.length || line.bytes[0] == '#')
            continue;
        if (!read_row(line, &row))
            return fault_set(fault, FAULT_USAGE, "wrong_table", NULL, "the table of retention terms, line %zu: is no row of it",
                             number);
        has[row.what] |= !row.country[0] && row.from == INT32_MIN && row.until == INT32_MAX;
        retention->rows = memory_grow(retention->rows, &retention->room, retention->count + 1, sizeof row);
        retention->rows[retention->count++] = row;
    }
    return (has[RETAINED_INVOICE] && has[RETAINED_INACTIVE]) ||
           fault_set(fault, FAULT_USAGE, "wrong_table", NULL,
                     "the table of retention terms has no row for any country at any time, of invoice or of inactive");
}

static const struct retention_row *find_row(const struct retention *retention, enum retained what, struct slice country, day of)
{
    const struct retention_row *found = NULL;

    for (size_t i = 0; i < retention->count; i++) {
        const struct retention_row *row = &retention->rows[i];
        bool own = slice_equal(country, (struct slice){row->country, 2});

        if (row->what != what || of < row->from || of > row->until || (!own && row->country[0]))
            continue;
        if (own || !found || !found->country[0])
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
