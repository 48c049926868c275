/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef COLPORTEUR_TOOL_DELIVERY_SIMULATING_H
#define COLPORTEUR_TOOL_DELIVERY_SIMULATING_H

#include "shop/selection.h"
#include "shop/tariff_record.h"
#include "tool/tool.h"

/* The orders of the store under a tariff, for --simulate and --check of ship-quote. */
struct simulating {
    struct tariff_book *tariffs;
    struct selection selection;
};

/* The tables of a tariff that the store has not: in the shop's currency, of today. */
bool simulating_read_tables(struct run *run, const struct option_list *names, struct slice name, struct tariff *tariff,
                            struct fault *fault) CHECKED;

/* `given` NULL: the store's tariff of the name, of today. Findings make the answer no. */
bool simulating_run(struct run *run, struct simulating *work, struct tariff *given, struct slice name, bool shows_orders,
                    bool finds, struct fault *fault) CHECKED;

#endif
