/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "shop/layers.h"

#include "json/leaves.h"
#include "json/read.h"
#include "json/scan.h"
#include "json/write.h"

static const struct slice list_id = SLICE_CONSTANT("layers/catalogue");

/* One import, while it goes on. */
struct import {
    struct store *store;
    const struct settings *settings;
    struct arena *arena;
    struct slice id, sku;
    struct slice stored;    /* the product as it is; bytes NULL: there is none */
    struct leaves before;   /* of it */
    struct leaves supplied; /* which of them are whose: its member `supplied` */
    struct slice layers[LAYERS_LIMIT];
    struct slice records[LAYERS_LIMIT]; /* what each of them says of the product; bytes NULL: nothing */
    size_t count;
};

bool layer_check(struct slice layer, struct fault *fault)
{
    bool right = layer.length > 0 && layer.length <= LAYER_NAME_LIMIT;

    for (size_t i = 0; right && i < layer.length; i++)
        right = strchr("abcdefghijklmnopqrstuvwxyz0123456789-_", layer.bytes[i]);
    return right || fault_set(fault, FAULT_USAGE, "not_a_layer", NULL,
                              "\"%.*s\" is no name of a layer: up to %d small letters, digits, - and _", SLICE_ARGS(layer),
                              LAYER_NAME_LIMIT);
}

static bool read_layers(struct import *import, struct fault *fault)
{
    struct slice record;
    struct slice name;
    struct scan scan;

    import->count = 0;
    if (!store_get(import->store, list_id, &record, fault))
        return false;
    /* Each look-up may move what the one before lent. */
    if (record.bytes && scan_array(&scan, arena_copy(import->arena, scan_find(record, "layers"))))
        while (import->count < LAYERS_LIMIT && scan_element(&scan, &name))
            import->layers[import->count++] = scan_text(name);
    return true;
}

static void supplied_id(struct slice layer, struct slice sku, struct text *id)
{
    text_clear(id);
    text_add_string(id, "supplied/");
    text_add_slice(id, layer);
    text_add_byte(id, '/');
    text_add_slice(id, sku);
}

static bool read_records(struct import *import, struct fault *fault)
{
    struct text id = TEXT_INIT;
    bool done = true;

    for (size_t i = 0; done && i < import->count; i++) {
        struct slice record;

        supplied_id(import->layers[i], import->sku, &id);
        done = store_get(import->store, text_slice(&id), &record, fault);
        import->records[i] = (struct slice){NULL, 0};
        if (done && record.bytes)
            import->records[i] = arena_copy(import->arena, record);
    }
    text_release(&id);
    return done;
}

/* What is no value that somebody gives a product. */
static bool tells_of_itself(struct slice path)
{
    return slice_is(path, "type") || slice_is(path, "sku") || slice_starts(path, "supplied.");
}

static bool is_own(const struct import *import, const struct leaf *leaf)
{
    return !tells_of_itself(leaf->path) && !leaf_value(&import->supplied, leaf->path).bytes;
}

static bool give_leaf(struct import *import, struct product *product, const struct leaf *leaf, struct fault *fault)
{
    struct value value = value_of_stored(leaf->value, import->arena);

    return product_give(product, leaf->path, &value, fault);
}

static bool give_of_layer(struct import *import, struct product *product, struct leaves *taken, size_t layer, struct fault *fault)
{
    struct leaves leaves = leaves_of(scan_find(import->records[layer], "values"), import->arena);

    for (size_t i = 0; i < leaves.count; i++) {
        const struct leaf *leaf = &leaves.items[i];
        const struct value name = {.kind = VALUE_TEXT, .text = import->layers[layer]};
        struct text path = TEXT_INIT;
        struct slice whose;

        if (tells_of_itself(leaf->path) || leaf_value(taken, leaf->path).bytes)
            continue;
        leaves_add(taken, *leaf, import->arena);
        text_add_string(&path, "supplied.");
        text_add_slice(&path, leaf->path);
        whose = arena_copy(import->arena, text_slice(&path));
        text_release(&path);
        if (!give_leaf(import, product, leaf, fault) || !product_give(product, whose, &name, fault))
            return false;
    }
    return true;
}

