/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "store/store.h"

#include "base/memory.h"
#include "store/creation.h"
#include "store/line.h"
#include "store/lock.h"
#include "store/state.h"
#include "json/write.h"

#include <errno.h>
#include <fcntl.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <unistd.h>

static const double A_LOOK = 0.005; /* seconds: often enough one writer ends and another begins in this time */

/*
 * Bytes of the journal. An order changes records all over the index, and the more of them are put at once, the more of them
 * share a page that is copied and written: of a million stock levels 4,300 orders touch two pages each, 8,600 one and a half.
 * On the other side stand who waits for the lock, a third of a second at 25,000 orders a second, and 4 KB of memory for each page.
 */
enum { LARGE_BATCH = 16 * 1024 * 1024 };
enum { INDEX_ATTEMPTS = 50 };          /* to make one, while somebody removes it again and again */
enum { LINES_HELD = 8 * 1024 * 1024 }; /* bytes of the journal that wait for their persons */

/* Who writes must know that what he writes upon is the shop as it is. */
static bool check_format(const struct store *store, bool older, struct fault *fault)
{
    struct store_format format;

    if (!store_format_read(store->folder, store->path, &format, fault))
        return false;
    if (!(older && format.version < STORE_FORMAT) && !store_format_check(&format, store->path, fault))
        return false;
    return !format.is_past || store->access != STORE_WRITE ||
           fault_set(fault, FAULT_SYSTEM, "store_past", NULL, "%s is a shop as it was: it can be read and not be written",
                     store->path);
}

bool store_index_usable(const struct store *store)
{
    const struct tip *tip = &store->tip;

    return tip->complete && tip->index_format == INDEX_FORMAT && tip->fold_version == store->fold->version;
}

static bool tip_is_journal_end(struct store *store, bool *is, struct fault *fault)
{
    const struct tip *tip = &store->tip;
    uint32_t next;
    uint64_t size;

    if (!store_length_of(store, &store->journal, tip->month, tip->offset, &size, fault) ||
        !ledger_next_month(&store->journal, tip->month, &next, fault))
        return false;
    *is = size == tip->offset && !next;
    return true;
}

void store_index_path(const struct store *store, char path[STORE_PATH_SIZE])
{
    snprintf(path, STORE_PATH_SIZE, "%s/index", store->path);
}

void store_close_index(struct store *store)
{
    index_close(store->index);
    store->index = NULL;
    store->own_index = false;
}

bool store_open_index(struct store *store, bool writable, struct fault *fault)
{
    char path[STORE_PATH_SIZE];

    store_index_path(store, path);
    return index_open(&store->index, path, writable, fault);
}

static bool view_index(struct store *store, struct fault *fault)
{
    return index_begin(store->index, false, fault) && index_tip(store->index, &store->tip, fault);
}

/* A reader's own index goes on from where it stands. */
static bool extend_own_index(struct store *store, struct fault *fault)
{
    struct fault trouble = FAULT_INIT;

    index_abort(store->index);
    if (index_begin(store->index, true, &trouble) && store_fold_forward(store, &trouble))
        return store_end_index(store, fault) && view_index(store, fault);
    if (strcmp(trouble.code, "index_outdated") == 0)
        return store_fold_into_own_index(store, fault) && view_index(store, fault);
    *fault = trouble;
    return false;
}

/*
 * A reader's snapshot. An index that lags is as good as a moment ago while its writer lives; if nobody
 * writes, the reader takes the lock and brings it up itself, and where it may not, it folds into an index
 * of its own.
 */
bool store_refresh(struct store *store, struct fault *fault)
{
    struct fault unusable = FAULT_INIT;
    char path[STORE_PATH_SIZE];
    bool current = false;
    bool usable = false;

    if (!store->own_index)
        head_read(store->folder, &store->head);
    else if (!store_bound_to_settled(store, A_LOOK, fault))
        return false;
    store_index_path(store, path);
    if (store->index && !store->own_index && index_is_replaced(store->index, path))
        store_close_index(store);
    if (!store->index && !store_open_index(store, false, &unusable))
        store->index = NULL;
    if (store->index) {
        index_abort(store->index);
        usable = view_index(store, &unusable) && store_index_usable(store);
        if (usable) {
            if (!tip_is_journal_end(store, &current, fault))
                return false;
            if (current)
                return true;
            if (store->own_index)
                return extend_own_index(store, fault);
        }
        index_abort(store->index);
    }
    return store_catch_up_for_reader(store, usable, fault) && view_index(store, fault);
}

