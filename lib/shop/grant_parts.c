/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "shop/grant_parts.h"

#include "shop/goods.h"
#include "shop/members.h"
#include "shop/product.h"
#include "json/scan.h"

struct parts_search {
    struct grant *grant;
    struct store *store;
    struct arena *arena;
};

static bool add_part(const struct parts_search *search, struct slice sku, int64_t quantity, struct fault *fault)
{
    struct grant *grant = search->grant;
    struct grant_part *parts = grant->parts;
    size_t at = 0;

    while (at < grant->part_count && !slice_equal(parts[at].sku, sku))
        at++;
    if (at == grant->part_count) {
        grant->parts = arena_take(search->arena, (at + 1) * sizeof *parts);
        if (at)
            memcpy(grant->parts, parts, at * sizeof *parts);
        grant->parts[grant->part_count++] = (struct grant_part){sku, 0};
    }
    grant->parts[at].quantity += quantity;
    return grant->parts[at].quantity <= QUANTITY_LIMIT ||
           fault_set(fault, FAULT_REFUSED, "out_of_range", "components", "a bundle cannot have so many units of \"%.*s\"",
                     SLICE_ARGS(sku));
}

/* A product that is there no longer is no part: nobody can say what it was. */
static bool find_product(const struct parts_search *search, struct slice sku, struct slice *record, struct product_facts *facts,
                         bool *found, struct fault *fault)
{
    struct fault gone = FAULT_INIT;

    *found = product_find(search->store, sku, record, facts, &gone);
    if (*found || gone.kind == FAULT_REFUSED)
        return true;
    *fault = gone;
    return false;
}

static bool add_parts(const struct parts_search *search, struct slice components, int64_t times, unsigned depth,
                      struct fault *fault)
{
    struct slice component;
    struct scan scan;

    if (depth == GOODS_DEPTH)
        return fault_set(fault, FAULT_REFUSED, "endless_bundle", "components", "bundles within bundles are more than %d deep",
                         GOODS_DEPTH);
    if (!scan_array(&scan, components))
        return true;
    while (scan_element(&scan, &component)) {
        struct slice sku = text_of(scan_find(component, "sku"), search->arena);
        struct slice told = scan_find(component, "quantity");
        int64_t quantity = told.bytes ? whole_of(told) : 1;
        struct product_facts facts;
        struct slice record;
        bool found;

        if (quantity > QUANTITY_LIMIT / times)
            quantity = QUANTITY_LIMIT + 1;
        else
            quantity *= times;
        if (!find_product(search, sku, &record, &facts, &found, fault))
            return false;
        if (!found || quantity < 1)
            continue;
        if (slice_is(scan_text(scan_find(record, "kind")), "digital") && !add_part(search, sku, quantity, fault))
            return false;
        if ((facts.traits & PRODUCT_IS_BUNDLE) && !add_parts(search, scan_find(record, "components"), quantity, depth + 1, fault))
            return false;
    }
    return true;
}

bool grant_find_parts(struct grant *grant, struct store *store, struct arena *arena, struct fault *fault)
{
    const struct parts_search search = {grant, store, arena};
    struct product_facts facts;
    struct slice record;
    bool found;

    if (grant->part_count)
        return true;
    if (!find_product(&search, grant->sku, &record, &facts, &found, fault))
        return false;
    return !found || !(facts.traits & PRODUCT_IS_BUNDLE) || add_parts(&search, scan_find(record, "components"), 1, 0, fault);
}

int64_t grant_keys_of_unit(const struct grant *grant, struct slice sku)
{
    if (slice_equal(grant->sku, sku))
        return 1;
    for (size_t i = 0; i < grant->part_count; i++)
        if (slice_equal(grant->parts[i].sku, sku))
            return grant->parts[i].quantity;
    return 0;
}
