/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef COLPORTEUR_SHOP_AMENDMENT_H
#define COLPORTEUR_SHOP_AMENDMENT_H

#include "shop/order.h"

/*
 * What an order was before its delivery was changed (shop/delivery_change.h): the rows of its member "amendments", the first
 * change first.
 *
 *   {"at":…,"key":…,"reason":…,"asked":"32 hexadecimal digits","elsewhere":true,"difference":"-4.50",
 *    "before":{"customer":{…},"country":"BE","tax":{…},"shipping":{…},"pickup":{…},"total":"44.40"}}
 *
 * "before" holds what the change may alter, as the order's record had it, the quote by which it was delivered included; what each
 * line and rate was is in the journal. So the record alone tells what was agreed first, and store-verify proves that it tells
 * the truth. "asked" is a digest of the request without its address, which the persons' versions compare: an address could be
 * guessed from its digest.
 */

enum { AMENDMENTS_LIMIT = 1000, AMENDMENT_KEY_LIMIT = 100 };

struct amendment {
    instant at;
    struct slice key, reason; /* bytes NULL: none */
    struct slice asked;
    bool elsewhere;                     /* the goods went to another place from then on */
    struct slice before;                /* as written */
    struct customer_reference customer; /* whom the change made the order's */
};

/* The order, as it is now, was `before`. */
void amendment_add(struct order *order, const struct order *before, const struct amendment *why, struct arena *arena);

/* The change that had this key; *found false: none had. */
bool amendment_find(const struct order *order, struct slice key, struct amendment *row, struct arena *arena, bool *found,
                    struct fault *fault) CHECKED;

/* The greatest total that an order with these rows ever had, less than any where it has none. */
amount amendments_highest_total(struct slice amendments, const struct currency *currency);

/* Whether an order with these rows goes elsewhere than where it was placed to go: a postcode of its own, which people/ has, is no
 * longer its destination then. */
bool amendments_lead_elsewhere(struct slice amendments);

/* The member "customer" of an order's record as it was placed. */
struct slice amendments_first_customer(struct slice amendments, struct slice customer);

/*
 * For who checks a journal: whether the order was changed between two of its values, and whether the new row tells what was before.
 * `undone` becomes what the later value would have been without the change.
 */
bool amendment_between(const struct order *before, const struct order *after);
bool amendment_tells(const struct order *before, const struct order *after);
void amendment_undo(const struct order *before, const struct order *after, struct order *undone, struct arena *arena);

#endif
