/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tap.h"

#include "format/feed.h"
#include "format/lint_rules.h"
#include "format/xml_write.h"

#include <signal.h>
#include <stdlib.h>
#include <sys/wait.h>

static struct fault fault = FAULT_INIT;
static struct text feed = TEXT_INIT; /* what came */
static struct settings settings = {
    .text = {[COMPANY_NAME] = {"Casserole & Cie", 15}, [COMPANY_WEBSITE] = {"https://casserole.example", 25}},
    .currency = {"EUR", 2}};
static struct lint_rules rules;
static const struct lint_market market;
static const struct feed_options options = {
    .settings = &settings, .rules = &rules, .market = &market, .now = 1795262400000, .channel = "google"}; /* 2026-11-21, noon */

/* A product with everything that is needed, and the given members, which come first and so win. */
static json_t *product_with(const char *members)
{
    struct text text = TEXT_INIT;
    json_t *product;
    json_t *rest;
    json_error_t error;

    text_printf(&text, "{%s}", members);
    product = json_loads(text_string(&text), 0, &error);
    rest = json_loads("{\"type\":\"product\",\"sku\":\"POE-24\",\"name\":\"Po\xc3\xaale\",\"price\":\"39.90\","
                      "\"link\":\"https://casserole.example/poe-24\",\"image\":\"https://casserole.example/poe-24.jpg\"}",
                      0, &error);
    if (!product)
        printf("# not JSON: %s\n", text_string(&text));
    json_object_update_missing(product, rest);
    json_decref(rest);
    text_release(&text);
    return product;
}

static bool made(struct feed *google, const json_t *product)
{
    enum feed_outcome outcome;
    bool added = feed_add(google, product, &outcome, &fault);

    text_add_slice(&feed, text_slice(&google->text));
    return added;
}

/* The item, or why there is none: "code field: reason". */
static const char *item(const char *members)
{
    json_t *product = product_with(members);
    struct feed google;

    text_clear(&feed);
    if (!feed_open(&google, &options, &fault) || !made(&google, product))
        text_printf(&feed, "%s %s: %s", fault.code, fault.field, fault.reason);
    feed_close(&google);
    json_decref(product);
    return text_string(&feed);
}

static bool has(const char *members, const char *wanted)
{
    return strstr(item(members), wanted) != NULL;
}

static void test_item(void)
{
    is_text(item(""),
            "  <item>\n"
            "    <g:id>POE-24</g:id>\n"
            "    <title>Po\xc3\xaale</title>\n"
            "    <description>Po\xc3\xaale</description>\n"
            "    <link>https://casserole.example/poe-24</link>\n"
            "    <g:image_link>https://casserole.example/poe-24.jpg</g:image_link>\n"
            "    <g:availability>in_stock</g:availability>\n"
            "    <g:price>39.90 EUR</g:price>\n"
            "    <g:condition>new</g:condition>\n"
            "    <g:identifier_exists>no</g:identifier_exists>\n"
            "  </item>\n",
            "the least item");
    is_text(item("\"description\":\"Fonte <brute> & \\\"noire\\\"\\n24 "
                 "cm\",\"brand\":\"Forgeval\",\"gtin\":\"5412345678908\",\"mpn\":\"FV-24\","
                 "\"category\":\"Cuisson > Po\xc3\xaales\",\"google_category\":\"Home & "
                 "Garden\",\"weight_g\":1850,\"condition\":\"used\","
                 "\"available\":3,\"attributes\":{\"colour\":\"black\",\"size\":24,\"other\":true}"),
            "  <item>\n"
            "    <g:id>POE-24</g:id>\n"
            "    <title>Po\xc3\xaale</title>\n"
            "    <description>Fonte &lt;brute&gt; &amp; \"noire\"\n24 cm</description>\n"
            "    <link>https://casserole.example/poe-24</link>\n"
            "    <g:image_link>https://casserole.example/poe-24.jpg</g:image_link>\n"
            "    <g:availability>in_stock</g:availability>\n"
            "    <g:price>39.90 EUR</g:price>\n"
            "    <g:condition>used</g:condition>\n"
            "    <g:brand>Forgeval</g:brand>\n"
            "    <g:gtin>5412345678908</g:gtin>\n"
            "    <g:mpn>FV-24</g:mpn>\n"
            "    <g:product_type>Cuisson &gt; Po\xc3\xaales</g:product_type>\n"
            "    <g:google_product_category>Home &amp; Garden</g:google_product_category>\n"
            "    <g:color>black</g:color>\n"
            "    <g:size>24</g:size>\n"
            "    <g:shipping_weight>1850 g</g:shipping_weight>\n"
            "    <g:product_detail>\n"
            "      <g:attribute_name>other</g:attribute_name>\n"
            "      <g:attribute_value>true</g:attribute_value>\n"
            "    </g:product_detail>\n"
            "  </item>\n",
            "everything");
}

