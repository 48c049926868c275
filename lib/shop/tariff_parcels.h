/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef COLPORTEUR_SHOP_TARIFF_PARCELS_H
#define COLPORTEUR_SHOP_TARIFF_PARCELS_H

#include "base/arena.h"

#include <stddef.h>
#include <stdint.h>

/*
 * How many parcels goods make, before anybody packs them: a number to reckon a price with, by a rule that everybody can follow on
 * paper. It is first fit decreasing (D. S. Johnson, Near-optimal bin packing algorithms, MIT 1973), which needs never more than
 * 11/9 of the fewest parcels, and 2/3 of one:
 *
 *     each unit, from the heaviest to the lightest and of equal ones from the largest, goes into the first parcel that has
 *     room for its weight and its volume, else into a new one
 *
 * Whether shapes go together is left to the packer: two units share a parcel as soon as their volumes do. A unit that is a parcel
 * by itself shares none.
 */

/* Units that are alike. */
struct parcel_piece {
    int64_t units;
    int64_t weight, volume; /* of one, grams and mm3; 0 where it is not known */
    uint64_t classes;
};

struct parcel_limits {
    int64_t weight, volume; /* of a parcel; 0: any */
    uint64_t alone;         /* classes whose units are parcels by themselves */
};

/* No piece is above a limit. At most INT64_MAX. */
int64_t parcels_needed(const struct parcel_piece *pieces, size_t count, const struct parcel_limits *limits, struct arena *arena);

/* The volume, mm3, of the largest box whose longest side, and whose girth (that side and twice the two others), are within limits;
 * 0: any. */
int64_t parcel_largest_volume(int64_t longest, int64_t girth);

#endif
