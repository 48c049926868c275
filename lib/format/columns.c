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

/* Marks on other characters, and signs that are not seen; wide characters, by the blocks they stand in. */
static const struct range {
    uint32_t first, last;
} marks[] = {{0x0300, 0x036f}, {0x0483, 0x0489}, {0x0591, 0x05bd}, {0x05bf, 0x05bf}, {0x05c1, 0x05c2}, {0x05c4, 0x05c5},
             {0x0610, 0x061a}, {0x064b, 0x065f}, {0x0670, 0x0670}, {0x06d6, 0x06dc}, {0x06df, 0x06e4}, {0x0900, 0x0902},
             {0x093a, 0x093a}, {0x093c, 0x093c}, {0x0941, 0x0948}, {0x094d, 0x094d}, {0x0e31, 0x0e31}, {0x0e34, 0x0e3a},
             {0x0e47, 0x0e4e}, {0x1ab0, 0x1aff}, {0x1dc0, 0x1dff}, {0x200b, 0x200f}, {0x202a, 0x202e}, {0x2060, 0x2064},
             {0x20d0, 0x20ff}, {0xfe00, 0xfe0f}, {0xfe20, 0xfe2f}, {0xfeff, 0xfeff}},
  wide[] = {{0x1100, 0x115f},   {0x2e80, 0x303e},   {0x3041, 0xa4cf},  {0xa960, 0xa97f}, {0xac00, 0xd7a3},
            {0xf900, 0xfaff},   {0xfe30, 0xfe6f},   {0xff00, 0xff60},  {0xffe0, 0xffe6}, {0x1f300, 0x1f64f},
            {0x1f680, 0x1f6ff}, {0x1f900, 0x1f9ff}, {0x20000, 0x3fffd}};

static bool is_among(uint32_t character, const struct range *ranges, size_t count)
{
    for (size_t i = 0; i < count && character >= ranges[i].first; i++)
        if (character <= ranges[i].last)
            return true;
    return false;
}

/* Of the character that starts the text, and its bytes. */
static size_t columns_of_first(struct slice text, size_t *length)
{
    uint32_t character = utf8_character(text, length);

    return character < marks[0].first                                 ? 1
           : is_among(character, marks, sizeof marks / sizeof *marks) ? 0
           : is_among(character, wide, sizeof wide / sizeof *wide)    ? 2
                                                                      : 1;
}

size_t columns_of(struct slice value)
{
    size_t columns = 0;
    size_t length;

    for (; value.length; value = slice_from(value, length))
        columns += columns_of_first(value, &length);
    return columns;
}

/* The bytes of as many characters as the width holds, and the columns that they take. */
static size_t fitting(struct slice value, size_t width, size_t *columns)
{
    size_t bytes = 0;
    size_t length;

    *columns = 0;
    while (bytes < value.length) {
        size_t wanted = columns_of_first(slice_from(value, bytes), &length);

        if (*columns + wanted > width)
            break;
        *columns += wanted;
        bytes += length;
    }
    return bytes;
}

static void spaces(struct text *text, size_t count)
{
    while (count--)
        text_add_byte(text, ' ');
}

void column_left(struct text *text, struct slice value, size_t width)
{
    const bool is_cut = columns_of(value) > width;
    size_t columns;
    size_t bytes = fitting(value, is_cut ? width - 1 : width, &columns);

    for (size_t i = 0; i < bytes; i++)
        text_add_byte(text, (unsigned char)value.bytes[i] < 0x20 ? ' ' : value.bytes[i]);
    if (is_cut)
        text_add_byte(text, '~');
    spaces(text, width - columns - is_cut);
}

void column_right(struct text *text, struct slice value, size_t width)
{
    size_t total = columns_of(value);

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
    size_t columns;
    size_t bytes;
    struct slice words;

    while (rest->length && rest->bytes[0] == ' ')
        *rest = slice_from(*rest, 1);
    bytes = fitting(*rest, width, &columns);
    if (!bytes && rest->length)
        columns_of_first(*rest, &bytes);
    words = (struct slice){rest->bytes, bytes};
    if (bytes < rest->length && rest->bytes[bytes] != ' ') {
        const char *blank = memrchr(words.bytes, ' ', words.length);

        words.length = blank ? (size_t)(blank - words.bytes) : bytes;
    }
    *rest = slice_from(*rest, words.length);
    return words;
}
