/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tap.h"

#include "shop/fold.h"
#include "shop/grant_evidence.h"
#include "shop/grant_keys.h"
#include "shop/licence_import.h"
#include "json/scan.h"

#include <stdlib.h>

static struct fault fault = FAULT_INIT;
static char folder[256];
static struct store *store;
static struct arena arena = ARENA_INIT;
static struct changes changes = CHANGES_INIT;
static struct licence_seen seen;
static const instant noon = 1795262400000; /* 2026-11-21T12:00:00Z */
static const struct slice key = SLICE_CONSTANT("kkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkk");
static const unsigned char random_bytes[SALT_SIZE] = "no chance in a test.............";

static bool refused(bool done, const char *code)
{
    bool right = !done && fault.kind == FAULT_REFUSED && strcmp(fault.code, code) == 0;

    if (!right)
        printf("#   came: %s %s %s\n", done ? "done" : "refused", fault.code, fault.reason);
    fault = (struct fault)FAULT_INIT;
    return right;
}

#define LINE(number, sku, quantity)                                                                                                \
    "{\"line\":" number ",\"sku\":\"" sku "\",\"name\":\"" sku                                                                     \
    "\",\"kind\":\"digital\",\"location\":\"main\",\"quantity\":" quantity                                                         \
    ",\"shipped\":0,\"components\":[],\"price\":\"10.00\",\"vat_rate\":\"21\",\"net\":\"8.26\",\"vat\":\"1.74\",\"gross\":\"10."   \
    "00\"}"
#define ORDER(id, status, financial, lines)                                                                                        \
    "{\"type\":\"order\",\"id\":\"" id "\",\"channel\":\"web\",\"reference\":\"R" id                                               \
    "\",\"placed_at\":\"2026-11-21T10:00:00.000Z\",\"day\":\"2026-11-21\",\"status\":\"" status                                    \
    "\",\"financial_status\":\"" financial "\",\"fulfillment_status\":\"unfulfilled\",\"country\":\"BE\",\"currency\":\"EUR\","    \
    "\"prices_include_tax\":true,\"lines\":[" lines                                                                                \
    "],\"vat\":[{\"rate\":\"21\",\"net\":\"8.26\",\"vat\":\"1.74\"}],\"units\":1,\"net\":\"8.26\",\"vat_total\":\"1.74\","         \
    "\"total\":\"10.00\",\"request\":\"00000000000000000000000000000000\"}"
#define PRODUCT(sku, kind)                                                                                                         \
    "{\"type\":\"product\",\"sku\":\"" sku "\",\"kind\":\"" kind "\",\"name\":\"" sku "\",\"price\":\"10.00\",\"low_stock\":1}"

static const char *const first[][2] = {
    {"product/P", PRODUCT("P", "digital")},
    {"product/Q", PRODUCT("Q", "digital")},
    {"product/BOX", PRODUCT("BOX", "service")},
    {"order/1", ORDER("1", "open", "paid", LINE("1", "P", "2") "," LINE("2", "Q", "1") "," LINE("3", "P", "1"))},
    {"order/2", ORDER("2", "open", "paid", LINE("1", "Q", "1"))},
    {"order/3", ORDER("3", "open", "pending", LINE("1", "P", "1"))},
};

static bool fresh(void)
{
    struct store_options options = {
        .path = folder, .fold = &shop_fold, .access = STORE_WRITE, .wait = 5, .tool = SLICE("test"), .user = SLICE("tester")};

    if (!store_create(folder, &fault) || !store_open(&store, &options, &fault) || !store_begin(store, noon, &fault))
        return false;
    for (size_t i = 0; i < sizeof first / sizeof *first; i++) {
        text_add_string(changes_begin(&changes, slice_of(first[i][0])), first[i][1]);
        changes_end(&changes);
    }
    return store_apply(store, &changes, &fault) && store_commit(store, &fault) && store_begin(store, noon, &fault);
}

