/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "shop/erasure.h"
#include "tool/found.h"
#include "tool/terms.h"

static bool due;
static struct retention retention;

static const struct option_row options[] = {
    {0, "due", NULL, "erase what is kept for no reason any more", OPTION_FLAG, &due},
    {0},
};

static bool find_due(struct run *run, found_id *add, void *context, struct fault *fault)
{
    const struct dossier_terms terms = terms_of_run(run, &retention);

    return erasure_find_due(run->store, &terms, add, context, fault);
}

static bool prepare(struct run *run, struct fault *fault)
{
    return terms_read(&retention, fault) && (!due || found_become_operands(run, "due", find_due, fault));
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
