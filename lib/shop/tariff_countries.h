/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef COLPORTEUR_SHOP_TARIFF_COUNTRIES_H
#define COLPORTEUR_SHOP_TARIFF_COUNTRIES_H

#include "shop/countries.h"
#include "shop/vat_law.h"

/*
 * The countries of a zone as merchants write them, written out as the codes that addresses have, when a tariff is imported:
 *
 *     EU    the Member States of that day (share/law/eu-members.tsv): the tariff stays what it is when another joins
 *     UK    GB, EL: GR; so the trade and tax offices write them
 *     XI    is refused: Northern Ireland has that name for VAT alone, and is GB to who delivers there
 *
 * What ISO 3166 does not know is refused ("not_a_country"), for no address would ever lie there. Words that are no two capitals are
 * left to who reads the row.
 */
bool tariff_countries_write_out(struct slice cell, const struct vat_law *law, const struct countries *countries, day on,
                                struct text *codes, struct fault *fault) CHECKED;

#endif
