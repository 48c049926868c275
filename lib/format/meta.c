/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "format/meta.h"

#include "format/excerpt.h"
#include "format/offer_columns.h"

enum { TAG_LIMIT = 110 };

PUT(put_id)
{
    cell_add_id(feed, item->sku, "sku", cell);
}

PUT(put_availability)
{
    bool left = offer_is_left(feed, item);

    cell_add(cell, item->state == ARTICLE_NOT_YET                    ? SLICE("preorder")
                   : left                                            ? SLICE("in stock")
                   : article_truth(item->article, ARTICLE_BACKORDER) ? SLICE("available for order")
                                                                     : SLICE("out of stock"));
}

PUT(put_brand)
{
    struct slice brand = article_text(item->article, ARTICLE_BRAND);

    if (!brand.length && !article_public_gtin(item->article).length && !article_text(item->article, ARTICLE_MPN).length)
        feed_refuse(feed, "missing_field", "brand", "is missing, and there is neither a GTIN nor an MPN in its place");
    cell_add(cell, feed_excerpt(feed, brand, ARTICLE_BRAND));
}

PUT(put_mpn)
{
    cell_add(cell, feed_excerpt(feed, article_text(item->article, ARTICLE_MPN), ARTICLE_MPN));
}

PUT(put_quantity)
{
    if (!item->available.counted)
        return;
    text_add_integer(&cell->text, item->available.units > 0 ? item->available.units : 0);
    cell_end(cell);
}

PUT(put_group)
{
    struct slice parent = article_text(item->article, ARTICLE_PARENT);

    if (!parent.length)
        parent = article_attribute_text(item->article, column->attribute, &cell->clean);
    cell_add_id(feed, parent, "parent", cell);
}

PUT(put_product_type)
{
    cell_add(cell, item->category);
}

static const json_t *first_video(const struct feed_item *item)
{
    const json_t *media = item->article->member[ARTICLE_MEDIA];
    const json_t *entry;
    size_t i;

    json_array_foreach(media, i, entry)
    {
        if (slice_is(json_slice(json_object_get(entry, "role")), "video"))
            return entry;
    }
    return NULL;
}

/* A member of the first video: where it is, what it shows. */
PUT(put_video)
{
    cell_add(cell, json_slice(json_object_get(first_video(item), column->attribute)));
}

/* The tag of a number. */
PUT(put_tag)
{
    const json_t *tags = item->article->member[ARTICLE_TAGS];
    size_t number = (size_t)(column->attribute[0] - '0');

    cell_add(cell, excerpt(json_slice(json_array_get(tags, number)), TAG_LIMIT));
}

#define ATTRIBUTE(name)                                                                                                            \
    {                                                                                                                              \
        name, put_attribute, name, NULL                                                                                            \
    }

static const struct feed_column columns[] = {
    {"id", put_id, NULL, NULL},
    {"title", put_title, NULL, NULL},
    {"description", put_description, NULL, NULL},
    {"availability", put_availability, NULL, NULL},
    {"condition", put_condition, NULL, NULL},
    {"price", put_price, NULL, NULL},
    {"link", put_link, NULL, NULL},
    {"image_link", put_image, NULL, NULL},
    {"brand", put_brand, NULL, NULL},
    {"google_product_category", put_category, NULL, NULL},
    ATTRIBUTE("fb_product_category"),
    {"quantity_to_sell_on_facebook", put_quantity, NULL, NULL},
    {"sale_price", put_sale_price, NULL, NULL},
    {"sale_price_effective_date", put_sale_period, "+00:00", NULL},
    {"item_group_id", put_group, "item_group_id", NULL},
    {"gender", put_variant_word, "gender", NULL},
    {"color", put_variant_word, "color", NULL},
    {"size", put_variant_word, "size", NULL},
    {"age_group", put_variant_word, "age_group", NULL},
    {"material", put_variant_word, "material", NULL},
    {"pattern", put_variant_word, "pattern", NULL},
    {"shipping", put_kept, "shipping", NULL},
    {"shipping_weight", put_weight, NULL, NULL},
    {"gtin", put_gtin, NULL, NULL},
    {"video[0].url", put_video, "url", NULL},
    {"video[0].tag[0]", put_video, "alt", NULL},
    {"product_tags[0]", put_tag, "0", NULL},
    {"product_tags[1]", put_tag, "1", NULL},
    {"style[0]", put_kept, "style", NULL},
    {"additional_image_link", put_pictures, "picture", NULL},
    {"product_type", put_product_type, NULL, NULL},
    {"mpn", put_mpn, NULL, NULL},
    ATTRIBUTE("custom_label_0"),
    ATTRIBUTE("custom_label_1"),
    ATTRIBUTE("custom_label_2"),
    ATTRIBUTE("custom_label_3"),
    ATTRIBUTE("custom_label_4"),
    {NULL, NULL, NULL, NULL},
};

static const struct feed_table csv = {columns, ',', ",", ":", false};
static const struct feed_table tsv = {columns, '\t', ",", ":", false};

static const struct feed_format formats[] = {
    {.name = "csv", .table = &csv},
    {.name = "tsv", .table = &tsv},
    {0},
};

const struct feed_kind feed_meta = {
    .name = "meta",
    .formats = formats,
    .traits = FEED_ANNOUNCES | FEED_IS_WHOLE,
};
