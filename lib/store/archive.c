/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "store/archive.h"

#include "base/memory.h"
#include "store/ledger.h"
#include "store/spool.h"
#include "json/scan.h"
#include "json/write.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zstd.h>

enum { ABOUT_LIMIT = 4096, READ_PIECE = 64 * 1024 };

struct archive {
    int file, plain;
    char *name;
    struct text line; /* of the first frame */
    struct archive_about about;
    uint64_t size, seal_at;
    size_t frame_count;
    uint64_t *frames;  /* where each frame begins, and after the last one where the seal does */
    bool *filled;      /* frame by frame */
    size_t whole_from; /* all frames from here on are filled */
};

void archive_about_write(const struct archive_about *about, struct text *text)
{
    char hex[DIGEST_HEX];
    char month[16];

    json_open(text, NULL, '{');
    json_put_string(text, "type", SLICE("archive"));
    json_put_integer(text, "format", ARCHIVE_FORMAT);
    snprintf(month, sizeof month, "%04u-%02u", about->month / 100, about->month % 100);
    json_put_string(text, "month", slice_of(month));
    json_put_integer(text, "first_seq", (int64_t)about->first_seq);
    json_put_integer(text, "last_seq", (int64_t)about->last_seq);
    json_put_integer(text, "lines", (int64_t)about->lines);
    json_put_integer(text, "bytes", (int64_t)about->bytes);
    digest_hex(&about->previous, hex);
    json_put_string(text, "prev", (struct slice){hex, DIGEST_HEX});
    digest_hex(&about->last, hex);
    json_put_string(text, "last", (struct slice){hex, DIGEST_HEX});
    digest_hex(&about->whole, hex);
    json_put_string(text, "sha256", (struct slice){hex, DIGEST_HEX});
    json_put_instant(text, "made_at", about->made_at);
    json_put_string(text, "tool", about->tool);
    json_close(text, '}');
}

static bool damaged(const struct archive *archive, const char *what, struct fault *fault)
{
    return fault_set(fault, FAULT_SYSTEM, "damaged_archive", NULL, "%s: the archive is damaged: %s", archive->name, what);
}

/* Into room for just these bytes; that the file ends before them is damage too. */
static bool read_at(const struct archive *archive, uint64_t at, void *bytes, size_t length, struct fault *fault)
{
    char *to = bytes;
    size_t done = 0;

    while (done < length) {
        ssize_t count = pread(archive->file, to + done, length - done, (off_t)(at + done));

        if (count < 0 && errno != EINTR)
            return fault_system(fault, "store_unreadable", "cannot read %s", archive->name);
        if (count == 0)
            return damaged(archive, "it was cut short", fault);
        if (count > 0)
            done += (size_t)count;
    }
    return true;
}

static uint32_t number_at(const unsigned char *bytes)
{
    return (uint32_t)bytes[0] | (uint32_t)bytes[1] << 8 | (uint32_t)bytes[2] << 16 | (uint32_t)bytes[3] << 24;
}

static bool read_skippable_head(const struct archive *archive, uint64_t at, uint32_t magic, uint32_t *length, const char *what,
                                struct fault *fault)
{
    unsigned char head[ARCHIVE_SKIPPABLE_HEAD];

    if (!read_at(archive, at, head, sizeof head, fault))
        return false;
    *length = number_at(head + 4);
    return number_at(head) == magic || damaged(archive, what, fault);
}

static bool count_read(struct slice value, uint64_t *count)
{
    int64_t number;

    if (!slice_integer(value, INT64_MAX, &number))
        return false;
    *count = (uint64_t)number;
    return true;
}

/* The members in their order, as archive_about_write puts them: what it would write otherwise is not such a line. */
static bool about_read(struct slice json, struct archive_about *about)
{
    struct text again = TEXT_INIT;
    bool same;

    if (!month_read(scan_text(scan_find(json, "month")), &about->month) ||
        !count_read(scan_find(json, "first_seq"), &about->first_seq) ||
        !count_read(scan_find(json, "last_seq"), &about->last_seq) || !count_read(scan_find(json, "lines"), &about->lines) ||
        !count_read(scan_find(json, "bytes"), &about->bytes) ||
        !digest_read(scan_text(scan_find(json, "prev")), &about->previous) ||
        !digest_read(scan_text(scan_find(json, "last")), &about->last) ||
        !digest_read(scan_text(scan_find(json, "sha256")), &about->whole) ||
        !instant_read(scan_text(scan_find(json, "made_at")), &about->made_at))
        return false;
    about->tool = scan_text(scan_find(json, "tool"));
    if (!about->tool.bytes || utf8_valid_length(about->tool) != about->tool.length)
        return false;
    archive_about_write(about, &again);
    same = slice_equal(text_slice(&again), json);
    text_release(&again);
    return same && about->bytes > 0;
}

