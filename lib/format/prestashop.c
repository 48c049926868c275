/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "format/prestashop.h"

#include "base/memory.h"
#include "base/name.h"
#include "format/draft.h"

#include <stdlib.h>

enum file_kind { FILE_OF_PRODUCTS, FILE_OF_COMBINATIONS, FILE_OF_CATEGORIES };

struct prestashop {
    const struct header *header;
    enum file_kind kind;
    char separator; /* of the items in a cell */
    struct slice names[PRESTASHOP_FIELDS];
    struct text room;
    /* Of the product whose combinations come one after the other: the lines on which SKUs and options stood first. */
    struct text product;
    json_t *skus, *options;
};

struct ps_row {
    struct prestashop *shop;
    const struct sheet_row *sheet;
    struct draft draft;
};

/* What tells a file of products: columns that other programs hardly have. */
static const struct {
    enum prestashop_field field;
    unsigned weight;
} marks[] = {
    {PS_PRICE_WITHOUT_TAX, 30},
    {PS_PRICE_WITH_TAX, 30},
    {PS_TAX_RULE, 30},
    {PS_ON_SALE, 10},
    {PS_DISCOUNT_AMOUNT, 10},
    {PS_DISCOUNT_PERCENT, 10},
    {PS_SUPPLIER_REFERENCE, 10},
    {PS_ECOTAX, 15},
    {PS_MINIMAL_QUANTITY, 10},
    {PS_SHIPPING_COST, 10},
    {PS_UNITY, 10},
    {PS_SUMMARY, 5},
    {PS_SLUG, 10},
    {PS_META_KEYWORDS, 5},
    {PS_TEXT_IN_STOCK, 15},
    {PS_TEXT_BACKORDER, 15},
    {PS_ORDERABLE, 15},
    {PS_SHOW_PRICE, 15},
    {PS_FEATURES, 5},
    {PS_ONLINE_ONLY, 15},
    {PS_REFERENCE, 5},
    {PS_ACTIVE, 5},
    {PS_OUT_OF_STOCK, 10},
    {PS_DELETE_IMAGES, 15},
    {PS_ADVANCED_STOCK, 15},
    {PS_DEPENDS_ON_STOCK, 15},
};

static enum file_kind kind_of(const struct header *header)
{
    if (header_has(header, PS_ATTRIBUTES) && header_has(header, PS_VALUES))
        return FILE_OF_COMBINATIONS;
    return header_has(header, PS_PARENT_CATEGORY) ? FILE_OF_CATEGORIES : FILE_OF_PRODUCTS;
}

static unsigned recognise(const struct header *header)
{
    unsigned sure = 0;

    switch (kind_of(header)) {
    case FILE_OF_COMBINATIONS:
        return header_has(header, PS_ID) || header_has(header, PS_PRODUCT_REFERENCE) ? 90 : 0;
    case FILE_OF_CATEGORIES:
        return header_has(header, PS_ROOT_CATEGORY) && header_has(header, PS_NAME) ? 90 : 0;
    case FILE_OF_PRODUCTS:
        break;
    }
    if (!header_has(header, PS_REFERENCE) && !header_has(header, PS_ID))
        return 0;
    for (size_t i = 0; i < sizeof marks / sizeof *marks; i++)
        sure += header_has(header, (int)marks[i].field) ? marks[i].weight : 0;
    return sure < 95 ? sure : 95;
}

/* Headers tell the separator of lists by example: "Categories (x,y,z...)", "Available online only (0 = No; 1 = Yes)". */
static char separator_in(struct slice title)
{
    const char *open = title.length ? memchr(title.bytes, '(', title.length) : NULL;
    struct slice hint = open ? slice_trim(slice_from(title, (size_t)(open + 1 - title.bytes))) : SLICE("");

    if (hint.length > 2 && hint.bytes[0] == 'x' && memchr(",;|/#", hint.bytes[1], 5))
        return hint.bytes[1];
    for (size_t i = 0; slice_starts(hint, "0 = ") && i < hint.length; i++)
        if (memchr(",;|", hint.bytes[i], 3))
            return hint.bytes[i];
    return 0;
}

static char list_separator(const struct header *header)
{
    for (size_t i = 0; i < header->count; i++) {
        char separator = separator_in(header->columns[i].title);

        if (separator)
            return separator;
    }
    return ',';
}

