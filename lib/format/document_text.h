/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef COLPORTEUR_FORMAT_DOCUMENT_TEXT_H
#define COLPORTEUR_FORMAT_DOCUMENT_TEXT_H

#include "format/paper.h"

/*
 * A paper for reading on a terminal or printing as it is: 79 columns, plain text, a form feed at the end. What is no
 * original is marked above everything else; below the marks, all printings are alike.
 */
void document_text(const struct paper *paper, struct text *text);

#endif
