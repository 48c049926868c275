/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef COLPORTEUR_FORMAT_PICTURE_H
#define COLPORTEUR_FORMAT_PICTURE_H

#include "base/fault.h"
#include "base/text.h"

#include <cairo.h>

/*
 * A shop's logo: a PNG or JPEG, or an SVG, which stays sharp on paper. A JPEG is decoded and goes into the page as pixels: as it is
 * it might have colours for printers (CMYK), which PDF/A does not take beside sRGB, or lie on its side (Exif). What else there may
 * be in an SVG, references to other files and to the network, is not followed.
 */

enum picture_kind { PICTURE_NONE, PICTURE_PIXELS, PICTURE_SVG };

struct picture {
    enum picture_kind kind;
    double width, height; /* of its own, in whatever unit */
    void *content;
};

/* Of no bytes: none. The fault (FAULT_REFUSED, "wrong_picture") says what it is not. */
bool picture_open(struct picture *picture, struct slice bytes, struct fault *fault) CHECKED;
void picture_close(struct picture *picture);

/* Into the rectangle, which has the picture's proportions. */
bool picture_draw(const struct picture *picture, cairo_t *cairo, double x, double y, double width, double height,
                  struct fault *fault) CHECKED;

#endif
