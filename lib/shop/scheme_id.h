/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef COLPORTEUR_SHOP_SCHEME_ID_H
#define COLPORTEUR_SHOP_SCHEME_ID_H

#include "base/fault.h"
#include "base/text.h"

/*
 * An identifier and the list it is from: of ISO 6523 (ICD) for a company, of the electronic addresses of CEF (EAS) for where its
 * invoices are to go. Written "SCHEME:ID", as Peppol does: "0208:0123456749" is a Belgian company by its enterprise number.
 */
struct scheme_id {
    struct slice scheme, id;
};

/* Of form alone ("not_a_scheme_id"): which lists there are changes, and is told by the rules for electronic invoices. */
bool scheme_id_check(struct slice whole, const char *field, struct fault *fault) CHECKED;

/* Without a colon it is an identifier of no told list. */
struct scheme_id scheme_id_of(struct slice whole);

#endif
