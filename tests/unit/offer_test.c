/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tap.h"

#include "dialects.h"
#include "format/xml_offers.h"
#include "format/xml_parts.h"

#include <stdlib.h>

static struct text text = TEXT_INIT;

/* What becomes of a table, by its header. */
static const char *table(const char *sheet)
{
    const char *why = exported(NULL, slice_of(sheet), &text);

    return text.length ? text_string(&text) : why;
}

/* What becomes of a feed in XML that comes in pieces of so many bytes. */
static const char *xml_in_pieces(struct slice feed, size_t piece)
{
    struct product_queue queue = {0};
    struct xml_offers *offers = xml_offers_open("google");

    text_clear(&text);
    for (size_t at = 0; at < feed.length; at += piece) {
        struct slice rest = slice_from(feed, at);

        rest.length = rest.length < piece ? rest.length : piece;
        xml_offers_feed(offers, rest, false, &queue);
    }
    xml_offers_feed(offers, SLICE(""), true, &queue);
    take_queue(&queue, &text);
    xml_offers_close(offers);
    queue_release(&queue);
    return text_string(&text);
}

static const char *xml(const char *feed)
{
    static struct text whole = TEXT_INIT;

    text_clear(&whole);
    text_add_string(&whole, xml_in_pieces(slice_of(feed), 65536));
    is_text(xml_in_pieces(slice_of(feed), 1), text_string(&whole), "the same byte by byte");
    return text_string(&whole);
}

#define ITEM(inside) "<rss version='2.0' xmlns:g='http://base.google.com/ns/1.0'><channel><item>" inside "</item></channel></rss>"

static bool has(const char *came, const char *wanted)
{
    bool found = strstr(came, wanted) != NULL;

    if (!found)
        printf("# came: %s# wanted: %s\n", came, wanted);
    return found;
}

static void test_xml(void)
{
    is_text(
        xml("<?xml version='1.0'?>\n<rss version='2.0' xmlns:x='http://base.google.com/ns/1.0'>\n<channel><title>Shop</title>\n"
            "<item><x:id>A-1</x:id><title>Pan &amp; lid</title><x:title>Pan</x:title>\n<description><![CDATA[<p>Cast "
            "iron.</p>]]></description>\n"
            "<link>https://shop.example/a</link><x:image_link> https://shop.example/a.jpg\n</x:image_link>"
            "<x:additional_image_link>https://shop.example/b,c.jpg</x:additional_image_link>"
            "<x:price>39.90 EUR</x:price><x:sale_price>29.90 EUR</x:sale_price>"
            "<x:sale_price_effective_date>2026-11-01T10:00+0100/2026-12-01 00:00Z</x:sale_price_effective_date>"
            "<x:availability>out_of_stock</x:availability><x:condition>new</x:condition><x:brand>Ardenne</x:brand>"
            "<x:gtin>5412345678908</x:gtin><x:product_type>Cuisson &gt;Poêles</x:product_type>"
            "<x:product_type>Soldes</x:product_type><x:shipping_weight>1.85 kg</x:shipping_weight>"
            "<x:custom_label_0>gift</x:custom_label_0><x:expiration_date>2027-01-31T00:00+0100</x:expiration_date>"
            "<x:identifier_exists>yes</x:identifier_exists></item></channel></rss>"),
        "{\"type\":\"product\",\"sku\":\"A-1\",\"name\":\"Pan\",\"description\":\"<p>Cast iron.</p>\","
        "\"link\":\"https://shop.example/a\",\"brand\":\"Ardenne\",\"category\":\"Cuisson > Poêles\",\"categories\":[\"Soldes\"],"
        "\"price\":\"39.90\",\"sale\":{\"price\":\"29.90\",\"from\":\"2026-11-01T10:00:00+01:00\","
        "\"until\":\"2026-12-01T00:00:00Z\"},\"currency\":\"EUR\",\"weight_g\":1850,\"image\":\"https://shop.example/a.jpg\","
        "\"media\":[{\"url\":\"https://shop.example/"
        "b,c.jpg\"}],\"condition\":\"new\",\"stock\":0,\"retire_on\":\"2027-01-31T00:00:00+01:00\","
        "\"attributes\":{\"custom_label_0\":\"gift\"},\"gtin\":\"5412345678908\"}\n",
        "an item of RSS, by the namespace's address and not by its prefix");
    ok(has(xml("<feed xmlns='http://www.w3.org/2005/Atom' xmlns:g='http://base.google.com/ns/1.0'><entry><id>tag:shop,1</id>"
               "<title>Pan</title><link rel='self' href='https://shop.example/self'/><link href='https://shop.example/a'/>"
               "<summary>Iron</summary><updated>2026-11-21T00:00:00Z</updated><g:price>5 GBP</g:price></entry></feed>"),
           "{\"type\":\"product\",\"sku\":\"tag:shop,1\",\"name\":\"Pan\",\"description\":\"Iron\",\"link\":\"https://shop.example/"
           "a\","
           "\"price\":\"5.00\",\"sale\":null,\"currency\":\"GBP\",\"condition\":\"new\"}"),
       "an entry of Atom");
    ok(has(xml("<rss version='2.0' xmlns:g='http://base.google.com/ns/1.0'><channel><item><guid>7</guid><title>Old</title>"
               "<g:price>12</g:price><g:currency>USD</g:currency><g:quantity>30</g:quantity><g:upc>036000291452</g:upc>"
               "<g:label>red</g:label><g:label>round</g:label><g:manufacturer>Ardenne</g:manufacturer>"
               "<g:memory>512</g:memory></item></channel></rss>"),
           "{\"type\":\"product\",\"sku\":\"7\",\"name\":\"Old\",\"brand\":\"Ardenne\",\"tags\":[\"red\",\"round\"],\"price\":\"12."
           "00\","
           "\"sale\":null,\"currency\":\"USD\",\"condition\":\"new\",\"stock\":30,\"gtin\":\"036000291452\","
           "\"columns\":{\"google\":{\"memory\":\"512\"}}}"),
       "Google Base as it was");
    ok(has(xml(ITEM("<g:id>1</g:id><title>A</title><g:shipping><g:price>4.95 EUR</g:price><g:country>BE</g:country></g:shipping>"
                    "<g:product_detail><g:section_name>General</g:section_name><g:attribute_name>Ratio</g:attribute_name>"
                    "<g:attribute_value>4:3</g:attribute_value></g:product_detail>")),
           "\"attributes\":{\"Ratio\":\"4:3\"},\"columns\":{\"google\":{\"shipping\":\"BE:::4.95 EUR\"}}"),
       "elements within are parts, in the order that tables have");
    ok(has(xml(ITEM("<g:id>1</g:id><title>A</title><media:content xmlns:media='http://search.yahoo.com/mrss/'>x</media:content>"
                    "<c:origin xmlns:c='http://base.google.com/cns/1.0'>Huy</c:origin>")),
           "\"attributes\":{\"origin\":\"Huy\"}}"),
       "other namespaces say nothing, but for attributes of the shop's own");
}

