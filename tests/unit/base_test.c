/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tap.h"

#include "base/arena.h"
#include "base/date.h"
#include "base/digest.h"
#include "base/fault.h"
#include "base/memory.h"
#include "base/money.h"
#include "base/text.h"

#include <errno.h>
#include <stdalign.h>
#include <stdlib.h>

static struct fault fault = FAULT_INIT;

static struct currency currency_called(const char *code)
{
    struct currency currency = {"", 0};

    if (!currency_find(slice_of(code), &currency, &fault))
        printf("# no currency %s\n", code);
    return currency;
}

/* text.h */

static void test_slices(void)
{
    int64_t value = -1;

    ok(slice_is(SLICE("abc"), "abc") && !slice_is(SLICE("abc"), "abd") && !slice_is(SLICE("abc"), "ab"), "slices equal strings");
    ok(slice_equal((struct slice){NULL, 0}, SLICE("")), "an absent slice equals an empty one");
    ok(slice_equal(SLICE("a\0b"), SLICE("a\0b")) && !slice_equal(SLICE("a\0b"), SLICE("a\0c")), "NUL is a byte like others");
    ok(slice_starts(SLICE("order/12"), "order/") && slice_starts(SLICE("order/"), "order/") &&
           !slice_starts(SLICE("order"), "order/") && slice_starts(SLICE(""), ""),
       "slice_starts");
    ok(slice_compare(SLICE("a"), SLICE("b")) < 0 && slice_compare(SLICE("b"), SLICE("a")) > 0 &&
           slice_compare(SLICE("ab"), SLICE("a")) > 0 && slice_compare(SLICE(""), SLICE("a")) < 0 &&
           slice_compare(SLICE("a"), SLICE("a")) == 0 && slice_compare((struct slice){NULL, 0}, SLICE("")) == 0,
       "slices are ordered by bytes, shorter first");
    ok(slice_compare(SLICE("\xc3\xa9"), SLICE("z")) > 0, "bytes above 127 come after ASCII");
    ok(slice_is(slice_trim(SLICE(" \t a b\t ")), "a b") && slice_trim(SLICE(" \t")).length == 0 &&
           slice_trim(SLICE("")).length == 0,
       "slice_trim");
    ok(slice_is(slice_from(SLICE("abc"), 1), "bc") && slice_from(SLICE("abc"), 3).length == 0, "slice_from");

    ok(slice_integer(SLICE("0"), 9, &value) && value == 0, "0 is an integer");
    ok(slice_integer(SLICE("007"), 7, &value) && value == 7, "leading zeros count for nothing");
    ok(slice_integer(SLICE("9223372036854775807"), INT64_MAX, &value) && value == INT64_MAX, "the largest integer");
    ok(!slice_integer(SLICE("9223372036854775808"), INT64_MAX, &value), "one more is refused");
    ok(!slice_integer(SLICE("99999999999999999999999"), INT64_MAX, &value), "many more digits are refused");
    for (int limit = 0; limit <= 120; limit++) {
        char digits[16];
        int wrong = -1;

        for (int number = 0; number <= 300 && wrong < 0; number++) {
            snprintf(digits, sizeof digits, "%d", number);
            if (slice_integer(slice_of(digits), limit, &value) != (number <= limit))
                wrong = number;
        }
        if (wrong >= 0 || limit == 120) {
            is_int(wrong, -1, "integers up to %d and none above", limit);
            break;
        }
    }
    ok(!slice_integer(SLICE(""), 9, &value) && !slice_integer(SLICE("+1"), 9, &value) && !slice_integer(SLICE("-1"), 9, &value) &&
           !slice_integer(SLICE(" 1"), 9, &value) && !slice_integer(SLICE("1x"), 99, &value) &&
           !slice_integer(SLICE("1.0"), 99, &value),
       "signs, spaces and other characters are refused");
}

static void test_texts(void)
{
    struct text text = TEXT_INIT;

    is_bytes(text.bytes, text.length, "", "a new text is empty");
    is_text(text_string(&text), "", "and a string all the same");
    is_int((int64_t)text.length, 0, "the NUL does not count");
    text_add(&text, NULL, 0);
    text_add_string(&text, "a");
    text_add_byte(&text, 'b');
    text_add_slice(&text, SLICE("cd"));
    text_add_integer(&text, 0);
    text_add_integer(&text, -17);
    is_bytes(text.bytes, text.length, "abcd0-17", "pieces are added in order");
    text_clear(&text);
    text_add_integer(&text, INT64_MIN);
    text_add_byte(&text, ' ');
    text_add_integer(&text, INT64_MAX);
    is_bytes(text.bytes, text.length, "-9223372036854775808 9223372036854775807", "the extreme integers");
    text_clear(&text);
    text_add_padded(&text, 42, 6);
    text_add_byte(&text, ' ');
    text_add_padded(&text, 1234567, 6);
    text_add_byte(&text, ' ');
    text_add_padded(&text, 0, 2);
    is_bytes(text.bytes, text.length, "000042 1234567 00", "text_add_padded pads and never cuts");
    text_clear(&text);
    text_add_hex(&text, "\x00\x7f\xff", 3);
    is_bytes(text.bytes, text.length, "007fff", "text_add_hex");
    text_clear(&text);
    text_printf(&text, "%s", "");
    text_printf(&text, "%s-%d", "x", 5);
    is_bytes(text.bytes, text.length, "x-5", "text_printf");
    is_int((int64_t)strlen(text_string(&text)), 3, "a string ends where the text ends");

    text_clear(&text);
    for (int i = 0; i < 100000; i++)
        text_add_byte(&text, (char)('a' + i % 26));
    ok(text.length == 100000 && text.bytes[99999] == (char)('a' + 99999 % 26) && text.bytes[0] == 'a', "a text grows");
    text_printf(&text, "%0*d", 5000, 0);
    is_int((int64_t)text.length, 105000, "text_printf makes the room it needs");
    text_release(&text);
    ok(!text.bytes && !text.length && !text.room, "a released text is as new");
    text_release(&text);
}

