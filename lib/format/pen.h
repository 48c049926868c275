/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef COLPORTEUR_FORMAT_PEN_H
#define COLPORTEUR_FORMAT_PEN_H

#include "format/colour.h"

#include <pango/pangocairo.h>
#include <stdbool.h>

/*
 * What pages are drawn with: few styles of writing, few colours, rules and boxes. Lengths are points of 1/72 inch from the
 * upper left corner of the page.
 *
 * Nothing is drawn while `cairo` is NULL, and everything is measured all the same: so pages are counted before they are made.
 */

enum style { STYLE_BODY, STYLE_STRONG, STYLE_SMALL, STYLE_LABEL, STYLE_TITLE, STYLE_NAME, STYLE_DUE, STYLE_MARK, STYLES };
enum align { ALIGN_LEFT, ALIGN_RIGHT, ALIGN_CENTRE };

struct pen {
    cairo_t *cairo;
    PangoContext *context;
    PangoFontDescription *styles[STYLES];
};

void pen_open(struct pen *pen, struct slice language);
void pen_close(struct pen *pen);

/* Text within the width, in as many lines as that takes. The height is returned; so much is drawn by pen_write. */
double pen_height(struct pen *pen, enum style style, struct slice text, double width);
double pen_width(struct pen *pen, enum style style, struct slice text); /* in one line */
double pen_write(struct pen *pen, enum style style, struct colour colour, enum align align, struct slice text, double x, double y,
                 double width);

/* The same line by line, for text that may go on elsewhere: where each line goes is told by `place`. */
typedef double pen_place(void *closure, double height); /* of a line: its y */
void pen_flow(struct pen *pen, enum style style, struct colour colour, struct slice text, double x, double width, pen_place *place,
              void *closure);

void pen_rule(struct pen *pen, struct colour colour, double thickness, double x, double y, double width);
void pen_box(struct pen *pen, struct colour colour, double x, double y, double width, double height);

#endif
