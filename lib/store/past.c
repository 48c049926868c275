/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "store/past.h"

#include "store/creation.h"
#include "store/line.h"
#include "store/state.h"
#include "json/scan.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

/* The new store's files have the months and the bytes of the old one's, as far as they go. */
static bool copy_line(struct ledger *to, uint32_t month, struct slice line, struct fault *fault)
{
    if (!to->appending || to->month != month)
        if ((to->appending && !ledger_settle(to, fault)) || !ledger_begin(to, month, 0, false, fault))
            return false;
    ledger_append(to, line);
    return ledger_flush(to, fault);
}

static bool settle(struct ledger *to, struct fault *fault)
{
    bool done = !to->appending || ledger_settle(to, fault);

    to->appending = false;
    return done;
}

static bool is_past_end(const struct past *past, const struct line *line)
{
    return past->is_seq ? line->seq > past->seq : line->at > past->at;
}

static bool copy_journal(struct store *store, struct ledger *to, struct past *past, struct fault *fault)
{
    struct store_lines lines;
    bool done = store_lines_begin(&lines, store, fault);

    past->copied = 0;
    while (done) {
        struct slice bytes;
        struct line line;

        done = store_lines_next(&lines, &bytes, fault);
        if (!done || !bytes.bytes)
            break;
        if (!line_read(bytes, &line) || line.seq != past->copied + 1)
            return fault_set(
                fault, FAULT_SYSTEM, "broken_chain", NULL,
                "journal/%04u-%02u.jsonl: the line that ends at byte %llu is not transaction %llu; store-verify tells more",
                lines.month / 100, lines.month % 100, (unsigned long long)lines.offset, (unsigned long long)past->copied + 1);
        if (is_past_end(past, &line))
            break;
        if (past->is_seq)
            past->at = line.at;
        done = copy_line(to, lines.month, bytes, fault);
        past->copied++;
    }
    return done && settle(to, fault);
}

static bool copy_people(struct store *store, struct ledger *to, const struct past *past, struct fault *fault)
{
    uint32_t month = 0;
    bool done = true;

    while (done) {
        struct slice rest;
        const char *newline;

        if (!ledger_next_month(&store->people, month, &month, fault))
            return false;
        if (!month)
            break;
        done = ledger_rest(&store->people, month, 0, &rest, fault);
        while (done && rest.length && (newline = memchr(rest.bytes, '\n', rest.length))) {
            struct slice line = {rest.bytes, (size_t)(newline - rest.bytes) + 1};
            int64_t seq;

            if (!scan_integer(scan_find(line, "seq"), &seq) || (uint64_t)seq > past->copied)
                break;
            done = copy_line(to, month, line, fault);
            rest = slice_from(rest, line.length);
        }
    }
    return done && settle(to, fault);
}

static bool copy_ledgers(struct store *store, int folder, struct past *past, struct fault *fault)
{
    struct ledger journal;
    struct ledger people = {.folder = -1, .fd = -1};
    bool done = create_folder(folder, "journal") == 0 && create_folder(folder, "people") == 0;

    if (!done)
        return fault_system(fault, "store_unwritable", "cannot make the folders of the new store");
    done = ledger_open(&journal, folder, "journal", fault) && ledger_open(&people, folder, "people", fault) &&
           copy_journal(store, &journal, past, fault) && (store->people.folder < 0 || copy_people(store, &people, past, fault));
    ledger_close(&journal);
    ledger_close(&people);
    return done;
}

bool store_copy_past(struct store *store, const char *path, struct past *past, struct fault *fault)
{
    struct store_format format = {.version = STORE_FORMAT, .is_past = true};
    int folder = -1;
    bool done;

    if (mkdir(path, 0700) != 0)
        return errno == EEXIST ? fault_set(fault, FAULT_CONFLICT, "store_exists", NULL, "%s is there already", path)
                               : fault_system(fault, "store_unwritable", "cannot make %s", path);
    done = store_make_folder(path, &folder, fault) && copy_ledgers(store, folder, past, fault);
    format.as_of = past->at;
    done = done && store_make(folder, path, &format, fault);
    if (folder >= 0)
        close(folder);
    return done;
}
