/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tool/tool.h"

static bool rebuild(struct run *run, struct fault *fault)
{
    if (run->dry_run)
        return true;
    if (!store_rebuild(run->store, fault))
        return false;
    if (!run->quiet)
        tool_warn(run, "%llu transactions folded", (unsigned long long)store_seq(run->store));
    return true;
}

static const struct tool tool = {
    .name = "store-rebuild",
    .summary = "Throws the index away and computes it from the journal again.",
    .traits = WRITES_STORE | WITHOUT_SETTINGS,
    .act = rebuild,
};

int main(int argc, char **argv)
{
    return tool_main(&tool, argc, argv);
}
