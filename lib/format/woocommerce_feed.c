/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/memory.h"
#include "format/draft.h"
#include "format/html.h"
#include "format/platform_file.h"
#include "format/woocommerce.h"
#include "shop/product.h"
#include "shop/stock.h"
#include "json/read.h"

#include <stdlib.h>

enum { ALWAYS = 1 };

/* What is being written; a row is one product, and what it inherits is left to WooCommerce, where it inherits as well. */
struct woo_file {
    struct platform_file file;
    struct platform_column *columns; /* those that all have, and those of as many attributes as some product has */
    unsigned attributes;
    struct article own; /* the record alone */
    bool counted;
    struct slice names[WOO_ATTRIBUTES + 1]; /* of the attributes, by number, from 1 */
    struct arena arena;                     /* of a product that is looked at before the head */
    const struct measure_unit *weight, *length;
};

#define CELL(name)                                                                                                                 \
    static void name(const struct platform_row *row __attribute__((unused)),                                                       \
                     const struct platform_column *column __attribute__((unused)), struct text *cell)

static struct woo_file *file_of(const struct platform_row *row)
{
    return row->own;
}

static const struct article *own_of(const struct platform_row *row)
{
    return &file_of(row)->own;
}

static struct slice kept_of(const struct platform_row *row, enum woo_field field)
{
    return kept_cell_of(row, own_of(row), (int)field);
}

static struct slice kept_numbered(const struct article *article, enum woo_field field, unsigned number)
{
    const struct header_column column = {.field = (int)field, .number = number};
    struct text name = TEXT_INIT;
    struct slice cell;

    header_first_name(&name, woo_names, &column);
    cell = kept_cell(article, dialect_woocommerce.name, text_slice(&name));
    text_release(&name);
    return cell;
}

static struct slice text_of_own(const struct platform_row *row, enum article_member member)
{
    return article_text_in(own_of(row), member, row->file->feed->channel.language);
}

static bool is_variant(const struct platform_row *row)
{
    return own_of(row)->member[ARTICLE_PARENT] != NULL;
}

static bool is_active(const struct article *article)
{
    struct slice status = article_text(article, ARTICLE_STATUS);

    return !status.length || slice_is(status, "active") || slice_is(status, "end_of_life");
}

/* An item of a list: its commas behind a backslash. */
static void add_item(struct text *cell, struct slice item)
{
    if (cell->length)
        text_add_string(cell, ", ");
    for (size_t i = 0; i < item.length; i++) {
        if (item.bytes[i] == ',')
            text_add_byte(cell, '\\');
        text_add_byte(cell, item.bytes[i]);
    }
}

CELL(put_kept)
{
    struct slice kept = kept_of(row, (enum woo_field)column->field);
    const char *usual = woo_default((enum woo_field)column->field);

    text_add_slice(cell, kept.length || !usual ? kept : slice_of(usual));
}

CELL(put_id)
{
    text_add_slice(cell, json_slice(json_object_get(own_of(row)->member[ARTICLE_IDS], dialect_woocommerce.name)));
}

CELL(put_type)
{
    struct slice kept = kept_of(row, WOO_TYPE);
    struct slice kind = article_text(own_of(row), ARTICLE_KIND);

    text_add_slice(cell, kept);
    if (kept.length)
        return;
    text_add_string(cell, is_variant(row) ? "variation" : row->item->is_parent ? "variable" : "simple");
    if (slice_is(kind, "digital"))
        text_add_string(cell, ", downloadable, virtual");
    else if (slice_is(kind, "service") || slice_is(kind, "bookable"))
        text_add_string(cell, ", virtual");
}

/* One that was made here of the number that WooCommerce gave is no SKU there. */
CELL(put_sku)
{
    struct slice sku = article_text(own_of(row), ARTICLE_SKU);
    struct slice id = json_slice(json_object_get(own_of(row)->member[ARTICLE_IDS], dialect_woocommerce.name));

    if (!slice_starts(sku, "id:") || !id.length || !slice_equal(slice_from(sku, 3), id))
        text_add_slice(cell, sku);
}