static void test_utf8(void)
{
    static const struct {
        const char *bytes;
        size_t length, valid;
        const char *name;
    } rows[] = {
        {"", 0, 0, "nothing"},
        {"abcdefgh", 8, 8, "eight ASCII bytes"},
        {"abcdefghi", 9, 9, "nine ASCII bytes"},
        {"a\0b", 3, 3, "NUL"},
        {"Po\xc3\xaale", 6, 6, "two bytes"},
        {"\xe2\x82\xac", 3, 3, "three bytes"},
        {"\xf0\x9f\x98\x80", 4, 4, "four bytes"},
        {"\xf4\x8f\xbf\xbf", 4, 4, "U+10FFFF"},
        {"\xef\xbf\xbf", 3, 3, "U+FFFF"},
        {"\xed\x9f\xbf", 3, 3, "U+D7FF"},
        {"\xee\x80\x80", 3, 3, "U+E000"},
        {"ab\xff", 3, 2, "FF"},
        {"ab\xfe", 3, 2, "FE"},
        {"ab\x80", 3, 2, "a lone continuation"},
        {"Po\xeale", 5, 2, "Latin-1"},
        {"abcdefgh\xe9", 9, 8, "Latin-1 after eight bytes"},
        {"abcdefg\xe9zzzzzzzz", 16, 7, "Latin-1 within eight bytes"},
        {"\xc3", 1, 0, "cut after one of two"},
        {"a\xe2\x82", 3, 1, "cut after two of three"},
        {"a\xf0\x9f\x98", 4, 1, "cut after three of four"},
        {"a\xc3(", 3, 1, "two bytes with a wrong second"},
        {"a\xe2\x28\xa1", 4, 1, "three bytes with a wrong second"},
        {"a\xe2\x82(", 4, 1, "three bytes with a wrong third"},
        {"a\xf0\x9f\x98(", 5, 1, "four bytes with a wrong fourth"},
        {"\xc0\xaf", 2, 0, "overlong: two bytes"},
        {"\xc1\xbf", 2, 0, "overlong: two bytes, the largest"},
        {"\xe0\x80\xaf", 3, 0, "overlong: three bytes"},
        {"\xe0\x9f\xbf", 3, 0, "overlong: three bytes, the largest"},
        {"\xf0\x80\x80\xaf", 4, 0, "overlong: four bytes"},
        {"\xf0\x8f\xbf\xbf", 4, 0, "overlong: four bytes, the largest"},
        {"\xed\xa0\x80", 3, 0, "U+D800, a surrogate"},
        {"\xed\xbf\xbf", 3, 0, "U+DFFF, a surrogate"},
        {"\xf4\x90\x80\x80", 4, 0, "U+110000"},
        {"\xf5\x80\x80\x80", 4, 0, "F5"},
        {"\xf8\x88\x80\x80\x80", 5, 0, "five bytes"},
    };

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        is_int((int64_t)utf8_valid_length((struct slice){rows[i].bytes, rows[i].length}), (int64_t)rows[i].valid, "UTF-8: %s",
               rows[i].name);
}

/* The definition, written as a second algorithm: encodes every code point and compares. */
static void test_utf8_of_every_code_point(void)
{
    uint32_t wrong = UINT32_MAX;

    for (uint32_t point = 0; point <= 0x110100 && wrong == UINT32_MAX; point++) {
        char bytes[4];
        size_t length;

        if (point < 0x80) {
            bytes[0] = (char)point;
            length = 1;
        } else if (point < 0x800) {
            bytes[0] = (char)(0xc0 | point >> 6);
            bytes[1] = (char)(0x80 | (point & 63));
            length = 2;
        } else if (point < 0x10000) {
            bytes[0] = (char)(0xe0 | point >> 12);
            bytes[1] = (char)(0x80 | (point >> 6 & 63));
            bytes[2] = (char)(0x80 | (point & 63));
            length = 3;
        } else {
            bytes[0] = (char)(0xf0 | point >> 18);
            bytes[1] = (char)(0x80 | (point >> 12 & 63));
            bytes[2] = (char)(0x80 | (point >> 6 & 63));
            bytes[3] = (char)(0x80 | (point & 63));
            length = 4;
        }
        if ((utf8_valid_length((struct slice){bytes, length}) == length) !=
            (point <= 0x10ffff && !(point >= 0xd800 && point <= 0xdfff)))
            wrong = point;
    }
    ok(wrong == UINT32_MAX, "every code point is valid, but for surrogates and those above U+10FFFF (first wrong: %" PRIX32 ")",
       wrong);
}

/* arena.h, memory.h */

/* Every byte at every place of every length up to three times eight. */
static void test_traits(void)
{
    enum { LONGEST = 24 };
    size_t wrong = 0;

    for (size_t length = 1; length <= LONGEST; length++)
        for (size_t at = 0; at < length; at++)
            for (unsigned byte = 0; byte <= 0xff; byte++) {
                char bytes[LONGEST];
                struct text_traits traits;

                memset(bytes, 'a', sizeof bytes);
                bytes[at] = (char)byte;
                traits = slice_traits((struct slice){bytes, length});
                wrong += traits.control != (byte < 0x20 || byte == 0x7f) || traits.beyond_ascii != (byte >= 0x80);
            }
    ok(!slice_traits(SLICE("")).control && !slice_traits(SLICE("")).beyond_ascii, "of no bytes none has a trait");
    is_int((int64_t)wrong, 0, "control characters and bytes beyond ASCII are seen wherever they stand");
}

static void test_arena(void)
{
    struct arena arena = ARENA_INIT;
    struct slice copies[2000];
    bool intact = true;
    bool aligned = true;
    struct slice one;

    one = arena_copy(&arena, SLICE("a\0b"));
    ok(one.length == 3 && memcmp(one.bytes, "a\0b", 4) == 0, "a copy has a NUL behind it");
    one = arena_copy(&arena, (struct slice){NULL, 0});
    ok(one.length == 0 && one.bytes[0] == '\0', "a copy of nothing is an empty string");
    for (size_t round = 0; round < 3; round++) {
        for (size_t i = 0; i < 2000; i++) {
            char bytes[300];
            size_t length = (i * 37 + round) % sizeof bytes;

            memset(bytes, (int)('a' + i % 26), length);
            copies[i] = arena_copy(&arena, (struct slice){bytes, length});
            aligned = aligned && (uintptr_t)copies[i].bytes % alignof(max_align_t) == 0;
        }
        for (size_t i = 0; i < 2000; i++) {
            intact = intact && copies[i].length == (i * 37 + round) % 300 && copies[i].bytes[copies[i].length] == '\0';
            for (size_t at = 0; at < copies[i].length; at++)
                intact = intact && copies[i].bytes[at] == (char)('a' + i % 26);
        }
        arena_clear(&arena);
    }
    ok(intact, "pieces stay what they are while others are taken");
    ok(aligned, "pieces are aligned for any type");
    {
        char *large = arena_take(&arena, 1000000);
        char *small = arena_take(&arena, 10);

        memset(large, 'x', 1000000);
        memset(small, 'y', 10);
        ok(large[999999] == 'x' && small[0] == 'y', "a piece may be larger than a block");
        ok((uintptr_t)arena_take(&arena, 0) % alignof(max_align_t) == 0, "a piece of nothing");
    }
    {
        const struct arena_block *held = arena.first;

        arena_clear(&arena);
        ok(arena.first == (ARENA_KEEPS_BLOCKS ? held : NULL), "a cleared arena has its blocks still, unless somebody watches");
        (void)arena_take(&arena, 100);
        ok(!ARENA_KEEPS_BLOCKS || arena.first == held, "and uses them again");
    }
    arena_release(&arena);
    ok(!arena.first && !arena.current, "a released arena is as new");
    arena_release(&arena);
    arena_clear(&arena);
    ok(slice_is(arena_copy(&arena, SLICE("x")), "x"), "and can be used again");
    arena_release(&arena);
}

