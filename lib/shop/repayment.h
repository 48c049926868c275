/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef COLPORTEUR_SHOP_REPAYMENT_H
#define COLPORTEUR_SHOP_REPAYMENT_H

#include "shop/order.h"
#include "shop/settings.h"

/*
 * By what means money goes back.
 *
 * The law wants the means that the customer paid with (Directive 2011/83/EU, art. 13(1)); of an order that was paid by several
 * it does not say which goes back first, where not all does. The setting refund.means does: in_proportion, each payment has its
 * share of what goes back, by largest remainder of what is left of it; gift_card_last, first what was paid in money goes back,
 * then gift cards and store credit; gift_card_first, the other way round. Within the first and the second, in proportion.
 *
 * No payment gives back more than it was. Where other means are agreed with the customer, they say what went back by which
 * means, and the payments are still counted down: first those of the same means, then the others. What goes back by gift card or
 * store credit goes on the cards by which it was paid, as far as these paid so much.
 */

/* "as_paid" where the order does not say how it was paid. */
struct refund_means {
    struct slice means, reference; /* reference: of the payment that goes back; bytes NULL: none */
    struct slice gift_card;        /* "17", which gets it; bytes NULL: none that the shop keeps the account of */
    bool is_new_credit;            /* store credit that no payment of the order had: a card is to be issued for it */
    bool has_amount;               /* of a request; without it, the means takes what the others leave */
    amount amount;
};

/*
 * Splits `amount`, which is no more than was paid and not repaid, over the order's payments, and counts them down. *means: one
 * row for each of which something goes back; of an order without payments, one "as_paid". They live in the arena.
 */
void repayment_split(struct order *order, amount amount, const struct settings *settings, struct arena *arena,
                     struct refund_means **means, size_t *count);

/*
 * The same, where the means are agreed and have their amounts: counts the payments down. A means by which several gift cards get
 * something becomes a row for each of them.
 */
void repayment_count_down(struct order *order, struct refund_means **means, size_t *count, struct arena *arena);

#endif
