/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "store/month.h"

#include "store/ledger.h"
#include "store/line.h"

#include <fcntl.h>
#include <stdio.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

static bool map_file(struct month_file *month, const char *label, struct fault *fault)
{
    struct stat status;
    void *bytes;

    month->bytes = (struct slice){"", 0};
    if (fstat(month->file, &status) != 0)
        return fault_system(fault, "store_unreadable", "cannot read the size of %s", label);
    if (!S_ISREG(status.st_mode))
        return fault_set(fault, FAULT_SYSTEM, "store_unreadable", NULL, "%s is no file", label);
    if (status.st_size == 0)
        return true;
    bytes = mmap(NULL, (size_t)status.st_size, PROT_READ, MAP_SHARED, month->file, 0);
    if (bytes == MAP_FAILED)
        return fault_system(fault, "store_unreadable", "cannot map %s", label);
    month->bytes = (struct slice){bytes, (size_t)status.st_size};
    return true;
}

/* What is in a file tells what it is, not its name: the copy of an archive may be called anything. */
static bool begins_as_archive(int file)
{
    static const unsigned char magics[][4] = {{0x50, 0x2a, 0x4d, 0x18}, {0x28, 0xb5, 0x2f, 0xfd}};
    unsigned char found[4];

    return pread(file, found, sizeof found, 0) == (ssize_t)sizeof found &&
           (memcmp(found, magics[0], sizeof found) == 0 || memcmp(found, magics[1], sizeof found) == 0);
}

static bool named_as_archive(const char *name)
{
    size_t length = strlen(name);

    return length > strlen(ARCHIVE_ENDING) && strcmp(name + length - strlen(ARCHIVE_ENDING), ARCHIVE_ENDING) == 0;
}

bool month_open(struct month_file *month, int folder, const char *name, const char *label, struct fault *fault)
{
    int file = openat(folder, name, O_RDONLY | O_CLOEXEC | O_NONBLOCK | (folder == AT_FDCWD ? 0 : O_NOFOLLOW));

    *month = (struct month_file){.archive = NULL, .file = -1};
    if (file < 0)
        return fault_system(fault, "store_unreadable", "cannot open %s", label);
    if (named_as_archive(name) || begins_as_archive(file)) {
        if (!archive_open(&month->archive, file, label, fault))
            return false;
        month->file = archive_plain(month->archive);
        if (archive_fill(month->archive, 0, archive_about(month->archive)->bytes, fault) && map_file(month, label, fault))
            return true;
        month_close(month);
        return false;
    }
    month->file = file;
    if (map_file(month, label, fault))
        return true;
    month_close(month);
    return false;
}

void month_close(struct month_file *month)
{
    if (month->bytes.length)
        munmap((void *)(uintptr_t)month->bytes.bytes, month->bytes.length);
    if (month->archive)
        archive_close(month->archive);
    else if (month->file >= 0)
        close(month->file);
    *month = (struct month_file){.archive = NULL, .file = -1};
}

static void found(struct month_finding *finding, const char *code, uint64_t line, uint64_t seq, const char *reason)
{
    if (finding->code)
        return;
    *finding = (struct month_finding){.code = code, .line = line, .seq = seq};
    snprintf(finding->reason, sizeof finding->reason, "%s", reason);
}

/* One line behind those that `about` knows already. */
static void survey_line(struct slice bytes, struct archive_about *about, struct month_finding *finding)
{
    static const struct digest none;
    struct line line;
    uint64_t number = about->lines + 1;
    uint64_t expected = about->lines ? about->last_seq + 1 : 0;

    if (!line_read(bytes, &line) || line.seq == 0) {
        found(finding, "broken_chain", number, expected, "the line is no transaction");
        return;
    }
    if (!about->lines) {
        expected = line.seq;
        about->month = month_of(line.at);
        about->first_seq = line.seq;
        about->previous = line.previous;
        if (line.seq == 1 && !digest_equal(&line.previous, &none))
            found(finding, "broken_chain", number, expected, "the first line names a line before it");
    } else if (!digest_equal(&line.previous, &about->last)) {
        found(finding, "broken_chain", number, expected,
              "\"prev\" is not the SHA-256 of the line before: one of the two was changed, or lines are missing");
    }
    if (line.seq != expected)
        found(finding, "broken_chain", number, expected, "the sequence number is not the next one");
    if (month_of(line.at) != about->month)
        found(finding, "broken_chain", number, expected, "the line is of another month than the first one");
    if (!line_is_whole(line))
        found(finding, "broken_chain", number, expected, "the list of changes is not whole");
    about->last_seq = line.seq;
    about->last = digest_of(bytes);
    about->lines++;
}

void month_survey(struct slice bytes, struct archive_about *about, struct month_finding *finding)
{
    struct slice rest = bytes;

    *about = (struct archive_about){.bytes = bytes.length, .tool = {"", 0}};
    *finding = (struct month_finding){.code = NULL};
    if (!rest.length)
        found(finding, "broken_chain", 0, 0, "there is nothing in it");
    while (!finding->code && rest.length) {
        const char *newline = memchr(rest.bytes, '\n', rest.length);
        size_t length = newline ? (size_t)(newline - rest.bytes) + 1 : rest.length;

        if (newline)
            survey_line((struct slice){rest.bytes, length}, about, finding);
        else
            found(finding, "torn_end", about->lines + 1, about->lines ? about->last_seq + 1 : 0, "the last line was not finished");
        rest = slice_from(rest, length);
    }
    if (!finding->code)
        about->whole = digest_of(bytes);
}

/* A finding goes with the file's name, so its reason is without. */
static void found_damage(struct month_finding *finding, const char *label, const struct fault *fault)
{
    size_t length = strlen(label);
    bool named = strncmp(fault->reason, label, length) == 0 && strncmp(fault->reason + length, ": ", 2) == 0;

    found(finding, fault->code, 0, 0, fault->reason + (named ? length + 2 : 0));
}

static bool about_agrees(const struct archive_about *said, const struct archive_about *is)
{
    return said->month == is->month && said->first_seq == is->first_seq && said->last_seq == is->last_seq &&
           said->lines == is->lines && said->bytes == is->bytes && digest_equal(&said->previous, &is->previous) &&
           digest_equal(&said->last, &is->last) && digest_equal(&said->whole, &is->whole);
}

void month_check(const struct month_file *month, struct archive_about *about, struct month_finding *finding)
{
    struct fault fault = FAULT_INIT;

    month_survey(month->bytes, about, finding);
    if (finding->code || !month->archive)
        return;
    if (!about_agrees(archive_about(month->archive), about))
        found(finding, "damaged_archive", 0, 0, "what the archive says of itself is not what is in it");
    else if (!archive_check_seal(month->archive, &fault))
        found_damage(finding, archive_name(month->archive), &fault);
    about->made_at = archive_about(month->archive)->made_at;
    about->tool = archive_about(month->archive)->tool;
}

bool month_examine(struct month_file *month, int folder, const char *name, const char *label, struct archive_about *about,
                   struct month_finding *finding, struct fault *fault)
{
    *about = (struct archive_about){.tool = {"", 0}};
    *finding = (struct month_finding){.code = NULL};
    if (month_open(month, folder, name, label, fault)) {
        month_check(month, about, finding);
        return true;
    }
    if (strcmp(fault->code, "damaged_archive") != 0)
        return false;
    found_damage(finding, label, fault);
    return true;
}

bool month_follows(const struct archive_about *earlier, const struct archive_about *later)
{
    return later->first_seq == earlier->last_seq + 1 && digest_equal(&later->previous, &earlier->last);
}
