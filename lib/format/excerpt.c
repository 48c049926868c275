/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "format/excerpt.h"

static bool is_blank(char c)
{
    return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

struct slice excerpt(struct slice text, size_t most)
{
    size_t count = 0;
    size_t end = 0;
    size_t word;

    if (text.length <= most)
        return text;
    while (end < text.length && (count < most || ((unsigned char)text.bytes[end] & 0xc0) == 0x80)) {
        count += ((unsigned char)text.bytes[end] & 0xc0) != 0x80;
        end++;
    }
    if (end == text.length)
        return text;
    for (word = end; word > end / 2 && !is_blank(text.bytes[word]); word--)
        ;
    text.length = word > end / 2 ? word : end;
    while (text.length && is_blank(text.bytes[text.length - 1]))
        text.length--;
    return text;
}
