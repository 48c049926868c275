/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef COLPORTEUR_SHOP_GOODS_RETURN_H
#define COLPORTEUR_SHOP_GOODS_RETURN_H

#include "shop/order.h"

/*
 * Goods of an order come back, or should: who withdraws, what arrived broken, what never arrived. Record "return/ORDER-N", the Nth
 * of its order; colporteur-records(5) has the members.
 *
 * It is announced (shop/return_opening.h), its goods come and are graded (shop/return_receipt.h), and its refund ends it
 * (shop/refund.h), or others that are sent for it (shop/return_resending.h). A unit comes back once: what is in no shelf of ours
 * and not announced by another return can be in a return, and refunds that name no return leave units alone that a return brought
 * back. How much came, by grade, the record says of each line; what came in one go is in `receipt`, and only in the version that
 * was written then, so that each version with one is one receipt.
 *
 * What a person wrote is not in it: reasons are words.
 */

enum return_kind {
    RETURN_WITHDRAWAL, /* without reason, by the consumer's right */
    RETURN_COMMERCIAL, /* by the shop's own promise */
    RETURN_GUARANTEE,
    RETURN_DAMAGED, /* on its way */
    RETURN_WRONG,   /* other goods than were ordered */
    RETURN_LOST,    /* never arrived: nothing comes back */
    RETURN_REFUSED, /* not accepted at the door */
    RETURN_UNCLAIMED,
    RETURN_KINDS
};

enum return_status {
    RETURN_ANNOUNCED,
    RETURN_RECEIVED,
    RETURN_GRADED,
    RETURN_REFUNDED,
    RETURN_RESENT,
    RETURN_REJECTED,
    RETURN_EXPIRED,
    RETURN_REPAIRED /* and the customer has the same goods again, which were never on a shelf */
};
enum return_grade { GRADE_AS_NEW, GRADE_SECOND_CHOICE, GRADE_SCRAP, RETURN_GRADES };
enum { RETURN_REASON_LIMIT = 32, RETURN_KEY_LIMIT = 100, RETURNS_LIMIT = 9999 };

struct return_line {
    size_t line; /* of the order, from 1 */
    struct slice sku;
    int64_t quantity;
    struct slice reason; /* a word; bytes NULL: none was given, and none is needed */
    int64_t came[RETURN_GRADES];
    amount loss; /* of value, by more handling than a shop would let anybody do (Directive 2011/83/EU, art. 14 (2)) */
    struct slice loss_reason;
};

/* What came in one go. */
struct received_units {
    size_t line;
    int64_t quantity;
    enum return_grade grade;
    struct slice location; /* of what is put on a shelf; bytes NULL: on none */
};

/* What is sent again in one go: only in the version that was written then, too. */
struct resent_units {
    size_t line;
    int64_t quantity;
    struct slice location; /* from where */
};

struct goods_return {
    struct slice id; /* "12-1" */
    struct slice order;
    struct slice key, request; /* request: what was asked, in hexadecimal digits */
    struct slice statement;    /* the withdrawal statement it answers; bytes NULL: none */
    bool training;
    enum return_kind kind;
    enum return_status status;
    day day; /* of the consumer's statement */
    instant announced_at;
    bool has_delivered, has_deadline, has_refund_due, has_sent, is_received;
    day delivered, deadline, refund_due, sent; /* sent: proof that the consumer sent them back */
    instant received_at;                       /* the last receipt */
    bool goodwill;                             /* beyond what law and promises give */
    bool shop_pays;                            /* for the way back */
    struct slice claim;                        /* on the carrier: "open", "accepted", "rejected"; bytes NULL: none */
    struct slice refund;                       /* "12-1"; bytes NULL: none yet */
    bool has_billed;                           /* a carrier billed the parcel with which it comes */
    amount billed;                             /* without tax */
    struct currency currency;
    struct return_line *lines;
    size_t line_count;
    struct received_units *receipt;
    size_t receipt_count;
    struct resent_units *resend;
    size_t resend_count;
};

/* Of "12-1" or "return/12-1". Refuses "unknown_return". */
bool goods_return_find(struct goods_return *of, struct store *store, struct slice id, struct arena *arena,
                       struct fault *fault) CHECKED;
/* Refuses ("store_damaged") what goods_return_write did not write. `receipt` and `resend` are not read. */
bool goods_return_from_stored(struct goods_return *of, struct slice record, struct arena *arena, struct fault *fault) CHECKED;
void goods_return_write(const struct goods_return *of, struct text *text);
/* The return as it is now becomes a change, and its row the answer. */
size_t goods_return_change(const struct goods_return *of, struct changes *changes);

void goods_return_id(struct slice order, int64_t number, struct text *id); /* "return/12-1" */

/* Those of an order, by their number. */
struct goods_returns {
    struct goods_return *items; /* in the arena */
    size_t count;
};
bool goods_returns_of_order(struct goods_returns *returns, struct slice order, struct store *store, struct arena *arena,
                            struct fault *fault) CHECKED;

/* Of all grades. */
int64_t return_line_came(const struct return_line *line);
/* Whether goods can still come: it is not over without them. */
bool goods_return_is_open(const struct goods_return *of);
/* Whether its refund is due, in whole: nothing holds it back (Directive 2011/83/EU, art. 13 (3)), and it was not made. */
bool goods_return_is_refundable(const struct goods_return *of);

/* What became of it elsewhere. */
struct return_news {
    bool has_status, has_sent;
    enum return_status status; /* RETURN_REJECTED, RETURN_EXPIRED or RETURN_REPAIRED */
    day sent;
    struct slice claim; /* bytes NULL: nothing new */
};
/* Refuses what cannot be: an end of what came or was refunded, a repair of what was not broken, a claim where no carrier is to
 * blame. */
bool goods_return_set(struct goods_return *of, const struct return_news *news, bool *changed, struct fault *fault) CHECKED;

const char *return_kind_word(enum return_kind kind);
const char *return_status_word(enum return_status status);
const char *return_grade_word(enum return_grade grade);
bool return_kind_read(struct slice word, enum return_kind *kind, struct fault *fault) CHECKED;
bool return_status_read(struct slice word, enum return_status *status, struct fault *fault) CHECKED;
bool return_grade_read(struct slice word, enum return_grade *grade, struct fault *fault) CHECKED;

/* A word of small letters, digits, "_" and "-": what programs count. */
bool return_reason_check(struct slice word, const char *field, struct fault *fault) CHECKED;

#endif
