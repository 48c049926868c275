/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef COLPORTEUR_SHOP_PRICE_HISTORY_H
#define COLPORTEUR_SHOP_PRICE_HISTORY_H

#include "shop/pricing.h"
#include "shop/reduction.h"

/*
 * The journal of prices shown: what a product cost, per channel and country, at any time since it came into the catalogue.
 *
 * Nothing is kept for it. shop/price_past.h finds the values that the product, the lists, the prices in them and the promotions
 * had; at each instant at which one of them took effect, began or ended, the price is resolved as it would have been then
 * (shop/pricing.h). So a sale that began or ended by its date alone is in it, without anything having been written that day.
 *
 * Counted are prices that were shown to all: no coupons, no prices for customer groups but where a group is asked for, one unit.
 * A promotion with a stock cap or a limit counts until its end, though it may have been used up before.
 */

/* Everything but products and prices, as it ever was: read once, for many products. */
struct price_archive {
    struct arena arena;
    struct archived_list *lists; /* a row for each value that one had */
    size_t list_count;
    struct archived_promotion *promotions;
    size_t promotion_count;
};

#define PRICE_ARCHIVE_INIT                                                                                                         \
    {                                                                                                                              \
        .arena = ARENA_INIT                                                                                                        \
    }

bool price_archive_read(struct price_archive *archive, struct store *store, struct fault *fault) CHECKED;
void price_archive_release(struct price_archive *archive);

/*
 * The prices of the question's SKU in its market, one unit each, until the question's instant, in the arena. Two points that
 * follow one another differ. An unknown SKU has none.
 */
bool price_history_read(struct price_point **points, size_t *count, const struct price_archive *archive, struct store *store,
                        const struct settings *settings, const struct price_question *question, struct arena *arena,
                        struct fault *fault) CHECKED;

/*
 * All that made the price of the question's SKU at its instant, by the records as they were then: as price_case_read, which goes by
 * those of now. Whether a promotion was used up by then is not looked at. Refuses an SKU that was not there.
 */
bool price_case_read_past(struct price_case *found, const struct price_archive *archive, struct store *store,
                          const struct price_question *question, bool all, struct arena *arena, struct fault *fault) CHECKED;

#endif
