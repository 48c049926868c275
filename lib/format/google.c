/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "format/google.h"

#include "format/gtin.h"
#include "json/read.h"

enum {
    ID_LIMIT = 50,
    TITLE_LIMIT = 150,
    DESCRIPTION_LIMIT = 5000,
    ADDRESS_LIMIT = 2000,
    NAME_LIMIT = 70,
    PRODUCT_TYPE_LIMIT = 750
};

/* The length of the character at the start, and whether XML can hold it. */
static size_t character(struct slice text, bool *allowed)
{
    unsigned char lead = (unsigned char)text.bytes[0];
    size_t length = lead < 0xc0 ? 1 : lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4;

    if (length > text.length)
        length = text.length;
    *allowed = lead >= ' ' ? lead != 0x7f : lead == '\t' || lead == '\n';
    if (length == 2 && lead == 0xc2 && (unsigned char)text.bytes[1] < 0xa0)
        *allowed = false;
    if (length == 3 && (memcmp(text.bytes, "\xef\xbf\xbe", 3) == 0 || memcmp(text.bytes, "\xef\xbf\xbf", 3) == 0))
        *allowed = false;
    return length;
}

static const char *escape_of(char c)
{
    return c == '&' ? "&amp;" : c == '<' ? "&lt;" : c == '>' ? "&gt;" : NULL;
}

/* How many bytes at the front stand for themselves. */
static size_t plain_length(struct slice value)
{
    size_t at = 0;

    while (at < value.length) {
        unsigned char byte = (unsigned char)value.bytes[at];
        bool allowed = true;
        size_t length = byte >= ' ' && byte < 0x7f ? 1 : character(slice_from(value, at), &allowed);

        if (!allowed || escape_of(value.bytes[at]))
            break;
        at += length;
    }
    return at;
}

static void add_escaped(struct text *text, struct slice value)
{
    for (;;) {
        size_t plain = plain_length(value);
        bool allowed;

        text_add(text, value.bytes, plain);
        value = slice_from(value, plain);
        if (!value.length)
            return;
        if (escape_of(value.bytes[0]))
            text_add_string(text, escape_of(value.bytes[0]));
        value = slice_from(value, character(value, &allowed));
    }
}

static void add_tag(struct text *text, const char *before, const char *name, const char *after)
{
    text_add_string(text, before);
    text_add_string(text, name);
    text_add_string(text, after);
}

static void add_element(struct text *text, const char *indent, const char *name, struct slice value)
{
    if (value.length == 0)
        return;
    text_add_string(text, indent);
    add_tag(text, "<", name, ">");
    add_escaped(text, value);
    add_tag(text, "</", name, ">\n");
}

