/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tap.h"

#include "base/card.h"
#include "json/card.h"
#include "json/write.h"

#include <stdlib.h>

/* Numbers that networks publish for trying things out; nobody's. */
static const char *const published[] = {
    "4111111111111111", "4012888888881881", "5555555555554444", "5105105105105100", "2223003122003222", "378282246310005",
    "371449635398431",  "6011111111111117", "6011000990139424", "30569309025904",   "38520000023237",   "36227206271667",
    "3530111333300000", "3566002020360505", "6200000000000005", "6304000000000000", "6759649826438453", "2200000000000004",
    "6212345678901232", "6771798021000008", "6703444444444449",
};

static uint64_t random_state = 0x9e3779b97f4a7c15u;

static uint64_t random_below(uint64_t limit)
{
    random_state ^= random_state >> 12;
    random_state ^= random_state << 25;
    random_state ^= random_state >> 27;
    return (random_state * 0x2545f4914f6cdd1du >> 11) % limit;
}

/* Both the glance and the look; what the look finds, the glance must not have passed. */
static bool finds(struct slice text)
{
    size_t at = 0;
    size_t length;
    bool found = card_find(text, &at, &length);

    if (found && !card_suspected(text))
        ok(false, "a glance passes over %.*s", SLICE_ARGS(text));
    return found;
}

static void takes(const char *text)
{
    ok(finds(slice_of(text)), "a card: %s", text);
}

static void passes(const char *text)
{
    ok(!finds(slice_of(text)), "no card: %s", text);
}

static void masks(const char *text, const char *wanted)
{
    struct text masked = TEXT_INIT;

    card_mask(&masked, slice_of(text));
    is_text(text_string(&masked), wanted, "masked: %s", wanted);
    text_release(&masked);
}

static void test_found(void)
{
    for (size_t i = 0; i < sizeof published / sizeof *published; i++)
        takes(published[i]);
    takes("4111 1111 1111 1111");
    takes("4111-1111-1111-1111");
    takes("4111.1111.1111.1111");
    takes("4111\xc2\xa0"
          "1111\xc2\xa0"
          "1111\xc2\xa0"
          "1111");
    takes("4111\xe2\x80\x93"
          "1111\xe2\x80\x93"
          "1111\xe2\x80\x93"
          "1111");
    takes("3782 822463 10005");
    takes("3056 930902 5904");
    takes("411111 1111111111");
    takes("41111111 11111111");
    takes("paid with 4111 1111 1111 1111 12/27 123");
    takes("order 1234 4111 1111 1111 1111");
    takes("VISA4111111111111111");
    takes("card:4111111111111111, exp 12/27");
    takes("\\u0034\\u0031\\u0031\\u0031111111111111");
    takes("\xef\xbc\x94\xef\xbc\x91\xef\xbc\x91\xef\xbc\x91"
          "1111"
          "1111"
          "1111");
    takes("http://shop.example/ 4111111111111111");
}

static void test_passed(void)
{
    passes("4111111111111111a0c6a8b57ee2f3ad");
    passes("{\"request\":\"c2f3ad4111111111111111a0c6a8b57e\"}");
    takes("4111111111111111a0c6");
    takes("41111111111111114111111111111111 4111111111111111");
    passes("");
    passes("4111111111111112");
    passes("411111111111111");
    passes("41111111111111111111");
    passes("4111 1111 1111 111");
    passes("41 11 11 11 11 11 11 11");
    passes("4111  1111  1111  1111");
    passes("5412345678908");
    passes("0.4111111111111111");
    passes("+378282246310005");
    passes("https://cdn.example/4111111111111111/a.jpg");
    takes("DE00 4111 1111 1111 1111 11");
    passes("DE89 4111 1111 1111 1111 11");
    passes("BE71 0961 2345 6769");
    passes("2026-11-21 18:07:21");
    passes("20261121180721");
    passes("1763748441241");
    passes("1763748441241000");
    passes("302-1234567-1234567");
    passes("1Z999AA10123456784");
    passes("64739 3000 75211 00");
    passes("9400 1000 0000 0000 0000 00");
}

static void test_masked(void)
{
    masks("4111111111111111", "************1111");
    masks("a 4111 1111 1111 1111, b 3782-822463-10005.", "a **** **** **** 1111, b ****-******-*0005.");
    masks("\\u0034111111111111111", "************1111");
    masks("nothing 5412345678908 here", "nothing 5412345678908 here");
    masks("", "");
}

