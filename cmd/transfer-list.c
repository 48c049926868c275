/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "shop/transfer.h"
#include "tool/listing.h"

static const char *from, *to;
static bool open;

static const struct option_row options[] = {
    {0, "from", "NAME", "that left this location", OPTION_TEXT, &from},
    {0, "open", NULL, "of which something is in transit", OPTION_FLAG, &open},
    {0, "to", "NAME", "that go to this location", OPTION_TEXT, &to},
    {0},
};

static bool print(struct run *run, const struct listed *row, struct fault *fault)
{
    struct transfer transfer;

    arena_clear(&run->arena);
    if (!transfer_from_stored(&transfer, row->value, &run->arena, fault))
        return false;
    if ((!from || slice_is(transfer.from, from)) && (!to || slice_is(transfer.to, to)) &&
        (!open || transfer.status == TRANSFER_SENT))
        listing_print(run, row->value);
    return true;
}

static bool list(struct run *run, struct fault *fault)
{
    return listing_run(run, print, fault);
}

static const struct tool tool = {
    .name = "transfer-list",
    .summary = "Lists transfers of goods between locations.",
    .operands = "[ID]...",
    .options = options,
    .traits = READS_STORE,
    .lists = "transfer",
    .act = list,
};

int main(int argc, char **argv)
{
    return tool_main(&tool, argc, argv);
}
