/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "store/line.h"
#include "store/state.h"

static bool read_seq(struct slice bytes, uint32_t month, uint64_t *seq, struct fault *fault)
{
    struct line line;

    if (!line_read(bytes, &line))
        return fault_set(fault, FAULT_SYSTEM, "broken_chain", NULL,
                         "journal/%04u-%02u.jsonl holds a line that is no transaction; store-verify tells more", month / 100,
                         month % 100);
    *seq = line.seq;
    return true;
}

/* The line that begins at the offset, with its newline; bytes NULL: none does, or it is torn. */
static struct slice line_at(struct slice month, size_t offset)
{
    struct slice rest = slice_from(month, offset);
    const char *newline = rest.length ? memchr(rest.bytes, '\n', rest.length) : NULL;

    return newline ? (struct slice){rest.bytes, (size_t)(newline - rest.bytes) + 1} : (struct slice){NULL, 0};
}

/* The last month whose first line is not behind the wanted one: there it stands, if anywhere. */
static bool find_month(struct store *store, uint64_t seq, uint32_t *month, struct fault *fault)
{
    uint32_t next = 0;

    for (*month = 0;; *month = next) {
        struct slice bytes;
        struct slice first;
        uint64_t first_seq = 0;

        if (!ledger_next_month(&store->journal, *month, &next, fault))
            return false;
        if (!next)
            return true;
        if (!ledger_rest(&store->journal, next, 0, &bytes, fault))
            return false;
        first = line_at(bytes, 0);
        if (!first.bytes)
            return true;
        if (!read_seq(first, next, &first_seq, fault))
            return false;
        if (first_seq > seq && *month)
            return true;
    }
}

/* Halves the month's bytes until what is left begins with the wanted line, or ends before it. */
static bool find_offset(struct slice bytes, uint32_t month, uint64_t seq, uint64_t *offset, struct fault *fault)
{
    size_t low = 0; /* a line begins here, and none before it is wanted */
    size_t high = bytes.length;

    while (low < high) {
        size_t middle = low + (high - low) / 2;
        const char *before = memrchr(bytes.bytes + low, '\n', middle - low);
        size_t start = before ? (size_t)(before - bytes.bytes) + 1 : low;
        struct slice line = line_at(bytes, start);
        uint64_t found = 0;

        if (!line.bytes) {
            high = start;
            continue;
        }
        if (!read_seq(line, month, &found, fault))
            return false;
        if (found < seq)
            low = start + line.length;
        else
            high = start;
    }
    *offset = low;
    return true;
}

bool store_lines_seek(struct store_lines *lines, struct store *store, uint64_t seq, struct fault *fault)
{
    struct slice bytes;

    *lines = (struct store_lines){.store = store};
    if (!find_month(store, seq, &lines->month, fault))
        return false;
    return !lines->month || (ledger_rest(&store->journal, lines->month, 0, &bytes, fault) &&
                             find_offset(bytes, lines->month, seq, &lines->offset, fault));
}