static bool read_about(struct archive *archive, struct fault *fault)
{
    uint32_t length;

    if (!read_skippable_head(archive, 0, ARCHIVE_ABOUT_MAGIC, &length, "it does not begin as one does", fault))
        return false;
    if (length < 2 || length > ABOUT_LIMIT)
        return damaged(archive, "its first frame cannot be what it should be", fault);
    text_make_room(&archive->line, length);
    if (!read_at(archive, ARCHIVE_SKIPPABLE_HEAD, archive->line.bytes, length, fault))
        return false;
    archive->line.length = length;
    return (archive->line.bytes[length - 1] == '\n' &&
            about_read((struct slice){archive->line.bytes, length - 1}, &archive->about)) ||
           damaged(archive, "what it says of itself cannot be read", fault);
}

/* Rows of the seek table: one for the first frame, those of the month, one for the seal. */
static bool take_rows(struct archive *archive, const unsigned char *rows, size_t count, struct fault *fault)
{
    uint64_t at = 0;
    uint64_t left = archive->about.bytes;

    for (size_t i = 0; i < count; i++) {
        uint32_t length = number_at(rows + i * ARCHIVE_TABLE_ROW);
        uint32_t plain = number_at(rows + i * ARCHIVE_TABLE_ROW + 4);
        bool about = i == 0;
        bool seal = i == count - 1;
        uint64_t wanted = about || seal ? 0 : left < ARCHIVE_FRAME ? left : ARCHIVE_FRAME;

        if (plain != wanted || (!about && !seal && (plain == 0 || length > ZSTD_COMPRESSBOUND((size_t)ARCHIVE_FRAME))) ||
            (about && length != ARCHIVE_SKIPPABLE_HEAD + archive->line.length) ||
            (seal && length != ARCHIVE_SKIPPABLE_HEAD + ARCHIVE_SEAL_LENGTH))
            return damaged(archive, "its seek table does not fit what it says of itself", fault);
        if (!about)
            archive->frames[i - 1] = at;
        at += length;
        left -= plain;
    }
    archive->seal_at = archive->frames[count - 2];
    return (at == archive->size && left == 0) || damaged(archive, "its seek table does not fit its size", fault);
}

/* Sets `size` to where the table begins. */
static bool read_table(struct archive *archive, struct fault *fault)
{
    unsigned char foot[ARCHIVE_TABLE_FOOT];
    struct text rows = TEXT_INIT;
    uint64_t count;
    uint64_t length;
    uint32_t inside;
    bool done;

    if (archive->size < sizeof foot)
        return damaged(archive, "it was cut short", fault);
    if (!read_at(archive, archive->size - sizeof foot, foot, sizeof foot, fault))
        return false;
    count = number_at(foot);
    length = count * ARCHIVE_TABLE_ROW + sizeof foot;
    if (number_at(foot + 5) != ARCHIVE_SEEKABLE_MAGIC || foot[4] != 0 || count < 3 ||
        length + ARCHIVE_SKIPPABLE_HEAD > archive->size)
        return damaged(archive, "it does not end with a seek table", fault);
    archive->size -= length + ARCHIVE_SKIPPABLE_HEAD;
    if (!read_skippable_head(archive, archive->size, ARCHIVE_TABLE_MAGIC, &inside, "it does not end with a seek table", fault))
        return false;
    if (inside != length)
        return damaged(archive, "its seek table has another size than it says", fault);
    text_make_room(&rows, count * ARCHIVE_TABLE_ROW);
    archive->frame_count = archive->whole_from = count - 2;
    archive->frames = memory_take_zeroed(count - 1, sizeof *archive->frames);
    archive->filled = memory_take_zeroed(count - 2, sizeof *archive->filled);
    done = read_at(archive, archive->size + ARCHIVE_SKIPPABLE_HEAD, rows.bytes, count * ARCHIVE_TABLE_ROW, fault) &&
           take_rows(archive, (const unsigned char *)rows.bytes, count, fault);
    text_release(&rows);
    return done;
}

bool archive_open(struct archive **out, int file, const char *name, struct fault *fault)
{
    struct archive *archive = memory_take_zeroed(1, sizeof *archive);
    struct stat status;
    bool done;

    *archive = (struct archive){.file = file, .plain = -1, .name = memory_copy(name, strlen(name))};
    if (fstat(file, &status) != 0)
        done = fault_system(fault, "store_unreadable", "cannot read the size of %s", name);
    else if (!S_ISREG(status.st_mode))
        done = damaged(archive, "it is no file", fault);
    else {
        archive->size = (uint64_t)status.st_size;
        done = read_about(archive, fault) && read_table(archive, fault) && spool_open(&archive->plain, fault);
    }
    if (done && ftruncate(archive->plain, (off_t)archive->about.bytes) != 0)
        done =
            fault_system(fault, "system", "cannot make a temporary file of %llu bytes", (unsigned long long)archive->about.bytes);
    if (!done) {
        archive_close(archive);
        return false;
    }
    *out = archive;
    return true;
}

