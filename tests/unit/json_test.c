/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tap.h"

#include "base/memory.h"
#include "json/projection.h"
#include "json/read.h"
#include "json/scan.h"
#include "json/write.h"

#include <stdlib.h>

static struct fault fault = FAULT_INIT;
static struct arena arena = ARENA_INIT;

/* Numbers that look random and are the same in every run: xorshift64*. */
static uint64_t random_state = 0x9e3779b97f4a7c15u;

static uint64_t random_below(uint64_t limit)
{
    random_state ^= random_state >> 12;
    random_state ^= random_state << 25;
    random_state ^= random_state >> 27;
    return (random_state * 0x2545f4914f6cdd1du >> 11) % limit;
}

/* write.h */

static void is_json(struct text *text, const char *wanted, const char *name)
{
    is_bytes(text->bytes, text->length, wanted, "%s", name);
    text_clear(text);
}

static void test_members(void)
{
    static const struct currency euro = {"EUR", 2};
    static const struct currency yen = {"JPY", 0};
    struct text text = TEXT_INIT;

    json_open(&text, NULL, '{');
    json_close(&text, '}');
    is_json(&text, "{}", "an empty object");

    json_open(&text, NULL, '{');
    json_put_string(&text, "a", SLICE("x"));
    json_put_optional(&text, "b", (struct slice){NULL, 0});
    json_put_optional(&text, "c", SLICE(""));
    json_put_integer(&text, "d", INT64_MIN);
    json_put_bool(&text, "e", true);
    json_open(&text, "f", '[');
    json_put_integer(&text, NULL, 1);
    json_put_bool(&text, NULL, false);
    json_open(&text, NULL, '{');
    json_close(&text, '}');
    json_open(&text, NULL, '[');
    json_close(&text, ']');
    json_put_string(&text, NULL, SLICE("{"));
    json_put_string(&text, NULL, SLICE("["));
    json_close(&text, ']');
    json_put_raw(&text, "g", SLICE("{\"h\":null}"));
    json_close(&text, '}');
    is_json(&text,
            "{\"a\":\"x\",\"c\":\"\",\"d\":-9223372036854775808,\"e\":true,\"f\":[1,false,{},[],\"{\",\"[\"],\"g\":{\"h\":null}}",
            "commas come by themselves, whatever stands before");

    json_open(&text, NULL, '{');
    json_put_amount(&text, "a", -1990, &euro);
    json_put_amount(&text, "b", 1990, &yen);
    json_put_price(&text, "c", 19900000, &euro);
    json_put_price(&text, "d", 1234567, &euro);
    json_put_percent(&text, "e", 55000);
    json_put_instant(&text, "f", 0);
    json_put_day(&text, "g", 0);
    json_close(&text, '}');
    is_json(&text,
            "{\"a\":\"-19.90\",\"b\":\"1990\",\"c\":\"19.90\",\"d\":\"1.234567\",\"e\":\"5.5\","
            "\"f\":\"1970-01-01T00:00:00.000Z\",\"g\":\"1970-01-01\"}",
            "money, rates and time are strings");
    text_release(&text);
}

