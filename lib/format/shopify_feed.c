/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/memory.h"
#include "base/name.h"
#include "format/columns.h"
#include "format/draft.h"
#include "format/platform_file.h"
#include "format/shopify.h"

#include <stdlib.h>
#include <strings.h>

enum { OF_PRODUCT = 1, OF_VARIANT = 2, OF_PICTURE = 4, OF_ALL = 7, PICTURES = 250 };

/*
 * What is being written. The product's own cells stand on its first row, beside its first variant and its first picture; its
 * other pictures follow on rows of their own, then its other variants.
 */
struct shopify_file {
    struct platform_file file;
    struct article product;
    bool begun; /* its first row is written */
    bool is_family;
    struct text handle;
    struct slice picture, picture_text;
    unsigned position;
};

#define CELL(name)                                                                                                                 \
    static void name(const struct platform_row *row __attribute__((unused)),                                                       \
                     const struct platform_column *column __attribute__((unused)), struct text *cell)

static struct shopify_file *file_of(const struct platform_row *row)
{
    return row->own;
}

static const struct article *product_of(const struct platform_row *row)
{
    return &file_of(row)->product;
}

static const struct article *variant_of(const struct platform_row *row)
{
    return row->item->article;
}

static struct slice text_in(const struct platform_row *row, enum article_member member)
{
    return article_text_in(product_of(row), member, row->file->feed->channel.language);
}

CELL(put_handle)
{
    text_add_slice(cell, text_slice(&file_of(row)->handle));
}

CELL(put_title)
{
    text_add_slice(cell, feed_excerpt(row->file->feed, text_in(row, ARTICLE_NAME), ARTICLE_NAME));
}

CELL(put_body)
{
    text_add_slice(cell, text_in(row, ARTICLE_DESCRIPTION));
}

CELL(put_product_text)
{
    text_add_slice(cell, article_text(product_of(row), (enum article_member)column->member));
}

CELL(put_text_in)
{
    text_add_slice(cell, text_in(row, (enum article_member)column->member));
}

CELL(put_variant_text)
{
    text_add_slice(cell, article_text(variant_of(row), (enum article_member)column->member));
}

/* Shopify's taxonomy: what it called the category itself, or what the channel's record does. */
static struct slice taxonomy(const struct platform_row *row)
{
    struct slice kept = kept_cell_of(row, product_of(row), SHOPIFY_CATEGORY);

    if (row->item->channel_category.length)
        return row->item->channel_category;
    return slice_equal(kept, article_text(product_of(row), ARTICLE_CATEGORY)) ? kept : SLICE("");
}

CELL(put_category)
{
    text_add_slice(cell, taxonomy(row));
}

/* The shop's own word for it: its category, unless Shopify's taxonomy has that word. */
CELL(put_type)
{
    struct slice category = article_text(product_of(row), ARTICLE_CATEGORY);

    if (slice_equal(category, taxonomy(row)))
        category = json_slice(json_array_get(product_of(row)->member[ARTICLE_CATEGORIES], 0));
    text_add_slice(cell, category);
}

CELL(put_tags)
{
    const json_t *tags = product_of(row)->member[ARTICLE_TAGS];

    for (size_t i = 0; i < json_array_size(tags); i++) {
        if (i)
            text_add_string(cell, ", ");
        text_add_slice(cell, json_slice(json_array_get(tags, i)));
    }
}

static bool is_active(const struct article *product)
{
    struct slice status = article_text(product, ARTICLE_STATUS);

    return !status.length || slice_is(status, "active") || slice_is(status, "end_of_life");
}

/* "unlisted" is active to us, and "active" without a price a draft. */
static struct slice status_of(const struct platform_row *row)
{
    struct slice kept = kept_cell_of(row, product_of(row), SHOPIFY_STATUS);
    bool kept_active = kept.length == 6 && strncasecmp(kept.bytes, "active", 6) == 0;
    bool active = is_active(product_of(row));

    if (kept.length && kept_active != active)
        return kept;
    return active ? SLICE("active") : article_text(product_of(row), ARTICLE_STATUS);
}

CELL(put_status)
{
    text_add_slice(cell, status_of(row));
}

CELL(put_published)
{
    struct slice kept = kept_cell_of(row, product_of(row), SHOPIFY_PUBLISHED);
    struct slice status = status_of(row);

    if (kept.length)
        text_add_slice(cell, kept);
    else
        text_add_string(cell, slice_is(status, "draft") || slice_is(status, "archived") ? "false" : "true");
}

static struct slice axis(const struct platform_row *row, unsigned number)
{
    return json_slice(json_array_get(product_of(row)->member[ARTICLE_AXES], number - 1));
}

