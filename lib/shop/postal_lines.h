/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef COLPORTEUR_SHOP_POSTAL_LINES_H
#define COLPORTEUR_SHOP_POSTAL_LINES_H

#include "shop/carrier.h"
#include "shop/countries.h"
#include "shop/document.h"

/*
 * An address as it stands on a parcel: company, name, street, town in the order of its country, country. Lines that are too long
 * for the carrier go on at a word in the next one; nothing is ever cut. Where he has fields with lengths of their own, each goes on
 * in its own lines, and a name in those of the company where there is none; lines that somebody wrote into a street are joined
 * where they are more than there are. What he cannot take is refused before a number is drawn, and the field is named:
 *
 *   incomplete_address   no name and no company, no street or no city
 *   address_too_long     a word that fits no line, or more lines than he has, or a longer field
 *   charset              letters that he cannot print, and the carrier does not transliterate
 *
 * The country's line does not count: carriers have a field of their own for it.
 */

enum { POSTAL_LINE_LENGTH = 50, POSTAL_LINES = 8 }; /* what fits on a label, where the carrier says nothing or more */

struct postal_lines {
    struct slice *lines; /* in the arena */
    size_t count;
    bool transliterated;
};

/* `field` is what faults name: "customer.shipping_address". */
bool postal_lines(struct postal_lines *lines, const struct postal_address *address, const struct countries *countries,
                  struct slice language, const struct address_limits *limits, const char *field, struct arena *arena,
                  struct fault *fault) CHECKED;

/* What stands beside the address: a telephone number, an e-mail address. Refuses "address_too_long". */
bool postal_contact(const struct address_limits *limits, enum address_field of, struct slice value, const char *field,
                    struct fault *fault) CHECKED;

#endif
