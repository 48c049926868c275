/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef COLPORTEUR_TOOL_EINVOICE_FILES_H
#define COLPORTEUR_TOOL_EINVOICE_FILES_H

#include "format/code_list.h"

/* What is installed about electronic invoices, as einvoice/ under the package's data. */

/* The codes of EN 16931, newest version: "currency", "unit", "vatex"… (share/einvoice/en16931-*.codes has them all). */
bool einvoice_codes_read(struct code_lists *lists, struct fault *fault) CHECKED;

/* The codes of a file by its name. */
bool einvoice_codes_of(struct code_lists *lists, const char *name, struct fault *fault) CHECKED;

#endif
