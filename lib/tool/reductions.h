/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef COLPORTEUR_TOOL_REDUCTIONS_H
#define COLPORTEUR_TOOL_REDUCTIONS_H

#include "shop/reduction.h"

/* The table law/price-reductions.tsv, for tools that show prices. */
bool reductions_read(struct reduction_laws *laws, struct fault *fault) CHECKED;

#endif
