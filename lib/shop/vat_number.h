/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef COLPORTEUR_SHOP_VAT_NUMBER_H
#define COLPORTEUR_SHOP_VAT_NUMBER_H

#include "base/fault.h"
#include "base/text.h"

#include <stdbool.h>

/*
 * VAT identification numbers, judged by what their country says of their form and of their check digits, without asking anybody.
 * A number that is right by rule may still belong to nobody; that only the country's own register tells (for the EU: VIES).
 *
 * Known are the 27 member states, Northern Ireland (XI), Great Britain (GB), Switzerland and Liechtenstein (CHE…) and Norway.
 * Greece writes EL where ISO 3166 says GR; both are taken, and EL is kept. Sources of the forms: Directive 2006/112/EC art. 215
 * (two letters of the country in front, EL for Greece), Directive (EU) 2020/1756 (XI), and the European Commission's list of number
 * structures in VIES. Check digits are each State's own rule: Luhn (AT, FR, IT, SE, ES), ISO 7064 (DE, HR, NL), and else weighted
 * sums. Rules that were left to grow are taken as they stand today: Belgium's numbers begin with 0 or 1, and the old nine digits
 * get their zero; Dutch sole traders have numbers by modulo 97 since 2020; Latvian person codes that begin with 32 hold no date.
 *
 * Where a State knows several kinds of number (Spain, Ireland, Bulgaria, the Czech Republic…) any of them is right: to refuse a
 * customer's true number is the worse mistake.
 */

enum { VAT_NUMBER_LIMIT = 20 };

struct vat_number {
    char text[VAT_NUMBER_LIMIT + 1]; /* as documents write it: prefix first, capitals, nothing in between: "BE0123456749" */
    size_t length;
    char country[2]; /* ISO 3166: GR for EL, GB for GB, and XI, which ISO leaves to its users; LI counts as CH */
};

enum vat_number_verdict {
    VAT_NUMBER_RIGHT,
    VAT_NUMBER_WRONG,
    VAT_NUMBER_UNKNOWN /* of a country whose rule is not known: neither right nor wrong */
};

/*
 * Spaces, hyphens, dots, slashes, colons and brackets between are passed over, small letters taken as capitals. Without prefix the
 * number is one of `country` (ISO 3166, may be empty). `number` is filled if the verdict is RIGHT.
 */
enum vat_number_verdict vat_number_judge(struct slice given, struct slice country, struct vat_number *number);

/* Refuses what cannot be a number ("not_a_vat_number"). `known` says whether the country's rule is known. */
bool vat_number_read(struct slice given, struct slice country, const char *field, struct vat_number *number, bool *known,
                     struct fault *fault) CHECKED;

static inline struct slice vat_number_slice(const struct vat_number *number)
{
    return (struct slice){number->text, number->length};
}

#endif
