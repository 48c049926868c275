/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "shop/pickup_network.h"
#include "shop/pickup_point.h"
#include "tool/source.h"
#include "tool/tool.h"

static const char *country, *network_name, *shrinks;
static bool complete;
static int64_t most_percent = 20;
static struct pickup_points_told told;
static struct pickup_network network = PICKUP_NETWORK_INIT;
static size_t closed;

static const struct option_row options[] = {
    {0, "complete", NULL, "the input is the whole list: points that are not in it are closed", OPTION_FLAG, &complete},
    {0, "country", "CC", "where points are that name no country", OPTION_TEXT, &country},
    {0, "network", "NAME", "whose points are that name no network", OPTION_TEXT, &network_name},
    {0, "shrink", "PERCENT", "with --complete: so many may vanish (20)", OPTION_TEXT, &shrinks},
    {0},
};

static bool prepare(struct run *run, struct fault *fault)
{
    bool given;

    (void)run;
    if (network_name)
        told.network = slice_of(network_name);
    if (country)
        told.country = slice_of(country);
    return option_whole("shrink", shrinks, 100, &most_percent, &given, fault) &&
           (!given || complete || fault_set(fault, FAULT_USAGE, "usage", NULL, "--shrink belongs to --complete"));
}

static bool import(struct run *run, const struct input *input, struct outcome *outcome, struct fault *fault)
{
    json_t *row = input->record ? NULL : fields_json(input->fields);
    bool done =
        pickup_point_import(run->store, row ? row : input->record, &told, &run->changes, &outcome->changed, outcome->id, fault);

    outcome->row = 0;
    if (done && complete)
        pickup_network_add(&network, text_slice(outcome->id), changes_value(&run->changes, 0));
    json_decref(row);
    return done;
}

static void tell_waiting(void *context, struct slice order, struct slice point)
{
    const struct run *run = context;

    if (!run->quiet)
        tool_warn(run, "order %.*s waits for pickup point \"%.*s\", which is closed", SLICE_ARGS(order), SLICE_ARGS(point));
}

static bool close_vanished(struct run *run, struct outcome *outcome, bool *found, struct fault *fault)
{
    *found = false;
    if (!complete)
        return true;
    if (run->counts.rejected)
        return fault_set(fault, FAULT_REFUSED, "list_not_whole", NULL, "records of the list were refused: no point is closed");
    if (!closed && !pickup_network_compare(&network, run->store, most_percent, fault))
        return false;
    *found = closed < network.vanished_count;
    outcome->row = 0;
    if (*found)
        return pickup_point_close(run->store, network.vanished[closed++], instant_day(run->now), &run->changes, fault);
    return pickup_network_orders(run->store, tell_waiting, run, fault);
}

static const struct tool tool = {
    .name = "pickup-point-import",
    .summary = "Takes the shops and lockers where carriers hand parcels out: from their lists, or from records.",
    .operands = "[FILE]...",
    .options = options,
    .traits = WRITES_STORE | TAKES_RECORDS,
    .tables = &pickup_point_table_reader,
    .prepare = prepare,
    .each = import,
    .follow = close_vanished,
};

int main(int argc, char **argv)
{
    return tool_main(&tool, argc, argv);
}