static void test_escapes(void)
{
    static const struct {
        const char *value, *json;
    } rows[] = {
        {"", "\"\""},
        {"abc", "\"abc\""},
        {"\"", "\"\\\"\""},
        {"\\", "\"\\\\\""},
        {"a\"b\\c", "\"a\\\"b\\\\c\""},
        {"\b\f\n\r\t", "\"\\b\\f\\n\\r\\t\""},
        {"\x01\x1f\x7f", "\"\\u0001\\u001f\\u007f\""},
        {"/", "\"/\""},
        {"Po\xc3\xaale \xe2\x82\xac \xf0\x9f\x98\x80", "\"Po\xc3\xaale \xe2\x82\xac \xf0\x9f\x98\x80\""},
        {"\xe2\x80\xa8\xe2\x80\xa9", "\"\xe2\x80\xa8\xe2\x80\xa9\""},
        {"end\\", "\"end\\\\\""},
        {"end\n", "\"end\\n\""},
    };
    struct text text = TEXT_INIT;
    struct text room = TEXT_INIT;
    int mistakes = 0;

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        json_add_string(&text, slice_of(rows[i].value));
        is_json(&text, rows[i].json, "a string as it is written");
    }
    for (unsigned byte = 0; byte < 0x80; byte++) {
        const char bytes[3] = {'<', (char)byte, '>'};
        json_t *read;

        json_add_string(&text, (struct slice){bytes, 3});
        read = json_loadb(text.bytes, text.length, JSON_DECODE_ANY | JSON_ALLOW_NUL, NULL);
        mistakes += !read || json_string_length(read) != 3 || memcmp(json_string_value(read), bytes, 3) != 0;
        mistakes += !slice_equal(scan_decoded(text_slice(&text), &room), (struct slice){bytes, 3});
        mistakes += memchr(text.bytes, '\n', text.length) != NULL;
        json_decref(read);
        text_clear(&text);
    }
    is_int(mistakes, 0, "every ASCII byte is read back, by jansson and by scan.h, and none breaks a line");
    text_release(&text);
    text_release(&room);
}

/* A string with what strings hold: letters, all that must be escaped, characters of two to four bytes. */
static void random_string(struct text *text, bool for_name)
{
    static const char *const pieces[] = {"a",  "b",  "Z",  "0",  " ",    "/",    "\xc3\xa9", "\xe2\x82\xac", "\xf0\x9f\x98\x80",
                                         "{",  "}",  "[",  "]",  ",",    ":",    "\"",       "\\",           "\n",
                                         "\t", "\r", "\b", "\f", "\x01", "\x1f", "\x7f",     "\\u0041",      "\\\""};
    size_t count = random_below(for_name ? 4 : 12);

    text_clear(text);
    for (size_t i = 0; i < count; i++)
        text_add_string(text, pieces[random_below(sizeof pieces / sizeof *pieces)]);
}

static json_t *random_value(unsigned depth);

static json_t *random_object(unsigned depth)
{
    json_t *object = json_object();
    struct text name = TEXT_INIT;

    for (uint64_t count = random_below(6); count; count--) {
        random_string(&name, true);
        json_object_set_new(object, text_string(&name), random_value(depth));
    }
    text_release(&name);
    return object;
}

static json_t *random_value(unsigned depth)
{
    struct text string = TEXT_INIT;
    json_t *value;

    switch (random_below(depth ? 9 : 7)) {
    case 0:
        return json_null();
    case 1:
        return json_boolean(random_below(2));
    case 2:
        return json_integer((json_int_t)random_below(1000) - 500);
    case 3:
        return json_integer((json_int_t)(random_below(UINT64_MAX) << 1));
    case 4:
        return json_real((double)((int64_t)random_below(2000001) - 1000000) / (double)(1 + random_below(1000)));
    case 5:
    case 6:
        random_string(&string, false);
        value = json_stringn(string.bytes ? string.bytes : "", string.length);
        text_release(&string);
        return value;
    case 7:
        value = json_array();
        for (uint64_t count = random_below(5); count; count--)
            json_array_append_new(value, random_value(depth - 1));
        return value;
    default:
        return random_object(depth - 1);
    }
}

static void test_values(void)
{
    struct text once = TEXT_INIT;
    struct text twice = TEXT_INIT;
    int unread = 0;
    int unequal = 0;
    int different = 0;

    for (int i = 0; i < 3000; i++) {
        json_t *written = random_object(5);
        const json_t *read;

        arena_clear(&arena);
        text_clear(&once);
        text_clear(&twice);
        json_put_value(&once, NULL, written);
        read = record_read(text_slice(&once), &arena, &fault);
        if (read) {
            unequal += !json_equal(read, written);
            json_put_value(&twice, NULL, read);
            different += !slice_equal(text_slice(&once), text_slice(&twice));
        } else {
            unread++;
        }
        json_decref(written);
    }
    is_int(unread, 0, "what is written can be read");
    is_int(unequal, 0, "and is the same");
    is_int(different, 0, "and is written with the same bytes again");
    text_release(&once);
    text_release(&twice);
}

