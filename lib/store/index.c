/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "store/index.h"

#include "base/memory.h"
#include "store/creation.h"
#include "store/mark.h"
#include "store/pending.h"

#include <errno.h>
#include <fcntl.h>
#include <lmdb.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

/*
 * Address space, not memory or disk: the file grows as it fills. Small machines have 39 bits of it, and store-verify maps
 * two indexes; 64 GB hold some hundred million records.
 */
static const size_t MAP_SIZE = sizeof(size_t) > 4 ? (size_t)1 << 36 : (size_t)1 << 30;

enum { READERS = 254 }; /* each costs LMDB 64 bytes to set up at every first start */

static const char *const table_names[TABLES] = {"records", "keys", "counts", "people", "tip"};

/* Where a table was looked at last. */
struct last_look {
    MDB_cursor *cursor; /* NULL: none yet */
    uintptr_t page;     /* that of the value found */
    bool near;          /* the page of the one before, too */
};

enum { PAGE = 4096 }; /* LMDB's are those of the system, which are no smaller */

struct index {
    MDB_env *env;
    MDB_txn *txn;
    MDB_dbi tables[TABLES];
    struct last_look last[TABLES];     /* in this transaction */
    bool opened, opened_here, writing; /* `opened_here`: in this transaction, whose abort undoes it */
    struct pending pending;            /* of a transaction that writes */
    bool interrupted, writable;
    int mark_file;
    struct mark mark;
};

static bool lmdb_fault(int error, const char *doing, struct fault *fault)
{
    bool damaged = error == MDB_CORRUPTED || error == MDB_INVALID || error == MDB_PAGE_NOTFOUND || error == MDB_VERSION_MISMATCH ||
                   error == MDB_PANIC || error == MDB_BAD_TXN || error == ENOENT;

    if (error == MDB_READERS_FULL)
        return fault_set(fault, FAULT_BUSY, "store_busy", NULL, "%d others are reading; try again", READERS);
    return fault_set(fault, FAULT_SYSTEM, damaged ? "index_damaged" : "index", NULL, "the index: cannot %s: %s", doing,
                     mdb_strerror(error));
}

/* A file that is made as it is opened is missing only where somebody removes the folder just then. */
static bool cannot_open(const char *name, struct fault *fault)
{
    if (errno == ENOENT)
        return fault_set(fault, FAULT_SYSTEM, "index_damaged", NULL, "the index was removed meanwhile");
    /* What is no plain file goes as any other wrecked one does. */
    return fault_system(fault, errno == ELOOP ? "index_damaged" : "store_unwritable", "cannot open index/%s", name);
}

/*
 * LMDB maps its lock file, and a file with holes would kill the process where the disk has no block left to fill them.
 * So the blocks are there before it opens the file.
 */
static bool reserve_lock_file(int folder, const struct stat *lock, struct fault *fault)
{
    const off_t size = (READERS + 64) * 64; /* a line of the cache each, and LMDB's own head */
    struct stat status;
    bool done = true;
    int fd;

    if (lock->st_size >= size && lock->st_blocks * 512 >= lock->st_size)
        return true;
    fd = create_file(folder, "lock.mdb", O_RDWR);

    if (fd < 0 || fstat(fd, &status) != 0)
        done = cannot_open("lock.mdb", fault);
#ifdef FALLOC_FL_KEEP_SIZE
    else if (status.st_blocks * 512 < (status.st_size > size ? status.st_size : size) &&
             fallocate(fd, 0, 0, status.st_size > size ? status.st_size : size) != 0 && errno == ENOSPC)
        done = fault_system(fault, "store_unwritable", "no room for index/lock.mdb");
#endif
    if (fd >= 0)
        close(fd);
    return done;
}

/* LMDB would make it with a mode that depends on the umask; an empty one is a new one to it. */
static bool make_data_file(int folder, struct fault *fault)
{
    int file = create_file(folder, "data.mdb", O_RDWR);

    if (file < 0)
        return cannot_open("data.mdb", fault);
    close(file);
    return true;
}

/*
 * Whether the file is as long as its own last page says. One that was cut short would kill whoever reads behind its end.
 * LMDB itself leaves pages unwritten that a transaction took and gave back, so after each commit the file is lengthened.
 */
