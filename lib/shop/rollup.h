/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef COLPORTEUR_SHOP_ROLLUP_H
#define COLPORTEUR_SHOP_ROLLUP_H

#include "base/arena.h"
#include "base/date.h"
#include "base/fault.h"
#include "base/money.h"
#include "store/index.h"

/*
 * Rolling up: what an order or an invoice adds to the counts of the key figures (shop/keys.h has the keys, shop/figures.h
 * reads them).
 *
 * A document counts once in the cube of day, country and channel; its lines count by SKU, and by category in the cube. However
 * many of its lines have an SKU or a category, for it the document counts once, and one sum is handed to the index. Lines that sell
 * gift cards are left out, and so is a document of nothing else.
 */

/* The lines of a document as it was written. They point into it, and live in the arena. */
struct sale_line {
    struct slice sku, category, quantity, net, gross; /* category: bytes NULL if there is none */
    uint64_t sku_hash, category_hash;
    bool is_voucher; /* a gift card: what is paid for it is no turnover until it is used (shop/gift_card.h) */
};

struct sale_lines {
    struct sale_line *rows;
    size_t count, room;
    uint64_t hash; /* the same: nothing that is counted changed */
};

void sale_lines_read(struct sale_lines *lines, struct slice json, struct arena *arena);

struct sale {
    char basis; /* 'o': by order and its day, 'i': by invoice and its day */
    day day;
    const char *country; /* two letters */
    struct currency currency;
    struct slice channel;
    int64_t units;
    amount net, gross;
    const struct sale_lines *lines;
};

/* `sign`: +1 to add it, -1 to take it back, as if it had not been. */
bool sale_count(struct index *index, const struct sale *sale, int64_t sign, struct arena *arena, struct fault *fault) CHECKED;

/* What came back of a sale that was: its units and sums are taken off, and no document. */
bool sale_count_back(struct index *index, const struct sale *sale, struct arena *arena, struct fault *fault) CHECKED;

#endif