/* scan.h, held against jansson */

static bool same_value(struct slice written, const json_t *wanted, struct text *room);

static bool same_object(struct slice written, const json_t *wanted, struct text *room)
{
    struct scan scan;
    struct slice name;
    struct slice value;
    size_t count = 0;

    if (!scan_object(&scan, written))
        return false;
    while (scan_member(&scan, &name, &value)) {
        struct slice decoded = scan_decoded((struct slice){name.bytes - 1, name.length + 2}, room);
        char *key = memory_copy(decoded.bytes, decoded.length);
        const json_t *member = json_object_get(wanted, key);
        struct slice found = scan_find(written, key);

        free(key);
        /* A name without escapes is found by itself, and is the same place. */
        if (!member || !same_value(value, member, room) ||
            (!memchr(name.bytes, '\\', name.length) && (found.bytes != value.bytes || found.length != value.length)))
            return false;
        count++;
    }
    return count == json_object_size(wanted) && slice_is(scan.rest, "}");
}

static bool same_array(struct slice written, const json_t *wanted, struct text *room)
{
    struct scan scan;
    struct slice value;
    size_t count = 0;

    if (!scan_array(&scan, written))
        return false;
    while (scan_element(&scan, &value)) {
        if (count >= json_array_size(wanted) || !same_value(value, json_array_get(wanted, count), room))
            return false;
        count++;
    }
    return count == json_array_size(wanted) && slice_is(scan.rest, "]");
}

static bool same_value(struct slice written, const json_t *wanted, struct text *room)
{
    struct scan scan;
    int64_t number;

    if (scan_value_length(written) != written.length)
        return false;
    if (json_is_object(wanted))
        return same_object(written, wanted, room);
    if (json_is_array(wanted))
        return same_array(written, wanted, room);
    if (scan_object(&scan, written) || scan_array(&scan, written))
        return false;
    if (json_is_string(wanted))
        return slice_equal(scan_decoded(written, room), (struct slice){json_string_value(wanted), json_string_length(wanted)}) &&
               scan_text(written).length + 2 == written.length;
    if (scan_text(written).bytes || scan_decoded(written, room).bytes)
        return false;
    if (json_is_integer(wanted)) /* INT64_MIN has no opposite and is no number that the project writes */
        return scan_integer(written, &number) && number == json_integer_value(wanted);
    return !scan_integer(written, &number) && slice_is(written, json_is_true(wanted)    ? "true"
                                                                : json_is_false(wanted) ? "false"
                                                                : json_is_null(wanted)  ? "null"
                                                                                        : "") == !json_is_real(wanted);
}

static void test_scan(void)
{
    struct text text = TEXT_INIT;
    struct text room = TEXT_INIT;
    int different = 0;

    for (int i = 0; i < 3000; i++) {
        json_t *document = random_object(5);

        text_clear(&text);
        json_put_value(&text, NULL, document);
        if (!same_value(text_slice(&text), document, &room) && !different++)
            tap_show("first: ", text.bytes, text.length);
        json_decref(document);
    }
    is_int(different, 0, "scan.h and jansson read the same");
    text_release(&text);
    text_release(&room);
}

