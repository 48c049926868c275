/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "shop/price_selection.h"

#include "shop/pricing.h"
#include "shop/product.h"
#include "json/scan.h"

struct selecting {
    struct store *store;
    struct slice category, list;
    struct arena arena; /* of one product */
    price_selected *each;
    void *context;
    bool any;
};

static bool lies_within(const struct promoted *product, struct slice category)
{
    if (category_covers(category, product->category))
        return true;
    for (size_t i = 0; i < product->categories.count; i++)
        if (category_covers(category, product->categories.items[i]))
            return true;
    return false;
}

static bool has_price(struct selecting *selecting, struct slice sku, struct slice record, bool *has, struct fault *fault)
{
    struct price_entries entries;

    *has = scan_find(record, "price").bytes != NULL;
    if (*has || !selecting->list.bytes)
        return true;
    if (!price_entries_find(&entries, selecting->store, selecting->list, sku, &selecting->arena, fault))
        return false;
    *has = entries.count > 0;
    return true;
}

static bool select_one(struct selecting *selecting, struct slice sku, struct slice record, struct fault *fault)
{
    struct arena *arena = &selecting->arena;
    struct priced_product product;
    struct slice parent = {NULL, 0};
    struct slice parent_sku;
    struct text id = TEXT_INIT;
    bool done;
    bool has;

    arena_clear(arena);
    sku = arena_copy(arena, sku);
    record = arena_copy(arena, record);
    parent_sku = priced_product_parent(record, arena);
    product_id(parent_sku, &id);
    done = (!parent_sku.bytes || store_get(selecting->store, text_slice(&id), &parent, fault)) &&
           priced_product_read(&product, sku, record, parent, arena, fault);
    text_release(&id);
    if (!done || !lies_within(&product.promoted, selecting->category))
        return done;
    selecting->any = true;
    if (!has_price(selecting, sku, record, &has, fault))
        return false;
    if (has)
        selecting->each(selecting->context, sku);
    return true;
}

bool price_selection_find(struct store *store, struct slice category, struct slice list, price_selected *each, void *context,
                          struct fault *fault)
{
    struct selecting selecting = {
        .store = store, .category = category, .list = list, .arena = ARENA_INIT, .each = each, .context = context};
    struct slice prefix = SLICE("product/");
    struct store_walk walk;
    struct slice value;
    bool found = true;
    bool done = store_walk_begin(&walk, store, prefix, fault);

    while (done && found) {
        done = store_walk_next(&walk, &found, fault);
        if (done && found)
            done = store_walk_value(&walk, &value, fault) &&
                   select_one(&selecting, slice_from(store_walk_id(&walk), prefix.length), value, fault);
    }
    store_walk_end(&walk);
    arena_release(&selecting.arena);
    return done && (selecting.any || fault_set(fault, FAULT_USAGE, "unknown_category", NULL, "no product is in \"%.*s\" or below",
                                               SLICE_ARGS(category)));
}