CELL(put_option_name)
{
    if (file_of(row)->is_family)
        text_add_slice(cell, axis(row, column->number));
    else if (column->number == 1)
        text_add_slice(cell, SHOPIFY_NO_OPTION);
}

CELL(put_option_value)
{
    struct slice name = axis(row, column->number);

    if (file_of(row)->is_family)
        text_add_slice(cell, json_slice(json_object_getn(variant_of(row)->member[ARTICLE_OPTIONS], name.bytes, name.length)));
    else if (column->number == 1)
        text_add_slice(cell, SHOPIFY_NO_VALUE);
}

/* The column's own name, its number filled in. */
static struct slice kept_by_name(const struct article *article, const struct platform_column *column, struct text *room)
{
    const struct header_column name = {.field = column->field, .number = column->number};

    header_first_name(room, shopify_names, &name);
    return kept_cell(article, dialect_shopify.name, text_slice(room));
}

static void put_kept_of(const struct platform_column *column, const struct article *article, struct text *cell)
{
    const struct shopify_kept *kept = shopify_kept;
    struct text room = TEXT_INIT;
    struct slice found = kept_by_name(article, column, &room);

    while (kept->field && (int)kept->field != column->field)
        kept++;
    if (found.bytes)
        text_add_slice(cell, found);
    else if (kept->field)
        text_add_string(cell, kept->usual);
    text_release(&room);
}

CELL(put_kept_of_product)
{
    put_kept_of(column, product_of(row), cell);
}

CELL(put_kept_of_variant)
{
    put_kept_of(column, variant_of(row), cell);
}

/* Shopify does not sell what it counts and has none of. */
CELL(put_tracker)
{
    bool known = json_object_get(product_of(row)->member[ARTICLE_IDS], dialect_shopify.name) != NULL;

    if (known || row->item->available.counted)
        put_kept_of(column, variant_of(row), cell);
}

CELL(put_grams)
{
    struct slice kept = kept_cell_of(row, variant_of(row), SHOPIFY_GRAMS);
    int64_t grams = article_whole(variant_of(row), ARTICLE_WEIGHT_G);
    int64_t told;

    if (cell_scaled(kept, 1, &told) && told == grams)
        text_add_slice(cell, kept);
    else if (grams >= 0)
        text_add_integer(cell, grams);
}

CELL(put_quantity)
{
    if (row->item->available.counted)
        text_add_integer(cell, row->item->available.units);
}

CELL(put_policy)
{
    text_add_string(cell, article_truth(variant_of(row), ARTICLE_BACKORDER) ? "continue" : "deny");
}

static bool is_reduced(const struct platform_row *row)
{
    return row->item->price.reduced >= 0 && row->item->price.in_force;
}

CELL(put_price)
{
    if (row->item->has_price)
        price_write(cell, is_reduced(row) ? row->item->price.reduced : row->item->price.regular, &row->file->feed->currency);
}

CELL(put_compare)
{
    struct slice kept = kept_cell_of(row, variant_of(row), SHOPIFY_COMPARE);
    price told;

    if (row->item->has_price && is_reduced(row))
        price_write(cell, row->item->price.regular, &row->file->feed->currency);
    else if (row->item->has_price && cell_scaled(kept, PRICE_UNIT, &told) && told <= row->item->price.regular)
        text_add_slice(cell, kept);
}

CELL(put_shipped)
{
    struct slice kind = article_text(variant_of(row), ARTICLE_KIND);
    struct slice kept = kept_cell_of(row, variant_of(row), SHOPIFY_SHIPPED);

    if (kept.length)
        text_add_slice(cell, kept);
    else
        text_add_string(cell,
                        slice_is(kind, "digital") || slice_is(kind, "service") || slice_is(kind, "bookable") ? "false" : "true");
}

CELL(put_or_kept)
{
    struct slice value = article_text(variant_of(row), (enum article_member)column->member);

    text_add_slice(cell, value.length ? value : kept_cell_of(row, variant_of(row), column->field));
}

CELL(put_attribute)
{
    struct text room = TEXT_INIT;

    text_add_slice(cell, article_attribute_text(product_of(row), column->field == SHOPIFY_GENDER ? "gender" : "age_group", &room));
    text_release(&room);
}

CELL(put_picture)
{
    text_add_slice(cell, file_of(row)->picture);
}

CELL(put_position)
{
    if (file_of(row)->picture.length)
        text_add_integer(cell, file_of(row)->position);
}

CELL(put_picture_text)
{
    text_add_slice(cell, file_of(row)->picture_text);
}

