/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "format/shopify.h"

#include "base/arena.h"
#include "base/memory.h"
#include "base/money.h"
#include "base/name.h"
#include "format/draft.h"
#include "shop/product.h"

#include <stdlib.h>

/* Shopify takes 250 pictures and 2,048 variants of a product. */
enum { ROWS_LIMIT = 4096 };

struct picture {
    struct slice url, text;
    int64_t position;
};

/*
 * The product whose rows are being read. Its first row tells the product, its first variant and its first picture; each row
 * after it one more variant, one more picture, or both.
 */
struct shopify {
    const struct header *header;
    struct text *titles; /* by column: the name under which its cells are kept */
    bool open;
    struct text handle;
    size_t rows;
    struct draft product;
    struct draft *variants;
    size_t count, room;
    struct arena arena; /* of what is copied here: pictures, names of options */
    struct picture *pictures;
    size_t picture_count, picture_room;
    struct slice axes[SHOPIFY_OPTIONS];
};

struct shopify_row {
    struct shopify *shop;
    const struct sheet_row *sheet;
};

/* Any of these is Shopify's alone; a price and a title are anybody's. */
static unsigned recognise(const struct header *header)
{
    static const struct {
        enum shopify_field field;
        unsigned weight;
    } marks[] = {
        {SHOPIFY_OPTION_NAME, 20}, {SHOPIFY_OPTION_VALUE, 20}, {SHOPIFY_BODY, 5},     {SHOPIFY_VENDOR, 10},
        {SHOPIFY_POLICY, 25},      {SHOPIFY_FULFILLMENT, 20},  {SHOPIFY_TRACKER, 15}, {SHOPIFY_SHIPPED, 10},
        {SHOPIFY_TAXABLE, 10},     {SHOPIFY_COMPARE, 15},      {SHOPIFY_SKU, 5},      {SHOPIFY_PUBLISHED, 5},
        {SHOPIFY_GRAMS, 10},       {SHOPIFY_GIFT_CARD, 10},    {SHOPIFY_HANDLE, 30},
    };
    unsigned sure = 0;

    if (!header_has(header, SHOPIFY_HANDLE) && !header_has(header, SHOPIFY_TITLE))
        return 0;
    for (size_t i = 0; i < sizeof marks / sizeof *marks; i++)
        sure += header_has(header, (int)marks[i].field) ? marks[i].weight : 0;
    return sure < 95 ? sure : 95;
}

static void *open_shopify(const struct header *header)
{
    struct shopify *shop = memory_take_zeroed(1, sizeof *shop);

    shop->header = header;
    shop->titles = memory_take_zeroed(header->count + 1, sizeof *shop->titles);
    for (size_t i = 0; i < header->count; i++)
        header_first_name(&shop->titles[i], shopify_names, &header->columns[i]);
    return shop;
}

static struct slice cell_of(const struct shopify_row *row, enum shopify_field field)
{
    return cell_unescaped(header_cell(row->shop->header, row->sheet, (int)field));
}

static struct slice numbered(const struct shopify_row *row, enum shopify_field field, unsigned number)
{
    return cell_unescaped(header_cell_of(row->shop->header, row->sheet, (int)field, number));
}

static struct slice title_of(const struct shopify_row *row, enum shopify_field field)
{
    return header_title(row->shop->header, (int)field);
}

/* Spreadsheets lose zeros at the front of a number; an apostrophe keeps them, and is no part of it. */
static struct slice code_of(const struct shopify_row *row, enum shopify_field field)
{
    struct slice cell = cell_of(row, field);

    return cell.length && cell.bytes[0] == '\'' ? slice_trim(slice_from(cell, 1)) : cell;
}

/* The first row that says something of the product is believed. */
static bool is_told(const struct draft *draft, const char *member)
{
    return json_object_get(draft->record, member) != NULL;
}

static void give_once(struct draft *draft, const char *member, struct slice value)
{
    if (!is_told(draft, member))
        draft_text(draft, member, value);
}

