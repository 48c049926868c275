/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef COLPORTEUR_TOOL_LINES_H
#define COLPORTEUR_TOOL_LINES_H

#include "tool/tool.h"

/*
 * The loop of tools that read records on standard input and write nothing to the store: each record once,
 * refused ones to the rejects, counts at the end. A record that sets *skipped is none of those that are wanted, and no error.
 */
typedef bool line_taker(struct run *run, const json_t *record, size_t line, bool *skipped, struct fault *fault);
bool lines_run(struct run *run, line_taker *each, struct fault *fault) CHECKED;

/*
 * The same for who makes do with most lines unread: `unread` is asked first, and where it sets *taken false nothing happened and
 * the record goes to `each`.
 */
typedef bool unread_taker(struct run *run, struct slice line, bool *taken, bool *skipped, struct fault *fault);
bool lines_run_unread(struct run *run, unread_taker *unread, line_taker *each, struct fault *fault) CHECKED;

#endif
