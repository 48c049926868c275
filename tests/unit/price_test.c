/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tap.h"

#include "shop/fold.h"
#include "shop/offer.h"
#include "shop/price_rule.h"
#include "shop/product.h"
#include "json/read.h"

#include <stdlib.h>
#include <unistd.h>

static struct fault fault = FAULT_INIT;
static struct store *store;
static struct arena arena = ARENA_INIT;
static struct settings settings;

enum { DAY = 86400000 };
static const instant start = 1788220800000; /* 2026-09-01T00:00:00Z */

static uint64_t random_state = 0x2545f4914f6cdd1du;

static uint64_t random_below(uint64_t limit)
{
    random_state ^= random_state >> 12;
    random_state ^= random_state << 25;
    random_state ^= random_state >> 27;
    return (random_state * 0x2545f4914f6cdd1du >> 11) % limit;
}

/* Series of prices, and what may be said of the last of them. */

static const struct reduction_law each_step = {.days = 30, .from = INT32_MIN, .until = INT32_MAX};
static const struct reduction_law first_step = {.days = 30, .from_first = true, .from = INT32_MIN, .until = INT32_MAX};

struct series_point {
    int day;
    int shown, lasting; /* whole units; 0: nothing is on offer */
};

static void check_series(const char *name, const struct series_point *series, size_t count, int at, const struct reduction_law *law,
                         int prior, int tenths, int since)
{
    struct price_point points[16];
    struct reduction reduction;

    for (size_t i = 0; i < count; i++)
        points[i] = (struct price_point){start + (instant)series[i].day * DAY,
                                         series[i].shown ? series[i].shown * PRICE_UNIT : PRODUCT_UNSET,
                                         series[i].lasting ? series[i].lasting * PRICE_UNIT : PRODUCT_UNSET};
    reduction_find(&reduction, points, count, start + (instant)at * DAY, law);
    if (since < 0) {
        ok(!reduction.is_reduced, "%s: no reduction", name);
        return;
    }
    ok(reduction.is_reduced, "%s: a reduction", name);
    is_int(reduction.prior == PRODUCT_UNSET ? 0 : reduction.prior / PRICE_UNIT, prior, "%s: the prior price", name);
    is_int(reduction.percent, tenths * (PERCENT_UNIT / 10), "%s: in tenths of a percent", name);
    is_int((reduction.since - start) / DAY, since, "%s: since when", name);
}

#define SERIES(...)                                                                                                                \
    (const struct series_point[]){__VA_ARGS__}, sizeof((const struct series_point[]){__VA_ARGS__}) / sizeof(struct series_point)

