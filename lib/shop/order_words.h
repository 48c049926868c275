/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef COLPORTEUR_SHOP_ORDER_WORDS_H
#define COLPORTEUR_SHOP_ORDER_WORDS_H

#include "shop/order.h"

/* How an order's record spells what the enums of shop/order.h number, for who reads and writes records of orders; NULL ends each.
 */
extern const char *const order_statuses[];
extern const char *const order_financial_statuses[];
extern const char *const order_payment_means[];
extern const char *const order_fulfillment_statuses[];
extern const char *const order_goods_kinds[];
extern const char *const order_thresholds[];
extern const char *const order_proofs[];

/* The number of a word in a list; the list's length if it is not there. */
unsigned order_word_number(struct slice word, const char *const words[]);

#endif
