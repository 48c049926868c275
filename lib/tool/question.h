/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef COLPORTEUR_TOOL_QUESTION_H
#define COLPORTEUR_TOOL_QUESTION_H

#include "base/text.h"

#include <stdbool.h>

/* Asks on stderr and reads a line of stdin: it comes without its end, and its bytes are the caller's to free. Bytes NULL: nothing
 * was answered. */
struct slice question_ask(const char *question, bool may_be_empty);

#endif
