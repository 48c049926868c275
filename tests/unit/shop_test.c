/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tap.h"

#include "base/memory.h"
#include "shop/check.h"
#include "shop/erasure.h"
#include "shop/family.h"
#include "shop/figures.h"
#include "shop/fold.h"
#include "shop/invoice.h"
#include "shop/keys.h"
#include "shop/person.h"
#include "shop/placing.h"
#include "shop/product.h"
#include "shop/selection.h"
#include "shop/shipment.h"
#include "shop/stock.h"
#include "store/verify.h"
#include "json/read.h"
#include "json/scan.h"
#include "json/write.h"

#include <stdlib.h>
#include <unistd.h>

static struct fault fault = FAULT_INIT;
static char folder[256]; /* of all stores here */

static uint64_t random_state = 0x9e3779b97f4a7c15u;

static uint64_t random_below(uint64_t limit)
{
    random_state ^= random_state >> 12;
    random_state ^= random_state << 25;
    random_state ^= random_state >> 27;
    return (random_state * 0x2545f4914f6cdd1du >> 11) % limit;
}

/* A shop in a store of its own. Every act below is one batch, as a tool would make it for one record. */

struct shop {
    struct store *store;
    struct settings settings;
    struct price_book book;
    struct tax_book taxes;
    struct location_book locations;
    struct arena arena;
    struct changes changes;
    struct text id, value; /* of the last record that was written, or stands unchanged */
    bool changed;
    size_t row;
    instant now;
};

static bool read_law(const char *file, struct text *table, struct fault *why);
static struct shop shop = {.taxes = TAX_BOOK_INIT(read_law), .locations = LOCATION_BOOK_INIT};

static bool read_law(const char *file, struct text *table, struct fault *why)
{
    const char *data = getenv("COLPORTEUR_DATADIR");
    char room[4096];
    FILE *stream;
    size_t got;

    snprintf(room, sizeof room, "%s/law/%s", data ? data : "share", file);
    stream = fopen(room, "r");
    if (!stream)
        return fault_system(why, "system", "%s", room);
    while ((got = fread(room, 1, sizeof room, stream)) > 0)
        text_add(table, room, got);
    fclose(stream);
    return true;
}

static const char *path_of(const char *name)
{
    static char path[512];

    snprintf(path, sizeof path, "%s/%s", folder, name);
    return path;
}

static struct store *opened(const char *name, enum store_access access)
{
    struct store_options options = {.path = path_of(name),
                                    .fold = &shop_fold,
                                    .access = access,
                                    .wait = 5,
                                    .tool = SLICE("shop-test"),
                                    .user = SLICE("tester")};
    struct store *store = NULL;

    if (!store_open(&store, &options, &fault))
        printf("# cannot open %s: %s\n", name, fault.reason);
    return store;
}

static bool begin(void)
{
    fault = (struct fault)FAULT_INIT;
    arena_clear(&shop.arena);
    changes_clear(&shop.changes);
    shop.changed = false;
    return store_begin(shop.store, shop.now, &fault) && settings_load(&shop.settings, shop.store, &fault);
}

/* What an act decided is done; a refusal leaves nothing behind. */
static bool end(bool decided)
{
    if (!decided || (shop.changed && !store_apply(shop.store, &shop.changes, &fault))) {
        store_abandon(shop.store);
        return false;
    }
    if (shop.changed) {
        struct slice value = changes_value(&shop.changes, shop.row);
        struct slice id = changes_id(&shop.changes, shop.row);

        text_clear(&shop.value);
        text_add_slice(&shop.value, value);
        text_clear(&shop.id);
        text_add_slice(&shop.id, id);
    }
    return store_commit(shop.store, &fault);
}

static bool set(enum setting setting, const char *value)
{
    bool done;

    fault = (struct fault)FAULT_INIT;
    changes_clear(&shop.changes);
    done = store_begin(shop.store, shop.now, &fault) && setting_check(setting, slice_of(value), &fault) &&
           setting_change(shop.store, setting, slice_of(value), &shop.changes, &shop.changed, &fault);
    shop.row = 0;
    return end(done);
}

static json_t *parsed(const char *json)
{
    json_error_t error;
    json_t *record = json_loads(json, JSON_REJECT_DUPLICATES, &error);

    if (!record)
        printf("# %s: %s\n", json, error.text);
    return record;
}

static bool give_json(void *context, struct product *product, struct fault *trouble)
{
    return product_give_json(product, context, trouble);
}

static bool import(const char *json)
{
    json_t *record = parsed(json);
    struct slice sku = {NULL, 0};
    struct slice stored;
    bool done = begin() && field_string(record, "sku", &sku, &fault);

    product_id(sku, &shop.id);
    done = done && store_get(shop.store, text_slice(&shop.id), &stored, &fault) &&
           product_import(text_slice(&shop.id), stored, &shop.settings, give_json, record, &shop.arena, &shop.changes,
                          &shop.changed, &fault);

    shop.row = 0;
    done = end(done);
    json_decref(record);
    return done;
}

static bool adjust(const char *json)
{
    json_t *record = parsed(json);
    struct stock_adjustment adjustment;
    bool done = begin() && stock_adjustment_from_json(record, &adjustment, &fault) &&
                stock_adjust(shop.store, &shop.settings, &adjustment, &shop.changes, &shop.changed, &shop.row, &shop.id, &fault);

    done = end(done);
    json_decref(record);
    return done;
}

static bool place_json(const json_t *record)
{
    uint64_t number = 0;
    bool done = begin() && order_place_request(record, shop.store, &shop.settings,
                                               &(struct quote_books){&shop.book, &shop.taxes, NULL, &shop.locations, NULL}, shop.now,
                                               NULL, &shop.arena, &shop.changes, &shop.changed, &number, &shop.row, &fault);

    if (done)
        order_id(number, &shop.id);
    return end(done);
}

static bool place(const char *json)
{
    json_t *record = parsed(json);
    bool done = place_json(record);

    json_decref(record);
    return done;
}

static bool ship(const char *id, const struct shipment_part *parts, size_t count)
{
    struct order order;

    return end(
        begin() && order_find(&order, shop.store, slice_of(id), &shop.arena, &fault) &&
        order_ship(&order, shop.store, parts, count, shop.now, &shop.arena, &shop.changes, &shop.changed, &shop.row, &fault));
}

static bool bill(const char *id, day dated)
{
    struct order order;

    return end(begin() && order_find(&order, shop.store, slice_of(id), &shop.arena, &fault) &&
               invoice_issue(&order, shop.store, &shop.settings, dated, shop.now, &shop.arena, &shop.changes, &shop.changed,
                             &shop.row, &shop.id, &fault));
}

static instant at(const char *text)
{
    instant value = 0;

    if (!instant_read(slice_of(text), &value))
        printf("# %s is no instant\n", text);
    return value;
}

static day on(const char *text)
{
    day value = 0;

    if (!day_read(slice_of(text), &value))
        printf("# %s is no day\n", text);
    return value;
}

static void open_shop(const char *name)
{
    store_close(shop.store);
    shop.store = NULL;
    shop.now = at("2026-11-02T10:00:00Z");
    if (ok(store_create(path_of(name), &fault), "a shop, %s", name))
        shop.store = opened(name, STORE_WRITE);
    if (!set(COMPANY_NAME, "Maison d'Ourthe") || !set(COMPANY_COUNTRY, "BE") || !set(SHOP_CURRENCY, "EUR") ||
        !set(SHOP_TIME_ZONE, "Europe/Brussels") || !set(SHOP_VAT_RATE, "21") || !set(COMPANY_STREET, "Rue du Pont 12") ||
        !set(COMPANY_POSTCODE, "4500") || !set(COMPANY_CITY, "Huy") || !set(COMPANY_VAT_NUMBER, "BE0123456749"))
        printf("# %s\n", fault.reason);
}

static void refused(bool done, const char *code, const char *field, const char *name)
{
    ok(!done && strcmp(fault.code, code) == 0 && strcmp(fault.field, field) == 0, "%s", name);
    if (done || strcmp(fault.code, code) != 0 || strcmp(fault.field, field) != 0)
        printf("#   %s %s: %s\n#   wanted %s %s\n", fault.code, fault.field, fault.reason, code, field);
}

/* A member of a stored record, as it is written; of `path` "lines.1.net" the dots go inwards, numbers count from 1. */
static struct slice stored(const char *id, const char *path)
{
    static struct text room;
    struct slice value = {NULL, 0};

    if (!store_begin(shop.store, shop.now, &fault) || !store_get(shop.store, slice_of(id), &value, &fault))
        value = (struct slice){NULL, 0};
    text_clear(&room);
    text_add_slice(&room, value);
    value = value.bytes ? text_slice(&room) : value;
    store_abandon(shop.store);
    while (value.bytes && *path) {
        size_t length = strcspn(path, ".");
        char name[64];
        int64_t number;

        snprintf(name, sizeof name, "%.*s", (int)length, path);
        if (slice_integer(slice_of(name), 1000, &number)) {
            struct scan scan;
            struct slice element;

            if (!scan_array(&scan, value))
                return (struct slice){NULL, 0};
            while (number-- && scan_element(&scan, &element))
                value = element;
        } else {
            value = scan_find(value, name);
        }
        path += length + (path[length] == '.');
    }
    return value;
}

static void has(const char *id, const char *path, const char *wanted)
{
    struct slice came = stored(id, path);

    is_bytes(came.bytes ? came.bytes : "nothing", came.bytes ? came.length : 7, wanted, "%s has %s %s", id, path, wanted);
}

static uint64_t transactions(void)
{
    uint64_t seq;

    if (!store_begin(shop.store, shop.now, &fault))
        return 0;
    seq = store_seq(shop.store);
    store_abandon(shop.store);
    return seq;
}

static int findings;
static char first_finding[40];

static void count_finding(void *context, struct slice id, uint64_t seq, const char *code, const char *reason)
{
    (void)context;
    if (findings++)
        return;
    snprintf(first_finding, sizeof first_finding, "%s", code);
    printf("# %.*s: transaction %llu: %s: %s\n", SLICE_ARGS(id), (unsigned long long)seq, code, reason);
}

/* The store is what its journal says, and its sums hold. */
static void is_sound(const char *name)
{
    struct store *store;
    struct verdict verdict = {.ok = false, .reason = "not verified"};
    struct check_sums sums;

    store_close(shop.store); /* one process has one handle of an index */
    store = opened(name, STORE_BARE);
    ok(store && store_verify(store, &verdict, &fault) && verdict.ok, "%s is what its journal says: %s", name, verdict.reason);
    findings = 0;
    ok(verdict.index_store && shop_check(verdict.index_store, count_finding, NULL, &sums, &fault), "%s can be checked", name);
    is_int(findings, 0, "and all its sums hold");
    store_close(store);
    shop.store = opened(name, STORE_WRITE);
}

static void test_settings(void)
{
    open_shop("settings");
    ok(begin() && shop.settings.prices_include_tax && slice_is(shop.settings.text[SHOP_LOCATION], "main") &&
           slice_is(shop.settings.text[SHOP_LANGUAGE], "en") && slice_is(shop.settings.text[INVOICE_PREFIX], "") &&
           !shop.settings.text[COMPANY_EMAIL].bytes && shop.settings.has_vat_rate && shop.settings.vat_rate == 210000 &&
           shop.settings.currency.decimals == 2,
       "what is not set has its default");
    store_abandon(shop.store);
    ok(set(SHOP_VAT_RATE, "21") && !shop.changed, "the same again changes nothing");
    ok(set(SHOP_VAT_RATE, "6") && shop.changed &&
           slice_is(text_slice(&shop.value), "{\"type\":\"setting\",\"name\":\"shop.vat_rate\",\"value\":\"6\"}"),
       "another value is a record");
    ok(set(SHOP_LOCATION, "") && set(SHOP_PRICES_INCLUDE_TAX, "") && set(SHOP_TIME_ZONE, "") && begin() &&
           slice_is(shop.settings.text[SHOP_LOCATION], "main") && shop.settings.prices_include_tax,
       "an empty value gives the default back");
    store_abandon(shop.store);
    ok(set(SHOP_VAT_RATE, "") && begin() && !shop.settings.has_vat_rate, "and where there is none, nothing");
    store_abandon(shop.store);
    refused(set(COMPANY_NAME, ""), "empty", "company.name", "a needed one cannot be empty");
    refused(set(COMPANY_COUNTRY, "be"), "not_a_country", "company.country", "a country");
    refused(set(SHOP_CURRENCY, "EURO"), "unknown_currency", "currency", "a currency");
    refused(set(SHOP_TIME_ZONE, "Mars/Olympus"), "unknown_time_zone", "shop.time_zone", "a time zone");
    refused(set(SHOP_PRICES_INCLUDE_TAX, "yes"), "not_true_or_false", "shop.prices_include_tax", "true or false");
    refused(set(SHOP_VAT_RATE, "21 %"), "not_a_decimal", "shop.vat_rate", "a rate");
    refused(set(SHOP_LOCATION, "Main Store"), "not_a_location", "shop.location", "a location");
    ok(fault.kind == FAULT_USAGE, "are refused for whoever typed them");
    ok(set(SHOP_VAT_RATE, "21") && set(SHOP_CURRENCY, "GBP") && set(SHOP_CURRENCY, "EUR"), "the currency may change");
    ok(import("{\"sku\":\"A\",\"name\":\"A\",\"price\":\"1.00\",\"backorder\":true}") &&
           place("{\"reference\":\"1\",\"lines\":[{\"sku\":\"A\",\"quantity\":1}]}"),
       "until there is an order");
    refused(set(SHOP_CURRENCY, "GBP"), "currency_in_use", "shop.currency", "then it stays");
}

