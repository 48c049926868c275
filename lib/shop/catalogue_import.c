/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "shop/catalogue_import.h"

#include "shop/chosen.h"
#include "shop/layers.h"
#include "shop/members.h"
#include "shop/product_keys.h"
#include "shop/stock.h"
#include "shop/told_price.h"
#include "json/read.h"
#include "json/scan.h"

#include <inttypes.h>

/* The record being imported, and what was found out for it. */
struct resolved {
    const json_t *record;
    struct slice only;
    struct slice sku, parent; /* parent.bytes NULL: the record's own, if it has one */
    struct slice price;       /* bytes NULL: the record's own; the next likewise */
    const json_t *sale;       /* NULL: the record's own */
    int64_t weight_g;         /* PRODUCT_UNSET */
    const json_t *axes;       /* an array of names; NULL: the record's own */
    struct arena *arena;
};

static bool resolves(struct slice member)
{
    static const struct slice members[] = {
        SLICE_CONSTANT("stock"),
        SLICE_CONSTANT("parent_id"),
        SLICE_CONSTANT("price_over_parent"),
        SLICE_CONSTANT("weight_g_over_parent"),
        SLICE_CONSTANT("reduced_with_parent"),
        SLICE_CONSTANT("untaxed_with_parent"),
        SLICE_CONSTANT("prices_include_tax"),
        SLICE_CONSTANT("identified_by"),
        SLICE_CONSTANT("sku_by_id"),
        SLICE_CONSTANT("axes_of_parent"),
        SLICE_CONSTANT("possible_axes"),
        SLICE_CONSTANT("currency"),
        SLICE_CONSTANT("only_new"),
    };

    for (size_t i = 0; i < sizeof members / sizeof *members; i++)
        if (slice_equal(member, members[i]))
            return true;
    return false;
}

static bool give(struct product *product, const char *name, struct value value, struct fault *fault)
{
    return product_give(product, slice_of(name), &value, fault);
}

static struct value text_value(struct slice text)
{
    return (struct value){.kind = VALUE_TEXT, .text = text};
}

static bool give_chosen(struct product *product, const struct resolved *resolved, const char *name, struct value value,
                        struct fault *fault)
{
    return !is_chosen(resolved->only, slice_of(name)) || give(product, name, value, fault);
}

static bool give_resolved(struct product *product, const struct resolved *resolved, struct fault *fault)
{
    return give(product, "sku", text_value(resolved->sku), fault) &&
           (!resolved->parent.bytes || give_chosen(product, resolved, "parent", text_value(resolved->parent), fault)) &&
           (!resolved->price.bytes || give_chosen(product, resolved, "price", text_value(resolved->price), fault)) &&
           (!resolved->sale || give_chosen(product, resolved, "sale", value_of_json(resolved->sale), fault)) &&
           (resolved->weight_g == PRODUCT_UNSET ||
            give_chosen(product, resolved, "weight_g", (struct value){.kind = VALUE_WHOLE, .whole = resolved->weight_g}, fault)) &&
           (!resolved->axes || give_chosen(product, resolved, "axes", value_of_json(resolved->axes), fault));
}

/* A day that is told as a moment is the one that the shop has then. */
static struct value day_value(const struct resolved *resolved, struct slice name, const json_t *member)
{
    struct slice written = {json_string_value(member), json_string_length(member)};
    struct text text = TEXT_INIT;
    struct fault fault = FAULT_INIT;
    struct value value = value_of_json(member);
    instant moment;

    if ((!slice_is(name, "launch_on") && !slice_is(name, "retire_on")) || written.length <= strlen("2026-11-21") ||
        !moment_read(written, "", &moment, &fault))
        return value;
    day_write(&text, instant_day(moment));
    value = text_value(arena_copy(resolved->arena, text_slice(&text)));
    text_release(&text);
    return value;
}

