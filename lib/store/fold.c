/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/memory.h"
#include "store/line.h"
#include "store/lock.h"
#include "store/spool.h"
#include "store/state.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

/* Changes folded between two commits of the index: bounds what LMDB holds in memory during a rebuild. */
enum { CHANGES_PER_COMMIT = 100000, ENTRY_SIZE = 256 };

bool store_fold_change(struct store *store, struct slice id, struct slice value, const struct place *place, instant at,
                       struct fault *fault)
{
    char kept[ENTRY_SIZE];
    struct slice entry;
    struct change change = {
        .id = id, .after = value, .seq = store->tip.seq + 1, .at = at, .facts = &store->room, .arena = &store->passing};

    index_id_key(id, &store->key);
    if (store->key.length > INDEX_KEY_LIMIT)
        return fault_set(fault, FAULT_SYSTEM, "store_damaged", NULL, "the journal holds an id of %zu bytes", id.length);
    if (!index_get(store->index, TABLE_RECORDS, text_slice(&store->key), &entry, fault))
        return false;
    if (entry.bytes) {
        const size_t start = sizeof change.place_before;

        if (entry.length < start || entry.length > sizeof kept)
            return fault_set(fault, FAULT_SYSTEM, "index_damaged", NULL, "the index: an entry of %zu bytes", entry.length);
        /* What the index lends is gone at its next change, so the facts are copied. */
        memcpy(kept, entry.bytes, entry.length);
        memcpy(&change.place_before, kept, start);
        change.facts_before = (struct slice){kept + start, entry.length - start};
        if (!ledger_bytes(&store->journal, &change.place_before, &change.before, fault))
            return false;
    }
    if (slice_is(value, "null"))
        change.after = (struct slice){NULL, 0};
    text_clear(&store->room);
    text_add(&store->room, place, sizeof *place);
    arena_clear(&store->passing);
    if (!store->fold->change(store->index, &change, fault))
        return false;
    if (store->room.length > sizeof kept)
        return fault_set(fault, FAULT_SYSTEM, "index", NULL, "the index: more facts about a record than it has room for");
    index_id_key(id, &store->key);
    return change.after.bytes ? index_put(store->index, TABLE_RECORDS, text_slice(&store->key), text_slice(&store->room), fault)
                              : index_drop(store->index, TABLE_RECORDS, text_slice(&store->key), fault);
}

/* A number once given to a version of the person is never given again, be the version erased. */
static bool note_version(struct store *store, struct slice id, unsigned version, struct fault *fault)
{
    unsigned latest;

    if (!store_person_version(store, id, &latest, fault))
        return false;
    return version <= latest || index_put(store->index, TABLE_PEOPLE, text_slice(&store->key),
                                          (struct slice){(const char *)&version, sizeof version}, fault);
}

bool store_fold_person(struct store *store, struct slice id, unsigned version, struct slice value, const struct place *place,
                       struct fault *fault)
{
    store_person_key(id, version, &store->key);
    return index_put(store->index, TABLE_PEOPLE, text_slice(&store->key), (struct slice){(const char *)place, sizeof *place},
                     fault) &&
           note_version(store, id, version, fault) && store->fold->person(store->index, id, version, value, fault);
}

bool store_fold_erasure(struct store *store, struct slice person, struct slice value, uint64_t seq, bool *more, struct fault *fault)
{
    struct scan erased;
    struct slice number;
    int64_t version;
    bool done = true;

    *more = false;
    store->knows_erasure = true;
    if (!scan_array(&erased, scan_find(value, "erased")))
        return true;
    while (done && scan_element(&erased, &number) && slice_integer(number, 1000000000, &version) && version) {
        uint64_t before;

        done = store_person_erased(store, person, (unsigned)version, &before, fault);
        if (!done || before)
            continue;
        *more = true;
        done =
            index_put(store->index, TABLE_PEOPLE, text_slice(&store->key), (struct slice){(const char *)&seq, sizeof seq}, fault) &&
            note_version(store, person, (unsigned)version, fault);
    }
    return done;
}

