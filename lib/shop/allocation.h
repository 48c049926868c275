/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef COLPORTEUR_SHOP_ALLOCATION_H
#define COLPORTEUR_SHOP_ALLOCATION_H

#include "shop/location.h"
#include "shop/order.h"

/*
 * From which locations an order is served: what is reserved there is what leaves from there.
 *
 * A line that names its location has it. For the others all locations come into question that sell, ship, and go to the order's
 * address, and they have an order: who serves that address first, the more precisely the sooner; then by priority, the lowest
 * first; then by name. Then:
 *
 *   1. The first location that has everything, all lines wholly, serves the order alone.
 *   2. Else the fewest locations that together have everything; of as many, those that come first in that order. Those that lines
 *      name are among them at no cost, for a parcel leaves from there anyway.
 *   3. Of these, each line in turn comes from the first that has all of it; only where none has, it is split, as much as there is
 *      from the first on.
 *   4. Where all of them together do not suffice, products that allow back-orders are promised all the same, by the same rules
 *      without a limit for them; others refuse the order with what there is ("not_available").
 *
 * At most ALLOCATION_PLACES locations are considered: the first in that order that have some of the goods. So the work is bounded,
 * and the answer depends on the order, the levels and the locations' records alone.
 */

enum { ALLOCATION_PLACES = 12 };

/* What a line wants of one SKU, at a location or, bytes NULL, wherever it is allocated to. Those of a line stand together. */
struct demand {
    struct slice sku, location;
    int64_t quantity;
    size_t number; /* of the line, from 0 */
    bool may_fall_short;
};

struct demands {
    struct demand *items; /* in the arena */
    size_t count, room;
};

void demands_add(struct demands *demands, struct demand demand, struct arena *arena);

/* So many units of a line come from there. */
struct allotment {
    size_t line; /* from 0 */
    struct slice location;
    int64_t units;
};

struct allotments {
    struct allotment *items; /* in the arena, by line */
    size_t count, room;
};

struct allocation {
    const struct order *order; /* country and postcode, and its lines for their number */
    const int64_t *units;      /* of each line: what is wanted; the demands are for so many */
    const struct demands *wanted;
    const struct demands *held; /* what is reserved for the same goods already, and so is there for them; NULL: nothing */
    const struct location_book *book;
    bool anywhere; /* from locations that do not go to the order's address, as well */
};

/*
 * Allots the lines whose demands have no location. `explained`: NULL, or becomes what came of every location, as JSON. Refuses
 * "not_available", with lines[N] in the field, and "no_location" where no place sells and ships to the order's address.
 */
bool allocate(const struct allocation *allocation, struct store *store, struct arena *arena, struct allotments *allotments,
              struct slice *explained, struct fault *fault) CHECKED;

/* What `explained` is of an allocation that was refused. */
struct slice allocation_refused(const struct fault *refusal, struct arena *arena);

/* The demands of lines that were allotted, by location. */
void demands_settle(struct demands *demands, const struct allotments *allotments, const int64_t *units, struct arena *arena);

#endif
