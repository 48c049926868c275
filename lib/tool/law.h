/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef COLPORTEUR_TOOL_LAW_H
#define COLPORTEUR_TOOL_LAW_H

#include "base/fault.h"
#include "base/text.h"
#include "shop/calendar.h"

/* For lib/shop, which opens no files: fills `table` with a table of law that is installed with the tools. */
bool law_read_table(const char *file, struct text *table, struct fault *fault) CHECKED;
/* Public holidays, and on which days of the week countries rest. */
bool law_read_calendar(struct calendar *calendar, struct fault *fault) CHECKED;

#endif