static void test_reductions(void)
{
    check_series("a plain price", SERIES({0, 100, 100}), 40, &each_step, 0, 0, -1);
    check_series("a price lowered for good", SERIES({0, 100, 100}, {40, 80, 80}), 45, &each_step, 0, 0, -1);
    check_series("a sale", SERIES({0, 100, 100}, {40, 80, 100}), 45, &each_step, 100, 200, 40);
    check_series("a sale after its end", SERIES({0, 100, 100}, {40, 80, 100}, {50, 100, 100}), 55, &each_step, 0, 0, -1);
    /* CJEU C-330/23: what counts is the lowest of the 30 days, not the price of the day before. */
    check_series("raised before it is reduced", SERIES({0, 60, 60}, {30, 100, 100}, {50, 80, 100}), 55, &each_step, 60, 0, 50);
    check_series("a sale 20 days ago", SERIES({0, 100, 100}, {40, 70, 100}, {45, 100, 100}, {65, 80, 100}), 66, &each_step, 70, 0,
                 65);
    check_series("a sale 40 days ago", SERIES({0, 100, 100}, {10, 70, 100}, {15, 100, 100}, {55, 80, 100}), 56, &each_step, 100,
                 200, 55);
    check_series("the 30th day before still counts", SERIES({0, 100, 100}, {10, 70, 100}, {25, 100, 100}, {54, 80, 100}), 54,
                 &each_step, 70, 0, 54);
    check_series("the 31st does not", SERIES({0, 100, 100}, {10, 70, 100}, {24, 100, 100}, {54, 80, 100}), 54, &each_step, 100, 200,
                 54);
    check_series("step by step, each a reduction", SERIES({0, 100, 100}, {40, 90, 100}, {45, 80, 100}, {50, 60, 100}), 52,
                 &each_step, 80, 250, 50);
    check_series("step by step, as one", SERIES({0, 100, 100}, {40, 90, 100}, {45, 80, 100}, {50, 60, 100}), 52, &first_step, 100,
                 400, 40);
    check_series("interrupted, it is not one", SERIES({0, 100, 100}, {40, 90, 100}, {45, 100, 100}, {50, 60, 100}), 52, &first_step,
                 90, 333, 50);
    check_series("a reduction that shrinks is not one", SERIES({0, 100, 100}, {40, 60, 100}, {45, 80, 100}), 46, &first_step, 60, 0,
                 45);
    check_series("longer than 30 days, measured from its beginning", SERIES({0, 100, 100}, {40, 80, 100}), 140, &each_step, 100,
                 200, 40);
    check_series("new for 10 days", SERIES({40, 100, 100}, {50, 80, 100}), 50, &each_step, 100, 200, 50);
    check_series("never shown before", SERIES({40, 80, 100}), 41, &each_step, 0, 0, 40);
    check_series("withdrawn for a while", SERIES({0, 50, 50}, {10, 0, 0}, {60, 100, 100}, {70, 75, 100}), 70, &each_step, 100, 250,
                 70);
    check_series("two thirds are rounded down", SERIES({0, 300, 300}, {40, 100, 300}), 41, &each_step, 300, 666, 40);
    check_series("the price stays, the regular one is raised", SERIES({0, 80, 80}, {40, 80, 100}), 41, &each_step, 80, 0, 40);
    check_series("before it all began", SERIES({40, 80, 100}), 39, &each_step, 0, 0, -1);
}

static void test_laws(void)
{
    static const char table[] =
        "# about\n*\t30\teach\t-\t-\tDirective\nFR\t30\tfirst\t2022-05-28\t-\tCode\nFR\t14\tfirst\t2030-01-01\t-\tnew\n";
    struct reduction_laws laws = REDUCTION_LAWS_INIT;
    day later;

    if (!ok(reduction_laws_read(&laws, SLICE(table), &fault), "the table of laws is read"))
        return;
    ok(!reduction_law_of(&laws, SLICE("BE"), day_from_civil(2026, 9, 1))->from_first, "a country without a row has that of all");
    ok(reduction_law_of(&laws, SLICE("FR"), day_from_civil(2026, 9, 1))->from_first, "a country's own row goes first");
    ok(!reduction_law_of(&laws, SLICE("FR"), day_from_civil(2020, 9, 1))->from_first, "a row is in force from its day");
    later = day_from_civil(2030, 9, 1);
    is_int(reduction_law_of(&laws, SLICE("FR"), later)->days, 14, "the last one in force counts");
    ok(!reduction_laws_read(&laws, SLICE("FR\t30\tfirst\t-\t-\tx\n"), &fault), "without a row for all it is none");
    ok(!reduction_laws_read(&laws, SLICE("*\t30\tsome\t-\t-\tx\n"), &fault), "an unknown word is refused");
    is_text(fault.code, "wrong_table", "as that");
    reduction_laws_release(&laws);
}

/* A store whose records are put at moments of our choice. */

static bool open_store(const char *folder)
{
    struct store_options options = {
        .path = folder, .fold = &shop_fold, .access = STORE_WRITE, .wait = 5, .tool = SLICE("price-test"), .user = SLICE("tester")};
    static const struct {
        enum setting setting;
        const char *value;
    } given[] = {{COMPANY_NAME, "Shop"}, {COMPANY_COUNTRY, "BE"}, {SHOP_CURRENCY, "EUR"}, {SHOP_VAT_RATE, "21"}};
    struct changes changes = CHANGES_INIT;
    bool done = store_create(folder, &fault) && store_open(&store, &options, &fault) && store_begin(store, start, &fault);
    bool changed;

    for (size_t i = 0; done && i < sizeof given / sizeof *given; i++)
        done = setting_change(store, given[i].setting, slice_of(given[i].value), &changes, &changed, &fault);
    done = done && store_apply(store, &changes, &fault) && store_commit(store, &fault);
    changes_release(&changes);
    done = done && store_begin(store, start, &fault) && settings_load(&settings, store, &fault);
    store_abandon(store);
    return done;
}

