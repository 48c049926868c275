/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tool/records.h"

#include "base/card.h"
#include "base/memory.h"
#include "tool/progress.h"
#include "tool/rejects.h"
#include "tool/rendering.h"
#include "tool/source.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

struct records {
    struct run *run;
    struct rejects rejects;
    bool in_batch, settled; /* settled: the settings were read */
    uint64_t seq;           /* of the store when they were */
    size_t pending;
    struct place *answers; /* of this batch, by where they are in the journal */
    size_t answer_count, answer_room;
    struct text shown; /* of this batch, where the tool shows something else */
    struct text id;
    struct progress progress;
};

static bool begin_batch(struct records *records, struct fault *fault)
{
    struct run *run = records->run;

    if (records->in_batch || !(run->tool->traits & WRITES_STORE))
        return true;
    run->now = tool_clock(run);
    if (!store_begin(run->store, run->now, fault))
        return false;
    records->in_batch = true;
    if (run->atomic)
        store_together(run->store);
    if (records->settled && records->seq == store_seq(run->store))
        return true;
    records->settled = (run->tool->traits & WITHOUT_SETTINGS) || tool_load_settings(run, fault);
    return records->settled;
}

static bool print_answers(struct records *records, struct fault *fault)
{
    struct run *run = records->run;

    for (size_t i = 0; i < records->answer_count; i++) {
        struct slice value;

        if (!store_bytes(run->store, &records->answers[i], &value, fault))
            return false;
        output_lend_line(&run->out, value);
    }
    output_add(&run->out, text_slice(&records->shown));
    output_flush(&run->out);
    records->answer_count = 0;
    text_clear(&records->shown);
    return true;
}

static bool end_batch(struct records *records, struct fault *fault)
{
    if (!records->in_batch)
        return true;
    records->in_batch = false;
    records->pending = 0;
    records->seq = store_seq(records->run->store);
    if (records->run->dry_run && !print_answers(records, fault))
        return false;
    if (!store_commit(records->run->store, fault))
        return false;
    if (records->run->tool->rendering && !records->run->tool->rendering->settled(records->run, fault))
        return false;
    return print_answers(records, fault);
}

static bool add_answer(struct records *records, struct slice id, struct slice value, const struct place *place, struct fault *fault)
{
    struct run *run = records->run;

    if (run->tool->show && !run->shows_records) {
        if (!run->tool->show(run, id, value, &records->shown, fault))
            return false;
        /* A trial is one batch, however long; what it shows need not wait. */
        if (run->dry_run && !run->atomic) {
            output_add(&run->out, text_slice(&records->shown));
            text_clear(&records->shown);
        }
        return true;
    }
    /* A trial's bytes are gone with its end. With --atomic a later record may still undo this one, so it waits. */
    if (run->dry_run && !run->atomic) {
        output_line(&run->out, value);
        return true;
    }
    records->answers = memory_grow(records->answers, &records->answer_room, records->answer_count + 1, sizeof *records->answers);
    records->answers[records->answer_count++] = *place;
    return true;
}

static bool answer_unchanged(struct records *records, const struct outcome *outcome, struct fault *fault)
{
    struct run *run = records->run;
    struct slice value;
    struct place place = outcome->place;

    run->counts.unchanged++;
    if (run->dry_run || !records->id.length)
        return true;
    if (place.length ? !store_bytes(run->store, &place, &value, fault)
                     : !store_place(run->store, text_slice(&records->id), &place, &value, fault))
        return false;
    return !value.bytes || add_answer(records, text_slice(&records->id), value, &place, fault);
}

static bool carry_out(struct records *records, const struct outcome *outcome, struct fault *fault)
{
    struct run *run = records->run;

    run->counts.skipped += outcome->skipped;
    if (outcome->skipped)
        return true;
    if (!(run->tool->traits & WRITES_STORE)) {
        *(outcome->changed ? &run->counts.written : &run->counts.unchanged) += 1;
        return true;
    }
    if (!outcome->changed)
        return answer_unchanged(records, outcome, fault);
    if (!store_apply(run->store, &run->changes, fault))
        return false;
    run->counts.written++;
    return add_answer(records, changes_id(&run->changes, outcome->row), changes_value(&run->changes, outcome->row),
                      &run->changes.rows[outcome->row].place, fault);
}

/* The fault is told then, and empty for the next record: half a kilobyte need not be cleared for each one that is good. */
static void reject(struct records *records, const char *file, const struct source_item *item, struct fault *fault)
{
    progress_clear(&records->progress);
    rejects_add(&records->rejects, file, item, fault);
    *fault = (struct fault)FAULT_INIT;
}

/* The batch before is told first: who asks one after the other sees each answer as it comes. */
static bool ask_apart(struct records *records, const struct input *input, struct fault *fault)
{
    struct run *run = records->run;
    bool done;

    if (!end_batch(records, fault) || !store_refresh(run->store, fault))
        return false;
    run->now = tool_clock(run);
    done = tool_load_settings(run, fault) && run->tool->ask(run, input, fault);
    store_let_go(run->store);
    return done;
}