static bool broken(const struct store *store, uint32_t month, uint64_t offset, struct fault *fault)
{
    char label[LEDGER_LABEL_SIZE];

    ledger_label(&store->journal, month, label);
    return fault_set(fault, FAULT_SYSTEM, "broken_chain", NULL,
                     "%s: the line at byte %llu does not follow transaction %llu; store-verify tells more", label,
                     (unsigned long long)offset, (unsigned long long)store->tip.seq);
}

/* An index that has the person may keep something of it in pages that it gave up: then only a new one will do. */
static bool meet_erasure(struct store *store, const struct line_change *change, uint64_t seq, struct fault *fault)
{
    bool more;

    if (!store_fold_erasure(store, slice_from(change->id, strlen(STORE_ERASURE)), change->value, seq, &more, fault))
        return false;
    return !more || !store->tip.complete ||
           fault_set(fault, FAULT_SYSTEM, "index_outdated", NULL, "transaction %llu erases persons that the index holds",
                     (unsigned long long)seq);
}

/* Folds one line, which stands there; `follows` is false where it is not the one that must come next. */
static bool fold_line(struct store *store, struct slice bytes, uint32_t month, uint64_t offset, size_t *folded, bool *follows,
                      struct fault *fault)
{
    struct tip *tip = &store->tip;
    struct line line;
    struct line_change change;
    struct text id = TEXT_INIT;
    bool done = true;

    *follows = line_read(bytes, &line) && line.seq == tip->seq + 1 && month_of(line.at) == month &&
               digest_equal(&line.previous, &tip->last) && line_is_whole(line);
    if (*follows && !store_persons_are_there(store, line)) {
        store->ends_apart = true;
        *follows = false;
    }
    while (*follows && done && line_next_change(&line, &change, &id)) {
        struct place place = {month, (uint32_t)change.value.length, offset + (uint64_t)(change.value.bytes - bytes.bytes)};

        done = store_fold_change(store, change.id, change.value, &place, line.at, fault);
        ++*folded;
        if (done && slice_starts(change.id, STORE_ERASURE))
            done = meet_erasure(store, &change, line.seq, fault);
    }
    text_release(&id);
    if (!done && strcmp(fault->code, "store_damaged") == 0)
        fault_set(fault, FAULT_SYSTEM, "broken_chain", NULL,
                  "journal/%04u-%02u.jsonl: the line at byte %llu holds what no record is; store-verify tells more", month / 100,
                  month % 100, (unsigned long long)offset);
    if (!*follows || !done)
        return done;
    tip->last = digest_of(bytes);
    if (line.seq == store->head.seq && !digest_equal(&tip->last, &store->head.digest))
        return fault_set(
            fault, FAULT_SYSTEM, "broken_chain", NULL,
            "journal/%04u-%02u.jsonl: the line at byte %llu is not transaction %llu as it was acknowledged; store-verify "
            "tells more, and store-rebuild makes it count",
            month / 100, month % 100, (unsigned long long)offset, (unsigned long long)line.seq);
    tip->seq = line.seq;
    tip->at = line.at;
    tip->month = month;
    tip->offset = offset + bytes.length;
    return true;
}

/* Up to here the journal must come. The head of a copy may have been copied after the journal, so it does not count. */
static uint64_t acknowledged(const struct store *store)
{
    return store->head.copied ? 0 : store->head.seq;
}

/*
 * Bytes behind the last good line that a writer may have left when it was stopped: an unfinished line, or one with blocks
 * that the disk never got. Such a block is NUL from where it begins, or from the end of what was durable, to where it ends;
 * a byte that somebody altered is not. Nothing of the kind stands before a transaction that the index knows: then it is
 * damage, which nobody cuts off.
 */
bool store_looks_torn(const struct store *store, uint64_t seq, struct slice rest, uint64_t offset)
{
    const size_t block = 512;
    const char *newline = memchr(rest.bytes, '\n', rest.length);
    const char *hole = newline ? memchr(rest.bytes, '\0', (size_t)(newline - rest.bytes)) : NULL;
    size_t at = hole ? (size_t)(hole - rest.bytes) : 0;

    if (seq < acknowledged(store) || !newline)
        return seq >= acknowledged(store);
    if (!hole || (at && (offset + at) % block))
        return false;
    while (++at < rest.length && (offset + at) % block)
        if (rest.bytes[at] != '\0')
            return false;
    return true;
}

