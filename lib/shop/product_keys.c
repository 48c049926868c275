/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "shop/product_keys.h"

#include "shop/keys.h"
#include "shop/members.h"
#include "json/scan.h"

enum { P_PARENT, P_OPTIONS, P_IDS, P_PARTS };

/* In the order in which a product's fields are written. */
static const struct slice names[P_PARTS] = {SLICE_CONSTANT("parent"), SLICE_CONSTANT("options"), SLICE_CONSTANT("ids")};

static struct slice sku_of(const struct change *change)
{
    return slice_from(change->id, strlen("product/"));
}

static void variant_key(struct key *key, struct slice parent, struct slice sku)
{
    key_begin(key, KEY_VARIANT);
    key_text(key, parent);
    key_byte(key, '\0');
    key_text(key, sku);
}

static void listed_key(struct key *key, struct slice channel, struct slice id)
{
    key_begin(key, KEY_LISTED);
    key_text(key, channel);
    key_byte(key, '\0');
    key_text(key, id);
}

static bool has_name(struct slice list, struct slice name)
{
    while (list.length) {
        struct slice one = {list.bytes, strnlen(list.bytes, list.length)};

        if (slice_equal(one, name))
            return true;
        list = slice_from(list, one.length + (one.length < list.length));
    }
    return false;
}

/* Names that are not there yet go behind those that are. */
static bool note_axes(struct index *index, struct slice parent, struct slice options, struct arena *arena, struct fault *fault)
{
    struct text axes = TEXT_INIT;
    struct slice known;
    struct slice name;
    struct slice value;
    struct scan scan;
    struct key key;
    bool done;

    key_begin(&key, KEY_VARIANT_AXES);
    key_text(&key, parent);
    if (!index_get(index, TABLE_KEYS, key_slice(&key), &known, fault))
        return false;
    text_add_slice(&axes, known);
    if (options.bytes && scan_object(&scan, options))
        while (scan_member(&scan, &name, &value)) {
            name = text_of((struct slice){name.bytes - 1, name.length + 2}, arena);
            if (has_name(text_slice(&axes), name))
                continue;
            text_add_slice(&axes, name);
            text_add_byte(&axes, '\0');
        }
    done = (known.bytes && axes.length == known.length) ||
           index_put(index, TABLE_KEYS, key_slice(&key), (struct slice){text_string(&axes), axes.length}, fault);
    text_release(&axes);
    return done;
}

static bool fold_parent(struct index *index, const struct change *change, const struct slice *before, const struct slice *after,
                        struct fault *fault)
{
    struct slice parent = text_of(after[P_PARENT], change->arena);
    struct key key;

    if (before[P_PARENT].bytes && !slice_equal(before[P_PARENT], after[P_PARENT])) {
        variant_key(&key, text_of(before[P_PARENT], change->arena), sku_of(change));
        if (!index_drop(index, TABLE_KEYS, key_slice(&key), fault))
            return false;
    }
    if (!after[P_PARENT].bytes)
        return true;
    variant_key(&key, parent, sku_of(change));
    return index_put(index, TABLE_KEYS, key_slice(&key), SLICE(""), fault) &&
           note_axes(index, parent, after[P_OPTIONS], change->arena, fault);
}

static bool for_each_id(struct index *index, const struct change *change, struct slice ids, bool put, struct fault *fault)
{
    struct scan scan;
    struct slice name;
    struct slice value;
    bool done = true;

    if (!ids.bytes || !scan_object(&scan, ids))
        return true;
    while (done && scan_member(&scan, &name, &value)) {
        struct key key;

        listed_key(&key, text_of((struct slice){name.bytes - 1, name.length + 2}, change->arena), text_of(value, change->arena));
        done = put ? index_put(index, TABLE_KEYS, key_slice(&key), sku_of(change), fault)
                   : index_drop(index, TABLE_KEYS, key_slice(&key), fault);
    }
    return done;
}

bool product_keys_fold(struct index *index, const struct change *change, struct fault *fault)
{
    struct slice before[P_PARTS] = {{NULL, 0}};
    struct slice after[P_PARTS] = {{NULL, 0}};

    if (change->before.bytes)
        members_of(change->before, names, before, P_PARTS);
    if (change->after.bytes)
        members_of(change->after, names, after, P_PARTS);
    if (!fold_parent(index, change, before, after, fault))
        return false;
    if (slice_equal(before[P_IDS], after[P_IDS]))
        return true;
    return for_each_id(index, change, before[P_IDS], false, fault) && for_each_id(index, change, after[P_IDS], true, fault);
}

bool product_listed(struct store *store, struct slice channel, struct slice id, struct slice *sku, struct fault *fault)
{
    struct key key;

    listed_key(&key, channel, id);
    return index_get(store_index(store), TABLE_KEYS, key_slice(&key), sku, fault);
}

bool product_variant_axes(struct store *store, struct slice parent, struct slice *axes, struct fault *fault)
{
    struct key key;

    key_begin(&key, KEY_VARIANT_AXES);
    key_text(&key, parent);
    return index_get(store_index(store), TABLE_KEYS, key_slice(&key), axes, fault);
}

bool variant_walk_begin(struct variant_walk *walk, struct store *store, struct slice parent, struct fault *fault)
{
    struct key key;

    variant_key(&key, parent, SLICE(""));
    walk->sku_at = key.length;
    return index_walk_begin(&walk->walk, store_index(store), TABLE_KEYS, key_slice(&key), fault);
}

bool variant_walk_next(struct variant_walk *walk, struct slice *sku, bool *found, struct fault *fault)
{
    if (!index_walk_next(&walk->walk, found, fault))
        return false;
    if (*found)
        *sku = slice_from(walk->walk.key, walk->sku_at);
    return true;
}

void variant_walk_end(struct variant_walk *walk)
{
    index_walk_end(&walk->walk);
}
