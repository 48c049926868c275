/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef COLPORTEUR_SHOP_CLOSING_CHECK_H
#define COLPORTEUR_SHOP_CLOSING_CHECK_H

#include "shop/check_report.h"
#include "store/store.h"

/*
 * Whether the closings say what the journal says: each is made again from the lines it covers, from the first one on. A gap
 * in the days or numbers, transactions in two periods or in none, a sum that differs, a digest that is not that of the last
 * line. As each closing builds on those before, the first one that does not hold is told, with what is wrong in it, and how
 * many later ones do not hold either. Code "wrong_closing".
 */
bool closing_check(struct store *store, struct check_report *report, struct fault *fault) CHECKED;

#endif
