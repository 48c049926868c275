/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "files.h"
#include "tap.h"

#include "base/digest.h"
#include "base/memory.h"
#include "store/line.h"
#include "store/lock.h"
#include "store/mark.h"
#include "store/verify.h"
#include "json/scan.h"
#include "json/write.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

static struct fault fault = FAULT_INIT;
static char folder[256]; /* of all stores here */

static uint64_t random_state = 0x9e3779b97f4a7c15u;

static uint64_t random_below(uint64_t limit)
{
    random_state ^= random_state >> 12;
    random_state ^= random_state << 25;
    random_state ^= random_state >> 27;
    return (random_state * 0x2545f4914f6cdd1du >> 11) % limit;
}

/*
 * A small domain: items with a group and a number, {"type":"item","group":"g3","n":12,"text":"…"}. The index counts
 * items and numbers by group, finds items by their number, and notes persons by what they are called.
 */

static int64_t number_of(struct slice value)
{
    int64_t number;

    return scan_integer(scan_find(value, "n"), &number) ? number : 0;
}

static bool count_item(struct index *index, struct slice value, int64_t sign, struct fault *trouble)
{
    struct slice group = scan_text(scan_find(value, "group"));
    int64_t more[COUNTS] = {sign, sign * number_of(value), 0, sign * (int64_t)value.length};

    return !group.length || index_count(index, group, more, trouble);
}

static void number_key(int64_t number, struct slice id, struct text *key)
{
    text_add_byte(key, 'n');
    text_add_padded(key, number, 12);
    text_add_slice(key, id);
}

static bool fold_item(struct index *index, const struct change *change, struct fault *trouble)
{
    struct text key = TEXT_INIT;
    int64_t known = 0;
    bool done = true;

    if (change->before.bytes) {
        /* What was said of the record last time must be what it says. */
        if (change->facts_before.length < sizeof known)
            return fault_set(trouble, FAULT_SYSTEM, "test", NULL, "no facts");
        memcpy(&known, change->facts_before.bytes, sizeof known);
        if (known != number_of(change->before))
            return fault_set(trouble, FAULT_SYSTEM, "test", NULL, "other facts");
        number_key(known, change->id, &key);
        done = count_item(index, change->before, -1, trouble) && index_drop(index, TABLE_KEYS, text_slice(&key), trouble);
    }
    if (done && change->after.bytes) {
        known = number_of(change->after);
        text_add(change->facts, &known, sizeof known);
        text_clear(&key);
        number_key(known, change->id, &key);
        done = count_item(index, change->after, 1, trouble) && index_put(index, TABLE_KEYS, text_slice(&key), change->id, trouble);
    }
    text_release(&key);
    return done;
}

static bool fold_named(struct index *index, struct slice id, unsigned version, struct slice value, struct fault *trouble)
{
    struct text key = TEXT_INIT;
    struct text room = TEXT_INIT;
    bool done;

    (void)version;
    text_add_byte(&key, 'p');
    text_add_slice(&key, scan_decoded(scan_find(value, "name"), &room));
    done = index_put(index, TABLE_KEYS, text_slice(&key), id, trouble);
    text_release(&key);
    text_release(&room);
    return done;
}

static const struct fold test_fold = {.version = 1, .change = fold_item, .person = fold_named};
static const struct fold next_fold = {.version = 2, .change = fold_item, .person = fold_named};

/* Stores and their files. */

static const char *path_of(const char *name)
{
    static char paths[4][512];
    static unsigned next;
    char *path = paths[next++ % 4];

    snprintf(path, sizeof paths[0], "%s/%s", folder, name);
    return path;
}

static void run(const char *command, const char *from, const char *to)
{
    char line[2400];

    snprintf(line, sizeof line, "%s '%s' '%s'", command, from, to);
    if (system(line) != 0)
        printf("# %s failed\n", line);
}

static void copy_store(const char *from, const char *to)
{
    run("rm -rf", path_of(to), path_of(to));
    run("cp -a", path_of(from), path_of(to));
}

static void drop_index(const char *name)
{
    char index[600];

    snprintf(index, sizeof index, "%s/index", path_of(name));
    run("rm -rf", index, index);
}

static const char *file_of(const char *store, const char *file);

/* As if nothing had been acknowledged yet. */
static void drop_head(const char *name)
{
    run("rm -f", file_of(name, "head"), "");
}

static const char *file_of(const char *store, const char *file)
{
    static char paths[4][700];
    static unsigned next;
    char *path = paths[next++ % 4];

    snprintf(path, sizeof paths[0], "%s/%s/%s", folder, store, file);
    return path;
}

/* Nothing, where there is no such file. */
static void read_whole(const char *path, struct text *text)
{
    (void)file_read(path, text);
}

static void write_whole(const char *path, struct slice bytes)
{
    FILE *file = fopen(path, "wb");

    if (!file || (bytes.length && fwrite(bytes.bytes, bytes.length, 1, file) != 1))
        printf("# cannot write %s\n", path);
    if (file)
        fclose(file);
}

/* What a mark says after another start of the machine: of this file, but of another boot. */
static void leave_mark_of_another_start(const char *name)
{
    struct mark mark = {.boot = "7a0b3cb8-0000-4000-8000-000000000000", .left = true};
    int index = open(file_of(name, "index"), O_RDONLY | O_DIRECTORY);
    int file = openat(index, "mark", O_WRONLY);

    ok(stamp_of(index, "data.mdb", &mark.file) && mark_write(file, &mark), "an index of another start of the machine");
    close(file);
    close(index);
}

static int64_t size_of(const char *path)
{
    struct stat status;

    return stat(path, &status) == 0 ? status.st_size : -1;
}

static struct store *opened_with(const char *name, enum store_access access, double wait, const struct fold *fold)
{
    struct store_options options = {.path = path_of(name),
                                    .fold = fold,
                                    .access = access,
                                    .wait = wait,
                                    .tool = SLICE("store-test"),
                                    .user = SLICE("somebody \"else\"")};
    struct store *store = NULL;

    fault = (struct fault)FAULT_INIT;
    if (!store_open(&store, &options, &fault))
        return NULL;
    if (fault.kind != FAULT_NONE)
        ok(false, "a store that is open told a fault: %s", fault.reason);
    return store;
}

static struct store *opened(const char *name, enum store_access access)
{
    struct store *store = opened_with(name, access, 10, &test_fold);

    if (!store)
        printf("# cannot open %s: %s\n", name, fault.reason);
    return store;
}

static bool made(const char *name)
{
    run("rm -rf", path_of(name), path_of(name));
    return ok(store_create(path_of(name), &fault), "a new store, %s", name);
}

static struct slice id_of(unsigned number)
{
    static char ids[8][40];
    static unsigned next;
    char *id = ids[next++ % 8];

    snprintf(id, sizeof ids[0], "item/%u", number);
    return slice_of(id);
}

static void add_item(struct changes *changes, struct slice id, int64_t number, size_t padding)
{
    struct text *text = changes_begin(changes, id);
    char group[8];

    snprintf(group, sizeof group, "g%d", (int)(number % 7));
    text_add_string(text, "{\"type\":\"item\"");
    json_put_string(text, "group", slice_of(group));
    json_put_integer(text, "n", number);
    text_add_string(text, ",\"text\":\"");
    for (size_t i = 0; i < padding; i++)
        text_add_byte(text, (char)('a' + ((size_t)number + i) % 26));
    text_add_string(text, "\"}");
    changes_end(changes);
}

static bool apply_item(struct store *store, struct slice id, int64_t number, size_t padding)
{
    struct changes changes = CHANGES_INIT;
    bool done;

    add_item(&changes, id, number, padding);
    done = store_apply(store, &changes, &fault);
    changes_release(&changes);
    return done;
}

/* One batch with one transaction. */
static bool written(struct store *store, instant now, unsigned item, int64_t number)
{
    fault = (struct fault)FAULT_INIT;
    return store_begin(store, now, &fault) && apply_item(store, id_of(item), number, 10) && store_commit(store, &fault) &&
           fault.kind == FAULT_NONE;
}

static int64_t number_at(struct store *store, unsigned item)
{
    struct slice value;

    if (!store_get(store, id_of(item), &value, &fault))
        return -2;
    return value.bytes ? number_of(value) : -1;
}

static const instant NOVEMBER = 1795284441241; /* 2026-11-21T18:07:21.241Z */
static const instant DAY = 86400000;

/* Everything the index holds, but for the tip. */
static void write_index(struct store *store, struct text *text)
{
    for (int table = TABLE_RECORDS; table < TABLE_TIP; table++) {
        struct index_walk walk;
        bool found = index_walk_begin(&walk, store_index(store), (enum index_table)table, SLICE(""), &fault);

        while (found && index_walk_next(&walk, &found, &fault) && found) {
            text_add_integer(text, table);
            text_add_byte(text, ' ');
            text_add_hex(text, walk.key.bytes, walk.key.length);
            text_add_byte(text, '=');
            text_add_hex(text, walk.value.bytes, walk.value.length);
            text_add_byte(text, '\n');
        }
        index_walk_end(&walk);
    }
}

static void index_as_text(const char *name, struct text *text)
{
    struct store *store = opened(name, STORE_READ);

    text_clear(text);
    if (store)
        write_index(store, text);
    store_close(store);
}

static bool index_is_what_the_journal_says(const char *name)
{
    struct text here = TEXT_INIT;
    struct text anew = TEXT_INIT;
    bool same;

    index_as_text(name, &here);
    copy_store(name, "anew");
    drop_index("anew");
    index_as_text("anew", &anew);
    same = here.length && slice_equal(text_slice(&here), text_slice(&anew));
    text_release(&here);
    text_release(&anew);
    return same;
}

/* "ok", or what is wrong: "broken_chain journal/2026-11.jsonl:3". */
static const char *verdict_on(const char *name)
{
    static char told[FAULT_REASON + 10];
    struct store *store = opened_with(name, STORE_BARE, 1, &test_fold);
    struct verdict verdict;

    if (!store || !store_verify(store, &verdict, &fault))
        snprintf(told, sizeof told, "failed: %s", fault.reason);
    else if (verdict.ok)
        snprintf(told, sizeof told, "ok");
    else if (verdict.line)
        snprintf(told, sizeof told, "%s %s:%d", verdict.code, verdict.file, (int)verdict.line);
    else
        snprintf(told, sizeof told, "%s", verdict.code);
    store_close(store);
    return told;
}

static size_t lines_in(const char *path)
{
    struct text text = TEXT_INIT;
    size_t count = 0;

    read_whole(path, &text);
    for (size_t i = 0; i < text.length; i++)
        count += text.bytes[i] == '\n';
    text_release(&text);
    return count;
}

/* Where line `number` (from 1) begins. */
static size_t line_start(const struct text *text, size_t number)
{
    size_t at = 0;

    while (--number) {
        const char *newline = memchr(text->bytes + at, '\n', text->length - at);

        if (!newline)
            return text->length;
        at = (size_t)(newline - text->bytes) + 1;
    }
    return at;
}