static bool give_record(void *context, struct product *product, struct fault *fault)
{
    const struct resolved *resolved = context;
    const char *name;
    json_t *member;

    json_object_foreach((json_t *)(uintptr_t)resolved->record, name, member)
    {
        struct slice field = slice_of(name);

        if (!resolves(field) && is_chosen(resolved->only, field) && !give(product, name, day_value(resolved, field, member), fault))
            return false;
    }
    return chosen_give_within(resolved->only, product, resolved->record, fault) && give_resolved(product, resolved, fault);
}

static bool give_axes(void *context, struct product *product, struct fault *fault)
{
    return give(product, "axes", value_of_json(context), fault);
}

static bool has_axes(const struct catalogue_import *import, struct slice sku, bool *has, struct fault *fault)
{
    struct text id = TEXT_INIT;
    struct slice record;
    bool done;

    product_id(sku, &id);
    done = store_get(import->store, text_slice(&id), &record, fault);
    *has = done && scan_find(record, "axes").bytes;
    text_release(&id);
    return done;
}

/* What stands under the id that the platform gave. */
static bool find_listed(const struct catalogue_import *import, const json_t *reference, struct arena *arena, struct slice *sku,
                        struct fault *fault)
{
    struct slice channel;
    struct slice id;
    struct text text = TEXT_INIT;

    if (!field_string(reference, "channel", &channel, fault) || !field_string(reference, "id", &id, fault))
        return fault_within(fault, "parent_id.");
    if (!channel.bytes || !id.bytes)
        return field_missing("parent_id", fault);
    if (!product_listed(import->store, channel, id, sku, fault))
        return false;
    if (!sku->bytes) {
        text_add_string(&text, "id:");
        text_add_slice(&text, id);
        *sku = text_slice(&text);
    }
    *sku = arena_copy(arena, *sku);
    text_release(&text);
    return true;
}

/* The SKU is the platform's name for the product; one with variants is not one that is sold itself. */
static bool find_named(const struct catalogue_import *import, struct resolved *resolved, const json_t *reference,
                       struct arena *arena, struct fault *fault)
{
    struct slice channel;
    struct slice id;
    struct slice known;
    bool is_parent;

    if (!field_string(reference, "channel", &channel, fault) || !field_string(reference, "id", &id, fault))
        return fault_within(fault, "sku_by_id.");
    if (!channel.bytes || !id.bytes)
        return field_missing("sku_by_id", fault);
    if (!product_listed(import->store, channel, id, &known, fault))
        return false;
    if (!known.bytes)
        return true;
    known = arena_copy(arena, known);
    if (!has_axes(import, known, &is_parent, fault))
        return false;
    if (is_parent == (json_object_get(resolved->record, "axes") != NULL))
        resolved->sku = known;
    return true;
}

/* A product without an SKU of its own may have got one here. */
static bool find_sku(const struct catalogue_import *import, struct resolved *resolved, struct arena *arena, struct fault *fault)
{
    const json_t *ids;
    const json_t *reference;
    const char *channel;
    json_t *id;
    struct slice known = {NULL, 0};

    if (!field_object(resolved->record, "sku_by_id", &reference, fault))
        return false;
    if (reference)
        return find_named(import, resolved, reference, arena, fault);
    if (!slice_starts(resolved->sku, "id:") || !field_object(resolved->record, "ids", &ids, fault) || !ids)
        return fault->kind == FAULT_NONE;
    json_object_foreach((json_t *)(uintptr_t)ids, channel, id)
    {
        if (!known.bytes && json_is_string(id) &&
            !product_listed(import->store, slice_of(channel), slice_of(json_string_value(id)), &known, fault))
            return false;
    }
    if (known.bytes)
        resolved->sku = arena_copy(arena, known);
    return true;
}

/* Two products of a platform may have one SKU; here the second would take the first one's place. */
static bool same_product(const struct resolved *resolved, struct slice stored, struct fault *fault)
{
    struct slice channel;
    struct slice known;
    const char *id;

    if (!field_string(resolved->record, "identified_by", &channel, fault) || !channel.bytes || !stored.bytes)
        return fault->kind == FAULT_NONE;
    id = json_string_value(json_object_get(json_object_get(resolved->record, "ids"), channel.bytes));
    known = scan_text(scan_find(scan_find(stored, "ids"), channel.bytes));
    return !id || !known.bytes || slice_is(known, id) ||
           fault_set(fault, FAULT_REFUSED, "other_product", "sku", "is that of the product %.*s of %s", SLICE_ARGS(known),
                     channel.bytes);
}

