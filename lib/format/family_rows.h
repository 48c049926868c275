/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef COLPORTEUR_FORMAT_FAMILY_ROWS_H
#define COLPORTEUR_FORMAT_FAMILY_ROWS_H

#include "base/text.h"
#include "format/draft.h"

#include <stdbool.h>
#include <stddef.h>

/*
 * A product and its variants, gathered from rows that stand together: the first tells the product, perhaps with its first
 * variant; each row after it tells a variant.
 *
 *     family_rows_begin(&family, "wix", row)        and what the row says of the product, with draft_…(&family.product, …)
 *     family_rows_axis(&family, 1, "Size")  …
 *     family_rows_variant(&family, row)             and what the row says of the variant, with draft_…
 *     family_rows_option(&family, 1, "", "Large")  …
 *     family_rows_finish(&family, queue)
 *
 * What has one variant that no option tells apart is a single product. A product with variants that has no SKU of its own, or
 * that of one of them, has its handle for one; a variant without has its family's and its options. Once zeroed, a family may be
 * begun again and again.
 */

enum { FAMILY_AXES = 6 }; /* Squarespace and Wix know no more */

struct family_rows {
    bool open;
    struct text handle; /* what the platform calls the product in the address of its page */
    struct text id;     /* its number there, which never changes; empty: the handle */
    struct draft product;
    struct draft *variants;
    size_t count, room;
    struct text axes[FAMILY_AXES];
};

void family_rows_begin(struct family_rows *family, const char *dialect, const struct sheet_row *row, struct slice id,
                       struct slice handle);
/* The n-th option, from 1, by which variants may differ. The first name counts. */
void family_rows_axis(struct family_rows *family, unsigned n, struct slice name);
/* One more variant. It lives until the next is added. */
struct draft *family_rows_variant(struct family_rows *family, const struct sheet_row *row);
/* What the variant added last has for the n-th option. An empty value: it has none. */
void family_rows_option(struct family_rows *family, unsigned n, struct slice value);
/* All of them come out, the product first; nothing does if none is open. */
void family_rows_finish(struct family_rows *family, struct product_queue *queue);
void family_rows_release(struct family_rows *family);

#endif
