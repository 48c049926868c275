/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef COLPORTEUR_TOOL_FOUND_H
#define COLPORTEUR_TOOL_FOUND_H

#include "tool/tool.h"

/*
 * For tools that TAKE_IDS, where an option says which instead of whoever calls: "--due", "--category". They are looked for
 * before the first batch, without the lock, and become the operands; `each` judges each anew under it. Ids are kept in memory
 * until the tool ends.
 */
typedef void found_id(void *context, struct slice id);
typedef bool found_by(struct run *run, found_id *add, void *context, struct fault *fault); /* run->store is open for reading */

/* Once, in `prepare`. Refuses operands beside the option, which the fault names. */
bool found_become_operands(struct run *run, const char *option, found_by *find, struct fault *fault) CHECKED;

#endif