static void put(int on_day, const char *id, const char *json)
{
    struct changes changes = CHANGES_INIT;
    bool done = store_begin(store, start + (instant)on_day * DAY, &fault);

    if (json)
        text_add_string(changes_begin(&changes, slice_of(id)), json);
    if (json)
        changes_end(&changes);
    else
        changes_gone(&changes, slice_of(id));
    done = done && store_apply(store, &changes, &fault) && store_commit(store, &fault);
    if (!done)
        ok(false, "put %s: %s", id, fault.reason);
    changes_release(&changes);
}

static struct price_question asked(const char *sku, const char *channel, const char *country, const char *group, int64_t quantity,
                                   int on_day)
{
    return (struct price_question){.sku = slice_of(sku),
                                   .market = {channel ? slice_of(channel) : (struct slice){NULL, 0},
                                              country ? slice_of(country) : (struct slice){NULL, 0},
                                              group ? slice_of(group) : (struct slice){NULL, 0}, false},
                                   .currency = settings.currency,
                                   .prices_include_tax = true,
                                   .quantity = quantity,
                                   .at = start + (instant)on_day * DAY};
}

/* Of whatever is asked, in millionths; -1: there is none. */
static struct offer offer;

static price price_of(const struct price_question *question)
{
    static struct offers offers = OFFERS_INIT;

    offers_release(&offers);
    fault = (struct fault)FAULT_INIT;
    if (!reduction_laws_read(&offers.laws, SLICE("*\t30\teach\t-\t-\tx\n"), &fault) || !store_begin(store, question->at, &fault) ||
        !offer_find(&offer, &offers, store, &settings, question, NULL, &arena, &fault))
        offer.resolved.shown = -1;
    store_abandon(store);
    return offer.resolved.shown;
}

static void is_price(const char *sku, const char *channel, const char *country, const char *group, int64_t quantity, int on_day,
                     const char *wanted, const char *name)
{
    struct price_question question = asked(sku, channel, country, group, quantity, on_day);
    price came = price_of(&question);
    struct text text = TEXT_INIT;

    if (came < 0)
        text_add_string(&text, "none");
    else
        price_write(&text, came, &settings.currency);
    is_text(text_string(&text), wanted, "%s", name);
    text_release(&text);
}

