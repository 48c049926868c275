/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef COLPORTEUR_SHOP_SHAPE_H
#define COLPORTEUR_SHOP_SHAPE_H

/*
 * Which members a record of a type may have, as json/projection.h wants it told: for who names some of them, and may
 * mistype one. tests/fields.t holds that these are the members of share/schemas, which is not there when a tool runs.
 */
const char *shape_of(const char *type); /* NULL: not known */

#endif
