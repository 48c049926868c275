/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "shop/vat_figures.h"

#include "base/memory.h"

#include <stdlib.h>

static int compare(const struct vat_figure *a, const struct vat_figure *b)
{
    int order = memcmp(a->country, b->country, sizeof a->country);

    if (order)
        return order;
    if (a->treatment != b->treatment)
        return a->treatment < b->treatment ? -1 : 1;
    if (a->category != b->category)
        return a->category < b->category ? -1 : 1;
    return a->rate == b->rate ? 0 : a->rate > b->rate ? -1 : 1;
}

static struct vat_figure *row_of(struct vat_figures *figures, const struct vat_document *document, const struct vat_entry *entry)
{
    struct vat_figure wanted = {.treatment = document->treatment, .category = entry->category, .rate = entry->rate};
    size_t at = 0;

    memcpy(wanted.country, document->country.bytes, 2);
    while (at < figures->count && compare(&figures->rows[at], &wanted) < 0)
        at++;
    if (at < figures->count && compare(&figures->rows[at], &wanted) == 0)
        return &figures->rows[at];
    figures->rows = memory_grow(figures->rows, &figures->room, figures->count + 1, sizeof *figures->rows);
    memmove(&figures->rows[at + 1], &figures->rows[at], (figures->count - at) * sizeof *figures->rows);
    figures->count++;
    figures->rows[at] = wanted;
    return &figures->rows[at];
}

bool vat_figures_add(struct vat_figures *figures, const struct vat_document *document, struct fault *fault)
{
    bool fits = true;

    figures->documents++;
    for (size_t i = 0; fits && i < document->entry_count; i++) {
        const struct vat_entry *entry = &document->entries[i];
        struct vat_figure *row;

        if (entry->is_voucher)
            continue;
        row = row_of(figures, document, entry);
        if (row->last_document != figures->documents)
            ++*(document->is_credit_note ? &row->credit_notes : &row->invoices);
        row->last_document = figures->documents;
        fits = amount_add(&row->net, entry->told_net) && amount_add(&row->vat, entry->told_vat);
        if (fits && document->is_credit_note)
            fits = amount_add(&row->credited_net, -entry->told_net) && amount_add(&row->credited_vat, -entry->told_vat);
    }
    return fits || fault_set(fault, FAULT_SYSTEM, "number_too_large", NULL, "the VAT of a period is more than can be counted");
}

void vat_figures_clear(struct vat_figures *figures)
{
    figures->count = 0;
}

void vat_figures_release(struct vat_figures *figures)
{
    free(figures->rows);
    *figures = (struct vat_figures)VAT_FIGURES_INIT;
}