static bool take(struct records *records, const struct input *input, struct outcome *outcome, struct fault *fault)
{
    struct run *run = records->run;
    const bool asks = run->tool->ask != NULL;
    const bool apart = asks && !run->atomic && !run->dry_run;

    arena_clear(&run->arena);
    if ((apart && !ask_apart(records, input, fault)) || !begin_batch(records, fault))
        return false;
    changes_clear(&run->changes);
    text_clear(&records->id);
    return (apart || !asks || run->tool->ask(run, input, fault)) && run->tool->each(run, input, outcome, fault);
}

static bool process(struct records *records, const char *file, const struct source_item *item, const struct input *input,
                    struct fault *fault)
{
    struct run *run = records->run;
    struct outcome outcome = {.id = &records->id};

    run->counts.read++;
    if (!take(records, input, &outcome, fault)) {
        if (fault->kind != FAULT_REFUSED && fault->kind != FAULT_CONFLICT)
            return false;
        reject(records, file, item, fault);
    } else if (!carry_out(records, &outcome, fault)) {
        return false;
    }
    /* What many tools are fed may refer to what came before, and with --atomic or --dry-run there is but one batch. */
    if (run->atomic || run->dry_run || !records->in_batch || (++records->pending < run->batch && !store_batch_is_large(run->store)))
        return true;
    output_flush(&records->rejects.output);
    return end_batch(records, fault);
}

static bool run_source(struct records *records, struct source *source, const char *file, struct fault *fault)
{
    struct run *run = records->run;
    struct source_item item = {0};
    bool done = true;

    while (done && !run->out.gone && !run->out.error) {
        enum source_event event;

        done = source_next(source, &event, &item, fault);
        if (!done || event == SOURCE_END)
            break;
        progress_show(&records->progress, &run->counts, source_bytes(source));
        if (event == SOURCE_WAIT) {
            if (!run->atomic && !run->dry_run && source_would_wait(source))
                done = end_batch(records, fault);
            done = done && source_read(source, fault);
        } else if (event == SOURCE_RECORD) {
            done = process(records, file, &item,
                           &(struct input){.record = item.record, .fields = item.fields, .file = file, .line = item.line}, fault);
        } else if (event == SOURCE_REFUSED) {
            run->counts.read++;
            reject(records, file, &item, fault);
        } else if (event == SOURCE_SKIPPED) {
            run->counts.read++;
            run->counts.skipped++;
        } else if (event == SOURCE_NOTICE && !run->quiet) {
            progress_clear(&records->progress);
            tool_warn(run, "%s: %.*s", file, (int)item.notice.length, item.notice.bytes);
        }
    }
    text_release(&item.notice);
    return done;
}

static bool run_file(struct records *records, const char *name, const struct source_options *options, struct fault *fault)
{
    bool is_stdin = strcmp(name, "-") == 0;
    const char *file = is_stdin ? "stdin" : name;
    int fd = is_stdin ? STDIN_FILENO : open(name, O_RDONLY | O_CLOEXEC);
    struct source *source;
    struct stat status;
    bool done;

    if (fd < 0)
        return fault_system(fault, "input_failed", "cannot open %s", name);
    source = source_open(fd, options);
    progress_file(&records->progress, fstat(fd, &status) == 0 && S_ISREG(status.st_mode) ? (uint64_t)status.st_size : 0);
    done = run_source(records, source, file, fault);
    if (!done && (fault->kind == FAULT_USAGE || strcmp(fault->code, "input_failed") == 0) && !fault->field[0])
        fault_within(fault, "%s", file);
    source_close(source);
    if (!is_stdin)
        close(fd);
    return done;
}

/* Operands that hold the number of a card are refused, and kept without it. */
static bool refuse_card(struct records *records, struct source_item *item)
{
    struct text masked = TEXT_INIT;
    struct fault refusal = FAULT_INIT;
    bool refused;

    card_mask(&masked, item->raw);
    refused = !slice_equal(text_slice(&masked), item->raw);
    if (refused) {
        records->run->counts.read++;
        card_refuse(SLICE(""), &refusal);
        item->raw = text_slice(&masked);
        reject(records, text_string(&masked), item, &refusal);
    }
    text_release(&masked);
    return refused;
}

/* What messages call the operand. */
static const char *operand_shown(const struct run *run, const char *operand, struct text *room)
{
    if (!(run->tool->traits & TAKES_TOKENS))
        return operand;
    text_clear(room);
    text_add(room, operand, strcspn(operand, "."));
    return text_string(room);
}

