/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef COLPORTEUR_FORMAT_DOCUMENT_HTML_H
#define COLPORTEUR_FORMAT_DOCUMENT_HTML_H

#include "base/fault.h"
#include "format/paper.h"

/*
 * A paper as one HTML file that needs no other: style, logo and QR code are in it, scripts are not. It is made to be read by
 * a screen reader (language, headings, heads of rows and columns), in light that makes colours hard to tell apart, and to be
 * printed on A4. Whatever a record says is text there and never markup.
 */

/* `logo`: a PNG, JPEG or SVG, empty for none; it is shown as a picture, in which nothing runs. */
bool document_html(const struct paper *paper, struct slice logo, struct text *html, struct fault *fault) CHECKED;

#endif
