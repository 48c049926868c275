/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef COLPORTEUR_SHOP_SLOT_PLACES_H
#define COLPORTEUR_SHOP_SLOT_PLACES_H

#include "shop/counter.h"
#include "shop/keys.h"
#include "shop/tariff_record.h"

/*
 * Who has a place in which slot of a counter, for pickups (shop/pickup.h) and appointments (shop/appointment.h) alike. A place is
 * taken by an entry of the index, which follows from the record that has it, in the transaction that writes that record: so no slot
 * ever has more orders than its capacity, whoever places them at once.
 */

/* What the keys of a slot begin with; those without one are kept at a day of their own, before all others. */
void slot_key(struct key *key, struct slice counter, const struct slot *slot);
/* The whole key, of the order that has the place. */
void slot_place_key(struct key *key, struct slice counter, const struct slot *slot, uint64_t order);

/* How many orders have a place in the slot. */
bool slot_taken(struct store *store, struct slice counter, const struct slot *slot, int64_t *taken, struct fault *fault) CHECKED;

/* Whether an order of this moment can have one: refuses what counter_slot_check does, and "slot_full". `slot->until` is filled in.
 */
bool slot_check(const struct counter *counter, struct tariff_book *holidays, struct slot *slot, instant now, struct store *store,
                struct fault *fault) CHECKED;

#endif
