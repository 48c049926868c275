/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "format/offer_import.h"

#include "base/date.h"
#include "base/memory.h"
#include "base/name.h"
#include "format/draft.h"
#include "format/gtin.h"
#include "format/html.h"
#include "format/offer_fields.h"
#include "format/xml_parts.h"

#include <ctype.h>
#include <stdlib.h>

enum { GROUPS = 4096, NAME_LIMIT = 400 };

struct offer_import {
    const char *dialect;
    uint64_t groups[GROUPS]; /* of which a parent came lately, by hash: one that comes again changes nothing */
    struct text room, made, other;
};

/* One item in the making. */
struct item {
    struct offer_import *import;
    const struct offer_values *values;
    struct draft draft;
};

void offer_values_add(struct offer_values *values, struct offer_value value)
{
    values->items = memory_grow(values->items, &values->room, values->count + 1, sizeof *values->items);
    values->items[values->count++] = value;
}

struct offer_import *offer_import_open(const char *dialect)
{
    struct offer_import *import = memory_take_zeroed(1, sizeof *import);

    import->dialect = dialect;
    return import;
}

void offer_import_close(struct offer_import *import)
{
    text_release(&import->room);
    text_release(&import->made);
    text_release(&import->other);
    free(import);
}

/* The first value of the field, one of the feed's own before one of RSS or Atom. NULL: there is none. */
static const struct offer_value *find(const struct item *item, enum offer_field field)
{
    const struct offer_value *found = NULL;

    for (size_t i = 0; i < item->values->count; i++) {
        const struct offer_value *value = &item->values->items[i];

        if (value->field != (int)field || !value->value.length)
            continue;
        if (!value->weak)
            return value;
        if (!found)
            found = value;
    }
    return found;
}

static bool has_column(const struct item *item, enum offer_field field)
{
    for (size_t i = 0; i < item->values->count; i++)
        if (item->values->items[i].field == (int)field)
            return true;
    return false;
}

static struct slice value_of(const struct item *item, enum offer_field field)
{
    const struct offer_value *found = find(item, field);

    return found ? found->value : SLICE("");
}

static struct slice title_of(const struct item *item, enum offer_field field, const char *otherwise)
{
    const struct offer_value *found = find(item, field);

    return found ? found->title : slice_of(otherwise);
}

/* Every value of the field, cut at commas where a table has it. */
typedef void taker(struct item *item, struct slice value, struct slice title);

static void for_each(struct item *item, int field, bool is_list, taker *take)
{
    for (size_t i = 0; i < item->values->count; i++) {
        const struct offer_value *value = &item->values->items[i];
        struct slice rest = value->value;
        struct slice one;

        if (offer_kind(value->field) != field || !rest.length)
            continue;
        if (!is_list || !item->values->of_table) {
            take(item, value->value, value->title);
            continue;
        }
        while (list_next(&rest, ',', '\\', &item->import->room, &one))
            if (one.length)
                take(item, one, value->title);
    }
}

static void keep(struct item *item, struct slice value, struct slice title)
{
    draft_column(&item->draft, title, value);
}

static struct slice folded(struct item *item, struct slice words)
{
    text_clear(&item->import->made);
    text_add_folded_name(&item->import->made, words);
    return text_slice(&item->import->made);
}

/* Line ends within a name are blanks. */
static void give_name(struct item *item)
{
    struct text *name = &item->import->made;

    text_clear(name);
    text_add_slice(name, value_of(item, OFFER_TITLE));
    for (size_t i = 0; i < name->length; i++)
        if ((unsigned char)name->bytes[i] < ' ')
            name->bytes[i] = ' ';
    if (name->length > NAME_LIMIT)
        name->length = utf8_valid_length((struct slice){name->bytes, NAME_LIMIT});
    draft_text(&item->draft, "name", slice_trim(text_slice(name)));
}

