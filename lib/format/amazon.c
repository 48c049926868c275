/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "format/amazon.h"

#include "format/excerpt.h"
#include "format/gtin.h"
#include "format/offer_columns.h"
#include "format/variant_words.h"
#include "json/write.h"

#include <ctype.h>

enum { MESSAGES = 25000, ADDRESS_LIMIT = 2000, BULLETS = 5, BULLET_LIMIT = 500, PICTURES = 8 };

/* What goes into every message. */
struct amazon {
    struct slice marketplace;
    struct slice language; /* "fr_BE"; empty: not known */
};

static const struct amazon *amazon_of(const struct feed *feed)
{
    return feed->own;
}

/* "fr-BE", or "fr" and the country, as "fr_BE". */
static struct slice find_language(struct feed *feed)
{
    struct text *language = &feed->cell.text;
    struct slice told = feed->channel.language.length ? feed->channel.language : feed->options.settings->text[SHOP_LANGUAGE];

    text_clear(language);
    text_add_slice(language, told);
    for (size_t i = 0; i < language->length; i++)
        if (language->bytes[i] == '-')
            language->bytes[i] = '_';
    if (told.length && !memchr(told.bytes, '-', told.length) && feed->channel.country.length)
        text_printf(language, "_%.*s", SLICE_ARGS(feed->channel.country));
    return arena_copy(&feed->channel_arena, text_slice(language));
}

static bool needed_setting(const struct feed *feed, const char *name, struct slice *value, struct fault *fault)
{
    *value = channel_setting(&feed->channel, name);
    return value->length || fault_set(fault, FAULT_USAGE, "setting_missing", NULL,
                                      "the channel \"%.*s\" does not say its %s: channel-set %.*s feed=amazon settings.%s=...",
                                      SLICE_ARGS(feed->channel.id), name, SLICE_ARGS(feed->channel.id), name);
}

static bool begin(struct feed *feed, struct fault *fault)
{
    struct slice locale = channel_setting(&feed->channel, "issue_locale");
    struct slice seller;
    struct slice marketplace;
    struct amazon *amazon;

    if (!needed_setting(feed, "seller_id", &seller, fault) || !needed_setting(feed, "marketplace_id", &marketplace, fault))
        return false;
    amazon = arena_take(&feed->channel_arena, sizeof *amazon);
    *amazon = (struct amazon){.marketplace = marketplace, .language = find_language(feed)};
    feed->own = amazon;
    json_open(&feed->text, NULL, '{');
    json_open(&feed->text, "header", '{');
    json_put_string(&feed->text, "sellerId", seller);
    json_put_string(&feed->text, "version", SLICE("2.0"));
    if (locale.length)
        json_put_string(&feed->text, "issueLocale", locale);
    json_close(&feed->text, '}');
    text_add_string(&feed->text, ",\n\"messages\":[\n");
    return true;
}

static void end(struct feed *feed)
{
    text_add_string(&feed->text, "\n]}\n");
}

/* An attribute is a list of objects; most have one, of the marketplace. */
static void open_attribute(struct text *text, const char *name)
{
    json_open(text, name, '[');
    json_open(text, NULL, '{');
}

static void close_attribute(const struct feed *feed, struct text *text)
{
    json_put_string(text, "marketplace_id", amazon_of(feed)->marketplace);
    json_close(text, '}');
    json_close(text, ']');
}

static void put_value(struct feed *feed, struct text *text, const char *name, struct slice value)
{
    if (!value.length)
        return;
    open_attribute(text, name);
    json_put_string(text, "value", value);
    close_attribute(feed, text);
}

static void put_words(struct feed *feed, struct text *text, const char *name, struct slice value)
{
    if (!value.length)
        return;
    open_attribute(text, name);
    json_put_string(text, "value", value);
    if (amazon_of(feed)->language.length)
        json_put_string(text, "language_tag", amazon_of(feed)->language);
    close_attribute(feed, text);
}

static void put_amount(struct feed *feed, struct text *text, price unit, const char *field)
{
    struct text *room = &feed->cell.clean;

    text_clear(room);
    if (feed_amount(feed, unit, field, room))
        json_put_raw(text, "value_with_tax", text_slice(room));
}

