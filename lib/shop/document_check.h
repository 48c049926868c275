/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef COLPORTEUR_SHOP_DOCUMENT_CHECK_H
#define COLPORTEUR_SHOP_DOCUMENT_CHECK_H

#include "shop/check_report.h"
#include "shop/order.h"

/*
 * What must hold of one order or invoice, and of one beside another. `order` stands for the invoice too: it has what both
 * have in common. Each tells what does not hold, under the id.
 */

/* wrong_total: a line, the shipping, a rate or the whole is not what prices, quantities and rates give (shop/placing.h). */
void document_check_totals(struct check_report *report, struct slice id, const struct order *order, struct arena *arena);

/* `code`: the same of a part of a whole, whose tax is cut from that of the whole: lines, rates and the total add up. */
void document_check_sums(struct check_report *report, struct slice id, const char *code, const struct order *document);

/* wrong_order: an order begins open, with nothing shipped. */
void document_check_beginning(struct check_report *report, struct slice id, const struct order *order);

/*
 * wrong_order: what was ordered, by whom and for how much stays; no line is lost, what was shipped does not come back,
 * and statuses go forward only.
 */
void document_check_step(struct check_report *report, struct slice id, const struct order *before, const struct order *after,
                         struct arena *arena);

/* Whether a line's places have together what it has: none of them has more than it can. */
bool document_places_add_up(const struct order_line *line);

/* wrong_order: more is shipped than was ordered, a line's places are not the line, or the statuses are not what the lines say. */
void document_check_shipped(struct check_report *report, struct slice id, const struct order *order);

/* wrong_invoice: the invoice says something else than its order. */
void document_check_invoice(struct check_report *report, struct slice id, const struct order *invoice, const struct order *order);

#endif
