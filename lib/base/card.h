/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef COLPORTEUR_BASE_CARD_H
#define COLPORTEUR_BASE_CARD_H

#include "base/fault.h"
#include "base/text.h"

#include <stdbool.h>

/*
 * Payment card numbers in text: found, so that they can be refused, and masked, so that a refusal does not keep them.
 *
 * A number is one by ISO/IEC 7812-1: 14 to 19 digits, the last of which is right by its Annex B (Luhn), the first of
 * which a network gives out at that length. Digits may be fullwidth (U+FF10 to U+FF19) or written as JSON writes
 * characters that it escapes (\u0034). They may stand in groups as on the card, 4-4-4-4, 4-6-5: the first of four, six or eight
 * digits, all others of four or more but the last, with one space, dash or dot between (U+00A0, U+2010 to U+2013 and U+202F
 * too).
 *
 * Other numbers of shops must pass. So a run of digits is a card's whole or not at all, never a part of it, and these are
 * none: fractions (0.4166666666666667), what stands behind a plus (phone numbers), within a URL, within a digest in
 * hexadecimal, and within an IBAN with a right check sum. Nor are numbers in fields that say whose they are, as far as they can
 * be checked, or nobody who pays types there: in one that names articles, a GTIN of 14 digits with a right check digit; in
 * `sscc`, 18 digits with one; all of a `tracking_number`, digits without anything between, as carriers give them. Of numbers
 * that are made at random, one in forty with 16 digits is taken for a card's; with 13 digits, none.
 */

/* Whether a card number may be in the bytes: a glance, for everything that comes in. False: there is none. */
bool card_suspected(struct slice bytes);

/* The first card number at `*at` or behind: where it begins, and its length in bytes. */
bool card_find(struct slice text, size_t *at, size_t *length);

/* Whether the value of a field holds one; the field's name tells what its numbers are. */
bool card_in_field(struct slice name, struct slice value);

/* Whether all of a text is the number of an account, an IBAN with a right check sum (ISO 13616); a creditor's reference, RF…, is
 * none. */
bool text_is_iban(struct slice text);

/* FAULT_REFUSED, card_number; the field's name is masked, should it be one itself. Returns false. */
bool card_refuse(struct slice field, struct fault *fault);

/* Appends the bytes, of each card number only its last four digits: "**** **** **** 1111". */
void card_mask(struct text *masked, struct slice bytes);

#endif
