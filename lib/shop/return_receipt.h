/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef COLPORTEUR_SHOP_RETURN_RECEIPT_H
#define COLPORTEUR_SHOP_RETURN_RECEIPT_H

#include "shop/goods_return.h"

/*
 * Goods of a return arrive and are graded: as new, to the shelf whence they came; second choice, to a place of its own; scrap, to
 * none. Never more than was announced, and the order knows each unit that came: so no refund puts it on a shelf once more.
 */

struct receipt_part {
    size_t line;       /* of the order; 0: by `code` */
    struct slice code; /* what a scanner read: the SKU, or the GTIN */
    bool has_quantity;
    int64_t quantity; /* else all of it that is awaited; of a code, one; 0: only the loss is told */
    enum return_grade grade;
    bool has_loss;
    amount loss; /* what it is worth less */
    struct slice loss_reason;
};

/* Without parts, all that is awaited comes. */
struct receipt_request {
    struct receipt_part *parts;
    size_t part_count;
    enum return_grade grade;    /* of all, without parts */
    struct slice location;      /* of what is as new; bytes NULL: whence it came */
    struct slice second_choice; /* where that is kept; bytes NULL: the setting returns.second_choice */
};

/*
 *   {"lines":[{"line":1,"quantity":1,"grade":"as_new","loss":"5.00","loss_reason":"worn"}],"scans":["POEL-24","5412345678908"],
 *    "location":"main","second_choice":"outlet"}
 */
bool receipt_request_from_json(struct receipt_request *request, const json_t *object, const struct currency *currency,
                               struct arena *arena, struct fault *fault) CHECKED;

/*
 * *changed false: all of it came before, and nothing is named. The changes are the levels, the order and the return, whose row
 * is the answer.
 */
bool return_receive(struct goods_return *of, struct order *order, const struct receipt_request *request,
                    const struct settings *settings, struct store *store, instant now, struct arena *arena, struct changes *changes,
                    bool *changed, size_t *row, struct fault *fault) CHECKED;

#endif