bool store_length_of(const struct store *store, struct ledger *ledger, uint32_t month, uint64_t least, uint64_t *size,
                     struct fault *fault)
{
    const struct tip *tip = &store->tip;
    uint64_t known = acknowledged(store);

    *size = 0;
    if (month && !ledger_size(ledger, month, size, fault))
        return false;
    return *size >= least ||
           fault_set(fault, FAULT_SYSTEM, "broken_chain", NULL,
                     "%s/%04u-%02u.jsonl ends before transaction %llu, which was acknowledged; where an older "
                     "copy was put back, store-rebuild makes it count",
                     ledger->name, month / 100, month % 100, (unsigned long long)(tip->seq > known ? tip->seq : known));
}

bool store_line_stands(struct store *store, const struct tip *tip, bool *stands, struct fault *fault)
{
    struct slice before;
    struct digest found;

    *stands = true;
    if (!tip->month || !tip->offset)
        return true;
    if (!ledger_rest(&store->journal, tip->month, 0, &before, fault))
        return false;
    *stands = before.length >= tip->offset;
    if (!*stands)
        return true;
    before.length = tip->offset;
    found = digest_of(line_last(before));
    *stands = digest_equal(&found, &tip->last);
    return true;
}

/* What is appended carries the digest that the index keeps of the last line: that line must still be the one it was. */
static bool check_last_line(struct store *store, struct fault *fault)
{
    const struct tip *tip = &store->tip;
    bool stands;

    if (!store_line_stands(store, tip, &stands, fault))
        return false;
    return stands ||
           fault_set(fault, FAULT_SYSTEM, "broken_chain", NULL,
                     "journal/%04u-%02u.jsonl: the line that ends at byte %llu is not transaction %llu as it was acknowledged; "
                     "store-verify tells more, and store-rebuild makes it count",
                     tip->month / 100, tip->month % 100, (unsigned long long)tip->offset, (unsigned long long)tip->seq);
}

/* What an index has come to counts as acknowledged, even if the writer of those lines was stopped before it could sync them. */
static bool commit_and_go_on(struct store *store, uint32_t month, struct fault *fault)
{
    return (!store->locked || ledger_secure(&store->journal, month, fault)) && index_set_tip(store->index, &store->tip, fault) &&
           index_commit(store->index, fault) && index_begin(store->index, true, fault);
}

static bool fold_journal(struct store *store, struct fault *fault)
{
    struct ledger *journal = &store->journal;
    uint32_t month = store->tip.month; /* the tip itself stays at the last line that was folded */
    uint64_t offset = store->tip.offset;
    uint64_t size;
    size_t folded = 0;

    if (!store_length_of(store, journal, month, offset, &size, fault) || !check_last_line(store, fault) ||
        !store_note_people_end(store, fault) || (!month && !ledger_next_month(journal, 0, &month, fault)))
        return false;
    while (month) {
        struct slice rest;
        uint32_t next;

        if (!ledger_rest(journal, month, offset, &rest, fault))
            return false;
        while (rest.length && !store->ends_apart) {
            size_t length = line_first(rest).length;
            bool follows;

            if (!fold_line(store, (struct slice){rest.bytes, length}, month, offset, &folded, &follows, fault))
                return false;
            if (!follows)
                break;
            store->index_changed = true;
            offset += length;
            rest = slice_from(rest, length);
            if (folded >= CHANGES_PER_COMMIT) {
                folded = 0;
                if (!commit_and_go_on(store, month, fault))
                    return false;
            }
        }
        if (!ledger_next_month(journal, month, &next, fault))
            return false;
        if (rest.length && !store->ends_apart && (next || !store_looks_torn(store, store->tip.seq, rest, offset)))
            return broken(store, month, offset, fault);
        if (rest.length && store->access == STORE_WRITE && !ledger_set_aside(journal, month, offset, fault))
            return false;
        if (store->index_changed && store->locked && !ledger_secure(journal, month, fault))
            return false;
        if (next && !store->ends_apart && !store_note_month(store, month, fault))
            return false;
        month = next;
        offset = 0;
    }
    store->ends_apart = store->ends_apart && store->access != STORE_WRITE; /* a writer has set aside what was too much */
    return store->tip.seq >= acknowledged(store) ||
           store_length_of(store, journal, store->tip.month, store->tip.offset + 1, &size, fault);
}

