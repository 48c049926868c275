/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/text.h"

#include "base/memory.h"

#include <stdio.h>
#include <stdlib.h>

uint64_t slice_hash(struct slice slice)
{
    const uint64_t odd = 0x9fb21c651e98df25u;
    uint64_t hash = slice.length * odd;

    for (size_t at = 0; at < slice.length; at += sizeof hash) {
        uint64_t word = 0;

        memcpy(&word, slice.bytes + at, slice.length - at < sizeof word ? slice.length - at : sizeof word);
        hash = (hash ^ word) * odd;
        hash ^= hash >> 32;
    }
    /* A product carries upwards alone: once more, so that the last byte of a word tells in the lowest bits too. */
    hash *= odd;
    return hash ^ hash >> 32;
}

bool slice_starts(struct slice slice, const char *prefix)
{
    size_t length = strlen(prefix);

    return slice.length >= length && memcmp(slice.bytes, prefix, length) == 0;
}

int slice_compare(struct slice a, struct slice b)
{
    size_t shared = a.length < b.length ? a.length : b.length;
    int order = shared ? memcmp(a.bytes, b.bytes, shared) : 0;

    if (order)
        return order;
    return (a.length > b.length) - (a.length < b.length);
}

static bool is_blank(char c)
{
    return c == ' ' || c == '\t';
}

struct slice slice_trim(struct slice slice)
{
    while (slice.length && is_blank(slice.bytes[0])) {
        slice.bytes++;
        slice.length--;
    }
    while (slice.length && is_blank(slice.bytes[slice.length - 1]))
        slice.length--;
    return slice;
}

bool slice_integer(struct slice slice, int64_t limit, int64_t *value)
{
    int64_t sum = 0;

    if (slice.length == 0)
        return false;
    for (size_t i = 0; i < slice.length; i++) {
        int digit = slice.bytes[i] - '0';

        if (digit < 0 || digit > 9 || digit > limit || sum > (limit - digit) / 10)
            return false;
        sum = sum * 10 + digit;
    }
    *value = sum;
    return true;
}

struct text_traits slice_traits(struct slice slice)
{
    const uint64_t ones = 0x0101010101010101u;
    const uint64_t blanks = ones * ' ';
    uint64_t control = 0;
    uint64_t beyond = 0;

    /* Eight bytes at a time. The last eight begin among those before; fewer are filled up with blanks. */
    for (size_t at = 0; at < slice.length; at += 8) {
        uint64_t eight = blanks;
        uint64_t deleted;

        if (slice.length < 8)
            memcpy(&eight, slice.bytes, slice.length);
        else
            memcpy(&eight, slice.bytes + (slice.length - at < 8 ? slice.length - 8 : at), 8);
        deleted = eight ^ ones * 0x7f;
        control |= ((eight - blanks) & ~eight) | ((deleted - ones) & ~deleted);
        beyond |= eight;
    }
    return (struct text_traits){control & ones << 7, beyond & ones << 7};
}

/* The tail length of a lead byte, and the least code point it may stand for. */
static int utf8_tail(unsigned char lead, uint32_t *bits, uint32_t *least)
{
    if (lead >= 0xc2 && lead <= 0xdf) {
        *bits = lead & 0x1fu;
        *least = 0x80;
        return 1;
    }
    if (lead >= 0xe0 && lead <= 0xef) {
        *bits = lead & 0x0fu;
        *least = 0x800;
        return 2;
    }
    if (lead >= 0xf0 && lead <= 0xf4) {
        *bits = lead & 0x07u;
        *least = 0x10000;
        return 3;
    }
    return -1;
}

