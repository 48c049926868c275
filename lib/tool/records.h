/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef COLPORTEUR_TOOL_RECORDS_H
#define COLPORTEUR_TOOL_RECORDS_H

#include "tool/tool.h"

/*
 * The one loop over records that every tool of the family runs.
 *
 * Records are taken one by one and gathered in a batch: one lock, one sync. A batch closes when the input would have to
 * be waited for or when enough are pending, so a trickle is answered at once and a flood is written in large pieces.
 * A record is printed only when its batch is on disk. One that is refused goes to the rejects and costs the others
 * nothing; with --atomic it costs all.
 */
bool records_run(struct run *run, struct fault *fault) CHECKED;

#endif
