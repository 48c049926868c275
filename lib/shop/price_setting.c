/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "shop/price_setting.h"

#include "shop/pricing.h"
#include "shop/product.h"
#include "json/read.h"
#include "json/write.h"

enum { KEY_LIMIT = 100 };

struct setting_work {
    struct store *store;
    const struct settings *settings;
    const struct price_setting *setting;
    struct arena *arena;
    struct changes *changes;
    struct slice sku, record; /* the product's */
    struct product product;
    struct price_change_made *made;
};

static percent rate_in_prices(const struct setting_work *work, bool include_tax)
{
    percent rate = work->product.vat_rate;

    if (rate == PRODUCT_UNSET)
        rate = work->settings->has_vat_rate ? work->settings->vat_rate : 0;
    return include_tax ? rate : 0;
}

static bool apply(const struct setting_work *work, price unit, bool include_tax, struct fault *fault)
{
    struct price_change_made *made = work->made;

    return price_rule_apply(&work->setting->rule, unit, made->cost, rate_in_prices(work, include_tax), &made->currency,
                            &made->after, &made->steps, fault);
}

static void write_product(struct setting_work *work, bool *changed)
{
    struct text id = TEXT_INIT;
    size_t row;

    product_id(work->sku, &id);
    product_write(&work->product, &work->settings->currency, changes_begin(work->changes, text_slice(&id)));
    row = changes_end(work->changes);
    *changed = !slice_equal(changes_value(work->changes, row), work->record);
    text_release(&id);
}

static bool give_sale(struct setting_work *work, struct fault *fault)
{
    const struct validity *validity = &work->setting->validity;
    struct text sale = TEXT_INIT;
    bool done;

    if (work->made->after >= work->product.price)
        return fault_set(fault, FAULT_REFUSED, "contradiction", "sale",
                         "is not below the price; a dated price that is not belongs into a price list");
    json_open(&sale, NULL, '{');
    json_put_price(&sale, "price", work->made->after, &work->made->currency);
    validity_write(validity, &sale);
    json_close(&sale, '}');
    done = product_give(&work->product, SLICE("sale"), &(struct value){.kind = VALUE_NULL}, fault);
    if (done) {
        struct value value = value_of_stored(arena_copy(work->arena, text_slice(&sale)), work->arena);

        done = product_give(&work->product, SLICE("sale"), &value, fault);
    }
    text_release(&sale);
    return done;
}

static bool set_in_product(struct setting_work *work, bool *changed, struct fault *fault)
{
    work->made->currency = work->settings->currency;
    work->made->before = work->product.price;
    if (work->product.price == PRODUCT_UNSET)
        return true;
    if (!apply(work, work->product.price, work->settings->prices_include_tax, fault))
        return false;
    if (!work->setting->dated)
        work->product.price = work->made->after;
    else if (!give_sale(work, fault))
        return false;
    write_product(work, changed);
    return true;
}

/* The product's own price, or its parent's, in the list's kind of price. */
static bool own_price(const struct setting_work *work, const struct price_list *list, price *own, struct fault *fault)
{
    const struct price_question question = {
        .sku = work->sku, .currency = work->settings->currency, .prices_include_tax = list->prices_include_tax, .quantity = 1};
    const struct price_book none = PRICE_BOOK_INIT;
    struct resolved_price resolved;
    struct price_case all;

    if (!price_case_read(&all, &none, work->store, &question, false, work->arena, fault))
        return false;
    price_resolve(&all, &question, work->settings, &resolved, NULL, work->arena);
    *own = resolved.lasting;
    return true;
}

static const struct price_entry *entry_like(const struct price_entries *entries, const struct price_setting *setting)
{
    for (size_t i = 0; i < entries->count; i++)
        if (entries->rows[i].from_quantity == setting->from_quantity && entries->rows[i].validity.from == setting->validity.from)
            return &entries->rows[i];
    return NULL;
}

/*
 * What the rule starts from: the list's price for so many, or for fewer, that has no end, else the product's. A dated price that
 * is set again is not what it starts from: twice the same is the same.
 */
static bool price_in_list(const struct setting_work *work, const struct price_list *list, const struct price_entries *entries,
                          price *unit, struct fault *fault)
{
    const struct price_setting *setting = work->setting;
    const struct price_entry *entry = entry_like(entries, setting);

    work->made->before = entry ? entry->price : PRODUCT_UNSET;
    entry = price_entries_at(entries, setting->from_quantity, setting->validity.from, true);
    if (entry) {
        *unit = entry->price;
        return true;
    }
    return own_price(work, list, unit, fault);
}

