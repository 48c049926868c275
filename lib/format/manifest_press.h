/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef COLPORTEUR_FORMAT_MANIFEST_PRESS_H
#define COLPORTEUR_FORMAT_MANIFEST_PRESS_H

#include "base/arena.h"
#include "base/fault.h"
#include "format/words.h"

/*
 * A manifest as pages that shop and carrier sign, PDF/A-3 on A4: its number, as bars too, whose parcels they are, a row for each,
 * sums, and a place for both signatures on the last page.
 *
 *   {"format":"manifest","language":"fr","from":["Cuisine de l'Ourthe","Rue du Pont 12","4500 Huy"],"names":["Bo",""],"record":{…}}
 *
 * `names` are those on the labels, in the order of the record's parcels.
 */

bool manifest_press_knows(struct slice format);
bool manifest_press(struct slice request, const struct words *words, struct arena *arena, struct text *bytes,
                    struct fault *fault) CHECKED;

#endif
