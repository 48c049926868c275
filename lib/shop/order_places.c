/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "shop/order_places.h"

struct line_places *order_places(const struct order *order, struct arena *arena)
{
    struct line_places *all = arena_take(arena, order->line_count * sizeof *all + 1);

    for (size_t i = 0; i < order->line_count; i++) {
        const struct order_line *line = &order->lines[i];
        size_t count = line->allocation_count ? line->allocation_count : 1;

        all[i] = (struct line_places){arena_take(arena, count * sizeof *all[i].rows), count};
        if (line->allocation_count)
            memcpy(all[i].rows, line->allocations, count * sizeof *all[i].rows);
        else
            all[i].rows[0] =
                (struct order_allocation){line->location, line->quantity + line->resent, line->shipped, line->cancelled};
    }
    return all;
}

int64_t order_place_open(const struct order_allocation *place)
{
    return place->quantity - place->shipped - place->cancelled;
}

int64_t order_places_ship(struct line_places *places, struct slice location, int64_t units)
{
    for (size_t i = 0; units > 0 && i < places->count; i++) {
        int64_t open = order_place_open(&places->rows[i]);
        int64_t taken = open < units ? open : units;

        if (location.bytes && !slice_equal(location, places->rows[i].location))
            continue;
        places->rows[i].shipped += taken;
        units -= taken;
    }
    return units;
}

int64_t order_places_cancel(struct line_places *places, int64_t units)
{
    for (size_t i = places->count; units > 0 && i > 0; i--) {
        int64_t open = order_place_open(&places->rows[i - 1]);
        int64_t taken = open < units ? open : units;

        places->rows[i - 1].cancelled += taken;
        units -= taken;
    }
    return units;
}

void order_places_resend(struct line_places *places, struct slice location, int64_t units, struct arena *arena)
{
    struct order_allocation *more;

    for (size_t i = 0; i < places->count; i++)
        if (slice_equal(places->rows[i].location, location)) {
            places->rows[i].quantity += units;
            return;
        }
    more = arena_take(arena, (places->count + 1) * sizeof *more);
    memcpy(more, places->rows, places->count * sizeof *more);
    more[places->count++] = (struct order_allocation){.location = location, .quantity = units};
    places->rows = more;
}

int64_t order_place_shipped(const struct order_line *line, const struct line_places *places, size_t place)
{
    return places->rows[place].shipped - (line->allocation_count ? line->allocations[place].shipped : line->shipped);
}

int64_t order_place_cancelled(const struct order_line *line, const struct line_places *places, size_t place)
{
    return places->rows[place].cancelled - (line->allocation_count ? line->allocations[place].cancelled : line->cancelled);
}

void order_places_keep(struct order_line *line, const struct line_places *places)
{
    line->shipped = line->cancelled = 0;
    for (size_t i = 0; i < places->count; i++) {
        line->shipped += places->rows[i].shipped;
        line->cancelled += places->rows[i].cancelled;
    }
    line->location = places->rows[0].location;
    line->allocations = places->count > 1 ? places->rows : NULL;
    line->allocation_count = places->count > 1 ? places->count : 0;
}
