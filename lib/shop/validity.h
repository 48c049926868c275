/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef COLPORTEUR_SHOP_VALIDITY_H
#define COLPORTEUR_SHOP_VALIDITY_H

#include "base/date.h"
#include "base/fault.h"
#include "base/text.h"

#include <jansson.h>
#include <stdbool.h>

/*
 * When something is valid: from an instant on, until another, which does not belong to it any more. A bound that is not given
 * is VALIDITY_OPEN_FROM or VALIDITY_OPEN_UNTIL.
 *
 * From outside, a bound is an instant with its offset, or what people write (moment_read), in the shop's time zone; a day alone
 * is meant whole: "until 2026-12-31" is until the first instant of the day after.
 */

#define VALIDITY_OPEN_FROM INT64_MIN
#define VALIDITY_OPEN_UNTIL INT64_MAX

struct validity {
    instant from, until;
};

#define VALIDITY_ALWAYS                                                                                                            \
    {                                                                                                                              \
        VALIDITY_OPEN_FROM, VALIDITY_OPEN_UNTIL                                                                                    \
    }

static inline bool validity_holds(const struct validity *validity, instant at)
{
    return validity->from <= at && at < validity->until;
}

/* Text with bytes NULL is an open bound. Refuses a validity that ends before it begins. */
bool validity_read(struct validity *validity, struct slice from, struct slice until, struct fault *fault) CHECKED;
/* The members `from` and `until` of an object. */
bool validity_from_json(struct validity *validity, const json_t *object, struct fault *fault) CHECKED;
/* What validity_write wrote; bytes NULL are open bounds. */
struct validity validity_of_stored(struct slice from, struct slice until);
void validity_write(const struct validity *validity, struct text *text);

#endif
