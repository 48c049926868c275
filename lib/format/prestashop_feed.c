/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/memory.h"
#include "format/columns.h"
#include "format/draft.h"
#include "format/platform_file.h"
#include "format/prestashop.h"
#include "shop/product.h"
#include "shop/told_price.h"

#include <stdlib.h>

enum {
    ALL = 1, /* every row says all of its product or combination */
    OF_A_KILOGRAM = 1000,
    OF_A_CENTIMETRE = 10
};

struct prestashop_feed {
    struct platform_file file;
    char between;           /* the items of a list in a cell */
    struct article product; /* whose combinations follow */
    price product_price;
    bool product_has_price;
};

#define CELL(name)                                                                                                                 \
    static void name(const struct platform_row *row __attribute__((unused)),                                                       \
                     const struct platform_column *column __attribute__((unused)), struct text *cell)

static const struct prestashop_feed *file_of(const struct platform_row *row)
{
    return row->own;
}

static const struct article *article_of_row(const struct platform_row *row)
{
    return row->item->article;
}

static struct slice kept(const struct platform_row *row, int field)
{
    return kept_cell_of(row, article_of_row(row), field);
}

static bool is_active(const struct article *article)
{
    struct slice status = article_text(article, ARTICLE_STATUS);

    return !status.length || slice_is(status, "active") || slice_is(status, "end_of_life");
}

CELL(put_text)
{
    text_add_slice(cell, article_text(article_of_row(row), (enum article_member)column->member));
}

CELL(put_text_in)
{
    text_add_slice(cell,
                   article_text_in(article_of_row(row), (enum article_member)column->member, row->file->feed->channel.language));
}

CELL(put_id)
{
    text_add_slice(cell, json_slice(json_object_get(file_of(row)->product.member[ARTICLE_IDS], dialect_prestashop.name)));
}

CELL(put_active)
{
    struct slice told = kept(row, PS_ACTIVE);

    if (told.length && !row->item->has_price && !is_active(article_of_row(row)))
        text_add_slice(cell, told);
    else
        text_add_byte(cell, is_active(article_of_row(row)) ? '1' : '0');
}

/* An item that holds what separates items would become two. */
static bool fits(const struct prestashop_feed *file, struct slice item)
{
    return item.length && !memchr(item.bytes, file->between, item.length);
}

static void add_item(const struct platform_row *row, struct slice item, struct text *cell)
{
    if (!fits(file_of(row), item))
        return;
    if (cell->length)
        text_add_byte(cell, file_of(row)->between);
    text_add_slice(cell, item);
}

/* A list that was kept has an item a line. */
static void put_kept_list(const struct platform_row *row, struct slice list, struct text *cell)
{
    struct text room = TEXT_INIT;
    struct slice item;

    while (list.length && list_next(&list, '\n', 0, &room, &item))
        add_item(row, item, cell);
    text_release(&room);
}

/* "Home > Cups" is "Home/Cups". */
static void put_category(const struct platform_row *row, struct slice path, struct text *cell)
{
    struct text room = TEXT_INIT;
    struct text joined = TEXT_INIT;
    struct slice step;

    while (path.length && list_next(&path, '>', 0, &room, &step)) {
        if (joined.length && step.length)
            text_add_byte(&joined, '/');
        text_add_slice(&joined, step);
    }
    add_item(row, text_slice(&joined), cell);
    text_release(&room);
    text_release(&joined);
}

CELL(put_categories)
{
    const json_t *more = article_of_row(row)->member[ARTICLE_CATEGORIES];
    struct slice category = article_text(article_of_row(row), ARTICLE_CATEGORY);

    if (row->item->channel_category.length)
        category = row->item->channel_category;
    if (!category.length)
        put_kept_list(row, kept(row, PS_CATEGORIES), cell);
    else
        put_category(row, category, cell);
    for (size_t i = 0; i < json_array_size(more); i++)
        put_category(row, json_slice(json_array_get(more, i)), cell);
}

CELL(put_tags)
{
    const json_t *tags = article_of_row(row)->member[ARTICLE_TAGS];

    for (size_t i = 0; i < json_array_size(tags); i++)
        add_item(row, json_slice(json_array_get(tags, i)), cell);
}

