/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef COLPORTEUR_SHOP_FOLD_H
#define COLPORTEUR_SHOP_FOLD_H

#include "store/store.h"

/* How the shop's records become its index (shop/keys.h): pure functions of one change each. */
extern const struct fold shop_fold;

#endif
