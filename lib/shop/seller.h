/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef COLPORTEUR_SHOP_SELLER_H
#define COLPORTEUR_SHOP_SELLER_H

#include "shop/settings.h"

/*
 * Who sells, as far as the law wants invoices and credit notes to tell it: the full name and address of the seller (Directive
 * 2006/112/EC, art. 226(5)), the VAT number where VAT is charged (art. 226(3)), and what the seller's country wants besides.
 * A document that cannot say it is not issued.
 *
 * A store to learn with issues none that count, and is not asked.
 */

/* Refuses by the name of the first setting that is missing. */
bool seller_check(const struct settings *settings, bool charges_vat, struct fault *fault) CHECKED;

#endif
