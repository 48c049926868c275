/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef COLPORTEUR_TOOL_VAT_REPORTING_H
#define COLPORTEUR_TOOL_VAT_REPORTING_H

#include "tool/tool.h"

/*
 * Walks the invoices and credit notes of a stretch of days, in the order of the days on which their VAT counts, and prints figures
 * period by period, a return, or with `explain` each entry as it comes. Memory does not grow with the documents.
 */

struct vat_question {
    enum grain grain;
    bool whole; /* one period over everything, whatever the grain */
    day since, until;
    const char *country; /* NULL: all */
    bool oss, provisional, explain, as_csv;
};

bool vat_figures_print(struct run *run, const struct vat_question *question, struct fault *fault) CHECKED;
bool vat_return_print(struct run *run, const struct vat_question *question, struct fault *fault) CHECKED;

#endif
