/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "shop/tracking.h"

#include "shop/members.h"
#include "json/scan.h"
#include "json/write.h"

static const char *const states[TRACKING_STATES] = {
    [TRACKING_ANNOUNCED] = "announced",
    [TRACKING_HANDED_OVER] = "handed_over",
    [TRACKING_IN_TRANSIT] = "in_transit",
    [TRACKING_EXCEPTION] = "exception",
    [TRACKING_OUT_FOR_DELIVERY] = "out_for_delivery",
    [TRACKING_ATTEMPT_FAILED] = "attempt_failed",
    [TRACKING_AT_PICKUP_POINT] = "at_pickup_point",
    [TRACKING_DAMAGED] = "damaged",
    [TRACKING_LOST] = "lost",
    [TRACKING_REFUSED] = "refused",
    [TRACKING_RETURNED_TO_SENDER] = "returned_to_sender",
    [TRACKING_DELIVERED] = "delivered",
};

const char *tracking_state_word(enum tracking_state state)
{
    return states[state];
}

bool tracking_state_read(struct slice word, enum tracking_state *state)
{
    for (unsigned i = 0; i < TRACKING_STATES; i++)
        if (slice_is(word, states[i])) {
            *state = (enum tracking_state)i;
            return true;
        }
    return false;
}

bool proof_kind_known(struct slice word)
{
    return slice_is(word, "signature") || slice_is(word, "photo") || slice_is(word, "code") || slice_is(word, "scan");
}

static int compare_whole(int64_t a, int64_t b)
{
    return (a > b) - (a < b);
}

/* Absent before anything. */
static int compare_text(struct slice a, struct slice b)
{
    if (!a.bytes || !b.bytes)
        return compare_whole(a.bytes != NULL, b.bytes != NULL);
    return slice_compare(a, b);
}

/* A total order, in which two events are equal only if they are the same: the fold depends on nothing else. */
static int compare(const struct tracking_event *a, const struct tracking_event *b)
{
    const int compared[] = {
        compare_whole(a->leg, b->leg),
        compare_whole(a->at, b->at),
        compare_whole(a->corrects, b->corrects),
        compare_whole(a->state, b->state),
        compare_text(a->code, b->code),
        compare_text(a->place, b->place),
        compare_text(a->country, b->country),
        compare_whole(a->has_pickup_until, b->has_pickup_until),
        compare_whole(a->pickup_until, b->pickup_until),
        compare_text(a->proof_kind, b->proof_kind),
        compare_text(a->proof_sha256, b->proof_sha256),
    };

    for (size_t i = 0; i < sizeof compared / sizeof *compared; i++)
        if (compared[i])
            return compared[i];
    return 0;
}

/* Whether the event changes nothing of the state before it. */
static bool is_passed_over(const struct tracking *tracking, const struct tracking_event *event)
{
    if (!tracking->known)
        return false;
    if (event->state == TRACKING_ANNOUNCED && tracking->state != TRACKING_ANNOUNCED)
        return true;
    if (event->corrects || event->leg > tracking->state_leg)
        return false;
    return tracking->state == TRACKING_DELIVERED || tracking->state == TRACKING_RETURNED_TO_SENDER ||
           (tracking->state == TRACKING_REFUSED && event->state != TRACKING_RETURNED_TO_SENDER);
}

/* What came to a hub is on its way still. */
static enum tracking_state state_of(const struct tracking *tracking, const struct tracking_event *event)
{
    return event->state == TRACKING_DELIVERED && event->leg != tracking->last_leg ? TRACKING_IN_TRANSIT : event->state;
}

/* A pickup point that is told again keeps the parcel as long as was told before. */
static const struct tracking_event *pickup_after(const struct tracking *tracking, const struct tracking_event *event)
{
    if (event->state != TRACKING_AT_PICKUP_POINT)
        return NULL;
    return event->has_pickup_until ? event : tracking->pickup;
}

static void settle(struct tracking *tracking)
{
    tracking->known = tracking->delivered = false;
    tracking->proof = tracking->pickup = NULL;
    for (size_t i = 0; i < tracking->count; i++) {
        const struct tracking_event *event = &tracking->events[i];

        /* Carriers tell a proof apart from the delivery, and later. */
        if (tracking->delivered && !tracking->proof && state_of(tracking, event) == TRACKING_DELIVERED && event->proof_kind.bytes)
            tracking->proof = event;
        if (is_passed_over(tracking, event))
            continue;
        tracking->known = true;
        tracking->state = state_of(tracking, event);
        tracking->state_at = event->at;
        tracking->state_leg = event->leg;
        tracking->delivered = tracking->state == TRACKING_DELIVERED;
        tracking->delivered_at = event->at;
        tracking->proof = tracking->delivered && event->proof_kind.bytes ? event : NULL;
        tracking->pickup = pickup_after(tracking, event);
    }
}

