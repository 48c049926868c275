/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef COLPORTEUR_SHOP_REFUND_H
#define COLPORTEUR_SHOP_REFUND_H

#include "shop/credit_note.h"
#include "shop/repayment.h"

/*
 * Refunds: money goes back to the customer. Record "refund/ORDER-N", the Nth of its order.
 *
 * A refund is decided, booked and documented in one step: what of the order goes back (shop/reversal.h), the goods, the
 * order's lines and statuses, and, where the order has an invoice, a credit note (shop/credit_note.h). An order that was
 * not invoiced yet needs none: its units that did not leave are cancelled, and its invoice, should one still be asked for,
 * comes with a credit note of what went back before (shop/invoice.h). Of its deposits is credited what then has nothing left to
 * be delivered for (shop/deposit_reversal.h).
 *
 * Only what was paid goes back, and of that no more than what is then paid too much (order_owed of shop/payment.h): of an order
 * of which only a part was paid, a part of what goes back may never have come. The means are those the customer paid with, unless
 * others are agreed: shop/repayment.h.
 *
 * What was paid by gift cards that the shop keeps the accounts of is on them again; store credit that is agreed instead of money is
 * a card that is issued with the refund. Of gift cards that are given back themselves nothing may have been spent.
 *
 * What was paid of an order that was cancelled (shop/cancellation.h) is owed, and the refund that names nothing pays it back.
 *
 * In another currency than the seller's, the refund is told at the rates of the order's invoice, and no difference arises.
 *
 * Running it twice is safe with a key, which belongs to the order: the same request under it is no second refund, another
 * one a conflict. A return, by the name the shop gives it, is refunded once.
 */

enum { REFUND_KEY_LIMIT = 100, REFUND_REASON_LIMIT = 200, MEANS_LIMIT = 32, MEANS_COUNT_LIMIT = 20 };

struct refund_request {
    struct credit_note_request note;
    struct slice key, return_name; /* bytes NULL: none */
    bool owed;                     /* pays out what is owed, and gives nothing else back */
    struct slice credit_note;      /* pays out what this one gave back, and nothing else; bytes NULL: none */
    struct refund_means *means;
    size_t means_count;
    struct slice secret; /* SALT_SIZE random bytes, for the code of store credit that is issued (shop/gift_card_issue.h) */
};

/* *issued false: the key was used for the same request, or all was given back before, or nothing is owed; `id` is the refund that
 * stands. */
bool refund_issue(struct order *order, const struct refund_request *request, struct store *store, const struct settings *settings,
                  instant now, struct arena *arena, struct changes *changes, bool *issued, size_t *row, struct text *id,
                  struct fault *fault) CHECKED;

/*
 * What is asked, of JSON: of a refund, of a credit note. Refuses fields that are unknown or contradict one another.
 *
 *   {"lines":[{"line":1,"quantity":1,"amount":"5.00","restock":1,"location":"main"}],"shipping":"4.50","amount":"10.00",
 *    "restock":true,"location":"main","reason":"…","day":"2026-11-21",
 *    and of a refund
 * "by_law":true,"key":"…","return":"R-7","credit_note":"C2026-000001","owed":true,"means":[{"means":"card","amount":"5.00"}]}
 *
 * "shipping":true is all of it; "means":"card" takes the whole.
 */
bool refund_request_from_json(struct refund_request *request, const json_t *object, const struct currency *currency,
                              struct arena *arena, struct fault *fault) CHECKED;
bool credit_note_request_from_json(struct credit_note_request *request, const json_t *object, const struct currency *currency,
                                   struct arena *arena, struct fault *fault) CHECKED;

/* Both, however they were asked: names, and what goes together. */
bool refund_request_check(const struct refund_request *request, struct fault *fault) CHECKED;
bool credit_note_request_check(const struct credit_note_request *request, struct fault *fault) CHECKED;

/* In fixed words, by which two are the same. */
void refund_request_write(const struct refund_request *request, const struct currency *currency, struct text *text);

#endif
