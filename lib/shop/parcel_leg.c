/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "shop/parcel_leg.h"

#include "shop/tracking.h"
#include "shop/voiding.h"
#include "json/scan.h"

struct parcel_leg parcel_leg_now(const struct parcel *parcel)
{
    return (struct parcel_leg){.number = parcel->leg,
                               .hub = parcel->hub,
                               .carrier = parcel->carrier,
                               .service = parcel->service,
                               .tracking_number = parcel->tracking_number,
                               .sscc = parcel->sscc,
                               .tracking_drawn = parcel->tracking_drawn,
                               .sscc_drawn = parcel->sscc_drawn,
                               .labelled = parcel->labelled,
                               .handed_over = parcel->handed_over,
                               .labelled_at = parcel->labelled_at,
                               .handed_over_at = parcel->handed_over_at,
                               .label = parcel->label,
                               .manifest = parcel->manifest};
}

static void take_leg(struct parcel *parcel, const struct parcel_leg *leg)
{
    parcel->leg = leg->number;
    parcel->hub = leg->hub;
    parcel->carrier = leg->carrier;
    parcel->service = leg->service;
    parcel->tracking_number = leg->tracking_number;
    parcel->sscc = leg->sscc;
    parcel->tracking_drawn = leg->tracking_drawn;
    parcel->sscc_drawn = leg->sscc_drawn;
    parcel->labelled = leg->labelled;
    parcel->handed_over = leg->handed_over;
    parcel->labelled_at = leg->labelled_at;
    parcel->handed_over_at = leg->handed_over_at;
    parcel->label = leg->label;
    parcel->manifest = leg->manifest;
}

bool parcel_leg_find(const struct parcel *parcel, int64_t number, struct parcel_leg *leg)
{
    *leg = parcel_leg_now(parcel);
    for (size_t i = 0; leg->number != number && i < parcel->leg_count; i++)
        *leg = parcel->legs[i];
    return leg->number == number;
}

static bool has_number(const struct parcel_leg *leg, struct slice carrier, struct slice number)
{
    return slice_equal(leg->carrier, carrier) && (slice_equal(leg->tracking_number, number) || slice_equal(leg->sscc, number));
}

bool parcel_leg_numbered(const struct parcel *parcel, struct slice carrier, struct slice number, struct parcel_leg *leg)
{
    *leg = parcel_leg_now(parcel);
    for (size_t i = 0; !has_number(leg, carrier, number) && i < parcel->leg_count; i++)
        *leg = parcel->legs[i];
    return has_number(leg, carrier, number);
}

/* The one that it is on among the others, which stay by their numbers. */
static void put_aside(struct parcel *parcel, const struct parcel_leg *now, struct arena *arena)
{
    struct parcel_leg *legs = arena_take(arena, (parcel->leg_count + 1) * sizeof *legs);
    size_t at = 0;

    while (at < parcel->leg_count && parcel->legs[at].number < now->number)
        at++;
    if (at)
        memcpy(legs, parcel->legs, at * sizeof *legs);
    legs[at] = *now;
    if (at < parcel->leg_count)
        memcpy(legs + at + 1, parcel->legs + at, (parcel->leg_count - at) * sizeof *legs);
    parcel->legs = legs;
    parcel->leg_count++;
}

void parcel_go_on(struct parcel *parcel, struct arena *arena)
{
    const struct parcel_leg now = parcel_leg_now(parcel);
    struct parcel_leg next = {.number = 0};

    put_aside(parcel, &now, arena);
    next.number = parcel->legs[parcel->leg_count - 1].number + 1;
    take_leg(parcel, &next);
}

void parcel_leg_hand_over(struct parcel *parcel, int64_t number, struct slice manifest, instant now)
{
    if (parcel->leg == number) {
        parcel->handed_over = true;
        parcel->handed_over_at = now;
        parcel->manifest = manifest;
    }
    for (size_t i = 0; i < parcel->leg_count; i++)
        if (parcel->legs[i].number == number) {
            parcel->legs[i].handed_over = true;
            parcel->legs[i].handed_over_at = now;
            parcel->legs[i].manifest = manifest;
        }
    if (parcel->status < PARCEL_HANDED_OVER)
        parcel->status = PARCEL_HANDED_OVER;
}

bool parcel_left(const struct parcel *parcel, instant *left)
{
    bool known = parcel->handed_over;

    *left = known ? parcel->handed_over_at : parcel->shipped_at;
    for (size_t i = 0; i < parcel->leg_count; i++)
        if (parcel->legs[i].handed_over && !parcel->legs[i].voided && (!known || parcel->legs[i].handed_over_at < *left)) {
            known = true;
            *left = parcel->legs[i].handed_over_at;
        }
    return known || parcel->shipped;
}

