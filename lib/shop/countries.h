/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef COLPORTEUR_SHOP_COUNTRIES_H
#define COLPORTEUR_SHOP_COUNTRIES_H

#include "base/fault.h"
#include "base/text.h"

#include <stdbool.h>
#include <stddef.h>

/*
 * How parcels are addressed to a country: the order of its town lines, and its name. A table, share/labels/countries.tsv; its
 * first line names the columns, those from the third on are languages.
 */

enum { COUNTRY_LANGUAGES = 8 };

struct country_row {
    struct slice code, town; /* town: "{postcode} {city}", "|" between lines */
    struct slice names[COUNTRY_LANGUAGES];
};

struct country_word {
    struct slice code, word;
};

struct countries {
    struct country_word *words; /* share/labels/country-words.tsv, if it was read */
    size_t word_count, word_room;
    struct slice languages[COUNTRY_LANGUAGES];
    size_t language_count;
    struct country_row *rows; /* by code */
    size_t count, room;
};

/* The table must outlive it. The fault (FAULT_USAGE, "wrong_table") names the line. */
bool countries_read(struct countries *countries, struct slice table, struct fault *fault) CHECKED;
bool countries_read_words(struct countries *countries, struct slice table, struct fault *fault) CHECKED; /* the same holds */
void countries_release(struct countries *countries);

bool country_is_known(const struct countries *countries, struct slice code); /* the table has it */

/* Of a country that the table has not: "{postcode} {city}", and its code. A language that it has not is its first. */
struct slice country_town(const struct countries *countries, struct slice code);
struct slice country_name(const struct countries *countries, struct slice code, struct slice language);

/* The code of a country that is called so in any language, or of the code itself; bytes NULL: none is. */
struct slice country_called(const struct countries *countries, struct slice name);

#endif