static void test_create(void)
{
    struct stat status;
    struct store *store;

    ok(!opened_with("none", STORE_READ, 0, &test_fold) && fault.kind == FAULT_USAGE && strcmp(fault.code, "no_store") == 0,
       "what is not there is no store");
    ok(mkdir(path_of("bare"), 0700) == 0 && !opened_with("bare", STORE_READ, 0, &test_fold) && strcmp(fault.code, "no_store") == 0,
       "a folder is no store");
    made("first");
    ok(!store_create(path_of("first"), &fault) && fault.kind == FAULT_CONFLICT && strcmp(fault.code, "store_exists") == 0,
       "a store is not made twice");
    ok(stat(path_of("first"), &status) == 0 && (status.st_mode & 0777) == 0700, "it is its owner's alone");
    ok(stat(file_of("first", "people"), &status) == 0 && (status.st_mode & 0777) == 0700, "so is people/");
    is_int(size_of(file_of("first", "format")), 19, "it says what it is");
    store = opened("first", STORE_READ);
    if (ok(store != NULL, "an empty store can be read")) {
        struct slice value;
        struct store_walk walk;
        bool found = true;

        is_int((int64_t)store_seq(store), 0, "it has no transaction");
        ok(store_get(store, SLICE("item/1"), &value, &fault) && !value.bytes, "and no record");
        ok(store_walk_begin(&walk, store, SLICE("item/"), &fault) && store_walk_next(&walk, &found, &fault) && !found,
           "nor anything to walk");
        store_walk_end(&walk);
    }
    store_close(store);
    write_whole(file_of("first", "format"), SLICE("colporteur-store 3\n"));
    ok(!opened_with("first", STORE_READ, 0, &test_fold) && fault.kind == FAULT_SYSTEM && strcmp(fault.code, "store_version") == 0,
       "another format is left alone");
    write_whole(file_of("first", "format"), SLICE("what\n"));
    ok(!opened_with("first", STORE_READ, 0, &test_fold) && strcmp(fault.code, "store_damaged") == 0, "and so is what is no format");
    store_close(NULL);
}

static void test_batches(void)
{
    struct store *store;
    struct store *reader;
    struct text before = TEXT_INIT;
    struct text after = TEXT_INIT;
    struct slice value;
    struct slice facts;
    struct place place;
    int64_t fact = 0;

    made("batches");
    store = opened("batches", STORE_WRITE);
    if (!ok(store != NULL && store_begin(store, NOVEMBER, &fault), "a batch begins"))
        return;
    ok(apply_item(store, SLICE("item/1"), 11, 5) && apply_item(store, SLICE("item/2"), 22, 5), "two transactions");
    is_int(number_at(store, 1), 11, "what was applied can be read before it is written");
    ok(apply_item(store, SLICE("item/1"), 12, 5), "a third one, about the first record");
    is_int(number_at(store, 1), 12, "its last value holds");
    is_int(number_at(store, 2), 22, "the other one stays");
    ok(store_facts(store, SLICE("item/1"), &facts, &fault) && facts.length == sizeof fact, "the fold's facts are at hand");
    memcpy(&fact, facts.bytes ? facts.bytes : (const char *)&fact, sizeof fact);
    is_int(fact, 12, "and up to date");
    is_int(size_of(file_of("batches", "journal/2026-11.jsonl")), -1, "there is no file yet");
    ok(store_commit(store, &fault), "the batch is committed");
    is_int((int64_t)lines_in(file_of("batches", "journal/2026-11.jsonl")), 3, "three lines");
    is_int((int64_t)store_seq(store), 3, "three transactions");

    reader = NULL;
    read_whole(file_of("batches", "journal/2026-11.jsonl"), &before);
    ok(store_begin(store, NOVEMBER, &fault) && apply_item(store, SLICE("item/1"), 99, 5) &&
           apply_item(store, SLICE("item/3"), 33, 5),
       "another batch");
    is_int(number_at(store, 1), 99, "is seen by its writer");
    store_abandon(store);
    read_whole(file_of("batches", "journal/2026-11.jsonl"), &after);
    ok(slice_equal(text_slice(&before), text_slice(&after)), "what is abandoned leaves the journal as it was");
    ok(store_begin(store, NOVEMBER, &fault), "the next batch begins");
    is_int(number_at(store, 1), 12, "without what was abandoned");
    is_int(number_at(store, 3), -1, "all of it");
    ok(store_commit(store, &fault), "an empty batch is committed");
    is_int((int64_t)store_seq(store), 3, "and is no transaction");
    store_close(store);

    reader = opened("batches", STORE_READ);
    is_int(reader ? number_at(reader, 1) : -9, 12, "another process reads the same");
    ok(reader && store_place(reader, SLICE("item/1"), &place, &value, &fault) && place.month == 202611 &&
           place.length == value.length,
       "by its place");
    ok(reader && store_bytes(reader, &place, &facts, &fault) && slice_equal(facts, value), "where its bytes are");
    store_close(reader);

    /* A trial does everything but the writing. */
    store = opened("batches", STORE_TRIAL);
    ok(store && store_begin(store, NOVEMBER + DAY * 40, &fault) && apply_item(store, SLICE("item/1"), 50, 5) &&
           apply_item(store, SLICE("item/9"), 90, 5),
       "a trial");
    is_int(store ? number_at(store, 1) : -9, 50, "sees its own changes");
    is_int(store ? number_at(store, 2) : -9, 22, "and what was there");
    ok(store && store_commit(store, &fault), "and ends well");
    store_close(store);
    read_whole(file_of("batches", "journal/2026-11.jsonl"), &after);
    ok(slice_equal(text_slice(&before), text_slice(&after)) && size_of(file_of("batches", "journal/2026-12.jsonl")) == -1,
       "but nothing was written");
    reader = opened("batches", STORE_READ);
    is_int(reader ? number_at(reader, 1) : -9, 12, "nor is anything in the index");
    store_close(reader);
    is_text(verdict_on("batches"), "ok", "the store is in order");
    ok(index_is_what_the_journal_says("batches"), "and its index what the journal says");
    text_release(&before);
    text_release(&after);
}

static void test_gone(void)
{
    struct changes changes = CHANGES_INIT;
    struct store *store;
    struct slice value;
    char long_id[STORE_ID_LIMIT + 8];

    made("gone");
    store = opened("gone", STORE_WRITE);
    if (!store)
        return;
    ok(written(store, NOVEMBER, 1, 5) && written(store, NOVEMBER, 2, 6), "two records");
    changes_gone(&changes, SLICE("item/1"));
    add_item(&changes, SLICE("item/3"), 7, 3);
    ok(store_begin(store, NOVEMBER, &fault) && store_apply(store, &changes, &fault) && store_commit(store, &fault), "one goes");
    ok(store_begin(store, NOVEMBER, &fault) && store_get(store, SLICE("item/1"), &value, &fault) && !value.bytes,
       "and is not there");
    is_int(number_at(store, 3), 7, "the other change of the transaction is");
    ok(apply_item(store, SLICE("item/1"), 8, 3) && store_commit(store, &fault), "it may come again");

    changes_clear(&changes);
    memset(long_id, 'x', sizeof long_id);
    memcpy(long_id, "item/", 5);
    add_item(&changes, (struct slice){long_id, STORE_ID_LIMIT}, 1, 1);
    ok(store_begin(store, NOVEMBER, &fault) && store_apply(store, &changes, &fault), "an id may have %d bytes", STORE_ID_LIMIT);
    ok(store_get(store, (struct slice){long_id, STORE_ID_LIMIT}, &value, &fault) && value.bytes, "and is found");
    ok(store_get(store, (struct slice){long_id, sizeof long_id}, &value, &fault) && !value.bytes, "a longer one is nowhere");
    changes_clear(&changes);
    add_item(&changes, (struct slice){long_id, STORE_ID_LIMIT + 1}, 1, 1);
    ok(!store_apply(store, &changes, &fault) && strcmp(fault.code, "id_too_long") == 0, "and is refused");
    store_abandon(store);
    store_close(store);
    changes_release(&changes);
    is_text(verdict_on("gone"), "ok", "the store is in order");
    ok(index_is_what_the_journal_says("gone"), "and its index what the journal says");
}

static void test_natural_order(void)
{
    static const char *const others[] = {
        "item/007", "item/0",  "item/a",        "item/10a",      "item/a/9",       "item/a/10",       "item/1234567890123456789",
        "item",     "items/1", "item/b-999999", "item/b-000002", "item/b-1000000", "item/b-10000000", "item/b-0999999",
        "item/b-9", "item/b-x"};
    static const char *const wanted[] = {"item/0",        "item/007",  "item/10a",       "item/1234567890123456789", "item/a",
                                         "item/a/9",      "item/a/10", "item/b-000002",  "item/b-0999999",           "item/b-9",
                                         "item/b-999999", "item/b-x",  "item/b-1000000", "item/b-10000000"};
    struct store *store;
    struct store_walk walk;
    bool found = true;
    bool ordered = true;
    bool valued = true;
    unsigned number = 0;
    size_t other = 0;

    made("order");
    store = opened("order", STORE_WRITE);
    if (!store || !store_begin(store, NOVEMBER, &fault))
        return;
    for (unsigned i = 0; i < 1200; i++)
        apply_item(store, id_of(1 + i * 7 % 1200), (int64_t)i, 1);
    for (size_t i = 0; i < sizeof others / sizeof *others; i++)
        apply_item(store, slice_of(others[i]), 1, 1);
    ok(store_commit(store, &fault), "records in no order");
    store_close(store);
    store = opened("order", STORE_READ);
    if (!store)
        return;
    ok(store_walk_begin(&walk, store, SLICE("item/"), &fault), "are walked");
    while (store_walk_next(&walk, &found, &fault) && found) {
        struct slice id = store_walk_id(&walk);
        struct slice value;
        struct slice again;

        if (number < 1200) {
            ordered &= slice_equal(id, id_of(++number));
        } else {
            ordered &= other < sizeof wanted / sizeof *wanted && slice_is(id, wanted[other]);
            other++;
        }
        valued &= store_walk_value(&walk, &value, &fault) && store_get(store, id, &again, &fault) && slice_equal(value, again) &&
                  walk.facts.length == sizeof(int64_t);
    }
    store_walk_end(&walk);
    ok(ordered && number == 1200 && other == sizeof wanted / sizeof *wanted, "in the order of their numbers, then of their bytes");
    ok(valued, "with their values");
    store_close(store);
}

