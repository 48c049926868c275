/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef COLPORTEUR_TOOL_PROGRESS_H
#define COLPORTEUR_TOOL_PROGRESS_H

#include "tool/tool.h"

/* A line on stderr that says how far a long run has come: on a terminal only, and not with --quiet. */
struct progress {
    const char *name;
    bool on, shown;
    uint64_t file_size; /* 0: not known */
    int64_t last;       /* milliseconds */
    unsigned calls;
};

void progress_begin(struct progress *progress, const struct run *run);
void progress_file(struct progress *progress, uint64_t size);
void progress_show(struct progress *progress, const struct counts *counts, uint64_t bytes);
void progress_clear(struct progress *progress); /* before anything else is written to stderr */

#endif
