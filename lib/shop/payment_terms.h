/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef COLPORTEUR_SHOP_PAYMENT_TERMS_H
#define COLPORTEUR_SHOP_PAYMENT_TERMS_H

#include "shop/order.h"

/*
 * What a document tells of delivery and payment (Directive 2006/112/EC art. 226(7) and, for what is electronic, EN 16931 BT-9,
 * BT-20, BT-72, BT-113): members "delivery_day", when all of the order had left; "paid", what came in already, with the "payments"
 * that it came by, as far as they are known; and unless that is all, "due_day" and "terms", as far as the settings invoice.due_days
 * and invoice.terms say them.
 *
 * `open`: what there is to pay, deposits taken off; `taken`: what of that which came in is for deposits before it, and comes first.
 */
void payment_terms_write(const struct order *order, const struct settings *settings, day dated, amount taken, amount open,
                         struct text *text);

#endif
