/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef COLPORTEUR_SHOP_PRICE_LIST_H
#define COLPORTEUR_SHOP_PRICE_LIST_H

#include "base/arena.h"
#include "base/money.h"
#include "shop/settings.h"
#include "shop/validity.h"
#include "store/store.h"

#include <jansson.h>
#include <stdbool.h>
#include <stdint.h>

/*
 * Price lists: what goods cost where, and for whom. Record "price_list/NAME" says for which channel, country and customer group
 * a list is (what is absent is any), in what currency, with tax or without, when, and with what priority. Record
 * "price/LIST/SKU" has one SKU's prices in it, by quantity and date; colporteur-records(5) has the fields.
 *
 * shop/pricing.h chooses between lists; here is what one of them says.
 *
 * Texts read from outside live in the JSON; those read from the store, in the arena.
 */

enum { PRICE_LIST_LIMIT = 64, GROUP_LIMIT = 64, PRICES_LIMIT = 1000 };
#define PRIORITY_LIMIT ((int64_t)1000000)

struct market { /* bytes NULL: any where it is asked of a list, none where it is said of a sale */
    struct slice channel, country, group;
    bool is_foreign; /* of a sale: in another currency than the shop's, in which promotions tell their sums */
};

struct price_list {
    struct slice id;
    struct market market;
    struct currency currency;
    bool prices_include_tax;
    struct validity validity;
    int64_t priority;
};

bool price_list_from_json(struct price_list *list, const json_t *record, const struct settings *settings,
                          struct fault *fault) CHECKED;
bool price_list_from_stored(struct price_list *list, struct slice record, struct arena *arena, struct fault *fault) CHECKED;
void price_list_write(const struct price_list *list, struct text *text);
bool price_list_find(struct price_list *list, struct store *store, struct slice id, struct arena *arena,
                     struct fault *fault) CHECKED;      /* refuses one that is not there: "unknown_price_list" */
void price_list_id(struct slice name, struct text *id); /* "price_list/NAME" */

/* Whether it is for this market, whenever. */
bool market_fits(const struct market *wanted, const struct market *market);
/* The word of --explain for what does not fit: "other_group", "other_channel", "other_country"; NULL: all does. */
const char *market_misfit(const struct market *wanted, const struct market *market);

/*
 * What goes before what: a list for the customer's group before one for all, then one for the channel, then one for the
 * country; then the higher priority, then the name. Never 0 for two lists: the order does not depend on how they were read.
 */
int price_list_compare(const struct price_list *a, const struct price_list *b); /* < 0: `a` goes first */

/* From so many units on, for one unit. */
struct price_entry {
    int64_t from_quantity;
    price price;
    struct validity validity;
};

struct price_entries {
    struct slice list, sku;
    struct price_entry *rows;
    size_t count;
};

/* All of an SKU's prices in a list: a record {"list","sku","prices":[…]}; `list` is that of records that name none, or bytes NULL.
 * No two prices are of one quantity and beginning. */
bool price_entries_from_json(struct price_entries *entries, const json_t *record, struct slice list, struct arena *arena,
                             struct fault *fault) CHECKED;
bool price_entries_from_stored(struct price_entries *entries, struct slice record, struct arena *arena,
                               struct fault *fault) CHECKED;
bool price_entries_find(struct price_entries *entries, struct store *store, struct slice list, struct slice sku,
                        struct arena *arena, struct fault *fault) CHECKED; /* none: count 0 */
/* Puts one price among them, where another of the same quantity and beginning stands in its place. price < 0: takes it away. */
void price_entries_give(struct price_entries *entries, const struct price_entry *entry, struct arena *arena);
bool price_entries_same(const struct price_entries *a, const struct price_entries *b);
void price_entries_write(const struct price_entries *entries, const struct currency *currency, struct text *text);
void price_entries_id(struct slice list, struct slice sku, struct text *id); /* "price/LIST/SKU" */

/*
 * The price for so many units at an instant: of those whose quantity is reached, the one of the greatest quantity; of several
 * such, the one that began last, then the one that ends first. NULL: none. With `lasting`, only those that have no end.
 */
const struct price_entry *price_entries_at(const struct price_entries *entries, int64_t quantity, instant at, bool lasting);

#endif
