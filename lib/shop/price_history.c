/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "shop/price_history.h"

#include "shop/life.h"
#include "shop/price_past.h"
#include "shop/product.h"

#include <stdlib.h>

struct archived_list {
    instant since, until;
    struct price_list list;
};

struct archived_promotion {
    instant since, until;
    struct promotion promotion;
};

void price_archive_release(struct price_archive *archive)
{
    arena_release(&archive->arena);
    *archive = (struct price_archive)PRICE_ARCHIVE_INIT;
}

/* All values that the records of a kind ever had. */
static bool read_versions(struct store *store, const char *kind, struct arena *arena, struct price_versions **all, size_t *records,
                          size_t *count, struct fault *fault)
{
    struct slice *ids;

    *count = 0;
    if (!price_past_ids(store, kind, INT64_MIN, arena, &ids, records, fault))
        return false;
    *all = arena_take(arena, *records * sizeof **all);
    for (size_t i = 0; i < *records; i++) {
        if (!price_versions_read(&(*all)[i], store, ids[i], INT64_MIN, arena, fault))
            return false;
        *count += (*all)[i].count;
    }
    return true;
}

static bool read_lists(struct price_archive *archive, struct store *store, struct fault *fault)
{
    struct price_versions *all;
    size_t records;
    size_t count;

    if (!read_versions(store, "price_list/", &archive->arena, &all, &records, &count, fault))
        return false;
    archive->lists = arena_take(&archive->arena, count * sizeof *archive->lists);
    for (size_t i = 0; i < records; i++)
        for (size_t j = 0; j < all[i].count; j++) {
            struct archived_list *row = &archive->lists[archive->list_count++];

            row->since = all[i].rows[j].since;
            row->until = all[i].rows[j].until;
            if (!price_list_from_stored(&row->list, all[i].rows[j].value, &archive->arena, fault))
                return false;
        }
    return true;
}

static bool read_promotions(struct price_archive *archive, struct store *store, struct fault *fault)
{
    struct price_versions *all;
    size_t records;
    size_t count;

    if (!read_versions(store, "promotion/", &archive->arena, &all, &records, &count, fault))
        return false;
    archive->promotions = arena_take(&archive->arena, count * sizeof *archive->promotions);
    for (size_t i = 0; i < records; i++)
        for (size_t j = 0; j < all[i].count; j++) {
            struct archived_promotion *row = &archive->promotions[archive->promotion_count++];

            row->since = all[i].rows[j].since;
            row->until = all[i].rows[j].until;
            if (!promotion_from_stored(&row->promotion, all[i].rows[j].value, &archive->arena, fault))
                return false;
        }
    return true;
}

bool price_archive_read(struct price_archive *archive, struct store *store, struct fault *fault)
{
    price_archive_release(archive);
    return read_lists(archive, store, fault) && read_promotions(archive, store, fault);
}

/* Instants at which the price may have become another. */
struct moments {
    struct arena *arena;
    instant *rows;
    size_t count, room;
};

static void add_moment(struct moments *moments, instant at)
{
    if (moments->count == moments->room) {
        instant *wider = arena_take(moments->arena, (moments->room * 2 + 16) * sizeof *wider);

        if (moments->count)
            memcpy(wider, moments->rows, moments->count * sizeof *wider);
        moments->rows = wider;
        moments->room = moments->room * 2 + 16;
    }
    moments->rows[moments->count++] = at;
}

/* Of a value that held from `since` to `until`: what is dated in it counts in between alone. */
static void add_dated(struct moments *moments, instant since, instant until, const struct validity *validity)
{
    if (validity->from > since && validity->from < until)
        add_moment(moments, validity->from);
    if (validity->until > since && validity->until < until)
        add_moment(moments, validity->until);
}

