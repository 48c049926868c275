/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "shop/lint_sheet.h"

#include "base/folding.h"
#include "base/memory.h"
#include "shop/article.h"
#include "shop/availability.h"
#include "shop/family.h"
#include "shop/members.h"
#include "shop/product.h"
#include "shop/stock.h"
#include "json/scan.h"

#include <stdlib.h>

const struct slice sheet_member_names[SHEET_FIRST_FREE] = {
    [SHEET_SKU] = SLICE_CONSTANT("sku"),
    [SHEET_PARENT] = SLICE_CONSTANT("parent"),
    [SHEET_KIND] = SLICE_CONSTANT("kind"),
    [SHEET_STATUS] = SLICE_CONSTANT("status"),
    [SHEET_PRICE] = SLICE_CONSTANT("price"),
    [SHEET_SALE] = SLICE_CONSTANT("sale"),
    [SHEET_IMAGE] = SLICE_CONSTANT("image"),
    [SHEET_MEDIA] = SLICE_CONSTANT("media"),
    [SHEET_TEXTS] = SLICE_CONSTANT("texts"),
    [SHEET_OPTIONS] = SLICE_CONSTANT("options"),
    [SHEET_ATTRIBUTES] = SLICE_CONSTANT("attributes"),
    [SHEET_AVAILABLE] = SLICE_CONSTANT("available"),
};

static unsigned place_of(struct slice name)
{
    return (unsigned)(slice_hash(name) % 256);
}

void lint_sheet_init(struct lint_sheet *sheet, const struct lint *lint)
{
    const struct lint_rules *rules = lint->rules;
    enum article_member member;

    *sheet = (struct lint_sheet){
        .rules = rules, .market = lint->market, .store = lint->store, .settings = lint->settings, .offers = lint->offers};
    for (size_t i = 0; i < rules->member_count; i++) {
        unsigned place = place_of(rules->members[i]);

        while (sheet->places[place])
            place = (place + 1) % 256;
        sheet->places[place] = (uint8_t)(i + 1);
        sheet->inherited[i] = article_member_find(rules->members[i], &member) && article_inherits(member);
    }
}

void lint_sheet_release(struct lint_sheet *sheet)
{
    text_release(&sheet->parent_sku);
    text_release(&sheet->maker_id);
    text_release(&sheet->id);
    text_release(&sheet->offer);
    free(sheet->pictures);
    arena_release(&sheet->arena);
}

/* The member's number, or LINT_MEMBERS: no rule names it. */
static size_t number_of(const struct lint_sheet *sheet, struct slice name)
{
    for (unsigned place = place_of(name); sheet->places[place]; place = (place + 1) % 256) {
        size_t number = sheet->places[place] - 1u;

        if (slice_equal(sheet->rules->members[number], name))
            return number;
    }
    return LINT_MEMBERS;
}

static bool is_empty(struct slice json)
{
    return json.length == 2   ? memcmp(json.bytes, "\"\"", 2) == 0 || json.bytes[1] == ']' || json.bytes[1] == '}'
           : json.length == 4 ? json.bytes[0] == 'n'
                              : false;
}

/* The record's value by its id; the last of its kind is kept. bytes NULL: there is none. */
static bool look_up(struct lint_sheet *sheet, const char *kind, struct slice id, struct text *kept, struct slice *record,
                    struct fault *fault)
{
    if (slice_equal(text_slice(kept), id))
        return true;
    text_clear(&sheet->id);
    text_add_string(&sheet->id, kind);
    text_add_slice(&sheet->id, id);
    text_clear(kept);
    *record = (struct slice){NULL, 0};
    if (id.length > SKU_LIMIT || !store_get(sheet->store, text_slice(&sheet->id), record, fault))
        return id.length > SKU_LIMIT;
    text_add_slice(kept, id);
    return true;
}

/* A price of its own is not reduced by what reduces its parent's. */
static void inherit(struct lint_sheet *sheet)
{
    const bool own_price = sheet->own[SHEET_PRICE].bytes != NULL;
    struct scan scan;
    struct slice name;
    struct slice value;

    if (!scan_object(&scan, sheet->parent))
        return;
    while (scan_member(&scan, &name, &value)) {
        size_t number = number_of(sheet, name);

        if (number == LINT_MEMBERS)
            continue;
        if (number == SHEET_TEXTS)
            sheet->parent_texts = value;
        else if (number == SHEET_ATTRIBUTES)
            sheet->parent_attributes = value;
        else if (number == SHEET_IMAGE)
            sheet->parent_image = value;
        else if (!sheet->own[number].bytes && sheet->inherited[number] && !(number == SHEET_SALE && own_price))
            sheet->own[number] = value;
    }
}