static bool run_operands(struct records *records, struct fault *fault)
{
    struct run *run = records->run;
    size_t each = run->tool->operands_each == OPERANDS_ALL ? run->operand_count
                  : run->tool->operands_each               ? run->tool->operands_each
                                                           : 1;
    struct text words = TEXT_INIT;
    struct text shown = TEXT_INIT;
    bool done = true;

    if (run->operand_count % each)
        return fault_set(fault, FAULT_USAGE, "usage", NULL, "operands come in groups of %zu: %s", each, run->tool->operands);
    for (size_t i = 0; done && i < run->operand_count; i += each) {
        struct source_item item = {0};
        struct input input = {.operands = run->operands + i, .operand_count = each};

        text_clear(&words);
        for (size_t j = 0; j < each; j++)
            text_printf(&words, j ? " %s" : "%s", run->operands[i + j]);
        item.raw = text_slice(&words);
        if (!refuse_card(records, &item))
            done = process(records, operand_shown(run, run->operands[i], &shown), &item, &input, fault);
    }
    text_release(&words);
    text_release(&shown);
    return done;
}

static bool read_map(struct run *run, struct source_options *options, struct fault *fault)
{
    struct text text = TEXT_INIT;
    bool done = !run->map_name || tool_read_data("maps", run->map_name, &text, fault);

    /* An empty file is a mapping too, if a poor one. */
    if (run->map_name)
        (void)text_string(&text);
    if (done && card_in_field(SLICE(""), text_slice(&text)))
        done = fault_set(fault, FAULT_USAGE, "card_number", NULL, "%s holds the number of a payment card: those are not kept",
                         run->map_name);
    done = done && options->tables->map(text_slice(&text), run->map_name, options->grouped, &options->mapping, fault);
    text_release(&text);
    return done;
}

static bool run_files(struct records *records, struct fault *fault)
{
    struct run *run = records->run;
    struct source_options options = {.tables = run->tool->tables,
                                     .grouped = run->tool->traits & GROUPS_ROWS,
                                     .mapped = run->map_name != NULL,
                                     .dialects = run->tool->dialects,
                                     .feeds = run->tool->feeds,
                                     .from = run->from,
                                     .weight_unit = run->weight_unit,
                                     .plain_field = run->plain_field,
                                     .own_numbers = run->tool->own_numbers};
    bool done = !options.tables || read_map(run, &options, fault);

    for (size_t i = 0; done && i < (run->operand_count ? run->operand_count : 1); i++)
        done = run_file(records, run->operand_count ? run->operands[i] : "-", &options, fault);
    if (options.tables)
        options.tables->unmap(options.mapping);
    return done;
}

static bool follow_one(struct records *records, bool *found, struct fault *fault)
{
    struct run *run = records->run;
    struct outcome outcome = {.id = &records->id};

    arena_clear(&run->arena);
    changes_clear(&run->changes);
    if (!begin_batch(records, fault) || !run->tool->follow(run, &outcome, found, fault))
        return false;
    run->counts.closed += *found;
    return !*found || (store_apply(run->store, &run->changes, fault) &&
                       add_answer(records, changes_id(&run->changes, outcome.row), changes_value(&run->changes, outcome.row),
                                  &run->changes.rows[outcome.row].place, fault));
}

static bool follow(struct records *records, struct fault *fault)
{
    struct run *run = records->run;
    bool found = run->tool->follow && !(run->atomic && run->counts.rejected);
    bool done = true;

    while (done && found)
        done = follow_one(records, &found, fault);
    if (done || fault->kind != FAULT_REFUSED)
        return done;
    tool_say_fault(run, NULL, fault);
    run->answer_is_no = true;
    return true;
}

bool records_run(struct run *run, struct fault *fault)
{
    struct records records = {.run = run};
    struct fault at_end = FAULT_INIT;
    bool done = rejects_open(&records.rejects, run, fault);

    progress_begin(&records.progress, run);
    if (done)
        done = run->operands_alone || (run->operand_count && (run->tool->traits & TAKES_IDS)) ? run_operands(&records, fault)
                                                                                              : run_files(&records, fault);
    done = done && follow(&records, fault);
    if (records.in_batch && (!done || (run->atomic && run->counts.rejected))) {
        /* All or nothing, or a failure: what this batch would have written is not. */
        run->counts.held_back = run->atomic ? run->counts.written : 0;
        run->counts.written -= run->counts.held_back;
        store_abandon(run->store);
        if (run->tool->rendering)
            run->tool->rendering->abandoned();
        text_clear(&records.shown);
        records.answer_count = 0;
    } else if (done) {
        done = end_batch(&records, fault) &&
               (!run->tool->rendering || !run->tool->rendering->finished || run->tool->rendering->finished(run, fault));
    }
    progress_clear(&records.progress);
    if (done)
        tool_say_counts(run);
    if (!rejects_close(&records.rejects, &at_end) && done) {
        *fault = at_end;
        done = false;
    }
    free(records.answers);
    text_release(&records.shown);
    text_release(&records.id);
    return done;
}