CELL(put_variant_picture)
{
    if (file_of(row)->is_family)
        text_add_slice(cell, article_text(variant_of(row), ARTICLE_IMAGE));
}

static const struct platform_column columns[] = {
    {SHOPIFY_HANDLE, .parts = OF_ALL, .put = put_handle},
    {SHOPIFY_TITLE, .parts = OF_PRODUCT, .put = put_title},
    {SHOPIFY_BODY, .parts = OF_PRODUCT, .put = put_body},
    {SHOPIFY_VENDOR, .parts = OF_PRODUCT, .put = put_product_text, .member = ARTICLE_BRAND},
    {SHOPIFY_CATEGORY, .parts = OF_PRODUCT, .put = put_category},
    {SHOPIFY_TYPE, .parts = OF_PRODUCT, .put = put_type},
    {SHOPIFY_TAGS, .parts = OF_PRODUCT, .put = put_tags},
    {SHOPIFY_PUBLISHED, .parts = OF_PRODUCT, .put = put_published},
    {SHOPIFY_OPTION_NAME, .number = 1, .parts = OF_PRODUCT, .put = put_option_name},
    {SHOPIFY_OPTION_VALUE, .number = 1, .parts = OF_VARIANT, .put = put_option_value},
    {SHOPIFY_OPTION_LINK, .number = 1, .parts = OF_PRODUCT, .put = put_kept_of_product},
    {SHOPIFY_OPTION_NAME, .number = 2, .parts = OF_PRODUCT, .put = put_option_name},
    {SHOPIFY_OPTION_VALUE, .number = 2, .parts = OF_VARIANT, .put = put_option_value},
    {SHOPIFY_OPTION_LINK, .number = 2, .parts = OF_PRODUCT, .put = put_kept_of_product},
    {SHOPIFY_OPTION_NAME, .number = 3, .parts = OF_PRODUCT, .put = put_option_name},
    {SHOPIFY_OPTION_VALUE, .number = 3, .parts = OF_VARIANT, .put = put_option_value},
    {SHOPIFY_OPTION_LINK, .number = 3, .parts = OF_PRODUCT, .put = put_kept_of_product},
    {SHOPIFY_SKU, .parts = OF_VARIANT, .put = put_variant_text, .member = ARTICLE_SKU},
    {SHOPIFY_GRAMS, .parts = OF_VARIANT, .put = put_grams},
    {SHOPIFY_TRACKER, .parts = OF_VARIANT, .put = put_tracker},
    {SHOPIFY_QUANTITY, .parts = OF_VARIANT, .put = put_quantity},
    {SHOPIFY_POLICY, .parts = OF_VARIANT, .put = put_policy},
    {SHOPIFY_FULFILLMENT, .parts = OF_VARIANT, .put = put_kept_of_variant},
    {SHOPIFY_PRICE, .parts = OF_VARIANT, .put = put_price},
    {SHOPIFY_COMPARE, .parts = OF_VARIANT, .put = put_compare},
    {SHOPIFY_SHIPPED, .parts = OF_VARIANT, .put = put_shipped},
    {SHOPIFY_TAXABLE, .parts = OF_VARIANT, .put = put_kept_of_variant},
    {SHOPIFY_UNIT_MEASURE, .parts = OF_VARIANT, .put = put_kept_of_variant},
    {SHOPIFY_UNIT_MEASURE_UNIT, .parts = OF_VARIANT, .put = put_kept_of_variant},
    {SHOPIFY_BASE_MEASURE, .parts = OF_VARIANT, .put = put_kept_of_variant},
    {SHOPIFY_BASE_MEASURE_UNIT, .parts = OF_VARIANT, .put = put_kept_of_variant},
    {SHOPIFY_BARCODE, .parts = OF_VARIANT, .put = put_or_kept, .member = ARTICLE_GTIN},
    {SHOPIFY_IMAGE, .parts = OF_PICTURE, .put = put_picture},
    {SHOPIFY_IMAGE_POSITION, .parts = OF_PICTURE, .put = put_position},
    {SHOPIFY_IMAGE_TEXT, .parts = OF_PICTURE, .put = put_picture_text},
    {SHOPIFY_GIFT_CARD, .parts = OF_PRODUCT, .put = put_kept_of_product},
    {SHOPIFY_SEO_TITLE, .parts = OF_PRODUCT, .put = put_text_in, .member = ARTICLE_META_TITLE},
    {SHOPIFY_SEO_DESCRIPTION, .parts = OF_PRODUCT, .put = put_text_in, .member = ARTICLE_META_DESCRIPTION},
    {SHOPIFY_GOOGLE_CATEGORY, .parts = OF_PRODUCT, .put = put_product_text, .member = ARTICLE_GOOGLE_CATEGORY},
    {SHOPIFY_GENDER, .parts = OF_PRODUCT, .put = put_attribute},
    {SHOPIFY_AGE_GROUP, .parts = OF_PRODUCT, .put = put_attribute},
    {SHOPIFY_MPN, .parts = OF_VARIANT, .put = put_variant_text, .member = ARTICLE_MPN},
    {SHOPIFY_CONDITION, .parts = OF_VARIANT, .put = put_or_kept, .member = ARTICLE_CONDITION},
    {SHOPIFY_CUSTOM_PRODUCT, .parts = OF_VARIANT, .put = put_kept_of_variant},
    {SHOPIFY_AD_GROUP, .parts = OF_VARIANT, .put = put_kept_of_variant},
    {SHOPIFY_AD_LABELS, .parts = OF_VARIANT, .put = put_kept_of_variant},
    {SHOPIFY_CUSTOM_LABEL, .number = 0, .parts = OF_VARIANT, .put = put_kept_of_variant},
    {SHOPIFY_CUSTOM_LABEL, .number = 1, .parts = OF_VARIANT, .put = put_kept_of_variant},
    {SHOPIFY_CUSTOM_LABEL, .number = 2, .parts = OF_VARIANT, .put = put_kept_of_variant},
    {SHOPIFY_CUSTOM_LABEL, .number = 3, .parts = OF_VARIANT, .put = put_kept_of_variant},
    {SHOPIFY_CUSTOM_LABEL, .number = 4, .parts = OF_VARIANT, .put = put_kept_of_variant},
    {SHOPIFY_VARIANT_IMAGE, .parts = OF_VARIANT, .put = put_variant_picture},
    {SHOPIFY_WEIGHT_UNIT, .parts = OF_VARIANT, .put = put_kept_of_variant},
    {SHOPIFY_TAX_CODE, .parts = OF_VARIANT, .put = put_variant_text, .member = ARTICLE_TAX_CLASS},
    {SHOPIFY_COST, .parts = OF_VARIANT, .put = put_variant_text, .member = ARTICLE_COST},
    {SHOPIFY_STATUS, .parts = OF_PRODUCT, .put = put_status},
    {0},
};

