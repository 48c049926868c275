/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef COLPORTEUR_SHOP_REVERSAL_H
#define COLPORTEUR_SHOP_REVERSAL_H

#include "shop/order.h"
#include "shop/refundable.h"

/*
 * What a refund or a credit note takes back of an order: which parts of which lines, and what becomes of their goods.
 *
 * Amounts are what shop/refundable.h leaves. The units that are given back are, in this order: those that were shipped and
 * are said to be back on a shelf (restocked); those that were never shipped, which are cancelled and no longer reserved; and
 * others that were shipped, of which the shop says nothing: lost, thrown away, left with the customer.
 */

struct reversal_line {
    size_t line;                /* of the order, from 1; without units and amount: all that is left of it */
    bool has_units, has_amount; /* both: the units come back, and the customer gets the amount for them */
    int64_t units;
    amount amount;
    bool has_restock; /* else as the request says for all */
    int64_t restock;  /* units */
    struct slice location;
};

enum reversal_shipping { SHIPPING_KEPT, SHIPPING_WHOLE, SHIPPING_PART };

/* Without lines, shipping and amount, it is all that is left of the order. */
struct reversal_request {
    struct reversal_line *lines;
    size_t line_count;
    enum reversal_shipping shipping;
    amount shipping_amount;
    bool has_amount; /* dealt out over lines and shipping by what is left of each */
    amount amount;
    /*
     * A consumer withdraws from the contract: the lines, or all of them, and the outbound delivery with them, but not what
     * another delivery than the cheapest standard one cost more (Directive 2011/83/EU, art. 13). Where only some goods go
     * back, so does their share of the delivery, by value; with the last of them, all of it. A business has no such right
     * (art. 2(1)), and is refused.
     */
    bool by_law;
    bool by_return;        /* the units left, and come back by a return (shop/goods_return.h): none is cancelled */
    bool restocks;         /* of all units given back, those that were shipped */
    struct slice location; /* to which; bytes NULL: whence they came */
};

struct line_reversal {
    struct refunded_part part;
    int64_t cancelled, restocked;
    int64_t leaving;       /* units that leave at the same time (shop/handing_out.h); reversal_decide takes none */
    struct slice location; /* of what is restocked */
};

struct reversal {
    struct line_reversal *lines; /* one for each of the order's */
    size_t line_count;
    struct refunded_part shipping;
    amount total;
    bool nothing; /* all was given back before */
};

/* All that was given back of the order so far, as if at once; `nothing`: nothing was. */
void reversal_so_far(struct reversal *reversal, const struct order *order, struct arena *arena);

/* Refuses what is not there to be given back, with what is left. The result lives in the arena. */
bool reversal_decide(struct reversal *reversal, const struct order *order, const struct reversal_request *request,
                     struct arena *arena, struct fault *fault) CHECKED;

/* Notes it in the order, with the statuses that follow, and moves the goods. `what`: "refund of order ". */
bool reversal_carry_out(const struct reversal *reversal, struct order *order, const char *what, struct store *store,
                        struct arena *arena, struct changes *changes, struct fault *fault) CHECKED;

/* What is left of a line, and of the shipping charge. */
struct refundable order_line_refundable(const struct order_line *line);
struct refundable order_shipping_refundable(const struct order_shipping *shipping);

#endif