static void open_schedule(struct text *text, const char *name)
{
    json_open(text, name, '[');
    json_open(text, NULL, '{');
    json_open(text, "schedule", '[');
    json_open(text, NULL, '{');
}

static void close_schedule(struct text *text)
{
    json_close(text, '}');
    json_close(text, ']');
    json_close(text, '}');
    json_close(text, ']');
}

static void put_offer_price(struct feed *feed, const struct feed_item *item, struct text *text)
{
    open_attribute(text, "purchasable_offer");
    json_put_string(text, "currency", slice_of(feed->currency.code));
    open_schedule(text, "our_price");
    put_amount(feed, text, item->price.regular, "price");
    close_schedule(text);
    if (feed_has_sale(&item->price, false)) {
        open_schedule(text, "discounted_price");
        if (item->price.has_from)
            json_put_instant(text, "start_at", item->price.from);
        if (item->price.has_until)
            json_put_instant(text, "end_at", item->price.until);
        put_amount(feed, text, item->price.reduced, "sale");
        close_schedule(text);
    }
    close_attribute(feed, text);
}

/* Stock is no matter of a marketplace. What is not counted has none, and is for sale all the same. */
static void put_stock(const struct feed *feed, const struct feed_item *item, struct text *text)
{
    struct slice there = channel_setting(&feed->channel, "fulfillment_channel");
    int64_t lead = article_whole(item->article, ARTICLE_LEAD_DAYS);

    json_open(text, "fulfillment_availability", '[');
    json_open(text, NULL, '{');
    json_put_string(text, "fulfillment_channel_code", there.length ? there : SLICE("DEFAULT"));
    if (item->available.counted)
        json_put_integer(text, "quantity", item->available.units > 0 ? item->available.units : 0);
    else
        json_put_bool(text, "is_inventory_available", true);
    if (lead > 0)
        json_put_integer(text, "lead_time_to_ship_max_days", lead);
    json_close(text, '}');
    json_close(text, ']');
}

static void put_condition_type(struct feed *feed, const struct feed_item *item, struct text *text)
{
    struct slice condition = article_text(item->article, ARTICLE_CONDITION);

    put_value(feed, text, "condition_type",
              slice_is(condition, "used")          ? SLICE("used_good")
              : slice_is(condition, "refurbished") ? SLICE("refurbished_refurbished")
                                                   : SLICE("new_new"));
}

static struct slice asin_of(const struct feed *feed, const struct feed_item *item)
{
    const json_t *ids = item->article->member[ARTICLE_IDS];
    struct slice own = json_slice(json_object_getn(ids, feed->channel.id.bytes, feed->channel.id.length));

    return own.length ? own : json_slice(json_object_get(ids, "amazon"));
}

static void put_gtin_of(struct feed *feed, const struct feed_item *item, struct text *text)
{
    struct slice gtin = article_public_gtin(item->article);

    if (!gtin.length)
        return;
    open_attribute(text, "externally_assigned_product_identifier");
    json_put_string(text, "type", gtin.length == 12 ? SLICE("upc") : gtin.length == 14 ? SLICE("gtin") : SLICE("ean"));
    json_put_string(text, "value", gtin);
    close_attribute(feed, text);
}

static void put_identity(struct feed *feed, const struct feed_item *item, struct text *text, bool exempt)
{
    struct slice gtin = article_text(item->article, ARTICLE_GTIN);

    if (gtin.length && !gtin_is_right(gtin))
        feed_refuse(feed, "not_a_gtin", "gtin", "\"%.*s\" is no GTIN with a right check digit", SLICE_ARGS(gtin));
    put_value(feed, text, "merchant_suggested_asin", asin_of(feed, item));
    put_gtin_of(feed, item, text);
    if (asin_of(feed, item).length || article_public_gtin(item->article).length || item->is_parent)
        return;
    if (!exempt) {
        feed_refuse(feed, "missing_field", "ids", "there is neither an ASIN nor a GTIN by which Amazon knows the product");
        return;
    }
    open_attribute(text, "supplier_declared_has_product_identifier_exemption");
    json_put_bool(text, "value", true);
    close_attribute(feed, text);
}

