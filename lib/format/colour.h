/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef COLPORTEUR_FORMAT_COLOUR_H
#define COLPORTEUR_FORMAT_COLOUR_H

#include "base/text.h"

/*
 * Colours of sRGB, each part from 0 to 1, and whether one can be read on another: a shop's colour is any, and what is
 * written in it or on it must be legible all the same (WCAG 2, contrast of 4.5 at least).
 */

struct colour {
    double red, green, blue;
};

extern const struct colour colour_white, colour_ink, colour_grey;
extern const struct colour colour_slate; /* of a shop that has none of its own */

struct colour colour_read(struct slice text, struct colour otherwise); /* "#1a5276"; anything else is `otherwise` */
void colour_write(struct text *text, struct colour colour);
struct colour colour_mix(struct colour colour, struct colour other, double share_of_other);

/* What is written on the colour, white or ink; and the colour for writing on white: itself, or darker until it can be read. */
struct colour colour_written_on(struct colour colour);
struct colour colour_for_writing(struct colour colour);

#endif
