/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tap.h"

#include "dialects.h"
#include "format/shopify.h"

static struct text text = TEXT_INIT;

static const char *products(const char *csv)
{
    return exported("shopify", slice_of(csv), &text);
}

static void test_header(void)
{
    is_text(
        exported(NULL, SLICE("Handle,Title,Vendor,Option1 Name,Option1 Value,Variant Price\ncup,Cup,V,Title,Default Title,3\n"),
                 &text),
        "{\"type\":\"product\",\"name\":\"Cup\",\"brand\":\"V\",\"slug\":\"cup\",\"ids\":{\"shopify\":\"cup\"},\"price\":\"3.00\","
        "\"sku\":\"cup\",\"sku_by_id\":{\"channel\":\"shopify\",\"id\":\"cup\"}}\n",
        "a file with the older names is recognised");
    is_text(exported(NULL,
                     SLICE("Title,URL handle,Description,Status,SKU,Option1 name,Option1 value,Price,Charge tax\n"
                           "Cup,cup,Blue,Active,C1,,,3,TRUE\n"),
                     &text),
            "{\"type\":\"product\",\"name\":\"Cup\",\"description\":\"Blue\",\"status\":\"active\",\"slug\":\"cup\","
            "\"ids\":{\"shopify\":\"cup\"},\"sku\":\"C1\",\"price\":\"3.00\"}\n",
            "and one with the newer");
    is_text(exported(NULL, SLICE("title,description,price,sku,tags,status\nCup,Blue,3,C1,a,active\n"), &text), "none",
            "but no sheet that anybody makes");
    is_text(products("Handle,Title,Status (product.metafields.custom.status),Option1 Name,Status\ncup,Cup,glazed,,draft\n"),
            "{\"type\":\"product\",\"name\":\"Cup\",\"status\":\"draft\",\"slug\":\"cup\",\"ids\":{\"shopify\":\"cup\"},\"sku\":"
            "\"cup\",\"sku_by_id\":{\"channel\":\"shopify\",\"id\":\"cup\"},\"columns\":{\"shopify\":{\"Status "
            "(product.metafields.custom.status)\":\"glazed\"}}}\n",
            "a metafield is no column of its name");
}

