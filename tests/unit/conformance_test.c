/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "files.h"
#include "tap.h"

#include "json/parse.h"

#include <dirent.h>
#include <stdlib.h>

/*
 * json/parse.h against RFC 8259, by a table of what it accepts and refuses, and against jansson, which says what is accepted
 * where the RFC leaves it open and what the values are.
 *
 * JSON_TEST_SUITE names the folder test_parsing of JSONTestSuite (https://github.com/nst/JSONTestSuite), which is not part
 * of this project: all files that it holds are read then. The first letter of their names tells what is wanted.
 */

enum { JANSSON_DEPTH = 2048 };

static struct fault fault = FAULT_INIT;
static struct arena arena = ARENA_INIT;

/* A block of just the length, so that a sanitizer sees who reads behind it. */
static const json_t *read_apart(struct slice text)
{
    char *block = malloc(text.length ? text.length : 1);
    const json_t *value;

    if (!block)
        return NULL;
    if (text.length)
        memcpy(block, text.bytes, text.length);
    arena_clear(&arena);
    value = json_parse((struct slice){block, text.length}, JANSSON_DEPTH, &arena, &fault);
    free(block);
    return value;
}

/* Whether both refuse, or both have the same values in the same order; json_equal does not tell -0.0 from 0.0. */
static bool same_as_jansson(struct slice text, const json_t *value)
{
    json_t *wanted = json_loadb(text.bytes, text.length, JSON_REJECT_DUPLICATES | JSON_DECODE_ANY, NULL);
    char *came_text = value ? json_dumps(value, JSON_ENCODE_ANY) : NULL;
    char *wanted_text = wanted ? json_dumps(wanted, JSON_ENCODE_ANY) : NULL;
    bool same = value && wanted ? json_equal(value, wanted) && strcmp(came_text, wanted_text) == 0 : !value == !wanted;

    free(came_text);
    free(wanted_text);
    json_decref(wanted);
    return same;
}

static void judge(struct slice text, char wanted, const char *name)
{
    const json_t *value = read_apart(text);
    bool known = wanted == 'y' || wanted == 'n';

    if (known)
        ok(!value == (wanted == 'n'), "%s is %s", name, wanted == 'n' ? "refused" : "accepted");
    /* NUL is no JSON, but jansson stops there. */
    if (!text.length || !memchr(text.bytes, '\0', text.length))
        ok(same_as_jansson(text, value), "%s is to jansson what it is here", name);
}

