/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef COLPORTEUR_TOOL_PICK_ROWS_H
#define COLPORTEUR_TOOL_PICK_ROWS_H

#include "base/text.h"

#include <stdbool.h>

/*
 * A wave's pick list for the person who walks along the shelves: one row for each SKU, in the order of the slots, with how many go
 * to which order; or order by order, each with its goods and what is laid in.
 */
void pick_rows(struct slice wave, bool by_order, struct text *text);

#endif
