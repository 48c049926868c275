/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef COLPORTEUR_SHOP_PERSON_H
#define COLPORTEUR_SHOP_PERSON_H

#include "store/store.h"

/*
 * An order's or an invoice's record with its person's data in it: "customer" gets the fields of the version it
 * names, "note" its text. Where the person was erased, or people/ may not be read, the record stays as it is.
 */
bool record_with_person(struct store *store, struct slice record, struct text *text, struct fault *fault) CHECKED;

/* The data of the customer that a record names, as JSON; bytes NULL: none. */
bool person_of_record(struct store *store, struct slice record, struct slice *person, struct fault *fault) CHECKED;

#endif
