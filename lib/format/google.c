/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "format/google.h"

#include "format/columns.h"
#include "format/excerpt.h"
#include "format/offer_columns.h"
#include "format/variant_words.h"
#include "format/xml_write.h"

#include <ctype.h>
#include <strings.h>

enum { WORD_LIMIT = 100, VALUE_LIMIT = 1000, HIGHLIGHT_LIMIT = 150, DETAILS = 20 };

PUT(put_id)
{
    cell_add_id(feed, item->sku, "sku", cell);
}

static bool is_backordered(const struct feed_item *item)
{
    return article_truth(item->article, ARTICLE_BACKORDER) && article_whole(item->article, ARTICLE_LEAD_DAYS) > 0;
}

PUT(put_availability)
{
    cell_add(cell, item->state == ARTICLE_NOT_YET ? SLICE("preorder")
                   : offer_is_left(feed, item)    ? SLICE("in_stock")
                   : is_backordered(item)         ? SLICE("backorder")
                                                  : SLICE("out_of_stock"));
}

static void put_day(struct slice written, struct feed_cell *cell)
{
    day value;

    if (!day_read(written, &value))
        return;
    feed_add_moment(day_start(value), "Z", &cell->text);
    cell_end(cell);
}

PUT(put_availability_date)
{
    if (item->state == ARTICLE_NOT_YET) {
        put_day(article_text(item->article, ARTICLE_LAUNCH_ON), cell);
    } else if (!offer_is_left(feed, item) && is_backordered(item)) {
        feed_add_moment(day_start(feed->today + (day)article_whole(item->article, ARTICLE_LEAD_DAYS)), "Z", &cell->text);
        cell_end(cell);
    }
}

PUT(put_expiration_date)
{
    put_day(article_text(item->article, ARTICLE_RETIRE_ON), cell);
}

PUT(put_brand)
{
    cell_add(cell, feed_excerpt(feed, article_text(item->article, ARTICLE_BRAND), ARTICLE_BRAND));
}

static struct slice short_mpn(const struct feed *feed, const struct feed_item *item)
{
    struct slice mpn = article_text(item->article, ARTICLE_MPN);

    return (int64_t)characters_in(mpn) <= feed_limit(feed, ARTICLE_MPN) ? mpn : (struct slice){NULL, 0};
}

PUT(put_mpn)
{
    cell_add(cell, short_mpn(feed, item));
}

PUT(put_identifier_exists)
{
    if (article_public_gtin(item->article).length ||
        (short_mpn(feed, item).length && article_text(item->article, ARTICLE_BRAND).length))
        return;
    feed_warn(feed, "no_identifier", "gtin", "there is neither a GTIN nor both brand and MPN");
    cell_add(cell, SLICE("no"));
}

PUT(put_product_type)
{
    cell_add(cell, feed_excerpt(feed, item->category, ARTICLE_CATEGORY));
}

PUT(put_group)
{
    struct slice parent = article_text(item->article, ARTICLE_PARENT);
    struct text room = TEXT_INIT;

    if (!parent.length)
        parent = article_attribute_text(item->article, "item_group_id", &room);
    cell_add_id(feed, parent, "parent", cell);
    text_release(&room);
}

PUT(put_bundle)
{
    if (json_array_size(item->article->member[ARTICLE_COMPONENTS]) > 1)
        cell_add(cell, SLICE("yes"));
    else
        cell_add(cell, article_attribute_text(item->article, column->attribute, &cell->clean));
}

/* One component several times over is a multipack. */
PUT(put_multipack)
{
    const json_t *components = item->article->member[ARTICLE_COMPONENTS];
    json_int_t quantity = json_integer_value(json_object_get(json_array_get(components, 0), "quantity"));

    if (json_array_size(components) == 1 && quantity > 1) {
        text_add_integer(&cell->text, quantity);
        cell_end(cell);
    } else {
        cell_add(cell, article_attribute_text(item->article, column->attribute, &cell->clean));
    }
}

/* An attribute with a line for each. */
PUT(put_highlights)
{
    struct slice rest = article_attribute_text(item->article, column->attribute, &cell->clean);

    while (rest.length) {
        const char *end = memchr(rest.bytes, '\n', rest.length);
        struct slice line = {rest.bytes, end ? (size_t)(end - rest.bytes) : rest.length};

        cell_add(cell, excerpt(slice_trim(line), HIGHLIGHT_LIMIT));
        rest = slice_from(rest, end ? line.length + 1 : line.length);
    }
}

