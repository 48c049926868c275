/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "shop/stock.h"

#include "shop/product.h"
#include "json/read.h"
#include "json/write.h"

void stock_id(struct slice sku, struct slice location, struct text *id)
{
    text_clear(id);
    text_add_string(id, "stock/");
    text_add_slice(id, sku);
    text_add_byte(id, '@');
    text_add_slice(id, location);
}

bool location_check(struct slice location, const char *field, struct fault *fault)
{
    if (!name_check(location, LOCATION_LIMIT, field, fault))
        return false;
    for (size_t i = 0; i < location.length; i++)
        if (!strchr("abcdefghijklmnopqrstuvwxyz0123456789-_", location.bytes[i]))
            return fault_set(fault, FAULT_REFUSED, "not_a_location", field,
                             "\"%.*s\" is no location: small letters, digits, - and _ only", SLICE_ARGS(location));
    return true;
}

int64_t stock_available(const struct stock_level *level)
{
    return level->on_hand - level->reserved - level->safety;
}

static bool level_of(struct slice facts, struct stock_level *level)
{
    *level = (struct stock_level){0};
    if (facts.length < sizeof *level)
        return false;
    memcpy(level, facts.bytes, sizeof *level);
    return true;
}

bool stock_find(struct store *store, struct slice sku, struct slice location, struct stock_level *level, bool *found,
                struct fault *fault)
{
    char id[8 + SKU_LIMIT + LOCATION_LIMIT];
    struct slice facts;

    *found = false;
    *level = (struct stock_level){0};
    if (sku.length > SKU_LIMIT || location.length > LOCATION_LIMIT)
        return true;
    memcpy(id, "stock/", 6);
    memcpy(id + 6, sku.bytes, sku.length);
    id[6 + sku.length] = '@';
    memcpy(id + 7 + sku.length, location.bytes, location.length);
    if (!store_facts(store, (struct slice){id, 7 + sku.length + location.length}, &facts, fault))
        return false;
    *found = level_of(facts, level);
    return true;
}

bool stock_places_begin(struct stock_places *places, struct store *store, struct slice sku, struct fault *fault)
{
    *places = (struct stock_places){.prefix = TEXT_INIT};
    stock_id(sku, SLICE(""), &places->prefix);
    return store_walk_begin(&places->walk, store, text_slice(&places->prefix), fault);
}

void stock_places_again(struct stock_places *places, struct slice sku)
{
    stock_id(sku, SLICE(""), &places->prefix);
    store_walk_again(&places->walk, text_slice(&places->prefix));
}

bool stock_places_next(struct stock_places *places, bool *found, struct fault *fault)
{
    do {
        if (!store_walk_next(&places->walk, found, fault))
            return false;
        if (!*found)
            return true;
        places->location = slice_from(store_walk_id(&places->walk), places->prefix.length);
        /* An SKU may hold "@": what follows the prefix must be a location alone. */
    } while (memchr(places->location.bytes, '@', places->location.length) || !level_of(places->walk.facts, &places->level));
    return true;
}

void stock_places_end(struct stock_places *places)
{
    store_walk_end(&places->walk);
    text_release(&places->prefix);
}

bool stock_sum(struct stock_places *places, struct stock_level *sum, bool *counted, struct fault *fault)
{
    bool found = true;

    *sum = (struct stock_level){0};
    *counted = false;
    while (found) {
        if (!stock_places_next(places, &found, fault))
            return false;
        if (!found)
            break;
        *counted = true;
        sum->on_hand += places->level.on_hand;
        sum->reserved += places->level.reserved;
        sum->safety += places->level.safety;
    }
    return true;
}

bool stock_everywhere(struct store *store, struct slice sku, struct stock_level *sum, struct fault *fault)
{
    struct stock_places places;
    bool counted;
    bool done = stock_places_begin(&places, store, sku, fault) && stock_sum(&places, sum, &counted, fault);

    stock_places_end(&places);
    return done;
}

bool stock_is_counted(struct store *store, struct slice sku, bool *counted, struct fault *fault)
{
    struct stock_places places;
    bool done = stock_places_begin(&places, store, sku, fault) && stock_places_next(&places, counted, fault);

    stock_places_end(&places);
    return done;
}

