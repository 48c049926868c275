/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "demand.h"

#include "base/memory.h"
#include "shop/check.h"
#include "shop/fold.h"
#include "store/line.h"
#include "store/verify.h"

#include <fcntl.h>
#include <ftw.h>
#include <sys/stat.h>
#include <unistd.h>

/*
 * The input is a small store: a byte that says how it is mended, then its files journal/2026-10, journal/2026-11,
 * people/2026-10, people/2026-11, with a byte 0x1c between them.
 *
 * A chain that nobody mends is broken by the first byte that changes, and what lies behind the check is never reached. So
 * bit 0 of the first byte has sequence numbers and "prev" put right, bit 1 the digests of persons.
 *
 * Demanded: the lines that can be read lie within their bytes; a store that verifies can be read and written, has as many
 * lines as verifying counted, and verifies again after a write, with one more; on a chain that is broken nobody writes.
 */

enum { FILE_SEPARATOR = 0x1c, FILES = 4, MEND_CHAIN = 1, MEND_PERSONS = 2 };

static const char *const file_names[FILES] = {"journal/2026-10.jsonl", "journal/2026-11.jsonl", "people/2026-10.jsonl",
                                              "people/2026-11.jsonl"};

static char scratch[4096];
static char path[4200]; /* of the store */

static bool within(struct slice inner, struct slice outer, const struct text *room)
{
    if (!inner.length)
        return true;
    if (room->bytes && inner.bytes >= room->bytes && inner.bytes + inner.length <= room->bytes + room->length)
        return true;
    return inner.bytes >= outer.bytes && inner.bytes + inner.length <= outer.bytes + outer.length;
}

static void read_one_line(struct slice bytes)
{
    struct text room = TEXT_INIT;
    struct line line;
    struct line_change change;
    struct person_line person;

    if (line_read(bytes, &line)) {
        demand(within(line.tool, bytes, &room) && within(line.user, bytes, &room), "a line's members lie within it");
        while (line_next_change(&line, &change, &room))
            demand(within(change.id, bytes, &room) && within(change.value, bytes, &room) && change.value.length,
                   "a change lies within its line");
    }
    if (person_line_read(bytes, &person, &room))
        demand(within(person.id, bytes, &room) && within(person.salt, bytes, &room) && within(person.value, bytes, &room),
               "a person's members lie within their line");
    text_release(&room);
}

static struct slice next_line(struct slice *rest)
{
    const char *newline = memchr(rest->bytes, '\n', rest->length);
    struct slice line = {rest->bytes, newline ? (size_t)(newline - rest->bytes) + 1 : rest->length};

    *rest = slice_from(*rest, line.length);
    return line;
}

/* Mending. */

struct person_place {
    struct digest digest;
    uint64_t seq;
};

struct persons {
    struct person_place *items;
    size_t count, room;
    size_t named; /* by the journal so far */
};

static void gather_persons(struct persons *persons, struct slice rest)
{
    struct text room = TEXT_INIT;

    while (rest.length) {
        struct person_line person;

        persons->items = memory_grow(persons->items, &persons->room, persons->count + 1, sizeof *persons->items);
        persons->items[persons->count] = (struct person_place){{{0}}, 0};
        if (person_line_read(next_line(&rest), &person, &room))
            persons->items[persons->count].digest = person_digest(person.salt, person.value);
        persons->count++;
    }
    text_release(&room);
}

static char *hex_after(char *from, char *end, const char *name)
{
    char *found = memmem(from, (size_t)(end - from), name, strlen(name));

    found = found ? found + strlen(name) : NULL;
    return found && end - found >= DIGEST_HEX ? found : NULL;
}

/* The line with another sequence number, if it begins with one. */
static void add_with_seq(struct text *out, struct slice line, uint64_t seq)
{
    static const char start[] = "{\"seq\":";

    if (slice_starts(line, start)) {
        text_add_string(out, start);
        text_add_integer(out, (int64_t)seq);
        line = slice_from(line, sizeof start - 1);
        while (line.length && line.bytes[0] >= '0' && line.bytes[0] <= '9')
            line = slice_from(line, 1);
    }
    text_add_slice(out, line);
}

