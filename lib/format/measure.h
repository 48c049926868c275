/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef COLPORTEUR_FORMAT_MEASURE_H
#define COLPORTEUR_FORMAT_MEASURE_H

#include "base/text.h"

/*
 * Weights and lengths in the units of shop platforms. Products have whole grams and millimetres; the pound and the yard are
 * those of 1959, 0.45359237 kg and 0.9144 m.
 */
struct measure_unit {
    const char *names;              /* in the platforms' languages, folded, each between bars */
    int64_t numerator, denominator; /* grams or millimetres in one of it */
    unsigned decimals;              /* as many as it takes to read the same number back */
};

/* By any of its names, "kg", "lbs", "Zoll"; NULL: there is none of that name. */
const struct measure_unit *weight_unit(struct slice name);
const struct measure_unit *length_unit(struct slice name);

/* Appends as many of the unit as the grams or millimetres are: 1250 as "1.25" kilograms. */
void measure_write(struct text *text, int64_t value, const struct measure_unit *unit);

#endif