static void test_table(void)
{
    static const char *const accepted[] = {
        "{}",
        "[]",
        " [ ] ",
        "\t\r\n{ }\n",
        "null",
        "true",
        "false",
        "0",
        "-0",
        "\"\"",
        "[[],{},\"\",0,null]",
        "{\"\":0}",
        "{\"a\":{\"a\":{\"a\":[]}}}",
        "{\"a\":1,\"A\":2,\"a \":3}",
        "[1 , 2 ,3]",
        "{\"a\" : 1 , \"b\":2}",
        /* Numbers. */
        "-1",
        "10",
        "9223372036854775807",
        "-9223372036854775808",
        "0.0",
        "-0.0",
        "0e0",
        "0E+0",
        "1e5",
        "1E-5",
        "1.5e+10",
        "123456789.123456789",
        "0.1",
        "0.30000000000000004",
        "1.7976931348623157e308",
        "4.9e-324",
        "2.2250738585072011e-308",
        "1e-400",
        "-1e-400",
        "9007199254740993.0",
        "100000000000000000000.0",
        "9223372036854775808.0",
        "1e22",
        "1e23",
        "0.000000000000000000000000000000000000000000000000000000000000000000000000000001",
        "123456789012345678901234567890123456789012345678901234567890.5",
        "5e-324",
        "3e-324",
        "2e-324",
        /* Strings. */
        "\"\\\"\\\\\\/\\b\\f\\n\\r\\t\"",
        "\"\\u0041\\u00e9\\u20AC\\uffff\\uFFFE\\u007f\\u0080\\u07ff\\u0800\"",
        "\"\\ud83d\\ude00\\uD800\\uDC00\\udbff\\udfff\"",
        "\"\x7f\"",
        "\"caf\xc3\xa9 \xe2\x82\xac \xf0\x9f\x98\x80\"",
        "\"\xc2\x80\xdf\xbf\xe0\xa0\x80\xef\xbf\xbf\xf0\x90\x80\x80\xf4\x8f\xbf\xbf\xef\xbf\xbe\xef\xb7\x90\"",
        "\"0123456789abcde\"",
        "\"0123456789abcdef\"",
        "\"0123456789abcdefg\"",
        "\"0123456789abcd\\n\"",
        "\"0123456789abcde\\\\\"",
        "{\"\\u0061\":1,\"b\":2}",
    };
    static const char *const refused[] = {
        "",
        " ",
        "\n",
        "[",
        "]",
        "{",
        "}",
        "{]",
        "[}",
        "[1",
        "[1,",
        "[1,]",
        "[,1]",
        "[,]",
        "[1,,2]",
        "[1 2]",
        "[1:2]",
        "[]]",
        "[] []",
        "[][]",
        "{},",
        "{}x",
        "{\"a\"",
        "{\"a\":",
        "{\"a\":1",
        "{\"a\":1,",
        "{\"a\":1,}",
        "{,}",
        "{\"a\",\"b\"}",
        "{\"a\" 1}",
        "{a:1}",
        "{'a':1}",
        "{1:1}",
        "{null:1}",
        "{\"a\":1 \"b\":2}",
        "{\"a\":1;\"b\":2}",
        "{\"a\"::1}",
        "{\"a\":1,\"a\":1}",
        "{\"a\":1,\"\\u0061\":2}",
        "[{\"b\":{\"a\":1,\"c\":2,\"a\":3}}]",
        "{\"\":1,\"\":2}",
        "nul",
        "nulll",
        "Null",
        "NULL",
        "tru",
        "truee",
        "true1",
        "fals",
        "falsee",
        "undefined",
        "NaN",
        "-NaN",
        "Infinity",
        "-Infinity",
        "[a]",
        "[\xc3\xa9]",
        "/**/1",
        "1//",
        "#",
        "\xef\xbb\xbf{}",
        "[\x0b]",
        "[\x0c]",
        "[\xc2\xa0]",
        "[\xe2\x80\xa8]",
        "\x7f",
        /* Numbers. */
        "-",
        "+1",
        "01",
        "-01",
        "00",
        "0x10",
        "1.",
        ".5",
        "-.5",
        "1.e5",
        "1e",
        "1e+",
        "1e-",
        "1.5e",
        "e5",
        "1e5.5",
        "1_000",
        "1,000",
        "1 000",
        "--1",
        "-+1",
        "1-",
        "9223372036854775808",
        "-9223372036854775809",
        "18446744073709551616",
        "100000000000000000000000000000000000000",
        "1e309",
        "-1e309",
        "1.7976931348623159e308",
        "1e99999999999999999999",
        "\xd9\xa1",
        /* Strings. */
        "\"",
        "\"a",
        "\"\\\"",
        "\"\\",
        "\"\\\\",
        "\"\\a\"",
        "\"\\x41\"",
        "\"\\'\"",
        "\"\\u\"",
        "\"\\u0\"",
        "\"\\u00\"",
        "\"\\u004\"",
        "\"\\u004g\"",
        "\"\\u 041\"",
        "\"\\u-041\"",
        "\"\\U0041\"",
        "\"\\u0000\"",
        "{\"\\u0000\":1}",
        "\"\\ud800\"",
        "\"\\udc00\"",
        "\"\\ud800x\"",
        "\"\\ud800\\n\"",
        "\"\\ud800\\u0041\"",
        "\"\\ud800\\ud800\"",
        "\"\\udc00\\ud800\"",
        "\"\\ud800\\u\"",
        "\"\\ud800\\",
        "\"\\ud800\\u",
        "\"\\ud800\\udc0",
        "\"\\\xc3\xa9\"",
        "\"\n\"",
        "\"\t\"",
        "\"\x1f\"",
        "\"\x01\"",
        "\"0123456789abcdef\x1f\"",
        "\"0123456789abcd\x1f\"",
        "'a'",
        "\"\x80\"",
        "\"\xbf\"",
        "\"\xc0\x80\"",
        "\"\xc1\xbf\"",
        "\"\xc3\"",
        "\"\xc3(\"",
        "\"\xe0\x80\x80\"",
        "\"\xe0\x9f\xbf\"",
        "\"\xe2\x82\"",
        "\"\xed\xa0\x80\"",
        "\"\xed\xbf\xbf\"",
        "\"\xf0\x80\x80\x80\"",
        "\"\xf0\x8f\xbf\xbf\"",
        "\"\xf0\x9f\x98\"",
        "\"\xf4\x90\x80\x80\"",
        "\"\xf5\x80\x80\x80\"",
        "\"\xff\"",
        "\"\xfe\"",
        "\"\\n\xff\"",
        "\"\\n\x1f\"",
        "{\"\xe9\":1}",
        "\"\xc3",
    };

    for (size_t i = 0; i < sizeof accepted / sizeof *accepted; i++)
        judge(slice_of(accepted[i]), 'y', accepted[i]);
    for (size_t i = 0; i < sizeof refused / sizeof *refused; i++)
        judge(slice_of(refused[i]), 'n', "what is no JSON");
    judge((struct slice){NULL, 0}, 'n', "nothing");
    judge(SLICE("{}\0"), 'n', "a NUL byte behind the value");
    judge(SLICE("\"a\0b\""), 'n', "a NUL byte in a string");
    judge(SLICE("[1,\0]"), 'n', "a NUL byte between values");
}

