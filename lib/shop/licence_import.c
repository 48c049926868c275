/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "shop/licence_import.h"

#include "shop/product.h"
#include "json/read.h"
#include "json/scan.h"

bool licence_import_from_json(struct licence_import *import, const json_t *record, struct fault *fault)
{
    static const char *const known[] = {"sku", "key", NULL};

    *import = (struct licence_import){0};
    return fields_known(record, known, fault) && field_string(record, "sku", &import->sku, fault) &&
           field_string(record, "key", &import->key, fault);
}

static bool check_product(struct slice sku, struct store *store, struct fault *fault)
{
    struct product_facts facts;
    struct slice record;

    return product_find(store, sku, &record, &facts, fault) &&
           (slice_is(scan_text(scan_find(record, "kind")), "digital") ||
            fault_set(fault, FAULT_REFUSED, "not_digital", "sku", "\"%.*s\" is not of kind digital, and is delivered without keys",
                      SLICE_ARGS(sku)));
}

/* Whether the number was there already. */
static bool see(struct licence_seen *seen, int64_t number)
{
    const size_t byte = (size_t)number / 8;
    const char bit = (char)(1 << number % 8);
    bool before;

    while (seen->bits.length <= byte)
        text_add_byte(&seen->bits, 0);
    before = seen->bits.bytes[byte] & bit;
    seen->bits.bytes[byte] |= bit;
    return before;
}

static bool meet_known(const struct licence_import *import, int64_t number, struct licence_seen *seen, struct store *store,
                       struct arena *arena, struct text *id, struct fault *fault)
{
    struct licence_key key;

    licence_key_id(number, id);
    if (!licence_key_find(&key, store, text_slice(id), arena, fault))
        return false;
    if (!slice_equal(key.sku, import->sku))
        return fault_set(fault, FAULT_REFUSED, "key_of_other_sku", "key", "is licence key %lld, of \"%.*s\"", (long long)number,
                         SLICE_ARGS(key.sku));
    return !see(seen, number) ||
           fault_set(fault, FAULT_REFUSED, "key_twice", "key", "comes a second time: it is licence key %lld", (long long)number);
}

bool licence_import(const struct licence_import *import, const unsigned char *random, struct licence_seen *seen,
                    struct store *store, instant now, struct arena *arena, struct changes *changes, bool *changed, size_t *row,
                    struct text *id, struct fault *fault)
{
    struct licence_key key = {.sku = import->sku, .status = LICENCE_FREE, .imported_at = now};
    int64_t known;

    *changed = false;
    if (!import->sku.bytes || !import->key.bytes)
        return field_missing(import->sku.bytes ? "key" : "sku", fault);
    if (!check_product(import->sku, store, fault) ||
        !licence_key_add(store, import->key, random, arena, changes, &known, &key.number, &key.fingerprint, fault))
        return false;
    if (known)
        return meet_known(import, known, seen, store, arena, id, fault);
    (void)see(seen, key.number);
    *row = licence_key_change(&key, changes);
    *changed = true;
    return true;
}
