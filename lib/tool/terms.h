/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef COLPORTEUR_TOOL_TERMS_H
#define COLPORTEUR_TOOL_TERMS_H

#include "shop/dossier.h"
#include "tool/tool.h"

/* What tools about customers have in common: the table law/retention.tsv, and what the shop and the day add to it. */

bool terms_read(struct retention *retention, struct fault *fault) CHECKED;
/* Of this run's settings and its `now`; the table must outlive them. */
struct dossier_terms terms_of_run(const struct run *run, const struct retention *retention);

#endif