static void test_scan_details(void)
{
    static const char object[] = "{\"a\":1,\"b\":{\"a\":2},\"c\":[3,{\"d\":4}],\"e\":\"x\\\"y\\\\\",\"\":5}";
    struct text room = TEXT_INIT;
    struct scan scan;
    struct slice value;
    int64_t number = 77;

    ok(slice_is(scan_find(slice_of(object), "a"), "1"), "a member is found at its own level");
    ok(slice_is(scan_find(slice_of(object), "b"), "{\"a\":2}") && slice_is(scan_find(slice_of(object), "c"), "[3,{\"d\":4}]"),
       "objects and arrays are passed over whole");
    ok(!scan_find(slice_of(object), "d").bytes && !scan_find(slice_of(object), "x").bytes, "what is not there has no bytes");
    ok(slice_is(scan_find(slice_of(object), ""), "5"), "the empty name is a name");
    ok(slice_is(scan_text(scan_find(slice_of(object), "e")), "x\\\"y\\\\"), "scan_text leaves escapes in");
    ok(slice_is(scan_decoded(scan_find(slice_of(object), "e"), &room), "x\"y\\"), "scan_decoded undoes them");
    ok(!scan_find(SLICE("[1,2]"), "a").bytes && !scan_find(SLICE(""), "a").bytes && !scan_find((struct slice){NULL, 0}, "a").bytes,
       "nothing is found where there is no object");
    ok(!scan_text(SLICE("1")).bytes && !scan_text(SLICE("\"")).bytes && !scan_text((struct slice){NULL, 0}).bytes,
       "what is no string has no text");
    ok(scan_array(&scan, SLICE("[]")) && !scan_element(&scan, &value), "an empty array has no element");
    ok(scan_integer(SLICE("-12"), &number) && number == -12, "a negative number");
    ok(scan_integer(SLICE("9223372036854775807"), &number) && number == INT64_MAX, "the greatest number");
    ok(scan_integer(SLICE("-9223372036854775808"), &number) && number == INT64_MIN, "the least number");
    ok(!scan_integer(SLICE("9223372036854775808"), &number) && !scan_integer(SLICE("-9223372036854775809"), &number) &&
           !scan_integer(SLICE("1.5"), &number) && !scan_integer(SLICE("-"), &number) && !scan_integer(SLICE(""), &number) &&
           !scan_integer(SLICE("\"1\""), &number),
       "what is no whole number is none");
    text_release(&room);
}

/* Values are passed over in blocks: whatever they begin and end in must not matter. */
static void test_scan_blocks(void)
{
    static const char *const strings[] = {"", "}", "[", "\\\"", "\\\\", "\\\\\\\"}]", "\\\\\\\\", "\\u00e9{\\n"};
    struct text text = TEXT_INIT;
    int wrong = 0;

    for (int before = 0; before < 150; before++)
        for (size_t i = 0; i < sizeof strings / sizeof *strings; i++) {
            size_t length;

            text_clear(&text);
            text_printf(&text, "{\"p\":[{\"%0*d%s\":{}}],\"q\":{\"r\":[\"%s\",{}]}}", before + 1, 0, strings[i], strings[i]);
            length = text.length;
            text_add_string(&text, ",{\"q\":\"x\"}");
            wrong += scan_value_length(text_slice(&text)) != length;
            wrong += scan_find(text_slice(&text), "q").length != strlen("{\"r\":[\"\",{}]}") + strlen(strings[i]);
            while (length--) /* cut short: it has no end */
                wrong += scan_value_length((struct slice){text.bytes, length}) != 0;
        }
    is_int(wrong, 0, "values are passed over whole, wherever their quotes, escapes and brackets stand");
    text_release(&text);
}

/* Reads all that can be read of bytes that are nobody's JSON; the sum keeps the reading from being left out. */
static size_t read_all(struct slice bytes, struct text *room, unsigned depth)
{
    struct scan scan;
    struct slice name;
    struct slice value;
    int64_t number = 0;
    size_t sum = scan_value_length(bytes) + scan_text(bytes).length + scan_decoded(bytes, room).length;

    sum += scan_integer(bytes, &number) ? 1 : 0;
    sum += scan_find(bytes, "a").length;
    if (scan_object(&scan, bytes))
        while (scan_member(&scan, &name, &value))
            sum += name.length + (depth ? read_all(value, room, depth - 1) : 0);
    if (scan_array(&scan, bytes))
        while (scan_element(&scan, &value))
            sum += depth ? read_all(value, room, depth - 1) : 0;
    return sum;
}

/* Bytes in a block of exactly their length: reading past it is an error that the sanitizers name. */
static size_t read_apart(struct slice bytes, struct text *room)
{
    char *block = malloc(bytes.length ? bytes.length : 1);
    struct slice apart = {block, bytes.length};
    size_t sum;

    if (!block)
        return 0;
    arena_clear(&arena);
    if (bytes.length)
        memcpy(block, bytes.bytes, bytes.length);
    sum = read_all(apart, room, 4);
    sum += record_read(apart, &arena, &fault) != NULL;
    free(block);
    return sum;
}

