/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef COLPORTEUR_SHOP_GIFT_CARD_FIGURES_H
#define COLPORTEUR_SHOP_GIFT_CARD_FIGURES_H

#include "shop/gift_card.h"

/*
 * What the shop owes by its gift cards and its store credit at the end of each month, and by what it came to that: the entries of
 * all accounts, by the shop's months. What is spent, withdrawn and expired is told as a positive amount; the last is what is earned
 * without a supply (breakage), and what is outstanding is a liability.
 */

struct gift_card_month {
    day first; /* of the month */
    enum gift_card_kind kind;
    struct currency currency;
    amount sums[GIFT_CARD_STEPS]; /* by what was done */
    amount outstanding;
};

struct gift_card_months {
    struct gift_card_month *rows; /* by currency, kind and month; of each from the first entry to `until` there is every month */
    size_t count, room;
};

/* Of all cards of the store, up to the month of `until`. Released with gift_card_months_release. */
bool gift_card_months_read(struct gift_card_months *months, struct store *store, day until, struct fault *fault) CHECKED;
void gift_card_months_release(struct gift_card_months *months);

/* {"type":"gift_card_month","month":"2026-11",…} */
void gift_card_month_write(const struct gift_card_month *month, struct text *text);

#endif