static void test_resolution(void)
{
    put(1, "product/A",
        "{\"type\":\"product\",\"sku\":\"A\",\"name\":\"A\",\"brand\":\"Salm\",\"category\":\"Kitchen > "
        "Pans\",\"price\":\"100.00\"}");
    is_price("A", "web", "BE", NULL, 1, 2, "100.00", "a product without lists has its own price");
    put(2, "price_list/base", "{\"type\":\"price_list\",\"id\":\"base\",\"currency\":\"EUR\",\"prices_include_tax\":true}");
    put(2, "price/base/A",
        "{\"type\":\"price\",\"list\":\"base\",\"sku\":\"A\",\"prices\":[{\"from_quantity\":1,\"price\":\"95.00\"},{\"from_"
        "quantity\":10,\"price\":\"90.00\"}]}");
    is_price("A", "web", "BE", NULL, 1, 3, "95.00", "a list for everybody goes before the product");
    is_price("A", "web", "BE", NULL, 9, 3, "95.00", "nine are not ten");
    is_price("A", "web", "BE", NULL, 10, 3, "90.00", "a quantity break");
    put(3, "price_list/fr",
        "{\"type\":\"price_list\",\"id\":\"fr\",\"country\":\"FR\",\"currency\":\"EUR\",\"prices_include_tax\":true}");
    put(3, "price/fr/A",
        "{\"type\":\"price\",\"list\":\"fr\",\"sku\":\"A\",\"prices\":[{\"from_quantity\":1,\"price\":\"98.00\"}]}");
    put(3, "price_list/shop",
        "{\"type\":\"price_list\",\"id\":\"shop\",\"channel\":\"shop\",\"currency\":\"EUR\",\"prices_include_tax\":true}");
    put(3, "price/shop/A",
        "{\"type\":\"price\",\"list\":\"shop\",\"sku\":\"A\",\"prices\":[{\"from_quantity\":1,\"price\":\"97.00\"}]}");
    put(3, "price_list/trade",
        "{\"type\":\"price_list\",\"id\":\"trade\",\"group\":\"trade\",\"currency\":\"EUR\",\"prices_include_tax\":false}");
    put(3, "price/trade/A",
        "{\"type\":\"price\",\"list\":\"trade\",\"sku\":\"A\",\"prices\":[{\"from_quantity\":5,\"price\":\"70.00\"}]}");
    is_price("A", "web", "FR", NULL, 10, 4, "98.00", "a country's list goes before the one for all, whatever the quantity");
    is_price("A", "shop", "FR", NULL, 1, 4, "97.00", "a channel's before a country's");
    is_price("A", "shop", "FR", "trade", 5, 4, "84.70", "a group's before a channel's; its price without tax is shown with it");
    is_price("A", "shop", "FR", "trade", 4, 4, "97.00", "a list without a price for so few is passed over");
    put(4, "price_list/fr2",
        "{\"type\":\"price_list\",\"id\":\"fr2\",\"country\":\"FR\",\"currency\":\"EUR\",\"prices_include_tax\":true,\"priority\":"
        "1}");
    put(4, "price/fr2/A",
        "{\"type\":\"price\",\"list\":\"fr2\",\"sku\":\"A\",\"prices\":[{\"from_quantity\":1,\"price\":\"99.00\"},{\"from_"
        "quantity\":1,\"price\":\"80.00\",\"from\":\"2026-09-11T00:00:00.000Z\",\"until\":\"2026-09-16T00:00:00.000Z\"}]}");
    is_price("A", "web", "FR", NULL, 1, 5, "99.00", "of two alike the priority decides");
    is_price("A", "web", "FR", NULL, 1, 10, "80.00", "a price with dates goes before the one without");
    is_price("A", "web", "FR", NULL, 1, 15, "99.00", "until its end, which is not of it");
    put(5, "price_list/us",
        "{\"type\":\"price_list\",\"id\":\"us\",\"country\":\"US\",\"currency\":\"USD\",\"prices_include_tax\":false}");
    put(5, "price/us/A",
        "{\"type\":\"price\",\"list\":\"us\",\"sku\":\"A\",\"prices\":[{\"from_quantity\":1,\"price\":\"120.00\"}]}");
    is_price("A", "web", "US", NULL, 1, 6, "95.00", "a list in another currency is for sales in that one");
    {
        struct price_question question = asked("A", "web", "US", NULL, 1, 6);

        if (ok(currency_find(SLICE("USD"), &question.currency, &fault), "dollars"))
            is_int(price_of(&question), (int64_t)145200000, "which has it, with tax as it was asked");
        question.market.country = SLICE("BE");
        is_int(price_of(&question), -1, "and no other list");
        is_text(fault.code, "no_price", "which is refused as that");
    }
    put(6, "product/A-1", "{\"type\":\"product\",\"sku\":\"A-1\",\"parent\":\"A\",\"name\":\"A-1\"}");
    put(6, "product/A-2", "{\"type\":\"product\",\"sku\":\"A-2\",\"parent\":\"A\",\"name\":\"A-2\"}");
    put(6, "price/shop/A-2",
        "{\"type\":\"price\",\"list\":\"shop\",\"sku\":\"A-2\",\"prices\":[{\"from_quantity\":1,\"price\":\"50.00\"}]}");
    is_price("A-1", "shop", "BE", NULL, 1, 7, "97.00", "a variant has its parent's price in a list");
    is_price("A-2", "shop", "BE", NULL, 1, 7, "50.00", "or its own");
    put(7, "price/shop/A-2", NULL);
    is_price("A-2", "shop", "BE", NULL, 1, 8, "97.00", "and the parent's again when its own is gone");
    put(8, "price_list/fr2", NULL);
    is_price("A", "web", "FR", NULL, 1, 9, "98.00", "a list that is gone counts no more");
}