static void test_records(void)
{
    json_t *record =
        json_loads("{\"sku\":\"A\",\"lines\":[{\"sku\":\"B\"},{\"note\":{\"x\":\"at 4111 1111 1111 1111\"}}]}", 0, NULL);
    json_t *number = json_loads("{\"a\":[1,4111111111111111],\"b\":4.111111111111111e15,\"4111111111111111\":true}", 0, NULL);
    json_t *article = json_loads("{\"gtin\":\"30569309025904\",\"sku\":\"30569309025904\"}", 0, NULL);
    json_t *masked = record_masked(number);
    struct fault fault = FAULT_INIT;
    struct text text = TEXT_INIT;

    ok(!record_without_card(record, NULL, &fault), "a text deep in a record");
    is_text(fault.code, "card_number", "the code");
    is_text(fault.field, "lines[2].note.x", "the field");
    ok(!strstr(fault.reason, "1111"), "the reason shows nothing of it");
    ok(!record_without_card(number, NULL, &fault), "a number");
    json_put_value(&text, NULL, masked);
    is_bytes(text.bytes, text.length, "{\"a\":[1,\"************1111\"],\"b\":\"************1111\",\"************1111\":true}",
             "numbers and names are masked");
    json_object_clear(number);
    json_object_set_new(number, "card", json_pack("[{s:s,s:i}]", "CVC-2", "123", "amount", 12));
    ok(record_holds_security_code(number) && !record_holds_security_code(article), "a security code is seen by its name");
    json_decref(masked);
    masked = record_masked(number);
    text_clear(&text);
    json_put_value(&text, NULL, masked);
    is_bytes(text.bytes, text.length, "{\"card\":[{\"CVC-2\":\"***\",\"amount\":12}]}", "and masked whole");
    /* Diners Club gives that number out; as a GTIN it has the wrong check digit. */
    ok(!record_without_card(article, NULL, &fault), "no GTIN, if it has the wrong check digit");
    json_object_set_new(article, "gtin", json_string("36000000000081"));
    json_object_set_new(article, "sku", json_string("36000000000081"));
    ok(record_without_card(article, NULL, &fault) && finds(SLICE("36000000000081")),
       "a GTIN is an article's number, where articles are named");
    json_object_set_new(article, "tracking_number", json_string("4111111111111111"));
    json_object_set_new(article, "sscc", json_string("620000000000000062"));
    ok(record_without_card(article, NULL, &fault), "nor a tracking number, nor an SSCC with its check digit");
    json_object_set_new(article, "tracking_number", json_string("4111 1111 1111 1111"));
    ok(!record_without_card(article, NULL, &fault), "carriers put no blanks into one");
    json_object_set_new(article, "tracking_number", json_string("RR1"));
    json_object_set_new(article, "sscc", json_string("620000000000000005"));
    ok(!record_without_card(article, NULL, &fault), "no SSCC, if it has the wrong check digit");
    json_object_del(article, "sscc");
    json_object_set_new(article, "key", json_string("4111-1111-1111-1111"));
    ok(!record_without_card(article, NULL, &fault) && record_without_card(article, "key", &fault),
       "a licence key, where it is one");
    json_object_set_new(article, "note", json_string("4111-1111-1111-1111"));
    ok(!record_without_card(article, "key", &fault), "but no card beside it");
    json_decref(record);
    json_decref(number);
    json_decref(article);
    json_decref(masked);
    text_release(&text);
}

/* How many of so many made numbers are taken for a card's, in ten thousand. */
static int64_t taken_of(size_t digits, const char *start, struct slice field)
{
    enum { MANY = 200000 };
    char number[24];
    size_t begun = strlen(start);
    int64_t taken = 0;

    for (int i = 0; i < MANY; i++) {
        unsigned sum = 0;

        memcpy(number, start, begun);
        for (size_t j = begun; j < digits; j++)
            number[j] = (char)('0' + random_below(10));
        if (field.length) { /* an article's: the last digit is right */
            for (size_t j = 0; j + 1 < digits; j++)
                sum += (unsigned)(number[j] - '0') * ((digits - j) % 2 == 0 ? 3 : 1);
            number[digits - 1] = (char)('0' + (10 - sum % 10) % 10);
        }
        taken += card_in_field(field, (struct slice){number, digits});
    }
    return taken * 10000 / MANY;
}

