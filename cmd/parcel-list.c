/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "shop/tracking.h"
#include "tool/listing.h"
#include "json/scan.h"

static const char *carrier, *status, *state, *country, *order, *manifest, *number, *with, *hub;
static bool returns;

static const struct option_row options[] = {
    {0, "carrier", "ID", "of this carrier", OPTION_TEXT, &carrier},
    {0, "country", "CC", "that go there", OPTION_TEXT, &country},
    {0, "hub", "ID", "that go to this hub of a carrier's first", OPTION_TEXT, &hub},
    {0, "manifest", "ID", "that were handed over with it", OPTION_TEXT, &manifest},
    {0, "order", "ID", "of this order", OPTION_TEXT, &order},
    {0, "returns", NULL, "with which goods come back", OPTION_FLAG, &returns},
    {0, "state", "STATE", "of which the carrier told this last, or none for nothing", OPTION_TEXT, &state},
    {'u', "status", "STATUS", "packed, labelled, handed_over or shipped", OPTION_TEXT, &status},
    {0, "number", "NUMBER", "with this tracking number or SSCC", OPTION_TRACKING_NUMBER, &number},
    {0, "with", "person", "with the data of whom they go to", OPTION_TEXT, &with},
    {0},
};

static bool has(struct slice record, const char *member, const char *wanted)
{
    struct text room = TEXT_INIT;
    bool is = !wanted || slice_is(scan_decoded(scan_find(record, member), &room), wanted);

    text_release(&room);
    return is;
}

/* The parcel as it is, or one of its other legs: what was once true of it finds it. */
static bool has_on_a_leg(struct slice record, bool (*is)(struct slice leg))
{
    struct slice legs = scan_find(record, "legs");
    struct scan scan;
    struct slice leg;

    if (is(record))
        return true;
    if (legs.bytes && scan_array(&scan, legs))
        while (scan_element(&scan, &leg))
            if (is(leg))
                return true;
    return false;
}

static bool is_wanted_leg(struct slice leg)
{
    return has(leg, "carrier", carrier) && has(leg, "manifest", manifest) &&
           (!number || has(leg, "tracking_number", number) || has(leg, "sscc", number));
}

static bool print(struct run *run, const struct listed *row, struct fault *fault)
{
    if (!has_on_a_leg(row->value, is_wanted_leg) || !has(row->value, "country", country) || !has(row->value, "hub", hub) ||
        !has(row->value, "order", order) || !has(row->value, "status", status) ||
        (state && strcmp(state, "none") != 0 && !has(row->value, "state", state)) ||
        (state && strcmp(state, "none") == 0 && scan_find(row->value, "state").bytes) ||
        (returns && !scan_find(row->value, "return").bytes))
        return true;
    if (with)
        return listing_print_with_person(run, row->value, fault);
    listing_print(run, row->value);
    return true;
}

static bool list(struct run *run, struct fault *fault)
{
    enum parcel_status known;
    enum tracking_state told;

    if (status && !parcel_status_read(slice_of(status), &known))
        return fault_set(fault, FAULT_USAGE, "usage", NULL, "--status knows no \"%s\"", status);
    if (state && strcmp(state, "none") != 0 && !tracking_state_read(slice_of(state), &told))
        return fault_set(fault, FAULT_USAGE, "usage", NULL, "--state knows no \"%s\"", state);
    return option_with(with, "person", fault) && listing_run(run, print, fault);
}

static const struct tool tool = {
    .name = "parcel-list",
    .summary = "Lists parcels.",
    .operands = "[ID]...",
    .options = options,
    .traits = READS_STORE,
    .lists = "parcel",
    .act = list,
};

int main(int argc, char **argv)
{
    return tool_main(&tool, argc, argv);
}
