/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "store/ledger.h"

#include "base/memory.h"
#include "store/archive.h"
#include "store/creation.h"
#include "store/spool.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

enum { FLUSH_AT = 1024 * 1024, FILE_NAME_SIZE = 64 };

struct ledger_map {
    struct ledger_map *older;
    char *bytes;
    size_t length;
};

/* How a file is read: whether one place after the other. */
struct stride {
    unsigned steps; /* forward, each a short one */
    uint64_t end;   /* of what was read last */
    uint64_t ahead; /* up to here the pages are mapped */
};

struct ledger_file {
    uint32_t month;
    int fd;
    struct archive *archive; /* whose plain month `fd` is, as far as it was asked for; NULL: the month is plain */
    struct ledger_map *map;  /* the newest and widest; older ones keep earlier slices valid */
    uint64_t size;           /* when it was looked at last: a mapping behind a file's end must not be touched */
    struct stride stride;
};

static void file_name(char name[FILE_NAME_SIZE], uint32_t month)
{
    snprintf(name, FILE_NAME_SIZE, "%04u-%02u.jsonl", month / 100, month % 100);
}

static void archived_name(char name[FILE_NAME_SIZE], uint32_t month)
{
    snprintf(name, FILE_NAME_SIZE, "%04u-%02u.jsonl" ARCHIVE_ENDING, month / 100, month % 100);
}

uint32_t month_of(instant at)
{
    int year;
    unsigned month;
    unsigned dom;
    int64_t seconds = at / 1000 - (at % 1000 < 0);

    day_to_civil((day)(seconds / 86400 - (seconds % 86400 < 0)), &year, &month, &dom);
    return (uint32_t)year * 100 + month;
}

bool ledger_open(struct ledger *ledger, int store, const char *name, struct fault *fault)
{
    *ledger = (struct ledger){.folder = -1, .name = name, .fd = -1};
    ledger->folder = openat(store, name, O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW);
    if (ledger->folder < 0 && errno != EACCES)
        return fault_system(fault, "store_damaged", "cannot open the store's folder %s", name);
    return true;
}

static void file_release(struct ledger_file *file)
{
    while (file->map) {
        struct ledger_map *older = file->map->older;

        munmap(file->map->bytes, file->map->length);
        free(file->map);
        file->map = older;
    }
    if (file->archive)
        archive_close(file->archive);
    else
        close(file->fd);
}

static void end_writer(struct ledger *ledger);

void ledger_close(struct ledger *ledger)
{
    end_writer(ledger);
    ledger_release_hold(ledger);
    for (size_t i = 0; i < ledger->count; i++)
        file_release(&ledger->files[i]);
    free(ledger->files);
    for (size_t i = 0; i < ledger->replaced_count; i++)
        file_release(&ledger->replaced[i]);
    free(ledger->replaced);
    if (ledger->folder >= 0)
        close(ledger->folder);
    if (ledger->fd >= 0)
        close(ledger->fd);
    if (ledger->spool)
        file_release(ledger->spool);
    free(ledger->spool);
    text_release(&ledger->writing);
    text_release(&ledger->pending);
    *ledger = (struct ledger){.folder = -1, .fd = -1};
}

bool month_read(struct slice text, uint32_t *month)
{
    int64_t year;
    int64_t number;

    if (text.length != strlen("2026-11") || text.bytes[4] != '-' || !slice_integer((struct slice){text.bytes, 4}, 9999, &year) ||
        !slice_integer(slice_from(text, 5), 12, &number))
        return false;
    *month = (uint32_t)(year * 100 + number);
    return number != 0;
}

/* "2026-11.jsonl" or "2026-11.jsonl.zst" as 202611; 0 for any other name. */
static uint32_t month_of_name(const char *name)
{
    uint32_t month;

    if (strlen(name) < 7 || !month_read((struct slice){name, 7}, &month))
        return 0;
    return strcmp(name + 7, ".jsonl") == 0 || strcmp(name + 7, ".jsonl" ARCHIVE_ENDING) == 0 ? month : 0;
}

static void add_month(uint32_t month, uint32_t **months, size_t *count, size_t *room)
{
    size_t at = *count;

    while (at && (*months)[at - 1] > month)
        at--;
    if (at && (*months)[at - 1] == month)
        return;
    *months = memory_grow(*months, room, *count + 1, sizeof **months);
    memmove(*months + at + 1, *months + at, (*count - at) * sizeof **months);
    (*months)[at] = month;
    ++*count;
}