CELL(put_text)
{
    struct slice value = article_text(own_of(row), (enum article_member)column->member);

    text_add_slice(cell, value.length ? value : kept_of(row, (enum woo_field)column->field));
}

/* Names are HTML there: where reading them as that would give something else, they are written so that it does not. */
static void add_html(struct text *cell, struct slice text)
{
    struct text read = TEXT_INIT;
    bool as_it_is;

    html_to_text(&read, text);
    as_it_is = slice_equal(text_slice(&read), text);
    text_release(&read);
    for (size_t i = 0; i < text.length; i++)
        if (as_it_is || (text.bytes[i] != '&' && text.bytes[i] != '<'))
            text_add_byte(cell, text.bytes[i]);
        else
            text_add_string(cell, text.bytes[i] == '&' ? "&amp;" : "&lt;");
}

CELL(put_name)
{
    add_html(cell, text_of_own(row, ARTICLE_NAME));
}

/* What WooCommerce sells nowhere is not published for it: a draft with a price waits here for somebody. */
CELL(put_published)
{
    struct slice kept = kept_of(row, WOO_PUBLISHED);
    bool cannot_be_sold = kept_of(row, WOO_TYPE).length || !own_of(row)->member[ARTICLE_PRICE];

    if (is_active(own_of(row)))
        text_add_byte(cell, '1');
    else if (kept.length && (cannot_be_sold || !slice_is(kept, "1")))
        text_add_slice(cell, kept);
    else
        text_add_string(cell, "-1");
}

/* Line ends are written \n, and \n itself \\n. */
CELL(put_description)
{
    struct slice text = text_of_own(row, (enum article_member)column->member);

    for (size_t i = 0; i < text.length; i++) {
        if (text.bytes[i] == '\\' && i + 1 < text.length && text.bytes[i + 1] == 'n')
            text_add_byte(cell, '\\');
        if (text.bytes[i] == '\n')
            text_add_string(cell, "\\n");
        else if (text.bytes[i] != '\r')
            text_add_byte(cell, text.bytes[i]);
    }
}

static struct slice sale_of(const struct platform_row *row, const char *member)
{
    return json_slice(json_object_get(own_of(row)->member[ARTICLE_SALE], member));
}

/* Where a day begins, the day alone; of an end the day before, which is the last one of the sale. */
static void add_moment(struct text *cell, struct slice moment, bool until)
{
    static const int64_t seconds_per_day = 86400;
    instant value;
    int64_t seconds;
    day date;

    if (!instant_read(moment, &value))
        return;
    date = instant_day(value);
    if (day_start(date) == value) {
        day_write(cell, until ? date - 1 : date);
        return;
    }
    seconds = instant_local_seconds(value) - (int64_t)date * seconds_per_day;
    day_write(cell, date);
    text_printf(cell, " %02d:%02d:%02d", (int)(seconds / 3600), (int)(seconds / 60 % 60), (int)(seconds % 60));
}

CELL(put_sale_day)
{
    bool until = column->field == WOO_SALE_TO;

    if (sale_of(row, "price").length)
        add_moment(cell, sale_of(row, until ? "until" : "from"), until);
    else
        text_add_slice(cell, kept_of(row, (enum woo_field)column->field));
}

CELL(put_sale_price)
{
    text_add_slice(cell, sale_of(row, "price"));
}

CELL(put_in_stock)
{
    const struct availability *available = &row->item->available;

    if (!file_of(row)->counted)
        text_add_slice(cell, kept_of(row, WOO_IN_STOCK).length ? kept_of(row, WOO_IN_STOCK) : SLICE("1"));
    else
        text_add_string(cell, available->units > 0                                   ? "1"
                              : article_truth(row->item->article, ARTICLE_BACKORDER) ? "backorder"
                                                                                     : "0");
}

