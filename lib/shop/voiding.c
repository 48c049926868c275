/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "shop/voiding.h"

#include "shop/carrier_bill.h"
#include "shop/tracking.h"
#include "json/read.h"

static bool is_here(const struct parcel *parcel, struct arena *arena, struct fault *fault)
{
    struct tracking tracking;

    if (parcel->shipped)
        return fault_set(fault, FAULT_REFUSED, "shipped", "id", "parcel %.*s has left with what is in it", SLICE_ARGS(parcel->id));
    if (!tracking_of_parcel(&tracking, parcel, arena, fault))
        return false;
    return !tracking.known || tracking.state == TRACKING_ANNOUNCED ||
           fault_set(fault, FAULT_REFUSED, "on_its_way", "id", "parcel %.*s is on its way: its carrier tells \"%s\"",
                     SLICE_ARGS(parcel->id), tracking_state_word(tracking.state));
}

bool void_reason_check(struct slice reason, struct fault *fault)
{
    return !reason.bytes || name_check(reason, VOID_REASON_LIMIT, "reason", fault);
}

bool void_reason_stands(const struct parcel *parcel, struct slice stands, struct slice reason, struct fault *fault)
{
    return !reason.bytes || slice_equal(reason, stands) ||
           fault_set(fault, FAULT_CONFLICT, "already_voided", "reason", "parcel %.*s was voided with another one",
                     SLICE_ARGS(parcel->id));
}

/* The first manifest of any leg that it stands on. */
static struct slice signed_manifest(const struct parcel *parcel)
{
    for (size_t i = 0; i < parcel->leg_count; i++)
        if (parcel->legs[i].manifest.bytes && !parcel->legs[i].voided)
            return parcel->legs[i].manifest;
    return parcel->manifest;
}

bool parcel_void(struct parcel *parcel, struct slice reason, struct store *store, instant now, struct arena *arena,
                 struct changes *changes, bool *changed, size_t *row, struct fault *fault)
{
    struct slice manifest = signed_manifest(parcel);

    *changed = false;
    if (!void_reason_check(reason, fault))
        return false;
    if (parcel->status == PARCEL_VOIDED)
        return void_reason_stands(parcel, parcel->void_reason, reason, fault);
    if (!is_here(parcel, arena, fault))
        return false;
    if (manifest.bytes && !reason.bytes)
        return fault_set(fault, FAULT_REFUSED, "handed_over", "reason",
                         "parcel %.*s stands on manifest %.*s: it takes a reason to void it", SLICE_ARGS(parcel->id),
                         SLICE_ARGS(manifest));
    parcel->status = PARCEL_VOIDED;
    parcel->voided_at = now;
    parcel->void_reason = reason;
    *row = parcel_change(parcel, changes);
    *changed = true;
    return bill_follow_voided(parcel, store, arena, changes, fault);
}
