/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "shop/price_import.h"

#include "shop/order.h"
#include "shop/product.h"
#include "json/read.h"

/* The record is in `changes` as its first row: whether it is another than the one that stands, or than none if it is empty. */
static bool compare(struct store *store, struct changes *changes, const struct text *id, bool is_empty, bool *changed,
                    struct fault *fault)
{
    struct slice stored;

    if (!store_get(store, text_slice(id), &stored, fault))
        return false;
    *changed = !slice_equal(changes_value(changes, 0), stored) && (stored.bytes || !is_empty);
    return true;
}

/* The last value of a record is the record: where no price is left, that is what it says. Where there were none, nothing changes.
 */
static bool put_entries(const struct price_entries *entries, const struct price_list *list, struct store *store,
                        struct changes *changes, bool *changed, struct text *id, struct fault *fault)
{
    price_entries_id(entries->list, entries->sku, id);
    price_entries_write(entries, &list->currency, changes_begin(changes, text_slice(id)));
    changes_end(changes);
    return compare(store, changes, id, entries->count == 0, changed, fault);
}

static bool find_sku(struct store *store, struct slice sku, struct text *id, struct fault *fault)
{
    struct slice facts;

    product_id(sku, id);
    return store_facts(store, text_slice(id), &facts, fault) &&
           (facts.bytes || fault_set(fault, FAULT_REFUSED, "unknown_sku", "sku", "unknown sku \"%.*s\"", SLICE_ARGS(sku)));
}

static bool import_list(const json_t *record, struct store *store, const struct settings *settings, struct changes *changes,
                        bool *changed, struct text *id, struct fault *fault)
{
    struct price_list list;

    if (!price_list_from_json(&list, record, settings, fault))
        return false;
    price_list_id(list.id, id);
    price_list_write(&list, changes_begin(changes, text_slice(id)));
    changes_end(changes);
    return compare(store, changes, id, false, changed, fault);
}

bool price_import_record(const json_t *record, struct slice list_name, struct store *store, const struct settings *settings,
                         struct arena *arena, struct changes *changes, bool *changed, struct text *id, struct fault *fault)
{
    struct price_entries entries;
    struct price_list list;
    struct slice type;

    if (!field_string(record, "type", &type, fault))
        return false;
    if (slice_is(type, "price_list"))
        return import_list(record, store, settings, changes, changed, id, fault);
    if (type.bytes && !slice_is(type, "price"))
        return fault_set(fault, FAULT_REFUSED, "wrong_type", "type", "is \"%.*s\", not \"price\" or \"price_list\"",
                         SLICE_ARGS(type));
    return price_entries_from_json(&entries, record, list_name, arena, fault) && find_sku(store, entries.sku, id, fault) &&
           price_list_find(&list, store, entries.list, arena, fault) &&
           put_entries(&entries, &list, store, changes, changed, id, fault);
}

static bool read_row(const struct price_row *row, struct price_entry *entry, struct fault *fault)
{
    *entry = (struct price_entry){.from_quantity = 1, .price = PRODUCT_UNSET};
    if (row->from_quantity.bytes &&
        (!slice_integer(row->from_quantity, QUANTITY_LIMIT, &entry->from_quantity) || !entry->from_quantity))
        return fault_set(fault, FAULT_REFUSED, "not_whole", "from_quantity", "must be a whole number, at least 1");
    return (!row->price.bytes || price_read(row->price, "price", &entry->price, fault)) &&
           validity_read(&entry->validity, row->from, row->until, fault);
}

bool price_import_row(const struct price_row *row, struct store *store, struct arena *arena, struct changes *changes, bool *changed,
                      struct text *id, struct fault *fault)
{
    struct price_entries entries;
    struct price_entry entry;
    struct price_list list;

    if (!row->sku.bytes || !row->list.bytes)
        return field_missing(row->sku.bytes ? "list" : "sku", fault);
    if (!name_check(row->sku, SKU_LIMIT, "sku", fault) || !read_row(row, &entry, fault) || !find_sku(store, row->sku, id, fault) ||
        !price_list_find(&list, store, row->list, arena, fault) ||
        !price_entries_find(&entries, store, row->list, row->sku, arena, fault))
        return false;
    entries.list = row->list;
    entries.sku = row->sku;
    price_entries_give(&entries, &entry, arena);
    return put_entries(&entries, &list, store, changes, changed, id, fault);
}
