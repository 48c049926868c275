/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/memory.h"
#include "shop/erasure.h"
#include "tool/terms.h"

#include <stdlib.h>

static bool due;
static struct retention retention;
static struct arena names; /* of those who are due */
static char **found;
static size_t found_count, found_room;

static const struct option_row options[] = {
    {0, "due", NULL, "erase what is kept for no reason any more", OPTION_FLAG, &due},
    {0},
};

static void add_due(void *context, struct slice id)
{
    (void)context;
    found = memory_grow(found, &found_room, found_count + 1, sizeof *found);
    found[found_count++] = (char *)(uintptr_t)arena_copy(&names, id).bytes;
}

/* They are looked for without the lock, and each is judged anew under it. */
static bool find_due(struct run *run, struct fault *fault)
{
    struct store *writing = run->store;
    bool done;

    run->store = NULL;
    run->now = tool_clock(run);
    done = tool_open_store(run, STORE_READ, fault) && settings_load(&run->settings, run->store, fault);
    if (done) {
        struct dossier_terms terms = terms_of_run(run, &retention);

        done = erasure_find_due(run->store, &terms, add_due, NULL, fault);
    }
    store_close(run->store);
    run->store = writing;
    run->operands = found;
    run->operand_count = found_count;
    run->operands_alone = true;
    return done;
}

static bool prepare(struct run *run, struct fault *fault)
{
    if (due && run->operand_count)
        return fault_set(fault, FAULT_USAGE, "usage", NULL, "--due finds out itself who is meant");
    return terms_read(&retention, fault) && (!due || find_due(run, fault));
}

static bool forget(struct run *run, const struct input *input, struct outcome *outcome, struct fault *fault)
{
    const struct dossier_terms terms = terms_of_run(run, &retention);
    struct slice id;

    return input_id(input, "customer", &id, fault) &&
           erasure_decide(run->store, id, due ? ERASE_DUE : ERASE_ASKED, &terms, run->now, &run->arena, &run->changes,
                          &outcome->changed, &outcome->row, outcome->id, fault);
}

/* A person and what they wrote are records of their own, and all are told. */
static bool show(struct run *run, struct slice id, struct slice value, struct text *text, struct fault *fault)
{
    (void)id;
    (void)fault;
    for (size_t i = 0; i < run->changes.count; i++) {
        text_add_slice(text, changes_value(&run->changes, i));
        text_add_byte(text, '\n');
    }
    if (run->changes.count)
        return true;
    text_add_slice(text, value);
    text_add_byte(text, '\n');
    return true;
}

static const struct tool tool = {
    .name = "customer-forget",
    .summary = "Erases customers, but for what the law has a shop keep.",
    .operands = "[ID]...",
    .options = options,
    .traits = WRITES_STORE | TAKES_IDS,
    .prepare = prepare,
    .each = forget,
    .show = show,
};

int main(int argc, char **argv)
{
    return tool_main(&tool, argc, argv);
}