CELL(put_stock)
{
    if (file_of(row)->counted)
        text_add_integer(cell, row->item->available.units);
    else
        text_add_slice(cell, kept_of(row, WOO_STOCK));
}

CELL(put_whole)
{
    int64_t value = article_whole(own_of(row), (enum article_member)column->member);

    if (value >= 0)
        text_add_integer(cell, value);
    else
        text_add_slice(cell, kept_of(row, (enum woo_field)column->field));
}

CELL(put_flag)
{
    const json_t *value = own_of(row)->member[column->member];
    struct slice kept = kept_of(row, (enum woo_field)column->field);

    if (json_is_true(value))
        text_add_slice(cell, kept.length ? kept : SLICE("1"));
    else if (value)
        text_add_byte(cell, '0');
}

CELL(put_measure)
{
    int64_t value = article_whole(own_of(row), (enum article_member)column->member);

    if (value >= 0)
        measure_write(cell, value, column->field == WOO_WEIGHT ? file_of(row)->weight : file_of(row)->length);
}

/* Names of terms are HTML there, as those of products. */
static void add_name(struct text *cell, struct slice name)
{
    struct text html = TEXT_INIT;

    add_html(&html, name);
    add_item(cell, text_slice(&html));
    text_release(&html);
}

CELL(put_categories)
{
    const json_t *more = own_of(row)->member[ARTICLE_CATEGORIES];
    struct slice first = article_text(own_of(row), ARTICLE_CATEGORY);

    if (first.length)
        add_name(cell, first);
    for (size_t i = 0; i < json_array_size(more); i++)
        add_name(cell, json_slice(json_array_get(more, i)));
}

CELL(put_tags)
{
    const json_t *tags = own_of(row)->member[ARTICLE_TAGS];

    for (size_t i = 0; i < json_array_size(tags); i++)
        add_name(cell, json_slice(json_array_get(tags, i)));
}

CELL(put_images)
{
    const json_t *media = own_of(row)->member[ARTICLE_MEDIA];
    struct slice image = article_text(own_of(row), ARTICLE_IMAGE);

    if (image.length)
        add_item(cell, image);
    for (size_t i = 0; i < json_array_size(media); i++) {
        struct slice role = json_slice(json_object_get(json_array_get(media, i), "role"));
        struct slice url = json_slice(json_object_get(json_array_get(media, i), "url"));

        if (!slice_equal(url, image) && !slice_is(role, "video") && !slice_is(role, "document"))
            add_item(cell, url);
    }
}

CELL(put_brand)
{
    struct slice kept = kept_of(row, WOO_BRANDS);
    struct slice rest = kept;
    struct slice first = SLICE("");
    struct text room = TEXT_INIT;
    struct text plain = TEXT_INIT;
    struct slice brand = article_text(own_of(row), ARTICLE_BRAND);

    (void)list_next(&rest, ',', '\\', &room, &first);
    html_to_text(&plain, first);
    if (kept.length && slice_equal(text_slice(&plain), brand))
        text_add_slice(cell, kept);
    else if (brand.length)
        add_name(cell, brand);
    text_release(&room);
    text_release(&plain);
}

/* Attributes. */

static unsigned find_name(const struct woo_file *file, struct slice name)
{
    for (unsigned n = 1; n <= WOO_ATTRIBUTES; n++)
        if (file->names[n].length && slice_equal(file->names[n], name))
            return n;
    return 0;
}

static void number_name(struct woo_file *file, struct slice name)
{
    unsigned n = 1;

    if (!name.length || find_name(file, name))
        return;
    while (n <= WOO_ATTRIBUTES && file->names[n].length)
        n++;
    if (n <= WOO_ATTRIBUTES)
        file->names[n] = name;
}

