/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef COLPORTEUR_SHOP_COUNTER_H
#define COLPORTEUR_SHOP_COUNTER_H

#include "shop/calendar.h"
#include "store/store.h"

#include <jansson.h>

/*
 * A counter where customers collect what they ordered. Record "counter/LOCATION", by the location whose stock it hands out;
 * colporteur-records(5) has the members.
 *
 * Its hours are those of its wall clock, in minutes of the day, and its slots pieces of them, of equal length; what is left of an
 * opening at its end is no slot. On public holidays of its country and region it is closed unless it says otherwise, and on days
 * that it names. Without a capacity there are no slots: whoever ordered comes when it is open.
 *
 * One that takes appointments is no counter but a crew that comes to customers' homes: its slots are the times at which it comes
 * (shop/appointment.h), and nothing is collected there.
 *
 * Slices live in the JSON that the counter was read from.
 */

enum {
    COUNTER_OPENINGS_LIMIT = 4, /* a day */
    SLOT_MINUTES_LEAST = 5,
    COUNTER_SLOTS_LIMIT = 24 * 60 / SLOT_MINUTES_LEAST,
    COUNTER_CAPACITY_LIMIT = 10000,
    COUNTER_AHEAD_STANDARD = 14, /* days */
    COUNTER_AHEAD_LIMIT = 366
};

struct opening {
    int from, until; /* minutes of the day */
};

struct counter {
    struct slice location, name;
    struct workplace place; /* the days on which it is open */
    bool open_on_holidays;
    struct opening openings[7][COUNTER_OPENINGS_LIMIT]; /* Monday first */
    size_t opening_counts[7];
    int64_t capacity;     /* orders in a slot; 0: there are no slots */
    int64_t slot_minutes; /* how long one is */
    int64_t lead_minutes; /* that it takes to prepare an order: no slot begins earlier */
    int64_t days_ahead;   /* for which slots are given */
    bool takes_appointments;
};

struct slot {
    day day;
    int from, until; /* minutes of the day */
};

/* Refuses "unknown_counter". */
bool counter_find(struct counter *counter, struct store *store, struct slice location, struct arena *arena,
                  struct fault *fault) CHECKED;

/*
 * The record from outside over what is stored: members that are not given stay, null takes one away. *changed says whether that is
 * something new, and then the change is row 0. `id` becomes "counter/LOCATION" either way.
 */
bool counter_set(struct store *store, const json_t *record, struct arena *arena, struct changes *changes, bool *changed,
                 struct text *id, struct fault *fault) CHECKED;

/* Of a day, in order; how many there are. */
size_t counter_slots(const struct counter *counter, struct calendar *calendar, day of, struct slot slots[COUNTER_SLOTS_LIMIT]);

/* When it is open on a day, in order; how many times. */
size_t counter_openings(const struct counter *counter, struct calendar *calendar, day of,
                        struct opening openings[COUNTER_OPENINGS_LIMIT]);

/* The day on which it has been open so many days after `from`. */
day counter_open_after(const struct counter *counter, struct calendar *calendar, day from, int64_t days);

/*
 * Whether an order of this moment can be collected in the slot: one of the counter's, not before the goods can be ready, and not
 * too far ahead. Refuses "not_a_slot", "slot_too_early", "slot_too_late"; `slot->until` is filled in.
 */
bool counter_slot_check(const struct counter *counter, struct calendar *calendar, struct slot *slot, instant now,
                        struct fault *fault) CHECKED;
/* Whether it begins late enough. */
bool counter_slot_in_time(const struct counter *counter, const struct slot *slot, instant now);

/* "2026-11-24T10:00": the day and the wall clock. */
bool slot_read(struct slice text, struct slot *slot) CHECKED;
void slot_write(const struct slot *slot, struct text *text);
bool slot_until_read(struct slice text, struct slot *slot) CHECKED; /* "12:00", or "24:00" */
void clock_write(int minutes, struct text *text);                   /* "10:00"; "24:00" is the day's end */

#endif
