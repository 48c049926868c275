/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "store/upgrade.h"
#include "tool/tool.h"

static bool upgrade(struct run *run, struct fault *fault)
{
    struct store_options options = tool_store_options(run, run->dry_run ? STORE_TRIAL : STORE_WRITE);
    struct text record = TEXT_INIT;
    unsigned from;
    bool done = store_upgrade(&options, tool_clock(run), &from, &record, fault);

    run->counts.read = 1;
    run->counts.written = done && from < STORE_FORMAT;
    run->counts.unchanged = done && from == STORE_FORMAT;
    if (run->counts.written)
        output_line(&run->out, text_slice(&record));
    if (done)
        tool_say_counts(run);
    text_release(&record);
    return done;
}

static const struct tool tool = {
    .name = "store-upgrade",
    .summary = "Brings a store that an older version made to the format of this one.",
    .traits = WRITES_STORE | WITHOUT_SETTINGS | OPENS_ITSELF,
    .act = upgrade,
};

int main(int argc, char **argv)
{
    return tool_main(&tool, argc, argv);
}
