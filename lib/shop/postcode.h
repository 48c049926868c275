/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef COLPORTEUR_SHOP_POSTCODE_H
#define COLPORTEUR_SHOP_POSTCODE_H

#include "base/text.h"

/* Postcodes as patterns and tables want them, however a person typed them. */

enum { POSTCODE_ROOM = 32 };

/* Capitals, without spaces, and without the country in front that some write: "D-78266". What is longer than the room is cut,
 * behind a whole character. */
struct slice postcode_plain(struct slice postcode, char room[POSTCODE_ROOM]);

#endif
