/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "shop/grant_keys.h"

#include "shop/grant_parts.h"
#include "shop/product.h"
#include "json/write.h"

static bool find_key(struct licence_key *key, int64_t number, struct store *store, struct arena *arena, struct fault *fault)
{
    struct text id = TEXT_INIT;
    bool done;

    licence_key_id(number, &id);
    done = licence_key_find(key, store, text_slice(&id), arena, fault);
    text_release(&id);
    return done;
}

static int64_t *with_room(const int64_t *numbers, size_t count, size_t more, struct arena *arena)
{
    int64_t *all = arena_take(arena, (count + more) * sizeof *all);

    if (count)
        memcpy(all, numbers, count * sizeof *all);
    return all;
}

/* Of this SKU, what this transaction has given already: the greatest number, and how many. */
static bool given_before(const struct licence_giving *giving, struct slice sku, int64_t *last, int64_t *count, struct fault *fault)
{
    *last = *count = 0;
    for (size_t i = 0; i < giving->changes->count; i++) {
        struct licence_key key;

        if (!slice_starts(changes_id(giving->changes, i), "licence_key/"))
            continue;
        if (!licence_key_from_stored(&key, changes_value(giving->changes, i), giving->arena, fault))
            return false;
        if (!slice_equal(key.sku, sku))
            continue;
        ++*count;
        if (key.number > *last)
            *last = key.number;
    }
    return true;
}

static bool note_low(struct licence_giving *giving, struct slice sku, int64_t left, struct fault *fault)
{
    struct product_facts facts;
    struct slice record;
    struct fault gone = FAULT_INIT;

    if (!product_find(giving->store, sku, &record, &facts, &gone)) {
        if (gone.kind == FAULT_REFUSED)
            return true;
        *fault = gone;
        return false;
    }
    if (facts.low_stock != PRODUCT_UNSET && left <= facts.low_stock) {
        giving->low = sku;
        giving->left = left;
    }
    return true;
}

static bool give(struct grant *grant, const int64_t *numbers, size_t count, struct licence_giving *giving, struct fault *fault)
{
    for (size_t i = 0; i < count; i++) {
        struct licence_key key;

        if (!find_key(&key, numbers[i], giving->store, giving->arena, fault))
            return false;
        key.status = LICENCE_GIVEN;
        key.grant = grant->id;
        key.given_at = giving->now;
        key.revoked_at = 0;
        licence_key_change(&key, giving->changes);
        grant->keys[grant->key_count++] = key.number;
    }
    return true;
}

/* How many keys of the SKU the grant has. */
static bool count_keys(const struct grant *grant, struct slice sku, struct store *store, struct arena *arena, int64_t *count,
                       struct fault *fault)
{
    *count = 0;
    for (size_t i = 0; i < grant->key_count; i++) {
        struct licence_key key;

        if (!find_key(&key, grant->keys[i], store, arena, fault))
            return false;
        *count += slice_equal(key.sku, sku);
    }
    return true;
}

/* Up to `most` keys of the SKU. */
static bool give_of(struct grant *grant, struct slice sku, int64_t most, struct licence_giving *giving, bool *given,
                    struct fault *fault)
{
    struct licence_pool pool;
    int64_t has;
    int64_t last;
    int64_t before;
    int64_t *numbers;
    size_t wanted;
    size_t found;
    bool exists;

    if (!licence_pool_find(giving->store, sku, &pool, &exists, fault))
        return false;
    if (!exists)
        return true;
    if (!count_keys(grant, sku, giving->store, giving->arena, &has, fault))
        return false;
    if (most <= has)
        return true;
    wanted = (size_t)(most - has);
    if (!given_before(giving, sku, &last, &before, fault))
        return false;
    pool.keys[LICENCE_FREE] -= before;
    if (pool.keys[LICENCE_FREE] < (int64_t)wanted) {
        fault_set(fault, FAULT_REFUSED, "keys_exhausted", "sku", "licence keys of \"%.*s\": %zu wanted, %lld left", SLICE_ARGS(sku),
                  wanted, (long long)pool.keys[LICENCE_FREE]);
        return fault_short(fault, pool.keys[LICENCE_FREE]);
    }
    numbers = arena_take(giving->arena, wanted * sizeof *numbers);
    if (!licence_pool_free(giving->store, sku, last, numbers, wanted, &found, fault))
        return false;
    if (found < wanted)
        return fault_set(fault, FAULT_SYSTEM, "store_damaged", NULL, "the index does not know all licence keys that are free");
    grant->keys = with_room(grant->keys, grant->key_count, wanted, giving->arena);
    *given = true;
    return give(grant, numbers, wanted, giving, fault) && note_low(giving, sku, pool.keys[LICENCE_FREE] - (int64_t)wanted, fault);
}

