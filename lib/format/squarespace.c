/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "format/squarespace.h"

#include "base/memory.h"
#include "base/name.h"
#include "format/family_rows.h"

#include <stdlib.h>

enum squarespace_field {
    SQUARESPACE_PRODUCT = 1,
    SQUARESPACE_VARIANT,
    SQUARESPACE_TYPE,
    SQUARESPACE_PAGE,
    SQUARESPACE_URL,
    SQUARESPACE_TITLE,
    SQUARESPACE_DESCRIPTION,
    SQUARESPACE_SKU,
    SQUARESPACE_GTIN,
    SQUARESPACE_MPN,
    SQUARESPACE_OPTION_NAME,
    SQUARESPACE_OPTION_VALUE,
    SQUARESPACE_PRICE,
    SQUARESPACE_SALE_PRICE,
    SQUARESPACE_ON_SALE,
    SQUARESPACE_STOCK,
    SQUARESPACE_CATEGORIES,
    SQUARESPACE_TAGS,
    SQUARESPACE_WEIGHT,
    SQUARESPACE_LENGTH,
    SQUARESPACE_WIDTH,
    SQUARESPACE_HEIGHT,
    SQUARESPACE_VISIBLE,
    SQUARESPACE_IMAGES,
};

static const struct column_name squarespace_names[] = {
    {SQUARESPACE_PRODUCT, "Product ID"},
    {SQUARESPACE_VARIANT, "Variant ID"},
    {SQUARESPACE_TYPE, "Product Type"},
    {SQUARESPACE_PAGE, "Product Page"},
    {SQUARESPACE_URL, "Product URL"},
    {SQUARESPACE_TITLE, "Title"},
    {SQUARESPACE_DESCRIPTION, "Description"},
    {SQUARESPACE_SKU, "SKU"},
    {SQUARESPACE_GTIN, "GTIN"},
    {SQUARESPACE_MPN, "MPN"},
    {SQUARESPACE_OPTION_NAME, "Option Name %d"},
    {SQUARESPACE_OPTION_VALUE, "Option Value %d"},
    {SQUARESPACE_PRICE, "Price"},
    {SQUARESPACE_SALE_PRICE, "Sale Price"},
    {SQUARESPACE_ON_SALE, "On Sale"},
    {SQUARESPACE_STOCK, "Stock"},
    {SQUARESPACE_CATEGORIES, "Categories"},
    {SQUARESPACE_TAGS, "Tags"},
    {SQUARESPACE_WEIGHT, "Weight"},
    {SQUARESPACE_LENGTH, "Length"},
    {SQUARESPACE_WIDTH, "Width"},
    {SQUARESPACE_HEIGHT, "Height"},
    {SQUARESPACE_VISIBLE, "Visible"},
    {SQUARESPACE_IMAGES, "Hosted Image URLs"},
    {0, NULL},
};

struct squarespace {
    const struct header *header;
    struct family_rows family;
    const char *kind; /* of the family that is open; NULL: goods */
};

struct squarespace_row {
    struct squarespace *shop;
    const struct sheet_row *sheet;
};

/* "Hosted Image URLs" is Squarespace's alone, and so is the pair of a product's page and address. */
static unsigned recognise(const struct header *header)
{
    unsigned sure = 0;

    if (!header_has(header, SQUARESPACE_TITLE) || !header_has(header, SQUARESPACE_URL))
        return 0;
    sure += header_has(header, SQUARESPACE_IMAGES) ? 40 : 0;
    sure += header_has(header, SQUARESPACE_PAGE) ? 25 : 0;
    sure += header_has(header, SQUARESPACE_VARIANT) ? 20 : 0;
    sure += header_has(header, SQUARESPACE_ON_SALE) ? 10 : 0;
    return sure;
}

static void *open_squarespace(const struct header *header)
{
    struct squarespace *shop = memory_take_zeroed(1, sizeof *shop);

    shop->header = header;
    return shop;
}

static struct slice cell_of(const struct squarespace_row *row, enum squarespace_field field)
{
    return cell_unescaped(header_cell(row->shop->header, row->sheet, (int)field));
}

static struct slice numbered(const struct squarespace_row *row, enum squarespace_field field, unsigned number)
{
    return cell_unescaped(header_cell_of(row->shop->header, row->sheet, (int)field, number));
}

