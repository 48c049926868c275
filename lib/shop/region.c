/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "shop/region.h"

#include "base/memory.h"
#include "shop/law_table.h"
#include "shop/postcode.h"

#include <stdlib.h>

enum { COLUMNS = 6 };

struct region_row {
    char country[2];
    struct slice region, postcodes;
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

static bool read_row(const struct slice columns[COLUMNS], struct region_row *row)
{
    struct slice rest = columns[2];
    struct slice first;
    struct slice last;
    bool right = rest.length > 0;

    *row = (struct region_row){.region = columns[1], .postcodes = columns[2]};
    while (right && rest.length)
        right = split_range(law_part(&rest, ','), &first, &last);
    return right && law_country(columns[0], row->country) && row->country[0] && row->region.length &&
           law_day(columns[3], INT32_MIN, &row->from) && law_day(columns[4], INT32_MAX, &row->until) && columns[5].length;
}

bool regions_read(struct regions *regions, struct slice table, struct fault *fault)
{
    struct law_table rows = {arena_copy(&regions->arena, table), 0};
    struct slice columns[COLUMNS];

    while (law_table_next(&rows, columns, COLUMNS)) {
        struct region_row row;

        if (!read_row(columns, &row))
            return fault_set(fault, FAULT_USAGE, "wrong_table", NULL, "regions.tsv, line %zu: is no row of it", rows.line);
        regions->rows = memory_grow(regions->rows, &regions->room, regions->count + 1, sizeof row);
        regions->rows[regions->count++] = row;
    }
    return true;
}

void regions_release(struct regions *regions)
{
    free(regions->rows);
    arena_release(&regions->arena);
    *regions = (struct regions)REGIONS_INIT;
}

/* How much of the postcode says so; 0: it does not. */
static size_t fits(struct slice postcodes, struct slice postcode)
{
    size_t longest = 0;

    while (postcodes.length) {
        struct slice first;
        struct slice last;
        size_t length;

        if (!split_range(law_part(&postcodes, ','), &first, &last))
            continue;
        length = first.length;
        if (length <= longest || length > postcode.length)
            continue;
        if (!last.length)
            last = first;
        if (memcmp(postcode.bytes, first.bytes, length) >= 0 && memcmp(postcode.bytes, last.bytes, length) <= 0)
            longest = length;
    }
    return longest;
}

struct slice region_of(const struct regions *regions, struct slice country, struct slice postcode, day on)
{
    char room[POSTCODE_ROOM];
    struct slice plain = postcode_plain(postcode, room);
    struct slice found = SLICE("");
    size_t longest = 0;

    for (size_t i = 0; i < regions->count; i++) {
        const struct region_row *row = &regions->rows[i];
        size_t length =
            on >= row->from && on <= row->until && law_country_fits(row->country, country) ? fits(row->postcodes, plain) : 0;

        if (length > longest) {
            longest = length;
            found = row->region;
        }
    }
    return found;
}
