/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef COLPORTEUR_SHOP_HISTORY_CHECK_H
#define COLPORTEUR_SHOP_HISTORY_CHECK_H

#include "shop/check_report.h"
#include "store/store.h"

/*
 * The shop's whole history, in one pass over the journal: every step that stock, orders and documents ever took must be
 * one that a tool could have made. A journal that was altered and then sealed anew, so that its chain is whole, betrays
 * itself here; and so would a fault of ours.
 *
 *   stock      as shop/stock_ledger.h says
 *   orders     wrong_number: numbers run 1, 2, 3… in the order in which orders came; twin_order: two orders with one
 *              channel and reference; and as shop/document_check.h says
 *   invoices   wrong_sequence, wrong_day: numbers of a series run 1, 2, 3… and days never go back; changed_document:
 *              once issued, an invoice is never written again and never gone; missing_order, second_invoice: every
 *              invoice has its order, every order at most one invoice; and as shop/document_check.h says
 *   credit notes, refunds
 *              the same of numbers and days; missing_order, missing_invoice: there is what they are of; and as
 *              shop/reversal_check.h says
 *   unreadable a record that has not what it should have
 *
 * The store has an index of the same journal. Memory grows with orders, levels and series, not with the journal.
 * False is returned only where the pass itself failed.
 */
bool history_check(struct store *store, struct check_report *report, struct fault *fault) CHECKED;

#endif