static void *open_prestashop(const struct header *header)
{
    struct prestashop *shop = memory_take_zeroed(1, sizeof *shop);

    shop->header = header;
    shop->kind = kind_of(header);
    shop->separator = list_separator(header);
    for (int field = 1; field < PRESTASHOP_FIELDS; field++)
        shop->names[field] = slice_of(prestashop_field_name((enum prestashop_field)field));
    shop->skus = json_object();
    shop->options = json_object();
    return shop;
}

static void close_prestashop(void *state)
{
    struct prestashop *shop = state;

    text_release(&shop->room);
    text_release(&shop->product);
    json_decref(shop->skus);
    json_decref(shop->options);
    free(shop);
}

static struct slice cell_of(const struct ps_row *row, enum prestashop_field field)
{
    return cell_unescaped(header_cell(row->shop->header, row->sheet, (int)field));
}

static struct slice title_of(const struct ps_row *row, enum prestashop_field field)
{
    return header_title(row->shop->header, (int)field);
}

/* MySQL's "no date" is one. */
static struct slice date_of(const struct ps_row *row, enum prestashop_field field)
{
    struct slice date = cell_of(row, field);

    return slice_starts(date, "0000-00-00") ? SLICE("") : date;
}

/* An empty cell takes away what an earlier file had there; a file without the column says nothing of it. */
static void keep(struct ps_row *row, enum prestashop_field field, struct slice cell)
{
    if (header_has(row->shop->header, (int)field))
        draft_column(&row->draft, row->shop->names[field], cell);
}

static void keep_if(bool wanted, struct ps_row *row, enum prestashop_field field)
{
    keep(row, field, wanted ? cell_of(row, field) : SLICE(""));
}

static bool next_item(struct ps_row *row, struct slice *rest, struct slice *item)
{
    return rest->length && list_next(rest, row->shop->separator, 0, &row->shop->room, item);
}

/*
 * A list is kept with an item a line, for the file that it goes into may have another separator; unless a member tells that
 * file all of it, as `told` has it.
 */
static void keep_list(struct ps_row *row, enum prestashop_field field, struct slice told)
{
    struct slice list = cell_of(row, field);
    struct text lines = TEXT_INIT;
    struct slice item;

    while (next_item(row, &list, &item)) {
        if (lines.length)
            text_add_byte(&lines, '\n');
        text_add_slice(&lines, item);
    }
    keep(row, field, slice_equal(text_slice(&lines), told) ? SLICE("") : text_slice(&lines));
    text_release(&lines);
}

static void keep_rest(struct ps_row *row, unsigned file)
{
    const struct header *header = row->shop->header;

    for (const struct prestashop_kept *kept = prestashop_kept; kept->field; kept++)
        if (kept->files & file)
            keep_if(!prestashop_cell_is_usual(cell_of(row, kept->field), kept->usual), row, kept->field);
    for (size_t i = 0; i < header->count && i < row->sheet->count; i++)
        if (header->columns[i].field == COLUMN_UNKNOWN)
            draft_column(&row->draft, header->columns[i].title, cell_unescaped(slice_trim(row->sheet->cells[i])));
}

/* "id:741": PrestaShop wants no reference of a product. */
static void give_sku(struct ps_row *row)
{
    struct slice reference = cell_of(row, PS_REFERENCE);
    struct slice id = cell_of(row, PS_ID);
    struct text sku = TEXT_INIT;

    if (!reference.length && !id.length)
        draft_refuse(&row->draft, "missing_field", SLICE("Reference"), "is missing, and so is the product's ID");
    if (reference.length)
        text_add_slice(&sku, reference);
    else
        text_printf(&sku, "id:%.*s", SLICE_ARGS(id));
    draft_text(&row->draft, "sku", text_slice(&sku));
    draft_platform_id(&row->draft, id);
    if (id.length)
        draft_text(&row->draft, "identified_by", slice_of(dialect_prestashop.name));
    text_release(&sku);
}

/* "Home/Clothes/Shirts" is a path. */
static void give_category(struct ps_row *row, struct slice category)
{
    struct text path = TEXT_INIT;
    struct text room = TEXT_INIT;
    struct slice step;

    while (list_next(&category, '/', 0, &room, &step)) {
        if (path.length && step.length)
            text_add_string(&path, " > ");
        text_add_slice(&path, step);
    }
    draft_category(&row->draft, text_slice(&path));
    text_release(&path);
    text_release(&room);
}