static void test_products(void)
{
    open_shop("products");
    ok(import("{\"type\":\"product\",\"name\":\"Po\xc3\xaale\",\"sku\":\"P-24\",\"price\":\"39.9\",\"vat_rate\":\"21\",\"weight_"
              "g\":1850,"
              "\"attributes\":{\"colour\":\"black\",\"holes\":2,\"lid\":false},\"brand\":\"Ourthe \\\"forge\\\"\"}"),
       "a product");
    is_bytes(
        shop.value.bytes, shop.value.length,
        "{\"type\":\"product\",\"sku\":\"P-24\",\"name\":\"Po\xc3\xaale\",\"brand\":\"Ourthe \\\"forge\\\"\",\"price\":\"39.90\","
        "\"vat_rate\":\"21\",\"weight_g\":1850,\"attributes\":{\"colour\":\"black\",\"holes\":2,\"lid\":false}}",
        "is kept in the record's order");
    ok(import("{\"sku\":\"P-24\",\"price\":\"39.90\",\"name\":\"Po\xc3\xaale\"}") && !shop.changed,
       "saying the same again changes nothing");
    ok(import("{\"attributes\":{\"colour\":\"black\",\"holes\":2,\"lid\":false},\"weight_g\":1850,\"vat_rate\":\"21.0\",\"price\":"
              "\"39.9\","
              "\"brand\":\"Ourthe \\\"forge\\\"\",\"name\":\"Po\xc3\xaale\",\"sku\":\"P-24\"}") &&
           !shop.changed,
       "nor does saying all of it, in another order and other words");
    ok(import("{\"sku\":\"P-24\",\"price\":\"35\"}") && shop.changed, "a price alone");
    has("product/P-24", "price", "\"35.00\"");
    has("product/P-24", "name", "\"Po\xc3\xaale\"");
    has("product/P-24", "brand", "\"Ourthe \\\"forge\\\"\"");
    ok(import("{\"sku\":\"P-24\",\"brand\":null,\"weight_g\":null,\"mpn\":null}") && shop.changed, "null takes away");
    has("product/P-24", "brand", "nothing");
    has("product/P-24", "weight_g", "nothing");
    ok(import("{\"sku\":\"P-24\",\"attributes\":{\"colour\":\"red\",\"lid\":null,\"size\":24}}"), "attributes are joined");
    has("product/P-24", "attributes", "{\"colour\":\"red\",\"holes\":2,\"size\":24}");
    ok(import("{\"sku\":\"P-24\",\"attributes.holes\":null,\"attributes.a\\\"b\":\"\\n\"}"), "also one by one");
    has("product/P-24", "attributes", "{\"colour\":\"red\",\"size\":24,\"a\\\"b\":\"\\n\"}");
    ok(import("{\"sku\":\"P-24\",\"attributes\":{}}") && !shop.changed, "no attributes are no change");
    ok(import("{\"sku\":\"P-24\",\"attributes\":null}") && shop.changed, "null is");
    has("product/P-24", "attributes", "nothing");
    refused(import("{\"sku\":\"P-24\",\"name\":null}"), "missing_field", "name", "a name is needed");
    refused(import("{\"sku\":\"P-24\",\"price\":null}"), "missing_field", "price", "an active product needs a price");
    ok(import("{\"sku\":\"P-24\",\"price\":null,\"status\":\"draft\"}"), "a draft does not");
    refused(import("{\"sku\":\"P-24\",\"status\":\"active\"}"), "missing_field", "price", "until it is active");
    refused(import("{\"sku\":\"N\",\"name\":\"N\",\"price\":39.90}"), "wrong_type", "price", "a price is a string");
    refused(import("{\"sku\":\"N\",\"name\":\"N\",\"price\":\"1\",\"gtin\":5412345678908}"), "wrong_type", "gtin", "so is a GTIN");
    refused(import("{\"sku\":\"N\",\"name\":\"N\",\"price\":\"1\",\"gtin\":\"541234567890\x31\x31\x31\"}"), "not_a_gtin", "gtin",
            "of some digits");
    refused(import("{\"sku\":\"N\",\"name\":\"N\",\"price\":\"1\",\"condition\":\"old\"}"), "unknown_choice", "condition",
            "a condition");
    refused(import("{\"sku\":\"N\",\"name\":\"N\",\"price\":\"1\",\"weight_g\":1.5}"), "not_whole", "weight_g", "a weight");
    refused(import("{\"sku\":\"N\",\"name\":\"N\",\"price\":\"1\",\"low_stock\":-1}"), "out_of_range", "low_stock", "a number");
    refused(import("{\"sku\":\"N\",\"name\":\"N\",\"price\":\"1\",\"backorder\":1}"), "wrong_type", "backorder", "a truth");
    refused(import("{\"sku\":\"N\",\"name\":\"N\",\"price\":\"1\",\"colour\":\"red\"}"), "unknown_field", "colour",
            "an unknown field");
    refused(import("{\"sku\":\"N\",\"name\":\"N\",\"price\":\"1\",\"attributes\":{\"a\":[1]}}"), "wrong_type", "attributes.a",
            "an attribute");
    refused(import("{\"sku\":\" N\",\"name\":\"N\",\"price\":\"1\"}"), "blank_at_end", "sku", "an SKU");
    ok(set(SHOP_VAT_RATE, ""), "without a standard rate");
    refused(import("{\"sku\":\"N\",\"name\":\"N\",\"price\":\"1\"}"), "missing_field", "vat_rate", "a product needs one");
    ok(import("{\"sku\":\"N\",\"name\":\"N\",\"price\":\"1\",\"vat_rate\":\"0\"}"), "which may be nothing");
    has("product/N", "vat_rate", "\"0\"");
    for (int i = 0; i < 200; i++) {
        char json[200];

        snprintf(json, sizeof json, "{\"sku\":\"N\",\"attributes\":{\"a%d\":%d,\"a%d\":null}}", i, i, i % 3 ? -1 : i / 2);
        if (!import(json))
            printf("# %s\n", fault.reason);
    }
    ok(import("{\"sku\":\"N\",\"attributes.a199\":199}") && !shop.changed, "many attributes are kept in their order");
    has("product/N", "attributes.a101", "101");
    has("product/N", "attributes.a0", "nothing");
    is_sound("products");
}

static void test_sheets(void)
{
    open_shop("sheets");
    ok(import("{\"sku\":\"T\",\"name\":\"T-shirt\",\"axes\":[\"Colour\",\"Size\"],\"price\":\"19.9\",\"vat_rate\":\"6\","
              "\"category\":\"Tops\","
              "\"tags\":[\"summer\",\"cotton\"],\"texts\":{\"fr\":{\"description\":\"Un\\ndeux\",\"name\":\"Maillot\"},\"nl-BE\":{"
              "\"name\":\"Trui\"}},"
              "\"media\":[{\"alt\":\"From behind\",\"url\":\"https://shop.example/b.jpg\"},\"https://shop.example/c.jpg\"],"
              "\"sale\":{\"until\":\"2026-12-01T00:00:00+01:00\",\"price\":\"15\"},\"season\":{\"until\":\"03-31\",\"from\":\"11-"
              "15\"},"
              "\"columns\":{\"woocommerce\":{\"Meta: x\":\"=1\",\"Position\":\"3\"}}}"),
       "a product with variants");
    has("product/T", "axes", "[\"Colour\",\"Size\"]");
    has("product/T", "texts", "{\"fr\":{\"name\":\"Maillot\",\"description\":\"Un\\ndeux\"},\"nl-BE\":{\"name\":\"Trui\"}}");
    has("product/T", "media",
        "[{\"url\":\"https://shop.example/b.jpg\",\"alt\":\"From behind\"},{\"url\":\"https://shop.example/c.jpg\"}]");
    has("product/T", "sale", "{\"price\":\"15.00\",\"until\":\"2026-11-30T23:00:00.000Z\"}");
    has("product/T", "season", "{\"from\":\"11-15\",\"until\":\"03-31\"}");
    ok(import("{\"sku\":\"T\",\"sale\":{\"price\":\"15.00\"},\"texts.fr.name\":\"Maillot\",\"columns\":{\"woocommerce\":{"
              "\"Position\":\"3\"}}}") &&
           !shop.changed,
       "saying parts of it again changes nothing");
    ok(import("{\"sku\":\"T\",\"texts.fr.description\":null,\"texts.de.slug\":\"hemd\",\"texts.nl-BE.name\":null,"
              "\"columns.woocommerce.Meta: a.b\":\"c\",\"sale\":{\"until\":null}}"),
       "parts may be given by their path");
    has("product/T", "texts", "{\"fr\":{\"name\":\"Maillot\"},\"de\":{\"slug\":\"hemd\"}}");
    has("product/T", "sale", "{\"price\":\"15.00\"}");
    has("product/T", "columns", "{\"woocommerce\":{\"Meta: x\":\"=1\",\"Position\":\"3\",\"Meta: a.b\":\"c\"}}");
    ok(import("{\"sku\":\"T\",\"tags\":[],\"media\":null,\"columns\":{\"woocommerce\":null}}") && shop.changed, "and taken away");
    has("product/T", "tags", "nothing");
    has("product/T", "media", "nothing");
    has("product/T", "columns", "nothing");
    refused(import("{\"sku\":\"T\",\"texts\":{\"french\":{\"name\":\"x\"}}}"), "bad_language", "texts", "a language");
    refused(import("{\"sku\":\"T\",\"texts\":{\"fr\":{\"nom\":\"x\"}}}"), "unknown_field", "texts.fr", "a text");
    refused(import("{\"sku\":\"T\",\"sale.price\":\"cheap\"}"), "not_a_decimal", "sale.price", "a reduced price");
    refused(import("{\"sku\":\"T\",\"sale\":{\"from\":\"soon\"}}"), "not_a_date", "sale.from", "a moment");
    refused(import("{\"sku\":\"T\",\"season\":{\"from\":\"02-30\",\"until\":\"03-31\"}}"), "bad_day", "season.from", "a day");
    refused(import("{\"sku\":\"T\",\"media\":[{\"url\":\"a\"},{\"alt\":\"b\"}]}"), "missing_field", "media[2].url", "a picture");
    refused(import("{\"sku\":\"T\",\"media\":[{\"url\":\"a\",\"role\":\"hero\"}]}"), "unknown_choice", "media[1].role", "its role");
    refused(import("{\"sku\":\"T\",\"components\":[{\"sku\":\"A\",\"quantity\":-1}]}"), "out_of_range", "components[1].quantity",
            "how many of a component");
    refused(import("{\"sku\":\"T\",\"tags\":\"summer\"}"), "wrong_type", "tags", "a list");
    refused(import("{\"sku\":\"T\",\"launch_on\":\"2026-02-30\"}"), "bad_day", "launch_on", "a day that is none");
    refused(import("{\"sku\":\"T\",\"no.such\":\"x\"}"), "unknown_field", "no.such", "a path");
    refused(place("{\"reference\":\"1\",\"lines\":[{\"sku\":\"T\",\"quantity\":1}]}"), "has_variants", "lines[1].sku",
            "a product with variants is not sold itself");
    ok(import("{\"sku\":\"T-M\",\"parent\":\"T\",\"name\":\"T-shirt M\",\"options\":{\"Size\":\"M\"},\"backorder\":true}"),
       "a variant needs no price");
    refused(place("{\"reference\":\"1\",\"lines\":[{\"sku\":\"T-M\",\"quantity\":1}]}"), "not_for_sale", "lines[1].sku",
            "its parent's season is over");
    ok(import("{\"sku\":\"T\",\"season\":null}") && place("{\"reference\":\"1\",\"lines\":[{\"sku\":\"T-M\",\"quantity\":1}]}"),
       "its parent's price counts");
    has("order/1", "lines",
        "[{\"line\":1,\"sku\":\"T-M\",\"name\":\"T-shirt M\",\"category\":\"Tops\",\"location\":\"main\",\"quantity\":1,"
        "\"shipped\":0,\"price\":\"15.00\",\"list_price\":\"19.90\",\"vat_rate\":\"6\",\"net\":\"14.15\",\"vat\":\"0.85\","
        "\"gross\":\"15.00\"}]");
    ok(import("{\"sku\":\"O\",\"parent\":\"gone\",\"name\":\"Orphan\",\"backorder\":true}"), "the parent may come later");
    refused(place("{\"reference\":\"2\",\"lines\":[{\"sku\":\"O\",\"quantity\":1}]}"), "missing_field", "lines[1].price",
            "without it there is no price");
    is_sound("sheets");
}

static const char *variants_of(const char *parent)
{
    static struct text skus = TEXT_INIT;
    struct variant_walk walk;
    bool found = false;

    text_clear(&skus);
    ok(begin() && variant_walk_begin(&walk, shop.store, slice_of(parent), &fault), "the variants of %s", parent);
    while (variant_walk_next(&walk, &found, &fault) && found)
        text_printf(&skus, "%.*s ", SLICE_ARGS(walk.sku));
    variant_walk_end(&walk);
    store_abandon(shop.store);
    return text_string(&skus);
}