static void test_memory(void)
{
    size_t room = 0;
    int *numbers = NULL;
    char *copy = memory_copy("a\0b", 3);
    bool intact = true;

    ok(memcmp(copy, "a\0b", 4) == 0, "memory_copy puts a NUL behind");
    free(copy);
    for (int i = 0; i < 5000; i++) {
        numbers = memory_grow(numbers, &room, (size_t)i + 1, sizeof *numbers);
        numbers[i] = i;
    }
    for (int i = 0; i < 5000; i++)
        intact = intact && numbers[i] == i;
    ok(intact && room >= 5000 && room <= 10000, "memory_grow keeps what was there and doubles");
    {
        int *before = numbers;
        size_t room_before = room;

        numbers = memory_grow(numbers, &room, 10, sizeof *numbers);
        ok(numbers == before && room == room_before, "memory_grow never shrinks");
    }
    free(numbers);
    numbers = memory_take_zeroed(100, sizeof *numbers);
    ok(numbers[0] == 0 && numbers[99] == 0, "memory_take_zeroed");
    free(numbers);
}

/* fault.h */

static void test_faults(void)
{
    struct fault wrong = FAULT_INIT;
    char long_name[FAULT_REASON + 10];

    ok(!fault_set(&wrong, FAULT_REFUSED, "unknown_sku", "sku", "unknown sku \"%s\"", "X1"), "fault_set returns false");
    ok(wrong.kind == FAULT_REFUSED && strcmp(wrong.code, "unknown_sku") == 0, "kind and code are kept");
    is_text(wrong.field, "sku", "and the field");
    is_text(wrong.reason, "unknown sku \"X1\"", "and the reason");
    ok(!fault_within(&wrong, "lines[%d]", 2), "fault_within returns false");
    is_text(wrong.field, "lines[2].sku", "fault_within puts the place before the field");
    fault_set(&wrong, FAULT_USAGE, "bad", NULL, "no field");
    is_text(wrong.field, "", "a fault may have no field");
    fault_within(&wrong, "lines[1]");
    is_text(wrong.field, "lines[1]", "the place alone, then");
    fault_set(&wrong, FAULT_REFUSED, "bad", "a\nb", "x\ny\tz\x1b[31m\x7f");
    is_text(wrong.field, "a?b", "a control character in the field is made visible");
    is_text(wrong.reason, "x?y?z?[31m?", "and in the reason");

    fault_set(&wrong, FAULT_REFUSED, "bad", "f", "%s", "Po\xc3\xaale \xe2\x82\xac \xf0\x9f\x98\x80");
    is_text(wrong.reason, "Po\xc3\xaale \xe2\x82\xac \xf0\x9f\x98\x80", "other characters stay as they are");
    fault_set(&wrong, FAULT_REFUSED, "bad", "f", "%s",
              "x\xc2\x9b"
              "31mred");
    ok(!strstr(wrong.reason, "\xc2\x9b"), "the control characters above ASCII are made visible too");
    fault_set(&wrong, FAULT_REFUSED, "bad", "f", "\"%.*s\" is wrong", 3, "Po\xc3\xaale");
    ok(utf8_valid_length(slice_of(wrong.reason)) == strlen(wrong.reason), "a reason is UTF-8 though it quotes half a character");
    fault_set(&wrong, FAULT_REFUSED, "bad", "f", "%s", "Po\xeale\xff");
    ok(utf8_valid_length(slice_of(wrong.reason)) == strlen(wrong.reason), "a reason is UTF-8 though it quotes other bytes");
    memset(long_name, 'n', sizeof long_name);
    long_name[sizeof long_name - 1] = '\0';
    fault_set(&wrong, FAULT_REFUSED, "bad", long_name, "%s", long_name);
    ok(strlen(wrong.field) == sizeof wrong.field - 1 && strlen(wrong.reason) == sizeof wrong.reason - 1, "what is too long is cut");
    fault_within(&wrong, "lines[%d]", 1);
    ok(strncmp(wrong.field, "lines[1].nnn", 12) == 0 && strlen(wrong.field) == sizeof wrong.field - 1, "within a place as well");
    for (size_t i = 0; i + 1 < sizeof long_name; i += 2)
        memcpy(long_name + i, "\xc3\xa9", 2);
    long_name[sizeof long_name - 2] = '\0';
    for (int shift = 0; shift < 2; shift++) {
        fault_set(&wrong, FAULT_REFUSED, "bad", long_name, "%s%s", shift ? "x" : "", long_name);
        ok(utf8_valid_length(slice_of(wrong.reason)) == strlen(wrong.reason), "a cut reason is UTF-8 (%d)", shift);
        ok(utf8_valid_length(slice_of(wrong.field)) == strlen(wrong.field), "a cut field is UTF-8 (%d)", shift);
        fault_within(&wrong, shift ? "lines[%d]" : "lines[1%d]", 1);
        ok(utf8_valid_length(slice_of(wrong.field)) == strlen(wrong.field), "within a place as well (%d)", shift);
    }

    errno = ENOENT;
    ok(!fault_system(&wrong, "open_failed", "cannot open %s", "x"), "fault_system returns false");
    ok(wrong.kind == FAULT_SYSTEM && wrong.field[0] == '\0', "a failed system is no record's fault");
    is_text(wrong.reason, "cannot open x: No such file or directory", "and says why");
}

/* digest.h */

static void test_digests(void)
{
    static const struct {
        const char *bytes, *digest;
    } rows[] = {
        {"", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"},
        {"abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"},
        {"abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
         "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"},
    };
    char hex[DIGEST_HEX];
    struct digest digest;
    struct digest other;
    struct text million = TEXT_INIT;

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct slice bytes = slice_of(rows[i].bytes);

        digest = digest_of(bytes);
        digest_hex(&digest, hex);
        is_bytes(hex, sizeof hex, rows[i].digest, "SHA-256 of %zu bytes", bytes.length);
        for (size_t cut = 0; cut <= bytes.length; cut += 7) {
            other = digest_of_two((struct slice){bytes.bytes, cut}, slice_from(bytes, cut));
            ok(digest_equal(&digest, &other), "and of its parts of %zu and %zu", cut, bytes.length - cut);
        }
        ok(digest_read(slice_of(rows[i].digest), &other) && digest_equal(&digest, &other), "and read back");
    }
    while (million.length < 1000000)
        text_add_byte(&million, 'a');
    digest = digest_of(text_slice(&million));
    digest_hex(&digest, hex);
    is_bytes(hex, sizeof hex, "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0", "SHA-256 of a million bytes");
    text_release(&million);

    ok(!digest_read(slice_of(""), &other), "nothing is no digest");
    ok(!digest_read(slice_of("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015a"), &other), "nor are 63 digits");
    ok(!digest_read(slice_of("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad0"), &other), "nor 65");
    ok(!digest_read(slice_of("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ag"), &other), "nor a g");
    ok(!digest_read(slice_of("BA7816BF8F01CFEA414140DE5DAE2223B00361A396177A9CB410FF61F20015AD"), &other), "nor capitals");
    digest = digest_of(SLICE("a"));
    other = digest_of(SLICE("b"));
    ok(!digest_equal(&digest, &other), "other bytes, other digest");
}

/* money.h */

