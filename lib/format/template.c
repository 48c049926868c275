/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "format/template.h"

#include "base/memory.h"
#include "format/feed_columns.h"
#include "format/mapping.h"
#include "format/xml_write.h"
#include "json/write.h"

#include <ctype.h>
#include <stdlib.h>

/* A value that is no member of a record, and how it is told. */
struct made_value {
    const char *name;
    void (*put)(struct feed *feed, const struct feed_item *item, size_t number, struct text *text);
    bool numbered; /* "category_2" */
};

/* What one column of the mapping asks for. */
struct asked {
    const struct made_value *made; /* NULL: a member */
    size_t number;
    enum article_member member;
    struct slice within; /* behind the dot; bytes NULL: the member itself */
    bool of_parent;
};

struct feed_template {
    struct mapping *mapping;
    struct asked *asked;
    struct slice *cells;
    size_t *starts; /* of each cell in `text`, which grows */
    struct text text;
    struct arena arena;
    struct fields fields;
    char separator;
};

#define MADE(name)                                                                                                                 \
    static void name(struct feed *feed __attribute__((unused)), const struct feed_item *item __attribute__((unused)),              \
                     size_t number __attribute__((unused)), struct text *text __attribute__((unused)))

MADE(put_name)
{
    text_add_slice(text, feed_title(feed, item));
}

MADE(put_description)
{
    if (item->description.length)
        text_add_slice(text, feed_description(feed, item));
}

MADE(put_link)
{
    text_add_slice(text, item->link);
}

MADE(put_image)
{
    text_add_slice(text, item->image);
}

MADE(put_price)
{
    if (item->has_price)
        (void)feed_amount(feed, item->price.regular, "price", text);
}

MADE(put_sale_price)
{
    if (feed_has_sale(&item->price, false))
        (void)feed_amount(feed, item->price.reduced, "sale", text);
}

MADE(put_asked_price)
{
    if (item->has_price)
        (void)feed_amount(feed, item->price.in_force ? item->price.reduced : item->price.regular, "price", text);
}

MADE(put_sale_from)
{
    if (feed_has_sale(&item->price, false) && item->price.has_from)
        instant_write(text, item->price.from);
}

MADE(put_sale_until)
{
    if (feed_has_sale(&item->price, false) && item->price.has_until)
        instant_write(text, item->price.until);
}

MADE(put_currency)
{
    text_add_string(text, feed->currency.code);
}

MADE(put_available)
{
    if (item->available.counted)
        text_add_integer(text, item->available.units > 0 ? item->available.units : 0);
}

MADE(put_availability)
{
    bool left = !item->available.counted || item->available.units > 0;

    text_add_string(text, item->state == ARTICLE_NOT_YET                    ? "preorder"
                          : left                                            ? "in_stock"
                          : article_truth(item->article, ARTICLE_BACKORDER) ? "backorder"
                                                                            : "out_of_stock");
}

MADE(put_channel_category)
{
    text_add_slice(text, item->channel_category);
}

/* The step of that number, from 1. */
MADE(put_category_step)
{
    struct slice rest = item->category;

    for (size_t i = 1; rest.length; i++) {
        const char *end = memchr(rest.bytes, '>', rest.length);
        struct slice step = {rest.bytes, end ? (size_t)(end - rest.bytes) : rest.length};

        if (i == number)
            text_add_slice(text, slice_trim(step));
        rest = slice_from(rest, step.length + (end != NULL));
    }
}

MADE(put_picture)
{
    struct slice url = {NULL, 0};
    size_t at = 0;

    for (size_t i = 0; i < number; i++)
        url = feed_next_medium(item, "picture", &at);
    text_add_slice(text, url);
}

