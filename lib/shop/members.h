/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef COLPORTEUR_SHOP_MEMBERS_H
#define COLPORTEUR_SHOP_MEMBERS_H

#include "base/arena.h"
#include "base/money.h"

/*
 * A few members of a record that the shop wrote itself, in one pass over its bytes and no further than the last of them.
 *
 * Records are written in a fixed order, and the names are given in it. Values are as written (json/scan.h reads them on);
 * bytes NULL: the record has none of that name.
 */
void members_of(struct slice record, const struct slice *names, struct slice *values, size_t count);

struct slice text_of(struct slice value, struct arena *arena);         /* where it has escapes, undone in the arena */
int64_t whole_of(struct slice value);                                  /* 0 if it is no whole number */
amount amount_of(struct slice value, const struct currency *currency); /* 0 if it is no amount */

#endif