bool stock_move(const struct stock_movement *movement, struct stock_level *level, struct changes *changes, struct fault *fault)
{
    struct stock_level after = {level->on_hand + movement->on_hand, level->reserved + movement->reserved,
                                movement->sets_safety ? movement->safety : level->safety};
    int64_t available = stock_available(level);
    struct text id = TEXT_INIT;
    struct text *text;

    if (after.on_hand > STOCK_LIMIT || after.reserved > STOCK_LIMIT)
        return fault_set(fault, FAULT_REFUSED, "out_of_range", "quantity", "there cannot be more than %lld units",
                         (long long)STOCK_LIMIT);
    if (after.on_hand < 0)
        return fault_set(fault, FAULT_REFUSED, "not_on_hand", "quantity", "only %lld of \"%.*s\" on hand at %.*s",
                         (long long)level->on_hand, SLICE_ARGS(movement->sku), SLICE_ARGS(movement->location));
    if (after.reserved < 0)
        return fault_set(fault, FAULT_REFUSED, "not_reserved", "quantity", "only %lld of \"%.*s\" reserved at %.*s",
                         (long long)level->reserved, SLICE_ARGS(movement->sku), SLICE_ARGS(movement->location));
    if (after.on_hand < after.reserved && movement->on_hand < 0 && movement->reserved == 0 && !movement->may_fall_short)
        return fault_set(fault, FAULT_REFUSED, "not_available", "quantity",
                         "%lld of \"%.*s\" are on hand at %.*s and %lld of them reserved: there cannot be %lld",
                         (long long)level->on_hand, SLICE_ARGS(movement->sku), SLICE_ARGS(movement->location),
                         (long long)level->reserved, (long long)after.on_hand) ||
               fault_short(fault, level->on_hand - level->reserved);
    if (stock_available(&after) < 0 && movement->reserved > 0 && !movement->may_fall_short)
        return fault_set(fault, FAULT_REFUSED, "not_available", "quantity", "only %lld of \"%.*s\" available at %.*s",
                         (long long)(available < 0 ? 0 : available), SLICE_ARGS(movement->sku), SLICE_ARGS(movement->location)) ||
               fault_short(fault, available < 0 ? 0 : available);
    *level = after;
    stock_id(movement->sku, movement->location, &id);
    text = changes_begin(changes, text_slice(&id));
    text_add_string(text, "{\"type\":\"stock\"");
    json_put_string(text, "sku", movement->sku);
    json_put_string(text, "location", movement->location);
    json_put_integer(text, "on_hand", after.on_hand);
    json_put_integer(text, "reserved", after.reserved);
    if (after.safety)
        json_put_integer(text, "safety", after.safety);
    json_put_integer(text, "available", stock_available(&after));
    if (movement->on_hand)
        json_put_integer(text, "by", movement->on_hand);
    if (movement->reserved)
        json_put_integer(text, "reserved_by", movement->reserved);
    json_put_optional(text, "reason", movement->reason);
    text_add_byte(text, '}');
    changes_end(changes);
    text_release(&id);
    return true;
}

static bool no_change(struct slice change, struct fault *fault)
{
    return fault_set(fault, FAULT_USAGE, "not_a_change", NULL, "\"%.*s\" is no change like +5, -2, =12 or safety=3",
                     SLICE_ARGS(change));
}

bool stock_adjustment_read_change(struct slice change, struct stock_adjustment *adjustment, struct fault *fault)
{
    char sign = change.length ? change.bytes[0] : '\0';

    if (slice_starts(change, "safety=")) {
        adjustment->has_safety = adjustment->only_safety = true;
        return slice_integer(slice_from(change, strlen("safety=")), STOCK_LIMIT, &adjustment->safety) || no_change(change, fault);
    }
    if ((sign != '+' && sign != '-' && sign != '=') || !slice_integer(slice_from(change, 1), STOCK_LIMIT, &adjustment->amount))
        return no_change(change, fault);
    adjustment->absolute = sign == '=';
    if (sign == '-')
        adjustment->amount = -adjustment->amount;
    return true;
}

bool stock_adjustment_from_json(const json_t *record, struct stock_adjustment *adjustment, struct fault *fault)
{
    static const char *const known[] = {"type", "sku",     "location", "add",       "set", "safety",      "reason",
                                        "key",  "on_hand", "reserved", "available", "by",  "reserved_by", NULL};
    bool adds;
    bool sets;
    int64_t more = 0;

    *adjustment = (struct stock_adjustment){0};
    if (!fields_known(record, known, fault) || !field_string(record, "sku", &adjustment->sku, fault) ||
        !field_string(record, "location", &adjustment->location, fault) ||
        !field_string(record, "reason", &adjustment->reason, fault) || !field_string(record, "key", &adjustment->key, fault) ||
        !field_integer(record, "add", -STOCK_LIMIT, STOCK_LIMIT, &more, &adds, fault) ||
        !field_integer(record, "set", 0, STOCK_LIMIT, &adjustment->amount, &sets, fault) ||
        !field_integer(record, "safety", 0, STOCK_LIMIT, &adjustment->safety, &adjustment->has_safety, fault))
        return false;
    if (!adjustment->sku.bytes)
        return field_missing("sku", fault);
    if (adds && sets)
        return fault_set(fault, FAULT_REFUSED, "contradiction", "set", "only one of \"add\" and \"set\" makes sense");
    adjustment->only_safety = !adds && !sets;
    if (adjustment->only_safety && !adjustment->has_safety)
        return fault_set(fault, FAULT_REFUSED, "missing_field", "set", "one of \"add\", \"set\" and \"safety\" is needed");
    adjustment->absolute = sets;
    if (adds)
        adjustment->amount = more;
    return true;
}