static bool is_whole(struct index *index, bool lengthen)
{
    MDB_envinfo info;
    MDB_stat pages;
    struct stat status;
    off_t size;
    int fd;

    if (mdb_env_info(index->env, &info) != 0 || mdb_env_stat(index->env, &pages) != 0 || mdb_env_get_fd(index->env, &fd) != 0 ||
        fstat(fd, &status) != 0)
        return false;
    size = (off_t)((info.me_last_pgno + 1) * pages.ms_psize);
    return status.st_size >= size || (lengthen && ftruncate(fd, size) == 0);
}

static int open_folder(const char *folder)
{
    return open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW);
}

/*
 * LMDB trusts what it reads, so a file that its mark does not vouch for must not even be opened. A reader may come while
 * a writer sets the mark or changes the file; then another look tells.
 */
static bool files_believed(int folder, int mark_file, const char *boot, bool *there, bool *left)
{
    struct mark mark;
    struct stamp file;

    for (int attempt = 0; attempt < 100; attempt++) {
        *there = stamp_of(folder, "data.mdb", &file);
        if (!*there)
            return faccessat(folder, "data.mdb", F_OK, AT_SYMLINK_NOFOLLOW) != 0;
        if (mark_read(mark_file, &mark) && mark_vouches(&mark, boot, &file)) {
            *left = mark.left;
            return true;
        }
    }
    return false;
}

static bool open_environment(struct index *index, const char *path, bool writable, struct fault *fault)
{
    const unsigned flags = MDB_NOTLS | MDB_NOSYNC | MDB_NORDAHEAD;
    int error = mdb_env_create(&index->env);
    int dead;

    if (error)
        return lmdb_fault(error, "start", fault);
    mdb_env_set_mapsize(index->env, MAP_SIZE);
    mdb_env_set_maxdbs(index->env, TABLES);
    mdb_env_set_maxreaders(index->env, READERS);
    error = mdb_env_open(index->env, path, writable ? flags : flags | MDB_RDONLY, 0600);
    if (error)
        return lmdb_fault(error, "open it", fault);
    if (!is_whole(index, false))
        return fault_set(fault, FAULT_SYSTEM, "index_damaged", NULL, "the index was cut short");
    if (writable)
        mdb_reader_check(index->env, &dead);
    return true;
}

/*
 * LMDB opens the lock file, then the data. A reader may get the first of an index that is being removed and the second of
 * the new one: no writer would see it, and take its pages away. The data file is removed first, so where the lock file is still
 * the one that was there before, both belong together.
 */
static bool open_one_index(struct index *index, int folder, const char *path, bool there, bool writable, struct fault *fault)
{
    struct stat before = {0};
    struct stat after;
    bool was_there = fstatat(folder, "lock.mdb", &before, AT_SYMLINK_NOFOLLOW) == 0;

    /* LMDB writes to its lock file even where it only reads, and would follow a link to do so. */
    if (was_there && !S_ISREG(before.st_mode))
        return fault_set(fault, FAULT_SYSTEM, "index_damaged", NULL, "index/lock.mdb is no file");
    if (writable && !((there || make_data_file(folder, fault)) && reserve_lock_file(folder, &before, fault)))
        return false;
    if (!open_environment(index, path, writable, fault))
        return false;
    return !was_there ||
           (fstatat(folder, "lock.mdb", &after, AT_SYMLINK_NOFOLLOW) == 0 && after.st_dev == before.st_dev &&
            after.st_ino == before.st_ino) ||
           fault_set(fault, FAULT_SYSTEM, "index_damaged", NULL, "the index is being made anew");
}

