/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef COLPORTEUR_SHOP_CARRIER_READING_H
#define COLPORTEUR_SHOP_CARRIER_READING_H

#include "shop/carrier.h"

/* A carrier's record, from outside or from the store: the same rules hold for both, so that what is stored was checked. For
 * carrier.c. */
bool carrier_from_json(struct carrier *carrier, const json_t *record, struct arena *arena, struct fault *fault) CHECKED;

#endif