static void test_hostile_bytes(void)
{
    static const char marks[] = "{}[]\",:\\u0ntf-1e.a \n\xc3\xe2\xf0\xff";
    struct text text = TEXT_INIT;
    struct text room = TEXT_INIT;
    size_t sum = 0;

    for (int i = 0; i < 400; i++) {
        json_t *document = random_object(3);

        text_clear(&text);
        json_put_value(&text, NULL, document);
        json_decref(document);
        if (text.length > 200)
            text.length = 200;
        for (size_t cut = 0; cut <= text.length; cut++)
            sum += read_apart((struct slice){text.bytes, cut}, &room);
        for (size_t j = 0; j < 100 && text.length; j++) {
            text.bytes[random_below(text.length)] = marks[random_below(sizeof marks)];
            sum += read_apart(text_slice(&text), &room);
        }
    }
    for (int i = 0; i < 20000; i++) {
        size_t length = random_below(24);

        text_clear(&text);
        while (length--)
            text_add_byte(&text, marks[random_below(sizeof marks)]);
        sum += read_apart(text_slice(&text), &room);
    }
    ok(sum > 0, "bytes that are no JSON, cut anywhere and altered, are read within their bounds");
    text_release(&text);
    text_release(&room);
}

/* read.h */

static void refuses(struct slice line, const char *code, const char *name)
{
    const json_t *record = record_read(line, &arena, &fault);

    if (ok(!record, "%s is refused", name))
        is_text(fault.code, code, "as %s", code);
    is_int(fault.kind, FAULT_REFUSED, "others may go on");
}

/* `depth` objects in one another, around a number. */
static void nested(struct text *text, int depth)
{
    text_clear(text);
    for (int i = 1; i < depth; i++)
        text_add_string(text, i % 2 ? "{\"a\":" : "[");
    text_add_string(text, depth % 2 ? "{\"a\":1}" : "[1]");
    for (int i = depth - 1; i > 0; i--)
        text_add_string(text, i % 2 ? "}" : "]");
}

