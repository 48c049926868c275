/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "shop/region.h"

#include "base/memory.h"
#include "shop/law_table.h"
#include "shop/postcode.h"

#include <stdlib.h>

enum { COLUMNS = 6 };

/* Postcodes that begin alike, or in a range of beginnings. */
struct region_row {
    char country[2];
    size_t number; /* in the table */
    struct slice region, first, last;
    day from, until;
};

static bool same_length_digits(struct slice first, struct slice last)
{
    for (size_t i = 0; i < first.length && i < last.length; i++)
        if (first.bytes[i] < '0' || first.bytes[i] > '9' || last.bytes[i] < '0' || last.bytes[i] > '9')
            return false;
    return first.length == last.length && memcmp(first.bytes, last.bytes, first.length) < 0;
}

/* "010-018" or "BT": the second is empty then. */
static bool split_range(struct slice part, struct slice *first, struct slice *last)
{
    *last = part;
    *first = law_part(last, '-');
    return first->length && (!last->length || same_length_digits(*first, *last));
}

static bool read_row(struct regions *regions, const struct slice columns[COLUMNS])
{
    struct slice rest = columns[2];
    struct region_row row = {.region = columns[1]};
    bool right = rest.length > 0 && law_country(columns[0], row.country) && row.country[0] && row.region.length &&
                 law_day(columns[3], INT32_MIN, &row.from) && law_day(columns[4], INT32_MAX, &row.until) && columns[5].length;

    while (right && rest.length) {
        right = split_range(law_part(&rest, ','), &row.first, &row.last);
        if (!row.last.length)
            row.last = row.first;
        row.number = regions->count;
        regions->rows = memory_grow(regions->rows, &regions->room, regions->count + 1, sizeof row);
        regions->rows[regions->count++] = row;
    }
    return right;
}

static int by_country(const void *a, const void *b)
{
    const struct region_row *left = a;
    const struct region_row *right = b;
    int order = memcmp(left->country, right->country, sizeof left->country);

    return order ? order : (left->number > right->number) - (left->number < right->number);
}

bool regions_read(struct regions *regions, struct slice table, struct fault *fault)
{
    struct law_table rows = {arena_copy(&regions->arena, table), 0};
    struct slice columns[COLUMNS];

    while (law_table_next(&rows, columns, COLUMNS))
        if (!read_row(regions, columns))
            return fault_set(fault, FAULT_USAGE, "wrong_table", NULL, "regions.tsv, line %zu: is no row of it", rows.line);
    if (regions->count)
        qsort(regions->rows, regions->count, sizeof *regions->rows, by_country);
    return true;
}

void regions_release(struct regions *regions)
{
    free(regions->rows);
    arena_release(&regions->arena);
    *regions = (struct regions)REGIONS_INIT;
}

static size_t first_of(const struct regions *regions, struct slice country)
{
    size_t low = 0;
    size_t high = regions->count;

    while (low < high) {
        size_t middle = (low + high) / 2;

        if (memcmp(regions->rows[middle].country, country.bytes, 2) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

struct slice region_of(const struct regions *regions, struct slice country, struct slice postcode, day on)
{
    char room[POSTCODE_ROOM];
    struct slice plain = {NULL, 0};
    struct slice found = SLICE("");
    size_t longest = 0;

    for (size_t i = country.length == 2 ? first_of(regions, country) : regions->count; i < regions->count; i++) {
        const struct region_row *row = &regions->rows[i];
        size_t length = row->first.length;

        if (!law_country_fits(row->country, country))
            break;
        if (!plain.bytes)
            plain = postcode_plain(postcode, room);
        if (length > longest && length <= plain.length && on >= row->from && on <= row->until &&
            memcmp(plain.bytes, row->first.bytes, length) >= 0 && memcmp(plain.bytes, row->last.bytes, length) <= 0) {
            longest = length;
            found = row->region;
        }
    }
    return found;
}