/* The days on which it begins or ceases to be sold: what was not for sale had no price that was shown. */
static void add_life(struct moments *moments, instant since, instant until, const struct product_life *life)
{
    const struct slice dates[] = {life->launch_on, life->retire_on};
    day turns[SEASON_TURNS];
    day named;
    int first;
    int last;
    unsigned month;
    unsigned dom;

    for (size_t i = 0; i < sizeof dates / sizeof *dates; i++)
        if (day_read(dates[i], &named))
            add_dated(moments, since, until, &(struct validity){day_start(named), VALIDITY_OPEN_UNTIL});
    day_to_civil(instant_day(since), &first, &month, &dom);
    day_to_civil(instant_day(until), &last, &month, &dom);
    for (int year = first; year <= last; year++)
        for (size_t i = product_season_turns(life, year, turns); i-- > 0;)
            add_dated(moments, since, until, &(struct validity){day_start(turns[i]), VALIDITY_OPEN_UNTIL});
}

static void add_version(struct moments *moments, instant since, instant until)
{
    add_moment(moments, since);
    if (until != INT64_MAX)
        add_moment(moments, until);
}

/* What one record of prices in a list, or one product, said and when, read once for all moments. */
struct dated_entries {
    const struct price_list *list; /* by its name: another value of the list may hold */
    bool inherited;                /* they are the parent's */
    instant since, until;
    struct price_entries entries;
};

struct dated_product {
    instant since, until;
    struct priced_product product;
    struct product_life life;
};

struct past {
    const struct price_archive *archive;
    const struct price_question *question;
    bool all; /* also lists that are for others */
    struct arena *arena;
    struct dated_product *products;
    size_t product_count;
    struct dated_entries *entries;
    size_t entry_count, entry_room;
    struct moments moments;
};

/* A product and its parent change each for itself: a row for each time in which neither did. */
static bool cross_with_parent(struct past *past, const struct price_version *own, const struct price_versions *parents,
                              struct fault *fault)
{
    instant since = own->since;

    while (since < own->until) {
        const struct price_version *parent = price_versions_at(parents, since);
        struct dated_product *row = &past->products[past->product_count++];
        instant until = own->until;

        for (size_t i = 0; i < parents->count; i++) {
            if (parents->rows[i].since > since && parents->rows[i].since < until)
                until = parents->rows[i].since;
            if (parents->rows[i].until > since && parents->rows[i].until < until)
                until = parents->rows[i].until;
        }
        *row = (struct dated_product){.since = since, .until = until, .life = product_life_of(own->value)};
        if (parent)
            product_life_inherit(&row->life, parent->value);
        if (!priced_product_read(&row->product, past->question->sku, own->value, parent ? parent->value : (struct slice){NULL, 0},
                                 past->arena, fault))
            return false;
        add_version(&past->moments, since, until);
        add_dated(&past->moments, since, until, &row->product.sale_validity);
        add_life(&past->moments, since, until < past->question->at ? until : past->question->at + 1, &row->life);
        since = until;
    }
    return true;
}

static bool read_products(struct past *past, struct store *store, struct slice *parent, struct fault *fault)
{
    struct price_versions own;
    struct price_versions parents = {0};
    struct text id = TEXT_INIT;
    bool done;

    product_id(past->question->sku, &id);
    done = price_versions_read(&own, store, text_slice(&id), INT64_MIN, past->arena, fault);
    *parent = done && own.count ? priced_product_parent(own.rows[own.count - 1].value, past->arena) : (struct slice){NULL, 0};
    if (done && parent->bytes) {
        product_id(*parent, &id);
        done = price_versions_read(&parents, store, text_slice(&id), INT64_MIN, past->arena, fault);
    }
    text_release(&id);
    if (!done)
        return false;
    past->products = arena_take(past->arena, own.count * (2 * parents.count + 1) * sizeof *past->products);
    for (size_t i = 0; done && i < own.count; i++)
        done = cross_with_parent(past, &own.rows[i], &parents, fault);
    return done;
}

static bool add_entries(struct past *past, const struct price_list *list, const struct price_version *version, bool inherited,
                        struct fault *fault)
{
    struct dated_entries *row;

