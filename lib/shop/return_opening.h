/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef COLPORTEUR_SHOP_RETURN_OPENING_H
#define COLPORTEUR_SHOP_RETURN_OPENING_H

#include "shop/goods_return.h"
#include "shop/return_law.h"

/*
 * A return is announced: may these goods come back, until when, and at whose cost.
 *
 * A consumer withdraws without a reason within the law's term or the shop's longer one, whatever promotion the goods were sold
 * with; a business has no such right. The term counts from the day on which the last of the goods came: as the parcels' proofs of
 * delivery say, or as is told; while nobody knows that day it has not begun. Services and digital goods count from the day of the
 * order. What the law keeps out of the right, a product says in its attribute withdrawal_exception (share/law). By its own promise
 * a shop takes back longer, and from anybody; what was not as it should be, within the guarantee.
 */

struct return_asked_line {
    size_t line; /* of the order, from 1 */
    bool has_quantity;
    int64_t quantity;    /* else all that can be returned */
    struct slice reason; /* a word; bytes NULL: as the request says for all */
    bool opened;         /* a seal was broken, or what was digital or a service was begun, as had been agreed */
};

/* Without lines, all that left and did not come back, and that may. */
struct return_request {
    enum return_kind kind;
    struct return_asked_line *lines;
    size_t line_count;
    struct slice reason, key, statement; /* bytes NULL: none */
    day stated;
    bool has_delivered, has_sent;
    day delivered, sent;
    bool goodwill; /* too late, or without the right, and taken back all the same */
};

/*
 *   {"kind":"withdrawal","lines":[{"line":1,"quantity":1,"reason":"too_small","opened":true}],"reason":"too_small",
 *    "day":"2026-11-21","delivered":"2026-11-10","sent":"2026-11-22","key":"R-1","statement":"…","goodwill":true}
 *
 * Over what the request has already.
 */
bool return_request_from_json(struct return_request *request, const json_t *object, struct arena *arena,
                              struct fault *fault) CHECKED;
/* However it was asked. */
bool return_request_check(const struct return_request *request, struct fault *fault) CHECKED;

/* Whether the shop pays for the way back of what is not wanted: by its own word, or as nobody told of the right (art. 14 (1)). */
bool return_withdrawal_is_paid(const struct settings *settings, struct slice country);

/* What may become of one line. */
struct return_answer {
    size_t line;
    int64_t quantity;
    struct slice reason;
    bool has_deadline;
    day deadline;
    const char *by;       /* whose term that is: "law", or the setting that makes it longer */
    struct fault refusal; /* kind FAULT_NONE: it may come back */
};

struct return_answers {
    struct return_answer *lines; /* in the arena */
    size_t count;
    bool has_delivered, shop_pays; /* for the way back */
    day delivered;
    struct slice region; /* where the goods went */
    struct goods_returns before;
};

/* What the law is for who sells, and to whom. */
struct return_rules {
    struct return_law *law;
    const struct settings *settings;
};

/* The day on which the last parcel came, by the proofs; while one of them is on its way nobody knows it. */
bool return_find_delivery(const struct order *order, struct store *store, struct arena *arena, bool *known, day *delivered,
                          struct fault *fault) CHECKED;

/* Whether a business ordered, which has no right of withdrawal. */
bool return_find_business(const struct order *order, struct store *store, bool *business, struct fault *fault) CHECKED;

/* The part of the country to which the goods went, by the postcode of the customer whom the order names; "" where nobody knows. */
bool return_find_region(const struct order *order, const struct return_law *law, struct store *store, struct arena *arena,
                        struct slice *region, struct fault *fault) CHECKED;

/* Writes nothing. Faults are of the request as a whole: lines that the order has not, a business that withdraws. */
bool return_judge(struct return_answers *answers, const struct order *order, const struct return_request *request,
                  const struct return_rules *rules, struct store *store, struct arena *arena, struct fault *fault) CHECKED;
/* {"type":"return_answer","order":"12",…}; *allowed: something may come back, and nothing that was named may not. */
void return_answers_write(const struct return_answers *answers, const struct order *order, const struct return_request *request,
                          bool *allowed, struct text *text);

/*
 * *changed false: the key, or the statement, was used for the same before, or all that left is back or announced; `id` is the
 * return that stands. Lines that were named and may not come back refuse the whole; of an order as a whole they are left out.
 */
bool return_open(const struct order *order, const struct return_request *asked, const struct return_rules *rules,
                 struct store *store, instant now, struct arena *arena, struct changes *changes, bool *changed, size_t *row,
                 struct text *id, struct fault *fault) CHECKED;

#endif
