/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef COLPORTEUR_TOOL_LABEL_RENDERING_H
#define COLPORTEUR_TOOL_LABEL_RENDERING_H

#include "shop/label.h"
#include "tool/rendering.h"

/*
 * Labels on paper: --format, --paper, --dpi, --per-sheet, --first, --output and --reprint.
 *
 * A label is printed once; again only with --reprint, and then it is the same. Each printing is noted in the parcel before it
 * leaves. ZPL is made here, and of several labels one follows the other. Pages and pictures are made by the press (tool/press.h), a
 * PDF of all labels of a run; of SVG and PNG, and of PDFs that carriers made, each is a file of its own. What a carrier made leaves
 * as it came.
 */

extern const struct rendering label_rendering;

/* The labels of the record before are done with. */
void label_rendering_begin(void);
bool label_rendering_wants(const struct parcel *parcel); /* whether its label is to be printed */
/* Prints it, and notes that in the parcel. */
bool label_rendering_print(struct run *run, struct parcel *parcel, struct slice content, struct fault *fault) CHECKED;
/* In `show`: whether labels leave, and not records; and what was printed since label_rendering_begin. */
bool label_rendering_is_shown(const struct run *run);
void label_rendering_show(struct text *text);
/* The same where it goes into a file. */
void label_rendering_keep(void);

#endif