/* Takes the SKU back if it is none of a product with variants. */
static bool keep_if_parent(const struct catalogue_import *import, struct slice *sku, struct fault *fault)
{
    bool has = false;

    if (!has_axes(import, *sku, &has, fault))
        return false;
    if (!has)
        *sku = (struct slice){NULL, 0};
    return true;
}

static bool find_parent(const struct catalogue_import *import, struct resolved *resolved, struct arena *arena, struct slice *parent,
                        struct slice *stored, struct fault *fault)
{
    const json_t *reference;
    struct text id = TEXT_INIT;
    bool done;

    *stored = (struct slice){NULL, 0};
    if (!field_object(resolved->record, "parent_id", &reference, fault) || !field_string(resolved->record, "parent", parent, fault))
        return false;
    if (reference && (!find_listed(import, reference, arena, &resolved->parent, fault) ||
                      (parent->bytes && !keep_if_parent(import, &resolved->parent, fault))))
        return false;
    if (resolved->parent.bytes)
        *parent = resolved->parent;
    if (parent->bytes && slice_equal(*parent, resolved->sku))
        return fault_set(fault, FAULT_REFUSED, "own_parent", "sku", "is the SKU of the product that it is to be a variant of");
    if (!parent->bytes || parent->length > SKU_LIMIT)
        return true;
    product_id(*parent, &id);
    done = store_get(import->store, text_slice(&id), stored, fault);
    text_release(&id);
    return done;
}

static struct slice written_price(price value, struct arena *arena)
{
    static const struct currency at_least = {"", 2};
    struct text text = TEXT_INIT;
    struct slice written;

    price_write(&text, value, &at_least);
    written = arena_copy(arena, text_slice(&text));
    text_release(&text);
    return written;
}

/* The rate of VAT of the record, else as it is stored, else its parent's. One that is no rate is refused when it is given. */
static bool find_rate(const struct resolved *resolved, struct slice stored, struct slice parent, percent *rate, struct fault *fault)
{
    const json_t *own = json_object_get(resolved->record, "vat_rate");
    struct slice told = {json_string_value(own), json_string_length(own)};

    *rate = PRODUCT_UNSET;
    if (!told.bytes && stored.bytes)
        told = scan_text(scan_find(stored, "vat_rate"));
    if (!told.bytes && parent.bytes)
        told = scan_text(scan_find(parent, "vat_rate"));
    return !told.bytes || percent_read(told, "vat_rate", rate, fault);
}

/* Makes the record's prices the shop's. */
static bool find_basis(const struct catalogue_import *import, struct resolved *resolved, percent rate, struct arena *arena,
                       struct fault *fault)
{
    const json_t *sale = json_object_get(resolved->record, "sale");
    struct slice told;
    struct slice reduced = {NULL, 0};
    struct tax_factor factor;
    price value;
    bool with_tax;
    bool present;

    if (!field_bool(resolved->record, "prices_include_tax", &with_tax, &present, fault) || !present)
        return fault->kind == FAULT_NONE;
    if (!tax_factor_find(&factor, with_tax, rate, import->settings, fault) ||
        !field_string(resolved->record, "price", &told, fault) ||
        (json_is_object(sale) && !field_string(sale, "price", &reduced, fault)))
        return false;
    if (factor.numerator == factor.denominator)
        return true;
    if (told.bytes && !price_read(told, "price", &value, fault))
        return false;
    if (told.bytes)
        resolved->price = written_price(tax_factor_apply(&factor, value), arena);
    if (reduced.bytes && !price_read(reduced, "sale.price", &value, fault))
        return false;
    if (reduced.bytes)
        resolved->sale = sale_at(sale, tax_factor_apply(&factor, value), arena);
    return true;
}

