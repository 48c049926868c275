/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "format/woocommerce.h"

#include "base/memory.h"
#include "base/name.h"
#include "format/draft.h"
#include "format/html.h"

#include <stdlib.h>

enum { NAMED_LIMIT = 4096 };

struct woocommerce {
    const struct header *header;
    struct text *titles; /* by column: the English name */
    unsigned attributes; /* the greatest number of one */
    /* SKUs that were made of names, so that two products of one name do not become one. */
    uint64_t named[NAMED_LIMIT];
    size_t named_count;
    struct text sku, room, made;
};

struct woo_row {
    struct woocommerce *woo;
    const struct sheet_row *sheet;
    struct draft draft;
    bool variable, variation, downloadable, intangible;
    bool elsewhere; /* grouped or external: not sold here itself */
};

const char *woo_default(enum woo_field field)
{
    switch (field) {
    case WOO_FEATURED:
    case WOO_POSITION:
        return "0";
    case WOO_VISIBILITY:
        return "visible";
    case WOO_TAX_STATUS:
        return "taxable";
    case WOO_REVIEWS:
        return "1";
    default:
        return NULL;
    }
}

/* "Type" and "SKU" are anybody's; what follows is how WooCommerce alone says it. */
static unsigned recognise(const struct header *header)
{
    static const enum woo_field own[] = {WOO_VISIBILITY,    WOO_FEATURED,  WOO_BACKORDERS,       WOO_SOLD_INDIVIDUALLY, WOO_REVIEWS,
                                         WOO_PURCHASE_NOTE, WOO_SALE_FROM, WOO_ATTRIBUTE_VALUES, WOO_CROSS_SELLS};
    unsigned sure = 0;

    if (!header_has(header, WOO_SKU) && !header_has(header, WOO_ID))
        return 0;
    if (header_has(header, WOO_TYPE) && header_has(header, WOO_PRICE))
        sure = 40;
    for (size_t i = 0; i < sizeof own / sizeof *own; i++)
        if (header_has(header, (int)own[i]))
            sure += 20;
    return sure > 100 ? 100 : sure;
}

static void *open_woocommerce(const struct header *header)
{
    struct woocommerce *woo = memory_take_zeroed(1, sizeof *woo);

    woo->header = header;
    woo->titles = memory_take_zeroed(header->count + 1, sizeof *woo->titles);
    for (size_t i = 0; i < header->count; i++) {
        header_first_name(&woo->titles[i], woo_names, &header->columns[i]);
        if (header->columns[i].field == WOO_ATTRIBUTE_NAME && header->columns[i].number > woo->attributes)
            woo->attributes = header->columns[i].number;
    }
    if (woo->attributes > WOO_ATTRIBUTES)
        woo->attributes = WOO_ATTRIBUTES;
    return woo;
}

static void close_woocommerce(void *state)
{
    struct woocommerce *woo = state;

    for (size_t i = 0; i < woo->header->count; i++)
        text_release(&woo->titles[i]);
    free(woo->titles);
    text_release(&woo->sku);
    text_release(&woo->room);
    text_release(&woo->made);
    free(woo);
}

static struct slice cell_of(const struct woo_row *row, enum woo_field field)
{
    return cell_unescaped(header_cell(row->woo->header, row->sheet, (int)field));
}

static struct slice numbered(const struct woo_row *row, enum woo_field field, unsigned number)
{
    return cell_unescaped(header_cell_of(row->woo->header, row->sheet, (int)field, number));
}

static struct slice title_of(const struct woo_row *row, enum woo_field field)
{
    return header_title(row->woo->header, (int)field);
}

/* Keeps the cell under its English name, for the way back. */
static void keep(struct woo_row *row, enum woo_field field)
{
    const struct header *header = row->woo->header;

    for (size_t i = 0; i < header->count; i++)
        if (header->columns[i].field == (int)field) {
            draft_column(&row->draft, text_slice(&row->woo->titles[i]), cell_of(row, field));
            return;
        }
}

/* Entities that the exporter leaves in names, and line ends that somebody pasted, are no part of a name. */
static void give_name(struct woo_row *row)
{
    struct text *made = &row->woo->made;

    text_clear(made);
    html_to_text(made, cell_of(row, WOO_NAME));
    draft_term(&row->draft, "name", text_slice(made));
}

