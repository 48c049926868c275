/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "shop/availability.h"

#include "shop/family.h"
#include "shop/goods.h"
#include "shop/stock.h"
#include "json/scan.h"

static bool is_uncounted(struct slice kind)
{
    return slice_is(kind, "digital") || slice_is(kind, "service") || slice_is(kind, "made_to_measure");
}

static bool of_kept(struct store *store, struct slice sku, struct availability *found, struct fault *fault)
{
    struct stock_level level;

    if (!stock_everywhere(store, sku, &level, fault))
        return false;
    *found = (struct availability){.counted = true, .units = stock_available(&level)};
    return true;
}

/* How many bundles can be made at a location, where all their parts must lie. */
static bool made_at(struct store *store, const struct goods *goods, struct slice location, int64_t *units, struct fault *fault)
{
    *units = INT64_MAX;
    for (size_t i = 0; i < goods->count; i++) {
        struct stock_level level;
        int64_t of_part;
        bool found;

        if (!stock_find(store, goods->parts[i].sku, location, &level, &found, fault))
            return false;
        of_part = stock_available(&level) > 0 ? stock_available(&level) / goods->parts[i].quantity : 0;
        if (of_part < *units)
            *units = of_part;
    }
    return true;
}

static bool of_parts(struct store *store, const struct goods *goods, struct availability *found, struct fault *fault)
{
    struct stock_places places;
    bool more = goods->count > 0;
    bool done = true;

    *found = (struct availability){.counted = more};
    if (!more)
        return true;
    if (!stock_places_begin(&places, store, goods->parts[0].sku, fault))
        return false;
    while (done && more) {
        int64_t units;

        done = stock_places_next(&places, &more, fault);
        if (!done || !more)
            break;
        done = made_at(store, goods, places.location, &units, fault);
        if (done)
            found->units += units;
    }
    stock_places_end(&places);
    return done;
}

static bool of_sku(struct store *store, struct slice sku, struct arena *arena, struct availability *found, struct fault *fault);

static bool of_variants(struct store *store, struct slice parent, struct arena *arena, struct availability *found,
                        struct fault *fault)
{
    struct variant_walk walk;
    bool more = true;
    bool done = variant_walk_begin(&walk, store, parent, fault);

    *found = (struct availability){.counted = true};
    while (done && more && found->counted) {
        struct availability one;

        done = variant_walk_next(&walk, &more, fault);
        if (!done || !more)
            break;
        done = of_sku(store, walk.sku, arena, &one, fault);
        found->counted = one.counted;
        found->units += one.counted && one.units > 0 ? one.units : 0;
    }
    variant_walk_end(&walk);
    return done;
}

bool product_availability(struct store *store, struct slice sku, struct slice record, const struct product_facts *facts,
                          struct arena *arena, struct availability *found, struct fault *fault)
{
    struct goods goods;
    struct fault unmade = FAULT_INIT;

    if (facts->traits & PRODUCT_HAS_VARIANTS)
        return of_variants(store, sku, arena, found, fault);
    if (!(facts->traits & (PRODUCT_IS_BUNDLE | PRODUCT_IS_UNCOUNTED)))
        return of_kept(store, sku, found, fault);
    if (!goods_of(&goods, store, sku, scan_find(record, "components"), facts->traits & PRODUCT_IS_UNCOUNTED, arena, &unmade)) {
        if (unmade.kind != FAULT_REFUSED) {
            *fault = unmade;
            return false;
        }
        /* A bundle of what is not there cannot be sold. */
        *found = (struct availability){.counted = true};
        return true;
    }
    return goods.are_parts ? of_parts(store, &goods, found, fault) : of_kept(store, sku, found, fault);
}

/* Of an SKU: one that is no product may have a stock. */
static bool of_sku(struct store *store, struct slice sku, struct arena *arena, struct availability *found, struct fault *fault)
{
    struct product_facts facts;
    struct slice record;
    struct fault unknown = FAULT_INIT;

    if (product_find(store, sku, &record, &facts, &unknown))
        return product_availability(store, sku, record, &facts, arena, found, fault);
    if (unknown.kind == FAULT_REFUSED)
        return of_kept(store, sku, found, fault);
    *fault = unknown;
    return false;
}

/* A level of zero says that there is none; no level, that nobody said. */
static bool is_told(struct store *store, struct slice sku, struct availability *found, struct fault *fault)
{
    struct stock_places places;
    bool done;

    found->told = found->units != 0 || !store;
    if (found->told || !found->counted)
        return true;
    if (!stock_places_begin(&places, store, sku, fault))
        return false;
    done = stock_places_next(&places, &found->told, fault);
    stock_places_end(&places);
    return done;
}

bool article_availability(const struct article *article, struct store *store, struct availability *found, struct fault *fault)
{
    struct arena arena = ARENA_INIT;
    bool done;

    /* Whoever adds up stock finds none of what nobody keeps. */
    if (article->member[ARTICLE_AVAILABLE] && !is_uncounted(article_text(article, ARTICLE_KIND))) {
        *found = (struct availability){.counted = true, .units = json_integer_value(article->member[ARTICLE_AVAILABLE])};
        return is_told(store, article_text(article, ARTICLE_SKU), found, fault);
    }
    *found = (struct availability){0};
    if (!store)
        return true;
    done = of_sku(store, article_text(article, ARTICLE_SKU), &arena, found, fault) &&
           is_told(store, article_text(article, ARTICLE_SKU), found, fault);
    arena_release(&arena);
    return done;
}