static void test_records(void)
{
    static const struct {
        const char *line, *code;
    } rows[] = {
        {"{\"a\":1,\"a\":1}", "duplicate_key"},
        {"{\"a\":1,\"\\u0061\":2}", "duplicate_key"},
        {"{\"b\":[{\"a\":1,\"a\":1}]}", "duplicate_key"},
        {"", "not_json"},
        {" ", "not_json"},
        {"{", "not_json"},
        {"{\"a\":}", "not_json"},
        {"{\"a\":1,}", "not_json"},
        {"{'a':1}", "not_json"},
        {"{\"a\":01}", "not_json"},
        {"{\"a\":1}{\"b\":2}", "not_json"},
        {"{\"a\":1} x", "not_json"},
        {"{\"a\":\"\\ud800\"}", "not_json"},
        {"{\"a\":\"\\u0000\"}", "not_json"},
        {"{\"\\u0000\":1}", "not_json"},
        {"{\"a\":\"\t\"}", "not_json"},
        {"{\"a\":NaN}", "not_json"},
        {"{\"a\":1e999}", "not_json"},
        {"{\"a\":9223372036854775808}", "not_json"},
        {"[1]", "not_an_object"},
        {"\"{}\"", "not_an_object"},
        {"17", "not_an_object"},
        {"null", "not_an_object"},
        {"{\"a\":\"Po\xeale\"}", "invalid_utf8"},
        {"{\"a\":\"\xed\xa0\x80\"}", "invalid_utf8"},
        {"\xff\xfe{}", "invalid_utf8"},
    };
    struct text text = TEXT_INIT;
    const json_t *record;

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        refuses(slice_of(rows[i].line), rows[i].code, rows[i].line);
    refuses((struct slice){NULL, 0}, "not_json", "nothing");
    refuses(SLICE("{\"a\":1}\0"), "nul_byte", "a NUL byte at the end");
    refuses(SLICE("{\"a\":\"b\0c\"}"), "nul_byte", "a NUL byte in a string");
    refuses(SLICE("{\"a\":\"Po\xeale\"}"), "invalid_utf8", "Latin-1");
    is_text(fault.reason, "byte 9 is not UTF-8", "and the byte is named");

    nested(&text, RECORD_DEPTH);
    record = record_read(text_slice(&text), &arena, &fault);
    ok(record != NULL, "%d levels are read", RECORD_DEPTH);
    nested(&text, RECORD_DEPTH + 1);
    refuses(text_slice(&text), "nested_too_deep", "one level more");
    text_clear(&text);
    for (int i = 0; i < 1000000; i++)
        text_add_byte(&text, '[');
    refuses(text_slice(&text), "nested_too_deep", "a million brackets");
    text_clear(&text);
    text_add_string(&text, "{\"a\":\"");
    for (int i = 0; i < 100; i++)
        text_add_string(&text, "[{\\\"[{\\\\");
    text_add_string(&text, "\"}");
    record = record_read(text_slice(&text), &arena, &fault);
    ok(record != NULL, "brackets in strings are no levels");

    text_clear(&text);
    text_add_string(&text, "{\"a\":\"");
    while (text.length < RECORD_LIMIT - 2)
        text_add_byte(&text, 'x');
    text_add_string(&text, "\"}");
    record = record_read(text_slice(&text), &arena, &fault);
    ok(record != NULL, "a record may have %d bytes", RECORD_LIMIT);
    text_add_byte(&text, ' ');
    refuses(text_slice(&text), "record_too_long", "one byte more");

    record = record_read(SLICE("\t {\"b\":1,\"a\":2 , \"\\u00e9\\ud83d\\ude00\":3} \r"), &arena, &fault);
    if (ok(record != NULL, "blanks around a record are nothing")) {
        text_clear(&text);
        json_put_value(&text, NULL, record);
        is_bytes(text.bytes, text.length, "{\"b\":1,\"a\":2,\"\xc3\xa9\xf0\x9f\x98\x80\":3}",
                 "its order stays, escapes are undone");
    }
    text_release(&text);
}

static const json_t *object_of(const char *json)
{
    const json_t *object = record_read(slice_of(json), &arena, &fault);

    if (!object)
        printf("# %s is no record: %s\n", json, fault.reason);
    return object;
}

static void refused_as(bool done, const char *code, const char *field, const char *name)
{
    ok(!done && fault.kind == FAULT_REFUSED && strcmp(fault.code, code) == 0 && strcmp(fault.field, field) == 0, "%s", name);
}

