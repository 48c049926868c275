/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/folding.h"

#include "base/folding_table.h"

static const struct {
    uint32_t first, count;
    const char (*folded)[FOLDED_LIMIT];
} ranges[] = {
#define RANGE(first)                                                                                                               \
    {                                                                                                                              \
        0x##first, sizeof folded_##first / FOLDED_LIMIT, folded_##first                                                            \
    }
    RANGE(0080),
    RANGE(1e00),
    RANGE(fb00),
    RANGE(ff00),
#undef RANGE
};

static uint32_t code_point(const char *bytes, size_t length)
{
    uint32_t point = (unsigned char)bytes[0] & (0x7fu >> length);

    for (size_t i = 1; i < length; i++)
        point = point << 6 | ((unsigned char)bytes[i] & 0x3fu);
    return point;
}

static struct folded as_it_stands(const char *bytes, size_t length)
{
    struct folded folded = {.length = (unsigned char)length, .taken = (unsigned char)length};

    memcpy(folded.bytes, bytes, length);
    return folded;
}

struct folded fold_character(struct slice text)
{
    struct folded folded = as_it_stands(text.bytes, 1);
    size_t length;
    uint32_t point;

    if (folded.bytes[0] >= 'A' && folded.bytes[0] <= 'Z')
        folded.bytes[0] |= 0x20;
    length = utf8_sequence_length(text);
    if (!length)
        return folded;
    point = code_point(text.bytes, length);
    for (size_t i = 0; i < sizeof ranges / sizeof *ranges; i++)
        if (point - ranges[i].first < ranges[i].count) {
            memcpy(folded.bytes, ranges[i].folded[point - ranges[i].first], FOLDED_LIMIT);
            folded.length = (unsigned char)strnlen(folded.bytes, FOLDED_LIMIT);
            folded.taken = (unsigned char)length;
            return folded;
        }
    return as_it_stands(text.bytes, length);
}

void fold_text(struct slice text, struct text *folded)
{
    while (text.length) {
        struct folded one = fold_character(text);

        text_add(folded, one.bytes, one.length);
        text = slice_from(text, one.taken);
    }
}

bool folded_equal(struct slice a, struct slice b)
{
    struct folded one = {.length = 0};
    struct folded other = {.length = 0};
    size_t at = 0;
    size_t other_at = 0;

    for (;;) {
        while (at == one.length && a.length) {
            one = fold_character(a);
            a = slice_from(a, one.taken);
            at = 0;
        }
        while (other_at == other.length && b.length) {
            other = fold_character(b);
            b = slice_from(b, other.taken);
            other_at = 0;
        }
        if (at == one.length || other_at == other.length)
            return at == one.length && other_at == other.length;
        if (one.bytes[at++] != other.bytes[other_at++])
            return false;
    }
}
