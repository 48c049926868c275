/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef COLPORTEUR_SHOP_OFFER_H
#define COLPORTEUR_SHOP_OFFER_H

#include "shop/price_history.h"
#include "shop/pricing.h"
#include "shop/reduction.h"

/*
 * What a product is offered at: its price in a market, and whether that may be called a reduction, by how much, and from what.
 * The one function for whoever shows prices: price(1), feeds, checks. Record "offer", which is printed and never stored.
 */

/* What is read once for many offers of one snapshot. The laws are given (share/law/price-reductions.tsv). */
struct offers {
    struct price_book book;
    struct price_archive archive;
    bool archive_read; /* by the first product that is reduced */
    struct reduction_laws laws;
};

#define OFFERS_INIT                                                                                                                \
    {                                                                                                                              \
        .book = PRICE_BOOK_INIT, .archive = PRICE_ARCHIVE_INIT, .laws = REDUCTION_LAWS_INIT                                        \
    }

void offers_release(struct offers *offers);

struct offer {
    struct resolved_price resolved;
    struct reduction reduction;
};

/*
 * Refuses an unknown SKU, and one without a price ("no_price"). The history is looked at only where the price is below the
 * lasting one. `candidates` NULL: nobody asks why. Everything lives in the arena.
 */
bool offer_find(struct offer *offer, struct offers *offers, struct store *store, const struct settings *settings,
                const struct price_question *question, struct price_candidates *candidates, struct arena *arena,
                struct fault *fault) CHECKED;

void offer_write(const struct offer *offer, const struct price_question *question, const struct price_candidates *candidates,
                 struct text *text);

/* Every price of the question's SKU until its instant, in the arena. Refuses an unknown SKU. */
bool offers_history(struct offers *offers, struct store *store, const struct settings *settings,
                    const struct price_question *question, struct price_point **points, size_t *count, struct arena *arena,
                    struct fault *fault) CHECKED;
/* Record "shown_price", which is printed and never stored. `until` VALIDITY_OPEN_UNTIL: it still holds. */
void shown_price_write(const struct price_point *point, instant until, const struct price_question *question, struct text *text);

#endif
