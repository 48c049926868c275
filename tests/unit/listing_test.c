/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tap.h"

#include "shop/fold.h"
#include "shop/listing.h"
#include "shop/maker.h"

#include <stdlib.h>
#include <unistd.h>

/* What those who write feeds ask of listings and makers. */

static struct fault fault = FAULT_INIT;
static struct store *store;
static struct arena arena = ARENA_INIT;
static struct changes changes = CHANGES_INIT;
static struct text id = TEXT_INIT, told = TEXT_INIT;
static const instant noon = 1795262400000;

static const struct slice one = SLICE_CONSTANT("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa");
static const struct slice two = SLICE_CONSTANT("bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb");

/* All of it happens in one batch. */
static void apply(void)
{
    if (!store_apply(store, &changes, &fault))
        printf("# %s\n", fault.reason);
    changes_clear(&changes);
}

static void keep(const char *record_id, const char *value)
{
    text_add_string(changes_begin(&changes, slice_of(record_id)), value);
    changes_end(&changes);
    apply();
}

/* What is written, "unchanged", or why it is refused. */
static const char *submitted(const char *channel, const char *sku, struct slice digest)
{
    bool changed;

    text_clear(&told);
    changes_clear(&changes);
    arena_clear(&arena);
    if (!listing_submit(store, slice_of(channel), slice_of(sku), digest, noon, &changes, &changed, &id, &arena, &fault)) {
        text_add_string(&told, fault.code);
    } else if (!changed) {
        text_add_string(&told, "unchanged");
    } else {
        text_add_slice(&told, changes_value(&changes, 0));
        apply();
    }
    return text_string(&told);
}

static void report(const char *words)
{
    json_error_t error;
    json_t *record = json_loads(words, 0, &error);
    bool changed;

    changes_clear(&changes);
    if (!listing_set(store, record, noon + 1000, &changes, &changed, &id, &arena, &fault))
        printf("# %s\n", fault.reason);
    else if (changed)
        apply();
    json_decref(record);
}

static void test_submission(void)
{
    is_text(submitted("google", "A", one),
            "{\"type\":\"listing\",\"channel\":\"google\",\"sku\":\"A\",\"state\":\"submitted\","
            "\"at\":\"2026-11-21T12:00:00.000Z\",\"digest\":\"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\"}",
            "an item that is sent is submitted");
    is_text(submitted("google", "A", one), "unchanged", "sent again as it was: nothing is written");
    report("{\"channel\":\"google\",\"sku\":\"A\",\"state\":\"live\",\"listing_id\":\"g:1\"}");
    is_text(submitted("google", "A", one), "unchanged", "nor once the channel shows it");
    is_text(submitted("google", "A", two),
            "{\"type\":\"listing\",\"channel\":\"google\",\"sku\":\"A\",\"state\":\"submitted\","
            "\"at\":\"2026-11-21T12:00:00.000Z\",\"digest\":\"bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb\","
            "\"listing_id\":\"g:1\"}",
            "with another content it is submitted anew, under the number that the channel gave it");
    report("{\"channel\":\"google\",\"sku\":\"A\",\"state\":\"rejected\",\"reasons\":[\"no price\"]}");
    is_text(submitted("google", "A", two), "unchanged", "what was refused as it is is not sent again as it is");
    ok(strstr(submitted("google", "A", one), "\"state\":\"submitted\"") && !strstr(text_string(&told), "reasons"),
       "a new submission leads out of a rejection, and its reasons go");
    is_text(submitted("meta", "NOWHERE", one), "unknown_sku", "an SKU that there is not");
    is_text(submitted("a/b", "A", one), "not_an_id", "a channel with a slash");
    is_text(submitted("google", "A", SLICE("12")), "bad_digest", "what is no digest");
}

static const char *withdrawn(const char *channel, const char *sku)
{
    bool changed;

    changes_clear(&changes);
    if (!listing_withdraw(store, slice_of(channel), slice_of(sku), noon + 2000, &changes, &changed, &id, &arena, &fault))
        return fault.code;
    if (!changed)
        return "unchanged";
    text_clear(&told);
    text_add_slice(&told, changes_value(&changes, 0));
    apply();
    return text_string(&told);
}

