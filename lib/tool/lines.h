/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef COLPORTEUR_TOOL_LINES_H
#define COLPORTEUR_TOOL_LINES_H

#include "tool/tool.h"

/*
 * The loop of tools that read records on standard input and write nothing to the store: each record once,
 * refused ones to the rejects, counts at the end.
 */
bool lines_run(struct run *run, bool (*each)(struct run *run, const json_t *record, struct fault *fault),
               struct fault *fault) CHECKED;

#endif
