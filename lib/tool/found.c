/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tool/found.h"

#include "base/memory.h"

static struct arena names;
static char **found;
static size_t found_count, found_room;

static void add_found(void *context, struct slice id)
{
    (void)context;
    found = memory_grow(found, &found_room, found_count + 1, sizeof *found);
    found[found_count++] = (char *)(uintptr_t)arena_copy(&names, id).bytes;
}

bool found_become_operands(struct run *run, const char *option, found_by *find, struct fault *fault)
{
    struct store *writing = run->store;
    bool done;

    if (run->operand_count)
        return fault_set(fault, FAULT_USAGE, "usage", NULL, "--%s finds out itself what is meant", option);
    run->store = NULL;
    run->now = tool_clock(run);
    done = tool_open_store(run, STORE_READ, fault) && settings_load(&run->settings, run->store, fault) &&
           find(run, add_found, NULL, fault);
    store_close(run->store);
    run->store = writing;
    run->operands = found;
    run->operand_count = found_count;
    run->operands_alone = true;
    return done;
}
