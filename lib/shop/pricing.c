/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "shop/pricing.h"

#include "shop/keys.h"
#include "shop/members.h"
#include "shop/product.h"
#include "shop/promotion_use.h"
#include "json/scan.h"

#include <stdlib.h>

/* What is asked, by which prices, for whom to explain. */
struct resolving {
    const struct price_question *question;
    const struct settings *settings;
    percent vat_rate;
    struct price_candidates *candidates;
};

static void note(const struct resolving *resolving, const char *kind, struct slice id, price unit, const char *outcome)
{
    struct price_candidates *all = resolving->candidates;

    if (!all)
        return;
    if (all->count == all->room) {
        struct price_candidate *wider = arena_take(all->arena, (all->room * 2 + 8) * sizeof *wider);

        if (all->count)
            memcpy(wider, all->rows, all->count * sizeof *wider);
        all->rows = wider;
        all->room = all->room * 2 + 8;
    }
    all->rows[all->count] = (struct price_candidate){.kind = kind, .id = id, .price = unit, .outcome = outcome};
    all->count++;
}

static void note_entry(const struct resolving *resolving, const struct price_list *list, const struct price_entry *entry,
                       price unit, const char *outcome)
{
    note(resolving, "price_list", list->id, unit, outcome);
    if (resolving->candidates && entry)
        resolving->candidates->rows[resolving->candidates->count - 1].from_quantity = entry->from_quantity;
}

/* In the kind of price that was asked for. */
static price taxed(price unit, bool includes_tax, const struct resolving *resolving)
{
    const wide whole = PERCENT_WHOLE;
    percent rate = resolving->vat_rate;

    if (unit == PRODUCT_UNSET || includes_tax == resolving->question->prices_include_tax)
        return unit;
    return (int64_t)(includes_tax ? divide_rounded(unit * whole, whole + rate) : divide_rounded(unit * (whole + rate), whole));
}

static const char *validity_misfit(const struct validity *validity, instant at)
{
    return at < validity->from ? "not_yet" : at >= validity->until ? "over" : NULL;
}

static const char *list_misfit(const struct price_list *list, const struct price_question *question)
{
    const char *misfit = market_misfit(&list->market, &question->market);

    if (misfit)
        return misfit;
    if (strcmp(list->currency.code, question->currency.code) != 0)
        return "other_currency";
    return validity_misfit(&list->validity, question->at);
}

/* Why a list that fits has no price: none at all, none for so few, or none at that moment. */
static const char *entries_misfit(const struct price_entries *entries, const struct price_question *question)
{
    const char *misfit = entries->count ? "quantity" : "no_price";

    for (size_t i = 0; i < entries->count; i++)
        if (entries->rows[i].from_quantity <= question->quantity)
            misfit = validity_misfit(&entries->rows[i].validity, question->at);
    return misfit;
}

static void resolve_lists(const struct price_case *all, const struct resolving *resolving, struct resolved_price *resolved)
{
    for (size_t i = 0; i < all->list_count; i++) {
        const struct listed_prices *listed = &all->lists[i];
        const char *misfit = list_misfit(listed->list, resolving->question);
        const struct price_entry *entry = NULL;
        price unit = PRODUCT_UNSET;

        if (!misfit) {
            entry = price_entries_at(&listed->entries, resolving->question->quantity, resolving->question->at, false);
            misfit = entry ? NULL : entries_misfit(&listed->entries, resolving->question);
        }
        if (entry)
            unit = taxed(entry->price, listed->list->prices_include_tax, resolving);
        if (entry && resolved->source == PRICE_OF_NOTHING) {
            resolved->source = PRICE_OF_LIST;
            resolved->list = listed->list->id;
            resolved->price = unit;
            note_entry(resolving, listed->list, entry, unit, "taken");
        } else {
            note_entry(resolving, listed->list, entry, unit, entry ? "outranked" : misfit);
        }
        if (!resolving->candidates && resolved->source == PRICE_OF_LIST)
            return;
    }
}

