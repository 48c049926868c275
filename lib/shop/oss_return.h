/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef COLPORTEUR_SHOP_OSS_RETURN_H
#define COLPORTEUR_SHOP_OSS_RETURN_H

#include "shop/vat_document.h"

/*
 * The quarterly return of the one stop shop, Union scheme (Directive 2006/112/EC, art. 369f to 369h; its content is Annex III,
 * column C, of Commission Implementing Regulation (EU) 2020/194): what was supplied from the Member State of identification, by
 * Member State of consumption, goods or services, and rate.
 *
 * A credit note for an invoice of the same quarter makes the supplies less. One for an earlier quarter corrects the return of
 * that quarter: by original period and Member State, the tax alone. It can for three years from the day on which that return
 * was due, which is the end of the month after its quarter (art. 369f, 369g (4)): in a return at most twelve quarters later.
 * What comes after that is told apart ("too_late"): it is a matter between the seller and the Member State of consumption.
 *
 * A Member State's balance may be negative; that State then pays it back itself, and it is not set off against what others get.
 *
 * All is in euros. Documents in other currencies are converted with the rate of the European Central Bank of the last day of the
 * quarter, or if it published none on that day, of the next on which it did (art. 369h (3)); a correction with the rate of the
 * quarter that it corrects, as that return was. Each document is converted by itself, so that every cent can be shown. Before the
 * quarter is over, the latest rate there is must do.
 */

enum { OSS_QUARTERS_TO_CORRECT = 12 };

struct oss_supply {
    char country[3];
    bool is_service;
    percent rate;
    amount net, vat;
};

struct oss_correction {
    day quarter; /* its first day */
    char country[3];
    bool is_too_late;
    amount vat;
};

struct oss_balance {
    char country[3];
    amount vat;
};

struct oss_return {
    day first, last;
    day today;                          /* no rate of a later day is known yet */
    struct oss_supply *supplies;        /* by country, goods before services, falling rate */
    struct oss_correction *corrections; /* by quarter and country */
    size_t supply_count, supply_room, correction_count, correction_room;
};

#define OSS_RETURN_INIT                                                                                                            \
    {                                                                                                                              \
        0                                                                                                                          \
    }

/* The first day of a quarter. */
void oss_return_begin(struct oss_return *oss, day first, day today);

/*
 * A document of the quarter; what is not of the scheme is passed over, *taken false. Its entries are told in euros then, and
 * *quarter is the first day of that which it is of.
 */
bool oss_return_add(struct oss_return *oss, struct vat_document *document, struct store *store, struct arena *arena, bool *taken,
                    day *quarter, struct fault *fault) CHECKED;
bool oss_is_too_late(const struct oss_return *oss, day quarter);

/* What each Member State gets, in the arena, by country; and what is to be paid: the sum of the positive ones. */
bool oss_return_balances(const struct oss_return *oss, struct arena *arena, struct oss_balance **balances, size_t *count,
                         amount *payable, struct fault *fault) CHECKED;
void oss_return_release(struct oss_return *oss);

#endif
