/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef COLPORTEUR_SHOP_STOCK_LEDGER_H
#define COLPORTEUR_SHOP_STOCK_LEDGER_H

#include "base/arena.h"
#include "shop/check_report.h"
#include "shop/stock.h"

/*
 * The stock ledger, added up anew: what the journal says of every level, transaction by transaction, beside what its
 * orders say.
 *
 *   wrong_stock         available is not on hand - reserved - safety, or something is below zero
 *   wrong_stock_ledger  the level is not the one before with the movement; or orders shipped other numbers than left
 *   wrong_reservation   what is reserved is not what open orders wait for, from this transaction on
 *
 * For each transaction: stock_ledger_record for every stock record and stock_ledger_expect for what every order
 * changes, in any order, then stock_ledger_settle. Memory grows with the number of levels, not with the journal.
 */

struct ledger_level;

struct stock_ledger {
    struct check_report *report;
    struct ledger_level *levels;
    size_t count, room;
    uint32_t *slots; /* numbers of levels, from 1, by the hash of their id */
    size_t slot_count;
    size_t *touched; /* levels of this transaction */
    size_t touched_count, touched_room;
    struct arena names;
    struct text id;
};

void stock_ledger_init(struct stock_ledger *ledger, struct check_report *report);
void stock_ledger_release(struct stock_ledger *ledger);

/* A level's record, or "null" where it is gone. */
void stock_ledger_record(struct stock_ledger *ledger, struct slice id, struct slice value);
/* Orders of this transaction wait for so many more units, and shipped so many; both may be negative. */
void stock_ledger_expect(struct stock_ledger *ledger, struct slice sku, struct slice location, int64_t open, int64_t shipped);
/* The transaction is over: what moved must fit together. */
void stock_ledger_settle(struct stock_ledger *ledger);

#endif