static void test_together(void)
{
    struct store *store;
    struct slice line;
    struct store_lines lines;

    made("together");
    store = opened("together", STORE_WRITE);
    if (!store)
        return;
    ok(written(store, NOVEMBER, 1, 1), "a transaction");
    ok(store_begin(store, NOVEMBER, &fault), "a batch");
    store_together(store);
    ok(apply_item(store, SLICE("item/1"), 2, 1) && apply_item(store, SLICE("item/2"), 3, 1) &&
           apply_item(store, SLICE("item/1"), 4, 1),
       "of three changes together");
    is_int(number_at(store, 1), 4, "each is seen by the next");
    ok(store_commit(store, &fault), "is committed");
    is_int((int64_t)store_seq(store), 2, "as one transaction");
    is_int((int64_t)lines_in(file_of("together", "journal/2026-11.jsonl")), 2, "on one line");
    ok(written(store, NOVEMBER, 5, 5), "the next batch is as ever");
    is_int((int64_t)store_seq(store), 3, "a transaction of its own");
    ok(store_begin(store, NOVEMBER, &fault), "together");
    store_together(store);
    ok(store_commit(store, &fault) && store_seq(store) == 3, "nothing is no transaction");
    ok(store_begin(store, NOVEMBER, &fault), "together");
    store_together(store);
    ok(apply_item(store, SLICE("item/7"), 7, 1), "and something");
    store_abandon(store);
    store_close(store);
    store = opened("together", STORE_READ);
    is_int(store ? number_at(store, 7) : -9, -1, "may be abandoned");
    ok(store && store_lines_begin(&lines, store, &fault) && store_lines_next(&lines, &line, &fault) &&
           store_lines_next(&lines, &line, &fault) && line.bytes,
       "the second line");
    if (store) {
        struct line read;
        struct line_change change;
        struct text room = TEXT_INIT;
        int count = 0;

        ok(line_read(line, &read) && read.seq == 2 && read.at == NOVEMBER, "has its number and its time");
        ok(slice_is(scan_text(read.tool), "store-test") && slice_is(scan_decoded(read.user, &room), "somebody \"else\""),
           "and says who wrote it");
        while (line_next_change(&read, &change, &room))
            count++;
        is_int(count, 3, "three changes");
        ok(line_changes_whole(&read), "and nothing else");
        text_release(&room);
    }
    store_close(store);
    is_text(verdict_on("together"), "ok", "the store is in order");
    ok(index_is_what_the_journal_says("together"), "and its index what the journal says");
}

/* Persons */

static bool put_person(struct store *store, const char *id, unsigned version, const char *value)
{
    struct changes changes = CHANGES_INIT;
    bool done;

    text_add_string(changes_begin_person(&changes, slice_of(id), version), value);
    changes_end(&changes);
    done = store_apply(store, &changes, &fault);
    changes_release(&changes);
    return done;
}

static void is_person(struct store *store, const char *id, unsigned version, const char *wanted, const char *name)
{
    struct slice value = {NULL, 0};

    if (ok(store_person(store, slice_of(id), version, &value, &fault), "%s: can be asked", name)) {
        if (wanted)
            is_bytes(value.bytes, value.length, wanted, "%s", name);
        else
            ok(!value.bytes, "%s", name);
    }
}

static void test_persons(void)
{
    static const char one[] = "{\"name\":\"Jeanne \\\"J\\\" Martin\",\"email\":\"j@example.org\"}";
    static const char two[] = "{\"name\":\"Jeanne Martin\",\"email\":\"jeanne@example.org\"}";
    struct store *store;
    struct text journal = TEXT_INIT;
    struct text people = TEXT_INIT;
    struct person_line line;
    struct text room = TEXT_INIT;
    struct slice value;
    unsigned version = 9;

    made("persons");
    store = opened("persons", STORE_WRITE);
    if (!store || !store_begin(store, NOVEMBER, &fault))
        return;
    ok(store_person_version(store, SLICE("customer/C-1"), &version, &fault) && version == 0, "nobody has no version");
    ok(put_person(store, "customer/C-1", 1, one), "a person");
    is_person(store, "customer/C-1", 1, one, "known before the commit");
    ok(apply_item(store, SLICE("item/1"), 1, 1) && put_person(store, "customer/C-1", 2, two) &&
           put_person(store, "customer/7", 1, "{}"),
       "a second version, and another person");
    ok(store_commit(store, &fault), "are committed");
    ok(written(store, NOVEMBER, 2, 2), "and the store goes on");
    store_close(store);

    store = opened("persons", STORE_READ);
    if (!store)
        return;
    ok(store_person_version(store, SLICE("customer/C-1"), &version, &fault) && version == 2, "the latest version is known");
    is_person(store, "customer/C-1", 1, one, "the first version stays");
    is_person(store, "customer/C-1", 2, two, "the second one too");
    is_person(store, "customer/C-1", 3, NULL, "there is no third");
    is_person(store, "customer/C-1", 0, NULL, "nor a version 0");
    is_person(store, "customer/C", 1, NULL, "nor a person of a shorter name");
    is_person(store, "customer/7", 1, "{}", "a person of whom nothing is known");
    ok(index_get(store_index(store), TABLE_KEYS, SLICE("pJeanne Martin"), &value, &fault) && slice_is(value, "customer/C-1"),
       "the fold has seen the person");
    ok(store_get(store, SLICE("customer/C-1"), &value, &fault) && value.bytes, "the journal has the person's record");
    read_whole(file_of("persons", "journal/2026-11.jsonl"), &journal);
    ok(!memmem(journal.bytes, journal.length, "Jeanne", 6) && !memmem(journal.bytes, journal.length, "example.org", 11),
       "and nothing that identifies the person");
    read_whole(file_of("persons", "people/2026-11.jsonl"), &people);
    ok(person_line_read((struct slice){people.bytes, line_start(&people, 2)}, &line, &room) && line.seq == 1 && line.version == 1 &&
           slice_is(line.id, "customer/C-1") && slice_is(line.value, one),
       "which stands in people/");
    if (line.salt.bytes && value.bytes) {
        struct digest digest = person_digest(line.salt, line.value);
        char hex[DIGEST_HEX];

        ok(line.salt.length == 32, "with its salt");
        digest_hex(&digest, hex);
        ok(memmem(journal.bytes, journal.length, hex, sizeof hex), "whose digest is in the journal");
    }
    store_close(store);
    is_text(verdict_on("persons"), "ok", "the store is in order");
    ok(index_is_what_the_journal_says("persons"), "and its index what journal and people say");

    /* A trial with a person leaves no trace either. */
    store = opened("persons", STORE_TRIAL);
    ok(store && store_begin(store, NOVEMBER, &fault) && put_person(store, "customer/C-1", 3, "{\"name\":\"X\"}"), "a trial");
    if (store)
        is_person(store, "customer/C-1", 3, "{\"name\":\"X\"}", "sees its person");
    ok(store && store_commit(store, &fault), "and ends");
    store_close(store);
    is_int(size_of(file_of("persons", "people/2026-11.jsonl")), (int64_t)people.length, "without a trace");

    /* Persons that somebody took out of the file by hand are missed by name. */
    write_whole(file_of("persons", "people/2026-11.jsonl"), (struct slice){people.bytes, line_start(&people, 2)});
    store = opened("persons", STORE_READ);
    if (store) {
        is_person(store, "customer/C-1", 1, one, "who is there is read");
        ok(!store_person(store, SLICE("customer/C-1"), 2, &value, &fault) && fault.kind == FAULT_SYSTEM &&
               strcmp(fault.code, "store_damaged") == 0,
           "who is not is told to be missing");
    }
    store_close(store);
    is_text(verdict_on("persons"), "wrong_person journal/2026-11.jsonl:3", "and store_verify says where");
    text_release(&journal);
    text_release(&people);
    text_release(&room);
}

/* Persons that are erased. */

static bool erase(struct store *store, const char *erasure, const char *versions)
{
    struct changes changes = CHANGES_INIT;
    struct text *text = changes_begin(&changes, slice_of(erasure));
    bool done;

    text_add_string(text, "{\"type\":\"erasure\",\"erased\":");
    text_add_string(text, versions);
    text_add_byte(text, '}');
    changes_end(&changes);
    done = store_apply(store, &changes, &fault);
    changes_release(&changes);
    return done;
}

static bool names_anybody(const char *store, const char *name)
{
    char command[1200];

    snprintf(command, sizeof command, "grep -rqa '%s' '%s'", name, path_of(store));
    return system(command) == 0;
}

static const char *const erased_files[] = {"journal/2026-11.jsonl", "people/2026-11.jsonl", "index/data.mdb"};

static unsigned latest_version(struct store *store, const char *id)
{
    unsigned version = 0;

    return store_person_version(store, slice_of(id), &version, &fault) ? version : 999;
}

/* The store as it was when the journal knew of the erasure and people/ did not yet, its line cut into old and new bytes. */
static void interrupt(const char *name, struct slice before, struct slice after, size_t from, size_t to)
{
    struct text mixed = TEXT_INIT;

    copy_store("erased", name);
    text_add_slice(&mixed, before);
    memcpy(mixed.bytes + from, after.bytes + from, to - from);
    write_whole(file_of(name, erased_files[1]), text_slice(&mixed));
    text_release(&mixed);
}

static void is_completed(const char *name, struct slice wanted, enum store_access by)
{
    struct store *store = opened(name, by);
    struct text people = TEXT_INIT;

    ok(store && (by == STORE_READ || written(store, NOVEMBER, 9, 9)), "who comes next goes on");
    store_close(store);
    read_whole(file_of(name, erased_files[1]), &people);
    is_bytes(people.bytes, people.length,
             text_string(&(struct text){(char *)(uintptr_t)wanted.bytes, wanted.length, wanted.length + 1}),
             "and overwrites what was left");
    text_release(&people);
}

static void test_interrupted_erasure(struct slice before, struct slice after)
{
    size_t first = 0;
    size_t last = after.length;
    struct store *store;

    while (before.bytes[first] == after.bytes[first])
        first++;
    while (before.bytes[last - 1] == after.bytes[last - 1])
        last--;
    interrupt("interrupted", before, after, first, first);
    is_text(verdict_on("interrupted"), "not_erased people/2026-11.jsonl:1", "an erasure that was not carried out is found");
    drop_index("interrupted");
    store = opened("interrupted", STORE_TRIAL);
    ok(store && store_begin(store, NOVEMBER, &fault), "a trial passes");
    if (store)
        is_person(store, "customer/C-1", 1, NULL, "and is not told of the person");
    ok(store && store_commit(store, &fault) && names_anybody("interrupted", "Jeanne"), "but overwrites nothing");
    store_close(store);
    is_completed("interrupted", after, STORE_WRITE);
    for (size_t at = first; at <= last; at += 1 + random_below(9)) {
        interrupt("interrupted", before, after, first, at);
        drop_index("interrupted");
        is_completed("interrupted", after, at % 2 ? STORE_WRITE : STORE_READ);
        interrupt("interrupted", before, after, at, last);
        drop_index("interrupted");
        is_completed("interrupted", after, STORE_WRITE);
    }
    is_text(verdict_on("interrupted"), "ok", "and the store is in order");
    /* After a loss of power any of the bytes may be there, so that the line is whole and its person another. */
    for (size_t at = first; at < last; at++) {
        interrupt("interrupted", before, after, at, at + 1);
        is_text(verdict_on("interrupted"), "not_erased people/2026-11.jsonl:1", "one byte of an erasure is no damage");
    }
    interrupt("interrupted", before, before, first, first);
    drop_index("interrupted");
    ok(chmod(file_of("interrupted", "people"), 0500) == 0, "people/ that may not be written");
    store = opened("interrupted", STORE_READ);
    if (store)
        is_person(store, "customer/C-1", 1, NULL, "the person is not told even so");
    store_close(store);
    ok(chmod(file_of("interrupted", "people"), 0700) == 0, "people/ that may");
}