/* What is decided so far becomes a transaction, and the next may begin. */
static bool settle(void)
{
    bool done = store_apply(store, &changes, &fault);

    changes_clear(&changes);
    return done;
}

static bool import(const char *sku, const char *secret, bool *changed, struct text *id)
{
    struct licence_import given = {slice_of(sku), slice_of(secret)};
    size_t row;

    text_clear(id);
    changes_clear(&changes);
    return licence_import(&given, random_bytes, &seen, store, noon, &arena, &changes, changed, &row, id, &fault);
}

static void test_import(void)
{
    static const char *const secrets[] = {"P-1", "P-2", "P-3", "P-4"};
    struct text id = TEXT_INIT;
    bool changed;

    for (size_t i = 0; i < sizeof secrets / sizeof *secrets; i++)
        ok(import("P", secrets[i], &changed, &id) && changed && settle(), "a key comes in: %s", fault.reason);
    ok(refused(import("P", "P-2", &changed, &id), "key_twice"), "not twice in one run");
    ok(refused(import("Q", "P-1", &changed, &id), "key_of_other_sku"), "nor for two products");
    text_clear(&seen.bits);
    ok(import("P", "P-2", &changed, &id) && !changed && slice_is(text_slice(&id), "licence_key/2"), "in the next run it is known");
    ok(import("P", "p-2", &changed, &id) && changed, "another case is another key");
    ok(refused(import("BOX", "B-1", &changed, &id), "not_digital"), "a service has no keys");
    ok(refused(import("NONE", "B-1", &changed, &id), "unknown_sku"), "nor has what is not sold");
    ok(refused(import("P", "", &changed, &id), "not_a_key"), "nothing is no key");
    ok(refused(import("P", " P-9", &changed, &id), "not_a_key"), "nor what begins with a blank");
    ok(!strstr(fault.reason, "P-9"), "and the refusal does not show it");
    changes_clear(&changes);
    text_release(&id);
}

static bool grant(const char *order_id, const struct grant_request *request, struct grant_answer *answer)
{
    struct order order;

    changes_clear(&changes);
    text_clear(answer->id);
    return order_find(&order, store, slice_of(order_id), &arena, &fault) &&
           grant_order(&order, request, store, noon, &arena, &changes, answer, &fault);
}

static struct grant stored(const char *id)
{
    struct grant found = {0};
    bool there = false;

    ok(grant_find(&found, store, slice_of(id), &arena, &there, &fault) && there, "there is a grant %s", id);
    return found;
}

static void test_keys(void)
{
    const struct grant_request request = {30, 5, true, false};
    struct text id = TEXT_INIT;
    struct grant_answer answer = {.id = &id};
    struct licence_pool pool;
    struct grant of_first;
    struct grant of_third;
    struct slice secret;
    bool exists;

    ok(refused(grant("3", &request, &answer), "unpaid"), "who has not paid gets nothing");
    ok(grant("1", &request, &answer) && answer.changed && slice_is(text_slice(&id), "grant/1-1"), "an order is granted: %s",
       fault.reason);
    ok(slice_is(changes_id(&changes, answer.row), "grant/1-1"), "and answered with its first grant");
    ok(slice_is(answer.low, "P") && answer.left == 1, "one key of its product is left, which is low");
    ok(settle(), "and that is written: %s", fault.reason);
    of_first = stored("1-1");
    of_third = stored("1-3");
    ok(of_first.key_count == 2 && of_first.keys[0] == 1 && of_first.keys[1] == 2, "two units have the oldest two keys");
    ok(of_third.key_count == 1 && of_third.keys[0] == 3, "another line of the product has the next");
    ok(licence_key_secret(store, 3, &arena, &secret, &fault) && slice_is(secret, "P-3"), "which is the third that came");
    is_int((int64_t)stored("1-2").key_count, 0, "a product without keys gets none");
    ok(grant("1", &request, &answer) && !answer.changed, "again, nothing is given");
    ok(licence_pool_find(store, SLICE("P"), &pool, &exists, &fault) && exists && pool.keys[LICENCE_FREE] == 1 &&
           pool.keys[LICENCE_GIVEN] == 3,
       "the pool counts them");
    ok(licence_pool_find(store, SLICE("Q"), &pool, &exists, &fault) && !exists, "and another product has none");
    text_release(&id);
}

