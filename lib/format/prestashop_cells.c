/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "format/prestashop.h"

#include "json/read.h"

enum { BOTH_FILES = PRESTASHOP_PRODUCTS | PRESTASHOP_COMBINATIONS };

const struct prestashop_kept prestashop_kept[] = {
    {PS_ON_SALE, "0", PRESTASHOP_PRODUCTS},
    {PS_ISBN, "", BOTH_FILES},
    {PS_ECOTAX, "0", BOTH_FILES},
    {PS_DELIVERY_IN_STOCK, "", PRESTASHOP_PRODUCTS},
    {PS_DELIVERY_OUT_OF_STOCK, "", PRESTASHOP_PRODUCTS},
    {PS_MINIMAL_QUANTITY, "1", BOTH_FILES},
    {PS_LOW_STOCK_ALERT, "0", BOTH_FILES},
    {PS_STOCK_LOCATION, "", BOTH_FILES},
    {PS_VISIBILITY, "both", PRESTASHOP_PRODUCTS},
    {PS_SHIPPING_COST, "0", PRESTASHOP_PRODUCTS},
    {PS_UNITY, "", PRESTASHOP_PRODUCTS},
    {PS_UNIT_PRICE, "0", PRESTASHOP_PRODUCTS},
    {PS_META_KEYWORDS, "", PRESTASHOP_PRODUCTS},
    {PS_TEXT_IN_STOCK, "", PRESTASHOP_PRODUCTS},
    {PS_TEXT_BACKORDER, "", PRESTASHOP_PRODUCTS},
    {PS_ORDERABLE, "1", PRESTASHOP_PRODUCTS},
    {PS_CREATED_ON, "", PRESTASHOP_PRODUCTS},
    {PS_SHOW_PRICE, "1", PRESTASHOP_PRODUCTS},
    {PS_DELETE_IMAGES, "0", BOTH_FILES},
    {PS_ONLINE_ONLY, "0", PRESTASHOP_PRODUCTS},
    {PS_CUSTOMIZABLE, "0", PRESTASHOP_PRODUCTS},
    {PS_UPLOADABLE_FILES, "0", PRESTASHOP_PRODUCTS},
    {PS_TEXT_FIELDS, "0", PRESTASHOP_PRODUCTS},
    {PS_FILE_URL, "", PRESTASHOP_PRODUCTS},
    {PS_DOWNLOADS, "0", PRESTASHOP_PRODUCTS},
    {PS_EXPIRES_ON, "", PRESTASHOP_PRODUCTS},
    {PS_DOWNLOAD_DAYS, "0", PRESTASHOP_PRODUCTS},
    {PS_SHOP, "0", BOTH_FILES},
    {PS_ADVANCED_STOCK, "0", BOTH_FILES},
    {PS_DEPENDS_ON_STOCK, "0", BOTH_FILES},
    {PS_WAREHOUSE, "0", BOTH_FILES},
    {PS_DEFAULT, "0", PRESTASHOP_COMBINATIONS},
    {PS_IMAGE_POSITION, "", PRESTASHOP_COMBINATIONS},
    {0, NULL, 0},
};

bool prestashop_cell_is_usual(struct slice cell, const char *usual)
{
    size_t at = 0;

    if (!cell.length || slice_is(cell, usual))
        return true;
    while (at < cell.length && (cell.bytes[at] == '0' || cell.bytes[at] == '.' || cell.bytes[at] == ','))
        at++;
    return strcmp(usual, "0") == 0 && at == cell.length;
}

static void add_value(struct text *list, const json_t *value)
{
    if (json_is_integer(value))
        text_add_integer(list, json_integer_value(value));
    else if (json_is_boolean(value))
        text_add_byte(list, json_is_true(value) ? '1' : '0');
    else
        text_add(list, json_string_value(value), json_string_length(value));
}

static bool holds_any(struct slice text, const char *characters)
{
    for (size_t i = 0; i < text.length; i++)
        if (strchr(characters, text.bytes[i]))
            return true;
    return false;
}

void prestashop_add_features(struct text *list, const json_t *attributes, char between, const char *unfit)
{
    size_t start = list->length;
    const char *name;
    json_t *value;
    int position = 0;

    json_object_foreach((json_t *)(uintptr_t)attributes, name, value)
    {
        if (holds_any(slice_of(name), unfit) || holds_any(json_slice(value), unfit))
            continue;
        if (list->length > start)
            text_add_byte(list, between);
        text_printf(list, "%s:", name);
        add_value(list, value);
        text_printf(list, ":%d", ++position);
    }
}

void prestashop_add_options(struct text *attributes, struct text *values, const json_t *options, char between)
{
    const char *name;
    json_t *value;
    int position = 0;

    json_object_foreach((json_t *)(uintptr_t)options, name, value)
    {
        if (position) {
            text_add_byte(attributes, between);
            text_add_byte(values, between);
        }
        text_printf(attributes, "%s:select:%d", name, position);
        add_value(values, value);
        text_printf(values, ":%d", position++);
    }
}

price prestashop_less_percent(price whole, percent share)
{
    return (price)divide_rounded((wide)whole * (PERCENT_WHOLE - share), PERCENT_WHOLE);
}