static void test_erasure(void)
{
    static const char one[] = "{\"name\":\"Jeanne Martin\",\"email\":\"jeanne@example.org\",\"street\":\"Rue Haute 5\"}";
    struct store *store;
    struct store *other;
    struct store *reader;
    struct text before = TEXT_INIT;
    struct text after = TEXT_INIT;
    char *name;
    unsigned version;

    made("erased");
    store = opened("erased", STORE_WRITE);
    ok(store && store_begin(store, NOVEMBER, &fault) && put_person(store, "customer/C-1", 1, one) &&
           put_person(store, "customer/C-2", 1, "{\"name\":\"Paul\"}") && put_person(store, "customer/C-1", 2, one) &&
           store_commit(store, &fault),
       "persons");
    reader = opened("erased", STORE_READ);
    other = opened("erased", STORE_WRITE);
    ok(other && written(other, NOVEMBER, 1, 1), "another writer");
    read_whole(file_of("erased", erased_files[1]), &before);
    if (!store || !reader || !other)
        return;
    ok(store_begin(store, NOVEMBER, &fault) && erase(store, "erasure/customer/C-1", "[1,2]"), "an erasure");
    is_person(store, "customer/C-1", 1, NULL, "holds before the commit");
    ok(store_commit(store, &fault), "is committed");
    is_person(reader, "customer/C-1", 1, NULL, "a reader of the moment before is told nothing more");
    is_person(reader, "customer/C-2", 1, "{\"name\":\"Paul\"}", "but of the others");
    ok(store_refresh(reader, &fault) && store_seq(reader) == store_seq(store), "and comes to the new index");
    is_int(latest_version(reader, "customer/C-1"), 2, "where the version is known");
    is_person(reader, "customer/C-1", 2, NULL, "as erased");
    ok(!names_anybody("erased", "Jeanne") && !names_anybody("erased", "jeanne@example.org") &&
           !names_anybody("erased", "Rue Haute"),
       "nothing in the store names the person");
    read_whole(file_of("erased", erased_files[1]), &after);
    is_int((int64_t)after.length, (int64_t)before.length, "no line of people/ has moved");
    ok(memmem(after.bytes, after.length, "\"version\":1,\"erased\":5 ", 23) && memmem(after.bytes, after.length, "Paul", 4),
       "lines say what erased them");
    is_text(verdict_on("erased"), "ok", "the store is in order");
    ok(index_is_what_the_journal_says("erased"), "and its index what journal and people say");

    test_interrupted_erasure(text_slice(&before), text_slice(&after));

    copy_store("erased", "claimed");
    read_whole(file_of("claimed", erased_files[1]), &before);
    name = memmem(before.bytes, before.length, "\"erased\":5", 10);
    if (name)
        name[9] = '2';
    write_whole(file_of("claimed", erased_files[1]), text_slice(&before));
    is_text(verdict_on("claimed"), "not_erased people/2026-11.jsonl:1", "a line that names another transaction is found");
    drop_index("claimed");
    is_completed("claimed", text_slice(&after), STORE_WRITE);

    /* A writer that had the index open goes on with the new one, and a person who comes back gets a new version. */
    ok(store_begin(other, NOVEMBER, &fault) && store_person_version(other, SLICE("customer/C-1"), &version, &fault) &&
           version == 2 && put_person(other, "customer/C-1", 3, "{\"name\":\"Marie\"}") && store_commit(other, &fault),
       "the other writer goes on");
    ok(written(store, NOVEMBER, 2, 2), "and so does the first");
    is_text(verdict_on("erased"), "ok", "in order");
    ok(index_is_what_the_journal_says("erased"), "with one index");
    store_close(other);
    store_close(reader);

    /* In one transaction, and of a person of the same batch. */
    ok(store_begin(store, NOVEMBER, &fault), "a batch");
    store_together(store);
    ok(put_person(store, "note/1", 1, "{\"note\":\"Ring at Odile's\"}") && erase(store, "erasure/note/1", "[1]") &&
           erase(store, "erasure/customer/C-1", "[1,2,3]") && store_commit(store, &fault),
       "erases a person that it brings");
    ok(!names_anybody("erased", "Odile") && !names_anybody("erased", "Marie"), "wholly");
    store_close(store);
    store = opened("erased", STORE_READ);
    is_int(store ? latest_version(store, "customer/C-1") : 0, 3, "the version is not given again");
    store_close(store);
    ok(index_is_what_the_journal_says("erased"), "nor by an index that was made anew");

    /* A line that is overwritten though nothing erases it, and one that is not though it is. */
    read_whole(file_of("erased", erased_files[1]), &after);
    copy_store("erased", "blanked");
    store = opened("blanked", STORE_WRITE);
    ok(store && store_begin(store, NOVEMBER, &fault) && put_person(store, "customer/C-9", 1, one) && store_commit(store, &fault),
       "a person");
    store_close(store);
    read_whole(file_of("blanked", erased_files[1]), &before);
    name = memmem(before.bytes, before.length, ",\"salt\":", 8);
    for (char *next = name; next; next = memmem(next + 1, before.length - (size_t)(next + 1 - before.bytes), ",\"salt\":", 8))
        name = next;
    if (name) {
        struct text blank = TEXT_INIT;
        size_t start;

        person_line_erase(&blank, before.length - (size_t)(name - before.bytes), 1, &start);
        memcpy(name, blank.bytes, blank.length);
        text_release(&blank);
    }
    write_whole(file_of("blanked", erased_files[1]), text_slice(&before));
    is_text(verdict_on("blanked"), "wrong_person people/2026-11.jsonl:6", "a line overwritten though nothing erases it is found");

    text_release(&before);
    text_release(&after);
}

/* Persons whose journal line never came to be are cut off; whose line is torn lose nothing that was acknowledged. */
static void test_orphans(void)
{
    struct store *store;
    struct text people = TEXT_INIT;
    struct text journal = TEXT_INIT;
    int64_t whole;

    made("orphans");
    store = opened("orphans", STORE_WRITE);
    ok(store && store_begin(store, NOVEMBER, &fault) && put_person(store, "customer/1", 1, "{\"name\":\"A\"}") &&
           store_commit(store, &fault),
       "a person");
    whole = size_of(file_of("orphans", "people/2026-11.jsonl"));
    ok(store && store_begin(store, NOVEMBER, &fault) && put_person(store, "customer/1", 2, "{\"name\":\"B\"}") &&
           store_commit(store, &fault),
       "its next version");
    store_close(store);
    copy_store("orphans", "whole");
    read_whole(file_of("orphans", "journal/2026-11.jsonl"), &journal);
    drop_index("orphans");
    drop_head("orphans");
    write_whole(file_of("orphans", "journal/2026-11.jsonl"), (struct slice){journal.bytes, line_start(&journal, 2)});
    is_text(verdict_on("orphans"), "ok", "a person whose line is not in the journal was never acknowledged");
    store = opened("orphans", STORE_READ);
    if (store)
        is_person(store, "customer/1", 2, NULL, "and is not known");
    store_close(store);
    store = opened("orphans", STORE_WRITE);
    ok(store && written(store, NOVEMBER, 1, 1), "the next writer goes on");
    is_int(size_of(file_of("orphans", "people/2026-11.jsonl")), whole, "and cuts it off");
    ok(store && store_begin(store, NOVEMBER, &fault) && put_person(store, "customer/1", 2, "{\"name\":\"C\"}") &&
           store_commit(store, &fault),
       "the version is given anew");
    store_close(store);
    store = opened("orphans", STORE_READ);
    if (store)
        is_person(store, "customer/1", 2, "{\"name\":\"C\"}", "to what was acknowledged");
    store_close(store);
    is_text(verdict_on("orphans"), "ok", "the store is in order");

    /* A person cut anywhere, with the journal's line gone too. */
    read_whole(file_of("whole", "people/2026-11.jsonl"), &people);
    for (size_t cut = (size_t)whole + 1; cut < people.length; cut += 13) {
        copy_store("whole", "cut");
        drop_index("cut");
        drop_head("cut");
        write_whole(file_of("cut", "journal/2026-11.jsonl"), (struct slice){journal.bytes, line_start(&journal, 2) + 5});
        write_whole(file_of("cut", "people/2026-11.jsonl"), (struct slice){people.bytes, cut});
        store = opened("cut", STORE_WRITE);
        if (!store || !written(store, NOVEMBER, 1, 1) || size_of(file_of("cut", "people/2026-11.jsonl")) != whole)
            ok(false, "people/ cut at %zu: %s", cut, fault.reason);
        store_close(store);
    }
    is_text(verdict_on("cut"), "ok", "a torn person is cut off wherever it is torn");
    text_release(&people);
    text_release(&journal);
}

/* The index */

static void test_catching_up(void)
{
    struct store *store;
    struct store *reader;
    struct text lagging = TEXT_INIT;
    struct text caught_up = TEXT_INIT;

    made("lag");
    store = opened("lag", STORE_WRITE);
    for (unsigned i = 1; store && i <= 5; i++)
        written(store, NOVEMBER, i, i);
    store_close(store);
    run("cp -a", file_of("lag", "index"), path_of("lagging-index"));
    store = opened("lag", STORE_WRITE);
    for (unsigned i = 4; store && i <= 9; i++)
        written(store, NOVEMBER + (int64_t)i * 7 * DAY, i, 100 + i);
    store_close(store);
    drop_index("lag");
    run("cp -a", path_of("lagging-index"), file_of("lag", "index"));
    copy_store("lag", "lag2");

    reader = opened("lag", STORE_READ);
    is_int(reader ? (int64_t)store_seq(reader) : -9, 11, "a reader catches up with the journal");
    is_int(reader ? number_at(reader, 4) : -9, 104, "and reads what is new");
    is_int(reader ? number_at(reader, 1) : -9, 1, "and what is not");
    store_close(reader);
    ok(index_is_what_the_journal_says("lag"), "the index is as if it had never lagged");

    store = opened("lag2", STORE_WRITE);
    ok(store && written(store, NOVEMBER, 20, 20), "a writer goes on where the journal ends");
    is_int(store ? (int64_t)store_seq(store) : -9, 12, "not where the index did");
    store_close(store);
    ok(index_is_what_the_journal_says("lag2"), "and the index with it");
    is_text(verdict_on("lag2"), "ok", "the store is in order");

    index_as_text("lag2", &caught_up);
    store = opened_with("lag2", STORE_READ, 1, &next_fold);
    if (ok(store != NULL, "another version of the fold")) {
        write_index(store, &lagging);
        ok(slice_equal(text_slice(&lagging), text_slice(&caught_up)), "makes the index anew");
    }
    store_close(store);
    write_whole(file_of("lag2", "index/data.mdb"), SLICE("this is no database, and nobody is to wonder for long"));
    store = opened("lag2", STORE_READ);
    is_int(store ? number_at(store, 20) : -9, 20, "a damaged index is replaced by who reads");
    store_close(store);
    write_whole(file_of("lag2", "index/data.mdb"), SLICE("this is no database either"));
    store = opened("lag2", STORE_WRITE);
    ok(store && written(store, NOVEMBER, 21, 21), "and by who writes");
    store_close(store);
    ok(index_is_what_the_journal_says("lag2"), "and is what the journal says");
    text_release(&lagging);
    text_release(&caught_up);
}