/* Of "Attribute 12 name"; 0: it is no such column. */
static unsigned number_of(const char *column)
{
    static const char before[] = "Attribute ";
    struct slice rest = slice_of(column);
    size_t digits = 0;
    int64_t number;

    if (!slice_starts(rest, before))
        return 0;
    rest = slice_from(rest, sizeof before - 1);
    while (digits < rest.length && rest.bytes[digits] >= '0' && rest.bytes[digits] <= '9')
        digits++;
    if (!slice_is(slice_from(rest, digits), " name") || !slice_integer((struct slice){rest.bytes, digits}, WOO_ATTRIBUTES, &number))
        return 0;
    return (unsigned)number;
}

/* Under the numbers that they came with; what came since gets the next free ones. A variation has its options alone. */
static void number_attributes(struct woo_file *file, const struct article *own)
{
    const json_t *axes = own->member[ARTICLE_AXES];
    const json_t *named = own->member[own->member[ARTICLE_PARENT] ? ARTICLE_OPTIONS : ARTICLE_ATTRIBUTES];
    const json_t *kept = json_object_get(own->member[ARTICLE_COLUMNS], dialect_woocommerce.name);
    const char *name;
    json_t *value;

    memset(file->names, 0, sizeof file->names);
    json_object_foreach((json_t *)(uintptr_t)kept, name, value)
    {
        unsigned n = number_of(name);

        if (n && !find_name(file, json_slice(value)))
            file->names[n] = json_slice(value);
    }
    for (size_t i = 0; i < json_array_size(axes); i++)
        number_name(file, json_slice(json_array_get(axes, i)));
    json_object_foreach((json_t *)(uintptr_t)named, name, value)
    {
        number_name(file, slice_of(name));
    }
}

static bool is_axis(const struct article *own, struct slice name)
{
    const json_t *axes = own->member[ARTICLE_AXES];

    for (size_t i = 0; i < json_array_size(axes); i++)
        if (slice_equal(json_slice(json_array_get(axes, i)), name))
            return true;
    return false;
}

static bool has_item(struct slice list, struct slice wanted)
{
    struct text room = TEXT_INIT;
    struct slice item;
    bool has = false;

    while (!has && list_next(&list, ',', '\\', &room, &item))
        has = slice_equal(item, wanted);
    text_release(&room);
    return has;
}

/* To the values that a product came with, those of variants that came since. */
static void add_options(const struct platform_row *row, struct slice name, struct text *cell)
{
    struct text id = TEXT_INIT;
    struct arena arena = ARENA_INIT;
    struct fault fault = FAULT_INIT;
    struct variant_walk walk;
    bool found = row->file->feed->options.store &&
                 variant_walk_begin(&walk, row->file->feed->options.store, article_text(own_of(row), ARTICLE_SKU), &fault);

    while (found && variant_walk_next(&walk, &found, &fault) && found) {
        struct slice record;
        const json_t *variant = NULL;
        struct slice value;

        arena_clear(&arena);
        product_id(walk.sku, &id);
        if (store_get(row->file->feed->options.store, text_slice(&id), &record, &fault) && record.bytes)
            variant = record_read(record, &arena, &fault);
        value = json_slice(json_object_getn(json_object_get(variant, "options"), name.bytes, name.length));
        if (value.length && !has_item(text_slice(cell), value))
            add_item(cell, value);
    }
    if (row->file->feed->options.store)
        variant_walk_end(&walk);
    arena_release(&arena);
    text_release(&id);
}

static bool says(struct slice list, struct slice told)
{
    struct text words = TEXT_INIT;
    bool same;

    woo_list_words(&words, list);
    same = list.length && slice_equal(text_slice(&words), told);
    text_release(&words);
    return same;
}

/* A list as it came, as long as it says what the attribute does: one value of a list has its commas escaped. */
static void add_attribute(const struct platform_row *row, struct slice name, struct slice kept, struct text *cell)
{
    const json_t *value = json_object_getn(own_of(row)->member[ARTICLE_ATTRIBUTES], name.bytes, name.length);
    struct slice told = json_slice(value);

    if (json_is_integer(value))
        text_add_integer(cell, json_integer_value(value));
    else if (json_is_boolean(value))
        text_add_string(cell, json_is_true(value) ? "true" : "false");
    else
        text_add_slice(cell, says(kept, told) ? kept : told);
}