size_t utf8_sequence_length(struct slice slice)
{
    const unsigned char *bytes = (const unsigned char *)slice.bytes;
    uint32_t point;
    uint32_t least;
    int tail;

    tail = slice.length ? utf8_tail(bytes[0], &point, &least) : -1;
    if (tail < 0 || slice.length <= (size_t)tail)
        return 0;
    for (int i = 1; i <= tail; i++) {
        if ((bytes[i] & 0xc0) != 0x80)
            return 0;
        point = point << 6 | (bytes[i] & 0x3fu);
    }
    return point < least || point > 0x10ffff || (point >= 0xd800 && point <= 0xdfff) ? 0 : (size_t)tail + 1;
}

uint32_t utf8_character(struct slice text, size_t *length)
{
    const unsigned char *bytes = (const unsigned char *)text.bytes;
    size_t more = bytes[0] < 0x80 ? 0 : utf8_sequence_length(text);
    uint32_t point = bytes[0];

    *length = more ? more : 1;
    if (more)
        point = bytes[0] & (0x7fu >> more);
    for (size_t i = 1; i < more; i++)
        point = point << 6 | (bytes[i] & 0x3fu);
    return point;
}

size_t utf8_valid_length(struct slice slice)
{
    size_t at = 0;

    while (at < slice.length) {
        uint64_t eight;
        size_t length;

        while (slice.length - at >= 8 && (memcpy(&eight, slice.bytes + at, 8), (eight & 0x8080808080808080u) == 0))
            at += 8;
        if (at == slice.length)
            break;
        if ((unsigned char)slice.bytes[at] < 0x80) {
            at++;
            continue;
        }
        length = utf8_sequence_length(slice_from(slice, at));
        if (!length)
            return at;
        at += length;
    }
    return at;
}

enum { TEXT_LEAST = 512 };

void text_release(struct text *text)
{
    free(text->bytes);
    *text = (struct text)TEXT_INIT;
}

void text_make_room(struct text *text, size_t more)
{
    if (more > SIZE_MAX - text->length)
        more = SIZE_MAX - text->length;
    more = text->length + more;
    /* What is made for one record mostly fits at once. */
    text->bytes = memory_grow(text->bytes, &text->room, more > TEXT_LEAST ? more : TEXT_LEAST, 1);
}

enum { INTEGER_SIZE = 21 };

/* From the end of the room; answers where it begins. */
static size_t write_integer(int64_t value, char room[INTEGER_SIZE])
{
    size_t at = INTEGER_SIZE;
    uint64_t rest = value < 0 ? 0 - (uint64_t)value : (uint64_t)value;

    do {
        room[--at] = (char)('0' + rest % 10);
        rest /= 10;
    } while (rest);
    if (value < 0)
        room[--at] = '-';
    return at;
}

void text_add_integer(struct text *text, int64_t value)
{
    char room[INTEGER_SIZE];
    size_t at = write_integer(value, room);

    text_add(text, room + at, sizeof room - at);
}

void text_add_padded(struct text *text, int64_t value, unsigned digits)
{
    char room[INTEGER_SIZE];
    size_t at = write_integer(value, room);

    for (size_t shown = sizeof room - at; shown < digits; shown++)
        text_add_byte(text, '0');
    text_add(text, room + at, sizeof room - at);
}

void text_add_hex(struct text *text, const void *bytes, size_t length)
{
    static const char digits[] = "0123456789abcdef";
    const unsigned char *byte = bytes;

    for (size_t i = 0; i < length; i++) {
        text_add_byte(text, digits[byte[i] >> 4]);
        text_add_byte(text, digits[byte[i] & 15]);
    }
}

void text_printf(struct text *text, const char *format, ...)
{
    va_list arguments;
    va_list again;
    int length;

    va_start(arguments, format);
    va_copy(again, arguments);
    length = vsnprintf(NULL, 0, format, arguments);
    va_end(arguments);
    if (length > 0) {
        text_make_room(text, (size_t)length + 1);
        vsnprintf(text->bytes + text->length, (size_t)length + 1, format, again);
        text->length += (size_t)length;
    }
    va_end(again);
}

const char *text_string(struct text *text)
{
    text_add_byte(text, '\0');
    text->length--;
    return text->bytes;
}
