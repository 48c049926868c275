/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef COLPORTEUR_BASE_NAME_H
#define COLPORTEUR_BASE_NAME_H

#include "base/text.h"

/*
 * Names of columns and the like, as programs that spell them each in its way mean the same: folded (base/folding.h), and
 * whatever is neither letter nor digit is one blank, none at either end. "Is featured?" and "is  featured" are the same.
 */
void text_add_folded_name(struct text *text, struct slice name);

/* A name within an address or an SKU: the folded name with "-" for its blanks, "T-Shirt, rouge" as "t-shirt-rouge". */
void text_add_slug(struct text *text, struct slice name);

#endif
