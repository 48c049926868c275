/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef COLPORTEUR_JSON_CARD_H
#define COLPORTEUR_JSON_CARD_H

#include "base/fault.h"

#include <jansson.h>
#include <stdbool.h>

/*
 * Payment card numbers (base/card.h) in records: in any text, number or name of a member, however deep. The law of cards
 * (PCI DSS, requirement 3) is for who keeps such numbers; here they are refused, and so nobody has to obey it.
 */

/*
 * False: card_number, with the field that holds one; neither field nor reason shows it. `but` is a member of the record that is not
 * looked at, as whoever makes its numbers makes them as he likes; NULL: all are.
 */
bool record_without_card(const json_t *record, const char *but, struct fault *fault) CHECKED;

/*
 * Whether a member is named like a card's security code (cvv, cvc2, security_code…). No record has such a member, so it is
 * refused wherever it comes; but what is refused is kept, and this must not be.
 */
bool record_holds_security_code(const json_t *record);

/* A copy in which each card number shows its last four digits alone, and security codes nothing; they have become texts. */
json_t *record_masked(const json_t *record);

#endif