static void test_currencies(void)
{
    static const struct {
        const char *code;
        unsigned decimals;
    } rows[] = {{"EUR", 2}, {"GBP", 2}, {"USD", 2}, {"CHF", 2}, {"AED", 2}, {"ZWG", 2}, {"JPY", 0}, {"KRW", 0},
                {"ISK", 0}, {"CLP", 0}, {"XOF", 0}, {"XPF", 0}, {"VND", 0}, {"BIF", 0}, {"UGX", 0}, {"BHD", 3},
                {"KWD", 3}, {"TND", 3}, {"JOD", 3}, {"OMR", 3}, {"IQD", 3}, {"LYD", 3}, {"HUF", 2}, {"ZAR", 2}};
    static const char *const wrong[] = {"", "EU", "EURO", "eur", "XXX", "UR ", "R F", "3BI", "0BM", "  A"};
    struct currency currency;

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        bool found = currency_find(slice_of(rows[i].code), &currency, &fault);

        ok(found && strcmp(currency.code, rows[i].code) == 0 && currency.decimals == rows[i].decimals, "%s has %u decimals",
           rows[i].code, rows[i].decimals);
    }
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
        ok(!currency_find(slice_of(wrong[i]), &currency, &fault), "\"%s\" is no currency", wrong[i]);
    is_text(fault.code, "unknown_currency", "and has a code");
}

static void test_amounts(void)
{
    static const struct {
        const char *currency, *text;
        amount value;
        const char *written;
    } rows[] = {
        {"EUR", "19.90", 1990, "19.90"},
        {"EUR", "19.9", 1990, "19.90"},
        {"EUR", "19", 1900, "19.00"},
        {"EUR", "0", 0, "0.00"},
        {"EUR", "0.05", 5, "0.05"},
        {"EUR", "-0.05", -5, "-0.05"},
        {"EUR", "-0", 0, "0.00"},
        {"EUR", "007.5", 750, "7.50"},
        {"EUR", "19.9000", 1990, "19.90"},
        {"EUR", "90000000000000.00", AMOUNT_LIMIT, "90000000000000.00"},
        {"EUR", "-90000000000000", -AMOUNT_LIMIT, "-90000000000000.00"},
        {"JPY", "1990", 1990, "1990"},
        {"JPY", "1990.0", 1990, "1990"},
        {"JPY", "-1", -1, "-1"},
        {"KWD", "1.234", 1234, "1.234"},
        {"KWD", "1.2", 1200, "1.200"},
    };
    static const struct {
        const char *currency, *text, *code;
    } wrong[] = {
        {"EUR", "", "not_a_decimal"},
        {"EUR", "-", "not_a_decimal"},
        {"EUR", ".", "not_a_decimal"},
        {"EUR", ".5", "not_a_decimal"},
        {"EUR", "5.", "not_a_decimal"},
        {"EUR", "1.2.3", "not_a_decimal"},
        {"EUR", "1..2", "not_a_decimal"},
        {"EUR", "+1", "not_a_decimal"},
        {"EUR", "--1", "not_a_decimal"},
        {"EUR", "1-", "not_a_decimal"},
        {"EUR", " 1", "not_a_decimal"},
        {"EUR", "1 ", "not_a_decimal"},
        {"EUR", "1,5", "not_a_decimal"},
        {"EUR", "1e3", "not_a_decimal"},
        {"EUR", "0x10", "not_a_decimal"},
        {"EUR", "NaN", "not_a_decimal"},
        {"EUR", "\xd9\xa1", "not_a_decimal"},
        {"EUR", "19.901", "too_many_decimals"},
        {"EUR", "0.001", "too_many_decimals"},
        {"JPY", "19.9", "too_many_decimals"},
        {"KWD", "1.2345", "too_many_decimals"},
        {"EUR", "90000000000000.01", "number_too_large"},
        {"EUR", "90000000000001", "number_too_large"},
        {"EUR", "99999999999999999999999999999999999999999", "number_too_large"},
        {"EUR", "-99999999999999999999999999999999999999999", "number_too_large"},
        {"EUR", "18446744073709551616", "number_too_large"},
    };
    struct currency euro = currency_called("EUR");
    struct text text = TEXT_INIT;
    amount value = 0;

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct currency currency = currency_called(rows[i].currency);

        value = -1;
        ok(amount_read(slice_of(rows[i].text), &currency, true, "total", &value, &fault) && value == rows[i].value,
           "%s %s is %" PRId64 " minor units", rows[i].text, rows[i].currency, rows[i].value);
        text_clear(&text);
        amount_write(&text, value, &currency);
        is_bytes(text.bytes, text.length, rows[i].written, "and is written %s", rows[i].written);
    }
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        struct currency currency = currency_called(wrong[i].currency);

        value = 77;
        ok(!amount_read(slice_of(wrong[i].text), &currency, true, "total", &value, &fault) && value == 77, "\"%s\" %s is refused",
           wrong[i].text, wrong[i].currency);
        ok(fault.kind == FAULT_REFUSED && strcmp(fault.code, wrong[i].code) == 0 && strcmp(fault.field, "total") == 0,
           "as %s (here %s)", wrong[i].code, fault.code);
    }
    ok(!amount_read(SLICE("-1"), &euro, false, "total", &value, &fault) && strcmp(fault.code, "negative") == 0,
       "a negative amount is refused where none is allowed");
    ok(amount_read(SLICE("1\0"), &euro, false, "total", &value, &fault) == false, "so is a NUL");

    value = 1;
    ok(amount_add(&value, 2) && value == 3, "amount_add");
    value = AMOUNT_LIMIT - 1;
    ok(amount_add(&value, 1) && value == AMOUNT_LIMIT, "up to the limit");
    ok(!amount_add(&value, 1) && value == AMOUNT_LIMIT, "not beyond, and the sum stays");
    ok(!amount_add(&value, INT64_MAX) && value == AMOUNT_LIMIT, "nor around");
    value = -AMOUNT_LIMIT;
    ok(!amount_add(&value, -1) && !amount_add(&value, INT64_MIN) && value == -AMOUNT_LIMIT, "nor below");
    text_release(&text);
}

