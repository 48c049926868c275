/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef COLPORTEUR_SHOP_LICENCE_CHECK_H
#define COLPORTEUR_SHOP_LICENCE_CHECK_H

#include "shop/check_report.h"
#include "store/store.h"

/*
 * Whether grants and licence keys say the same of one another: a key that one of them lists is given, and to that grant and no
 * other; and one that is given is listed. Code "wrong_licence_key". Two customers with one key are found so, as a key names one
 * grant alone.
 */
bool licence_check(struct store *store, struct check_report *report, struct fault *fault) CHECKED;

#endif