static const struct made_value made_values[] = {
    {"name", put_name, false},
    {"description", put_description, false},
    {"link", put_link, false},
    {"image", put_image, false},
    {"price", put_price, false},
    {"sale_price", put_sale_price, false},
    {"sale_from", put_sale_from, false},
    {"sale_until", put_sale_until, false},
    {"asked_price", put_asked_price, false},
    {"currency", put_currency, false},
    {"available", put_available, false},
    {"availability", put_availability, false},
    {"channel_category", put_channel_category, false},
    {"category_", put_category_step, true},
    {"picture_", put_picture, true},
};

static bool find_made(struct slice name, struct asked *asked)
{
    for (size_t i = 0; i < sizeof made_values / sizeof *made_values; i++) {
        const struct made_value *value = &made_values[i];
        int64_t number = 0;

        if (value->numbered
                ? !slice_starts(name, value->name) || !slice_integer(slice_from(name, strlen(value->name)), 1000, &number)
                : !slice_is(name, value->name))
            continue;
        asked->made = value;
        asked->number = (size_t)number;
        return true;
    }
    return false;
}

/* "attributes.colour", "parent_name", "sku". */
static bool find_asked(struct slice name, struct asked *asked)
{
    const char *dot;

    *asked = (struct asked){0};
    if (find_made(name, asked))
        return true;
    if (slice_starts(name, "parent_")) {
        asked->of_parent = true;
        name = slice_from(name, strlen("parent_"));
    }
    dot = memchr(name.bytes, '.', name.length);
    if (dot) {
        asked->within = slice_from(name, (size_t)(dot - name.bytes) + 1);
        name.length = (size_t)(dot - name.bytes);
    }
    return article_member_find(name, &asked->member);
}

static bool find_all_asked(struct feed_template *template, struct fault *fault)
{
    size_t count = mapping_column_count(template->mapping);

    template->asked = memory_take_zeroed(count + 1, sizeof *template->asked);
    template->cells = memory_take_zeroed(count + 1, sizeof *template->cells);
    template->starts = memory_take_zeroed(count + 1, sizeof *template->starts);
    for (size_t i = 0; i < count; i++) {
        size_t line;
        struct slice name = mapping_column(template->mapping, i, &line);

        if (!find_asked(name, &template->asked[i]))
            return fault_set(fault, FAULT_USAGE, "missing_column", NULL, "%s:%zu: \"%.*s\" is nothing that is known of a product",
                             mapping_name(template->mapping), line, SLICE_ARGS(name));
    }
    return true;
}

static struct feed_template *template_of(const struct feed *feed)
{
    return feed->own;
}

bool template_open(struct feed *feed, struct fault *fault)
{
    struct sheet_options options = {0};
    struct feed_template *template;

    if (!feed->options.template_text.bytes)
        return fault_set(fault, FAULT_USAGE, "usage", NULL, "a feed by a template needs --template FILE");
    template = memory_take_zeroed(1, sizeof *template);
    feed->own = template;
    if (!mapping_parse(feed->options.template_text, feed->options.template_name, &template->mapping, fault))
        return false;
    if (mapping_target(template->mapping) != TARGET_FEED)
        return fault_set(fault, FAULT_USAGE, "usage", NULL, "%s is a mapping for imports: a template begins with \"target feed\"",
                         feed->options.template_name);
    mapping_sheet_options(template->mapping, &options);
    template->separator = options.separator ? options.separator : ',';
    mapping_bind_to_itself(template->mapping);
    return find_all_asked(template, fault);
}

void template_close(struct feed *feed)
{
    struct feed_template *template = feed->own;

    if (!template)
        return;
    mapping_free(template->mapping);
    free(template->asked);
    free(template->cells);
    free(template->starts);
    text_release(&template->text);
    arena_release(&template->arena);
    fields_release(&template->fields);
    free(template);
    feed->own = NULL;
}

const char *template_format(const struct feed *feed)
{
    return mapping_format(template_of(feed)->mapping);
}