/* Numbers are categories of PrestaShop's data base, whose names the file does not tell. */
static bool are_numbers(struct ps_row *row, struct slice list)
{
    struct slice item;
    int64_t number;
    bool all = true;

    while (all && next_item(row, &list, &item))
        all = slice_integer(item, INT64_MAX, &number);
    return all;
}

static void give_categories(struct ps_row *row)
{
    struct slice list = cell_of(row, PS_CATEGORIES);
    struct slice item;

    if (are_numbers(row, list)) {
        keep_list(row, PS_CATEGORIES, SLICE(""));
        return;
    }
    keep(row, PS_CATEGORIES, SLICE(""));
    while (next_item(row, &list, &item))
        give_category(row, item);
}

static void give_tags(struct ps_row *row)
{
    struct slice list = cell_of(row, PS_TAGS);
    struct slice item;

    while (next_item(row, &list, &item))
        draft_append(&row->draft, "tags", item);
}

static void give_pictures(struct ps_row *row)
{
    struct slice urls = cell_of(row, PS_IMAGES);
    struct slice texts = cell_of(row, PS_IMAGE_TEXTS);
    struct text room = TEXT_INIT;
    struct slice url;

    while (next_item(row, &urls, &url)) {
        struct slice text = SLICE("");

        if (texts.length)
            (void)list_next(&texts, row->shop->separator, 0, &room, &text);
        draft_picture(&row->draft, url, text);
    }
    text_release(&room);
}

/* "Name:Value:Position", and perhaps ":1" for a value of this product alone. */
static void give_features(struct ps_row *row)
{
    struct slice list = cell_of(row, PS_FEATURES);
    struct text room = TEXT_INIT;
    struct text told = TEXT_INIT;
    struct slice item;

    while (next_item(row, &list, &item)) {
        struct slice name;
        struct slice value;

        if (list_next(&item, ':', 0, &room, &name) && list_next(&item, ':', 0, &room, &value))
            draft_attribute(&row->draft, name, value);
    }
    prestashop_add_features(&told, json_object_get(row->draft.record, "attributes"), '\n', "");
    keep_list(row, PS_FEATURES, text_slice(&told));
    text_release(&room);
    text_release(&told);
}

static bool is_gtin(struct slice number)
{
    int64_t digits;

    return (number.length == 8 || number.length == 12 || number.length == 13 || number.length == 14) &&
           slice_integer(number, INT64_MAX, &digits);
}

/* The first that has the form of a GTIN is it; what else there is, is kept. */
static void give_gtin(struct ps_row *row)
{
    static const enum prestashop_field fields[] = {PS_GTIN, PS_EAN13, PS_UPC, PS_ISBN};
    bool given = false;

    for (size_t i = 0; i < sizeof fields / sizeof *fields; i++) {
        struct slice number = cell_of(row, fields[i]);

        bool first = !given && is_gtin(number);

        if (first)
            draft_text(&row->draft, "gtin", number);
        given = given || first;
        keep_if(!first && !prestashop_cell_is_usual(number, "0"), row, fields[i]);
    }
}

static void give_length(struct ps_row *row, const char *member, enum prestashop_field field)
{
    enum { OF_A_CENTIMETRE = 10 };
    struct slice length = cell_of(row, field);

    draft_length(&row->draft, member, title_of(row, field), length, SLICE(""), "cm");
    keep_if(cell_is_finer(length, OF_A_CENTIMETRE), row, field);
}

enum { OF_A_KILOGRAM = 1000 };

/* Kilograms and centimetres, as PrestaShop's shops have them unless they were set up otherwise. */
static void give_measures(struct ps_row *row)
{
    struct slice weight = cell_of(row, PS_WEIGHT);

    draft_weight(&row->draft, title_of(row, PS_WEIGHT), weight, SLICE(""), "kg");
    keep_if(cell_is_finer(weight, OF_A_KILOGRAM), row, PS_WEIGHT);
    give_length(row, "length_mm", PS_DEPTH);
    give_length(row, "width_mm", PS_WIDTH);
    give_length(row, "height_mm", PS_HEIGHT);
}