static void test_refusals(void)
{
    is_text(item("\"link\":\"\""), "missing_field link: is missing", "no link");
    is_text(item("\"image\":null"), "missing_field image: is missing", "no image");
    is_text(item("\"price\":null"), "missing_field price: is missing", "no price");
    is_text(item("\"name\":\"\""), "missing_field name: is missing", "no name");
    ok(has("\"link\":\"shop/poe\"", "bad_address link: "), "a link that is none");
    ok(has("\"image\":\"javascript:alert(1)\"", "bad_address image: "), "an image that is none");
    ok(has("\"price\":\"0.00\"", "out_of_range price: "), "a price of nothing");
    ok(has("\"price\":\"0.004\"", "out_of_range price: "), "a price that rounds to nothing");
    ok(has("\"price\":39.9", "price: "), "a price that is a number");
    ok(has("\"status\":\"draft\"", "not_active status: the product is draft"), "a draft");
    ok(has("\"status\":\"active\"", "<item>"), "but not an active product");
    ok(has("\"sku\":\"123456789012345678901234567890123456789012345678901\"", "id_too_long sku: "), "an SKU of 51 characters");
    ok(has("\"sku\":\"\xc3\xa9"
           "2345678901234567890123456789012345678901234567890\"",
           "<item>"),
       "characters are counted, not bytes");
    ok(has("\"gtin\":\"5412345678909\"", "not_a_gtin gtin: "), "a wrong check digit");
    ok(has("\"gtin\":\"12\"", "not_a_gtin gtin: "), "a GTIN of two digits");
    ok(has("\"weight_g\":\"heavy\"", "wrong_type weight_g: "), "a weight in words");
}

static void test_availability(void)
{
    ok(has("\"available\":0", "<g:availability>out_of_stock<"), "none left");
    ok(has("\"available\":-2", "<g:availability>out_of_stock<"), "less than none left");
    ok(has("\"available\":0,\"backorder\":true", "<g:availability>out_of_stock<"), "back-orders need a date");
    ok(has("\"available\":0,\"backorder\":true,\"lead_days\":10",
           "<g:availability>backorder</g:availability>\n    <g:availability_date>2026-12-01T00:00Z</g:availability_date>"),
       "a back-order with its date");
    ok(has("\"available\":1,\"backorder\":true,\"lead_days\":10", "<g:availability>in_stock<"), "not while there is some");
    ok(has("\"kind\":\"digital\",\"available\":0", "<g:availability>in_stock<"), "what is not counted never ends");
    ok(has("\"launch_on\":\"2026-12-24\",\"available\":0",
           "<g:availability>preorder</g:availability>\n    <g:availability_date>2026-12-24T00:00Z</g:availability_date>"),
       "a launch is announced");
    ok(!has("\"launch_on\":\"2026-11-21\"", "preorder"), "until its day has come");
    ok(has("\"retire_on\":\"2026-11-22\"", "<g:expiration_date>2026-11-22T00:00Z<"), "an end is told");
    ok(has("\"retire_on\":\"2026-11-21\"", "not_for_sale retire_on: "), "and from then on it is gone");
    ok(has("\"season\":{\"from\":\"11-01\",\"until\":\"02-28\"}", "<item>"), "in its season, around the year's end");
    ok(has("\"season\":{\"from\":\"12-01\",\"until\":\"02-28\"}", "not_for_sale season: "), "out of it");
    ok(has("\"season\":{\"from\":\"03-01\",\"until\":\"11-21\"}", "<item>"), "on its last day");
    ok(has("\"status\":\"end_of_life\",\"available\":1", "in_stock"), "the last one");
    ok(has("\"status\":\"end_of_life\",\"available\":0", "sold_out status: "), "and none after it");
}