static void test_families(void)
{
    is_text(
        products("Handle,Title,Option1 Name,Option1 Value,Option2 Name,Option2 Value,Variant SKU,Variant Price,Image Src,Image "
                 "Position\n"
                 "cup,Cup,Colour,Blue,Size,S,C-B,3,http://example.org/b.jpg,2\n"
                 "cup,,,Red,,S,,3,http://example.org/a.jpg,1\n"
                 "cup,,,,,,,,http://example.org/c.jpg,3\n"
                 "pot,Pot,Title,Default Title,,,P,9,,\n"),
        "{\"type\":\"product\",\"name\":\"Cup\",\"slug\":\"cup\",\"ids\":{\"shopify\":\"cup\"},\"image\":\"http://example.org/"
        "a.jpg\","
        "\"media\":[{\"url\":\"http://example.org/b.jpg\"},{\"url\":\"http://example.org/"
        "c.jpg\"}],\"sku\":\"cup\",\"sku_by_id\":{\"channel\":\"shopify\",\"id\":\"cup\"},"
        "\"axes\":[\"Colour\",\"Size\"]}\n"
        "{\"type\":\"product\",\"sku\":\"C-B\",\"price\":\"3.00\",\"options\":{\"Colour\":\"Blue\",\"Size\":\"S\"},\"parent\":"
        "\"cup\",\"parent_id\":{\"channel\":\"shopify\",\"id\":\"cup\"}}\n"
        "{\"type\":\"product\",\"price\":\"3.00\",\"options\":{\"Colour\":\"Red\",\"Size\":\"S\"},\"sku\":\"cup-red-s\","
        "\"parent\":\"cup\",\"parent_id\":{\"channel\":\"shopify\",\"id\":\"cup\"}}\n"
        "{\"type\":\"product\",\"name\":\"Pot\",\"slug\":\"pot\",\"ids\":{\"shopify\":\"pot\"},\"sku\":\"P\",\"price\":\"9.00\"}\n",
        "the rows of a handle are a product, its variants and its pictures");
    is_text(products("Handle,Title,Option1 Name,Option1 Value,Variant SKU,Variant "
                     "Price\ncup,Cup,Colour,Blue,cup,3\ncup,,,Red,C,3\ncup,,,Green,C,3\ncup,,,Green,C,3\ncup,,,,X,3\n"),
            "{\"type\":\"product\",\"name\":\"Cup\",\"slug\":\"cup\",\"ids\":{\"shopify\":\"cup\"},\"sku\":\"cup\",\"sku_by_id\":{"
            "\"channel\":\"shopify\",\"id\":\"cup\"},\"axes\":["
            "\"Colour\"]}\n"
            "{\"type\":\"product\",\"sku\":\"cup-blue\",\"price\":\"3.00\",\"options\":{\"Colour\":\"Blue\"},\"parent\":\"cup\","
            "\"parent_id\":{\"channel\":\"shopify\",\"id\":\"cup\"},"
            "\"columns\":{\"shopify\":{\"Variant Position\":\"1\"}}}\n"
            "{\"type\":\"product\",\"sku\":\"C\",\"price\":\"3.00\",\"options\":{\"Colour\":\"Red\"},\"parent\":\"cup\",\"parent_"
            "id\":{\"channel\":\"shopify\",\"id\":\"cup\"},"
            "\"columns\":{\"shopify\":{\"Variant Position\":\"2\"}}}\n"
            "{\"type\":\"product\",\"sku\":\"C-green\",\"price\":\"3.00\",\"options\":{\"Colour\":\"Green\"},\"parent\":\"cup\","
            "\"parent_id\":{\"channel\":\"shopify\",\"id\":\"cup\"},"
            "\"columns\":{\"shopify\":{\"Variant Position\":\"3\"}}}\n"
            "5 duplicate_variant Option1 Value: another variant of the product has the same values\n"
            "6 options_unclear Option1 Value: has no value for an option that has a name\n",
            "values are added to an SKU that does not tell a variant from others");
    is_text(products("Handle,Title,Option1 Name,Option1 Value,Variant Price\n"
                     "cup,Cup,Colour,Blue,3\npot,Pot,Title,Default Title,4\ncup,,,Red,3\n"),
            "{\"type\":\"product\",\"name\":\"Cup\",\"slug\":\"cup\",\"ids\":{\"shopify\":\"cup\"},\"sku\":\"cup\",\"sku_by_id\":{"
            "\"channel\":\"shopify\",\"id\":\"cup\"},\"axes\":["
            "\"Colour\"]}\n"
            "{\"type\":\"product\",\"price\":\"3.00\",\"options\":{\"Colour\":\"Blue\"},\"sku\":\"cup-blue\",\"parent\":\"cup\","
            "\"parent_id\":{\"channel\":\"shopify\",\"id\":\"cup\"}}\n"
            "{\"type\":\"product\",\"name\":\"Pot\",\"slug\":\"pot\",\"ids\":{\"shopify\":\"pot\"},\"price\":\"4.00\",\"sku\":"
            "\"pot\",\"sku_by_id\":{\"channel\":\"shopify\",\"id\":\"pot\"}}\n"
            "4 rows_apart Title: is missing: the rows of one handle must stand together\n",
            "rows that stand apart are refused");
    is_text(products("Handle,Variant SKU,Variant Price\ncup,C1,3\n"), "{\"type\":\"product\",\"sku\":\"C1\",\"price\":\"3.00\"}\n",
            "a sheet without titles changes what it names");
    is_text(
        products("Handle,Title,Option1 Name,Variant Price,Image Src\n,Tea pot,,3,\n,,,,http://example.org/t.jpg\n"),
        "{\"type\":\"product\",\"name\":\"Tea pot\",\"slug\":\"tea-pot\",\"ids\":{\"shopify\":\"tea-pot\"},\"price\":\"3.00\","
        "\"image\":\"http://example.org/t.jpg\",\"sku\":\"tea-pot\",\"sku_by_id\":{\"channel\":\"shopify\",\"id\":\"tea-pot\"}}\n",
        "without a handle the title makes one");
}

static void test_too_many_rows(void)
{
    struct text csv = TEXT_INIT;
    const char *made;

    text_add_string(&csv, "Handle,Title,Option1 Name,Image Src\ncup,Cup,,\n");
    for (int i = 2; i <= 4098; i++)
        text_printf(&csv, "cup,,,http://example.org/%d.jpg\n", i);
    text_add_string(&csv, "pot,Pot,,\n");
    made = products(text_string(&csv));
    ok(strstr(made, "http://example.org/4096.jpg") && !strstr(made, "4097.jpg"), "4,096 rows are one product");
    ok(strstr(made, "\n4098 too_many_rows Handle: ") && strstr(made, "\n4099 too_many_rows Handle: "),
       "those that follow are refused");
    ok(strstr(made, "\"name\":\"Pot\""), "and the next product goes on");
    text_release(&csv);
    is_text(products("Handle,Title,Option1 Name\n,!!!,\n"), "2 missing_field Handle: is missing, and the title makes none\n",
            "a product must be called something");
}