/* That it was a percentage, as a plain decimal: combinations that cost more are reduced by it too. */
static void keep_percent(struct ps_row *row)
{
    struct text number = TEXT_INIT;
    bool is_percentage =
        prestashop_cell_is_usual(cell_of(row, PS_DISCOUNT_AMOUNT), "0") && cell_decimal(&number, cell_of(row, PS_DISCOUNT_PERCENT));

    keep(row, PS_DISCOUNT_PERCENT, is_percentage ? text_slice(&number) : SLICE(""));
    text_release(&number);
}

static void give_sale(struct ps_row *row, price reduced)
{
    static const struct currency at_least = {"", 2};
    json_t *sale = draft_object(&row->draft, "sale");
    struct text text = TEXT_INIT;

    price_write(&text, reduced, &at_least);
    draft_text_in(sale, "price", text_slice(&text));
    text_release(&text);
    draft_moment(&row->draft, sale, "from", title_of(row, PS_DISCOUNT_FROM), date_of(row, PS_DISCOUNT_FROM), false);
    draft_moment(&row->draft, sale, "until", title_of(row, PS_DISCOUNT_TO), date_of(row, PS_DISCOUNT_TO), true);
    keep_percent(row);
    keep(row, PS_DISCOUNT_FROM, SLICE(""));
    keep(row, PS_DISCOUNT_TO, SLICE(""));
}

/* What is left of the price, or all of it. */
static price reduced_price(const struct ps_row *row, price whole)
{
    price less;
    percent share;

    if (cell_scaled(cell_of(row, PS_DISCOUNT_AMOUNT), PRICE_UNIT, &less) && less > 0)
        return less < whole ? whole - less : 0;
    if (cell_scaled(cell_of(row, PS_DISCOUNT_PERCENT), PERCENT_UNIT, &share) && share > 0 && share < PERCENT_WHOLE)
        return prestashop_less_percent(whole, share);
    return whole;
}

/* Whether the file tells how its prices are meant is kept: the impacts of combinations depend on it. */
static void give_basis(struct ps_row *row, bool with_tax)
{
    bool own_file = header_has(row->shop->header, PS_PRICE_TAX);

    draft_flag(&row->draft, "prices_include_tax", with_tax);
    draft_column(&row->draft, row->shop->names[PS_PRICE_TAX], own_file ? cell_of(row, PS_PRICE_TAX) : PRESTASHOP_TAX_TOLD);
}

/* Price and sale are one statement: a discount that is gone takes the sale away. Dates without a discount wait for one. */
static void give_prices(struct ps_row *row)
{
    static const enum prestashop_field fields[] = {PS_PRICE, PS_PRICE_WITH_TAX, PS_PRICE_WITHOUT_TAX};
    const struct header *header = row->shop->header;
    size_t which = 0;
    price whole;
    price reduced;

    while (which < 2 && !cell_of(row, fields[which]).length)
        which++;
    draft_price(&row->draft, "price", title_of(row, fields[which]), cell_of(row, fields[which]));
    if (fields[which] != PS_PRICE && cell_of(row, fields[which]).length)
        give_basis(row, fields[which] == PS_PRICE_WITH_TAX);
    if (!cell_scaled(cell_of(row, fields[which]), PRICE_UNIT, &whole) ||
        (!header_has(header, PS_DISCOUNT_AMOUNT) && !header_has(header, PS_DISCOUNT_PERCENT)))
        return;
    reduced = reduced_price(row, whole);
    if (reduced < whole) {
        give_sale(row, reduced);
        return;
    }
    draft_nothing(&row->draft, "sale");
    keep(row, PS_DISCOUNT_PERCENT, SLICE(""));
    keep(row, PS_DISCOUNT_FROM, date_of(row, PS_DISCOUNT_FROM));
    keep(row, PS_DISCOUNT_TO, date_of(row, PS_DISCOUNT_TO));
}

static void give_cost(struct ps_row *row)
{
    if (!prestashop_cell_is_usual(cell_of(row, PS_COST), "0"))
        draft_price(&row->draft, "cost", title_of(row, PS_COST), cell_of(row, PS_COST));
}

