/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "format/jsonld.h"

#include "format/offer_columns.h"
#include "format/variant_words.h"
#include "json/write.h"

enum { ADDRESS_LIMIT = 2000 };

static const char *const known_words[] = {"color", "size", "material", "pattern"};

static void open_thing(struct text *text, const char *name, const char *type)
{
    json_open(text, name, '{');
    json_put_string(text, "@type", slice_of(type));
}

static void put_if(struct text *text, const char *name, struct slice value)
{
    if (value.length)
        json_put_string(text, name, value);
}

static void put_address(struct feed *feed, struct text *text, const char *name, struct slice url, const char *field)
{
    struct text *room = &feed->cell.clean;

    if (!url.length)
        return;
    text_clear(room);
    if (feed_address(url, ADDRESS_LIMIT, room))
        json_put_string(text, name, text_slice(room));
    else
        feed_warn(feed, "bad_address", field, "\"%.*s\" is no address, and left out", SLICE_ARGS(url));
}

static void put_images(struct feed *feed, const struct feed_item *item, struct text *text)
{
    size_t at = 0;
    struct slice url;

    if (!item->image.length) {
        feed_warn(feed, "missing_field", "image", "is missing");
        return;
    }
    json_open(text, "image", '[');
    put_address(feed, text, NULL, item->image, "image");
    while ((url = feed_next_medium(item, "picture", &at)).bytes)
        put_address(feed, text, NULL, url, "media");
    json_close(text, ']');
}

static struct slice availability_of(const struct feed_item *item)
{
    bool left = !item->available.counted || item->available.units > 0;

    return item->state == ARTICLE_NOT_YET                    ? SLICE("https://schema.org/PreOrder")
           : left                                            ? SLICE("https://schema.org/InStock")
           : article_truth(item->article, ARTICLE_BACKORDER) ? SLICE("https://schema.org/BackOrder")
                                                             : SLICE("https://schema.org/OutOfStock");
}

static struct slice condition_of(const struct feed_item *item)
{
    struct slice condition = article_text(item->article, ARTICLE_CONDITION);

    return slice_is(condition, "used")          ? SLICE("https://schema.org/UsedCondition")
           : slice_is(condition, "refurbished") ? SLICE("https://schema.org/RefurbishedCondition")
                                                : SLICE("https://schema.org/NewCondition");
}

static void put_amount(struct feed *feed, struct text *text, price unit, const char *field)
{
    struct text *room = &feed->cell.clean;

    text_clear(room);
    if (feed_amount(feed, unit, field, room))
        json_put_string(text, "price", text_slice(room));
    json_put_string(text, "priceCurrency", slice_of(feed->currency.code));
}

/* The price that is crossed out. */
static void put_list_price(struct feed *feed, const struct feed_item *item, struct text *text)
{
    open_thing(text, "priceSpecification", "UnitPriceSpecification");
    json_put_string(text, "priceType", SLICE("https://schema.org/ListPrice"));
    put_amount(feed, text, item->price.regular, "price");
    json_put_bool(text, "valueAddedTaxIncluded", feed->options.settings->prices_include_tax);
    json_close(text, '}');
}

static void put_return_policy(const struct feed *feed, struct text *text)
{
    int64_t days;

    if (!feed->channel.country.length || !slice_integer(channel_setting(&feed->channel, "return_days"), 3650, &days))
        return;
    open_thing(text, "hasMerchantReturnPolicy", "MerchantReturnPolicy");
    json_put_string(text, "applicableCountry", feed->channel.country);
    json_put_string(text, "returnPolicyCategory", SLICE("https://schema.org/MerchantReturnFiniteReturnWindow"));
    json_put_integer(text, "merchantReturnDays", days);
    json_close(text, '}');
}

static void put_offer(struct feed *feed, const struct feed_item *item, struct text *text)
{
    open_thing(text, "offers", "Offer");
    put_address(feed, text, "url", item->link, "link");
    put_amount(feed, text, item->price.in_force ? item->price.reduced : item->price.regular, "price");
    if (item->price.in_force && item->price.has_until)
        json_put_day(text, "priceValidUntil", instant_day(item->price.until - 1));
    if (item->price.in_force)
        put_list_price(feed, item, text);
    json_put_string(text, "availability", availability_of(item));
    if (item->state == ARTICLE_NOT_YET)
        put_if(text, "availabilityStarts", article_text(item->article, ARTICLE_LAUNCH_ON));
    json_put_string(text, "itemCondition", condition_of(item));
    open_thing(text, "seller", "Organization");
    json_put_string(text, "name", feed->options.settings->text[COMPANY_NAME]);
    json_close(text, '}');
    put_return_policy(feed, text);
    json_close(text, '}');
}

/* Units by their UN/CEFACT codes. */
static void put_measure(struct text *text, const char *name, int64_t value, const char *unit)
{
    if (value <= 0)
        return;
    open_thing(text, name, "QuantitativeValue");
    json_put_integer(text, "value", value);
    json_put_string(text, "unitCode", slice_of(unit));
    json_close(text, '}');
}

static void put_property(const char *name, struct slice value, struct text *text)
{
    open_thing(text, NULL, "PropertyValue");
    json_put_string(text, "name", slice_of(name));
    json_put_string(text, "value", value);
    json_close(text, '}');
}

