/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef COLPORTEUR_BASE_GLOBE_H
#define COLPORTEUR_BASE_GLOBE_H

#include "base/text.h"

#include <stdint.h>

/*
 * Places on the globe, in millionths of a degree: eleven centimetres at most. What is south or west is negative.
 *
 * This is the one module that reckons in floating point: distances are neither money nor quantities.
 */

struct coordinates {
    int64_t latitude, longitude;
};

enum { DEGREE = 1000000, LATITUDE_MOST = 90, LONGITUDE_MOST = 180 };

/* "50.5204", up to `most` degrees on both sides of 0; decimals behind the sixth do not count. */
bool coordinate_read(struct slice text, int64_t most, int64_t *millionths) __attribute__((warn_unused_result));

/*
 * Metres along the great circle, by the haversine formula (R. W. Sinnott, Sky and Telescope 68, 1984) on a sphere of the earth's
 * mean radius (IUGG): within 0.6 % of the ellipsoid's, as near as whoever looks for the next shop needs it.
 */
int64_t great_circle_metres(const struct coordinates *a, const struct coordinates *b);

#endif
