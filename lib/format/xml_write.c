/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "format/xml_write.h"

#ifdef __SSE2__
#include <emmintrin.h>
#endif

/* The length of the character at the start, and whether XML can hold it. */
static size_t character(struct slice text, bool *allowed)
{
    unsigned char lead = (unsigned char)text.bytes[0];
    size_t length = lead < 0xc0 ? 1 : lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4;

    if (length > text.length)
        length = text.length;
    *allowed = lead >= ' ' ? lead != 0x7f : lead == '\t' || lead == '\n';
    if (length == 2 && lead == 0xc2 && (unsigned char)text.bytes[1] < 0xa0)
        *allowed = false;
    if (length == 3 && (memcmp(text.bytes, "\xef\xbf\xbe", 3) == 0 || memcmp(text.bytes, "\xef\xbf\xbf", 3) == 0))
        *allowed = false;
    return length;
}

static const char *escape_of(char c)
{
    return c == '&' ? "&amp;" : c == '<' ? "&lt;" : c == '>' ? "&gt;" : NULL;
}

enum { BLOCK = 16 };

/* How many bytes at the front of a block are sure to stand for themselves: what begins behind them is to be looked at. */
#ifdef __SSE2__
static size_t plain_of_block(const char block[BLOCK])
{
    static const char suspects[] = {'&', '<', '>', 0x7f, (char)0xc2, (char)0xef};
    const __m128i bytes = _mm_loadu_si128((const __m128i *)(const void *)block);
    __m128i found = _mm_cmpeq_epi8(_mm_min_epu8(bytes, _mm_set1_epi8(' ' - 1)), bytes);

    for (size_t i = 0; i < sizeof suspects; i++)
        found = _mm_or_si128(found, _mm_cmpeq_epi8(bytes, _mm_set1_epi8(suspects[i])));
    return (size_t)__builtin_ctz((unsigned)_mm_movemask_epi8(found) | 1u << BLOCK);
}
#else
static size_t plain_of_block(const char block[BLOCK])
{
    size_t at = 0;

    while (at < BLOCK && (unsigned char)block[at] >= ' ' && !memchr("&<>\x7f\xc2\xef", block[at], 6))
        at++;
    return at;
}
#endif

/* Appends what stands for itself at the front, and says how much that is. */
static size_t add_plain(struct text *text, struct slice value)
{
    char filled_up[BLOCK];
    size_t plain = BLOCK;
    size_t at = 0;

    for (; at < value.length && plain == BLOCK; at += plain) {
        const char *block = value.bytes + at;

        if (value.length - at < BLOCK) {
            memset(filled_up, ' ', sizeof filled_up);
            block = memcpy(filled_up, block, value.length - at);
        }
        plain = plain_of_block(block);
    }
    if (at > value.length)
        at = value.length;
    text_add(text, value.bytes, at);
    return at;
}

size_t xml_add_text(struct text *text, struct slice value)
{
    size_t left_out = 0;

    while (value = slice_from(value, add_plain(text, value)), value.length) {
        bool allowed;
        size_t length = character(value, &allowed);

        if (escape_of(value.bytes[0]))
            text_add_string(text, escape_of(value.bytes[0]));
        else if (allowed)
            text_add(text, value.bytes, length);
        else
            left_out++;
        value = slice_from(value, length);
    }
    return left_out;
}

size_t xml_add_element(struct text *text, const char *indent, const char *name, struct slice value)
{
    const struct slice tag = slice_of(name);
    size_t left_out;

    if (value.length == 0)
        return 0;
    text_add_string(text, indent);
    text_add_byte(text, '<');
    text_add_slice(text, tag);
    text_add_byte(text, '>');
    left_out = xml_add_text(text, value);
    text_add(text, "</", 2);
    text_add_slice(text, tag);
    text_add(text, ">\n", 2);
    return left_out;
}
