/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "shop/manifest.h"
#include "tool/manifest_rendering.h"
#include "json/read.h"

static const char *day_given;

static const struct option_row options[] = {
    {0, "dated", "DAY", "the manifest's day (today)", OPTION_TEXT, &day_given},
    {0},
};

/* A manifest that is named itself comes out again. */
static bool find_again(struct run *run, const struct input *input, struct outcome *outcome, bool *found, struct fault *fault)
{
    struct slice type = SLICE("manifest");
    struct slice record = {NULL, 0};
    struct slice id;

    *found = false;
    if (input->record && (!field_string(input->record, "type", &type, fault) || !slice_is(type, "manifest")))
        return fault->kind == FAULT_NONE;
    if (!input_id(input, "manifest", &id, fault) || !manifest_find(id, run->store, outcome->id, &record, fault))
        return false;
    *found = record.bytes != NULL;
    return true;
}

static bool close_parcels(struct run *run, const struct input *input, struct outcome *outcome, struct fault *fault)
{
    struct slice carrier;
    day dated = instant_day(run->now);
    bool present;
    bool found;

    if (!option_day("dated", day_given, &dated, &present, fault) || !find_again(run, input, outcome, &found, fault))
        return false;
    return (found || (input_id(input, "carrier", &carrier, fault) &&
                      manifest_close(carrier, dated, run->settings.training, run->store, run->now, &run->arena, &run->changes,
                                     &outcome->changed, &outcome->row, outcome->id, fault))) &&
           manifest_rendering_admit(fault);
}

static const struct tool tool = {
    .name = "manifest",
    .summary = "Closes a carrier's labelled parcels: the list with which they are handed over.",
    .operands = "[CARRIER|ID]...",
    .options = options,
    .traits = WRITES_STORE | TAKES_IDS,
    .rendering = &manifest_rendering,
    .each = close_parcels,
    .show = manifest_rendering_show,
};

int main(int argc, char **argv)
{
    return tool_main(&tool, argc, argv);
}