CELL(put_price)
{
    if (row->item->has_price)
        price_write(cell, row->item->price.regular, &row->file->feed->currency);
}

static struct slice sale_member(const struct platform_row *row, const char *name)
{
    return json_slice(json_object_get(article_of_row(row)->member[ARTICLE_SALE], name));
}

/* What is taken off, by the sale that the record tells of, whether it has begun or is over. */
static bool reduction(const struct platform_row *row, price *less)
{
    price reduced;

    if (!row->item->has_price || !cell_scaled(sale_member(row, "price"), PRICE_UNIT, &reduced))
        return false;
    *less = row->item->price.regular - reduced;
    return *less > 0;
}

/* The percentage that an earlier file told, if it still makes that price. */
static struct slice told_percent(const struct platform_row *row, price less)
{
    struct slice told = kept(row, PS_DISCOUNT_PERCENT);
    price whole = row->item->price.regular;
    percent share;

    return cell_scaled(told, PERCENT_UNIT, &share) && prestashop_less_percent(whole, share) == whole - less ? told : SLICE("");
}

CELL(put_discount)
{
    price less;

    if (reduction(row, &less) && !told_percent(row, less).length)
        price_write(cell, less, &row->file->feed->currency);
}

CELL(put_percent)
{
    price less;

    if (reduction(row, &less))
        text_add_slice(cell, told_percent(row, less));
}

/* A day where it begins with one, else a second. */
static void put_moment(instant moment, struct text *cell)
{
    int64_t local = instant_local_seconds(moment);
    day date = instant_day(moment);

    day_write(cell, date);
    if (day_start(date) != moment)
        text_printf(cell, " %02d:%02d:%02d", (int)(local % 86400 / 3600), (int)(local % 3600 / 60), (int)(local % 60));
}

CELL(put_discount_from)
{
    instant from;

    if (instant_read(sale_member(row, "from"), &from))
        put_moment(from, cell);
    else
        text_add_slice(cell, kept(row, PS_DISCOUNT_FROM));
}

/* The last day that counts. */
CELL(put_discount_to)
{
    instant until;

    if (!instant_read(sale_member(row, "until"), &until))
        text_add_slice(cell, kept(row, PS_DISCOUNT_TO));
    else if (day_start(instant_day(until)) == until)
        day_write(cell, instant_day(until) - 1);
    else
        put_moment(until, cell);
}

/* What stands for a missing reference is none. */
CELL(put_reference)
{
    struct slice sku = row->item->sku;

    if (!slice_starts(sku, "id:"))
        text_add_slice(cell, sku);
}

CELL(put_product_reference)
{
    struct slice sku = article_text(&file_of(row)->product, ARTICLE_SKU);

    if (!slice_starts(sku, "id:"))
        text_add_slice(cell, sku);
}

/* Of 12 digits it is a UPC; an ISBN has its own column, if it came in that. */
CELL(put_gtin)
{
    struct slice gtin = article_text(article_of_row(row), ARTICLE_GTIN);
    bool is_isbn = gtin.length && slice_equal(gtin, kept(row, PS_ISBN));

    if (gtin.length && !is_isbn && (gtin.length == 12) == (column->field == PS_UPC))
        text_add_slice(cell, gtin);
    else
        text_add_slice(cell, kept(row, column->field));
}

static void put_measure(const struct platform_row *row, const struct platform_column *column, int64_t whole, unsigned decimals,
                        struct text *cell)
{
    struct slice told = kept(row, column->field);
    int64_t power = decimals == 3 ? OF_A_KILOGRAM : OF_A_CENTIMETRE;
    int64_t of_told;

    if (cell_scaled(told, power, &of_told) && of_told == whole) {
        text_add_slice(cell, told);
        return;
    }
    if (whole < 0)
        text_add_byte(cell, '-');
    whole = whole < 0 ? -whole : whole;
    text_add_integer(cell, whole / power);
    if (whole % power) {
        text_add_byte(cell, '.');
        text_add_padded(cell, whole % power, decimals);
    }
}