/* What has no price cannot be sold, whatever its state. */
static void give_status(struct ps_row *row)
{
    const struct header *header = row->shop->header;
    enum answer active = cell_answer(cell_of(row, PS_ACTIVE));
    bool priced =
        json_object_get(row->draft.record, "price") ||
        !(header_has(header, PS_PRICE) || header_has(header, PS_PRICE_WITH_TAX) || header_has(header, PS_PRICE_WITHOUT_TAX));

    if (active != ANSWER_NONE)
        draft_text(&row->draft, "status", active == ANSWER_YES && priced ? SLICE("active") : SLICE("draft"));
    keep_if(active == ANSWER_YES && !priced, row, PS_ACTIVE);
    if (cell_answer(cell_of(row, PS_VIRTUAL)) == ANSWER_YES)
        draft_text(&row->draft, "kind", SLICE("digital"));
}

static void give_condition(struct ps_row *row)
{
    struct slice condition = cell_of(row, PS_CONDITION);
    bool known = slice_is(condition, "new") || slice_is(condition, "used") || slice_is(condition, "refurbished");

    if (known)
        draft_text(&row->draft, "condition", condition);
    keep_if(!known, row, PS_CONDITION);
}

/* 0: no orders; 1: orders all the same; 2: as the shop has it for all products. */
static void give_backorder(struct ps_row *row)
{
    struct slice action = cell_of(row, PS_OUT_OF_STOCK);

    if (slice_is(action, "0") || slice_is(action, "1"))
        draft_flag(&row->draft, "backorder", slice_is(action, "1"));
    else if (slice_is(action, "2"))
        draft_nothing(&row->draft, "backorder");
}

/* What products and combinations both have. A digital product never runs out. */
static void give_stock(struct ps_row *row)
{
    draft_count(&row->draft, "low_stock", title_of(row, PS_LOW_STOCK), cell_of(row, PS_LOW_STOCK));
    if (!json_object_get(row->draft.record, "kind"))
        draft_count(&row->draft, "stock", title_of(row, PS_QUANTITY), cell_of(row, PS_QUANTITY));
    draft_day(&row->draft, "launch_on", title_of(row, PS_AVAILABLE_ON), date_of(row, PS_AVAILABLE_ON));
}

static void read_product(struct ps_row *row)
{
    static const struct {
        enum prestashop_field field;
        const char *member;
    } texts[] = {
        {PS_NAME, "name"},
        {PS_DESCRIPTION, "description"},
        {PS_SUMMARY, "short_description"},
        {PS_META_TITLE, "meta_title"},
        {PS_META_DESCRIPTION, "meta_description"},
        {PS_SLUG, "slug"},
        {PS_BRAND, "brand"},
        {PS_TAX_RULE, "tax_class"},
        {PS_MPN, "mpn"},
        {PS_SUPPLIER, "supplier"},
        {PS_SUPPLIER_REFERENCE, "supplier_sku"},
    };

    give_sku(row);
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        draft_text(&row->draft, texts[i].member, cell_of(row, texts[i].field));
    if (slice_is(cell_of(row, PS_TAX_RULE), "0"))
        draft_text(&row->draft, "vat_rate", SLICE("0"));
    give_categories(row);
    give_tags(row);
    give_prices(row);
    give_cost(row);
    give_gtin(row);
    give_measures(row);
    give_pictures(row);
    give_features(row);
    give_status(row);
    give_condition(row);
    give_backorder(row);
    give_stock(row);
    keep_list(row, PS_ACCESSORIES, SLICE(""));
    keep_rest(row, PRESTASHOP_PRODUCTS);
}

/* An item without what stands behind its first colon: "Color:color:0", "16GB:1". */
static struct slice head_of(struct slice item)
{
    const char *colon = item.length ? memchr(item.bytes, ':', item.length) : NULL;

    return colon ? slice_trim((struct slice){item.bytes, (size_t)(colon - item.bytes)}) : item;
}