/* What the parent keeps in the column that the record's member names; bytes NULL: nothing, or the record has no such member. */
static bool kept_by_parent(const json_t *record, const char *member, const json_t *parent, struct slice *cell, struct fault *fault)
{
    const json_t *where;
    struct slice channel;
    struct slice column;

    *cell = (struct slice){NULL, 0};
    if (!field_object(record, member, &where, fault) || !where)
        return fault->kind == FAULT_NONE;
    if (!field_string(where, "channel", &channel, fault) || !field_string(where, "column", &column, fault))
        return fault_within(fault, "%s.", member);
    if (!channel.bytes || !column.bytes)
        return field_missing(member, fault);
    where = json_object_get(json_object_get(json_object_get(parent, "columns"), channel.bytes), column.bytes);
    if (json_is_string(where))
        *cell = (struct slice){json_string_value(where), json_string_length(where)};
    return true;
}

/* The variant is reduced as its parent is. */
static bool reduce(const json_t *parent, struct resolved *resolved, price whole, price own, struct arena *arena,
                   struct fault *fault)
{
    const json_t *sale = json_object_get(parent, "sale");
    struct slice told;
    struct slice share;
    price reduced;
    percent percentage = 0;

    if (!json_object_get(resolved->record, "reduced_with_parent"))
        return true;
    resolved->sale = json_null();
    if (!kept_by_parent(resolved->record, "reduced_with_parent", parent, &share, fault) ||
        (share.bytes && !percent_read(share, "sale", &percentage, fault)))
        return false;
    if (!sale)
        return true;
    if (!field_string(sale, "price", &told, fault) || !price_read(told, "sale.price", &reduced, fault))
        return false;
    resolved->sale = sale_at(sale, reduced_alike(whole, reduced, percentage, own), arena);
    return true;
}

/* What is told over the parent's price, as the shop has its prices. */
static bool read_over(const struct catalogue_import *import, struct slice over, const json_t *parent,
                      const struct resolved *resolved, percent rate, price *more, struct fault *fault)
{
    bool negative = slice_starts(over, "-");
    struct tax_factor factor;
    struct slice told;

    if (!price_read(slice_from(over, negative), "price_over_parent", more, fault) ||
        !kept_by_parent(resolved->record, "untaxed_with_parent", parent, &told, fault) ||
        !tax_factor_find(&factor, !told.bytes && import->settings->prices_include_tax, rate, import->settings, fault))
        return false;
    *more = tax_factor_apply(&factor, negative ? -*more : *more);
    return true;
}

static bool price_over(const struct catalogue_import *import, struct slice over, struct slice stored, struct resolved *resolved,
                       percent rate, struct arena *arena, struct fault *fault)
{
    const json_t *parent = record_read(stored, arena, fault);
    struct slice told;
    price base = 0;
    price more;

    if (!parent || !field_string(parent, "price", &told, fault) || (told.bytes && !price_read(told, "price", &base, fault)) ||
        !read_over(import, over, parent, resolved, rate, &more, fault))
        return false;
    if (base + more < 0)
        return fault_set(fault, FAULT_REFUSED, "out_of_range", "price_over_parent",
                         "leaves less than nothing of the parent's price");
    resolved->price = written_price(base + more, arena);
    return reduce(parent, resolved, base, base + more, arena, fault);
}

static bool add_to_parent(const struct catalogue_import *import, struct slice parent, struct resolved *resolved, percent rate,
                          struct arena *arena, struct fault *fault)
{
    struct slice over;
    int64_t weight_over;
    bool weighs;

    if (!field_string(resolved->record, "price_over_parent", &over, fault) ||
        !field_integer(resolved->record, "weight_g_over_parent", -1000000000, 1000000000, &weight_over, &weighs, fault))
        return false;
    if (!over.bytes && !weighs)
        return true;
    if (!parent.bytes)
        return fault_set(fault, FAULT_REFUSED, "unknown_parent", "parent",
                         "is not in the catalogue: price and weight are told as what is added to it");
    if (weighs)
        resolved->weight_g = whole_of(scan_find(parent, "weight_g")) + weight_over;
    return !over.bytes || price_over(import, over, parent, resolved, rate, arena, fault);
}

