/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tool/tool.h"

static bool rebuild(struct run *run, struct fault *fault)
{
    if (!tool_open_store(run, STORE_WRITE, fault) || !store_rebuild(run->store, fault))
        return false;
    if (!run->quiet)
        tool_warn(run, "%llu transactions folded", (unsigned long long)store_seq(run->store));
    return true;
}

static const struct tool tool = {
    .name = "store-rebuild",
    .summary = "Throws the index away and computes it from the journal again.",
    .traits = READS_STORE | WITHOUT_SETTINGS | OPENS_ITSELF,
    .act = rebuild,
};

int main(int argc, char **argv)
{
    return tool_main(&tool, argc, argv);
}