static void test_promotions(void)
{
    put(20, "product/B",
        "{\"type\":\"product\",\"sku\":\"B\",\"name\":\"B\",\"brand\":\"Salm\",\"category\":\"Kitchen > "
        "Knives\",\"price\":\"19.99\",\"sale\":{\"price\":\"17.99\",\"from\":\"2026-10-01T00:00:00.000Z\",\"until\":\"2026-10-"
        "05T00:00:00.000Z\"}}");
    is_price("B", "web", "BE", NULL, 1, 29, "19.99", "a sale that has not begun");
    is_price("B", "web", "BE", NULL, 1, 30, "17.99", "one that has");
    is_price("B", "web", "BE", NULL, 1, 34, "19.99", "one that is over");
    put(35, "promotion/ten",
        "{\"type\":\"promotion\",\"id\":\"ten\",\"kind\":\"percent\",\"value\":\"10\",\"applies\":{\"categories\":[\"Kitchen\"]}}");
    is_price("B", "web", "BE", NULL, 1, 36, "17.99", "ten percent off, rounded to the cent");
    put(36, "promotion/salm",
        "{\"type\":\"promotion\",\"id\":\"salm\",\"kind\":\"percent\",\"value\":\"15\",\"applies\":{\"brands\":[\"Salm\"]}}");
    is_price("B", "web", "BE", NULL, 1, 37, "16.99", "of two, the one that makes it cheaper");
    put(37, "promotion/first",
        "{\"type\":\"promotion\",\"id\":\"first\",\"kind\":\"amount\",\"value\":\"1.00\",\"per\":\"unit\",\"combines\":true,"
        "\"priority\":5}");
    is_price("B", "web", "BE", NULL, 1, 38, "18.99", "a higher priority goes first, and what does not combine stays away");
    put(38, "promotion/salm",
        "{\"type\":\"promotion\",\"id\":\"salm\",\"kind\":\"percent\",\"value\":\"15\",\"applies\":{\"brands\":[\"Salm\"]},"
        "\"combines\":true}");
    is_price("B", "web", "BE", NULL, 1, 39, "16.14", "those that combine follow on what is left");
    put(39, "promotion/flash",
        "{\"type\":\"promotion\",\"id\":\"flash\",\"kind\":\"fixed_price\",\"value\":\"9.90\",\"applies\":{\"skus\":[\"B\"]},"
        "\"channels\":[\"web\"],\"priority\":9,\"stock_cap\":2}");
    is_price("B", "web", "BE", NULL, 1, 40, "9.90", "a price of its own");
    is_price("B", "shop", "BE", NULL, 1, 40, "16.14", "on its channel alone");
    put(40, "promotion/code",
        "{\"type\":\"promotion\",\"id\":\"code\",\"kind\":\"percent\",\"value\":\"90\",\"coupon\":\"SECRET\",\"priority\":99}");
    is_price("B", "web", "BE", NULL, 1, 41, "9.90", "a coupon is no price that is shown");
    for (const char *const *id = (const char *const[]){"ten", "salm", "first", "flash", NULL}; *id; id++) {
        char name[32];

        snprintf(name, sizeof name, "promotion/%s", *id);
        put(41, name, NULL);
    }
}