static void test_prices(void)
{
    static const struct {
        const char *currency, *text;
        price value;
        const char *written;
    } rows[] = {
        {"EUR", "39.90", 39900000, "39.90"},
        {"EUR", "3.6", 3600000, "3.60"},
        {"EUR", "0.000001", 1, "0.000001"},
        {"EUR", "0.1250", 125000, "0.125"},
        {"EUR", "5", 5000000, "5.00"},
        {"JPY", "5", 5000000, "5"},
        {"JPY", "5.5", 5500000, "5.5"},
        {"KWD", "5", 5000000, "5.000"},
        {"EUR", "1.1000000000", 1100000, "1.10"},
        {"EUR", "9000000000", AMOUNT_LIMIT, "9000000000.00"},
        {"EUR", "0", 0, "0.00"},
    };
    static const struct {
        const char *text;
        percent value;
        const char *written;
    } rates[] = {{"21", 210000, "21"},      {"5.5", 55000, "5.5"},   {"0", 0, "0"},          {"21.00", 210000, "21"},
                 {"8.875", 88750, "8.875"}, {"0.0001", 1, "0.0001"}, {"100", 1000000, "100"}};
    static const struct {
        const char *currency, *price;
        int64_t quantity;
        amount total;
    } products[] = {
        {"EUR", "3.60", 10, 3600},   {"EUR", "39.90", 2, 7980}, {"EUR", "0.125", 1, 13}, /* a tie goes away from zero */
        {"EUR", "0.124999", 1, 12},  {"EUR", "0.125", -1, -13}, {"EUR", "0.124999", -1, -12},
        {"EUR", "0.125", 3, 38}, /* rounded once: 0.375, not 3 times 0.13 */
        {"EUR", "0.333333", 3, 100}, {"EUR", "0.005", 1, 1},    {"EUR", "0.004999", 1, 0},
        {"EUR", "1.005", 1, 101}, /* where doubles say 1.00 */
        {"EUR", "2.675", 1, 268},    {"JPY", "0.5", 1, 1},      {"JPY", "0.5", -1, -1},
        {"JPY", "0.4", 1, 0},        {"KWD", "0.0005", 1, 1},   {"KWD", "1.2345", 2, 2469},
        {"EUR", "0", 1000000, 0},    {"EUR", "19.90", 0, 0},
    };
    struct text text = TEXT_INIT;
    amount total;
    price value;
    percent rate;
    struct currency euro = currency_called("EUR");

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct currency currency = currency_called(rows[i].currency);

        ok(price_read(slice_of(rows[i].text), "price", &value, &fault) && value == rows[i].value, "the price %s is %" PRId64,
           rows[i].text, rows[i].value);
        text_clear(&text);
        price_write(&text, value, &currency);
        is_bytes(text.bytes, text.length, rows[i].written, "and is written %s in %s", rows[i].written, rows[i].currency);
    }
    ok(!price_read(SLICE("-1"), "price", &value, &fault) && strcmp(fault.code, "negative") == 0, "a negative price is refused");
    ok(!price_read(SLICE("1.0000001"), "price", &value, &fault) && strcmp(fault.code, "too_many_decimals") == 0,
       "so are seven decimals");
    ok(!price_read(SLICE("9000000000.000001"), "price", &value, &fault) && strcmp(fault.code, "number_too_large") == 0,
       "and a price beyond the limit");
    text_clear(&text);
    price_write(&text, -1500000, &euro);
    is_bytes(text.bytes, text.length, "-1.50", "a price below zero can be written");

    for (size_t i = 0; i < sizeof rates / sizeof *rates; i++) {
        ok(percent_read(slice_of(rates[i].text), "vat_rate", &rate, &fault) && rate == rates[i].value, "%s %% is %" PRId64,
           rates[i].text, rates[i].value);
        text_clear(&text);
        percent_write(&text, rate);
        is_bytes(text.bytes, text.length, rates[i].written, "and is written %s", rates[i].written);
    }
    ok(!percent_read(SLICE("100.0001"), "vat_rate", &rate, &fault), "more than 100 %% is refused");
    ok(!percent_read(SLICE("-21"), "vat_rate", &rate, &fault), "so is less than nothing");
    ok(!percent_read(SLICE("21%"), "vat_rate", &rate, &fault), "and a sign behind");

    for (size_t i = 0; i < sizeof products / sizeof *products; i++) {
        struct currency currency = currency_called(products[i].currency);

        total = -77;
        ok(price_read(slice_of(products[i].price), "price", &value, &fault) &&
               price_times(value, products[i].quantity, &currency, &total),
           "%s times %" PRId64, products[i].price, products[i].quantity);
        is_int(total, products[i].total, "is %" PRId64 " minor units of %s", products[i].total, products[i].currency);
    }
    total = 5;
    ok(price_times(AMOUNT_LIMIT, 10000, &euro, &total) && total == AMOUNT_LIMIT, "a product at the limit");
    total = 5;
    ok(!price_times(AMOUNT_LIMIT, 10001, &euro, &total) && total == 5, "a product beyond the limit is refused");
    ok(!price_times(AMOUNT_LIMIT, INT64_MAX, &euro, &total) && !price_times(AMOUNT_LIMIT, INT64_MIN, &euro, &total),
       "however far beyond");
    text_release(&text);
}

static void test_rounding(void)
{
    static const struct {
        int64_t value, divisor, rounded;
    } rows[] = {
        {0, 1, 0},
        {7, 1, 7},
        {-7, 1, -7},
        {1, 2, 1},
        {-1, 2, -1},
        {3, 2, 2},
        {-3, 2, -2},
        {5, 2, 3},
        {-5, 2, -3},
        {1, 3, 0},
        {2, 3, 1},
        {-1, 3, 0},
        {-2, 3, -1},
        {4, 3, 1},
        {5, 3, 2},
        {14, 10, 1},
        {15, 10, 2},
        {16, 10, 2},
        {25, 10, 3},
        {-14, 10, -1},
        {-15, 10, -2},
        {-25, 10, -3},
        {1, 1000000, 0},
        {499999, 1000000, 0},
        {500000, 1000000, 1},
        {-500000, 1000000, -1},
        {-499999, 1000000, 0},
        {2, 5, 0},
        {3, 5, 1},
        {-3, 5, -1},
    };
    int64_t wrong = 0;

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        is_int((int64_t)divide_rounded(rows[i].value, rows[i].divisor), rows[i].rounded, "%" PRId64 " / %" PRId64, rows[i].value,
               rows[i].divisor);
    /* By definition: the result times the divisor lies within half a divisor, and a tie lies further from zero. */
    for (int64_t divisor = 1; divisor <= 50; divisor++) {
        for (int64_t value = -500; value <= 500; value++) {
            int64_t came = (int64_t)divide_rounded(value, divisor);
            int64_t twice = 2 * (came * divisor - value);
            bool tie = twice == divisor || twice == -divisor;

            if (twice > divisor || twice < -divisor || (tie && (value > 0 ? twice < 0 : twice > 0)))
                wrong++;
        }
    }
    is_int(wrong, 0, "every small quotient is the nearest integer, ties away from zero");
    {
        wide large = (wide)INT64_MAX * INT64_MAX;

        ok(divide_rounded(large, INT64_MAX) == INT64_MAX && divide_rounded(-large, INT64_MAX) == -(wide)INT64_MAX,
           "128 bits do not overflow");
    }
}

