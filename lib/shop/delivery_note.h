/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef COLPORTEUR_SHOP_DELIVERY_NOTE_H
#define COLPORTEUR_SHOP_DELIVERY_NOTE_H

#include "shop/order.h"

/*
 * Delivery notes. Record "delivery_note/NUMBER": what of an order left, in quantities and without prices, for the parcel and for
 * whoever unpacks it. It says what was shipped (shop/shipment.h) and stands on no delivery note before, so that there is one for
 * each shipment, and all of them are the order. Of parcels that left (shop/parcel.h) each stands on one, with whom it goes and its
 * number.
 */

/* Nothing left since the last one: true, *issued false, and `id` is that one's record. Refuses an order of which nothing left. */
bool delivery_note_issue(struct order *order, struct store *store, const struct settings *settings, day dated, instant now,
                         struct arena *arena, struct changes *changes, bool *issued, size_t *row, struct text *id,
                         struct fault *fault) CHECKED;

#endif
