/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef COLPORTEUR_FORMAT_SYMBOL_H
#define COLPORTEUR_FORMAT_SYMBOL_H

#include "base/fault.h"
#include "format/label_face.h"

#include <cairo.h>

/*
 * The symbols of a label, by libzint, as rectangles of exact modules: Code 128, GS1-128, DataMatrix and QR. libzint checks the
 * check digit of an SSCC, so that a wrong one is not drawn ("not_rendered").
 */

/* Within its place, in the middle, with what has to stay quiet around it inside. Units are those of the face. */
bool symbol_draw(cairo_t *cairo, const struct face_part *part, struct fault *fault) CHECKED;

/* The same for HTML, in whole modules: what stands in <svg …> but its name and its size, and the content; the caller closes it. */
bool symbol_svg(struct text *html, const struct face_part *part, struct fault *fault) CHECKED;

#endif