CELL(put_weight)
{
    int64_t grams = article_whole(article_of_row(row), ARTICLE_WEIGHT_G);

    if (grams >= 0)
        put_measure(row, column, grams, 3, cell);
}

CELL(put_length)
{
    int64_t millimetres = article_whole(article_of_row(row), (enum article_member)column->member);

    if (millimetres >= 0)
        put_measure(row, column, millimetres, 1, cell);
}

CELL(put_quantity)
{
    if (row->item->available.counted)
        text_add_integer(cell, row->item->available.units);
}

CELL(put_whole)
{
    int64_t value = article_whole(article_of_row(row), (enum article_member)column->member);

    if (value >= 0)
        text_add_integer(cell, value);
}

CELL(put_kept)
{
    const struct prestashop_kept *usual = prestashop_kept;
    struct slice told = kept(row, column->field);

    while (usual->field && (int)usual->field != column->field)
        usual++;
    text_add_slice(cell, told.length ? told : slice_of(usual->usual));
}

static bool is_picture(const json_t *entry)
{
    struct slice role = json_slice(json_object_get(entry, "role"));

    return !slice_is(role, "video") && !slice_is(role, "document");
}

/* Addresses, or what the pictures show; commas of an address are encoded where they separate. */
static void add_of_picture(const struct platform_row *row, struct slice value, bool first, struct text *cell)
{
    if (!first)
        text_add_byte(cell, file_of(row)->between);
    for (size_t i = 0; i < value.length; i++) {
        if (value.bytes[i] == file_of(row)->between)
            text_printf(cell, "%%%02X", value.bytes[i]);
        else
            text_add_byte(cell, value.bytes[i]);
    }
}

/* Its own: a combination shows its product's pictures without being told to. */
static void put_of_pictures(const struct platform_row *row, const char *member, struct text *cell)
{
    const json_t *media = json_object_get(article_of_row(row)->record, "media");
    struct slice image = article_text(article_of_row(row), ARTICLE_IMAGE);
    const json_t *of_image = NULL;
    bool first = true;

    for (size_t i = 0; i < json_array_size(media); i++)
        if (slice_equal(json_slice(json_object_get(json_array_get(media, i), "url")), image))
            of_image = json_array_get(media, i);
    if (image.length) {
        add_of_picture(row, strcmp(member, "url") == 0 ? image : json_slice(json_object_get(of_image, member)), true, cell);
        first = false;
    }
    for (size_t i = 0; i < json_array_size(media); i++) {
        const json_t *entry = json_array_get(media, i);

        if (entry == of_image || !is_picture(entry))
            continue;
        add_of_picture(row, json_slice(json_object_get(entry, member)), first, cell);
        first = false;
    }
}

CELL(put_pictures)
{
    put_of_pictures(row, "url", cell);
}

CELL(put_picture_texts)
{
    size_t start = cell->length;
    bool told = false;

    put_of_pictures(row, "alt", cell);
    for (size_t i = start; i < cell->length; i++)
        told |= cell->bytes[i] != file_of(row)->between;
    if (!told)
        cell->length = start;
}

/* What was kept of a list, if it still says what the members do; else what they say now. */
static void put_list(const struct platform_row *row, struct slice told, bool same, struct slice now, struct text *cell)
{
    if (told.length && same)
        put_kept_list(row, told, cell);
    else
        put_kept_list(row, now, cell);
}

/* The attributes that a kept list of features tells, its positions aside. */
static json_t *features_told(struct slice list)
{
    json_t *features = json_object();
    struct text room = TEXT_INIT;
    struct slice item;

    while (list.length && list_next(&list, '\n', 0, &room, &item)) {
        struct text part = TEXT_INIT;
        struct slice name;
        struct slice value;

        if (list_next(&item, ':', 0, &part, &name) && list_next(&item, ':', 0, &part, &value) && name.length && value.length)
            json_object_setn_new_nocheck(features, name.bytes, name.length, json_stringn_nocheck(value.bytes, value.length));
        text_release(&part);
    }
    text_release(&room);
    return features;
}

