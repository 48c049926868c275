/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef COLPORTEUR_TOOL_OUTPUT_H
#define COLPORTEUR_TOOL_OUTPUT_H

#include "base/fault.h"
#include "base/text.h"

#include <stdbool.h>
#include <sys/uio.h>

/*
 * Where results go. Bytes are gathered and written in large pieces; what could not be written is remembered
 * and refused at the end, so a full disk is never taken for success. A reader that went away (EPIPE) is no fault
 * worth a word: `gone` tells it, and everything after is dropped.
 */
enum { OUTPUT_PIECES = 1024 };

struct output {
    int fd;
    const char *name;
    struct text pending;
    struct iovec *pieces; /* what was lent, instead of `pending`: the first `piece_count` of OUTPUT_PIECES */
    size_t piece_count, lent;
    int error;
    bool gone;
};

void output_init(struct output *output, int fd, const char *name);
void output_add(struct output *output, struct slice bytes);
void output_line(struct output *output, struct slice line); /* with a newline behind it */
/* A line that stays where it is until the output is flushed, as records in the store do: it is not copied. */
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
