/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "shop/family.h"

#include "shop/keys.h"
#include "shop/product.h"
#include "json/read.h"

void family_init(struct family *family, struct store *store)
{
    *family = (struct family){.store = store};
}

void family_release(struct family *family)
{
    text_release(&family->parent_sku);
    arena_release(&family->arena);
}

static bool look_up_parent(struct family *family, struct slice sku, struct fault *fault)
{
    struct text id = TEXT_INIT;
    struct slice value;
    bool done;

    if (slice_equal(text_slice(&family->parent_sku), sku))
        return true;
    text_clear(&family->parent_sku);
    arena_clear(&family->arena);
    family->parent = NULL;
    product_id(sku, &id);
    done = store_get(family->store, text_slice(&id), &value, fault);
    text_release(&id);
    if (done && value.bytes)
        done = (family->parent = record_read(value, &family->arena, fault)) != NULL;
    if (done)
        text_add_slice(&family->parent_sku, sku);
    return done;
}

static bool inherit(struct family *family, struct article *article, struct fault *fault)
{
    struct slice parent = article_text(article, ARTICLE_PARENT);

    return !parent.length ||
           (look_up_parent(family, parent, fault) && (!family->parent || article_inherit(article, family->parent, fault)));
}

bool family_complete(struct family *family, const json_t *record, struct article *article, struct fault *fault)
{
    return article_of(article, record, NULL, fault) && inherit(family, article, fault);
}

bool family_complete_line(struct family *family, struct slice line, struct arena *arena, struct article *article, bool *taken,
                          struct fault *fault)
{
    *taken = article_of_line(article, line, arena);
    return !*taken || inherit(family, article, fault);
}

bool variant_walk_begin(struct variant_walk *walk, struct store *store, struct slice parent, struct fault *fault)
{
    struct key key;

    key_begin(&key, KEY_VARIANT);
    key_text(&key, parent);
    key_byte(&key, '\0');
    *walk = (struct variant_walk){.prefix_length = key.length};
    return index_walk_begin(&walk->walk, store_index(store), TABLE_KEYS, key_slice(&key), fault);
}

bool variant_walk_next(struct variant_walk *walk, bool *found, struct fault *fault)
{
    if (!index_walk_next(&walk->walk, found, fault))
        return false;
    walk->sku = *found ? slice_from(walk->walk.key, walk->prefix_length) : (struct slice){NULL, 0};
    return true;
}

void variant_walk_end(struct variant_walk *walk)
{
    index_walk_end(&walk->walk);
}
