/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "shop/counter_offer.h"

#include "shop/slot_places.h"

enum { DAY_MINUTES = 24 * 60 };

/* Each slot that begins late enough and has a place; *stop ends it. */
static bool walk_slots(struct store *store, const struct counter *counter, struct calendar *calendar, instant now,
                       counter_free_slot *take, void *context, const bool *stop, struct fault *fault)
{
    struct slot slots[COUNTER_SLOTS_LIMIT];
    const day today = instant_day(now);

    for (day of = today; of <= today + counter->days_ahead && !*stop; of++) {
        size_t count = counter_slots(counter, calendar, of, slots);

        for (size_t i = 0; i < count && !*stop; i++) {
            int64_t taken;

            if (!counter_slot_in_time(counter, &slots[i], now))
                continue;
            if (!slot_taken(store, counter->location, &slots[i], &taken, fault))
                return false;
            if (taken < counter->capacity)
                take(context, &slots[i], counter->capacity - taken);
        }
    }
    return true;
}

bool counter_free_slots(struct store *store, const struct counter *counter, struct calendar *calendar, instant now,
                        counter_free_slot *take, void *context, struct fault *fault)
{
    const bool never = false;

    return walk_slots(store, counter, calendar, now, take, context, &never, fault);
}

struct first {
    bool found;
    struct slot slot;
};

static void take_first(void *context, const struct slot *slot, int64_t places)
{
    struct first *first = context;

    (void)places;
    *first = (struct first){true, *slot};
}

/* When it is open next, from the moment on at which an order of now is prepared. */
static bool find_opening(const struct counter *counter, struct calendar *calendar, instant now, struct slot *soonest)
{
    const int64_t minute = (instant_local_seconds(now) + 59) / 60 + counter->lead_minutes;
    const day from = (day)(minute / DAY_MINUTES);
    const day last = instant_day(now) + (day)counter->days_ahead;

    for (day of = from; of <= last; of++) {
        struct opening openings[COUNTER_OPENINGS_LIMIT];
        size_t count = counter_openings(counter, calendar, of, openings);
        int prepared = of == from ? (int)(minute % DAY_MINUTES) : 0;

        for (size_t i = 0; i < count; i++)
            if (openings[i].until > prepared) {
                *soonest = (struct slot){of, openings[i].from > prepared ? openings[i].from : prepared, openings[i].until};
                return true;
            }
    }
    return false;
}

bool counter_soonest(struct store *store, const struct counter *counter, struct calendar *calendar, instant now, bool *found,
                     struct slot *soonest, struct fault *fault)
{
    struct first first = {.found = false};

    if (!counter->capacity) {
        *found = find_opening(counter, calendar, now, soonest);
        return true;
    }
    if (!walk_slots(store, counter, calendar, now, take_first, &first, &first.found, fault))
        return false;
    *found = first.found;
    *soonest = first.slot;
    return true;
}

struct slot counter_prepare_by(const struct counter *counter, const struct slot *slot)
{
    int64_t minute = (int64_t)slot->day * DAY_MINUTES + slot->from - counter->lead_minutes;

    return (struct slot){(day)(minute / DAY_MINUTES), (int)(minute % DAY_MINUTES), 0};
}
