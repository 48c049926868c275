/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/memory.h"
#include "format/draft.h"
#include "format/magento.h"
#include "format/platform_file.h"
#include "shop/product.h"
#include "shop/stock.h"
#include "json/read.h"

#include <stdio.h>
#include <stdlib.h>

enum { OF_PRODUCT = 1, OF_VIEW = 2, OF_BOTH = 3 };

/* What is being written: a product's own row, then one for each store view that says something else. */
struct magento_file {
    struct platform_file file;
    struct article own; /* the record alone: what a variant inherits it has in Magento by its configurable product or not */
    bool counted;
    struct slice view;      /* its code; of a row for a store view */
    const json_t *language; /* its texts; NULL: it has none */
    struct text code;
    const struct measure_unit *weight;
};

#define CELL(name)                                                                                                                 \
    static void name(const struct platform_row *row __attribute__((unused)),                                                       \
                     const struct platform_column *column __attribute__((unused)), struct text *cell)

static struct magento_file *file_of(const struct platform_row *row)
{
    return row->own;
}

static const struct article *own_of(const struct platform_row *row)
{
    return &file_of(row)->own;
}

static struct slice kept_of(const struct platform_row *row, struct slice title)
{
    return kept_cell(own_of(row), dialect_magento.name, title);
}

/* What a store view keeps: "CODE/COLUMN". */
static struct slice kept_of_view(const struct platform_row *row, struct slice title)
{
    struct text name = TEXT_INIT;
    struct slice cell;

    text_add_slice(&name, file_of(row)->view);
    text_add_byte(&name, '/');
    text_add_slice(&name, title);
    cell = kept_of(row, text_slice(&name));
    text_release(&name);
    return cell;
}

static struct slice title_of(const struct platform_column *column)
{
    const struct column_name *name = magento_names;

    if (column->title)
        return slice_of(column->title);
    while (name->field != column->field)
        name++;
    return slice_of(name->name);
}

static bool is_active(const struct article *article)
{
    struct slice status = article_text(article, ARTICLE_STATUS);

    return !status.length || slice_is(status, "active") || slice_is(status, "end_of_life");
}

static bool is_of_view(const struct platform_row *row)
{
    return row->parts == OF_VIEW;
}

CELL(put_kept)
{
    struct slice kept = is_of_view(row) ? kept_of_view(row, title_of(column)) : kept_of(row, title_of(column));
    const char *usual = is_of_view(row) ? NULL : magento_default(title_of(column));

    text_add_slice(cell, kept.length || !usual ? kept : slice_of(usual));
}

CELL(put_own)
{
    if (is_of_view(row))
        put_kept(row, column, cell);
    else
        text_add_slice(cell, article_text(own_of(row), (enum article_member)column->member));
}

CELL(put_sku)
{
    text_add_slice(cell, article_text(own_of(row), ARTICLE_SKU));
}

CELL(put_view)
{
    if (is_of_view(row))
        text_add_slice(cell, file_of(row)->view);
}

CELL(put_set)
{
    struct slice kept = kept_of(row, title_of(column));

    text_add_slice(cell, kept.length ? kept : slice_of(magento_default(title_of(column))));
}

static const char *kind_of(struct slice kind)
{
    if (slice_is(kind, "digital"))
        return "downloadable";
    return slice_is(kind, "service") || slice_is(kind, "bookable") ? "virtual" : "simple";
}

CELL(put_type)
{
    struct slice kept = kept_of(row, title_of(column));
    struct slice kind = article_text(own_of(row), ARTICLE_KIND);

    if (kept.length)
        text_add_slice(cell, kept);
    else if (row->item->is_parent)
        text_add_string(cell, "configurable");
    else if (own_of(row)->member[ARTICLE_COMPONENTS])
        text_add_string(cell, "bundle");
    else
        text_add_string(cell, kind_of(kind));
}

CELL(put_text)
{
    const char *member = article_member_name((enum article_member)column->member);

    if (is_of_view(row))
        text_add_slice(cell, file_of(row)->language ? json_slice(json_object_get(file_of(row)->language, member))
                                                    : kept_of_view(row, title_of(column)));
    else
        text_add_slice(cell, article_text(own_of(row), (enum article_member)column->member));
}