CELL(put_features)
{
    const json_t *attributes = article_of_row(row)->member[ARTICLE_ATTRIBUTES];
    struct slice told = kept(row, PS_FEATURES);
    json_t *features = features_told(told);
    struct text now = TEXT_INIT;

    prestashop_add_features(&now, attributes, '\n', (char[]){':', file_of(row)->between, '\0'});
    put_list(row, told, json_equal(features, attributes), text_slice(&now), cell);
    json_decref(features);
    text_release(&now);
}

CELL(put_condition)
{
    struct slice condition = article_text(article_of_row(row), ARTICLE_CONDITION);

    text_add_slice(cell, condition.length ? condition : kept(row, PS_CONDITION));
}

CELL(put_out_of_stock)
{
    const json_t *backorder = article_of_row(row)->member[ARTICLE_BACKORDER];

    text_add_byte(cell, !backorder ? '2' : json_is_true(backorder) ? '1' : '0');
}

CELL(put_virtual)
{
    text_add_byte(cell, slice_is(article_text(article_of_row(row), ARTICLE_KIND), "digital") ? '1' : '0');
}

CELL(put_accessories)
{
    put_kept_list(row, kept(row, PS_ACCESSORIES), cell);
}

/* Of what was kept of attributes and values, the names before the first colons. */
static bool heads_are(struct slice list, const json_t *options, bool names)
{
    struct text room = TEXT_INIT;
    const char *name;
    json_t *value;
    bool same = list.length > 0;

    json_object_foreach((json_t *)(uintptr_t)options, name, value)
    {
        struct slice item = SLICE("");
        struct slice head = SLICE("");

        same = same && list.length && list_next(&list, '\n', 0, &room, &item) && list_next(&item, ':', 0, &room, &head) &&
               slice_equal(head, names ? slice_of(name) : json_slice(value));
    }
    text_release(&room);
    return same && !list.length;
}

CELL(put_options)
{
    const json_t *options = article_of_row(row)->member[ARTICLE_OPTIONS];
    struct slice told = kept(row, column->field);
    struct text attributes = TEXT_INIT;
    struct text values = TEXT_INIT;
    bool names = column->field == PS_ATTRIBUTES;

    prestashop_add_options(&attributes, &values, options, '\n');
    put_list(row, told, heads_are(told, options, names), text_slice(names ? &attributes : &values), cell);
    text_release(&attributes);
    text_release(&values);
}

/* What makes the shop's prices of such without tax. */
static bool shop_tax_factor(const struct platform_row *row, struct tax_factor *factor)
{
    struct fault unknown = FAULT_INIT;
    percent rate = PRODUCT_UNSET;
    struct slice told = article_text(article_of_row(row), ARTICLE_VAT_RATE);

    return (!told.length || percent_read(told, "vat_rate", &rate, &unknown)) &&
           tax_factor_find(factor, false, rate, row->file->feed->options.settings, &unknown);
}

/* Products that never came from PrestaShop are told of as it understands them. */
static struct slice tax_told(const struct article *product)
{
    if (!json_object_get(product->member[ARTICLE_IDS], dialect_prestashop.name))
        return PRESTASHOP_TAX_TOLD;
    return kept_cell(product, dialect_prestashop.name, slice_of(prestashop_field_name(PS_PRICE_TAX)));
}

CELL(put_price_tax)
{
    text_add_slice(cell, tax_told(article_of_row(row)));
}

CELL(put_price_impact)
{
    const struct prestashop_feed *file = file_of(row);
    price impact = row->item->has_price && file->product_has_price ? row->item->price.regular - file->product_price : 0;
    struct tax_factor factor;

    if (tax_told(&file->product).length && shop_tax_factor(row, &factor))
        impact = (price)divide_rounded((wide)impact * factor.denominator, factor.numerator);
    price_write(cell, impact, &row->file->feed->currency);
}

CELL(put_weight_impact)
{
    int64_t grams = article_whole(article_of_row(row), ARTICLE_WEIGHT_G);
    int64_t of_product = article_whole(&file_of(row)->product, ARTICLE_WEIGHT_G);

    put_measure(row, column, (grams < 0 ? 0 : grams) - (of_product < 0 ? 0 : of_product), 3, cell);
}

