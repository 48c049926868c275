/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef COLPORTEUR_FORMAT_INVOICE_TEXT_H
#define COLPORTEUR_FORMAT_INVOICE_TEXT_H

#include "base/arena.h"
#include "base/fault.h"
#include "base/text.h"

/* One printing among those of a document. */
struct printing {
    int64_t number;        /* 1: the original */
    bool draft;            /* nobody counted it, so it must not pass for a document */
    struct slice language; /* of the shop: "fr" has the marks in French as well */
};

/*
 * An invoice for reading on a terminal or printing as it is: 79 columns, plain text, a form feed at the end.
 * `record` is the stored invoice, `person` its customer's data as JSON (bytes NULL: unknown or erased). What is no original
 * is marked above everything else: a duplicate with its number, a draft, an invoice of a store to learn with. Below the
 * marks, all printings are alike.
 */
bool invoice_text(struct slice record, struct slice person, const struct printing *printing, struct arena *arena, struct text *text,
                  struct fault *fault) CHECKED;

#endif