static void test_families(void)
{
    open_shop("families");
    ok(import("{\"sku\":\"T-2\",\"parent\":\"T\",\"name\":\"Shirt, M\",\"vat_rate\":\"21\",\"options\":{\"size\":\"M\"}}"),
       "a variant before its parent");
    ok(import("{\"sku\":\"T-1\",\"parent\":\"T\",\"name\":\"Shirt, S\",\"vat_rate\":\"21\",\"options\":{\"size\":\"S\"}}"),
       "its sister");
    ok(import("{\"sku\":\"T\",\"name\":\"Shirt\",\"price\":\"20\",\"vat_rate\":\"21\",\"axes\":[\"size\"]}"), "the parent");
    ok(import("{\"sku\":\"T2\",\"parent\":\"T2-all\",\"name\":\"Other\",\"vat_rate\":\"21\"}"), "one of another family");
    is_text(variants_of("T"), "T-1 T-2 ", "a family has its own variants alone");
    is_text(variants_of("T-1"), "", "who has none has none");
    ok(import("{\"sku\":\"T-2\",\"name\":\"Shirt, medium\"}"), "a variant changes");
    is_text(variants_of("T"), "T-1 T-2 ", "and stays");
    ok(import("{\"sku\":\"T-2\",\"parent\":\"T2-all\"}"), "it goes to another parent");
    is_text(variants_of("T"), "T-1 ", "and is with this one no more");
    is_text(variants_of("T2-all"), "T-2 T2 ", "but with that one");
    ok(import("{\"sku\":\"T-1\",\"parent\":null,\"price\":\"19\"}"), "one that is a product of its own now");
    is_text(variants_of("T"), "", "leaves its parent");
}

static void test_stock(void)
{
    struct stock_level level;

    open_shop("stock");
    ok(import("{\"sku\":\"A\",\"name\":\"A\",\"price\":\"1.00\"}") &&
           import("{\"sku\":\"B\",\"name\":\"B\",\"price\":\"1.00\",\"backorder\":true}") &&
           import("{\"sku\":\"A@B\",\"name\":\"AB\",\"price\":\"1.00\"}"),
       "products");
    ok(adjust("{\"sku\":\"A\",\"add\":12,\"reason\":\"received\"}"), "goods come in");
    is_bytes(shop.value.bytes, shop.value.length,
             "{\"type\":\"stock\",\"sku\":\"A\",\"location\":\"main\",\"on_hand\":12,\"reserved\":0,\"available\":12,\"by\":12,"
             "\"reason\":\"received\"}",
             "and are told");
    ok(adjust("{\"sku\":\"A\",\"add\":-2}"), "some go out");
    has("stock/A@main", "on_hand", "10");
    has("stock/A@main", "by", "-2");
    has("stock/A@main", "reason", "nothing");
    ok(adjust("{\"sku\":\"A\",\"set\":10}") && !shop.changed, "counting as many changes nothing");
    is_bytes(shop.id.bytes, shop.id.length, "stock/A@main", "and the level that stands is told");
    ok(adjust("{\"sku\":\"A\",\"set\":7}"), "counting fewer does");
    has("stock/A@main", "by", "-3");
    refused(adjust("{\"sku\":\"A\",\"add\":-8}"), "not_on_hand", "quantity", "what is not there cannot go");
    refused(adjust("{\"sku\":\"Z\",\"add\":1}"), "unknown_sku", "sku", "an unknown product");
    refused(adjust("{\"sku\":\"A\",\"add\":1,\"set\":1}"), "contradiction", "set", "both add and set");
    refused(adjust("{\"sku\":\"A\"}"), "missing_field", "set", "neither");
    refused(adjust("{\"sku\":\"A\",\"set\":-1}"), "out_of_range", "set", "less than nothing");
    refused(adjust("{\"sku\":\"A\",\"add\":1,\"location\":\"Shop 1\"}"), "not_a_location", "location", "a location");
    refused(adjust("{\"sku\":\"A\",\"add\":1000000000000}"), "out_of_range", "quantity", "more than there can be");
    ok(adjust("{\"sku\":\"A\",\"set\":1000000000000}") && adjust("{\"sku\":\"A\",\"set\":7}"), "as many as there can be");
    ok(adjust("{\"sku\":\"A\",\"add\":3,\"location\":\"shop-1\"}") && adjust("{\"sku\":\"A@B\",\"add\":5}"),
       "elsewhere, and another product");
    ok(store_begin(shop.store, shop.now, &fault) && stock_everywhere(shop.store, SLICE("A"), &level, &fault) && level.on_hand == 10,
       "all places are summed, other products are not");
    ok(stock_everywhere(shop.store, SLICE("A@B"), &level, &fault) && level.on_hand == 5, "whatever their names hold");
    ok(stock_everywhere(shop.store, SLICE("B"), &level, &fault) && level.on_hand == 0, "of nothing there is nothing");
    store_abandon(shop.store);

    ok(adjust("{\"sku\":\"A\",\"add\":1,\"key\":\"delivery 5\"}") && shop.changed, "a movement with a key");
    ok(adjust("{\"sku\":\"A\",\"add\":1,\"key\":\"delivery 5\"}") && !shop.changed, "is made once");
    has("stock/A@main", "on_hand", "8");
    refused(adjust("{\"sku\":\"A\",\"add\":2,\"key\":\"delivery 5\"}"), "key_conflict", "key", "its key is not for another one");
    refused(adjust("{\"sku\":\"B\",\"add\":1,\"key\":\"delivery 5\"}"), "key_conflict", "key", "nor for another product");
    ok(fault.kind == FAULT_CONFLICT, "that is a conflict");
    ok(adjust("{\"sku\":\"A\",\"set\":8,\"key\":\"count 1\"}") && shop.changed, "a count with a key is told though nothing moves");

    /* What is promised cannot be taken away. */
    ok(place("{\"reference\":\"1\",\"lines\":[{\"sku\":\"A\",\"quantity\":6}]}"), "an order of six");
    has("stock/A@main", "available", "2");
    refused(adjust("{\"sku\":\"A\",\"add\":-3}"), "not_available", "quantity", "what is promised stays");
    refused(adjust("{\"sku\":\"A\",\"set\":5}"), "not_available", "quantity", "also when it is counted");
    ok(adjust("{\"sku\":\"A\",\"add\":-2}"), "what is not may go");
    refused(place("{\"reference\":\"2\",\"lines\":[{\"sku\":\"A\",\"quantity\":1}]}"), "not_available", "lines[1].quantity",
            "then there is none left to sell");
    ok(place("{\"reference\":\"3\",\"lines\":[{\"sku\":\"B\",\"quantity\":4}]}"), "a product that may be ordered back");
    has("stock/B@main", "available", "-4");
    has("stock/B@main", "on_hand", "0");
    ok(adjust("{\"sku\":\"B\",\"add\":1}") && adjust("{\"sku\":\"B\",\"add\":-1}"), "comes and goes");
    refused(adjust("{\"sku\":\"B\",\"add\":-1}"), "not_on_hand", "quantity", "but never below nothing");
    is_sound("stock");
}

/* What is held back is neither sold nor shown as available; it hinders nothing else. */
static void test_safety_stock(void)
{
    struct stock_level level;

    open_shop("safety");
    ok(import("{\"sku\":\"A\",\"name\":\"A\",\"price\":\"1.00\"}") &&
           import("{\"sku\":\"B\",\"name\":\"B\",\"price\":\"1.00\",\"backorder\":true}"),
       "products");
    ok(adjust("{\"sku\":\"A\",\"set\":10,\"safety\":3}"), "ten came in, three are held back");
    is_bytes(shop.value.bytes, shop.value.length,
             "{\"type\":\"stock\",\"sku\":\"A\",\"location\":\"main\",\"on_hand\":10,\"reserved\":0,\"safety\":3,\"available\":7,"
             "\"by\":10}",
             "which is told");
    refused(place("{\"reference\":\"1\",\"lines\":[{\"sku\":\"A\",\"quantity\":8}]}"), "not_available", "lines[1].quantity",
            "what is held back is not sold");
    ok(strstr(fault.reason, "only 7 of"), "and the loser is told what is");
    ok(place("{\"reference\":\"1\",\"lines\":[{\"sku\":\"A\",\"quantity\":7}]}"), "the rest is");
    has("stock/A@main", "available", "0");
    ok(adjust("{\"sku\":\"A\",\"safety\":3}") && !shop.changed, "the same once more changes nothing");
    ok(adjust("{\"sku\":\"A\",\"safety\":5}") && shop.changed, "more is held back than there is");
    has("stock/A@main", "available", "-2");
    has("stock/A@main", "by", "nothing");
    refused(place("{\"reference\":\"2\",\"lines\":[{\"sku\":\"A\",\"quantity\":1}]}"), "not_available", "lines[1].quantity",
            "then nothing is for sale");
    ok(strstr(fault.reason, "only 0 of"), "and not less than nothing");
    ok(adjust("{\"sku\":\"A\",\"add\":-3}"), "what is held back may be taken away");
    refused(adjust("{\"sku\":\"A\",\"add\":-1}"), "not_available", "quantity", "what is reserved may not");
    has("stock/A@main", "available", "-5");
    ok(ship("1", NULL, 0) && shop.changed, "and what is reserved is shipped");
    has("stock/A@main", "on_hand", "0");
    has("stock/A@main", "safety", "5");
    ok(adjust("{\"sku\":\"A\",\"add\":4,\"safety\":0}"), "nothing is held back any more");
    has("stock/A@main", "safety", "nothing");
    has("stock/A@main", "available", "4");
    ok(adjust("{\"sku\":\"A\",\"safety\":1,\"key\":\"k\"}") && adjust("{\"sku\":\"A\",\"safety\":2}") &&
           adjust("{\"sku\":\"A\",\"safety\":1,\"key\":\"k\"}") && !shop.changed,
       "a key holds for it too");
    refused(adjust("{\"sku\":\"A\",\"safety\":2,\"key\":\"k\"}"), "key_conflict", "key", "and for nothing else");
    refused(adjust("{\"sku\":\"A\",\"add\":0,\"safety\":1,\"key\":\"k\"}"), "key_conflict", "key", "not for a movement of none");
    refused(adjust("{\"sku\":\"A\",\"safety\":-1}"), "out_of_range", "safety", "less than nothing");
    refused(adjust("{\"sku\":\"A\",\"safety\":\"1\"}"), "wrong_type", "safety", "a text");
    ok(adjust("{\"sku\":\"A\",\"safety\":4,\"location\":\"shop-1\"}"), "a place where nothing lies");
    ok(store_begin(shop.store, shop.now, &fault) && stock_everywhere(shop.store, SLICE("A"), &level, &fault) &&
           stock_available(&level) == 4 - 2 - 4,
       "what is held back is summed over the places as what is there");
    store_abandon(shop.store);
    ok(adjust("{\"sku\":\"B\",\"safety\":2}") && place("{\"reference\":\"3\",\"lines\":[{\"sku\":\"B\",\"quantity\":1}]}"),
       "a product that may be ordered back is sold all the same");
    has("stock/B@main", "available", "-3");
    is_sound("safety");
}

static void test_changes_of_stock(void)
{
    static const struct {
        const char *change;
        bool absolute;
        int64_t amount;
    } rows[] = {{"+5", false, 5}, {"-2", false, -2}, {"=12", true, 12},
                {"=0", true, 0},  {"-0", false, 0},  {"+1000000000000", false, 1000000000000}};
    static const char *const wrong[] = {"5",
                                        "",
                                        "+",
                                        "-",
                                        "=",
                                        "++5",
                                        "+5x",
                                        "= 5",
                                        "=-5",
                                        "+1000000000001",
                                        "+99999999999999999999",
                                        "safety=",
                                        "safety=x",
                                        "safety=-1",
                                        "safety=+1",
                                        "safety",
                                        "safety=1000000000001",
                                        "+5.0"};
    struct stock_adjustment adjustment = {0};

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        ok(stock_adjustment_read_change(slice_of(rows[i].change), &adjustment, &fault) && adjustment.absolute == rows[i].absolute &&
               adjustment.amount == rows[i].amount,
           "%s is a change", rows[i].change);
        ok(!adjustment.has_safety && !adjustment.only_safety, "of what is on hand");
    }
    adjustment = (struct stock_adjustment){0};
    ok(stock_adjustment_read_change(SLICE("safety=3"), &adjustment, &fault) && adjustment.only_safety && adjustment.safety == 3,
       "safety=3 is one of what is held back");
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
        ok(!stock_adjustment_read_change(slice_of(wrong[i]), &adjustment, &fault) && fault.kind == FAULT_USAGE, "\"%s\" is none",
           wrong[i]);
}

static const char full_order[] = "{\"channel\":\"web\",\"reference\":\"W-1\",\"placed_at\":\"2026-11-02T23:30:00Z\",\"financial_"
                                 "status\":\"paid\",\"country\":\"FR\","
                                 "\"customer\":{\"id\":\"C-77\",\"name\":\"Jeanne "
                                 "Martin\",\"email\":\"j@example.org\",\"address\":{\"street\":\"1, rue X\",\"country\":\"FR\"}},"
                                 "\"lines\":[{\"sku\":\"A\",\"quantity\":2,\"price\":\"39.90\",\"vat_rate\":\"21\",\"name\":"
                                 "\"Pan\"},{\"sku\":\"B\",\"quantity\":1}],"
                                 "\"shipping\":{\"method\":\"home\",\"price\":\"4.50\"},\"note\":\"ring "
                                 "\\\"twice\\\"\",\"prices_include_tax\":true,\"currency\":\"EUR\"}";

/* The full order with some words replaced. */
static json_t *varied(const char *from, const char *to)
{
    const char *place_of = strstr(full_order, from);
    struct text text = TEXT_INIT;
    json_t *record;

    if (!place_of)
        printf("# %s is not in the order\n", from);
    text_add(&text, full_order, place_of ? (size_t)(place_of - full_order) : 0);
    text_add_string(&text, to);
    text_add_string(&text, place_of ? place_of + strlen(from) : "");
    record = parsed(text_string(&text));
    text_release(&text);
    return record;
}

static void stock_up(void)
{
    if (!import("{\"sku\":\"A\",\"name\":\"Iron pan\",\"price\":\"39.90\",\"category\":\"Kitchen > Pans\"}") ||
        !import("{\"sku\":\"B\",\"name\":\"A \\\"book\\\"\",\"price\":\"10.60\",\"vat_rate\":\"6\"}") ||
        !adjust("{\"sku\":\"A\",\"add\":100}") || !adjust("{\"sku\":\"B\",\"add\":100}"))
        printf("# %s\n", fault.reason);
}

