/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef COLPORTEUR_SHOP_TRACKING_H
#define COLPORTEUR_SHOP_TRACKING_H

#include "shop/parcel.h"

/*
 * What carriers tell of a parcel on its way: events, and the state that they come to.
 *
 * A parcel's events are a set: the same one again adds nothing, and two are two if they differ in anything, be it the second.
 * Its state is a function of that set alone. So files may come late, twice, in parts and in any order, and a parcel is in the end
 * where it would be had they come as they happened: what counts is the carrier's time, not when he told it.
 *
 * In the order of that time each event takes the place of the one before it, but:
 *
 *   - An announcement says that data came, not a parcel: it only counts where nothing else is known.
 *   - What was delivered, or went back to its sender, stays so: depots scan their lists in the evening, and a carrier tells the
 *     delivery to the sender as he tells any other. Only a correction takes that back.
 *   - What was refused goes back: until it is there nothing else changes that, but a correction.
 *   - Of events of the same instant that are no corrections the one counts that stands later in enum tracking_state: carriers who
 *     tell days alone tell all that happened on one as midnight.
 *
 * Of a parcel with several legs (shop/parcel_leg.h) each carrier tells his own. What the one of a later leg tells, but an
 * announcement, counts after all that those before him told; and what came to a hub is not delivered, but in transit.
 *
 * So delivered_at, with which the term of withdrawal begins (Directive 2011/83/EU, art. 9: the consumer has the goods in hand,
 * which of several parcels is the last), is the first delivery that no correction took back. What lies at a pickup point is not
 * delivered.
 *
 * Neither a recipient's name nor his signature is here: an event has the digest of the proof, which the carrier or the shop keeps.
 */

enum tracking_state {
    TRACKING_ANNOUNCED,
    TRACKING_HANDED_OVER,
    TRACKING_IN_TRANSIT,
    TRACKING_EXCEPTION, /* held up: at the customs, by the weather, by an address that cannot be read */
    TRACKING_OUT_FOR_DELIVERY,
    TRACKING_ATTEMPT_FAILED,
    TRACKING_AT_PICKUP_POINT,
    TRACKING_DAMAGED,
    TRACKING_LOST,
    TRACKING_REFUSED,
    TRACKING_RETURNED_TO_SENDER,
    TRACKING_DELIVERED,
    TRACKING_STATES
};

enum { TRACKING_EVENTS_LIMIT = 500, TRACKING_CODE_LIMIT = 64, TRACKING_PLACE_LIMIT = 100 };

struct tracking_event {
    int64_t leg; /* of which the carrier tells it */
    instant at;
    enum tracking_state state;
    bool corrects;      /* the carrier takes back what he told before */
    struct slice code;  /* how the carrier calls it; bytes NULL: the file had our word */
    struct slice place; /* bytes NULL: unknown, as is the country */
    struct slice country;
    bool has_pickup_until;
    day pickup_until;          /* the last day on which a pickup point keeps it */
    struct slice proof_kind;   /* "signature", "photo", "code" or "scan"; bytes NULL: no proof */
    struct slice proof_sha256; /* of its file; bytes NULL: there is none */
};

struct tracking {
    struct tracking_event *events; /* by leg and time, in the arena */
    size_t count;
    int64_t last_leg; /* the only one on which it can be delivered; 0: the one that it is on ends at a hub */

    bool known; /* there is an event: else nothing of what follows holds */
    enum tracking_state state;
    instant state_at;
    int64_t state_leg;
    bool delivered; /* delivered_at is known */
    instant delivered_at;
    const struct tracking_event *proof;  /* of the delivery; NULL: none */
    const struct tracking_event *pickup; /* while it lies at a pickup point: who told until when; NULL: nobody */
};

const char *tracking_state_word(enum tracking_state state);
bool tracking_state_read(struct slice word, enum tracking_state *state) CHECKED;
bool proof_kind_known(struct slice word);

/* What a parcel's record says. Slices live in the record or the arena. Refuses ("store_damaged") what was not written so. */
bool tracking_of_parcel(struct tracking *tracking, const struct parcel *parcel, struct arena *arena, struct fault *fault) CHECKED;

/* One more event; *added false: it is known. Refuses "too_many_events". */
bool tracking_add(struct tracking *tracking, const struct tracking_event *event, struct arena *arena, bool *added,
                  struct fault *fault) CHECKED;

/* Back into the parcel: its members from "state" on, in the arena. */
void tracking_to_parcel(const struct tracking *tracking, struct parcel *parcel, struct arena *arena);

#endif
