/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "shop/goods.h"

#include "shop/members.h"
#include "shop/stock.h"
#include "json/scan.h"

static bool add_part(struct goods *goods, struct goods_part part, struct arena *arena, struct fault *fault)
{
    size_t at = 0;

    while (at < goods->count && !slice_equal(goods->parts[at].sku, part.sku))
        at++;
    if (at < goods->count)
        part.quantity += goods->parts[at].quantity;
    if (part.quantity > STOCK_LIMIT)
        return fault_set(fault, FAULT_REFUSED, "out_of_range", "components", "there cannot be more than %lld units of \"%.*s\"",
                         (long long)STOCK_LIMIT, SLICE_ARGS(part.sku));
    if (at == goods->room) {
        struct goods_part *wider = arena_take(arena, (goods->room + 4) * 2 * sizeof *wider);

        if (goods->count)
            memcpy(wider, goods->parts, goods->count * sizeof *wider);
        goods->parts = wider;
        goods->room = (goods->room + 4) * 2;
    }
    goods->parts[at] = part;
    goods->count += at == goods->count;
    return true;
}

static bool add_components(struct goods *goods, struct store *store, struct slice components, int64_t times, unsigned depth,
                           struct arena *arena, struct fault *fault);

static bool add_component(struct goods *goods, struct store *store, struct slice sku, int64_t quantity, unsigned depth,
                          struct arena *arena, struct fault *fault)
{
    struct product_facts facts;
    struct slice record;
    bool kept = true;

    if (!product_find(store, sku, &record, &facts, fault))
        return false;
    if (facts.traits & PRODUCT_HAS_VARIANTS)
        return fault_set(fault, FAULT_REFUSED, "has_variants", "sku", "\"%.*s\" is sold as one of its variants", SLICE_ARGS(sku));
    if (facts.traits & PRODUCT_IS_BUNDLE)
        return add_components(goods, store, scan_find(record, "components"), quantity, depth + 1, arena, fault);
    if ((facts.traits & PRODUCT_IS_UNCOUNTED) && !stock_is_counted(store, sku, &kept, fault))
        return false;
    return !kept || add_part(goods, (struct goods_part){sku, quantity, facts.backorder}, arena, fault);
}

static bool add_components(struct goods *goods, struct store *store, struct slice components, int64_t times, unsigned depth,
                           struct arena *arena, struct fault *fault)
{
    struct scan scan;
    struct slice component;

    if (depth == GOODS_DEPTH)
        return fault_set(fault, FAULT_REFUSED, "endless_bundle", "components", "bundles within bundles are more than %d deep",
                         GOODS_DEPTH);
    if (scan_array(&scan, components))
        while (scan_element(&scan, &component)) {
            struct slice sku = text_of(scan_find(component, "sku"), arena);
            struct slice quantity = scan_find(component, "quantity");
            int64_t each = quantity.bytes ? whole_of(quantity) : 1;

            if (each > STOCK_LIMIT / times)
                return fault_set(fault, FAULT_REFUSED, "out_of_range", "components",
                                 "there cannot be more than %lld units of \"%.*s\"", (long long)STOCK_LIMIT, SLICE_ARGS(sku));
            if (each && !add_component(goods, store, sku, each * times, depth, arena, fault))
                return false;
        }
    return true;
}

bool goods_of(struct goods *goods, struct store *store, struct slice sku, struct slice components, bool is_uncounted,
              struct arena *arena, struct fault *fault)
{
    bool kept = true;

    *goods = (struct goods){0};
    if (components.bytes) {
        goods->are_parts = true;
        return add_components(goods, store, components, 1, 0, arena, fault);
    }
    if (is_uncounted && !stock_is_counted(store, sku, &kept, fault))
        return false;
    goods->are_parts = !kept;
    return true;
}