/* Another process holds the lock until the pipe is closed. */
static pid_t hold_lock(const char *name, int *hold)
{
    int ready[2];
    int end[2];
    char byte = 'x';
    pid_t child;

    if (pipe(ready) != 0 || pipe(end) != 0)
        return -1;
    fflush(stdout);
    child = fork();
    if (child == 0) {
        int fd = open(file_of(name, "lock"), O_RDWR);

        close(end[1]);
        if (lock_take(fd, 1, &fault) && write(ready[1], &byte, 1) == 1)
            while (read(end[0], &byte, 1) < 0 && errno == EINTR)
                ;
        _exit(0);
    }
    close(ready[1]);
    close(end[0]);
    if (read(ready[0], &byte, 1) != 1)
        printf("# the other process has no lock\n");
    close(ready[0]);
    *hold = end[1];
    return child;
}

static void let_go(pid_t child, int hold)
{
    close(hold);
    waitpid(child, NULL, 0);
}

static void test_busy(void)
{
    struct store *store;
    struct store *reader;
    FILE *file;
    char torn[80];
    pid_t child;
    int hold;

    made("busy");
    store = opened("busy", STORE_WRITE);
    ok(store && written(store, NOVEMBER, 1, 1), "a record");
    store_close(store);
    child = hold_lock("busy", &hold);
    store = opened_with("busy", STORE_WRITE, 0.02, &test_fold);
    ok(store && !store_begin(store, NOVEMBER, &fault) && fault.kind == FAULT_BUSY, "two do not write at once");
    reader = opened("busy", STORE_READ);
    is_int(reader ? number_at(reader, 1) : -9, 1, "but one reads while another writes");
    store_close(reader);
    /* What the writer has in the file so far is nobody's business. */
    snprintf(torn, sizeof torn, "journal/2026-11.torn-%d", (int)size_of(file_of("busy", "journal/2026-11.jsonl")));
    file = fopen(file_of("busy", "journal/2026-11.jsonl"), "ab");
    if (file) {
        fputs("{\"seq\":2,\"at\":\"2026-11-2", file);
        fclose(file);
    }
    reader = opened_with("busy", STORE_READ, 5, &test_fold);
    ok(reader && fault.kind == FAULT_NONE, "not even when it has begun to, and the reader is not told that it is busy");
    is_int(reader ? number_at(reader, 1) : -9, 1, "it sees what was there before");
    is_text(verdict_on("busy"), "ok", "and so does who verifies");
    store_close(reader);
    let_go(child, hold);
    is_text(verdict_on("busy"), "torn_end journal/2026-11.jsonl:2", "once nobody writes, it is a torn end");
    ok(store && written(store, NOVEMBER, 2, 2), "which the next writer sets aside");
    store_close(store);
    is_int(size_of(file_of("busy", torn)), 24, "in a file of its own");
    is_text(verdict_on("busy"), "ok", "and goes on");
    child = hold_lock("busy", &hold);
    drop_index("busy");
    ok(!opened_with("busy", STORE_READ, 0.02, &test_fold) && fault.kind == FAULT_BUSY,
       "only without an index does a reader have to wait");
    let_go(child, hold);
}

static void test_rebuild(void)
{
    struct text before = TEXT_INIT;
    struct text after = TEXT_INIT;
    struct store *store;

    made("rebuild");
    store = opened("rebuild", STORE_WRITE);
    for (int batch = 0; store && batch < 40; batch++) {
        if (!store_begin(store, NOVEMBER + batch * 3 * DAY, &fault))
            break;
        if (batch % 10 == 9)
            store_together(store);
        for (int i = 0; i < 50; i++) {
            unsigned item = (unsigned)random_below(200);

            if (random_below(8) == 0) {
                struct changes changes = CHANGES_INIT;

                changes_gone(&changes, id_of(item));
                if (!store_apply(store, &changes, &fault))
                    printf("# %s\n", fault.reason);
                changes_release(&changes);
            } else if (random_below(10) == 0) {
                char id[40];
                unsigned version;

                snprintf(id, sizeof id, "customer/%u", item);
                if (!store_person_version(store, slice_of(id), &version, &fault) ||
                    !put_person(store, id, version + 1, version % 2 ? "{\"name\":\"A\"}" : "{\"name\":\"B\"}"))
                    printf("# %s\n", fault.reason);
            } else if (!apply_item(store, id_of(item), (int64_t)random_below(100000), random_below(300))) {
                printf("# %s\n", fault.reason);
            }
        }
        if (batch % 13 == 12)
            store_abandon(store);
        else if (!store_commit(store, &fault))
            printf("# %s\n", fault.reason);
    }
    store_close(store);
    index_as_text("rebuild", &before);
    store = opened("rebuild", STORE_WRITE);
    ok(store && store_rebuild(store, &fault), "an index is thrown away and made anew");
    ok(store && written(store, NOVEMBER + 200 * DAY, 1, 1), "the store that did it can go on");
    store_close(store);
    copy_store("rebuild", "rebuilt");
    store = opened("rebuilt", STORE_WRITE);
    ok(store && store_rebuild(store, &fault), "and again");
    store_close(store);
    index_as_text("rebuild", &before);
    index_as_text("rebuilt", &after);
    ok(before.length > 10000 && slice_equal(text_slice(&before), text_slice(&after)), "it is the same index");
    is_text(verdict_on("rebuild"), "ok", "the store is in order");
    text_release(&before);
    text_release(&after);
}

/* Ends of the journal that were not finished, and some that were. */
static void test_torn_ends(void)
{
    struct text journal = TEXT_INIT;
    struct text torn = TEXT_INIT;
    struct store *store;
    size_t last;
    int wrong_reads = 0;
    int wrong_writes = 0;
    int wrong_verdicts = 0;
    int not_kept = 0;

    made("torn");
    store = opened("torn", STORE_WRITE);
    for (unsigned i = 1; store && i <= 3; i++)
        written(store, NOVEMBER, i, i);
    store_close(store);
    read_whole(file_of("torn", "journal/2026-11.jsonl"), &journal);
    last = line_start(&journal, 3);
    for (size_t cut = last + 1; cut < journal.length; cut++) {
        char name[80];

        /* With an index, without one, and with bytes that the disk never got. */
        copy_store("torn", "cut");
        if (cut % 3 == 0) {
            text_clear(&torn);
            text_add(&torn, journal.bytes, cut);
            for (size_t i = cut; i < journal.length; i++)
                text_add_byte(&torn, '\0');
        } else {
            text_clear(&torn);
            text_add(&torn, journal.bytes, cut);
        }
        drop_index("cut");
        drop_head("cut");
        write_whole(file_of("cut", "journal/2026-11.jsonl"), (struct slice){journal.bytes, last});
        if (cut % 2) {
            store = opened("cut", STORE_READ);
            store_close(store);
        }
        write_whole(file_of("cut", "journal/2026-11.jsonl"), text_slice(&torn));
        if (cut % 5 == 0)
            wrong_verdicts += strcmp(verdict_on("cut"), "torn_end journal/2026-11.jsonl:3") != 0;
        if (cut % 7 == 0) {
            store = opened("cut", STORE_TRIAL);
            wrong_reads += !store || !store_begin(store, NOVEMBER, &fault) || number_at(store, 2) != 2 ||
                           number_at(store, 3) != -1 || !store_commit(store, &fault);
            store_close(store);
            wrong_reads += size_of(file_of("cut", "journal/2026-11.jsonl")) != (int64_t)torn.length;
        }
        if (cut % 2 == 0) {
            store = opened("cut", STORE_READ);
            wrong_reads += !store || store_seq(store) != 2 || number_at(store, 3) != -1 || number_at(store, 2) != 2;
            store_close(store);
        }
        store = opened("cut", STORE_WRITE);
        wrong_writes += !store || !written(store, NOVEMBER, 4, 4) || store_seq(store) != 3 ||
                        size_of(file_of("cut", "journal/2026-11.jsonl")) != (int64_t)journal.length;
        store_close(store);
        snprintf(name, sizeof name, "journal/2026-11.torn-%zu", last);
        not_kept += size_of(file_of("cut", name)) != (int64_t)(torn.length - last);
        if (cut % 5 == 0)
            wrong_verdicts += strcmp(verdict_on("cut"), "ok") != 0;
    }
    is_int(wrong_reads, 0, "a torn end is not there for readers and trials, wherever it is torn");
    is_int(wrong_writes, 0, "the next writer goes on behind the last whole line");
    is_int(not_kept, 0, "and keeps it apart");
    is_int(wrong_verdicts, 0, "store_verify calls it by its name");

    /* All that is missing is the newline: the line was not acknowledged. */
    copy_store("torn", "cut");
    drop_index("cut");
    write_whole(file_of("cut", "journal/2026-11.jsonl"), (struct slice){journal.bytes, journal.length - 1});
    store = opened("cut", STORE_WRITE);
    ok(store && written(store, NOVEMBER, 9, 9) && store_seq(store) == 3, "a line without its newline is torn");
    store_close(store);

    /* Damage is not a torn end: nobody cuts it off. */
    for (size_t at = line_start(&journal, 2); at < last; at += 9) {
        char kept = journal.bytes[at];

        copy_store("torn", "cut");
        drop_index("cut");
        journal.bytes[at] = kept == '#' ? '*' : '#';
        write_whole(file_of("cut", "journal/2026-11.jsonl"), text_slice(&journal));
        journal.bytes[at] = kept;
        store = opened_with("cut", STORE_WRITE, 1, &test_fold);
        wrong_writes +=
            !store || store_begin(store, NOVEMBER, &fault) || fault.kind != FAULT_SYSTEM || strcmp(fault.code, "broken_chain") != 0;
        store_close(store);
        wrong_reads += opened_with("cut", STORE_READ, 1, &test_fold) != NULL || strcmp(fault.code, "broken_chain") != 0;
        wrong_writes += size_of(file_of("cut", "journal/2026-11.jsonl")) != (int64_t)journal.length;
    }
    is_int(wrong_writes, 0, "nothing is written behind a line that was altered");
    is_int(wrong_reads, 0, "and nothing folded from it");
    text_release(&journal);
    text_release(&torn);
}

/* After a power cut a line may have its end and lack a block before it: zeros, from one block's border to the next. */
static void test_holes(void)
{
    static const struct {
        size_t from, to; /* of the file; 1: where the last line begins, 0: where it ends */
        bool torn;
    } rows[] = {{512, 1024, true}, {1024, 1536, true}, {512, 0, true},     {1, 512, true},  {1, 0, true},
                {512, 513, false}, {700, 701, false},  {700, 1024, false}, {1, 500, false}, {1023, 1024, false}};
    struct text journal = TEXT_INIT;
    struct text hole = TEXT_INIT;
    struct store *store;
    size_t last;

    made("holes");
    store = opened("holes", STORE_WRITE);
    ok(store && written(store, NOVEMBER, 1, 1) && store_begin(store, NOVEMBER, &fault) && apply_item(store, id_of(2), 2, 1500) &&
           store_commit(store, &fault),
       "a long line");
    store_close(store);
    read_whole(file_of("holes", "journal/2026-11.jsonl"), &journal);
    last = line_start(&journal, 2);
    ok(last < 512 && journal.length > 1536, "of some blocks");
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        size_t from = rows[i].from == 1 ? last : rows[i].from;
        size_t to = rows[i].to ? rows[i].to : journal.length - 1;

        text_clear(&hole);
        text_add_slice(&hole, text_slice(&journal));
        memset(hole.bytes + from, 0, to - from);
        copy_store("holes", "cut");
        drop_index("cut");
        drop_head("cut");
        write_whole(file_of("cut", "journal/2026-11.jsonl"), text_slice(&hole));
        store = opened("cut", STORE_WRITE);
        fault = (struct fault)FAULT_INIT;
        if (rows[i].torn)
            ok(store && written(store, NOVEMBER, 3, 3) && store_seq(store) == 2, "a hole from %zu to %zu is set aside", from, to);
        else
            ok(store && !store_begin(store, NOVEMBER, &fault) && strcmp(fault.code, "broken_chain") == 0,
               "zeros from %zu to %zu are damage", from, to);
        store_close(store);
    }
    text_release(&journal);
    text_release(&hole);
}