/* The history follows every date, also where nothing was written on it. */
static void test_history(void)
{
    struct price_question question = asked("B", "web", "BE", NULL, 1, 60);
    struct price_archive archive = PRICE_ARCHIVE_INIT;
    static const struct {
        int day;
        const char *shown;
    } wanted[] = {{20, "19.99"}, {30, "17.99"}, {34, "19.99"}, {35, "17.99"}, {36, "16.99"},
                  {37, "18.99"}, {38, "16.14"}, {39, "9.90"},  {41, "19.99"}};
    struct price_point *points = NULL;
    struct text text = TEXT_INIT;
    size_t count = 0;
    bool done = store_begin(store, question.at, &fault) && price_archive_read(&archive, store, &fault) &&
                price_history_read(&points, &count, &archive, store, &settings, &question, &arena, &fault);

    store_abandon(store);
    ok(done, "the history is read");
    is_int((int64_t)count, sizeof wanted / sizeof *wanted, "every price once");
    for (size_t i = 0; i < count && i < sizeof wanted / sizeof *wanted; i++) {
        is_int((points[i].from - start) / DAY, wanted[i].day, "price %zu: its day", i);
        text_clear(&text);
        price_write(&text, points[i].shown, &settings.currency);
        is_text(text_string(&text), wanted[i].shown, "price %zu", i);
    }
    text_release(&text);
    price_archive_release(&archive);

    put(60, "product/B",
        "{\"type\":\"product\",\"sku\":\"B\",\"name\":\"B, better told\",\"brand\":\"Salm\",\"category\":\"Kitchen > "
        "Knives\",\"price\":\"19.99\",\"sale\":{\"price\":\"15.99\",\"from\":\"2026-11-05T00:00:00.000Z\"}}");
    is_price("B", "web", "BE", NULL, 1, 66, "15.99", "a sale by its date");
    is_int(offer.reduction.prior, 9900000, "its prior price is that of the flash sale, 26 days before");
    is_int(offer.reduction.percent, 0, "so nothing may be announced");
    put(67, "product/B", "{\"type\":\"product\",\"sku\":\"B\",\"name\":\"B\",\"price\":\"19.99\",\"status\":\"archived\"}");
    put(100, "product/B", "{\"type\":\"product\",\"sku\":\"B\",\"name\":\"B\",\"price\":\"29.99\"}");
    put(110, "product/B", "{\"type\":\"product\",\"sku\":\"B\",\"name\":\"B\",\"price\":\"29.99\",\"sale\":{\"price\":\"20.99\"}}");
    is_price("B", "web", "BE", NULL, 1, 111, "20.99", "back after a while");
    is_int(offer.reduction.prior, 29990000, "what was not on offer was not shown");
    is_int(offer.reduction.percent, 300000, "thirty percent off");
}

/* Whatever the order in which lists are written, the price is the same. */
static void test_order(void)
{
    enum { LISTS = 24, ROUNDS = 200, SKUS = 1 };
    static struct price_list lists[LISTS];
    static struct price_entry entries[LISTS];
    static char names[LISTS][8];
    const struct slice none = {NULL, 0};
    bool same = true;
    bool lowest = true;

    for (int i = 0; i < LISTS; i++) {
        snprintf(names[i], sizeof names[i], "l%d", i);
        lists[i] = (struct price_list){
            .id = slice_of(names[i]),
            .market = {i & 1 ? SLICE("web") : none, i & 2 ? SLICE("FR") : none, i & 4 ? SLICE("g") : none, false},
            .currency = settings.currency,
            .prices_include_tax = true,
            .validity = VALIDITY_ALWAYS,
            .priority = (int64_t)random_below(3)};
        entries[i] =
            (struct price_entry){1 + (int64_t)random_below(3), (price)(1 + random_below(100)) * PRICE_UNIT, VALIDITY_ALWAYS};
    }
    for (int round = 0; round < ROUNDS; round++) {
        struct price_question question = asked("X", round & 1 ? "web" : "shop", round & 2 ? "FR" : "BE", round & 4 ? "g" : NULL,
                                               1 + (int64_t)random_below(4), 1);
        struct listed_prices listed[LISTS];
        struct price_case all = {.product = {.price = 500 * PRICE_UNIT, .sale = PRODUCT_UNSET, .vat_rate = PRODUCT_UNSET},
                                 .lists = listed};
        struct resolved_price first;
        struct resolved_price again;

        for (int i = 0; i < LISTS; i++)
            listed[i] = (struct listed_prices){&lists[i], {.rows = &entries[i], .count = 1}};
        for (int pass = 0; pass < 2; pass++) {
            for (int i = LISTS - 1; i > 0; i--) {
                size_t other = random_below((uint64_t)i + 1);
                struct listed_prices kept = listed[i];

                listed[i] = listed[other];
                listed[other] = kept;
            }
            /* As the book keeps them: in their order, whatever the order of the records was. */
            for (int i = 1; i < LISTS; i++)
                for (int j = i; j > 0 && price_list_compare(listed[j].list, listed[j - 1].list) < 0; j--) {
                    struct listed_prices kept = listed[j];

                    listed[j] = listed[j - 1];
                    listed[j - 1] = kept;
                }
            all.list_count = LISTS;
            price_resolve(&all, &question, &settings, pass ? &again : &first, NULL, &arena);
        }
        same &= first.shown == again.shown && slice_equal(first.list, again.list);
        for (int i = 0; i < LISTS && first.source == PRICE_OF_LIST; i++)
            if (market_fits(&lists[i].market, &question.market) && entries[i].from_quantity <= question.quantity &&
                !slice_equal(lists[i].id, first.list))
                for (int j = 0; j < LISTS; j++)
                    if (slice_equal(lists[j].id, first.list))
                        lowest &= price_list_compare(&lists[j], &lists[i]) < 0;
    }
    ok(same, "the order of records decides nothing");
    ok(lowest, "what is chosen goes before all others that fit");
}

