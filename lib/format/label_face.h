/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef COLPORTEUR_FORMAT_LABEL_FACE_H
#define COLPORTEUR_FORMAT_LABEL_FACE_H

#include "base/arena.h"
#include "format/words.h"

/*
 * What stands where on a label, once for all formats: texts, rules and symbols on a face of 96 by 142 mm, which leaves 2.8 mm and
 * more at the edges of 4 by 6 inches and of A6, where printers print nothing well. ZPL and pages draw the same parts.
 *
 * Lengths are hundredths of a millimetre from the upper left corner. A text has one line and its size is chosen so that it fits its
 * width in the widest of the fonts that printers have; addresses come in lines that were wrapped before (shop/postal_lines.h).
 */

enum { FACE_WIDTH = 9600, FACE_HEIGHT = 14200, FACE_PARTS = 64 };

enum face_kind { FACE_TEXT, FACE_BOX, FACE_CODE128, FACE_GS1_128, FACE_DATAMATRIX, FACE_GS1_DATAMATRIX, FACE_QR };

struct face_part {
    enum face_kind kind;
    int x, y, width, height; /* of a text: its place; the letters are as high as it, and less wide */
    bool is_centred, is_white;
    struct slice text; /* of a GS1 symbol: "00" and the SSCC, digits alone */
};

struct label_face {
    struct face_part parts[FACE_PARTS];
    size_t count;
};

/* Of a label's content as shop/label.h writes it. Texts live in it or in the arena. */
void label_face(struct label_face *face, struct slice content, const struct words *words, struct arena *arena);

#endif