/* The options of a combination, one value for each attribute. */
static void give_options(struct ps_row *row)
{
    struct slice names = cell_of(row, PS_ATTRIBUTES);
    struct slice values = cell_of(row, PS_VALUES);
    json_t *options = draft_object(&row->draft, "options");
    struct text room = TEXT_INIT;
    struct slice name;
    struct slice value;
    bool paired = true;

    while (paired && next_item(row, &names, &name)) {
        paired = values.length && list_next(&values, row->shop->separator, 0, &room, &value);
        value = paired ? head_of(value) : SLICE("");
        name = head_of(name);
        paired = paired && name.length && value.length;
        draft_append(&row->draft, "axes_of_parent", name);
        if (paired)
            json_object_setn_new_nocheck(options, name.bytes, name.length, json_stringn_nocheck(value.bytes, value.length));
    }
    if (!paired || values.length || json_object_size(options) == 0)
        draft_refuse(&row->draft, "options_unclear", title_of(row, PS_VALUES), "has not one value for each attribute");
    text_release(&room);
}

static void keep_options(struct ps_row *row)
{
    struct text attributes = TEXT_INIT;
    struct text values = TEXT_INIT;

    prestashop_add_options(&attributes, &values, json_object_get(row->draft.record, "options"), '\n');
    keep_list(row, PS_ATTRIBUTES, text_slice(&attributes));
    keep_list(row, PS_VALUES, text_slice(&values));
    text_release(&attributes);
    text_release(&values);
}

/* The line on which the word stood before; 0: it is new, and stands on this one. */
static size_t line_before(json_t *words, struct slice word, size_t line)
{
    const json_t *before = json_object_getn(words, word.bytes, word.length);

    if (before)
        return (size_t)json_integer_value(before);
    json_object_setn_new_nocheck(words, word.bytes, word.length, json_integer((json_int_t)line));
    return 0;
}

static void refuse_twins(struct ps_row *row)
{
    char *options = json_dumps(json_object_get(row->draft.record, "options"), JSON_COMPACT);
    size_t line = options ? line_before(row->shop->options, slice_of(options), row->sheet->line) : 0;

    if (line)
        draft_refuse(&row->draft, "duplicate_variant", title_of(row, PS_VALUES), "the combination of line %zu has the same values",
                     line);
    free(options);
}

static void add_slugs(struct text *sku, json_t *options)
{
    const char *name;
    json_t *value;

    json_object_foreach(options, name, value)
    {
        text_add_byte(sku, '-');
        text_add_slug(sku, (struct slice){json_string_value(value), json_string_length(value)});
    }
}

/* The values; where those are too long for a reference, the combination's place among the others. */
static void add_what_tells(struct ps_row *row, struct text *sku)
{
    size_t length = sku->length;

    add_slugs(sku, json_object_get(row->draft.record, "options"));
    if (sku->length <= PRESTASHOP_REFERENCE_LIMIT)
        return;
    sku->length = length;
    text_printf(sku, "-%zu", json_object_size(row->shop->options));
}

/*
 * References need not be there, nor differ: combinations may have their product's, or one for several. Where the reference
 * does not tell one from the others, its values are added to it.
 */
static void give_sku_of_combination(struct ps_row *row)
{
    struct slice product = cell_of(row, PS_PRODUCT_REFERENCE);
    struct slice reference = cell_of(row, PS_REFERENCE);
    struct slice id = cell_of(row, PS_ID);
    struct text sku = TEXT_INIT;

    if (reference.length)
        text_add_slice(&sku, reference);
    else if (id.length)
        text_printf(&sku, "id:%.*s", SLICE_ARGS(id));
    else
        text_add_slice(&sku, product);
    if (!reference.length || slice_equal(reference, product) || line_before(row->shop->skus, text_slice(&sku), row->sheet->line)) {
        add_what_tells(row, &sku);
        (void)line_before(row->shop->skus, text_slice(&sku), row->sheet->line);
    }
    draft_text(&row->draft, "sku", text_slice(&sku));
    text_release(&sku);
}

/* Combinations of a product stand together. */
static void begin_product(struct ps_row *row)
{
    struct prestashop *shop = row->shop;
    struct text product = TEXT_INIT;

    text_add_slice(&product, cell_of(row, PS_ID));
    text_add_byte(&product, '\n');
    text_add_slice(&product, cell_of(row, PS_PRODUCT_REFERENCE));
    if (!slice_equal(text_slice(&product), text_slice(&shop->product))) {
        json_object_clear(shop->skus);
        json_object_clear(shop->options);
        text_clear(&shop->product);
        text_add_slice(&shop->product, text_slice(&product));
    }
    text_release(&product);
}

