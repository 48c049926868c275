/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "shop/law_table.h"

struct slice law_part(struct slice *rest, char separator)
{
    const char *end = rest->length ? memchr(rest->bytes, separator, rest->length) : NULL;
    struct slice part = {rest->bytes, end ? (size_t)(end - rest->bytes) : rest->length};

    *rest = slice_from(*rest, part.length + (end != NULL));
    return part;
}

bool law_table_next(struct law_table *table, struct slice *columns, size_t count)
{
    while (table->rest.length) {
        struct slice line = slice_trim(law_part(&table->rest, '\n'));

        table->line++;
        if (!line.length || line.bytes[0] == '#')
            continue;
        for (size_t i = 0; i < count; i++)
            columns[i] = law_part(&line, '\t');
        return true;
    }
    return false;
}

bool law_country(struct slice column, char country[2])
{
    memset(country, 0, 2);
    if (slice_is(column, "*"))
        return true;
    if (column.length != 2)
        return false;
    memcpy(country, column.bytes, 2);
    return true;
}

bool law_day(struct slice column, day unlimited, day *value)
{
    *value = unlimited;
    return slice_is(column, "-") || day_read(column, value);
}

bool law_country_fits(const char country[2], struct slice wanted)
{
    return !country[0] || slice_equal(wanted, (struct slice){country, 2});
}
