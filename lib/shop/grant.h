/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef COLPORTEUR_SHOP_GRANT_H
#define COLPORTEUR_SHOP_GRANT_H

#include "shop/order.h"

/*
 * That a customer may fetch a digital good. Record "grant/ORDER-LINE"; colporteur-records(5) has the members.
 *
 * The web server that gives the goods out holds no list: what the customer has is a token that says for which line, until when,
 * and is signed (HMAC-SHA-256, RFC 2104) with a key that only the shop and its server have, and the journal never sees:
 *
 *   12-1.1767225600.3f0a…   the grant, the second in which it ends, 64 hexadecimal digits
 *
 * A token counts as long as the grant stands as it was when the token was made: granted again, until another moment, the tokens
 * of before are worth nothing.
 *
 * Nothing is granted that is not paid. A consumer has 14 days to withdraw, and loses that right for digital content only by
 * express consent to have it at once, and acknowledging the loss (Directive 2011/83/EU, art. 16 (m)): without that on record the
 * token fetches nothing. Each download is written down, as a proof, with the country it came from: beside that of the order it is
 * the second piece of evidence of where the customer is (Implementing Regulation (EU) 282/2011, art. 24b and 24f). No address of a
 * machine is kept, for the country is all that the law asks.
 */

enum {
    GRANT_KEY_LEAST = 32,
    GRANT_DAYS_STANDARD = 30,
    GRANT_DAYS_LIMIT = 3660,
    GRANT_DOWNLOADS_STANDARD = 5,
    GRANT_DOWNLOADS_LIMIT = 100
};

struct download {
    instant at;
    int64_t bytes;        /* -1: not told */
    struct slice country; /* bytes NULL: not told */
};

struct grant {
    struct slice id, order, sku; /* "12-1", "12" */
    int64_t line;                /* from 1 */
    bool training;
    struct customer_reference customer;
    struct slice country; /* of the order */
    bool business;        /* who has no right of withdrawal */
    instant granted_at, expires_at;
    int64_t allowed; /* downloads */
    bool consented;
    instant consented_at;
    struct download *downloads;
    size_t download_count;
};

struct grant_request {
    int64_t days, allowed;
    bool consent; /* the customer agrees that it begins at once, and knows what that means */
    bool again;   /* what is granted already gets as many days and downloads anew */
};

/*
 * Of each digital line of the order of which units are left. *changed false: all is granted already, and so is the consent; the
 * first grant's record is row `row`, or `id` names it where nothing changes. Refuses "unpaid", "nothing_digital".
 */
bool grant_order(const struct order *order, const struct grant_request *request, struct store *store, instant now,
                 struct arena *arena, struct changes *changes, bool *changed, size_t *row, struct text *id,
                 struct fault *fault) CHECKED;

bool grant_from_stored(struct grant *grant, struct slice record, struct arena *arena, struct fault *fault) CHECKED;

/* What goes into the link. The key has GRANT_KEY_LEAST bytes at least. */
void grant_token(const struct grant *grant, struct slice key, struct text *token);

/*
 * The grant whose token this is, if it fetches something now. Refuses "bad_token" (whatever is wrong with it, in words that
 * tell nothing), "grant_expired", "no_consent", "downloads_used", "order_cancelled" (or what of it was given back).
 */
bool grant_check(struct grant *grant, struct slice token, struct slice key, struct store *store, instant now, struct arena *arena,
                 struct fault *fault) CHECKED;
/* One more download of a grant that was checked. */
size_t grant_download(const struct grant *stands, const struct download *download, struct arena *arena, struct changes *changes);

#endif
