/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef COLPORTEUR_STORE_CHANGES_H
#define COLPORTEUR_STORE_CHANGES_H

#include "base/text.h"
#include "store/ledger.h"

#include <stdbool.h>

/*
 * What a transaction will do, before it is done: a list of records with their new values, and of persons.
 *
 * The domain fills one and hands it to store_apply, which makes it one line of the journal. A `changes`
 * is cleared and filled again for each record of a stream; it owns its bytes.
 */

struct change_row {
    size_t id_at, id_length, value_at, value_length;
    bool person;        /* goes to people/; the journal gets its version and digest */
    unsigned version;   /* of the person */
    struct place place; /* of the value, once applied */
};

struct changes {
    struct text bytes;
    struct change_row *rows;
    size_t count, room;
};

#define CHANGES_INIT                                                                                                               \
    {                                                                                                                              \
        TEXT_INIT, NULL, 0, 0                                                                                                      \
    }

void changes_release(struct changes *changes);
void changes_clear(struct changes *changes);

/* Starts a row; its value is what is then appended to the text, up to changes_end. No other row may be open. */
struct text *changes_begin(struct changes *changes, struct slice id);
size_t changes_end(struct changes *changes); /* the row's number */
size_t changes_gone(struct changes *changes, struct slice id);
void changes_take_back(struct changes *changes); /* the last row that was ended */
struct text *changes_begin_person(struct changes *changes, struct slice id, unsigned version);

struct slice changes_id(const struct changes *changes, size_t row);
struct slice changes_value(const struct changes *changes, size_t row);

#endif
