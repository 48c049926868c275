/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "format/columns.h"

static bool begins_character(char byte)
{
    return ((unsigned char)byte & 0xc0) != 0x80;
}

size_t characters_in(struct slice value)
{
    size_t count = 0;

    for (size_t i = 0; i < value.length; i++)
        count += begins_character(value.bytes[i]);
    return count;
}

static void spaces(struct text *text, size_t count)
{
    while (count--)
        text_add_byte(text, ' ');
}

void column_left(struct text *text, struct slice value, size_t width)
{
    size_t count = 0;
    size_t bytes = 0;
    size_t total = characters_in(value);
    size_t shown = total > width ? width - 1 : total;

    while (bytes < value.length && (count < shown || !begins_character(value.bytes[bytes])))
        count += begins_character(value.bytes[bytes++]);
    for (size_t i = 0; i < bytes; i++)
        text_add_byte(text, (unsigned char)value.bytes[i] < 0x20 ? ' ' : value.bytes[i]);
    if (total > width)
        text_add_byte(text, '~');
    else
        spaces(text, width - total);
}

void column_right(struct text *text, struct slice value, size_t width)
{
    size_t total = characters_in(value);

    if (total < width)
        spaces(text, width - total);
    text_add_slice(text, value);
}

void column_end(struct text *text)
{
    while (text->length && text->bytes[text->length - 1] == ' ')
        text->length--;
    text_add_byte(text, '\n');
}

struct slice column_words(struct slice *rest, size_t width)
{
    size_t count = 0;
    size_t at = 0;
    size_t word_end = 0;
    struct slice words;

    while (rest->length && rest->bytes[0] == ' ')
        *rest = slice_from(*rest, 1);
    for (; at < rest->length; at++) {
        if (rest->bytes[at] == ' ')
            word_end = at;
        if (begins_character(rest->bytes[at]) && ++count > width)
            break;
    }
    if (at == rest->length)
        word_end = at;
    words = (struct slice){rest->bytes, word_end ? word_end : at};
    *rest = slice_from(*rest, words.length);
    return words;
}