/* Line ends are written \n, and \n itself \\n. */
static void give_text(struct woo_row *row, const char *member, enum woo_field field)
{
    struct slice cell = cell_of(row, field);
    struct text *made = &row->woo->made;

    text_clear(made);
    for (size_t i = 0; i < cell.length; i++) {
        struct slice rest = slice_from(cell, i);

        if (slice_starts(rest, "\\\\n")) {
            text_add_string(made, "\\n");
            i += 2;
        } else if (slice_starts(rest, "\\n")) {
            text_add_byte(made, '\n');
            i++;
        } else if (cell.bytes[i] != '\r') {
            text_add_byte(made, cell.bytes[i]);
        }
    }
    draft_text(&row->draft, member, text_slice(made));
}

/* "simple, downloadable, virtual", in any order. WooCommerce translates the titles of the columns and never these words. */
static void read_type(struct woo_row *row)
{
    struct slice rest = cell_of(row, WOO_TYPE);
    struct slice word;
    bool known = false;

    while (list_next(&rest, ',', '\\', &row->woo->room, &word)) {
        struct text *folded = &row->woo->made;

        text_clear(folded);
        text_add_folded_name(folded, word);
        if (slice_is(text_slice(folded), "virtual"))
            row->intangible = true;
        else if (slice_is(text_slice(folded), "downloadable"))
            row->downloadable = true;
        else if (slice_is(text_slice(folded), "variable") || slice_is(text_slice(folded), "variable subscription"))
            row->variable = known = true;
        else if (slice_is(text_slice(folded), "variation") || slice_is(text_slice(folded), "subscription variation"))
            row->variation = known = true;
        else if (slice_is(text_slice(folded), "grouped") || slice_is(text_slice(folded), "external"))
            row->elsewhere = known = true;
        else
            known |= word.length > 0;
    }
    /* A sheet for the importer may lack the column: then the parent tells. */
    if (!known)
        row->variation = cell_of(row, WOO_PARENT).length > 0;
}

/* Whether "Type" as it will be written again says all that the cell said. */
static bool type_is_told(const struct woo_row *row)
{
    struct slice cell = cell_of(row, WOO_TYPE);
    const char *bare = row->variation ? "variation" : row->variable ? "variable" : "simple";

    if (row->downloadable != row->intangible && row->downloadable)
        return false;
    return !row->elsewhere && slice_starts(cell, bare) && (cell.length == strlen(bare) || cell.bytes[strlen(bare)] == ',');
}

static bool is_known_name(struct woocommerce *woo, struct slice name)
{
    uint64_t hash = slice_hash(name);

    for (size_t i = 0; i < woo->named_count; i++)
        if (woo->named[i] == hash)
            return true;
    if (woo->named_count == NAMED_LIMIT)
        return true;
    woo->named[woo->named_count++] = hash;
    return false;
}

/* A product without SKU: by its number, a variation else by its options, anything else by its name. */
static void make_sku(struct woo_row *row)
{
    struct text *sku = &row->woo->sku;
    struct slice id = cell_of(row, WOO_ID);

    if (id.length) {
        text_add_string(sku, "id:");
        text_add_slice(sku, id);
        return;
    }
    if (!row->variation) {
        text_add_slug(sku, cell_of(row, WOO_NAME));
        if (sku->length && is_known_name(row->woo, text_slice(sku)))
            text_clear(sku);
        return;
    }
    text_add_slice(sku, cell_of(row, WOO_PARENT));
    for (unsigned n = 1; n <= row->woo->attributes; n++) {
        struct slice value = numbered(row, WOO_ATTRIBUTE_VALUES, n);

        if (!value.length || !numbered(row, WOO_ATTRIBUTE_NAME, n).length)
            continue;
        text_add_byte(sku, '-');
        text_add_slug(sku, value);
    }
}

static void give_sku(struct woo_row *row)
{
    struct slice sku = cell_of(row, WOO_SKU);

    text_clear(&row->woo->sku);
    if (!sku.length) {
        make_sku(row);
        sku = text_slice(&row->woo->sku);
    }
    if (!sku.length)
        draft_refuse(&row->draft, "missing_field", SLICE("SKU"),
                     "is missing, and neither an ID nor a name of its own tells the product from others");
    draft_text(&row->draft, "sku", sku);
    draft_platform_id(&row->draft, cell_of(row, WOO_ID));
}

static void give_parent(struct woo_row *row)
{
    struct slice parent = cell_of(row, WOO_PARENT);

    if (!row->variation) {
        keep(row, WOO_PARENT);
    } else if (!parent.length) {
        draft_refuse(&row->draft, "missing_field", SLICE("Parent"), "is missing: a variation is one of some product");
    } else if (slice_starts(parent, "id:")) {
        json_t *id = draft_object(&row->draft, "parent_id");

        draft_text_in(id, "channel", slice_of(dialect_woocommerce.name));
        draft_text_in(id, "id", slice_trim(slice_from(parent, 3)));
    } else {
        draft_text(&row->draft, "parent", parent);
    }
}

