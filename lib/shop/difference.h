/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef COLPORTEUR_SHOP_DIFFERENCE_H
#define COLPORTEUR_SHOP_DIFFERENCE_H

#include "base/arena.h"
#include "base/text.h"

/*
 * What is different between a product as it is and as it would be, value by value (json/leaves.h). `before` bytes NULL: it would
 * be new. Both append whole lines.
 */

/* {"type":"difference","sku":"A","change":"changed","members":[{"member":"price","before":"1.00","after":"2.00"}]}: a record. */
void difference_write(struct slice before, struct slice after, struct arena *arena, struct text *text);

/* The same for people: "A" and below it "  ~ price: 1.00 -> 2.00", long values cut. */
void difference_tell(struct slice before, struct slice after, struct arena *arena, struct text *text);

#endif