CELL(put_attribute_name)
{
    text_add_slice(cell, file_of(row)->names[column->number]);
}

CELL(put_attribute_values)
{
    struct slice name = file_of(row)->names[column->number];

    if (!name.length)
        return;
    if (is_variant(row)) {
        struct slice value = json_slice(json_object_getn(own_of(row)->member[ARTICLE_OPTIONS], name.bytes, name.length));

        if (value.length)
            add_item(cell, value);
        return;
    }
    add_attribute(row, name, kept_numbered(own_of(row), WOO_ATTRIBUTE_VALUES, column->number), cell);
    if (is_axis(own_of(row), name))
        add_options(row, name, cell);
}

CELL(put_attribute_kept)
{
    enum woo_field field = (enum woo_field)column->field;
    struct slice name = file_of(row)->names[column->number];

    if (!name.length)
        return;
    if (kept_numbered(own_of(row), WOO_ATTRIBUTE_NAME, column->number).length)
        text_add_slice(cell, kept_numbered(own_of(row), field, column->number));
    else if (field != WOO_ATTRIBUTE_DEFAULT)
        text_add_string(cell, field == WOO_ATTRIBUTE_VISIBLE && !is_variant(row) ? "1" : "0");
}

/* In the order of the exporter. */
static const struct platform_column columns[] = {
    {WOO_ID, .parts = ALWAYS, .put = put_id},
    {WOO_TYPE, .parts = ALWAYS, .put = put_type},
    {WOO_SKU, .parts = ALWAYS, .put = put_sku},
    {WOO_GTIN, .parts = ALWAYS, .put = put_text, .member = ARTICLE_GTIN},
    {WOO_NAME, .parts = ALWAYS, .put = put_name},
    {WOO_PUBLISHED, .parts = ALWAYS, .put = put_published},
    {WOO_FEATURED, .parts = ALWAYS, .put = put_kept},
    {WOO_VISIBILITY, .parts = ALWAYS, .put = put_kept},
    {WOO_SHORT_DESCRIPTION, .parts = ALWAYS, .put = put_description, .member = ARTICLE_SHORT_DESCRIPTION},
    {WOO_DESCRIPTION, .parts = ALWAYS, .put = put_description, .member = ARTICLE_DESCRIPTION},
    {WOO_SALE_FROM, .parts = ALWAYS, .put = put_sale_day},
    {WOO_SALE_TO, .parts = ALWAYS, .put = put_sale_day},
    {WOO_TAX_STATUS, .parts = ALWAYS, .put = put_kept},
    {WOO_TAX_CLASS, .parts = ALWAYS, .put = put_text, .member = ARTICLE_TAX_CLASS},
    {WOO_IN_STOCK, .parts = ALWAYS, .put = put_in_stock},
    {WOO_STOCK, .parts = ALWAYS, .put = put_stock},
    {WOO_LOW_STOCK, .parts = ALWAYS, .put = put_whole, .member = ARTICLE_LOW_STOCK},
    {WOO_BACKORDERS, .parts = ALWAYS, .put = put_flag, .member = ARTICLE_BACKORDER},
    {WOO_SOLD_INDIVIDUALLY, .parts = ALWAYS, .put = put_flag, .member = ARTICLE_SOLD_INDIVIDUALLY},
    {WOO_WEIGHT, .parts = ALWAYS, .put = put_measure, .member = ARTICLE_WEIGHT_G},
    {WOO_LENGTH, .parts = ALWAYS, .put = put_measure, .member = ARTICLE_LENGTH_MM},
    {WOO_WIDTH, .parts = ALWAYS, .put = put_measure, .member = ARTICLE_WIDTH_MM},
    {WOO_HEIGHT, .parts = ALWAYS, .put = put_measure, .member = ARTICLE_HEIGHT_MM},
    {WOO_REVIEWS, .parts = ALWAYS, .put = put_kept},
    {WOO_PURCHASE_NOTE, .parts = ALWAYS, .put = put_kept},
    {WOO_SALE_PRICE, .parts = ALWAYS, .put = put_sale_price},
    {WOO_PRICE, .parts = ALWAYS, .put = put_text, .member = ARTICLE_PRICE},
    {WOO_CATEGORIES, .parts = ALWAYS, .put = put_categories},
    {WOO_TAGS, .parts = ALWAYS, .put = put_tags},
    {WOO_SHIPPING_CLASS, .parts = ALWAYS, .put = put_text, .member = ARTICLE_SHIPPING_CLASS},
    {WOO_IMAGES, .parts = ALWAYS, .put = put_images},
    {WOO_DOWNLOAD_LIMIT, .parts = ALWAYS, .put = put_kept},
    {WOO_DOWNLOAD_EXPIRY, .parts = ALWAYS, .put = put_kept},
    {WOO_PARENT, .parts = ALWAYS, .put = put_text, .member = ARTICLE_PARENT},
    {WOO_GROUPED, .parts = ALWAYS, .put = put_kept},
    {WOO_UPSELLS, .parts = ALWAYS, .put = put_kept},
    {WOO_CROSS_SELLS, .parts = ALWAYS, .put = put_kept},
    {WOO_URL, .parts = ALWAYS, .put = put_kept},
    {WOO_BUTTON, .parts = ALWAYS, .put = put_kept},
    {WOO_POSITION, .parts = ALWAYS, .put = put_kept},
    {WOO_COST, .parts = ALWAYS, .put = put_text, .member = ARTICLE_COST},
    {WOO_BRANDS, .parts = ALWAYS, .put = put_brand},
};