static void test_shares(void)
{
    static const struct {
        amount whole;
        size_t count;
        amount weights[5], parts[5];
        const char *name;
    } rows[] = {
        {103, 2, {100, 100}, {52, 51}, "the first of equals gets the odd cent"},
        {-103, 2, {100, 100}, {-52, -51}, "below zero as above"},
        {100, 3, {1, 1, 1}, {34, 33, 33}, "a third each"},
        {101, 3, {1, 1, 1}, {34, 34, 33}, "two cents left"},
        {100, 3, {1, 2, 1}, {25, 50, 25}, "exact shares"},
        {5, 3, {0, 0, 0}, {5, 0, 0}, "no weight: all to the first"},
        {5, 3, {0, 1, 0}, {0, 5, 0}, "one weight: all to it"},
        {10, 3, {6, 3, 1}, {6, 3, 1}, "weights that sum to the whole"},
        {10, 3, {1, 1, 7}, {1, 1, 8}, "the largest remainder gets the cent"}, /* 1.11 1.11 7.78 */
        {1, 4, {1, 1, 1, 2}, {0, 0, 0, 1}, "one cent among four"},
        {0, 3, {1, 2, 3}, {0, 0, 0}, "nothing to share"},
        {7, 1, {0}, {7}, "one part"},
        {AMOUNT_LIMIT, 2, {AMOUNT_LIMIT, AMOUNT_LIMIT}, {AMOUNT_LIMIT / 2, AMOUNT_LIMIT / 2}, "the largest amounts"},
        {-AMOUNT_LIMIT, 2, {0, AMOUNT_LIMIT}, {0, -AMOUNT_LIMIT}, "and the smallest"},
    };
    amount parts[64];
    int wrong = 0;

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        bool passed = true;

        amount_share(rows[i].whole, rows[i].weights, rows[i].count, parts);
        for (size_t part = 0; part < rows[i].count; part++)
            passed = passed && parts[part] == rows[i].parts[part];
        if (!ok(passed, "shares of %" PRId64 ": %s", rows[i].whole, rows[i].name))
            for (size_t part = 0; part < rows[i].count; part++)
                printf("#   part %zu: %" PRId64 "\n", part, parts[part]);
    }
    srandom(20261121);
    for (int round = 0; round < 20000; round++) {
        amount weights[64];
        size_t count = (size_t)(random() % 64) + 1;
        amount whole = random() % 2000000 - 1000000;
        wide total = 0;
        amount sum = 0;

        for (size_t i = 0; i < count; i++) {
            weights[i] = random() % 4 ? random() % 100000 : 0;
            total += weights[i];
        }
        amount_share(whole, weights, count, parts);
        for (size_t i = 0; i < count; i++) {
            wide distance = total ? (wide)parts[i] * total - (wide)whole * weights[i] : 0;

            sum += parts[i];
            wrong += distance >= total && total > 0; /* a share is its exact value, up or down to a whole cent */
            wrong += -distance >= total && total > 0;
            wrong += whole >= 0 ? parts[i] < 0 : parts[i] > 0;
            for (size_t before = 0; total && before < i; before++) /* of equals, the first never gets less */
                wrong += weights[before] == weights[i] && (whole >= 0 ? parts[before] < parts[i] : parts[before] > parts[i]);
        }
        wrong += sum != whole;
    }
    is_int(wrong, 0, "20000 random splits sum to the whole, and each part is fair");
}

/* date.h */

static void test_days(void)
{
    static const struct {
        const char *text;
        day value;
    } rows[] = {
        {"1970-01-01", 0},       {"1969-12-31", -1},     {"2000-02-29", 11016},  {"2024-02-29", 19782},
        {"2026-11-21", 20778},   {"2026-12-31", 20818},  {"2027-01-01", 20819},  {"0001-01-01", -719162},
        {"9999-12-31", 2932896}, {"1900-02-28", -25509}, {"1900-03-01", -25508},
    };
    static const char *const wrong[] = {
        "",           "2026",        "2026-11",     "2026-11-2",   "2026-11-021", "2026-1-21",
        "26-11-21",   "2026/11/21",  "2026-11-21 ", " 2026-11-21", "2026-11-21T", "2026-00-10",
        "2026-13-01", "2026-01-00",  "2026-01-32",  "2026-04-31",  "2026-06-31",  "2026-09-31",
        "2026-11-31", "2026-02-29",  "2025-02-29",  "2100-02-29",  "1900-02-29",  "2024-02-30",
        "0000-01-01", "10000-01-01", "-001-01-01",  "2026-11-2x",  "2026-+1-21",  "20261121",
    };
    struct text text = TEXT_INIT;
    day value = 0;
    day expected;
    int mistakes = 0;

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        ok(day_read(slice_of(rows[i].text), &value), "%s is a day", rows[i].text);
        is_int(value, rows[i].value, "the %d. since 1970-01-01", (int)rows[i].value);
        text_clear(&text);
        day_write(&text, rows[i].value);
        is_bytes(text.bytes, text.length, rows[i].text, "and is written %s", rows[i].text);
    }
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
        ok(!day_read(slice_of(wrong[i]), &value), "\"%s\" is no day", wrong[i]);

    /* Counts every day of the calendar from its definition. */
    expected = -719162;
    for (int year = 1; year <= 9999; year++) {
        for (unsigned month = 1; month <= 12; month++) {
            bool leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
            unsigned length = month == 2 ? (leap ? 29 : 28) : month == 4 || month == 6 || month == 9 || month == 11 ? 30 : 31;

            for (unsigned dom = 1; dom <= length; dom++, expected++) {
                int back_year;
                unsigned back_month;
                unsigned back_dom;

                day_to_civil(expected, &back_year, &back_month, &back_dom);
                mistakes +=
                    day_from_civil(year, month, dom) != expected || back_year != year || back_month != month || back_dom != dom;
            }
        }
    }
    is_int(mistakes, 0, "every day from the year 1 to 9999 is counted, and back");
    is_int(expected, 2932897, "3652059 days in all");
    text_release(&text);
}

static void test_instants(void)
{
    static const struct {
        const char *text;
        instant value;
        const char *written;
    } rows[] = {
        {"1970-01-01T00:00:00Z", 0, "1970-01-01T00:00:00.000Z"},
        {"2026-11-21T18:07:21.241Z", 1795284441241, "2026-11-21T18:07:21.241Z"},
        {"2026-11-21T19:07:21.241+01:00", 1795284441241, "2026-11-21T18:07:21.241Z"},
        {"2026-11-21T13:37:21.241-04:30", 1795284441241, "2026-11-21T18:07:21.241Z"},
        {"2026-11-21t18:07:21z", 1795284441000, "2026-11-21T18:07:21.000Z"},
        {"2026-11-21 18:07:21Z", 1795284441000, "2026-11-21T18:07:21.000Z"},
        {"2026-11-21T18:07:21.2Z", 1795284441200, "2026-11-21T18:07:21.200Z"},
        {"2026-11-21T18:07:21.24Z", 1795284441240, "2026-11-21T18:07:21.240Z"},
        {"2026-11-21T18:07:21.241999999Z", 1795284441241, "2026-11-21T18:07:21.241Z"},
        {"1969-12-31T23:59:59.999Z", -1, "1969-12-31T23:59:59.999Z"},
        {"1969-12-31T00:00:00Z", -86400000, "1969-12-31T00:00:00.000Z"},
        {"2016-12-31T23:59:60Z", 1483228800000, "2017-01-01T00:00:00.000Z"},
        {"2026-12-31T23:30:00-01:00", 1798763400000, "2027-01-01T00:30:00.000Z"},
        {"0001-01-01T00:00:00Z", -62135596800000, "0001-01-01T00:00:00.000Z"},
        {"9999-12-31T23:59:59.999Z", 253402300799999, "9999-12-31T23:59:59.999Z"},
    };
    static const char *const wrong[] = {
        "",
        "2026-11-21",
        "2026-11-21T18:07:21",
        "2026-11-21T18:07Z",
        "2026-11-21T18Z",
        "2026-11-21T24:00:00Z",
        "2026-11-21T18:60:00Z",
        "2026-11-21T18:07:61Z",
        "2026-11-21T18:07:21.Z",
        "2026-11-21T18:07:21,5Z",
        "2026-11-21T18:07:21+1:00",
        "2026-11-21T18:07:21+0100",
        "2026-11-21T18:07:21+24:00",
        "2026-11-21T18:07:21+01:60",
        "2026-11-21T18:07:21Z ",
        "2026-11-21T18:07:21ZZ",
        "2026-11-21_18:07:21Z",
        "2026-02-30T18:07:21Z",
        "2026-11-21T-8:07:21Z",
        "2026-11-21T18:07:21 +01:00",
        "1795284441",
        "0001-01-01T00:00:00+00:01",
        "9999-12-31T23:59:59-00:01",
        "9999-12-31T23:59:60Z",
    };
    struct text text = TEXT_INIT;
    instant value = 0;

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        value = -77;
        ok(instant_read(slice_of(rows[i].text), &value), "%s is an instant", rows[i].text);
        is_int(value, rows[i].value, "%" PRId64 " ms since 1970", rows[i].value);
        text_clear(&text);
        instant_write(&text, value);
        is_bytes(text.bytes, text.length, rows[i].written, "written %s", rows[i].written);
    }
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
        ok(!instant_read(slice_of(wrong[i]), &value), "\"%s\" is no instant", wrong[i]);
    text_release(&text);
}

