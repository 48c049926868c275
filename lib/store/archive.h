/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef COLPORTEUR_STORE_ARCHIVE_H
#define COLPORTEUR_STORE_ARCHIVE_H

#include "base/date.h"
#include "base/digest.h"
#include "base/fault.h"
#include "base/text.h"

#include <stdbool.h>
#include <stdint.h>

/*
 * The archive of a month: journal/2026-01.jsonl.zst stands in for journal/2026-01.jsonl, and `zstd -d` gives back exactly that.
 *
 * It is a row of Zstandard frames (RFC 8878), numbers little-endian:
 *   1. a skippable frame, 0x184D2A50: one line of JSON that says what the archive is, see struct archive_about;
 *   2. the month, ARCHIVE_FRAME bytes of it in each frame and the rest in the last; every frame can be read without the
 *      others, tells the size of its content and carries a checksum of it;
 *   3. a skippable frame, 0x184D2A51, the seal: the SHA-256 of all bytes of the file before this frame, in hexadecimal
 *      with a newline, so that no byte of the archive changes unnoticed, not even one that means nothing;
 *   4. a skippable frame, 0x184D2A5E: the seek table of the Zstandard seekable format 0.1.0, without checksums.
 *
 * Of the month only what is asked for is made plain again, frame by frame, in a temporary file without a name. Nothing that
 * an archive says of itself is trusted: memory is taken for what is really there, and what cannot be read or does not
 * agree is FAULT_SYSTEM, "damaged_archive", with the file's name. Altered content that passes the frames' checksums is
 * found by archive_check_seal and by whoever follows the chain of the lines.
 *
 * Only the journal is archived. Persons stay in people/, so nobody who asks to be forgotten is in an archive.
 */

/*
 * Settings are old and every tool reads them, so what matters most is the cost of one frame: with 128 KiB a start takes 0.4 ms
 * more than with a plain month, with 1 MiB 3 ms; the archive is an eighth larger.
 */
enum { ARCHIVE_FRAME = 128 * 1024, ARCHIVE_FORMAT = 1 };

#define ARCHIVE_ENDING ".zst" /* of the file's name, behind the plain month's */

struct archive_about {
    uint32_t month; /* 202601 */
    uint64_t first_seq, last_seq, lines, bytes;
    struct digest previous; /* that the first line carries */
    struct digest last;     /* of the last line, newline included: what the next month's first line carries */
    struct digest whole;    /* of the plain month */
    instant made_at;
    struct slice tool; /* that made it; of an open archive, valid until it is closed */
};

/* As a record of the type "archive", which is what the first frame holds. */
void archive_about_write(const struct archive_about *about, struct text *text);

struct archive;

/* Takes the file over, also where it fails. `name` is for faults. Looks at what stands around the month, not at the month. */
bool archive_open(struct archive **archive, int file, const char *name, struct fault *fault) CHECKED;
void archive_close(struct archive *archive); /* NULL is fine */

const struct archive_about *archive_about(const struct archive *archive);
const char *archive_name(const struct archive *archive); /* for faults, as it was given */
int archive_file(const struct archive *archive);
/* A file of the plain month's size, which holds what was filled; it belongs to the archive. */
int archive_plain(const struct archive *archive);
/* Makes these bytes of the month plain. What was asked for before costs nothing. */
bool archive_fill(struct archive *archive, uint64_t from, uint64_t end, struct fault *fault) CHECKED;
bool archive_check_seal(const struct archive *archive, struct fault *fault) CHECKED;

/* What an archive is written with: see store/archiving.h. */
enum {
    ARCHIVE_ABOUT_MAGIC = 0x184D2A50,
    ARCHIVE_SEAL_MAGIC = 0x184D2A51,
    ARCHIVE_TABLE_MAGIC = 0x184D2A5E,
    ARCHIVE_SKIPPABLE_HEAD = 8, /* bytes of magic and size */
    ARCHIVE_SEAL_LENGTH = DIGEST_HEX + 1,
    ARCHIVE_TABLE_ROW = 8,
    ARCHIVE_TABLE_FOOT = 9
};
#define ARCHIVE_SEEKABLE_MAGIC 0x8F92EAB1u

#endif