bool lint_sheet_read(struct lint_sheet *sheet, struct slice record, struct fault *fault)
{
    const struct slice none = {NULL, 0};
    struct scan scan;
    struct slice name;
    struct slice value;

    arena_clear(&sheet->arena);
    sheet->pictured = sheet->offered = false;
    memset(sheet->own, 0, sheet->rules->member_count * sizeof *sheet->own);
    sheet->parent = sheet->parent_texts = sheet->parent_attributes = sheet->parent_image = none;
    if (scan_object(&scan, record))
        while (scan_member(&scan, &name, &value)) {
            size_t number = number_of(sheet, name);

            if (number < LINT_MEMBERS && !is_empty(value))
                sheet->own[number] = value;
        }
    if (!sheet->own[SHEET_PARENT].bytes)
        return true;
    if (!look_up(sheet, "product/", text_of(sheet->own[SHEET_PARENT], &sheet->arena), &sheet->parent_sku, &sheet->parent_record,
                 fault))
        return false;
    sheet->parent = sheet->parent_record;
    inherit(sheet);
    return true;
}

void lint_values_release(struct lint_values *values)
{
    free(values->items);
    *values = (struct lint_values){0};
}

static void add(struct lint_sheet *sheet, struct lint_values *values, struct slice json, size_t element)
{
    struct lint_value value = {json, {NULL, 0}, element};

    if (json.bytes && json.bytes[0] == '"')
        value.text = text_of(json, &sheet->arena);
    else if (json.bytes && json.bytes[0] != '{' && json.bytes[0] != '[')
        value.text = json;
    if (values->count == values->room)
        values->items = memory_grow(values->items, &values->room, values->count + 1, sizeof value);
    values->items[values->count++] = value;
}

/* What is no JSON: it stays as it is. */
static void add_text(struct lint_sheet *sheet, struct lint_values *values, struct slice text)
{
    struct slice copy = arena_copy(&sheet->arena, text);

    if (values->count == values->room)
        values->items = memory_grow(values->items, &values->room, values->count + 1, sizeof *values->items);
    values->items[values->count++] = (struct lint_value){.json = copy, .text = copy};
}

/* Follows the steps. Within a list what is missing is told as well. */
static void walk(struct lint_sheet *sheet, struct slice json, const struct slice *steps, size_t count, size_t element,
                 struct lint_values *values)
{
    struct scan scan;
    struct slice within;
    size_t number = 0;

    if (json.bytes && is_empty(json))
        json = (struct slice){NULL, 0};
    if (!json.bytes) {
        if (element)
            add(sheet, values, json, element);
    } else if (scan_array(&scan, json)) {
        values->listed = true;
        while (scan_element(&scan, &within)) {
            number++;
            walk(sheet, within, steps, count, element ? element : number, values);
        }
    } else if (count) {
        walk(sheet, scan_find(json, steps->bytes), steps + 1, count - 1, element, values);
    } else {
        add(sheet, values, json, element);
    }
}

static bool is_shops_language(const struct lint_sheet *sheet, struct slice language)
{
    return !language.bytes || slice_equal(language, sheet->settings->text[SHOP_LANGUAGE]);
}

/* "fr" of "fr-BE". */
static struct slice without_region(struct slice language)
{
    const char *hyphen = memchr(language.bytes, '-', language.length);

    return hyphen ? (struct slice){language.bytes, (size_t)(hyphen - language.bytes)} : language;
}

static struct slice find_text(const struct lint_sheet *sheet, struct slice language, struct slice name)
{
    const struct slice texts[] = {sheet->own[SHEET_TEXTS], sheet->parent_texts};
    struct slice found = {NULL, 0};

    for (size_t i = 0; i < 2 && !found.bytes; i++) {
        struct scan scan;
        struct slice tag;
        struct slice value;

        if (scan_object(&scan, texts[i]))
            while (!found.bytes && scan_member(&scan, &tag, &value))
                if (slice_equal(tag, language))
                    found = scan_find(value, name.bytes);
        if (found.bytes && is_empty(found))
            found.bytes = NULL;
    }
    return found;
}

static struct slice member_in(const struct lint_sheet *sheet, size_t member, struct slice language)
{
    struct slice name = sheet->rules->members[member];
    struct slice plain = sheet->own[member];
    struct slice found = {NULL, 0};

    if (member == SHEET_KIND && !plain.bytes)
        return SLICE("\"physical\"");
    if (member == SHEET_STATUS && !plain.bytes)
        return SLICE("\"active\"");
    if (is_shops_language(sheet, language))
        return plain;
    found = find_text(sheet, language, name);
    language = without_region(language);
    if (!found.bytes)
        found = find_text(sheet, language, name);
    if (!found.bytes && slice_equal(language, without_region(sheet->settings->text[SHOP_LANGUAGE])))
        found = plain;
    return found;
}

