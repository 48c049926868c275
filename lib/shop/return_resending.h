/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef COLPORTEUR_SHOP_RETURN_RESENDING_H
#define COLPORTEUR_SHOP_RETURN_RESENDING_H

#include "shop/goods_return.h"

/*
 * Goods are sent again, free of charge, for others that never came or were not as they should be: who sells to a consumer bears the
 * risk of the way (Directive 2011/83/EU, art. 20), and brings goods into conformity without charge (Directive (EU) 2019/771,
 * art. 14).
 *
 * The lines of the order are opened once more by the units of the return, and what leaves for them is picked, packed and shipped as
 * the rest was. Nothing is sold by it: quantities, prices, invoice and key figures stay as they are, and what is resent is not
 * refunded too. Goods of the return may still come back.
 */

/*
 * From `location`, bytes NULL: whence each line came; back-orders or not, they must be there. *changed false: they were resent
 * before. The changes are the levels, the order and the return, whose row is the answer. Refuses kinds of return by which a
 * customer gives goods up, and lost goods of whose delivery there is proof.
 */
bool return_resend(struct goods_return *of, struct order *order, struct slice location, struct store *store, struct arena *arena,
                   struct changes *changes, bool *changed, size_t *row, struct fault *fault) CHECKED;

#endif
