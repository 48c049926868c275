/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef COLPORTEUR_SHOP_UNITS_H
#define COLPORTEUR_SHOP_UNITS_H

#include "base/arena.h"
#include "base/fault.h"
#include "base/text.h"

#include <stddef.h>

/*
 * Units of measure in which products are sold: codes of UN/ECE Recommendations 20 and 21, which electronic invoices want (EN 16931,
 * BT-130; rule BR-CL-23), and the words that people and their files have for them.
 *
 * They are judged when a product comes into the catalogue: a network that refuses an invoice for its unit does so when the goods
 * have been sold. The codes are a list, one a line (share/lint/units.tsv); the words a table of code, language and words with "|"
 * between them (share/lint/unit-words.tsv). Small and capital letters and accents of words, and a point at the end, do not
 * matter; those of codes do, and what is a code is that code, whatever word it may be too: STK is a stick, Stk. a piece.
 */

struct unit_name {
    struct slice name; /* a code, or a word as base/folding.h folds it: in small letters, so that it is never also a code */
    struct slice code;
};

struct units {
    struct unit_name *names; /* by name */
    size_t count, room;
    struct arena words;
};

#define UNITS_INIT                                                                                                                 \
    {                                                                                                                              \
        .words = ARENA_INIT                                                                                                        \
    }

/* Both must outlive the units. The fault (FAULT_USAGE, "wrong_table") names the line, or the word with two meanings. */
bool units_read(struct units *units, struct slice codes, struct slice words, struct fault *fault) CHECKED;
void units_release(struct units *units);

/* bytes NULL: it is none. Texts live as long as the lists. */
struct slice unit_code(const struct units *units, struct slice written);

/* The same, and refuses ("unknown_unit") what is none, with what looks like it. */
bool unit_find(const struct units *units, struct slice written, struct slice *code, struct fault *fault) CHECKED;

#endif