static instant at(const char *text)
{
    instant value = INT64_MIN;

    if (!instant_read(slice_of(text), &value))
        printf("# %s is no instant\n", text);
    return value;
}

static day on(const char *text)
{
    day value = INT32_MIN;

    if (!day_read(slice_of(text), &value))
        printf("# %s is no day\n", text);
    return value;
}

static void is_instant(instant came, const char *wanted, const char *name)
{
    struct text text = TEXT_INIT;

    instant_write(&text, came);
    is_bytes(text.bytes, text.length, wanted, "%s", name);
    text_release(&text);
}

static void is_moment(const char *written, const char *wanted)
{
    instant value = 0;

    if (ok(moment_read(slice_of(written), "placed_at", &value, &fault), "\"%s\" is read", written))
        is_instant(value, wanted, wanted);
}

static void test_brussels(void)
{
    static const struct {
        const char *instant, *day;
    } days[] = {
        {"2026-11-21T22:59:59.999Z", "2026-11-21"}, {"2026-11-21T23:00:00Z", "2026-11-22"},
        {"2026-06-30T21:59:59.999Z", "2026-06-30"}, {"2026-06-30T22:00:00Z", "2026-07-01"},
        {"2026-12-31T23:00:00Z", "2027-01-01"},     {"2026-03-28T23:00:00Z", "2026-03-29"},
        {"2026-03-29T21:59:59Z", "2026-03-29"},     {"2026-03-29T22:00:00Z", "2026-03-30"},
        {"2026-10-24T22:00:00Z", "2026-10-25"},     {"2026-10-25T22:59:59Z", "2026-10-25"},
        {"2026-10-25T23:00:00Z", "2026-10-26"},     {"1969-12-31T23:00:00Z", "1970-01-01"},
    };
    int mistakes = 0;

    if (!ok(zone_use("Europe/Brussels", &fault), "there is a zone Europe/Brussels")) {
        printf("# %s\n", fault.reason);
        return;
    }
    for (size_t i = 0; i < sizeof days / sizeof *days; i++)
        is_int(instant_day(at(days[i].instant)), on(days[i].day), "%s is %s in Brussels", days[i].instant, days[i].day);

    is_instant(day_start(on("2026-01-01")), "2025-12-31T23:00:00.000Z", "a day of winter starts at 23:00 UTC");
    is_instant(day_start(on("2026-07-01")), "2026-06-30T22:00:00.000Z", "a day of summer at 22:00 UTC");
    is_int(day_start(on("2026-03-30")) - day_start(on("2026-03-29")), 23 * 3600000, "2026-03-29 has 23 hours");
    is_int(day_start(on("2026-10-26")) - day_start(on("2026-10-25")), 25 * 3600000, "2026-10-25 has 25 hours");
    is_moment("2026-11-21T18:07:21Z", "2026-11-21T18:07:21.000Z");
    is_moment("2026-11-21T18:07:21+02:00", "2026-11-21T16:07:21.000Z");
    is_moment("2026-11-21T18:07:21+0200", "2026-11-21T16:07:21.000Z");
    is_moment("2026-11-21 18:07:21 +0530", "2026-11-21T12:37:21.000Z");
    is_moment("2026-11-21T18:07:21.250-05", "2026-11-21T23:07:21.250Z");
    is_moment("2026-11-21T18:07Z", "2026-11-21T18:07:00.000Z");
    is_moment("2026-11-21 18:07:21 UTC", "2026-11-21T18:07:21.000Z");
    is_moment("2026-11-21T18:07:21.5", "2026-11-21T17:07:21.500Z");
    is_moment("2026-11-21 18:07:21", "2026-11-21T17:07:21.000Z");
    is_moment("2026-11-21 18:07", "2026-11-21T17:07:00.000Z");
    is_moment("2026-11-21", "2026-11-20T23:00:00.000Z");
    is_moment("2026-07-01", "2026-06-30T22:00:00.000Z");
    is_moment("2026-03-29 01:59:59", "2026-03-29T00:59:59.000Z");
    is_moment("2026-03-29 03:00", "2026-03-29T01:00:00.000Z");
    is_moment("2026-03-29 02:30", "2026-03-29T01:30:00.000Z"); /* skipped: as if the clock had not been put forward */
    is_moment("2026-10-25 01:59", "2026-10-24T23:59:00.000Z");
    is_moment("2026-10-25 02:30", "2026-10-25T00:30:00.000Z"); /* twice: the first */
    is_moment("2026-10-25 03:00", "2026-10-25T02:00:00.000Z");

    for (day one = on("1990-01-01"); one < on("2030-01-01"); one++) {
        instant start = day_start(one);

        mistakes += instant_day(start) != one || instant_day(start - 1) != one - 1;
    }
    is_int(mistakes, 0, "from 1990 to 2030 every day starts where the day before ends");
}