static void test_fields(void)
{
    const json_t *object =
        object_of("{\"text\":\"x\",\"empty\":\"\",\"whole\":5,\"least\":-9223372036854775808,\"real\":5.0,\"yes\":true,"
                  "\"no\":false,\"none\":null,\"list\":[1],\"object\":{\"a\":1},\"digits\":\"5\"}");
    struct slice text;
    const json_t *value;
    int64_t number;
    bool truth;
    bool present;

    ok(field_string(object, "text", &text, &fault) && slice_is(text, "x"), "a string");
    ok(field_string(object, "empty", &text, &fault) && text.bytes && text.length == 0, "an empty string is there");
    ok(field_string(object, "missing", &text, &fault) && !text.bytes, "no string");
    ok(field_string(object, "none", &text, &fault) && !text.bytes, "null is none");
    refused_as(field_string(object, "whole", &text, &fault), "wrong_type", "whole", "a number is no string");
    refused_as(field_string(object, "real", &text, &fault), "wrong_type", "real", "nor is a fraction");
    refused_as(field_string(object, "yes", &text, &fault), "wrong_type", "yes", "nor a truth");
    refused_as(field_string(object, "list", &text, &fault), "wrong_type", "list", "nor an array");
    refused_as(field_string(object, "object", &text, &fault), "wrong_type", "object", "nor an object");

    ok(field_integer(object, "whole", 5, 5, &number, &present, &fault) && present && number == 5, "a whole number at its limits");
    ok(field_integer(object, "least", INT64_MIN, INT64_MAX, &number, &present, &fault) && number == INT64_MIN, "the least number");
    number = 77;
    ok(field_integer(object, "missing", 0, 9, &number, &present, &fault) && !present && number == 77, "no number");
    ok(field_integer(object, "none", 0, 9, &number, &present, &fault) && !present, "null is none");
    refused_as(field_integer(object, "whole", 6, 9, &number, &present, &fault), "out_of_range", "whole", "one too small");
    refused_as(field_integer(object, "whole", 0, 4, &number, &present, &fault), "out_of_range", "whole", "one too large");
    refused_as(field_integer(object, "real", 0, 9, &number, &present, &fault), "not_whole", "real", "5.0 is not whole");
    refused_as(field_integer(object, "digits", 0, 9, &number, &present, &fault), "wrong_type", "digits", "digits are a string");
    refused_as(field_integer(object, "yes", 0, 9, &number, &present, &fault), "wrong_type", "yes", "a truth is no number");

    ok(field_bool(object, "yes", &truth, &present, &fault) && present && truth, "true");
    ok(field_bool(object, "no", &truth, &present, &fault) && present && !truth, "false");
    ok(field_bool(object, "missing", &truth, &present, &fault) && !present, "no truth");
    ok(field_bool(object, "none", &truth, &present, &fault) && !present, "null is none");
    refused_as(field_bool(object, "whole", &truth, &present, &fault), "wrong_type", "whole", "a number is no truth");
    refused_as(field_bool(object, "text", &truth, &present, &fault), "wrong_type", "text", "nor is a string");

    ok(field_object(object, "object", &value, &fault) && json_object_size(value) == 1, "an object");
    ok(field_object(object, "missing", &value, &fault) && !value, "no object");
    ok(field_object(object, "none", &value, &fault) && !value, "null is none");
    refused_as(field_object(object, "list", &value, &fault), "wrong_type", "list", "an array is no object");
    ok(field_array(object, "list", &value, &fault) && json_array_size(value) == 1, "an array");
    ok(field_array(object, "missing", &value, &fault) && !value, "no array");
    ok(field_array(object, "none", &value, &fault) && !value, "null is none");
    refused_as(field_array(object, "object", &value, &fault), "wrong_type", "object", "an object is no array");
    refused_as(field_missing("sku", &fault), "missing_field", "sku", "a field that is needed");

    object = object_of("{\"a\":1,\"b\":2}");
    ok(fields_known(object, (const char *const[]){"b", "c", "a", NULL}, &fault), "all fields are known");
    refused_as(fields_known(object, (const char *const[]){"a", NULL}, &fault), "unknown_field", "b", "one is not");
    refused_as(fields_known(object, (const char *const[]){"aa", "b", NULL}, &fault), "unknown_field", "a", "names are whole");
}

static void test_names(void)
{
    ok(name_check(SLICE("A"), 1, "sku", &fault), "a name of one byte");
    ok(name_check(SLICE("Po\xc3\xaale \xe2\x82\xac 24"), 128, "sku", &fault), "a name with blanks within");
    refused_as(name_check(SLICE(""), 128, "sku", &fault), "empty", "sku", "an empty name");
    refused_as(name_check(SLICE("abc"), 2, "sku", &fault), "too_long", "sku", "one byte too many");
    refused_as(name_check(SLICE(" a"), 128, "sku", &fault), "blank_at_end", "sku", "a blank before");
    refused_as(name_check(SLICE("a "), 128, "sku", &fault), "blank_at_end", "sku", "a blank behind");
    refused_as(name_check(SLICE("a\nb"), 128, "sku", &fault), "control_character", "sku", "a line break");
    refused_as(name_check(SLICE("a\0b"), 128, "sku", &fault), "control_character", "sku", "a NUL");
    refused_as(name_check(SLICE("a\x7f"), 128, "sku", &fault), "control_character", "sku", "DEL");
    refused_as(name_check(SLICE("caf\xe9"), 128, "sku", &fault), "invalid_utf8", "sku", "Latin-1, as a command line may bring it");
}