static void give_sku(struct item *item)
{
    struct slice sku = value_of(item, OFFER_ID);

    if (!sku.length)
        sku = value_of(item, OFFER_GUID);
    if (!sku.length)
        draft_refuse(&item->draft, "missing_field", SLICE("id"), "is missing: nothing else tells the product from others");
    draft_text(&item->draft, "sku", sku);
}

/* An ISO 4217 code at either end of a price: "9.99 GBP", "GBP 9.99". */
static struct slice currency_in(struct slice price)
{
    for (int at_end = 0; at_end < 2; at_end++) {
        struct slice code = {price.bytes + (at_end && price.length > 3 ? price.length - 3 : 0), price.length < 3 ? 0 : 3};
        bool capitals = code.length == 3;

        for (size_t i = 0; i < code.length; i++)
            capitals &= code.bytes[i] >= 'A' && code.bytes[i] <= 'Z';
        if (capitals)
            return code;
    }
    return (struct slice){NULL, 0};
}

static void give_currency(struct item *item)
{
    struct slice code = currency_in(value_of(item, OFFER_PRICE));

    if (!code.length)
        code = value_of(item, OFFER_CURRENCY);
    if (!code.length)
        code = currency_in(value_of(item, OFFER_SALE_PRICE));
    draft_text(&item->draft, "currency", code);
}

/* "2016-02-24T11:07+0100", "2016-02-24 11:07 PST" without its zone: as RFC 3339 or without an offset. False: none of these. */
static bool moment(struct slice written, struct text *text)
{
    struct slice time;
    struct slice offset = {NULL, 0};
    struct fault fault = FAULT_INIT;
    instant unused;
    day date;

    text_clear(text);
    written = slice_trim(written);
    if (written.length < 10 || !day_read((struct slice){written.bytes, 10}, &date))
        return false;
    text_add(text, written.bytes, 10);
    time = slice_trim(slice_from(written, written.length > 10 ? 11 : 10));
    for (size_t i = 0; i < time.length && !offset.bytes; i++)
        if (strchr("+-Zz", time.bytes[i])) {
            offset = slice_from(time, i);
            time.length = i;
        }
    time = slice_trim(time);
    if (time.length) {
        text_printf(text, "T%.*s%s", SLICE_ARGS(time), time.length == 5 ? ":00" : "");
        if (offset.length == 5)
            text_printf(text, "%.3s:%.2s", offset.bytes, offset.bytes + 3);
        else
            text_add_slice(text, offset.length == 1 ? SLICE("Z") : offset);
    }
    return moment_read(text_slice(text), "", &unused, &fault);
}

static void give_moment(struct item *item, json_t *sale, const char *member, struct slice written, struct slice title)
{
    if (!slice_trim(written).length)
        return;
    if (moment(written, &item->import->other))
        draft_text_in(sale, member, text_slice(&item->import->other));
    else
        draft_refuse(&item->draft, "not_a_date", title, "\"%.*s\" is no date like 2026-11-21T18:07+01:00", SLICE_ARGS(written));
}

/* A sale that is over must not stay because its value is empty now; a table that does not tell of sales leaves them. */
static void give_sale(struct item *item)
{
    struct slice price = value_of(item, OFFER_SALE_PRICE);
    struct slice period = value_of(item, OFFER_SALE_PERIOD);
    const char *slash = period.length ? memchr(period.bytes, '/', period.length) : NULL;
    json_t *sale;

    if (!price.length) {
        if (!item->values->of_table || has_column(item, OFFER_SALE_PRICE))
            draft_nothing(&item->draft, "sale");
        return;
    }
    sale = draft_object(&item->draft, "sale");
    draft_price_in(&item->draft, sale, "price", title_of(item, OFFER_SALE_PRICE, "sale_price"), price);
    if (slash) {
        size_t first = (size_t)(slash - period.bytes);

        give_moment(item, sale, "from", (struct slice){period.bytes, first}, title_of(item, OFFER_SALE_PERIOD, ""));
        give_moment(item, sale, "until", slice_from(period, first + 1), title_of(item, OFFER_SALE_PERIOD, ""));
    }
    give_moment(item, sale, "from", value_of(item, OFFER_SALE_START), title_of(item, OFFER_SALE_START, ""));
    give_moment(item, sale, "until", value_of(item, OFFER_SALE_END), title_of(item, OFFER_SALE_END, ""));
}

