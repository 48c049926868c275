/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef COLPORTEUR_SHOP_LAW_TABLE_H
#define COLPORTEUR_SHOP_LAW_TABLE_H

#include "base/date.h"
#include "base/text.h"

#include <stdbool.h>
#include <stddef.h>

/*
 * Tables of law (share/law/): lines of columns with a tab between them, "#" before what is said about them. What their columns
 * have in common is read here: a country, where "*" is any, and the days of which a row is in force, where "-" is no limit.
 */

struct law_table {
    struct slice rest;
    size_t line; /* of the last row, from 1 */
};

/* The next row's columns; what is missing is empty. false: there are no more. */
bool law_table_next(struct law_table *table, struct slice *columns, size_t count);

/* What stands before the separator, which is passed over: the parts of a column, one after the other. */
struct slice law_part(struct slice *rest, char separator);

bool law_country(struct slice column, char country[2]); /* two zero bytes: any */
bool law_day(struct slice column, day unlimited, day *value);

/* Whether a row of `country` is for what is in question: of its own country, or of any. */
bool law_country_fits(const char country[2], struct slice wanted);

#endif