static const struct platform_column of_attribute[] = {
    {WOO_ATTRIBUTE_NAME, .parts = ALWAYS, .put = put_attribute_name},
    {WOO_ATTRIBUTE_VALUES, .parts = ALWAYS, .put = put_attribute_values},
    {WOO_ATTRIBUTE_VISIBLE, .parts = ALWAYS, .put = put_attribute_kept},
    {WOO_ATTRIBUTE_GLOBAL, .parts = ALWAYS, .put = put_attribute_kept},
    {WOO_ATTRIBUTE_DEFAULT, .parts = ALWAYS, .put = put_attribute_kept},
};

enum { COLUMNS = sizeof columns / sizeof *columns, OF_ATTRIBUTE = sizeof of_attribute / sizeof *of_attribute };

static bool is_of_some(int field)
{
    return field == WOO_META || field == WOO_DOWNLOAD_ID || field == WOO_DOWNLOAD_NAME || field == WOO_DOWNLOAD_URL;
}

/* How many attributes a product has, so that the head has as many. */
static void look(struct platform_file *platform, struct slice product)
{
    struct woo_file *file = platform->feed->own;
    struct fault fault = FAULT_INIT;
    const json_t *record;
    struct article own;

    arena_clear(&file->arena);
    record = record_read(product, &file->arena, &fault);
    if (!record || !article_of(&own, record, NULL, &fault))
        return;
    number_attributes(file, &own);
    for (unsigned n = file->attributes + 1; n <= WOO_ATTRIBUTES; n++)
        if (file->names[n].length)
            file->attributes = n;
}

static struct slice kept_besides(const struct platform_row *row, struct slice title)
{
    return kept_cell(own_of(row), dialect_woocommerce.name, title);
}

