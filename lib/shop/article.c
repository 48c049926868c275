/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "shop/article.h"

#include "shop/life.h"
#include "shop/product.h"
#include "json/parse.h"
#include "json/read.h"

#include <strings.h>

/* In the order in which records are written, which is how they mostly come. */
static const struct member_row {
    struct slice name;
    json_type type;
    bool own; /* not inherited */
} rows[ARTICLE_MEMBERS] = {
    [ARTICLE_SKU] = {SLICE_CONSTANT("sku"), JSON_STRING, true},
    [ARTICLE_PARENT] = {SLICE_CONSTANT("parent"), JSON_STRING, true},
    [ARTICLE_KIND] = {SLICE_CONSTANT("kind"), JSON_STRING, false},
    [ARTICLE_NAME] = {SLICE_CONSTANT("name"), JSON_STRING, false},
    [ARTICLE_DESCRIPTION] = {SLICE_CONSTANT("description"), JSON_STRING, false},
    [ARTICLE_SHORT_DESCRIPTION] = {SLICE_CONSTANT("short_description"), JSON_STRING, false},
    [ARTICLE_MATERIALS] = {SLICE_CONSTANT("materials"), JSON_STRING, false},
    [ARTICLE_USAGE] = {SLICE_CONSTANT("usage"), JSON_STRING, false},
    [ARTICLE_SPECIFICATIONS] = {SLICE_CONSTANT("specifications"), JSON_STRING, false},
    [ARTICLE_WARNINGS] = {SLICE_CONSTANT("warnings"), JSON_STRING, false},
    [ARTICLE_META_TITLE] = {SLICE_CONSTANT("meta_title"), JSON_STRING, false},
    [ARTICLE_META_DESCRIPTION] = {SLICE_CONSTANT("meta_description"), JSON_STRING, false},
    [ARTICLE_SLUG] = {SLICE_CONSTANT("slug"), JSON_STRING, false},
    [ARTICLE_BRAND] = {SLICE_CONSTANT("brand"), JSON_STRING, false},
    [ARTICLE_CATEGORY] = {SLICE_CONSTANT("category"), JSON_STRING, false},
    [ARTICLE_CATEGORIES] = {SLICE_CONSTANT("categories"), JSON_ARRAY, false},
    [ARTICLE_TAGS] = {SLICE_CONSTANT("tags"), JSON_ARRAY, false},
    [ARTICLE_PRICE] = {SLICE_CONSTANT("price"), JSON_STRING, false},
    [ARTICLE_SALE] = {SLICE_CONSTANT("sale"), JSON_OBJECT, false},
    [ARTICLE_VAT_RATE] = {SLICE_CONSTANT("vat_rate"), JSON_STRING, false},
    [ARTICLE_TAX_CLASS] = {SLICE_CONSTANT("tax_class"), JSON_STRING, false},
    [ARTICLE_COST] = {SLICE_CONSTANT("cost"), JSON_STRING, false},
    [ARTICLE_UNIT] = {SLICE_CONSTANT("unit"), JSON_STRING, false},
    [ARTICLE_GTIN] = {SLICE_CONSTANT("gtin"), JSON_STRING, true},
    [ARTICLE_MPN] = {SLICE_CONSTANT("mpn"), JSON_STRING, true},
    [ARTICLE_WEIGHT_G] = {SLICE_CONSTANT("weight_g"), JSON_INTEGER, false},
    [ARTICLE_LENGTH_MM] = {SLICE_CONSTANT("length_mm"), JSON_INTEGER, false},
    [ARTICLE_WIDTH_MM] = {SLICE_CONSTANT("width_mm"), JSON_INTEGER, false},
    [ARTICLE_HEIGHT_MM] = {SLICE_CONSTANT("height_mm"), JSON_INTEGER, false},
    [ARTICLE_IMAGE] = {SLICE_CONSTANT("image"), JSON_STRING, true},
    [ARTICLE_MEDIA] = {SLICE_CONSTANT("media"), JSON_ARRAY, false},
    [ARTICLE_LINK] = {SLICE_CONSTANT("link"), JSON_STRING, false},
    [ARTICLE_CONDITION] = {SLICE_CONSTANT("condition"), JSON_STRING, false},
    [ARTICLE_LOW_STOCK] = {SLICE_CONSTANT("low_stock"), JSON_INTEGER, false},
    [ARTICLE_BACKORDER] = {SLICE_CONSTANT("backorder"), JSON_TRUE, false},
    [ARTICLE_SOLD_INDIVIDUALLY] = {SLICE_CONSTANT("sold_individually"), JSON_TRUE, false},
    [ARTICLE_STATUS] = {SLICE_CONSTANT("status"), JSON_STRING, false},
    [ARTICLE_LAUNCH_ON] = {SLICE_CONSTANT("launch_on"), JSON_STRING, false},
    [ARTICLE_RETIRE_ON] = {SLICE_CONSTANT("retire_on"), JSON_STRING, false},
    [ARTICLE_SEASON] = {SLICE_CONSTANT("season"), JSON_OBJECT, false},
    [ARTICLE_GOOGLE_CATEGORY] = {SLICE_CONSTANT("google_category"), JSON_STRING, false},
    [ARTICLE_SHIPPING_CLASS] = {SLICE_CONSTANT("shipping_class"), JSON_STRING, false},
    [ARTICLE_TRANSPORT] = {SLICE_CONSTANT("transport"), JSON_ARRAY, false},
    [ARTICLE_SLOTS] = {SLICE_CONSTANT("slots"), JSON_OBJECT, true},
    [ARTICLE_AXES] = {SLICE_CONSTANT("axes"), JSON_ARRAY, true},
    [ARTICLE_OPTIONS] = {SLICE_CONSTANT("options"), JSON_OBJECT, true},
    [ARTICLE_COMPONENTS] = {SLICE_CONSTANT("components"), JSON_ARRAY, true},
    [ARTICLE_TEXTS] = {SLICE_CONSTANT("texts"), JSON_OBJECT, true},
    [ARTICLE_MANUFACTURER] = {SLICE_CONSTANT("manufacturer"), JSON_STRING, false},
    [ARTICLE_RESPONSIBLE_PERSON] = {SLICE_CONSTANT("responsible_person"), JSON_STRING, false},
    [ARTICLE_SUPPLIER] = {SLICE_CONSTANT("supplier"), JSON_STRING, false},
    [ARTICLE_SUPPLIER_SKU] = {SLICE_CONSTANT("supplier_sku"), JSON_STRING, false},
    [ARTICLE_LEAD_DAYS] = {SLICE_CONSTANT("lead_days"), JSON_INTEGER, false},
    [ARTICLE_IDS] = {SLICE_CONSTANT("ids"), JSON_OBJECT, true},
    [ARTICLE_ATTRIBUTES] = {SLICE_CONSTANT("attributes"), JSON_OBJECT, true},
    [ARTICLE_COLUMNS] = {SLICE_CONSTANT("columns"), JSON_OBJECT, true},
    [ARTICLE_SUPPLIED] = {SLICE_CONSTANT("supplied"), JSON_OBJECT, true},
    [ARTICLE_AVAILABLE] = {SLICE_CONSTANT("available"), JSON_INTEGER, true},
};

