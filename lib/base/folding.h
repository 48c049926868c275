/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef COLPORTEUR_BASE_FOLDING_H
#define COLPORTEUR_BASE_FOLDING_H

#include "base/text.h"

#include <stdbool.h>

/*
 * Text as people look for it: "THÉIÈRE", "théière" and "theiere" are the same.
 *
 * Letters lose their case and their accents, ligatures become letters (ß is ss, œ is oe), typographic quotes and dashes those
 * of the keyboard, unusual spaces a space; what only says how others are set (combining marks, soft hyphens) is left out.
 * That holds for the scripts of Europe; characters of others, and bytes that are no UTF-8, stay as they are. The table is made
 * of Unicode's data by lib/base/folding-table.
 */

enum { FOLDED_LIMIT = 4 };

struct folded {
    char bytes[FOLDED_LIMIT];
    unsigned char length; /* 0: left out */
    unsigned char taken;  /* the bytes of the text that it stands for */
};

struct folded fold_character(struct slice text);        /* the first one; there must be one */
void fold_text(struct slice text, struct text *folded); /* appends */
bool folded_equal(struct slice a, struct slice b);      /* both are texts as they were written */

#endif
