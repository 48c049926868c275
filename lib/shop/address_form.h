/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef COLPORTEUR_SHOP_ADDRESS_FORM_H
#define COLPORTEUR_SHOP_ADDRESS_FORM_H

#include "shop/countries.h"
#include "shop/document.h"

#include <stdbool.h>

/*
 * An address below the name of who lives there, as the post of its country wants it: on parcels and on all papers alike.
 *
 *   Rue du Pont 12      44 Wilson Road      Újváros
 *   4500 Huy            Leeds               Kossuth u. 2
 *                       LS1 4DY             1234
 *
 * It is lines with "\n" between them, none of them empty, without the country: that is named in the language of the paper.
 * Letters stay as the customer wrote them.
 */
bool address_form_begins_with_street(struct slice country, const struct countries *countries);
void address_form_write(struct text *text, const struct postal_address *address, const struct countries *countries);

#endif