void store_let_go(struct store *store)
{
    if (store->index)
        index_abort(store->index);
}

/* Persons may be closed to who reads; a journal that is would look like an empty one. */
static bool open_ledgers(struct store *store, struct fault *fault)
{
    if (!ledger_open(&store->journal, store->folder, "journal", fault) ||
        !ledger_open(&store->people, store->folder, "people", fault))
        return false;
    return store->journal.folder >= 0 ||
           fault_set(fault, FAULT_SYSTEM, "store_unreadable", NULL, "the journal of %s is closed to this user", store->path);
}

bool store_open(struct store **out, const struct store_options *options, struct fault *fault)
{
    struct store *store = memory_take_zeroed(1, sizeof *store);

    store->path = memory_copy(options->path, strlen(options->path));
    store->fold = options->fold;
    store->access = options->access;
    store->wait = options->wait;
    store->tool = options->tool;
    store->user = options->user;
    store->lock = store->watched = -1;
    store->journal.folder = store->journal.fd = store->people.folder = store->people.fd = -1;
    store->folder = open(options->path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (store->folder < 0) {
        if (errno == ENOENT || errno == ENOTDIR)
            fault_set(fault, FAULT_USAGE, "no_store", NULL, "%s is no store (store-init makes one)", options->path);
        else
            fault_system(fault, "store_unreadable", "cannot open the store %s", options->path);
        store_close(store);
        return false;
    }
    if (!check_format(store, options->older, fault) || !open_ledgers(store, fault)) {
        store_close(store);
        return false;
    }
    store->lock = create_file(store->folder, "lock", O_RDWR);
    if (store->lock < 0 && store->access != STORE_READ && store->access != STORE_BARE) {
        fault_system(fault, "store_unwritable", "cannot open the lock of the store %s", options->path);
        store_close(store);
        return false;
    }
    if (store->lock < 0)
        store->watched = openat(store->folder, "lock", O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
    if (store->access == STORE_READ && !store_refresh(store, fault)) {
        store_close(store);
        return false;
    }
    *out = store;
    return true;
}

void store_close(struct store *store)
{
    if (!store)
        return;
    if (store->in_batch)
        store_abandon(store);
    index_close(store->index);
    ledger_close(&store->journal);
    ledger_close(&store->people);
    if (store->lock >= 0)
        close(store->lock);
    if (store->watched >= 0)
        close(store->watched);
    if (store->folder >= 0)
        close(store->folder);
    text_release(&store->line);
    text_release(&store->common);
    text_release(&store->key);
    text_release(&store->entry);
    text_release(&store->room);
    arena_release(&store->passing);
    text_release(&store->person);
    free(store->path);
    free(store);
}

void store_leave(struct store *store)
{
    if (store && store->in_batch)
        store_abandon(store);
    if (store)
        store_let_go(store);
}

struct index *store_index(struct store *store)
{
    return store->index;
}

uint64_t store_seq(const struct store *store)
{
    return store->tip.seq;
}

uint64_t store_batch_seq(const struct store *store)
{
    return store->batch.seq;
}

bool store_bytes(struct store *store, const struct place *place, struct slice *bytes, struct fault *fault)
{
    return ledger_bytes(&store->journal, place, bytes, fault);
}

typedef bool index_look(struct index *index, enum index_table table, struct slice key, struct slice *value, struct fault *fault);

/* An entry of the table `records`: the place, then the facts. */
static bool find_entry(struct store *store, index_look *look, struct slice id, struct slice *entry, struct fault *fault)
{
    index_id_key(id, &store->key);
    if (store->key.length > INDEX_KEY_LIMIT) {
        *entry = (struct slice){NULL, 0};
        return true;
    }
    return look(store->index, TABLE_RECORDS, text_slice(&store->key), entry, fault);
}

bool store_place(struct store *store, struct slice id, struct place *place, struct slice *value, struct fault *fault)
{
    struct slice entry;

    *value = (struct slice){NULL, 0};
    if (!find_entry(store, index_peek, id, &entry, fault))
        return false;
    if (!entry.bytes)
        return true;
    memcpy(place, entry.bytes, sizeof *place);
    return ledger_bytes(&store->journal, place, value, fault);
}

bool store_get(struct store *store, struct slice id, struct slice *value, struct fault *fault)
{
    struct slice facts;

    return store_record(store, id, value, &facts, fault);
}

bool store_facts(struct store *store, struct slice id, struct slice *facts, struct fault *fault)
{
    struct slice entry;

    *facts = (struct slice){NULL, 0};
    if (!find_entry(store, index_get, id, &entry, fault))
        return false;
    if (entry.bytes)
        *facts = slice_from(entry, sizeof(struct place));
    return true;
}

bool store_record(struct store *store, struct slice id, struct slice *value, struct slice *facts, struct fault *fault)
{
    struct slice entry;
    struct place place;

    *value = *facts = (struct slice){NULL, 0};
    if (!find_entry(store, index_get, id, &entry, fault))
        return false;
    if (!entry.bytes)
        return true;
    memcpy(&place, entry.bytes, sizeof place);
    *facts = slice_from(entry, sizeof place);
    return ledger_bytes(&store->journal, &place, value, fault);
}

void store_person_key(struct slice id, unsigned version, struct text *key)
{
    index_id_key(id, key);
    text_add_byte(key, '\0');
    for (int shift = 24; shift >= 0; shift -= 8)
        text_add_byte(key, (char)(version >> shift));
}

bool store_person_version(struct store *store, struct slice id, unsigned *latest, struct fault *fault)
{
    struct slice found;

    *latest = 0;
    store_person_key(id, 0, &store->key);
    if (!index_get(store->index, TABLE_PEOPLE, text_slice(&store->key), &found, fault))
        return false;
    if (found.length == sizeof *latest)
        memcpy(latest, found.bytes, sizeof *latest);
    return true;
}

bool store_person_erased(struct store *store, struct slice id, unsigned version, uint64_t *seq, struct fault *fault)
{
    struct slice found;

    *seq = 0;
    store_person_key(id, version, &store->key);
    if (!index_get(store->index, TABLE_PEOPLE, text_slice(&store->key), &found, fault))
        return false;
    if (found.length == sizeof *seq)
        memcpy(seq, found.bytes, sizeof *seq);
    return true;
}

/*
 * Reads the line that stands there. Who reads without the lock may do so while an erasure overwrites it: such a reader copies it
 * first, and then looks whether what marks an erased line was there before the copy was whole.
 */
static bool read_person(struct store *store, const struct place *place, struct person_line *line, bool *leaving,
                        struct fault *fault)
{
    struct person_line head;
    struct slice bytes;
    bool whole;

    if (!ledger_bytes(&store->people, place, &bytes, fault))
        return false;
    if (!store->locked) {
        text_clear(&store->person);
        text_add_slice(&store->person, bytes);
        atomic_thread_fence(memory_order_acquire);
    }
    whole = person_line_read(store->locked ? bytes : text_slice(&store->person), line, &store->room);
    *leaving = person_line_head(bytes, &head, &store->room) && person_line_leaving(&head);
    return whole || *leaving ||
           fault_set(fault, FAULT_SYSTEM, "store_damaged", NULL, "people/%04u-%02u.jsonl: the line at byte %llu cannot be read",
                     place->month / 100, place->month % 100, (unsigned long long)place->offset);
}

bool store_person_of_version(struct store *store, struct slice id, unsigned version, struct person_version *person,
                             struct fault *fault)
{
    struct slice found;
    struct place place;
    struct person_line line;
    bool leaving;

    *person = (struct person_version){0};
    if (version == 0)
        return true;
    store_person_key(id, version, &store->key);
    if (!index_get(store->index, TABLE_PEOPLE, text_slice(&store->key), &found, fault))
        return false;
    if (found.length != sizeof place || store->people.folder < 0)
        return true;
    memcpy(&place, found.bytes, sizeof place);
    if (!read_person(store, &place, &line, &leaving, fault))
        return false;
    if (!leaving) {
        person->at = line.at;
        person->value = line.value;
    }
    return true;
}

bool store_person(struct store *store, struct slice id, unsigned version, struct slice *value, struct fault *fault)
{
    struct person_version person;

    if (!store_person_of_version(store, id, version, &person, fault))
        return false;
    *value = person.value;
    return true;
}

bool store_walk_begin(struct store_walk *walk, struct store *store, struct slice prefix, struct fault *fault)
{
    *walk = (struct store_walk){.store = store};
    return index_walk_begin(&walk->walk, store->index, TABLE_RECORDS, prefix, fault);
}

void store_walk_again(struct store_walk *walk, struct slice prefix)
{
    index_walk_again(&walk->walk, prefix);
}

bool store_walk_next(struct store_walk *walk, bool *found, struct fault *fault)
{
    if (!index_walk_next(&walk->walk, found, fault))
        return false;
    if (!*found)
        return true;
    walk->key = walk->walk.key;
    memcpy(&walk->place, walk->walk.value.bytes, sizeof walk->place);
    walk->facts = slice_from(walk->walk.value, sizeof walk->place);
    return true;
}

struct slice store_walk_id(struct store_walk *walk)
{
    index_key_id(walk->key, &walk->id_room);
    return text_slice(&walk->id_room);
}

bool store_walk_value(struct store_walk *walk, struct slice *value, struct fault *fault)
{
    return ledger_bytes(&walk->store->journal, &walk->place, value, fault);
}

void store_walk_end(struct store_walk *walk)
{
    index_walk_end(&walk->walk);
    text_release(&walk->id_room);
}

/* For a writer: what a reader opened, or what somebody replaced since, is opened anew. */
static bool open_index_to_write(struct store *store, struct fault *fault)
{
    char path[STORE_PATH_SIZE];

    store_index_path(store, path);
    if (store->index && (!index_is_writable(store->index) || index_is_replaced(store->index, path)))
        store_close_index(store);
    return store->index || store_open_index(store, true, fault);
}

/*
 * A writer that was stopped may have cut persons off without having synced that. Were they to come back after a loss of power,
 * when the number of their transaction is another's, they would count as its persons.
 */
static bool secure_cut(struct store *store, struct fault *fault)
{
    return !index_was_interrupted(store->index) || store->people.folder < 0 || ledger_secure_end(&store->people, fault);
}

bool store_begin_index(struct store *store, struct fault *fault)
{
    char path[STORE_PATH_SIZE];

    store_index_path(store, path);
    head_read(store->folder, &store->head);
    for (int attempt = 0;; attempt++) {
        struct fault trouble = FAULT_INIT;
        bool begun = open_index_to_write(store, &trouble) && secure_cut(store, &trouble) &&
                     index_begin(store->index, true, &trouble) && index_tip(store->index, &store->tip, &trouble);

        ledger_hold(&store->journal);
        ledger_hold(&store->people);
        if (begun)
            begun = store_index_usable(store) ? store_check_months(store, &trouble) && store_fold_forward(store, &trouble)
                                              : store_fold_from_start(store, &trouble);
        ledger_release_hold(&store->journal);
        ledger_release_hold(&store->people);
        if (begun)
            return true;
        store_close_index(store);
        if (attempt == INDEX_ATTEMPTS ||
            (strcmp(trouble.code, "index_damaged") != 0 && strcmp(trouble.code, "index_outdated") != 0)) {
            *fault = trouble;
            return false;
        }
        index_remove(path);
    }
}

/*
 * Lines get their "prev" late, when they are about to be written: in a large batch that is the ledger's own thread,
 * so hashing goes on beside the making of the next lines. The digest's place is held by zeros until then.
 */
static void seal_lines(void *context, struct text *bytes)
{
    static const char name[] = "\"prev\":\"";
    struct store *store = context;
    size_t at = 0;

    while (at < bytes->length) {
        char *line = bytes->bytes + at;
        const char *newline = memchr(line, '\n', bytes->length - at);
        size_t length = newline ? (size_t)(newline - line) + 1 : bytes->length - at;
        char *place = memmem(line, length, name, sizeof name - 1);

        if (place)
            digest_hex(&store->chain, place + sizeof name - 1);
        store->chain = digest_of((struct slice){line, length});
        at += length;
    }
}

/*
 * The names of the store, of its folders and of `format` have to be on the disk before the first transaction is; whoever made
 * them may have ended before that.
 */
static bool secure_names(struct store *store, struct fault *fault)
{
    int parent;
    bool done;

    if (store->tip.seq || store->access != STORE_WRITE)
        return true;
    parent = openat(store->folder, "..", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    /* A folder that this user may not read cannot be synced by him either. */
    done = fsync(store->folder) == 0 && (parent < 0 ? errno == EACCES : fsync(parent) == 0);
    if (!done)
        fault_system(fault, "store_unwritable", "cannot sync the folders of the store %s", store->path);
    if (parent >= 0)
        close(parent);
    return done;
}

bool store_begin(struct store *store, instant now, struct fault *fault)
{
    uint32_t month;
    uint32_t people_month;

    if (!lock_take(store->lock, store->wait, fault))
        return false;
    store->locked = true;
    /* What was caught up with stays so, whatever becomes of the batch; but a trial changes nothing at all. */
    if (!store_begin_index(store, fault) || !secure_names(store, fault) ||
        (store->index_changed && store->access == STORE_WRITE &&
         !(store_end_index(store, fault) && index_begin(store->index, true, fault)))) {
        store_abandon(store);
        return false;
    }
    /* The journal's time never goes back: a later line is never of an earlier moment. */
    store->now = now > store->tip.at ? now : store->tip.at;
    month = month_of(store->now);
    month = month > store->tip.month ? month : store->tip.month;
    people_month = month > store->tip.people_month ? month : store->tip.people_month;
    store->batch = store->tip;
    if (!ledger_begin(&store->journal, month, month == store->tip.month ? store->tip.offset : 0, (store->access == STORE_TRIAL),
                      fault) ||
        !ledger_begin(&store->people, people_month, people_month == store->tip.people_month ? store->tip.people_offset : 0,
                      (store->access == STORE_TRIAL), fault)) {
        store_abandon(store);
        return false;
    }
    line_common(&store->common, store->now, store->tool, store->user);
    store->in_batch = true;
    store->in_line = store->together = false;
    store->chain = store->tip.last;
    store->journal.seal = seal_lines;
    store->journal.seal_context = store;
    return true;
}

void store_together(struct store *store)
{
    store->together = true;
    store->journal.seal = NULL;
}

static void begin_line(struct store *store)
{
    static const struct digest later;

    text_clear(&store->line);
    line_begin(&store->line, store->tip.seq + 1, text_slice(&store->common), store->together ? &store->tip.last : &later);
    store->line_digest = digest_begin();
    store->in_line = true;
    store->line_has_changes = false;
}

/* Moves what is written of the line so far to the journal. */
static void pass_line(struct store *store)
{
    if (store->together)
        digest_more(&store->line_digest, text_slice(&store->line));
    ledger_append(&store->journal, text_slice(&store->line));
    text_clear(&store->line);
}

/*
 * A whole line in the journal's file is taken for good by whoever finds it there, acknowledged or not, so the persons it
 * refers to must be on the disk before it. That costs a sync; lines wait in memory for a while to have it seldom.
 */
static bool flush_lines(struct store *store, struct fault *fault)
{
    if (store->access != STORE_TRIAL && !ledger_synced(&store->people)) {
        if (store->journal.pending.length < LINES_HELD)
            return true;
        if (!ledger_sync(&store->people, fault))
            return false;
    }
    return ledger_flush(&store->journal, fault);
}

static bool end_line(struct store *store, struct fault *fault)
{
    text_add_string(&store->line, "]}\n");
    pass_line(store);
    if (store->together)
        store->tip.last = digest_end(&store->line_digest);
    store->tip.seq++;
    store->tip.at = store->now;
    store->tip.month = store->journal.month;
    store->tip.offset = ledger_position(&store->journal);
    store->in_line = false;
    return flush_lines(store, fault);
}

static void append_change(struct store *store, struct slice id, struct slice value, struct place *place)
{
    line_change_begin(&store->line, !store->line_has_changes, id);
    store->line_has_changes = true;
    pass_line(store);
    *place = (struct place){store->journal.month, (uint32_t)value.length, ledger_position(&store->journal)};
    if (store->together)
        digest_more(&store->line_digest, value);
    ledger_append(&store->journal, value);
    text_add_byte(&store->line, '}');
}

static bool apply_person(struct store *store, const struct change_row *row, struct slice id, struct slice value,
                         struct fault *fault)
{
    unsigned char random[16];
    char hex[DIGEST_HEX];
    struct digest digest;
    struct text salt = TEXT_INIT;
    struct text reference = TEXT_INIT;
    struct place place = {store->people.month, 0, ledger_position(&store->people)};
    const char *slash = memchr(id.bytes, '/', id.length);
    size_t kind = slash ? (size_t)(slash - id.bytes) : 0;
    bool done;

    if (getrandom(random, sizeof random, 0) != (ssize_t)sizeof random)
        return fault_system(fault, "system", "no random numbers");
    text_add_hex(&salt, random, sizeof random);
    digest = person_digest(text_slice(&salt), value);
    digest_hex(&digest, hex);
    text_clear(&store->entry);
    person_line_write(&store->entry, store->tip.seq + 1, store->now, id, row->version, text_slice(&salt), value);
    place.length = (uint32_t)store->entry.length;
    ledger_append(&store->people, text_slice(&store->entry));
    store->tip.people_month = store->people.month;
    store->tip.people_offset = ledger_position(&store->people);

    json_open(&reference, NULL, '{');
    json_put_string(&reference, "type", (struct slice){id.bytes, kind});
    json_put_string(&reference, "id", slice_from(id, kind + 1));
    json_put_integer(&reference, "version", row->version);
    json_put_string(&reference, "digest", (struct slice){hex, DIGEST_HEX});
    json_close(&reference, '}');
    done = store_fold_person(store, id, row->version, value, &place, fault);
    if (done) {
        append_change(store, id, text_slice(&reference), &place);
        done = store_fold_change(store, id, text_slice(&reference), &place, store->now, fault);
    }
    text_release(&salt);
    text_release(&reference);
    return done;
}

bool store_apply(struct store *store, struct changes *changes, struct fault *fault)
{
    if (!store->in_line)
        begin_line(store);
    for (size_t i = 0; i < changes->count; i++) {
        struct change_row *row = &changes->rows[i];
        struct slice id = changes_id(changes, i);
        struct slice value = changes_value(changes, i);

        if (id.length == 0 || id.length > STORE_ID_LIMIT)
            return fault_set(fault, FAULT_REFUSED, "id_too_long", "id", "an id has more than %d bytes", STORE_ID_LIMIT);
        if (row->person) {
            if (!apply_person(store, row, id, value, fault))
                return false;
            continue;
        }
        append_change(store, id, value, &row->place);
        if (!store_fold_change(store, id, value, &row->place, store->now, fault))
            return false;
        if (slice_starts(id, STORE_ERASURE)) {
            bool more;

            if (!store_fold_erasure(store, slice_from(id, strlen(STORE_ERASURE)), value, store->tip.seq + 1, &more, fault))
                return false;
            store->erases |= more;
        }
    }
    if (store->together)
        return ledger_flush(&store->journal, fault) && ledger_flush(&store->people, fault);
    return end_line(store, fault) && ledger_flush(&store->people, fault);
}

/* Persons that the journal says are erased: folding everything anew overwrites their lines. */
static bool carry_out_erasures(struct store *store, struct fault *fault)
{
    char path[STORE_PATH_SIZE];

    store->erases = false;
    store_close_index(store);
    store_index_path(store, path);
    index_remove(path);
    return store_begin_index(store, fault);
}

bool store_commit(struct store *store, struct fault *fault)
{
    struct fault unindexed = FAULT_INIT;
    bool done = !store->in_line || end_line(store, fault);

    if (done && store->access == STORE_TRIAL) {
        store_abandon(store);
        return true;
    }
    /* Persons first: a journal line must never refer to one who is not there. */
    done = done && ledger_settle(&store->people, fault) && ledger_settle(&store->journal, fault);
    if (!done) {
        store_abandon(store);
        return false;
    }
    if (!store->together)
        store->tip.last = store->chain;
    store->journal.appending = store->people.appending = store->in_batch = false;
    if (store->erases && !carry_out_erasures(store, fault)) {
        store_abandon(store);
        return false;
    }
    if (store->tip.seq == store->batch.seq && store->batch.complete && !store->index_changed) {
        index_abort(store->index);
    } else if (!store_end_index(store, &unindexed)) {
        /* The journal holds the batch; an index that failed is rebuilt by whoever opens the store next. */
        store_close_index(store);
    }
    store->index_changed = false;
    lock_drop(store->lock);
    store->locked = false;
    return true;
}

bool store_batch_is_large(const struct store *store)
{
    return ledger_position(&store->journal) - store->journal.start > LARGE_BATCH;
}

void store_abandon(struct store *store)
{
    if (store->index)
        index_abort(store->index);
    ledger_forget(&store->journal);
    ledger_forget(&store->people);
    store->in_batch = store->in_line = store->index_changed = store->erases = false;
    if (store->locked)
        lock_drop(store->lock);
    store->locked = false;
}

/* The head follows the journal before anybody is told, and becomes a copied store's own. */
static bool renew_head(struct store *store, struct fault *fault)
{
    if (store->own_index || store->ends_apart || (store->head.seq == store->tip.seq && !store->head.copied))
        return true;
    store->head = (struct head){.seq = store->tip.seq, .digest = store->tip.last};
    return head_write(store->folder, &store->head, fault);
}

bool store_end_index(struct store *store, struct fault *fault)
{
    store->index_changed = false;
    return renew_head(store, fault) && store_note_month(store, store->tip.month, fault) &&
           index_set_tip(store->index, &store->tip, fault) && index_commit(store->index, fault);
}

bool store_rebuild(struct store *store, struct fault *fault)
{
    char path[STORE_PATH_SIZE];
    bool done;

    if (!lock_take(store->lock, store->wait, fault))
        return false;
    store->locked = true;
    store_close_index(store);
    store_index_path(store, path);
    index_remove(path);
    head_read(store->folder, &store->head);
    store->was_copied = store->head.copied;
    (void)unlinkat(store->folder, "head", 0);
    done = store_begin_index(store, fault) && store_end_index(store, fault);
    store->was_copied = false;
    lock_drop(store->lock);
    store->locked = false;
    return done;
}

bool store_lines_begin(struct store_lines *lines, struct store *store, struct fault *fault)
{
    *lines = (struct store_lines){.store = store};
    return ledger_next_month(&store->journal, 0, &lines->month, fault);
}

/*
 * What the month's file holds from the next line on, kept until it is used up: to ask for the file's size anew for each line
 * costs more than to read the line. *at_end: a reader's snapshot goes no further.
 */
static bool look_on(struct store_lines *lines, bool *at_end, struct fault *fault)
{
    const struct tip *tip = &lines->store->tip;

    if (!ledger_rest(&lines->store->journal, lines->month, lines->offset, &lines->rest, fault))
        return false;
    *at_end = false;
    if (lines->store->access != STORE_READ || lines->month < tip->month)
        return true;
    *at_end = lines->month > tip->month || lines->offset >= tip->offset;
    lines->rest.length = *at_end ? 0 : tip->offset - lines->offset;
    return true;
}

static struct slice whole_line(struct slice bytes)
{
    struct slice line = line_first(bytes);

    return line.length && line.bytes[line.length - 1] == '\n' ? line : (struct slice){NULL, 0};
}

bool store_lines_next(struct store_lines *lines, struct slice *line, struct fault *fault)
{
    struct ledger *journal = &lines->store->journal;

    *line = (struct slice){NULL, 0};
    if (!lines->month && !ledger_next_month(journal, 0, &lines->month, fault))
        return false;
    while (lines->month) {
        uint32_t next;
        bool at_end = false;

        *line = whole_line(lines->rest);
        if (!line->bytes && !look_on(lines, &at_end, fault))
            return false;
        if (at_end)
            return true;
        if (!line->bytes)
            *line = whole_line(lines->rest);
        if (line->bytes) {
            lines->rest = slice_from(lines->rest, line->length);
            lines->offset += line->length;
            lines->number++;
            return true;
        }
        if (!ledger_next_month(journal, lines->month, &next, fault))
            return false;
        if (!next)
            return true;
        if (lines->rest.length) /* a torn end is only ever at the journal's end */
            return fault_set(fault, FAULT_SYSTEM, "broken_chain", NULL, "journal/%04u-%02u.jsonl does not end with a whole line",
                             lines->month / 100, lines->month % 100);
        *lines = (struct store_lines){.store = lines->store, .month = next};
    }
    return true;
}