/* An empty cell takes away what an earlier file had there; a file without the column says nothing of it. */
static void keep(const struct shopify *shop, struct draft *draft, enum shopify_field field, struct slice cell)
{
    if (header_has(shop->header, (int)field))
        draft_column(draft, slice_of(shopify_field_name(field)), cell);
}

/* Spreadsheets write true and false in the language of who sits before them; Shopify reads the English words alone. */
static struct slice in_english(struct slice cell)
{
    enum answer answer = slice_integer(cell, INT64_MAX, &(int64_t){0}) ? ANSWER_NONE : cell_answer(cell);

    return answer == ANSWER_YES ? SLICE("true") : answer == ANSWER_NO ? SLICE("false") : cell;
}

static bool is_flag(const struct shopify_kept *kept)
{
    return cell_answer(slice_of(kept->usual)) != ANSWER_NONE;
}

static void keep_if(bool wanted, const struct shopify_row *row, struct draft *draft, enum shopify_field field)
{
    keep(row->shop, draft, field, wanted ? cell_of(row, field) : SLICE(""));
}

/* Whether a column is kept with the product or with the variant; *usual is what its cells need not be kept for. */
static bool is_kept(const struct header_column *column, bool of_variant, const struct shopify_kept **usual)
{
    *usual = NULL;
    switch (column->field) {
    case COLUMN_UNKNOWN:
        return shopify_is_of_variant(column->title) == of_variant;
    case SHOPIFY_OPTION_LINK:
        return !of_variant;
    case SHOPIFY_CUSTOM_LABEL:
        return of_variant;
    default:
        break;
    }
    for (const struct shopify_kept *kept = shopify_kept; kept->field; kept++)
        if (column->field == (int)kept->field && kept->of_variant == of_variant)
            *usual = kept;
    return *usual != NULL;
}

static void keep_rest(const struct shopify_row *row, struct draft *draft, bool of_variant)
{
    struct shopify *shop = row->shop;
    const struct shopify_kept *usual;

    for (size_t i = 0; i < shop->header->count && i < row->sheet->count; i++) {
        struct slice cell = cell_unescaped(slice_trim(row->sheet->cells[i]));

        if (!is_kept(&shop->header->columns[i], of_variant, &usual))
            continue;
        if (usual && is_flag(usual))
            cell = in_english(cell);
        if (usual && !shopify_cell_is_usual(cell, usual))
            draft_column_as_it_is(draft, text_slice(&shop->titles[i]), cell);
        else
            draft_column(draft, text_slice(&shop->titles[i]), usual ? SLICE("") : cell);
    }
}

/* What Shopify's own taxonomy calls it, and what the shop does, which comes second where both are told. */
static void give_categories(const struct shopify_row *row, struct draft *draft)
{
    struct slice category = cell_of(row, SHOPIFY_CATEGORY);

    draft_category(draft, category);
    draft_category(draft, cell_of(row, SHOPIFY_TYPE));
    keep_if(true, row, draft, SHOPIFY_CATEGORY);
}

static void give_tags(const struct shopify_row *row, struct draft *draft)
{
    struct slice list = cell_of(row, SHOPIFY_TAGS);
    struct text room = TEXT_INIT;
    struct slice tag;

    while (list.length && list_next(&list, ',', 0, &room, &tag))
        draft_append(draft, "tags", tag);
    text_release(&room);
}

/* Before there was a status, what was not published was a draft. */
static void give_status(const struct shopify_row *row, struct draft *draft)
{
    struct slice status = cell_of(row, SHOPIFY_STATUS);
    enum answer answer = cell_answer(cell_of(row, SHOPIFY_PUBLISHED));
    struct text folded = TEXT_INIT;

    text_add_folded_name(&folded, status);
    if (slice_is(text_slice(&folded), "draft") || slice_is(text_slice(&folded), "archived"))
        draft_text(draft, "status", text_slice(&folded));
    else if (status.length || answer != ANSWER_NONE)
        draft_text(draft, "status", status.length || answer == ANSWER_YES ? SLICE("active") : SLICE("draft"));
    if (is_told(draft, "status")) {
        const char *told = json_string_value(json_object_get(draft->record, "status"));

        keep_if(folded.length && !slice_is(text_slice(&folded), told), row, draft, SHOPIFY_STATUS);
        keep(row->shop, draft, SHOPIFY_PUBLISHED,
             answer != ANSWER_NONE && (answer == ANSWER_YES) != (strcmp(told, "active") == 0)
                 ? in_english(cell_of(row, SHOPIFY_PUBLISHED))
                 : SLICE(""));
    }
    text_release(&folded);
}