static void test_trouble(void)
{
    ok(has(xml(ITEM("<g:id>1</g:id><title>A</title>") "x"), "\"sku\":\"1\""), "what comes before trouble is taken");
    ok(has(text_string(&text), "not_xml : the feed ends here: "), "and what is not well-formed is refused");
    ok(has(xml("<rss><channel>\n<item><title>A</title>\n</channel></rss>"), "3 not_xml : the feed ends here: mismatched tag"),
       "with its line");
    ok(has(xml("<!DOCTYPE rss [<!ENTITY a 'aaaaaaaaaa'><!ENTITY b '&a;&a;&a;&a;'>]><rss><channel><item><title>&b;</title></item>"
               "</channel></rss>"),
           "it declares entities"),
       "entities that make much of little");
    ok(has(xml("<!DOCTYPE rss SYSTEM 'http://shop.example/rss.dtd'><rss><channel><item><guid>1</guid><title>A</title></item>"
               "</channel></rss>"),
           "\"sku\":\"1\""),
       "nothing is fetched");
    ok(has(xml(ITEM("<title>A</title>")), "1 missing_field id: is missing"), "an item without an id");
    ok(has(xml(ITEM("<g:id>1</g:id><title>A</title><g:price>free</g:price>")), "1 not_a_number price: \"free\" is no number"),
       "a price that is none");
    ok(has(xml("<?xml version='1.0' encoding='windows-1252'?><rss><channel><item><guid>1</guid><title>Po\xeale \x80</title></item>"
               "</channel></rss>"),
           "\"name\":\"Poêle €\""),
       "an encoding of one byte");
    ok(has(xml(""), "not_xml"), "nothing at all");
}

