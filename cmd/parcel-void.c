/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "shop/parcel_leg.h"
#include "shop/voiding.h"
#include "tool/tool.h"
#include "json/read.h"

static const char *reason_given;

static const struct option_row options[] = {
    {'R', "reason", "TEXT", "why; needed for what stands on a manifest", OPTION_TEXT, &reason_given},
    {0},
};

/* {"id":"12-1","void":{"reason":"torn"}} */
static bool read_reason(const struct input *input, struct slice *reason, struct fault *fault)
{
    static const char *const known[] = {"reason", NULL};
    const json_t *object = NULL;

    *reason = (struct slice){NULL, 0};
    if (input->record && !field_object(input->record, "void", &object, fault))
        return false;
    if (object && (!fields_known(object, known, fault) || !field_string(object, "reason", reason, fault)))
        return fault_within(fault, "void");
    if (!reason->bytes && reason_given)
        *reason = slice_of(reason_given);
    return true;
}

static bool void_parcel(struct run *run, const struct input *input, struct outcome *outcome, struct fault *fault)
{
    struct parcel parcel;
    struct slice reason;
    struct slice id;
    int64_t leg;

    if (!input_id(input, "parcel", &id, fault) || !read_reason(input, &reason, fault) ||
        !parcel_find(&parcel, run->store, parcel_of_leg(id, &leg), &run->arena, fault))
        return false;
    parcel_id(parcel.id, outcome->id);
    if (leg)
        return parcel_leg_void(&parcel, leg, reason, run->now, &run->arena, &run->changes, &outcome->changed, &outcome->row, fault);
    return parcel_void(&parcel, reason, run->store, run->now, &run->arena, &run->changes, &outcome->changed, &outcome->row, fault);
}

static const struct tool tool = {
    .name = "parcel-void",
    .summary = "Voids parcels, or legs of theirs, whose labels are not used.",
    .operands = "[ID]...",
    .options = options,
    .traits = WRITES_STORE | TAKES_IDS,
    .each = void_parcel,
};

int main(int argc, char **argv)
{
    return tool_main(&tool, argc, argv);
}