/* Names of one list that the others have: `among` are names that end in zero bytes. */
static bool is_among(struct slice among, const json_t *name)
{
    while (among.length) {
        struct slice one = slice_of(among.bytes);

        if (slice_is(one, json_string_value(name)))
            return true;
        among = slice_from(among, one.length + 1);
    }
    return false;
}

static bool has_text(const json_t *array, struct slice text)
{
    size_t i;
    json_t *item;

    json_array_foreach((json_t *)(uintptr_t)array, i, item)
    {
        if (json_is_string(item) && slice_is(text, json_string_value(item)))
            return true;
    }
    return false;
}

static json_t *name_of(struct slice name)
{
    return json_stringn_nocheck(name.bytes, name.length);
}

/* What is possible as far as variants have it, then what else they have; without variants, all that is possible. */
static json_t *axes_among(const json_t *possible, struct slice of_variants)
{
    json_t *axes = json_array();
    size_t i;
    json_t *item;

    json_array_foreach((json_t *)(uintptr_t)possible, i, item)
    {
        if (json_is_string(item) && (!of_variants.bytes || is_among(of_variants, item)))
            json_array_append(axes, item);
    }
    while (of_variants.length) {
        struct slice one = slice_of(of_variants.bytes);

        if (!has_text(axes, one))
            json_array_append_new(axes, name_of(one));
        of_variants = slice_from(of_variants, one.length + 1);
    }
    return axes;
}

/* The stored names, then those that they lack. */
static json_t *axes_with(struct slice stored, const json_t *names, struct arena *arena)
{
    json_t *axes = json_array();
    struct slice element;
    struct scan scan;
    size_t i;
    json_t *item;

    if (stored.bytes && scan_array(&scan, stored))
        while (scan_element(&scan, &element))
            json_array_append_new(axes, name_of(text_of(element, arena)));
    json_array_foreach((json_t *)(uintptr_t)names, i, item)
    {
        if (json_is_string(item) && !has_text(axes, slice_of(json_string_value(item))))
            json_array_append(axes, item);
    }
    return axes;
}

/* The axes of a product that may have some; *axes NULL: it has them already, or there are none to be had. */
static bool find_axes(const struct catalogue_import *import, const struct resolved *resolved, struct slice stored, json_t **axes,
                      struct fault *fault)
{
    const json_t *possible;
    struct slice of_variants;

    *axes = NULL;
    if (!field_array(resolved->record, "possible_axes", &possible, fault))
        return false;
    if (!possible || (stored.bytes && scan_find(stored, "axes").bytes))
        return true;
    if (!product_variant_axes(import->store, resolved->sku, &of_variants, fault))
        return false;
    *axes = axes_among(possible, of_variants);
    return true;
}

/*
 * Adds to the changes the parent's record with the axes that this variant tells of. Those of a parent that has no variant yet
 * were guessed at; later ones only come to them.
 */
static bool change_parent(const struct catalogue_import *import, const struct resolved *resolved, struct slice parent,
                          struct slice stored, struct arena *arena, struct changes *changes, struct fault *fault)
{
    struct changes of_parent = CHANGES_INIT;
    struct slice of_variants;
    const json_t *told;
    struct text id = TEXT_INIT;
    json_t *axes;
    bool changed = false;
    bool done;

    if (!field_array(resolved->record, "axes_of_parent", &told, fault))
        return false;
    if (!told || !json_array_size(told) || !stored.bytes)
        return true;
    if (!product_variant_axes(import->store, parent, &of_variants, fault))
        return false;
    axes = axes_with(of_variants.bytes ? scan_find(stored, "axes") : (struct slice){NULL, 0}, told, arena);
    product_id(parent, &id);
    done = product_import(text_slice(&id), stored, import->settings, give_axes, axes, arena, &of_parent, &changed, fault);
    if (done && changed) {
        text_add_slice(changes_begin(changes, text_slice(&id)), changes_value(&of_parent, 0));
        changes_end(changes);
    }
    json_decref(axes);
    changes_release(&of_parent);
    text_release(&id);
    return done;
}

