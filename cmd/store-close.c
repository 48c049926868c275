/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "shop/closing.h"
#include "tool/tool.h"

static const char *until;

static const struct option_row options[] = {
    {'U', "until", "DAY", "no day after this one", OPTION_TEXT, &until},
    {0},
};

enum { CLOSINGS_PER_BATCH = 500 }; /* a year and its months: what a lock is held for */

static struct closing_task task = {.limit = CLOSINGS_PER_BATCH};

static bool prepare(struct run *run, struct fault *fault)
{
    (void)run;
    return option_day("until", until, &task.until, &task.has_until, fault);
}

static void print(struct run *run, const struct changes *closings)
{
    for (size_t i = 0; i < closings->count; i++)
        output_line(&run->out, changes_value(closings, i));
    output_flush(&run->out);
}

/* Each closing is a transaction of its own: where a run is stopped, the next one goes on. */
static bool write_each(struct run *run, const struct changes *closings, struct fault *fault)
{
    bool done = true;

    for (size_t i = 0; done && i < closings->count; i++) {
        changes_clear(&run->changes);
        text_add_slice(changes_begin(&run->changes, changes_id(closings, i)), changes_value(closings, i));
        changes_end(&run->changes);
        done = store_apply(run->store, &run->changes, fault);
    }
    return done;
}

static bool close_batch(struct run *run, struct changes *closings, struct fault *fault)
{
    run->now = tool_clock(run);
    if (!store_begin(run->store, run->now, fault) || !tool_load_settings(run, fault))
        return false;
    task.terms = (struct closing_terms){run->settings.text[SHOP_TIME_ZONE], run->settings.training, run->now};
    if (!closings_due(run->store, &task, closings, fault) || !write_each(run, closings, fault) || !store_commit(run->store, fault))
        return false;
    print(run, closings);
    run->counts.read += closings->count;
    run->counts.written += closings->count;
    return true;
}

static bool close_periods(struct run *run, struct fault *fault)
{
    struct changes closings = CHANGES_INIT;
    bool done;

    /* A trial forgets what it did, and would find the same again: it does everything at once. */
    if (run->dry_run)
        task.limit = SIZE_MAX;
    do
        done = close_batch(run, &closings, fault);
    while (done && closings.count == task.limit && !run->out.gone && !run->out.error);
    changes_release(&closings);
    if (done)
        tool_say_counts(run);
    return done;
}

static const struct tool tool = {
    .name = "store-close",
    .summary = "Closes the days, months and years that have ended: sums, running sums, the chain's digest.",
    .options = options,
    .traits = WRITES_STORE,
    .prepare = prepare,
    .act = close_periods,
};

int main(int argc, char **argv)
{
    return tool_main(&tool, argc, argv);
}