const char *article_member_name(enum article_member member)
{
    return rows[member].name.bytes;
}

bool article_inherits(enum article_member member)
{
    return !rows[member].own;
}

static bool find_between(struct slice name, size_t from, size_t until, size_t *member)
{
    for (size_t at = from; at < until; at++)
        if (slice_equal(name, rows[at].name)) {
            *member = at;
            return true;
        }
    return false;
}

/* Starts looking at `*member`, where members that come in order are found soon. */
static bool find_from(struct slice name, size_t *member)
{
    return find_between(name, *member, ARTICLE_MEMBERS, member) || find_between(name, 0, *member, member);
}

bool article_member_find(struct slice name, enum article_member *member)
{
    size_t found = 0;

    if (!find_from(name, &found))
        return false;
    *member = (enum article_member)found;
    return true;
}

static bool type_fits(const json_t *value, json_type wanted)
{
    return json_typeof(value) == wanted || (wanted == JSON_TRUE && json_is_false(value));
}

static bool wrong_type(const json_t *value, const struct member_row *row, struct fault *fault)
{
    const char *wanted = row->type == JSON_STRING    ? "a string"
                         : row->type == JSON_INTEGER ? "a whole number"
                         : row->type == JSON_TRUE    ? "true or false"
                         : row->type == JSON_ARRAY   ? "an array"
                                                     : "an object";

    if (row->type == JSON_STRING && json_is_number(value))
        wanted = "a string, not a number: write it in quotes";
    return fault_set(fault, FAULT_REFUSED, "wrong_type", row->name.bytes, "must be %s", wanted);
}

