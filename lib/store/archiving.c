/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "store/archiving.h"

#include "base/memory.h"
#include "store/creation.h"
#include "store/lock.h"
#include "store/month.h"
#include "store/spool.h"
#include "store/state.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zstd.h>

/*
 * Measured on a month of 85 MB, 20000 orders with shipments and invoices: level 6 leaves a 7.2th of it, 9 a 7.6th in a third
 * more time, 12 a 7.7th in four times that of 9. With all the checks a month goes at 46 MB in a second of one core.
 */
enum { COMPRESSION_LEVEL = 9, NAME_SIZE = 40 };

struct names {
    char plain[NAME_SIZE], archive[NAME_SIZE], half_made[NAME_SIZE];
    char plain_label[NAME_SIZE + 16], archive_label[NAME_SIZE + 16];
};

static const char half_made_ending[] = ".half-made";

static void names_of(const struct store *store, uint32_t month, struct names *names)
{
    unsigned year = month / 100 % 10000;
    unsigned number = month % 100;

    snprintf(names->plain, sizeof names->plain, "%04u-%02u.jsonl", year, number);
    snprintf(names->archive, sizeof names->archive, "%04u-%02u.jsonl" ARCHIVE_ENDING, year, number);
    snprintf(names->half_made, sizeof names->half_made, "%04u-%02u%s", year, number, half_made_ending);
    snprintf(names->plain_label, sizeof names->plain_label, "%.10s/%s", store->journal.name, names->plain);
    snprintf(names->archive_label, sizeof names->archive_label, "%.10s/%s", store->journal.name, names->archive);
}

bool store_next_month(struct store *store, uint32_t month, uint32_t *next, struct fault *fault)
{
    return ledger_next_month(&store->journal, month, next, fault);
}

enum month_form store_month_form(const struct store *store, uint32_t month)
{
    struct names names;
    bool plain;
    bool archived;

    names_of(store, month, &names);
    plain = faccessat(store->journal.folder, names.plain, F_OK, AT_SYMLINK_NOFOLLOW) == 0;
    archived = faccessat(store->journal.folder, names.archive, F_OK, AT_SYMLINK_NOFOLLOW) == 0;
    return plain ? archived ? MONTH_BOTH : MONTH_PLAIN : archived ? MONTH_ARCHIVED : MONTH_MISSING;
}

static bool unwritable(const char *doing, const char *label, struct fault *fault)
{
    return fault_system(fault, "store_unwritable", "cannot %s%s", doing, label);
}

/*
 * The lock on the file itself tells one that is being made from one that was left. Who gets the lock must look whether the
 * file still has that name: its maker may have finished meanwhile, and given it the name of a month.
 */
static bool is_ours(int folder, const char *half_made, int file)
{
    struct stamp opened;
    struct stamp named;

    return flock(file, LOCK_EX | LOCK_NB) == 0 && stamp_of_open(file, &opened) && stamp_of(folder, half_made, &named) &&
           stamp_same_file(&opened, &named);
}

static bool begin_half_made(const struct store *store, const struct names *names, int *file, struct fault *fault)
{
    *file = create_file(store->journal.folder, names->half_made, O_RDWR);
    if (*file < 0)
        return unwritable("write journal/", names->half_made, fault);
    if (!is_ours(store->journal.folder, names->half_made, *file)) {
        close(*file);
        return fault_set(fault, FAULT_BUSY, "store_busy", NULL, "%s is being archived by another process", names->plain_label);
    }
    if (ftruncate(*file, 0) == 0)
        return true;
    unwritable("write journal/", names->half_made, fault);
    close(*file);
    return false;
}

static void drop_half_made(const struct store *store, const struct names *names, int file)
{
    (void)unlinkat(store->journal.folder, names->half_made, 0);
    close(file);
}

