/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef COLPORTEUR_SHOP_GIFT_CARD_CHECK_H
#define COLPORTEUR_SHOP_GIFT_CARD_CHECK_H

#include "shop/check_report.h"
#include "shop/order.h"

/*
 * Accounts of gift cards, held against what moved them, transaction by transaction:
 *
 *   wrong_gift_card   a balance is not the sum of its entries, or was ever below nothing; an entry is no longer what it was; an
 * order was paid with a card that has no entry of it, or a refund put money on one; or a card has an entry for which no order was
 * paid, and no refund made wrong_number      a number does not follow the last one
 *
 * Of every card a few numbers are kept in memory.
 */

struct known_gift_card;
struct gift_card_difference;

struct gift_card_ledger {
    struct check_report *report;
    struct known_gift_card *cards; /* by number, from 1 */
    size_t count, room;
    struct gift_card_difference *differences; /* of this transaction */
    size_t difference_count, difference_room;
};

void gift_card_ledger_release(struct gift_card_ledger *ledger);

/* A card's record, or "null" where it is gone. */
void gift_card_ledger_record(struct gift_card_ledger *ledger, struct slice id, struct slice value, struct arena *arena);
/* An order's step; `before` NULL: there was none. */
void gift_card_ledger_order(struct gift_card_ledger *ledger, const struct order *before, const struct order *after);
/* A refund's record. */
void gift_card_ledger_refund(struct gift_card_ledger *ledger, struct slice value, const struct order *order);
/* The transaction is over: what its orders and refunds say and what its cards say has to be the same. */
void gift_card_ledger_settle(struct gift_card_ledger *ledger);

#endif
