/* SPDX-License-Identifier: GPL-3.0-or-later */

/*
 * Makes input for measurements, the same bytes for the same arguments on every machine:
 *
 *   generate products N SEED             CSV under a header of our field names
 *   generate families N SEED             JSON lines: products with variants, five records each, of which the first is the parent
 *   generate stock    N SEED             JSON lines for stock-adjust, one for each product
 *   generate orders   N SEED PRODUCTS [YEARS]
 *                                        JSON lines for order-new: sales of the first PRODUCTS products in 2025, or in as
 *                                        many years up to its end
 *
 * A product is a function of the seed and its number, so that orders know its price without a table;
 * a customer likewise, so that the same customer always lives at the same address.
 */

#include <errno.h>
#include <inttypes.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define COUNT(array) (sizeof(array) / sizeof(array)[0])

static const char *const materials[] = {"Cast iron", "Steel",  "Copper", "Oak",       "Beech",
                                        "Linen",     "Cotton", "Glass",  "Stoneware", "Enamel"};
static const char *const things[] = {"pan", "pot",    "kettle", "ladle", "bowl",  "plate", "board", "knife", "grater", "jar",
                                     "mug", "teapot", "apron",  "towel", "whisk", "sieve", "mill",  "scale", "tray",   "dish"};
static const char *const colours[] = {"black", "white", "red", "blue", "green", "grey", "cream", "slate"};
static const char *const uses[] = {"for every day", "for the oven",       "for guests",
                                   "for baking",    "for small kitchens", "for the garden"};
static const char *const brands[] = {"Hautbois", "Pervenche", "Sittelle", "Ourthe", "Tisserand", "Marmite"};
static const char *const categories[] = {"Cooking > Pans", "Cooking > Pots", "Cooking > Tools", "Baking > Moulds",
                                         "Baking > Tools", "Table > Plates", "Table > Glasses", "Table > Linen",
                                         "Storage > Jars", "Storage > Tins"};
static const char *const channels[] = {"web", "web", "web", "marketplace", "marketplace", "phone"};
static const char *const first_names[] = {"Anna",  "Bram",  "Carla", "David", "Elena", "Felix", "Greta", "Hugo",
                                          "Irene", "Jonas", "Klara", "Luis",  "Maria", "Nils",  "Olga",  "Pavel"};
static const char *const last_names[] = {"Meadow", "Brook",  "Field",  "Hill",   "Marsh", "Stone", "Wood",   "Lake",
                                         "Heath",  "Thorne", "Winter", "Summer", "North", "West",  "Rivers", "Dale"};
static const char *const streets[] = {"Mill Lane", "Church Street", "Station Road", "Long Row", "Market Place", "Orchard Way"};
static const char *const cities[] = {"Oldtown", "Newbridge", "Westford", "Easthaven", "Northam", "Southwick", "Midvale"};

/* The nearer the head of the list, the more often. */
static const char *const countries[] = {"BE", "BE", "BE", "BE", "FR", "FR", "FR", "NL", "NL", "DE", "DE", "LU", "GB", "IT",
                                        "ES", "PT", "AT", "DK", "SE", "FI", "IE", "PL", "CZ", "SI", "GR", "CH", "NO", "US"};

/* What a stream of random numbers is for: streams of different purposes are independent. */
enum purpose { FOR_PRODUCT = 1, FOR_CUSTOMER = 2, FOR_ORDER = 3 };

struct stream {
    uint64_t state;
};

