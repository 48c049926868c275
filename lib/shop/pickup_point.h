/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef COLPORTEUR_SHOP_PICKUP_POINT_H
#define COLPORTEUR_SHOP_PICKUP_POINT_H

#include "base/globe.h"
#include "store/store.h"

#include <jansson.h>

/*
 * A shop or locker where a carrier's network hands parcels out: places of the public, no person's data. Record
 * "pickup_point/NETWORK/ID"; colporteur-records(5) has the members. An order names one by its id, in shipping.pickup_point.
 */

/* What a list is of, where its records do not say; bytes NULL: nobody said. */
struct pickup_points_told {
    struct slice network, country;
};

/*
 * The record from outside, whole, as networks publish their lists: it stands in place of what was stored. *changed says whether
 * that is something new, and then the change is row 0; `id` names it either way.
 */
bool pickup_point_import(struct store *store, const json_t *record, const struct pickup_points_told *told, struct changes *changes,
                         bool *changed, struct text *id, struct fault *fault) CHECKED;

/* The point of this id, as "pickup_point/relais/B-17", hands nothing out any more, since `on`; the change is row 0. */
bool pickup_point_close(struct store *store, struct slice id, day on, struct changes *changes, struct fault *fault) CHECKED;

/* Of a record as stored; false: it tells none. */
bool pickup_point_coordinates(struct slice record, struct coordinates *coordinates);

#endif
