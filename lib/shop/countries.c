/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "shop/countries.h"

#include "base/folding.h"
#include "base/memory.h"
#include "shop/law_table.h"

#include <stdlib.h>

enum { FIRST_NAME = 2, COLUMNS = FIRST_NAME + COUNTRY_LANGUAGES };

static const struct slice usual_town = SLICE_CONSTANT("{postcode} {city}");

bool countries_read(struct countries *countries, struct slice table, struct fault *fault)
{
    struct law_table lines = {table, 0};
    struct slice columns[COLUMNS];

    memset(countries, 0, sizeof *countries);
    if (!law_table_next(&lines, columns, COLUMNS) || !slice_is(columns[0], "country") || !columns[FIRST_NAME].length)
        return fault_set(fault, FAULT_USAGE, "wrong_table", NULL, "countries: the first line must name the columns");
    for (size_t i = 0; i < COUNTRY_LANGUAGES && columns[FIRST_NAME + i].length; i++)
        countries->languages[countries->language_count++] = columns[FIRST_NAME + i];
    while (law_table_next(&lines, columns, COLUMNS)) {
        struct country_row *row;

        if (columns[0].length != 2 || !columns[1].length || !columns[FIRST_NAME].length ||
            (countries->count && slice_compare(countries->rows[countries->count - 1].code, columns[0]) >= 0))
            return fault_set(fault, FAULT_USAGE, "wrong_table", NULL,
                             "countries, line %zu: is no country, or not in the order of their codes", lines.line);
        countries->rows = memory_grow(countries->rows, &countries->room, countries->count + 1, sizeof *countries->rows);
        row = &countries->rows[countries->count++];
        row->code = columns[0];
        row->town = columns[1];
        memcpy(row->names, columns + FIRST_NAME, sizeof row->names);
    }
    return true;
}

bool countries_read_words(struct countries *countries, struct slice table, struct fault *fault)
{
    struct law_table lines = {table, 0};
    struct slice columns[2];

    if (!law_table_next(&lines, columns, 2) || !slice_is(columns[0], "country"))
        return fault_set(fault, FAULT_USAGE, "wrong_table", NULL, "country words: the first line must name the columns");
    while (law_table_next(&lines, columns, 2)) {
        if (columns[0].length != 2 || !columns[1].length)
            return fault_set(fault, FAULT_USAGE, "wrong_table", NULL, "country words, line %zu: needs a country and a word",
                             lines.line);
        countries->words =
            memory_grow(countries->words, &countries->word_room, countries->word_count + 1, sizeof *countries->words);
        countries->words[countries->word_count++] = (struct country_word){columns[0], columns[1]};
    }
    return true;
}

void countries_release(struct countries *countries)
{
    free(countries->words);
    free(countries->rows);
    memset(countries, 0, sizeof *countries);
}

static int compare(const void *code, const void *row)
{
    return slice_compare(*(const struct slice *)code, ((const struct country_row *)row)->code);
}

static const struct country_row *find(const struct countries *countries, struct slice code)
{
    return countries->count ? bsearch(&code, countries->rows, countries->count, sizeof *countries->rows, compare) : NULL;
}

bool country_is_known(const struct countries *countries, struct slice code)
{
    return find(countries, code) != NULL;
}

struct slice country_town(const struct countries *countries, struct slice code)
{
    const struct country_row *row = find(countries, code);

    return row ? row->town : usual_town;
}

struct slice country_name(const struct countries *countries, struct slice code, struct slice language)
{
    const struct country_row *row = find(countries, code);
    struct slice plain = {language.bytes, language.length < 2 ? language.length : 2};

    for (size_t i = 0; row && i < countries->language_count; i++)
        if (slice_equal(countries->languages[i], plain) && row->names[i].length)
            return row->names[i];
    return row ? row->names[0] : code;
}

static bool is_called(const struct countries *countries, const struct country_row *row, struct slice name)
{
    for (size_t i = 0; i < countries->language_count; i++)
        if (row->names[i].length && folded_equal(row->names[i], name))
            return true;
    return folded_equal(row->code, name);
}

struct slice country_called(const struct countries *countries, struct slice name)
{
    for (size_t i = 0; i < countries->count; i++)
        if (is_called(countries, &countries->rows[i], name))
            return countries->rows[i].code;
    for (size_t i = 0; i < countries->word_count; i++)
        if (folded_equal(countries->words[i].word, name))
            return countries->words[i].code;
    return (struct slice){NULL, 0};
}
