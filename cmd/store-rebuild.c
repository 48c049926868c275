/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "shop/settings.h"
#include "store/past.h"
#include "tool/bound.h"
#include "tool/tool.h"

static const char *until;

static const struct option_row options[] = {
    {'U', "until", "SEQ|INSTANT", "make DIR, the shop as it was then", OPTION_TEXT, &until},
    {0},
};

static bool make_past(struct run *run, struct fault *fault)
{
    struct past past = {0};
    struct bound end;

    if (!tool_open_store(run, STORE_READ, fault) || !settings_load(&run->settings, run->store, fault) ||
        !bound_read("until", until, true, &end, fault))
        return false;
    past.is_seq = end.is_seq;
    past.seq = end.is_seq ? (uint64_t)end.value : 0;
    past.at = end.is_seq ? 0 : end.value;
    if (!store_copy_past(run->store, run->operands[0], &past, fault))
        return false;
    run->store_path = run->operands[0];
    return true;
}

static bool make_index(struct run *run, struct fault *fault)
{
    return tool_open_store(run, STORE_WRITE, fault) && store_rebuild(run->store, fault);
}

/* Who reads a new store first makes its index: better now than when somebody waits for an answer. */
static bool read_anew(struct run *run, struct fault *fault)
{
    store_close(run->store);
    run->store = NULL;
    return tool_open_store(run, STORE_READ, fault) && tool_tell_training(run, run->store, fault);
}

static bool rebuild(struct run *run, struct fault *fault)
{
    if (run->operand_count != (until ? 1 : 0))
        return fault_set(fault, FAULT_USAGE, "usage", NULL, "--until and the folder to make go together");
    if (!(until ? make_past(run, fault) : make_index(run, fault)) || !read_anew(run, fault))
        return false;
    if (!run->quiet)
        tool_warn(run, "%llu transactions folded", (unsigned long long)store_seq(run->store));
    return true;
}

static const struct tool tool = {
    .name = "store-rebuild",
    .summary = "Computes the index from the journal again; or makes the shop as it was.",
    .operands = "[DIR]",
    .options = options,
    .traits = READS_STORE | WITHOUT_SETTINGS | OPENS_ITSELF,
    .act = rebuild,
};

int main(int argc, char **argv)
{
    return tool_main(&tool, argc, argv);
}