/* It is sold as its variants or made up of its components: a platform's count of it tells of theirs. */
static bool has_no_stock(struct slice product)
{
    static const struct slice names[] = {SLICE_CONSTANT("axes"), SLICE_CONSTANT("components")};
    struct slice found[2];

    members_of(product, names, found, 2);
    return found[0].bytes || found[1].bytes;
}

/*
 * Where a variant is counted, the parent's count was that of its variants, and came before anything told of them: a file of
 * products before the one of combinations. What is reserved of it stays, for it was promised.
 */
static bool clear_parents_stock(const struct catalogue_import *import, struct slice parent, struct slice location,
                                struct changes *changes, struct fault *fault)
{
    struct stock_movement movement = {.sku = parent, .location = location, .may_fall_short = true};
    struct stock_level level;
    bool found;

    if (!stock_find(import->store, parent, location, &level, &found, fault))
        return false;
    movement.on_hand = level.reserved - level.on_hand;
    return !found || movement.on_hand >= 0 || stock_move(&movement, &level, changes, fault);
}

/* A count is what is there, whatever was promised. */
static bool change_stock(const struct catalogue_import *import, struct slice sku, int64_t counted, struct slice stored,
                         struct slice parent, struct changes *changes, struct catalogue_result *result, struct fault *fault)
{
    struct slice location = import->location.bytes ? import->location : import->settings->text[SHOP_LOCATION];
    struct stock_movement movement = {.sku = sku, .location = location, .may_fall_short = true};
    struct stock_level level;
    bool found;

    result->stock_left_out = !import->with_stock;
    if (!import->with_stock || has_no_stock(result->changed ? changes_value(changes, 0) : stored))
        return true;
    if (!location_check(location, "location", fault) ||
        (parent.bytes && !clear_parents_stock(import, parent, location, changes, fault)) ||
        !stock_find(import->store, sku, location, &level, &found, fault))
        return false;
    movement.on_hand = (counted < 0 ? 0 : counted) - level.on_hand;
    return (found && movement.on_hand == 0) || stock_move(&movement, &level, changes, fault);
}

static bool change_stock_of_record(const struct catalogue_import *import, const struct resolved *resolved, struct slice stored,
                                   struct slice parent, struct changes *changes, struct catalogue_result *result,
                                   struct fault *fault)
{
    int64_t counted;
    bool present;

    return field_integer(resolved->record, "stock", -STOCK_LIMIT, STOCK_LIMIT, &counted, &present, fault) &&
           (!present || change_stock(import, resolved->sku, counted, stored, parent, changes, result, fault));
}

static bool change_stock_of_row(const struct catalogue_import *import, struct slice sku, struct slice cell, struct slice stored,
                                struct changes *changes, struct catalogue_result *result, struct fault *fault)
{
    bool negative = slice_starts(cell, "-");
    struct slice product = result->changed ? changes_value(changes, 0) : stored;
    int64_t counted;

    if (!slice_integer(slice_from(cell, negative), STOCK_LIMIT, &counted))
        return fault_set(fault, FAULT_REFUSED, "out_of_range", "stock", "\"%.*s\" is no number of units up to %" PRId64,
                         SLICE_ARGS(cell), STOCK_LIMIT);
    return change_stock(import, sku, negative ? -counted : counted, stored, scan_text(scan_find(product, "parent")), changes,
                        result, fault);
}

/* The product as it is, and whether the mode wants it. */
static bool find_stored(const struct catalogue_import *import, struct slice sku, struct catalogue_result *result,
                        struct slice *stored, struct fault *fault)
{
    product_id(sku, result->id);
    if (!store_place(import->store, text_slice(result->id), &result->place, stored, fault))
        return false;
    result->skipped = import->mode == (stored->bytes ? CATALOGUE_CREATE : CATALOGUE_UPDATE);
    return true;
}

