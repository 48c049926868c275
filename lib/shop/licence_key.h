/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef COLPORTEUR_SHOP_LICENCE_KEY_H
#define COLPORTEUR_SHOP_LICENCE_KEY_H

#include "base/arena.h"
#include "base/date.h"
#include "store/store.h"

/*
 * Licence keys: codes that a maker gave the shop, each of which one customer redeems. Those of an SKU that are free are its pool.
 * Record "licence_key/N"; colporteur-records(5) has the members.
 *
 *   free -> given to a grant (shop/grant.h), the oldest first -> revoked, as its units were given back
 *   free, given -> revoked by hand; revoked, given -> free by hand alone: who was given a key has seen it
 *
 * The key itself is a secret: it is kept with the persons' data as "licence_secret/N", one version, of which the journal has a
 * salted digest, and goes with the data of the customer who got it. No fault and no record shows it.
 *
 * A key comes in once ever. It is known again by its fingerprint, a digest keyed with a salt of the shop's (shop/salt.h), which
 * the record keeps: so even a key that was erased is not taken for a new one, and who has the journal alone can try none.
 */

enum { LICENCE_KEY_LIMIT = 1000 };

enum licence_status { LICENCE_FREE, LICENCE_GIVEN, LICENCE_REVOKED, LICENCE_STATUSES };

struct licence_key {
    int64_t number;
    struct slice sku;
    enum licence_status status;
    instant imported_at;
    struct slice grant;           /* "12-1", who has it, or had it when it was revoked; bytes NULL: nobody */
    instant given_at, revoked_at; /* 0: it is not */
    struct slice fingerprint;     /* 64 hexadecimal digits */
};

/* How many of an SKU's keys have each status. */
struct licence_pool {
    int64_t keys[LICENCE_STATUSES];
};

/* "17" or "licence_key/17". Refuses "unknown_key". Texts live in the arena. */
bool licence_key_find(struct licence_key *key, struct store *store, struct slice id, struct arena *arena,
                      struct fault *fault) CHECKED;
bool licence_key_from_stored(struct licence_key *key, struct slice record, struct arena *arena, struct fault *fault) CHECKED;
/* The change that makes it what it says, and its row. */
size_t licence_key_change(const struct licence_key *key, struct changes *changes);
void licence_key_id(int64_t number, struct text *id); /* "licence_key/17" */

/* The key; bytes NULL: it was erased, or may not be read. It lives in the arena. */
bool licence_key_secret(struct store *store, int64_t number, struct arena *arena, struct slice *key, struct fault *fault) CHECKED;

/*
 * The secret of a new key becomes a change, `number` is the one after the last, and `fingerprint` digits live in the arena. Where
 * the key is known, *known is its number, which is not 0, and nothing changes. `random` are SALT_SIZE bytes, of which the first
 * import makes the salt. Refuses "not_a_key", "salt_gone".
 */
bool licence_key_add(struct store *store, struct slice key, const unsigned char *random, struct arena *arena,
                     struct changes *changes, int64_t *known, int64_t *number, struct slice *fingerprint,
                     struct fault *fault) CHECKED;

/* false in *exists: the SKU never had a key. */
bool licence_pool_find(struct store *store, struct slice sku, struct licence_pool *pool, bool *exists, struct fault *fault) CHECKED;
/* The first free keys of the SKU whose numbers are above `after`: up to `wanted`, and *found says how many there are. */
bool licence_pool_free(struct store *store, struct slice sku, int64_t after, int64_t *numbers, size_t wanted, size_t *found,
                       struct fault *fault) CHECKED;

/* All pools, by SKU. */
typedef bool licence_pool_taker(void *context, struct slice sku, const struct licence_pool *pool, struct fault *fault);
bool licence_pools(struct store *store, licence_pool_taker *take, void *context, struct fault *fault) CHECKED;

/* For the index: fingerprints, which are free, and how many have which status. */
struct index;
bool licence_key_fold(struct index *index, const struct change *change, struct fault *fault) CHECKED;

#endif