/* An index knows transactions: a journal that has lost them is not taken for one that never had them. */
static void test_lost_ends(void)
{
    struct text journal = TEXT_INIT;
    struct text index = TEXT_INIT;
    struct store *store;

    made("lost");
    store = opened("lost", STORE_WRITE);
    for (unsigned i = 1; store && i <= 3; i++)
        written(store, NOVEMBER, i, i);
    store_close(store);
    read_whole(file_of("lost", "journal/2026-11.jsonl"), &journal);
    write_whole(file_of("lost", "journal/2026-11.jsonl"), (struct slice){journal.bytes, line_start(&journal, 3)});
    store = opened_with("lost", STORE_WRITE, 1, &test_fold);
    ok(store && !store_begin(store, NOVEMBER, &fault) && fault.kind == FAULT_SYSTEM && strcmp(fault.code, "broken_chain") == 0,
       "a journal shorter than its index is not written to");
    store_close(store);
    ok(!opened_with("lost", STORE_READ, 1, &test_fold) && strcmp(fault.code, "broken_chain") == 0, "nor read");
    is_int(size_of(file_of("lost", "journal/2026-11.jsonl")), (int64_t)line_start(&journal, 3), "it stays as it is");
    is_text(verdict_on("lost"), "broken_chain journal/2026-11.jsonl:3", "store_verify says so");

    /* The same after another start of the machine, when the index is made anew in any case. */
    leave_mark_of_another_start("lost");
    for (int times = 0; times < 2; times++) {
        store = opened_with("lost", STORE_WRITE, 1, &test_fold);
        ok(store && !store_begin(store, NOVEMBER, &fault) && strcmp(fault.code, "broken_chain") == 0, "knows what was lost");
        store_close(store);
    }
    read_whole(file_of("lost", "journal/2026-11.jsonl"), &index);
    /* What the disk lost of an acknowledged line is damage too, not the end of a line that was never finished. */
    text_add(&index, "{\"seq\":3,\0\0\0\0", 13);
    write_whole(file_of("lost", "journal/2026-11.jsonl"), text_slice(&index));
    store = opened_with("lost", STORE_WRITE, 1, &test_fold);
    ok(store && !store_begin(store, NOVEMBER, &fault) && strcmp(fault.code, "broken_chain") == 0, "whatever stands in its place");
    store_close(store);
    is_int(size_of(file_of("lost", "journal/2026-11.jsonl")), (int64_t)index.length, "and leaves it there");

    write_whole(file_of("lost", "journal/2026-11.jsonl"), (struct slice){journal.bytes, line_start(&journal, 3)});

    /* A copy may have been made while there was more to come. */
    copy_store("lost", "lost2");
    store = opened_with("lost2", STORE_WRITE, 1, &test_fold);
    ok(store && written(store, NOVEMBER, 3, 33), "a copy of the store is good as far as it goes");
    store_close(store);
    is_text(verdict_on("lost2"), "ok", "and is in order");

    store = opened("lost", STORE_WRITE);
    ok(store && store_rebuild(store, &fault), "store_rebuild goes by the journal alone");
    ok(store && written(store, NOVEMBER, 3, 33), "and then it goes on");
    is_int(store ? (int64_t)store_seq(store) : -9, 3, "behind what is there");
    store_close(store);
    is_text(verdict_on("lost"), "ok", "the store is in order");
    text_release(&journal);
    text_release(&index);
}

static size_t lines_told(struct store_lines *lines, uint64_t *last)
{
    struct slice bytes;
    struct line line;
    size_t count = 0;

    while (store_lines_next(lines, &bytes, &fault) && bytes.bytes) {
        if (!line_read(bytes, &line) || line.seq != *last + 1)
            return 1000000;
        *last = line.seq;
        count++;
    }
    return count;
}

static void test_months(void)
{
    static const instant OCTOBER_31 = 1793491199999; /* 2026-10-31T23:59:59.999Z */
    struct store *store;
    struct store *reader;
    struct store_lines lines;
    uint64_t last = 0;
    struct text text = TEXT_INIT;

    made("months");
    store = opened("months", STORE_WRITE);
    if (!store)
        return;
    ok(written(store, OCTOBER_31, 1, 1) && written(store, OCTOBER_31 + 1, 2, 2),
       "the last instant of a month and the first of the next");
    is_int((int64_t)lines_in(file_of("months", "journal/2026-10.jsonl")), 1, "are in two files");
    is_int((int64_t)lines_in(file_of("months", "journal/2026-11.jsonl")), 1, "of a line each");
    reader = opened("months", STORE_READ);
    ok(reader && store_lines_begin(&lines, reader, &fault), "a reader goes through the lines");
    is_int((int64_t)lines_told(&lines, &last), 2, "of both");
    ok(written(store, OCTOBER_31 - 5000, 3, 3), "a clock that is set back");
    is_int((int64_t)lines_in(file_of("months", "journal/2026-11.jsonl")), 2, "does not set the journal back");
    ok(store_begin(store, OCTOBER_31 + 100 * DAY, &fault) && put_person(store, "customer/1", 1, "{\"name\":\"A\"}") &&
           apply_item(store, SLICE("item/1"), 4, 4) && store_commit(store, &fault),
       "months later");
    is_int((int64_t)lines_told(&lines, &last), 0, "the reader's moment has not gone on");
    ok(reader && store_refresh(reader, &fault), "until it asks");
    is_int((int64_t)lines_told(&lines, &last), 3, "and gets the new lines");
    is_int((int64_t)lines_told(&lines, &last), 0, "once");
    is_int(reader ? number_at(reader, 1) : -9, 4, "and the new values");
    store_close(reader);
    store_close(store);
    is_text(verdict_on("months"), "ok", "the store is in order");

    store = opened("months", STORE_BARE);
    last = 0;
    ok(store && store_lines_begin(&lines, store, &fault), "and without an index");
    is_int((int64_t)lines_told(&lines, &last), 5, "all lines are told");
    store_close(store);
    ok(index_is_what_the_journal_says("months"), "the index is what the journal says");

    /* A batch that writes nothing, under a clock that is months ahead, must not change where the next one goes. */
    made("ahead");
    store = opened("ahead", STORE_WRITE);
    ok(store && written(store, OCTOBER_31, 1, 1) && written(store, NOVEMBER, 2, 2), "two months");
    ok(store && store_begin(store, NOVEMBER + 60 * DAY, &fault) && store_commit(store, &fault), "a batch of nothing, in January");
    read_whole(file_of("ahead", "journal/2026-11.jsonl"), &text);
    is_int(size_of(file_of("ahead", "journal/2027-01.jsonl")), -1, "leaves no file");
    /* But a writer that was stopped as it began to write does. */
    write_whole(file_of("ahead", "journal/2027-01.jsonl"), SLICE(""));
    write_whole(file_of("ahead", "people/2027-01.jsonl"), SLICE(""));
    reader = opened("ahead", STORE_READ);
    ok(reader && store_lines_begin(&lines, reader, &fault), "a reader");
    last = 0;
    is_int((int64_t)lines_told(&lines, &last), 2, "sees two lines");
    ok(store && written(store, NOVEMBER + DAY, 3, 3), "then the clock is set right");
    ok(store && store_begin(store, NOVEMBER + DAY, &fault) && put_person(store, "customer/1", 1, "{\"name\":\"A\"}") &&
           store_commit(store, &fault),
       "with a person too");
    ok(reader && store_refresh(reader, &fault) && lines_told(&lines, &last) == 2, "the reader sees two more");
    store_close(reader);
    store_close(store);
    is_int((int64_t)lines_in(file_of("ahead", "journal/2026-11.jsonl")), 3, "they stand in their month");
    {
        struct text now = TEXT_INIT;

        read_whole(file_of("ahead", "journal/2026-11.jsonl"), &now);
        ok(text.length && now.length > text.length && memcmp(now.bytes, text.bytes, text.length) == 0, "behind what was there");
        text_release(&now);
    }
    is_text(verdict_on("ahead"), "ok", "the store is in order");
    ok(index_is_what_the_journal_says("ahead"), "and its index what the journal says");
    /* And a line that was torn there. */
    write_whole(file_of("ahead", "journal/2027-01.jsonl"), SLICE("{\"seq\":5,"));
    write_whole(file_of("ahead", "people/2027-01.jsonl"), SLICE("{\"seq\":5,"));
    is_text(verdict_on("ahead"), "torn_end journal/2027-01.jsonl:1", "a torn end in a month ahead");
    store = opened("ahead", STORE_WRITE);
    ok(store && written(store, NOVEMBER + DAY, 4, 4), "is set aside");
    store_close(store);
    is_int((int64_t)lines_in(file_of("ahead", "journal/2026-11.jsonl")), 4, "and the line goes to its own month");
    is_int(size_of(file_of("ahead", "journal/2027-01.jsonl")), 0, "not to that one");
    is_text(verdict_on("ahead"), "ok", "the store is in order");
    ok(index_is_what_the_journal_says("ahead"), "and its index what the journal says");
    store = opened("ahead", STORE_WRITE);
    ok(store && written(store, NOVEMBER + 70 * DAY, 5, 5), "until that month comes");
    store_close(store);
    is_int((int64_t)lines_in(file_of("ahead", "journal/2027-01.jsonl")), 1, "and its file is used");
    is_text(verdict_on("ahead"), "ok", "the store is in order");
    text_release(&text);
}