static void give_prices(struct item *item)
{
    draft_price(&item->draft, "price", title_of(item, OFFER_PRICE, "price"), value_of(item, OFFER_PRICE));
    draft_price(&item->draft, "cost", title_of(item, OFFER_COST, "cost_of_goods_sold"), value_of(item, OFFER_COST));
    give_sale(item);
    give_currency(item);
}

/* A day, or a moment, of which the day is the one that the shop has then. */
static void give_day(struct item *item, const char *member, enum offer_field field)
{
    struct slice written = value_of(item, field);

    if (!written.length)
        return;
    if (moment(written, &item->import->other))
        draft_text(&item->draft, member, text_slice(&item->import->other));
    else
        keep(item, written, title_of(item, field, ""));
}

/* "in stock", "in_stock", "available for order": Google writes them with an underscore now, Meta with a blank. */
static void give_availability(struct item *item)
{
    struct slice words = folded(item, value_of(item, OFFER_AVAILABILITY));
    bool ordered = slice_is(words, "backorder") || slice_is(words, "back order") || slice_is(words, "available for order");
    bool announced = slice_is(words, "preorder") || slice_is(words, "pre order");
    bool gone = slice_is(words, "out of stock") || slice_is(words, "outofstock") || slice_is(words, "discontinued");

    if (slice_is(words, "discontinued"))
        draft_text(&item->draft, "status", SLICE("end_of_life"));
    if (ordered)
        draft_flag(&item->draft, "backorder", true);
    if (find(item, OFFER_QUANTITY))
        draft_count(&item->draft, "stock", title_of(item, OFFER_QUANTITY, ""), value_of(item, OFFER_QUANTITY));
    else if (gone || ordered)
        draft_whole(&item->draft, "stock", 0);
    else if (slice_is(words, "in stock") || slice_is(words, "instock"))
        draft_column(&item->draft, SLICE("availability"), SLICE("in stock")); /* how many is not told */
    if (announced)
        give_day(item, "launch_on", OFFER_AVAILABILITY_DATE);
    else
        for_each(item, OFFER_AVAILABILITY_DATE, false, keep);
    give_day(item, "retire_on", OFFER_EXPIRATION);
}

/* Meta's "used_like_new" is used; what else is written stays as it is. */
static void give_state(struct item *item)
{
    struct slice words = folded(item, value_of(item, OFFER_CONDITION));
    struct slice status;

    /* A feed need not say of new goods that they are. */
    if (!words.length && (!item->values->of_table || has_column(item, OFFER_CONDITION)))
        words = SLICE("new");
    if (slice_is(words, "new") || slice_is(words, "used") || slice_is(words, "refurbished"))
        draft_text(&item->draft, "condition", words);
    else if (slice_starts(words, "used") || slice_starts(words, "open box"))
        draft_text(&item->draft, "condition", SLICE("used"));
    else if (slice_starts(words, "refurbished") || slice_is(words, "cpo"))
        draft_text(&item->draft, "condition", SLICE("refurbished"));
    if (!slice_is(words, "new") && !slice_is(words, "used") && !slice_is(words, "refurbished"))
        for_each(item, OFFER_CONDITION, false, keep);
    status = folded(item, value_of(item, OFFER_STATUS));
    if (slice_is(status, "active") || slice_is(status, "archived"))
        draft_text(&item->draft, "status", status);
    else
        for_each(item, OFFER_STATUS, false, keep);
}

/* Digits alone, as blanks and hyphens between them say nothing. */
static bool gtin_digits(struct slice written, struct text *digits)
{
    text_clear(digits);
    for (size_t i = 0; i < written.length; i++) {
        if (isdigit((unsigned char)written.bytes[i]))
            text_add_byte(digits, written.bytes[i]);
        else if (written.bytes[i] != '-' && written.bytes[i] != ' ')
            return false;
    }
    return digits->length == 8 || digits->length == 12 || digits->length == 13 || digits->length == 14;
}

