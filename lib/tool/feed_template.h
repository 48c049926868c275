/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef COLPORTEUR_TOOL_FEED_TEMPLATE_H
#define COLPORTEUR_TOOL_FEED_TEMPLATE_H

#include "format/feed.h"

/* How the feed of any other channel is made (colporteur-map(5)): a file, or by its name one that is installed; NULL: none. The text
 * must outlive the feed. */
bool feed_template_read(const char *name, struct text *text, struct feed_options *options, struct fault *fault) CHECKED;

#endif