/* The last leg before it that stands is the one that the parcel is on again. */
static void go_back(struct parcel *parcel, struct slice reason, instant now, struct arena *arena)
{
    struct parcel_leg voided = parcel_leg_now(parcel);
    size_t last = parcel->leg_count;

    voided.voided = true;
    voided.voided_at = now;
    voided.void_reason = reason;
    while (parcel->legs[--last].voided)
        ;
    take_leg(parcel, &parcel->legs[last]);
    memmove(&parcel->legs[last], &parcel->legs[last + 1], (--parcel->leg_count - last) * sizeof *parcel->legs);
    put_aside(parcel, &voided, arena);
}

static bool is_told_of(const struct parcel *parcel, const struct parcel_leg *leg, struct arena *arena, struct fault *fault)
{
    struct tracking tracking;

    if (!tracking_of_parcel(&tracking, parcel, arena, fault))
        return true;
    for (size_t i = 0; i < tracking.count; i++)
        if (tracking.events[i].leg == leg->number && tracking.events[i].state != TRACKING_ANNOUNCED) {
            fault_set(fault, FAULT_REFUSED, "on_its_way", "id", "leg %lld of parcel %.*s is on its way: its carrier tells \"%s\"",
                      (long long)leg->number, SLICE_ARGS(parcel->id), tracking_state_word(tracking.events[i].state));
            return true;
        }
    return false;
}

static bool may_be_voided(const struct parcel *parcel, const struct parcel_leg *leg, struct slice reason, struct arena *arena,
                          struct fault *fault)
{
    if (leg->number != parcel->leg)
        return fault_set(fault, FAULT_REFUSED, "leg_is_over", "id", "parcel %.*s has gone on since its leg %lld",
                         SLICE_ARGS(parcel->id), (long long)leg->number);
    if (leg->number == 1)
        return fault_set(fault, FAULT_REFUSED, "only_leg", "id", "parcel %.*s has no other leg: the parcel itself can be voided",
                         SLICE_ARGS(parcel->id));
    if (leg->manifest.bytes && !reason.bytes)
        return fault_set(fault, FAULT_REFUSED, "handed_over", "reason",
                         "leg %lld of parcel %.*s stands on manifest %.*s: it takes a reason to void it", (long long)leg->number,
                         SLICE_ARGS(parcel->id), SLICE_ARGS(leg->manifest));
    return !is_told_of(parcel, leg, arena, fault);
}

bool parcel_leg_void(struct parcel *parcel, int64_t number, struct slice reason, instant now, struct arena *arena,
                     struct changes *changes, bool *changed, size_t *row, struct fault *fault)
{
    struct parcel_leg leg;

    *changed = false;
    if (!void_reason_check(reason, fault))
        return false;
    if (!parcel_leg_find(parcel, number, &leg))
        return fault_set(fault, FAULT_REFUSED, "unknown_parcel", "id", "parcel %.*s has no leg %lld", SLICE_ARGS(parcel->id),
                         (long long)number);
    if (leg.voided)
        return void_reason_stands(parcel, leg.void_reason, reason, fault);
    if (!may_be_voided(parcel, &leg, reason, arena, fault))
        return false;
    go_back(parcel, reason, now, arena);
    *row = parcel_change(parcel, changes);
    *changed = true;
    return true;
}

int64_t parcel_last_leg(struct slice record)
{
    struct slice legs = scan_find(record, "legs");
    struct scan scan;
    struct slice leg;
    int64_t last = 1;
    int64_t number;

    if (scan_integer(scan_find(record, "leg"), &number) && number > last)
        last = number;
    if (legs.bytes && scan_array(&scan, legs))
        while (scan_element(&scan, &leg))
            if (scan_integer(scan_find(leg, "leg"), &number) && number > last)
                last = number;
    return last;
}

struct slice parcel_of_leg(struct slice name, int64_t *leg)
{
    const char *first;
    const char *last;

    *leg = 0;
    if (slice_starts(name, "parcel/"))
        name = slice_from(name, strlen("parcel/"));
    first = memchr(name.bytes, '-', name.length);
    last = memrchr(name.bytes, '-', name.length);
    if (first == last || !slice_integer(slice_from(name, (size_t)(last + 1 - name.bytes)), INT32_MAX, leg))
        return name;
    return (struct slice){name.bytes, (size_t)(last - name.bytes)};
}

void parcel_leg_name(struct slice parcel, int64_t leg, struct text *name)
{
    text_add_slice(name, parcel);
    if (leg > 1)
        text_printf(name, "-%lld", (long long)leg);
}