/* The merchant's own values, and of the layers what he has not. */
static bool put_together(struct import *import, struct leaves *own, struct product *product, struct fault *fault)
{
    const struct value sku = {.kind = VALUE_TEXT, .text = import->sku};

    product_init(product, import->arena);
    product->unchecked = true;
    if (!product_give(product, SLICE("sku"), &sku, fault))
        return false;
    for (size_t i = 0; i < own->count; i++)
        if (!give_leaf(import, product, &own->items[i], fault))
            return false;
    for (size_t layer = 0; layer < import->count; layer++)
        if (import->records[layer].bytes && !give_of_layer(import, product, own, layer, fault))
            return false;
    return product_check(product, import->settings, fault);
}

/* Adds the product as it comes to be, unless it is as it was. */
static void add_product(struct import *import, const struct product *product, struct changes *changes)
{
    size_t row;

    product_write(product, &import->settings->currency, changes_begin(changes, import->id));
    row = changes_end(changes);
    if (slice_equal(changes_value(changes, row), import->stored))
        changes_take_back(changes);
}

static void look_at_stored(struct import *import)
{
    import->before = import->supplied = (struct leaves){NULL, 0, 0};
    if (!import->stored.bytes)
        return;
    import->before = leaves_of(import->stored, import->arena);
    import->supplied = leaves_of(scan_find(import->stored, "supplied"), import->arena);
}

static bool import_of_merchant(struct import *import, product_giver *give, void *context, struct changes *changes,
                               struct fault *fault)
{
    struct product product;
    struct text text = TEXT_INIT;
    struct leaves given;
    struct leaves own = {NULL, 0, 0};

    product_init(&product, import->arena);
    if (!product_from_stored(&product, import->stored, fault))
        return false;
    product.units = import->settings->units;
    if (!give(context, &product, fault))
        return false;
    product_write(&product, &import->settings->currency, &text);
    given = leaves_of(arena_copy(import->arena, text_slice(&text)), import->arena);
    text_release(&text);
    look_at_stored(import);
    for (size_t i = 0; i < given.count; i++) {
        const struct leaf *leaf = &given.items[i];

        if (is_own(import, leaf) ||
            (!tells_of_itself(leaf->path) && !slice_equal(leaf->value, leaf_value(&import->before, leaf->path))))
            leaves_add(&own, *leaf, import->arena);
    }
    if (!read_records(import, fault) || !put_together(import, &own, &product, fault))
        return false;
    add_product(import, &product, changes);
    return true;
}

/* The layer's place in the list, at whose end a new one is put: then *is_new. */
static bool place_of_layer(struct import *import, struct slice layer, size_t *place, bool *is_new, struct fault *fault)
{
    for (*place = 0; *place < import->count; (*place)++)
        if (slice_equal(import->layers[*place], layer)) {
            *is_new = false;
            return true;
        }
    if (import->count == LAYERS_LIMIT)
        return fault_set(fault, FAULT_USAGE, "too_many_layers", NULL, "there cannot be more than %d layers", LAYERS_LIMIT);
    *is_new = true;
    import->layers[import->count] = layer;
    import->records[import->count++] = (struct slice){NULL, 0};
    return true;
}

static void add_list(const struct import *import, struct changes *changes)
{
    struct text *text = changes_begin(changes, list_id);

    text_add_string(text, "{\"type\":\"layers\"");
    json_put_string(text, "id", SLICE("catalogue"));
    json_open(text, "layers", '[');
    for (size_t i = 0; i < import->count; i++)
        json_put_string(text, NULL, import->layers[i]);
    json_close(text, ']');
    json_close(text, '}');
    changes_end(changes);
}

/* The product's members but its type and SKU, as an object. */
static void put_values(struct text *text, struct slice record, struct arena *arena)
{
    struct scan scan;
    struct slice name;
    struct slice value;

    json_open(text, "values", '{');
    if (scan_object(&scan, record))
        while (scan_member(&scan, &name, &value))
            if (!slice_is(name, "type") && !slice_is(name, "sku") && !slice_is(name, "supplied"))
                json_put_raw(text, arena_copy(arena, name).bytes, value);
    json_close(text, '}');
}

