/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef COLPORTEUR_SHOP_EXCHANGE_H
#define COLPORTEUR_SHOP_EXCHANGE_H

#include "base/arena.h"
#include "base/date.h"
#include "base/money.h"
#include "shop/settings.h"
#include "store/store.h"

#include <jansson.h>
#include <stdbool.h>

/*
 * Rates of exchange. Record "exchange_rate/OF/CURRENCY/DAY": on that day, one unit of OF was worth `rate` of CURRENCY, said SOURCE.
 *
 * VAT in another currency than that of the invoice is told at the latest rate before the tax point, that of the European Central
 * Bank if the shop wants (Directive 2006/112/EC, art. 91 (2) and 230); the bank publishes rates of the euro on its working days
 * alone. So a rate holds until the next one, but no longer than so many days as the shop says (tax.exchange_days; States that
 * publish rates of their own do so by the month, as art. 91 (2) lets them): an older one is forgotten, not valid. Of those of the
 * bank itself EXCHANGE_DAYS is twice the longest time without any, five days around Easter or the end of a year.
 *
 * A rate is exact as it was told, at most EXCHANGE_PLACES decimals. Amounts are converted with it in either direction and
 * rounded once; between two currencies of which neither is OF, over the euro, and rounded once as well.
 */

enum { EXCHANGE_PLACES = 8, EXCHANGE_DIGITS = 12, EXCHANGE_DAYS = 10, EXCHANGE_SOURCE_LIMIT = 64 };

/* One unit of `of` is `rate` of `currency`; texts live in the arena or the JSON. */
struct exchange_rate {
    struct slice of, currency, rate, source;
    day day;
};

/* How amounts of one currency become those of another: divided by the first rate, times the second. */
struct exchange {
    struct exchange_rate divisor, factor; /* .rate bytes NULL: 1 */
};

/*
 * A record from outside. What the day has already is unchanged; another rate or source is a conflict, unless `correct`. The
 * change is row 0; `id` becomes the record's either way.
 */
bool exchange_rate_from_json(struct exchange_rate *rate, const json_t *record, struct fault *fault) CHECKED;
bool exchange_rate_check(const struct exchange_rate *rate, struct fault *fault) CHECKED;
bool exchange_rate_set(struct store *store, const struct exchange_rate *rate, bool correct, struct changes *changes, bool *changed,
                       struct text *id, struct fault *fault) CHECKED;

/* For how many days a rate holds in this shop: tax.exchange_days, else EXCHANGE_DAYS. */
int64_t exchange_days(const struct settings *settings);
/*
 * By which amounts in `from` become amounts in `to` on that day, where a rate holds for `days`: a rate between the two, of either,
 * or one of the euro for each. Refuses with "no_exchange_rate" if none holds. Of the same currency both rates are 1.
 */
bool exchange_find(struct exchange *exchange, struct store *store, const struct currency *from, const struct currency *to, day on,
                   int64_t days, struct arena *arena, struct fault *fault) CHECKED;
/*
 * Into euros, by what the European Central Bank (source EXCHANGE_CENTRAL_BANK) published on that day, or on the next on which it
 * did: as returns of the one stop shop want it (Directive 2006/112/EC, art. 369h (3)).
 */
#define EXCHANGE_CENTRAL_BANK "ECB"
bool exchange_find_published(struct exchange *exchange, struct store *store, const struct currency *from, day on,
                             struct arena *arena, struct fault *fault) CHECKED;
bool exchange_is_needed(const struct exchange *exchange);

/* Rounded once, halves away from zero. false: too large to be told. */
bool exchange_convert(const struct exchange *exchange, amount value, const struct currency *from, const struct currency *to,
                      amount *converted) CHECKED;

/*
 * "exchange" of a document in another currency than its seller's: {"currency":"EUR","rates":[…],"vat_total":"…"}, the rates as
 * the records have them, first the divisor.
 */
void exchange_write(const struct exchange *exchange, const struct currency *to, amount vat_total, struct text *text);
/* The same without a sum: {"currency":"EUR","rates":[…]}. */
void exchange_write_rates(const struct exchange *exchange, const struct currency *to, struct text *text);
/* The same of a refund, which tells no VAT but its "amount". */
void exchange_write_amount(const struct exchange *exchange, const struct currency *to, amount repaid, struct text *text);
/* And back, for what corrects the document: it is converted as the document was. false: that is no such member. */
bool exchange_from_stored(struct exchange *exchange, struct slice member, struct arena *arena) CHECKED;

#endif
