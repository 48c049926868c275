/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef COLPORTEUR_SHOP_MENTIONS_H
#define COLPORTEUR_SHOP_MENTIONS_H

#include "shop/document.h"

/*
 * What the law has documents say: rows by the seller's country, by when they apply and by the days of documents, in the
 * document's language (share/law/mentions.tsv says what its columns are).
 *
 * A row of the seller's own country goes before one of all countries, and its own language before any. When a document is issued
 * its record takes them over (mentions_keep): whatever the table says later, the document says what it said. Of documents that
 * were issued before that was so, the table is asked each time; its rows are ended, never changed.
 */

struct mention_row {
    char country[2]; /* two zero bytes: any */
    day from, until; /* both inclusive */
    struct slice when, language;
    struct mention mention;
};

struct mentions {
    struct mention_row *rows;
    size_t count, room;
};

#define MENTIONS_INIT                                                                                                              \
    {                                                                                                                              \
        NULL, 0, 0                                                                                                                 \
    }

/* The table must outlive the mentions. The fault (FAULT_USAGE, "wrong_table") names the line. */
bool mentions_read(struct mentions *mentions, struct slice table, struct fault *fault) CHECKED;
void mentions_release(struct mentions *mentions);

/*
 * The next that the document says in the language ("fr"), in the table's order; *at begins as 0. false: there are no more. What its
 * table of taxes says already (document.exemptions) is not said twice.
 */
bool mentions_next(const struct mentions *mentions, const struct document *document, struct slice language, size_t *at,
                   struct mention *mention);

/*
 * Puts into a document that is about to be issued, the last row of the changes, what it says: "mentions", empty where it says
 * nothing. Its language is that of the person whom it names, else its own. `mentions` NULL: the record stays as it is.
 */
bool mentions_keep(const struct mentions *mentions, struct store *store, struct changes *changes, size_t *row, struct arena *arena,
                   struct fault *fault) CHECKED;

#endif