/* In centimetres; Google wants all three or none. */
PUT(put_dimension)
{
    static const enum article_member sides[] = {ARTICLE_LENGTH_MM, ARTICLE_WIDTH_MM, ARTICLE_HEIGHT_MM};
    enum article_member side;
    int64_t length;

    for (size_t i = 0; i < 3; i++)
        if (article_whole(item->article, sides[i]) <= 0)
            return;
    if (!article_member_find(slice_of(column->attribute), &side))
        return;
    length = article_whole(item->article, side);
    text_printf(&cell->text, "%lld", (long long)length / 10);
    if (length % 10)
        text_printf(&cell->text, ".%lld", (long long)length % 10);
    text_add_string(&cell->text, " cm");
    cell_end(cell);
}

PUT(put_details);

static const char *const detail_parts[] = {"g:attribute_name", "g:attribute_value", NULL};
static const char *const certification_parts[] = {"g:certification_authority", "g:certification_name", "g:certification_code",
                                                  NULL};

static const char *const shipping_parts[] = {"g:country", "g:region", "g:service", "g:price", NULL};
static const char *const tax_parts[] = {"g:country", "g:region", "g:rate", "g:tax_ship", NULL};

/* An energy label by its number in the European register (EPREL), Regulation (EU) 2017/1369. */
PUT(put_certification)
{
    struct slice code = article_attribute_text(item->article, column->attribute, &cell->clean);

    if (!code.length)
        return;
    cell_add(cell, SLICE("EC"));
    cell_add(cell, SLICE("EPREL"));
    cell_add(cell, code);
}

#define ATTRIBUTE(name)                                                                                                            \
    {                                                                                                                              \
        "g:" name, put_attribute, name, NULL                                                                                       \
    }

static const struct feed_column columns[] = {
    {"g:id", put_id, NULL, NULL},
    {"title", put_title, NULL, NULL},
    {"description", put_description, NULL, NULL},
    {"link", put_link, NULL, NULL},
    {"g:image_link", put_image, NULL, NULL},
    {"g:additional_image_link", put_pictures, "picture", NULL},
    {"g:lifestyle_image_link", put_pictures, "lifestyle", NULL},
    {"g:availability", put_availability, NULL, NULL},
    {"g:availability_date", put_availability_date, NULL, NULL},
    {"g:expiration_date", put_expiration_date, NULL, NULL},
    {"g:price", put_price, NULL, NULL},
    {"g:sale_price", put_sale_price, NULL, NULL},
    {"g:sale_price_effective_date", put_sale_period, "Z", NULL},
    ATTRIBUTE("unit_pricing_measure"),
    ATTRIBUTE("unit_pricing_base_measure"),
    {"g:condition", put_condition, NULL, NULL},
    {"g:brand", put_brand, NULL, NULL},
    {"g:gtin", put_gtin, NULL, NULL},
    {"g:mpn", put_mpn, NULL, NULL},
    {"g:identifier_exists", put_identifier_exists, NULL, NULL},
    {"g:product_type", put_product_type, NULL, NULL},
    {"g:google_product_category", put_category, NULL, NULL},
    {"g:item_group_id", put_group, "item_group_id", NULL},
    {"g:color", put_variant_word, "color", NULL},
    {"g:size", put_variant_word, "size", NULL},
    {"g:material", put_variant_word, "material", NULL},
    {"g:pattern", put_variant_word, "pattern", NULL},
    {"g:gender", put_variant_word, "gender", NULL},
    {"g:age_group", put_variant_word, "age_group", NULL},
    ATTRIBUTE("size_type"),
    ATTRIBUTE("size_system"),
    ATTRIBUTE("adult"),
    {"g:is_bundle", put_bundle, "is_bundle", NULL},
    {"g:multipack", put_multipack, "multipack", NULL},
    {"g:certification", put_certification, "eprel", certification_parts},
    ATTRIBUTE("energy_efficiency_class"),
    ATTRIBUTE("min_energy_efficiency_class"),
    ATTRIBUTE("max_energy_efficiency_class"),
    {"g:product_highlight", put_highlights, "product_highlight", NULL},
    {"g:shipping", put_kept, "shipping", shipping_parts},
    {"g:tax", put_kept, "tax", tax_parts},
    ATTRIBUTE("shipping_label"),
    {"g:shipping_weight", put_weight, NULL, NULL},
    {"g:shipping_length", put_dimension, "length_mm", NULL},
    {"g:shipping_width", put_dimension, "width_mm", NULL},
    {"g:shipping_height", put_dimension, "height_mm", NULL},
    ATTRIBUTE("product_length"),
    ATTRIBUTE("product_width"),
    ATTRIBUTE("product_height"),
    ATTRIBUTE("product_weight"),
    ATTRIBUTE("min_handling_time"),
    ATTRIBUTE("max_handling_time"),
    ATTRIBUTE("tax_category"),
    ATTRIBUTE("custom_label_0"),
    ATTRIBUTE("custom_label_1"),
    ATTRIBUTE("custom_label_2"),
    ATTRIBUTE("custom_label_3"),
    ATTRIBUTE("custom_label_4"),
    {"g:product_detail", put_details, NULL, detail_parts},
    {NULL, NULL, NULL, NULL},
};

