/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef COLPORTEUR_SHOP_GIFT_CARD_PAYMENT_H
#define COLPORTEUR_SHOP_GIFT_CARD_PAYMENT_H

#include "shop/gift_card.h"
#include "shop/payment.h"
#include "shop/repayment.h"

/*
 * Gift cards pay, and get back what they paid: the payments of orders that have a code, each with an entry of its card.
 *
 * Payments of gift cards without a code are of cards whose account somebody else keeps; nothing is looked up.
 */

/*
 * The payment's code becomes the card's number, and its means that of the card. Where it is `partial`, `most` is what is on it.
 * Refuses what gift_card_of_code does, and "wrong_currency". One without a code stays as it is.
 */
bool gift_card_find_payment(struct order_payment *payment, const struct currency *currency, struct store *store,
                            struct arena *arena, struct fault *fault) CHECKED;
/* The same of all payments of an order. */
bool gift_cards_find(struct order *order, struct store *store, struct arena *arena, struct fault *fault) CHECKED;

/*
 * The order's payments from the one numbered `first`, from 0, leave their cards `now`, so that what was owed at the end of a month
 * that is over stays what it was. Refuses what a card could not pay `on` that day, when they were made.
 */
bool gift_cards_spend(const struct order *order, size_t first, struct store *store, day on, instant now, struct arena *arena,
                      struct changes *changes, struct fault *fault) CHECKED;

/*
 * What a refund gives back by means that name a card is on it again. One that is over can be spent for as long as the shop's term
 * is, so that the money does not go back to where nobody has it; one that is blocked stays so.
 */
bool gift_cards_give_back(const struct order *order, struct slice refund, const struct refund_means *means, size_t count,
                          struct store *store, const struct settings *settings, instant at, struct arena *arena,
                          struct changes *changes, struct fault *fault) CHECKED;

#endif