/* The members of one record where there is none yet; of a parent only what is inherited. */
static bool take_members(struct article *article, const json_t *record, bool inherited, struct fault *fault)
{
    size_t at = 0;
    const char *name;
    json_t *value;

    json_object_foreach((json_t *)(uintptr_t)record, name, value)
    {
        if (json_is_null(value) || !find_from(slice_of(name), &at))
            continue;
        if (!type_fits(value, rows[at].type))
            return wrong_type(value, &rows[at], fault);
        if (!article->member[at] && !(inherited && rows[at].own))
            article->member[at] = value;
        at = (at + 1) % ARTICLE_MEMBERS;
    }
    return true;
}

/* One of 64, by the first letter and the length, of either case. */
static uint64_t name_bit(const char *name)
{
    return UINT64_C(1) << (((unsigned char)name[0] | 0x20) * 7 + strlen(name)) % 64;
}

static void note_names(struct article *article, const json_t *object)
{
    const char *name;
    json_t *value;

    json_object_foreach((json_t *)(uintptr_t)object, name, value) article->attribute_bits |= name_bit(name);
}

static void note_own_names(struct article *article)
{
    note_names(article, article->member[ARTICLE_OPTIONS]);
    note_names(article, article->member[ARTICLE_ATTRIBUTES]);
}

bool article_of(struct article *article, const json_t *record, const json_t *parent, struct fault *fault)
{
    *article = (struct article){.record = record};
    if (!take_members(article, record, false, fault))
        return false;
    note_own_names(article);
    return !parent || article_inherit(article, parent, fault);
}

/* A record as its line is read. */
struct reading {
    struct article *article;
    size_t at; /* where its next member is looked for */
    bool has_type;
};

/* What is unknown may come twice, and what is null or of another type is not for here to judge. */
static bool take_member(void *context, struct slice name, const json_t *value)
{
    struct reading *reading = context;
    const json_t **member;

    if (slice_is(name, "type") && !reading->has_type) {
        reading->has_type = true;
        return true;
    }
    if (!find_from(name, &reading->at))
        return false;
    member = &reading->article->member[reading->at];
    if (*member || !type_fits(value, rows[reading->at].type))
        return false;
    *member = value;
    reading->at++;
    return true;
}

bool article_of_line(struct article *article, struct slice line, struct arena *arena)
{
    struct reading reading = {.article = article};

    *article = (struct article){.record = NULL};
    if (line.length > RECORD_LIMIT || !json_parse_members(line, RECORD_DEPTH, arena, take_member, &reading))
        return false;
    note_own_names(article);
    return true;
}

bool article_inherit(struct article *article, const json_t *parent, struct fault *fault)
{
    const json_t *own_price = article->member[ARTICLE_PRICE];
    const json_t *own_sale = article->member[ARTICLE_SALE];

    article->parent = parent;
    if (!take_members(article, parent, true, fault))
        return fault_within(fault, "parent.");
    if (own_price)
        article->member[ARTICLE_SALE] = own_sale;
    article->parent_texts = json_object_get(parent, "texts");
    article->parent_attributes = json_object_get(parent, "attributes");
    note_names(article, article->parent_attributes);
    article->parent_image = json_object_get(parent, "image");
    return true;
}

struct slice json_slice(const json_t *value)
{
    return json_is_string(value) ? (struct slice){json_string_value(value), json_string_length(value)} : (struct slice){NULL, 0};
}

struct slice article_text(const struct article *article, enum article_member member)
{
    return article->member[member] ? json_slice(article->member[member]) : (struct slice){NULL, 0};
}

int64_t article_whole(const struct article *article, enum article_member member)
{
    return article->member[member] ? json_integer_value(article->member[member]) : -1;
}

bool article_truth(const struct article *article, enum article_member member)
{
    return json_is_true(article->member[member]);
}

static struct slice text_of_language(const json_t *texts, struct slice language, enum article_member member)
{
    return json_slice(json_object_get(json_object_getn(texts, language.bytes, language.length), rows[member].name.bytes));
}