static void test_orders(void)
{
    open_shop("orders");
    stock_up();
    ok(place(full_order) && shop.changed, "an order");
    is_bytes(shop.id.bytes, shop.id.length, "order/1", "is the first");
    has("order/1", "id", "\"1\"");
    has("order/1", "day", "\"2026-11-03\"");
    has("order/1", "placed_at", "\"2026-11-02T23:30:00.000Z\"");
    has("order/1", "status", "\"open\"");
    has("order/1", "financial_status", "\"paid\"");
    has("order/1", "fulfillment_status", "\"unfulfilled\"");
    has("order/1", "customer", "{\"id\":\"C-77\",\"version\":1}");
    has("order/1", "note", "{\"version\":1}");
    has("order/1", "lines.1",
        "{\"line\":1,\"sku\":\"A\",\"name\":\"Pan\",\"category\":\"Kitchen > "
        "Pans\",\"location\":\"main\",\"quantity\":2,\"shipped\":0,"
        "\"price\":\"39.90\",\"vat_rate\":\"21\",\"net\":\"65.95\",\"vat\":\"13.85\",\"gross\":\"79.80\"}");
    has("order/1", "lines.2",
        "{\"line\":2,\"sku\":\"B\",\"name\":\"A \\\"book\\\"\",\"location\":\"main\",\"quantity\":1,\"shipped\":0,"
        "\"price\":\"10.60\",\"vat_rate\":\"6\",\"net\":\"10.00\",\"vat\":\"0.60\",\"gross\":\"10.60\"}");
    has("order/1", "shipping",
        "{\"method\":\"home\",\"price\":\"4.50\",\"vat_rate\":\"21\",\"net\":\"3.72\",\"vat\":\"0.78\",\"gross\":\"4.50\"}");
    has("order/1", "vat",
        "[{\"rate\":\"21\",\"net\":\"69.67\",\"vat\":\"14.63\"},{\"rate\":\"6\",\"net\":\"10.00\",\"vat\":\"0.60\"}]");
    has("order/1", "units", "3");
    has("order/1", "total", "\"94.90\"");
    has("stock/A@main", "reserved", "2");
    has("stock/A@main", "reason", "\"order 1\"");
    is_int((int64_t)stored("order/1", "request").length, 34, "its request is digested");
    ok(!memmem(shop.value.bytes, shop.value.length, "Jeanne", 6) && !memmem(shop.value.bytes, shop.value.length, "ring", 4),
       "nothing in it identifies a person");

    ok(place("{\"reference\":\"W-2\",\"lines\":[{\"sku\":\"B\",\"quantity\":1}]}"), "an order of which little is said");
    has("order/2", "channel", "\"web\"");
    has("order/2", "country", "\"BE\"");
    has("order/2", "placed_at", "\"2026-11-02T10:00:00.000Z\"");
    has("order/2", "financial_status", "\"pending\"");
    has("order/2", "customer", "nothing");
    has("order/2", "shipping", "nothing");
    ok(place("{\"reference\":\"W-3\",\"customer\":{\"name\":\"X\",\"address\":{\"country\":\"DE\"},\"shipping_address\":{"
             "\"country\":\"LU\"}},"
             "\"lines\":[{\"sku\":\"B\",\"quantity\":1},{\"sku\":\"A\",\"quantity\":1},{\"sku\":\"B\",\"quantity\":3}]}"),
       "an order with a line twice");
    has("order/3", "country", "\"LU\"");
    has("order/3", "customer", "{\"id\":\"auto-1\",\"version\":1}");
    has("stock/B@main", "reserved_by", "4");
    has("stock/B@main", "reserved", "6");
    is_sound("orders");

    refused(place("{\"reference\":\"X\"}"), "missing_field", "lines", "an order without lines");
    refused(place("{\"reference\":\"X\",\"lines\":[]}"), "missing_field", "lines", "none");
    refused(place("{\"lines\":[{\"sku\":\"A\",\"quantity\":1}]}"), "missing_field", "reference", "an order without a reference");
    refused(place("{\"reference\":\"X\",\"lines\":[{\"sku\":\"Z\",\"quantity\":1}]}"), "unknown_sku", "lines[1].sku",
            "an unknown product");
    refused(place("{\"reference\":\"X\",\"lines\":[{\"sku\":\"A\",\"quantity\":0}]}"), "out_of_range", "lines[1].quantity",
            "no quantity");
    refused(place("{\"reference\":\"X\",\"lines\":[{\"sku\":\"A\",\"quantity\":1},{\"sku\":\"A\",\"quantity\":1000}]}"),
            "not_available", "lines[1].quantity", "more than there is, in two lines");
    refused(place("{\"reference\":\"X\",\"lines\":[{\"sku\":\"A\",\"quantity\":1},{\"sku\":\"B\",\"quantity\":1,\"location\":"
                  "\"cellar\"}]}"),
            "not_available", "lines[2].quantity", "goods that are elsewhere");
    has("stock/A@main", "reserved", "3");
    refused(place("{\"reference\":\"X\",\"currency\":\"USD\",\"lines\":[{\"sku\":\"A\",\"quantity\":1}]}"), "no_price",
            "lines[1].price", "a currency in which there is no price");
    refused(place("{\"reference\":\"X\",\"lines\":[{\"sku\":\"A\",\"quantity\":100000,\"price\":\"8999999999.00\"}]}"),
            "number_too_large", "lines[1].quantity", "too much money");
    refused(place("{\"reference\":\"X\",\"lines\":[{\"sku\":\"A\",\"quantity\":1,\"price\":\"-1\"}]}"), "negative",
            "lines[1].price", "a negative price");
    refused(place("{\"reference\":\"X\",\"lines\":[{\"sku\":\"A\",\"quantity\":1,\"tax\":\"1\"}]}"), "unknown_field",
            "lines[1].tax", "an unknown field");
    refused(place("{\"reference\":\"X\",\"customer\":{\"name\":\"a\\nb\"},\"lines\":[{\"sku\":\"A\",\"quantity\":1}]}"),
            "control_character", "customer.name", "a person of two lines");
    refused(place("{\"reference\":\"X\",\"customer\":{\"id\":\"a/b\"},\"lines\":[{\"sku\":\"A\",\"quantity\":1}]}"), "not_an_id",
            "customer.id", "a customer whose id is a path");
    refused(place("{\"reference\":\"X\",\"country\":\"Belgium\",\"lines\":[{\"sku\":\"A\",\"quantity\":1}]}"), "not_a_country",
            "country", "a country");
    ok(import("{\"sku\":\"B\",\"status\":\"archived\"}"), "a product that is no more");
    refused(place("{\"reference\":\"X\",\"lines\":[{\"sku\":\"B\",\"quantity\":1}]}"), "not_for_sale", "lines[1].sku",
            "is not sold");
    ok(set(SHOP_VAT_RATE, ""), "without a standard rate");
    refused(place("{\"reference\":\"X\",\"lines\":[{\"sku\":\"A\",\"quantity\":1}]}"), "missing_field", "lines[1].vat_rate",
            "a product without a rate cannot be sold");
    ok(place("{\"reference\":\"X\",\"lines\":[{\"sku\":\"A\",\"quantity\":1,\"vat_rate\":\"0\"}]}"), "unless the order says it");
    has("order/4", "vat_total", "\"0.00\"");
    is_sound("orders");
}

/* The same request is the same order, whatever has happened since; another request under its key is refused. */
static void test_keys(void)
{
    static const struct {
        const char *from, *to, *what;
    } others[] = {
        {"\"placed_at\":\"2026-11-02T23:30:00Z\"", "\"placed_at\":\"2026-11-02T23:30:01Z\"", "moment"},
        {"\"placed_at\":\"2026-11-02T23:30:00Z\",", "", "moment, that is not said"},
        {"\"financial_status\":\"paid\"", "\"financial_status\":\"pending\"", "payment"},
        {"\"country\":\"FR\",\"customer\"", "\"country\":\"BE\",\"customer\"", "country"},
        {"\"quantity\":2", "\"quantity\":3", "quantity"},
        {"\"price\":\"39.90\"", "\"price\":\"39.91\"", "price"},
        {"\"price\":\"39.90\",", "", "price, the catalogue's"},
        {"\"vat_rate\":\"21\"", "\"vat_rate\":\"20\"", "rate"},
        {",\"name\":\"Pan\"", "", "name"},
        {"{\"sku\":\"B\",\"quantity\":1}", "{\"sku\":\"A\",\"quantity\":1}", "product"},
        {",{\"sku\":\"B\",\"quantity\":1}", "", "number of lines"},
        {"\"quantity\":1}", "\"quantity\":1,\"location\":\"main\"}", "location"},
        {"\"method\":\"home\"", "\"method\":\"shop\"", "shipping"},
        {"\"price\":\"4.50\"", "\"price\":\"4.51\"", "price of shipping"},
        {"\"prices_include_tax\":true", "\"prices_include_tax\":false", "kind of price"},
        {"\"id\":\"C-77\"", "\"id\":\"C-78\"", "customer"},
        {"\"id\":\"C-77\",", "", "customer, that is not said"},
        {"\"name\":\"Jeanne Martin\"", "\"name\":\"Jeanne Dupont\"", "name of the customer"},
        {"\"street\":\"1, rue X\"", "\"street\":\"2, rue X\"", "street"},
        {"ring \\\"twice\\\"", "ring once", "note"},
        {"\"note\":\"ring \\\"twice\\\"\",", "", "note, that is not there"},
    };
    uint64_t before;
    json_t *record;

    open_shop("keys");
    stock_up();
    ok(place(full_order) && shop.changed, "an order");
    before = transactions();
    ok(place(full_order) && !shop.changed, "the same again is the same order");
    is_bytes(shop.id.bytes, shop.id.length, "order/1", "by its number");
    ok(place("{\"reference\":\"W-2\",\"country\":\"BE\",\"customer\":{\"id\":\"C-78\"},\"lines\":[{\"sku\":\"A\",\"quantity\":1}]"
             "}") &&
           shop.changed,
       "another order");
    shop.now += 3600000;
    ok(place("{\"lines\":[{\"quantity\":1,\"sku\":\"A\"}],\"country\":\"BE\",\"customer\":{\"id\":\"C-78\"},\"reference\":\"W-"
             "2\"}") &&
           !shop.changed,
       "is the same, later and in another order of words");
    is_int((int64_t)transactions(), (int64_t)before + 1, "nothing was written for what was known");
    for (size_t i = 0; i < sizeof others / sizeof *others; i++) {
        record = varied(others[i].from, others[i].to);
        ok(!place_json(record) && fault.kind == FAULT_CONFLICT && strcmp(fault.code, "key_conflict") == 0,
           "another %s is a conflict", others[i].what);
        json_decref(record);
    }
    refused(
        place("{\"reference\":\"W-2\",\"customer\":{\"id\":\"C-78\",\"name\":\"X\"},\"lines\":[{\"sku\":\"A\",\"quantity\":1}]}"),
        "key_conflict", "reference", "a person where there was none");
    refused(place("{\"reference\":\"W-2\",\"lines\":[{\"sku\":\"A\",\"quantity\":1}]}"), "key_conflict", "reference",
            "nobody where there was somebody");
    ok(place("{\"reference\":\"W-4\",\"lines\":[{\"sku\":\"A\",\"quantity\":1}]}"), "an order of nobody");
    refused(
        place("{\"reference\":\"W-4\",\"customer\":{\"email\":\"new@example.org\"},\"lines\":[{\"sku\":\"A\",\"quantity\":1}]}"),
        "key_conflict", "reference", "is not one of somebody");
    has("stock/A@main", "reserved", "4");
    record = varied("\"reference\":\"W-1\"", "\"reference\":\"W-9\"");
    ok(place_json(record) && shop.changed, "another reference is another order");
    json_decref(record);
    record = varied("\"channel\":\"web\"", "\"channel\":\"market\"");
    ok(place_json(record) && shop.changed, "and so is another channel");
    json_decref(record);

    ok(set(COMPANY_COUNTRY, "LU") && set(SHOP_PRICES_INCLUDE_TAX, "false") && set(SHOP_VAT_RATE, "17") &&
           set(SHOP_LOCATION, "depot") && set(SHOP_TIME_ZONE, "Asia/Tokyo"),
       "settings change");
    ok(import("{\"sku\":\"A\",\"price\":\"1.00\",\"status\":\"archived\"}"), "and products");
    ok(place(full_order) && !shop.changed, "what was taken stays taken");
    ok(place("{\"reference\":\"W-2\",\"country\":\"BE\",\"customer\":{\"id\":\"C-78\"},\"lines\":[{\"sku\":\"A\",\"quantity\":1}]"
             "}") &&
           !shop.changed,
       "also where settings filled it in");
    is_sound("keys");
}