/* The folder and its mark; of a writer, what is not there is made. */
static bool open_mark(struct index *index, const char *path, bool writable, int *folder, struct fault *fault)
{
    *folder = open_folder(path);
    if (*folder < 0 && errno == ENOENT && writable && create_folder(AT_FDCWD, path) == 0)
        *folder = open_folder(path);
    if (*folder < 0)
        return cannot_open("mark", fault);
    index->mark_file = writable ? create_file(*folder, "mark", O_RDWR) : openat(*folder, "mark", O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
    return index->mark_file >= 0 || cannot_open("mark", fault);
}

bool index_open(struct index **out, const char *path, bool writable, struct fault *fault)
{
    struct index *index = memory_take_zeroed(1, sizeof *index);
    bool there = false;
    bool left = false;
    int folder;
    bool done;

    mark_boot(index->mark.boot);
    index->mark_file = -1;
    index->writable = writable;
    done = open_mark(index, path, writable, &folder, fault);
    if (done && !files_believed(folder, index->mark_file, index->mark.boot, &there, &left))
        done = fault_set(fault, FAULT_SYSTEM, "index_damaged", NULL, "the index is not as its last writer left it");
    if (done && !there && !writable)
        done = fault_set(fault, FAULT_SYSTEM, "index_damaged", NULL, "there is no index");
    done = done && open_one_index(index, folder, path, there, writable, fault);
    if (folder >= 0)
        close(folder);
    if (!done) {
        index_close(index);
        return false;
    }
    index->interrupted = !left;
    *out = index;
    return true;
}

bool index_was_interrupted(const struct index *index)
{
    return index->interrupted;
}

void index_close(struct index *index)
{
    if (!index)
        return;
    index_abort(index);
    if (index->env)
        mdb_env_close(index->env);
    if (index->mark_file >= 0)
        close(index->mark_file);
    pending_release(&index->pending);
    free(index);
}

bool index_is_writable(const struct index *index)
{
    return index->writable;
}

bool index_is_replaced(const struct index *index, const char *path)
{
    int folder = open_folder(path);
    struct stamp there;
    struct stamp ours;
    int fd;
    bool same = mdb_env_get_fd(index->env, &fd) == 0 && stamp_of_open(fd, &ours) && stamp_of(folder, "data.mdb", &there) &&
                stamp_same_file(&ours, &there);

    if (folder >= 0)
        close(folder);
    return !same;
}

void index_remove(const char *path)
{
    static const char *const files[] = {"data.mdb", "lock.mdb", "mark"};
    int folder = open_folder(path);

    for (size_t i = 0; folder >= 0 && i < sizeof files / sizeof *files; i++)
        (void)unlinkat(folder, files[i], 0);
    if (folder >= 0)
        close(folder);
}

/* A transaction that is aborted may have changed the file too: LMDB writes pages out before their time where many are. */
static bool set_mark(struct index *index, bool left)
{
    int fd;

    index->mark.left = left;
    return mdb_env_get_fd(index->env, &fd) == 0 && stamp_of_open(fd, &index->mark.file) &&
           mark_write(index->mark_file, &index->mark);
}

bool index_begin(struct index *index, bool write, struct fault *fault)
{
    int error;

    if (write && !set_mark(index, false))
        return fault_system(fault, "store_unwritable", "cannot write index/mark");
    error = mdb_txn_begin(index->env, NULL, write ? 0 : MDB_RDONLY, &index->txn);
    if (error)
        return lmdb_fault(error, "begin", fault);
    index->writing = write;
    index->opened_here = !index->opened;
    for (size_t i = 0; !index->opened && i < TABLES; i++) {
        error = mdb_dbi_open(index->txn, table_names[i], write ? MDB_CREATE : 0, &index->tables[i]);
        if (error) {
            index_abort(index);
            return error == MDB_NOTFOUND ? fault_set(fault, FAULT_SYSTEM, "index_damaged", NULL, "the index is not complete")
                                         : lmdb_fault(error, "open its tables", fault);
        }
    }
    index->opened = true;
    return true;
}

/* Before the transaction ends: a writer's would be freed with it, a reader's would not. */
static void close_cursors(struct index *index)
{
    for (size_t i = 0; i < TABLES; i++)
        if (index->last[i].cursor)
            mdb_cursor_close(index->last[i].cursor);
    memset(index->last, 0, sizeof index->last);
}

void index_abort(struct index *index)
{
    close_cursors(index);
    if (index->txn)
        mdb_txn_abort(index->txn);
    if (index->txn && index->opened_here)
        index->opened = false;
    if (index->txn && index->writing)
        (void)set_mark(index, true);
    index->txn = NULL;
    pending_clear(&index->pending);
}

static MDB_val val_of(struct slice slice)
{
    return (MDB_val){slice.length, (void *)(uintptr_t)slice.bytes};
}

/*
 * Adds to the counts that are there; `behind` the table's last key there are none. A sum that no number holds wraps: the
 * figure is lost, but not the store behind it. A key whose counts are all 0 is no key.
 */
static int apply_counts(MDB_cursor *cursor, const struct pending_row *row, bool behind)
{
    static const int64_t none[COUNTS];
    MDB_val key = val_of(pending_key(row));
    MDB_val found;
    int64_t sums[COUNTS];
    int64_t before[COUNTS] = {0};
    int error = behind ? MDB_NOTFOUND : mdb_cursor_get(cursor, &key, &found, MDB_SET);
    bool there = error == 0;

    if (error && error != MDB_NOTFOUND)
        return error;
    if (there && found.mv_size == sizeof before)
        memcpy(before, found.mv_data, sizeof before);
    memcpy(sums, row->value, sizeof sums);
    for (size_t i = 0; i < COUNTS; i++)
        (void)__builtin_add_overflow(before[i], sums[i], &sums[i]);
    if (memcmp(sums, none, sizeof sums) == 0)
        return there ? mdb_cursor_del(cursor, 0) : 0;
    found = (MDB_val){sizeof sums, sums};
    return mdb_cursor_put(cursor, &key, &found, there ? MDB_CURRENT : behind ? MDB_APPEND : 0);
}

static int apply_row(MDB_cursor *cursor, const struct pending_row *row, bool behind)
{
    MDB_val key = val_of(pending_key(row));
    MDB_val value = {row->value_length, row->value};
    int error;

    if (row->state == PENDING_COUNTED)
        return apply_counts(cursor, row, behind);
    if (row->state == PENDING_PUT)
        return mdb_cursor_put(cursor, &key, &value, behind ? MDB_APPEND : 0);
    error = mdb_cursor_get(cursor, &key, &value, MDB_SET);
    return error ? error : mdb_cursor_del(cursor, 0);
}

/* How many of the rows are to stand before the table's end, or at it: LMDB fills its pages where what follows is appended. */
static size_t count_within(MDB_cursor *cursor, const struct pending_place *sorted, size_t count)
{
    MDB_val last;
    MDB_val value;

    if (mdb_cursor_get(cursor, &last, &value, MDB_LAST) != 0)
        return 0;
    while (count && slice_compare(pending_key(sorted[count - 1].row), (struct slice){last.mv_data, last.mv_size}) > 0)
        count--;
    return count;
}

enum { AHEAD = 8 }; /* rows, in the order of their keys, stand all over the memory */

static int apply_table(struct index *index, enum index_table table)
{
    size_t count;
    struct pending_place *sorted = pending_sorted(&index->pending, table, &count);
    MDB_cursor *cursor;
    int error = count ? mdb_cursor_open(index->txn, index->tables[table], &cursor) : 0;

    if (count && !error) {
        size_t within = count_within(cursor, sorted, count);

        for (size_t i = 0; i < count && (!error || error == MDB_NOTFOUND); i++) {
            __builtin_prefetch(sorted[i + AHEAD < count ? i + AHEAD : i].row);
            error = apply_row(cursor, sorted[i].row, i >= within);
        }
        mdb_cursor_close(cursor);
    }
    free(sorted);
    return error == MDB_NOTFOUND ? 0 : error;
}

/* Does what is pending, table by table and in the order of the keys. */
static bool apply_pending(struct index *index, struct fault *fault)
{
    int error = 0;

    for (size_t i = 0; i < TABLES && !error && index->pending.changes; i++)
        error = apply_table(index, (enum index_table)i);
    pending_clear(&index->pending);
    return !error || lmdb_fault(error, "write", fault);
}

/* LMDB calls it an I/O error where only a part could be written. */
static bool disk_is_full(struct index *index)
{
    const unsigned long least_room = 65536;
    struct statvfs status;
    int fd;

    return mdb_env_get_fd(index->env, &fd) == 0 && fstatvfs(fd, &status) == 0 && status.f_bavail * status.f_frsize < least_room;
}

bool index_commit(struct index *index, struct fault *fault)
{
    int error;

    if (index->writing && !apply_pending(index, fault)) {
        index_abort(index);
        return false;
    }
    close_cursors(index);
    error = mdb_txn_commit(index->txn);
    index->txn = NULL;
    if (error == EIO && disk_is_full(index))
        error = ENOSPC;
    if (error)
        index->opened = false;
    else if (index->writing && is_whole(index, true))
        index->interrupted = !set_mark(index, true);
    return !error || lmdb_fault(error, "commit", fault);
}

static const struct slice TIP_KEY = {"tip", 3};

bool index_tip(struct index *index, struct tip *tip, struct fault *fault)
{
    struct slice value;

    if (!index_get(index, TABLE_TIP, TIP_KEY, &value, fault))
        return false;
    memset(tip, 0, sizeof *tip);
    if (value.length == sizeof *tip)
        memcpy(tip, value.bytes, sizeof *tip);
    return true;
}

bool index_set_tip(struct index *index, const struct tip *tip, struct fault *fault)
{
    return index_put(index, TABLE_TIP, TIP_KEY, (struct slice){(const char *)tip, sizeof *tip}, fault);
}

bool index_clear(struct index *index, struct fault *fault)
{
    pending_clear(&index->pending);
    for (size_t i = 0; i < TABLES; i++) {
        int error = mdb_drop(index->txn, index->tables[i], 0);

        if (error)
            return lmdb_fault(error, "empty it", fault);
    }
    return true;
}

/*
 * A cursor that stands on the page of a key finds it in half the time, but elsewhere it looks at that page in vain. So it is
 * asked where the last two keys were on one page, as those of a file in the order of its SKUs are.
 */
static int look_with(struct index *index, enum index_table table, MDB_val *key, MDB_val *found)
{
    struct last_look *last = &index->last[table];
    int error;

    if (!last->near)
        return mdb_get(index->txn, index->tables[table], key, found);
    error = last->cursor ? 0 : mdb_cursor_open(index->txn, index->tables[table], &last->cursor);
    return error ? error : mdb_cursor_get(last->cursor, key, found, MDB_SET);
}

static bool look_up(struct index *index, enum index_table table, struct slice key, struct slice *value, struct fault *fault)
{
    struct last_look *last = &index->last[table];
    MDB_val name = val_of(key);
    MDB_val found;
    uintptr_t page;
    int error = look_with(index, table, &name, &found);

    *value = (struct slice){NULL, 0};
    if (error == MDB_NOTFOUND)
        return true;
    if (error)
        return lmdb_fault(error, "read", fault);
    *value = (struct slice){found.mv_data, found.mv_size};
    page = (uintptr_t)found.mv_data / PAGE;
    last->near = page == last->page;
    last->page = page;
    return true;
}

/* Bounds the memory of a transaction, however long it is. */
static bool pending_is_full(const struct index *index)
{
    const size_t limit = 64 * 1024 * 1024;

    return index->pending.bytes >= limit;
}

bool index_get(struct index *index, enum index_table table, struct slice key, struct slice *value, struct fault *fault)
{
    struct pending_row *row;

    if (!index->writing || table == TABLE_COUNTS)
        return look_up(index, table, key, value, fault);
    row = pending_is_full(index) ? pending_find(&index->pending, table, key) : pending_row(&index->pending, table, key);
    if (row && row->state != PENDING_NEW) {
        *value = pending_value(row);
        return true;
    }
    if (!look_up(index, table, key, value, fault))
        return false;
    if (row)
        pending_found(row, *value);
    return true;
}

bool index_peek(struct index *index, enum index_table table, struct slice key, struct slice *value, struct fault *fault)
{
    const struct pending_row *row;

    if (!index->writing || table == TABLE_COUNTS)
        return look_up(index, table, key, value, fault);
    row = pending_find(&index->pending, table, key);
    if (row && row->state != PENDING_NEW) {
        *value = pending_value(row);
        return true;
    }
    if (!look_up(index, table, key, value, fault))
        return false;
    if (!value->bytes && !pending_is_full(index))
        pending_found(pending_row(&index->pending, table, key), *value);
    return true;
}

/* The row of a key that is to be changed. One that the tables cannot hold is refused while the journal does not know of it. */
static struct pending_row *row_to_change(struct index *index, enum index_table table, struct slice key, struct fault *fault)
{
    if (key.length == 0 || key.length > (size_t)mdb_env_get_maxkeysize(index->env)) {
        (void)lmdb_fault(MDB_BAD_VALSIZE, "write", fault);
        return NULL;
    }
    if (pending_is_full(index) && !apply_pending(index, fault))
        return NULL;
    return pending_row(&index->pending, table, key);
}

bool index_put(struct index *index, enum index_table table, struct slice key, struct slice value, struct fault *fault)
{
    struct pending_row *row = row_to_change(index, table, key, fault);

    if (row)
        pending_put(&index->pending, row, value);
    return row;
}

bool index_drop(struct index *index, enum index_table table, struct slice key, struct fault *fault)
{
    struct pending_row *row = row_to_change(index, table, key, fault);

    if (row)
        pending_drop(&index->pending, row);
    return row;
}

bool index_count(struct index *index, struct slice key, const int64_t more[COUNTS], struct fault *fault)
{
    struct pending_row *row = row_to_change(index, TABLE_COUNTS, key, fault);

    if (row)
        pending_add(&index->pending, row, more, COUNTS);
    return row;
}

bool index_walk_begin(struct index_walk *walk, struct index *index, enum index_table table, struct slice prefix,
                      struct fault *fault)
{
    MDB_cursor *cursor;
    int error;

    *walk = (struct index_walk){.index = index};
    if (!apply_pending(index, fault))
        return false;
    error = mdb_cursor_open(index->txn, index->tables[table], &cursor);
    if (error)
        return lmdb_fault(error, "walk", fault);
    walk->cursor = cursor;
    text_add_slice(&walk->prefix, prefix);
    walk->key = text_slice(&walk->prefix);
    return true;
}

void index_walk_from(struct index_walk *walk, struct slice key)
{
    walk->key = key;
    walk->begun = walk->ended = walk->there = false;
}

static bool starts_with(struct slice key, const struct text *prefix)
{
    return key.length >= prefix->length && slice_equal((struct slice){key.bytes, prefix->length}, text_slice(prefix));
}

/*
 * A walk that has ended stands at the first key behind all that start with its prefix, or behind all keys. That is the first of
 * any prefix between the two as well, unless the one starts with the other.
 */
static bool stands_at(const struct index_walk *walk, struct slice prefix)
{
    return walk->ended && slice_compare(text_slice(&walk->prefix), prefix) < 0 && !starts_with(prefix, &walk->prefix) &&
           (!walk->key.bytes || slice_compare(prefix, walk->key) <= 0);
}

void index_walk_again(struct index_walk *walk, struct slice prefix)
{
    bool there = stands_at(walk, prefix);

    text_clear(&walk->prefix);
    text_add_slice(&walk->prefix, prefix);
    if (!there)
        index_walk_from(walk, text_slice(&walk->prefix));
    walk->there = there;
}

static bool step(struct index_walk *walk, struct fault *fault)
{
    MDB_val key = val_of(walk->key);
    MDB_val value;
    bool whole = !walk->begun && walk->key.length == 0;
    int error = mdb_cursor_get(walk->cursor, &key, &value, walk->begun ? MDB_NEXT : whole ? MDB_FIRST : MDB_SET_RANGE);

    walk->begun = true;
    walk->key = walk->value = (struct slice){NULL, 0};
    if (error == MDB_NOTFOUND)
        return true;
    if (error)
        return lmdb_fault(error, "walk", fault);
    walk->key = (struct slice){key.mv_data, key.mv_size};
    walk->value = (struct slice){value.mv_data, value.mv_size};
    return true;
}

bool index_walk_next(struct index_walk *walk, bool *found, struct fault *fault)
{
    *found = false;
    if (!walk->there && !step(walk, fault))
        return false;
    walk->there = false;
    *found = walk->key.bytes && starts_with(walk->key, &walk->prefix);
    walk->ended = !*found;
    return true;
}

void index_walk_end(struct index_walk *walk)
{
    if (walk->cursor)
        mdb_cursor_close(walk->cursor);
    text_release(&walk->prefix);
    walk->cursor = NULL;
}

/* Documents are numbered with six digits and zeros in front; where those do not suffice, more must not sort between them. */
enum { PADDED_DIGITS = 6, BEHIND_DIGITS = 0x7f }; /* a byte that no id holds */

/*
 * The digits behind the last slash, if there is nothing else and no zero in front: they get their count before them. So do
 * more than six behind a dash, and a byte before it that sorts behind the digits.
 */
static size_t number_at(struct slice id)
{
    size_t at = id.length;
    size_t digits;

    while (at && id.bytes[at - 1] >= '0' && id.bytes[at - 1] <= '9')
        at--;
    digits = id.length - at;
    if (at == 0 || digits == 0 || digits > 18 || id.bytes[at] == '0')
        return 0;
    return id.bytes[at - 1] == '/' || (id.bytes[at - 1] == '-' && digits > PADDED_DIGITS) ? at : 0;
}

void index_id_key(struct slice id, struct text *key)
{
    size_t at = number_at(id);

    text_clear(key);
    if (!at) {
        text_add_slice(key, id);
        return;
    }
    text_add(key, id.bytes, at);
    if (id.bytes[at - 1] == '-')
        text_add_byte(key, BEHIND_DIGITS);
    text_add_byte(key, (char)(id.length - at));
    text_add(key, id.bytes + at, id.length - at);
}

void index_key_id(struct slice key, struct text *id)
{
    text_clear(id);
    for (size_t i = 0; i < key.length; i++)
        if ((unsigned char)key.bytes[i] >= 0x20 && key.bytes[i] != BEHIND_DIGITS)
            text_add_byte(id, key.bytes[i]);
}
