/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef COLPORTEUR_TOOL_ASKING_UNITS_H
#define COLPORTEUR_TOOL_ASKING_UNITS_H

#include "base/arena.h"
#include "shop/asked_units.h"
#include "tool/tool.h"

/* Units of an order's lines, as they are asked for on the command line or in a record: to cancel them, to hand them out. */

/* Options "--line N" and "--line N=QUANTITY". In the arena. */
bool asked_units_of_options(const struct option_list *lines, struct arena *arena, struct asked_units **asked, size_t *count,
                            struct fault *fault) CHECKED;

/* [{"line":1,"quantity":1}], not empty: no lines at all would be the whole order, which is not what somebody meant who named none.
 */
bool asked_units_of_lines(const json_t *lines, struct arena *arena, struct asked_units **asked, size_t *count,
                          struct fault *fault) CHECKED;

#endif
