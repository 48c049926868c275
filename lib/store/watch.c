/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/memory.h"
#include "store/line.h"
#include "store/month.h"
#include "store/state.h"

#include <stdio.h>
#include <stdlib.h>

/*
 * The index keeps the stamp of every month of the journal as its last writer left it. A month that has another one was
 * changed behind the writers' backs, or put back from a copy: its chain is read again before anything is built upon it.
 */

static const char prefix[] = "month/";

enum { KEY_SIZE = 24 };

static struct slice month_key(uint32_t month, char key[KEY_SIZE])
{
    snprintf(key, KEY_SIZE, "%s%06u", prefix, month);
    return slice_of(key);
}

bool store_note_month(struct store *store, uint32_t month, struct fault *fault)
{
    struct stamp stamp;
    char key[KEY_SIZE];

    if (store->own_index || !month || !ledger_stamp(&store->journal, month, &stamp))
        return true;
    return index_put(store->index, TABLE_TIP, month_key(month, key), (struct slice){(const char *)&stamp, sizeof stamp}, fault);
}

static bool changed(const struct store *store, uint32_t month, const char *what, struct fault *fault)
{
    char label[LEDGER_LABEL_SIZE];

    ledger_label(&store->journal, month, label);
    return fault_set(fault, FAULT_SYSTEM, "broken_chain", NULL, "%s %s; store-verify tells more", label, what);
}

/* The digest that the first line of the month must carry. */
static bool digest_before(struct store *store, uint32_t before, struct digest *digest, struct fault *fault)
{
    struct slice rest;

    memset(digest, 0, sizeof *digest);
    if (!before)
        return true;
    if (!ledger_rest(&store->journal, before, 0, &rest, fault))
        return false;
    *digest = digest_of(line_last(rest));
    return true;
}

/* Whether the first line of the next month follows; the last line that the index knows is checked where it is folded. */
static bool next_follows(struct store *store, uint32_t month, const struct digest *last, bool *follows, struct fault *fault)
{
    struct slice rest;
    struct line line;
    uint32_t next;

    if (!ledger_next_month(&store->journal, month, &next, fault) || !next || !ledger_rest(&store->journal, next, 0, &rest, fault))
        return !next;
    *follows = line_read(line_first(rest), &line) && digest_equal(&line.previous, last);
    return true;
}

static bool check_month(struct store *store, uint32_t before, uint32_t month, struct fault *fault)
{
    struct archive_about about;
    struct month_finding finding;
    struct digest last;
    struct slice lines;
    char label[LEDGER_LABEL_SIZE];
    bool follows = true;

    ledger_renew(&store->journal, month);
    if (!digest_before(store, before, &last, fault) || !ledger_rest(&store->journal, month, 0, &lines, fault))
        return false;
    ledger_label(&store->journal, month, label);
    if (month == store->tip.month && lines.length > store->tip.offset)
        lines.length = store->tip.offset;
    month_survey(lines, &about, &finding);
    if (finding.code)
        return fault_set(fault, FAULT_SYSTEM, "broken_chain", NULL, "%s:%llu: %s; store-verify tells more", label,
                         (unsigned long long)finding.line, finding.reason);
    if (!digest_equal(&about.previous, &last))
        return changed(store, month, "does not begin with the line that the month before is followed by", fault);
    if (month < store->tip.month && !next_follows(store, month, &about.last, &follows, fault))
        return false;
    return follows || changed(store, month, "does not end with the line that the next month follows", fault);
}

struct known_month {
    uint32_t month;
    struct stamp stamp;
};

static bool read_known(struct store *store, struct known_month **known, size_t *count, struct fault *fault)
{
    struct index_walk walk;
    size_t room = 0;
    bool found = true;
    bool done = index_walk_begin(&walk, store->index, TABLE_TIP, slice_of(prefix), fault);

    while (done && found) {
        int64_t month;

        done = index_walk_next(&walk, &found, fault);
        if (!done || !found || walk.value.length != sizeof(struct stamp) ||
            !slice_integer(slice_from(walk.key, sizeof prefix - 1), 999912, &month))
            continue;
        *known = memory_grow(*known, &room, *count + 1, sizeof **known);
        (*known)[*count].month = (uint32_t)month;
        memcpy(&(*known)[(*count)++].stamp, walk.value.bytes, sizeof(struct stamp));
    }
    index_walk_end(&walk);
    return done;
}

/* A month that was slipped in before the last one. An empty file is none: a writer that was stopped may leave one. */
static bool check_for_new(struct store *store, const struct known_month *known, size_t known_count, struct fault *fault)
{
    uint32_t *months = NULL;
    size_t count;
    size_t at = 0;
    bool done = ledger_months(&store->journal, &months, &count, fault);

    for (size_t i = 0; done && i < count && months[i] < store->tip.month; i++) {
        uint64_t size = 0;

        while (at < known_count && known[at].month < months[i])
            at++;
        if (at < known_count && known[at].month == months[i])
            continue;
        done =
            ledger_size(&store->journal, months[i], &size, fault) && (!size || changed(store, months[i], "was not there", fault));
    }
    free(months);
    return done;
}

bool store_check_months(struct store *store, struct fault *fault)
{
    struct known_month *known = NULL;
    size_t count = 0;
    bool done = read_known(store, &known, &count, fault) && check_for_new(store, known, count, fault);

    for (size_t i = 0; done && i < count; i++) {
        struct stamp now;

        if (!ledger_stamp(&store->journal, known[i].month, &now)) {
            done = changed(store, known[i].month, "is gone", fault);
        } else if (!stamp_equal(&known[i].stamp, &now)) {
            done = check_month(store, i ? known[i - 1].month : 0, known[i].month, fault) &&
                   store_note_month(store, known[i].month, fault);
            store->index_changed = true;
        }
    }
    free(known);
    return done;
}