    if (past->entry_count == past->entry_room) {
        struct dated_entries *wider = arena_take(past->arena, (past->entry_room * 2 + 8) * sizeof *wider);

        if (past->entry_count)
            memcpy(wider, past->entries, past->entry_count * sizeof *wider);
        past->entries = wider;
        past->entry_room = past->entry_room * 2 + 8;
    }
    row = &past->entries[past->entry_count++];
    *row = (struct dated_entries){.list = list, .inherited = inherited, .since = version->since, .until = version->until};
    add_version(&past->moments, row->since, row->until);
    if (!price_entries_from_stored(&row->entries, version->value, past->arena, fault))
        return false;
    for (size_t i = 0; i < row->entries.count; i++)
        add_dated(&past->moments, row->since, row->until, &row->entries.rows[i].validity);
    return true;
}

static bool read_entries(struct past *past, struct store *store, const struct price_list *list, struct slice sku, bool inherited,
                         struct fault *fault)
{
    struct price_versions versions;
    struct text id = TEXT_INIT;
    bool done;

    price_entries_id(list->id, sku, &id);
    done = price_versions_read(&versions, store, text_slice(&id), INT64_MIN, past->arena, fault);
    for (size_t i = 0; done && i < versions.count; i++)
        done = add_entries(past, list, &versions.rows[i], inherited, fault);
    text_release(&id);
    return done;
}

static bool concerns(const struct archived_list *row, const struct past *past)
{
    return past->all || (market_fits(&row->list.market, &past->question->market) &&
                         strcmp(row->list.currency.code, past->question->currency.code) == 0);
}

static bool read_past_lists(struct past *past, struct store *store, struct slice parent, struct fault *fault)
{
    const struct price_archive *archive = past->archive;
    const struct price_list *last = NULL;

    for (size_t i = 0; i < archive->list_count; i++) {
        const struct archived_list *row = &archive->lists[i];

        if (!concerns(row, past))
            continue;
        add_version(&past->moments, row->since, row->until);
        add_dated(&past->moments, row->since, row->until, &row->list.validity);
        /* Values of one list stand together. */
        if ((!last || !slice_equal(last->id, row->list.id)) &&
            (!read_entries(past, store, &row->list, past->question->sku, false, fault) ||
             (parent.bytes && !read_entries(past, store, &row->list, parent, true, fault))))
            return false;
        last = &row->list;
    }
    return true;
}

static void note_promotions(struct past *past)
{
    for (size_t i = 0; i < past->archive->promotion_count; i++) {
        const struct archived_promotion *row = &past->archive->promotions[i];

        if (!promotion_is_shown(&row->promotion) || promotion_misfit(&row->promotion, &past->question->market))
            continue;
        add_version(&past->moments, row->since, row->until);
        add_dated(&past->moments, row->since, row->until, &row->promotion.validity);
    }
}

static int by_list(const void *a, const void *b)
{
    return price_list_compare(((const struct listed_prices *)a)->list, ((const struct listed_prices *)b)->list);
}

static int by_promotion(const void *a, const void *b)
{
    return promotion_compare(((const struct running_promotion *)a)->promotion, ((const struct running_promotion *)b)->promotion);
}

/* The SKU's own prices in a list at an instant, else its parent's; NULL: none. */
static const struct price_entries *entries_at(const struct past *past, struct slice list, instant at)
{
    const struct price_entries *found = NULL;

    for (size_t i = 0; i < past->entry_count; i++) {
        const struct dated_entries *row = &past->entries[i];

        if (at < row->since || at >= row->until || !slice_equal(row->list->id, list))
            continue;
        if (!row->inherited)
            return &row->entries;
        found = &row->entries;
    }
    return found;
}

/* All that made the price at an instant; `room` has place for every list and promotion. */
static void case_at(const struct past *past, instant at, struct price_case *room)
{
    const struct price_archive *archive = past->archive;

    room->list_count = room->promotion_count = 0;
    for (size_t i = 0; i < archive->list_count; i++) {
        const struct archived_list *row = &archive->lists[i];

        const struct price_entries *entries;

        if (at < row->since || at >= row->until || !concerns(row, past))
            continue;
        entries = entries_at(past, row->list.id, at);
        if (entries)
            room->lists[room->list_count++] = (struct listed_prices){&row->list, *entries};
        else if (past->all)
            room->lists[room->list_count++] = (struct listed_prices){.list = &row->list};
    }
    for (size_t i = 0; i < archive->promotion_count; i++) {
        const struct archived_promotion *row = &archive->promotions[i];

        if (at >= row->since && at < row->until && promotion_is_shown(&row->promotion))
            room->promotions[room->promotion_count++] = (struct running_promotion){&row->promotion, false};
    }
    if (room->list_count)
        qsort(room->lists, room->list_count, sizeof *room->lists, by_list);
    if (room->promotion_count)
        qsort(room->promotions, room->promotion_count, sizeof *room->promotions, by_promotion);
}