/* Lists are told with commas between, objects not at all. */
static void add_json(struct text *text, const json_t *value)
{
    const json_t *element;
    size_t i;

    if (json_is_string(value))
        text_add_slice(text, json_slice(value));
    else if (json_is_integer(value))
        text_add_integer(text, json_integer_value(value));
    else if (json_is_boolean(value))
        text_add_string(text, json_is_true(value) ? "true" : "false");
    json_array_foreach(value, i, element)
    {
        if (i)
            text_add_byte(text, ',');
        add_json(text, element);
    }
}

/* "fr.name" within "texts". */
static const json_t *json_within(const json_t *value, struct slice path)
{
    while (value && path.length) {
        const char *dot = memchr(path.bytes, '.', path.length);
        size_t length = dot ? (size_t)(dot - path.bytes) : path.length;
        const json_t *whole = json_object_getn(value, path.bytes, path.length);

        if (whole)
            return whole;
        value = json_object_getn(value, path.bytes, length);
        path = slice_from(path, dot ? length + 1 : length);
    }
    return value;
}

static void put_member(struct feed *feed, const struct feed_item *item, const struct asked *asked, struct text *text)
{
    const struct article *article = item->article;
    const char *name = article_member_name(asked->member);
    const json_t *value = asked->of_parent ? json_object_get(article->parent, name) : article->member[asked->member];
    struct text *key = &feed->cell.clean;

    if (asked->within.bytes && !asked->of_parent && (asked->member == ARTICLE_ATTRIBUTES || asked->member == ARTICLE_OPTIONS)) {
        text_clear(key);
        text_add_slice(key, asked->within);
        value = article_attribute(article, text_string(key));
    } else if (asked->within.bytes) {
        value = json_within(value, asked->within);
    } else if (!asked->of_parent && asked->member <= ARTICLE_SLUG && asked->member >= ARTICLE_NAME) {
        text_add_slice(text, article_text_in(article, asked->member, feed->channel.language));
        return;
    }
    add_json(text, value);
}

static void fill_cells(struct feed *feed, const struct feed_item *item)
{
    struct feed_template *template = template_of(feed);
    size_t count = mapping_column_count(template->mapping);

    text_clear(&template->text);
    for (size_t i = 0; i < count; i++) {
        const struct asked *asked = &template->asked[i];

        template->starts[i] = template->text.length;
        if (asked->made)
            asked->made->put(feed, item, asked->number, &template->text);
        else
            put_member(feed, item, asked, &template->text);
    }
    template->starts[count] = template->text.length;
    for (size_t i = 0; i < count; i++)
        template->cells[i] = (struct slice){template->text.bytes ? template->text.bytes + template->starts[i] : "",
                                            template->starts[i + 1] - template->starts[i]};
}

/* False: it is refused, or not wanted. */
static bool map_item(struct feed *feed, const struct feed_item *item, struct fault *fault)
{
    struct feed_template *template = template_of(feed);
    struct sheet_row row = {template->cells, mapping_column_count(template->mapping), 0, {"", 0}};
    enum mapping_result result;

    fill_cells(feed, item);
    arena_clear(&template->arena);
    result = mapping_apply(template->mapping, &row, &template->arena, &template->fields, fault);
    feed->unwanted = result == MAPPING_SKIPPED;
    return result == MAPPING_MAPPED;
}

static struct slice field_of(const struct feed_template *template, size_t number)
{
    struct slice name = mapping_field(template->mapping, number);

    for (size_t i = 0; i < template->fields.count; i++)
        if (slice_equal(template->fields.items[i].name, name))
            return template->fields.items[i].value;
    return SLICE("");
}

static char separator_of(const struct feed *feed)
{
    return strcmp(feed->format->name, "tsv") == 0 ? '\t' : template_of(feed)->separator;
}

static bool begin_table(struct feed *feed, struct fault *fault)
{
    const struct mapping *mapping = template_of(feed)->mapping;

    (void)fault;
    for (size_t i = 0; mapping_has_header(mapping) && i < mapping_field_count(mapping); i++) {
        if (i)
            text_add_byte(&feed->text, separator_of(feed));
        table_cell_write(&feed->text, mapping_field(mapping, i), separator_of(feed));
    }
    if (mapping_has_header(mapping))
        text_add_byte(&feed->text, '\n');
    return true;
}

