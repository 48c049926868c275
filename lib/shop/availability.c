/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "shop/availability.h"

#include "shop/product.h"
#include "shop/stock.h"
#include "json/read.h"
#include "json/scan.h"

static bool is_uncounted(struct slice kind)
{
    return slice_is(kind, "digital") || slice_is(kind, "service") || slice_is(kind, "made_to_measure");
}

static bool in_stock(struct store *store, struct slice sku, int64_t *units, struct fault *fault)
{
    struct stock_level level;

    if (!stock_everywhere(store, sku, &level, fault))
        return false;
    *units = stock_available(&level);
    return true;
}

static bool component_is_counted(struct store *store, struct slice sku, bool *counted, struct fault *fault)
{
    struct text id = TEXT_INIT;
    struct slice record;
    bool done;

    product_id(sku, &id);
    done = store_get(store, text_slice(&id), &record, fault);
    text_release(&id);
    *counted = done && !(record.bytes && is_uncounted(scan_text(scan_find(record, "kind"))));
    return done;
}

static bool in_components(const json_t *components, struct store *store, struct availability *found, struct fault *fault)
{
    const json_t *component;
    size_t i;

    *found = (struct availability){0};
    json_array_foreach(components, i, component)
    {
        struct slice sku = json_slice(json_object_get(component, "sku"));
        json_int_t each = json_integer_value(json_object_get(component, "quantity"));
        bool counted;
        int64_t units;

        if (!component_is_counted(store, sku, &counted, fault) || !in_stock(store, sku, &units, fault))
            return false;
        if (!counted)
            continue;
        units = units > 0 ? units / (each > 0 ? each : 1) : 0;
        if (!found->counted || units < found->units)
            *found = (struct availability){true, units};
    }
    return true;
}

bool article_availability(const struct article *article, struct store *store, struct availability *found, struct fault *fault)
{
    struct slice kind = article_text(article, ARTICLE_KIND);

    *found = (struct availability){0};
    if (is_uncounted(kind))
        return true;
    if (article->member[ARTICLE_COMPONENTS])
        return in_components(article->member[ARTICLE_COMPONENTS], store, found, fault);
    found->counted = true;
    if (article->member[ARTICLE_AVAILABLE]) {
        found->units = json_integer_value(article->member[ARTICLE_AVAILABLE]);
        return true;
    }
    if (slice_is(kind, "dropship") && !stock_is_counted(store, article_text(article, ARTICLE_SKU), &found->counted, fault))
        return false;
    return !found->counted || in_stock(store, article_text(article, ARTICLE_SKU), &found->units, fault);
}
