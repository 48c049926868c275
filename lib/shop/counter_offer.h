/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef COLPORTEUR_SHOP_COUNTER_OFFER_H
#define COLPORTEUR_SHOP_COUNTER_OFFER_H

#include "shop/pickup.h"

/*
 * What a counter offers to an order that is placed now: the slots that have places left, the soonest moment to come, and until when
 * an order has to be prepared. Moments are those of the wall clock.
 */

typedef void counter_free_slot(void *context, const struct slot *slot, int64_t places);

/* In order. */
bool counter_free_slots(struct store *store, const struct counter *counter, struct calendar *calendar, instant now,
                        counter_free_slot *take, void *context, struct fault *fault) CHECKED;

/*
 * The first of them; of a counter without slots, the first moment at which it is open and the order prepared. *found false: it is
 * not within the days for which it gives slots.
 */
bool counter_soonest(struct store *store, const struct counter *counter, struct calendar *calendar, instant now, bool *found,
                     struct slot *soonest, struct fault *fault) CHECKED;

/* The slot less the time that it takes to prepare an order: the cut-off. */
struct slot counter_prepare_by(const struct counter *counter, const struct slot *slot);

#endif