static void give_axes(const struct shopify_row *row)
{
    struct shopify *shop = row->shop;

    for (unsigned n = 0; n < SHOPIFY_OPTIONS; n++) {
        struct slice name = numbered(row, SHOPIFY_OPTION_NAME, n + 1);

        if (name.length && !shop->axes[n].length)
            shop->axes[n] = arena_copy(&shop->arena, name);
    }
}

static void give_product(const struct shopify_row *row)
{
    struct draft *draft = &row->shop->product;

    give_once(draft, "name", cell_of(row, SHOPIFY_TITLE));
    give_once(draft, "description", cell_of(row, SHOPIFY_BODY));
    give_once(draft, "brand", cell_of(row, SHOPIFY_VENDOR));
    give_once(draft, "meta_title", cell_of(row, SHOPIFY_SEO_TITLE));
    give_once(draft, "meta_description", cell_of(row, SHOPIFY_SEO_DESCRIPTION));
    give_once(draft, "google_category", cell_of(row, SHOPIFY_GOOGLE_CATEGORY));
    if (!is_told(draft, "category"))
        give_categories(row, draft);
    if (!is_told(draft, "tags"))
        give_tags(row, draft);
    if (!is_told(draft, "status"))
        give_status(row, draft);
    draft_attribute(draft, SLICE("gender"), cell_of(row, SHOPIFY_GENDER));
    draft_attribute(draft, SLICE("age_group"), cell_of(row, SHOPIFY_AGE_GROUP));
    if (row->shop->rows == 1)
        keep_rest(row, draft, false);
    give_axes(row);
}

/* The price before a reduction is the one it is compared with. */
static void give_prices(const struct shopify_row *row, struct draft *draft)
{
    struct slice asked = cell_of(row, SHOPIFY_PRICE);
    struct slice compared = cell_of(row, SHOPIFY_COMPARE);
    price now = 0;
    price before = 0;

    if (cell_scaled(asked, PRICE_UNIT, &now) && cell_scaled(compared, PRICE_UNIT, &before) && before > now && now > 0) {
        draft_price(draft, "price", title_of(row, SHOPIFY_COMPARE), compared);
        draft_price_in(draft, draft_object(draft, "sale"), "price", title_of(row, SHOPIFY_PRICE), asked);
    } else {
        draft_price(draft, "price", title_of(row, SHOPIFY_PRICE), asked);
        if (asked.length && header_has(row->shop->header, SHOPIFY_COMPARE))
            draft_nothing(draft, "sale");
    }
    keep_if(before > 0 && before <= now, row, draft, SHOPIFY_COMPARE);
    draft_price(draft, "cost", title_of(row, SHOPIFY_COST), cell_of(row, SHOPIFY_COST));
}

static void give_gtin(const struct shopify_row *row, struct draft *draft)
{
    struct slice code = code_of(row, SHOPIFY_BARCODE);
    int64_t digits;

    bool is_gtin = (code.length == 8 || code.length == 12 || code.length == 13 || code.length == 14) &&
                   slice_integer(code, INT64_MAX, &digits);

    if (is_gtin)
        draft_text(draft, "gtin", code);
    keep(row->shop, draft, SHOPIFY_BARCODE, is_gtin ? SLICE("") : code);
}

