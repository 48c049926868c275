/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef COLPORTEUR_SHOP_GRANT_KEYS_H
#define COLPORTEUR_SHOP_GRANT_KEYS_H

#include "shop/grant.h"
#include "shop/licence_key.h"

/*
 * The licence keys of grants: from the pool, and out of use again.
 *
 * A product takes keys if the shop ever had one of it, and so does each digital component of a bundle (shop/grant_parts.h). Its
 * grants get as many as units that were not given back have; where the first
 * keys come later than the order, the next grant of it adds them. A consumer who has not agreed to have it at once is shown none.
 *
 * What is given back takes keys along, the last ones first: they are revoked, and their grant says so. Which key the maker
 * should turn off, and whether it was seen, a shop finds out itself; so none goes back to its pool but by grant-revoke.
 */

/* Keys that are given in one transaction. */
struct licence_giving {
    struct store *store;
    instant now;
    struct arena *arena;
    struct changes *changes;
    struct slice low; /* out: an SKU of which so few are left that its product's low_stock is reached; bytes NULL: none */
    int64_t left;     /* of that */
};

/* Those of `units` units in all, which become changes; the grant does not yet. Refuses "keys_exhausted". */
bool grant_give_keys(struct grant *grant, int64_t units, struct licence_giving *giving, bool *given, struct fault *fault) CHECKED;

/* Units of the order were given back: its grants lose the keys that are too many. */
bool grant_follow(const struct order *order, struct store *store, instant now, struct arena *arena, struct changes *changes,
                  struct fault *fault) CHECKED;

/*
 * Takes a key out of use, of a grant or of the pool; with `to_pool`, it is free again. *changed false: it is so already. Refuses
 * "unknown_key"; "key_erased" where it is to be free.
 */
bool grant_revoke(struct slice id, bool to_pool, struct store *store, instant now, struct arena *arena, struct changes *changes,
                  bool *changed, size_t *row, struct text *name, struct fault *fault) CHECKED;

/* Adds the member "licence_keys", and of a bundle "licence_key_skus", to a record of the grant that is being written, if it may be
 * used and there are any. */
bool grant_put_keys(const struct grant *grant, struct store *store, struct arena *arena, struct text *text,
                    struct fault *fault) CHECKED;

/*
 * The grants of an order, each with what people/ holds of it: ids as "licence_secret/17", of the keys that it has or had and that
 * nobody got since, and its salt's ("salt/12-1"), which may not be there. They live in the arena.
 */
struct grant_walk {
    struct store *store;
    struct store_walk walk;
    struct slice record;
    struct slice *persons;
    size_t person_count;
};

bool grant_walk_begin(struct grant_walk *walk, struct store *store, uint64_t order, struct fault *fault) CHECKED;
bool grant_walk_next(struct grant_walk *walk, struct arena *arena, bool *found, struct fault *fault) CHECKED;
void grant_walk_end(struct grant_walk *walk);

#endif