/* What a variant has of its own, not of its parent. */
CELL(put_own_text)
{
    const json_t *own = json_object_get(article_of_row(row)->record, article_member_name((enum article_member)column->member));

    if (json_is_integer(own))
        text_add_integer(cell, json_integer_value(own));
    else
        text_add_slice(cell, json_slice(own));
}

#define HEAD(text) .title = (text)

static const struct platform_column product_columns[] = {
    {PS_ID, .parts = ALL, .put = put_id},
    {PS_ACTIVE, .parts = ALL, .put = put_active, HEAD("Active (0/1)")},
    {PS_NAME, .parts = ALL, .put = put_text_in, .member = ARTICLE_NAME, HEAD("Name *")},
    {PS_CATEGORIES, .parts = ALL, .put = put_categories, HEAD("Categories (x,y,z...)")},
    {PS_PRICE_WITHOUT_TAX, .parts = ALL, .put = put_price},
    {PS_PRICE_WITH_TAX, .parts = ALL, .put = put_price},
    {PS_TAX_RULE, .parts = ALL, .put = put_text, .member = ARTICLE_TAX_CLASS},
    {PS_COST, .parts = ALL, .put = put_text, .member = ARTICLE_COST},
    {PS_ON_SALE, .parts = ALL, .put = put_kept, HEAD("On sale (0/1)")},
    {PS_DISCOUNT_AMOUNT, .parts = ALL, .put = put_discount},
    {PS_DISCOUNT_PERCENT, .parts = ALL, .put = put_percent},
    {PS_DISCOUNT_FROM, .parts = ALL, .put = put_discount_from, HEAD("Discount from (yyyy-mm-dd)")},
    {PS_DISCOUNT_TO, .parts = ALL, .put = put_discount_to, HEAD("Discount to (yyyy-mm-dd)")},
    {PS_REFERENCE, .parts = ALL, .put = put_reference, HEAD("Reference #")},
    {PS_SUPPLIER_REFERENCE, .parts = ALL, .put = put_text, .member = ARTICLE_SUPPLIER_SKU, HEAD("Supplier reference #")},
    {PS_SUPPLIER, .parts = ALL, .put = put_text, .member = ARTICLE_SUPPLIER},
    {PS_BRAND, .parts = ALL, .put = put_text, .member = ARTICLE_BRAND},
    {PS_EAN13, .parts = ALL, .put = put_gtin},
    {PS_ISBN, .parts = ALL, .put = put_kept},
    {PS_UPC, .parts = ALL, .put = put_gtin},
    {PS_MPN, .parts = ALL, .put = put_text, .member = ARTICLE_MPN},
    {PS_ECOTAX, .parts = ALL, .put = put_kept},
    {PS_WIDTH, .parts = ALL, .put = put_length, .member = ARTICLE_WIDTH_MM},
    {PS_HEIGHT, .parts = ALL, .put = put_length, .member = ARTICLE_HEIGHT_MM},
    {PS_DEPTH, .parts = ALL, .put = put_length, .member = ARTICLE_LENGTH_MM},
    {PS_WEIGHT, .parts = ALL, .put = put_weight},
    {PS_DELIVERY_IN_STOCK, .parts = ALL, .put = put_kept},
    {PS_DELIVERY_OUT_OF_STOCK, .parts = ALL, .put = put_kept},
    {PS_QUANTITY, .parts = ALL, .put = put_quantity},
    {PS_MINIMAL_QUANTITY, .parts = ALL, .put = put_kept},
    {PS_LOW_STOCK, .parts = ALL, .put = put_whole, .member = ARTICLE_LOW_STOCK},
    {PS_LOW_STOCK_ALERT, .parts = ALL, .put = put_kept},
    {PS_STOCK_LOCATION, .parts = ALL, .put = put_kept},
    {PS_VISIBILITY, .parts = ALL, .put = put_kept},
    {PS_SHIPPING_COST, .parts = ALL, .put = put_kept},
    {PS_UNITY, .parts = ALL, .put = put_kept},
    {PS_UNIT_PRICE, .parts = ALL, .put = put_kept},
    {PS_SUMMARY, .parts = ALL, .put = put_text_in, .member = ARTICLE_SHORT_DESCRIPTION},
    {PS_DESCRIPTION, .parts = ALL, .put = put_text_in, .member = ARTICLE_DESCRIPTION},
    {PS_TAGS, .parts = ALL, .put = put_tags, HEAD("Tags (x,y,z...)")},
    {PS_META_TITLE, .parts = ALL, .put = put_text_in, .member = ARTICLE_META_TITLE},
    {PS_META_KEYWORDS, .parts = ALL, .put = put_kept},
    {PS_META_DESCRIPTION, .parts = ALL, .put = put_text_in, .member = ARTICLE_META_DESCRIPTION},
    {PS_SLUG, .parts = ALL, .put = put_text_in, .member = ARTICLE_SLUG},
    {PS_TEXT_IN_STOCK, .parts = ALL, .put = put_kept},
    {PS_TEXT_BACKORDER, .parts = ALL, .put = put_kept},
    {PS_ORDERABLE, .parts = ALL, .put = put_kept},
    {PS_AVAILABLE_ON, .parts = ALL, .put = put_text, .member = ARTICLE_LAUNCH_ON},
    {PS_CREATED_ON, .parts = ALL, .put = put_kept},
    {PS_SHOW_PRICE, .parts = ALL, .put = put_kept},
    {PS_IMAGES, .parts = ALL, .put = put_pictures, HEAD("Image URLs (x,y,z...)")},
    {PS_IMAGE_TEXTS, .parts = ALL, .put = put_picture_texts, HEAD("Image alt texts (x,y,z...)")},
    {PS_DELETE_IMAGES, .parts = ALL, .put = put_kept},
    {PS_FEATURES, .parts = ALL, .put = put_features, HEAD("Feature (Name:Value:Position:Customized)")},
    {PS_ONLINE_ONLY, .parts = ALL, .put = put_kept},
    {PS_CONDITION, .parts = ALL, .put = put_condition},
    {PS_CUSTOMIZABLE, .parts = ALL, .put = put_kept},
    {PS_UPLOADABLE_FILES, .parts = ALL, .put = put_kept},
    {PS_TEXT_FIELDS, .parts = ALL, .put = put_kept},
    {PS_OUT_OF_STOCK, .parts = ALL, .put = put_out_of_stock},
    {PS_VIRTUAL, .parts = ALL, .put = put_virtual},
    {PS_FILE_URL, .parts = ALL, .put = put_kept},
    {PS_DOWNLOADS, .parts = ALL, .put = put_kept},
    {PS_EXPIRES_ON, .parts = ALL, .put = put_kept},
    {PS_DOWNLOAD_DAYS, .parts = ALL, .put = put_kept},
    {PS_SHOP, .parts = ALL, .put = put_kept},
    {PS_ADVANCED_STOCK, .parts = ALL, .put = put_kept},
    {PS_DEPENDS_ON_STOCK, .parts = ALL, .put = put_kept},
    {PS_WAREHOUSE, .parts = ALL, .put = put_kept},
    {PS_ACCESSORIES, .parts = ALL, .put = put_accessories, HEAD("Accessories (x,y,z...)")},
    {PS_PRICE_TAX, .parts = ALL, .put = put_price_tax},
    {0},
};

