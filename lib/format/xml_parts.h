/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef COLPORTEUR_FORMAT_XML_PARTS_H
#define COLPORTEUR_FORMAT_XML_PARTS_H

#include "base/text.h"

/*
 * A value of named parts, as XML has it in elements within and a table in one cell: "US:CA:Ground:9.99 USD". A colon, a comma or
 * a backslash that belongs to a part has a backslash before it in a table.
 */
void part_add(struct text *text, struct slice part); /* escaped; the colons between are the caller's */

/*
 * The parts, at most `most`; the last one has all that is left. Returns how many. They lie in the value, or unescaped in `room`,
 * until it changes.
 */
size_t parts_cut(struct slice value, struct slice *parts, size_t most, struct text *room);

#endif