/* ISBN-10 and what shops make up is no GTIN: it stays in its column. */
static void give_gtin(struct woo_row *row)
{
    struct slice cell = cell_of(row, WOO_GTIN);
    struct text *digits = &row->woo->made;
    bool all = true;

    text_clear(digits);
    for (size_t i = 0; i < cell.length; i++) {
        if (cell.bytes[i] >= '0' && cell.bytes[i] <= '9')
            text_add_byte(digits, cell.bytes[i]);
        else
            all &= cell.bytes[i] == '-' || cell.bytes[i] == ' ';
    }
    if (all && (digits->length == 8 || digits->length == 12 || digits->length == 13 || digits->length == 14))
        draft_text(&row->draft, "gtin", text_slice(digits));
    else
        keep(row, WOO_GTIN);
}

/* A list whose items may hold commas behind a backslash; each item to `give`. */
static void for_each(struct woo_row *row, enum woo_field field, void (*give)(struct draft *draft, struct slice item))
{
    struct slice rest = cell_of(row, field);
    struct slice item;

    while (list_next(&rest, ',', '\\', &row->woo->room, &item))
        give(&row->draft, item);
}

/* "Clothing > T-shirts", with blanks or without. */
static void give_category(struct draft *draft, struct slice path)
{
    struct text made = TEXT_INIT;
    struct text room = TEXT_INIT;
    struct text plain = TEXT_INIT;
    struct slice level;

    while (list_next(&path, '>', '\0', &room, &level)) {
        if (!level.length)
            continue;
        text_clear(&plain);
        html_to_text(&plain, level);
        if (made.length)
            text_add_string(&made, " > ");
        text_add_slice(&made, text_slice(&plain));
    }
    draft_category(draft, text_slice(&made));
    text_release(&made);
    text_release(&room);
    text_release(&plain);
}

static void give_tag(struct draft *draft, struct slice tag)
{
    struct text plain = TEXT_INIT;

    html_to_text(&plain, tag);
    draft_append(draft, "tags", text_slice(&plain));
    text_release(&plain);
}

static void give_picture(struct draft *draft, struct slice url)
{
    draft_picture(draft, url, SLICE(""));
}

static void give_brand(struct woo_row *row)
{
    struct slice rest = cell_of(row, WOO_BRANDS);
    struct slice brand;

    if (!list_next(&rest, ',', '\\', &row->woo->room, &brand))
        return;
    text_clear(&row->woo->made);
    html_to_text(&row->woo->made, brand);
    draft_term(&row->draft, "brand", text_slice(&row->woo->made));
    if (rest.bytes)
        keep(row, WOO_BRANDS);
}

/* A sale that is over must not stay because its cell is empty now. */
static void give_prices(struct woo_row *row)
{
    struct draft *draft = &row->draft;
    json_t *sale;

    draft_price(draft, "price", title_of(row, WOO_PRICE), cell_of(row, WOO_PRICE));
    draft_price(draft, "cost", title_of(row, WOO_COST), cell_of(row, WOO_COST));
    if (!cell_of(row, WOO_SALE_PRICE).length) {
        if (header_has(row->woo->header, WOO_SALE_PRICE))
            draft_nothing(draft, "sale");
        keep(row, WOO_SALE_FROM);
        keep(row, WOO_SALE_TO);
        return;
    }
    sale = draft_object(draft, "sale");
    draft_price_in(draft, sale, "price", title_of(row, WOO_SALE_PRICE), cell_of(row, WOO_SALE_PRICE));
    draft_moment(draft, sale, "from", title_of(row, WOO_SALE_FROM), cell_of(row, WOO_SALE_FROM), false);
    draft_moment(draft, sale, "until", title_of(row, WOO_SALE_TO), cell_of(row, WOO_SALE_TO), true);
}

static void give_tax(struct woo_row *row)
{
    struct slice status = cell_of(row, WOO_TAX_STATUS);
    struct slice class = cell_of(row, WOO_TAX_CLASS);

    if (slice_is(status, "none") || slice_is(status, "shipping"))
        draft_text(&row->draft, "vat_rate", SLICE("0"));
    if (!slice_is(class, "parent"))
        draft_term(&row->draft, "tax_class", class);
    else
        keep(row, WOO_TAX_CLASS);
}

static bool is_whole(struct slice cell, int64_t *number)
{
    bool negative = cell.length && cell.bytes[0] == '-';

    if (!slice_integer(slice_from(cell, negative), 1000000000, number))
        return false;
    *number = negative ? -*number : *number;
    return true;
}

