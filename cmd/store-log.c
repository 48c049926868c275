/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "store/line.h"
#include "tool/bound.h"
#include "tool/tool.h"
#include "json/scan.h"

#include <poll.h>
#include <unistd.h>

static const char *since, *until, *kind, *id;
static bool follow;

static const struct option_row options[] = {
    {'S', "since", "SEQ|INSTANT", "from this transaction or moment on", OPTION_TEXT, &since},
    {'U', "until", "SEQ|INSTANT", "up to and with it", OPTION_TEXT, &until},
    {'k', "kind", "KIND", "that change a record of this kind (order, stock...)", OPTION_TEXT, &kind},
    {'i', "id", "ID", "that change this record (order/12)", OPTION_TEXT, &id},
    {'f', "follow", NULL, "go on with what is written from now on", OPTION_FLAG, &follow},
    {0},
};

static struct bound from, to;

static int64_t measure(const struct line *line, const struct bound *bound)
{
    return bound->is_seq ? (int64_t)line->seq : line->at;
}

static bool changes_wanted(struct line *line)
{
    struct line_change change;
    struct text room = TEXT_INIT;
    bool wanted = !kind && !id;

    while (!wanted && line_next_change(line, &change, &room)) {
        size_t length = kind ? strlen(kind) : 0;

        wanted = (!id || slice_is(change.id, id)) &&
                 (!kind || (slice_starts(change.id, kind) && change.id.length > length && change.id.bytes[length] == '/'));
    }
    text_release(&room);
    return wanted;
}

static bool print_lines(struct run *run, struct store_lines *lines, bool *past_end, struct fault *fault)
{
    for (;;) {
        struct slice bytes;
        struct line line;

        if (!store_lines_next(lines, &bytes, fault))
            return false;
        if (!bytes.bytes || run->out.gone)
            return true;
        if (!line_read(bytes, &line))
            return fault_set(fault, FAULT_SYSTEM, "broken_chain", NULL,
                             "line %llu of its file is no transaction; store-verify tells more", (unsigned long long)lines->number);
        if (from.given && measure(&line, &from) < from.value)
            continue;
        *past_end = to.given && measure(&line, &to) > to.value;
        if (*past_end)
            return true;
        if (changes_wanted(&line))
            output_add(&run->out, bytes);
    }
}

/* Waits a little; false if nobody reads our output any more. */
static bool still_read(void)
{
    struct pollfd output = {STDOUT_FILENO, 0, 0};

    return poll(&output, 1, 100) == 0 || !(output.revents & (POLLERR | POLLHUP));
}

static bool print_log(struct run *run, struct fault *fault)
{
    struct store_lines lines;
    bool past_end = false;

    if (!bound_read("since", since, false, &from, fault) || !bound_read("until", until, true, &to, fault) ||
        !store_lines_begin(&lines, run->store, fault) || !print_lines(run, &lines, &past_end, fault))
        return false;
    while (follow && !past_end) {
        output_flush(&run->out);
        if (run->out.gone || run->out.error || !still_read())
            break;
        if (!store_refresh(run->store, fault) || !print_lines(run, &lines, &past_end, fault))
            return false;
    }
    return true;
}

static const struct tool tool = {
    .name = "store-log",
    .summary = "Prints the journal: one transaction a line, as it is stored.",
    .options = options,
    .traits = READS_STORE,
    .act = print_log,
};

int main(int argc, char **argv)
{
    return tool_main(&tool, argc, argv);
}
