/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tap.h"

#include "shop/allocation.h"
#include "shop/fold.h"
#include "shop/stock.h"

#include <stdlib.h>
#include <unistd.h>

static struct fault fault = FAULT_INIT;
static struct arena arena = ARENA_INIT;
static struct changes changes;
static struct store *store;

/* Goods at a place; each shop below has SKUs of its own, for levels stay. */
static void stock(const char *sku, const char *location, int64_t on_hand)
{
    struct stock_movement movement = {
        .sku = slice_of(sku), .location = slice_of(location), .on_hand = on_hand, .reason = SLICE("opening count")};
    struct stock_level level;
    bool found;

    changes_clear(&changes);
    if (!store_begin(store, 0, &fault) || !stock_find(store, movement.sku, movement.location, &level, &found, &fault) ||
        !stock_move(&movement, &level, &changes, &fault) || !store_apply(store, &changes, &fault) || !store_commit(store, &fault))
        printf("# %s at %s: %s\n", sku, location, fault.reason);
}

static struct location place(const char *id, int64_t priority, struct location_area *serves, struct location_area *delivers)
{
    return (struct location){.id = slice_of(id),
                             .priority = priority,
                             .serves = serves,
                             .serve_count = serves != NULL,
                             .delivers = delivers,
                             .deliver_count = delivers != NULL,
                             .sells = true,
                             .ships = true};
}

static struct location_area france = {SLICE_CONSTANT("FR"), SLICE_CONSTANT("")};
static struct location_area lille = {SLICE_CONSTANT("FR"), SLICE_CONSTANT("59")};
static struct location_area belgium = {SLICE_CONSTANT("BE"), SLICE_CONSTANT("")};

/* What a line wants; of a bundle several rows have the same line. */
struct wish {
    size_t line;
    const char *sku;
    int64_t units, each;
    const char *location; /* NULL: wherever it is allotted */
    bool may_fall_short;
};

enum { WISHES = 4 };

struct vector {
    const char *what, *country, *postcode;
    struct wish wishes[WISHES];
    bool anywhere;
    const char *wanted; /* "1:north=2 2:main=1", or the code of the refusal */
};

static void allot(const struct vector *vector, const struct location_book *book, struct text *text)
{
    struct order_line lines[WISHES] = {{.sku = SLICE("")}};
    struct order order = {.country = slice_of(vector->country), .postcode = slice_of(vector->postcode), .lines = lines};
    struct demands wanted = {NULL, 0, 0};
    int64_t units[WISHES] = {0};
    struct allocation allocation = {.order = &order, .units = units, .wanted = &wanted, .book = book, .anywhere = vector->anywhere};
    struct allotments allotments;

    for (size_t i = 0; i < WISHES && vector->wishes[i].sku; i++) {
        const struct wish *wish = &vector->wishes[i];

        lines[wish->line].sku = slice_of(wish->sku);
        units[wish->line] = wish->units;
        order.line_count = wish->line + 1;
        demands_add(&wanted,
                    (struct demand){slice_of(wish->sku), wish->location ? slice_of(wish->location) : (struct slice){NULL, 0},
                                    wish->units * wish->each, wish->line, wish->may_fall_short},
                    &arena);
    }
    text_clear(text);
    fault = (struct fault)FAULT_INIT;
    if (!store_begin(store, 0, &fault) || !allocate(&allocation, store, &arena, &allotments, NULL, &fault)) {
        store_abandon(store);
        text_add_string(text, fault.code);
        return;
    }
    store_abandon(store);
    for (size_t i = 0; i < allotments.count; i++)
        text_printf(text, "%s%zu:%.*s=%lld", i ? " " : "", allotments.items[i].line + 1, SLICE_ARGS(allotments.items[i].location),
                    (long long)allotments.items[i].units);
}