static bool read_event(struct tracking_event *event, struct slice json, struct arena *arena)
{
    enum { E_LEG, E_AT, E_STATE, E_CORRECTS, E_CODE, E_PLACE, E_COUNTRY, E_UNTIL, E_PROOF, E_PARTS };
    static const struct slice names[E_PARTS] = {
        SLICE_CONSTANT("leg"),      SLICE_CONSTANT("at"),           SLICE_CONSTANT("state"),
        SLICE_CONSTANT("corrects"), SLICE_CONSTANT("code"),         SLICE_CONSTANT("place"),
        SLICE_CONSTANT("country"),  SLICE_CONSTANT("pickup_until"), SLICE_CONSTANT("proof")};
    struct slice parts[E_PARTS];

    members_of(json, names, parts, E_PARTS);
    *event = (struct tracking_event){
        .leg = parts[E_LEG].bytes ? whole_of(parts[E_LEG]) : 1,
        .corrects = parts[E_CORRECTS].bytes != NULL,
        .code = text_of(parts[E_CODE], arena),
        .place = text_of(parts[E_PLACE], arena),
        .country = text_of(parts[E_COUNTRY], arena),
        .has_pickup_until = parts[E_UNTIL].bytes != NULL,
    };
    if (parts[E_PROOF].bytes) {
        event->proof_kind = scan_text(scan_find(parts[E_PROOF], "kind"));
        event->proof_sha256 = scan_text(scan_find(parts[E_PROOF], "sha256"));
    }
    return instant_read(scan_text(parts[E_AT]), &event->at) && tracking_state_read(scan_text(parts[E_STATE]), &event->state) &&
           (!event->has_pickup_until || day_read(scan_text(parts[E_UNTIL]), &event->pickup_until));
}

static bool read_events(struct tracking *tracking, struct slice events, struct arena *arena)
{
    struct scan scan;
    struct slice event;

    /* And room for one more: nearly all who read them want to add to them. */
    tracking->events = arena_take(arena, (scan_count(events) + 1) * sizeof *tracking->events);
    if (!scan_array(&scan, events))
        return false;
    while (scan_element(&scan, &event))
        if (!read_event(&tracking->events[tracking->count++], event, arena))
            return false;
    return true;
}

bool tracking_of_parcel(struct tracking *tracking, const struct parcel *parcel, struct arena *arena, struct fault *fault)
{
    struct text record = TEXT_INIT;
    struct slice json;

    memset(tracking, 0, sizeof *tracking);
    tracking->last_leg = parcel->hub.bytes ? 0 : parcel->leg;
    if (!parcel->tracking_json.bytes)
        return true;
    text_printf(&record, "{%.*s}", SLICE_ARGS(parcel->tracking_json));
    json = arena_copy(arena, text_slice(&record));
    text_release(&record);
    if (!read_events(tracking, scan_find(json, "events"), arena))
        return fault_set(fault, FAULT_SYSTEM, "store_damaged", NULL, "a parcel's events in the journal cannot be read");
    settle(tracking);
    return true;
}

bool tracking_add(struct tracking *tracking, const struct tracking_event *event, struct arena *arena, bool *added,
                  struct fault *fault)
{
    struct tracking_event *events;
    size_t at = tracking->count;

    while (at > 0 && compare(&tracking->events[at - 1], event) > 0)
        at--;
    *added = !at || compare(&tracking->events[at - 1], event) != 0;
    if (!*added)
        return true;
    if (tracking->count == TRACKING_EVENTS_LIMIT)
        return fault_set(fault, FAULT_REFUSED, "too_many_events", "tracking_number", "the parcel has %d events already",
                         TRACKING_EVENTS_LIMIT);
    events = arena_take(arena, (tracking->count + 1) * sizeof *events);
    if (at)
        memcpy(events, tracking->events, at * sizeof *events);
    events[at] = *event;
    if (at < tracking->count)
        memcpy(events + at + 1, tracking->events + at, (tracking->count - at) * sizeof *events);
    tracking->events = events;
    tracking->count++;
    settle(tracking);
    return true;
}

static void put_proof(struct text *text, const struct tracking_event *event, bool with_time)
{
    if (!event || !event->proof_kind.bytes)
        return;
    json_open(text, "proof", '{');
    if (with_time)
        json_put_instant(text, "at", event->at);
    json_put_string(text, "kind", event->proof_kind);
    json_put_optional(text, "sha256", event->proof_sha256);
    json_close(text, '}');
}

static void put_event(struct text *text, const struct tracking_event *event)
{
    json_open(text, NULL, '{');
    if (event->leg > 1)
        json_put_integer(text, "leg", event->leg);
    json_put_instant(text, "at", event->at);
    json_put_string(text, "state", slice_of(states[event->state]));
    if (event->corrects)
        json_put_bool(text, "corrects", true);
    json_put_optional(text, "code", event->code);
    json_put_optional(text, "place", event->place);
    json_put_optional(text, "country", event->country);
    if (event->has_pickup_until)
        json_put_day(text, "pickup_until", event->pickup_until);
    put_proof(text, event, false);
    json_close(text, '}');
}

void tracking_to_parcel(const struct tracking *tracking, struct parcel *parcel, struct arena *arena)
{
    struct text text = TEXT_INIT;

    if (!tracking->known)
        return;
    text_add_byte(&text, '{');
    json_put_string(&text, "state", slice_of(states[tracking->state]));
    json_put_instant(&text, "state_at", tracking->state_at);
    if (tracking->delivered)
        json_put_instant(&text, "delivered_at", tracking->delivered_at);
    if (tracking->pickup)
        json_put_day(&text, "pickup_until", tracking->pickup->pickup_until);
    put_proof(&text, tracking->proof, true);
    json_open(&text, "events", '[');
    for (size_t i = 0; i < tracking->count; i++)
        put_event(&text, &tracking->events[i]);
    json_close(&text, ']');
    parcel->tracking_json = arena_copy(arena, slice_from(text_slice(&text), 1));
    text_release(&text);
}