static struct slice kept_besides(const struct platform_row *row, struct slice title)
{
    bool of_variant = shopify_is_of_variant(title);

    if (!(row->parts & (of_variant ? OF_VARIANT : OF_PRODUCT)))
        return SLICE("");
    return kept_cell(of_variant ? variant_of(row) : product_of(row), dialect_shopify.name, title);
}

static bool begin(struct feed *feed, struct fault *fault)
{
    struct shopify_file *file = memory_take_zeroed(1, sizeof *file);

    feed->own = file;
    file->file = (struct platform_file){.feed = feed,
                                        .dialect = dialect_shopify.name,
                                        .names = shopify_names,
                                        .columns = columns,
                                        .separator = ',',
                                        .kept = kept_besides};
    if (!platform_file_open(&file->file, fault))
        return false;
    platform_file_head(&file->file);
    return true;
}

static void end(struct feed *feed)
{
    struct shopify_file *file = feed->own;

    platform_file_close(&file->file);
    text_release(&file->handle);
    free(file);
    feed->own = NULL;
}

/* Handles hold small letters, digits and hyphens. */
static void find_handle(struct shopify_file *file, const struct article *product)
{
    struct slice known = json_slice(json_object_get(product->member[ARTICLE_IDS], dialect_shopify.name));
    struct slice slug = article_text(product, ARTICLE_SLUG);

    text_clear(&file->handle);
    if (known.length)
        text_add_slice(&file->handle, known);
    else
        text_add_slug(&file->handle, slug.length ? slug : article_text(product, ARTICLE_SKU));
}

static struct slice text_of_picture(const struct article *product, struct slice url)
{
    const json_t *media = product->member[ARTICLE_MEDIA];

    for (size_t i = 0; i < json_array_size(media); i++)
        if (slice_equal(json_slice(json_object_get(json_array_get(media, i), "url")), url))
            return json_slice(json_object_get(json_array_get(media, i), "alt"));
    return SLICE("");
}