static bool list_months(struct ledger *ledger, bool archives_alone, uint32_t **months, size_t *count, struct fault *fault)
{
    int fd = ledger->folder < 0 ? -1 : openat(ledger->folder, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    DIR *folder;
    struct dirent *entry;
    size_t room = 0;

    *months = NULL;
    *count = 0;
    if (ledger->folder < 0)
        return true;
    folder = fd < 0 ? NULL : fdopendir(fd);
    if (!folder) {
        if (fd >= 0)
            close(fd);
        return fault_system(fault, "store_unreadable", "cannot list the store's folder %s", ledger->name);
    }
    while ((entry = readdir(folder))) {
        uint32_t month = month_of_name(entry->d_name);

        if (month && (!archives_alone || entry->d_name[strlen("2026-11.jsonl")]))
            add_month(month, months, count, &room);
    }
    closedir(folder);
    return true;
}

void ledger_hold(struct ledger *ledger)
{
    ledger_release_hold(ledger);
    ledger->held = true;
}

void ledger_release_hold(struct ledger *ledger)
{
    free(ledger->held_months);
    ledger->held_months = NULL;
    ledger->held_count = 0;
    ledger->held = false;
}

bool ledger_months(struct ledger *ledger, uint32_t **months, size_t *count, struct fault *fault)
{
    if (!ledger->held)
        return list_months(ledger, false, months, count, fault);
    if (!ledger->held_months && !list_months(ledger, false, &ledger->held_months, &ledger->held_count, fault))
        return false;
    if (!ledger->held_months)
        ledger->held_months = memory_take(sizeof **months);
    *count = ledger->held_count;
    *months = memory_take((*count + 1) * sizeof **months);
    memcpy(*months, ledger->held_months, *count * sizeof **months);
    return true;
}

/* The least month above `month` that has a file. Calls of readdir are few: a shop has twelve files a year. */
static bool next_file(struct ledger *ledger, bool archives_alone, uint32_t month, uint32_t *found, struct fault *fault)
{
    uint32_t *months;
    size_t count;

    *found = 0;
    if (archives_alone ? !list_months(ledger, true, &months, &count, fault) : !ledger_months(ledger, &months, &count, fault))
        return false;
    for (size_t i = 0; i < count && !*found; i++)
        if (months[i] > month)
            *found = months[i];
    free(months);
    return true;
}

bool ledger_next_archive(struct ledger *ledger, uint32_t month, uint32_t *next, struct fault *fault)
{
    return next_file(ledger, true, month, next, fault);
}

static bool closed_folder(const struct ledger *ledger, struct fault *fault)
{
    return fault_set(fault, FAULT_SYSTEM, "store_unreadable", NULL, "the store's folder %s is closed to this user", ledger->name);
}

/*
 * The plain month if there is one, else its archive. Between two looks one may have become the other, which happens in one
 * direction at a time: after a few rounds there is neither.
 */
static bool open_month(struct ledger *ledger, uint32_t month, struct ledger_file *file, struct fault *fault)
{
    const int flags = O_RDONLY | O_CLOEXEC | O_NOFOLLOW;
    char name[FILE_NAME_SIZE];
    char label[LEDGER_LABEL_SIZE + FILE_NAME_SIZE];
    int packed = -1;
    bool look_again = true;

    *file = (struct ledger_file){.month = month, .fd = -1};
    for (int look = 0; look < 4 && look_again; look++) {
        file_name(name, month);
        file->fd = openat(ledger->folder, name, flags);
        if (file->fd < 0 && errno == ENOENT) {
            archived_name(name, month);
            packed = openat(ledger->folder, name, flags);
        }
        look_again = file->fd < 0 && packed < 0 && errno == ENOENT;
    }
    if (look_again)
        file_name(name, month);
    snprintf(label, sizeof label, "%s/%s", ledger->name, name);
    if (packed >= 0 && !archive_open(&file->archive, packed, label, fault))
        return false;
    if (packed >= 0)
        file->fd = archive_plain(file->archive);
    return file->fd >= 0 || fault_system(fault, "store_unreadable", "cannot open %s", label);
}

static bool file_of_month(struct ledger *ledger, uint32_t month, struct ledger_file **file, struct fault *fault)
{
    struct ledger_file opened;

    for (size_t i = ledger->count; i > 0; i--)
        if (ledger->files[i - 1].month == month) {
            *file = &ledger->files[i - 1];
            return true;
        }
    if (ledger->folder < 0)
        return closed_folder(ledger, fault);
    if (!open_month(ledger, month, &opened, fault))
        return false;
    ledger->files = memory_grow(ledger->files, &ledger->room, ledger->count + 1, sizeof *ledger->files);
    ledger->files[ledger->count] = opened;
    *file = &ledger->files[ledger->count++];
    return true;
}

/* The open file that has a name in the folder. */
static int named_file(const struct ledger_file *file)
{
    return file->archive ? archive_file(file->archive) : file->fd;
}

bool ledger_stamp(const struct ledger *ledger, uint32_t month, struct stamp *stamp)
{
    char name[FILE_NAME_SIZE];

    file_name(name, month);
    if (stamp_of(ledger->folder, name, stamp))
        return true;
    archived_name(name, month);
    return stamp_of(ledger->folder, name, stamp);
}

void ledger_renew(struct ledger *ledger, uint32_t month)
{
    struct stamp named;
    struct stamp ours;

    for (size_t i = 0; i < ledger->count; i++) {
        struct ledger_file *file = &ledger->files[i];

        if (file->month != month ||
            (ledger_stamp(ledger, month, &named) && stamp_of_open(named_file(file), &ours) && stamp_same_file(&named, &ours)))
            continue;
        ledger->replaced = memory_grow(ledger->replaced, &ledger->replaced_room, ledger->replaced_count + 1, sizeof *file);
        ledger->replaced[ledger->replaced_count++] = *file;
        *file = ledger->files[--ledger->count];
        break;
    }
    if (ledger->fd >= 0 && ledger->month == month) {
        close(ledger->fd);
        ledger->fd = -1;
    }
}

bool ledger_is_archived(const struct ledger *ledger, uint32_t month)
{
    for (size_t i = 0; i < ledger->count; i++)
        if (ledger->files[i].month == month)
            return ledger->files[i].archive;
    return false;
}

void ledger_label(const struct ledger *ledger, uint32_t month, char label[LEDGER_LABEL_SIZE])
{
    snprintf(label, LEDGER_LABEL_SIZE, "%s/%04u-%02u.jsonl%s", ledger->name, month / 100, month % 100,
             ledger_is_archived(ledger, month) ? ARCHIVE_ENDING : "");
}

bool ledger_size(struct ledger *ledger, uint32_t month, uint64_t *size, struct fault *fault)
{
    struct ledger_file *file;
    struct stat status;

    if (!file_of_month(ledger, month, &file, fault))
        return false;
    if (fstat(file->fd, &status) != 0)
        return fault_system(fault, "store_unreadable", "cannot read the size of a file in %s", ledger->name);
    *size = (uint64_t)status.st_size;
    if (ledger->bounded && month >= ledger->bound_month && (month > ledger->bound_month || *size > ledger->bound))
        *size = month > ledger->bound_month ? 0 : ledger->bound;
    return true;
}

/* A file that is empty is what a writer left that was stopped before it wrote, under a clock that may have been set back since. */
bool ledger_next_month(struct ledger *ledger, uint32_t month, uint32_t *next, struct fault *fault)
{
    uint64_t size = 0;

    do {
        if (!next_file(ledger, false, month, next, fault) || (*next && !ledger_size(ledger, *next, &size, fault)))
            return false;
        month = *next;
    } while (*next && !size);
    return true;
}

bool ledger_secure(struct ledger *ledger, uint32_t month, struct fault *fault)
{
    struct ledger_file *file;

    if (!file_of_month(ledger, month, &file, fault))
        return false;
    return (fdatasync(named_file(file)) == 0 && fsync(ledger->folder) == 0) ||
           fault_system(fault, "store_unwritable", "cannot sync the store's folder %s", ledger->name);
}

bool ledger_secure_end(struct ledger *ledger, struct fault *fault)
{
    uint32_t month;
    uint32_t next = 0;

    do {
        month = next;
        if (!next_file(ledger, false, month, &next, fault))
            return false;
    } while (next);
    return !month || ledger_secure(ledger, month, fault);
}

/* Maps well past the file's end, so that a growing file is mapped anew only when it has doubled. */
static bool map_at_least(struct ledger_file *file, uint64_t length, uint64_t size, struct fault *fault)
{
    const uint64_t step = 16 * 1024 * 1024;
    uint64_t wanted = ((size > length ? size : length) * 2 / step + 1) * step;
    struct ledger_map *map;
    void *bytes = mmap(NULL, wanted, PROT_READ, MAP_SHARED, file->fd, 0);

    if (bytes == MAP_FAILED)
        return fault_system(fault, "store_unreadable", "cannot map %llu bytes of the store", (unsigned long long)wanted);
    map = memory_take(sizeof *map);
    *map = (struct ledger_map){file->map, bytes, wanted};
    file->map = map;
    return true;
}

/*
 * Who lists records reads place after place, near one another. His pages are mapped 2 MiB at a time, before they are
 * touched, which costs half of what their faults do. Whoever looks up a few records has none mapped that he does not read.
 */
static void map_ahead(struct ledger_file *file, uint64_t from, uint64_t end)
{
    enum { STEPS = 32, SHORT = 64 * 1024, AHEAD = 2 * 1024 * 1024 };
    struct stride *stride = &file->stride;
    uint64_t start = end & ~(uint64_t)(SHORT - 1);

    stride->steps = from >= stride->end && from - stride->end < SHORT ? stride->steps + 1 : 0;
    stride->end = end;
    if (stride->steps < STEPS || (end <= stride->ahead && stride->ahead - end <= AHEAD))
        return;
    stride->ahead = start + AHEAD < file->size ? start + AHEAD : file->size;
    /* Not every kernel can; then they are mapped when they are touched. */
    (void)madvise(file->map->bytes + start, stride->ahead - start, MADV_POPULATE_READ);
}

static bool behind_end(const struct ledger *ledger, struct fault *fault)
{
    return fault_set(fault, FAULT_SYSTEM, "store_damaged", NULL, "what the index names stands behind the end of a file in %s",
                     ledger->name);
}

bool ledger_bytes(struct ledger *ledger, const struct place *place, struct slice *bytes, struct fault *fault)
{
    struct ledger_file *file;
    uint64_t from = place->offset;
    uint64_t end = from + place->length;

    if (ledger->appending && place->month == ledger->month && place->offset >= ledger->flushed) {
        uint64_t ahead = ledger->flushed + ledger->writing.length;
        const struct text *held = place->offset < ahead ? &ledger->writing : &ledger->pending;
        uint64_t base = place->offset < ahead ? ledger->flushed : ahead;

        if (end - base > held->length)
            return behind_end(ledger, fault);
        *bytes = (struct slice){held->bytes + (place->offset - base), place->length};
        return true;
    }
    if (ledger->appending && ledger->trial && place->month == ledger->month && place->offset >= ledger->start) {
        file = ledger->spool;
        from = place->offset - ledger->start;
        end = from + place->length;
        file->size = ledger->flushed - ledger->start;
    } else if (!file_of_month(ledger, place->month, &file, fault) ||
               (end > file->size && !ledger_size(ledger, place->month, &file->size, fault))) {
        return false;
    }
    if (end > file->size)
        return behind_end(ledger, fault);
    if (file->archive && !archive_fill(file->archive, from, end, fault))
        return false;
    if ((!file->map || end > file->map->length) && !map_at_least(file, end, file->size, fault))
        return false;
    if (!file->archive)
        map_ahead(file, from, end);
    *bytes = (struct slice){file->map->bytes + from, place->length};
    return true;
}

bool ledger_rest(struct ledger *ledger, uint32_t month, uint64_t offset, struct slice *rest, struct fault *fault)
{
    struct ledger_file *file;
    uint64_t size;

    if (!file_of_month(ledger, month, &file, fault) || !ledger_size(ledger, month, &size, fault))
        return false;
    *rest = (struct slice){"", 0};
    if (size <= offset)
        return true;
    if (file->archive && !archive_fill(file->archive, offset, size, fault))
        return false;
    if ((!file->map || size > file->map->length) && !map_at_least(file, size, size, fault))
        return false;
    *rest = (struct slice){file->map->bytes + offset, size - offset};
    return true;
}

bool ledger_last_line(struct ledger *ledger, uint32_t *month, uint64_t *end, uint64_t *torn, struct fault *fault)
{
    struct slice rest = {"", 0};
    uint32_t next = 0;
    const char *newline;

    do {
        *month = next;
        if (!ledger_next_month(ledger, *month, &next, fault))
            return false;
    } while (next);
    if (*month && !ledger_rest(ledger, *month, 0, &rest, fault))
        return false;
    newline = memrchr(rest.bytes, '\n', rest.length);
    *end = newline ? (uint64_t)(newline - rest.bytes) + 1 : 0;
    *torn = rest.length - *end;
    return true;
}

void ledger_bound(struct ledger *ledger, uint32_t month, uint64_t end)
{
    ledger->bounded = true;
    ledger->bound_month = month;
    ledger->bound = end;
}

bool ledger_bound_to_last_line(struct ledger *ledger, uint64_t *torn, struct fault *fault)
{
    uint32_t month;
    uint64_t end;

    ledger->bounded = false;
    if (!ledger_last_line(ledger, &month, &end, torn, fault))
        return false;
    ledger_bound(ledger, month, end);
    return true;
}

bool ledger_outgrown(struct ledger *ledger, bool *outgrown, struct fault *fault)
{
    uint64_t size = 0;
    uint32_t later = 0;
    bool bounded = ledger->bounded;
    bool done;

    ledger->bounded = false;
    done = (!ledger->bound_month || ledger_size(ledger, ledger->bound_month, &size, fault)) &&
           ledger_next_month(ledger, ledger->bound_month, &later, fault);
    ledger->bounded = bounded;
    *outgrown = bounded && (size > ledger->bound || later);
    return done;
}

static bool open_spool(struct ledger *ledger, struct fault *fault)
{
    int fd;

    if (!spool_open(&fd, fault))
        return false;
    ledger->spool = memory_take(sizeof *ledger->spool);
    *ledger->spool = (struct ledger_file){.fd = fd};
    return true;
}

/* Only where later months were lost: the last one is never archived. */
static bool archived_month(const struct ledger *ledger, uint32_t month, struct fault *fault)
{
    return fault_set(fault, FAULT_SYSTEM, "archived_month", NULL,
                     "%s/%04u-%02u.jsonl is archived, so later months are missing: put them back, or go on in this one with "
                     "store-archive --restore %04u-%02u",
                     ledger->name, month / 100, month % 100, month / 100, month % 100);
}

bool ledger_begin(struct ledger *ledger, uint32_t month, uint64_t offset, bool trial, struct fault *fault)
{
    if (trial && !ledger->spool && !open_spool(ledger, fault))
        return false;
    if (!trial && ledger->folder < 0)
        return closed_folder(ledger, fault);
    if (ledger->fd >= 0 && ledger->month != month) {
        close(ledger->fd);
        ledger->fd = -1;
    }
    /* Whoever made the file may have ended before its name was on disk. */
    ledger->name_unsynced = offset == 0;
    ledger->month = month;
    ledger->trial = trial;
    ledger->start = ledger->synced = ledger->flushed = offset;
    ledger->appending = true;
    text_clear(&ledger->pending);
    return true;
}

uint64_t ledger_position(const struct ledger *ledger)
{
    return ledger->flushed + ledger->writing.length + ledger->pending.length;
}

void ledger_append(struct ledger *ledger, struct slice bytes)
{
    text_add_slice(&ledger->pending, bytes);
}

/* Sends what was written on its way to the disk, so that the sync at the end has little left to wait for. */
static void start_writeback(int fd, uint64_t at, size_t length)
{
#ifdef SYNC_FILE_RANGE_WRITE
    (void)sync_file_range(fd, (off_t)at, (off_t)length, SYNC_FILE_RANGE_WRITE);
#else
    (void)fd;
    (void)at;
    (void)length;
#endif
}

static void seal(struct ledger *ledger, struct text *bytes)
{
    if (ledger->seal && !ledger->trial)
        ledger->seal(ledger->seal_context, bytes);
}

/* The thread that writes `ledger->writing`; it and the ledger's owner take turns by `busy`. */
struct ledger_writer {
    pthread_t thread;
    pthread_mutex_t mutex;
    pthread_cond_t changed;
    bool busy, over;
    int fd, error;
    uint64_t at;
    struct ledger *ledger;
};

static void *write_for_ledger(void *argument)
{
    struct ledger_writer *writer = argument;

    pthread_mutex_lock(&writer->mutex);
    for (;;) {
        int error;

        while (!writer->busy && !writer->over)
            pthread_cond_wait(&writer->changed, &writer->mutex);
        if (!writer->busy)
            break;
        pthread_mutex_unlock(&writer->mutex);
        seal(writer->ledger, &writer->ledger->writing);
        error = file_write_at(writer->fd, writer->at, writer->ledger->writing.bytes, writer->ledger->writing.length);
        start_writeback(writer->fd, writer->at, writer->ledger->writing.length);
        pthread_mutex_lock(&writer->mutex);
        writer->error = error;
        writer->busy = false;
        pthread_cond_broadcast(&writer->changed);
    }
    pthread_mutex_unlock(&writer->mutex);
    return NULL;
}

static bool write_failed(struct ledger *ledger, int error, struct fault *fault)
{
    errno = error;
    return fault_system(fault, "store_unwritable", "cannot write to the store's folder %s", ledger->name);
}

/* Until what is on its way has arrived. */
static int wait_for_writer(struct ledger *ledger)
{
    struct ledger_writer *writer = ledger->writer;
    int error;

    if (!writer)
        return 0;
    pthread_mutex_lock(&writer->mutex);
    while (writer->busy)
        pthread_cond_wait(&writer->changed, &writer->mutex);
    error = writer->error;
    writer->error = 0;
    pthread_mutex_unlock(&writer->mutex);
    return error;
}

static bool finish_writing(struct ledger *ledger, struct fault *fault)
{
    int error = wait_for_writer(ledger);

    if (error)
        return write_failed(ledger, error, fault);
    ledger->flushed += ledger->writing.length;
    text_clear(&ledger->writing);
    return true;
}

static void end_writer(struct ledger *ledger)
{
    struct ledger_writer *writer = ledger->writer;

    if (!writer)
        return;
    pthread_mutex_lock(&writer->mutex);
    writer->over = true;
    pthread_cond_broadcast(&writer->changed);
    pthread_mutex_unlock(&writer->mutex);
    pthread_join(writer->thread, NULL);
    pthread_cond_destroy(&writer->changed);
    pthread_mutex_destroy(&writer->mutex);
    free(writer);
    ledger->writer = NULL;
}

/* NULL where the system has no thread to give: then the owner writes itself. */
static struct ledger_writer *begin_writer(struct ledger *ledger)
{
    struct ledger_writer *writer = memory_take_zeroed(1, sizeof *writer);

    pthread_mutex_init(&writer->mutex, NULL);
    pthread_cond_init(&writer->changed, NULL);
    if (pthread_create(&writer->thread, NULL, write_for_ledger, writer) != 0) {
        free(writer);
        return NULL;
    }
    writer->ledger = ledger;
    ledger->writer = writer;
    return writer;
}

static int file_to_write(const struct ledger *ledger)
{
    return ledger->trial ? ledger->spool->fd : ledger->fd;
}

static uint64_t file_position(const struct ledger *ledger)
{
    return ledger->trial ? ledger->flushed - ledger->start : ledger->flushed;
}

/* A batch without a person leaves the persons' file alone, so a file is opened when there is something to write to it. */
static bool open_to_write(struct ledger *ledger, struct fault *fault)
{
    char name[FILE_NAME_SIZE];

    if (ledger->trial || ledger->fd >= 0)
        return true;
    file_name(name, ledger->month);
    ledger->fd = ledger->start ? openat(ledger->folder, name, O_WRONLY | O_CLOEXEC | O_NOFOLLOW)
                               : create_file(ledger->folder, name, O_WRONLY);
    if (ledger->fd < 0 && errno == ENOENT && ledger_is_archived(ledger, ledger->month))
        return archived_month(ledger, ledger->month, fault);
    return ledger->fd >= 0 || fault_system(fault, "store_unwritable", "cannot write to %s/%s", ledger->name, name);
}

static bool write_pending(struct ledger *ledger, struct fault *fault)
{
    int error;

    if (!open_to_write(ledger, fault) || !finish_writing(ledger, fault))
        return false;
    seal(ledger, &ledger->pending);
    error = file_write_at(file_to_write(ledger), file_position(ledger), ledger->pending.bytes, ledger->pending.length);
    if (error)
        return write_failed(ledger, error, fault);
    ledger->flushed += ledger->pending.length;
    text_clear(&ledger->pending);
    return true;
}

bool ledger_flush(struct ledger *ledger, struct fault *fault)
{
    struct ledger_writer *writer = ledger->writer;
    struct text emptied;

    if (ledger->pending.length < FLUSH_AT)
        return true;
    if (!open_to_write(ledger, fault))
        return false;
    if (!writer)
        writer = begin_writer(ledger);
    if (!writer)
        return write_pending(ledger, fault);
    if (!finish_writing(ledger, fault))
        return false;
    emptied = ledger->writing;
    ledger->writing = ledger->pending;
    ledger->pending = emptied;
    pthread_mutex_lock(&writer->mutex);
    writer->fd = file_to_write(ledger);
    writer->at = file_position(ledger);
    writer->busy = true;
    pthread_cond_broadcast(&writer->changed);
    pthread_mutex_unlock(&writer->mutex);
    return true;
}

bool ledger_synced(const struct ledger *ledger)
{
    return ledger_position(ledger) == ledger->synced;
}

bool ledger_sync(struct ledger *ledger, struct fault *fault)
{
    if (ledger_synced(ledger))
        return true;
    if (!write_pending(ledger, fault))
        return false;
    if (fdatasync(ledger->fd) != 0)
        return fault_system(fault, "store_unwritable", "cannot sync the store's folder %s", ledger->name);
    if (ledger->name_unsynced && fsync(ledger->folder) != 0)
        return fault_system(fault, "store_unwritable", "cannot sync the store's folder %s", ledger->name);
    ledger->name_unsynced = false;
    ledger->synced = ledger->flushed;
    return true;
}

bool ledger_settle(struct ledger *ledger, struct fault *fault)
{
    if (!ledger_sync(ledger, fault))
        return false;
    ledger->start = ledger->flushed;
    return true;
}

void ledger_forget(struct ledger *ledger)
{
    struct stat status;

    (void)wait_for_writer(ledger);
    /*
     * A write that failed may have come half its way, so the file itself is asked. If the cut fails, what is left
     * behind the durable end is the next writer's torn tail.
     */
    if (ledger->appending && !ledger->trial && fstat(ledger->fd, &status) == 0 && status.st_size > (off_t)ledger->start &&
        ftruncate(ledger->fd, (off_t)ledger->start) == 0)
        (void)!fdatasync(ledger->fd);
    ledger->flushed = ledger->synced = ledger->start;
    text_clear(&ledger->writing);
    text_clear(&ledger->pending);
    ledger->appending = false;
}

bool ledger_cut(struct ledger *ledger, uint32_t month, uint64_t offset, struct fault *fault)
{
    char name[FILE_NAME_SIZE];
    int fd;
    bool done;

    file_name(name, month);
    fd = openat(ledger->folder, name, O_WRONLY | O_CLOEXEC | O_NOFOLLOW);
    done = fd >= 0 && ftruncate(fd, (off_t)offset) == 0 && fsync(fd) == 0;
    if (!done)
        fault_system(fault, "store_unwritable", "cannot cut the torn end off %s/%s", ledger->name, name);
    if (fd >= 0)
        close(fd);
    return done;
}

bool ledger_overwrite(struct ledger *ledger, uint32_t month, uint64_t offset, struct slice bytes, struct fault *fault)
{
    char name[FILE_NAME_SIZE];
    int error;
    int fd;

    file_name(name, month);
    fd = openat(ledger->folder, name, O_WRONLY | O_CLOEXEC | O_NOFOLLOW);
    error = fd < 0 ? errno : file_write_at(fd, offset, bytes.bytes, bytes.length);
    if (fd >= 0)
        close(fd);
    return !error || write_failed(ledger, error, fault);
}

bool ledger_set_aside(struct ledger *ledger, uint32_t month, uint64_t offset, struct fault *fault)
{
    char name[FILE_NAME_SIZE];
    struct slice torn;
    int fd;
    bool done;

    if (!ledger_rest(ledger, month, offset, &torn, fault))
        return false;
    if (!torn.length)
        return true;
    if (ledger_is_archived(ledger, month))
        return archived_month(ledger, month, fault);
    snprintf(name, sizeof name, "%04u-%02u.torn-%llu", month / 100, month % 100, (unsigned long long)offset);
    fd = create_file(ledger->folder, name, O_WRONLY | O_TRUNC);
    done = fd >= 0 && write(fd, torn.bytes, torn.length) == (ssize_t)torn.length && fsync(fd) == 0;
    if (!done)
        fault_system(fault, "store_unwritable", "cannot set the torn end of %s aside as %s", ledger->name, name);
    if (fd >= 0)
        close(fd);
    return done && ledger_cut(ledger, month, offset, fault);
}