static struct slice title_of(const struct squarespace_row *row, enum squarespace_field field)
{
    return header_title(row->shop->header, (int)field);
}

/* "/clothing, /clothing/shirts": pages of categories, by their addresses. */
static void give_categories(const struct squarespace_row *row, struct draft *draft)
{
    struct slice rest = cell_of(row, SQUARESPACE_CATEGORIES);
    struct text room = TEXT_INIT;
    struct text step = TEXT_INIT;
    struct slice path;
    struct slice name;

    while (list_next(&rest, ',', '\0', &room, &path)) {
        struct text made = TEXT_INIT;

        while (list_next(&path, '/', '\0', &step, &name)) {
            if (name.length && made.length)
                text_add_string(&made, " > ");
            text_add_slice(&made, name);
        }
        draft_category(draft, text_slice(&made));
        text_release(&made);
    }
    text_release(&room);
    text_release(&step);
}

static void give_list(const struct squarespace_row *row, struct draft *draft, const char *member, enum squarespace_field field)
{
    struct slice rest = cell_of(row, field);
    struct text room = TEXT_INIT;
    struct slice item;

    while (list_next(&rest, ',', '\0', &room, &item))
        draft_append(draft, member, item);
    text_release(&room);
}

/* Addresses with blanks or line ends between them. */
static void give_pictures(const struct squarespace_row *row, struct draft *draft)
{
    struct slice rest = cell_of(row, SQUARESPACE_IMAGES);

    while (rest.length) {
        size_t length = 0;

        while (length < rest.length && !memchr(" \t\r\n", rest.bytes[length], 4))
            length++;
        draft_picture(draft, (struct slice){rest.bytes, length}, SLICE(""));
        rest = slice_from(rest, length < rest.length ? length + 1 : length);
    }
}

/* What is neither: goods. */
static const char *kind_of(struct slice type)
{
    struct text folded = TEXT_INIT;
    const char *kind = NULL;

    text_add_folded_name(&folded, type);
    if (slice_is(text_slice(&folded), "service"))
        kind = "service";
    else if (slice_is(text_slice(&folded), "digital") || slice_is(text_slice(&folded), "download") ||
             slice_is(text_slice(&folded), "gift card"))
        kind = "digital";
    text_release(&folded);
    return kind;
}

static void keep_unknown(const struct squarespace_row *row, struct draft *draft)
{
    const struct header *header = row->shop->header;

    draft_column(draft, SLICE("Product Page"), cell_of(row, SQUARESPACE_PAGE));
    for (size_t i = 0; i < header->count && i < row->sheet->count; i++)
        if (header->columns[i].field == COLUMN_UNKNOWN)
            draft_column(draft, header->columns[i].title, cell_unescaped(slice_trim(row->sheet->cells[i])));
}

static void give_product(const struct squarespace_row *row)
{
    struct draft *draft = &row->shop->family.product;

    draft_term(draft, "name", cell_of(row, SQUARESPACE_TITLE));
    draft_text(draft, "description", cell_of(row, SQUARESPACE_DESCRIPTION));
    draft_text(draft, "slug", cell_of(row, SQUARESPACE_URL));
    give_categories(row, draft);
    give_list(row, draft, "tags", SQUARESPACE_TAGS);
    give_pictures(row, draft);
    if (cell_of(row, SQUARESPACE_VISIBLE).length)
        draft_text(draft, "status",
                   cell_answer(cell_of(row, SQUARESPACE_VISIBLE)) == ANSWER_YES ? SLICE("active") : SLICE("draft"));
    keep_unknown(row, draft);
    row->shop->kind = kind_of(cell_of(row, SQUARESPACE_TYPE));
}

static void give_prices(const struct squarespace_row *row, struct draft *draft)
{
    draft_price(draft, "price", title_of(row, SQUARESPACE_PRICE), cell_of(row, SQUARESPACE_PRICE));
    if (cell_answer(cell_of(row, SQUARESPACE_ON_SALE)) == ANSWER_YES)
        draft_price_in(draft, draft_object(draft, "sale"), "price", title_of(row, SQUARESPACE_SALE_PRICE),
                       cell_of(row, SQUARESPACE_SALE_PRICE));
    else if (header_has(row->shop->header, SQUARESPACE_ON_SALE))
        draft_nothing(draft, "sale");
}