/* Two processes count one number up, each as often, whoever comes first. */
static void test_turns(void)
{
    enum { TURNS = 60 };
    struct store *store;
    pid_t writer;
    pid_t reader;
    int status = -1;
    int mistakes = 0;

    made("turns");
    store = opened("turns", STORE_WRITE);
    ok(store && written(store, NOVEMBER, 1, 0), "a number");
    store_close(store);
    fflush(stdout);
    writer = fork();
    if (writer == 0 || writer < 0) {
        store = opened("turns", STORE_WRITE);
        for (int i = 0; i < TURNS; i++)
            mistakes += !store || !store_begin(store, NOVEMBER + i, &fault) ||
                        !apply_item(store, id_of(1), number_at(store, 1) + 1, 10) ||
                        !put_person(store, "customer/1", (unsigned)i + 1, "{\"name\":\"A\"}") || !store_commit(store, &fault);
        store_close(store);
        _exit(mistakes ? 1 : 0);
    }
    reader = fork();
    if (reader == 0) {
        int64_t before = 0;

        store = opened("turns", STORE_READ);
        for (int i = 0; i < 200 && store; i++) {
            int64_t now;

            if (!store_refresh(store, &fault) || (now = number_at(store, 1)) < before) {
                mistakes++;
                break;
            }
            before = now;
        }
        store_close(store);
        _exit(mistakes || !store ? 1 : 0);
    }
    store = opened("turns", STORE_WRITE);
    for (int i = 0; i < TURNS; i++)
        mistakes += !store || !store_begin(store, NOVEMBER + i * 2, &fault) ||
                    !apply_item(store, id_of(1), number_at(store, 1) + 1, 10) || !store_commit(store, &fault);
    is_int(mistakes, 0, "one process counts");
    waitpid(writer, &status, 0);
    is_int(status, 0, "another one too");
    waitpid(reader, &status, 0);
    is_int(status, 0, "a third one reads, and the number never goes back");
    store_close(store);
    store = opened("turns", STORE_READ);
    is_int(store ? number_at(store, 1) : -9, 2 * TURNS, "nobody's count is lost");
    is_int(store ? (int64_t)store_seq(store) : -9, 1 + 3 * TURNS, "all transactions are there");
    store_close(store);
    is_text(verdict_on("turns"), "ok", "the store is in order");
    ok(index_is_what_the_journal_says("turns"), "and its index what the journal says");
}

/* A verdict is about one moment, though others write all the time. */
static void test_verify_beside_a_writer(void)
{
    struct store *store;
    pid_t writer;
    int wrong = 0;
    int status = -1;

    made("live");
    store = opened("live", STORE_WRITE);
    ok(store && written(store, NOVEMBER, 1, 0), "a store");
    store_close(store);
    fflush(stdout);
    writer = fork();
    if (writer == 0) {
        int mistakes = 0;

        store = opened("live", STORE_WRITE);
        for (int i = 0; i < 300; i++)
            mistakes += !store || !store_begin(store, NOVEMBER + i, &fault) || !apply_item(store, id_of(1), i, 10) ||
                        !put_person(store, "customer/1", (unsigned)i + 1, "{\"name\":\"A\"}") ||
                        !apply_item(store, id_of(2), i, 3000000 * (i % 50 == 1)) ||
                        (i % 50 == 2 ? store_abandon(store), false : !store_commit(store, &fault));
        store_close(store);
        _exit(mistakes ? 1 : 0);
    }
    for (int i = 0; waitpid(writer, &status, WNOHANG) == 0 && i < 1000; i++)
        if (strcmp(verdict_on("live"), "ok") != 0 && !wrong++)
            printf("# %s\n", verdict_on("live"));
    is_int(status, 0, "a writer writes");
    is_int(wrong, 0, "and a store beside it is in order at any moment");
    is_text(verdict_on("live"), "ok", "and in the end");
}

/* Large batches go to the file in pieces, by another thread, while the next ones are made. */

static size_t padding_of(unsigned item, int64_t round)
{
    return (item * 2654435761u >> 7) % (item % 50 == (unsigned)round % 50 ? 400000 : 6000);
}

static bool item_is(struct store *store, unsigned item, int64_t number)
{
    struct slice value;
    size_t padding = padding_of(item, number);

    if (!store_get(store, id_of(item), &value, &fault) || number_of(value) != number)
        return false;
    /* The letters in the middle, behind the head of the value. */
    return value.length > padding &&
           (!padding || value.bytes[value.length - 3] == (char)('a' + ((size_t)number + padding - 1) % 26)) &&
           scan_text(scan_find(value, "text")).length == padding;
}

static int fill(struct store *store, int64_t number, unsigned count)
{
    int mistakes = 0;

    for (unsigned i = 0; i < count; i++) {
        mistakes += !apply_item(store, id_of(i), number, padding_of(i, number));
        /* Values in the file, on their way there, and in memory alone. */
        mistakes += !item_is(store, i, number) || !item_is(store, i / 2, number) || !item_is(store, i - i % 16, number);
    }
    for (unsigned i = 0; i < count; i++)
        mistakes += !item_is(store, i, number);
    return mistakes;
}

static int not_found(struct store *store, int64_t number, unsigned count)
{
    int mistakes = 0;

    for (unsigned i = 0; i < count; i++)
        mistakes += !item_is(store, i, number);
    return mistakes;
}

static void test_large_batches(void)
{
    enum { ITEMS = 1500 };
    struct store *store;
    struct store *reader;
    int64_t size;
    int persons = 0;

    made("large");
    store = opened("large", STORE_WRITE);
    if (!store)
        return;
    ok(store_begin(store, NOVEMBER, &fault), "a large batch");
    is_int(fill(store, 1, ITEMS), 0, "is read while it is written");
    ok(store_commit(store, &fault), "and committed");
    size = size_of(file_of("large", "journal/2026-11.jsonl"));
    ok(size > 8000000, "%d MB", (int)(size / 1000000));
    ok(store_begin(store, NOVEMBER, &fault), "another one");
    is_int(not_found(store, 1, ITEMS), 0, "sees the first");
    is_int(fill(store, 2, ITEMS), 0, "and is read while it is written");
    store_abandon(store);
    is_int(size_of(file_of("large", "journal/2026-11.jsonl")), size, "is abandoned, and gone from the file");
    ok(store_begin(store, NOVEMBER, &fault), "a third one");
    is_int(not_found(store, 1, ITEMS), 0, "sees the first, not the second");
    store_together(store);
    is_int(fill(store, 3, ITEMS), 0, "is one large transaction");
    for (unsigned i = 0; i < 20000; i++)
        persons += put_person(store, "customer/1", i + 1,
                              "{\"name\":\"A person with a rather long name, so that there is much to write\"}");
    is_int(persons, 20000, "with many persons");
    ok(size_of(file_of("large", "people/2026-11.jsonl")) > 0, "which do not all wait in memory");
    is_int(not_found(store, 3, ITEMS), 0, "and all of it is still read");
    ok(store_commit(store, &fault), "and is committed");
    is_int((int64_t)store_seq(store), ITEMS + 1, "as one");
    store_close(store);
    reader = opened("large", STORE_READ);
    is_int(reader ? not_found(reader, 3, ITEMS) : -9, 0, "and read by others");
    store_close(reader);

    size = size_of(file_of("large", "journal/2026-11.jsonl"));
    store = opened("large", STORE_TRIAL);
    ok(store && store_begin(store, NOVEMBER, &fault), "a large trial");
    is_int(store ? fill(store, 4, ITEMS) : -9, 0, "is read like a batch");
    ok(store && store_commit(store, &fault), "and ends");
    ok(store && store_begin(store, NOVEMBER, &fault), "and another one");
    is_int(store ? not_found(store, 3, ITEMS) : -9, 0, "does not see it");
    is_int(store ? fill(store, 5, ITEMS) : -9, 0, "and is read too");
    store_close(store);
    is_int(size_of(file_of("large", "journal/2026-11.jsonl")), size, "nothing was written");
    is_text(verdict_on("large"), "ok", "the store is in order");
    ok(index_is_what_the_journal_says("large"), "and its index what the journal says");
}

static void alter(const char *from, const char *file, size_t at, char to)
{
    struct text text = TEXT_INIT;

    copy_store(from, "altered");
    read_whole(file_of("altered", file), &text);
    if (at < text.length) {
        text.bytes[at] = text.bytes[at] == to ? (char)(to + 1) : to;
        write_whole(file_of("altered", file), text_slice(&text));
    }
    text_release(&text);
}

/* Lines a to b (from 1, b not) as they are, then those of c to d. */
static void rearrange(const char *from, const char *file, size_t a, size_t b, size_t c, size_t d)
{
    struct text text = TEXT_INIT;
    struct text now = TEXT_INIT;

    copy_store(from, "altered");
    read_whole(file_of("altered", file), &text);
    text_add(&now, text.bytes + line_start(&text, a), line_start(&text, b) - line_start(&text, a));
    text_add(&now, text.bytes + line_start(&text, c), line_start(&text, d) - line_start(&text, c));
    write_whole(file_of("altered", file), text_slice(&now));
    text_release(&text);
    text_release(&now);
}

static void put_into_index(enum index_table table, struct slice key, struct slice value)
{
    struct index *index;

    store_close(opened("altered", STORE_READ)); /* which makes a copied index its own */
    if (index_open(&index, file_of("altered", "index"), true, &fault)) {
        if (!index_begin(index, true, &fault) || !index_put(index, table, key, value, &fault) || !index_commit(index, &fault))
            printf("# %s\n", fault.reason);
        index_close(index);
    }
}

/*
 * An index in one transaction after the other, beside a plain array that is told the same. The keys are alike in their first
 * bytes, some are the beginnings of others, and some of them end in NUL.
 */

enum { MODEL_KEYS = 1200 };

struct model {
    bool there;
    int64_t value; /* or the first of its counts */
};

static struct slice model_key(unsigned number, char key[64])
{
    static const char digits[] = {'\0', '\1', 'a'};
    size_t length = (size_t)snprintf(key, 64, "the same for all/");

    for (number++; number; number = (number - 1) / 3)
        key[length++] = digits[(number - 1) % 3];
    return (struct slice){key, length};
}

static bool is_as_model(struct index *index, enum index_table table, const struct model *model)
{
    struct index_walk walk;
    struct text before = TEXT_INIT;
    size_t count = 0;
    size_t expected = 0;
    bool found = true;
    bool same = index_walk_begin(&walk, index, table, SLICE(""), &fault);

    while (same && index_walk_next(&walk, &found, &fault) && found) {
        same = slice_compare(text_slice(&before), walk.key) < 0;
        text_clear(&before);
        text_add_slice(&before, walk.key);
        count++;
    }
    index_walk_end(&walk);
    text_release(&before);
    for (unsigned i = 0; same && i < MODEL_KEYS; i++) {
        char key[64];
        struct slice value;
        int64_t number = 0;

        same = index_get(index, table, model_key(i, key), &value, &fault) && (value.bytes != NULL) == model[i].there;
        if (same && model[i].there) {
            memcpy(&number, value.bytes, sizeof number);
            same = number == model[i].value;
        }
        expected += model[i].there;
    }
    return same && count == expected;
}

static bool change_at_random(struct index *index, struct model *records, struct model *sums)
{
    unsigned number = (unsigned)random_below(MODEL_KEYS);
    int64_t value = (int64_t)random_below(1000000);
    int64_t more[COUNTS] = {(int64_t)random_below(5) - 2};
    char key[64];
    struct slice name = model_key(number, key);
    struct slice found;

    switch (random_below(4)) {
    case 0:
        records[number] = (struct model){true, value};
        return index_put(index, TABLE_KEYS, name, (struct slice){(const char *)&value, sizeof value}, &fault);
    case 1:
        records[number] = (struct model){false, 0};
        return index_drop(index, TABLE_KEYS, name, &fault);
    case 2:
        sums[number].value += more[0];
        sums[number].there = sums[number].value != 0;
        return index_count(index, name, more, &fault);
    default:
        return (random_below(2) ? index_get : index_peek)(index, TABLE_KEYS, name, &found, &fault) &&
               (found.bytes != NULL) == records[number].there &&
               (!found.bytes || memcmp(found.bytes, &records[number].value, sizeof records[number].value) == 0);
    }
}