static void mend_journal(struct text *file, unsigned how, struct persons *persons, uint64_t *seq, struct digest *last)
{
    struct text mended = TEXT_INIT;
    struct slice rest = text_slice(file);

    while (rest.length) {
        size_t start = mended.length;
        char *place;
        char *end;

        add_with_seq(&mended, next_line(&rest), ++*seq);
        place = mended.bytes + start;
        end = mended.bytes + mended.length;
        if (how & MEND_CHAIN && (place = hex_after(mended.bytes + start, end, "\"prev\":\"")))
            digest_hex(last, place);
        place = mended.bytes + start;
        while (how & MEND_PERSONS && persons->named < persons->count && (place = hex_after(place, end, "\"digest\":\""))) {
            persons->items[persons->named].seq = *seq;
            digest_hex(&persons->items[persons->named++].digest, place);
        }
        *last = digest_of((struct slice){mended.bytes + start, mended.length - start});
    }
    text_release(file);
    *file = mended;
}

static void mend_people(struct text *file, const struct persons *persons, size_t *number)
{
    struct text mended = TEXT_INIT;
    struct slice rest = text_slice(file);

    for (; rest.length; ++*number)
        add_with_seq(&mended, next_line(&rest), *number < persons->count ? persons->items[*number].seq : 0);
    text_release(file);
    *file = mended;
}

static void mend(struct text files[FILES], unsigned how)
{
    struct persons persons = {0};
    struct digest last = {{0}};
    uint64_t seq = 0;
    size_t number = 0;

    gather_persons(&persons, text_slice(&files[2]));
    gather_persons(&persons, text_slice(&files[3]));
    mend_journal(&files[0], how, &persons, &seq, &last);
    mend_journal(&files[1], how, &persons, &seq, &last);
    if (how & MEND_PERSONS) {
        mend_people(&files[2], &persons, &number);
        mend_people(&files[3], &persons, &number);
    }
    free(persons.items);
}

/* The store. */

static int remove_one(const char *name, const struct stat *status, int kind, struct FTW *walk)
{
    (void)status;
    (void)kind;
    (void)walk;
    return remove(name);
}

static void remove_store(void)
{
    (void)nftw(path, remove_one, 16, FTW_DEPTH | FTW_PHYS);
}

static void remove_scratch(void)
{
    remove_store();
    (void)rmdir(scratch);
}

static void make_scratch(void)
{
    const char *folder = getenv("TMPDIR");

    if (scratch[0])
        return;
    snprintf(scratch, sizeof scratch, "%s/colporteur-fuzz-XXXXXX", folder && folder[0] ? folder : "/tmp");
    demand(mkdtemp(scratch) != NULL, "there is a folder for the store");
    setenv("TMPDIR", scratch, 1);
    snprintf(path, sizeof path, "%s/store", scratch);
    atexit(remove_scratch);
}

static void write_file(const char *name, struct slice bytes)
{
    char whole[4300];
    int fd;

    if (!bytes.length)
        return;
    snprintf(whole, sizeof whole, "%s/%s", path, name);
    fd = open(whole, O_WRONLY | O_CREAT | O_TRUNC, 0600);
    demand(fd >= 0 && write(fd, bytes.bytes, bytes.length) == (ssize_t)bytes.length, "the store's files are written");
    close(fd);
}

static struct store *opened(enum store_access access, struct fault *fault)
{
    const struct store_options options = {
        .path = path, .fold = &shop_fold, .access = access, .tool = SLICE_CONSTANT("fuzz"), .user = SLICE_CONSTANT("fuzz")};
    struct store *store = NULL;

    if (store_open(&store, &options, fault))
        return store;
    demand(fault->kind == FAULT_SYSTEM && fault->code[0] && fault->reason[0], "a store that is not opened says why");
    return NULL;
}

static void found(void *context, struct slice id, uint64_t seq, const char *code, const char *reason)
{
    (void)context;
    (void)seq;
    demand(id.bytes && code[0] && reason[0], "a finding says of what and why");
}

