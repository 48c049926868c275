/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "store/line.h"
#include "store/state.h"

#include <stdlib.h>

/* What is sought. Numbers and instants both only ever grow along the journal. */
struct sought {
    int64_t (*measure)(const struct line *line);
    int64_t value;
};

static int64_t measure_seq(const struct line *line)
{
    return (int64_t)line->seq;
}

static int64_t measure_instant(const struct line *line)
{
    return line->at;
}

/* What may be seen of a month's file. */
static bool visible(struct store *store, uint32_t month, struct slice *bytes, struct fault *fault)
{
    if (!ledger_rest(&store->journal, month, 0, bytes, fault))
        return false;
    if (store->access == STORE_READ && month == store->tip.month && bytes->length > store->tip.offset)
        bytes->length = store->tip.offset;
    return true;
}

static struct slice line_at(struct slice bytes, size_t offset)
{
    struct slice rest = slice_from(bytes, offset);
    const char *newline = memchr(rest.bytes, '\n', rest.length);

    return (struct slice){rest.bytes, newline ? (size_t)(newline - rest.bytes) + 1 : 0};
}

static bool is_before(struct slice bytes, size_t offset, const struct sought *sought, bool *before)
{
    struct line line;

    if (!line_read(line_at(bytes, offset), &line))
        return false;
    *before = sought->measure(&line) < sought->value;
    return true;
}

/*
 * The start of a line from which it is not far: halving the bytes that are left, whatever lines they are. What cannot be
 * read ends the search where it is: whoever reads on from there comes upon it and says so.
 */
static size_t near(struct slice bytes, const struct sought *sought)
{
    const size_t close_enough = 64 * 1024;
    size_t low = 0; /* a line that is before what is sought, or the first */
    size_t high = bytes.length;

    while (high - low > close_enough) {
        size_t middle = low + (high - low) / 2;
        struct slice cut = line_at(bytes, middle);
        bool before;

        if (!cut.length || middle + cut.length >= high) {
            high = middle; /* one line fills all that is behind the middle */
            continue;
        }
        if (!is_before(bytes, middle + cut.length, sought, &before))
            break;
        if (before)
            low = middle + cut.length;
        else
            high = middle;
    }
    return low;
}

/* The newest month that does not begin behind it: older ones are not even looked at. */
static bool choose_month(struct store *store, const struct sought *sought, uint32_t *chosen, struct fault *fault)
{
    uint32_t *months = NULL;
    size_t count;
    bool done = ledger_months(&store->journal, &months, &count, fault);
    bool before = false;

    *chosen = 0;
    while (done && count && !before) {
        struct slice bytes;
        struct line line;

        uint64_t size;

        count--;
        if (store->access == STORE_READ && months[count] > store->tip.month)
            continue;
        done = ledger_size(&store->journal, months[count], &size, fault);
        if (!done || !size)
            continue;
        *chosen = months[count];
        done = visible(store, *chosen, &bytes, fault);
        before = done && line_read(line_at(bytes, 0), &line) && sought->measure(&line) <= sought->value;
    }
    free(months);
    return done;
}

static bool seek(struct store_lines *lines, struct store *store, const struct sought *sought, struct fault *fault)
{
    struct slice bytes;
    bool before = true;

    *lines = (struct store_lines){.store = store};
    if (!choose_month(store, sought, &lines->month, fault))
        return false;
    if (!lines->month)
        return true;
    if (!visible(store, lines->month, &bytes, fault))
        return false;
    lines->offset = near(bytes, sought);
    while (lines->offset < bytes.length && is_before(bytes, lines->offset, sought, &before) && before)
        lines->offset += line_at(bytes, lines->offset).length;
    return true;
}

bool store_lines_seek(struct store_lines *lines, struct store *store, uint64_t seq, struct fault *fault)
{
    return seek(lines, store, &(struct sought){measure_seq, seq > INT64_MAX ? INT64_MAX : (int64_t)seq}, fault);
}

bool store_lines_seek_instant(struct store_lines *lines, struct store *store, instant from, struct fault *fault)
{
    return seek(lines, store, &(struct sought){measure_instant, from}, fault);
}