static void give_condition(const struct shopify_row *row, struct draft *draft)
{
    struct text folded = TEXT_INIT;
    bool known;

    text_add_folded_name(&folded, cell_of(row, SHOPIFY_CONDITION));
    known = slice_is(text_slice(&folded), "new") || slice_is(text_slice(&folded), "used") ||
            slice_is(text_slice(&folded), "refurbished");
    if (known)
        draft_text(draft, "condition", text_slice(&folded));
    keep_if(!known, row, draft, SHOPIFY_CONDITION);
    text_release(&folded);
}

/* "deny" and "continue" under the older name, yes and no under the newer one. */
static void give_policy(const struct shopify_row *row, struct draft *draft)
{
    struct slice policy = cell_of(row, SHOPIFY_POLICY);
    struct text folded = TEXT_INIT;

    text_add_folded_name(&folded, policy);
    if (slice_is(text_slice(&folded), "continue") || cell_answer(policy) == ANSWER_YES)
        draft_flag(draft, "backorder", true);
    else if (slice_is(text_slice(&folded), "deny") || cell_answer(policy) == ANSWER_NO)
        draft_nothing(draft, "backorder");
    text_release(&folded);
}

/* What is not sent is digital, unless it is counted: places at an event are, and a digital product never runs out. */
static void give_kind(const struct shopify_row *row, struct draft *draft)
{
    bool unsent = cell_answer(cell_of(row, SHOPIFY_SHIPPED)) == ANSWER_NO;
    bool counted = cell_of(row, SHOPIFY_TRACKER).length > 0;

    if (unsent && !counted)
        draft_text(draft, "kind", SLICE("digital"));
    else
        draft_count(draft, "stock", title_of(row, SHOPIFY_QUANTITY), cell_of(row, SHOPIFY_QUANTITY));
    keep(row->shop, draft, SHOPIFY_SHIPPED, unsent && counted ? in_english(cell_of(row, SHOPIFY_SHIPPED)) : SLICE(""));
}

static void give_variant(const struct shopify_row *row, struct draft *draft)
{
    draft_text(draft, "sku", code_of(row, SHOPIFY_SKU));
    give_prices(row, draft);
    give_gtin(row, draft);
    give_condition(row, draft);
    give_policy(row, draft);
    draft_text(draft, "mpn", cell_of(row, SHOPIFY_MPN));
    draft_text(draft, "tax_class", cell_of(row, SHOPIFY_TAX_CODE));
    if (cell_answer(cell_of(row, SHOPIFY_TAXABLE)) == ANSWER_NO)
        draft_text(draft, "vat_rate", SLICE("0"));
    draft_text(draft, "image", cell_of(row, SHOPIFY_VARIANT_IMAGE));
    draft_weight(draft, title_of(row, SHOPIFY_GRAMS), cell_of(row, SHOPIFY_GRAMS), SLICE(""), "g");
    keep_if(cell_is_finer(cell_of(row, SHOPIFY_GRAMS), 1), row, draft, SHOPIFY_GRAMS);
    give_kind(row, draft);
    keep_rest(row, draft, true);
}

/* Its options stay where the rows are told apart by their numbers: names may stand in another row. */
static void add_variant(const struct shopify_row *row)
{
    struct shopify *shop = row->shop;
    struct draft *draft;
    json_t *values = json_array();

    shop->variants = memory_grow(shop->variants, &shop->room, shop->count + 1, sizeof *shop->variants);
    draft = &shop->variants[shop->count++];
    draft_begin(draft, dialect_shopify.name, row->sheet);
    give_variant(row, draft);
    for (unsigned n = 1; n <= SHOPIFY_OPTIONS; n++) {
        struct slice value = numbered(row, SHOPIFY_OPTION_VALUE, n);

        json_array_append_new(values, json_stringn_nocheck(value.length ? value.bytes : "", value.length));
    }
    json_object_set_new(draft->record, "options", values);
}

/* Pictures come in the order of their positions; those without one last. Some files repeat one on every row. */
static void add_picture(struct shopify *shop, struct slice url, struct slice text, int64_t position)
{
    size_t at;

    for (size_t i = 0; i < shop->picture_count; i++)
        if (slice_equal(shop->pictures[i].url, url))
            return;
    if (!url.length)
        return;
    shop->pictures = memory_grow(shop->pictures, &shop->picture_room, shop->picture_count + 1, sizeof *shop->pictures);
    for (at = shop->picture_count++; at && shop->pictures[at - 1].position > position; at--)
        shop->pictures[at] = shop->pictures[at - 1];
    shop->pictures[at] = (struct picture){arena_copy(&shop->arena, url), arena_copy(&shop->arena, text), position};
}