static void test_price(void)
{
    struct currency euro = settings.currency;

    ok(has("\"price\":\"12.3456\"", "<g:price>12.35 EUR<"), "a price finer than a cent is rounded");
    ok(has("\"price\":\"12\"", "<g:price>12.00 EUR<"), "cents are written");
    ok(has("\"sale\":{\"price\":\"29.90\",\"from\":\"2026-11-20T00:00:00Z\",\"until\":\"2026-12-01T00:00:00Z\"}",
           "<g:price>39.90 EUR</g:price>\n    <g:sale_price>29.90 EUR</g:sale_price>\n"
           "    <g:sale_price_effective_date>2026-11-20T00:00Z/2026-12-01T00:00Z<"),
       "a sale with its days");
    ok(has("\"sale\":{\"price\":\"29.90\",\"until\":\"2026-12-01T00:00:00Z\"}", "2000-01-01T00:00Z/2026-12-01T00:00Z"),
       "one that has begun some day");
    ok(!has("\"sale\":{\"price\":\"29.90\"}", "effective_date"), "one without an end has no period");
    ok(has("\"sale\":{\"price\":\"29.90\"}", "sale_price"), "and is told while it lasts");
    ok(!has("\"sale\":{\"price\":\"29.90\",\"from\":\"2026-11-22T00:00:00Z\"}", "sale_price"), "not before");
    ok(has("\"sale\":{\"price\":\"29.90\",\"until\":\"2026-11-21T12:00:00Z\"}", "/2026-11-21T12:00Z<"),
       "one that is over is told with its end, by which Google goes");
    ok(!has("\"sale\":{\"price\":\"39.90\"}", "sale_price"), "what is no reduction is none");
    ok(!has("\"sale\":{\"price\":\"49.90\",\"until\":\"2026-12-01T00:00:00Z\"}", "sale_price"), "nor what is dearer");
    settings.currency = (struct currency){"JPY", 0};
    ok(has("\"price\":\"1200\"", "<g:price>1200 JPY<"), "a currency without cents");
    settings.currency = euro;
}

static void test_identifiers(void)
{
    ok(!has("\"brand\":\"B\",\"mpn\":\"M\"", "identifier_exists"), "brand and MPN identify");
    ok(has("\"brand\":\"B\"", "identifier_exists"), "a brand alone does not");
    ok(!has("\"gtin\":\"5412345678908\"", "identifier_exists"), "a GTIN does");
    ok(!has("\"gtin\":\"2000005000010\"", "g:gtin"), "a number of the shop's own is left out");
    ok(has("\"gtin\":\"2000005000010\"", "identifier_exists>no"), "and identifies nothing");
    ok(!has("\"gtin\":\"9912345678906\"", "g:gtin"), "so is a coupon");
    ok(has("\"gtin\":\"036000291452\"", "<g:gtin>036000291452<"), "an UPC");
}

static void test_cuts(void)
{
    struct text members = TEXT_INIT;
    struct text wanted = TEXT_INIT;

    text_add_string(&members, "\"name\":\"");
    for (int i = 0; i < 30; i++)
        text_add_string(&members, "caf\xc3\xa9s ");
    text_add_string(&members, "\"");
    for (int i = 0; i < 25; i++)
        text_printf(&wanted, "%scaf\xc3\xa9s", i ? " " : "<title>");
    text_add_string(&wanted, "</title>");
    ok(has(text_string(&members), text_string(&wanted)), "a title is cut after 150 characters, between words");

    text_clear(&members);
    text_clear(&wanted);
    text_add_string(&members, "\"name\":\"");
    text_add_string(&wanted, "<title>");
    for (int i = 0; i < 200; i++)
        text_add_string(&members, "\xe2\x82\xac");
    for (int i = 0; i < 150; i++)
        text_add_string(&wanted, "\xe2\x82\xac");
    text_add_string(&members, "\"");
    text_add_string(&wanted, "</title>");
    ok(has(text_string(&members), text_string(&wanted)), "in a word that is longer, and never in a character");

    text_clear(&members);
    text_add_string(&members, "\"description\":\"");
    for (int i = 0; i < 6000; i++)
        text_add_byte(&members, i % 10 ? 'x' : ' ');
    text_add_string(&members, "\"");
    item(text_string(&members));
    ok(strstr(feed.bytes, "</description>") - strstr(feed.bytes, "<description>") - 13 <= 5000, "a description is cut after 5000");
    text_release(&members);
    text_release(&wanted);
}

