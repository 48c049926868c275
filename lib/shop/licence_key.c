/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "shop/licence_key.h"

#include "shop/keys.h"
#include "shop/members.h"
#include "shop/salt.h"
#include "shop/stored_record.h"
#include "json/read.h"
#include "json/scan.h"
#include "json/write.h"

static const char kind[] = "licence_key/";
static const char *const statuses[] = {"free", "given", "revoked"};

void licence_key_id(int64_t number, struct text *id)
{
    text_clear(id);
    text_add_string(id, kind);
    text_add_integer(id, number);
}

static void secret_id(int64_t number, struct text *id)
{
    text_add_string(id, "licence_secret/");
    text_add_integer(id, number);
}

static bool read_status(struct slice word, enum licence_status *status)
{
    for (unsigned i = 0; i < LICENCE_STATUSES; i++)
        if (slice_is(word, statuses[i])) {
            *status = (enum licence_status)i;
            return true;
        }
    return false;
}

static bool read_moment(struct slice value, instant *moment)
{
    *moment = 0;
    return !value.bytes || instant_read(scan_text(value), moment);
}

bool licence_key_from_stored(struct licence_key *key, struct slice record, struct arena *arena, struct fault *fault)
{
    /* In the order in which they are written. */
    enum { K_ID, K_SKU, K_STATUS, K_IMPORTED_AT, K_GRANT, K_GIVEN_AT, K_REVOKED_AT, K_FINGERPRINT, K_PARTS };
    static const struct slice names[K_PARTS] = {
        SLICE_CONSTANT("id"),    SLICE_CONSTANT("sku"),      SLICE_CONSTANT("status"),     SLICE_CONSTANT("imported_at"),
        SLICE_CONSTANT("grant"), SLICE_CONSTANT("given_at"), SLICE_CONSTANT("revoked_at"), SLICE_CONSTANT("fingerprint"),
    };
    struct slice parts[K_PARTS];

    members_of(record, names, parts, K_PARTS);
    *key = (struct licence_key){.sku = text_of(parts[K_SKU], arena),
                                .grant = text_of(parts[K_GRANT], arena),
                                .fingerprint = text_of(parts[K_FINGERPRINT], arena)};
    return (slice_integer(scan_text(parts[K_ID]), INT64_MAX / 2, &key->number) && key->sku.bytes &&
            key->fingerprint.length == DIGEST_HEX && read_status(scan_text(parts[K_STATUS]), &key->status) &&
            instant_read(scan_text(parts[K_IMPORTED_AT]), &key->imported_at) && read_moment(parts[K_GIVEN_AT], &key->given_at) &&
            read_moment(parts[K_REVOKED_AT], &key->revoked_at)) ||
           fault_set(fault, FAULT_SYSTEM, "store_damaged", NULL, "a licence key's record in the journal cannot be read");
}

bool licence_key_find(struct licence_key *key, struct store *store, struct slice id, struct arena *arena, struct fault *fault)
{
    struct slice record = {NULL, 0};
    int64_t number;

    if (slice_starts(id, kind))
        id = slice_from(id, strlen(kind));
    if (slice_integer(id, INT64_MAX / 2, &number) && !stored_record(store, kind, id, &record, fault))
        return false;
    if (!record.bytes)
        return fault_set(fault, FAULT_REFUSED, "unknown_key", "id",
                         "there is no such licence key: they are named by their numbers");
    return licence_key_from_stored(key, arena_copy(arena, record), arena, fault);
}