/* What ends a run of plain bytes, at every place where looking at several at once could miss it. */
static void test_every_place(void)
{
    static const char *const ends[] = {"\\n", "\\\\", "\\\"", "\\u00e9", "\x1f", "\xc3\xa9", "\xff", "\"", "\x7f", "\xe2\x82"};
    struct text text = TEXT_INIT;
    int different = 0;

    for (size_t before = 0; before < 40; before++)
        for (size_t after = 0; after < 40; after++)
            for (size_t i = 0; i < sizeof ends / sizeof *ends; i++) {
                text_clear(&text);
                text_printf(&text, "[\"%.*s%s%.*s\"]", (int)before, "abcdefghijklmnopqrstuvwxyzabcdefghijklmnopqrst", ends[i],
                            (int)after, "ABCDEFGHIJKLMNOPQRSTUVWXYZABCDEFGHIJKLMNOPQRST");
                different += !same_as_jansson(text_slice(&text), read_apart(text_slice(&text)));
            }
    is_int(different, 0, "what ends a run of plain bytes is seen wherever it stands");
    text_release(&text);
}

static void test_large(void)
{
    enum { MANY = 100000 };
    struct text text = TEXT_INIT;
    const json_t *value;

    text_add_byte(&text, '{');
    for (int i = 0; i < MANY; i++)
        text_printf(&text, "\"member %d\":%d,", i, i);
    text_add_string(&text, "\"last\":\"");
    for (int i = 0; i < MANY; i++)
        text_add_string(&text, "\\u20ac");
    text_add_string(&text, "\"}");
    value = read_apart(text_slice(&text));
    ok(same_as_jansson(text_slice(&text), value), "an object of %d members and a string of as many escapes", MANY);
    is_int((int64_t)json_object_size(value), MANY + 1, "are read whole");
    text.length--;
    text_add_string(&text, ",\"member 77777\":0}");
    ok(!read_apart(text_slice(&text)) && strcmp(fault.code, "duplicate_key") == 0, "one name of so many that comes twice is seen");
    text_release(&text);
}

