/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "shop/manifest.h"
#include "tool/manifest_rows.h"
#include "tool/tool.h"

static const char *day_given, *format_name;
static enum manifest_format format;

static const struct option_row options[] = {
    {0, "dated", "DAY", "the manifest's day (today)", OPTION_TEXT, &day_given},
    {0, "format", "FORMAT", "print manifests: text, csv", OPTION_TEXT, &format_name},
    {0},
};

static bool prepare(struct run *run, struct fault *fault)
{
    (void)run;
    return manifest_format_read(format_name, &format, fault);
}

static bool close_parcels(struct run *run, const struct input *input, struct outcome *outcome, struct fault *fault)
{
    struct slice carrier;
    day dated = instant_day(run->now);
    bool present;

    return option_day("dated", day_given, &dated, &present, fault) && input_id(input, "carrier", &carrier, fault) &&
           manifest_close(carrier, dated, run->settings.training, run->store, run->now, &run->arena, &run->changes,
                          &outcome->changed, &outcome->row, outcome->id, fault);
}

static bool show(struct run *run, struct slice id, struct slice value, struct text *text, struct fault *fault)
{
    (void)id;
    return manifest_rows(run, value, format, text, fault);
}

static const struct tool tool = {
    .name = "manifest",
    .summary = "Closes a carrier's labelled parcels: the list with which they are handed over.",
    .operands = "[CARRIER]...",
    .options = options,
    .traits = WRITES_STORE | TAKES_IDS,
    .prepare = prepare,
    .each = close_parcels,
    .show = show,
};

int main(int argc, char **argv)
{
    return tool_main(&tool, argc, argv);
}