static void test_text(void)
{
    ok(has("\"name\":\"a\\u0001b\\u007fc\\u0085d\\uffffe\\tf\"", "<title>abcde\tf<"), "what XML cannot hold is left out");
    ok(has("\"name\":\"]]> &amp; <\"", "<title>]]&gt; &amp;amp; &lt;<"), "markup is escaped");
    ok(has("\"link\":\"https://casserole.example/po\xc3\xaale 24?a=1&b=%20\"",
           "<link>https://casserole.example/po%C3%AAle%2024?a=1&amp;b=%20<"),
       "addresses are encoded");
}

static void test_feed(void)
{
    static const char *const members[] = {"", "\"name\":\"\\u0002 <&> \xf0\x9f\x8d\xb3\",\"available\":0",
                                          "\"description\":\"]]>\",\"brand\":\"A & B\"", "\"price\":null"};
    struct text whole = TEXT_INIT;
    struct text again = TEXT_INIT;
    FILE *xmllint;
    int status;

    for (int round = 0; round < 2; round++) {
        struct feed google;

        text_clear(&feed);
        ok(feed_open(&google, &options, &fault) && feed_begin(&google, &fault), "the feed begins");
        text_add_slice(&feed, text_slice(&google.text));
        for (size_t i = 0; i < sizeof members / sizeof *members; i++) {
            json_t *product = product_with(members[i]);

            ok(made(&google, product) == (i < 3), "item %zu", i + 1);
            json_decref(product);
        }
        ok(google.items == 3, "they are counted");
        ok(feed_end(&google, &fault), "and ends");
        text_add_slice(&feed, text_slice(&google.text));
        text_add_slice(round ? &again : &whole, text_slice(&feed));
        feed_close(&google);
    }
    ok(slice_equal(text_slice(&whole), text_slice(&again)), "the same products give the same bytes");
    ok(slice_starts(text_slice(&whole),
                    "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<rss version=\"2.0\" "
                    "xmlns:g=\"http://base.google.com/ns/1.0\">\n<channel>\n  <title>Casserole &amp; Cie</title>\n"
                    "  <link>https://casserole.example</link>\n  <description>Casserole &amp; Cie</description>\n  <item>\n"),
       "the channel");
    fflush(stdout);
    signal(SIGPIPE, SIG_IGN);
    xmllint = popen("xmllint --noout - >&2", "w");
    if (xmllint) {
        fwrite(whole.bytes, 1, whole.length, xmllint);
        status = pclose(xmllint);
        if (WIFEXITED(status) && WEXITSTATUS(status) == 127)
            skip("xmllint is not installed");
        else
            ok(status == 0, "xmllint reads the feed");
    }
    text_release(&whole);
    text_release(&again);
}

/* What share/lint/google.rules says of lengths. */
static void read_rules(void)
{
    static const char text[] = "[id]\nrequire = sku length 1..50\n"
                               "[title]\nrequire = name length 1..150\n"
                               "[shown]\nseverity = hint\nrequire = name length ..65\n"
                               "[description]\nrequire = description length 1..5000\n"
                               "[link]\nrequire = link length ..2000\nrequire = pictures.url length ..2000\n"
                               "[brand]\nrequire = brand length ..70\nrequire = mpn length ..70\n"
                               "[category]\nrequire = category length ..750\n";

    if (!lint_rules_read(&rules, slice_of(text), "rules", NULL, &fault))
        printf("# %s\n", fault.reason);
}

/* What the line makes: the item, "left" for feed_add, or why there is none. */
static const char *item_of_line(const char *line)
{
    struct feed google;
    enum feed_outcome outcome = FEED_ADDED;
    bool taken = true;

    text_clear(&feed);
    if (!feed_open(&google, &options, &fault) || !feed_add_line(&google, slice_of(line), &taken, &outcome, &fault))
        text_printf(&feed, "%s %s: %s", fault.code, fault.field, fault.reason);
    else if (!taken)
        text_add_string(&feed, "left");
    else
        text_add_slice(&feed, text_slice(&google.text));
    feed_close(&google);
    return text_string(&feed);
}