static void test_reasons(void)
{
    static const struct {
        const char *json, *code, *reason;
    } rows[] = {
        {"", "not_json", "column 1: the line ends where a value should be"},
        {"{\"a\" 1}", "not_json", "column 6: a colon should be here"},
        {"{\"a\":1 \"b\":2}", "not_json", "column 8: a comma or \"}\" should be here"},
        {"[1 2]", "not_json", "column 4: a comma or \"]\" should be here"},
        {"{'a':1}", "not_json", "column 2: a name in double quotes should be here"},
        {"{\"\xc3\xa9\":x}", "not_json", "column 6: a value should be here"},
        {"{\"a\":-}", "not_json", "column 7: a digit should be here"},
        {"{\"a\":1.", "not_json", "column 8: the line ends where a digit should be"},
        {"{\"a\":9223372036854775808}", "not_json", "column 6: this whole number has more than 64 bits"},
        {"{\"a\":1e999}", "not_json", "column 6: this number is too large"},
        {"{\"a\":\"b", "not_json", "column 8: the line ends within a string"},
        {"{\"a\":\"b\\", "not_json", "column 6: the line ends within this string"},
        {"{\"a\":\"b\\x\"}", "not_json", "column 8: this escape is none"},
        {"{\"a\":\"b\\u12g4\"}", "not_json", "column 12: a hexadecimal digit should be here"},
        {"{\"a\":\"\\u0000\"}", "not_json", "column 7: \\u0000 is not allowed"},
        {"{\"a\":\"\\ud800\"}", "not_json", "column 7: this is half of a surrogate pair"},
        {"{\"a\":\"\t\"}", "not_json", "column 7: a control character must be escaped"},
        {"{\"a\":\"\xff\"}", "not_json", "column 7: this is not UTF-8"},
        {"{}{}", "not_json", "column 3: something stands behind the value"},
        {"{\"a\":1, \"a\" :2}", "duplicate_key", "column 9: this name comes twice in its object"},
        {"[[[0]]]", "nested_too_deep", "column 3: more than 2 brackets in one another"},
    };

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        ok(!json_parse(slice_of(rows[i].json), 2, &arena, &fault), "%s is refused", rows[i].json);
        is_text(fault.code, rows[i].code, "by its code");
        is_text(fault.reason, rows[i].reason, "and in words");
    }
    ok(json_parse(SLICE("[[],[],{\"a\":[]}]"), 3, &arena, &fault) != NULL, "brackets side by side are not in one another");
}

/* Values outlast neither the arena nor are they jansson's to give back; what is made beside them is. */
static void test_memory(void)
{
    json_malloc_t take_before;
    json_malloc_t take_after;
    json_free_t give_before;
    json_free_t give_after;
    const json_t *value;
    json_t *copy;

    json_get_alloc_funcs(&take_before, &give_before);
    value = read_apart(SLICE("{\"a\":[1,2,{\"b\":\"c\"}],\"d\":1.5}"));
    ok(!read_apart(SLICE("{\"a\":[1,2,{\"b\"")), "half of it is refused");
    json_get_alloc_funcs(&take_after, &give_after);
    ok(take_before == take_after && give_before == give_after, "jansson has its own memory again, whatever was read");
    value = read_apart(SLICE("{\"a\":[1,2,{\"b\":\"c\"}],\"d\":1.5}"));
    copy = json_copy((json_t *)value);
    json_object_set_new(copy, "a", json_string("x"));
    ok(json_is_array(json_object_get(value, "a")), "a copy may be changed");
    json_decref(copy);
    copy = json_deep_copy(value);
    arena_clear(&arena);
    is_text(json_string_value(json_object_get(json_array_get(json_object_get(copy, "a"), 2), "b")), "c", "and a deep one lives on");
    json_decref(copy);
}

/* What RFC 8259 leaves in, and this reader does not: see json/read.h. */
static char wanted_of(const char *name)
{
    static const char *const refused[] = {"y_object_duplicated_key.json", "y_object_duplicated_key_and_value.json",
                                          "y_object_escaped_null_in_key.json", "y_string_null_escape.json"};

    for (size_t i = 0; i < sizeof refused / sizeof *refused; i++)
        if (strcmp(name, refused[i]) == 0)
            return 'n';
    return name[0];
}

static int is_case(const struct dirent *entry)
{
    return strchr("yni", entry->d_name[0]) && entry->d_name[1] == '_';
}

static void test_suite(void)
{
    const char *folder = getenv("JSON_TEST_SUITE");
    struct text text = TEXT_INIT;
    struct text name = TEXT_INIT;
    struct dirent **entries;
    int count;

    if (!folder) {
        skip("JSONTestSuite: JSON_TEST_SUITE does not name its folder");
        return;
    }
    count = scandir(folder, &entries, is_case, alphasort);
    ok(count > 0, "%s holds cases", folder);
    for (int i = 0; i < count; i++) {
        text_clear(&name);
        text_printf(&name, "%s/%s", folder, entries[i]->d_name);
        if (ok(file_read(text_string(&name), &text), "%s is read", entries[i]->d_name))
            judge(text_slice(&text), wanted_of(entries[i]->d_name), entries[i]->d_name);
        free(entries[i]);
    }
    if (count >= 0)
        free(entries);
    text_release(&text);
    text_release(&name);
}

int main(void)
{
    test_table();
    test_every_place();
    test_large();
    test_reasons();
    test_memory();
    test_suite();
    arena_release(&arena);
    return tap_end();
}
