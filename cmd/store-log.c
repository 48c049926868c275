/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "shop/shape.h"
#include "store/line.h"
#include "store/month.h"
#include "tool/bound.h"
#include "tool/listing.h"
#include "json/scan.h"

#include <fcntl.h>

static const char *since, *until, *kind, *id, *fields;
static bool follow;

enum { NAP = 100 }; /* milliseconds between two looks for what is new */

static const struct option_row options[] = {
    {'S', "since", "SEQ|INSTANT", "from this transaction or moment on", OPTION_TEXT, &since},
    {'U', "until", "SEQ|INSTANT", "up to and with it", OPTION_TEXT, &until},
    {'k', "kind", "KIND", "that change a record of this kind (order, stock...)", OPTION_TEXT, &kind},
    {'i', "id", "ID", "that change this record (order/12)", OPTION_TEXT, &id},
    {'F', "fields", "LIST", "only these members, as seq,at,changes.id", OPTION_TEXT, &fields},
    {'f', "follow", NULL, "go on with what is written from now on", OPTION_FLAG, &follow},
    {0},
};

static struct bound from, to;

static int64_t measure(const struct line *line, const struct bound *bound)
{
    return bound->is_seq ? (int64_t)line->seq : line->at;
}

static void print_line(struct run *run, struct slice bytes, struct line *line, bool *past_end)
{
    if (from.given && measure(line, &from) < from.value)
        return;
    *past_end = to.given && measure(line, &to) > to.value;
    if (*past_end || !line_changes_record(line, kind, id))
        return;
    if (fields)
        listing_print(run, bytes);
    else
        output_lend(&run->out, bytes);
}

static bool print_lines(struct run *run, struct store_lines *lines, bool *past_end, struct fault *fault)
{
    while (!*past_end && !run->out.gone) {
        struct slice bytes;
        struct line line;

        if (!store_lines_next(lines, &bytes, fault))
            return false;
        if (!bytes.bytes)
            return true;
        if (!line_read(bytes, &line))
            return fault_set(fault, FAULT_SYSTEM, "broken_chain", NULL,
                             "journal/%04u-%02u.jsonl: the line that ends at byte %llu is no transaction; store-verify tells more",
                             lines->month / 100, lines->month % 100, (unsigned long long)lines->offset);
        print_line(run, bytes, &line, past_end);
    }
    return true;
}

static bool print_month(struct run *run, const char *name, bool *past_end, struct fault *fault)
{
    struct month_file month;
    struct slice rest;
    unsigned long long number = 0;
    bool done = month_open(&month, AT_FDCWD, name, name, fault);

    for (rest = month.bytes; done && rest.length && !*past_end && !run->out.gone;) {
        const char *newline = memchr(rest.bytes, '\n', rest.length);
        struct slice bytes = {rest.bytes, newline ? (size_t)(newline - rest.bytes) + 1 : rest.length};
        struct line line;

        number++;
        done = line_read(bytes, &line) || fault_set(fault, FAULT_SYSTEM, "broken_chain", NULL,
                                                    "%s:%llu is no transaction; store-verify tells more", name, number);
        if (done)
            print_line(run, bytes, &line, past_end);
        rest = slice_from(rest, bytes.length);
    }
    output_flush(&run->out);
    month_close(&month);
    return done;
}

/* Months by themselves, without a store. */
static bool print_months(struct run *run, struct fault *fault)
{
    bool past_end = false;

    if (follow)
        return fault_set(fault, FAULT_USAGE, "usage", NULL, "--follow: nothing is added to files of past months");
    for (size_t i = 0; i < run->operand_count && !past_end; i++)
        if (!print_month(run, run->operands[i], &past_end, fault))
            return false;
    return true;
}

static bool begin_lines(struct run *run, struct store_lines *lines, struct fault *fault)
{
    if (!from.given)
        return store_lines_begin(lines, run->store, fault);
    return from.is_seq ? store_lines_seek(lines, run->store, (uint64_t)from.value, fault)
                       : store_lines_seek_instant(lines, run->store, from.value, fault);
}

static bool print_log(struct run *run, struct fault *fault)
{
    struct store_lines lines;
    bool past_end = false;

    if (!bound_read("since", since, false, &from, fault) || !bound_read("until", until, true, &to, fault) ||
        (fields && !projection_read(&run->fields, slice_of(fields), shape_of("transaction"), fault)))
        return false;
    if (run->operand_count)
        return print_months(run, fault);
    if (!begin_lines(run, &lines, fault))
        return false;
    store_let_go(run->store);
    if (!print_lines(run, &lines, &past_end, fault))
        return false;
    while (follow && !past_end) {
        output_flush(&run->out);
        if (run->out.gone || run->out.error || !output_is_awaited(&run->out, NAP))
            break;
        if (!store_refresh(run->store, fault))
            return false;
        store_let_go(run->store);
        if (!print_lines(run, &lines, &past_end, fault))
            return false;
    }
    return true;
}

static const struct tool tool = {
    .name = "store-log",
    .summary = "Prints the journal: one transaction a line, as it is stored.",
    .operands = "[FILE]...",
    .options = options,
    .traits = READS_STORE | TAKES_MONTHS,
    .act = print_log,
};

int main(int argc, char **argv)
{
    return tool_main(&tool, argc, argv);
}