static void test_groups(void)
{
    is_text(xml(ITEM("<g:id>T-S</g:id><title>Shirt S</title><g:price>20 EUR</g:price><g:item_group_id>T</g:item_group_id>"
                     "<g:size>S</g:size><g:color>red</g:color><g:gender>male</g:gender>")),
            "{\"type\":\"product\",\"sku\":\"T\",\"name\":\"Shirt S\",\"axes\":[\"color\",\"size\"],\"only_new\":true}\n"
            "{\"type\":\"product\",\"sku\":\"T-S\",\"name\":\"Shirt "
            "S\",\"price\":\"20.00\",\"sale\":null,\"currency\":\"EUR\",\"condition\":\"new\","
            "\"attributes\":{\"gender\":\"male\"},\"options\":{\"color\":\"red\",\"size\":\"S\"},\"parent\":\"T\"}\n",
            "the first of a group brings its parent");
    ok(has(xml(ITEM("<g:id>T</g:id><title>Shirt</title><g:item_group_id>T</g:item_group_id><g:size>S</g:size>")),
           "\"attributes\":{\"size\":\"S\",\"item_group_id\":\"T\"},\"axes\":null}"),
       "an item that its group is called after is a product");
    ok(has(xml(ITEM("<g:id>U</g:id><title>Shirt</title><g:item_group_id>T</g:item_group_id>")),
           "\"attributes\":{\"item_group_id\":\"T\"}}"),
       "what does not say how it differs is no variant");
}

static void test_tables(void)
{
    is_text(
        table(
            "\xef\xbb\xbf# Required | An id,# Required | \"\"A\"\" title,# x,# x,# x,# x,# x,# x,# x,# x,# x\r\n"
            "id,title,availability,price,link,image_link,gtin,fb_product_category,video[0].url,video[0].tag[0],product_tags[0]\r\n"
            "C-1,Cat,in stock,10.00 EUR,https://shop.example/c,https://shop.example/c.jpg,8.80609E+12,Toys,"
            "https://shop.example/c.mp4,Gym,soft\r\n"),
        "3 not_a_gtin gtin: \"8.80609E+12\" is what a spreadsheet left of a GTIN; the product is taken without it\n"
        "{\"type\":\"product\",\"sku\":\"C-1\",\"name\":\"Cat\",\"link\":\"https://shop.example/c\",\"tags\":[\"soft\"],"
        "\"price\":\"10.00\",\"currency\":\"EUR\",\"image\":\"https://shop.example/c.jpg\","
        "\"media\":[{\"url\":\"https://shop.example/c.mp4\",\"role\":\"video\",\"alt\":\"Gym\"}],"
        "\"attributes\":{\"fb_product_category\":\"Toys\"},\"columns\":{\"meta\":{\"availability\":\"in stock\"}}}\n",
        "Meta's template: comments above the header, a GTIN that a spreadsheet ruined");
    ok(has(table("id\ttitle\tdescription\tlink\timage link\tavailability\tprice\tadditional image link\tshipping\tproduct detail\n"
                 "1\tA\tB\thttps://shop.example/1\thttps://shop.example/1.jpg\tpreorder\t1 "
                 "EUR\thttps://a.example/1,https://a.example/2\t"
                 "BE::Post:4 EUR,FR::Post:5 EUR\tGeneral:Ratio:4\\:3,Colour:red\n"),
           "\"media\":[{\"url\":\"https://a.example/1\"},{\"url\":\"https://a.example/2\"}],"
           "\"attributes\":{\"Ratio\":\"4:3\",\"Colour\":\"red\"},"
           "\"columns\":{\"google\":{\"shipping\":\"BE::Post:4 EUR,FR::Post:5 EUR\"}}}"),
       "Google's table: lists within cells");
    ok(!has(table("id\ttitle\tlink\timage_link\tprice\n1\tA\thttps://a.example\thttps://a.example/i\t1 EUR\n"), "sale"),
       "a table without sales does not end them");
    is_text(table("id\tname\tprice\n1\tA\t2\n"), "none", "another table is no feed");
}

static void test_parts(void)
{
    struct text made = TEXT_INIT;
    struct text room = TEXT_INIT;
    struct slice parts[3];

    part_add(&made, SLICE("a:b,c\\d"));
    text_add_byte(&made, ':');
    part_add(&made, SLICE("e"));
    is_text(text_string(&made), "a\\:b\\,c\\\\d:e", "parts are escaped");
    is_int((int64_t)parts_cut(text_slice(&made), parts, 3, &room), 2, "and cut");
    is_bytes(parts[0].bytes, parts[0].length, "a:b,c\\d", "as they were");
    is_int((int64_t)parts_cut(SLICE("a:b:c:d"), parts, 3, &room), 3, "the last part");
    is_bytes(parts[2].bytes, parts[2].length, "c:d", "has all that is left");
    text_release(&made);
    text_release(&room);
}

int main(void)
{
    test_xml();
    test_trouble();
    test_groups();
    test_tables();
    test_parts();
    text_release(&text);
    return tap_end();
}
