/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef COLPORTEUR_FORMAT_LABEL_PRESS_H
#define COLPORTEUR_FORMAT_LABEL_PRESS_H

#include "base/arena.h"
#include "base/fault.h"
#include "format/words.h"

/*
 * Labels that are drawn here: pages, pictures, and lines of text for printers that lack the letters.
 *
 *   {"format":"label","as":"pdf|svg|png","paper":"4x6|a6|a4","dpi":300,"per_sheet":4,"first":1,"content":{…}}   one, at once
 *   {"format":"label_page",…the same…}                                                                         one more of a PDF
 *   {"format":"label_end"}                                                                                     that PDF
 *   {"format":"label_line","text":…,"height":38,"width":799}                                                   ^GFA's fields
 *
 * On A4 two labels stand one above the other, turned and as large as A5, or four as they are; the first goes to the place `first`,
 * by rows. Bars are rectangles and letters are in the file, as glyphs or paths; the same label is always the same bytes.
 */

bool label_press_knows(struct slice format);
bool label_press(struct slice request, const struct words *words, struct arena *arena, struct text *bytes,
                 struct fault *fault) CHECKED;

#endif