void archive_close(struct archive *archive)
{
    if (!archive)
        return;
    close(archive->file);
    if (archive->plain >= 0)
        close(archive->plain);
    text_release(&archive->line);
    free(archive->name);
    free(archive->frames);
    free(archive->filled);
    free(archive);
}

const struct archive_about *archive_about(const struct archive *archive)
{
    return &archive->about;
}

const char *archive_name(const struct archive *archive)
{
    return archive->name;
}

int archive_file(const struct archive *archive)
{
    return archive->file;
}

int archive_plain(const struct archive *archive)
{
    return archive->plain;
}

struct filling {
    ZSTD_DCtx *decompressor;
    char *packed, *plain;
};

static bool begin_filling(struct filling *filling, struct fault *fault)
{
    *filling =
        (struct filling){ZSTD_createDCtx(), memory_take(ZSTD_COMPRESSBOUND((size_t)ARCHIVE_FRAME)), memory_take(ARCHIVE_FRAME)};
    return filling->decompressor || fault_set(fault, FAULT_SYSTEM, "system", NULL, "no memory to unpack an archive");
}

/* Written, not mapped: a full disk under a mapping would end the process. */
static bool fill_frame(struct archive *archive, size_t number, const struct filling *filling, struct fault *fault)
{
    uint64_t from = (uint64_t)number * ARCHIVE_FRAME;
    uint64_t left = archive->about.bytes - from;
    size_t wanted = left < ARCHIVE_FRAME ? (size_t)left : ARCHIVE_FRAME;
    size_t length = (size_t)(archive->frames[number + 1] - archive->frames[number]);
    size_t came;
    int error;

    if (!read_at(archive, archive->frames[number], filling->packed, length, fault))
        return false;
    if (ZSTD_getFrameContentSize(filling->packed, length) != wanted ||
        ZSTD_findFrameCompressedSize(filling->packed, length) != length)
        return damaged(archive, "a frame is not what the seek table says", fault);
    came = ZSTD_decompressDCtx(filling->decompressor, filling->plain, wanted, filling->packed, length);
    if (ZSTD_isError(came))
        return damaged(archive, ZSTD_getErrorName(came), fault);
    if (came != wanted)
        return damaged(archive, "a frame is shorter than it says", fault);
    error = file_write_at(archive->plain, from, filling->plain, wanted);
    if (error) {
        errno = error;
        return fault_system(fault, "system", "cannot write to a temporary file");
    }
    archive->filled[number] = true;
    return true;
}

bool archive_fill(struct archive *archive, uint64_t from, uint64_t end, struct fault *fault)
{
    size_t number = (size_t)(from / ARCHIVE_FRAME);
    const size_t first = number;
    bool to_the_end = end >= archive->about.bytes;
    size_t behind = to_the_end ? archive->frame_count : (size_t)((end + ARCHIVE_FRAME - 1) / ARCHIVE_FRAME);
    struct filling filling = {NULL, NULL, NULL};
    bool done = true;

    if (behind > archive->whole_from)
        behind = archive->whole_from;
    for (; done && number < behind; number++) {
        if (archive->filled[number])
            continue;
        done = (filling.decompressor || begin_filling(&filling, fault)) && fill_frame(archive, number, &filling, fault);
    }
    if (done && to_the_end && first < archive->whole_from)
        archive->whole_from = first;
    ZSTD_freeDCtx(filling.decompressor);
    free(filling.packed);
    free(filling.plain);
    return done;
}

bool archive_check_seal(const struct archive *archive, struct fault *fault)
{
    struct digest_state state = digest_begin();
    char piece[READ_PIECE];
    char seal[ARCHIVE_SEAL_LENGTH];
    struct digest wanted;
    struct digest found;
    uint32_t length;
    uint64_t at = 0;

    while (at < archive->seal_at) {
        uint64_t left = archive->seal_at - at;
        size_t count = left < sizeof piece ? (size_t)left : sizeof piece;

        if (!read_at(archive, at, piece, count, fault))
            return false;
        digest_more(&state, (struct slice){piece, count});
        at += count;
    }
    found = digest_end(&state);
    if (!read_skippable_head(archive, at, ARCHIVE_SEAL_MAGIC, &length, "its seal is missing", fault) ||
        !read_at(archive, at + ARCHIVE_SKIPPABLE_HEAD, seal, sizeof seal, fault))
        return false;
    return (length == sizeof seal && seal[DIGEST_HEX] == '\n' && digest_read((struct slice){seal, DIGEST_HEX}, &wanted) &&
            digest_equal(&wanted, &found)) ||
           damaged(archive, "its seal is not the SHA-256 of what it seals", fault);
}