size_t licence_key_change(const struct licence_key *key, struct changes *changes)
{
    struct text id = TEXT_INIT;
    struct text *text;

    licence_key_id(key->number, &id);
    text = changes_begin(changes, text_slice(&id));
    text_add_string(text, "{\"type\":\"licence_key\"");
    json_put_string(text, "id", slice_from(text_slice(&id), strlen(kind)));
    json_put_string(text, "sku", key->sku);
    json_put_string(text, "status", slice_of(statuses[key->status]));
    json_put_instant(text, "imported_at", key->imported_at);
    json_put_optional(text, "grant", key->grant);
    if (key->given_at)
        json_put_instant(text, "given_at", key->given_at);
    if (key->revoked_at)
        json_put_instant(text, "revoked_at", key->revoked_at);
    json_put_string(text, "fingerprint", key->fingerprint);
    text_add_byte(text, '}');
    text_release(&id);
    return changes_end(changes);
}

bool licence_key_secret(struct store *store, int64_t number, struct arena *arena, struct slice *key, struct fault *fault)
{
    struct text id = TEXT_INIT;
    struct slice person = {NULL, 0};
    bool done;

    *key = (struct slice){NULL, 0};
    secret_id(number, &id);
    done = store_person(store, text_slice(&id), 1, &person, fault);
    if (done && person.bytes)
        *key = arena_copy(arena, text_of(scan_find(person, "key"), arena));
    text_release(&id);
    return done;
}

static void fingerprint_key(struct key *key, struct slice fingerprint)
{
    key_begin(key, KEY_LICENCE_FINGERPRINT);
    key_text(key, fingerprint);
}

static void pool_key(struct key *key, struct slice sku)
{
    key_begin(key, KEY_LICENCE_POOL);
    key_text(key, sku);
}

/* What the keys of the free ones of an SKU begin with. */
static void free_key(struct key *key, struct slice sku)
{
    key_begin(key, KEY_LICENCE_FREE);
    key_text(key, sku);
    key_byte(key, '\0');
}

static bool number_in_index(struct store *store, const struct key *key, int64_t *number, struct fault *fault)
{
    struct slice found;
    uint64_t kept = 0;

    if (!index_get(store_index(store), TABLE_KEYS, key_slice(key), &found, fault))
        return false;
    if (found.length == sizeof kept)
        memcpy(&kept, found.bytes, sizeof kept);
    *number = (int64_t)kept;
    return true;
}

/* What is refused is a secret still: nothing of it is told. */
static bool check_key(struct slice key, struct fault *fault)
{
    struct fault why = FAULT_INIT;

    return name_check(key, LICENCE_KEY_LIMIT, "key", &why) ||
           fault_set(fault, FAULT_REFUSED, "not_a_key", "key",
                     "must be 1 to %d bytes of UTF-8 without control characters and without blanks at its ends", LICENCE_KEY_LIMIT);
}

static void add_secret(int64_t number, struct slice key, struct changes *changes)
{
    struct text id = TEXT_INIT;
    struct text *text;

    secret_id(number, &id);
    text = changes_begin_person(changes, text_slice(&id), 1);
    text_add_byte(text, '{');
    json_put_string(text, "key", key);
    text_add_byte(text, '}');
    changes_end(changes);
    text_release(&id);
}

bool licence_key_add(struct store *store, struct slice secret, const unsigned char *random, struct arena *arena,
                     struct changes *changes, int64_t *known, int64_t *number, struct slice *fingerprint, struct fault *fault)
{
    struct salt salt;
    struct key key;
    char hex[DIGEST_HEX];

    *known = 0;
    if (!check_key(secret, fault) || !salt_ensure(&salt, SLICE("licence_keys"), random, store, changes, fault))
        return false;
    if (!salt.there)
        return fault_set(fault, FAULT_SYSTEM, "salt_gone", NULL, "what licence keys are known again by cannot be read in people/");
    salt_digest(&salt, secret, hex);
    *fingerprint = arena_copy(arena, (struct slice){hex, sizeof hex});
    fingerprint_key(&key, *fingerprint);
    if (!number_in_index(store, &key, known, fault) || *known)
        return *known != 0;
    key_begin(&key, KEY_LAST_NUMBER);
    key_text(&key, SLICE("licence_key"));
    if (!number_in_index(store, &key, number, fault))
        return false;
    add_secret(++*number, secret, changes);
    return true;
}

