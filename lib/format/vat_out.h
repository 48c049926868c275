/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef COLPORTEUR_FORMAT_VAT_OUT_H
#define COLPORTEUR_FORMAT_VAT_OUT_H

#include "shop/oss_return.h"
#include "shop/vat_figures.h"

/* What is told of VAT, as records (colporteur-records(5)), one a line, or as CSV with a header. */

/* A period and what is counted of it. */
struct vat_period {
    struct slice name; /* "2026-11", "2026-Q4", "total" */
    day from, to;
    const struct currency *currency;
    bool training;
};

extern const char vat_figures_csv_head[];
void vat_figure_write(const struct vat_period *period, const struct vat_figure *figure, bool as_csv, struct text *text);
/* Of a return: `corrected` is the first day of the quarter that is corrected; NULL: the entry is a supply of this one. */
void vat_explanation_write(const struct vat_period *period, const struct vat_document *document, const struct vat_entry *entry,
                           const struct oss_return *oss, const day *corrected, struct text *text);

/* A return as a whole. CSV has a row for each amount that is to be typed in, and says what it is. */
struct oss_form {
    const struct oss_return *oss;
    const struct vat_period *period;
    struct slice vat_number; /* the seller's */
    bool is_provisional;
    const struct oss_balance *balances;
    size_t balance_count;
    amount payable;
};

void oss_return_write(const struct oss_form *form, struct text *text);
void oss_return_write_csv(const struct oss_form *form, struct text *text);

#endif
