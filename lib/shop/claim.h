/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef COLPORTEUR_SHOP_CLAIM_H
#define COLPORTEUR_SHOP_CLAIM_H

#include "shop/claim_terms.h"
#include "shop/goods_return.h"
#include "shop/parcel.h"

/*
 * What a shop asks of the carrier that lost, damaged or delayed a parcel. Record "claim/ORDER-N", the Nth of its order;
 * colporteur-records(5) has the members.
 *
 * Towards a consumer the shop bears the risk of the way (Directive 2011/83/EU, art. 20): so a claim runs beside the return, and
 * neither refund nor resending waits for it. It is opened when somebody sees what happened, filed with the carrier before its term
 * ends, and paid or refused; what was refused may be paid after all. The return that it belongs to says in `claim` how it ended.
 *
 * Goods are claimed without tax, as a business gets that back elsewhere, up to the carrier's limit (shop/claim_terms.h).
 */

enum claim_status { CLAIM_OPEN, CLAIM_FILED, CLAIM_PAID, CLAIM_REFUSED };
enum { CLAIMS_LIMIT = 9999, CLAIM_REFERENCE_LIMIT = 100 };

struct claim {
    struct slice id; /* "12-1" */
    struct slice order, parcel, return_id, carrier,
        tracking_number; /* bytes NULL: none; the order has one, and the carrier is known */
    bool training;
    enum claim_reason reason;
    enum claim_status status;
    day day; /* on which it was opened */
    instant opened_at;
    bool has_not_before, has_deadline, has_limit;
    day not_before, deadline; /* between which the carrier takes it */
    struct currency currency;
    amount goods, carriage; /* without tax */
    amount limit, amount;   /* what the carrier pays at most for the goods; what is claimed */
    bool has_filed, has_settled;
    day filed, settled;
    struct slice reference; /* the carrier's */
    amount paid;
    struct slice refusal; /* a word */
};

/* Of whatever may be told; what is not stays, or is found. */
struct claim_request {
    bool has_reason, has_goods, has_carriage, has_day, has_filed, has_paid, has_settled;
    enum claim_reason reason;
    amount goods, carriage, paid;
    day day, filed, settled;
    struct slice carrier, reference, refusal, return_id;
};

/*
 *   {"reason":"lost","goods":"50.00","carriage":"4.90","carrier":"post","return":"12-1","day":"2026-11-21","filed":"2026-11-22",
 *    "reference":"C-77","paid":"45.00","refused":"badly_packed","settled":"2026-12-02"}
 *
 * Over what the request has already.
 */
bool claim_request_from_json(struct claim_request *request, const json_t *object, const struct currency *currency,
                             struct fault *fault) CHECKED;

/* What it is about, by one of these ids. */
enum claim_subject { CLAIM_OF_PARCEL, CLAIM_OF_RETURN, CLAIM_ITSELF };

/*
 * Opens the claim of a parcel, or of a return whose order has one parcel or none, or takes the one that there is, and notes what is
 * told. *changed false: nothing new; `id` is the claim that stands. The changes are the claim, and its return where that learns how
 * it ended. Refuses "missing_field" (the reason, where neither return nor tracking tells it), "which_parcel", "already_claimed" and
 * "claim_is_over".
 */
bool claim_set(enum claim_subject subject, struct slice named, const struct order *order, const struct claim_request *request,
               const struct settings *settings, struct store *store, instant now, struct arena *arena, struct changes *changes,
               bool *changed, size_t *row, struct text *id, struct fault *fault) CHECKED;

/* Refuses ("store_damaged") what claim_set did not write. */
bool claim_from_stored(struct claim *claim, struct slice record, struct arena *arena, struct fault *fault) CHECKED;

const char *claim_status_word(enum claim_status status);
bool claim_status_read(struct slice word, enum claim_status *status, struct fault *fault) CHECKED;

#endif