/* "8.80609E+12": the digits that are not there are lost. */
static bool is_ruined(struct slice written)
{
    return memchr(written.bytes, 'E', written.length) && memchr(written.bytes, '+', written.length);
}

/* A GTIN that cannot be one is refused by itself: the product is worth more than its number. */
static void give_gtin(struct item *item, size_t line, struct slice raw, struct product_queue *queue)
{
    struct slice written = value_of(item, OFFER_GTIN);
    struct fault fault = FAULT_INIT;

    if (!written.length)
        return;
    if (gtin_digits(written, &item->import->made)) {
        draft_text(&item->draft, "gtin", text_slice(&item->import->made));
        return;
    }
    fault_set(&fault, FAULT_REFUSED, "not_a_gtin", "gtin", "\"%.*s\" %s; the product is taken without it", SLICE_ARGS(written),
              is_ruined(written) ? "is what a spreadsheet left of a GTIN" : "is no GTIN of 8, 12, 13 or 14 digits");
    queue_refusal(queue, line, raw, &fault);
}

static void give_brand(struct item *item)
{
    struct slice brand = value_of(item, OFFER_BRAND);

    draft_text(&item->draft, "brand", brand.length ? brand : value_of(item, OFFER_MANUFACTURER));
    if (brand.length)
        for_each(item, OFFER_MANUFACTURER, false, keep);
}

/* "A > B" or "A &gt; B", with any number of blanks. */
static void give_category(struct item *item, struct slice path, struct slice title)
{
    struct text made = TEXT_INIT;
    struct slice level;

    (void)title;
    while (list_next(&path, '>', '\0', &item->import->room, &level))
        if (level.length)
            text_printf(&made, made.length ? " > %.*s" : "%.*s", SLICE_ARGS(level));
    draft_category(&item->draft, text_slice(&made));
    text_release(&made);
}

static void give_tag(struct item *item, struct slice tag, struct slice title)
{
    (void)title;
    draft_append(&item->draft, "tags", tag);
}

static void give_picture(struct item *item, struct slice url, struct slice title)
{
    (void)title;
    draft_picture(&item->draft, url, SLICE(""));
}

static void give_medium(struct item *item, const char *role, struct slice url, struct slice alt)
{
    json_t *entry = json_object();

    draft_text_in(entry, "url", url);
    draft_text_in(entry, "role", slice_of(role));
    draft_text_in(entry, "alt", alt);
    json_array_append_new(draft_array(&item->draft, "media"), entry);
}

static void give_lifestyle(struct item *item, struct slice url, struct slice title)
{
    (void)title;
    give_medium(item, "lifestyle", url, SLICE(""));
}

static struct slice tag_of(const struct item *item, enum offer_field field, unsigned number)
{
    for (size_t i = 0; i < item->values->count; i++)
        if (item->values->items[i].field == (int)field && item->values->items[i].number == number)
            return item->values->items[i].value;
    return SLICE("");
}

static void give_media(struct item *item)
{
    for_each(item, OFFER_IMAGE, false, give_picture);
    for_each(item, OFFER_PICTURES, true, give_picture);
    for_each(item, OFFER_LIFESTYLE, true, give_lifestyle);
    for (size_t i = 0; i < item->values->count; i++) {
        const struct offer_value *value = &item->values->items[i];

        if (!value->value.length)
            continue;
        if (value->field == OFFER_PICTURE_NUMBERED)
            draft_picture(&item->draft, value->value, tag_of(item, OFFER_PICTURE_TAG, value->number));
        else if (value->field == OFFER_VIDEO)
            give_medium(item, "video", value->value, tag_of(item, OFFER_VIDEO_TAG, value->number));
    }
}

/* "1.5 oz" */
static struct slice unit_of(struct slice measure)
{
    size_t at = measure.length;