static bool import_product(const struct catalogue_import *import, struct slice stored, product_giver *give_members, void *context,
                           struct arena *arena, struct changes *changes, struct catalogue_result *result, struct fault *fault)
{
    return layered_import(import->store, import->layer, text_slice(result->id), stored, import->settings, give_members, context,
                          arena, changes, &result->changed, fault);
}

static bool import_resolved(const struct catalogue_import *import, struct resolved *resolved, struct arena *arena,
                            struct changes *changes, struct catalogue_result *result, struct fault *fault)
{
    struct slice stored;
    struct slice parent;
    struct slice of_parent;
    percent rate;
    json_t *axes = NULL;
    bool done;

    if (!find_stored(import, resolved->sku, result, &stored, fault) || result->skipped)
        return result->skipped;
    if (!same_product(resolved, stored, fault) || !find_parent(import, resolved, arena, &parent, &of_parent, fault) ||
        !find_rate(resolved, stored, of_parent, &rate, fault) || !find_basis(import, resolved, rate, arena, fault) ||
        !add_to_parent(import, of_parent, resolved, rate, arena, fault) || !find_axes(import, resolved, stored, &axes, fault))
        return false;
    resolved->axes = axes;
    done = import_product(import, stored, give_record, resolved, arena, changes, result, fault);
    if (done && !result->changed)
        changes_clear(changes);
    done = done && change_parent(import, resolved, parent, of_parent, arena, changes, fault) &&
           change_stock_of_record(import, resolved, stored, parent, changes, result, fault);
    result->changed = done && changes->count > 0;
    json_decref(axes);
    return done;
}

/* Prices of another currency would be taken for the shop's. */
static bool check_currency(const struct catalogue_import *import, const json_t *record, struct fault *fault)
{
    struct slice code;

    return field_string(record, "currency", &code, fault) &&
           (!code.bytes || slice_is(code, import->settings->currency.code) ||
            fault_set(fault, FAULT_REFUSED, "other_currency", "price", "is in %.*s, and the shop's are in %s", SLICE_ARGS(code),
                      import->settings->currency.code));
}

bool catalogue_import(const struct catalogue_import *import, const json_t *record, struct arena *arena, struct changes *changes,
                      struct catalogue_result *result, struct fault *fault)
{
    struct resolved resolved = {.record = record, .only = import->only, .weight_g = PRODUCT_UNSET, .arena = arena};
    struct catalogue_import terms = *import;
    struct slice type;
    bool only_new;
    bool said;

    if (!field_string(record, "sku", &resolved.sku, fault) || !field_string(record, "type", &type, fault))
        return false;
    if (type.bytes && !slice_is(type, "product"))
        return fault_set(fault, FAULT_REFUSED, "wrong_type", "type", "is \"%.*s\", not \"product\"", SLICE_ARGS(type));
    if (!resolved.sku.bytes)
        return field_missing("sku", fault);
    if (!check_currency(import, record, fault) || !field_bool(record, "only_new", &only_new, &said, fault))
        return false;
    if (said && only_new && import->mode == CATALOGUE_UPDATE)
        return result->skipped = true;
    if (said && only_new)
        terms.mode = CATALOGUE_CREATE;
    return find_sku(import, &resolved, arena, fault) && import_resolved(&terms, &resolved, arena, changes, result, fault);
}

bool catalogue_import_row(const struct catalogue_import *import, struct slice sku, struct slice stock, product_giver *give_members,
                          void *context, struct arena *arena, struct changes *changes, struct catalogue_result *result,
                          struct fault *fault)
{
    struct slice stored;

    if (!sku.bytes)
        return field_missing("sku", fault);
    if (!find_stored(import, sku, result, &stored, fault) || result->skipped)
        return result->skipped;
    if (!import_product(import, stored, give_members, context, arena, changes, result, fault))
        return false;
    if (!stock.length)
        return true;
    if (!result->changed)
        changes_clear(changes);
    if (!change_stock_of_row(import, sku, stock, stored, changes, result, fault))
        return false;
    result->changed = changes->count > 0;
    return true;
}
