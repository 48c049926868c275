/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "format/wix.h"

#include "base/memory.h"
#include "base/money.h"
#include "base/name.h"
#include "format/family_rows.h"

#include <stdlib.h>

/* Pictures are told by the names that Wix gave them; this is where it keeps them. */
#define WIX_PICTURES "https://static.wixstatic.com/media/"

enum wix_field {
    WIX_HANDLE = 1,
    WIX_ROW_TYPE,
    WIX_NAME,
    WIX_DESCRIPTION,
    WIX_PICTURE,
    WIX_PICTURE_TEXT,
    WIX_COLLECTION,
    WIX_SKU,
    WIX_PRICE,
    WIX_STRIKETHROUGH,
    WIX_SURCHARGE,
    WIX_VISIBLE,
    WIX_DISCOUNT_MODE,
    WIX_DISCOUNT_VALUE,
    WIX_INVENTORY,
    WIX_WEIGHT,
    WIX_COST,
    WIX_BRAND,
    WIX_BARCODE,
    WIX_OPTION_NAME,
    WIX_OPTION_CHOICE,
    WIX_INFO_TITLE,
    WIX_INFO_TEXT,
};

static const struct column_name wix_names[] = {
    {WIX_HANDLE, "handleId"},
    {WIX_HANDLE, "handle"},
    {WIX_ROW_TYPE, "fieldType"},
    {WIX_NAME, "name"},
    {WIX_DESCRIPTION, "description"},
    {WIX_DESCRIPTION, "plainDescription"},
    {WIX_PICTURE, "productImageUrl"},
    {WIX_PICTURE, "media"},
    {WIX_PICTURE_TEXT, "mediaAltText"},
    {WIX_COLLECTION, "collection"},
    {WIX_SKU, "sku"},
    {WIX_PRICE, "price"},
    {WIX_STRIKETHROUGH, "strikethroughPrice"},
    {WIX_SURCHARGE, "surcharge"},
    {WIX_VISIBLE, "visible"},
    {WIX_DISCOUNT_MODE, "discountMode"},
    {WIX_DISCOUNT_VALUE, "discountValue"},
    {WIX_INVENTORY, "inventory"},
    {WIX_WEIGHT, "weight"},
    {WIX_COST, "cost"},
    {WIX_BRAND, "brand"},
    {WIX_BARCODE, "barcode"},
    {WIX_OPTION_NAME, "productOptionName%d"},
    {WIX_OPTION_CHOICE, "productOptionDescription%d"},
    {WIX_OPTION_CHOICE, "productOptionChoices%d"},
    {WIX_INFO_TITLE, "additionalInfoTitle%d"},
    {WIX_INFO_TEXT, "additionalInfoDescription%d"},
    {COLUMN_KEPT, "ribbon"},
    {COLUMN_KEPT, "productOptionType%d"},
    {COLUMN_KEPT, "customTextField%d"},
    {COLUMN_KEPT, "customTextCharLimit%d"},
    {COLUMN_KEPT, "customTextMandatory%d"},
    {COLUMN_KEPT, "modifierName%d"},
    {COLUMN_KEPT, "modifierType%d"},
    {COLUMN_KEPT, "modifierCharLimit%d"},
    {COLUMN_KEPT, "modifierMandatory%d"},
    {COLUMN_KEPT, "modifierDescription%d"},
    {COLUMN_KEPT, "baseUnit"},
    {COLUMN_KEPT, "baseUnitMeasurement"},
    {COLUMN_KEPT, "totalUnits"},
    {COLUMN_KEPT, "totalUnitsMeasurement"},
    {COLUMN_KEPT, "preOrderEnabled"},
    {COLUMN_KEPT, "preOrderMessage"},
    {COLUMN_KEPT, "preOrderLimit"},
    {0, NULL},
};

enum { WIX_INFOS = 6 };

struct wix {
    const struct header *header;
    struct family_rows family;
    price price;   /* the family's, before its discount */
    price less;    /* what the discount takes off, */
    percent share; /* or which part; both 0: there is none */
};