/* The price that holds when everything that ends by itself has ended. */
static price lasting_price(const struct price_case *all, const struct resolving *resolving, price own)
{
    for (size_t i = 0; i < all->list_count; i++) {
        const struct listed_prices *listed = &all->lists[i];
        const struct price_entry *entry;

        if (list_misfit(listed->list, resolving->question) || listed->list->validity.until != VALIDITY_OPEN_UNTIL)
            continue;
        entry = price_entries_at(&listed->entries, resolving->question->quantity, resolving->question->at, true);
        if (entry)
            return taxed(entry->price, listed->list->prices_include_tax, resolving);
    }
    return own;
}

static void resolve_sale(const struct priced_product *product, price own, const struct resolving *resolving,
                         struct resolved_price *resolved)
{
    price reduced = taxed(product->sale, resolving->settings->prices_include_tax, resolving);
    const char *misfit = validity_misfit(&product->sale_validity, resolving->question->at);

    if (reduced == PRODUCT_UNSET)
        return;
    if (!misfit && own != PRODUCT_UNSET && reduced >= own)
        misfit = "not_lower";
    if (misfit || resolved->source != PRICE_OF_NOTHING) {
        note(resolving, "sale", (struct slice){NULL, 0}, reduced, misfit ? misfit : "outranked");
        return;
    }
    resolved->source = PRICE_OF_SALE;
    resolved->price = reduced;
    note(resolving, "sale", (struct slice){NULL, 0}, reduced, "taken");
}

static void resolve_own(price own, const struct resolving *resolving, struct resolved_price *resolved)
{
    bool taken = resolved->source == PRICE_OF_NOTHING && own != PRODUCT_UNSET;

    if (taken) {
        resolved->source = PRICE_OF_PRODUCT;
        resolved->price = own;
    }
    note(resolving, "product", (struct slice){NULL, 0}, own, taken ? "taken" : own == PRODUCT_UNSET ? "no_price" : "outranked");
}

static const char *promotion_outcome(const struct running_promotion *running, const struct promoted *product,
                                     const struct price_question *question)
{
    const char *misfit = promotion_misfit(running->promotion, &question->market);

    if (misfit)
        return misfit;
    if (!promotion_covers(running->promotion, product))
        return "other_goods";
    misfit = validity_misfit(&running->promotion->validity, question->at);
    return misfit ? misfit : running->used_up ? "used_up" : NULL;
}

/* Which promotion goes first: of those of the highest priority that apply, the one that makes the unit cheapest. */
static size_t first_promotion(const struct price_case *all, const struct price_question *question, price unit)
{
    size_t first = all->promotion_count;
    price cheapest = unit;

    for (size_t i = 0; i < all->promotion_count; i++) {
        const struct promotion *promotion = all->promotions[i].promotion;
        price lowered;

        if (first < all->promotion_count && promotion->priority < all->promotions[first].promotion->priority)
            break;
        if (promotion_outcome(&all->promotions[i], &all->product.promoted, question))
            continue;
        lowered = promotion_unit_price(promotion, unit, &question->currency);
        if (lowered < cheapest) {
            first = i;
            cheapest = lowered;
        }
    }
    return first;
}

static void take_promotion(struct resolved_price *resolved, const struct promotion *promotion, price lowered,
                           const struct resolving *resolving)
{
    resolved->shown = lowered;
    resolved->promotions[resolved->promotion_count++] = promotion;
    note(resolving, "promotion", promotion->id, lowered, "taken");
}

