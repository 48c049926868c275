/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef COLPORTEUR_TOOL_OUTPUT_H
#define COLPORTEUR_TOOL_OUTPUT_H

#include "base/fault.h"
#include "base/text.h"

#include <stdbool.h>
#include <sys/uio.h>

/*
 * Where results go. Bytes are gathered and written many at once; what could not be written is remembered
 * and refused at the end, so a full disk is never taken for success. A reader that went away (EPIPE) is no fault
 * worth a word: `gone` tells it, and everything after is dropped.
 *
 * What stands in the store is lent, not copied: writev takes it from where it is mapped, and what stands side by side there
 * is one piece. Once there is much to write, a pipe is asked to hold 1 MiB instead of 64 KiB, so that the two at its ends
 * wait less for one another. Of a million orders (1.1 GB) into a pipe, beside `cat` of the same bytes: 0.65 of its time and
 * 1.2 of its processor's; with the pipe as it comes 1.6 and 1.7; copied first, 0.70 and 1.3. What is left is the copy into
 * the pipe. Pages given to the pipe instead (vmsplice) would take a place in it for each record, of which it has few.
 */
enum { OUTPUT_PIECES = 1024 };

struct output {
    int fd;
    const char *name;
    struct iovec *pieces; /* what is to be written: the first `piece_count` of OUTPUT_PIECES, `length` bytes */
    size_t piece_count, length;
    char *room; /* for copies that pieces point to: the first `used` bytes */
    size_t used;
    int error;
    bool gone, widened;
};

void output_init(struct output *output, int fd, const char *name);
void output_add(struct output *output, struct slice bytes);
void output_line(struct output *output, struct slice line); /* with a newline behind it */
/* What stays where it is until the output is flushed, as bytes in the store do: it is not copied. */
void output_lend(struct output *output, struct slice bytes);
void output_lend_line(struct output *output, struct slice line);
void output_flush(struct output *output);
bool output_is_awaited(const struct output *output, int milliseconds);  /* after so long: whether anybody reads it still */
bool output_finish(struct output *output, struct fault *fault) CHECKED; /* flushes and closes */

/* A file that appears whole or not at all: written beside its name, synced, and renamed. */
struct whole_file {
    struct output output;
    char *name, *temporary;
};

bool whole_file_begin(struct whole_file *file, const char *name, struct fault *fault) CHECKED;
bool whole_file_finish(struct whole_file *file, struct fault *fault) CHECKED;
void whole_file_drop(struct whole_file *file);

#endif
