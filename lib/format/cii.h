/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef COLPORTEUR_FORMAT_CII_H
#define COLPORTEUR_FORMAT_CII_H

#include "format/einvoice.h"

/*
 * An electronic invoice or credit note as the Cross Industry Invoice of UN/CEFACT, D16B, in the binding of EN 16931-3-3. It obeys
 * the standard and nothing else: such a file is also what a Factur-X invoice of the profile EN 16931 has inside, under the name
 * factur-x.xml, with the same guideline (BT-24). The profiles below it leave out what the standard demands, and are not made.
 *
 * The same document gives the same bytes, whenever and wherever.
 */

bool document_cii(const struct document *document, struct text *text, struct fault *fault) CHECKED;

/* What is in the terms of the standard already. */
void cii_write(const struct einvoice *invoice, struct text *text);

#endif
