/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef COLPORTEUR_FORMAT_HTML_H
#define COLPORTEUR_FORMAT_HTML_H

#include "base/text.h"

/*
 * The text of an HTML fragment, as shops keep descriptions: tags and comments go, script and style with what they
 * hold; entities become characters; runs of blanks become one; paragraphs, list items, table rows, <br> and line breaks
 * begin a new line, never two. What looks like neither tag nor entity stays ("a < b & c"). The bytes are UTF-8 and stay so.
 */
void html_to_text(struct text *text, struct slice html);

/* Whether a text is rather HTML than about "a < b": it holds a closing tag or a line break of it. */
bool html_is_likely(struct slice text);

#endif