/* The record that remembers a key: what was asked, so that asking again is known, and asking for something else is refused. */
static bool key_used(struct store *store, const struct stock_adjustment *adjustment, struct slice location, struct changes *changes,
                     bool *used, struct fault *fault)
{
    struct text id = TEXT_INIT;
    struct text *text;
    struct slice before;
    size_t row;
    bool done;

    *used = false;
    if (!adjustment->key.bytes)
        return true;
    if (!name_check(adjustment->key, 100, "key", fault))
        return false;
    text_add_string(&id, "adjustment/");
    text_add_slice(&id, adjustment->key);
    text = changes_begin(changes, text_slice(&id));
    text_add_string(text, "{\"type\":\"adjustment\"");
    json_put_string(text, "key", adjustment->key);
    json_put_string(text, "sku", adjustment->sku);
    json_put_string(text, "location", location);
    if (!adjustment->only_safety)
        json_put_integer(text, adjustment->absolute ? "set" : "add", adjustment->amount);
    if (adjustment->has_safety)
        json_put_integer(text, "safety", adjustment->safety);
    json_put_optional(text, "reason", adjustment->reason);
    text_add_byte(text, '}');
    row = changes_end(changes);
    done = store_get(store, text_slice(&id), &before, fault);
    *used = done && before.bytes != NULL;
    if (*used && !slice_equal(before, changes_value(changes, row)))
        done = fault_set(fault, FAULT_CONFLICT, "key_conflict", "key", "\"%.*s\" was used for another adjustment",
                         SLICE_ARGS(adjustment->key));
    text_release(&id);
    return done;
}

/* What is there already may be taken away: it was counted before the product got variants or components. */
static bool check_own_stock(const struct product_facts *facts, const struct stock_movement *movement,
                            const struct stock_level *level, struct fault *fault)
{
    bool is_there = level->on_hand > 0 || level->safety > 0;

    if (is_there && movement->on_hand <= 0 && (!movement->sets_safety || movement->safety <= level->safety))
        return true;
    if (facts->traits & PRODUCT_HAS_VARIANTS)
        return fault_set(fault, FAULT_REFUSED, "has_variants", "sku", "\"%.*s\" has variants: its stock is theirs",
                         SLICE_ARGS(movement->sku));
    if (facts->traits & PRODUCT_IS_BUNDLE)
        return fault_set(fault, FAULT_REFUSED, "is_bundle", "sku", "\"%.*s\" is a bundle: its stock is its components'",
                         SLICE_ARGS(movement->sku));
    return true;
}

bool stock_adjust(struct store *store, const struct settings *settings, const struct stock_adjustment *adjustment,
                  struct changes *changes, bool *changed, size_t *row, struct text *id, struct fault *fault)
{
    struct slice location = adjustment->location.bytes ? adjustment->location : settings->text[SHOP_LOCATION];
    struct stock_movement movement = {.sku = adjustment->sku,
                                      .location = location,
                                      .sets_safety = adjustment->has_safety,
                                      .safety = adjustment->safety,
                                      .reason = adjustment->reason};
    struct product_facts facts;
    struct slice known;
    struct stock_level level;
    bool found;
    bool used;

    *changed = false;
    if (!name_check(adjustment->sku, SKU_LIMIT, "sku", fault) || !location_check(location, "location", fault))
        return false;
    if (adjustment->reason.bytes && !name_check(adjustment->reason, 200, "reason", fault))
        return false;
    product_id(adjustment->sku, id);
    if (!store_facts(store, text_slice(id), &known, fault))
        return false;
    if (known.length < sizeof facts)
        return fault_set(fault, FAULT_REFUSED, "unknown_sku", "sku", "unknown sku \"%.*s\"", SLICE_ARGS(adjustment->sku));
    memcpy(&facts, known.bytes, sizeof facts);
    stock_id(adjustment->sku, location, id);
    if (!stock_find(store, adjustment->sku, location, &level, &found, fault) ||
        !key_used(store, adjustment, location, changes, &used, fault))
        return false;
    if (used)
        return true;
    movement.on_hand = adjustment->absolute ? adjustment->amount - level.on_hand : adjustment->amount;
    movement.may_fall_short = facts.backorder;
    if (!check_own_stock(&facts, &movement, &level, fault))
        return false;
    if (movement.on_hand == 0 && found && !adjustment->key.bytes && (!adjustment->has_safety || adjustment->safety == level.safety))
        return true;
    *changed = true;
    *row = changes->count;
    return stock_move(&movement, &level, changes, fault);
}