/* What the layer says of the product from now on; *changed: that is something else than before. */
static bool supply(struct import *import, size_t place, product_giver *give, void *context, bool *changed, struct fault *fault)
{
    struct product product;
    struct text text = TEXT_INIT;
    struct text room = TEXT_INIT;
    struct slice before = import->records[place];

    product_init(&product, import->arena);
    if (before.bytes && !product_from_stored(&product, scan_find(before, "values"), fault))
        return false;
    product.units = import->settings->units;
    if (!give(context, &product, fault))
        return false;
    product_write(&product, &import->settings->currency, &room);
    json_open(&text, NULL, '{');
    json_put_string(&text, "type", SLICE("supplied"));
    json_put_string(&text, "layer", import->layers[place]);
    json_put_string(&text, "sku", import->sku);
    put_values(&text, text_slice(&room), import->arena);
    json_close(&text, '}');
    *changed = !slice_equal(text_slice(&text), before);
    import->records[place] = arena_copy(import->arena, text_slice(&text));
    text_release(&text);
    text_release(&room);
    return true;
}

static bool import_of_supplier(struct import *import, struct slice layer, product_giver *give, void *context,
                               struct changes *changes, struct fault *fault)
{
    struct leaves own = {NULL, 0, 0};
    struct product product;
    struct text id = TEXT_INIT;
    bool supplies;
    bool is_new;
    size_t place;

    if (!place_of_layer(import, layer, &place, &is_new, fault) || !read_records(import, fault) ||
        !supply(import, place, give, context, &supplies, fault))
        return false;
    if (!supplies)
        return true;
    look_at_stored(import);
    for (size_t i = 0; i < import->before.count; i++)
        if (is_own(import, &import->before.items[i]))
            leaves_add(&own, import->before.items[i], import->arena);
    if (!put_together(import, &own, &product, fault))
        return false;
    add_product(import, &product, changes);
    supplied_id(layer, import->sku, &id);
    text_add_slice(changes_begin(changes, text_slice(&id)), import->records[place]);
    changes_end(changes);
    text_release(&id);
    if (is_new)
        add_list(import, changes);
    return true;
}

/* What product_import made of an import of the merchant's stands, unless the shop has layers. */
static bool settle(struct import *import, bool imported, product_giver *give, void *context, struct changes *changes, bool *changed,
                   struct fault *fault)
{
    const struct fault refusal = *fault;

    *fault = (struct fault)FAULT_INIT;
    if (!read_layers(import, fault))
        return false;
    if (!import->count) {
        *fault = refusal;
        return imported;
    }
    changes_clear(changes);
    if (!import_of_merchant(import, give, context, changes, fault))
        return false;
    *changed = changes->count > 0;
    return true;
}

static bool supplied_import(struct import *import, struct slice layer, product_giver *give, void *context, struct changes *changes,
                            bool *changed, struct fault *fault)
{
    changes_clear(changes);
    if (!name_check(import->sku, SKU_LIMIT, "sku", fault) || !read_layers(import, fault) ||
        !import_of_supplier(import, layer, give, context, changes, fault))
        return false;
    *changed = changes->count > 0;
    return true;
}

bool layered_import(struct store *store, struct slice layer, struct slice id, struct slice stored, const struct settings *settings,
                    product_giver *give, void *context, struct arena *arena, struct changes *changes, bool *changed,
                    struct fault *fault)
{
    bool imported = !layer.bytes && product_import(id, stored, settings, give, context, arena, changes, changed, fault);
    struct import *import;

    /* What is new has no layers under it, and nothing changes them where the product stays as it is. */
    if (!layer.bytes && (!stored.bytes || (imported && !*changed)))
        return imported;
    import = arena_take(arena, sizeof *import);
    *import = (struct import){.store = store,
                              .settings = settings,
                              .arena = arena,
                              .id = id,
                              .sku = slice_from(id, strlen("product/")),
                              .stored = stored};
    return layer.bytes ? supplied_import(import, layer, give, context, changes, changed, fault)
                       : settle(import, imported, give, context, changes, changed, fault);
}