struct wix_row {
    struct wix *shop;
    const struct sheet_row *sheet;
};

/* "fieldType" is Wix's alone. */
static unsigned recognise(const struct header *header)
{
    if (!header_has(header, WIX_HANDLE) || !header_has(header, WIX_ROW_TYPE))
        return 0;
    return header_has(header, WIX_OPTION_NAME) || header_has(header, WIX_INVENTORY) ? 95 : 60;
}

static void *open_wix(const struct header *header)
{
    struct wix *shop = memory_take_zeroed(1, sizeof *shop);

    shop->header = header;
    return shop;
}

static struct slice cell_of(const struct wix_row *row, enum wix_field field)
{
    return cell_unescaped(header_cell(row->shop->header, row->sheet, (int)field));
}

static struct slice numbered(const struct wix_row *row, enum wix_field field, unsigned number)
{
    return cell_unescaped(header_cell_of(row->shop->header, row->sheet, (int)field, number));
}

static struct slice title_of(const struct wix_row *row, enum wix_field field)
{
    return header_title(row->shop->header, (int)field);
}

static bool is_word(struct slice cell, const char *word)
{
    struct text folded = TEXT_INIT;
    bool is;

    text_add_folded_name(&folded, cell);
    is = slice_is(text_slice(&folded), word);
    text_release(&folded);
    return is;
}

static void give_pictures(const struct wix_row *row, struct draft *draft)
{
    struct slice rest = cell_of(row, WIX_PICTURE);
    struct slice texts = cell_of(row, WIX_PICTURE_TEXT);
    struct text room = TEXT_INIT;
    struct text text_room = TEXT_INIT;
    struct slice name;
    struct slice words;

    while (list_next(&rest, ';', '\0', &room, &name)) {
        struct text url = TEXT_INIT;

        if (!list_next(&texts, ';', '\0', &text_room, &words))
            words = SLICE("");
        if (name.length && !memmem(name.bytes, name.length, "://", 3))
            text_add_string(&url, WIX_PICTURES);
        text_add_slice(&url, name);
        draft_picture(draft, text_slice(&url), words);
        text_release(&url);
    }
    text_release(&room);
    text_release(&text_room);
}

static void give_collections(const struct wix_row *row, struct draft *draft)
{
    struct slice rest = cell_of(row, WIX_COLLECTION);
    struct text room = TEXT_INIT;
    struct slice name;

    while (list_next(&rest, ';', '\0', &room, &name))
        draft_category(draft, name);
    text_release(&room);
}

static void keep_rest(const struct wix_row *row, struct draft *draft)
{
    const struct header *header = row->shop->header;

    for (size_t i = 0; i < header->count && i < row->sheet->count; i++)
        if (header->columns[i].field == COLUMN_UNKNOWN || header->columns[i].field == COLUMN_KEPT)
            draft_column(draft, header->columns[i].title, cell_unescaped(slice_trim(row->sheet->cells[i])));
}

static void read_discount(const struct wix_row *row)
{
    struct wix *shop = row->shop;
    struct slice value = cell_of(row, WIX_DISCOUNT_VALUE);

    shop->less = shop->share = 0;
    if (is_word(cell_of(row, WIX_DISCOUNT_MODE), "percent")) {
        if (!cell_scaled(value, PERCENT_UNIT, &shop->share) || shop->share < 0 || shop->share >= PERCENT_WHOLE)
            shop->share = 0;
    } else if (!cell_scaled(value, PRICE_UNIT, &shop->less) || shop->less < 0) {
        shop->less = 0;
    }
}

/* As customers pay it: Wix takes the discount off each variant's own price. */
static price discounted(const struct wix *shop, price whole)
{
    const price cent = PRICE_UNIT / 100;

    if (shop->share)
        return (price)divide_rounded((wide)whole * (PERCENT_WHOLE - shop->share), (wide)PERCENT_WHOLE * cent) * cent;
    return whole - shop->less;
}