static void resolve_promotions(const struct price_case *all, const struct resolving *resolving, struct resolved_price *resolved)
{
    const struct price_question *question = resolving->question;
    size_t first = first_promotion(all, question, resolved->price);
    bool combines = first < all->promotion_count && all->promotions[first].promotion->combines;

    if (first < all->promotion_count)
        take_promotion(resolved, all->promotions[first].promotion,
                       promotion_unit_price(all->promotions[first].promotion, resolved->price, &question->currency), resolving);
    for (size_t i = 0; i < all->promotion_count; i++) {
        const struct promotion *promotion = all->promotions[i].promotion;
        const char *outcome = promotion_outcome(&all->promotions[i], &all->product.promoted, question);
        price lowered = promotion_unit_price(promotion, resolved->shown, &question->currency);

        if (i == first)
            continue;
        if (!outcome && combines && promotion->combines && lowered < resolved->shown)
            take_promotion(resolved, promotion, lowered, resolving);
        else
            note(resolving, "promotion", promotion->id, PRODUCT_UNSET,
                 outcome                           ? outcome
                 : first == all->promotion_count   ? "not_lower"
                 : combines && promotion->combines ? "not_lower"
                                                   : "outranked");
    }
}

void price_resolve(const struct price_case *all, const struct price_question *question, const struct settings *settings,
                   struct resolved_price *resolved, struct price_candidates *candidates, struct arena *arena)
{
    struct resolving resolving = {question, settings, all->product.vat_rate, candidates};
    bool own_currency = strcmp(question->currency.code, settings->currency.code) == 0;
    price own;

    if (resolving.vat_rate == PRODUCT_UNSET)
        resolving.vat_rate = settings->has_vat_rate ? settings->vat_rate : 0;
    own = own_currency ? taxed(all->product.price, settings->prices_include_tax, &resolving) : PRODUCT_UNSET;
    *resolved = (struct resolved_price){.price = PRODUCT_UNSET, .shown = PRODUCT_UNSET};
    resolve_lists(all, &resolving, resolved);
    if (own_currency)
        resolve_sale(&all->product, own, &resolving, resolved);
    resolve_own(own, &resolving, resolved);
    resolved->shown = resolved->price;
    resolved->lasting = lasting_price(all, &resolving, own);
    if (resolved->price == PRODUCT_UNSET || !all->promotion_count)
        return;
    resolved->promotions = arena_take(arena, all->promotion_count * sizeof *resolved->promotions);
    resolve_promotions(all, &resolving, resolved);
}

/* Reading products. */

enum { P_PARENT, P_BRAND, P_CATEGORY, P_CATEGORIES, P_PRICE, P_SALE, P_VAT_RATE, P_PARTS };

static const struct slice product_names[P_PARTS] = {
    SLICE_CONSTANT("parent"), SLICE_CONSTANT("brand"), SLICE_CONSTANT("category"), SLICE_CONSTANT("categories"),
    SLICE_CONSTANT("price"),  SLICE_CONSTANT("sale"),  SLICE_CONSTANT("vat_rate"),
};

struct slice priced_product_parent(struct slice record, struct arena *arena)
{
    struct slice parent;

    members_of(record, product_names, &parent, 1);
    return text_of(parent, arena);
}

static bool read_sale(struct priced_product *product, struct slice sale, struct fault *fault)
{
    static const struct slice names[] = {SLICE_CONSTANT("price"), SLICE_CONSTANT("from"), SLICE_CONSTANT("until")};
    struct slice parts[3];

    if (!sale.bytes)
        return true;
    members_of(sale, names, parts, 3);
    product->sale_validity = validity_of_stored(parts[1], parts[2]);
    return price_read(scan_text(parts[0]), "sale", &product->sale, fault);
}

bool priced_product_read(struct priced_product *product, struct slice sku, struct slice record, struct slice parent,
                         struct arena *arena, struct fault *fault)
{
    struct slice parts[P_PARTS];
    struct slice inherited[P_PARTS];

