/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef COLPORTEUR_SHOP_CLAIM_TERMS_H
#define COLPORTEUR_SHOP_CLAIM_TERMS_H

#include "base/date.h"
#include "base/fault.h"
#include "base/money.h"

#include <jansson.h>

/*
 * What a carrier pays for parcels that it lost, damaged or brought too late, and until when it must be asked: member "claims" of
 * its record, as its conditions have it. A row for each reason, and another where they change:
 *
 *   {"reason":"lost","from":"2026-01-01","until":"2026-12-31","after_days":10,"within_days":30,
 *    "limit":"500.00","limit_per_kg":"23.00","currency":"EUR","carriage":true}
 *
 * From and until are the days of handing over that the row is for, both inclusive. The days count from the handing over of what was
 * lost, and from the delivery of what was damaged or late; the term ends on the last of them whatever day it is, as it is a
 * contract's. Of two limits the lower one counts. What is absent is not limited.
 */

enum claim_reason { CLAIM_LOST, CLAIM_DAMAGED, CLAIM_LATE, CLAIM_REASONS };

struct claim_terms {
    enum claim_reason reason;
    day from, until;
    bool has_after, has_within, has_limit, has_limit_per_kg;
    int64_t after_days, within_days;
    struct currency currency; /* of the limits, if there are any */
    amount limit, limit_per_kg;
    bool carriage; /* what was paid for the way is paid back, too */
};

const char *claim_reason_word(enum claim_reason reason);
bool claim_reason_read(struct slice word, enum claim_reason *reason, struct fault *fault) CHECKED;

/* What a carrier's record has from outside. */
bool claim_terms_check(const json_t *claims, struct fault *fault) CHECKED;

/* For what was handed over on a day: the last row that fits. *found false: the carrier tells none. */
bool claim_terms_find(const json_t *claims, enum claim_reason reason, day handed_over, struct claim_terms *terms, bool *found,
                      struct fault *fault) CHECKED;

/* The most that is paid for goods of so many grams, 0: unknown. false: no limit, or none that can be told. */
bool claim_terms_limit(const struct claim_terms *terms, const struct currency *currency, int64_t grams, amount *limit);

#endif