static bool is_blank(char c)
{
    return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

static size_t characters_in(struct slice text)
{
    size_t count = 0;

    for (size_t i = 0; i < text.length; i++)
        count += ((unsigned char)text.bytes[i] & 0xc0) != 0x80;
    return count;
}

/* The start of the text, at most `most` characters, up to the end of a word unless a word is longer than half of that. */
static struct slice cut(struct slice text, size_t most)
{
    size_t count = 0;
    size_t end = 0;
    size_t word;

    while (end < text.length && (count < most || ((unsigned char)text.bytes[end] & 0xc0) == 0x80)) {
        count += ((unsigned char)text.bytes[end] & 0xc0) != 0x80;
        end++;
    }
    if (end == text.length)
        return text;
    for (word = end; word > end / 2 && !is_blank(text.bytes[word]); word--)
        ;
    text.length = word > end / 2 ? word : end;
    while (text.length && is_blank(text.bytes[text.length - 1]))
        text.length--;
    return text;
}

void google_feed_begin(struct text *text, const struct google_options *options)
{
    text_add_string(text, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
                          "<rss version=\"2.0\" xmlns:g=\"http://base.google.com/ns/1.0\">\n"
                          "<channel>\n");
    add_element(text, "  ", "title", options->title);
    add_element(text, "  ", "link", options->link);
    add_element(text, "  ", "description", options->description.length ? options->description : options->title);
}

void google_feed_end(struct text *text)
{
    text_add_string(text, "</channel>\n</rss>\n");
}

static bool needed(const json_t *product, const char *name, struct slice *value, struct fault *fault)
{
    if (!field_string(product, name, value, fault))
        return false;
    return value->length > 0 || field_missing(name, fault);
}

/* The address with everything percent-encoded that an address may not hold as it is. */
static bool address(const json_t *product, const char *name, struct text *encoded, struct fault *fault)
{
    struct slice value;

    if (!needed(product, name, &value, fault))
        return false;
    if (!slice_starts(value, "http://") && !slice_starts(value, "https://"))
        return fault_set(fault, FAULT_REFUSED, "bad_address", name, "is no address that begins with http:// or https://");
    for (size_t i = 0; i < value.length; i++) {
        unsigned char c = (unsigned char)value.bytes[i];

        if (c <= ' ' || c >= 0x7f || memchr("\"<>\\^`{|}", c, 9)) {
            text_add_byte(encoded, '%');
            text_add_byte(encoded, "0123456789ABCDEF"[c >> 4]);
            text_add_byte(encoded, "0123456789ABCDEF"[c & 15]);
        } else {
            text_add_byte(encoded, value.bytes[i]);
        }
    }
    return encoded->length <= ADDRESS_LIMIT ||
           fault_set(fault, FAULT_REFUSED, "bad_address", name, "is longer than %d characters", ADDRESS_LIMIT);
}

/* What is available of one level of stock: an integer, or an object with one. */
static int64_t available_at(const json_t *level)
{
    return json_integer_value(json_is_object(level) ? json_object_get(level, "available") : level);
}

/* False: nobody says. */
static bool units_available(const json_t *product, const int64_t *known, int64_t *available)
{
    const json_t *units = json_object_get(product, "available");
    json_t *stock = json_object_get(product, "stock");
    const char *location;
    json_t *level;
    size_t i;

    *available = known ? *known : json_integer_value(units);
    if (known || json_is_integer(units))
        return true;
    json_array_foreach(stock, i, level) *available += available_at(level);
    json_object_foreach(stock, location, level) *available += available_at(level);
    return json_is_array(stock) || json_is_object(stock);
}

static bool add_availability(struct text *text, const json_t *product, const int64_t *known, const struct google_options *options,
                             struct fault *fault)
{
    int64_t available;
    bool backorder = false;
    bool said;

    if (!field_bool(product, "backorder", &backorder, &said, fault))
        return false;
    if (!units_available(product, known, &available) || available > 0) {
        add_element(text, "    ", "g:availability", SLICE("in_stock"));
    } else if (said && backorder && options->backorder_date.length) {
        add_element(text, "    ", "g:availability", SLICE("backorder"));
        add_element(text, "    ", "g:availability_date", options->backorder_date);
    } else {
        add_element(text, "    ", "g:availability", SLICE("out_of_stock"));
    }
    return true;
}

static bool add_price(struct text *text, const json_t *product, const struct google_options *options, struct fault *fault)
{
    struct slice written;
    price unit;
    amount rounded;

    if (!needed(product, "price", &written, fault) || !price_read(written, "price", &unit, fault))
        return false;
    if (!price_times(unit, 1, &options->currency, &rounded) || rounded <= 0)
        return fault_set(fault, FAULT_REFUSED, "out_of_range", "price", "\"%.*s\" is no price that Google takes",
                         SLICE_ARGS(written));
    text_add_string(text, "    <g:price>");
    amount_write(text, rounded, &options->currency);
    add_tag(text, " ", options->currency.code, "</g:price>\n");
    return true;
}

static bool add_identifiers(struct text *text, const json_t *product, struct fault *fault)
{
    struct slice brand;
    struct slice gtin;
    struct slice mpn;

    if (!field_string(product, "brand", &brand, fault) || !field_string(product, "gtin", &gtin, fault) ||
        !field_string(product, "mpn", &mpn, fault))
        return false;
    if (gtin.length && !gtin_is_right(gtin))
        return fault_set(fault, FAULT_REFUSED, "not_a_gtin", "gtin", "\"%.*s\" is no GTIN with a right check digit",
                         SLICE_ARGS(gtin));
    if (gtin.length && !gtin_is_public(gtin))
        gtin.length = 0;
    if (characters_in(mpn) > NAME_LIMIT)
        mpn.length = 0;
    add_element(text, "    ", "g:brand", cut(brand, NAME_LIMIT));
    add_element(text, "    ", "g:gtin", gtin);
    add_element(text, "    ", "g:mpn", mpn);
    if (gtin.length == 0 && (brand.length == 0 || mpn.length == 0))
        add_element(text, "    ", "g:identifier_exists", SLICE("no"));
    return true;
}

static bool add_attributes(struct text *text, const json_t *product, struct fault *fault)
{
    static const struct {
        const char *attribute, *element;
    } known[] = {
        {"color", "g:color"},     {"colour", "g:color"},  {"size", "g:size"},           {"material", "g:material"},
        {"pattern", "g:pattern"}, {"gender", "g:gender"}, {"age_group", "g:age_group"}, {"item_group_id", "g:item_group_id"}};
    struct text digits = TEXT_INIT;
    const json_t *attributes;
    bool coloured = false;

    if (!field_object(product, "attributes", &attributes, fault))
        return false;
    for (size_t i = 0; i < sizeof known / sizeof *known; i++) {
        const json_t *value = json_object_get(attributes, known[i].attribute);
        struct slice shown = {json_string_value(value), json_string_length(value)};

        if (json_is_integer(value)) {
            text_clear(&digits);
            text_add_integer(&digits, json_integer_value(value));
            shown = text_slice(&digits);
        }
        if (shown.length == 0 || (i == 1 && coloured))
            continue;
        coloured |= i == 0;
        add_element(text, "    ", known[i].element, cut(shown, 100));
    }
    text_release(&digits);
    return true;
}

static bool add_weight(struct text *text, const json_t *product, struct fault *fault)
{
    int64_t grams;
    bool said;

    if (!field_integer(product, "weight_g", 0, INT64_MAX, &grams, &said, fault))
        return false;
    if (said && grams > 0)
        text_printf(text, "    <g:shipping_weight>%lld g</g:shipping_weight>\n", (long long)grams);
    return true;
}

static bool add_item(struct text *text, const json_t *product, const int64_t *available, const struct google_options *options,
                     struct text *encoded, struct fault *fault)
{
    struct slice sku;
    struct slice name;
    struct slice description;
    struct slice condition;
    struct slice category;
    struct slice google_category;
    struct slice status;

    if (!field_string(product, "status", &status, fault) || !needed(product, "sku", &sku, fault) ||
        !needed(product, "name", &name, fault) || !field_string(product, "description", &description, fault) ||
        !field_string(product, "condition", &condition, fault) || !field_string(product, "category", &category, fault) ||
        !field_string(product, "google_category", &google_category, fault))
        return false;
    if (status.length && !slice_is(status, "active"))
        return fault_set(fault, FAULT_REFUSED, "not_active", "status", "the product is %.*s", SLICE_ARGS(status));
    if (characters_in(sku) > ID_LIMIT)
        return fault_set(fault, FAULT_REFUSED, "id_too_long", "sku", "is longer than %d characters", ID_LIMIT);
    text_add_string(text, "  <item>\n");
    add_element(text, "    ", "g:id", sku);
    add_element(text, "    ", "title", cut(name, TITLE_LIMIT));
    add_element(text, "    ", "description", description.length ? cut(description, DESCRIPTION_LIMIT) : cut(name, TITLE_LIMIT));
    text_clear(encoded);
    if (!address(product, "link", encoded, fault))
        return false;
    add_element(text, "    ", "link", text_slice(encoded));
    text_clear(encoded);
    if (!address(product, "image", encoded, fault))
        return false;
    add_element(text, "    ", "g:image_link", text_slice(encoded));
    if (!add_availability(text, product, available, options, fault) || !add_price(text, product, options, fault))
        return false;
    add_element(text, "    ", "g:condition", condition.length ? condition : SLICE("new"));
    if (!add_identifiers(text, product, fault))
        return false;
    add_element(text, "    ", "g:product_type", cut(category, PRODUCT_TYPE_LIMIT));
    add_element(text, "    ", "g:google_product_category", google_category);
    if (!add_attributes(text, product, fault) || !add_weight(text, product, fault))
        return false;
    text_add_string(text, "  </item>\n");
    return true;
}

bool google_feed_item(struct text *text, const json_t *product, const int64_t *available, const struct google_options *options,
                      struct fault *fault)
{
    struct text encoded = TEXT_INIT;
    size_t before = text->length;
    bool added = add_item(text, product, available, options, &encoded, fault);

    if (!added)
        text->length = before;
    text_release(&encoded);
    return added;
}