/* The next picture of the product, from *at 0: the main one first. What else media are, Shopify's file cannot tell. */
static bool next_picture(struct shopify_file *file, size_t *at)
{
    const json_t *media = file->product.member[ARTICLE_MEDIA];
    struct slice image = article_text(&file->product, ARTICLE_IMAGE);

    if ((*at)++ == 0 && image.length) {
        file->picture = image;
        file->picture_text = text_of_picture(&file->product, image);
        file->position = 1;
        return true;
    }
    for (; *at - 2 < json_array_size(media) && file->position < PICTURES; ++*at) {
        const json_t *entry = json_array_get(media, *at - 2);
        struct slice role = json_slice(json_object_get(entry, "role"));
        struct slice url = json_slice(json_object_get(entry, "url"));

        if (!url.length || slice_equal(url, image) || slice_is(role, "video") || slice_is(role, "document"))
            continue;
        file->picture = url;
        file->picture_text = json_slice(json_object_get(entry, "alt"));
        file->position++;
        return true;
    }
    file->picture = file->picture_text = SLICE("");
    return false;
}

static void write_rows(struct feed *feed, const struct feed_item *item)
{
    struct shopify_file *file = feed->own;
    struct platform_row row = {&file->file, item, OF_VARIANT, file};
    size_t at = 0;

    file->position = 0;
    if (!file->begun)
        row.parts = OF_ALL;
    if (!file->begun)
        (void)next_picture(file, &at);
    platform_file_row(&file->file, &row);
    row.parts = OF_PICTURE;
    while (!file->begun && next_picture(file, &at))
        platform_file_row(&file->file, &row);
    file->begun = true;
}

static void judge_product(struct feed *feed, const struct shopify_file *file)
{
    const struct article *product = &file->product;

    if (!article_text(product, ARTICLE_NAME).length)
        feed_refuse(feed, "missing_field", "name", "is missing");
    if ((int64_t)characters_in(article_text(product, ARTICLE_NAME)) > feed_limit(feed, ARTICLE_NAME))
        feed_warn(feed, "too_long", "name", "is cut after %lld characters", (long long)feed_limit(feed, ARTICLE_NAME));
    if (!file->handle.length)
        feed_refuse(feed, "missing_field", "slug", "is missing, and no handle can be made of the SKU");
    if (json_array_size(product->member[ARTICLE_AXES]) > SHOPIFY_OPTIONS)
        feed_refuse(feed, "too_many_options", "axes", "has more than %d options", SHOPIFY_OPTIONS);
    for (size_t i = 0; i < json_array_size(product->member[ARTICLE_TAGS]); i++) {
        struct slice tag = json_slice(json_array_get(product->member[ARTICLE_TAGS], i));

        if (memchr(tag.bytes, ',', tag.length))
            feed_warn(feed, "holds_separator", "tags", "\"%.*s\" becomes two tags at its comma", SLICE_ARGS(tag));
    }
}

static void judge_variant(struct feed *feed, const struct feed_item *item)
{
    const struct shopify_file *file = feed->own;

    if (!item->has_price && is_active(&file->product))
        feed_refuse(feed, "missing_field", "price", "is missing");
    if (item->price.reduced >= 0 && !item->price.in_force)
        feed_warn(feed, "sale_to_come", "sale", "is not told before it begins: the file knows no dates");
    if (file->is_family && !json_object_size(item->article->member[ARTICLE_OPTIONS]))
        feed_refuse(feed, "missing_field", "options", "is missing: nothing tells the variant from the others");
}

static bool is_clean(const struct feed *feed, size_t first)
{
    for (size_t i = first; i < feed->finding_count; i++)
        if (feed->findings[i].blocks)
            return false;
    return true;
}

static bool add_item(struct feed *feed, const struct feed_item *item, struct fault *fault)
{
    struct shopify_file *file = feed->own;
    size_t first = feed->finding_count;

    (void)fault;
    if (!item->article->parent) {
        file->product = *item->article;
        file->is_family = item->is_parent;
        file->begun = false;
        find_handle(file, item->article);
        judge_product(feed, file);
    }
    if (item->is_parent)
        return true;
    judge_variant(feed, item);
    if (is_clean(feed, first))
        write_rows(feed, item);
    return true;
}

static const struct feed_format formats[] = {{.name = "csv", .begin = begin, .item = add_item, .end = end}, {0}};

/* Variants that came later stand last. */
static int64_t place_of(const json_t *variant)
{
    const json_t *kept = json_object_get(json_object_get(variant, "columns"), dialect_shopify.name);
    struct slice told = json_slice(json_object_get(kept, shopify_field_name(SHOPIFY_PLACE)));
    int64_t place;

    return slice_integer(told, INT64_MAX, &place) ? place : INT64_MAX;
}

const struct feed_kind feed_shopify = {.name = "shopify", .formats = formats, .traits = FEED_OF_FAMILIES, .place = place_of};