bool store_clear_archiving(struct store *store, struct fault *fault)
{
    int fd = openat(store->journal.folder, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    DIR *folder = fd < 0 ? NULL : fdopendir(fd);
    struct dirent *entry;

    if (!folder) {
        if (fd >= 0)
            close(fd);
        return fault_system(fault, "store_unreadable", "cannot list the store's folder %s", store->journal.name);
    }
    while ((entry = readdir(folder))) {
        const char *ending = strrchr(entry->d_name, '.');
        int file = -1;

        if (ending && strcmp(ending, half_made_ending) == 0)
            file = openat(fd, entry->d_name, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
        if (file >= 0 && is_ours(fd, entry->d_name, file))
            (void)unlinkat(fd, entry->d_name, 0);
        if (file >= 0)
            close(file);
    }
    closedir(folder);
    return true;
}

/* Writes a file from its start, and digests what it writes. */
struct packing {
    int file;
    uint64_t at;
    struct digest_state digest;
    struct text table;
    uint32_t rows;
    int error; /* errno of the first failure */
};

static void put(struct packing *packing, const void *bytes, size_t length)
{
    if (!packing->error)
        packing->error = file_write_at(packing->file, packing->at, bytes, length);
    digest_more(&packing->digest, (struct slice){bytes, length});
    packing->at += length;
}

static void add_number(struct text *text, uint32_t number)
{
    for (unsigned shift = 0; shift < 32; shift += 8)
        text_add_byte(text, (char)(number >> shift & 0xff));
}

static void add_row(struct packing *packing, size_t length, size_t plain)
{
    add_number(&packing->table, (uint32_t)length);
    add_number(&packing->table, (uint32_t)plain);
    packing->rows++;
}

static void put_skippable(struct packing *packing, uint32_t magic, struct slice content)
{
    struct text frame = TEXT_INIT;

    add_number(&frame, magic);
    add_number(&frame, (uint32_t)content.length);
    text_add_slice(&frame, content);
    put(packing, frame.bytes, frame.length);
    text_release(&frame);
}

static bool put_month(struct packing *packing, struct slice month, struct fault *fault)
{
    ZSTD_CCtx *compressor = ZSTD_createCCtx();
    const size_t room = ZSTD_COMPRESSBOUND((size_t)ARCHIVE_FRAME);
    char *packed = memory_take(room);
    bool done = compressor && !ZSTD_isError(ZSTD_CCtx_setParameter(compressor, ZSTD_c_compressionLevel, COMPRESSION_LEVEL)) &&
                !ZSTD_isError(ZSTD_CCtx_setParameter(compressor, ZSTD_c_checksumFlag, 1));

    while (done && month.length) {
        size_t plain = month.length < ARCHIVE_FRAME ? month.length : ARCHIVE_FRAME;
        size_t length = ZSTD_compress2(compressor, packed, room, month.bytes, plain);

        done = !ZSTD_isError(length);
        if (done) {
            put(packing, packed, length);
            add_row(packing, length, plain);
            month = slice_from(month, plain);
        }
    }
    ZSTD_freeCCtx(compressor);
    free(packed);
    return done || fault_set(fault, FAULT_SYSTEM, "system", NULL, "cannot compress");
}

static bool pack(int file, struct slice month, struct slice record, const char *label, struct fault *fault)
{
    struct packing packing = {.file = file, .digest = digest_begin(), .table = TEXT_INIT};
    struct text line = TEXT_INIT;
    struct digest seal;
    char hex[ARCHIVE_SEAL_LENGTH];
    bool done;

    text_add_slice(&line, record);
    text_add_byte(&line, '\n');
    put_skippable(&packing, ARCHIVE_ABOUT_MAGIC, text_slice(&line));
    add_row(&packing, packing.at, 0);
    done = put_month(&packing, month, fault);
    seal = digest_end(&packing.digest);
    packing.digest = digest_begin();
    digest_hex(&seal, hex);
    hex[DIGEST_HEX] = '\n';
    put_skippable(&packing, ARCHIVE_SEAL_MAGIC, (struct slice){hex, sizeof hex});
    add_row(&packing, ARCHIVE_SKIPPABLE_HEAD + sizeof hex, 0);
    add_number(&packing.table, packing.rows);
    text_add_byte(&packing.table, '\0');
    add_number(&packing.table, ARCHIVE_SEEKABLE_MAGIC);
    put_skippable(&packing, ARCHIVE_TABLE_MAGIC, text_slice(&packing.table));
    text_release(&packing.table);
    text_release(&line);
    if (!done)
        return false;
    if (!packing.error && fsync(file) != 0)
        packing.error = errno;
    errno = packing.error;
    return !packing.error || unwritable("write ", label, fault);
}

/* Opens a month's file of the journal and checks it; what is wrong with it is a fault. */
static bool open_sound(const struct store *store, const char *name, const char *label, struct month_file *file,
                       struct archive_about *about, struct fault *fault)
{
    struct month_finding finding;

    if (!month_examine(file, store->journal.folder, name, label, about, &finding, fault))
        return false;
    if (!finding.code)
        return true;
    if (finding.line)
        fault_set(fault, FAULT_SYSTEM, finding.code, NULL, "%s:%llu: %s", label, (unsigned long long)finding.line, finding.reason);
    else
        fault_set(fault, FAULT_SYSTEM, finding.code, NULL, "%s: %s", label, finding.reason);
    month_close(file);
    return false;
}

/* The file just written must give back every byte, from what is on its way to the disk and not from this process's memory. */
static bool reads_back(const struct store *store, const struct names *names, const char *label, struct slice wanted,
                       struct fault *fault)
{
    struct month_file again;
    struct archive_about about;
    bool same;

    if (!open_sound(store, names->half_made, label, &again, &about, fault))
        return false;
    same = slice_equal(again.bytes, wanted);
    month_close(&again);
    return same ||
           fault_set(fault, FAULT_SYSTEM, "damaged_archive", NULL, "%s: what was written reads back as something else", label);
}

/*
 * What stays gets its name, if it is a file just made, and what goes is removed. That the other one is there is seen under
 * the lock: somebody else may be about to remove that one.
 */
static bool change_over(struct store *store, const char *half_made, const char *stays, const char *goes, struct fault *fault)
{
    int folder = store->journal.folder;
    bool done;

    if (!lock_take(store->lock, store->wait, fault))
        return false;
    done = half_made ? renameat(folder, half_made, folder, stays) == 0 && fsync(folder) == 0
                     : faccessat(folder, stays, F_OK, AT_SYMLINK_NOFOLLOW) == 0;
    done = done && (!goes || (unlinkat(folder, goes, 0) == 0 && fsync(folder) == 0));
    if (!done)
        unwritable("change names in ", store->journal.name, fault);
    lock_drop(store->lock);
    return done;
}

/* Whether an archive stands beside the plain month already and holds the same; then its record is the one to tell. */
static bool stands_already(const struct store *store, const struct names *names, struct slice plain, struct archived *done)
{
    struct fault unsound = FAULT_INIT;
    struct month_file archive;
    struct archive_about about;
    bool same;

    if (!open_sound(store, names->archive, names->archive_label, &archive, &about, &unsound))
        return false;
    same = archive.archive && slice_equal(archive.bytes, plain);
    if (same)
        archive_about_write(&about, &done->record);
    month_close(&archive);
    return same;
}

static bool make_archive(struct store *store, const struct names *names, const struct month_file *plain, struct archived *done,
                         bool keep, struct fault *fault)
{
    int file;
    bool made;

    if (!begin_half_made(store, names, &file, fault))
        return false;
    made = pack(file, plain->bytes, text_slice(&done->record), names->archive_label, fault) &&
           reads_back(store, names, names->archive_label, plain->bytes, fault) &&
           change_over(store, names->half_made, names->archive, keep ? NULL : names->plain, fault);
    if (made)
        close(file);
    else
        drop_half_made(store, names, file);
    return made;
}

static bool archive_plain_month(struct store *store, uint32_t month, const struct names *names, const struct archiving *how,
                                struct archived *done, struct fault *fault)
{
    struct month_file plain;
    struct archive_about about;
    bool made = true;

    if (!open_sound(store, names->plain, names->plain_label, &plain, &about, fault))
        return false;
    if (about.month != month) {
        made = fault_set(fault, FAULT_SYSTEM, "broken_chain", NULL, "%s holds another month", names->plain_label);
    } else if (stands_already(store, names, plain.bytes, done)) {
        done->changed = !how->keep;
        made = how->keep || how->trial || change_over(store, NULL, names->archive, names->plain, fault);
    } else {
        about.made_at = how->made_at;
        about.tool = how->tool;
        archive_about_write(&about, &done->record);
        done->changed = true;
        made = how->trial || make_archive(store, names, &plain, done, how->keep, fault);
    }
    month_close(&plain);
    return made;
}

bool store_archive_month(struct store *store, uint32_t month, const struct archiving *how, struct archived *done,
                         struct fault *fault)
{
    struct names names;
    struct month_file archive;
    struct archive_about about;

    names_of(store, month, &names);
    *done = (struct archived){.changed = false, .record = TEXT_INIT};
    if (store_month_form(store, month) != MONTH_ARCHIVED)
        return archive_plain_month(store, month, &names, how, done, fault);
    if (!open_sound(store, names.archive, names.archive_label, &archive, &about, fault))
        return false;
    archive_about_write(&about, &done->record);
    month_close(&archive);
    return true;
}

static bool write_plain(struct store *store, const struct names *names, const struct month_file *archive, struct fault *fault)
{
    int file;
    int error;
    bool made;

    if (!begin_half_made(store, names, &file, fault))
        return false;
    error = file_write_at(file, 0, archive->bytes.bytes, archive->bytes.length);
    if (!error && fsync(file) != 0)
        error = errno;
    errno = error;
    made = !error || unwritable("write ", names->plain_label, fault);
    made = made && reads_back(store, names, names->plain_label, archive->bytes, fault) &&
           change_over(store, names->half_made, names->plain, names->archive, fault);
    if (made)
        close(file);
    else
        drop_half_made(store, names, file);
    return made;
}

/* Where the plain month is there already, the archive may only go if it holds nothing else. */
static bool drop_archive(struct store *store, const struct names *names, const struct month_file *archive,
                         const struct archiving *how, struct fault *fault)
{
    struct month_file plain;
    bool same;

    if (!month_open(&plain, store->journal.folder, names->plain, names->plain_label, fault))
        return false;
    same = slice_equal(plain.bytes, archive->bytes);
    month_close(&plain);
    if (!same)
        return fault_set(fault, FAULT_SYSTEM, "damaged_archive", NULL,
                         "%s is not what is in %s, which counts as long as it is there; store-verify tells which is sound",
                         names->archive_label, names->plain_label);
    return how->trial || change_over(store, NULL, names->plain, names->archive, fault);
}

bool store_restore_month(struct store *store, uint32_t month, const struct archiving *how, struct archived *done,
                         struct fault *fault)
{
    enum month_form form = store_month_form(store, month);
    struct names names;
    struct month_file archive;
    struct archive_about about;
    bool made;

    names_of(store, month, &names);
    *done = (struct archived){.changed = false, .record = TEXT_INIT};
    if (form == MONTH_PLAIN)
        return true;
    if (!open_sound(store, names.archive, names.archive_label, &archive, &about, fault))
        return false;
    archive_about_write(&about, &done->record);
    done->changed = true;
    if (form == MONTH_BOTH)
        made = drop_archive(store, &names, &archive, how, fault);
    else
        made = how->trial || write_plain(store, &names, &archive, fault);
    month_close(&archive);
    return made;
}
