/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "format/shopify.h"

#include <strings.h>

const struct column_name shopify_names[] = {
    {SHOPIFY_HANDLE, "Handle"},
    {SHOPIFY_HANDLE, "URL handle"},
    {SHOPIFY_TITLE, "Title"},
    {SHOPIFY_BODY, "Body (HTML)"},
    {SHOPIFY_BODY, "Body"},
    {SHOPIFY_BODY, "Description"},
    {SHOPIFY_VENDOR, "Vendor"},
    {SHOPIFY_CATEGORY, "Product Category"},
    {SHOPIFY_CATEGORY, "Standardized Product Type"},
    {SHOPIFY_CATEGORY, "Standard Product Type"},
    {SHOPIFY_TYPE, "Type"},
    {SHOPIFY_TYPE, "Custom Product Type"},
    {SHOPIFY_TYPE, "Product Type"},
    {SHOPIFY_TAGS, "Tags"},
    {SHOPIFY_PUBLISHED, "Published"},
    {SHOPIFY_PUBLISHED, "Published on online store"},
    {SHOPIFY_OPTION_NAME, "Option%d Name"},
    {SHOPIFY_OPTION_VALUE, "Option%d Value"},
    {SHOPIFY_OPTION_LINK, "Option%d Linked To"},
    {SHOPIFY_SKU, "Variant SKU"},
    {SHOPIFY_SKU, "SKU"},
    {SHOPIFY_GRAMS, "Variant Grams"},
    {SHOPIFY_GRAMS, "Weight value (grams)"},
    {SHOPIFY_TRACKER, "Variant Inventory Tracker"},
    {SHOPIFY_TRACKER, "Inventory tracker"},
    {SHOPIFY_QUANTITY, "Variant Inventory Qty"},
    {SHOPIFY_QUANTITY, "Variant Inventory Quantity"},
    {SHOPIFY_QUANTITY, "Inventory quantity"},
    {SHOPIFY_POLICY, "Variant Inventory Policy"},
    {SHOPIFY_POLICY, "Continue selling when out of stock"},
    {SHOPIFY_FULFILLMENT, "Variant Fulfillment Service"},
    {SHOPIFY_FULFILLMENT, "Fulfillment service"},
    {SHOPIFY_PRICE, "Variant Price"},
    {SHOPIFY_PRICE, "Price"},
    {SHOPIFY_COMPARE, "Variant Compare At Price"},
    {SHOPIFY_COMPARE, "Compare-at price"},
    {SHOPIFY_SHIPPED, "Variant Requires Shipping"},
    {SHOPIFY_SHIPPED, "Requires shipping"},
    {SHOPIFY_TAXABLE, "Variant Taxable"},
    {SHOPIFY_TAXABLE, "Charge tax"},
    {SHOPIFY_TAX_CODE, "Variant Tax Code"},
    {SHOPIFY_TAX_CODE, "Tax code"},
    {SHOPIFY_BARCODE, "Variant Barcode"},
    {SHOPIFY_BARCODE, "Barcode"},
    {SHOPIFY_IMAGE, "Image Src"},
    {SHOPIFY_IMAGE, "Product image URL"},
    {SHOPIFY_IMAGE_POSITION, "Image Position"},
    {SHOPIFY_IMAGE_TEXT, "Image Alt Text"},
    {SHOPIFY_GIFT_CARD, "Gift Card"},
    {SHOPIFY_SEO_TITLE, "SEO Title"},
    {SHOPIFY_SEO_DESCRIPTION, "SEO Description"},
    {SHOPIFY_GOOGLE_CATEGORY, "Google Shopping / Google Product Category"},
    {SHOPIFY_GENDER, "Google Shopping / Gender"},
    {SHOPIFY_AGE_GROUP, "Google Shopping / Age Group"},
    {SHOPIFY_MPN, "Google Shopping / MPN"},
    {SHOPIFY_MPN, "Google Shopping / Manufacturer part number (MPN)"},
    {SHOPIFY_AD_GROUP, "Google Shopping / AdWords Grouping"},
    {SHOPIFY_AD_GROUP, "Google Shopping / Ad group name"},
    {SHOPIFY_AD_LABELS, "Google Shopping / AdWords Labels"},
    {SHOPIFY_AD_LABELS, "Google Shopping / Ads labels"},
    {SHOPIFY_CONDITION, "Google Shopping / Condition"},
    {SHOPIFY_CUSTOM_PRODUCT, "Google Shopping / Custom Product"},
    {SHOPIFY_CUSTOM_LABEL, "Google Shopping / Custom Label %d"},
    {SHOPIFY_VARIANT_IMAGE, "Variant Image"},
    {SHOPIFY_VARIANT_IMAGE, "Variant image URL"},
    {SHOPIFY_WEIGHT_UNIT, "Variant Weight Unit"},
    {SHOPIFY_WEIGHT_UNIT, "Weight unit for display"},
    {SHOPIFY_UNIT_MEASURE, "Unit Price Total Measure"},
    {SHOPIFY_UNIT_MEASURE_UNIT, "Unit Price Total Measure Unit"},
    {SHOPIFY_BASE_MEASURE, "Unit Price Base Measure"},
    {SHOPIFY_BASE_MEASURE_UNIT, "Unit Price Base Measure Unit"},
    {SHOPIFY_COST, "Cost per item"},
    {SHOPIFY_STATUS, "Status"},
    {SHOPIFY_PLACE, "Variant Position"},
    {0, NULL},
};

const char *shopify_field_name(enum shopify_field field)
{
    const struct column_name *row = shopify_names;

    while (row->field && row->field != (int)field)
        row++;
    return row->name;
}

const struct shopify_kept shopify_kept[] = {
    {SHOPIFY_GIFT_CARD, "false", false, false},
    {SHOPIFY_TRACKER, "shopify", true, true},
    {SHOPIFY_FULFILLMENT, "manual", true, false},
    {SHOPIFY_TAXABLE, "true", true, false},
    {SHOPIFY_AD_GROUP, "", true, false},
    {SHOPIFY_AD_LABELS, "", true, false},
    {SHOPIFY_CUSTOM_PRODUCT, "", true, false},
    {SHOPIFY_WEIGHT_UNIT, "g", true, false},
    {SHOPIFY_UNIT_MEASURE, "", true, false},
    {SHOPIFY_UNIT_MEASURE_UNIT, "", true, false},
    {SHOPIFY_BASE_MEASURE, "", true, false},
    {SHOPIFY_BASE_MEASURE_UNIT, "", true, false},
    {0, NULL, false, false},
};

bool shopify_is_of_variant(struct slice title)
{
    static const char *const starts[] = {"Price /", "Compare", "Variant "};

    for (size_t i = 0; i < sizeof starts / sizeof *starts; i++)
        if (slice_starts(title, starts[i]))
            return true;
    return title.length && memmem(title.bytes, title.length, "(variant.", 9);
}

bool shopify_cell_is_usual(struct slice cell, const struct shopify_kept *kept)
{
    if (!cell.length)
        return !kept->empty_tells;
    return cell.length == strlen(kept->usual) && strncasecmp(cell.bytes, kept->usual, cell.length) == 0;
}