static const struct platform_column combination_columns[] = {
    {PS_ID, .parts = ALL, .put = put_id, HEAD("Product ID*")},
    {PS_PRODUCT_REFERENCE, .parts = ALL, .put = put_product_reference},
    {PS_ATTRIBUTES, .parts = ALL, .put = put_options, HEAD("Attribute (Name:Type:Position)*")},
    {PS_VALUES, .parts = ALL, .put = put_options, HEAD("Value (Value:Position)*")},
    {PS_SUPPLIER_REFERENCE, .parts = ALL, .put = put_own_text, .member = ARTICLE_SUPPLIER_SKU},
    {PS_REFERENCE, .parts = ALL, .put = put_reference},
    {PS_EAN13, .parts = ALL, .put = put_gtin},
    {PS_ISBN, .parts = ALL, .put = put_kept},
    {PS_UPC, .parts = ALL, .put = put_gtin},
    {PS_MPN, .parts = ALL, .put = put_text, .member = ARTICLE_MPN},
    {PS_COST, .parts = ALL, .put = put_own_text, .member = ARTICLE_COST},
    {PS_PRICE_IMPACT, .parts = ALL, .put = put_price_impact},
    {PS_ECOTAX, .parts = ALL, .put = put_kept},
    {PS_QUANTITY, .parts = ALL, .put = put_quantity},
    {PS_MINIMAL_QUANTITY, .parts = ALL, .put = put_kept},
    {PS_LOW_STOCK, .parts = ALL, .put = put_own_text, .member = ARTICLE_LOW_STOCK},
    {PS_LOW_STOCK_ALERT, .parts = ALL, .put = put_kept},
    {PS_WEIGHT_IMPACT, .parts = ALL, .put = put_weight_impact},
    {PS_DEFAULT, .parts = ALL, .put = put_kept, HEAD("Default (0 = No, 1 = Yes)")},
    {PS_AVAILABLE_ON, .parts = ALL, .put = put_own_text, .member = ARTICLE_LAUNCH_ON, HEAD("Combination available date")},
    {PS_IMAGE_POSITION, .parts = ALL, .put = put_kept},
    {PS_IMAGES, .parts = ALL, .put = put_pictures, HEAD("Image URLs (x,y,z...)")},
    {PS_IMAGE_TEXTS, .parts = ALL, .put = put_picture_texts, HEAD("Image alt texts (x,y,z...)")},
    {PS_DELETE_IMAGES, .parts = ALL, .put = put_kept},
    {PS_SHOP, .parts = ALL, .put = put_kept},
    {PS_ADVANCED_STOCK, .parts = ALL, .put = put_kept},
    {PS_DEPENDS_ON_STOCK, .parts = ALL, .put = put_kept},
    {PS_WAREHOUSE, .parts = ALL, .put = put_kept},
    {0},
};

