/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef COLPORTEUR_FORMAT_COLUMNS_H
#define COLPORTEUR_FORMAT_COLUMNS_H

#include "base/text.h"

/*
 * Plain text in columns, for people, as terminals show it: a character is one column wide, of East Asian writing two (Unicode
 * Standard Annex 11), and a mark on another character none. What is longer than its column is cut with "~" at the end, so that the
 * figures to its right stay in line.
 */
void column_left(struct text *text, struct slice value, size_t width);
void column_right(struct text *text, struct slice value, size_t width); /* never cut: it may be a figure */
void column_end(struct text *text);                                     /* ends the line, without blanks at its end */

/* Takes as many whole words as fit into the width off the front; a word that is wider is cut. Empty when all is taken. */
struct slice column_words(struct slice *rest, size_t width);

size_t characters_in(struct slice value);
size_t columns_of(struct slice value); /* that it takes */

#endif