static void give_price(json_t *object, const char *member, price value)
{
    static const struct currency at_least = {"", 2};
    struct text text = TEXT_INIT;

    price_write(&text, value, &at_least);
    draft_text_in(object, member, text_slice(&text));
    text_release(&text);
}

static void give_reduced(const struct wix_row *row, struct draft *draft, price whole)
{
    price reduced = discounted(row->shop, whole);

    if (reduced > 0 && reduced < whole)
        give_price(draft_object(draft, "sale"), "price", reduced);
    else
        draft_nothing(draft, "sale");
}

/* What is struck through is the price, and what is asked the sale's. */
static void give_own_price(const struct wix_row *row, struct draft *draft, struct slice asked)
{
    struct slice before = cell_of(row, WIX_STRIKETHROUGH);
    price now = 0;
    price then = 0;

    if (cell_scaled(asked, PRICE_UNIT, &now) && cell_scaled(before, PRICE_UNIT, &then) && then > now && now > 0) {
        draft_price(draft, "price", title_of(row, WIX_STRIKETHROUGH), before);
        draft_price_in(draft, draft_object(draft, "sale"), "price", title_of(row, WIX_PRICE), asked);
        return;
    }
    draft_price(draft, "price", title_of(row, WIX_PRICE), asked);
    give_reduced(row, draft, now);
}

static void give_family_price(const struct wix_row *row, struct draft *draft)
{
    struct slice asked = cell_of(row, WIX_PRICE);

    read_discount(row);
    row->shop->price = 0;
    if (!asked.length)
        return;
    give_own_price(row, draft, asked);
    if (!cell_scaled(asked, PRICE_UNIT, &row->shop->price))
        row->shop->price = 0;
}

/* Older files tell what a variant costs more than its product, newer ones what it costs. */
static void give_variant_price(const struct wix_row *row, struct draft *draft)
{
    struct slice surcharge = cell_of(row, WIX_SURCHARGE);
    price more = 0;

    if (cell_of(row, WIX_PRICE).length) {
        give_own_price(row, draft, cell_of(row, WIX_PRICE));
        return;
    }
    if (surcharge.length && surcharge.bytes[0] == '+')
        surcharge = slice_trim(slice_from(surcharge, 1));
    if (surcharge.length && !cell_scaled(surcharge, PRICE_UNIT, &more)) {
        draft_refuse(draft, "not_a_number", title_of(row, WIX_SURCHARGE), "\"%.*s\" is no number", SLICE_ARGS(surcharge));
        return;
    }
    if (row->shop->price + more <= 0)
        return;
    give_price(draft->record, "price", row->shop->price + more);
    give_reduced(row, draft, row->shop->price + more);
}

/* What any row may tell of what is sold. "InStock" is not counted. */
static void give_article(const struct wix_row *row, struct draft *draft)
{
    struct slice inventory = cell_of(row, WIX_INVENTORY);
    struct slice barcode = cell_of(row, WIX_BARCODE);
    const char *unit = row->shop->header->weight_unit;
    int64_t weight;

    draft_text(draft, "sku", cell_of(row, WIX_SKU));
    draft_price(draft, "cost", title_of(row, WIX_COST), cell_of(row, WIX_COST));
    if (cell_is_gtin(barcode))
        draft_text(draft, "gtin", barcode);
    draft_column(draft, SLICE("barcode"), cell_is_gtin(barcode) ? SLICE("") : barcode);
    if (!cell_scaled(cell_of(row, WIX_WEIGHT), 1000, &weight) || weight != 0)
        draft_weight(draft, title_of(row, WIX_WEIGHT), cell_of(row, WIX_WEIGHT), SLICE(""), unit ? unit : "kg");
    if (is_word(inventory, "outofstock") || is_word(inventory, "out of stock"))
        draft_whole(draft, "stock", 0);
    else if (!is_word(inventory, "instock") && !is_word(inventory, "in stock"))
        draft_count(draft, "stock", title_of(row, WIX_INVENTORY), inventory);
}

