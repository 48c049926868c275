/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef COLPORTEUR_FORMAT_BREAKDOWN_OUT_H
#define COLPORTEUR_FORMAT_BREAKDOWN_OUT_H

#include "format/figures_out.h"
#include "shop/breakdown.h"

/* Figures of deliveries, returns and pickups in the forms of the key figures. Rates and mean days have two decimals. */
void breakdown_write_head(const struct breakdown_question *question, enum figures_form form, struct text *text);
/* A row of walk->current. */
void breakdown_write(const struct breakdown_walk *walk, const struct breakdown_row *row, enum figures_form form, struct text *text);

#endif
