/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef COLPORTEUR_SHOP_PAYMENT_REFERENCE_H
#define COLPORTEUR_SHOP_PAYMENT_REFERENCE_H

#include "shop/series.h"

/*
 * What whoever pays an invoice by transfer writes, so that a machine knows for what (EN 16931 BT-83): made of the invoice's
 * number, with check digits that a bank refuses when they are wrong.
 *
 *   belgian  structured communication: twelve digits as +++123/4567/89002+++, the last two the first ten modulo 97, 97 for 0
 *            (Febelfin); the ten are two of the year and eight of the sequence
 *   rf       creditor reference, ISO 11649: RF, two check digits (ISO 7064 MOD 97-10), the number's letters and digits, at most 21
 *   none
 *
 * The setting invoice.payment_reference says which; unless it does, Belgian sellers have the first, others the second if they
 * have an IBAN.
 */

enum payment_reference_kind { PAYMENT_REFERENCE_NONE, PAYMENT_REFERENCE_BELGIAN, PAYMENT_REFERENCE_RF };

enum payment_reference_kind payment_reference_kind_of(const struct settings *settings);

/* Appended; nothing for PAYMENT_REFERENCE_NONE. */
void payment_reference(enum payment_reference_kind kind, const struct series_number *number, day dated, struct text *text);

#endif
