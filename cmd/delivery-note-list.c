/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tool/document_listing.h"

static const struct tool tool = {
    .name = "delivery-note-list",
    .summary = "Lists delivery notes.",
    .operands = "[ID]...",
    .options = document_listing_options,
    .traits = READS_STORE,
    .lists = "delivery_note",
    .prepare = document_listing_prepare,
    .act = document_listing_run,
};

int main(int argc, char **argv)
{
    return tool_main(&tool, argc, argv);
}