static void test_customers(void)
{
    struct order order;

    open_shop("customers");
    stock_up();
    ok(place("{\"reference\":\"1\",\"customer\":{\"name\":\"A\",\"email\":\"a@example.org\"},\"lines\":[{\"sku\":\"A\","
             "\"quantity\":1}]}"),
       "somebody new");
    has("order/1", "customer", "{\"id\":\"auto-1\",\"version\":1}");
    ok(place("{\"reference\":\"2\",\"customer\":{\"name\":\"A\",\"email\":\"A@Example.ORG\"},\"lines\":[{\"sku\":\"A\","
             "\"quantity\":1}]}"),
       "the same address, in capitals");
    has("order/2", "customer", "{\"id\":\"auto-1\",\"version\":2}");
    ok(place("{\"reference\":\"3\",\"customer\":{\"name\":\"A\",\"email\":\"A@Example.ORG\"},\"lines\":[{\"sku\":\"A\","
             "\"quantity\":1}]}"),
       "the same person");
    has("order/3", "customer", "{\"id\":\"auto-1\",\"version\":2}");
    ok(place("{\"reference\":\"4\",\"customer\":{\"id\":\"40\",\"name\":\"B\"},\"lines\":[{\"sku\":\"A\",\"quantity\":1}]}"),
       "a number of the shop's own");
    ok(place("{\"reference\":\"5\",\"customer\":{\"name\":\"C\"},\"lines\":[{\"sku\":\"A\",\"quantity\":1}]}"),
       "then somebody new");
    has("order/5", "customer", "{\"id\":\"auto-2\",\"version\":1}");
    ok(place(
           "{\"reference\":\"6\",\"country\":\"BE\",\"customer\":{\"id\":\"auto-1\"},\"lines\":[{\"sku\":\"A\",\"quantity\":1}]}"),
       "a customer by number alone");
    has("order/6", "customer", "{\"id\":\"auto-1\",\"version\":2}");
    ok(place(
           "{\"reference\":\"7\",\"country\":\"BE\",\"customer\":{\"id\":\"nobody\"},\"lines\":[{\"sku\":\"A\",\"quantity\":1}]}"),
       "one of whom nothing is known");
    has("order/7", "customer", "{\"id\":\"nobody\"}");
    ok(place("{\"reference\":\"8\",\"customer\":{},\"lines\":[{\"sku\":\"A\",\"quantity\":1}]}"), "no customer at all");
    has("order/8", "customer", "nothing");

    ok(begin() && order_find(&order, shop.store, SLICE("1"), &shop.arena, &fault) && order.customer.version == 1,
       "an order keeps its version");
    refused(order_find(&order, shop.store, SLICE("99"), &shop.arena, &fault), "unknown_order", "id", "an order that is not there");
    refused(order_find(&order, shop.store, SLICE("1x"), &shop.arena, &fault), "not_an_id", "id", "and what is no number");
    refused(order_find(&order, shop.store, SLICE("01"), &shop.arena, &fault), "not_an_id", "id", "or not as it is written");
    store_abandon(shop.store);

    /* Joined to what is printed, where it is asked for. */
    ok(place("{\"reference\":\"9\",\"note\":\"a \\\"note\\\"\",\"customer\":{\"id\":\"auto-1\",\"name\":\"A, "
             "\\\"B\\\"\"},\"lines\":[{\"sku\":\"A\",\"quantity\":1}]}"),
       "an order with a person and a note");
    {
        struct text text = TEXT_INIT;
        struct slice record = {NULL, 0};
        struct slice person;
        json_t *joined;

        ok(store_begin(shop.store, shop.now, &fault) && store_get(shop.store, SLICE("order/9"), &record, &fault) &&
               record_with_person(shop.store, record, &text, &fault),
           "is joined with them");
        joined = json_loadb(text.bytes, text.length, JSON_REJECT_DUPLICATES, NULL);
        is_text(json_string_value(json_object_get(json_object_get(joined, "customer"), "name")), "A, \"B\"", "the person");
        is_text(json_string_value(json_object_get(json_object_get(joined, "customer"), "id")), "auto-1", "beside the id");
        is_text(json_string_value(json_object_get(json_object_get(joined, "note"), "note")), "a \"note\"", "and the note");
        is_int((int64_t)json_object_size(json_object_get(joined, "customer")), 3, "and nothing else");
        json_decref(joined);
        ok(person_of_record(shop.store, record, &person, &fault) && slice_is(person, "{\"name\":\"A, \\\"B\\\"\"}"), "or alone");
        text_clear(&text);
        ok(store_get(shop.store, SLICE("order/7"), &record, &fault) && record_with_person(shop.store, record, &text, &fault) &&
               slice_equal(text_slice(&text), record),
           "of whom nothing is known, nothing is joined");
        text_clear(&text);
        ok(store_get(shop.store, SLICE("order/8"), &record, &fault) && record_with_person(shop.store, record, &text, &fault) &&
               slice_equal(text_slice(&text), record),
           "nor of nobody");
        store_abandon(shop.store);
        text_release(&text);
    }
    is_sound("customers");
}

static void test_shipments(void)
{
    open_shop("shipments");
    stock_up();
    ok(place(full_order), "an order of two lines");
    ok(ship("1", (const struct shipment_part[]){{.line = 1, .quantity = 1}}, 1) && shop.changed, "one unit leaves");
    has("order/1", "fulfillment_status", "\"partial\"");
    has("order/1", "lines.1.shipped", "1");
    has("order/1", "lines.2.shipped", "0");
    has("order/1", "shipped_at", "\"2026-11-02T10:00:00.000Z\"");
    has("stock/A@main", "on_hand", "99");
    has("stock/A@main", "reserved", "1");
    has("stock/A@main", "reason", "\"shipment of order 1\"");
    refused(ship("1", (const struct shipment_part[]){{.line = 1, .quantity = 2}}, 1), "more_than_ordered", "ship.lines[1].quantity",
            "more than is open");
    refused(ship("1",
                 (const struct shipment_part[]){{.line = 2, .quantity = 1}, {.line = 1, .quantity = 1}, {.line = 1, .quantity = 1}},
                 3),
            "more_than_ordered", "ship.lines[3].quantity", "also in parts");
    refused(ship("1", (const struct shipment_part[]){{.line = 3, .quantity = 1}}, 1), "unknown_line", "ship.lines[1].line",
            "a line that is not there");
    refused(ship("1", (const struct shipment_part[]){{.line = 0, .quantity = 1}}, 1), "unknown_line", "ship.lines[1].line",
            "lines count from one");
    has("stock/A@main", "on_hand", "99");
    ok(ship("1", NULL, 0) && shop.changed, "the rest leaves");
    has("order/1", "fulfillment_status", "\"fulfilled\"");
    has("order/1", "status", "\"closed\"");
    has("stock/A@main", "reserved", "0");
    has("stock/B@main", "on_hand", "99");
    ok(ship("1", NULL, 0) && !shop.changed, "then there is nothing left to ship");
    refused(ship("1", (const struct shipment_part[]){{.line = 1, .quantity = 1}}, 1), "more_than_ordered", "ship.lines[1].quantity",
            "of no line");

    ok(place("{\"reference\":\"2\",\"lines\":[{\"sku\":\"A\",\"quantity\":1},{\"sku\":\"A\",\"quantity\":2},{\"sku\":\"B\","
             "\"quantity\":1}]}"),
       "an order that is not paid");
    ok(ship("2", (const struct shipment_part[]){{.line = 1, .quantity = 1}, {.line = 2, .quantity = 1}}, 2),
       "one of each of two lines of one product");
    has("stock/A@main", "by", "-2");
    ok(ship("2", (const struct shipment_part[]){{.line = 2, .quantity = 1}, {.line = 3, .quantity = 1}}, 2), "and the rest");
    has("order/2", "fulfillment_status", "\"fulfilled\"");
    has("order/2", "status", "\"open\"");

    ok(import("{\"sku\":\"C\",\"name\":\"C\",\"price\":\"1\",\"backorder\":true}") &&
           place("{\"reference\":\"3\",\"lines\":[{\"sku\":\"A\",\"quantity\":1},{\"sku\":\"C\",\"quantity\":2}]}"),
       "an order of goods that are not there");
    refused(ship("3", NULL, 0), "not_on_hand", "lines[2].quantity", "cannot leave");
    has("order/3", "fulfillment_status", "\"unfulfilled\"");
    has("stock/A@main", "reserved", "1");
    ok(adjust("{\"sku\":\"C\",\"add\":1}") && ship("3", (const struct shipment_part[]){{.line = 2, .quantity = 1}}, 1),
       "until they come");
    has("stock/C@main", "reserved", "1");
    has("stock/C@main", "on_hand", "0");
    refused(ship("9", NULL, 0), "unknown_order", "id", "an order that is not there");
    is_sound("shipments");
}

static void test_invoices(void)
{
    struct text text = TEXT_INIT;

    open_shop("invoices");
    stock_up();
    for (int i = 0; i < 12; i++) {
        char json[200];

        snprintf(json, sizeof json, "{\"reference\":\"%d\",\"lines\":[{\"sku\":\"B\",\"quantity\":1}]}", i + 1);
        if (!place(json))
            printf("# %s\n", fault.reason);
    }
    ok(bill("1", on("2026-11-02")) && shop.changed, "an invoice");
    is_bytes(shop.id.bytes, shop.id.length, "invoice/2026-000001", "has the first number of its year");
    has("invoice/2026-000001", "series", "\"2026\"");
    has("invoice/2026-000001", "sequence", "1");
    has("invoice/2026-000001", "order", "\"1\"");
    has("invoice/2026-000001", "seller",
        "{\"name\":\"Maison d'Ourthe\",\"street\":\"Rue du Pont "
        "12\",\"postcode\":\"4500\",\"city\":\"Huy\",\"country\":\"BE\",\"vat_number\":\"BE0123456749\"}");
    has("invoice/2026-000001", "lines.1.shipped", "nothing");
    text_add_slice(&text, text_slice(&shop.value));
    ok(bill("1", on("2026-12-31")) && !shop.changed, "an order has one invoice");
    is_bytes(shop.id.bytes, shop.id.length, "invoice/2026-000001", "which is named");
    ok(bill("3", on("2026-11-02")), "the next one");
    is_bytes(shop.id.bytes, shop.id.length, "invoice/2026-000002", "has the next number");
    refused(bill("2", on("2026-11-01")), "before_last_invoice", "day", "a day before the last is refused");
    refused(bill("2", on("2026-11-03")), "in_the_future", "day", "and one to come");
    shop.now = at("2027-02-01T10:00:00Z");
    ok(bill("2", on("2026-11-05")), "a later one is not");
    is_bytes(shop.id.bytes, shop.id.length, "invoice/2026-000003", "and no number is lost");
    ok(bill("4", on("2027-01-01")), "the next year");
    is_bytes(shop.id.bytes, shop.id.length, "invoice/2027-000001", "is a series of its own");
    ok(bill("5", on("2026-12-31")), "the year before goes on");
    is_bytes(shop.id.bytes, shop.id.length, "invoice/2026-000004", "where it was");
    ok(set(INVOICE_PREFIX, "W-") && set(COMPANY_NAME, "Another name") && set(COMPANY_IBAN, "BE68539007547034"), "settings change");
    ok(bill("6", on("2026-11-01")), "another prefix");
    is_bytes(shop.id.bytes, shop.id.length, "invoice/W-2026-000001", "is a series of its own");
    has("invoice/W-2026-000001", "seller",
        "{\"name\":\"Another name\",\"street\":\"Rue du Pont "
        "12\",\"postcode\":\"4500\",\"city\":\"Huy\",\"country\":\"BE\",\"vat_number\":\"BE0123456749\",\"iban\":"
        "\"BE68539007547034\"}");
    {
        struct slice before = stored("invoice/2026-000001", "");

        ok(slice_equal(before, text_slice(&text)), "what was issued stays as it was");
    }
    ok(set(INVOICE_PREFIX, "") && begin(), "the first prefix again");
    {
        struct order order;

        ok(order_find(&order, shop.store, SLICE("7"), &shop.arena, &fault) &&
               invoice_issue(&order, shop.store, &shop.settings, on("2026-12-31"), shop.now, &shop.arena, &shop.changes,
                             &shop.changed, &shop.row, &shop.id, &fault) &&
               store_apply(shop.store, &shop.changes, &fault),
           "an invoice that is drawn");
        store_abandon(shop.store);
    }
    ok(bill("8", on("2026-12-31")), "and abandoned");
    is_bytes(shop.id.bytes, shop.id.length, "invoice/2026-000005", "leaves no gap");
    is_sound("invoices");

    /* More than six digits: an invoice from a long year is put into the journal, and the order of numbers holds. */
    ok(store_begin(shop.store, shop.now, &fault), "a year with a million invoices");
    changes_clear(&shop.changes);
    text_clear(&text);
    {
        struct slice record;
        struct slice sequence;
        struct text *value;

        ok(store_get(shop.store, SLICE("invoice/2027-000001"), &record, &fault), "begun by one");
        sequence = scan_find(record, "sequence");
        value = changes_begin(&shop.changes, SLICE("invoice/2027-999999"));
        text_add(value, record.bytes, (size_t)(sequence.bytes - record.bytes));
        text_add_string(value, "999999");
        text_add_slice(value, slice_from(record, (size_t)(sequence.bytes - record.bytes) + sequence.length));
        changes_end(&shop.changes);
        ok(store_apply(shop.store, &shop.changes, &fault) && store_commit(shop.store, &fault), "is all but over");
    }
    ok(bill("9", on("2027-02-01")), "the next one");
    is_bytes(shop.id.bytes, shop.id.length, "invoice/2027-1000000", "has seven digits");
    ok(bill("10", on("2027-02-01")), "and so has the one after");
    text_clear(&text);
    {
        struct store_walk walk;
        bool found = true;

        ok(store_begin(shop.store, shop.now, &fault) && store_walk_begin(&walk, shop.store, SLICE("invoice/2027"), &fault),
           "in a list");
        while (store_walk_next(&walk, &found, &fault) && found) {
            text_add_slice(&text, slice_from(store_walk_id(&walk), strlen("invoice/2027-")));
            text_add_byte(&text, ' ');
        }
        store_walk_end(&walk);
        store_abandon(shop.store);
    }
    is_bytes(text.bytes, text.length, "000001 999999 1000000 1000001 ", "they follow each other by number");
    text_release(&text);
}

