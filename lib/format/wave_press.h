/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef COLPORTEUR_FORMAT_WAVE_PRESS_H
#define COLPORTEUR_FORMAT_WAVE_PRESS_H

#include "base/arena.h"
#include "base/fault.h"
#include "format/words.h"

/*
 * A wave's pick list as pages that are read at arm's length, PDF/A-3 on A4: what is to be taken, in the order of the slots, large
 * and with a box to tick; then its orders, each with its number as bars, to scan where it is packed, its goods and what is laid in.
 * The wave's own key is bars as well.
 *
 *   {"format":"wave","language":"fr","record":{…}}
 */

bool wave_press_knows(struct slice format);
bool wave_press(struct slice request, const struct words *words, struct arena *arena, struct text *bytes,
                struct fault *fault) CHECKED;

#endif