static void put_offer(struct feed *feed, const struct feed_item *item, struct text *text)
{
    if (item->is_parent)
        return;
    put_condition_type(feed, item, text);
    put_offer_price(feed, item, text);
    put_stock(feed, item, text);
}

static void put_place(struct feed *feed, struct text *text, const char *name, struct slice url)
{
    struct text *room = &feed->cell.clean;

    text_clear(room);
    if (!feed_address(url, ADDRESS_LIMIT, room)) {
        feed_warn(feed, "bad_address", "media", "\"%.*s\" is no address: the picture is left out", SLICE_ARGS(url));
        return;
    }
    open_attribute(text, name);
    json_put_string(text, "media_location", text_slice(room));
    close_attribute(feed, text);
}

static void put_pictures_of(struct feed *feed, const struct feed_item *item, struct text *text)
{
    char name[] = "other_product_image_locator_1";
    size_t at = 0;
    struct slice url;

    if (item->image.length)
        put_place(feed, text, "main_product_image_locator", item->image);
    for (int number = 1; number <= PICTURES && (url = feed_next_medium(item, "picture", &at)).bytes; number++) {
        name[sizeof name - 2] = (char)('0' + number);
        put_place(feed, text, name, url);
    }
}

/* A line each of the attribute product_highlight, else of the short description. */
static void put_bullets(struct feed *feed, const struct feed_item *item, struct text *text)
{
    struct slice rest = article_attribute_text(item->article, "product_highlight", &feed->cell.clean);
    int count = 0;

    if (!rest.length)
        rest = article_text_in(item->article, ARTICLE_SHORT_DESCRIPTION, feed->channel.language);
    if (!rest.length)
        return;
    json_open(text, "bullet_point", '[');
    while (rest.length && count < BULLETS) {
        const char *line_end = memchr(rest.bytes, '\n', rest.length);
        struct slice line = {rest.bytes, line_end ? (size_t)(line_end - rest.bytes) : rest.length};
        struct slice words = excerpt(slice_trim(line), BULLET_LIMIT);

        rest = slice_from(rest, line.length + (line_end != NULL));
        if (!words.length)
            continue;
        json_open(text, NULL, '{');
        json_put_string(text, "value", words);
        if (amazon_of(feed)->language.length)
            json_put_string(text, "language_tag", amazon_of(feed)->language);
        json_put_string(text, "marketplace_id", amazon_of(feed)->marketplace);
        json_close(text, '}');
        count++;
    }
    json_close(text, ']');
}

static void put_measure(struct text *text, const char *name, int64_t number, const char *unit)
{
    json_open(text, name, '{');
    json_put_integer(text, "value", number);
    json_put_string(text, "unit", slice_of(unit));
    json_close(text, '}');
}

static void put_size(struct feed *feed, const struct feed_item *item, struct text *text)
{
    const struct article *article = item->article;

    if (article_whole(article, ARTICLE_WEIGHT_G) > 0) {
        open_attribute(text, "item_package_weight");
        json_put_integer(text, "value", article_whole(article, ARTICLE_WEIGHT_G));
        json_put_string(text, "unit", SLICE("grams"));
        close_attribute(feed, text);
    }
    if (article_whole(article, ARTICLE_LENGTH_MM) <= 0 || article_whole(article, ARTICLE_WIDTH_MM) <= 0 ||
        article_whole(article, ARTICLE_HEIGHT_MM) <= 0)
        return;
    open_attribute(text, "item_package_dimensions");
    put_measure(text, "length", article_whole(article, ARTICLE_LENGTH_MM), "millimeters");
    put_measure(text, "width", article_whole(article, ARTICLE_WIDTH_MM), "millimeters");
    put_measure(text, "height", article_whole(article, ARTICLE_HEIGHT_MM), "millimeters");
    close_attribute(feed, text);
}

/* How a variant and its parent belong together. */
static void put_family(struct feed *feed, const struct feed_item *item, struct text *text)
{
    struct slice parent = article_text(item->article, ARTICLE_PARENT);

    if (item->is_parent)
        put_value(feed, text, "parentage_level", SLICE("parent"));
    if (!parent.length || !item->article->parent)
        return;
    put_value(feed, text, "parentage_level", SLICE("child"));
    open_attribute(text, "child_parent_sku_relationship");
    json_put_string(text, "child_relationship_type", SLICE("variation"));
    json_put_string(text, "parent_sku", parent);
    close_attribute(feed, text);
}

