/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef COLPORTEUR_FORMAT_DEPOSIT_LINES_H
#define COLPORTEUR_FORMAT_DEPOSIT_LINES_H

#include "format/words.h"
#include "shop/document.h"

/*
 * What the lines of a deposit invoice, and of its credit notes, are called. The record says which part of which order was asked; in
 * words that is "Deposit of 30 % on order 12", in the document's language. Other documents, and lines with a name, stay as they
 * are.
 */
void deposit_lines_name(struct document *document, const struct wording *wording, struct arena *arena);

#endif