/* Whether all that stands here are persons of transactions that never came to be, and a torn end. */
static bool are_unborn(const struct store *store, struct slice rest, uint64_t offset)
{
    struct text id = TEXT_INIT;
    bool unborn = true;

    while (unborn && rest.length && !store_looks_torn(store, store->tip.seq, rest, offset)) {
        const char *newline = memchr(rest.bytes, '\n', rest.length);
        size_t length = newline ? (size_t)(newline - rest.bytes) + 1 : rest.length;
        struct person_line line;

        unborn = person_line_read((struct slice){rest.bytes, length}, &line, &id) && line.seq > store->tip.seq;
        rest = slice_from(rest, length);
        offset += length;
    }
    text_release(&id);
    return unborn;
}

/* Overwrites what can be erased of a line, unless that was done. A reader's own index and a trial leave the files alone. */
static bool finish_erasure(struct store *store, const struct person_line *line, const struct place *place, uint64_t seq,
                           bool *overwritten, struct fault *fault)
{
    struct text blank = TEXT_INIT;
    struct slice bytes;
    uint64_t at = place->offset + place->length - line->rest.length;
    size_t start;
    bool done;

    person_line_erase(&blank, line->rest.length, seq, &start);
    bytes = text_slice(&blank);
    if (slice_equal(bytes, line->rest) || !store->locked || store->own_index || store->access == STORE_TRIAL) {
        text_release(&blank);
        return true;
    }
    /* Readers take a line for erased by how its rest begins, so that comes first. */
    done = ledger_overwrite(&store->people, place->month, at, (struct slice){bytes.bytes, start}, fault) &&
           ledger_overwrite(&store->people, place->month, at + start, slice_from(bytes, start), fault);
    text_release(&blank);
    *overwritten = true;
    return done;
}

/* Folds one line of people/; `known` false: it is none, or its transaction is not there. */
static bool fold_person_line(struct store *store, struct slice bytes, const struct place *place, bool *known, bool *overwritten,
                             struct fault *fault)
{
    struct person_line line;
    struct text room = TEXT_INIT;
    uint64_t erased = 0;
    bool done = true;

    *known = person_line_head(bytes, &line, &room) && line.seq <= store->tip.seq;
    if (*known && store->knows_erasure)
        done = store_person_erased(store, line.id, line.version, &erased, fault);
    if (done && erased)
        done = finish_erasure(store, &line, place, erased, overwritten, fault);
    else if (done && *known && person_line_read(bytes, &line, &room))
        done = store_fold_person(store, line.id, line.version, line.value, place, fault);
    else if (done && *known && person_line_leaving(&line)) /* by a transaction that this reader does not see yet */
        done = note_version(store, line.id, line.version, fault);
    else
        *known = false;
    text_release(&room);
    return done;
}

