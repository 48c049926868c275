/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef COLPORTEUR_BASE_NEEDLE_H
#define COLPORTEUR_BASE_NEEDLE_H

#include "base/text.h"

#include <stdbool.h>

/*
 * A word that is looked for in much text, whatever its case and accents (base/folding.h), without folding the text.
 *
 * Nearly all of a text is ASCII, and there two letters of the word, those that are seldom, must stand at their distance: sixteen
 * places are looked at together. A match in which there is another character has a first one, with ASCII before it: so each
 * such character that folds to a letter of the word is looked at on its own. A match begins with a whole character: "oeuf" and
 * "œuf" hold "oeuf", the second does not hold "euf". Words with letters of other alphabets are found by folding the text.
 *
 * 8,000 MB/s of one core over products, where a word is in few of them.
 */

enum { NEEDLE_LIMIT = 100 }; /* bytes, folded */

struct needle {
    char folded[NEEDLE_LIMIT];
    size_t length;
    bool is_ascii;
    size_t first, second; /* places of the two letters; the same in a word of one letter */
    bool holds[128];      /* which ASCII letters it has */
    struct text room;     /* for texts that must be folded */
};

/* False: nothing is left of the word, or too much. It holds no blank. Released with needle_release. */
bool needle_init(struct needle *needle, struct slice word) __attribute__((warn_unused_result));
void needle_release(struct needle *needle);

bool needle_in(struct needle *needle, struct slice text);

#endif
