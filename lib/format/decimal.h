/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef COLPORTEUR_FORMAT_DECIMAL_H
#define COLPORTEUR_FORMAT_DECIMAL_H

#include "base/money.h"
#include "base/text.h"

#include <stdbool.h>

/* Decimal numbers as other programs write them, exact: no floating point between the file and the record. */

struct decimal {
    wide digits; /* the value times 10^scale */
    unsigned scale;
};

enum { DECIMAL_WHOLE_DIGITS = 18, DECIMAL_PLACES = 15 };

/* "-12.50": digits, at most one point, a sign perhaps; nothing else. Zeros that say nothing do not count as digits. */
bool decimal_read(struct slice text, struct decimal *value) CHECKED;
int decimal_compare(const struct decimal *a, const struct decimal *b);

/* value * numerator / denominator to the nearest integer, halves away from zero. False: beyond 10^15. */
bool decimal_scaled(const struct decimal *value, int64_t numerator, int64_t denominator, int64_t *result) CHECKED;

/*
 * Appends a number written for people, "1.234,50 €", as "1234.50". `mark` is what it has before its decimals,
 * ',' or '.'. Around it may stand a sign, blanks and a word of up to four characters (a currency, a unit); thousands
 * may be set apart by the other of the two marks, an apostrophe or a blank, in groups of exactly three: "12.50" is
 * refused where the mark is a comma. False: it is no such number, and nothing was appended.
 */
bool decimal_from_local(struct text *text, struct slice written, char mark) CHECKED;

/*
 * "5.41E+12": what a spreadsheet shows, and saves, of a long number. Where it stood for a number that names something, the digits
 * are gone.
 */
bool decimal_is_shortened(struct slice text);

#endif