static void test_lines(void)
{
    static const char *const left[] = {"",
                                       "[]",
                                       "{\"sku\":\"A\"",
                                       "{\"sku\":\"A\"} {}",
                                       "{\"sku\":\"A\",}",
                                       "{\"sku\":\"A\",\"sku\":\"B\"}",
                                       "{\"type\":\"product\",\"type\":\"product\"}",
                                       "{\"sku\":null,\"sku\":\"B\"}",
                                       "{\"sku\":1}",
                                       "{\"sku\":\"A\",\"nothing\":1}",
                                       "{\"sku\":\"A\",\"ids\":{\"a\":\"1\",\"a\":\"2\"}}",
                                       "{\"sku\":\"\xff\"}"};
    static const char *const members[] = {"",
                                          "\"available\":0",
                                          "\"status\":\"draft\"",
                                          "\"price\":\"-1\"",
                                          "\"gtin\":\"1\",\"brand\":\"\\u00c9 \\\\ & <\"",
                                          "\"sale\":{\"price\":\"30.00\"},\"attributes\":{\"colour\":\"black\",\"size\":24}",
                                          "\"s\\u006bu\":\"B\""};
    struct text whole = TEXT_INIT;

    for (size_t i = 0; i < sizeof left / sizeof *left; i++)
        is_text(item_of_line(left[i]), "left", "%s", left[i]);
    for (size_t i = 0; i < sizeof members / sizeof *members; i++) {
        json_t *product = product_with(members[i]);
        char *line = json_dumps(product, 0);

        text_clear(&whole);
        text_add_string(&whole, item(members[i]));
        is_text(item_of_line(line), text_string(&whole), "%s", line);
        free(line);
        json_decref(product);
    }
    text_release(&whole);
}

/* Each of them at each place of a text that is longer than what is looked at together. */
static void test_places(void)
{
    static const struct {
        const char *raw, *written;
    } rows[] = {{"&", "&amp;"},
                {"<", "&lt;"},
                {">", "&gt;"},
                {"\x01", ""},
                {"\x7f", ""},
                {"\xc2\x85", ""},
                {"\xef\xbf\xbf", ""},
                {"\n", "\n"},
                {"\xc2\xa0", "\xc2\xa0"},
                {"\xc3\xa9", "\xc3\xa9"},
                {"\xef\xbf\xbd", "\xef\xbf\xbd"}};
    enum { LENGTH = 40 };
    char plain[LENGTH + 1] = "";
    struct text raw = TEXT_INIT;
    struct text wanted = TEXT_INIT;
    struct text written = TEXT_INIT;
    bool right = true;

    memset(plain, '~', LENGTH);
    for (size_t row = 0; row < sizeof rows / sizeof *rows; row++)
        for (size_t at = 0; at <= LENGTH; at++) {
            text_clear(&raw);
            text_clear(&wanted);
            text_clear(&written);
            text_printf(&raw, "%.*s%s%s%s", (int)at, plain, rows[row].raw, rows[row].raw, plain + at);
            text_printf(&wanted, "%.*s%s%s%s", (int)at, plain, rows[row].written, rows[row].written, plain + at);
            right = right && xml_add_text(&written, text_slice(&raw)) == (rows[row].written[0] ? 0 : 2) &&
                    slice_equal(text_slice(&written), text_slice(&wanted));
        }
    ok(right, "XML escapes and leaves out at any place of a text");
    text_release(&raw);
    text_release(&wanted);
    text_release(&written);
}

static void test_addresses(void)
{
    struct text wanted = TEXT_INIT;
    struct text written = TEXT_INIT;
    bool right = true;

    for (int c = 1; c < 256; c++) {
        char raw[] = "https://a.example/0123456789abcde/ff";

        raw[27] = (char)c;
        text_clear(&wanted);
        text_clear(&written);
        if (c > ' ' && c < 0x7f && !strchr("\"<>\\^`{|}", c))
            text_add_string(&wanted, raw);
        else
            text_printf(&wanted, "%.27s%%%02X%s", raw, c, raw + 28);
        right = right && feed_address(slice_of(raw), 100, &written) && slice_equal(text_slice(&written), text_slice(&wanted));
    }
    ok(right, "an address has all encoded that may not stand in one");
    text_release(&wanted);
    text_release(&written);
}

int main(void)
{
    read_rules();
    test_lines();
    test_places();
    test_addresses();
    test_item();
    test_refusals();
    test_availability();
    test_price();
    test_identifiers();
    test_cuts();
    test_text();
    test_feed();
    text_release(&feed);
    lint_rules_release(&rules);
    return tap_end();
}
