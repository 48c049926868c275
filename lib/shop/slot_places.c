/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "shop/slot_places.h"

void slot_key(struct key *key, struct slice counter, const struct slot *slot)
{
    key_begin(key, KEY_PICKUP_SLOT);
    key_text(key, counter);
    key_byte(key, '\0');
    key_day(key, slot ? slot->day : INT32_MIN);
    key_byte(key, slot ? (char)(slot->from >> 8) : 0);
    key_byte(key, slot ? (char)slot->from : 0);
}

void slot_place_key(struct key *key, struct slice counter, const struct slot *slot, uint64_t order)
{
    slot_key(key, counter, slot);
    key_number(key, order);
}

bool slot_taken(struct store *store, struct slice counter, const struct slot *slot, int64_t *taken, struct fault *fault)
{
    struct index_walk walk;
    struct key key;
    bool found = true;
    bool done;

    *taken = 0;
    slot_key(&key, counter, slot);
    done = index_walk_begin(&walk, store_index(store), TABLE_KEYS, key_slice(&key), fault);
    while (done && found) {
        done = index_walk_next(&walk, &found, fault);
        *taken += done && found;
    }
    index_walk_end(&walk);
    return done;
}

bool slot_check(const struct counter *counter, struct tariff_book *holidays, struct slot *slot, instant now, struct store *store,
                struct fault *fault)
{
    int64_t taken;

    if (!tariff_book_calendar(holidays, fault) || !counter_slot_check(counter, &holidays->calendar, slot, now, fault) ||
        !slot_taken(store, counter->location, slot, &taken, fault))
        return false;
    if (taken < counter->capacity)
        return true;
    fault_set(fault, FAULT_REFUSED, "slot_full", "slot", "all %lld places of it are taken", (long long)counter->capacity);
    return fault_short(fault, 0);
}