/* Columns that plug-ins add. */
static struct slice kept_besides(const struct platform_row *row, struct slice title)
{
    return kept_cell(article_of_row(row), dialect_prestashop.name, title);
}

static bool begin(struct feed *feed, bool of_combinations, struct fault *fault)
{
    struct prestashop_feed *file = memory_take_zeroed(1, sizeof *file);
    struct slice between = channel_setting(&feed->channel, "list_separator");

    feed->own = file;
    file->between = between.length ? between.bytes[0] : ',';
    file->file =
        (struct platform_file){.feed = feed,
                               .dialect = dialect_prestashop.name,
                               .names = prestashop_names,
                               .columns = of_combinations ? combination_columns : product_columns,
                               .left_out = feed->options.settings->prices_include_tax ? PS_PRICE_WITHOUT_TAX : PS_PRICE_WITH_TAX,
                               .separator = ';',
                               .comma = file->between,
                               .kept = kept_besides};
    if (between.length > 1 || file->between == ':' || file->between == ';' || file->between == '\n')
        return fault_set(fault, FAULT_USAGE, "bad_setting", "list_separator", "must be one character, and neither \":\" nor \";\"");
    if (!platform_file_open(&file->file, fault))
        return false;
    platform_file_head(&file->file);
    return true;
}

static bool begin_products(struct feed *feed, struct fault *fault)
{
    return begin(feed, false, fault);
}

static bool begin_combinations(struct feed *feed, struct fault *fault)
{
    return begin(feed, true, fault);
}

static void end(struct feed *feed)
{
    struct prestashop_feed *file = feed->own;

    platform_file_close(&file->file);
    free(file);
    feed->own = NULL;
}

static void judge_list(struct feed *feed, const json_t *list, const char *field)
{
    const struct prestashop_feed *file = feed->own;

    for (size_t i = 0; i < json_array_size(list); i++) {
        struct slice item = json_slice(json_array_get(list, i));

        if (!fits(file, item))
            feed_warn(feed, "holds_separator", field, "\"%.*s\" is left out: it holds \"%c\", which separates", SLICE_ARGS(item),
                      file->between);
    }
}

/* Names and values of features and attributes stand between colons. */
static bool fits_colons(const struct prestashop_feed *file, const char *name, const json_t *value)
{
    struct slice text = json_slice(value);

    return !strchr(name, ':') && !strchr(name, file->between) &&
           !(text.length && (memchr(text.bytes, ':', text.length) || memchr(text.bytes, file->between, text.length)));
}