static bool put_row(struct feed *feed, const struct feed_item *item, struct fault *fault)
{
    struct feed_template *template = template_of(feed);
    struct text *clean = &feed->cell.clean;

    if (!map_item(feed, item, fault))
        return feed->unwanted;
    for (size_t i = 0; i < mapping_field_count(template->mapping); i++) {
        struct slice value = field_of(template, i);

        if (i)
            text_add_byte(&feed->text, separator_of(feed));
        text_clear(clean);
        if (feed->options.spreadsheet && cell_is_formula(value))
            text_add_byte(clean, '\'');
        feed_add_clean(feed, value, clean);
        table_cell_write(&feed->text, text_slice(clean), separator_of(feed));
    }
    text_add_byte(&feed->text, '\n');
    return true;
}

/* Columns without a value are left out. */
static bool put_object(struct feed *feed, const struct feed_item *item, struct fault *fault)
{
    struct feed_template *template = template_of(feed);
    struct text *line = &feed->cell.text;
    struct text name = TEXT_INIT;

    if (!map_item(feed, item, fault))
        return feed->unwanted;
    text_clear(line);
    json_open(line, NULL, '{');
    for (size_t i = 0; i < mapping_field_count(template->mapping); i++) {
        struct slice value = field_of(template, i);

        text_clear(&name);
        text_add_slice(&name, mapping_field(template->mapping, i));
        if (value.length)
            json_put_string(line, text_string(&name), value);
    }
    json_close(line, '}');
    text_add_slice(&feed->text, text_slice(line));
    text_add_byte(&feed->text, '\n');
    text_release(&name);
    return true;
}

static bool is_element_name(struct slice name)
{
    for (size_t i = 0; i < name.length; i++)
        if (!isalnum((unsigned char)name.bytes[i]) && name.bytes[i] != '_' && (i == 0 || !strchr("-.", name.bytes[i])))
            return false;
    return name.length && !isdigit((unsigned char)name.bytes[0]);
}

static bool begin_xml(struct feed *feed, struct fault *fault)
{
    const struct mapping *mapping = template_of(feed)->mapping;

    for (size_t i = 0; i < mapping_field_count(mapping); i++)
        if (!is_element_name(mapping_field(mapping, i)))
            return fault_set(fault, FAULT_USAGE, "bad_mapping", NULL, "%s: \"%.*s\" is no name of an element",
                             mapping_name(mapping), SLICE_ARGS(mapping_field(mapping, i)));
    text_add_string(&feed->text, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<products>\n");
    return true;
}

static bool put_element(struct feed *feed, const struct feed_item *item, struct fault *fault)
{
    struct feed_template *template = template_of(feed);
    struct text *name = &feed->cell.text;

    if (!map_item(feed, item, fault))
        return feed->unwanted;
    text_add_string(&feed->text, "  <product>\n");
    for (size_t i = 0; i < mapping_field_count(template->mapping); i++) {
        text_clear(name);
        text_add_slice(name, mapping_field(template->mapping, i));
        feed->control_characters += xml_add_element(&feed->text, "    ", text_string(name), field_of(template, i));
    }
    text_add_string(&feed->text, "  </product>\n");
    return true;
}

static void end_xml(struct feed *feed)
{
    text_add_string(&feed->text, "</products>\n");
}

static const struct feed_format formats[] = {
    {.name = "csv", .begin = begin_table, .item = put_row},
    {.name = "tsv", .begin = begin_table, .item = put_row},
    {.name = "jsonl", .item = put_object},
    {.name = "xml", .begin = begin_xml, .item = put_element, .end = end_xml},
    {0},
};

const struct feed_kind feed_template = {
    .name = "template",
    .formats = formats,
    .traits = FEED_ANNOUNCES | FEED_IS_WHOLE,
};