/* The axes as Amazon joins them: "COLOR/SIZE". Axes it has no word for are named as the shop does. */
static void put_theme(struct feed *feed, const struct feed_item *item, struct text *text)
{
    const json_t *axes = item->is_parent ? item->article->member[ARTICLE_AXES] : json_object_get(item->article->parent, "axes");
    struct text *theme = &feed->cell.clean;
    const json_t *axis;
    size_t i;

    if (!json_array_size(axes))
        return;
    text_clear(theme);
    json_array_foreach(axes, i, axis)
    {
        const char *word = variant_word_of(json_string_value(axis) ? json_string_value(axis) : "");

        if (i)
            text_add_byte(theme, '/');
        if (word)
            text_add_string(theme, word);
        else
            text_add_slice(theme, json_slice(axis));
    }
    for (i = 0; i < theme->length; i++)
        theme->bytes[i] = theme->bytes[i] == ' ' ? '_' : (char)toupper((unsigned char)theme->bytes[i]);
    json_open(text, "variation_theme", '[');
    json_open(text, NULL, '{');
    json_put_string(text, "name", text_slice(theme));
    json_close(text, '}');
    json_close(text, ']');
}

static void put_facts(struct feed *feed, const struct feed_item *item, struct text *text)
{
    static const char *const words[] = {"color", "size", "material", "pattern"};
    static const char *const plain[] = {"country_of_origin", "target_gender", "age_range_description"};
    const struct article *article = item->article;

    put_words(feed, text, "item_name", feed_title(feed, item));
    put_words(feed, text, "product_description", item->description.length ? feed_description(feed, item) : (struct slice){NULL, 0});
    put_words(feed, text, "brand", article_text(article, ARTICLE_BRAND));
    put_bullets(feed, item, text);
    put_value(feed, text, "part_number", article_text(article, ARTICLE_MPN));
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        put_words(feed, text, words[i], variant_word(article, words[i], &feed->cell.clean));
    for (size_t i = 0; i < sizeof plain / sizeof *plain; i++)
        put_value(feed, text, plain[i], article_attribute_text(article, plain[i], &feed->cell.clean));
    put_pictures_of(feed, item, text);
    put_size(feed, item, text);
    put_family(feed, item, text);
    put_theme(feed, item, text);
}

/* "PRODUCT" is what Amazon takes for offers of any type. */
static struct slice product_type(struct feed *feed, const struct feed_item *item, bool must_be_told)
{
    struct slice told = item->channel_category.length ? item->channel_category : channel_setting(&feed->channel, "product_type");

    if (!told.length && must_be_told)
        feed_refuse(feed, "missing_field", "category", "the channel does not say which product type it is");
    return told.length ? told : SLICE("PRODUCT");
}

/* The message as far as all have it. It is made apart: commas come by what stands before them. */
static struct text *open_message(struct feed *feed, const struct feed_item *item, const char *operation)
{
    struct text *text = &feed->cell.text;

    if (feed->items >= MESSAGES)
        feed_refuse(feed, "too_many_items", NULL, "a feed holds at most %d messages: this one is for the next", MESSAGES);
    if ((int64_t)item->sku.length > feed_limit(feed, ARTICLE_SKU))
        feed_refuse(feed, "id_too_long", "sku", "is longer than %lld bytes", (long long)feed_limit(feed, ARTICLE_SKU));
    text_clear(text);
    json_open(text, NULL, '{');
    json_put_integer(text, "messageId", (int64_t)feed->items + 1);
    json_put_string(text, "sku", item->sku);
    json_put_string(text, "operationType", slice_of(operation));
    return text;
}

static bool close_message(struct feed *feed, struct text *text)
{
    json_close(text, '}');
    if (feed->items)
        text_add_string(&feed->text, ",\n");
    /* Behind the message's number. */
    feed->content = feed->text.length + (size_t)((const char *)memchr(text->bytes, ',', text->length) - text->bytes);
    text_add_slice(&feed->text, text_slice(text));
    return true;
}