static void judge_features(struct feed *feed, const json_t *attributes)
{
    const char *name;
    json_t *value;

    json_object_foreach((json_t *)(uintptr_t)attributes, name, value)
    {
        if (!fits_colons(feed->own, name, value))
            feed_warn(feed, "holds_separator", "attributes", "\"%s\" is left out: it holds a \":\" or what separates features",
                      name);
    }
}

static void judge_name(struct feed *feed, struct slice name)
{
    if (!name.length)
        feed_refuse(feed, "missing_field", "name", "is missing");
    else if ((int64_t)characters_in(name) > feed_limit(feed, ARTICLE_NAME))
        feed_refuse(feed, "too_long", "name", "is longer than %lld characters", (long long)feed_limit(feed, ARTICLE_NAME));
    for (size_t i = 0; i < name.length; i++)
        if (memchr("<>;=#{}", name.bytes[i], 7)) {
            feed_refuse(feed, "bad_character", "name", "holds \"%c\", which PrestaShop does not take in a name", name.bytes[i]);
            return;
        }
}

static void judge_sku(struct feed *feed, const struct feed_item *item)
{
    if ((int64_t)characters_in(item->sku) > feed_limit(feed, ARTICLE_SKU))
        feed_refuse(feed, "id_too_long", "sku", "is longer than %lld characters", (long long)feed_limit(feed, ARTICLE_SKU));
}

static void write_row(struct feed *feed, const struct feed_item *item)
{
    struct prestashop_feed *file = feed->own;
    const struct platform_row row = {&file->file, item, ALL, file};

    platform_file_row(&file->file, &row);
}

static bool add_product(struct feed *feed, const struct feed_item *item, struct fault *fault)
{
    struct prestashop_feed *file = feed->own;
    const struct article *article = item->article;
    struct slice category = item->category;

    (void)fault;
    if (article->parent)
        return true;
    file->product = *article;
    judge_name(feed, item->name);
    judge_sku(feed, item);
    if (category.length && !fits(file, category))
        feed_warn(feed, "holds_separator", "category", "is left out: it holds \"%c\", which separates", file->between);
    judge_list(feed, article->member[ARTICLE_CATEGORIES], "categories");
    judge_list(feed, article->member[ARTICLE_TAGS], "tags");
    judge_features(feed, article->member[ARTICLE_ATTRIBUTES]);
    if (!item->has_price && !item->is_parent && is_active(article))
        feed_refuse(feed, "missing_field", "price", "is missing");
    write_row(feed, item);
    return true;
}

static void judge_combination(struct feed *feed, const struct feed_item *item)
{
    const json_t *options = item->article->member[ARTICLE_OPTIONS];
    const char *name;
    json_t *value;

    judge_sku(feed, item);
    if (!json_object_size(options))
        feed_refuse(feed, "missing_field", "options", "is missing: nothing tells the variant from the others");
    json_object_foreach((json_t *)(uintptr_t)options, name, value)
    {
        if (!fits_colons(feed->own, name, value))
            feed_refuse(feed, "holds_separator", "options", "\"%s\" holds a \":\" or what separates attributes", name);
    }
}

/* A product comes before its variants; one that has none has no combinations. */
static bool add_combination(struct feed *feed, const struct feed_item *item, struct fault *fault)
{
    struct prestashop_feed *file = feed->own;

    (void)fault;
    if (!item->article->parent) {
        file->product = *item->article;
        file->product_has_price = item->has_price;
        file->product_price = item->price.regular;
        return true;
    }
    judge_combination(feed, item);
    write_row(feed, item);
    return true;
}

static const char *const settings[] = {"list_separator", NULL};

static const struct feed_format formats[] = {
    {.name = "products", .begin = begin_products, .item = add_product, .end = end},
    {.name = "combinations", .begin = begin_combinations, .item = add_combination, .end = end},
    {0}};

const struct feed_kind feed_prestashop = {
    .name = "prestashop", .formats = formats, .settings = settings, .traits = FEED_OF_FAMILIES | FEED_KEEPS_REGULAR};
