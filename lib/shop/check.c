/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "shop/check.h"

#include "shop/closing_check.h"
#include "shop/history_check.h"
#include "shop/licence_check.h"

static bool count_records(struct store *store, const char *prefix, uint64_t *count, struct fault *fault)
{
    struct store_walk walk;
    bool found = true;
    bool done = store_walk_begin(&walk, store, slice_of(prefix), fault);

    while (done && found) {
        done = store_walk_next(&walk, &found, fault);
        *count += done && found;
    }
    store_walk_end(&walk);
    return done;
}

bool shop_check(struct store *store, check_finding *found, void *context, struct check_sums *sums, struct fault *fault)
{
    struct check_report report = {.found = found, .context = context};
    bool done;

    *sums = (struct check_sums){0};
    done = count_records(store, "product/", &sums->products, fault) && count_records(store, "stock/", &sums->stock_levels, fault) &&
           count_records(store, "order/", &sums->orders, fault) && count_records(store, "invoice/", &sums->invoices, fault) &&
           count_records(store, "closing/", &sums->closings, fault);
    done = done && history_check(store, &report, fault) && licence_check(store, &report, fault) &&
           closing_check(store, &report, fault);
    check_report_release(&report);
    return done;
}