/* What order-list prints, with its persons, is a request that another store takes. */
static void test_feeding_back(void)
{
    static const char *const same[] = {"channel",  "reference", "placed_at", "day", "financial_status", "country", "lines",
                                       "shipping", "vat",       "units",     "net", "vat_total",        "total"};
    struct text printed = TEXT_INIT;
    struct text before[sizeof same / sizeof *same] = {{NULL, 0, 0}};
    struct slice record;
    struct slice value;

    open_shop("first");
    stock_up();
    ok(place(full_order), "an order");
    for (size_t i = 0; i < sizeof same / sizeof *same; i++)
        text_add_slice(&before[i], stored("order/1", same[i]));
    ok(store_begin(shop.store, shop.now, &fault) && store_get(shop.store, SLICE("order/1"), &record, &fault) &&
           record_with_person(shop.store, record, &printed, &fault),
       "as it is printed");
    store_abandon(shop.store);
    open_shop("second");
    stock_up();
    ok(place("{\"reference\":\"0\",\"lines\":[{\"sku\":\"A\",\"quantity\":1}]}") && place(text_string(&printed)),
       "is fed to another shop");
    for (size_t i = 0; i < sizeof same / sizeof *same; i++) {
        value = stored("order/2", same[i]);
        ok(before[i].length && slice_equal(value, text_slice(&before[i])), "%s is the same", same[i]);
        text_release(&before[i]);
    }
    text_clear(&printed);
    ok(store_begin(shop.store, shop.now, &fault) && store_get(shop.store, SLICE("order/2"), &record, &fault) &&
           record_with_person(shop.store, record, &printed, &fault) && memmem(printed.bytes, printed.length, "Jeanne Martin", 13) &&
           memmem(printed.bytes, printed.length, "ring \\\"twice\\\"", 14),
       "the person and the note are");
    store_abandon(shop.store);
    refused(place("{\"reference\":\"X\",\"note\":{\"text\":\"a\"},\"lines\":[{\"sku\":\"A\",\"quantity\":1}]}"), "unknown_field",
            "note.text", "a note of other fields");
    refused(place("{\"reference\":\"X\",\"note\":5,\"lines\":[{\"sku\":\"A\",\"quantity\":1}]}"), "wrong_type", "note",
            "or of none");
    text_release(&printed);
}

/* A shop of its own making, and the same counted by hand. */

struct document {
    uint64_t number; /* of an order; of an invoice, its order's */
    day day;
    char country[3], channel[CHANNEL_LIMIT + 1], reference[32], customer[32], series[24];
    char status[16], financial[16], fulfillment[16];
    bool invoiced;
    int64_t units;
    amount net, gross;
    size_t line_count;
    struct {
        char sku[32], category[64];
        bool has_category;
        int64_t units;
        amount net, gross;
    } lines[8];
};

static struct document *orders, *invoices;
static size_t order_count, invoice_count;

static void copy_string(char *to, size_t size, const json_t *record, const char *name)
{
    const char *string = json_string_value(json_object_get(record, name));

    snprintf(to, size, "%s", string ? string : "");
}

static amount money_of(const json_t *record, const char *name)
{
    static const struct currency euro = {"EUR", 2};
    const char *string = json_string_value(json_object_get(record, name));
    amount value = 0;

    if (!string || !amount_read(slice_of(string), &euro, true, NULL, &value, &fault))
        printf("# no amount %s\n", name);
    return value;
}

static void read_document(const json_t *record, bool is_order, struct document *document)
{
    const json_t *lines = json_object_get(record, "lines");
    const char *day_text = json_string_value(json_object_get(record, "day"));

    memset(document, 0, sizeof *document);
    document->number = (uint64_t)atoll(json_string_value(json_object_get(record, is_order ? "id" : "order")));
    document->day = day_text ? on(day_text) : 0;
    copy_string(document->country, sizeof document->country, record, "country");
    copy_string(document->channel, sizeof document->channel, record, "channel");
    copy_string(document->reference, sizeof document->reference, record, "reference");
    copy_string(document->series, sizeof document->series, record, "series");
    copy_string(document->status, sizeof document->status, record, "status");
    copy_string(document->financial, sizeof document->financial, record, "financial_status");
    copy_string(document->fulfillment, sizeof document->fulfillment, record, "fulfillment_status");
    copy_string(document->customer, sizeof document->customer, json_object_get(record, "customer"), "id");
    document->units = json_integer_value(json_object_get(record, "units"));
    document->net = money_of(record, "net");
    document->gross = money_of(record, "total");
    document->line_count = json_array_size(lines);
    for (size_t i = 0; i < document->line_count && i < 8; i++) {
        const json_t *line = json_array_get(lines, i);

        copy_string(document->lines[i].sku, sizeof document->lines[i].sku, line, "sku");
        copy_string(document->lines[i].category, sizeof document->lines[i].category, line, "category");
        document->lines[i].has_category = json_object_get(line, "category") != NULL;
        document->lines[i].units = json_integer_value(json_object_get(line, "quantity"));
        document->lines[i].net = money_of(line, "net");
        document->lines[i].gross = money_of(line, "gross");
    }
}

static size_t read_documents(struct store *store, const char *prefix, struct document **documents)
{
    struct store_walk walk;
    bool found = true;
    size_t count = 0;
    size_t room = 0;

    if (!store_walk_begin(&walk, store, slice_of(prefix), &fault))
        return 0;
    while (store_walk_next(&walk, &found, &fault) && found) {
        struct slice value;
        json_t *record;

        if (!store_walk_value(&walk, &value, &fault))
            break;
        record = json_loadb(value.bytes, value.length, JSON_REJECT_DUPLICATES, NULL);
        *documents = memory_grow(*documents, &room, count + 1, sizeof **documents);
        read_document(record, prefix[0] == 'o', &(*documents)[count++]);
        json_decref(record);
    }
    store_walk_end(&walk);
    return count;
}

static const char *const skus[] = {"A", "B", "A@B", "1", "12", "a/9", "a/10", "S \"q\"", "Po\xc3\xaale", "back\\slash"};
static const char *const categories[] = {"Kitchen", "Kitchen > Pans", "Books \"rare\"", "Caf\xc3\xa9", NULL};
static const char *const channels[] = {"web", "market", "shop \"quo\\te\"", "w"};
static const char *const countries[] = {"BE", "FR", "GB"};
static const char *const customers[] = {"C-1", "C-2", "7", "70", "x y"};

enum { SKUS = 10, RANDOM_ORDERS = 260 };

static void import_random_products(void)
{
    for (size_t i = 0; i < SKUS; i++) {
        json_t *record = json_object();
        char *text;

        json_object_set_new(record, "sku", json_string(skus[i]));
        json_object_set_new(record, "name", json_string("Goods"));
        json_object_set_new(record, "price", json_sprintf("%d.%02d", (int)(i * 7), (int)(i * 13 % 100)));
        json_object_set_new(record, "vat_rate", json_string(i % 3 ? "21" : "6"));
        json_object_set_new(record, "backorder", json_true());
        if (categories[i % 5])
            json_object_set_new(record, "category", json_string(categories[i % 5]));
        text = json_dumps(record, 0);
        if (!import(text))
            printf("# %s\n", fault.reason);
        free(text);
        json_decref(record);
    }
}

static json_t *random_order(int number)
{
    json_t *record = json_object();
    json_t *lines = json_array();
    struct text moment = TEXT_INIT;

    instant_write(&moment, at("2025-11-15T00:00:00Z") + (instant)random_below(500) * 86400000 + (instant)random_below(86400000));
    json_object_set_new(record, "reference", json_sprintf("R-%d", number % 200)); /* some channels share references */
    json_object_set_new(record, "channel", json_string(channels[number < 200 ? random_below(3) : 3]));
    json_object_set_new(record, "placed_at", json_stringn(moment.bytes, moment.length));
    json_object_set_new(record, "country", json_string(countries[random_below(3)]));
    json_object_set_new(record, "financial_status",
                        json_string((const char *[]){"pending", "authorized", "paid"}[random_below(3)]));
    json_object_set_new(record, "prices_include_tax", json_boolean(random_below(2)));
    if (random_below(4))
        json_object_set_new(record, "customer", json_pack("{s:s}", "id", customers[random_below(5)]));
    if (random_below(3) == 0)
        json_object_set_new(record, "shipping", json_pack("{s:s}", "price", "4.95"));
    for (uint64_t count = 1 + random_below(6); count; count--)
        json_array_append_new(lines,
                              json_pack("{s:s,s:i}", "sku", skus[random_below(SKUS)], "quantity", (int)(1 + random_below(5))));
    json_object_set_new(record, "lines", lines);
    text_release(&moment);
    return record;
}

static void make_random_shop(void)
{
    int failures = 0;

    open_shop("random");
    import_random_products();
    for (size_t i = 0; i < SKUS; i += 2) {
        json_t *record = json_pack("{s:s,s:i}", "sku", skus[i], "add", 100000);
        char *text = json_dumps(record, 0);

        failures += !adjust(text);
        free(text);
        json_decref(record);
    }
    for (int i = 0; i < RANDOM_ORDERS; i++) {
        json_t *record = random_order(i);

        failures += !place_json(record);
        json_decref(record);
    }
    is_int(failures, 0, "orders at random");
    if (store_begin(shop.store, shop.now, &fault))
        order_count = read_documents(shop.store, "order/", &orders);
    store_abandon(shop.store);
    /* Shipments and invoices change orders, and the figures by order must not change with them. */
    for (int i = 0; i < RANDOM_ORDERS; i++) {
        char id[24];

        snprintf(id, sizeof id, "%d", i + 1);
        if (random_below(2))
            (void)ship(id, (const struct shipment_part[]){{.line = 1, .quantity = 1}}, random_below(2));
    }
}

static int by_day(const void *a, const void *b)
{
    const struct document *x = a;
    const struct document *y = b;

    return x->day != y->day ? (x->day > y->day) - (x->day < y->day) : (x->number > y->number) - (x->number < y->number);
}

static void bill_random_orders(void)
{
    struct document *sorted = memory_take(order_count * sizeof *sorted);
    day last = 0;
    int failures = 0;

    memcpy(sorted, orders, order_count * sizeof *sorted);
    qsort(sorted, order_count, sizeof *sorted, by_day);
    shop.now = at("2030-01-01T10:00:00Z");
    for (size_t i = 0; i < order_count; i++) {
        char id[24];
        day dated = sorted[i].day + (day)random_below(40);

        if (random_below(3) == 0)
            continue;
        last = dated > last ? dated : last;
        snprintf(id, sizeof id, "%d", (int)sorted[i].number);
        failures += !bill(id, last);
    }
    is_int(failures, 0, "invoices for two thirds of them");
    free(sorted);
}

/* Figures, by counting. */

struct group {
    const char *country, *channel, *sku, *category; /* NULL: not asked for */
};

static bool day_counts(const struct figures_question *question, day value, day first)
{
    if (question->has_until && value > question->until)
        return false;
    if (!question->has_since || value >= question->since)
        return true;
    /* The period before the first that is asked for is there to compare with, and whole. */
    return !question->whole && first < period_first(question->since, question->grain);
}

static bool same(const char *wanted, const char *text)
{
    return !wanted || strcmp(wanted, text) == 0;
}

static struct figures counted(const struct figures_question *question, day first, const struct group *group)
{
    const struct document *documents = question->basis == 'o' ? orders : invoices;
    size_t count = question->basis == 'o' ? order_count : invoice_count;
    struct figures sum = {0};

    for (size_t i = 0; i < count; i++) {
        const struct document *document = &documents[i];
        bool holds = false;

        if ((!question->whole && period_first(document->day, question->grain) != first) ||
            !day_counts(question, document->day, first) || !same(group->country, document->country) ||
            !same(group->channel, document->channel))
            continue;
        if (!group->sku && !group->category) {
            sum.orders++;
            sum.units += document->units;
            sum.revenue += document->net;
            sum.revenue_with_tax += document->gross;
            continue;
        }
        for (size_t j = 0; j < document->line_count; j++) {
            if (!same(group->sku, document->lines[j].sku) ||
                (group->category &&
                 (!document->lines[j].has_category || strcmp(group->category, document->lines[j].category) != 0)))
                continue;
            holds = true;
            sum.units += document->lines[j].units;
            sum.revenue += document->lines[j].net;
            sum.revenue_with_tax += document->lines[j].gross;
        }
        sum.orders += holds;
    }
    return sum;
}

static bool equal_figures(const struct figures *a, const struct figures *b)
{
    return a->orders == b->orders && a->units == b->units && a->revenue == b->revenue && a->revenue_with_tax == b->revenue_with_tax;
}

/* All parts in one table. */
static bool told_all(struct store *store, const struct figures_question *question, struct figures_table *table)
{
    struct figures_walk walk;
    bool found = true;
    bool done = figures_begin(&walk, store, question, &fault);

    while (done && found) {
        done = figures_next(&walk, &found, &fault);
        table->rows = memory_grow(table->rows, &table->room, table->count + walk.table.count, sizeof *table->rows);
        if (walk.table.count)
            memcpy(table->rows + table->count, walk.table.rows, walk.table.count * sizeof *table->rows);
        table->count += walk.table.count;
    }
    figures_end(&walk);
    return done;
}

/* What the figures say of a group in a period; NULL: nothing. */
static const struct figures *told(const struct figures_table *table, day first, const struct group *group)
{
    for (size_t i = 0; i < table->count; i++) {
        const struct figures *row = &table->rows[i];

        if (row->first == first && (!group->country || slice_is(row->country, group->country)) &&
            (!group->channel || slice_is(row->channel, group->channel)) && (!group->sku || slice_is(row->sku, group->sku)) &&
            (!group->category || slice_is(row->category, group->category)))
            return row;
    }
    return NULL;
}

