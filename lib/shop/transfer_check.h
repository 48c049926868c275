/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef COLPORTEUR_SHOP_TRANSFER_CHECK_H
#define COLPORTEUR_SHOP_TRANSFER_CHECK_H

#include "shop/stock_ledger.h"
#include "shop/transfer.h"

/*
 * Transfers, held against the levels that they moved: what leaves with one is what it sends, what comes in is what it receives
 * (shop/stock_ledger.h tells where it is not), and
 *
 *   wrong_transfer   it sends other goods than at first, takes back what came, has more come than was sent, or a status that its
 *                    lines do not say
 *
 * The last value of every transfer is kept in memory.
 */

struct known_transfer;

struct transfer_ledger {
    struct known_transfer *known;
    size_t count, room;
};

void transfer_ledger_release(struct transfer_ledger *ledger);
/* A transfer's record, or "null" where it is gone; `arena` for as long as the step takes. */
void transfer_ledger_record(struct transfer_ledger *ledger, struct stock_ledger *stock, struct slice id, struct slice value,
                            struct arena *arena);

#endif
