/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef COLPORTEUR_FORMAT_EXACT_H
#define COLPORTEUR_FORMAT_EXACT_H

#include "format/decimal.h"

/*
 * Arithmetic on decimals as XPath's xs:decimal has it, which the rules for electronic invoices are defined by. What does not fit in
 * 127 bits is no result: false.
 */

bool exact_add(struct decimal a, struct decimal b, struct decimal *sum) CHECKED;
bool exact_multiply(struct decimal a, struct decimal b, struct decimal *product) CHECKED;
/* Exact where the quotient ends within EXACT_PLACES decimals, else cut there. False as well: divided by zero. */
enum { EXACT_PLACES = 18 };
bool exact_divide(struct decimal a, struct decimal b, struct decimal *quotient) CHECKED;
/* To so many decimals; of two that are equally near the greater one, -324.995 to -324.99. */
bool exact_round(struct decimal value, unsigned places, struct decimal *rounded) CHECKED;
bool exact_compare(struct decimal a, struct decimal b, int *order) CHECKED;

#endif