static bool in_order(const struct figures_table *table)
{
    for (size_t i = 1; i < table->count; i++) {
        const struct figures *a = &table->rows[i - 1];
        const struct figures *b = &table->rows[i];
        int order = slice_compare(a->country, b->country);

        order = order ? order : slice_compare(a->channel, b->channel);
        order = order ? order : slice_compare(a->sku, b->sku);
        order = order ? order : slice_compare(a->category, b->category);
        if (order > 0 || (order == 0 && a->first >= b->first))
            return false;
    }
    return true;
}

static const char *wrong_figures(struct store *store, const struct figures_question *question)
{
    static const char *const any[] = {NULL};
    struct figures_table table = {0};
    const char *wrong = NULL;
    size_t found = 0;
    day earliest = question->whole ? 0 : period_first(on("2025-10-01"), question->grain);
    day latest = question->whole ? 0 : on("2027-08-01");

    if (!told_all(store, question, &table))
        return fault.reason;
    for (day first = earliest; first <= latest && !wrong;
         first = question->whole ? latest + 1 : period_next(first, question->grain))
        for (size_t i = 0; i < (question->by & BY_COUNTRY ? 3 : 1); i++)
            for (size_t j = 0; j < (question->by & BY_CHANNEL ? 4 : 1); j++)
                for (size_t k = 0; k < (question->by & BY_SKU ? SKUS : question->by & BY_CATEGORY ? 4 : 1); k++) {
                    struct group group = {(question->by & BY_COUNTRY ? countries : any)[i],
                                          (question->by & BY_CHANNEL ? channels : any)[j],
                                          (question->by & BY_SKU ? skus : any)[question->by & BY_SKU ? k : 0],
                                          (question->by & BY_CATEGORY ? categories : any)[question->by & BY_CATEGORY ? k : 0]};
                    struct figures wanted = counted(question, first, &group);
                    const struct figures *came = told(&table, first, &group);
                    bool shown = question->whole || !question->has_since || first >= period_first(question->since, question->grain);

                    /* Of what is before the answer only the one period before it is there. */
                    if (!shown && period_next(first, question->grain) != period_first(question->since, question->grain))
                        continue;
                    found += came != NULL;
                    if (!came != !wanted.orders || (came && !equal_figures(came, &wanted)))
                        wrong = "a figure is not what was counted";
                    if (came && figures_are_asked_for(question, came) != shown)
                        wrong = "a row is shown that is not asked for, or the reverse";
                    if (came && shown && !question->whole) {
                        day before = period_first(first - 1, question->grain);
                        const struct figures *previous = figures_previous(&table, came, question);
                        struct figures wanted_before = counted(question, before, &group);

                        if (!previous != !wanted_before.orders || (previous && !equal_figures(previous, &wanted_before)))
                            wrong = "the period before is not what was counted";
                        if (came->from != (question->has_since && question->since > first ? question->since : first) ||
                            came->to != (question->has_until && question->until < period_next(first, question->grain) - 1
                                             ? question->until
                                             : period_next(first, question->grain) - 1))
                            wrong = "a period is not from its first day to its last";
                    }
                }
    if (!wrong && found != table.count)
        wrong = "there are rows that nobody asked for";
    if (!wrong && !in_order(&table))
        wrong = "the rows are in no order";
    free(table.rows);
    return wrong;
}

static void test_figures(struct store *store)
{
    static const unsigned dimensions[] = {0,
                                          BY_COUNTRY,
                                          BY_CHANNEL,
                                          BY_SKU,
                                          BY_CATEGORY,
                                          BY_COUNTRY | BY_CHANNEL,
                                          BY_COUNTRY | BY_CATEGORY,
                                          BY_CHANNEL | BY_CATEGORY,
                                          BY_COUNTRY | BY_CHANNEL | BY_CATEGORY};
    static const char *const grains[] = {"day", "week", "month", "year", "whole"};
    struct figures_question question = {0};
    struct figures_walk walk;
    struct figures figures = {0};
    amount average = 0;

    for (int grain = 0; grain <= 4; grain++)
        for (size_t by = 0; by < sizeof dimensions / sizeof *dimensions; by++)
            for (int basis = 0; basis < 2; basis++) {
                const char *wrong = NULL;

                /* All of it, from a day, to a day, between two, and between borders of months. */
                for (int cut = 0; cut < 8 && !wrong; cut++) {
                    day since = on("2025-11-01") + (day)random_below(300);
                    day until = since + (day)random_below(300);

                    if (cut >= 6) {
                        since = period_first(since, GRAIN_MONTH);
                        until = period_first(until, GRAIN_MONTH) - 1;
                    }
                    if (grain == 0 && cut > 3)
                        break;
                    question = (struct figures_question){.grain = grain == 4 ? GRAIN_MONTH : (enum grain)grain,
                                                         .whole = grain == 4,
                                                         .by = dimensions[by],
                                                         .has_since = cut % 2,
                                                         .has_until = cut / 2 % 2 || cut >= 6,
                                                         .since = since,
                                                         .until = until,
                                                         .basis = basis ? 'i' : 'o'};
                    wrong = wrong_figures(store, &question);
                }
                ok(!wrong, "figures by %s and dimensions %u of %s are what was counted: %s", grains[grain], dimensions[by],
                   basis ? "invoices" : "orders", wrong ? wrong : "yes");
            }
    question = (struct figures_question){.by = BY_SKU | BY_COUNTRY, .basis = 'o'};
    ok(!figures_begin(&walk, store, &question, &fault) && fault.kind == FAULT_USAGE, "by SKU goes with nothing else");
    ok(!figures_average(&figures, &average), "no orders have no average");
    figures = (struct figures){.orders = 3, .revenue = 1000};
    ok(figures_average(&figures, &average) && average == 333, "a third of 10.00 is 3.33");
    figures = (struct figures){.orders = 8, .revenue = 1004};
    ok(figures_average(&figures, &average) && average == 126, "an eighth of 10.04 is 1.26: half a cent goes up");
}

/* Selections, by looking at every order. */

static bool wanted_order(const struct selection *selection, const struct document *order)
{
    if ((selection->has_since && order->day < selection->since) || (selection->has_until && order->day > selection->until))
        return false;
    if ((selection->channel.bytes && !slice_is(selection->channel, order->channel)) ||
        (selection->customer.bytes && !slice_is(selection->customer, order->customer)) ||
        (selection->country.bytes && !slice_is(selection->country, order->country)) ||
        (selection->reference.bytes && !slice_is(selection->reference, order->reference)))
        return false;
    if (selection->has_status && strcmp(order->status, (const char *[]){"open", "closed", "cancelled"}[selection->status]) != 0)
        return false;
    if ((selection->paid && strcmp(order->financial, "paid") != 0) || (selection->unpaid && strcmp(order->financial, "paid") == 0))
        return false;
    if ((selection->shipped && strcmp(order->fulfillment, "fulfilled") != 0) ||
        (selection->unshipped && strcmp(order->fulfillment, "fulfilled") == 0))
        return false;
    return !(selection->invoiced && !order->invoiced) && !(selection->uninvoiced && order->invoiced);
}

static void random_selection(struct selection *selection)
{
    *selection = (struct selection){.has_since = random_below(4) == 0,
                                    .has_until = random_below(4) == 0,
                                    .since = on("2025-11-01") + (day)random_below(500),
                                    .until = on("2025-11-01") + (day)random_below(500),
                                    .has_status = random_below(5) == 0,
                                    .status = (enum order_status)random_below(3),
                                    .paid = random_below(6) == 0,
                                    .unpaid = random_below(6) == 0,
                                    .shipped = random_below(6) == 0,
                                    .unshipped = random_below(6) == 0,
                                    .invoiced = random_below(6) == 0,
                                    .uninvoiced = random_below(6) == 0};
    if (random_below(3) == 0)
        selection->channel = slice_of(channels[random_below(4)]);
    if (random_below(4) == 0)
        selection->customer = random_below(9) ? slice_of(customers[random_below(5)]) : SLICE("nobody");
    if (random_below(4) == 0)
        selection->country = slice_of(countries[random_below(3)]);
    if (random_below(6) == 0)
        selection->reference = slice_of(orders[random_below(order_count)].reference);
}

static void test_selections(struct store *store)
{
    int missing = 0;
    int unordered = 0;
    int unequal = 0;
    size_t total = 0;

    for (int i = 0; i < 600; i++) {
        struct selection selection;
        struct order_walk walk;
        bool found = true;
        size_t wanted = 0;
        size_t came = 0;
        const struct document *before = NULL;

        random_selection(&selection);
        for (size_t j = 0; j < order_count; j++)
            wanted += wanted_order(&selection, &orders[j]);
        if (!order_walk_begin(&walk, store, &selection, &fault))
            break;
        while (order_walk_next(&walk, &found, &fault) && found) {
            int64_t number = 0;
            const struct document *order;

            if (!slice_integer(scan_text(scan_find(walk.value, "id")), INT64_MAX, &number) || (size_t)number > order_count ||
                number < 1)
                break;
            order = &orders[number - 1];
            unequal += order->number != (uint64_t)number || !wanted_order(&selection, order);
            if (before && !selection.reference.bytes && (selection.has_since || selection.has_until) && !selection.customer.bytes)
                unordered += by_day(before, order) >= 0;
            else if (before && !selection.reference.bytes)
                unordered += before->number >= order->number;
            before = order;
            came++;
        }
        order_walk_end(&walk);
        missing += came != wanted;
        total += came;
    }
    is_int(missing, 0, "as many orders are selected as there are");
    is_int(unequal, 0, "and none that should not be");
    is_int(unordered, 0, "by number, or by day and number");
    ok(total > 1000, "%zu in all", total);
}

static void test_invoice_selections(struct store *store)
{
    int wrong = 0;
    size_t total = 0;

    for (int i = 0; i < 200; i++) {
        struct selection selection;
        struct store_walk walk;
        bool found = true;
        size_t at_invoice = 0;

        random_selection(&selection);
        if (random_below(4) == 0)
            selection.series = random_below(2) ? SLICE("2026") : SLICE("2025");
        if (random_below(8) == 0)
            selection.order = SLICE("12");
        if (!store_walk_begin(&walk, store, SLICE("invoice/"), &fault))
            break;
        while (store_walk_next(&walk, &found, &fault) && found) {
            const struct document *invoice = &invoices[at_invoice++];
            char order[24];
            bool wanted = !(selection.has_since && invoice->day < selection.since) &&
                          !(selection.has_until && invoice->day > selection.until);

            snprintf(order, sizeof order, "%d", (int)invoice->number);
            wanted = wanted && (!selection.channel.bytes || slice_is(selection.channel, invoice->channel)) &&
                     (!selection.customer.bytes || slice_is(selection.customer, invoice->customer)) &&
                     (!selection.country.bytes || slice_is(selection.country, invoice->country)) &&
                     (!selection.series.bytes || slice_is(selection.series, invoice->series)) &&
                     (!selection.order.bytes || slice_is(selection.order, order));
            wrong += invoice_selected(&selection, walk.facts) != wanted;
            total += wanted;
        }
        store_walk_end(&walk);
        wrong += at_invoice != invoice_count;
    }
    is_int(wrong, 0, "invoices are selected as orders are");
    ok(total > 500, "%zu in all", total);
}

/* A record that is read and written again is the same, for every order there is. */
static void test_records(struct store *store)
{
    struct store_walk walk;
    struct text text = TEXT_INIT;
    bool found = true;
    int different = 0;
    int count = 0;

    ok(store_walk_begin(&walk, store, SLICE("order/"), &fault), "all orders");
    while (store_walk_next(&walk, &found, &fault) && found) {
        struct order order;
        struct slice value;

        arena_clear(&shop.arena);
        text_clear(&text);
        if (!store_walk_value(&walk, &value, &fault) || !order_from_stored(&order, value, &shop.arena, &fault))
            break;
        order_write(&order, &text);
        different += !slice_equal(text_slice(&text), value);
        count++;
    }
    store_walk_end(&walk);
    is_int(count, RANDOM_ORDERS, "can be read");
    is_int(different, 0, "and written again with the same bytes");
    text_release(&text);
}

static void test_random_shop(void)
{
    struct store *store;

    make_random_shop();
    bill_random_orders();
    is_sound("random");
    store_close(shop.store);
    shop.store = NULL;
    store = opened("random", STORE_READ);
    if (!store)
        return;
    free(orders);
    orders = NULL;
    order_count = read_documents(store, "order/", &orders);
    invoice_count = read_documents(store, "invoice/", &invoices);
    is_int((int64_t)order_count, RANDOM_ORDERS, "orders");
    ok(invoice_count > 100, "and %zu invoices", invoice_count);
    for (size_t i = 0; i < invoice_count; i++)
        orders[invoices[i].number - 1].invoiced = true;
    test_records(store);
    test_figures(store);
    test_selections(store);
    test_invoice_selections(store);
    store_close(store);
    free(orders);
    free(invoices);
}

/* A shop with an order of 2 A and 1 B, its invoice, and then a record that no tool would write: what shop_check finds first. */
static void found_after(const char *id, const char *value, const char *code, const char *name)
{
    static int shops;
    char of_its_own[20];
    struct check_sums sums;

    snprintf(of_its_own, sizeof of_its_own, "check-%d", shops++);
    open_shop(of_its_own);
    stock_up();
    if (!place(full_order) || !bill("1", on("2026-11-02")) || !store_begin(shop.store, shop.now, &fault))
        return;
    changes_clear(&shop.changes);
    if (value) {
        text_add_string(changes_begin(&shop.changes, slice_of(id)), value);
        changes_end(&shop.changes);
    } else {
        changes_gone(&shop.changes, slice_of(id));
    }
    findings = 0;
    first_finding[0] = '\0';
    ok(store_apply(shop.store, &shop.changes, &fault) && store_commit(shop.store, &fault) &&
           store_begin(shop.store, shop.now, &fault) && shop_check(shop.store, count_finding, NULL, &sums, &fault),
       "%s: checked", name);
    is_bytes(first_finding, strlen(first_finding), code, "and found");
    store_abandon(shop.store);
}

