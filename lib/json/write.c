/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "json/write.h"

#include "json/bytes.h"

#include <stdio.h>
#include <stdlib.h>

static void begin(struct text *text, const char *name)
{
    char last = text->length ? text->bytes[text->length - 1] : '{';

    if (last != '{' && last != '[')
        text_add_byte(text, ',');
    if (name) {
        text_add_byte(text, '"');
        text_add_string(text, name);
        text_add(text, "\":", 2);
    }
}

void json_open(struct text *text, const char *name, char bracket)
{
    begin(text, name);
    text_add_byte(text, bracket);
}

void json_close(struct text *text, char bracket)
{
    text_add_byte(text, bracket);
}

/* The letter of a two-character escape, 'u' for a longer one. */
static char escape_of(unsigned char byte)
{
    switch (byte) {
    case '"':
    case '\\':
        return (char)byte;
    case '\b':
        return 'b';
    case '\f':
        return 'f';
    case '\n':
        return 'n';
    case '\r':
        return 'r';
    case '\t':
        return 't';
    default:
        return 'u';
    }
}

void json_add_string(struct text *text, struct slice value)
{
    text_add_byte(text, '"');
    for (;;) {
        size_t plain = plain_length(value, ENDS_AT_CONTROL | ENDS_AT_DELETE);
        unsigned char byte;
        char escape;

        text_add(text, value.bytes, plain);
        if (plain == value.length)
            break;
        byte = (unsigned char)value.bytes[plain];
        escape = escape_of(byte);
        text_add_byte(text, '\\');
        text_add_byte(text, escape);
        if (escape == 'u') {
            text_add(text, "00", 2);
            text_add_hex(text, &byte, 1);
        }
        value = slice_from(value, plain + 1);
    }
    text_add_byte(text, '"');
}

void json_put_string(struct text *text, const char *name, struct slice value)
{
    begin(text, name);
    json_add_string(text, value);
}

void json_put_optional(struct text *text, const char *name, struct slice value)
{
    if (value.bytes)
        json_put_string(text, name, value);
}

void json_put_integer(struct text *text, const char *name, int64_t value)
{
    begin(text, name);
    text_add_integer(text, value);
}

void json_put_bool(struct text *text, const char *name, bool value)
{
    begin(text, name);
    text_add_string(text, value ? "true" : "false");
}

void json_put_amount(struct text *text, const char *name, amount value, const struct currency *currency)
{
    begin(text, name);
    text_add_byte(text, '"');
    amount_write(text, value, currency);
    text_add_byte(text, '"');
}

void json_put_price(struct text *text, const char *name, price value, const struct currency *currency)
{
    begin(text, name);
    text_add_byte(text, '"');
    price_write(text, value, currency);
    text_add_byte(text, '"');
}

void json_put_percent(struct text *text, const char *name, percent value)
{
    begin(text, name);
    text_add_byte(text, '"');
    percent_write(text, value);
    text_add_byte(text, '"');
}

void json_put_instant(struct text *text, const char *name, instant value)
{
    begin(text, name);
    text_add_byte(text, '"');
    instant_write(text, value);
    text_add_byte(text, '"');
}

void json_put_day(struct text *text, const char *name, day value)
{
    begin(text, name);
    text_add_byte(text, '"');
    day_write(text, value);
    text_add_byte(text, '"');
}

void json_put_raw(struct text *text, const char *name, struct slice json)
{
    begin(text, name);
    text_add_slice(text, json);
}

/* As few digits as give the number back, and a point, for a fraction must not come back as a whole number. */
static void add_real(struct text *text, double number)
{
    char digits[32];
    int precision = 15;

    do
        snprintf(digits, sizeof digits, "%.*g", precision, number);
    while (strtod(digits, NULL) != number && ++precision <= 17);
    text_add_string(text, digits);
    if (!strpbrk(digits, ".e"))
        text_add_string(text, ".0");
}

static void add_value(struct text *text, const json_t *value)
{
    const char *name;
    size_t length;
    json_t *member;
    size_t i;

    switch (json_typeof(value)) {
    case JSON_OBJECT:
        text_add_byte(text, '{');
        json_object_keylen_foreach((json_t *)value, name, length, member)
        {
            if (text->bytes[text->length - 1] != '{')
                text_add_byte(text, ',');
            json_add_string(text, (struct slice){name, length});
            text_add_byte(text, ':');
            add_value(text, member);
        }
        text_add_byte(text, '}');
        return;
    case JSON_ARRAY:
        text_add_byte(text, '[');
        json_array_foreach(value, i, member)
        {
            if (i)
                text_add_byte(text, ',');
            add_value(text, member);
        }
        text_add_byte(text, ']');
        return;
    case JSON_STRING:
        json_add_string(text, (struct slice){json_string_value(value), json_string_length(value)});
        return;
    case JSON_INTEGER:
        text_add_integer(text, json_integer_value(value));
        return;
    case JSON_REAL:
        add_real(text, json_real_value(value));
        return;
    case JSON_TRUE:
        text_add_string(text, "true");
        return;
    case JSON_FALSE:
        text_add_string(text, "false");
        return;
    case JSON_NULL:
        text_add_string(text, "null");
        return;
    }
}

void json_put_value(struct text *text, const char *name, const json_t *value)
{
    begin(text, name);
    add_value(text, value);
}
