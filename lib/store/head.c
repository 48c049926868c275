/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "store/head.h"

#include "store/creation.h"
#include "store/stamp.h"
#include "json/scan.h"

#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

enum { LINE_LENGTH = 180, LINE_SIZE = 256, FILE_NAME_SIZE = 40 };

static const char file_name[] = "head";

/* What tells this file from a copy of it. */
static bool name_of_file(int file, char name[FILE_NAME_SIZE])
{
    struct stamp stamp;

    if (!stamp_of_open(file, &stamp))
        return false;
    snprintf(name, FILE_NAME_SIZE, "%016" PRIx64 ":%016" PRIx64, stamp.device, stamp.inode);
    return true;
}

void head_read(int store, struct head *head)
{
    char line[LINE_SIZE];
    char name[FILE_NAME_SIZE];
    int file = openat(store, file_name, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
    ssize_t length = file < 0 ? -1 : read(file, line, sizeof line);
    struct slice text = {line, length > 0 ? (size_t)length : 0};
    int64_t seq;

    *head = (struct head){0};
    if (slice_integer(scan_find(text, "seq"), INT64_MAX, &seq) &&
        digest_read(scan_text(scan_find(text, "digest")), &head->digest) && name_of_file(file, name)) {
        head->seq = (uint64_t)seq;
        head->copied = !slice_is(scan_text(scan_find(text, "file")), name);
    }
    if (file >= 0)
        close(file);
}

bool head_write(int store, const struct head *head, struct fault *fault)
{
    char line[LINE_SIZE];
    char hex[DIGEST_HEX];
    char name[FILE_NAME_SIZE];
    int file = create_file(store, file_name, O_WRONLY);
    int length = -1;
    bool done;

    digest_hex(&head->digest, hex);
    if (file >= 0 && name_of_file(file, name))
        length = snprintf(line, sizeof line, "{\"seq\":%" PRIu64 ",\"digest\":\"%.*s\",\"file\":\"%s\"}", head->seq, DIGEST_HEX,
                          hex, name);
    /* Always as long, and written over what was there: no reader sees one that is cut short. */
    done = length > 0 && length < LINE_LENGTH;
    if (done) {
        memset(line + length, ' ', (size_t)(LINE_LENGTH - length));
        line[LINE_LENGTH - 1] = '\n';
        done = pwrite(file, line, LINE_LENGTH, 0) == LINE_LENGTH;
    }
    if (!done)
        fault_system(fault, "store_unwritable", "cannot write the store's file head");
    if (file >= 0)
        close(file);
    return done;
}
