/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef COLPORTEUR_SHOP_REALLOCATION_H
#define COLPORTEUR_SHOP_REALLOCATION_H

#include "shop/allocation.h"
#include "shop/settings.h"

/*
 * An order's goods are promised elsewhere: the reservation moves with them, in one transaction.
 *
 * What has left, is in a parcel or was cancelled stays where it is. With `moves`, what is open of these lines goes to the location
 * named, where it must be available; without, all that is open is allocated anew (shop/allocation.h), and what is reserved for the
 * order counts as there for it: an order that is as it would be is unchanged.
 *
 * What was agreed of the delivery stays: the quote is kept as it is, of the locations that were meant then, and
 * order->reallocated_at says that it is from before.
 */

struct line_move {
    size_t line; /* from 1 */
    struct slice location;
};

/* The order and the levels, but not its record: for who changes more of it. order->postcode is where it goes, if it is filled. */
bool order_move_promises(struct order *order, const struct line_move *moves, size_t count, struct location_book *book,
                         struct store *store, const struct settings *settings, struct arena *arena, struct changes *changes,
                         bool *moved, struct slice *explained, struct fault *fault) CHECKED;

bool order_reallocate(struct order *order, const struct line_move *moves, size_t count, struct location_book *book,
                      struct store *store, const struct settings *settings, instant now, struct arena *arena,
                      struct changes *changes, bool *changed, size_t *row, struct slice *explained, struct fault *fault) CHECKED;

#endif
