/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "shop/claim.h"
#include "tool/listing.h"

static const char *order, *carrier, *reason, *status, *days;
static bool has_days, past_ones;
static int64_t within;
static day today;

static const struct option_row options[] = {
    {0, "order", "ID", "of this order", OPTION_TEXT, &order},
    {0, "carrier", "ID", "on this carrier", OPTION_TEXT, &carrier},
    {'R', "reason", "WORD", "lost, damaged or late", OPTION_TEXT, &reason},
    {'u', "status", "STATUS", "open, filed, paid or refused", OPTION_TEXT, &status},
    {0, "due", "DAYS", "still to be filed, in so many days at the latest; those that are too late first, and then status 1",
     OPTION_TEXT, &days},
    {0},
};

static bool prepare(struct run *run, struct fault *fault)
{
    enum claim_status known;
    enum claim_reason named;

    today = instant_day(run->now);
    if (status && !claim_status_read(slice_of(status), &known, fault))
        return fault_set(fault, FAULT_USAGE, "usage", NULL, "--status knows no \"%s\"", status);
    if (reason && !claim_reason_read(slice_of(reason), &named, fault))
        return fault_set(fault, FAULT_USAGE, "usage", NULL, "--reason knows no \"%s\"", reason);
    return option_whole("due", days, 3660, &within, &has_days, fault);
}

static bool fits(const struct claim *claim)
{
    if ((order && !slice_is(claim->order, order)) || (carrier && !slice_is(claim->carrier, carrier)) ||
        (reason && strcmp(reason, claim_reason_word(claim->reason)) != 0) ||
        (status && strcmp(status, claim_status_word(claim->status)) != 0))
        return false;
    return !has_days || (claim->status == CLAIM_OPEN && claim->has_deadline && claim->deadline - today <= within);
}

static bool print(struct run *run, const struct listed *row, struct fault *fault)
{
    struct claim claim;
    bool past;

    arena_clear(&run->arena);
    if (!claim_from_stored(&claim, row->value, &run->arena, fault))
        return false;
    past = has_days && claim.has_deadline && claim.deadline < today;
    if (!fits(&claim) || past != past_ones)
        return true;
    run->answer_is_no |= past;
    listing_print(run, row->value);
    return true;
}

static bool list(struct run *run, struct fault *fault)
{
    past_ones = has_days;
    if (has_days && !listing_run(run, print, fault))
        return false;
    past_ones = false;
    return listing_run(run, print, fault);
}

static const struct tool tool = {
    .name = "claim-list",
    .summary = "Lists claims on carriers, and those whose term comes to its end.",
    .operands = "[ID]...",
    .options = options,
    .traits = READS_STORE,
    .lists = "claim",
    .prepare = prepare,
    .act = list,
};

int main(int argc, char **argv)
{
    return tool_main(&tool, argc, argv);
}