static bool set_in_list(struct setting_work *work, bool *changed, struct fault *fault)
{
    const struct price_setting *setting = work->setting;
    struct price_list list;
    struct price_entries entries;
    struct price_entries kept;
    struct price_entry entry = {.from_quantity = setting->from_quantity, .validity = setting->validity};
    struct text id = TEXT_INIT;
    price unit;

    if (!price_list_find(&list, work->store, setting->list, work->arena, fault) ||
        !price_entries_find(&entries, work->store, setting->list, work->sku, work->arena, fault))
        return false;
    work->made->currency = list.currency;
    if (!price_in_list(work, &list, &entries, &unit, fault))
        return false;
    if (unit == PRODUCT_UNSET)
        return true;
    if (!apply(work, unit, list.prices_include_tax, fault))
        return false;
    entry.price = work->made->after;
    kept = entries;
    price_entries_give(&entries, &entry, work->arena);
    *changed = !price_entries_same(&kept, &entries);
    price_entries_id(setting->list, work->sku, &id);
    price_entries_write(&entries, &list.currency, changes_begin(work->changes, text_slice(&id)));
    changes_end(work->changes);
    text_release(&id);
    return true;
}

/* What was asked for, with which the record of the change begins. */
static void write_request(const struct price_setting *setting, struct slice sku, const struct currency *currency, struct text *text)
{
    struct text rule = TEXT_INIT;

    text_add_string(text, "{\"type\":\"price_change\"");
    json_put_optional(text, "key", setting->key);
    json_put_string(text, "sku", sku);
    json_put_optional(text, "list", setting->list);
    if (setting->list.bytes)
        json_put_integer(text, "from_quantity", setting->from_quantity);
    validity_write(&setting->validity, text);
    price_rule_write(&setting->rule, currency, &rule);
    json_put_string(text, "rule", text_slice(&rule));
    text_release(&rule);
}

static void key_id(const struct setting_work *work, struct text *id)
{
    text_add_string(id, "price_change/");
    text_add_slice(id, work->setting->key);
    text_add_byte(id, '/');
    text_add_slice(id, work->sku);
}

static bool key_used(const struct setting_work *work, bool *used, struct fault *fault)
{
    struct slice key = work->setting->key;
    struct text id = TEXT_INIT;
    struct text request = TEXT_INIT;
    struct slice before;
    bool done;

    *used = false;
    if (!key.bytes)
        return true;
    if (!name_check(key, KEY_LIMIT, "key", fault) || !name_check(work->sku, SKU_LIMIT, "sku", fault))
        return false;
    key_id(work, &id);
    write_request(work->setting, work->sku, &work->settings->currency, &request);
    done = store_get(work->store, text_slice(&id), &before, fault);
    *used = done && before.bytes;
    if (*used && (before.length < request.length || memcmp(before.bytes, request.bytes, request.length) != 0))
        done = fault_set(fault, FAULT_CONFLICT, "key_conflict", "key", "\"%.*s\" was used for another change of this price",
                         SLICE_ARGS(key));
    text_release(&request);
    text_release(&id);
    return done;
}

static void keep_key(const struct setting_work *work)
{
    struct text id = TEXT_INIT;

    key_id(work, &id);
    price_change_write(work->made, work->setting, &work->settings->currency, changes_begin(work->changes, text_slice(&id)));
    changes_end(work->changes);
    text_release(&id);
}

bool price_set(struct store *store, const struct settings *settings, const struct price_setting *setting, struct slice sku,
               struct arena *arena, struct changes *changes, bool *changed, struct price_change_made *made, struct fault *fault)
{
    struct setting_work work = {
        .store = store, .settings = settings, .setting = setting, .arena = arena, .changes = changes, .sku = sku, .made = made};
    struct text id = TEXT_INIT;
    bool used;
    bool done;

    *changed = false;
    *made = (struct price_change_made){.sku = sku, .before = PRODUCT_UNSET, .after = PRODUCT_UNSET, .cost = PRODUCT_UNSET};
    done = key_used(&work, &used, fault);
    product_id(sku, &id);
    done = done && (used || store_get(store, text_slice(&id), &work.record, fault));
    text_release(&id);
    if (!done || used)
        return done;
    if (!work.record.bytes)
        return fault_set(fault, FAULT_REFUSED, "unknown_sku", "sku", "unknown sku \"%.*s\"", SLICE_ARGS(sku));
    work.record = arena_copy(arena, work.record);
    product_init(&work.product, arena);
    work.product.unchecked = true;
    if (!product_from_stored(&work.product, work.record, fault))
        return false;
    made->cost = work.product.cost;
    if (!(setting->list.bytes ? set_in_list(&work, changed, fault) : set_in_product(&work, changed, fault)))
        return false;
    if (*changed && setting->key.bytes)
        keep_key(&work);
    return true;
}

void price_change_write(const struct price_change_made *made, const struct price_setting *setting, const struct currency *currency,
                        struct text *text)
{
    write_request(setting, made->sku, currency, text);
    json_put_string(text, "currency", slice_of(made->currency.code));
    if (made->before != PRODUCT_UNSET)
        json_put_price(text, "before", made->before, &made->currency);
    json_put_price(text, "after", made->after, &made->currency);
    if (made->cost != PRODUCT_UNSET)
        json_put_price(text, "cost", made->cost, &made->currency);
    if (made->steps.ending)
        json_put_bool(text, "ending", true);
    if (made->steps.floor)
        json_put_bool(text, "floor", true);
    text_add_byte(text, '}');
}