static void test_rates(void)
{
    static const struct {
        const char *what, *start, *field;
        size_t digits;
        int64_t most;
    } kinds[] = {
        {"gtin-13", "", "gtin", 13, 0},    {"gtin-14", "", "gtin", 14, 0},    {"gtin-14-in-a-note", "", "", 14, 65},
        {"phone-12", "", "", 12, 0},       {"phone-00-15", "00", "", 15, 0},  {"reference-10", "", "", 10, 0},
        {"reference-13", "", "", 13, 0},   {"reference-16", "", "", 16, 280}, {"reference-16-with-1", "1", "", 16, 0},
        {"timestamp-ms", "17", "", 13, 0}, {"timestamp-us", "17", "", 16, 0}, {"day-and-time", "202", "", 14, 0},
        {"sscc-18", "", "", 18, 20},       {"imei-15", "35", "", 15, 0},
    };

    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
        int64_t taken = taken_of(kinds[i].digits, kinds[i].start, slice_of(kinds[i].field));

        ok(taken <= kinds[i].most, "of %s, %" PRId64 " in 10,000 are taken for cards", kinds[i].what, taken);
        printf("# figure: taken-for-cards-of-10000-%s %" PRId64 "\n", kinds[i].what, taken);
    }
}

/* Every way to group so many digits that is one of cards: groups of four or more, but the last. */
static size_t missed_groupings(size_t left, struct text *number, const char *separator, size_t *tried)
{
    size_t missed = 0;
    size_t length = number->length;

    for (size_t first = left; first > 0; first--) {
        if (first < left && first < 4)
            break;
        text_add(number, "1111111111111111111", first);
        if (first == left) {
            ++*tried;
            missed += !card_suspected(text_slice(number));
        } else {
            text_add_string(number, separator);
            missed += missed_groupings(left - first, number, separator, tried);
        }
        number->length = length;
    }
    return missed;
}

static void test_groupings(void)
{
    static const char *const separators[] = {"-", "\xc2\xa0", "\xe2\x80\x93"};
    struct text number = TEXT_INIT;
    size_t missed = 0;
    size_t tried = 0;

    for (size_t digits = 14; digits <= 19; digits++)
        for (size_t i = 0; i < sizeof separators / sizeof *separators; i++)
            for (size_t before = 0; before < 100; before++) {
                text_clear(&number);
                for (size_t j = 0; j < before; j++)
                    text_add_byte(&number, 'x');
                missed += missed_groupings(digits, &number, separators[i], &tried);
            }
    ok(missed == 0 && tried > 10000, "a glance misses none of the %zu ways to group a number, wherever it stands (missed %zu)",
       tried, missed);
    text_release(&number);
}

/* The glance against the look, on what is made of pieces that matter. */
static void test_glance(void)
{
    static const char *const pieces[] = {"4111",
                                         "1111",
                                         "111111",
                                         "11111",
                                         "4",
                                         "1",
                                         " ",
                                         "-",
                                         ".",
                                         ",",
                                         "x",
                                         "\xc2\xa0",
                                         "\xe2\x80\x93",
                                         "\\u0031",
                                         "\xef\xbc\x91",
                                         "4111111111111111",
                                         "3782",
                                         "822463",
                                         "10005",
                                         "5412345678908"};
    size_t found = 0;
    bool missed = false;

    for (int i = 0; i < 300000 && !missed; i++) {
        struct text text = TEXT_INIT;
        size_t at = 0;
        size_t length;

        for (uint64_t count = random_below(14); count; count--)
            text_add_string(&text, pieces[random_below(sizeof pieces / sizeof *pieces)]);
        if (card_find(text_slice(&text), &at, &length)) {
            found++;
            missed = !card_suspected(text_slice(&text));
        }
        if (missed)
            tap_show("missed:", text.bytes, text.length);
        text_release(&text);
    }
    ok(!missed && found > 1000, "a glance misses none of %zu", found);
}

int main(void)
{
    test_found();
    test_passed();
    test_masked();
    test_records();
    test_rates();
    test_groupings();
    test_glance();
    return tap_end();
}
