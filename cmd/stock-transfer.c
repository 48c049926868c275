/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "shop/transfer.h"
#include "tool/tool.h"

static const char *reason;
static bool receive, missing;

static const struct option_row options[] = {
    {0, "missing", NULL, "what has not come never will", OPTION_FLAG, &missing},
    {0, "receive", NULL, "all that is in transit has come", OPTION_FLAG, &receive},
    {'R', "reason", "TEXT", "why some is missing", OPTION_TEXT, &reason},
    {0},
};

static bool prepare(struct run *run, struct fault *fault)
{
    (void)run;
    return !(receive && missing) ||
           fault_set(fault, FAULT_USAGE, "usage", NULL, "goods that are in transit come (--receive) or are missing (--missing)");
}

static bool transfer(struct run *run, const struct input *input, struct outcome *outcome, struct fault *fault)
{
    struct slice id;

    if (input->record && !receive && !missing)
        return transfer_record(run->store, input->record, run->settings.training, run->now, &run->arena, &run->changes,
                               &outcome->changed, &outcome->row, outcome->id, fault);
    if (!receive && !missing)
        return fault_set(fault, FAULT_USAGE, "usage", NULL, "of a transfer's id alone, --receive or --missing is needed");
    return input_id(input, "transfer", &id, fault) &&
           transfer_end(run->store, id, missing, reason ? slice_of(reason) : (struct slice){NULL, 0}, run->now, &run->arena,
                        &run->changes, &outcome->changed, &outcome->row, outcome->id, fault);
}

static const struct tool tool = {
    .name = "stock-transfer",
    .summary = "Sends goods from one location to another, and takes them in.",
    .operands = "[ID]...",
    .options = options,
    .traits = WRITES_STORE | TAKES_IDS,
    .prepare = prepare,
    .each = transfer,
};

int main(int argc, char **argv)
{
    return tool_main(&tool, argc, argv);
}
