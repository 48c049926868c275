/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "format/offer_columns.h"

#include "format/columns.h"
#include "format/excerpt.h"
#include "format/gtin.h"
#include "format/variant_words.h"
#include "format/xml_parts.h"

enum { WORD_LIMIT = 100, VALUE_LIMIT = 1000, PICTURES = 10 };

void cell_add_id(struct feed *feed, struct slice id, const char *field, struct feed_cell *cell)
{
    if ((int64_t)characters_in(id) > feed_limit(feed, ARTICLE_SKU))
        feed_refuse(feed, "id_too_long", field, "is longer than %lld characters", (long long)feed_limit(feed, ARTICLE_SKU));
    cell_add(cell, id);
}

static const json_t *kept_columns(const struct feed *feed, const struct feed_item *item)
{
    return json_object_get(item->article->member[ARTICLE_COLUMNS], feed->kind->name);
}

bool offer_is_left(const struct feed *feed, const struct feed_item *item)
{
    struct slice kept = json_slice(json_object_get(kept_columns(feed, item), "availability"));

    return !item->available.counted || item->available.units > 0 || (kept.length && !item->available.told);
}

PUT_SHARED(put_title)
{
    cell_add(cell, feed_title(feed, item));
}

PUT_SHARED(put_description)
{
    if (!item->description.length)
        feed_warn(feed, "no_description", "description", "is missing: the title stands for it");
    cell_add(cell, feed_description(feed, item));
}

static void put_address(struct feed *feed, struct slice written, enum article_member member, struct feed_cell *cell)
{
    const int64_t limit = feed_limit(feed, member);
    const char *field = article_member_name(member);

    if (!written.length)
        feed_refuse(feed, "missing_field", field, "is missing");
    else if (feed_address(written, (size_t)limit, &cell->text))
        cell_end(cell);
    else if (limit == INT64_MAX)
        feed_refuse(feed, "bad_address", field, "is no address that begins with http:// or https://");
    else
        feed_refuse(feed, "bad_address", field, "is no address of at most %lld characters that begins with http:// or https://",
                    (long long)limit);
}

PUT_SHARED(put_link)
{
    put_address(feed, item->link, ARTICLE_LINK, cell);
}

PUT_SHARED(put_image)
{
    put_address(feed, item->image, ARTICLE_IMAGE, cell);
}

/* In a table a comma stands between two of them. */
static void encode_commas(struct feed_cell *cell, struct text *room)
{
    size_t start = cell->count ? cell->ends[cell->count - 1] : 0;
    struct slice address = slice_from(text_slice(&cell->text), start);

    text_clear(room);
    for (size_t i = 0; i < address.length; i++)
        text_add_string(room, address.bytes[i] == ',' ? "%2C" : (char[]){address.bytes[i], '\0'});
    cell->text.length = start;
    text_add_slice(&cell->text, text_slice(room));
}

/* What is no address is left out: the others are worth showing. */
PUT_SHARED(put_pictures)
{
    size_t at = 0;
    struct slice url;

    while (cell->count < PICTURES && (url = feed_next_medium(item, column->attribute, &at)).bytes) {
        if (feed_address(url, (size_t)feed_limit(feed, ARTICLE_IMAGE), &cell->text)) {
            encode_commas(cell, &cell->clean);
            cell_end(cell);
        } else {
            feed_warn(feed, "bad_address", "media", "\"%.*s\" is no address: the picture is left out", SLICE_ARGS(url));
        }
    }
}

static void put_amount(struct feed *feed, price unit, const char *field, struct feed_cell *cell)
{
    if (!feed_amount(feed, unit, field, &cell->text))
        return;
    text_add_byte(&cell->text, ' ');
    text_add_string(&cell->text, feed->currency.code);
    cell_end(cell);
}

PUT_SHARED(put_price)
{
    if (item->has_price)
        put_amount(feed, item->price.regular, "price", cell);
}

PUT_SHARED(put_sale_price)
{
    if (feed_has_sale(&item->price, true))
        put_amount(feed, item->price.reduced, "sale", cell);
}

PUT_SHARED(put_sale_period)
{
    if (!feed_has_sale(&item->price, true) || !item->price.has_until)
        return;
    feed_add_sale_period(&item->price, column->attribute, &cell->text);
    cell_end(cell);
}

PUT_SHARED(put_condition)
{
    struct slice condition = article_text(item->article, ARTICLE_CONDITION);

    cell_add(cell, condition.length ? condition : SLICE("new"));
}

struct slice article_public_gtin(const struct article *article)
{
    struct slice gtin = article_text(article, ARTICLE_GTIN);

    return gtin_is_right(gtin) && gtin_is_public(gtin) ? gtin : (struct slice){NULL, 0};
}

PUT_SHARED(put_gtin)
{
    struct slice gtin = article_text(item->article, ARTICLE_GTIN);

    if (!gtin.length)
        return;
    if (!gtin_is_right(gtin))
        feed_refuse(feed, "not_a_gtin", "gtin", "\"%.*s\" is no GTIN with a right check digit", SLICE_ARGS(gtin));
    else if (!gtin_is_public(gtin))
        feed_warn(feed, "internal_gtin", "gtin", "\"%.*s\" is for use inside a company, and left out", SLICE_ARGS(gtin));
    else
        cell_add(cell, gtin);
}

PUT_SHARED(put_category)
{
    cell_add(cell, item->channel_category.length ? item->channel_category : article_text(item->article, ARTICLE_GOOGLE_CATEGORY));
}

PUT_SHARED(put_variant_word)
{
    cell_add(cell, excerpt(variant_word(item->article, column->attribute, &cell->clean), WORD_LIMIT));
}

PUT_SHARED(put_attribute)
{
    if (item->article->attribute_bits)
        cell_add(cell, excerpt(article_attribute_text(item->article, column->attribute, &cell->clean), VALUE_LIMIT));
}

PUT_SHARED(put_weight)
{
    int64_t grams = article_whole(item->article, ARTICLE_WEIGHT_G);

    if (grams <= 0)
        return;
    text_add_integer(&cell->text, grams);
    text_add_string(&cell->text, " g");
    cell_end(cell);
}

/* One value of a list, cut into the column's parts. */
static void add_parts(const struct feed_column *column, struct slice value, struct feed_cell *cell)
{
    enum { MOST = 8 };
    struct slice parts[MOST];
    size_t wanted = 0;
    size_t count;

    while (column->parts[wanted] && wanted < MOST)
        wanted++;
    count = parts_cut(value, parts, wanted, &cell->clean);
    for (size_t i = 0; i < wanted; i++) {
        if (i < count)
            text_add_slice(&cell->text, parts[i]);
        cell_end(cell);
    }
}

PUT_SHARED(put_kept)
{
    const char *prefix = strchr(column->name, ':');
    struct slice value = json_slice(json_object_get(kept_columns(feed, item), prefix ? prefix + 1 : column->name));

    if (!value.length)
        value = article_attribute_text(item->article, column->attribute, &cell->clean);
    if (!value.length)
        return;
    if (!column->parts) {
        cell_add(cell, value);
        return;
    }
    while (value.length) {
        size_t end = 0;

        while (end < value.length && value.bytes[end] != ',')
            end += value.bytes[end] == '\\' && end + 1 < value.length ? 2 : 1;
        add_parts(column, (struct slice){value.bytes, end}, cell);
        value = slice_from(value, end < value.length ? end + 1 : end);
    }
}