static void make_room(const struct past *past, struct price_case *room)
{
    room->lists = arena_take(past->arena, past->archive->list_count * sizeof *room->lists);
    room->promotions = arena_take(past->arena, past->archive->promotion_count * sizeof *room->promotions);
}

static const struct dated_product *product_at(const struct past *past, instant at)
{
    for (size_t i = past->product_count; i-- > 0;)
        if (at >= past->products[i].since && at < past->products[i].until)
            return &past->products[i];
    return NULL;
}

static struct price_point point_at(const struct past *past, instant at, struct price_case *room, const struct settings *settings)
{
    const struct dated_product *product = product_at(past, at);
    struct price_point point = {at, PRODUCT_UNSET, PRODUCT_UNSET};
    struct price_question question = *past->question;
    struct resolved_price resolved;

    if (!product || product_sale(&product->life, instant_day(at)) != SALE_OPEN)
        return point;
    room->product = product->product;
    case_at(past, at, room);
    question.at = at;
    question.quantity = 1;
    price_resolve(room, &question, settings, &resolved, NULL, past->arena);
    point.shown = resolved.shown;
    point.lasting = resolved.lasting;
    return point;
}

static int by_time(const void *a, const void *b)
{
    const instant *x = a;
    const instant *y = b;

    return (*x > *y) - (*x < *y);
}

static bool same_point(const struct price_point *a, const struct price_point *b)
{
    return a->shown == b->shown && a->lasting == b->lasting;
}

bool price_history_read(struct price_point **points, size_t *count, const struct price_archive *archive, struct store *store,
                        const struct settings *settings, const struct price_question *question, struct arena *arena,
                        struct fault *fault)
{
    struct past past = {.archive = archive, .question = question, .arena = arena, .moments = {.arena = arena}};
    struct price_case room = {0};
    struct slice parent;
    instant first;

    *points = NULL;
    *count = 0;
    if (!read_products(&past, store, &parent, fault))
        return false;
    if (!past.product_count)
        return true;
    if (!read_past_lists(&past, store, parent, fault))
        return false;
    note_promotions(&past);
    first = past.products[0].since;
    make_room(&past, &room);
    *points = arena_take(arena, past.moments.count * sizeof **points);
    qsort(past.moments.rows, past.moments.count, sizeof *past.moments.rows, by_time);
    for (size_t i = 0; i < past.moments.count && past.moments.rows[i] <= question->at; i++) {
        struct price_point point;

        if (past.moments.rows[i] < first || (i && past.moments.rows[i] == past.moments.rows[i - 1]))
            continue;
        point = point_at(&past, past.moments.rows[i], &room, settings);
        if (!*count || !same_point(&point, &(*points)[*count - 1]))
            (*points)[(*count)++] = point;
    }
    return true;
}

bool price_case_read_past(struct price_case *found, const struct price_archive *archive, struct store *store,
                          const struct price_question *question, bool all, struct arena *arena, struct fault *fault)
{
    struct past past = {.archive = archive, .question = question, .all = all, .arena = arena, .moments = {.arena = arena}};
    const struct dated_product *product;
    struct slice parent;

    *found = (struct price_case){0};
    if (!read_products(&past, store, &parent, fault))
        return false;
    product = product_at(&past, question->at);
    if (!product)
        return fault_set(fault, FAULT_REFUSED, "unknown_sku", "sku",
                         past.product_count ? "there was no \"%.*s\" then" : "unknown sku \"%.*s\"", SLICE_ARGS(question->sku));
    if (!read_past_lists(&past, store, parent, fault))
        return false;
    make_room(&past, found);
    found->product = product->product;
    case_at(&past, question->at, found);
    return true;
}