    members_of(record, product_names, parts, P_PARTS);
    members_of(parent, product_names, inherited, P_PARTS);
    /* A sale is of the price it stands beside. */
    if (parts[P_PRICE].bytes)
        inherited[P_SALE] = (struct slice){NULL, 0};
    for (size_t i = P_BRAND; i < P_PARTS; i++)
        if (!parts[i].bytes)
            parts[i] = inherited[i];
    *product = (struct priced_product){
        .price = PRODUCT_UNSET, .sale = PRODUCT_UNSET, .vat_rate = PRODUCT_UNSET, .sale_validity = VALIDITY_ALWAYS};
    product->promoted = (struct promoted){.sku = sku,
                                          .parent = text_of(parts[P_PARENT], arena),
                                          .brand = text_of(parts[P_BRAND], arena),
                                          .category = text_of(parts[P_CATEGORY], arena),
                                          .categories = names_of_stored(parts[P_CATEGORIES], arena)};
    return (!parts[P_PRICE].bytes || price_read(scan_text(parts[P_PRICE]), "price", &product->price, fault)) &&
           (!parts[P_VAT_RATE].bytes || percent_read(scan_text(parts[P_VAT_RATE]), "vat_rate", &product->vat_rate, fault)) &&
           read_sale(product, parts[P_SALE], fault);
}

/* The book. */

void price_book_release(struct price_book *book)
{
    arena_release(&book->arena);
    *book = (struct price_book)PRICE_BOOK_INIT;
}

static bool count_of(struct store *store, const char *kind, size_t *count, struct fault *fault)
{
    struct store_walk walk;
    bool found = true;
    bool done = store_walk_begin(&walk, store, slice_of(kind), fault);

    *count = 0;
    while (done && found) {
        done = store_walk_next(&walk, &found, fault);
        *count += done && found;
    }
    store_walk_end(&walk);
    return done;
}

static bool has_any(struct store *store, const char *kind, bool *any, struct fault *fault)
{
    struct store_walk walk;
    bool done = store_walk_begin(&walk, store, slice_of(kind), fault) && store_walk_next(&walk, any, fault);

    store_walk_end(&walk);
    return done;
}

static bool read_row(struct price_book *book, bool lists, size_t at, struct slice value, struct fault *fault)
{
    value = arena_copy(&book->arena, value);
    return lists ? price_list_from_stored(&book->lists[at], value, &book->arena, fault)
                 : promotion_from_stored(&book->promotions[at], value, &book->arena, fault);
}

static bool read_rows(struct price_book *book, struct store *store, bool lists, size_t count, struct fault *fault)
{
    struct store_walk walk;
    struct slice value;
    bool found = true;
    bool done = store_walk_begin(&walk, store, lists ? SLICE("price_list/") : SLICE("promotion/"), fault);

    for (size_t i = 0; done && i < count; i++)
        done = store_walk_next(&walk, &found, fault) && store_walk_value(&walk, &value, fault) &&
               read_row(book, lists, i, value, fault);
    store_walk_end(&walk);
    return done;
}

static int by_list(const void *a, const void *b)
{
    return price_list_compare(a, b);
}

static int by_promotion(const void *a, const void *b)
{
    return promotion_compare(a, b);
}

static bool read_book(struct price_book *book, struct store *store, struct fault *fault)
{
    arena_clear(&book->arena);
    book->list_count = book->promotion_count = 0;
    if (!has_any(store, "customer_group/", &book->groups, fault) || !count_of(store, "price_list/", &book->list_count, fault) ||
        !count_of(store, "promotion/", &book->promotion_count, fault))
        return false;
    book->lists = arena_take(&book->arena, book->list_count * sizeof *book->lists);
    book->promotions = arena_take(&book->arena, book->promotion_count * sizeof *book->promotions);
    if (!read_rows(book, store, true, book->list_count, fault) || !read_rows(book, store, false, book->promotion_count, fault))
        return false;
    if (book->list_count)
        qsort(book->lists, book->list_count, sizeof *book->lists, by_list);
    if (book->promotion_count)
        qsort(book->promotions, book->promotion_count, sizeof *book->promotions, by_promotion);
    return true;
}

