/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef COLPORTEUR_SHOP_VAT_HOLDER_H
#define COLPORTEUR_SHOP_VAT_HOLDER_H

#include "shop/vat_number.h"
#include "store/store.h"

/*
 * Which records hold a VAT number. That of a sole trader is a person's (GDPR art. 4 (1)), and which numbers are nobody can tell by
 * looking at them; so none of a customer stands in the journal. A number that a register was asked about is a record of its own,
 * "vat_number/N", N counted by the shop, whose people/ have {"vat_number":"FR14044821114"}; what the register said names N alone
 * (shop/vies.h). Once the number is erased, nothing leads from it to N or back.
 *
 * The index finds the holders by the number's digest: KEY_VAT_NUMBER, which the fold writes for "vat_number/N" and "customer/ID".
 * As it stands for the number that vat_number_judge() makes of what was written, a change of that is a new version of the fold.
 */

#define VAT_NUMBER_ASKED "vat_number/"

/* The number that a person's value has, by the country of its address where it has no prefix; false: it has none that can be one.
 */
bool vat_holder_number(struct slice person, struct vat_number *number);

/* For the fold: notes the record of people/ as a holder of the number in its value, if it may be one. */
bool vat_holder_note(struct index *index, struct slice id, struct slice person, struct fault *fault) CHECKED;

/* N of the record by which a register was asked about the number; empty: none was, or it was erased. */
bool vat_holder_asked(struct store *store, const struct vat_number *number, struct text *n, struct fault *fault) CHECKED;

/* Whether a customer other than this one ("C-77"; bytes NULL: any at all) has the number in a version that is not erased. */
bool vat_holder_is_customer(struct store *store, const struct vat_number *number, struct slice except, bool *is,
                            struct fault *fault) CHECKED;

/* Adds the record of a number that no register was asked about so far, and tells its N. */
bool vat_holder_add(struct store *store, const struct vat_number *number, struct changes *changes, struct text *n,
                    struct fault *fault) CHECKED;

#endif
