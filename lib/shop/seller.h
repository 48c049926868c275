/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef COLPORTEUR_SHOP_SELLER_H
#define COLPORTEUR_SHOP_SELLER_H

#include "shop/settings.h"

/*
 * Who sells, as far as the law of the seller's country wants invoices and credit notes to tell it. In the Union: the full name
 * and address (Directive 2006/112/EC, art. 226(5)), the VAT number where VAT is charged (art. 226(3)), and what the Member State
 * wants besides. Elsewhere what that country's own law says, where it is known here; else the address alone, and by which number
 * a seller is known to the office is for him to tell (company.vat_number, company.registration, company.legal_id). A document
 * that cannot say it is not issued.
 *
 * A store to learn with issues none that count, and is not asked.
 */

/* Refuses by the name of the first setting that is missing. */
bool seller_check(const struct settings *settings, bool charges_vat, struct fault *fault) CHECKED;

#endif
