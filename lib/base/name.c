/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/name.h"

#include "base/folding.h"

static bool starts(const struct folded *folded, unsigned char first, unsigned char second)
{
    return (unsigned char)folded->bytes[0] == first && (unsigned char)folded->bytes[1] == second;
}

/* Signs of ASCII and, of what folding leaves of others, Latin-1's, general punctuation and that between Chinese signs. */
static bool separates(const struct folded *folded)
{
    unsigned char first = (unsigned char)folded->bytes[0];

    if (folded->length == 1)
        return first < 0x80 && !((first >= '0' && first <= '9') || (first >= 'a' && first <= 'z'));
    if (folded->length == 2)
        return first == 0xc2;
    return folded->length == 3 && (starts(folded, 0xe2, 0x80) || starts(folded, 0xe2, 0x81) || starts(folded, 0xe3, 0x80));
}

static void add_words(struct text *text, struct slice name, char between)
{
    size_t start = text->length;
    bool apart = false;

    while (name.length) {
        struct folded folded = fold_character(name);

        name = slice_from(name, folded.taken);
        if (!folded.length)
            continue;
        if (separates(&folded)) {
            apart = text->length > start;
            continue;
        }
        if (apart)
            text_add_byte(text, between);
        apart = false;
        text_add(text, folded.bytes, folded.length);
    }
}

void text_add_folded_name(struct text *text, struct slice name)
{
    add_words(text, name, ' ');
}

void text_add_slug(struct text *text, struct slice name)
{
    add_words(text, name, '-');
}