static void test_withdrawal(void)
{
    is_text(withdrawn("meta", "A"), "unchanged", "what was never sent is not withdrawn");
    submitted("meta", "A", one);
    report("{\"channel\":\"meta\",\"sku\":\"A\",\"state\":\"live\",\"listing_id\":\"m:1\"}");
    is_text(withdrawn("meta", "A"),
            "{\"type\":\"listing\",\"channel\":\"meta\",\"sku\":\"A\",\"state\":\"withdrawn\","
            "\"at\":\"2026-11-21T12:00:02.000Z\",\"digest\":\"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\","
            "\"listing_id\":\"m:1\"}",
            "what is no longer sent is withdrawn");
    is_text(withdrawn("meta", "A"), "unchanged", "and once is enough");
    report("{\"channel\":\"meta\",\"sku\":\"A\",\"state\":\"live\"}");
    is_text(fault.code, "wrong_state", "the channel's report comes too late");
    ok(strstr(submitted("meta", "A", one), "\"state\":\"submitted\""), "sent again as it was, it is submitted all the same");
}

static void test_facts(void)
{
    struct listing_facts facts;
    struct slice found = {NULL, 0};
    struct slice channel;
    struct slice sku;

    listing_id(SLICE("google"), SLICE("A"), &id);
    ok(store_facts(store, text_slice(&id), &found, &fault) && found.length == sizeof facts, "the index knows a listing");
    if (found.length == sizeof facts) {
        memcpy(&facts, found.bytes, sizeof facts);
        ok(facts.state == LISTING_SUBMITTED && facts.at == noon, "its state, and since when");
    }
    ok(listing_parts(SLICE("google/VIS 4/40"), &channel, &sku) && slice_is(channel, "google") && slice_is(sku, "VIS 4/40"),
       "an SKU may have slashes");
    ok(!listing_parts(SLICE("google"), &channel, &sku), "a channel alone is no listing");
}

static void test_makers(void)
{
    struct maker maker;
    bool found;

    keep("maker/ardenne",
         "{\"type\":\"maker\",\"id\":\"ardenne\",\"name\":\"Forges \\\"des Ardennes\\\"\",\"street\":\"Rue du Feu 1\","
         "\"postcode\":\"6800\",\"city\":\"Libramont\",\"country\":\"BE\"}");
    keep("maker/kobo", "{\"type\":\"maker\",\"id\":\"kobo\",\"name\":\"Kobo\",\"city\":\"Osaka\"}");
    ok(maker_find(store, SLICE("ardenne"), &maker, &found, &arena, &fault) && found, "a maker is found by id");
    ok(slice_is(maker.field[MAKER_NAME], "Forges \"des Ardennes\"") && !maker.field[MAKER_EMAIL].bytes, "with what is known of it");
    text_clear(&told);
    maker_address(&maker, &told);
    is_text(text_string(&told), "Rue du Feu 1, 6800 Libramont, BE", "its address on a line");
    ok(maker_find(store, SLICE("kobo"), &maker, &found, &arena, &fault) && found, "another");
    text_clear(&told);
    maker_address(&maker, &told);
    is_text(text_string(&told), "Osaka", "an address of which little is known");
    ok(maker_find(store, SLICE("nobody"), &maker, &found, &arena, &fault) && !found, "one that there is not");
    ok(maker_find(store, SLICE(""), &maker, &found, &arena, &fault) && !found, "none at all");
}

int main(void)
{
    char folder[] = "/tmp/colporteur-listing-XXXXXX";
    char path[64];
    char command[96];
    struct store_options options = {
        .fold = &shop_fold, .access = STORE_WRITE, .wait = 5, .tool = SLICE("listing-test"), .user = SLICE("tester")};

    if (!mkdtemp(folder))
        return 2;
    snprintf(path, sizeof path, "%s/shop", folder);
    options.path = path;
    if (!ok(store_create(path, &fault) && store_open(&store, &options, &fault) && store_begin(store, noon, &fault),
            "a store is made"))
        return tap_end();
    keep("product/A", "{\"type\":\"product\",\"sku\":\"A\",\"name\":\"A\",\"price\":\"1.00\"}");
    test_submission();
    test_withdrawal();
    test_facts();
    test_makers();
    ok(store_commit(store, &fault), "and written");
    store_close(store);
    snprintf(command, sizeof command, "rm -rf %s", folder);
    ok(system(command) == 0, "the store is gone again");
    changes_release(&changes);
    arena_release(&arena);
    text_release(&id);
    text_release(&told);
    return tap_end();
}
