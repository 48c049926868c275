/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tap.h"

#include "shop/tracking.h"

#include <stdlib.h>

static struct fault fault = FAULT_INIT;
static struct arena arena = ARENA_INIT;

enum { HOUR = 3600 * 1000, MOST = 12 };

static struct tracking_event event_at(int hour, enum tracking_state state)
{
    return (struct tracking_event){.leg = 1, .at = (instant)hour * HOUR, .state = state};
}

/* As an import does it: the parcel is read and written with each of them. */
static struct tracking fold(const struct tracking_event *events, const size_t *order, size_t count, struct parcel *parcel)
{
    struct tracking tracking;
    bool added;

    parcel->tracking_json = (struct slice){NULL, 0};
    for (size_t i = 0; i < count; i++) {
        if (!tracking_of_parcel(&tracking, parcel, &arena, &fault) ||
            !tracking_add(&tracking, &events[order ? order[i] : i], &arena, &added, &fault))
            printf("# %s\n", fault.reason);
        tracking_to_parcel(&tracking, parcel, &arena);
    }
    if (!tracking_of_parcel(&tracking, parcel, &arena, &fault))
        printf("# %s\n", fault.reason);
    return tracking;
}

static size_t read_told(const char *told, struct tracking_event *events)
{
    char room[200];
    size_t count = 0;

    snprintf(room, sizeof room, "%s", told);
    for (char *word = strtok(room, " "); word; word = strtok(NULL, " ")) {
        bool corrects = *word == '!';
        bool second = *word == '+';
        enum tracking_state state = TRACKING_STATES;

        if (!tracking_state_read(slice_of(strtok(NULL, " ")), &state))
            printf("# no state\n");
        events[count] = event_at(atoi(word + (corrects || second)), state);
        events[count].leg = second ? 2 : 1;
        events[count++].corrects = corrects;
    }
    return count;
}

/* In the words of the header: what is told, and what it comes to. */
static void test_states(void)
{
    static const struct {
        const char *told; /* hour and state, "!" for a correction, and "+" on the second leg */
        const char *state;
        int delivered; /* the hour; -1: it is not */
        int64_t leg;   /* on which the parcel is; 0: the first */
        const char *hub;
    } rows[] = {
        {"1 announced", "announced", -1, 1, NULL},
        {"1 handed_over 2 announced", "handed_over", -1, 1, NULL},
        {"1 announced 2 handed_over 3 in_transit 4 out_for_delivery 5 delivered", "delivered", 5, 1, NULL},
        {"5 delivered 3 in_transit 4 out_for_delivery", "delivered", 5, 1, NULL},
        {"5 delivered 9 in_transit", "delivered", 5, 1, NULL},
        {"5 delivered 9 delivered", "delivered", 5, 1, NULL},
        {"5 delivered 3 delivered", "delivered", 3, 1, NULL},
        {"5 delivered !9 in_transit", "in_transit", -1, 1, NULL},
        {"5 delivered !9 in_transit 11 delivered", "delivered", 11, 1, NULL},
        {"5 delivered !9 delivered", "delivered", 9, 1, NULL},
        {"5 delivered 9 returned_to_sender", "delivered", 5, 1, NULL},
        {"4 attempt_failed 5 at_pickup_point", "at_pickup_point", -1, 1, NULL},
        {"5 at_pickup_point 8 delivered", "delivered", 8, 1, NULL},
        {"3 refused 4 in_transit 9 delivered", "refused", -1, 1, NULL},
        {"3 refused 4 in_transit 9 returned_to_sender 9 delivered", "returned_to_sender", -1, 1, NULL},
        {"3 returned_to_sender 9 delivered", "returned_to_sender", -1, 1, NULL},
        {"3 lost 6 in_transit", "in_transit", -1, 1, NULL},
        {"3 lost 6 delivered", "delivered", 6, 1, NULL},
        {"3 exception 3 out_for_delivery 3 in_transit", "out_for_delivery", -1, 1, NULL},
        {"3 delivered 3 announced 3 in_transit", "delivered", 3, 1, NULL},
        {"3 in_transit 5 delivered", "in_transit", -1, 1, "road/hub"},
        {"3 in_transit 5 delivered +6 announced", "in_transit", -1, 2, NULL},
        {"5 delivered +6 out_for_delivery +7 delivered", "delivered", 7, 2, NULL},
        {"+7 delivered 5 delivered 9 in_transit", "delivered", 7, 2, NULL},
        {"9 delivered +7 in_transit", "in_transit", -1, 2, NULL},
        {"4 refused +6 in_transit", "in_transit", -1, 2, NULL},
        {"4 lost", "lost", -1, 2, NULL},
        {"5 delivered +6 delivered", "in_transit", -1, 2, "road/hub"},
    };

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct tracking_event events[MOST];
        size_t count = read_told(rows[i].told, events);
        struct parcel parcel = {.leg = rows[i].leg ? rows[i].leg : 1, .hub = {rows[i].hub, rows[i].hub ? strlen(rows[i].hub) : 0}};
        struct tracking tracking = fold(events, NULL, count, &parcel);
        ok(tracking.known && strcmp(tracking_state_word(tracking.state), rows[i].state) == 0 &&
               tracking.delivered == (rows[i].delivered >= 0) &&
               (!tracking.delivered || tracking.delivered_at == (instant)rows[i].delivered * HOUR),
           "%s: %s", rows[i].told, rows[i].state);
        arena_clear(&arena);
    }
}

static uint64_t random_state = 0x9e3779b97f4a7c15u;

static size_t below(size_t limit)
{
    random_state ^= random_state >> 12;
    random_state ^= random_state << 25;
    random_state ^= random_state >> 27;
    return (size_t)((random_state * 0x2545f4914f6cdd1du) >> 33) % limit;
}

