/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef COLPORTEUR_TOOL_PRINTED_FILES_H
#define COLPORTEUR_TOOL_PRINTED_FILES_H

#include "base/fault.h"
#include "base/text.h"

#include <stdbool.h>

/*
 * Documents and labels that go into files, once what they tell is in the journal; each appears whole or not at all. A name that is
 * a folder or ends in "/" gets a file for each, called after its number; another gets one.
 */

struct printed_file;

struct printed_files {
    const char *output; /* as the user said it */
    bool into_folder;
    struct printed_file *waiting;
    size_t count, room;
};

/* Where nothing can be written nothing is issued and counted either: looks at `output` first. */
bool printed_files_begin(struct printed_files *files, const char *output, struct fault *fault) CHECKED;
/* Takes the bytes over. Of the number nothing becomes a path but plain characters. */
void printed_files_add(struct printed_files *files, struct slice number, const char *ending, struct text *bytes);
bool printed_files_write(struct printed_files *files, struct fault *fault) CHECKED;
void printed_files_forget(struct printed_files *files); /* those that wait */

#endif