bool price_book_refresh(struct price_book *book, struct store *store, struct fault *fault)
{
    uint64_t batch = store_batch_seq(store);
    uint64_t rules = 0;
    struct key key;
    struct slice value;

    if (book->read && book->batch == batch)
        return true;
    key_begin(&key, KEY_PRICE_RULES);
    if (!index_get(store_index(store), TABLE_KEYS, key_slice(&key), &value, fault))
        return false;
    if (value.length == sizeof rules)
        memcpy(&rules, value.bytes, sizeof rules);
    if (rules != book->rules) {
        book->read = false;
        if (!read_book(book, store, fault))
            return false;
        book->rules = rules;
    }
    book->batch = batch;
    book->read = true;
    return true;
}

/* The case. */

static bool read_product(struct priced_product *product, struct store *store, struct slice sku, struct arena *arena,
                         struct fault *fault)
{
    struct text id = TEXT_INIT;
    struct slice record;
    struct slice parent = {NULL, 0};
    struct slice parent_sku;
    bool done;

    product_id(sku, &id);
    done = store_get(store, text_slice(&id), &record, fault);
    if (done && !record.bytes)
        done = fault_set(fault, FAULT_REFUSED, "unknown_sku", "sku", "unknown sku \"%.*s\"", SLICE_ARGS(sku));
    if (done) {
        /* The next look-up may move it. */
        record = arena_copy(arena, record);
        parent_sku = priced_product_parent(record, arena);
        product_id(parent_sku, &id);
        done = (!parent_sku.bytes || store_get(store, text_slice(&id), &parent, fault)) &&
               priced_product_read(product, sku, record, parent, arena, fault);
    }
    text_release(&id);
    return done;
}

static bool read_lists(struct price_case *found, const struct price_book *book, struct store *store,
                       const struct price_question *question, bool all, struct arena *arena, struct fault *fault)
{
    struct slice parent = found->product.promoted.parent;

    found->lists = arena_take(arena, book->list_count * sizeof *found->lists);
    for (size_t i = 0; i < book->list_count; i++) {
        struct listed_prices *listed = &found->lists[found->list_count];

        if (!all && list_misfit(&book->lists[i], question))
            continue;
        listed->list = &book->lists[i];
        if (!price_entries_find(&listed->entries, store, listed->list->id, question->sku, arena, fault) ||
            (!listed->entries.count && parent.bytes &&
             !price_entries_find(&listed->entries, store, listed->list->id, parent, arena, fault)))
            return false;
        found->list_count++;
    }
    return true;
}

static bool is_used_up(const struct promotion *promotion, struct store *store, bool *used_up, struct fault *fault)
{
    struct promotion_use use;

    *used_up = false;
    if (promotion->limit == PROMOTION_UNLIMITED && promotion->stock_cap == PROMOTION_UNLIMITED)
        return true;
    if (!promotion_use_find(store_index(store), promotion->id, SLICE(""), &use, fault))
        return false;
    *used_up = (promotion->limit != PROMOTION_UNLIMITED && use.orders >= promotion->limit) ||
               (promotion->stock_cap != PROMOTION_UNLIMITED && use.units >= promotion->stock_cap);
    return true;
}

static bool read_promotions(struct price_case *found, const struct price_book *book, struct store *store,
                            const struct price_question *question, bool all, struct arena *arena, struct fault *fault)
{
    found->promotions = arena_take(arena, book->promotion_count * sizeof *found->promotions);
    for (size_t i = 0; i < book->promotion_count; i++) {
        const struct promotion *promotion = &book->promotions[i];
        struct running_promotion *running = &found->promotions[found->promotion_count];

        *running = (struct running_promotion){.promotion = promotion};
        if (!promotion_is_shown(promotion) || (!all && promotion_outcome(running, &found->product.promoted, question)))
            continue;
        if (!is_used_up(promotion, store, &running->used_up, fault))
            return false;
        found->promotion_count++;
    }
    return true;
}

bool price_case_read(struct price_case *found, const struct price_book *book, struct store *store,
                     const struct price_question *question, bool all, struct arena *arena, struct fault *fault)
{
    *found = (struct price_case){0};
    return read_product(&found->product, store, question->sku, arena, fault) &&
           read_lists(found, book, store, question, all, arena, fault) &&
           read_promotions(found, book, store, question, all, arena, fault);
}