/* Weights and lengths are in the units of the site: kilograms and centimetres, or pounds and inches. Zero says nothing. */
static void give_measures(const struct squarespace_row *row, struct draft *draft)
{
    static const struct {
        enum squarespace_field field;
        const char *member;
    } sides[] = {
        {SQUARESPACE_LENGTH, "length_mm"},
        {SQUARESPACE_WIDTH, "width_mm"},
        {SQUARESPACE_HEIGHT, "height_mm"},
    };
    const char *weight = row->shop->header->weight_unit ? row->shop->header->weight_unit : "kg";
    bool metric = strcmp(weight, "kg") == 0 || strcmp(weight, "g") == 0;
    int64_t value;

    if (!cell_scaled(cell_of(row, SQUARESPACE_WEIGHT), 1000, &value) || value != 0)
        draft_weight(draft, title_of(row, SQUARESPACE_WEIGHT), cell_of(row, SQUARESPACE_WEIGHT), SLICE(""), weight);
    for (size_t i = 0; i < sizeof sides / sizeof *sides; i++)
        if (!cell_scaled(cell_of(row, sides[i].field), 1000, &value) || value != 0)
            draft_length(draft, sides[i].member, title_of(row, sides[i].field), cell_of(row, sides[i].field), SLICE(""),
                         metric ? "cm" : "in");
}

static void give_variant(const struct squarespace_row *row)
{
    struct family_rows *family = &row->shop->family;
    struct draft *draft = family_rows_variant(family, row->sheet);
    struct slice gtin = cell_of(row, SQUARESPACE_GTIN);
    struct slice stock = cell_of(row, SQUARESPACE_STOCK);

    for (unsigned n = 1; n <= FAMILY_AXES; n++)
        family_rows_option(family, n, numbered(row, SQUARESPACE_OPTION_VALUE, n));
    draft_text(draft, "sku", cell_of(row, SQUARESPACE_SKU));
    draft_platform_id(draft, cell_of(row, SQUARESPACE_VARIANT));
    give_prices(row, draft);
    if (cell_is_gtin(gtin))
        draft_text(draft, "gtin", gtin);
    draft_column(draft, SLICE("GTIN"), cell_is_gtin(gtin) ? SLICE("") : gtin);
    draft_text(draft, "mpn", cell_of(row, SQUARESPACE_MPN));
    give_measures(row, draft);
    if (row->shop->kind)
        draft_text(draft, "kind", slice_of(row->shop->kind));
    if (stock.length && (stock.bytes[0] | 0x20) != 'u')
        draft_count(draft, "stock", title_of(row, SQUARESPACE_STOCK), stock);
}

/* Rows of variants have no title; one that has the number of the product above it is that product's even so. */
static bool is_next_product(const struct squarespace_row *row)
{
    const struct family_rows *family = &row->shop->family;
    struct slice id = cell_of(row, SQUARESPACE_PRODUCT);

    if (!family->open || !cell_of(row, SQUARESPACE_TITLE).length)
        return !family->open;
    return !id.length || !slice_equal(id, text_slice(&family->id));
}

static void take_row(void *state, const struct sheet_row *sheet, struct product_queue *queue)
{
    struct squarespace_row row = {state, sheet};
    struct family_rows *family = &row.shop->family;

    if (is_next_product(&row)) {
        family_rows_finish(family, queue);
        family_rows_begin(family, dialect_squarespace.name, sheet, cell_of(&row, SQUARESPACE_PRODUCT),
                          cell_of(&row, SQUARESPACE_URL));
        for (unsigned n = 1; n <= FAMILY_AXES; n++)
            family_rows_axis(family, n, numbered(&row, SQUARESPACE_OPTION_NAME, n));
        give_product(&row);
    }
    give_variant(&row);
}

static void end_of_rows(void *state, struct product_queue *queue)
{
    struct squarespace *shop = state;

    family_rows_finish(&shop->family, queue);
}

static void close_squarespace(void *state)
{
    struct squarespace *shop = state;

    family_rows_release(&shop->family);
    free(shop);
}

const struct dialect dialect_squarespace = {
    .name = "squarespace",
    .title = "Squarespace",
    .names = squarespace_names,
    .recognise = recognise,
    .open = open_squarespace,
    .row = take_row,
    .end = end_of_rows,
    .close = close_squarespace,
};
