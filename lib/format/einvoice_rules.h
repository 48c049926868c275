/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef COLPORTEUR_FORMAT_EINVOICE_RULES_H
#define COLPORTEUR_FORMAT_EINVOICE_RULES_H

#include "format/einvoice.h"

/*
 * What an electronic invoice is refused for before it is written, in the words of what the shop can do about it. The reason
 * begins with the rule that it would break: of EN 16931 ("BR-CO-26"), of Peppol ("PEPPOL-EN16931-R010"), or an article of the VAT
 * directive where those say nothing. The code is "breaks_rule".
 *
 * These are the rules that a record can break. That terms are there at all, and in their order, is the syntaxes' own care.
 */

enum { EINVOICE_DECIMALS = 2 }; /* of an amount (BR-DEC-09 and its like) */

/* Whether such a document can become one: an invoice or a credit note that counts, for somebody who is known. */
bool einvoice_admits(const struct document *document, struct fault *fault) CHECKED;

bool einvoice_check(const struct einvoice *invoice, struct fault *fault) CHECKED;

bool einvoice_has_category(const struct einvoice *invoice, const char *category);

#endif