static bool update(struct feed *feed, const struct feed_item *item, const char *requirements, bool facts, bool offer)
{
    struct text *text = open_message(feed, item, "UPDATE");

    json_put_string(text, "productType", product_type(feed, item, facts));
    json_put_string(text, "requirements", slice_of(requirements));
    json_open(text, "attributes", '{');
    put_identity(feed, item, text, facts);
    if (offer)
        put_offer(feed, item, text);
    if (facts)
        put_facts(feed, item, text);
    json_close(text, '}');
    return close_message(feed, text);
}

static bool put_listing(struct feed *feed, const struct feed_item *item, struct fault *fault)
{
    (void)fault;
    return update(feed, item, "LISTING", true, true);
}

static bool put_offer_only(struct feed *feed, const struct feed_item *item, struct fault *fault)
{
    (void)fault;
    return update(feed, item, "LISTING_OFFER_ONLY", false, true);
}

static bool put_product_only(struct feed *feed, const struct feed_item *item, struct fault *fault)
{
    (void)fault;
    return update(feed, item, "LISTING_PRODUCT_ONLY", true, false);
}

static bool put_partial(struct feed *feed, const struct feed_item *item, struct fault *fault)
{
    struct text *text = open_message(feed, item, "PARTIAL_UPDATE");

    (void)fault;
    json_put_string(text, "productType", product_type(feed, item, false));
    json_open(text, "attributes", '{');
    put_offer_price(feed, item, text);
    put_stock(feed, item, text);
    json_close(text, '}');
    return close_message(feed, text);
}

/* One operation: the attribute that `attribute` holds as {"NAME":[…]} replaces the one of its name. */
static void put_operation(struct text *text, const char *path, const struct text *attribute)
{
    const char *value = memchr(attribute->bytes, '[', attribute->length);
    size_t start = (size_t)(value - attribute->bytes);

    json_open(text, NULL, '{');
    json_put_string(text, "op", SLICE("replace"));
    json_put_string(text, "path", slice_of(path));
    json_put_raw(text, "value", slice_from(text_slice(attribute), start));
    json_close(text, '}');
}

static bool put_patch(struct feed *feed, const struct feed_item *item, struct fault *fault)
{
    struct text *text = open_message(feed, item, "PATCH");
    struct text attribute = TEXT_INIT;

    (void)fault;
    json_put_string(text, "productType", product_type(feed, item, false));
    json_open(text, "patches", '[');
    put_offer_price(feed, item, &attribute);
    put_operation(text, "/attributes/purchasable_offer", &attribute);
    text_clear(&attribute);
    put_stock(feed, item, &attribute);
    put_operation(text, "/attributes/fulfillment_availability", &attribute);
    text_release(&attribute);
    json_close(text, ']');
    return close_message(feed, text);
}

static bool put_deletion(struct feed *feed, const struct feed_item *item, struct fault *fault)
{
    (void)fault;
    return close_message(feed, open_message(feed, item, "DELETE"));
}

static const struct feed_format formats[] = {
    {"listing", begin, put_listing, end, NULL, FEED_ANNOUNCES | FEED_WITH_PARENTS | FEED_NOT_EMPTY},
    {"offer", begin, put_offer_only, end, NULL, FEED_NOT_EMPTY},
    {"product", begin, put_product_only, end, NULL, FEED_ANNOUNCES | FEED_WITH_PARENTS | FEED_NOT_EMPTY},
    {"stock", begin, put_partial, end, NULL, FEED_NOT_EMPTY | FEED_OF_CHANGES},
    {"patch", begin, put_patch, end, NULL, FEED_NOT_EMPTY | FEED_OF_CHANGES},
    {"delete", begin, put_deletion, end, NULL, FEED_TAKES_ALL | FEED_NOT_EMPTY | FEED_WITHDRAWS},
    {0},
};

static const char *const settings[] = {"seller_id", "marketplace_id", "product_type", "issue_locale", "fulfillment_channel", NULL};

const struct feed_kind feed_amazon = {
    .name = "amazon",
    .formats = formats,
    .settings = settings,
};