static void test_rules(void)
{
    struct location places[] = {place("main", 100, NULL, NULL), place("north", 100, &lille, NULL),
                                place("near", 50, &france, &france), place("home", 10, NULL, &belgium)};
    const struct location_book book = {.items = places, .count = 4};
    static const struct vector vectors[] = {
        {"who serves the postcode comes first", "FR", "59000", {{0, "A", 2, 1, NULL, false}}, false, "1:north=2"},
        {"a postcode is compared without blanks and its country",
         "FR",
         "F-59 000",
         {{0, "A", 2, 1, NULL, false}},
         false,
         "1:north=2"},
        {"then who serves the country", "FR", "75001", {{0, "A", 2, 1, NULL, false}}, false, "1:near=2"},
        {"then the lowest priority", "BE", "", {{0, "A", 2, 1, NULL, false}}, false, "1:home=2"},
        {"no one who does not go there", "DE", "", {{0, "A", 2, 1, NULL, false}}, false, "1:main=2"},
        {"one that has everything before two that come first",
         "FR",
         "59000",
         {{0, "A", 2, 1, NULL, false}, {1, "B", 1, 1, NULL, false}},
         false,
         "1:main=2 2:main=1"},
        {"the fewest that have everything",
         "FR",
         "59000",
         {{0, "A", 9, 1, NULL, false}, {1, "C", 1, 1, NULL, false}},
         false,
         "1:main=9 2:near=1"},
        {"a line is split where no one has all of it", "FR", "59000", {{0, "A", 12, 1, NULL, false}}, false, "1:north=3 1:main=9"},
        {"the first has what it has", "FR", "75001", {{0, "A", 13, 1, NULL, false}}, false, "1:near=3 1:main=10"},
        {"one that comes late before two that come first", "FR", "59000", {{0, "A", 5, 1, NULL, false}}, false, "1:main=5"},
        {"a named place is at no cost",
         "FR",
         "59000",
         {{0, "A", 1, 1, "north", false}, {1, "A", 2, 1, NULL, false}},
         false,
         "2:north=2"},
        {"what a line takes there is not there for another",
         "FR",
         "59000",
         {{0, "A", 2, 1, "north", false}, {1, "A", 2, 1, NULL, false}},
         false,
         "2:near=2"},
        {"two lines do not share a unit",
         "FR",
         "75001",
         {{0, "C", 1, 1, NULL, false}, {1, "C", 1, 1, NULL, false}},
         false,
         "not_available"},
        {"a bundle takes all its parts from one place",
         "FR",
         "59000",
         {{0, "A", 2, 1, NULL, false}, {0, "D", 2, 2, NULL, false}},
         false,
         "1:main=2"},
        {"a bundle is split by whole bundles",
         "FR",
         "59000",
         {{0, "A", 3, 1, NULL, false}, {0, "D", 3, 2, NULL, false}},
         false,
         "1:near=1 1:main=2"},
        {"more than there is", "FR", "59000", {{0, "A", 1000, 1, NULL, false}}, false, "not_available"},
        {"a back-order goes where it would be sent from", "FR", "59000", {{0, "A", 1000, 1, NULL, true}}, false, "1:north=1000"},
        {"but not along with what others must have",
         "FR",
         "59000",
         {{0, "A", 1000, 1, NULL, true}, {1, "B", 1, 1, NULL, false}},
         false,
         "1:main=1000 2:main=1"},
        {"what was sold may come from anywhere", "DE", "", {{0, "C", 1, 1, NULL, false}}, true, "1:near=1"},
        {"and else from who goes there", "DE", "", {{0, "C", 1, 1, NULL, false}}, false, "not_available"},
        {"a line with a place is not allotted", "FR", "59000", {{0, "A", 1, 1, "main", false}}, false, ""},
    };
    struct text came = TEXT_INIT;

    stock("A", "main", 10);
    stock("A", "north", 3);
    stock("A", "near", 3);
    stock("A", "home", 3);
    stock("B", "main", 1);
    stock("C", "near", 1);
    stock("D", "main", 5);
    stock("D", "near", 3);
    for (size_t i = 0; i < sizeof vectors / sizeof *vectors; i++) {
        allot(&vectors[i], &book, &came);
        is_text(text_string(&came), vectors[i].wanted, "%s", vectors[i].what);
    }
    text_release(&came);
}

/* Whoever comes after the twelfth that has some of it is not asked. */
static void test_many_places(void)
{
    struct location places[20];
    struct location_book book = {.items = places, .count = 20};
    struct vector vector = {"", "FR", "", {{0, "M", ALLOCATION_PLACES, 1, NULL, false}}, false, ""};
    char names[20][8];
    struct text came = TEXT_INIT;

    for (int i = 0; i < 20; i++) {
        snprintf(names[i], sizeof names[i], "p%02d", i);
        places[i] = place(names[i], 100, NULL, NULL);
        stock("M", names[i], 1);
    }
    allot(&vector, &book, &came);
    ok(slice_starts(text_slice(&came), "1:p00=1 1:p01=1 ") && strstr(text_string(&came), " 1:p11=1"),
       "goods are gathered from as many places as are considered");
    vector.wishes[0].units++;
    allot(&vector, &book, &came);
    is_text(text_string(&came), "not_available", "and from no more");
    text_release(&came);
}

/* What was allotted is demanded there: of a bundle so many of each part. */
static void test_settling(void)
{
    struct allotment rows[] = {{1, SLICE_CONSTANT("north"), 1}, {1, SLICE_CONSTANT("main"), 2}};
    const struct allotments allotments = {rows, 2, 2};
    const int64_t units[] = {4, 3};
    struct demands demands = {NULL, 0, 0};
    struct text came = TEXT_INIT;

    demands_add(&demands, (struct demand){SLICE("A"), SLICE("shop"), 4, 0, false}, &arena);
    demands_add(&demands, (struct demand){SLICE("B"), {NULL, 0}, 3, 1, false}, &arena);
    demands_add(&demands, (struct demand){SLICE("C"), {NULL, 0}, 6, 1, true}, &arena);
    demands_settle(&demands, &allotments, units, &arena);
    for (size_t i = 0; i < demands.count; i++)
        text_printf(&came, "%.*s@%.*s=%lld ", SLICE_ARGS(demands.items[i].sku), SLICE_ARGS(demands.items[i].location),
                    (long long)demands.items[i].quantity);
    is_text(text_string(&came), "A@shop=4 B@north=1 B@main=2 C@north=2 C@main=4 ", "demands stand where they were allotted");
    text_release(&came);
}

int main(void)
{
    const char *temporary = getenv("TMPDIR");
    char folder[256];
    char command[400];
    struct store_options options = {.path = folder,
                                    .fold = &shop_fold,
                                    .access = STORE_WRITE,
                                    .wait = 5,
                                    .tool = SLICE("allocation-test"),
                                    .user = SLICE("tester")};

    snprintf(folder, sizeof folder, "%s/allocation-test-XXXXXX", temporary && temporary[0] ? temporary : "/tmp");
    if (!mkdtemp(folder) || rmdir(folder) != 0 || !store_create(folder, &fault) || !store_open(&store, &options, &fault)) {
        printf("Bail out! no store: %s\n", fault.reason);
        return 1;
    }
    test_rules();
    test_many_places();
    test_settling();
    store_close(store);
    changes_release(&changes);
    arena_release(&arena);
    snprintf(command, sizeof command, "rm -rf '%s'", folder);
    return system(command) == 0 ? tap_end() : 1;
}
