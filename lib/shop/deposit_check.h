/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef COLPORTEUR_SHOP_DEPOSIT_CHECK_H
#define COLPORTEUR_SHOP_DEPOSIT_CHECK_H

#include "shop/check_report.h"
#include "shop/deposit.h"

/*
 * Whether an order's deposits, its final invoice and the order say the same, each as it was then; what was credited of a deposit is
 * taken as it is now, for nothing is credited of it after the final invoice.
 *
 *   wrong_deposit   its lines are at rates that the order has not, or its total is not what was asked; the deposits up to it are
 * more than the order at some rate; more of it was credited than it was; it, or a credit note of it, comes after the order's
 * invoice; with its refunds, less is left of an order than its deposits say wrong_invoice   it is of somebody or something else
 * than the order; the final invoice takes off something else than the deposits
 */

/* `order` is as it is then, `deposits` are all that it has now. */
void deposit_check_invoice(struct check_report *report, struct slice id, struct slice record, const struct order *deposit,
                           const struct order *order, const struct deposits *deposits, bool invoiced, struct arena *arena);

/* A credit note of one of them. */
void deposit_check_credit_note(struct check_report *report, struct slice id, const struct order *credit_note,
                               const struct deposit *deposit, bool invoiced);

/* Of the order's invoice, final or not. */
void deposit_check_final(struct check_report *report, struct slice id, struct slice record, const struct deposits *deposits,
                         const struct currency *currency, struct arena *arena);

/* An order that has no invoice yet, as it is now. */
void deposit_check_order(struct check_report *report, struct slice id, const struct order *order, const struct deposits *deposits,
                         struct arena *arena);

#endif
