/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef COLPORTEUR_TOOL_MANIFEST_ROWS_H
#define COLPORTEUR_TOOL_MANIFEST_ROWS_H

#include "tool/tool.h"

/*
 * A manifest as its record, as text that both sign, or as CSV for the carrier. The last two have a row for each parcel, with the
 * name to which it goes: that of its label, as long as that is kept.
 */

enum manifest_format { MANIFEST_RECORD, MANIFEST_TEXT, MANIFEST_CSV };

/* NULL: the record. */
bool manifest_format_read(const char *name, enum manifest_format *format, struct fault *fault) CHECKED;
bool manifest_rows(struct run *run, struct slice manifest, enum manifest_format format, struct text *text,
                   struct fault *fault) CHECKED;

#endif