static void attribute_values(struct lint_sheet *sheet, struct slice wanted, struct lint_values *values)
{
    const struct slice places[] = {sheet->own[SHEET_OPTIONS], sheet->own[SHEET_ATTRIBUTES], sheet->parent_attributes};

    for (size_t i = 0; i < sizeof places / sizeof *places; i++) {
        struct scan scan;
        struct slice name;
        struct slice value;

        if (!scan_object(&scan, places[i]))
            continue;
        while (scan_member(&scan, &name, &value))
            if (!is_empty(value) && folded_equal(name, wanted)) {
                add(sheet, values, value, 0);
                return;
            }
    }
}

static bool is_picture(struct slice entry)
{
    struct slice role = scan_text(scan_find(entry, "role"));

    return !role.bytes || slice_is(role, "picture") || slice_is(role, "lifestyle") || slice_is(role, "swatch") ||
           slice_is(role, "size_chart");
}

static void add_picture(struct lint_sheet *sheet, struct slice json, size_t element)
{
    if (sheet->picture_count == sheet->picture_room)
        sheet->pictures = memory_grow(sheet->pictures, &sheet->picture_room, sheet->picture_count + 1, sizeof *sheet->pictures);
    sheet->pictures[sheet->picture_count++] = (struct lint_picture){json, element};
}

/* The main picture's place is kept free until it is known whether the media tell more of it. */
static void find_pictures(struct lint_sheet *sheet)
{
    struct slice image = sheet->own[SHEET_IMAGE].bytes ? sheet->own[SHEET_IMAGE] : sheet->parent_image;
    struct slice entry;
    struct scan scan;
    size_t number = 0;

    sheet->pictured = true;
    sheet->picture_count = 0;
    if (image.bytes)
        add_picture(sheet, image, 0);
    if (!scan_array(&scan, sheet->own[SHEET_MEDIA]))
        return;
    while (scan_element(&scan, &entry)) {
        number++;
        if (image.bytes && slice_equal(scan_find(entry, "url"), image))
            sheet->pictures[0] = (struct lint_picture){entry, number};
        else if (is_picture(entry))
            add_picture(sheet, entry, number);
    }
}

static void picture_values(struct lint_sheet *sheet, const struct lint_path *path, struct lint_values *values)
{
    const struct slice none = {NULL, 0};

    values->listed = true;
    if (!sheet->pictured)
        find_pictures(sheet);
    for (size_t i = 0; i < sheet->picture_count; i++) {
        const struct lint_picture *picture = &sheet->pictures[i];

        if (picture->element && path->step_count)
            walk(sheet, picture->json, path->steps, path->step_count, picture->element, values);
        else if (picture->element || !path->step_count || slice_is(path->steps[0], "url"))
            add(sheet, values, picture->json, picture->element);
        else
            add(sheet, values, none, 0);
    }
}

static bool variant_values(struct lint_sheet *sheet, struct lint_values *values, struct fault *fault)
{
    struct variant_walk variants;
    bool found = true;
    bool done;

    values->listed = true;
    done = variant_walk_begin(&variants, sheet->store, text_of(sheet->own[SHEET_SKU], &sheet->arena), fault);
    while (done && found) {
        done = variant_walk_next(&variants, &found, fault);
        if (done && found)
            add_text(sheet, values, variants.sku);
    }
    variant_walk_end(&variants);
    return done;
}

static bool maker_values(struct lint_sheet *sheet, const struct lint_path *path, struct lint_values *values, struct fault *fault)
{
    struct slice id = sheet->own[path->member];
    bool again;

    if (!id.bytes)
        return true;
    id = text_of(id, &sheet->arena);
    again = slice_equal(text_slice(&sheet->maker_id), id);
    if (!look_up(sheet, "maker/", id, &sheet->maker_id, &sheet->maker_record, fault))
        return false;
    if (!again)
        maker_members(sheet->maker_record, sheet->maker);
    if (sheet->maker[path->field].bytes)
        add(sheet, values, sheet->maker[path->field], 0);
    return true;
}

/* A product that the store has not, or that has no price, is not offered. */
static bool find_offer(struct lint_sheet *sheet, struct fault *fault)
{
    const struct price_question question = {
        .sku = text_of(sheet->own[SHEET_SKU], &sheet->arena),
        .market = {.channel = sheet->market->channel,
                   .country = sheet->market->country_count ? sheet->market->countries[0] : (struct slice){NULL, 0}},
        .currency = sheet->settings->currency,
        .prices_include_tax = sheet->settings->prices_include_tax,
        .quantity = 1,
        .at = sheet->market->now};
    struct fault refusal = FAULT_INIT;
    struct offer offer;

    sheet->offered = true;
    text_clear(&sheet->offer);
    if (!sheet->offers)
        return true;
    if (offer_find(&offer, sheet->offers, sheet->store, sheet->settings, &question, NULL, &sheet->arena, &refusal)) {
        offer_write(&offer, &question, NULL, &sheet->offer);
        return true;
    }
    if (refusal.kind == FAULT_REFUSED)
        return true;
    *fault = refusal;
    return false;
}

