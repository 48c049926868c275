/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "shop/availability.h"

#include "shop/family.h"
#include "shop/goods.h"
#include "shop/stock.h"
#include "json/scan.h"

static bool is_uncounted(struct slice kind)
{
    return slice_is(kind, "digital") || slice_is(kind, "service") || slice_is(kind, "made_to_measure") ||
           slice_is(kind, "gift_card");
}

/* The walk over levels is begun with the first SKU that is asked for. */
static bool look_at(struct stock_reader *reader, struct slice sku, struct fault *fault)
{
    if (reader->begun)
        stock_places_again(&reader->places, sku);
    else if (!stock_places_begin(&reader->places, reader->store, sku, fault))
        return false;
    reader->begun = true;
    return true;
}

/* A level of zero says that there is none; no level, that nobody said. */
static bool of_kept(struct stock_reader *reader, struct slice sku, struct availability *found, struct fault *fault)
{
    struct stock_level level;

    *found = (struct availability){.counted = true};
    if (!look_at(reader, sku, fault) || !stock_sum(&reader->places, &level, &found->told, fault))
        return false;
    found->units = stock_available(&level);
    return true;
}

static bool is_told(struct stock_reader *reader, struct slice sku, struct availability *found, struct fault *fault)
{
    found->told = found->units != 0;
    return found->told || !found->counted ||
           (look_at(reader, sku, fault) && stock_places_next(&reader->places, &found->told, fault));
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

static bool of_sku(struct stock_reader *reader, struct slice sku, struct arena *arena, struct availability *found,
                   struct fault *fault);

static bool of_variants(struct stock_reader *reader, struct slice parent, struct arena *arena, struct availability *found,
                        struct fault *fault)
{
    struct variant_walk walk;
    bool more = true;
    bool done = variant_walk_begin(&walk, reader->store, parent, fault);

    *found = (struct availability){.counted = true};
    while (done && more && found->counted) {
        struct availability one;

        done = variant_walk_next(&walk, &more, fault);
        if (!done || !more)
            break;
        done = of_sku(reader, walk.sku, arena, &one, fault);
        found->counted = one.counted;
        found->units += one.counted && one.units > 0 ? one.units : 0;
    }
    variant_walk_end(&walk);
    return done;
}

static bool of_product(struct stock_reader *reader, struct slice sku, struct slice record, const struct product_facts *facts,
                       struct arena *arena, struct availability *found, struct fault *fault)
{
    struct goods goods;
    struct fault unmade = FAULT_INIT;

    if (facts->traits & PRODUCT_HAS_VARIANTS)
        return of_variants(reader, sku, arena, found, fault) && is_told(reader, sku, found, fault);
    if (!(facts->traits & (PRODUCT_IS_BUNDLE | PRODUCT_IS_UNCOUNTED)))
        return of_kept(reader, sku, found, fault);
    if (!goods_of(&goods, reader->store, sku, scan_find(record, "components"), facts->traits & PRODUCT_IS_UNCOUNTED, arena,
                  &unmade)) {
        if (unmade.kind != FAULT_REFUSED) {
            *fault = unmade;
            return false;
        }
        /* A bundle of what is not there cannot be sold. */
        *found = (struct availability){.counted = true};
        return is_told(reader, sku, found, fault);
    }
    if (!goods.are_parts)
        return of_kept(reader, sku, found, fault);
    return of_parts(reader->store, &goods, found, fault) && is_told(reader, sku, found, fault);
}

bool product_availability(struct store *store, struct slice sku, struct slice record, const struct product_facts *facts,
                          struct arena *arena, struct availability *found, struct fault *fault)
{
    struct stock_reader reader = {.store = store};
    bool done = of_product(&reader, sku, record, facts, arena, found, fault);

    stock_reader_end(&reader);
    return done;
}

/* Of an SKU: one that is no product may have a stock. */
static bool of_sku(struct stock_reader *reader, struct slice sku, struct arena *arena, struct availability *found,
                   struct fault *fault)
{
    struct product_facts facts;
    struct slice record;
    struct fault unknown = FAULT_INIT;

    if (product_find(reader->store, sku, &record, &facts, &unknown))
        return of_product(reader, sku, record, &facts, arena, found, fault);
    if (unknown.kind == FAULT_REFUSED)
        return of_kept(reader, sku, found, fault);
    *fault = unknown;
    return false;
}

/* Of one SKU that is on a shelf; what is sold without a stock is not counted unless somebody keeps one. */
static bool kept_at(struct store *store, struct slice sku, struct slice location, bool is_uncounted_kind,
                    struct availability *found, struct fault *fault)
{
    struct stock_level level = {0};
    bool counted = true;

    if (!stock_find(store, sku, location, &level, &found->told, fault) ||
        (is_uncounted_kind && !stock_is_counted(store, sku, &counted, fault)))
        return false;
    found->counted = counted;
    found->units = stock_available(&level);
    return true;
}

bool availability_at(struct store *store, struct slice sku, struct slice location, struct arena *arena, struct availability *found,
                     struct fault *fault)
{
    struct product_facts facts;
    struct slice record;
    struct goods goods;
    struct fault refused = FAULT_INIT;

    *found = (struct availability){.counted = true};
    if (!product_find(store, sku, &record, &facts, &refused) ||
        ((facts.traits & PRODUCT_IS_BUNDLE) &&
         !goods_of(&goods, store, sku, scan_find(record, "components"), false, arena, &refused))) {
        if (refused.kind == FAULT_REFUSED)
            return true;
        *fault = refused;
        return false;
    }
    if (!(facts.traits & PRODUCT_IS_BUNDLE))
        return kept_at(store, sku, location, facts.traits & PRODUCT_IS_UNCOUNTED, found, fault);
    found->counted = goods.count > 0;
    return !goods.count || made_at(store, &goods, location, &found->units, fault);
}

void stock_reader_end(struct stock_reader *reader)
{
    if (reader->begun)
        stock_places_end(&reader->places);
    reader->begun = false;
}

bool article_availability(const struct article *article, struct stock_reader *reader, struct availability *found,
                          struct fault *fault)
{
    struct slice sku = article_text(article, ARTICLE_SKU);
    struct arena arena = ARENA_INIT;
    bool done;

    /* Whoever adds up stock finds none of what nobody keeps. */
    if (article->member[ARTICLE_AVAILABLE] && !is_uncounted(article_text(article, ARTICLE_KIND))) {
        *found =
            (struct availability){.counted = true, .told = true, .units = json_integer_value(article->member[ARTICLE_AVAILABLE])};
        return !reader->store || is_told(reader, sku, found, fault);
    }
    *found = (struct availability){0};
    if (!reader->store)
        return true;
    done = of_sku(reader, sku, &arena, found, fault);
    arena_release(&arena);
    return done;
}
