/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "shop/document_walk.h"

#include "shop/keys.h"

bool document_walk_begin(struct document_walk *walk, struct store *store, enum numbered kind, uint64_t order, struct fault *fault)
{
    struct key key;

    key_document_of(&key, numbered_type(kind), order);
    walk->kind = kind;
    walk->id = (struct text)TEXT_INIT;
    return index_walk_begin(&walk->walk, store_index(store), TABLE_KEYS, key_slice(&key), fault);
}

bool document_walk_next(struct document_walk *walk, bool *found, struct fault *fault)
{
    if (!index_walk_next(&walk->walk, found, fault))
        return false;
    text_clear(&walk->id);
    if (*found) {
        text_add_slice(&walk->id, numbered_type(walk->kind));
        text_add_byte(&walk->id, '/');
        text_add_slice(&walk->id, walk->walk.value);
    }
    return true;
}

void document_walk_end(struct document_walk *walk)
{
    index_walk_end(&walk->walk);
    text_release(&walk->id);
}

bool document_last(struct store *store, enum numbered kind, uint64_t order, struct text *id, struct fault *fault)
{
    struct document_walk walk;
    bool found = true;
    bool done = document_walk_begin(&walk, store, kind, order, fault);

    text_clear(id);
    while (done && found) {
        done = document_walk_next(&walk, &found, fault);
        if (done && found) {
            text_clear(id);
            text_add_slice(id, text_slice(&walk.id));
        }
    }
    document_walk_end(&walk);
    return done;
}