static void test_transactions_of_the_index(void)
{
    static struct model records[MODEL_KEYS], sums[MODEL_KEYS], records_then[MODEL_KEYS], sums_then[MODEL_KEYS];
    static const char zeros[512];
    const struct slice overlong = {zeros, sizeof zeros};
    struct index *index = NULL;
    bool right = index_open(&index, path_of("transactions"), true, &fault);

    for (int round = 0; right && round < 40; round++) {
        bool kept = random_below(4) > 0;

        memcpy(records_then, records, sizeof records);
        memcpy(sums_then, sums, sizeof sums);
        right = index_begin(index, true, &fault);
        for (uint64_t left = random_below(4000); right && left; left--) {
            right = change_at_random(index, records, sums);
            if (right && random_below(1500) == 0)
                right = is_as_model(index, TABLE_KEYS, records);
        }
        right = right && is_as_model(index, TABLE_KEYS, records);
        if (right && kept)
            right = index_commit(index, &fault);
        if (!kept) {
            index_abort(index);
            memcpy(records, records_then, sizeof records);
            memcpy(sums, sums_then, sizeof sums);
        }
        right = right && index_begin(index, false, &fault) && is_as_model(index, TABLE_KEYS, records) &&
                is_as_model(index, TABLE_COUNTS, sums);
        index_abort(index);
    }
    ok(right, "an index holds what its transactions did, and shows it to the one that is at it");
    ok(index && index_begin(index, true, &fault) && !index_put(index, TABLE_KEYS, overlong, SLICE(""), &fault) &&
           !index_put(index, TABLE_KEYS, SLICE(""), overlong, &fault),
       "a key that it cannot hold is refused when it is put, not at the commit");
    index_close(index);
}

/* Whether both walks give the same, for `most` steps or to their end. */
static bool step_together(struct index_walk *one, struct index_walk *other, uint64_t most)
{
    bool found = true;
    bool of_other;

    while (found && most--) {
        if (!index_walk_next(one, &found, &fault) || !index_walk_next(other, &of_other, &fault) || found != of_other ||
            (found && (!slice_equal(one->key, other->key) || !slice_equal(one->value, other->value))))
            return false;
    }
    return true;
}

/* One walk again and again, beside a new one each time; now in order, now to and fro, some to their end and some not. */
static void test_walks_again(void)
{
    struct index *index = NULL;
    struct index_walk walk = {0};
    bool right = index_open(&index, path_of("walks"), true, &fault) && index_begin(index, true, &fault);
    unsigned number = 0;
    char key[64];

    for (unsigned i = 0; right && i < MODEL_KEYS; i++)
        right =
            random_below(3) || index_put(index, TABLE_KEYS, model_key(i, key), (struct slice){(const char *)&i, sizeof i}, &fault);
    right = right && index_commit(index, &fault) && index_begin(index, false, &fault) &&
            index_walk_begin(&walk, index, TABLE_KEYS, model_key(0, key), &fault);
    for (int round = 0; right && round < 20000; round++) {
        struct index_walk anew;
        struct slice prefix;

        number = random_below(3) ? (number + 1) % MODEL_KEYS : (unsigned)random_below(MODEL_KEYS);
        prefix = model_key(number, key);
        index_walk_again(&walk, prefix);
        right = index_walk_begin(&anew, index, TABLE_KEYS, prefix, &fault) &&
                step_together(&walk, &anew, random_below(2) ? UINT64_MAX : random_below(4));
        index_walk_end(&anew);
    }
    ok(right, "a walk that begins again finds what a new one finds");
    index_walk_end(&walk);
    index_abort(index);
    index_close(index);
}

static void test_verdicts(void)
{
    static const char journal[] = "journal/2026-11.jsonl";
    static const char people[] = "people/2026-11.jsonl";
    struct text text = TEXT_INIT;
    struct store *store;
    struct verdict verdict;
    int unnoticed = 0;

    made("sound");
    store = opened("sound", STORE_WRITE);
    for (unsigned i = 1; store && i <= 6; i++)
        if (!store_begin(store, NOVEMBER, &fault) || !apply_item(store, id_of(i), i, i) ||
            !put_person(store, "customer/1", i, i % 2 ? "{\"name\":\"A\"}" : "{\"name\":\"B\"}") || !store_commit(store, &fault))
            printf("# %s\n", fault.reason);
    store_close(store);
    is_text(verdict_on("sound"), "ok", "a sound store");
    store = opened("sound", STORE_BARE);
    ok(store && store_verify(store, &verdict, &fault) && verdict.ok && verdict.transactions == 12 && verdict.persons == 6 &&
           !verdict.file[0] && verdict.index_store,
       "what was checked is counted");
    is_int(verdict.index_store ? number_at(verdict.index_store, 6) : -9, 6, "and its records can be read");
    store_close(store);

    read_whole(file_of("sound", journal), &text);
    for (size_t at = 0; at < text.length; at += 37) {
        alter("sound", journal, at, '#');
        unnoticed += strncmp(verdict_on("altered"), "broken_chain journal/2026-11.jsonl:", 35) != 0 &&
                     strncmp(verdict_on("altered"), "wrong_person", 12) != 0 && strncmp(verdict_on("altered"), "torn_end", 8) != 0;
    }
    is_int(unnoticed, 0, "any byte of the journal that is altered is noticed");
    alter("sound", journal, line_start(&text, 5) + 8, '9');
    is_text(verdict_on("altered"), "broken_chain journal/2026-11.jsonl:5", "a number that is not the next");
    rearrange("sound", journal, 1, 4, 5, 13);
    is_text(verdict_on("altered"), "broken_chain journal/2026-11.jsonl:4", "a line that is missing");
    rearrange("sound", journal, 1, 12, 12, 12);
    is_text(verdict_on("altered"), "broken_chain journal/2026-11.jsonl:12", "the last line missing, which the head knows");
    rearrange("sound", journal, 2, 13, 13, 13);
    is_text(verdict_on("altered"), "broken_chain journal/2026-11.jsonl:1", "the first line missing");
    rearrange("sound", journal, 1, 13, 12, 13);
    is_text(verdict_on("altered"), "broken_chain journal/2026-11.jsonl:13", "a line twice");

    read_whole(file_of("sound", people), &text);
    unnoticed = 0;
    for (size_t at = line_start(&text, 3); at < line_start(&text, 4); at++) {
        size_t within = at - line_start(&text, 3);

        /* "at" is told in the journal; of people/ it is only for people to read. */
        if (within > 9 && within < 44)
            continue;
        alter("sound", people, at, '7');
        unnoticed += strncmp(verdict_on("altered"), "wrong_person", 12) != 0;
    }
    is_int(unnoticed, 0, "any byte of a person that is altered is noticed");
    rearrange("sound", people, 1, 3, 4, 7);
    is_text(verdict_on("altered"), "wrong_person journal/2026-11.jsonl:6", "a person who is missing");
    rearrange("sound", people, 1, 7, 1, 2);
    is_text(verdict_on("altered"), "wrong_person people/2026-11.jsonl:7", "a person of whom the journal knows nothing");

    copy_store("sound", "altered");
    put_into_index(TABLE_COUNTS, SLICE("g1"), SLICE("\0\0\0\0\0\0\0\1\0\0\0\0\0\0\0\1\0\0\0\0\0\0\0\1\0\0\0\0\0\0\0\1"));
    is_text(verdict_on("altered"), "wrong_index", "a sum that is not what the journal gives");
    copy_store("sound", "altered");
    put_into_index(TABLE_KEYS, SLICE("\x80\xff\n\0x"), SLICE("?"));
    store = opened("altered", STORE_BARE);
    ok(store && store_verify(store, &verdict, &fault) && strcmp(verdict.code, "wrong_index") == 0 &&
           utf8_valid_length(slice_of(verdict.reason)) == strlen(verdict.reason) && !strchr(verdict.reason, '\n'),
       "a key too many, told in words that can be printed");
    store_close(store);
    store = opened("altered", STORE_WRITE);
    ok(store && store_rebuild(store, &fault), "is gone");
    store_close(store);
    is_text(verdict_on("altered"), "ok", "when the index is made anew");
    drop_index("altered");
    is_text(verdict_on("altered"), "ok", "a store without an index is in order");
    ok(access(file_of("altered", "index"), F_OK) != 0, "and verifying makes none");
    text_release(&text);
}

/* Lines of the journal and of people/, cut and altered, in blocks of exactly their length. */
static void test_hostile_lines(void)
{
    static const char marks[] = "{}[]\",:\\u019 \n";
    struct text whole[2] = {TEXT_INIT, TEXT_INIT};
    struct text room = TEXT_INIT;
    int64_t read_count = 0;

    read_whole(file_of("sound", "journal/2026-11.jsonl"), &whole[0]);
    read_whole(file_of("sound", "people/2026-11.jsonl"), &whole[1]);
    for (int i = 0; i < 60000 && whole[0].length && whole[1].length; i++) {
        struct text *text = &whole[i % 2];
        size_t length = line_start(text, 2);
        char *block;
        struct line line;
        struct line_change change;
        struct person_line person;

        if (random_below(3) == 0) {
            length = random_below(length) + 1;
        }
        block = memory_copy(text->bytes, length);
        block = memory_resize(block, length);
        for (uint64_t j = random_below(4); j; j--)
            block[random_below(length)] = marks[random_below(sizeof marks - 1)];
        if (random_below(2) && length > 2) {
            block[length - 2] = '}';
            block[length - 1] = '\n';
        }
        if (line_read((struct slice){block, length}, &line)) {
            while (line_next_change(&line, &change, &room))
                read_count += (int64_t)(change.id.length + change.value.length > 0);
            read_count += line_changes_whole(&line);
        }
        if (person_line_read((struct slice){block, length}, &person, &room))
            read_count += person.value.length > 0;
        free(block);
    }
    ok(read_count > 0, "lines that were altered are read within their bounds");
    text_release(&whole[0]);
    text_release(&whole[1]);
    text_release(&room);
}

/* How many this process has; -1 where the system does not tell. */
static int64_t open_files(void)
{
    DIR *list = opendir("/proc/self/fd");
    int64_t count = 0;

    if (!list)
        return -1;
    while (readdir(list))
        count++;
    closedir(list);
    return count;
}

int main(void)
{
    const char *temporary = getenv("TMPDIR");
    int64_t files = open_files();

    snprintf(folder, sizeof folder, "%s/store-test-XXXXXX", temporary && temporary[0] ? temporary : "/tmp");
    if (!mkdtemp(folder)) {
        printf("Bail out! no temporary folder\n");
        return 1;
    }
    test_create();
    test_batches();
    test_gone();
    test_natural_order();
    test_together();
    test_persons();
    test_erasure();
    test_orphans();
    test_catching_up();
    test_busy();
    test_rebuild();
    test_torn_ends();
    test_holes();
    test_lost_ends();
    test_months();
    test_turns();
    test_verify_beside_a_writer();
    test_large_batches();
    test_transactions_of_the_index();
    test_walks_again();
    test_verdicts();
    test_hostile_lines();
    is_int(open_files(), files, "no file is left open");
    run("rm -rf", folder, folder);
    return tap_end();
}
