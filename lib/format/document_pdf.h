/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef COLPORTEUR_FORMAT_DOCUMENT_PDF_H
#define COLPORTEUR_FORMAT_DOCUMENT_PDF_H

#include "base/fault.h"
#include "format/paper.h"

/*
 * A paper as pages of A4, drawn by Cairo with text that Pango sets: any script, in both directions, with its fonts in the
 * file.
 *
 * The same paper gives the same bytes wherever the same fonts and libraries are: nothing asks a clock or takes a chance, the
 * day in the file is the document's own. Fonts are found by fontconfig: Open Sans, Noto Sans or DejaVu Sans, the first that
 * is there, and for what that has no letters whatever has them.
 *
 * A table that does not fit goes on with its heading on the next page, with what was summed up so far at the foot of the one
 * and the head of the other. Rows stay whole unless one alone is longer than a page.
 */

/* `logo`: a PNG, JPEG or SVG, empty for none. One that cannot be read is a fault (FAULT_USAGE, "wrong_picture"). */
bool document_pdf(const struct paper *paper, struct slice logo, struct text *pdf, struct fault *fault) CHECKED;

#endif