/* "parent" where a variation has the stock of its product; a product of which only variations are sold has none itself. */
static void give_stock(struct woo_row *row)
{
    struct slice stock = cell_of(row, WOO_STOCK);
    struct slice state = cell_of(row, WOO_IN_STOCK);
    int64_t number;

    if (is_whole(stock, &number) && !row->variable && !row->downloadable) {
        draft_whole(&row->draft, "stock", number);
    } else {
        keep(row, WOO_STOCK);
        if (!slice_is(state, "1"))
            keep(row, WOO_IN_STOCK);
        if (slice_is(state, "0") && !row->variable && !row->downloadable && !row->intangible && !stock.length)
            draft_whole(&row->draft, "stock", 0);
    }
    if (is_whole(cell_of(row, WOO_LOW_STOCK), &number) && number >= 0)
        draft_whole(&row->draft, "low_stock", number);
    else
        keep(row, WOO_LOW_STOCK);
}

static void give_flag(struct woo_row *row, const char *member, enum woo_field field)
{
    struct slice cell = cell_of(row, field);

    if (cell_answer(cell) != ANSWER_NONE)
        draft_flag(&row->draft, member, cell_answer(cell) == ANSWER_YES);
    else if (slice_is(cell, "notify"))
        draft_flag(&row->draft, member, true);
    if (cell_answer(cell) == ANSWER_NONE)
        keep(row, field);
}

static struct slice unit_of(const struct woo_row *row, enum woo_field field)
{
    const struct header *header = row->woo->header;

    for (size_t i = 0; i < header->count; i++)
        if (header->columns[i].field == (int)field && header->columns[i].within.bytes)
            return header->columns[i].within;
    return SLICE("");
}

static void give_length(struct woo_row *row, const char *member, enum woo_field field)
{
    draft_length(&row->draft, member, title_of(row, field), cell_of(row, field), unit_of(row, field), "cm");
}

static void give_measures(struct woo_row *row)
{
    draft_weight(&row->draft, title_of(row, WOO_WEIGHT), cell_of(row, WOO_WEIGHT), unit_of(row, WOO_WEIGHT),
                 row->woo->header->weight_unit ? row->woo->header->weight_unit : "kg");
    give_length(row, "length_mm", WOO_LENGTH);
    give_length(row, "width_mm", WOO_WIDTH);
    give_length(row, "height_mm", WOO_HEIGHT);
}

/* 1 published, 0 private, -1 draft, 2 pending; without a price nothing can be bought. */
static void give_status(struct woo_row *row)
{
    struct slice cell = cell_of(row, WOO_PUBLISHED);
    bool published = !cell.length || cell_answer(cell) == ANSWER_YES;
    bool can_be_sold = !row->elsewhere && (row->variable ? json_object_get(row->draft.record, "possible_axes") != NULL
                                                         : row->variation || json_object_get(row->draft.record, "price") != NULL);

    if (published && can_be_sold)
        draft_text(&row->draft, "status", SLICE("active"));
    else
        draft_text(&row->draft, "status", SLICE("draft"));
    if (published ? !can_be_sold : !slice_is(cell, "-1"))
        keep(row, WOO_PUBLISHED);
}

/* A service of which there are so many is one that is booked: seats, appointments. */
static void give_kind(struct woo_row *row)
{
    if (row->downloadable)
        draft_text(&row->draft, "kind", SLICE("digital"));
    else if (row->intangible)
        draft_text(&row->draft, "kind", json_object_get(row->draft.record, "stock") ? SLICE("bookable") : SLICE("service"));
    if (!type_is_told(row))
        keep(row, WOO_TYPE);
}

/* Options of a variation. An empty value stands for any of them: the name alone tells that it is asked for. */
static void give_option(struct woo_row *row, struct slice name, struct slice value)
{
    struct slice item;
    struct text room = TEXT_INIT;

    draft_append(&row->draft, "axes_of_parent", name);
    /* One value, in which commas are escaped as in a list. */
    if (value.length && list_next(&value, ',', '\\', &row->woo->room, &item)) {
        item = cell_term(item, &room);
        json_object_setn_new_nocheck(draft_object(&row->draft, "options"), name.bytes, name.length,
                                     json_stringn_nocheck(item.bytes, item.length));
    }
    text_release(&room);
}

static size_t items_in(struct woo_row *row, struct slice values)
{
    struct slice item;
    size_t count = 0;

    while (list_next(&values, ',', '\\', &row->woo->room, &item))
        count += item.length > 0;
    return count;
}