static void test_unit_prices(void)
{
    struct promotion promotion = {.kind = PROMOTION_PERCENT};
    struct currency yen;
    bool never_dearer = true;

    for (int i = 0; i < 20000; i++) {
        price unit = (price)random_below(5000000000);
        price lowered;

        promotion.kind = (enum promotion_kind)random_below(3);
        promotion.per = PER_UNIT;
        promotion.percent = (percent)random_below(PERCENT_WHOLE + 1);
        promotion.value = (price)random_below(6000000000);
        lowered = promotion_unit_price(&promotion, unit, &settings.currency);
        never_dearer &= lowered >= 0 && lowered <= unit;
    }
    ok(never_dearer, "no promotion makes anything dearer, or less than nothing");
    promotion = (struct promotion){.kind = PROMOTION_PERCENT, .percent = 15 * PERCENT_UNIT};
    if (ok(currency_find(SLICE("JPY"), &yen, &fault), "yen"))
        is_int(promotion_unit_price(&promotion, 1990 * PRICE_UNIT, &yen), 1692 * PRICE_UNIT, "rounded to whole yen");
}

static price millionths(const char *text)
{
    price value = -1;

    return price_read(slice_of(text), "price", &value, &fault) ? value : -1;
}

/* A rule as price-set takes it, and what it makes of a price. */
static void check_rule(const char *percent_change, const char *amount_change, const char *ending, enum price_direction direction,
                       const char *floor_percent, const char *cost, percent rate, const char *unit, const char *wanted)
{
    struct price_rule rule = {.direction = direction};
    struct price_steps steps;
    price changed = -1;
    bool done = (!percent_change || price_rule_read_change(&rule, slice_of(percent_change), true, "percent", &fault)) &&
                (!amount_change || price_rule_read_change(&rule, slice_of(amount_change), false, "amount", &fault)) &&
                (!ending || price_rule_read_ending(&rule, slice_of(ending), &fault)) &&
                (!floor_percent || price_rule_read_percent(slice_of(floor_percent), "floor", &rule.floor, &fault));

    rule.has_floor = floor_percent;
    done = done && price_rule_apply(&rule, millionths(unit), cost ? millionths(cost) : PRODUCT_UNSET, rate, &settings.currency,
                                    &changed, &steps, &fault);
    is_int(done ? changed : -1, wanted ? millionths(wanted) : -1, "%s %s %s %s: %s becomes %s",
           percent_change ? percent_change : "-", amount_change ? amount_change : "-", ending ? ending : "-",
           floor_percent ? floor_percent : "-", unit, wanted ? wanted : "none");
}

