/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef COLPORTEUR_SHOP_ORDER_PLACES_H
#define COLPORTEUR_SHOP_ORDER_PLACES_H

#include "shop/order.h"

/*
 * Where the units of an order's lines are promised: each line at its location, or split over several (shop/allocation.h), which
 * the line's allocations then tell. What a place has shipped and cancelled adds up to what the line has.
 *
 * What leaves or is given up without a place being named goes by the order of the places: shipments take from the first on, and
 * cancellations from the last back, for that is the one that would have been a parcel more.
 */

struct line_places {
    struct order_allocation *rows; /* copies: at least one */
    size_t count;
};

/* Of all lines. They live in the arena, and the order is as it was until order_places_keep. */
struct line_places *order_places(const struct order *order, struct arena *arena);
int64_t order_place_open(const struct order_allocation *place);

/* Marks units as shipped, or as cancelled, and answers how many found no place. `location` bytes NULL: anywhere. */
int64_t order_places_ship(struct line_places *places, struct slice location, int64_t units);
int64_t order_places_cancel(struct line_places *places, int64_t units);
/* Promises units that leave once more, from a place that may be a new one of the line. */
void order_places_resend(struct line_places *places, struct slice location, int64_t units, struct arena *arena);

/* How many more a place has shipped, or cancelled, than the order as it was. */
int64_t order_place_shipped(const struct order_line *line, const struct line_places *places, size_t place);
int64_t order_place_cancelled(const struct order_line *line, const struct line_places *places, size_t place);

/* The places become the line's: their sums its numbers, and where there is but one, its location. */
void order_places_keep(struct order_line *line, const struct line_places *places);

#endif