static void is_projected(struct slice came, const char *wanted, const char *name)
{
    is_bytes(came.bytes, came.length, wanted, "%s", name);
}

static struct slice projected(const char *paths, const char *shape, const char *record)
{
    static struct text text = TEXT_INIT;
    struct projection projection = {0};

    text_clear(&text);
    if (projection_read(&projection, slice_of(paths), shape, &fault))
        projection_write(&projection, slice_of(record), &text);
    else
        text_add_string(&text, fault.reason);
    projection_release(&projection);
    return text_slice(&text);
}

static void test_projection(void)
{
    const char *shape = "type,id,total,customer{id,address{city,street}},lines{sku,net,taxes{rate}},attributes{*}";
    const char *record =
        "{\"type\":\"order\",\"id\":\"1\",\"customer\":{\"id\":\"C\\\"{7\",\"address\":{\"street\":\"a,b\",\"city\":\"[\"}},"
        "\"lines\":[{\"sku\":\"A\",\"net\":\"1\",\"taxes\":[{\"rate\":\"6\"},{\"rate\":\"21\"}]},{\"sku\":\"B\"}],"
        "\"attributes\":{\"colour\":\"red\",\"a.b\":1},\"total\":null}";
    static const struct {
        const char *paths, *wanted;
    } rows[] = {
        {"id", "{\"id\":\"1\"}"},
        {"total,id", "{\"total\":null,\"id\":\"1\"}"},
        {"id,id,customer.id,customer.id", "{\"id\":\"1\",\"customer\":{\"id\":\"C\\\"{7\"}}"},
        {"customer.address.city,id,customer.id", "{\"customer\":{\"address\":{\"city\":\"[\"},\"id\":\"C\\\"{7\"},\"id\":\"1\"}"},
        {"customer.address,customer.address.city", "{\"customer\":{\"address\":{\"street\":\"a,b\",\"city\":\"[\"}}}"},
        {"customer.address.city,customer.address", "{\"customer\":{\"address\":{\"street\":\"a,b\",\"city\":\"[\"}}}"},
        {"lines.sku", "{\"lines\":[{\"sku\":\"A\"},{\"sku\":\"B\"}]}"},
        {"lines.taxes.rate", "{\"lines\":[{\"taxes\":[{\"rate\":\"6\"},{\"rate\":\"21\"}]},{}]}"},
        {"attributes.colour,attributes.size", "{\"attributes\":{\"colour\":\"red\"}}"},
        {"attributes.a.b", "{\"attributes\":{}}"},
        {"x", "--fields: there is no \"x\", but type, id, total, customer, lines, attributes"},
        {"", "--fields: there is no \"\", but type, id, total, customer, lines, attributes"},
        {"id,", "--fields: there is no \"\", but type, id, total, customer, lines, attributes"},
        {"customer.", "--fields: there is no \"\" within \"customer\", but id, address"},
        {"customer.address.zip", "--fields: there is no \"zip\" within \"address\", but city, street"},
        {"id.x", "--fields: there is nothing within \"id\""},
        {"attributes.", "--fields: there is no \"\" within \"attributes\", but *"},
    };

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        is_projected(projected(rows[i].paths, shape, record), rows[i].wanted, rows[i].paths);
    is_projected(projected("lines.sku", shape, "{\"lines\":[]}"), "{\"lines\":[]}", "of a list without elements");
    is_projected(projected("customer.id", shape, "{\"customer\":null}"), "{\"customer\":null}", "within what is no object");
    is_projected(projected("id", shape, "{\"type\":\"order\",\"id\":\"1"), "{}", "of a record that ends too early");
    is_projected(projected("id", shape, ""), "", "of nothing");
}

int main(void)
{
    test_members();
    test_escapes();
    test_values();
    test_scan();
    test_scan_details();
    test_scan_blocks();
    test_projection();
    test_hostile_bytes();
    test_records();
    test_fields();
    test_names();
    arena_release(&arena);
    return tap_end();
}
