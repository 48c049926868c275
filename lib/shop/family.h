/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef COLPORTEUR_SHOP_FAMILY_H
#define COLPORTEUR_SHOP_FAMILY_H

#include "base/arena.h"
#include "shop/article.h"
#include "store/store.h"

/*
 * Parents and their variants, as the store has them.
 *
 *     family_init(&family, store);
 *     for each record: family_complete(&family, record, &article, &fault)
 *     family_release(&family);
 *
 * The parent looked up last is kept, for variants of a family mostly come together: of a million variants in families of
 * ten, a hundred thousand parents are read. What an article has of its parent lives until the next family_complete.
 */
struct family {
    struct store *store;
    struct text parent_sku;
    struct arena arena;   /* the parent's values */
    const json_t *parent; /* NULL: the store has none of that SKU */
};

void family_init(struct family *family, struct store *store);
void family_release(struct family *family);

/* The record, completed by its parent if it names one that is there. */
bool family_complete(struct family *family, const json_t *record, struct article *article, struct fault *fault) CHECKED;
/* The same of a record that was not read; *taken false: it is to be read (see article_of_line). */
bool family_complete_line(struct family *family, struct slice line, struct arena *arena, struct article *article, bool *taken,
                          struct fault *fault) CHECKED;

/* The SKUs of a parent's variants, in the order of their bytes. */
struct variant_walk {
    struct index_walk walk;
    size_t prefix_length;
    struct slice sku;
};

bool variant_walk_begin(struct variant_walk *walk, struct store *store, struct slice parent, struct fault *fault) CHECKED;
bool variant_walk_next(struct variant_walk *walk, bool *found, struct fault *fault) CHECKED;
void variant_walk_end(struct variant_walk *walk);

#endif