static bool offer_values(struct lint_sheet *sheet, const struct lint_path *path, struct lint_values *values, struct fault *fault)
{
    if (!sheet->offered && !find_offer(sheet, fault))
        return false;
    walk(sheet, text_slice(&sheet->offer), path->steps, path->step_count, 0, values);
    return true;
}

/* Of a bundle, a product with variants and what need not be counted, whose own levels do not tell. */
static bool available_of_others(struct lint_sheet *sheet, struct slice sku, bool *is_other, struct availability *found,
                                struct fault *fault)
{
    const uint8_t others = PRODUCT_IS_BUNDLE | PRODUCT_HAS_VARIANTS | PRODUCT_IS_UNCOUNTED;
    struct product_facts facts;
    struct fault unknown = FAULT_INIT;
    struct slice record;

    *is_other = false;
    if (!product_find(sheet->store, sku, &record, &facts, &unknown)) {
        *fault = unknown;
        return unknown.kind == FAULT_REFUSED;
    }
    *is_other = facts.traits & others;
    return !*is_other || product_availability(sheet->store, sku, record, &facts, &sheet->arena, found, fault);
}

static void add_available(struct lint_sheet *sheet, struct lint_values *values, int64_t units)
{
    text_clear(&sheet->id);
    text_add_integer(&sheet->id, units);
    add(sheet, values, arena_copy(&sheet->arena, text_slice(&sheet->id)), 0);
}

/* What the record says, else what there is, else the sum of the levels that there are. */
static bool available(struct lint_sheet *sheet, struct lint_values *values, struct fault *fault)
{
    struct slice sku = text_of(sheet->own[SHEET_SKU], &sheet->arena);
    struct stock_level sum = {0};
    struct availability found = {0};
    bool counted = false;
    bool is_other;

    if (sheet->own[SHEET_AVAILABLE].bytes) {
        add(sheet, values, sheet->own[SHEET_AVAILABLE], 0);
        return true;
    }
    if (!available_of_others(sheet, sku, &is_other, &found, fault))
        return false;
    if (is_other) {
        if (found.counted)
            add_available(sheet, values, found.units);
        return true;
    }
    if (!stock_is_counted(sheet->store, sku, &counted, fault) || (counted && !stock_everywhere(sheet->store, sku, &sum, fault)))
        return false;
    if (counted)
        add_available(sheet, values, stock_available(&sum));
    return true;
}

bool lint_sheet_values(struct lint_sheet *sheet, const struct lint_path *path, struct slice language, struct lint_values *values,
                       struct fault *fault)
{
    values->count = 0;
    values->listed = false;
    switch (path->root) {
    case LINT_MEMBER:
        walk(sheet, member_in(sheet, path->member, path->step_count ? (struct slice){NULL, 0} : language), path->steps,
             path->step_count, 0, values);
        return true;
    case LINT_ATTRIBUTE:
        attribute_values(sheet, path->steps[0], values);
        return true;
    case LINT_PICTURES:
        picture_values(sheet, path, values);
        return true;
    case LINT_MAKER:
        return maker_values(sheet, path, values, fault);
    case LINT_PARENT:
        walk(sheet, sheet->parent, path->steps, path->step_count, 0, values);
        return true;
    case LINT_VARIANTS:
        return variant_values(sheet, values, fault);
    case LINT_OFFER:
        return offer_values(sheet, path, values, fault);
    case LINT_AVAILABLE:
        return available(sheet, values, fault);
    case LINT_SETTING:
        if (sheet->settings->text[path->member].length)
            add_text(sheet, values, sheet->settings->text[path->member]);
        return true;
    }
    return true;
}

void lint_sheet_where(const struct lint_sheet *sheet, const struct lint_path *path, struct slice language,
                      const struct lint_value *value, struct text *where)
{
    text_clear(where);
    if (path->root == LINT_PICTURES && (!value || !value->element)) {
        text_add_string(where, "image");
        return;
    }
    if (path->root == LINT_MEMBER && !path->step_count && !is_shops_language(sheet, language))
        text_printf(where, "texts.%.*s.", SLICE_ARGS(language));
    if (path->root == LINT_PICTURES || (value && value->element)) {
        struct slice list = path->root == LINT_PICTURES ? SLICE("media") : sheet->rules->members[path->member];

        text_printf(where, "%.*s[%zu]", SLICE_ARGS(list), value->element);
        for (size_t i = 0; i < path->step_count; i++)
            text_printf(where, ".%.*s", SLICE_ARGS(path->steps[i]));
        return;
    }
    text_add_slice(where, path->written);
}