/* Persons whose journal line never came to be were never acknowledged: they leave without a trace. */
static bool fold_people(struct store *store, struct fault *fault)
{
    struct ledger *people = &store->people;
    struct tip *tip = &store->tip;
    uint32_t month = tip->people_month;
    uint64_t offset = tip->people_offset;
    uint64_t size;

    if (people->folder < 0)
        return true;
    if (!store_length_of(store, people, month, offset, &size, fault) || (!month && !ledger_next_month(people, 0, &month, fault)))
        return false;
    while (month) {
        struct slice rest;
        uint32_t next;
        bool overwritten = false;

        if (!ledger_rest(people, month, offset, &rest, fault))
            return false;
        while (rest.length) {
            const char *newline = memchr(rest.bytes, '\n', rest.length);
            struct slice bytes = {rest.bytes, newline ? (size_t)(newline - rest.bytes) + 1 : rest.length};
            struct place place = {month, (uint32_t)bytes.length, offset};
            bool known;

            if (!fold_person_line(store, bytes, &place, &known, &overwritten, fault))
                return false;
            if (!known)
                break;
            store->index_changed = true;
            tip->people_month = month;
            tip->people_offset = offset += bytes.length;
            rest = slice_from(rest, bytes.length);
        }
        if ((overwritten && !ledger_secure(people, month, fault)) || !ledger_next_month(people, month, &next, fault))
            return false;
        if (rest.length && ((next && !store_is_copy(store)) || !are_unborn(store, rest, offset)))
            return fault_set(fault, FAULT_SYSTEM, "store_damaged", NULL,
                             "people/%04u-%02u.jsonl: the line at byte %llu cannot be read; store-verify tells more", month / 100,
                             month % 100, (unsigned long long)offset);
        store->ends_apart |= rest.length && next && store->access != STORE_WRITE;
        if (rest.length && store->access == STORE_WRITE && !ledger_cut(people, month, offset, fault))
            return false;
        month = next;
        offset = 0;
    }
    return true;
}

bool store_fold_forward(struct store *store, struct fault *fault)
{
    return fold_journal(store, fault) && fold_people(store, fault);
}

bool store_fold_from_start(struct store *store, struct fault *fault)
{
    struct tip *tip = &store->tip;

    memset(tip, 0, sizeof *tip);
    tip->index_format = INDEX_FORMAT;
    tip->fold_version = store->fold->version;
    store->index_changed = true;
    store->knows_erasure = false;
    if (!index_clear(store->index, fault) || !store_fold_forward(store, fault))
        return false;
    tip->complete = 1;
    return true;
}

bool store_fold_into_own_index(struct store *store, struct fault *fault)
{
    char path[4096];

    snprintf(path, sizeof path, "%s/colporteur-index-XXXXXX", spool_folder());
    if (!mkdtemp(path))
        return fault_system(fault, "system", "cannot make a temporary folder for an index");
    store_close_index(store);
    store->own_index = index_open(&store->index, path, true, fault);
    /* The open files are enough; nothing is left behind, however this process ends. */
    index_remove(path);
    rmdir(path);
    return store->own_index && index_begin(store->index, true, fault) && store_fold_from_start(store, fault) &&
           store_end_index(store, fault);
}

bool store_bound_to_settled(struct store *store, double seconds, struct fault *fault)
{
    int lock = store->lock >= 0 ? store->lock : store->watched;
    struct fault busy = FAULT_INIT;
    uint64_t torn;
    bool done;

    if (lock < 0) /* closed to this user: nobody tells */
        return true;
    if (!lock_look(lock, seconds, &busy)) {
        if (store->journal.bounded && busy.kind == FAULT_BUSY)
            return true;
        *fault = busy;
        return false;
    }
    head_read(store->folder, &store->head);
    done = ledger_bound_to_last_line(&store->journal, &torn, fault) && ledger_bound_to_last_line(&store->people, &torn, fault);
    lock_drop(lock);
    return done;
}

static bool make_own_index(struct store *store, struct fault *fault)
{
    return store_bound_to_settled(store, store->wait, fault) && store_fold_into_own_index(store, fault);
}

bool store_catch_up_for_reader(struct store *store, bool usable, struct fault *fault)
{
    struct fault trouble = FAULT_INIT;
    bool done;

    if (store->lock < 0)
        return make_own_index(store, fault);
    if (!lock_take(store->lock, usable ? 0 : store->wait, &trouble)) {
        if (usable && trouble.kind == FAULT_BUSY)
            return true;
        *fault = trouble;
        return false;
    }
    store->locked = true;
    done = store_begin_index(store, &trouble) && store_end_index(store, &trouble);
    lock_drop(store->lock);
    store->locked = false;
    if (done)
        return true;
    /* The folder may be writable for the lock and not for the index. */
    if (strcmp(trouble.code, "broken_chain") != 0)
        return make_own_index(store, fault);
    *fault = trouble;
    return false;
}
