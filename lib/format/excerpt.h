/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef COLPORTEUR_FORMAT_EXCERPT_H
#define COLPORTEUR_FORMAT_EXCERPT_H

#include "base/text.h"

/* The start of the text, at most `most` characters, up to the end of a word unless a word is longer than half of that. */
struct slice excerpt(struct slice text, size_t most);

#endif
