/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef COLPORTEUR_SHOP_GIFT_CARD_ISSUE_H
#define COLPORTEUR_SHOP_GIFT_CARD_ISSUE_H

#include "shop/gift_card.h"
#include "shop/order.h"
#include "shop/salt.h"

/*
 * Gift cards are issued: one for each unit of a product of kind gift_card, once its order is paid; by hand; and as store credit
 * instead of money that goes back. The first entry of each says with what.
 */

enum { GIFT_CARDS_OF_ORDER = 1000 };

/* Cards that are issued in one transaction; the last three begin as zero. */
struct gift_card_issuing {
    struct store *store;
    const struct settings *settings;
    struct slice secret; /* SALT_SIZE random bytes that nobody else has, of which codes are made, and the salt of the first */
    instant now;
    struct arena *arena;
    struct changes *changes;
    int64_t last; /* the last card's number */
    struct salt salt;
    bool begun;
};

/* Until when it can be spent: by the setting gift_card.months, for customers of that country; without end where it says nothing. */
void gift_card_begin_term(struct gift_card *card, const struct settings *settings, struct slice country, day today);

/*
 * A new card with what is on it by its first entry, which the caller fills but for its time. `code` is one that it has already
 * elsewhere; bytes NULL: it gets one. Number, fingerprint and balance are filled, and the card becomes a change, in *row. Refuses
 * "code_known".
 */
bool gift_card_issue(struct gift_card_issuing *issuing, struct gift_card *card, const struct gift_card_entry *first,
                     struct slice code, size_t *row, struct fault *fault) CHECKED;

/*
 * The cards that a paid order sold and that were not issued yet; its lines of them have left with that. `id` is the order's first
 * card. *changed false: it has them all. On each is what a unit costs before discounts. Refuses "no_gift_cards", "unpaid",
 * "cancelled".
 */
bool gift_cards_issue_of_order(struct order *order, struct gift_card_issuing *issuing, bool *changed, size_t *row, struct text *id,
                               struct fault *fault) CHECKED;

/*
 * {"amount":"25.00","currency":"EUR","kind":"gift_card","expires_on":"2027-11-21","reason":"…","key":"…","code":"…"}; the amount
 * alone is needed. With a key, or else a code, it is issued once. *changed false: it was; `id` is that card.
 */
bool gift_card_issue_by_hand(const json_t *request, struct gift_card_issuing *issuing, bool *changed, size_t *row, struct text *id,
                             struct fault *fault) CHECKED;

/* Units of the order were given back: as many of its cards are withdrawn, of which nothing was spent. Refuses "gift_card_used". */
bool gift_cards_follow(const struct order *order, struct store *store, instant now, struct arena *arena, struct changes *changes,
                       struct fault *fault) CHECKED;

#endif