/* "Weight (kg)": WooCommerce takes the column for that of the shop's own unit. */
static void name_units(struct woo_file *file)
{
    const struct channel *channel = &file->file.feed->channel;
    struct slice weight = channel_setting(channel, "weight_unit");
    struct slice length = channel_setting(channel, "length_unit");
    struct slice kilograms = weight.length ? weight : SLICE("kg");
    struct slice centimetres = length.length ? length : SLICE("cm");

    for (size_t i = 0; i < COLUMNS; i++) {
        const struct header_column name = {.field = file->columns[i].field};
        bool weighs = name.field == WOO_WEIGHT;
        struct text title = TEXT_INIT;

        if (!weighs && name.field != WOO_LENGTH && name.field != WOO_WIDTH && name.field != WOO_HEIGHT)
            continue;
        header_first_name(&title, woo_names, &name);
        text_add_string(&title, " (");
        text_add_slice(&title, weighs ? kilograms : centimetres);
        text_add_byte(&title, ')');
        file->columns[i].title = arena_copy(&file->file.arena, text_slice(&title)).bytes;
        text_release(&title);
    }
}

static void make_columns(struct woo_file *file)
{
    size_t count = COLUMNS + (size_t)file->attributes * OF_ATTRIBUTE;

    file->columns = memory_take_zeroed(count + 1, sizeof *file->columns);
    memcpy(file->columns, columns, sizeof columns);
    for (size_t i = COLUMNS; i < count; i++) {
        file->columns[i] = of_attribute[(i - COLUMNS) % OF_ATTRIBUTE];
        file->columns[i].number = (unsigned)((i - COLUMNS) / OF_ATTRIBUTE) + 1;
    }
    file->file.columns = file->columns;
    name_units(file);
}

static bool begin(struct feed *feed, struct fault *fault)
{
    struct woo_file *file = memory_take_zeroed(1, sizeof *file);

    feed->own = file;
    file->file = (struct platform_file){.feed = feed,
                                        .dialect = dialect_woocommerce.name,
                                        .names = woo_names,
                                        .separator = ',',
                                        .kept = kept_besides,
                                        .is_of_some = is_of_some,
                                        .look = look};
    file->weight = channel_weight_unit(&feed->channel, "kg", fault);
    file->length = file->weight ? channel_length_unit(&feed->channel, "cm", fault) : NULL;
    if (!file->length || !platform_file_open(&file->file, fault))
        return false;
    make_columns(file);
    platform_file_head(&file->file);
    return true;
}

static void end(struct feed *feed)
{
    struct woo_file *file = feed->own;

    platform_file_close(&file->file);
    free(file->columns);
    arena_release(&file->arena);
    free(file);
    feed->own = NULL;
}

/* A product of which no level was ever counted is one whose stock WooCommerce need not count. */
static bool find_counted(struct feed *feed, const struct feed_item *item, bool *counted, struct fault *fault)
{
    *counted = !item->is_parent && item->available.counted;
    return !*counted || !feed->options.store || item->article->member[ARTICLE_COMPONENTS] ||
           stock_is_counted(feed->options.store, item->sku, counted, fault);
}

static bool add_product(struct feed *feed, const struct feed_item *item, struct fault *fault)
{
    struct woo_file *file = feed->own;
    struct platform_row row = {&file->file, item, ALWAYS, file};

    if (!article_of(&file->own, item->article->record, NULL, fault) || !find_counted(feed, item, &file->counted, fault))
        return false;
    if (!item->name.length)
        feed_refuse(feed, "missing_field", "name", "is missing");
    if (file->own.member[ARTICLE_PARENT] && !item->article->parent)
        feed_refuse(feed, "unknown_parent", "parent", "is not in the catalogue: a variation must have a product");
    number_attributes(file, &file->own);
    platform_file_row(&file->file, &row);
    return true;
}

static const struct feed_format formats[] = {{.name = "csv", .begin = begin, .item = add_product, .end = end}, {0}};

static const char *const settings[] = {"weight_unit", "length_unit", NULL};

const struct feed_kind feed_woocommerce = {
    .name = "woocommerce", .formats = formats, .settings = settings, .traits = FEED_OF_FAMILIES | FEED_KEEPS_REGULAR};