static void token_of(const struct grant *granted, struct slice by, struct text *token)
{
    text_clear(token);
    grant_token(granted, by, token);
}

static bool check(struct slice token, struct slice by, instant now)
{
    struct grant found;

    return grant_of_token(&found, token, by, store, &arena, &fault) && grant_check(&found, store, now, &arena, &fault);
}

/* Whatever is changed of a token, it is none. */
static void test_forged(const struct text *token)
{
    struct text forged = TEXT_INIT;
    size_t taken = 0;

    for (size_t i = 0; i < token->length; i++) {
        text_clear(&forged);
        text_add_slice(&forged, text_slice(token));
        forged.bytes[i] = forged.bytes[i] == '1' ? '2' : '1';
        taken += !refused(check(text_slice(&forged), key, noon), "bad_token");
    }
    is_int((int64_t)taken, 0, "with another byte it is refused, wherever that stands");
    taken = 0;
    for (size_t length = 0; length < token->length; length++)
        taken += !refused(check((struct slice){token->bytes, length}, key, noon), "bad_token");
    is_int((int64_t)taken, 0, "cut off it is refused, wherever that is");
    text_clear(&forged);
    text_add_slice(&forged, text_slice(token));
    text_add_byte(&forged, 'f');
    ok(refused(check(text_slice(&forged), key, noon), "bad_token"), "longer it is refused");
    forged.bytes[forged.length - 1] = '\0';
    ok(refused(check(text_slice(&forged), key, noon), "bad_token"), "a zero byte behind it counts");
    text_release(&forged);
}

static void test_tokens(void)
{
    static const struct slice other_key = SLICE_CONSTANT("kkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkl");
    struct text token = TEXT_INIT;
    struct text moved = TEXT_INIT;
    struct grant one = stored("1-1");
    struct grant three = stored("1-3");

    token_of(&one, key, &token);
    ok(check(text_slice(&token), key, noon), "a token fetches: %s", fault.reason);
    test_forged(&token);
    ok(refused(check(text_slice(&token), other_key, noon), "bad_token"), "signed with another key it does not");
    token_of(&three, key, &moved);
    moved.bytes[2] = '1';
    ok(refused(check(text_slice(&moved), key, noon), "bad_token"), "nor does one of another line, of the same product");
    ok(check(text_slice(&token), key, one.expires_at - 1), "it fetches until it ends");
    ok(refused(check(text_slice(&token), key, one.expires_at), "grant_expired"), "and no longer");
    one.expires_at += 1000;
    token_of(&one, key, &moved);
    ok(refused(check(text_slice(&moved), key, noon), "bad_token"), "a second more is another token");
    text_release(&token);
    text_release(&moved);
}

static void test_limits(void)
{
    const struct grant_request without = {1, 2, false, false};
    const struct grant_request with = {1, 2, true, false};
    struct text id = TEXT_INIT;
    struct text token = TEXT_INIT;
    struct grant_answer answer = {.id = &id};
    struct download download = {.at = noon, .bytes = -1};
    struct grant two;

    ok(grant("2", &without, &answer) && settle(), "granted without consent: %s", fault.reason);
    two = stored("2-1");
    ok(!grant_may_be_used(&two), "a consumer may not use it");
    token_of(&two, key, &token);
    ok(refused(check(text_slice(&token), key, noon), "no_consent"), "and the token says why");
    ok(grant("2", &with, &answer) && settle() && check(text_slice(&token), key, noon), "the same token fetches after consent");
    for (int i = 0; i < 2; i++) {
        two = stored("2-1");
        changes_clear(&changes);
        grant_download(&two, &download, &arena, &changes);
        ok(settle(), "a download is written down: %s", fault.reason);
    }
    ok(refused(check(text_slice(&token), key, noon), "downloads_used"), "as often as it may, and no more");
    text_release(&id);
    text_release(&token);
}