    while (at && !isdigit((unsigned char)measure.bytes[at - 1]))
        at--;
    return slice_trim(slice_from(measure, at));
}

static struct slice number_of(struct slice measure)
{
    return (struct slice){measure.bytes, measure.length - unit_of(measure).length};
}

static void give_size(struct item *item)
{
    static const struct {
        const char *member;
        enum offer_field field;
    } sides[] = {{"length_mm", OFFER_LENGTH}, {"width_mm", OFFER_WIDTH}, {"height_mm", OFFER_HEIGHT}};
    struct slice weight = value_of(item, OFFER_WEIGHT);

    draft_weight(&item->draft, title_of(item, OFFER_WEIGHT, ""), slice_trim(number_of(weight)), unit_of(weight), "kg");
    for (size_t i = 0; i < 3; i++) {
        struct slice length = value_of(item, sides[i].field);

        draft_length(&item->draft, sides[i].member, title_of(item, sides[i].field, ""), slice_trim(number_of(length)),
                     unit_of(length), "cm");
    }
}

/* The attribute is called as the feed's specification calls it, without the prefix. */
static struct slice attribute_name(struct slice title)
{
    return slice_starts(title, "g:") ? slice_from(title, 2) : title;
}

static void give_attribute(struct item *item, struct slice value, struct slice title)
{
    struct text *name = &item->import->made;

    text_clear(name);
    text_add_folded_name(name, attribute_name(title));
    for (size_t i = 0; i < name->length; i++)
        if (name->bytes[i] == ' ')
            name->bytes[i] = '_';
    draft_attribute(&item->draft, text_slice(name), value);
}

/* A line for each. */
static void give_highlight(struct item *item, struct slice value, struct slice title)
{
    json_t *attributes = draft_object(&item->draft, "attributes");
    struct slice before = {json_string_value(json_object_get(attributes, "product_highlight")),
                           json_string_length(json_object_get(attributes, "product_highlight"))};
    struct text *all = &item->import->other;

    (void)title;
    text_clear(all);
    text_add_slice(all, before);
    if (all->length)
        text_add_byte(all, '\n');
    text_add_slice(all, value);
    draft_attribute(&item->draft, SLICE("product_highlight"), text_slice(all));
}

/* "section:name:value", "name:value"; what a colon within is written as is told by lib/format/xml_parts.h. */
static void give_detail(struct item *item, struct slice value, struct slice title)
{
    struct slice parts[3];
    size_t count = parts_cut(value, parts, 3, &item->import->other);

    if (count < 2)
        keep(item, value, title);
    else
        draft_attribute(&item->draft, parts[count - 2], parts[count - 1]);
}

/* "EC:EPREL:123456" is the number of an energy label. */
static void give_certification(struct item *item, struct slice value, struct slice title)
{
    struct slice parts[4];
    size_t count = parts_cut(value, parts, 4, &item->import->other);

    if (count >= 3 && slice_is(parts[1], "EPREL"))
        draft_attribute(&item->draft, SLICE("eprel"), parts[2]);
    else
        keep(item, value, title);
}

/* Options where the item is one of a group; else attributes. */
static size_t give_options(struct item *item, bool in_group)
{
    static const struct {
        const char *name;
        enum offer_field field;
    } options[] = {{"color", OFFER_COLOR}, {"size", OFFER_SIZE}, {"material", OFFER_MATERIAL}, {"pattern", OFFER_PATTERN}};
    size_t count = 0;

    for (size_t i = 0; i < sizeof options / sizeof *options; i++) {
        struct slice value = value_of(item, options[i].field);

        if (!value.length)
            continue;
        count++;
        if (in_group)
            draft_text_in(draft_object(&item->draft, "options"), options[i].name, value);
        else
            draft_attribute(&item->draft, slice_of(options[i].name), value);
    }
    return count;
}

static bool has_parent_already(struct offer_import *import, struct slice group)
{
    uint64_t hash = slice_hash(group);
    uint64_t *place = &import->groups[hash % GROUPS];
    bool known = *place == hash;

    *place = hash;
    return known;
}

