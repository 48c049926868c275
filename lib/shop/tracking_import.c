/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "shop/tracking_import.h"

#include "base/digest.h"
#include "shop/goods_return.h"
#include "shop/number_range.h"
#include "shop/parcel_leg.h"
#include "shop/settings.h"
#include "json/read.h"

enum { DAY_MILLISECONDS = 24 * 3600 * 1000 };

static bool read_proof(struct tracking_row *row, const json_t *record, struct fault *fault)
{
    static const char *const known[] = {"kind", "sha256", "file", NULL};
    const json_t *proof;

    if (!field_object(record, "proof", &proof, fault) || !proof)
        return !proof;
    if (!fields_known(proof, known, fault) || !field_string(proof, "kind", &row->proof_kind, fault) ||
        !field_string(proof, "sha256", &row->proof_sha256, fault) || !field_string(proof, "file", &row->proof_file, fault))
        return fault_within(fault, "proof");
    return true;
}

bool tracking_row_from_json(struct tracking_row *row, const json_t *record, struct fault *fault)
{
    static const char *const known[] = {"type",  "carrier", "tracking_number", "state",    "code",  "at",
                                        "place", "country", "pickup_until",    "corrects", "proof", NULL};
    struct slice type;
    bool present;
    const struct {
        const char *name;
        struct slice *value;
    } texts[] = {{"carrier", &row->carrier}, {"tracking_number", &row->tracking_number},
                 {"state", &row->state},     {"code", &row->code},
                 {"at", &row->at},           {"place", &row->place},
                 {"country", &row->country}, {"pickup_until", &row->pickup_until}};

    memset(row, 0, sizeof *row);
    if (!fields_known(record, known, fault) || !field_string(record, "type", &type, fault))
        return false;
    if (type.bytes && !slice_is(type, "tracking_event"))
        return fault_set(fault, FAULT_REFUSED, "wrong_type", "type", "is \"%.*s\", not \"tracking_event\"", SLICE_ARGS(type));
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        if (!field_string(record, texts[i].name, texts[i].value, fault))
            return false;
    return field_bool(record, "corrects", &row->corrects, &present, fault) && read_proof(row, record, fault);
}

void tracking_import_release(struct tracking_import *import)
{
    tracking_codes_release(&import->codes);
    arena_release(&import->arena);
}

static bool know_carrier(struct tracking_import *import, struct slice id, struct store *store, struct fault *fault)
{
    uint64_t seq = store_batch_seq(store);

    if (!id.bytes)
        return field_missing("carrier", fault);
    if (import->carrier.id.bytes && import->carrier_seq == seq && slice_equal(import->carrier.id, id))
        return true;
    arena_clear(&import->arena);
    import->carrier.id = (struct slice){NULL, 0};
    import->carrier_seq = seq;
    return carrier_find(&import->carrier, store, id, &import->arena, fault);
}

/* Nobody tells of what was not used. */
static bool find_leg(const struct parcel *parcel, struct slice carrier, struct slice number, int64_t *leg, struct fault *fault)
{
    struct parcel_leg found;

    if (!parcel_leg_numbered(parcel, carrier, number, &found))
        found = parcel_leg_now(parcel);
    *leg = found.number;
    if (parcel->status == PARCEL_VOIDED)
        return fault_set(fault, FAULT_REFUSED, "parcel_voided", "tracking_number",
                         "\"%.*s\" is the number of parcel %.*s, which was voided", SLICE_ARGS(number), SLICE_ARGS(parcel->id));
    return !found.voided || fault_set(fault, FAULT_REFUSED, "parcel_voided", "tracking_number",
                                      "\"%.*s\" is the number of leg %lld of parcel %.*s, which was voided", SLICE_ARGS(number),
                                      (long long)found.number, SLICE_ARGS(parcel->id));
}

static bool find_parcel(struct parcel *parcel, int64_t *leg, const struct tracking_import *import, struct slice given,
                        struct store *store, struct arena *arena, struct fault *fault)
{
    struct slice number;
    struct slice id;

    if (!given.bytes)
        return field_missing("tracking_number", fault);
    number = number_plain(given, arena);
    if (!numbered_parcel(import->carrier.id, number, store, &id, fault))
        return false;
    if (id.bytes)
        return parcel_find(parcel, store, id, arena, fault) && find_leg(parcel, import->carrier.id, number, leg, fault);
    return carrier_accepts(&import->carrier, number, fault) &&
           fault_set(fault, FAULT_REFUSED, "unknown_tracking_number", "tracking_number",
                     "no parcel of carrier %.*s has number \"%.*s\"", SLICE_ARGS(import->carrier.id), SLICE_ARGS(number));
}

static bool read_state(struct tracking_event *event, struct tracking_import *import, const struct tracking_row *row,
                       struct fault *fault)
{
    const struct carrier *carrier = &import->carrier;
    const struct tracking_code *code;

    event->corrects = row->corrects;
    event->code = row->code;
    if (!row->state.bytes && !row->code.bytes)
        return field_missing("code", fault);
    if (row->code.bytes && !name_check(row->code, TRACKING_CODE_LIMIT, "code", fault))
        return false;
    if (row->state.bytes)
        return tracking_state_read(row->state, &event->state) ||
               fault_set(fault, FAULT_REFUSED, "unknown_state", "state", "\"%.*s\" is no state of a parcel",
                         SLICE_ARGS(row->state));
    code = tracking_code_find(&import->codes, carrier->tracking_codes.bytes ? carrier->tracking_codes : carrier->id, row->code);
    if (!code)
        return fault_set(fault, FAULT_REFUSED, "unknown_code", "code", "no list that holds for carrier %.*s has \"%.*s\"",
                         SLICE_ARGS(carrier->id), SLICE_ARGS(row->code));
    event->state = code->state;
    event->corrects |= code->corrects;
    return true;
}

