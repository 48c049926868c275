/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef COLPORTEUR_SHOP_VAT_FIGURES_H
#define COLPORTEUR_SHOP_VAT_FIGURES_H

#include "shop/vat_document.h"

/*
 * What a VAT return asks for: net and tax by whose tax it is, how the sale was treated, category and rate. Of invoices and credit
 * notes, never of orders. In order of country, treatment, category and falling rate.
 *
 * `net` and `vat` are what is left after credit notes; `credited_net` and `credited_vat`, which are positive, are what those gave
 * back. A document counts once in each row that it has entries in.
 */

struct vat_figure {
    char country[3];
    enum treatment treatment;
    enum tax_category category;
    percent rate;
    int64_t invoices, credit_notes;
    amount net, vat, credited_net, credited_vat;
    uint64_t last_document; /* the last that counted, by its number in these figures */
};

struct vat_figures {
    struct vat_figure *rows;
    size_t count, room;
    uint64_t documents;
};

#define VAT_FIGURES_INIT                                                                                                           \
    {                                                                                                                              \
        NULL, 0, 0, 0                                                                                                              \
    }

/* The document is converted already. */
bool vat_figures_add(struct vat_figures *figures, const struct vat_document *document, struct fault *fault) CHECKED;
void vat_figures_clear(struct vat_figures *figures); /* for the next period */
void vat_figures_release(struct vat_figures *figures);

#endif
