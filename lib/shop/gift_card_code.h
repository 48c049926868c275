/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef COLPORTEUR_SHOP_GIFT_CARD_CODE_H
#define COLPORTEUR_SHOP_GIFT_CARD_CODE_H

#include "base/fault.h"
#include "base/text.h"

#include <stdint.h>

/*
 * The code by which a gift card is spent: whoever has it has the money.
 *
 * Ours are "7KQ2-M9XD-3TPA-V5HC": 15 characters of an alphabet of 32 that nobody confuses (Crockford's, without I, L, O and U), 75
 * bits that nobody guesses, and the check character of ISO/IEC 7064 MOD 37,36, which finds every single character that is wrong
 * and nearly every two that are exchanged. Other systems' codes are taken over as they are.
 *
 * People type them: case, blanks and hyphens do not count, O is 0, I and L are 1.
 */

enum { GIFT_CARD_CODE_LEAST = 8, GIFT_CARD_CODE_MOST = 64, GIFT_CARD_CODE_OURS = 16 };

/* As it is compared: "7KQ2M9XD3TPAV5HC". Refuses "not_a_code", and tells nothing of what it was. */
bool gift_card_code_read(struct slice given, struct text *code, struct fault *fault) CHECKED;

/* A code from elsewhere as it is shown: in capitals, without blanks. Appended. */
void gift_card_code_show(struct slice given, struct text *code);

/* Whether a code that nobody knows looks like one of ours that was typed wrong. */
bool gift_card_code_is_mistyped(struct slice code);

/* A new one for card `number`, as it is shown; `secret` are random bytes that nobody else has, good for any number of cards. */
void gift_card_code_make(struct slice secret, int64_t number, struct text *code);

#endif
