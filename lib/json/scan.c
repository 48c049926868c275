/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "json/scan.h"

#include "json/bytes.h"

static size_t string_length(struct slice json)
{
    size_t at = 1;

    while (at < json.length) {
        at += plain_length(slice_from(json, at), 0);
        if (at >= json.length)
            return 0;
        if (json.bytes[at] == '"')
            return at + 1;
        at += 2; /* an escape */
    }
    return 0;
}

/* The bits of what backslashes escape. `escaped` says so of the first byte, and then of the one behind the block. */
static uint64_t escaped_bits(uint64_t slashes, bool *escaped)
{
    uint64_t bits = *escaped;

    slashes &= ~bits;
    *escaped = false;
    while (slashes) {
        uint64_t next = (slashes & -slashes) << 1;

        bits |= next;
        *escaped = !next;
        slashes &= (slashes - 1) & ~next;
    }
    return bits;
}

/* Set where an odd number of bits is, up to there: from quotes, the inside of strings. */
static uint64_t odd_before(uint64_t bits)
{
    for (unsigned step = 1; step < 64; step *= 2)
        bits ^= bits << step;
    return bits;
}

/* The length of the object or array that starts there, or 0. */
static size_t bracketed_length(struct slice json)
{
    char padded[MARKS_BLOCK];
    uint64_t quoted = 0; /* all bits, if the block begins within a string */
    bool escaped = false;
    size_t depth = 0;

    for (size_t at = 0; at < json.length; at += MARKS_BLOCK) {
        const char *block = json.bytes + at;
        struct marks marks;

        if (json.length - at < MARKS_BLOCK) {
            memset(padded, 0, sizeof padded);
            block = memcpy(padded, block, json.length - at);
        }
        marks = marks_of(block);
        if (marks.slashes | escaped)
            marks.quotes &= ~escaped_bits(marks.slashes, &escaped);
        quoted ^= odd_before(marks.quotes);
        for (uint64_t brackets = (marks.opening | marks.closing) & ~quoted; brackets; brackets &= brackets - 1) {
            if (brackets & -brackets & marks.opening)
                depth++;
            else if (--depth == 0)
                return at + (size_t)__builtin_ctzll(brackets) + 1;
        }
        quoted = quoted >> 63 ? ~(uint64_t)0 : 0;
    }
    return 0;
}

static bool ends_scalar(char c)
{
    return c == ',' || c == '}' || c == ']' || (unsigned char)c <= ' ';
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
    while (at < json.length && !ends_scalar(json.bytes[at]))
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

size_t scan_count(struct slice array)
{
    struct scan scan;
    struct slice value;
    size_t count = 0;

    if (scan_array(&scan, array))
        while (scan_element(&scan, &value))
            count++;
    return count;
}

struct slice scan_find(struct slice object, const char *name)
{
    struct slice wanted = slice_of(name);
    struct scan scan;
    struct slice found;
    struct slice value;

    if (scan_object(&scan, object))
        while (scan_member(&scan, &found, &value))
            if (slice_equal(found, wanted))
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