static void test_addresses(void)
{
    static const char *const none[] = {"", "203.0.113", "203.0.113.256", "0x7f.1", "::1%lo", "1:2:3:4:5:6:7:8:9"};
    struct grant two = stored("2-1");
    struct slice one = {NULL, 0};
    struct slice same = {NULL, 0};
    struct slice other = {NULL, 0};

    changes_clear(&changes);
    ok(grant_address_digest(&two, SLICE("203.0.113.9"), random_bytes, store, &arena, &changes, &one, &fault) && settle() &&
           grant_address_digest(&two, SLICE("::ffff:cb00:7109"), random_bytes, store, &arena, &changes, &same, &fault) &&
           grant_address_digest(&two, SLICE("2001:db8::9"), random_bytes, store, &arena, &changes, &other, &fault),
       "addresses have digests: %s", fault.reason);
    is_int((int64_t)changes.count, 0, "of one salt");
    ok(slice_equal(one, same) && one.length == DIGEST_HEX, "the same, however it is written");
    ok(!slice_equal(one, other), "another for another address");
    for (size_t i = 0; i < sizeof none / sizeof *none; i++)
        ok(refused(grant_address_digest(&two, slice_of(none[i]), random_bytes, store, &arena, &changes, &same, &fault),
                   "bad_address"),
           "\"%s\" is none", none[i]);
}

static void test_revoking(void)
{
    struct text name = TEXT_INIT;
    struct order order = {0};
    struct grant one;
    bool changed;
    size_t row;

    changes_clear(&changes);
    ok(order_find(&order, store, SLICE("1"), &arena, &fault), "the order: %s", fault.reason);
    order.lines[0].given_back.units = 1;
    ok(grant_follow(&order, store, noon, &arena, &changes, &fault) && settle(), "a unit is given back: %s", fault.reason);
    one = stored("1-1");
    ok(one.key_count == 1 && one.keys[0] == 1 && one.revoked_count == 1 && one.revoked_keys[0] == 2, "and its last key revoked");
    is_int((int64_t)stored("1-3").key_count, 1, "those of another line are not");
    ok(grant_follow(&order, store, noon, &arena, &changes, &fault) && !changes.count, "once");
    ok(grant_revoke(SLICE("2"), true, store, noon, &arena, &changes, &changed, &row, &name, &fault) && changed && settle(),
       "it goes back to the pool by hand: %s", fault.reason);
    ok(grant_revoke(SLICE("licence_key/2"), true, store, noon, &arena, &changes, &changed, &row, &name, &fault) && !changed,
       "once");
    ok(refused(grant_revoke(SLICE("77"), false, store, noon, &arena, &changes, &changed, &row, &name, &fault), "unknown_key"),
       "a key that never came is none");
    text_release(&name);
}

int main(void)
{
    const char *temporary = getenv("TMPDIR");
    char command[400];

    snprintf(folder, sizeof folder, "%s/grant-test-XXXXXX", temporary && temporary[0] ? temporary : "/tmp");
    if (!mkdtemp(folder)) {
        printf("Bail out! no temporary folder\n");
        return 1;
    }
    snprintf(folder + strlen(folder), sizeof folder - strlen(folder), "/shop");
    if (ok(fresh(), "a shop: %s", fault.reason)) {
        changes_clear(&changes);
        test_import();
        test_keys();
        test_tokens();
        test_limits();
        test_addresses();
        test_revoking();
    }
    store_close(store);
    changes_release(&changes);
    arena_release(&arena);
    text_release(&seen.bits);
    folder[strlen(folder) - strlen("/shop")] = '\0';
    snprintf(command, sizeof command, "rm -rf '%s'", folder);
    if (system(command) != 0)
        printf("# %s failed\n", command);
    return tap_end();
}
