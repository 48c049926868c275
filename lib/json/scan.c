/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "json/scan.h"

static size_t string_length(struct slice json)
{
    size_t at = 1;

    while (at < json.length) {
        const char *quote = memchr(json.bytes + at, '"', json.length - at);
        size_t end;
        size_t slashes = 0;

        if (!quote)
            return 0;
        end = (size_t)(quote - json.bytes);
        while (end - slashes > 1 && json.bytes[end - slashes - 1] == '\\')
            slashes++;
        if (slashes % 2 == 0)
            return end + 1;
        at = end + 1;
    }
    return 0;
}

static size_t bracketed_length(struct slice json)
{
    size_t depth = 0;
    size_t at = 0;

    while (at < json.length) {
        char c = json.bytes[at];

        if (c == '"') {
            size_t length = string_length(slice_from(json, at));

            if (!length)
                return 0;
            at += length;
            continue;
        }
        at++;
        if (c == '{' || c == '[')
            depth++;
        else if ((c == '}' || c == ']') && --depth == 0)
            return at;
    }
    return 0;
}

size_t scan_value_length(struct slice json)
{
    size_t at = 0;

    if (!json.length)
        return 0;
    if (json.bytes[0] == '"')
        return string_length(json);
    if (json.bytes[0] == '{' || json.bytes[0] == '[')
        return bracketed_length(json);
    while (at < json.length && !strchr(",}] \n", json.bytes[at]))
        at++;
    return at;
}

static bool opened(struct scan *scan, struct slice json, char bracket)
{
    if (!json.length || json.bytes[0] != bracket)
        return false;
    scan->rest = slice_from(json, 1);
    return true;
}

bool scan_object(struct scan *scan, struct slice json)
{
    return opened(scan, json, '{');
}

bool scan_array(struct scan *scan, struct slice json)
{
    return opened(scan, json, '[');
}

bool scan_element(struct scan *scan, struct slice *value)
{
    size_t length;

    if (scan->rest.length && scan->rest.bytes[0] == ',')
        scan->rest = slice_from(scan->rest, 1);
    if (!scan->rest.length || scan->rest.bytes[0] == ']' || scan->rest.bytes[0] == '}')
        return false;
    length = scan_value_length(scan->rest);
    if (!length)
        return false;
    *value = (struct slice){scan->rest.bytes, length};
    scan->rest = slice_from(scan->rest, length);
    return true;
}

bool scan_member(struct scan *scan, struct slice *name, struct slice *value)
{
    struct slice quoted;

    if (!scan_element(scan, &quoted) || quoted.bytes[0] != '"')
        return false;
    if (!scan->rest.length || scan->rest.bytes[0] != ':')
        return false;
    scan->rest = slice_from(scan->rest, 1);
    *name = (struct slice){quoted.bytes + 1, quoted.length - 2};
    return scan_element(scan, value);
}

struct slice scan_find(struct slice object, const char *name)
{
    struct scan scan;
    struct slice found;
    struct slice value;

    if (scan_object(&scan, object))
        while (scan_member(&scan, &found, &value))
            if (slice_is(found, name))
                return value;
    return (struct slice){NULL, 0};
}

struct slice scan_text(struct slice value)
{
    if (value.length < 2 || value.bytes[0] != '"')
        return (struct slice){NULL, 0};
    return (struct slice){value.bytes + 1, value.length - 2};
}

static unsigned four_hex(const char *hex)
{
    unsigned value = 0;

    for (int i = 0; i < 4; i++) {
        char c = hex[i];

        value = value << 4 | (unsigned)(c <= '9' ? c - '0' : (c | 0x20) - 'a' + 10) % 16;
    }
    return value;
}

struct slice scan_decoded(struct slice value, struct text *room)
{
    struct slice inside = scan_text(value);

    if (!inside.bytes || !memchr(inside.bytes, '\\', inside.length))
        return inside;
    text_clear(room);
    for (size_t i = 0; i < inside.length; i++) {
        static const char letters[] = "bfnrt";
        static const char meant[] = "\b\f\n\r\t";
        const char *letter;
        char c = inside.bytes[i];

        if (c != '\\' || i + 1 == inside.length) {
            text_add_byte(room, c);
            continue;
        }
        c = inside.bytes[++i];
        letter = strchr(letters, c);
        if (c == 'u' && inside.length - i > 4) { /* json/write.h escapes control characters only */
            text_add_byte(room, (char)four_hex(inside.bytes + i + 1));
            i += 4;
        } else {
            text_add_byte(room, letter && *letter ? meant[letter - letters] : c);
        }
    }
    return text_slice(room);
}

bool scan_integer(struct slice value, int64_t *number)
{
    bool negative = value.length && value.bytes[0] == '-';

    if (slice_is(value, "-9223372036854775808")) { /* has no positive to be the negative of */
        *number = INT64_MIN;
        return true;
    }
    if (!slice_integer(slice_from(value, negative), INT64_MAX, number))
        return false;
    if (negative)
        *number = -*number;
    return true;
}
