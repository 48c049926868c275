/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef COLPORTEUR_FORMAT_EPC_PAYMENT_H
#define COLPORTEUR_FORMAT_EPC_PAYMENT_H

#include "base/money.h"
#include "base/text.h"

#include <stdbool.h>

/*
 * What the QR code of a payment holds: a SEPA credit transfer for a bank's app to fill in.
 *
 * EPC069-12, "Quick Response Code: Guidelines to enable data capture for the initiation of a SEPA credit transfer",
 * version 002 (the BIC may be missing within the EEA), UTF-8, lines ended by LF and none after the last that says something.
 * Error correction M and at most version 13 are for who draws it. 331 bytes at most.
 *
 * Of the two kinds of remittance one is told. A creditor reference (ISO 11649, "RF…") is structured, and so is the
 * Belgian communication: banks there take its twelve digits in that place, without +++ and strokes, and treat it as free
 * text in the other. Anything else is free text.
 */
struct epc_payment {
    struct slice name, iban, bic; /* of the beneficiary; blanks in account numbers are left out */
    amount amount;
    struct currency currency;
    struct slice reference; /* as the document shows it */
};

/* Whether there can be one: euros, between 0.01 and 999,999,999.99, onto an IBAN. If so, it is added to the text. */
bool epc_payment_write(struct text *text, const struct epc_payment *payment);

#endif