struct slice article_text_in(const struct article *article, enum article_member member, struct slice language)
{
    const char *region;
    struct slice text = {NULL, 0};

    if (!article->member[ARTICLE_TEXTS] && !article->parent_texts)
        return article_text(article, member);
    while (language.length) {
        text = text_of_language(article->member[ARTICLE_TEXTS], language, member);
        if (!text.length)
            text = text_of_language(article->parent_texts, language, member);
        region = text.length ? NULL : memrchr(language.bytes, '-', language.length);
        if (!region)
            break;
        language.length = (size_t)(region - language.bytes);
    }
    return text.length ? text : article_text(article, member);
}

static const json_t *member_alike(const json_t *object, const char *name)
{
    json_t *value = json_object_get(object, name);
    const char *other;

    if (value || !object)
        return value;
    json_object_foreach((json_t *)(uintptr_t)object, other, value) if (strcasecmp(other, name) == 0) return value;
    return NULL;
}

const json_t *article_attribute(const struct article *article, const char *name)
{
    const json_t *value = NULL;

    if (!article->attribute_bits || !(article->attribute_bits & name_bit(name)))
        return NULL;
    value = member_alike(article->member[ARTICLE_OPTIONS], name);
    if (!value)
        value = member_alike(article->member[ARTICLE_ATTRIBUTES], name);
    return value ? value : member_alike(article->parent_attributes, name);
}

struct slice article_attribute_text(const struct article *article, const char *name, struct text *room)
{
    const json_t *value = article_attribute(article, name);

    if (json_is_boolean(value))
        return json_is_true(value) ? SLICE("true") : SLICE("false");
    if (!json_is_integer(value))
        return json_slice(value);
    text_clear(room);
    text_add_integer(room, json_integer_value(value));
    return text_slice(room);
}

bool article_has_variants(const struct article *article)
{
    return json_array_size(article->member[ARTICLE_AXES]) > 0;
}

enum article_state article_state(const struct article *article, day today)
{
    static const enum article_state states[] = {
        [SALE_OPEN] = ARTICLE_OFFERED,    [SALE_NOT_ACTIVE] = ARTICLE_NOT_ACTIVE,       [SALE_NOT_YET] = ARTICLE_NOT_YET,
        [SALE_RETIRED] = ARTICLE_RETIRED, [SALE_OUT_OF_SEASON] = ARTICLE_OUT_OF_SEASON,
    };
    const json_t *season = article->member[ARTICLE_SEASON];
    const struct product_life life = {.status = article_text(article, ARTICLE_STATUS),
                                      .launch_on = article_text(article, ARTICLE_LAUNCH_ON),
                                      .retire_on = article_text(article, ARTICLE_RETIRE_ON),
                                      .season_from = json_slice(json_object_get(season, "from")),
                                      .season_until = json_slice(json_object_get(season, "until"))};

    return states[product_sale(&life, today)];
}

static bool moment_of(const json_t *sale, const char *name, bool *has, instant *moment, struct fault *fault)
{
    struct slice written = json_slice(json_object_get(sale, name));

    *has = written.length > 0;
    return !*has || moment_read(written, name, moment, fault) || fault_within(fault, "sale.");
}

bool article_price(const struct article *article, instant now, struct article_price *found, struct fault *fault)
{
    const json_t *sale = article->member[ARTICLE_SALE];
    struct slice reduced = json_slice(json_object_get(sale, "price"));

    *found = (struct article_price){.reduced = PRODUCT_UNSET};
    if (!article_text(article, ARTICLE_PRICE).length)
        return field_missing("price", fault);
    if (!price_read(article_text(article, ARTICLE_PRICE), "price", &found->regular, fault))
        return false;
    if (!reduced.length)
        return true;
    if (!price_read(reduced, "sale.price", &found->reduced, fault) ||
        !moment_of(sale, "from", &found->has_from, &found->from, fault) ||
        !moment_of(sale, "until", &found->has_until, &found->until, fault))
        return false;
    found->is_over = found->has_until && found->until <= now;
    found->in_force = (!found->has_from || found->from <= now) && !found->is_over && found->reduced < found->regular;
    if (found->reduced > found->regular)
        found->reduced = PRODUCT_UNSET;
    return true;
}
