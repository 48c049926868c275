/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef COLPORTEUR_SHOP_GIFT_CARD_KEEPING_H
#define COLPORTEUR_SHOP_GIFT_CARD_KEEPING_H

#include "shop/gift_card.h"

/* What is done to gift cards by hand, and when their term is over. */

struct gift_card_request {
    struct slice block; /* why nobody may spend it; bytes NULL: that stays */
    bool unblock;
    struct slice expires; /* its last day, or "never"; bytes NULL: that stays */
    struct slice add;     /* so much more of it, as "10.00"; bytes NULL: nothing */
    bool withdraw;        /* all that is on it */
    struct slice reason;  /* of what is added or withdrawn; bytes NULL: none */
    struct slice key;     /* by which it is added once */
};

/* All of it. *changed false: it is so already. Refuses contradictions, and what gift_card_find and gift_card_enter do. */
bool gift_card_set(struct slice id, const struct gift_card_request *request, struct store *store, instant now, struct arena *arena,
                   struct changes *changes, bool *changed, size_t *row, struct text *name, struct fault *fault) CHECKED;

/* What is left on a card whose term is over is written off. *changed false: nothing was. Refuses "not_due". */
bool gift_card_expire(struct slice id, struct store *store, instant now, struct arena *arena, struct changes *changes,
                      bool *changed, size_t *row, struct text *name, struct fault *fault) CHECKED;

/* Those of which something is left, and whose term is over on that day. */
typedef void gift_card_taker(void *context, struct slice id);
bool gift_cards_due(struct store *store, day today, gift_card_taker *take, void *context, struct fault *fault) CHECKED;

#endif