static void test_rules(void)
{
    check_rule("-10", NULL, NULL, PRICE_NEAREST, NULL, NULL, 0, "39.90", "35.91");
    check_rule("33.3333", NULL, NULL, PRICE_NEAREST, NULL, NULL, 0, "10.00", "13.33");
    check_rule("+0.05%", NULL, NULL, PRICE_NEAREST, NULL, NULL, 0, "10.00", "10.01");
    check_rule(NULL, "-0.50", NULL, PRICE_NEAREST, NULL, NULL, 0, "10.00", "9.50");
    check_rule(NULL, NULL, ".99", PRICE_NEAREST, NULL, NULL, 0, "10.49", "10.99");
    check_rule(NULL, NULL, ".99", PRICE_NEAREST, NULL, NULL, 0, "10.48", "9.99");
    check_rule(NULL, NULL, ".99", PRICE_DOWN, NULL, NULL, 0, "10.98", "9.99");
    check_rule(NULL, NULL, "0.99", PRICE_UP, NULL, NULL, 0, "10.01", "10.99");
    check_rule(NULL, NULL, "9.99", PRICE_NEAREST, NULL, NULL, 0, "14.00", "9.99");
    check_rule(NULL, NULL, ".99", PRICE_DOWN, NULL, NULL, 0, "0.50", "0.99");
    check_rule(NULL, NULL, "90", PRICE_NEAREST, NULL, NULL, 0, "1234.00", "1190.00");
    check_rule("-50", NULL, NULL, PRICE_NEAREST, "30", "10.00", 0, "20.00", "13.00");
    check_rule("-50", NULL, NULL, PRICE_NEAREST, "30", "10.00", 21 * PERCENT_UNIT, "20.00", "15.73");
    check_rule("-50", NULL, ".90", PRICE_DOWN, "30", "10.00", 21 * PERCENT_UNIT, "20.00", "15.90");
    check_rule("-50", NULL, NULL, PRICE_NEAREST, "150", "10.00", 0, "20.00", "25.00");
    check_rule("-50", NULL, NULL, PRICE_NEAREST, "30", NULL, 0, "20.00", NULL);
    is_text(fault.code, "missing_field", "a floor needs a cost");
    check_rule(NULL, "-20", NULL, PRICE_NEAREST, NULL, NULL, 0, "20.00", NULL);
    is_text(fault.code, "out_of_range", "nothing is no price");
}

/* Whatever the rule: the ending is there, and the margin too. */
static void test_floors(void)
{
    bool ends = true;
    bool kept = true;

    for (int i = 0; i < 50000; i++) {
        static const price steps[] = {PRICE_UNIT, 10 * PRICE_UNIT};
        const wide whole = PERCENT_WHOLE;
        struct price_rule rule = {.change = PRICE_CHANGE_BY_PERCENT,
                                  .less = random_below(2),
                                  .percent = (percent)random_below(PERCENT_WHOLE),
                                  .has_ending = random_below(2),
                                  .step = steps[random_below(2)],
                                  .direction = (enum price_direction)random_below(3),
                                  .has_floor = true,
                                  .floor = (percent)random_below(2 * PERCENT_WHOLE)};
        price unit = (price)(1 + random_below(500000)) * 10000;
        price cost = (price)random_below(500000000);
        percent rate = (percent)random_below(30 * PERCENT_UNIT);
        struct price_steps taken;
        price changed;

        rule.ending = (price)random_below((uint64_t)(rule.step / 10000)) * 10000;
        if (!price_rule_apply(&rule, unit, cost, rate, &settings.currency, &changed, &taken, &fault))
            continue;
        ends &= !rule.has_ending || changed % rule.step == rule.ending;
        kept &= changed * whole * whole >= cost * (whole + rule.floor) * (whole + rate);
    }
    ok(ends, "prices end as they are to");
    ok(kept, "and never leave less than the margin");
}

int main(void)
{
    char folder[] = "price-test-XXXXXX";
    char path[64];

    if (!mkdtemp(folder))
        return 1;
    snprintf(path, sizeof path, "%s/shop", folder);
    test_reductions();
    test_laws();
    if (ok(open_store(path), "a store")) {
        test_resolution();
        test_promotions();
        test_history();
        test_order();
        test_unit_prices();
        test_rules();
        test_floors();
    }
    store_close(store);
    settings_release(&settings);
    arena_release(&arena);
    return tap_end();
}
