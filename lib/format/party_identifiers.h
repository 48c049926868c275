/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef COLPORTEUR_FORMAT_PARTY_IDENTIFIERS_H
#define COLPORTEUR_FORMAT_PARTY_IDENTIFIERS_H

#include "base/text.h"

/*
 * Numbers that name businesses and their accounts, as the rules for electronic invoices ask whether they can be. By the name that
 * rules call each by:
 *
 *     gln         GS1 General Specifications, 7.9: digits, the last makes the sum with weights 3 and 1 a ten
 *     norwegian   organisasjonsnummer: nine digits, modulo 11
 *     belgian     ondernemingsnummer: ten digits, the last two 97 less the others modulo 97
 *     swedish     organisationsnummer: ten digits, the last by Luhn
 *     australian  ABN: eleven digits, the first less one, weighted, divisible by 89
 *     greek       AFM: nine digits, powers of two, modulo 11 and then 10
 *     ipa         codice IPA: six letters or digits
 *     italian-tax   codice fiscale: sixteen letters and digits in their places, or eleven digits
 *     italian-vat   partita IVA: behind "IT" eleven digits, the last by Luhn; of other countries anything
 *     iban        ISO 13616: two letters, two digits, up to thirty letters or digits, modulo 97; blanks do not count
 *
 * What makes a number belong to somebody only its register knows.
 */
typedef bool party_identifier_check(struct slice text);

/* NULL: there is no such kind. */
party_identifier_check *party_identifier_kind(struct slice name);

#endif