/* The parent that the feed does not tell of. */
static void queue_parent(struct item *item, struct slice group, size_t line, struct slice raw, struct product_queue *queue)
{
    json_t *parent;
    json_t *axes = json_array();
    const char *axis;
    json_t *value;

    if (has_parent_already(item->import, group)) {
        json_decref(axes);
        return;
    }
    parent = json_object();
    json_object_set_new(parent, "type", json_string("product"));
    draft_text_in(parent, "sku", group);
    json_object_set(parent, "name", json_object_get(item->draft.record, "name"));
    json_object_foreach(json_object_get(item->draft.record, "options"), axis, value) json_array_append_new(axes, json_string(axis));
    json_object_set_new(parent, "axes", axes);
    json_object_set_new(parent, "only_new", json_true());
    queue_record(queue, parent, line, raw);
}

/* Of a group that is called like one of its items that item is the product, and the others are its variants. */
static void give_group(struct item *item, size_t line, struct slice raw, struct product_queue *queue)
{
    struct slice group = value_of(item, OFFER_GROUP);
    struct slice id = value_of(item, OFFER_ID);
    bool in_group = group.length && !slice_equal(group, id);

    if (!give_options(item, in_group) || !in_group) {
        draft_attribute(&item->draft, group.length ? SLICE("item_group_id") : SLICE(""), group);
        if (group.length && !in_group)
            draft_nothing(&item->draft, "axes");
        return;
    }
    draft_text(&item->draft, "parent", group);
    if (item->draft.fault.kind == FAULT_NONE)
        queue_parent(item, group, line, raw, queue);
}

/* What is known and no member holds, and what is not known. */
static void keep_the_rest(struct item *item)
{
    static const enum offer_field kept[] = {OFFER_KEPT, OFFER_GOOGLE, OFFER_META};

    for (size_t i = 0; i < sizeof kept / sizeof *kept; i++)
        for_each(item, (int)kept[i], false, keep);
    for_each(item, COLUMN_UNKNOWN, false, keep);
    for_each(item, OFFER_ATTRIBUTE, false, give_attribute);
    for_each(item, OFFER_HIGHLIGHT, true, give_highlight);
    for_each(item, OFFER_DETAIL, true, give_detail);
    for_each(item, OFFER_CERTIFICATION, true, give_certification);
}

/* Meta's is plain text, whatever was put there. */
static void give_description(struct item *item)
{
    struct slice description = value_of(item, OFFER_DESCRIPTION);

    if (strcmp(item->import->dialect, dialect_meta.name) == 0 && html_is_likely(description)) {
        text_clear(&item->import->other);
        html_to_text(&item->import->other, description);
        description = text_slice(&item->import->other);
    }
    draft_text(&item->draft, "description", description);
}

static void give_all(struct item *item)
{
    give_sku(item);
    give_name(item);
    give_description(item);
    draft_text(&item->draft, "short_description", value_of(item, OFFER_SHORT_DESCRIPTION));
    draft_text(&item->draft, "link", value_of(item, OFFER_LINK));
    give_brand(item);
    for_each(item, OFFER_PRODUCT_TYPE, false, give_category);
    for_each(item, OFFER_LABEL, false, give_tag);
    give_prices(item);
    draft_text(&item->draft, "mpn", value_of(item, OFFER_MPN));
    give_size(item);
    give_media(item);
    give_state(item);
    give_availability(item);
    draft_text(&item->draft, "google_category", value_of(item, OFFER_GOOGLE_CATEGORY));
    keep_the_rest(item);
}

void offer_import_item(struct offer_import *import, const struct offer_values *values, size_t line, struct slice raw,
                       struct product_queue *queue)
{
    const struct sheet_row row = {NULL, 0, line, raw};
    struct item item = {.import = import, .values = values};

    draft_begin(&item.draft, import->dialect, &row);
    give_all(&item);
    give_gtin(&item, line, raw, queue);
    give_group(&item, line, raw, queue);
    draft_finish(&item.draft, queue);
}
