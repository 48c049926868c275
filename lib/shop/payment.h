/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef COLPORTEUR_SHOP_PAYMENT_H
#define COLPORTEUR_SHOP_PAYMENT_H

#include "shop/order.h"

/*
 * How an order was paid: the rows of its member "payments", and what follows from them.
 *
 * Payments live in the order's own record, for its status changes with them: one line of the journal says both, a follower of
 * orders sees them arrive, and nothing can come between. They are added and never changed, but for what of each went back.
 * Key figures, closings and VAT count what was sold and invoiced, and no payment changes them.
 *
 * A gift card is a payment, no discount: it lowers what is left to pay and no base of a tax, a promotion or a free delivery. (A
 * voucher for several purposes is no supply until it is redeemed, and what was paid for it is then the consideration: Directive
 * 2006/112/EC, art. 30b and 73a.)
 *
 * One with a code is of a card that the shop keeps the account of, and lowers that (shop/gift_card_payment.h); one without is of a
 * card that somebody else does.
 *
 * No more is taken than is open: who pays too much has paid something else, and has it back (what is not owed is to be returned:
 * French Code civil, art. 1302; Belgian Burgerlijk Wetboek, art. 5.133).
 *
 * An order that is paid without payments was paid by means that nobody told.
 */

enum { PAYMENTS_LIMIT = 1000, PAYMENT_KEY_LIMIT = 100 };

amount order_paid(const struct order *order); /* what came in, before anything went back */
amount order_open(const struct order *order); /* what is still to come, of what was not given back; at least 0 */
amount order_owed_after(const struct order *order, amount given_back); /* the same, once so much more is given back */
amount order_owed(const struct order *order); /* what is to be repaid, as that much more came than is now due; at least 0 */

/* The financial status as it follows from payments and repayments; where there are none, it is what it was told to be. */
enum financial_status order_financial_status(const struct order *order);

/*
 * {"means":"card","amount":"20.00","reference":"pay_7","day":"2026-11-21","key":"K","currency":"EUR"}; "means" alone is needed. Of
 * a gift card also "code", and "partial": no more than is on it.
 */
bool payment_from_json(struct order_payment *payment, const json_t *object, const struct currency *currency,
                       struct fault *fault) CHECKED;
/* However it was told: names, and no account number as a reference. */
bool payment_check(const struct order_payment *payment, struct fault *fault) CHECKED;
bool payment_means_read(struct slice word, enum payment_means *means, struct fault *fault) CHECKED;

/* Payments of a request, once the order's total is known: amounts that are left out, the status, and that both agree. */
bool order_settle_payments(struct order *order, struct fault *fault) CHECKED;

/*
 * Money arrives. One without an amount is all that is open; of an order of which nothing is, it is unchanged (*changed false).
 * With a key, or else a reference, or else its gift card, by which it is known: once it is there, the same is unchanged, another a
 * conflict.
 * Refuses what is more than is open, and an order that is cancelled.
 */
bool order_pay(struct order *order, const struct order_payment *payment, day today, struct arena *arena, struct changes *changes,
               bool *changed, size_t *row, struct fault *fault) CHECKED;

/* The member "payments", as order_write writes it. */
void payments_write(const struct order *order, struct text *text);
/* A payment of the order as a record of its own, {"type":"payment","id":"12-1",…}; the store has none. `at` from 0. */
void payment_write(const struct order *order, size_t at, struct text *text);

#endif
