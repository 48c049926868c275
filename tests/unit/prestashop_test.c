/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tap.h"

#include "dialects.h"
#include "format/prestashop.h"

static struct text text = TEXT_INIT;

static const char *products(const char *csv)
{
    return exported("prestashop", slice_of(csv), &text);
}

static void test_header(void)
{
    is_text(exported(NULL, SLICE("Product ID;Active (0/1);Name *;Price tax excluded;Tax rules ID;Reference #\n1;1;Cup;2;1;C1\n"),
                     &text),
            "{\"type\":\"product\",\"sku\":\"C1\",\"ids\":{\"prestashop\":\"1\"},\"identified_by\":\"prestashop\",\"name\":\"Cup\","
            "\"tax_class\":\"1\",\"price\":"
            "\"2.00\",\"prices_include_tax\":false,\"status\":\"active\",\"columns\":{\"prestashop\":{\"Price tax\":\"told\"}}}\n",
            "a file of products is recognised");
    is_text(exported(NULL, SLICE("ID;Aktiv (0/1);Name*;Preis inkl. MwSt.;ID Steuersatz;Artikel-Nr.;Menge\n1;0;Tasse;2,50;1;T1;4\n"),
                     &text),
            "{\"type\":\"product\",\"sku\":\"T1\",\"ids\":{\"prestashop\":\"1\"},\"identified_by\":\"prestashop\",\"name\":"
            "\"Tasse\",\"tax_class\":\"1\",\"price\":"
            "\"2.50\",\"prices_include_tax\":true,"
            "\"status\":\"draft\",\"stock\":4,\"columns\":{\"prestashop\":{\"Price tax\":\"told\"}}}\n",
            "in German too");
    is_text(exported(NULL,
                     SLICE("Product ID;Image;Name;Reference;Category;Price (tax excl.);Price (tax incl.);Quantity;Status;Position\n"
                           "3;;Cup;C1;Cups;\xe2\x82\xac"
                           "2.00;\xe2\x82\xac"
                           "2.42;-1;1;7\n"),
                     &text),
            "{\"type\":\"product\",\"sku\":\"C1\",\"ids\":{\"prestashop\":\"3\"},\"identified_by\":\"prestashop\",\"name\":\"Cup\","
            "\"category\":\"Cups\",\"price\":"
            "\"2.42\",\"prices_include_tax\":true,"
            "\"status\":\"active\",\"stock\":-1,\"columns\":{\"prestashop\":{\"Position\":\"7\",\"Price tax\":\"told\"}}}\n",
            "and the export of the grid, whose prices have a currency");
    is_text(exported(NULL, SLICE("sku,name,price,description,brand\nA,B,1,C,D\n"), &text), "none",
            "but no sheet that anybody makes");
    is_text(exported(NULL, SLICE("Category ID;Active (0/1);Name *;Parent category;Root category (0/1)\n1;1;Cups;Home;0\n"), &text),
            "2 not_a_product : is a category: products name their categories themselves\n", "a file of categories has no products");
}

static void test_lists(void)
{
    is_text(products("Reference #;Categories (x,y,z...);Tags (x,y,z...)\nA;Home/Cups,Gifts;a, b\n"),
            "{\"type\":\"product\",\"sku\":\"A\",\"category\":\"Home > Cups\",\"categories\":[\"Gifts\"],\"tags\":[\"a\",\"b\"]}\n",
            "categories are paths, and the header tells what separates them");
    is_text(
        products(
            "Reference #,Tags (x;y;z...),Image URLs (x;y;z...)\nA,\"a, b; c\",http://example.org/1.jpg;http://example.org/2.jpg\n"),
        "{\"type\":\"product\",\"sku\":\"A\",\"tags\":[\"a, b\",\"c\"],\"image\":\"http://example.org/1.jpg\","
        "\"media\":[{\"url\":\"http://example.org/2.jpg\"}]}\n",
        "a comma or a semicolon");
    is_text(products("Reference #;Image URLs (x,y,z...);Image alt texts "
                     "(x,y,z...)\nA;http://example.org/1.jpg,http://example.org/1.jpg;one,two\n"),
            "{\"type\":\"product\",\"sku\":\"A\",\"image\":\"http://example.org/1.jpg\","
            "\"media\":[{\"url\":\"http://example.org/1.jpg\",\"alt\":\"one\"}]}\n",
            "a picture that is told twice is one");
    is_text(products("Reference #;Categories (x,y,z...)\nA;2,14\n"),
            "{\"type\":\"product\",\"sku\":\"A\",\"columns\":{\"prestashop\":{\"Categories\":\"2\\n14\"}}}\n",
            "numbers of categories are no names, and stay");
    is_text(products("Reference #;Feature(Name:Value:Position)\nA;Glaze:blue:1,Weight:1 kg:2\n"),
            "{\"type\":\"product\",\"sku\":\"A\",\"attributes\":{\"Glaze\":\"blue\",\"Weight\":\"1 kg\"}}\n",
            "features are attributes");
    is_text(products("Reference #;Feature(Name:Value:Position)\nA;Glaze:blue:4:1\n"),
            "{\"type\":\"product\",\"sku\":\"A\",\"attributes\":{\"Glaze\":\"blue\"},"
            "\"columns\":{\"prestashop\":{\"Feature\":\"Glaze:blue:4:1\"}}}\n",
            "what else is told of them stays");
}