/* Few times and words, so that many events are at one time and some are the same. */
static struct tracking_event any_event(void)
{
    static const char *const places[] = {"Huy", "Li\xc3\xa8ge \"X\"", ""};
    struct tracking_event event = event_at((int)below(5), (enum tracking_state)below(TRACKING_STATES));

    event.leg = below(4) ? 1 : 2;
    event.corrects = below(6) == 0;
    if (below(2))
        event.place = slice_of(places[below(3)]);
    if (below(3) == 0)
        event.code = SLICE("X1");
    if (below(4) == 0)
        event.country = SLICE("BE");
    if (event.state == TRACKING_AT_PICKUP_POINT && below(2)) {
        event.has_pickup_until = true;
        event.pickup_until = (day)below(3);
    }
    if (event.state == TRACKING_DELIVERED && below(2))
        event.proof_kind = below(2) ? SLICE("photo") : SLICE("signature");
    return event;
}

static void shuffle(size_t *order, size_t count)
{
    for (size_t i = count; i > 1; i--) {
        size_t j = below(i);
        size_t kept = order[i - 1];

        order[i - 1] = order[j];
        order[j] = kept;
    }
}

/* Any order, any repetition: the same record, byte for byte. */
static void test_permutations(void)
{
    size_t differing = 0;

    for (int round = 0; round < 2000; round++) {
        struct tracking_event events[MOST];
        size_t order[2 * MOST];
        size_t count = below(MOST) + 1;
        struct parcel first = {.leg = 2};
        struct parcel again = {.leg = 2};

        for (size_t i = 0; i < count; i++) {
            events[i] = any_event();
            order[i] = i;
            order[count + i] = below(count);
        }
        fold(events, NULL, count, &first);
        shuffle(order, 2 * count);
        fold(events, order, 2 * count, &again);
        differing += !slice_equal(first.tracking_json, again.tracking_json);
        arena_clear(&arena);
    }
    is_int((int64_t)differing, 0, "2000 sets of events, shuffled and repeated, come to the same parcels");
}

/* Without corrections: the first of delivered, refused and returned decides, and nothing told after it. */
static void test_delivery_stays(void)
{
    size_t wrong = 0;

    for (int round = 0; round < 2000; round++) {
        struct tracking_event events[MOST];
        size_t count = below(MOST) + 1;
        int first = -1;
        bool contested = false;
        struct parcel parcel = {.leg = 1};
        struct tracking tracking;

        for (size_t i = 0; i < count; i++) {
            events[i] = event_at((int)below(20), (enum tracking_state)below(TRACKING_STATES));
            if (events[i].state == TRACKING_DELIVERED && (first < 0 || events[i].at < events[first].at))
                first = (int)i;
        }
        for (size_t i = 0; first >= 0 && i < count; i++)
            contested |= (events[i].state == TRACKING_REFUSED || events[i].state == TRACKING_RETURNED_TO_SENDER) &&
                         events[i].at <= events[first].at;
        tracking = fold(events, NULL, count, &parcel);
        if (first >= 0 && !contested)
            wrong += !tracking.delivered || tracking.state != TRACKING_DELIVERED || tracking.delivered_at != events[first].at;
        else
            wrong += tracking.delivered;
        arena_clear(&arena);
    }
    is_int((int64_t)wrong, 0, "2000 times, what was delivered stays so, since the first delivery");
}

static void test_proof_and_pickup(void)
{
    struct tracking_event events[] = {event_at(1, TRACKING_AT_PICKUP_POINT), event_at(2, TRACKING_AT_PICKUP_POINT),
                                      event_at(3, TRACKING_DELIVERED), event_at(4, TRACKING_DELIVERED)};
    struct parcel parcel = {.leg = 1};
    struct tracking tracking;

    events[0].has_pickup_until = true;
    events[0].pickup_until = 9;
    events[3].proof_kind = SLICE("photo");
    tracking = fold(events, NULL, 2, &parcel);
    ok(tracking.pickup && tracking.pickup->pickup_until == 9, "a pickup point that is told again keeps the day it told before");
    tracking = fold(events, NULL, 4, &parcel);
    ok(!tracking.pickup && tracking.delivered_at == (instant)3 * HOUR && tracking.proof && tracking.proof->at == (instant)4 * HOUR,
       "a proof that comes after the delivery is its proof, and does not move it");
    events[3].corrects = true;
    events[3].state = TRACKING_IN_TRANSIT;
    tracking = fold(events, NULL, 4, &parcel);
    ok(!tracking.delivered && !tracking.proof, "a correction takes the delivery back, and its proof");
    arena_clear(&arena);
}

static void test_limit(void)
{
    struct tracking tracking = {0};
    struct tracking_event event;
    bool added = true;
    size_t count = 0;

    for (int i = 0; i < TRACKING_EVENTS_LIMIT; i++) {
        event = event_at(i, TRACKING_IN_TRANSIT);
        count += tracking_add(&tracking, &event, &arena, &added, &fault) && added;
    }
    is_int((int64_t)count, TRACKING_EVENTS_LIMIT, "a parcel has as many events as it may");
    ok(tracking_add(&tracking, &event, &arena, &added, &fault) && !added, "a known one is none more");
    event.at++;
    ok(!tracking_add(&tracking, &event, &arena, &added, &fault) && strcmp(fault.code, "too_many_events") == 0,
       "one more is refused");
    arena_clear(&arena);
}

int main(void)
{
    test_states();
    test_permutations();
    test_delivery_stays();
    test_proof_and_pickup();
    test_limit();
    arena_release(&arena);
    return tap_end();
}
