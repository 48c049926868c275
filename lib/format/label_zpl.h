/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef COLPORTEUR_FORMAT_LABEL_ZPL_H
#define COLPORTEUR_FORMAT_LABEL_ZPL_H

#include "base/fault.h"
#include "format/label_face.h"

/*
 * A label in ZPL II, for printers that draw letters and bars themselves: from ^XA to ^XZ and a line's end.
 *
 * Texts are UTF-8 (^CI28) in hexadecimal fields (^FH), in which "^", "~" and "_" are written as their codes: nothing that somebody
 * is called can be a command. The printer's own font (^A0) draws the letters of Western Europe. Others it may not have, as
 * Polish or Greek ones, or not join as Arabic is joined, so that such lines are graphics (^GF), made by `draw`.
 */

struct zpl_paper {
    int dpi;           /* 203, 300 or 600 */
    int width, height; /* of the label, in hundredths of a millimetre */
};

/* Adds the fields of ^GFA, "TOTAL,TOTAL,ROW,HEX", of one line of text, `height` dots high and no wider than `width`. */
typedef bool zpl_drawer(void *context, struct slice text, int height, int width, struct text *graphic, struct fault *fault);

/* Refuses a number whose bars would be too fine for the printer ("number_too_wide"). */
bool label_zpl(const struct label_face *face, const struct zpl_paper *paper, zpl_drawer *draw, void *context, struct text *zpl,
               struct fault *fault) CHECKED;

#endif