static void add_category(const struct platform_row *row, struct slice path, struct text *cell)
{
    struct slice root = kept_of(row, SLICE("root/category"));
    struct text room = TEXT_INIT;
    struct slice level;
    bool first = true;

    if (cell->length)
        text_add_byte(cell, ',');
    while (list_next(&path, '>', '\0', &room, &level)) {
        if (first && !(root.length && slice_equal(level, root)))
            text_add_string(cell, MAGENTO_ROOT "/");
        else if (!first)
            text_add_byte(cell, '/');
        first = false;
        for (size_t i = 0; i < level.length; i++) {
            if (level.bytes[i] == '/')
                text_add_byte(cell, '\\');
            text_add_byte(cell, level.bytes[i]);
        }
    }
    text_release(&room);
}

CELL(put_categories)
{
    const json_t *more = own_of(row)->member[ARTICLE_CATEGORIES];
    struct slice first = article_text(own_of(row), ARTICLE_CATEGORY);

    if (first.length)
        add_category(row, first, cell);
    for (size_t i = 0; i < json_array_size(more); i++)
        add_category(row, json_slice(json_array_get(more, i)), cell);
}

CELL(put_online)
{
    struct slice kept = is_of_view(row) ? kept_of_view(row, title_of(column)) : kept_of(row, title_of(column));

    if (is_of_view(row))
        text_add_slice(cell, kept);
    else
        text_add_slice(cell, is_active(own_of(row)) ? SLICE("1") : kept.length ? kept : SLICE("2"));
}

CELL(put_visibility)
{
    struct slice kept = kept_of(row, title_of(column));

    if (kept.length)
        text_add_slice(cell, kept);
    else
        text_add_string(cell, own_of(row)->member[ARTICLE_PARENT] ? "Not Visible Individually" : "Catalog, Search");
}

CELL(put_weight)
{
    int64_t grams = article_whole(own_of(row), ARTICLE_WEIGHT_G);

    if (grams >= 0)
        measure_write(cell, grams, file_of(row)->weight);
}

static struct slice sale_of(const struct platform_row *row, const char *member)
{
    return json_slice(json_object_get(own_of(row)->member[ARTICLE_SALE], member));
}

CELL(put_sale_price)
{
    if (is_of_view(row))
        put_kept(row, column, cell);
    else
        text_add_slice(cell, sale_of(row, "price"));
}

/* By days: the last one of a sale is the day before its end, or that of its end where it ends within a day. */
CELL(put_sale_day)
{
    bool until = column->field == MAGENTO_SPECIAL_TO;
    instant value;

    if (is_of_view(row))
        put_kept(row, column, cell);
    else if (sale_of(row, "price").length && instant_read(sale_of(row, until ? "until" : "from"), &value))
        day_write(cell, instant_day(until ? value - 1 : value));
}

/* Pictures. */

static struct slice alt_of(const struct platform_row *row, struct slice url)
{
    const json_t *media = own_of(row)->member[ARTICLE_MEDIA];

    for (size_t i = 0; i < json_array_size(media); i++)
        if (slice_equal(json_slice(json_object_get(json_array_get(media, i), "url")), url))
            return json_slice(json_object_get(json_array_get(media, i), "alt"));
    return SLICE("");
}

CELL(put_image_label)
{
    struct slice image = article_text(own_of(row), ARTICLE_IMAGE);

    if (image.length)
        text_add_slice(cell, alt_of(row, image));
}

/* Addresses or, in the same order, their labels; a comma stands between them, and so in none. */
CELL(put_images)
{
    const json_t *media = own_of(row)->member[ARTICLE_MEDIA];
    bool labels = column->field == MAGENTO_IMAGE_LABELS;
    struct slice kept = kept_of(row, title_of(column));
    bool any = false;
    bool first = true;

    for (size_t i = 0; i < json_array_size(media); i++) {
        struct slice url = json_slice(json_object_get(json_array_get(media, i), "url"));
        struct slice told = labels ? json_slice(json_object_get(json_array_get(media, i), "alt")) : url;

        if (slice_equal(url, article_text(own_of(row), ARTICLE_IMAGE)))
            continue;
        if (!first)
            text_add_byte(cell, ',');
        first = false;
        if (!memchr(told.length ? told.bytes : "", ',', told.length))
            text_add_slice(cell, told);
        any |= told.length > 0;
    }
    if (!any)
        text_clear(cell);
    if (labels && !any)
        text_add_slice(cell, kept);
}

/* Attributes. */

