/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef COLPORTEUR_BASE_MONEY_H
#define COLPORTEUR_BASE_MONEY_H

#include "base/fault.h"
#include "base/text.h"

#include <stdint.h>

/*
 * Exact money. Three quantities, each an int64 with its own unit; floating point appears nowhere.
 *
 *   amount   minor units of its currency (cents): what is paid, booked and summed
 *   price    millionths of the currency's major unit: a unit price may be finer than a cent
 *            (EN 16931 BT-146 sets no limit); at most six decimals are taken
 *   percent  ten-thousandths of a percent: 21 % is 210000, 5.5 % is 55000
 *
 * Outside they are decimal strings, "19.90". Every sum is checked; amounts stay within +-9e15 so that
 * minor units survive a reader that knows only doubles (2^53).
 */

typedef int64_t amount;
typedef int64_t price;
typedef int64_t percent;

__extension__ typedef __int128 wide;

#define AMOUNT_LIMIT ((amount)9000000000000000)
#define PRICE_UNIT ((price)1000000)
#define PERCENT_UNIT ((percent)10000)
#define PERCENT_WHOLE (100 * PERCENT_UNIT)

/* An ISO 4217 currency and its number of decimals (0, 2 or 3). */
struct currency {
    char code[4];
    unsigned decimals;
};

bool currency_find(struct slice code, struct currency *currency, struct fault *fault) CHECKED;

/* Decimal strings: optional "-" (where `signed_too`), digits, "." and decimals; nothing else. The fault names `field`. */
bool amount_read(struct slice text, const struct currency *currency, bool signed_too, const char *field, amount *value,
                 struct fault *fault) CHECKED;
bool price_read(struct slice text, const char *field, price *value, struct fault *fault) CHECKED;
bool percent_read(struct slice text, const char *field, percent *value, struct fault *fault) CHECKED;

void amount_write(struct text *text, amount value, const struct currency *currency); /* "19.90" */
void price_write(struct text *text, price value,
                 const struct currency *currency);    /* as few decimals as exact, at least the currency's */
void percent_write(struct text *text, percent value); /* "5.5" */

/* value / divisor to the nearest integer, ties away from zero: the one rounding of the project. divisor > 0. */
wide divide_rounded(wide value, wide divisor);

bool amount_add(amount *sum, amount more) CHECKED; /* false: out of range, *sum unchanged */
price price_of_amount(amount value, const struct currency *currency);
bool price_times(price unit, int64_t quantity, const struct currency *currency, amount *total) CHECKED; /* rounded once */

/*
 * Splits `whole` over `count` parts in proportion to the weights (>= 0), so that the parts sum to it exactly:
 * each is rounded down, and the units left go to the largest remainders, the first of equals first
 * (Hamilton's method). All weights 0: everything goes to the first part. count >= 1.
 */
void amount_share(amount whole, const amount *weights, size_t count, amount *parts);

#endif