static void read_pool(struct slice value, struct licence_pool *pool)
{
    memset(pool, 0, sizeof *pool);
    if (value.length == sizeof *pool)
        memcpy(pool, value.bytes, sizeof *pool);
}

bool licence_pool_find(struct store *store, struct slice sku, struct licence_pool *pool, bool *exists, struct fault *fault)
{
    struct slice found;
    struct key key;

    pool_key(&key, sku);
    if (!index_get(store_index(store), TABLE_KEYS, key_slice(&key), &found, fault))
        return false;
    read_pool(found, pool);
    *exists = found.bytes != NULL;
    return true;
}

bool licence_pool_free(struct store *store, struct slice sku, int64_t after, int64_t *numbers, size_t wanted, size_t *found,
                       struct fault *fault)
{
    struct index_walk walk;
    struct key prefix;
    struct key from;
    bool there = true;
    bool done;

    free_key(&prefix, sku);
    from = prefix;
    key_number(&from, (uint64_t)after + 1);
    *found = 0;
    done = index_walk_begin(&walk, store_index(store), TABLE_KEYS, key_slice(&prefix), fault);
    if (done)
        index_walk_from(&walk, key_slice(&from));
    while (done && *found < wanted && (done = index_walk_next(&walk, &there, fault)) && there)
        numbers[(*found)++] = (int64_t)key_number_at(walk.key.bytes + walk.key.length - 8);
    index_walk_end(&walk);
    return done;
}

bool licence_pools(struct store *store, licence_pool_taker *take, void *context, struct fault *fault)
{
    struct index_walk walk;
    struct key prefix;
    bool found = true;
    bool done;

    key_begin(&prefix, KEY_LICENCE_POOL);
    done = index_walk_begin(&walk, store_index(store), TABLE_KEYS, key_slice(&prefix), fault);
    while (done && (done = index_walk_next(&walk, &found, fault)) && found) {
        struct licence_pool pool;

        read_pool(walk.value, &pool);
        done = take(context, slice_from(walk.key, 1), &pool, fault);
    }
    index_walk_end(&walk);
    return done;
}

static bool fold_pool(struct index *index, const struct licence_key *before, const struct licence_key *after, struct fault *fault)
{
    struct licence_pool pool;
    struct slice found;
    struct key key;

    pool_key(&key, after->sku);
    if (!index_get(index, TABLE_KEYS, key_slice(&key), &found, fault))
        return false;
    read_pool(found, &pool);
    if (before)
        pool.keys[before->status]--;
    pool.keys[after->status]++;
    return index_put(index, TABLE_KEYS, key_slice(&key), (struct slice){(const char *)&pool, sizeof pool}, fault);
}

bool licence_key_fold(struct index *index, const struct change *change, struct fault *fault)
{
    struct licence_key before = {.status = LICENCE_REVOKED};
    struct licence_key after;
    bool is_new = !change->before.bytes;
    bool was_free;
    uint64_t number;
    struct key key;

    if (!licence_key_from_stored(&after, change->after, change->arena, fault) ||
        (!is_new && !licence_key_from_stored(&before, change->before, change->arena, fault)))
        return false;
    was_free = before.status == LICENCE_FREE;
    number = (uint64_t)after.number;
    fingerprint_key(&key, after.fingerprint);
    if (is_new && !index_put(index, TABLE_KEYS, key_slice(&key), (struct slice){(const char *)&number, sizeof number}, fault))
        return false;
    free_key(&key, after.sku);
    key_number(&key, number);
    if (was_free != (after.status == LICENCE_FREE) && !(was_free ? index_drop(index, TABLE_KEYS, key_slice(&key), fault)
                                                                 : index_put(index, TABLE_KEYS, key_slice(&key), SLICE(""), fault)))
        return false;
    return fold_pool(index, is_new ? NULL : &before, &after, fault);
}