static void put_properties(struct feed *feed, const struct feed_item *item, struct text *text)
{
    const json_t *tables[] = {item->article->member[ARTICLE_OPTIONS], item->article->member[ARTICLE_ATTRIBUTES],
                              item->article->parent_attributes};
    size_t before = text->length;
    size_t opened;
    const char *name;
    json_t *value;

    json_open(text, "additionalProperty", '[');
    opened = text->length;
    for (size_t i = 0; i < sizeof tables / sizeof *tables; i++)
        json_object_foreach((json_t *)(uintptr_t)tables[i], name, value)
        {
            struct slice shown = article_attribute_text(item->article, name, &feed->cell.clean);

            if (shown.length && !variant_word_of(name) && article_attribute(item->article, name) == value)
                put_property(name, shown, text);
        }
    if (text->length == opened)
        text->length = before;
    else
        json_close(text, ']');
}

static void put_words(struct feed *feed, const struct feed_item *item, struct text *text)
{
    for (size_t i = 0; i < sizeof known_words / sizeof *known_words; i++)
        put_if(text, known_words[i], variant_word(item->article, known_words[i], &feed->cell.clean));
}

static void put_identity(struct feed *feed, const struct feed_item *item, struct text *text)
{
    struct slice gtin = article_text(item->article, ARTICLE_GTIN);

    json_put_string(text, "name", item->name);
    put_if(text, "description", item->description);
    put_images(feed, item, text);
    if (article_text(item->article, ARTICLE_BRAND).length) {
        open_thing(text, "brand", "Brand");
        json_put_string(text, "name", article_text(item->article, ARTICLE_BRAND));
        json_close(text, '}');
    }
    put_if(text, "category", item->channel_category.length ? item->channel_category : item->category);
    if (gtin.length && !article_public_gtin(item->article).length)
        feed_warn(feed, "internal_gtin", "gtin", "\"%.*s\" is no GTIN that GS1 gives to the world, and left out", SLICE_ARGS(gtin));
    put_if(text, "gtin", article_public_gtin(item->article));
    put_if(text, "mpn", article_text(item->article, ARTICLE_MPN));
}

static void put_product(struct feed *feed, const struct feed_item *item, struct text *text)
{
    json_put_string(text, "sku", item->sku);
    put_identity(feed, item, text);
    put_words(feed, item, text);
    put_measure(text, "weight", article_whole(item->article, ARTICLE_WEIGHT_G), "GRM");
    put_measure(text, "depth", article_whole(item->article, ARTICLE_LENGTH_MM), "MMT");
    put_measure(text, "width", article_whole(item->article, ARTICLE_WIDTH_MM), "MMT");
    put_measure(text, "height", article_whole(item->article, ARTICLE_HEIGHT_MM), "MMT");
    put_properties(feed, item, text);
    put_offer(feed, item, text);
}

static bool put_variant(struct feed *feed, const struct feed_item *item, struct fault *fault)
{
    (void)fault;
    open_thing(&feed->cell.text, NULL, "Product");
    put_product(feed, item, &feed->cell.text);
    json_close(&feed->cell.text, '}');
    return true;
}

/* Axes that schema.org has no property for are named as the shop does. */
static void put_axes(const struct feed_item *item, struct text *text)
{
    const json_t *axes = item->article->member[ARTICLE_AXES];
    const json_t *axis;
    size_t i;

    json_open(text, "variesBy", '[');
    json_array_foreach(axes, i, axis)
    {
        const char *word = variant_word_of(json_string_value(axis) ? json_string_value(axis) : "");
        struct text property = TEXT_INIT;

        if (word)
            text_printf(&property, "https://schema.org/%s", word);
        else
            text_add_slice(&property, json_slice(axis));
        json_put_string(text, NULL, text_slice(&property));
        text_release(&property);
    }
    json_close(text, ']');
}

static bool put_group(struct feed *feed, const struct feed_item *item, struct text *text, struct fault *fault)
{
    size_t opened;
    bool done;

    json_put_string(text, "productGroupID", item->sku);
    put_identity(feed, item, text);
    put_axes(item, text);
    json_open(text, "hasVariant", '[');
    opened = text->length;
    done = feed_variants(feed, item, put_variant, fault);
    if (done && text->length == opened)
        feed_refuse(feed, "no_variants", NULL, "none of its variants is sold");
    json_close(text, ']');
    return done;
}

/* "<" stands in texts alone, and may be written so in any. */
static void add_line(struct text *to, struct slice line)
{
    while (line.length) {
        const char *less = memchr(line.bytes, '<', line.length);
        size_t length = less ? (size_t)(less - line.bytes) : line.length;

        text_add(to, line.bytes, length);
        if (less)
            text_add_string(to, "\\u003c");
        line = slice_from(line, length + (less != NULL));
    }
    text_add_byte(to, '\n');
}

static bool put_item(struct feed *feed, const struct feed_item *item, struct fault *fault)
{
    struct text *text = &feed->cell.text;
    bool done = true;

    text_clear(text);
    json_open(text, NULL, '{');
    json_put_string(text, "@context", SLICE("https://schema.org/"));
    json_put_string(text, "@type", item->is_parent ? SLICE("ProductGroup") : SLICE("Product"));
    put_if(text, "inLanguage", feed->channel.language);
    if (item->is_parent)
        done = put_group(feed, item, text, fault);
    else
        put_product(feed, item, text);
    json_close(text, '}');
    if (done)
        add_line(&feed->text, text_slice(text));
    return done;
}

static const struct feed_format formats[] = {
    {.name = "jsonl", .item = put_item, .traits = FEED_ANNOUNCES | FEED_WITH_PARENTS | FEED_IN_GROUPS},
    {0},
};

static const char *const settings[] = {"return_days", NULL};

const struct feed_kind feed_jsonld = {
    .name = "jsonld",
    .formats = formats,
    .settings = settings,
};
