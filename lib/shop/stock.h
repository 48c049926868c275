/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef COLPORTEUR_SHOP_STOCK_H
#define COLPORTEUR_SHOP_STOCK_H

#include "base/fault.h"
#include "shop/settings.h"
#include "store/store.h"

#include <jansson.h>
#include <stdbool.h>
#include <stdint.h>

/*
 * The stock of one SKU at one location. Record "stock/SKU@LOCATION".
 *
 *   available = on_hand - reserved - safety
 *
 * Every movement writes the whole level and what moved it, so the journal's sequence of stock records is
 * the stock ledger. `on_hand` is never below zero. No order reserves more than is available, and goods that are
 * reserved are not taken away, unless the product allows back-orders.
 *
 * The safety stock is held back from sale: for the counter, for replacements, for what was miscounted. It keeps
 * nobody from taking goods away or shipping what was promised before, and may be set higher than what is there:
 * then `available` is below zero, by the formula, and nothing is for sale.
 */

enum { LOCATION_LIMIT = 32 };
#define STOCK_LIMIT ((int64_t)1000000000000) /* units */

/* What the index keeps of a level. */
struct stock_level {
    int64_t on_hand, reserved, safety;
};

struct stock_movement {
    struct slice sku, location;
    int64_t on_hand;     /* how much more is there: goods in, goods out */
    int64_t reserved;    /* how much more is promised */
    bool sets_safety;    /* to `safety`; else it stays */
    int64_t safety;      /* 0 to STOCK_LIMIT */
    bool may_fall_short; /* the product allows back-orders */
    struct slice reason; /* bytes NULL: none */
};

bool stock_find(struct store *store, struct slice sku, struct slice location, struct stock_level *level, bool *found,
                struct fault *fault) CHECKED;
/* Whether it has a level anywhere: zero says that there is none, no level that nobody counted. */
bool stock_is_counted(struct store *store, struct slice sku, bool *counted, struct fault *fault) CHECKED;
/* What there is to sell; below zero: nothing, and that many are missing. */
int64_t stock_available(const struct stock_level *level);
/*
 * Its levels, location by location. Who asks of many SKUs one after the other begins once, and again with each of them: so they are
 * found most cheaply, above all in their order.
 */
struct stock_places {
    struct store_walk walk;
    struct text prefix;
    struct slice location;
    struct stock_level level;
};

bool stock_places_begin(struct stock_places *places, struct store *store, struct slice sku, struct fault *fault) CHECKED;
void stock_places_again(struct stock_places *places, struct slice sku);
bool stock_places_next(struct stock_places *places, bool *found, struct fault *fault) CHECKED;
void stock_places_end(struct stock_places *places);

/* All locations together; none: zeros. */
bool stock_everywhere(struct store *store, struct slice sku, struct stock_level *sum, struct fault *fault) CHECKED;
/* The same of places that were begun; *counted: there are any. */
bool stock_sum(struct stock_places *places, struct stock_level *sum, bool *counted, struct fault *fault) CHECKED;

/* Adds the movement to the changes, over `level` (which it updates), or refuses with the number that is available. */
bool stock_move(const struct stock_movement *movement, struct stock_level *level, struct changes *changes,
                struct fault *fault) CHECKED;

/* What stock-adjust is asked to do: on_hand becomes `amount`, or changes by it; safety becomes `safety`, if that is given. */
struct stock_adjustment {
    struct slice sku, location, reason, key; /* location, reason and key: bytes NULL if not given */
    bool absolute;
    int64_t amount;
    bool has_safety, only_safety; /* only: on_hand is not spoken of */
    int64_t safety;
};

/* "+5", "-2", "=12", "safety=3". */
bool stock_adjustment_read_change(struct slice change, struct stock_adjustment *adjustment, struct fault *fault) CHECKED;
bool stock_adjustment_from_json(const json_t *record, struct stock_adjustment *adjustment, struct fault *fault) CHECKED;

/*
 * The adjustment as changes; *changed false: the level is what is asked already, or the key was used for the
 * same adjustment before. *row is the stock record in `changes`, if it changed; then `id` names it either way. What is sold as
 * something else has no stock of its own ("has_variants", "is_bundle"); what it had before may be taken away.
 */
bool stock_adjust(struct store *store, const struct settings *settings, const struct stock_adjustment *adjustment,
                  struct changes *changes, bool *changed, size_t *row, struct text *id, struct fault *fault) CHECKED;

void stock_id(struct slice sku, struct slice location, struct text *id); /* "stock/SKU@LOCATION" */
bool location_check(struct slice location, const char *field, struct fault *fault) CHECKED;

#endif