static void read_picture(const struct shopify_row *row)
{
    int64_t position;

    if (!slice_integer(cell_of(row, SHOPIFY_IMAGE_POSITION), INT64_MAX, &position))
        position = INT64_MAX;
    add_picture(row->shop, cell_of(row, SHOPIFY_IMAGE), cell_of(row, SHOPIFY_IMAGE_TEXT), position);
}

static void give_pictures(struct shopify *shop)
{
    for (size_t i = 0; i < shop->picture_count; i++)
        draft_picture(&shop->product, shop->pictures[i].url, shop->pictures[i].text);
}

static bool is_variant(const struct shopify_row *row)
{
    bool told = cell_of(row, SHOPIFY_SKU).length || cell_of(row, SHOPIFY_PRICE).length;

    for (unsigned n = 1; !told && n <= SHOPIFY_OPTIONS; n++)
        told = numbered(row, SHOPIFY_OPTION_VALUE, n).length > 0;
    return told;
}

static const char *option_of(const struct draft *variant, unsigned n)
{
    return json_string_value(json_array_get(json_object_get(variant->record, "options"), n));
}

/* One that has no options: the one value it has is none. */
static bool is_single(const struct shopify *shop)
{
    if (shop->count > 1)
        return false;
    if (shop->count == 0 || !shop->axes[0].length)
        return true;
    return slice_is(SHOPIFY_NO_VALUE, option_of(&shop->variants[0], 0)) && !option_of(&shop->variants[0], 1)[0];
}

/* What the variant says is the product's; cells that are kept are put together. */
static void merge(json_t *product, json_t *variant)
{
    const char *name;
    json_t *value;

    json_object_foreach(variant, name, value)
    {
        json_t *there = json_object_get(product, name);

        if (json_is_object(there) && json_is_object(value))
            merge(there, value);
        else if (!there)
            json_object_set(product, name, value);
    }
}

/* What has no price cannot be sold, whatever its state. */
static void demote_without_price(struct shopify *shop, struct draft *product)
{
    const char *status = json_string_value(json_object_get(product->record, "status"));

    if (is_told(product, "price") || !header_has(shop->header, SHOPIFY_PRICE) || !status || strcmp(status, "active") != 0)
        return;
    keep(shop, product, SHOPIFY_STATUS, slice_of(status));
    draft_text(product, "status", SLICE("draft"));
}

static void give_handle(struct shopify *shop, struct draft *draft, const char *member)
{
    json_t *reference = draft_object(draft, member);

    draft_text_in(reference, "channel", slice_of(dialect_shopify.name));
    draft_text_in(reference, "id", text_slice(&shop->handle));
}

static void give_sku_of_handle(struct shopify *shop)
{
    draft_text(&shop->product, "sku", text_slice(&shop->handle));
    give_handle(shop, &shop->product, "sku_by_id");
}

static void finish_single(struct shopify *shop, struct product_queue *queue)
{
    struct draft *product = &shop->product;

    if (shop->count) {
        const json_t *picture = json_object_get(shop->variants[0].record, "image");

        add_picture(shop, (struct slice){json_string_value(picture), json_string_length(picture)}, SLICE(""), INT64_MAX);
        json_object_del(shop->variants[0].record, "image");
        json_object_del(shop->variants[0].record, "options");
        merge(product->record, shop->variants[0].record);
        if (product->fault.kind == FAULT_NONE)
            product->fault = shop->variants[0].fault;
        draft_drop(&shop->variants[0]);
    }
    give_pictures(shop);
    demote_without_price(shop, product);
    if (!is_told(product, "sku"))
        give_sku_of_handle(shop);
    draft_finish(product, queue);
}

