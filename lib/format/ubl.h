/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef COLPORTEUR_FORMAT_UBL_H
#define COLPORTEUR_FORMAT_UBL_H

#include "format/einvoice.h"

/*
 * An electronic invoice or credit note as OASIS UBL 2.1 has it (ISO/IEC 19845), in the binding of EN 16931-3-2. What goes to a
 * business is Peppol BIS Billing 3.0, which Belgium made compulsory; a consumer has no electronic address, and his invoice obeys
 * the European standard alone and says so (BT-24).
 *
 * The same document gives the same bytes, whenever and wherever.
 */

bool document_ubl(const struct document *document, struct text *text, struct fault *fault) CHECKED;

/* Which rules a document obeys in UBL. */
enum einvoice_rules ubl_rules(const struct document *document);

/* What is in the terms of the standard already. */
void ubl_write(const struct einvoice *invoice, struct text *text);

#endif
