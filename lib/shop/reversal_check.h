/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef COLPORTEUR_SHOP_REVERSAL_CHECK_H
#define COLPORTEUR_SHOP_REVERSAL_CHECK_H

#include "shop/check_report.h"
#include "shop/order.h"

/*
 * What went back, added up anew: what every order says of it beside its refunds and its credit notes.
 *
 *   wrong_order        more is given back, cancelled or restocked of a line than there was, or less than before; a
 *                      financial status that is not what was paid and repaid
 *   wrong_credit_note  its lines, rates and total do not add up, or are more than the invoice's; from this transaction
 *                      on, the credit notes of an order that was invoiced are not what the order says was given back
 *   wrong_refund       its means are not its amount, or its number does not follow; from this transaction on, the refunds of
 *                      an order are not what it says was repaid, or restocked
 *
 * For each transaction: the calls for its records, in any order, then reversal_ledger_settle. Memory grows with the number
 * of orders of which something went back.
 */

struct reversal_row;

struct reversal_ledger {
    struct check_report *report;
    struct reversal_row *rows;
    size_t count, room;
    size_t *touched; /* rows of this transaction */
    size_t touched_count, touched_room;
};

void reversal_ledger_release(struct reversal_ledger *ledger);

/* `place` is the order's place among the rows, 0 until it has one; it is the caller's to keep by order. */
struct reversal_place {
    uint32_t row;
    bool invoiced;
};

/* The order after a step; `before` NULL: its first. */
void reversal_ledger_order(struct reversal_ledger *ledger, struct reversal_place *place, struct slice id,
                           const struct order *before, const struct order *after);
/* A credit note, and the invoice that it corrects. */
void reversal_ledger_credit_note(struct reversal_ledger *ledger, struct reversal_place *place, struct slice id,
                                 const struct order *credit_note, const struct order *invoice);
/* The order has its invoice from now on. */
void reversal_ledger_invoiced(struct reversal_ledger *ledger, struct reversal_place *place, const struct order *order);
/* A refund's record. */
void reversal_ledger_refund(struct reversal_ledger *ledger, struct reversal_place *place, struct slice id, struct slice record,
                            const struct order *order);
/* A return's record, with what came in one go, or goes again. */
void reversal_ledger_return(struct reversal_ledger *ledger, struct reversal_place *place, struct slice record,
                            const struct order *order);
void reversal_ledger_settle(struct reversal_ledger *ledger);

#endif