/* The stored record with the first of `from` replaced. */
static const char *altered(struct text *text, const char *id, const char *from, const char *to)
{
    struct slice record = stored(id, "");
    const char *at = memmem(record.bytes, record.length, from, strlen(from));
    size_t before = at ? (size_t)(at - record.bytes) : 0;

    if (!at)
        printf("# %s is not in %s\n", from, id);
    text_clear(text);
    text_add(text, record.bytes, before);
    text_add_string(text, to);
    text_add_slice(text, slice_from(record, before + strlen(from)));
    return text_string(text);
}

static void test_check(void)
{
    struct text text = TEXT_INIT;
    struct check_sums sums;

    open_shop("check");
    stock_up();
    ok(place(full_order) && bill("1", on("2026-11-02")), "a shop with an order and its invoice");
    findings = 0;
    ok(store_begin(shop.store, shop.now, &fault) && shop_check(shop.store, count_finding, NULL, &sums, &fault) && findings == 0 &&
           sums.products == 2 && sums.stock_levels == 2 && sums.orders == 1 && sums.invoices == 1,
       "is in order");
    store_abandon(shop.store);
    found_after("invoice/2026-000003", altered(&text, "invoice/2026-000001", "", ""), "wrong_sequence",
                "an invoice that is not that of its number");
    found_after("order/1", altered(&text, "order/1", "\"94.90\"", "\"91.90\""), "wrong_total", "a total that is none");
    found_after("order/2", altered(&text, "order/1", "\"id\":\"1\"", "\"id\":\"2\""), "twin_order", "an order that came twice");
    found_after("stock/A@main",
                "{\"type\":\"stock\",\"sku\":\"A\",\"location\":\"main\",\"on_hand\":100,\"reserved\":3,\"available\":97,"
                "\"reserved_by\":1}",
                "wrong_reservation", "a promise too many");
    found_after("stock/A@main",
                "{\"type\":\"stock\",\"sku\":\"A\",\"location\":\"main\",\"on_hand\":100,\"reserved\":2,\"available\":97}",
                "wrong_stock", "a sum that is wrong");
    found_after("stock/A@main",
                "{\"type\":\"stock\",\"sku\":\"A\",\"location\":\"main\",\"on_hand\":101,\"reserved\":2,\"available\":99}",
                "wrong_stock_ledger", "a level that jumps");
    found_after(
        "stock/A@main",
        "{\"type\":\"stock\",\"sku\":\"A\",\"location\":\"main\",\"on_hand\":100,\"reserved\":2,\"safety\":9,\"available\":98}",
        "wrong_stock", "safety stock that counts as available");
    found_after("stock/A@main", "{\"type\":\"stock\",\"sku\":\"A\",\"location\":\"main\"}", "unreadable",
                "a level without numbers");
    found_after("stock/A@main", NULL, "wrong_stock_ledger", "a level that is gone");
    found_after("order/1", NULL, "wrong_order", "an order that is gone");
    found_after("invoice/2026-000001", NULL, "changed_document", "an invoice that is gone");
    text_release(&text);
}

/* What the law keeps, and what goes. */

static struct retention retention;

static bool terms_from(const char *table)
{
    fault = (struct fault)FAULT_INIT;
    return retention_read(&retention, slice_of(table), &fault);
}

static void kept_until(enum retained what, const char *country, const char *of, int64_t years, const char *wanted)
{
    day last;
    struct text text = TEXT_INIT;

    if (ok(retention_last_day(&retention, what, slice_of(country), on(of), years, &last, &fault), "%s %s", country, of)) {
        day_write(&text, last);
        is_bytes(text.bytes, text.length, wanted, "of %s in %s is kept until %s", of, country, wanted);
    }
    text_release(&text);
}

#define ANY "*\tinvoice\t10\tyear_end\t-\t-\tlongest\n*\tdelivery_note\t5\tday\t-\t-\tevidence\n*\tinactive\t3\tday\t-\t-\tlimit\n"

static void test_retention(void)
{
    static const char *const wrong[] = {"",
                                        "*\tinvoice\t10\tyear_end\t-\t-\tlongest\n",
                                        "*\tinvoice\t10\tyear_end\t-\t-\tlongest\n*\tinactive\t3\tday\t-\t-\tlimit\n",
                                        ANY "BEL\tinvoice\t7\tyear_end\t-\t-\tx\n",
                                        ANY "BE\tinvoices\t7\tyear_end\t-\t-\tx\n",
                                        ANY "BE\tinvoice\tten\tyear_end\t-\t-\tx\n",
                                        ANY "BE\tinvoice\t7\tmonth\t-\t-\tx\n",
                                        ANY "BE\tinvoice\t7\tyear_end\t2022\t-\tx\n",
                                        ANY "BE\tinvoice\t7\tyear_end\t-\t-\n",
                                        "*\tinvoice\t10\tyear_end\t2020-01-01\t-\tx\n*\tinactive\t3\tday\t-\t-\tx\n"};

    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
        refused(terms_from(wrong[i]), "wrong_table", "", "a table that is none");
    ok(terms_from("# said here\n\nBE\tinvoice\t7\tyear_end\t-\t2022-12-31\told\n" ANY
                  "BE\tinvoice\t10\tyear_end\t2023-01-01\t-\tnew\r\n"),
       "a table of terms");
    kept_until(RETAINED_INVOICE, "BE", "2022-12-31", 0, "2029-12-31");
    kept_until(RETAINED_INVOICE, "BE", "2023-01-01", 0, "2033-12-31");
    kept_until(RETAINED_INVOICE, "FR", "2016-01-01", 0, "2026-12-31");
    kept_until(RETAINED_INVOICE, "", "2016-12-31", 0, "2026-12-31");
    kept_until(RETAINED_INVOICE, "FR", "9995-06-01", 0, "9999-12-31");
    kept_until(RETAINED_DELIVERY_NOTE, "BE", "2026-11-12", 0, "2031-11-12");
    kept_until(RETAINED_INACTIVE, "BE", "2026-11-12", 0, "2029-11-12");
    kept_until(RETAINED_INACTIVE, "BE", "2024-02-29", 0, "2027-02-28");
    kept_until(RETAINED_INACTIVE, "BE", "2024-02-29", 4, "2028-02-29");
}

static bool forget(const char *id, enum erasure_cause cause, const char *today)
{
    struct dossier_terms terms = {.retention = &retention, .today = on(today)};
    bool done = begin();

    text_clear(&shop.id);
    terms.country = shop.settings.text[COMPANY_COUNTRY];
    terms.inactive_years = shop.settings.inactive_years;
    return end(done && erasure_decide(shop.store, slice_of(id), cause, &terms, shop.now, &shop.arena, &shop.changes, &shop.changed,
                                      &shop.row, &shop.id, &fault));
}

/* "erased kept" of the record that was written, or stands: "[1] [2 until 2036-12-31]". */
static void forgotten(bool done, bool changed, const char *wanted, const char *name)
{
    struct text text = TEXT_INIT;
    struct slice erased;
    struct scan kept;
    struct slice one;

    ok(done && shop.changed == changed, "%s", name);
    erased = stored(text_string(&shop.id), "erased");
    text_add_slice(&text, erased);
    if (scan_array(&kept, stored(text_string(&shop.id), "kept")))
        while (scan_element(&kept, &one)) {
            struct slice until = scan_text(scan_find(one, "until"));

            text_printf(&text, " %.*s", SLICE_ARGS(scan_find(one, "version")));
            if (until.bytes)
                text_printf(&text, " until %.*s", SLICE_ARGS(until));
        }
    is_bytes(text.bytes, text.length, wanted, "%s: %s", name, wanted);
    text_release(&text);
}

static bool is_gone(const char *id, unsigned version)
{
    struct slice person = SLICE("?");

    if (store_begin(shop.store, shop.now, &fault))
        (void)!store_person(shop.store, slice_of(id), version, &person, &fault);
    store_abandon(shop.store);
    return !person.bytes;
}

static unsigned due_count;

static void count_due(void *context, struct slice id)
{
    (void)context;
    (void)id;
    due_count++;
}

static unsigned due_on(const char *today)
{
    struct dossier_terms terms = {.retention = &retention, .today = on(today), .country = SLICE("BE")};
    struct store *store;

    due_count = 0;
    store_close(shop.store);
    store = opened("forgetting", STORE_READ);
    ok(store && erasure_find_due(store, &terms, count_due, NULL, &fault), "who is due on %s", today);
    store_close(store);
    shop.store = opened("forgetting", STORE_WRITE);
    return due_count;
}

static bool order_of(int reference, const char *customer, const char *note)
{
    char json[600];

    snprintf(json, sizeof json,
             "{\"reference\":\"F-%d\",\"placed_at\":\"2026-11-01T10:00:00Z\",\"financial_status\":\"paid\",%s%s\"lines\":[{\"sku\":"
             "\"A\","
             "\"quantity\":1}]}",
             reference, customer, note);
    return place(json);
}

static void test_forgetting(void)
{
    static const char marie[] = "\"customer\":{\"id\":\"M\",\"name\":\"Marie\",\"email\":\"m@example.org\"},";
    static const char moved[] = "\"customer\":{\"id\":\"M\",\"name\":\"Marie\",\"address\":{\"city\":\"Namur\"}},";
    static const char note[] = "\"note\":\"Ring twice.\",";

    open_shop("forgetting");
    stock_up();
    ok(terms_from(ANY), "terms");
    ok(order_of(1, marie, note) && order_of(2, moved, note) && order_of(3, "", note) && order_of(4, moved, ""), "orders");
    ok(ship("1", NULL, 0) && ship("2", NULL, 0) && bill("2", on("2026-11-02")), "one left, one was invoiced too, two are open");
    refused(forget("N", ERASE_ASKED, "2026-11-04"), "unknown_customer", "id", "nobody");
    refused(forget("note/4", ERASE_ASKED, "2026-11-04"), "unknown_order", "id", "an order without a note");
    refused(forget("note/3", ERASE_ASKED, "2026-11-04"), "order_open", "id", "the note of an open order");
    forgotten(forget("customer/M", ERASE_ASKED, "2026-11-04"), true, "[1] 2 until 2036-12-31", "who asks");
    ok(is_gone("customer/M", 1) && !is_gone("customer/M", 2) && is_gone("note/1", 1) && is_gone("note/2", 1) &&
           !is_gone("note/3", 1),
       "loses what nothing keeps");
    forgotten(forget("M", ERASE_ASKED, "2026-11-05"), false, "[1] 2 until 2036-12-31", "who asks again");
    is_int(due_on("2029-11-01"), 0, "nothing is due while the law keeps it");
    ok(ship("4", NULL, 0) && ship("3", NULL, 0), "all is shipped");
    is_int(due_on("2029-11-01"), 0, "the note of nobody is kept for three years");
    is_int(due_on("2029-11-02"), 1, "and then is due");
    is_int(due_on("2036-12-31"), 1, "the last day of the invoice's term");
    is_int(due_on("2037-01-01"), 2, "and the day after");
    forgotten(forget("M", ERASE_DUE, "2037-01-01"), true, "[1,2]", "what was kept");
    ok(is_gone("customer/M", 2), "is gone then");
    ok(stored("erasure/customer/M", "asked_at").bytes, "and that it was asked for is still on record");
    forgotten(forget("note/3", ERASE_DUE, "2037-01-01"), true, "[1]", "and the note");
    ok(!stored("erasure/note/3", "asked_at").bytes, "that nobody asked for");
    is_int(due_on("2037-01-01"), 0, "nothing is due twice");

    /* Somebody who comes back is known again, under the next version, and not forgotten anew by what was asked before. */
    ok(order_of(5, marie, note) && ship("5", NULL, 0), "who comes back");
    is_bytes(stored("order/5", "customer.version").bytes, stored("order/5", "customer.version").length, "3", "is a new version");
    is_int(due_on("2026-11-05"), 0, "which is not due");
    is_int(due_on("2029-11-02"), 1, "until the customer is inactive");
    forgotten(forget("M", ERASE_DUE, "2029-11-02"), true, "[1,2,3]", "an inactive customer");
    ok(is_gone("note/5", 1), "with the notes");
    ok(set(PRIVACY_INACTIVE_YEARS, "7") && order_of(6, moved, "") && ship("6", NULL, 0), "a shop with a term of its own");
    forgotten(forget("M", ERASE_DUE, "2033-11-01"), false, "[1,2,3]", "keeps to it");
    forgotten(forget("M", ERASE_DUE, "2033-11-02"), true, "[1,2,3,4]", "to the day");
    retention_release(&retention);
}

int main(void)
{
    const char *temporary = getenv("TMPDIR");
    char command[400];

    snprintf(folder, sizeof folder, "%s/shop-test-XXXXXX", temporary && temporary[0] ? temporary : "/tmp");
    if (!mkdtemp(folder)) {
        printf("Bail out! no temporary folder\n");
        return 1;
    }
    test_settings();
    test_products();
    test_sheets();
    test_families();
    test_stock();
    test_safety_stock();
    test_changes_of_stock();
    test_orders();
    test_keys();
    test_customers();
    test_shipments();
    test_invoices();
    test_feeding_back();
    test_retention();
    test_forgetting();
    test_random_shop();
    test_check();
    store_close(shop.store);
    settings_release(&shop.settings);
    arena_release(&shop.arena);
    changes_release(&shop.changes);
    text_release(&shop.id);
    text_release(&shop.value);
    snprintf(command, sizeof command, "rm -rf '%s'", folder);
    if (system(command) != 0)
        printf("# %s failed\n", command);
    return tap_end();
}
