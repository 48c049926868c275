/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef COLPORTEUR_FORMAT_GTIN_H
#define COLPORTEUR_FORMAT_GTIN_H

#include "base/text.h"

#include <stdbool.h>

/*
 * Global Trade Item Numbers as others judge them. The catalogue keeps what a shop calls a GTIN; who hands it on to
 * the world is asked for a right one.
 */

/* 8, 12, 13 or 14 digits with a right check digit (GS1 General Specifications, 7.9). Zeros alone are no number. */
bool gtin_is_right(struct slice gtin);

/* Of a right one: given out by GS1, and not for use inside a company (02, 04, 2…) or for coupons (05, 98, 99). */
bool gtin_is_public(struct slice gtin);

#endif
