/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef COLPORTEUR_FORMAT_FIGURES_OUT_H
#define COLPORTEUR_FORMAT_FIGURES_OUT_H

#include "shop/figures.h"

/* Key figures as records (colporteur-records(5)), as CSV (RFC 4180) with a header, or as a table to read. */
enum figures_form { FIGURES_RECORDS, FIGURES_CSV, FIGURES_TABLE };

void figures_write_head(const struct figures_question *question, enum figures_form form, struct text *text);
/* One row of the table, which the caller looked for in figures_are_asked_for. */
void figures_write(const struct figures_table *table, const struct figures *row, const struct figures_question *question,
                   enum figures_form form, struct text *text);

/* A cell of CSV, behind a comma where it is not the first of its line. */
void figures_add_cell(struct text *text, struct slice value);

#endif