bool grant_give_keys(struct grant *grant, int64_t units, struct licence_giving *giving, bool *given, struct fault *fault)
{
    *given = false;
    if (!give_of(grant, grant->sku, units, giving, given, fault))
        return false;
    for (size_t i = 0; i < grant->part_count; i++)
        if (!give_of(grant, grant->parts[i].sku, units * grant->parts[i].quantity, giving, given, fault))
            return false;
    return true;
}

static void drop_key(struct grant *grant, size_t which, struct arena *arena)
{
    bool known = false;

    for (size_t i = 0; i < grant->revoked_count; i++)
        known |= grant->revoked_keys[i] == grant->keys[which];
    if (!known) {
        grant->revoked_keys = with_room(grant->revoked_keys, grant->revoked_count, 1, arena);
        grant->revoked_keys[grant->revoked_count++] = grant->keys[which];
    }
    grant->key_count--;
    memmove(grant->keys + which, grant->keys + which + 1, (grant->key_count - which) * sizeof *grant->keys);
}

/* The last keys of the SKU go, as many as are more than `most`. */
static bool revoke_of(struct grant *grant, struct slice sku, int64_t most, struct store *store, instant now, struct arena *arena,
                      struct changes *changes, struct fault *fault)
{
    int64_t has;

    if (!count_keys(grant, sku, store, arena, &has, fault))
        return false;
    for (size_t i = grant->key_count; has > most && i-- > 0;) {
        struct licence_key key;

        if (!find_key(&key, grant->keys[i], store, arena, fault))
            return false;
        if (!slice_equal(key.sku, sku))
            continue;
        key.status = LICENCE_REVOKED;
        key.revoked_at = now;
        licence_key_change(&key, changes);
        drop_key(grant, i, arena);
        has--;
    }
    return true;
}

static bool revoke_above(struct grant *grant, int64_t units, struct store *store, instant now, struct arena *arena,
                         struct changes *changes, struct fault *fault)
{
    const size_t before = grant->key_count;

    if (!before)
        return true;
    if (!revoke_of(grant, grant->sku, units, store, now, arena, changes, fault))
        return false;
    for (size_t i = 0; i < grant->part_count; i++)
        if (!revoke_of(grant, grant->parts[i].sku, units * grant->parts[i].quantity, store, now, arena, changes, fault))
            return false;
    if (grant->key_count < before)
        grant_change(grant, changes);
    return true;
}

bool grant_follow(const struct order *order, struct store *store, instant now, struct arena *arena, struct changes *changes,
                  struct fault *fault)
{
    struct text id = TEXT_INIT;
    bool done = true;

    for (size_t i = 0; done && i < order->line_count; i++) {
        const struct order_line *line = &order->lines[i];
        struct grant grant;
        bool found = false;

        if (line->goods != TAX_DIGITAL)
            continue;
        text_clear(&id);
        text_printf(&id, "%.*s-%zu", SLICE_ARGS(order->id), i + 1);
        done = grant_find(&grant, store, text_slice(&id), arena, &found, fault) &&
               (!found || revoke_above(&grant, grant_units_left(order, line), store, now, arena, changes, fault));
    }
    text_release(&id);
    return done;
}

/* The grant that has the key no longer has it. */
static bool take_from_grant(const struct licence_key *key, struct store *store, struct arena *arena, struct changes *changes,
                            struct fault *fault)
{
    struct grant grant;
    bool found;

    if (!grant_find(&grant, store, key->grant, arena, &found, fault) || !found)
        return fault->kind == FAULT_NONE;
    for (size_t i = 0; i < grant.key_count; i++)
        if (grant.keys[i] == key->number) {
            drop_key(&grant, i, arena);
            grant_change(&grant, changes);
            break;
        }
    return true;
}

static bool check_there(const struct licence_key *key, struct store *store, struct arena *arena, struct fault *fault)
{
    struct slice secret;

    return licence_key_secret(store, key->number, arena, &secret, fault) &&
           (secret.bytes ||
            fault_set(fault, FAULT_REFUSED, "key_erased", "id",
                      "licence key %lld was erased with the data of the customer who had it", (long long)key->number));
}