/* Whether a column of its own tells the attribute. */
static bool has_column(const char *attribute)
{
    if (variant_word_of(attribute))
        return true;
    for (const struct feed_column *column = columns; column->name; column++)
        if (column->attribute && strcasecmp(column->attribute, attribute) == 0)
            return true;
    return false;
}

static void put_detail(const char *name, const json_t *value, struct feed_cell *cell)
{
    size_t before = cell->text.length;

    text_add_slice(&cell->text, excerpt(slice_of(name), WORD_LIMIT));
    cell_end(cell);
    if (json_is_integer(value))
        text_add_integer(&cell->text, json_integer_value(value));
    else if (json_is_boolean(value))
        text_add_string(&cell->text, json_is_true(value) ? "true" : "false");
    else
        text_add_slice(&cell->text, excerpt(json_slice(value), VALUE_LIMIT));
    if (cell->text.length > cell->ends[cell->count - 1]) {
        cell_end(cell);
    } else {
        cell->count--;
        cell->text.length = before;
    }
}

PUT(put_details)
{
    const json_t *tables[] = {item->article->member[ARTICLE_OPTIONS], item->article->member[ARTICLE_ATTRIBUTES],
                              item->article->parent_attributes};
    const char *name;
    json_t *value;

    for (size_t i = 0; i < sizeof tables / sizeof *tables; i++)
        json_object_foreach((json_t *)(uintptr_t)tables[i], name, value)
        {
            if (cell->count < 2 * DETAILS && !has_column(name) && article_attribute(item->article, name) == value)
                put_detail(name, value, cell);
        }
}

static bool begin_rss(struct feed *feed, struct fault *fault)
{
    const struct settings *settings = feed->options.settings;
    struct slice address = settings->text[COMPANY_WEBSITE];

    if (!address.length)
        return fault_set(fault, FAULT_USAGE, "setting_missing", "company.website",
                         "is needed: store-init --set company.website=...");
    text_add_string(&feed->text, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
                                 "<rss version=\"2.0\" xmlns:g=\"http://base.google.com/ns/1.0\">\n"
                                 "<channel>\n");
    xml_add_element(&feed->text, "  ", "title", settings->text[COMPANY_NAME]);
    xml_add_element(&feed->text, "  ", "link", address);
    xml_add_element(&feed->text, "  ", "description", settings->text[COMPANY_NAME]);
    return true;
}

static bool is_element_name(const char *name)
{
    for (const char *c = name; *c; c++)
        if (!isalnum((unsigned char)*c) && *c != '_' && (c == name || (*c != '-' && *c != '.')))
            return false;
    return isalpha((unsigned char)name[0]) || name[0] == '_';
}

static bool is_column(const char *name)
{
    for (const struct feed_column *column = columns; column->name; column++) {
        const char *prefix = strchr(column->name, ':');

        if (strcmp(prefix ? prefix + 1 : column->name, name) == 0)
            return true;
    }
    return false;
}

/* What an import kept of elements that no column is for. */
static void put_kept_elements(struct feed *feed, const struct feed_item *item)
{
    const char *name;
    json_t *value;

    json_object_foreach(json_object_get(item->article->member[ARTICLE_COLUMNS], "google"), name, value)
    {
        if (!is_element_name(name) || is_column(name))
            continue;
        text_clear(&feed->cell.text);
        text_printf(&feed->cell.text, "g:%s", name);
        feed->control_characters += xml_add_element(&feed->text, "    ", text_string(&feed->cell.text), json_slice(value));
    }
}

static bool item_rss(struct feed *feed, const struct feed_item *item, struct fault *fault)
{
    (void)fault;
    text_add_string(&feed->text, "  <item>\n");
    feed_elements(feed, columns, item, "    ");
    put_kept_elements(feed, item);
    text_add_string(&feed->text, "  </item>\n");
    return true;
}

static void end_rss(struct feed *feed)
{
    text_add_string(&feed->text, "</channel>\n</rss>\n");
}

static const struct feed_table table = {columns, '\t', ",", ":", false};

static const struct feed_format formats[] = {
    {.name = "rss", .begin = begin_rss, .item = item_rss, .end = end_rss},
    {.name = "tsv", .table = &table},
    {0},
};

const struct feed_kind feed_google = {
    .name = "google",
    .formats = formats,
    .traits = FEED_ANNOUNCES | FEED_TAKES_HTML | FEED_IS_WHOLE,
};
