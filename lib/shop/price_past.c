/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "shop/price_past.h"

#include "shop/keys.h"
#include "shop/members.h"
#include "shop/product.h"

#include <stdlib.h>

/* Instants before 1970 sort before those after. */
static void key_instant(struct key *key, instant at)
{
    key_number(key, (uint64_t)at ^ (uint64_t)1 << 63);
}

static instant key_instant_at(const char *bytes)
{
    return (instant)(key_number_at(bytes) ^ (uint64_t)1 << 63);
}

static void past_of(struct key *key, struct slice id)
{
    key_begin(key, KEY_PRICE_PAST);
    key_text(key, id);
    key_byte(key, '\0');
}

bool price_past_note(struct index *index, const struct change *change, bool same, instant *since, struct fault *fault)
{
    struct price_past past = {change->place_before, change->at};
    struct key key;

    if (same)
        return true;
    if (change->before.bytes && *since < change->at) {
        past_of(&key, change->id);
        key_instant(&key, *since);
        if (!index_put(index, TABLE_KEYS, key_slice(&key), (struct slice){(const char *)&past, sizeof past}, fault))
            return false;
    }
    *since = change->at;
    return true;
}

bool price_past_product_same(struct slice before, struct slice after)
{
    static const struct slice names[] = {
        SLICE_CONSTANT("parent"),    SLICE_CONSTANT("brand"),     SLICE_CONSTANT("category"), SLICE_CONSTANT("categories"),
        SLICE_CONSTANT("price"),     SLICE_CONSTANT("sale"),      SLICE_CONSTANT("vat_rate"), SLICE_CONSTANT("status"),
        SLICE_CONSTANT("launch_on"), SLICE_CONSTANT("retire_on"), SLICE_CONSTANT("season"),
    };
    enum { MEMBERS = sizeof names / sizeof *names };
    struct slice was[MEMBERS];
    struct slice is[MEMBERS];

    if (!before.bytes || !after.bytes)
        return false;
    members_of(before, names, was, MEMBERS);
    members_of(after, names, is, MEMBERS);
    for (size_t i = 0; i < MEMBERS; i++)
        if (!slice_equal(was[i], is[i]))
            return false;
    return true;
}

static void add_version(struct price_versions *versions, struct price_version version, struct arena *arena)
{
    if (versions->count == versions->room) {
        size_t room = versions->room ? versions->room * 2 : 4;
        struct price_version *wider = arena_take(arena, room * sizeof *wider);

        if (versions->count)
            memcpy(wider, versions->rows, versions->count * sizeof *wider);
        versions->rows = wider;
        versions->room = room;
    }
    versions->rows[versions->count++] = version;
}

static bool read_past(struct price_versions *versions, struct store *store, struct slice id, instant from, struct arena *arena,
                      struct fault *fault)
{
    struct index_walk walk;
    struct key key;
    bool found = true;
    bool done;

    past_of(&key, id);
    done = index_walk_begin(&walk, store_index(store), TABLE_KEYS, key_slice(&key), fault);
    while (done && found) {
        struct price_past past;
        struct slice value;

        done = index_walk_next(&walk, &found, fault);
        if (!done || !found || walk.value.length != sizeof past || walk.key.length != key.length + 8)
            continue;
        memcpy(&past, walk.value.bytes, sizeof past);
        if (past.until <= from)
            continue;
        done = store_bytes(store, &past.place, &value, fault);
        if (done)
            add_version(versions,
                        (struct price_version){key_instant_at(walk.key.bytes + key.length), past.until, arena_copy(arena, value)},
                        arena);
    }
    index_walk_end(&walk);
    return done;
}

static instant since_of(struct slice id, struct slice facts)
{
    struct product_facts product;
    instant since = INT64_MIN;

    if (slice_starts(id, "product/") && facts.length >= sizeof product) {
        memcpy(&product, facts.bytes, sizeof product);
        return product.priced_since;
    }
    if (!slice_starts(id, "product/") && facts.length >= sizeof since)
        memcpy(&since, facts.bytes, sizeof since);
    return since;
}

bool price_versions_read(struct price_versions *versions, struct store *store, struct slice id, instant from, struct arena *arena,
                         struct fault *fault)
{
    struct slice value;
    struct slice facts;

    *versions = (struct price_versions){0};
    if (!read_past(versions, store, id, from, arena, fault) || !store_record(store, id, &value, &facts, fault))
        return false;
    if (value.bytes)
        add_version(versions, (struct price_version){since_of(id, facts), INT64_MAX, arena_copy(arena, value)}, arena);
    return true;
}

const struct price_version *price_versions_at(const struct price_versions *versions, instant at)
{
    for (size_t i = versions->count; i-- > 0;)
        if (versions->rows[i].since <= at)
            return at < versions->rows[i].until ? &versions->rows[i] : NULL;
    return NULL;
}

static int by_bytes(const void *a, const void *b)
{
    return slice_compare(*(const struct slice *)a, *(const struct slice *)b);
}

static void add_id(struct slice **ids, size_t *count, size_t *room, struct slice id, struct arena *arena)
{
    if (*count && slice_equal((*ids)[*count - 1], id))
        return;
    if (*count == *room) {
        struct slice *wider = arena_take(arena, (*room * 2 + 8) * sizeof *wider);

        if (*count)
            memcpy(wider, *ids, *count * sizeof *wider);
        *ids = wider;
        *room = *room * 2 + 8;
    }
    (*ids)[(*count)++] = arena_copy(arena, id);
}

static bool add_past_ids(struct store *store, const char *kind, instant from, struct arena *arena, struct slice **ids,
                         size_t *count, size_t *room, struct fault *fault)
{
    struct index_walk walk;
    struct key key;
    bool found = true;
    bool done;

    key_begin(&key, KEY_PRICE_PAST);
    key_text(&key, slice_of(kind));
    done = index_walk_begin(&walk, store_index(store), TABLE_KEYS, key_slice(&key), fault);
    while (done && found) {
        struct price_past past;

        done = index_walk_next(&walk, &found, fault);
        if (!done || !found || walk.value.length != sizeof past || walk.key.length < 10)
            continue;
        memcpy(&past, walk.value.bytes, sizeof past);
        if (past.until > from)
            add_id(ids, count, room, (struct slice){walk.key.bytes + 1, walk.key.length - 10}, arena);
    }
    index_walk_end(&walk);
    return done;
}

bool price_past_ids(struct store *store, const char *kind, instant from, struct arena *arena, struct slice **ids, size_t *count,
                    struct fault *fault)
{
    struct store_walk walk;
    size_t room = 0;
    size_t kept = 0;
    bool found = true;
    bool done = store_walk_begin(&walk, store, slice_of(kind), fault);

    *ids = NULL;
    *count = 0;
    while (done && found) {
        done = store_walk_next(&walk, &found, fault);
        if (done && found)
            add_id(ids, count, &room, store_walk_id(&walk), arena);
    }
    store_walk_end(&walk);
    if (!done || !add_past_ids(store, kind, from, arena, ids, count, &room, fault))
        return false;
    if (*count)
        qsort(*ids, *count, sizeof **ids, by_bytes);
    for (size_t i = 0; i < *count; i++)
        if (!i || !slice_equal((*ids)[i], (*ids)[kept - 1]))
            (*ids)[kept++] = (*ids)[i];
    *count = kept;
    return true;
}
