/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef COLPORTEUR_FORMAT_WIX_H
#define COLPORTEUR_FORMAT_WIX_H

#include "format/dialect.h"

/*
 * The CSV of products that Wix Stores exports and imports (Wix Help Center, "Wix Stores: Exporting Products to a CSV File"), of
 * the catalogue until 2024 (handleId, surcharge, discountMode) and since (handle, strikethroughPrice, barcode).
 *
 * A row "Product" tells the product and what may be chosen of each option, "Small;Large"; the rows "Variant" below it, with
 * the same handle, what was chosen of each.
 */
extern const struct dialect dialect_wix;

#endif