static void give_options(struct shopify *shop, struct draft *variant, struct text *slugs)
{
    json_t *values = json_incref(json_object_get(variant->record, "options"));
    json_t *options = json_object();

    for (unsigned n = 0; n < SHOPIFY_OPTIONS; n++) {
        struct slice value = slice_of(json_string_value(json_array_get(values, n)));

        if (!shop->axes[n].length || !value.length)
            continue;
        json_object_setn_new_nocheck(options, shop->axes[n].bytes, shop->axes[n].length,
                                     json_stringn_nocheck(value.bytes, value.length));
        text_add_byte(slugs, '-');
        text_add_slug(slugs, value);
    }
    if (json_object_size(options) == 0)
        draft_refuse(variant, "options_unclear", SLICE("Option1 Value"), "has no value for an option that has a name");
    json_object_set_new(variant->record, "options", options);
    json_decref(values);
}

/* SKUs need not be there, nor differ; no two products of the shop can have one. */
static void give_sku_of_variant(struct shopify *shop, struct draft *variant, json_t *seen)
{
    struct text slugs = TEXT_INIT;
    struct text sku = TEXT_INIT;
    const char *own = json_string_value(json_object_get(variant->record, "sku"));

    give_options(shop, variant, &slugs);
    text_add_slice(&sku, own ? slice_of(own) : text_slice(&shop->handle));
    if (!own || json_object_get(seen, text_string(&sku)))
        text_add_slice(&sku, text_slice(&slugs));
    if (sku.length > SKU_LIMIT && sku.length > slugs.length) {
        sku.length -= slugs.length;
        text_printf(&sku, "-%zu", json_object_size(seen));
    }
    if (json_object_get(seen, text_string(&sku)))
        draft_refuse(variant, "duplicate_variant", SLICE("Option1 Value"), "another variant of the product has the same values");
    json_object_set_new(seen, text_string(&sku), json_true());
    draft_text(variant, "sku", text_slice(&sku));
    draft_text(variant, "parent", text_slice(&shop->handle));
    give_handle(shop, variant, "parent_id");
    text_release(&slugs);
    text_release(&sku);
}

static struct slice sku_of(const struct draft *variant)
{
    const json_t *sku = json_object_get(variant->record, "sku");

    return (struct slice){json_string_value(sku), json_string_length(sku)};
}

/* The order of the rows is that in which customers choose. */
static void keep_places(struct shopify *shop)
{
    bool sorted = true;

    for (size_t i = 1; i < shop->count; i++)
        sorted = sorted && slice_compare(sku_of(&shop->variants[i - 1]), sku_of(&shop->variants[i])) <= 0;
    for (size_t i = 0; i < shop->count; i++) {
        struct text place = TEXT_INIT;

        text_add_integer(&place, (int64_t)i + 1);
        draft_column(&shop->variants[i], slice_of(shopify_field_name(SHOPIFY_PLACE)), sorted ? SLICE("") : text_slice(&place));
        text_release(&place);
    }
}

static void finish_family(struct shopify *shop, struct product_queue *queue)
{
    json_t *seen = json_object();

    give_pictures(shop);
    give_sku_of_handle(shop);
    json_object_set_new(seen, text_string(&shop->handle), json_true());
    for (unsigned n = 0; n < SHOPIFY_OPTIONS; n++)
        draft_append(&shop->product, "axes", shop->axes[n]);
    draft_finish(&shop->product, queue);
    for (size_t i = 0; i < shop->count; i++)
        give_sku_of_variant(shop, &shop->variants[i], seen);
    keep_places(shop);
    for (size_t i = 0; i < shop->count; i++)
        draft_finish(&shop->variants[i], queue);
    json_decref(seen);
}

/* A sheet that has titles, and none on any of these rows, tells of a product whose other rows stand elsewhere. */
static void refuse_part(struct shopify *shop)
{
    if (!header_has(shop->header, SHOPIFY_TITLE) || is_told(&shop->product, "name"))
        return;
    draft_refuse(&shop->product, "rows_apart", SLICE("Title"), "is missing: the rows of one handle must stand together");
    for (size_t i = 0; i < shop->count; i++)
        draft_refuse(&shop->variants[i], "rows_apart", SLICE("Title"), "is missing: the rows of one handle must stand together");
}

