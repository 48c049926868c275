/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef COLPORTEUR_FORMAT_INVOICE_TEXT_H
#define COLPORTEUR_FORMAT_INVOICE_TEXT_H

#include "base/arena.h"
#include "base/fault.h"
#include "base/text.h"

/*
 * An invoice for reading on a terminal or printing as it is: 79 columns, plain text, a form feed at the end.
 * `record` is the stored invoice, `person` its customer's data as JSON (bytes NULL: unknown or erased).
 */
bool invoice_text(struct slice record, struct slice person, struct arena *arena, struct text *text, struct fault *fault) CHECKED;

#endif