static void test_cells(void)
{
    is_text(products("Handle,Variant SKU,Variant Price,Variant Compare At Price\na,A,3,4\nb,B,3,3\nc,C,3,\n"),
            "{\"type\":\"product\",\"sku\":\"A\",\"price\":\"4.00\",\"sale\":{\"price\":\"3.00\"}}\n"
            "{\"type\":\"product\",\"sku\":\"B\",\"price\":\"3.00\",\"sale\":null,"
            "\"columns\":{\"shopify\":{\"Variant Compare At Price\":\"3\"}}}\n"
            "{\"type\":\"product\",\"sku\":\"C\",\"price\":\"3.00\",\"sale\":null}\n",
            "the price to compare with is the one before a reduction");
    is_text(products("Handle,Variant SKU,Variant Barcode,Variant Inventory Policy,Variant Inventory Qty,Variant Requires Shipping\n"
                     "a,'007,'5400000000010,continue,-2,FALSE\nb,B,X7,deny,,true\n"),
            "{\"type\":\"product\",\"sku\":\"007\",\"gtin\":\"5400000000010\",\"backorder\":true,\"kind\":\"digital\"}\n"
            "{\"type\":\"product\",\"sku\":\"B\",\"backorder\":null,\"columns\":{\"shopify\":{\"Variant Barcode\":\"X7\"}}}\n",
            "the apostrophe that keeps zeros is no part of a number");
    is_text(
        products(
            "Handle,Title,Published,Status,Type,Product Category\na,A,false,,T,\nb,B,true,draft,T,X > Y\nc,C,true,unlisted,,\n"),
        "{\"type\":\"product\",\"name\":\"A\",\"category\":\"T\",\"status\":\"draft\",\"slug\":\"a\",\"ids\":{\"shopify\":\"a\"},"
        "\"sku\":\"a\",\"sku_by_id\":{\"channel\":\"shopify\",\"id\":\"a\"}}\n"
        "{\"type\":\"product\",\"name\":\"B\",\"category\":\"X > "
        "Y\",\"categories\":[\"T\"],\"status\":\"draft\",\"slug\":\"b\",\"ids\":{\"shopify\":\"b\"},\"sku\":\"b\",\"sku_by_id\":{"
        "\"channel\":\"shopify\",\"id\":\"b\"},\"columns\":{"
        "\"shopify\":{\"Product Category\":\"X > Y\",\"Published\":\"true\"}}}\n"
        "{\"type\":\"product\",\"name\":\"C\",\"status\":\"active\",\"slug\":\"c\",\"ids\":{\"shopify\":\"c\"},\"sku\":\"c\",\"sku_"
        "by_id\":{\"channel\":\"shopify\",\"id\":\"c\"},"
        "\"columns\":{\"shopify\":{\"Status\":\"unlisted\"}}}\n",
        "what is not published is a draft, unless it has a status");
    is_text(
        products(
            "Handle,Variant SKU,Variant Inventory Tracker,Variant Inventory Qty,Variant Requires Shipping\na,A,shopify,9,FALSE\n"),
        "{\"type\":\"product\",\"sku\":\"A\",\"stock\":9,\"columns\":{\"shopify\":{\"Variant Requires Shipping\":\"false\"}}}\n",
        "what is not sent and is counted all the same is not digital");
    is_text(products(
                "Handle,Variant SKU,Variant Grams,Variant Weight Unit,Variant Inventory Tracker\na,A,12.5,kg,\nb,B,12,g,shopify\n"),
            "{\"type\":\"product\",\"sku\":\"A\",\"weight_g\":13,\"columns\":{\"shopify\":{\"Variant Grams\":\"12.5\",\"Variant "
            "Inventory Tracker\":\"\",\"Variant Weight Unit\":\"kg\"}}}\n"
            "{\"type\":\"product\",\"sku\":\"B\",\"weight_g\":12}\n",
            "what no member holds is kept, unless it is what is written anyway");
    is_text(products("Handle,Title,Variant Price\na,A,x\n"), "2 not_a_number Variant Price: \"x\" is no number\n",
            "a price that is none is refused");
}

int main(void)
{
    test_header();
    test_families();
    test_too_many_rows();
    test_cells();
    text_release(&text);
    return tap_end();
}
