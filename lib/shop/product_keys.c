/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "shop/product_keys.h"

#include "shop/keys.h"
#include "shop/members.h"
#include "json/scan.h"

static struct slice sku_of(const struct change *change)
{
    return slice_from(change->id, strlen("product/"));
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

bool product_keys_fold(struct index *index, const struct change *change, struct slice parent, struct slice options,
                       struct slice ids, struct fault *fault)
{
    static const struct slice name = SLICE_CONSTANT("ids");
    struct slice before = {NULL, 0};

    if (parent.bytes && !note_axes(index, text_of(parent, change->arena), options, change->arena, fault))
        return false;
    if (change->before.bytes)
        members_of(change->before, &name, &before, 1);
    if (slice_equal(before, ids))
        return true;
    return for_each_id(index, change, before, false, fault) && for_each_id(index, change, ids, true, fault);
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
