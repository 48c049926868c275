/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef COLPORTEUR_SHOP_VIES_H
#define COLPORTEUR_SHOP_VIES_H

#include "shop/vat_number.h"
#include "store/store.h"

#include <jansson.h>

/*
 * What a Member State's register says of a VAT number, asked by VIES, the European Commission's way to all of them (Regulation
 * (EU) No 904/2010, art. 31), and the proof that it was asked: record "vies/N". The number itself is a person's often, so that it
 * stands in people/ alone, as that of "vat_number/N" (shop/vat_holder.h); a store may have records "vies/NUMBER" of before that.
 *
 * There are three answers. VALID and INVALID are what the register said; anything else is UNKNOWN: the service or the register is
 * down, takes no more questions, is too slow, or says what is not understood. So no trouble with a network takes a customer's
 * number from him, and none gives it to him. What follows from each is tax_treatment.h's business.
 *
 * The form that is relied on (https://ec.europa.eu/assets/taxud/vow-information/swagger_publicVAT.yaml, check-vat-number):
 *
 *   {"countryCode":"FR","vatNumber":"83404833048","requesterMemberStateCode":"BE","requesterNumber":"0123456749"}
 *   {"countryCode":"FR","vatNumber":"83404833048","requestDate":"2026-11-21T12:00:00.000Z","valid":true,
 *    "requestIdentifier":"WAPIAAAAYu4X1l5e","name":"…","address":"…"}
 *   {"actionSucceed":false,"errorWrappers":[{"error":"MS_UNAVAILABLE"}]}, with whatever status
 *
 * Some answers have a "userError" beside "valid":false, which is one of those errors then, or "INVALID". Who says his own number
 * gets a "requestIdentifier", the consultation number: by it the Commission confirms later that he asked, and when.
 *
 * Name and address that the register tells are of a person often. No record has them: the record has the digest of the two, by
 * which who has them from elsewhere can show that it was them.
 */

enum vies_verdict { VIES_UNKNOWN, VIES_VALID, VIES_INVALID };

/* Texts live in the arena or are constants. */
struct vies_answer {
    enum vies_verdict verdict;
    struct slice reason;       /* of UNKNOWN: VIES's word (MS_UNAVAILABLE), or ours (http_500, not_understood) */
    struct slice consultation; /* bytes NULL: there is none */
    struct slice request_date; /* as VIES writes it; bytes NULL: it does not */
    struct slice trader;       /* SHA-256 of name, newline and address, in hexadecimal digits; bytes NULL: not told */
    bool may_pass;             /* it is UNKNOWN, and asking again may help */
};

/* `requester` is the shop's own number; length 0: it has none. */
void vies_question_write(const struct vat_number *number, const struct vat_number *requester, struct text *question);
/* What came back. It must speak of the number that was asked about. */
void vies_answer_read(struct vies_answer *answer, const struct vat_number *number, long status, struct slice body,
                      struct arena *arena);

/*
 * Which number a record means: its "number", its "vat_number", or that of its "customer"; without prefix it is one of the
 * country of the address beside it. bytes NULL: it has none.
 */
bool vies_number_of(const json_t *record, struct slice *number, struct slice *country, struct fault *fault) CHECKED;

/* The id of the record about a number; empty: there is none. */
bool vies_record_id(struct store *store, const struct vat_number *number, struct text *id, struct fault *fault) CHECKED;

/* What is known of a number, and since when. UNKNOWN: there is no proof either way. */
bool vies_find(struct store *store, const struct vat_number *number, enum vies_verdict *verdict, instant *at,
               struct fault *fault) CHECKED;

/*
 * Whether an answer may be relied on that day: within `days` days (0: for ever). A number that the register does not have is not
 * had by the passing of time, so that only VALID ages.
 */
bool vies_is_fresh(enum vies_verdict verdict, instant at, day on, int64_t days);

/*
 * Writes an answer down, as row `*row` of the changes. An UNKNOWN one takes nothing away: the record keeps what the register said
 * last, and tells in "unanswered" that it was asked since.
 */
bool vies_write_down(struct store *store, const struct vat_number *number, const struct vat_number *requester,
                     const struct vies_answer *answer, instant now, struct changes *changes, size_t *row,
                     struct fault *fault) CHECKED;

/* The record as it is printed: with "number" behind its type. */
void vies_write_shown(struct slice record, const struct vat_number *number, struct text *text);

#endif
