/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef COLPORTEUR_SHOP_PICKUP_POINT_H
#define COLPORTEUR_SHOP_PICKUP_POINT_H

#include "store/store.h"

#include <jansson.h>

/*
 * A shop or locker where a carrier's network hands parcels out: places of the public, no person's data. Record
 * "pickup_point/NETWORK/ID"; colporteur-records(5) has the members. An order names one by its id, in shipping.pickup_point.
 */

/* Where it is on the globe, in degrees; the latitude of the south and the longitude of the west are negative. */
struct coordinates {
    double latitude, longitude;
};

/* "50.5204", up to `most` on both sides of 0; six decimals tell eleven centimetres. */
bool coordinate_read(struct slice text, double most, double *degrees) CHECKED;
enum { LATITUDE_MOST = 90, LONGITUDE_MOST = 180 };

/*
 * The record from outside, whole, as networks publish their lists: it stands in place of what was stored. *changed says whether
 * that is something new, and then the change is row 0; `id` names it either way.
 */
bool pickup_point_import(struct store *store, const json_t *record, struct changes *changes, bool *changed, struct text *id,
                         struct fault *fault) CHECKED;

/* Of a record as stored; false: it tells none. */
bool pickup_point_coordinates(struct slice record, struct coordinates *coordinates);

/*
 * Metres along the great circle, by the haversine formula (R. W. Sinnott, Sky and Telescope 68, 1984) on a sphere of the earth's
 * mean radius (IUGG): within 0.6 % of the ellipsoid's, as near as whoever looks for the next shop needs it.
 */
double great_circle_metres(const struct coordinates *a, const struct coordinates *b);

#endif