/* Sebastiano Vigna's splitmix64 finalizer: neighbouring numbers become unrelated states. */
static uint64_t scatter(uint64_t value)
{
    value += UINT64_C(0x9e3779b97f4a7c15);
    value = (value ^ (value >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
    value = (value ^ (value >> 27)) * UINT64_C(0x94d049bb133111eb);
    return value ^ (value >> 31);
}

static struct stream stream_for(uint64_t seed, enum purpose purpose, uint64_t number)
{
    struct stream stream = {scatter(scatter(scatter(seed) + (uint64_t)purpose) + number)};
    if (stream.state == 0)
        stream.state = 1; /* xorshift never leaves zero */
    return stream;
}

static uint64_t draw(struct stream *stream) /* xorshift64* */
{
    stream->state ^= stream->state >> 12;
    stream->state ^= stream->state << 25;
    stream->state ^= stream->state >> 27;
    return stream->state * UINT64_C(0x2545f4914f6cdd1d);
}

static uint64_t draw_below(struct stream *stream, uint64_t bound)
{
    return (draw(stream) >> 33) * bound >> 31;
}

#define draw_from(stream, array) ((array)[draw_below((stream), COUNT(array))])

/* One row of output: printf would take most of the time. */
struct row {
    char bytes[4096];
    size_t length;
};

static void put_bytes(struct row *row, const char *bytes, size_t length)
{
    if (length > sizeof row->bytes - row->length)
        abort();
    memcpy(row->bytes + row->length, bytes, length);
    row->length += length;
}

static void put(struct row *row, const char *text)
{
    put_bytes(row, text, strlen(text));
}

static void put_number(struct row *row, uint64_t value, unsigned least_digits)
{
    char digits[20];
    size_t start = sizeof digits;
    do {
        digits[--start] = (char)('0' + value % 10);
        value /= 10;
    } while (value > 0 || sizeof digits - start < least_digits);
    put_bytes(row, digits + start, sizeof digits - start);
}

static void put_cents(struct row *row, uint64_t cents)
{
    put_number(row, cents / 100, 1);
    put(row, ".");
    put_number(row, cents % 100, 2);
}

static void put_sku(struct row *row, uint64_t number)
{
    put(row, "SKU-");
    put_number(row, number, 8);
}

static bool row_out(struct row *row)
{
    bool done = fwrite(row->bytes, 1, row->length, stdout) == row->length;
    row->length = 0;
    return done;
}

/* What orders need to know of a product. It is drawn first, the rest of the product after it. */
struct offer {
    uint64_t cents;
    const char *vat_rate;
};

static struct offer offer_draw(struct stream *stream)
{
    struct offer offer;
    offer.cents = 195 + 5 * draw_below(stream, 2400);
    offer.vat_rate = draw_below(stream, 8) == 0 ? "6" : "21";
    return offer;
}

/* EAN-13 of the range kept for numbers inside a company. */
static void put_gtin(struct row *row, uint64_t number)
{
    uint64_t digits = UINT64_C(200000000000) + number % UINT64_C(10000000000);
    uint64_t sum = 0;
    unsigned weight = 3;
    for (uint64_t rest = digits; rest > 0; rest /= 10) {
        sum += rest % 10 * weight;
        weight = 4 - weight;
    }
    put_number(row, digits * 10 + (10 - sum % 10) % 10, 13);
}

static void product_put(struct row *row, uint64_t seed, uint64_t number)
{
    struct stream stream = stream_for(seed, FOR_PRODUCT, number);
    struct offer offer = offer_draw(&stream);
    const char *material = draw_from(&stream, materials);
    const char *thing = draw_from(&stream, things);
    const char *colour = draw_from(&stream, colours);
    const char *use = draw_from(&stream, uses);
    uint64_t size = 8 + draw_below(&stream, 40);

    put_sku(row, number);
    put(row, ",");
    put(row, material);
    put(row, " ");
    put(row, thing);
    put(row, " ");
    put_number(row, size, 1);
    put(row, " cm ");
    put(row, colour);
    put(row, ",\"");
    put(row, material);
    put(row, " ");
    put(row, thing);
    put(row, ", ");
    put(row, colour);
    put(row, ", ");
    put(row, use);
    put(row, ". Made to last, sent within a day.\",");
    put(row, draw_from(&stream, brands));
    put(row, ",");
    put(row, draw_from(&stream, categories));
    put(row, ",");
    put_cents(row, offer.cents);
    put(row, ",");
    put(row, offer.vat_rate);
    put(row, ",");
    put_cents(row, offer.cents * 45 / 100);
    put(row, ",");
    put_gtin(row, number);
    put(row, ",");
    put_number(row, 50 + 10 * draw_below(&stream, 500), 1);
    put(row, ",https://www.example.org/image/");
    put_sku(row, number);
    put(row, ".jpg,https://www.example.org/product/");
    put_sku(row, number);
    put(row, ",");
    put_number(row, draw_below(&stream, 20), 1);
    put(row, "\n");
}

enum { FAMILY = 5 };

static void put_member(struct row *row, const char *name, const char *text)
{
    put(row, ",\"");
    put(row, name);
    put(row, "\":\"");
    put(row, text);
    put(row, "\"");
}

/* What all variants have from their parent. */
static void parent_put(struct row *row, uint64_t seed, uint64_t number)
{
    struct stream stream = stream_for(seed, FOR_PRODUCT, number);
    struct offer offer = offer_draw(&stream);
    const char *material = draw_from(&stream, materials);
    const char *thing = draw_from(&stream, things);

    put(row, "{\"sku\":\"");
    put_sku(row, number);
    put(row, "\",\"name\":\"");
    put(row, material);
    put(row, " ");
    put(row, thing);
    put(row, "\",\"description\":\"");
    put(row, material);
    put(row, " ");
    put(row, thing);
    put(row, ", ");
    put(row, draw_from(&stream, uses));
    put(row, ". Made to last, sent within a day.\"");
    put_member(row, "brand", draw_from(&stream, brands));
    put_member(row, "category", draw_from(&stream, categories));
    put(row, ",\"price\":\"");
    put_cents(row, offer.cents);
    put(row, "\"");
    put_member(row, "vat_rate", offer.vat_rate);
    put(row, ",\"image\":\"https://www.example.org/image/");
    put_sku(row, number);
    put(row, ".jpg\",\"link\":\"https://www.example.org/product/");
    put_sku(row, number);
    put(row, "\",\"axes\":[\"Colour\",\"Size\"],\"ids\":{\"shopify\":\"product-");
    put_number(row, number, 1);
    put(row, "\"}}\n");
}

static void variant_put(struct row *row, uint64_t seed, uint64_t number, uint64_t parent)
{
    struct stream stream = stream_for(seed, FOR_PRODUCT, number);
    struct offer offer = offer_draw(&stream);

    put(row, "{\"sku\":\"");
    put_sku(row, number);
    put(row, "\",\"parent\":\"");
    put_sku(row, parent);
    put(row, "\",\"price\":\"");
    put_cents(row, offer.cents);
    put(row, "\",\"gtin\":\"");
    put_gtin(row, number);
    put(row, "\",\"weight_g\":");
    put_number(row, 50 + 10 * draw_below(&stream, 500), 1);
    put(row, ",\"image\":\"https://www.example.org/image/");
    put_sku(row, number);
    put(row, ".jpg\",\"options\":{\"Colour\":\"");
    put(row, colours[(number - parent) % COUNT(colours)]);
    put(row, "\",\"Size\":\"");
    put_number(row, 8 + draw_below(&stream, 40), 1);
    put(row, " cm\"},\"stock\":");
    put_number(row, draw_below(&stream, 50), 1);
    put(row, "}\n");
}

static void family_put(struct row *row, uint64_t seed, uint64_t number)
{
    uint64_t parent = number - (number - 1) % FAMILY;

    if (number == parent)
        parent_put(row, seed, number);
    else
        variant_put(row, seed, number, parent);
}

static void stock_put(struct row *row, uint64_t number)
{
    put(row, "{\"sku\":\"");
    put_sku(row, number);
    put(row, "\",\"set\":10000000,\"reason\":\"counted\"}\n");
}

static void customer_put(struct row *row, uint64_t seed, uint64_t number)
{
    struct stream stream = stream_for(seed, FOR_CUSTOMER, number);
    const char *first = draw_from(&stream, first_names);
    const char *last = draw_from(&stream, last_names);

    put(row, "{\"id\":\"C-");
    put_number(row, number, 7);
    put(row, "\",\"name\":\"");
    put(row, first);
    put(row, " ");
    put(row, last);
    put(row, "\",\"email\":\"customer-");
    put_number(row, number, 7);
    put(row, "@example.org\",\"phone\":\"+32 81 00 ");
    put_number(row, draw_below(&stream, 10000), 4);
    put(row, "\",\"address\":{\"street\":\"");
    put(row, draw_from(&stream, streets));
    put(row, " ");
    put_number(row, 1 + draw_below(&stream, 199), 1);
    put(row, "\",\"postcode\":\"");
    put_number(row, 1000 + draw_below(&stream, 9000), 4);
    put(row, "\",\"city\":\"");
    put(row, draw_from(&stream, cities));
    put(row, "\",\"country\":\"");
    put(row, draw_from(&stream, countries));
    put(row, "\"}}");
}

#define LAST_YEAR 2025

static bool leaps(uint64_t year) /* between the exceptions of 1900 and 2100 */
{
    return year % 4 == 0;
}

static uint64_t days_of(uint64_t year)
{
    return leaps(year) ? 366 : 365;
}

static uint64_t days_since(uint64_t first_year)
{
    uint64_t days = 0;
    for (uint64_t year = first_year; year <= LAST_YEAR; year++)
        days += days_of(year);
    return days;
}

static void instant_put(struct row *row, uint64_t year, uint64_t seconds)
{
    static const uint64_t month_days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    uint64_t day = seconds / 86400;
    uint64_t second = seconds % 86400;
    unsigned month = 0;
    for (; day >= days_of(year); year++)
        day -= days_of(year);
    for (; day >= month_days[month] + (month == 1 && leaps(year)); month++)
        day -= month_days[month] + (month == 1 && leaps(year));
    put_number(row, year, 4);
    put(row, "-");
    put_number(row, month + 1, 2);
    put(row, "-");
    put_number(row, day + 1, 2);
    put(row, "T");
    put_number(row, second / 3600, 2);
    put(row, ":");
    put_number(row, second / 60 % 60, 2);
    put(row, ":");
    put_number(row, second % 60, 2);
    put(row, "Z");
}

/* Some products sell often and most sell seldom: the square of an even draw leans to the low numbers. */
static uint64_t product_drawn(struct stream *stream, uint64_t products)
{
    uint64_t even = draw_below(stream, UINT64_C(1) << 24);
    return 1 + ((even * even >> 24) * products >> 24);
}

static void order_put(struct row *row, uint64_t seed, uint64_t number, uint64_t orders, uint64_t products, uint64_t first_year)
{
    struct stream stream = stream_for(seed, FOR_ORDER, number);
    uint64_t customers = orders / 3 + 1;

    put(row, "{\"channel\":\"");
    put(row, draw_from(&stream, channels));
    put(row, "\",\"reference\":\"R-");
    put_number(row, number, 8);
    put(row, "\",\"placed_at\":\"");
    instant_put(row, first_year, (number - 1) * (UINT64_C(86400) * days_since(first_year) - 1) / orders);
    put(row, draw_below(&stream, 10) == 0 ? "\",\"financial_status\":\"pending\"" : "\",\"financial_status\":\"paid\"");
    put(row, ",\"customer\":");
    customer_put(row, seed, 1 + draw_below(&stream, customers));
    put(row, ",\"lines\":[");
    uint64_t lines = 1 + draw_below(&stream, 4);
    for (uint64_t line = 0; line < lines; line++) {
        uint64_t product = product_drawn(&stream, products);
        struct stream of_product = stream_for(seed, FOR_PRODUCT, product);
        struct offer offer = offer_draw(&of_product);
        put(row, line > 0 ? ",{\"sku\":\"" : "{\"sku\":\"");
        put_sku(row, product);
        put(row, "\",\"quantity\":");
        put_number(row, 1 + draw_below(&stream, 3), 1);
        put(row, ",\"price\":\"");
        put_cents(row, offer.cents);
        put(row, "\",\"vat_rate\":\"");
        put(row, offer.vat_rate);
        put(row, "\"}");
    }
    put(row, "],\"shipping\":{\"method\":\"home\",\"price\":\"4.95\",\"vat_rate\":\"21\"}}\n");
}

static bool number_read(const char *text, uint64_t *value)
{
    char *end;
    errno = 0;
    *value = strtoull(text, &end, 10);
    return errno == 0 && end != text && *end == '\0' && *text != '-';
}

int main(int argc, char **argv)
{
    uint64_t count;
    uint64_t seed;
    uint64_t products = 0;
    uint64_t years = 1;
    const char *kind = argc > 1 ? argv[1] : "";
    bool orders = strcmp(kind, "orders") == 0;
    bool stock = strcmp(kind, "stock") == 0;
    bool families = strcmp(kind, "families") == 0;

    if ((!orders && !stock && !families && strcmp(kind, "products") != 0) || argc < (orders ? 5 : 4) || argc > (orders ? 6 : 4) ||
        !number_read(argv[2], &count) || !number_read(argv[3], &seed) ||
        (orders && (!number_read(argv[4], &products) || products == 0)) ||
        (argc == 6 && (!number_read(argv[5], &years) || years == 0 || years > 100))) {
        fputs("usage: generate products N SEED\n"
              "       generate families N SEED\n"
              "       generate stock N SEED\n"
              "       generate orders N SEED PRODUCTS [YEARS]\n",
              stderr);
        return 2;
    }

    struct row row = {.length = 0};
    bool done = true;
    if (!orders && !stock && !families) {
        put(&row, "sku,name,description,brand,category,price,vat_rate,cost,gtin,weight_g,image,link,low_stock\n");
        done = row_out(&row);
    }
    for (uint64_t number = 1; done && number <= count; number++) {
        if (orders)
            order_put(&row, seed, number, count, products, LAST_YEAR + 1 - years);
        else if (families)
            family_put(&row, seed, number);
        else if (stock)
            stock_put(&row, number);
        else
            product_put(&row, seed, number);
        done = row_out(&row);
    }
    if (fflush(stdout) != 0 || !done) {
        fprintf(stderr, "generate: standard output: %s\n", strerror(errno));
        return 3;
    }
    return 0;
}