/* A code: small letters, digits and underscores. */
static void add_code(struct text *code, struct slice name)
{
    size_t start = code->length;

    for (size_t i = 0; i < name.length; i++) {
        char c = name.bytes[i];

        if (c >= 'A' && c <= 'Z')
            c |= 0x20;
        text_add_byte(code, (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') ? c : '_');
    }
    if (code->length == start)
        text_add_string(code, "attribute");
}

static void add_pair(const struct platform_row *row, struct slice name, struct slice value, struct text *cell)
{
    struct text *code = &file_of(row)->code;

    text_clear(code);
    add_code(code, name);
    magento_pair_add(cell, text_slice(code), value);
}

/* Members that Magento has among the attributes. */
static void add_members(const struct platform_row *row, struct text *cell)
{
    const struct magento_code *code = magento_codes;

    for (; code->code; code++) {
        struct text name = TEXT_INIT;
        enum article_member member;
        struct slice kept;

        /* Each member once, under the first of its codes or that which it came with. */
        if (code != magento_codes && strcmp(code[-1].member, code->member) == 0)
            continue;
        text_printf(&name, "attribute/%s", code->member);
        kept = kept_of(row, text_slice(&name));
        text_release(&name);
        if (article_member_find(slice_of(code->member), &member) && article_text(own_of(row), member).length)
            add_pair(row, kept.length ? kept : slice_of(code->code), article_text(own_of(row), member), cell);
    }
}

CELL(put_attributes)
{
    const json_t *attributes = own_of(row)->member[ARTICLE_ATTRIBUTES];
    const char *name;
    json_t *value;

    if (is_of_view(row)) {
        put_kept(row, column, cell);
        return;
    }
    add_members(row, cell);
    json_object_foreach((json_t *)(uintptr_t)attributes, name, value)
    {
        char digits[32];

        if (json_is_string(value)) {
            add_pair(row, slice_of(name), json_slice(value), cell);
        } else if (json_is_boolean(value)) {
            add_pair(row, slice_of(name), json_is_true(value) ? SLICE("Yes") : SLICE("No"), cell);
        } else {
            snprintf(digits, sizeof digits, "%lld", (long long)json_integer_value(value));
            add_pair(row, slice_of(name), slice_of(digits), cell);
        }
    }
}

/* Stock. */

CELL(put_qty)
{
    if (file_of(row)->counted)
        text_add_integer(cell, row->item->available.units);
    else
        text_add_slice(cell, kept_of(row, title_of(column)));
}

CELL(put_in_stock)
{
    bool some = row->item->available.units > 0 || article_truth(row->item->article, ARTICLE_BACKORDER);

    if (file_of(row)->counted)
        text_add_byte(cell, some ? '1' : '0');
    else
        put_kept(row, column, cell);
}

CELL(put_backorders)
{
    struct slice kept = kept_of(row, title_of(column));

    if (article_truth(own_of(row), ARTICLE_BACKORDER))
        text_add_slice(cell, kept.length ? kept : SLICE("1"));
    else
        text_add_byte(cell, '0');
}

CELL(put_low_stock)
{
    int64_t low = article_whole(own_of(row), ARTICLE_LOW_STOCK);

    if (low >= 0)
        text_add_integer(cell, low);
}

/* Whether the shop's own setting holds instead of the product's. */
CELL(put_by_config)
{
    text_add_byte(cell, own_of(row)->member[column->member] ? '0' : '1');
}

/* Bundles and configurable products. */

CELL(put_bundle)
{
    const json_t *components = own_of(row)->member[ARTICLE_COMPONENTS];
    struct slice kept = kept_of(row, title_of(column));

    text_add_slice(cell, kept);
    for (size_t i = 0; !kept.length && i < json_array_size(components); i++) {
        struct slice sku = json_slice(json_object_get(json_array_get(components, i), "sku"));
        json_int_t quantity = json_integer_value(json_object_get(json_array_get(components, i), "quantity"));

        if (i)
            text_add_byte(cell, '|');
        magento_pair_add(cell, SLICE("name"), sku);
        text_add_string(cell, ",type=select,required=1");
        magento_pair_add(cell, SLICE("sku"), sku);
        text_printf(cell, ",price=0,default=1,default_qty=%lld,price_type=fixed", (long long)(quantity ? quantity : 1));
    }
}

/* The code of an axis: the one that its label came with, else one that is made of its name. */
static void add_axis_code(const struct platform_row *row, struct slice label, struct text *code)
{
    struct slice rest = kept_of(row, SLICE("configurable_variation_labels"));
    struct text room = TEXT_INIT;
    struct magento_pair pair;
    bool found = false;

    while (!found && magento_pair_next(&rest, &room, &pair))
        found = slice_equal(pair.value, label);
    if (found)
        text_add_slice(code, pair.code);
    else
        add_code(code, label);
    text_release(&room);
}

static void add_variation(const struct platform_row *row, const json_t *variant, struct text *cell)
{
    const json_t *options = json_object_get(variant, "options");
    struct text code = TEXT_INIT;
    const char *name;
    json_t *value;

    if (cell->length)
        text_add_byte(cell, '|');
    magento_pair_add(cell, SLICE("sku"), json_slice(json_object_get(variant, "sku")));
    json_object_foreach((json_t *)(uintptr_t)options, name, value)
    {
        text_clear(&code);
        add_axis_code(row, slice_of(name), &code);
        magento_pair_add(cell, text_slice(&code), json_slice(value));
    }
    text_release(&code);
}

CELL(put_variations)
{
    struct store *store = row->file->feed->options.store;
    struct arena arena = ARENA_INIT;
    struct fault fault = FAULT_INIT;
    struct text id = TEXT_INIT;
    struct variant_walk walk;
    struct slice value;
    bool found;

    if (!row->item->is_parent || !store)
        return;
    found = variant_walk_begin(&walk, store, article_text(own_of(row), ARTICLE_SKU), &fault);
    while (found && variant_walk_next(&walk, &found, &fault) && found) {
        const json_t *variant;

        arena_clear(&arena);
        product_id(walk.sku, &id);
        variant = store_get(store, text_slice(&id), &value, &fault) && value.bytes ? record_read(value, &arena, &fault) : NULL;
        if (variant)
            add_variation(row, variant, cell);
    }
    variant_walk_end(&walk);
    arena_release(&arena);
    text_release(&id);
}

CELL(put_variation_labels)
{
    const json_t *axes = own_of(row)->member[ARTICLE_AXES];
    struct text code = TEXT_INIT;

    for (size_t i = 0; i < json_array_size(axes); i++) {
        text_clear(&code);
        add_axis_code(row, json_slice(json_array_get(axes, i)), &code);
        magento_pair_add(cell, text_slice(&code), json_slice(json_array_get(axes, i)));
    }
    text_release(&code);
}

#define KEPT(name)                                                                                                                 \
    {                                                                                                                              \
        COLUMN_KEPT, .parts = OF_BOTH, .put = put_kept, .title = name                                                              \
    }

/* In the order of the exporter. */
static const struct platform_column columns[] = {
    {MAGENTO_SKU, .parts = OF_BOTH, .put = put_sku},
    {MAGENTO_STORE_VIEW, .parts = OF_VIEW, .put = put_view},
    {MAGENTO_ATTRIBUTE_SET, .parts = OF_BOTH, .put = put_set},
    {MAGENTO_TYPE, .parts = OF_BOTH, .put = put_type},
    {MAGENTO_CATEGORIES, .parts = OF_PRODUCT, .put = put_categories},
    {MAGENTO_WEBSITES, .parts = OF_BOTH, .put = put_kept},
    {MAGENTO_NAME, .parts = OF_BOTH, .put = put_text, .member = ARTICLE_NAME},
    {MAGENTO_DESCRIPTION, .parts = OF_BOTH, .put = put_text, .member = ARTICLE_DESCRIPTION},
    {MAGENTO_SHORT_DESCRIPTION, .parts = OF_BOTH, .put = put_text, .member = ARTICLE_SHORT_DESCRIPTION},
    {MAGENTO_WEIGHT, .parts = OF_PRODUCT, .put = put_weight},
    {MAGENTO_ONLINE, .parts = OF_BOTH, .put = put_online},
    {MAGENTO_TAX_CLASS, .parts = OF_BOTH, .put = put_own, .member = ARTICLE_TAX_CLASS},
    {MAGENTO_VISIBILITY, .parts = OF_PRODUCT, .put = put_visibility},
    {MAGENTO_PRICE, .parts = OF_BOTH, .put = put_own, .member = ARTICLE_PRICE},
    {MAGENTO_SPECIAL_PRICE, .parts = OF_BOTH, .put = put_sale_price},
    {MAGENTO_SPECIAL_FROM, .parts = OF_BOTH, .put = put_sale_day},
    {MAGENTO_SPECIAL_TO, .parts = OF_BOTH, .put = put_sale_day},
    {MAGENTO_URL_KEY, .parts = OF_BOTH, .put = put_text, .member = ARTICLE_SLUG},
    {MAGENTO_META_TITLE, .parts = OF_BOTH, .put = put_text, .member = ARTICLE_META_TITLE},
    KEPT("meta_keywords"),
    {MAGENTO_META_DESCRIPTION, .parts = OF_BOTH, .put = put_text, .member = ARTICLE_META_DESCRIPTION},
    {MAGENTO_BASE_IMAGE, .parts = OF_BOTH, .put = put_own, .member = ARTICLE_IMAGE},
    {MAGENTO_BASE_IMAGE_LABEL, .parts = OF_PRODUCT, .put = put_image_label},
    KEPT("small_image"),
    KEPT("small_image_label"),
    KEPT("thumbnail_image"),
    KEPT("thumbnail_image_label"),
    KEPT("swatch_image"),
    KEPT("swatch_image_label"),
    KEPT("new_from_date"),
    KEPT("new_to_date"),
    KEPT("display_product_options_in"),
    KEPT("map_price"),
    KEPT("msrp_price"),
    KEPT("map_enabled"),
    KEPT("gift_message_available"),
    KEPT("custom_design"),
    KEPT("custom_design_from"),
    KEPT("custom_design_to"),
    KEPT("custom_layout_update"),
    KEPT("page_layout"),
    KEPT("product_options_container"),
    KEPT("msrp_display_actual_price_type"),
    KEPT("country_of_manufacture"),
    {MAGENTO_ATTRIBUTES, .parts = OF_BOTH, .put = put_attributes},
    {MAGENTO_QTY, .parts = OF_PRODUCT, .put = put_qty},
    KEPT("out_of_stock_qty"),
    KEPT("use_config_min_qty"),
    KEPT("is_qty_decimal"),
    {MAGENTO_BACKORDERS, .parts = OF_PRODUCT, .put = put_backorders},
    {MAGENTO_CONFIG_BACKORDERS, .parts = OF_PRODUCT, .put = put_by_config, .member = ARTICLE_BACKORDER},
    KEPT("min_cart_qty"),
    KEPT("use_config_min_sale_qty"),
    KEPT("max_cart_qty"),
    KEPT("use_config_max_sale_qty"),
    {MAGENTO_IN_STOCK, .parts = OF_PRODUCT, .put = put_in_stock},
    {MAGENTO_LOW_STOCK, .parts = OF_PRODUCT, .put = put_low_stock},
    {MAGENTO_CONFIG_LOW_STOCK, .parts = OF_PRODUCT, .put = put_by_config, .member = ARTICLE_LOW_STOCK},
    {MAGENTO_MANAGE_STOCK, .parts = OF_PRODUCT, .put = put_kept},
    KEPT("use_config_manage_stock"),
    KEPT("use_config_qty_increments"),
    KEPT("qty_increments"),
    KEPT("use_config_enable_qty_inc"),
    KEPT("enable_qty_increments"),
    KEPT("is_decimal_divided"),
    KEPT("website_id"),
    KEPT("deferred_stock_update"),
    KEPT("use_config_deferred_stock_update"),
    KEPT("related_skus"),
    KEPT("related_position"),
    KEPT("crosssell_skus"),
    KEPT("crosssell_position"),
    KEPT("upsell_skus"),
    KEPT("upsell_position"),
    {MAGENTO_IMAGES, .parts = OF_PRODUCT, .put = put_images},
    {MAGENTO_IMAGE_LABELS, .parts = OF_PRODUCT, .put = put_images},
    KEPT("hide_from_product_page"),
    KEPT("custom_options"),
    KEPT("bundle_price_type"),
    KEPT("bundle_sku_type"),
    KEPT("bundle_price_view"),
    KEPT("bundle_weight_type"),
    {MAGENTO_BUNDLE_VALUES, .parts = OF_PRODUCT, .put = put_bundle},
    KEPT("bundle_shipment_type"),
    KEPT("associated_skus"),
    KEPT("downloadable_links"),
    KEPT("downloadable_samples"),
    KEPT("giftcard_type"),
    KEPT("giftcard_amount"),
    KEPT("giftcard_allow_open_amount"),
    KEPT("giftcard_open_amount_min"),
    KEPT("giftcard_open_amount_max"),
    KEPT("giftcard_lifetime"),
    KEPT("giftcard_allow_message"),
    KEPT("giftcard_email_template"),
    {MAGENTO_VARIATIONS, .parts = OF_PRODUCT, .put = put_variations},
    {MAGENTO_VARIATION_LABELS, .parts = OF_PRODUCT, .put = put_variation_labels},
    {0},
};

/* What is kept for store views, and of members, has a slash in its name, and no column has. */
static bool is_column(struct slice kept)
{
    return !memchr(kept.length ? kept.bytes : "", '/', kept.length);
}

static struct slice kept_besides(const struct platform_row *row, struct slice title)
{
    return is_of_view(row) ? kept_of_view(row, title) : kept_of(row, title);
}

static bool begin(struct feed *feed, struct fault *fault)
{
    struct magento_file *file = memory_take_zeroed(1, sizeof *file);

    feed->own = file;
    file->file = (struct platform_file){.feed = feed,
                                        .dialect = dialect_magento.name,
                                        .names = magento_names,
                                        .columns = columns,
                                        .separator = ',',
                                        .kept = kept_besides,
                                        .is_column = is_column};
    file->weight = channel_weight_unit(&feed->channel, "kg", fault);
    if (!file->weight || !platform_file_open(&file->file, fault))
        return false;
    platform_file_head(&file->file);
    return true;
}

static void end(struct feed *feed)
{
    struct magento_file *file = feed->own;

    platform_file_close(&file->file);
    text_release(&file->code);
    free(file);
    feed->own = NULL;
}

static bool find_counted(struct feed *feed, const struct feed_item *item, bool *counted, struct fault *fault)
{
    *counted = !item->is_parent && item->available.counted && !item->article->member[ARTICLE_COMPONENTS];
    return !*counted || !feed->options.store || stock_is_counted(feed->options.store, item->sku, counted, fault);
}

/* "fr_BE" for "fr-BE". */
static void add_view_code(struct text *code, struct slice language)
{
    for (size_t i = 0; i < language.length; i++)
        text_add_byte(code, language.bytes[i] == '-' ? '_' : language.bytes[i]);
}

static bool is_among_views(const struct article *own, struct slice language)
{
    const json_t *kept = json_object_get(own->member[ARTICLE_COLUMNS], dialect_magento.name);
    struct text tag = TEXT_INIT;
    const char *name;
    json_t *value;
    bool found = false;

    json_object_foreach((json_t *)(uintptr_t)kept, name, value)
    {
        const char *slash = strchr(name, '/');

        if (slash && strcmp(slash, "/store_view_code") == 0)
            found |= magento_language(json_slice(value), &tag) && slice_equal(text_slice(&tag), language);
    }
    text_release(&tag);
    return found;
}

static void write_view(struct magento_file *file, const struct feed_item *item, struct slice code, const json_t *language)
{
    struct platform_row row = {&file->file, item, OF_VIEW, file};

    file->view = code;
    file->language = language;
    platform_file_row(&file->file, &row);
}

/* Those that it came with, then languages that came since. */
static void write_views(struct magento_file *file, const struct feed_item *item)
{
    const json_t *kept = json_object_get(file->own.member[ARTICLE_COLUMNS], dialect_magento.name);
    const json_t *texts = file->own.member[ARTICLE_TEXTS];
    struct text made = TEXT_INIT;
    const char *name;
    json_t *value;

    json_object_foreach((json_t *)(uintptr_t)kept, name, value)
    {
        const char *slash = strchr(name, '/');

        if (!slash || strcmp(slash, "/store_view_code") != 0)
            continue;
        write_view(file, item, json_slice(value),
                   magento_language(json_slice(value), &made) ? json_object_getn(texts, made.bytes, made.length) : NULL);
    }
    json_object_foreach((json_t *)(uintptr_t)texts, name, value)
    {
        if (is_among_views(&file->own, slice_of(name)))
            continue;
        text_clear(&made);
        add_view_code(&made, slice_of(name));
        write_view(file, item, text_slice(&made), value);
    }
    text_release(&made);
}

static bool add_product(struct feed *feed, const struct feed_item *item, struct fault *fault)
{
    struct magento_file *file = feed->own;
    struct platform_row row = {&file->file, item, OF_PRODUCT, file};

    if (!article_of(&file->own, item->article->record, NULL, fault) || !find_counted(feed, item, &file->counted, fault))
        return false;
    if (!item->name.length)
        feed_refuse(feed, "missing_field", "name", "is missing");
    platform_file_row(&file->file, &row);
    write_views(file, item);
    return true;
}

static const struct feed_format formats[] = {{.name = "csv", .begin = begin, .item = add_product, .end = end}, {0}};

static const char *const settings[] = {"weight_unit", NULL};

const struct feed_kind feed_magento = {
    .name = "magento", .formats = formats, .settings = settings, .traits = FEED_OF_FAMILIES | FEED_KEEPS_REGULAR};