static void test_prices(void)
{
    is_text(products("Reference #;Price;Discount percent;Discount from (yyyy-mm-dd);Discount to (yyyy-mm-dd)\n"
                     "A;19,90;10;2026-11-20;2026-11-30\n"),
            "{\"type\":\"product\",\"sku\":\"A\",\"price\":\"19.90\",\"sale\":{\"price\":\"17.91\",\"from\":\"2026-11-20\","
            "\"until\":\"2026-12-01\"},\"columns\":{\"prestashop\":{\"Discount percent\":\"10\"}}}\n",
            "a discount is a sale, its last day included");
    is_text(
        products("Reference #;Price;Discount amount;Discount to (yyyy-mm-dd)\nA;20;5.000000;0000-00-00\n"),
        "{\"type\":\"product\",\"sku\":\"A\",\"price\":\"20.00\",\"sale\":{\"price\":\"15.00\",\"from\":null,\"until\":null}}\n",
        "an amount, without end");
    is_text(products("Reference #;Price;Discount amount\nA;20;20\n"),
            "{\"type\":\"product\",\"sku\":\"A\",\"price\":\"20.00\",\"sale\":{\"price\":\"0.00\",\"from\":null,\"until\":null}}\n",
            "all of it");
    is_text(products("Reference #;Price;Discount amount;Discount from (yyyy-mm-dd)\nA;20;;2026-12-01\n"),
            "{\"type\":\"product\",\"sku\":\"A\",\"price\":\"20.00\",\"sale\":null,"
            "\"columns\":{\"prestashop\":{\"Discount from\":\"2026-12-01\"}}}\n",
            "no discount takes a sale away");
    is_text(products("Reference #;Active (0/1);Price\nA;1;\n"),
            "{\"type\":\"product\",\"sku\":\"A\",\"status\":\"draft\",\"columns\":{\"prestashop\":{\"Active\":\"1\"}}}\n",
            "what has no price is a draft");
    is_text(products("Reference #;Price\nA;free\n"), "2 not_a_number Price: \"free\" is no number\n",
            "a price that is none is refused");
    is_text(products("Reference #;Price tax excluded;Price tax included\nA;10;12,1\n"),
            "{\"type\":\"product\",\"sku\":\"A\",\"price\":\"12.10\",\"prices_include_tax\":true,"
            "\"columns\":{\"prestashop\":{\"Price tax\":\"told\"}}}\n",
            "a price with tax is the one that customers know");
}

static void test_numbers(void)
{
    is_text(products("Product ID;EAN13;UPC\n7;;012345678905\n8;978;\n"),
            "{\"type\":\"product\",\"sku\":\"id:7\",\"ids\":{\"prestashop\":\"7\"},\"identified_by\":\"prestashop\",\"gtin\":"
            "\"012345678905\"}\n"
            "{\"type\":\"product\",\"sku\":\"id:8\",\"ids\":{\"prestashop\":\"8\"},\"identified_by\":\"prestashop\",\"columns\":{"
            "\"prestashop\":{\"EAN13\":\"978\"}}}\n",
            "a product may have a number alone, and what is no GTIN stays in its column");
    is_text(products("Reference #;Weight;Width\nA;0.500000;12.5\nB;0.0125;0\n"),
            "{\"type\":\"product\",\"sku\":\"A\",\"weight_g\":500,\"width_mm\":125}\n"
            "{\"type\":\"product\",\"sku\":\"B\",\"weight_g\":13,\"columns\":{\"prestashop\":{\"Weight\":\"0.0125\"}}}\n",
            "a weight finer than a gram is kept as it came too");
    is_text(products("Reference #;Name\nA;Cup;;\n"), "{\"type\":\"product\",\"sku\":\"A\",\"name\":\"Cup\"}\n",
            "separators at the end of a row say nothing");
    is_text(products("Reference #;Name\n;Cup\n"), "2 missing_field Reference: is missing, and so is the product's ID\n",
            "a product must be called something");
}

