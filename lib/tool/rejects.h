/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef COLPORTEUR_TOOL_REJECTS_H
#define COLPORTEUR_TOOL_REJECTS_H

#include "tool/source.h"
#include "tool/tool.h"

/* What is refused: a line on stderr, and with --rejects FILE a record with what came in and why it was not taken. */
struct rejects {
    struct run *run;
    struct output output; /* fd -1: no file */
};

bool rejects_open(struct rejects *rejects, struct run *run, struct fault *fault) CHECKED;
void rejects_add(struct rejects *rejects, const char *file, const struct source_item *item, const struct fault *fault);
bool rejects_close(struct rejects *rejects, struct fault *fault) CHECKED;

#endif