/*
 * Carriers tell local times. The zone stays theirs until the settings are read for the next batch: no day is counted here, and to
 * change it for each row would take longer than all the rest.
 */
static bool read_at(struct tracking_event *event, const struct tracking_import *import, struct slice at, instant now,
                    struct fault *fault)
{
    struct slice zone = import->carrier.time_zone;

    if (!at.bytes)
        return field_missing("at", fault);
    if (!instant_read(at, &event->at) &&
        (!zone_use(zone.bytes ? zone.bytes : import->shop_zone, fault) || !moment_read(at, "at", &event->at, fault)))
        return false;
    return event->at <= now + DAY_MILLISECONDS ||
           fault_set(fault, FAULT_REFUSED, "in_the_future", "at", "\"%.*s\" is more than a day ahead", SLICE_ARGS(at));
}

static bool read_place(struct tracking_event *event, const struct tracking_row *row, struct fault *fault)
{
    event->place = row->place;
    event->country = row->country;
    return (!row->place.bytes || name_check(row->place, TRACKING_PLACE_LIMIT, "place", fault)) &&
           (!row->country.bytes || country_check(row->country, "country", fault));
}

static bool read_until(struct tracking_event *event, struct slice until, struct fault *fault)
{
    event->has_pickup_until = until.bytes != NULL;
    if (!until.bytes)
        return true;
    if (event->state != TRACKING_AT_PICKUP_POINT)
        return fault_set(fault, FAULT_REFUSED, "not_at_pickup_point", "pickup_until", "belongs to what lies at a pickup point");
    return day_read(until, &event->pickup_until) ||
           fault_set(fault, FAULT_REFUSED, "bad_day", "pickup_until", "\"%.*s\" is no day like 2026-11-20", SLICE_ARGS(until));
}

static bool read_proof_of(struct tracking_event *event, const struct tracking_row *row, struct fault *fault)
{
    struct digest digest;

    event->proof_kind = row->proof_kind;
    event->proof_sha256 = row->proof_sha256;
    if (!row->proof_kind.bytes)
        return !row->proof_sha256.bytes || field_missing("proof.kind", fault);
    if (event->state != TRACKING_DELIVERED)
        return fault_set(fault, FAULT_REFUSED, "not_delivered", "proof", "belongs to a delivery");
    if (!proof_kind_known(row->proof_kind))
        return fault_set(fault, FAULT_REFUSED, "unknown_proof", "proof.kind", "\"%.*s\" is none of signature, photo, code, scan",
                         SLICE_ARGS(row->proof_kind));
    return !row->proof_sha256.bytes || digest_read(row->proof_sha256, &digest) ||
           fault_set(fault, FAULT_REFUSED, "bad_digest", "proof.sha256", "must be 64 hexadecimal digits in lower case");
}

/* When the carrier had it for the first time. */
static bool find_sent(const struct tracking *tracking, instant *sent)
{
    for (size_t i = 0; i < tracking->count; i++)
        if (tracking->events[i].state != TRACKING_ANNOUNCED) {
            *sent = tracking->events[i].at;
            return true;
        }
    return false;
}

/*
 * What the carrier has of a return the consumer has sent: nothing holds back his money any longer (Directive 2011/83/EU, art. 13
 * (3)). Of a day that somebody told before the earlier one stays.
 */
static bool tell_return(const struct tracking_import *import, const struct parcel *parcel, const struct tracking *tracking,
                        struct store *store, struct arena *arena, struct changes *changes, struct fault *fault)
{
    struct return_news news = {.has_sent = true};
    struct goods_return of;
    instant sent;
    bool changed;

    if (!parcel->return_id.bytes || !memchr(parcel->return_id.bytes, '-', parcel->return_id.length) || !find_sent(tracking, &sent))
        return true;
    if (!zone_use(import->shop_zone, fault) || !goods_return_find(&of, store, parcel->return_id, arena, fault))
        return false;
    news.sent = instant_day(sent);
    if (of.has_sent && of.sent <= news.sent)
        return true;
    if (!goods_return_set(&of, &news, &changed, fault))
        return false;
    goods_return_change(&of, changes);
    return true;
}

bool tracking_import_row(struct tracking_import *import, const struct tracking_row *row, struct store *store, instant now,
                         struct arena *arena, struct changes *changes, bool *changed, struct text *id, struct fault *fault)
{
    struct parcel parcel;
    struct tracking tracking;
    struct tracking_event event = {.at = 0};

    if (!know_carrier(import, row->carrier, store, fault) ||
        !find_parcel(&parcel, &event.leg, import, row->tracking_number, store, arena, fault) ||
        !read_state(&event, import, row, fault) || !read_at(&event, import, row->at, now, fault) ||
        !read_place(&event, row, fault) || !read_until(&event, row->pickup_until, fault) || !read_proof_of(&event, row, fault) ||
        !tracking_of_parcel(&tracking, &parcel, arena, fault) || !tracking_add(&tracking, &event, arena, changed, fault))
        return false;
    parcel_id(parcel.id, id);
    if (!*changed)
        return true;
    tracking_to_parcel(&tracking, &parcel, arena);
    parcel_change(&parcel, changes);
    return tell_return(import, &parcel, &tracking, store, arena, changes, fault);
}