static void give_infos(const struct wix_row *row, struct draft *draft)
{
    for (unsigned n = 1; n <= WIX_INFOS; n++)
        draft_attribute(draft, numbered(row, WIX_INFO_TITLE, n), numbered(row, WIX_INFO_TEXT, n));
}

static void take_product(const struct wix_row *row)
{
    struct family_rows *family = &row->shop->family;
    struct draft *draft = &family->product;

    for (unsigned n = 1; n <= FAMILY_AXES; n++)
        family_rows_axis(family, n, numbered(row, WIX_OPTION_NAME, n));
    draft_term(draft, "name", cell_of(row, WIX_NAME));
    draft_text(draft, "description", cell_of(row, WIX_DESCRIPTION));
    draft_term(draft, "brand", cell_of(row, WIX_BRAND));
    if (cell_of(row, WIX_VISIBLE).length)
        draft_text(draft, "status", cell_answer(cell_of(row, WIX_VISIBLE)) == ANSWER_YES ? SLICE("active") : SLICE("draft"));
    give_pictures(row, draft);
    give_collections(row, draft);
    give_family_price(row, draft);
    give_article(row, draft);
    give_infos(row, draft);
    keep_rest(row, draft);
}

/* Colours are written "#A52A2A:Brown": the shade, and what customers read. */
static struct slice choice_of(struct slice cell)
{
    const char *colon = cell.length && cell.bytes[0] == '#' ? memchr(cell.bytes, ':', cell.length) : NULL;

    return colon ? slice_trim(slice_from(cell, (size_t)(colon - cell.bytes) + 1)) : cell;
}

static void take_variant(const struct wix_row *row)
{
    struct family_rows *family = &row->shop->family;
    struct draft *draft = family_rows_variant(family, row->sheet);

    for (unsigned n = 1; n <= FAMILY_AXES; n++) {
        family_rows_axis(family, n, numbered(row, WIX_OPTION_NAME, n));
        family_rows_option(family, n, choice_of(numbered(row, WIX_OPTION_CHOICE, n)));
    }
    if (is_word(cell_of(row, WIX_VISIBLE), "false"))
        draft_text(draft, "status", SLICE("draft"));
    give_variant_price(row, draft);
    give_article(row, draft);
}

static void refuse_row(const struct sheet_row *sheet, struct product_queue *queue, const char *reason)
{
    struct fault fault = FAULT_INIT;

    fault_set(&fault, FAULT_REFUSED, "rows_apart", "fieldType", "%s", reason);
    queue_refusal(queue, sheet->line, sheet->raw, &fault);
}

static void take_row(void *state, const struct sheet_row *sheet, struct product_queue *queue)
{
    struct wix_row row = {state, sheet};
    struct family_rows *family = &row.shop->family;
    struct slice handle = cell_of(&row, WIX_HANDLE);

    if (is_word(cell_of(&row, WIX_ROW_TYPE), "product")) {
        family_rows_finish(family, queue);
        family_rows_begin(family, dialect_wix.name, sheet, handle, handle);
        take_product(&row);
    } else if (!is_word(cell_of(&row, WIX_ROW_TYPE), "variant")) {
        refuse_row(sheet, queue, "is neither Product nor Variant");
    } else if (!family->open || !slice_equal(handle, text_slice(&family->handle))) {
        refuse_row(sheet, queue, "is a variant, and the row of its product does not stand above it");
    } else {
        take_variant(&row);
    }
}

static void end_of_rows(void *state, struct product_queue *queue)
{
    struct wix *shop = state;

    family_rows_finish(&shop->family, queue);
}

static void close_wix(void *state)
{
    struct wix *shop = state;

    family_rows_release(&shop->family);
    free(shop);
}

const struct dialect dialect_wix = {
    .name = "wix",
    .title = "Wix",
    .names = wix_names,
    .recognise = recognise,
    .open = open_wix,
    .row = take_row,
    .end = end_of_rows,
    .close = close_wix,
};