void woo_list_words(struct text *words, struct slice list)
{
    struct text room = TEXT_INIT;
    struct slice item;
    bool first = true;

    while (list_next(&list, ',', '\\', &room, &item)) {
        if (!first)
            text_add_string(words, ", ");
        text_add_slice(words, item);
        first = false;
    }
    text_release(&room);
}

/*
 * Of a product that has variations, what comes in several values may be what they differ in: the sheet does not tell more. It
 * is an attribute all the same, for a variation that leaves the option open.
 */
static void give_attribute(struct woo_row *row, unsigned n)
{
    struct slice name = cell_term(numbered(row, WOO_ATTRIBUTE_NAME, n), &row->woo->made);
    struct slice values = numbered(row, WOO_ATTRIBUTE_VALUES, n);
    struct text words = TEXT_INIT;

    if (!name.length)
        return;
    if (row->variation) {
        give_option(row, name, values);
        return;
    }
    if (row->variable && (items_in(row, values) > 1 || numbered(row, WOO_ATTRIBUTE_DEFAULT, n).length))
        draft_append(&row->draft, "possible_axes", name);
    woo_list_words(&words, values);
    draft_attribute(&row->draft, name, text_slice(&words));
    text_release(&words);
}

/* Cells that are kept as they are: what no member holds. */
static void keep_rest(struct woo_row *row)
{
    const struct header *header = row->woo->header;

    for (size_t i = 0; i < header->count && i < row->sheet->count; i++) {
        struct slice cell = cell_unescaped(slice_trim(row->sheet->cells[i]));
        enum woo_field field = (enum woo_field)header->columns[i].field;

        switch (header->columns[i].field) {
        case COLUMN_UNKNOWN:
        case WOO_META:
        case WOO_FEATURED:
        case WOO_VISIBILITY:
        case WOO_TAX_STATUS:
        case WOO_REVIEWS:
        case WOO_PURCHASE_NOTE:
        case WOO_DOWNLOAD_LIMIT:
        case WOO_DOWNLOAD_EXPIRY:
        case WOO_GROUPED:
        case WOO_UPSELLS:
        case WOO_CROSS_SELLS:
        case WOO_URL:
        case WOO_BUTTON:
        case WOO_POSITION:
        case WOO_ATTRIBUTE_VISIBLE:
        case WOO_ATTRIBUTE_GLOBAL:
        case WOO_ATTRIBUTE_DEFAULT:
        case WOO_DOWNLOAD_ID:
        case WOO_DOWNLOAD_NAME:
        case WOO_DOWNLOAD_URL:
            break;
        case WOO_ATTRIBUTE_NAME:
            cell = cell_term(cell, &row->woo->made);
            break;
        case WOO_ATTRIBUTE_VALUES:
            if (!memchr(cell.length ? cell.bytes : "", '\\', cell.length))
                cell = SLICE("");
            break;
        default:
            continue;
        }
        if (woo_default(field) && slice_is(cell, woo_default(field)))
            cell = SLICE("");
        draft_column(&row->draft, text_slice(&row->woo->titles[i]), cell);
    }
}

static void take_row(void *state, const struct sheet_row *sheet, struct product_queue *queue)
{
    struct woo_row row = {.woo = state, .sheet = sheet};

    draft_begin(&row.draft, dialect_woocommerce.name, sheet);
    read_type(&row);
    give_sku(&row);
    give_parent(&row);
    give_name(&row);
    give_text(&row, "description", WOO_DESCRIPTION);
    give_text(&row, "short_description", WOO_SHORT_DESCRIPTION);
    give_gtin(&row);
    give_brand(&row);
    for_each(&row, WOO_CATEGORIES, give_category);
    for_each(&row, WOO_TAGS, give_tag);
    for_each(&row, WOO_IMAGES, give_picture);
    give_prices(&row);
    give_tax(&row);
    give_measures(&row);
    give_stock(&row);
    give_flag(&row, "backorder", WOO_BACKORDERS);
    give_flag(&row, "sold_individually", WOO_SOLD_INDIVIDUALLY);
    draft_term(&row.draft, "shipping_class", cell_of(&row, WOO_SHIPPING_CLASS));
    for (unsigned n = 1; n <= row.woo->attributes; n++)
        give_attribute(&row, n);
    give_kind(&row);
    give_status(&row);
    keep_rest(&row);
    draft_finish(&row.draft, queue);
}

const struct dialect dialect_woocommerce = {
    .name = "woocommerce",
    .title = "WooCommerce",
    .names = woo_names,
    .recognise = recognise,
    .open = open_woocommerce,
    .row = take_row,
    .close = close_woocommerce,
};
