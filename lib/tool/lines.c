/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tool/lines.h"

#include "tool/progress.h"
#include "tool/rejects.h"
#include "tool/source.h"

#include <unistd.h>

/* Of a line that is refused unread the rejects want the record: it is one, or nobody would have taken it. */
static bool take(struct run *run, struct source *source, struct source_item *item, unread_taker *unread, line_taker *each,
                 bool *skipped, struct fault *fault)
{
    struct fault none = FAULT_INIT;
    bool taken = false;
    bool done = item->record || unread(run, item->raw, &taken, skipped, fault);

    if (done && taken)
        return true;
    if (!item->record && !source_read_item(source, item, done ? fault : &none))
        return false;
    return done && each(run, item->record, item->line, skipped, fault);
}

bool lines_run(struct run *run, line_taker *each, struct fault *fault)
{
    return lines_run_unread(run, NULL, each, fault);
}

bool lines_run_unread(struct run *run, unread_taker *unread, line_taker *each, struct fault *fault)
{
    struct source *source = source_open(STDIN_FILENO, &(struct source_options){.unread = unread != NULL});
    struct source_item item = {0};
    struct rejects rejects;
    struct progress progress;
    struct fault at_end = FAULT_INIT;
    bool done = rejects_open(&rejects, run, fault);

    progress_begin(&progress, run);
    while (done && !run->out.gone && !run->out.error) {
        enum source_event event;
        struct fault refusal = FAULT_INIT;
        bool skipped = false;

        done = source_next(source, &event, &item, &refusal);
        if (!done || event == SOURCE_END)
            break;
        progress_show(&progress, &run->counts, source_bytes(source));
        if (event == SOURCE_WAIT) {
            done = source_read(source, fault);
            continue;
        }
        run->counts.read++;
        if (event == SOURCE_RECORD && take(run, source, &item, unread, each, &skipped, &refusal)) {
            run->counts.skipped += skipped;
            run->counts.written += !skipped;
            continue;
        }
        progress_clear(&progress);
        if (refusal.kind == FAULT_REFUSED)
            rejects_add(&rejects, "stdin", &item, &refusal);
        else {
            *fault = refusal;
            done = false;
        }
    }
    progress_clear(&progress);
    if (done)
        tool_say_counts(run);
    if (!rejects_close(&rejects, &at_end) && done) {
        *fault = at_end;
        done = false;
    }
    source_close(source);
    return done;
}