static void test_other_zones(void)
{
    static const char *const zones[] = {"America/Sao_Paulo",   "America/Havana", "Africa/Cairo",     "Asia/Beirut",
                                        "Australia/Lord_Howe", "Asia/Kathmandu", "America/St_Johns", "Pacific/Kiritimati"};
    static const char *const wrong[] = {
        "",          "Nowhere",       "Europe/Nowhere",   "../etc/passwd", "/etc/localtime", "Europe", "zone1970.tab", "tzdata.zi",
        "CET-1CEST", ":Europe/Paris", "Europe/Brussels/", " UTC"};

    for (size_t i = 0; i < sizeof zones / sizeof *zones; i++) {
        int mistakes = 0;

        if (!ok(zone_use(zones[i], &fault), "there is a zone %s", zones[i]))
            continue;
        for (day one = on("2000-01-01"); one < on("2030-01-01"); one++) {
            instant start = day_start(one);

            mistakes += instant_day(start) != one || instant_day(start - 1) >= one;
        }
        is_int(mistakes, 0, "in %s every day starts with its first instant", zones[i]);
    }
    ok(zone_use("Pacific/Apia", &fault), "there is a zone Pacific/Apia");
    is_instant(day_start(on("2011-12-31")), "2011-12-30T10:00:00.000Z", "where 2011-12-30 never was");

    ok(zone_use("Europe/Brussels", &fault), "Europe/Brussels again");
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        ok(!zone_use(wrong[i], &fault) && fault.kind == FAULT_USAGE, "\"%s\" is no zone", wrong[i]);
        is_int(instant_day(at("2026-11-21T23:30:00Z")), on("2026-11-22"), "and the zone stays what it was");
    }
    ok(zone_use("UTC", &fault), "there is UTC");
    is_int(instant_day(at("2026-11-21T23:59:59.999Z")), on("2026-11-21"), "whose days end at midnight");
    is_instant(day_start(on("2026-11-22")), "2026-11-22T00:00:00.000Z", "and start there");
    is_moment("2026-11-21 18:07:21", "2026-11-21T18:07:21.000Z");
    {
        static const char *const none[] = {"",
                                           "yesterday",
                                           "21/11/2026",
                                           "2026-02-30",
                                           "2026-11-21 25:00",
                                           "2026-11-21T",
                                           "2026-11-21 18",
                                           "2026-11-21 18:07:21 CET",
                                           "2026-11-21 18:07:21 ",
                                           "2026-11-21 18:07:21 +1",
                                           "2026-11-21 18:07:21+01:",
                                           "2026-11-21 18:07:21+01:60",
                                           "2026-11-21 18:07:21+01000",
                                           "0001-01-01 00:00:00 +0100",
                                           "2026-11-21+01:00",
                                           "12/1/2010 8:26"};
        instant value;

        for (size_t i = 0; i < sizeof none / sizeof *none; i++)
            ok(!moment_read(slice_of(none[i]), "placed_at", &value, &fault) && fault.kind == FAULT_REFUSED &&
                   strcmp(fault.code, "not_a_date") == 0 && strcmp(fault.field, "placed_at") == 0,
               "\"%s\" is no moment", none[i]);
    }
}

static void test_periods(void)
{
    static const struct {
        const char *day, *week, *first;
    } weeks[] = {
        {"2020-12-28", "2020-W53", "2020-12-28"}, {"2020-12-31", "2020-W53", "2020-12-28"},
        {"2021-01-03", "2020-W53", "2020-12-28"}, {"2021-01-04", "2021-W01", "2021-01-04"},
        {"2026-11-21", "2026-W47", "2026-11-16"}, {"2026-12-31", "2026-W53", "2026-12-28"},
        {"2027-01-03", "2026-W53", "2026-12-28"}, {"2027-01-04", "2027-W01", "2027-01-04"},
        {"2024-12-30", "2025-W01", "2024-12-30"}, {"2008-12-29", "2009-W01", "2008-12-29"},
        {"2010-01-03", "2009-W53", "2009-12-28"}, {"1970-01-01", "1970-W01", "1969-12-29"},
        {"1969-12-28", "1969-W52", "1969-12-22"}, {"2016-01-01", "2015-W53", "2015-12-28"},
    };
    static const struct {
        const char *day;
        enum grain grain;
        const char *first, *next, *written;
    } rows[] = {
        {"2026-11-21", GRAIN_DAY, "2026-11-21", "2026-11-22", "2026-11-21"},
        {"2026-12-31", GRAIN_DAY, "2026-12-31", "2027-01-01", "2026-12-31"},
        {"2026-11-21", GRAIN_MONTH, "2026-11-01", "2026-12-01", "2026-11"},
        {"2026-12-31", GRAIN_MONTH, "2026-12-01", "2027-01-01", "2026-12"},
        {"2024-02-29", GRAIN_MONTH, "2024-02-01", "2024-03-01", "2024-02"},
        {"2026-11-21", GRAIN_YEAR, "2026-01-01", "2027-01-01", "2026"},
        {"2024-12-31", GRAIN_YEAR, "2024-01-01", "2025-01-01", "2024"},
        {"2020-12-31", GRAIN_WEEK, "2020-12-28", "2021-01-04", "2020-W53"},
    };
    struct text text = TEXT_INIT;
    int mistakes = 0;

    for (size_t i = 0; i < sizeof weeks / sizeof *weeks; i++) {
        day first = period_first(on(weeks[i].day), GRAIN_WEEK);

        is_int(first, on(weeks[i].first), "the week of %s starts on %s", weeks[i].day, weeks[i].first);
        text_clear(&text);
        period_write(&text, first, GRAIN_WEEK);
        is_bytes(text.bytes, text.length, weeks[i].week, "and is %s", weeks[i].week);
    }
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        day first = period_first(on(rows[i].day), rows[i].grain);

        is_int(first, on(rows[i].first), "the period %s of %s starts on %s", rows[i].written, rows[i].day, rows[i].first);
        is_int(period_next(first, rows[i].grain), on(rows[i].next), "and the next on %s", rows[i].next);
        text_clear(&text);
        period_write(&text, first, rows[i].grain);
        is_bytes(text.bytes, text.length, rows[i].written, "and is %s", rows[i].written);
    }
    for (day one = on("1900-01-01"); one < on("2100-01-01"); one++)
        for (enum grain grain = GRAIN_DAY; grain <= GRAIN_YEAR; grain++) {
            day first = period_first(one, grain);
            day next = period_next(first, grain);

            mistakes += first > one || next <= one || period_first(next, grain) != next || period_first(next - 1, grain) != first;
        }
    is_int(mistakes, 0, "periods hold their days, without gaps, from 1900 to 2100");
    text_release(&text);
}

/* Names that are alike but for a few digits, wherever in a word these stand. */
static void test_hashes(void)
{
    enum { SLOTS = 4096, NAMES = 1024, LEAST = 820 };
    int worst = NAMES;

    for (unsigned length = 0; length < 16; length++) {
        static bool taken[SLOTS];
        int slots = 0;

        memset(taken, 0, sizeof taken);
        for (unsigned i = 0; i < NAMES; i++) {
            char name[64];
            bool *slot;

            snprintf(name, sizeof name, "%.*s%08u@main", (int)length, "stock/of/a/thing", i);
            slot = &taken[slice_hash(slice_of(name)) % SLOTS];
            slots += !*slot;
            *slot = true;
        }
        worst = slots < worst ? slots : worst;
    }
    ok(worst >= LEAST, "hashes of names that are alike spread over as many slots as chance would take (%d)", worst);
}

int main(void)
{
    test_hashes();
    test_slices();
    test_texts();
    test_utf8();
    test_utf8_of_every_code_point();
    test_traits();
    test_arena();
    test_memory();
    test_faults();
    test_digests();
    test_currencies();
    test_amounts();
    test_prices();
    test_rounding();
    test_shares();
    test_days();
    test_instants();
    test_brussels();
    test_other_zones();
    test_periods();
    return tap_end();
}
