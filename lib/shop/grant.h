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
 * Where the shop has licence keys of the product (shop/licence_key.h), the grant has one for each unit as well; shop/grant_keys.h.
 *
 * Nothing is granted that is not paid. A consumer has 14 days to withdraw, and loses that right for digital content only by
 * express consent to have it at once, and acknowledging the loss (Directive 2011/83/EU, art. 16 (m)): without that on record the
 * token fetches nothing. Each download is written down, as a proof, with the country it came from: beside that of the order it is
 * the second piece of evidence of where the customer is (Implementing Regulation (EU) 282/2011, art. 24b and 24f). No address of a
 * machine is kept: shop/grant_evidence.h says what is.
 */

enum {
    GRANT_KEY_LEAST = 32,
    DOWNLOAD_KEY_LIMIT = 100,
    GRANT_DAYS_STANDARD = 30,
    GRANT_DAYS_LIMIT = 3660,
    GRANT_DOWNLOADS_STANDARD = 5,
    GRANT_DOWNLOADS_LIMIT = 100
};

struct download {
    instant at;
    int64_t bytes;        /* -1: not told */
    struct slice country; /* bytes NULL: not told */
    struct slice key;     /* what the web server calls the request; bytes NULL: not told */
    struct slice address; /* the digest of the address it went to, 64 hexadecimal digits; bytes NULL: not told */
};

/* What a unit of a bundle has keys of besides: shop/grant_parts.h. */
struct grant_part {
    struct slice sku;
    int64_t quantity;
};

struct grant {
    struct slice id, order, sku; /* "12-1", "12" */
    int64_t line;                /* from 1 */
    bool training;
    struct customer_reference customer;
    struct grant_part *parts; /* of a bundle: its digital components */
    size_t part_count;
    struct slice country; /* of the order */
    bool business;        /* who has no right of withdrawal */
    instant granted_at, expires_at;
    int64_t allowed; /* downloads */
    bool consented;
    instant consented_at;
    int64_t *keys; /* licence keys by their numbers, as many as units that were not given back have */
    size_t key_count;
    int64_t *revoked_keys; /* that it had */
    size_t revoked_count;
    struct download *downloads;
    size_t download_count;
};

struct grant_request {
    int64_t days, allowed;
    bool consent; /* the customer agrees that it begins at once, and knows what that means */
    bool again;   /* what is granted already gets as many days and downloads anew */
};

struct grant_answer {
    bool changed; /* false: all is granted already, and so is the consent */
    size_t row;   /* of the first grant that changes */
    struct text *id;
    struct slice low; /* an SKU of which no more licence keys are left than its product's low_stock; bytes NULL: none */
    int64_t left;
};

/*
 * Of each digital line of the order of which units are left. What may be used has been delivered with that, and so has left
 * (shop/shipment.h): an order of digital goods alone is fulfilled. The answer's `id` names the first grant. Refuses "unpaid",
 * "nothing_digital", "keys_exhausted".
 */
bool grant_order(struct order *order, const struct grant_request *request, struct store *store, instant now, struct arena *arena,
                 struct changes *changes, struct grant_answer *answer, struct fault *fault) CHECKED;

/* *found false: there is none of that id, "12-1". */
bool grant_find(struct grant *grant, struct store *store, struct slice id, struct arena *arena, bool *found,
                struct fault *fault) CHECKED;
bool grant_from_stored(struct grant *grant, struct slice record, struct arena *arena, struct fault *fault) CHECKED;
size_t grant_change(const struct grant *grant, struct changes *changes); /* its row */

/* Units of the line that were not given back, before they left or after. */
int64_t grant_units_left(const struct order *order, const struct order_line *line);
/* Whoever buys has agreed to have it at once, or has no right of withdrawal to lose. */
bool grant_may_be_used(const struct grant *grant);

/* What goes into the link. The key has GRANT_KEY_LEAST bytes at least. */
void grant_token(const struct grant *grant, struct slice key, struct text *token);

/*
 * The grant whose token this is. Refuses "bad_token" (whatever is wrong with it, in words that tell nothing).
 */
bool grant_of_token(struct grant *grant, struct slice token, struct slice key, struct store *store, struct arena *arena,
                    struct fault *fault) CHECKED;
/* Whether it fetches something now. Refuses "grant_expired", "no_consent", "downloads_used", "order_cancelled" (or what of it was
 * given back). */
bool grant_check(const struct grant *grant, struct store *store, instant now, struct arena *arena, struct fault *fault) CHECKED;
/* *known: a download was told with this key, and is the same; another one is a conflict. Without a key, none is known. */
bool grant_knows_download(const struct grant *grant, const struct download *download, bool *known, struct fault *fault) CHECKED;
/* One more download of a grant that was checked. */
size_t grant_download(const struct grant *stands, const struct download *download, struct arena *arena, struct changes *changes);

#endif
