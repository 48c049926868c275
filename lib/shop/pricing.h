/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef COLPORTEUR_SHOP_PRICING_H
#define COLPORTEUR_SHOP_PRICING_H

#include "base/arena.h"
#include "shop/price_list.h"
#include "shop/promotion.h"
#include "shop/settings.h"
#include "store/store.h"

#include <stdbool.h>
#include <stdint.h>

/*
 * What one unit of a product costs: the one place that says so, for `price`, orders, feeds and checks. colporteur-prices(7) tells
 * the order of resolution with an example:
 *
 *   1. Of the price lists that are for the sale's channel, country, group, currency and moment, in the order of
 *      price_list_compare, the first that has a price for so many units then; a variant has its parent's where it has none.
 *   2. Else the product's own price, or what it is reduced to (`sale`) where that is lower; a variant's parent's, if it has none.
 *   3. Then the promotions that are shown: of those of the highest priority the one that makes the unit cheapest, then the id. If
 *      it combines, the others that combine follow, each on what is left, in the order of promotion_compare.
 *
 * The same question to the same store has one answer. Nothing depends on the order in which records were written.
 *
 * Prices of a list with tax where the sale's are without, or the other way round, are converted with the product's rate and
 * rounded once, to the millionth that a price can have.
 */

struct price_question {
    struct slice sku;
    struct market market; /* bytes NULL: none, for which only lists without one are */
    struct currency currency;
    bool prices_include_tax;
    int64_t quantity;
    instant at;
    bool by_then; /* by the records of that instant, not by those of now: of shop/offer.h */
};

/* What of a product's record makes its price. */
struct priced_product {
    price price, sale; /* PRODUCT_UNSET: none */
    struct validity sale_validity;
    percent vat_rate; /* PRODUCT_UNSET: the shop's */
    struct promoted promoted;
};

/* A price list's prices of the product. */
struct listed_prices {
    const struct price_list *list;
    struct price_entries entries;
};

struct running_promotion {
    const struct promotion *promotion;
    bool used_up; /* its limit or stock cap is reached */
};

/* All that may make the price. */
struct price_case {
    struct priced_product product;
    struct listed_prices *lists; /* in the order of price_list_compare */
    size_t list_count;
    struct running_promotion *promotions; /* in the order of promotion_compare; those that are shown */
    size_t promotion_count;
};

enum price_source { PRICE_OF_NOTHING, PRICE_OF_PRODUCT, PRICE_OF_SALE, PRICE_OF_LIST };

/* One of the things that might have made the price, and what became of it: for --explain. */
struct price_candidate {
    const char *kind;      /* "price_list", "sale", "product", "promotion" */
    struct slice id;       /* of the list or promotion; bytes NULL: none */
    int64_t from_quantity; /* of the list's price; 0: it has none */
    price price;           /* PRODUCT_UNSET: it has none */
    const char *outcome;   /* "taken", or why not: a word of colporteur-prices(7) */
};

struct price_candidates {
    struct price_candidate *rows;
    size_t count, room;
    struct arena *arena;
};

struct resolved_price {
    enum price_source source;
    struct slice list;                   /* of PRICE_OF_LIST */
    price price;                         /* before promotions; PRODUCT_UNSET: there is none */
    price shown;                         /* what a unit costs */
    price lasting;                       /* without anything that ends by itself: sale, promotions, prices with an end; or UNSET */
    const struct promotion **promotions; /* which lowered it, in their order; in the arena */
    size_t promotion_count;
};

/* Pure. `candidates` NULL: nobody asks why. */
void price_resolve(const struct price_case *all, const struct price_question *question, const struct settings *settings,
                   struct resolved_price *resolved, struct price_candidates *candidates, struct arena *arena);

/* A product's record, as written, over its parent's (bytes NULL: none). Texts lie in the arena. */
bool priced_product_read(struct priced_product *product, struct slice sku, struct slice record, struct slice parent,
                         struct arena *arena, struct fault *fault) CHECKED;
struct slice priced_product_parent(struct slice record, struct arena *arena); /* the parent's SKU, or bytes NULL */

/*
 * The lists and promotions of a store, read once for a batch. While nobody else writes they stay what they are; price_book_refresh
 * reads them anew when somebody did, and costs next to nothing otherwise. Readers of a snapshot refresh once.
 */
struct price_book {
    struct arena arena;
    bool read;
    uint64_t rules;           /* the transaction that made the last change to them */
    uint64_t batch;           /* the last before the batch for which that was looked up */
    bool groups;              /* some customers belong to one (shop/customer_group.h) */
    struct price_list *lists; /* in the order of price_list_compare */
    size_t list_count;
    struct promotion *promotions; /* in the order of promotion_compare */
    size_t promotion_count;
};

#define PRICE_BOOK_INIT                                                                                                            \
    {                                                                                                                              \
        .arena = ARENA_INIT                                                                                                        \
    }

void price_book_release(struct price_book *book);
bool price_book_refresh(struct price_book *book, struct store *store, struct fault *fault) CHECKED;

/*
 * All that may make the price of the question's SKU now. Refuses an unknown SKU. With `all`, also what cannot, for --explain. The
 * book must be fresh.
 */
bool price_case_read(struct price_case *found, const struct price_book *book, struct store *store,
                     const struct price_question *question, bool all, struct arena *arena, struct fault *fault) CHECKED;

#endif