bool grant_revoke(struct slice id, bool to_pool, struct store *store, instant now, struct arena *arena, struct changes *changes,
                  bool *changed, size_t *row, struct text *name, struct fault *fault)
{
    const enum licence_status wanted = to_pool ? LICENCE_FREE : LICENCE_REVOKED;
    struct licence_key key;

    if (!licence_key_find(&key, store, id, arena, fault))
        return false;
    licence_key_id(key.number, name);
    *changed = key.status != wanted;
    if (!*changed)
        return true;
    if ((to_pool && !check_there(&key, store, arena, fault)) ||
        (key.status == LICENCE_GIVEN && !take_from_grant(&key, store, arena, changes, fault)))
        return false;
    key.status = wanted;
    key.revoked_at = to_pool ? 0 : now;
    if (to_pool) {
        key.grant = (struct slice){NULL, 0};
        key.given_at = 0;
    }
    *row = licence_key_change(&key, changes);
    return true;
}

/* Of a bundle, whose keys are of several products. */
static bool put_skus(const struct grant *grant, struct store *store, struct arena *arena, struct text *text, struct fault *fault)
{
    bool done = true;

    json_open(text, "licence_key_skus", '[');
    for (size_t i = 0; done && i < grant->key_count; i++) {
        struct licence_key key;

        done = find_key(&key, grant->keys[i], store, arena, fault);
        if (done)
            json_put_string(text, NULL, key.sku);
    }
    json_close(text, ']');
    return done;
}

bool grant_put_keys(const struct grant *grant, struct store *store, struct arena *arena, struct text *text, struct fault *fault)
{
    bool done = true;

    if (!grant->key_count || !grant_may_be_used(grant))
        return true;
    json_open(text, "licence_keys", '[');
    for (size_t i = 0; done && i < grant->key_count; i++) {
        struct slice secret;

        done = licence_key_secret(store, grant->keys[i], arena, &secret, fault);
        if (done && secret.bytes)
            json_put_string(text, NULL, secret);
        else
            json_put_raw(text, NULL, SLICE("null"));
    }
    json_close(text, ']');
    return done && (!grant->part_count || put_skus(grant, store, arena, text, fault));
}

bool grant_walk_begin(struct grant_walk *walk, struct store *store, uint64_t order, struct fault *fault)
{
    struct text prefix = TEXT_INIT;
    bool done;

    *walk = (struct grant_walk){.store = store};
    text_printf(&prefix, "grant/%llu-", (unsigned long long)order);
    done = store_walk_begin(&walk->walk, store, text_slice(&prefix), fault);
    text_release(&prefix);
    return done;
}

static void add_person(struct grant_walk *walk, const char *kind, struct slice id, struct arena *arena)
{
    struct text whole = TEXT_INIT;
    bool known = false;

    text_add_string(&whole, kind);
    text_add_slice(&whole, id);
    for (size_t i = 0; i < walk->person_count; i++)
        known |= slice_equal(walk->persons[i], text_slice(&whole));
    if (!known)
        walk->persons[walk->person_count++] = arena_copy(arena, text_slice(&whole));
    text_release(&whole);
}

/* A key that went back to its pool is the next customer's, or nobody's, or came again. */
static bool add_keys(struct grant_walk *walk, struct slice grant, const int64_t *numbers, size_t count, struct arena *arena,
                     struct fault *fault)
{
    struct text number = TEXT_INIT;
    bool done = true;

    for (size_t i = 0; done && i < count; i++) {
        struct licence_key key;

        done = find_key(&key, numbers[i], walk->store, arena, fault);
        text_clear(&number);
        text_add_integer(&number, numbers[i]);
        if (done && slice_equal(key.grant, grant))
            add_person(walk, "licence_secret/", text_slice(&number), arena);
    }
    text_release(&number);
    return done;
}

bool grant_walk_next(struct grant_walk *walk, struct arena *arena, bool *found, struct fault *fault)
{
    struct grant grant;

    walk->person_count = 0;
    if (!store_walk_next(&walk->walk, found, fault) || !*found)
        return fault->kind == FAULT_NONE;
    if (!store_walk_value(&walk->walk, &walk->record, fault) || !grant_from_stored(&grant, walk->record, arena, fault))
        return false;
    walk->persons = arena_take(arena, (grant.key_count + grant.revoked_count + 1) * sizeof *walk->persons);
    add_person(walk, "salt/", grant.id, arena);
    return add_keys(walk, grant.id, grant.keys, grant.key_count, arena, fault) &&
           add_keys(walk, grant.id, grant.revoked_keys, grant.revoked_count, arena, fault);
}

void grant_walk_end(struct grant_walk *walk)
{
    store_walk_end(&walk->walk);
}