static void give_parent(struct ps_row *row)
{
    struct slice id = cell_of(row, PS_ID);
    struct slice reference = cell_of(row, PS_PRODUCT_REFERENCE);

    draft_text(&row->draft, "parent", reference);
    if (!reference.length && id.length) {
        json_t *parent = draft_object(&row->draft, "parent_id");

        draft_text_in(parent, "channel", slice_of(dialect_prestashop.name));
        draft_text_in(parent, "id", id);
    }
    if (!reference.length && !id.length)
        draft_refuse(&row->draft, "missing_field", SLICE("Product ID"), "is missing, and so is the product's reference");
}

static bool read_impact(struct ps_row *row, enum prestashop_field field, int64_t numerator, int64_t *impact)
{
    struct slice cell = cell_of(row, field);

    if (!cell.length)
        return false;
    if (!cell_scaled(cell, numerator, impact))
        draft_refuse(&row->draft, "not_a_number", title_of(row, field), "\"%.*s\" is no number", SLICE_ARGS(cell));
    return row->draft.fault.kind == FAULT_NONE;
}

static void point_at_parent(struct ps_row *row, const char *member, enum prestashop_field field)
{
    json_t *column = draft_object(&row->draft, member);

    draft_text_in(column, "channel", slice_of(dialect_prestashop.name));
    draft_text_in(column, "column", row->shop->names[field]);
}

/*
 * An impact of nothing is the parent's price: the variant has none of its own. A product's discount holds for its combinations.
 * PrestaShop's impacts are without tax, whatever the products' prices are; where those do not tell either, all are as the shop's.
 */
static void give_impacts(struct ps_row *row)
{
    static const struct currency at_least = {"", 2};
    struct text text = TEXT_INIT;
    int64_t impact;

    if (read_impact(row, PS_PRICE_IMPACT, PRICE_UNIT, &impact)) {
        price_write(&text, impact, &at_least);
        if (impact) {
            draft_text(&row->draft, "price_over_parent", text_slice(&text));
            point_at_parent(row, "reduced_with_parent", PS_DISCOUNT_PERCENT);
            point_at_parent(row, "untaxed_with_parent", PS_PRICE_TAX);
        } else {
            draft_nothing(&row->draft, "price");
            draft_nothing(&row->draft, "sale");
        }
    }
    if (read_impact(row, PS_WEIGHT_IMPACT, OF_A_KILOGRAM, &impact)) {
        if (impact)
            draft_whole(&row->draft, "weight_g_over_parent", impact);
        else
            draft_nothing(&row->draft, "weight_g");
    }
    keep_if(cell_is_finer(cell_of(row, PS_WEIGHT_IMPACT), OF_A_KILOGRAM), row, PS_WEIGHT_IMPACT);
    text_release(&text);
}

static void read_combination(struct ps_row *row)
{
    begin_product(row);
    give_parent(row);
    give_options(row);
    refuse_twins(row);
    give_sku_of_combination(row);
    draft_text(&row->draft, "supplier_sku", cell_of(row, PS_SUPPLIER_REFERENCE));
    draft_text(&row->draft, "mpn", cell_of(row, PS_MPN));
    give_gtin(row);
    give_cost(row);
    give_impacts(row);
    give_pictures(row);
    give_stock(row);
    keep_options(row);
    keep_rest(row, PRESTASHOP_COMBINATIONS);
}

static void take_row(void *state, const struct sheet_row *sheet, struct product_queue *queue)
{
    struct ps_row row = {.shop = state, .sheet = sheet};

    draft_begin(&row.draft, dialect_prestashop.name, sheet);
    switch (row.shop->kind) {
    case FILE_OF_PRODUCTS:
        read_product(&row);
        break;
    case FILE_OF_COMBINATIONS:
        read_combination(&row);
        break;
    case FILE_OF_CATEGORIES:
        draft_refuse(&row.draft, "not_a_product", SLICE(""), "is a category: products name their categories themselves");
        break;
    }
    draft_finish(&row.draft, queue);
}

const struct dialect dialect_prestashop = {
    .name = "prestashop",
    .title = "PrestaShop",
    .names = prestashop_names,
    .recognise = recognise,
    .open = open_prestashop,
    .row = take_row,
    .close = close_prestashop,
};