static void finish(struct shopify *shop, struct product_queue *queue)
{
    if (!shop->open)
        return;
    if (!shop->handle.length)
        draft_refuse(&shop->product, "missing_field", SLICE("Handle"), "is missing, and the title makes none");
    if (is_told(&shop->product, "name")) {
        draft_text(&shop->product, "slug", text_slice(&shop->handle));
        draft_platform_id(&shop->product, text_slice(&shop->handle));
    }
    refuse_part(shop);
    if (is_single(shop))
        finish_single(shop, queue);
    else
        finish_family(shop, queue);
    shop->open = false;
    shop->count = shop->picture_count = 0;
    memset(shop->axes, 0, sizeof shop->axes);
    arena_clear(&shop->arena);
}

/* Shopify makes a handle of the title where there is none. */
static void begin(const struct shopify_row *row, struct slice handle)
{
    struct shopify *shop = row->shop;

    text_clear(&shop->handle);
    if (handle.length)
        text_add_slice(&shop->handle, handle);
    else
        text_add_slug(&shop->handle, cell_of(row, SHOPIFY_TITLE));
    draft_begin(&shop->product, dialect_shopify.name, row->sheet);
    shop->open = true;
    shop->rows = 0;
}

/* Of a product that had too many rows, those that follow are still its own. */
static bool is_next_product(const struct shopify_row *row, struct slice handle)
{
    if (!row->shop->open && row->shop->rows < ROWS_LIMIT)
        return true;
    return handle.length ? !slice_equal(handle, text_slice(&row->shop->handle)) : cell_of(row, SHOPIFY_TITLE).length > 0;
}

static void refuse_row(const struct sheet_row *sheet, struct product_queue *queue, const char *code, const char *field,
                       const char *reason)
{
    struct fault fault = FAULT_INIT;

    fault_set(&fault, FAULT_REFUSED, code, field, "%s", reason);
    queue_refusal(queue, sheet->line, sheet->raw, &fault);
}

static void take_row(void *state, const struct sheet_row *sheet, struct product_queue *queue)
{
    struct shopify_row row = {.shop = state, .sheet = sheet};
    struct slice handle = code_of(&row, SHOPIFY_HANDLE);

    if (is_next_product(&row, handle)) {
        finish(row.shop, queue);
        if (!handle.length && !cell_of(&row, SHOPIFY_TITLE).length) {
            refuse_row(sheet, queue, "missing_field", "Handle", "is missing, and so is the title");
            return;
        }
        begin(&row, handle);
    } else if (row.shop->rows == ROWS_LIMIT) {
        finish(row.shop, queue);
        refuse_row(sheet, queue, "too_many_rows", "Handle", "has more than 4,096 rows");
        return;
    } else {
        draft_add_row(&row.shop->product, sheet);
    }
    row.shop->rows++;
    give_product(&row);
    if (row.shop->rows == 1 || is_variant(&row))
        add_variant(&row);
    read_picture(&row);
}

static void end_of_rows(void *state, struct product_queue *queue)
{
    finish(state, queue);
}

static void close_shopify(void *state)
{
    struct shopify *shop = state;

    if (shop->open) {
        draft_drop(&shop->product);
        for (size_t i = 0; i < shop->count; i++)
            draft_drop(&shop->variants[i]);
    }
    for (size_t i = 0; i < shop->header->count; i++)
        text_release(&shop->titles[i]);
    free(shop->titles);
    free(shop->variants);
    free(shop->pictures);
    text_release(&shop->handle);
    arena_release(&shop->arena);
    free(shop);
}

const struct dialect dialect_shopify = {
    .name = "shopify",
    .title = "Shopify",
    .names = shopify_names,
    .recognise = recognise,
    .open = open_shopify,
    .row = take_row,
    .end = end_of_rows,
    .close = close_shopify,
};