/* Whether verifying came to an end; then the verdict. */
static bool verified(struct verdict *verdict)
{
    struct fault fault = FAULT_INIT;
    struct check_sums sums = {0};
    struct store *store = opened(STORE_BARE, &fault);
    bool done = store && store_verify(store, verdict, &fault);

    if (store && !done)
        demand(fault.kind == FAULT_SYSTEM && fault.code[0], "verifying that fails says why");
    if (done && !verdict->ok)
        demand(verdict->code[0] && verdict->reason[0], "a verdict says why");
    if (done && verdict->index_store && !shop_check(verdict->index_store, found, NULL, &sums, &fault))
        demand(fault.kind == FAULT_SYSTEM && fault.code[0], "a check that fails says why");
    store_close(store);
    return done;
}

static void read_everything(uint64_t transactions)
{
    struct fault fault = FAULT_INIT;
    struct store *store = opened(STORE_READ, &fault);
    struct store_lines lines;
    struct store_walk walk;
    struct slice bytes;
    uint64_t count = 0;
    bool more;

    demand(store != NULL, "a store that verifies can be read");
    demand(store_lines_begin(&lines, store, &fault), "its lines can be read");
    while (store_lines_next(&lines, &bytes, &fault) && bytes.bytes)
        count++;
    demand(count == transactions, "it has as many lines as were verified");
    demand(store_walk_begin(&walk, store, SLICE(""), &fault), "its records can be walked");
    while (store_walk_next(&walk, &more, &fault) && more)
        demand(store_walk_value(&walk, &bytes, &fault) && bytes.length, "every record has its value");
    store_walk_end(&walk);
    store_close(store);
}

/* Whether a transaction could be written. */
static bool written(void)
{
    const instant now = 1795000000000; /* in November 2026 */
    struct fault fault = FAULT_INIT;
    struct store *store = opened(STORE_WRITE, &fault);
    struct changes changes = CHANGES_INIT;
    bool done = store && store_begin(store, now, &fault);

    if (done) {
        text_add_string(changes_begin(&changes, SLICE("setting/shop.fuzz")), "{\"type\":\"setting\",\"id\":\"shop.fuzz\"}");
        changes_end(&changes);
        done = store_apply(store, &changes, &fault) && store_commit(store, &fault);
    }
    if (!done)
        demand(fault.kind == FAULT_SYSTEM && fault.code[0] && fault.reason[0], "a write that is refused says why");
    changes_release(&changes);
    store_close(store);
    return done;
}

static void try_store(bool holes)
{
    struct verdict verdict = {.ok = false, .code = ""};
    struct verdict after = {.ok = false, .code = ""};
    bool whole = verified(&verdict);
    bool writable;

    if (whole && verdict.ok)
        read_everything(verdict.transactions);
    writable = written();
    if (whole && verdict.ok) {
        demand(writable, "a store that verifies can be written");
        demand(verified(&after) && after.ok && after.transactions == verdict.transactions + 1, "and verifies again");
    }
    /* A line with a hole in it may be one that the disk never got whole: a writer sets it aside. */
    if (whole && !holes && strcmp(verdict.code, "broken_chain") == 0)
        demand(!writable, "nobody writes on a broken chain");
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct text files[FILES] = {TEXT_INIT, TEXT_INIT, TEXT_INIT, TEXT_INIT};
    struct slice rest = {(const char *)data + 1, size - 1};
    struct fault fault = FAULT_INIT;
    bool holes;

    if (!size)
        return 0;
    holes = memchr(rest.bytes, '\0', rest.length) != NULL;
    for (size_t i = 0; i < FILES; i++) {
        const char *cut = i + 1 < FILES && rest.length ? memchr(rest.bytes, FILE_SEPARATOR, rest.length) : NULL;
        size_t length = cut ? (size_t)(cut - rest.bytes) : rest.length;

        text_add(&files[i], rest.bytes, length);
        rest = slice_from(rest, cut ? length + 1 : length);
    }
    for (size_t i = 0; i < FILES; i++)
        for (struct slice lines = text_slice(&files[i]); lines.length;)
            read_one_line(next_line(&lines));
    if (data[0] & (MEND_CHAIN | MEND_PERSONS))
        mend(files, data[0]);
    make_scratch();
    remove_store();
    demand(store_create(path, &fault), "there is a store");
    for (size_t i = 0; i < FILES; i++) {
        write_file(file_names[i], text_slice(&files[i]));
        text_release(&files[i]);
    }
    try_store(holes);
    return 0;
}