static void test_combinations(void)
{
    static const char head[] = "Product ID*;Product Reference;Attribute (Name:Type:Position)*;Value (Value:Position)*;Reference;"
                               "Impact on price;Impact on weight\n";

    text_clear(&text);
    is_text(
        exported(
            NULL,
            SLICE("Product ID*;Attribute (Name:Type:Position)*;Value (Value:Position)*;Reference;Impact on price;Impact on weight\n"
                  "4;Colour:select:0, Size:select:1;Blue:0, M:1;B-M;2,5;-0.01\n"),
            &text),
        "{\"type\":\"product\",\"parent_id\":{\"channel\":\"prestashop\",\"id\":\"4\"},"
        "\"options\":{\"Colour\":\"Blue\",\"Size\":\"M\"},\"axes_of_parent\":[\"Colour\",\"Size\"],\"sku\":\"B-M\","
        "\"price_over_parent\":\"2.50\",\"reduced_with_parent\":{\"channel\":\"prestashop\",\"column\":\"Discount percent\"},"
        "\"untaxed_with_parent\":{\"channel\":\"prestashop\",\"column\":\"Price tax\"},\"weight_g_over_parent\":-10}\n",
        "a combination is a variant of its product, and costs so much more");
    {
        struct text csv = TEXT_INIT;

        text_printf(&csv,
                    "%s;SHIRT;Size:select:0;M:0;SHIRT;0;0\n;SHIRT;Size:select:0;L:0;;0;0\n;SHIRT;Size:select:0;XL:0;S-L;0;0\n"
                    ";SHIRT;Size:select:0;XXL:0;S-L;0;0\n;SHIRT;Size:select:0;M:0;S-M;0;0\n;SHIRT;Size:select:0;;S;0;0\n",
                    head);
        is_text(products(text_string(&csv)),
                "{\"type\":\"product\",\"parent\":\"SHIRT\",\"options\":{\"Size\":\"M\"},\"axes_of_parent\":[\"Size\"],"
                "\"sku\":\"SHIRT-m\",\"price\":null,\"sale\":null,\"weight_g\":null}\n"
                "{\"type\":\"product\",\"parent\":\"SHIRT\",\"options\":{\"Size\":\"L\"},\"axes_of_parent\":[\"Size\"],"
                "\"sku\":\"SHIRT-l\",\"price\":null,\"sale\":null,\"weight_g\":null}\n"
                "{\"type\":\"product\",\"parent\":\"SHIRT\",\"options\":{\"Size\":\"XL\"},\"axes_of_parent\":[\"Size\"],"
                "\"sku\":\"S-L\",\"price\":null,\"sale\":null,\"weight_g\":null}\n"
                "{\"type\":\"product\",\"parent\":\"SHIRT\",\"options\":{\"Size\":\"XXL\"},\"axes_of_parent\":[\"Size\"],"
                "\"sku\":\"S-L-xxl\",\"price\":null,\"sale\":null,\"weight_g\":null}\n"
                "6 duplicate_variant Value (Value:Position)*: the combination of line 2 has the same values\n"
                "7 options_unclear Value (Value:Position)*: has not one value for each attribute\n",
                "its values are added to a reference that does not tell it from others");
        text_release(&csv);
    }
}

static void test_spreadsheets(void)
{
    is_text(products("Reference #;Name;Short description\nA;'=1+1;'tis\n"),
            "{\"type\":\"product\",\"sku\":\"A\",\"name\":\"=1+1\",\"short_description\":\"'tis\"}\n",
            "the apostrophe before a formula goes, and no other");
}

int main(void)
{
    test_header();
    test_lists();
    test_prices();
    test_numbers();
    test_combinations();
    test_spreadsheets();
    text_release(&text);
    return tap_end();
}
