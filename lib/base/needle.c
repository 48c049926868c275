/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/needle.h"

#include "base/folding.h"

#ifdef __SSE2__
#include <emmintrin.h>
#endif

enum { BLOCK = 16, LOWER = 0x20 };

/* Letters, digits and signs as they stand in European texts, the most frequent first; what is not here is seldom. */
static const char frequent[] = "etainorsldcumpg.hb0f,y12v-k5349867wzxjq";

static size_t seldomness(char c)
{
    const char *place = memchr(frequent, c, sizeof frequent - 1);

    return place ? (size_t)(place - frequent) : sizeof frequent;
}

static void choose_letters(struct needle *needle)
{
    for (size_t i = 1; i < needle->length; i++)
        if (seldomness(needle->folded[i]) > seldomness(needle->folded[needle->first]))
            needle->first = i;
    if (needle->length > 1)
        needle->second = needle->first == 0;
    for (size_t i = 0; i < needle->length; i++)
        if (i != needle->first && seldomness(needle->folded[i]) > seldomness(needle->folded[needle->second]))
            needle->second = i;
}

bool needle_init(struct needle *needle, struct slice word)
{
    struct text folded = TEXT_INIT;

    *needle = (struct needle){.is_ascii = true};
    fold_text(word, &folded);
    if (folded.length && folded.length <= NEEDLE_LIMIT) {
        memcpy(needle->folded, folded.bytes, folded.length);
        needle->length = folded.length;
    }
    text_release(&folded);
    for (size_t i = 0; i < needle->length; i++) {
        needle->is_ascii &= (unsigned char)needle->folded[i] < 128;
        needle->holds[needle->folded[i] & 127] = true;
    }
    choose_letters(needle);
    return needle->length;
}

void needle_release(struct needle *needle)
{
    text_release(&needle->room);
}

static char lower(char c)
{
    return c >= 'A' && c <= 'Z' ? c | LOWER : c;
}

/* Whether what begins there is the needle from its letter `from` on. */
static bool matches_from(const struct needle *needle, struct slice text, size_t from)
{
    while (from < needle->length) {
        struct folded one;
        size_t wanted = needle->length - from;

        if (!text.length)
            return false;
        one = fold_character(text);
        wanted = one.length < wanted ? one.length : wanted;
        if (memcmp(one.bytes, needle->folded + from, wanted) != 0)
            return false;
        from += wanted;
        text = slice_from(text, one.taken);
    }
    return true;
}

static bool ascii_before(const struct needle *needle, struct slice text, size_t at, size_t count)
{
    if (at < count)
        return false;
    for (size_t i = 0; i < count; i++)
        if (lower(text.bytes[at - count + i]) != needle->folded[i])
            return false;
    return true;
}

/* A match whose first character beyond ASCII is the one that stands there. */
static bool matches_around(const struct needle *needle, struct slice text, size_t at)
{
    struct folded one = fold_character(slice_from(text, at));

    if (one.length && ((unsigned char)one.bytes[0] >= 128 || !needle->holds[one.bytes[0] & 127]))
        return false;
    for (size_t i = 0; i < needle->length; i++)
        if ((!one.length || needle->folded[i] == one.bytes[0]) && ascii_before(needle, text, at, i) &&
            matches_from(needle, slice_from(text, at), i))
            return true;
    return false;
}

/* What one block of 16 places of the text says: a bit for each. */
struct block {
    unsigned letters; /* where the word may begin */
    unsigned beyond;  /* where a byte beyond ASCII is */
};

#ifdef __SSE2__
struct letters {
    __m128i first, second;
};

static inline struct letters letters_of(const struct needle *needle)
{
    return (struct letters){_mm_set1_epi8((char)(needle->folded[needle->first] | LOWER)),
                            _mm_set1_epi8((char)(needle->folded[needle->second] | LOWER))};
}

static inline __m128i lower_block(const char *bytes)
{
    return _mm_or_si128(_mm_loadu_si128((const __m128i *)(const void *)bytes), _mm_set1_epi8(LOWER));
}

static inline struct block block_at(const struct needle *needle, const struct letters *letters, const char *bytes)
{
    __m128i both = _mm_and_si128(_mm_cmpeq_epi8(lower_block(bytes + needle->first), letters->first),
                                 _mm_cmpeq_epi8(lower_block(bytes + needle->second), letters->second));

    return (struct block){(unsigned)_mm_movemask_epi8(both),
                          (unsigned)_mm_movemask_epi8(_mm_loadu_si128((const __m128i *)(const void *)bytes))};
}
#else
struct letters {
    char first, second;
};

static inline struct letters letters_of(const struct needle *needle)
{
    return (struct letters){needle->folded[needle->first] | LOWER, needle->folded[needle->second] | LOWER};
}

static inline struct block block_at(const struct needle *needle, const struct letters *letters, const char *bytes)
{
    struct block block = {0, 0};

    for (unsigned i = 0; i < BLOCK; i++) {
        bool both = (bytes[i + needle->first] | LOWER) == letters->first && (bytes[i + needle->second] | LOWER) == letters->second;

        block.letters |= (unsigned)both << i;
        block.beyond |= (unsigned)((unsigned char)bytes[i] >= 128) << i;
    }
    return block;
}
#endif

static bool in_block(const struct needle *needle, struct slice text, size_t at, struct block block)
{
    for (; block.letters; block.letters &= block.letters - 1)
        if (matches_from(needle, slice_from(text, at + (size_t)__builtin_ctz(block.letters)), 0))
            return true;
    for (; block.beyond; block.beyond &= block.beyond - 1) {
        size_t place = at + (size_t)__builtin_ctz(block.beyond);

        if (((unsigned char)text.bytes[place] & 0xc0) == 0xc0 && matches_around(needle, text, place))
            return true;
    }
    return false;
}

/* Place by place: for what is shorter than a block. */
static bool in_short(const struct needle *needle, struct slice text)
{
    for (size_t at = 0; at < text.length; at++)
        if ((unsigned char)text.bytes[at] < 128
                ? lower(text.bytes[at]) == needle->folded[0] && matches_from(needle, slice_from(text, at), 0)
                : matches_around(needle, text, at))
            return true;
    return false;
}

bool needle_in(struct needle *needle, struct slice text)
{
    const struct letters letters = letters_of(needle);
    const size_t seen = BLOCK + needle->length - 1; /* bytes that a look at a block sees */

    if (!needle->is_ascii) {
        text_clear(&needle->room);
        fold_text(text, &needle->room);
        return needle->room.length && memmem(needle->room.bytes, needle->room.length, needle->folded, needle->length);
    }
    if (text.length < seen)
        return in_short(needle, text);
    for (size_t at = 0;; at += BLOCK) {
        struct block block;

        if (at > text.length - seen)
            at = text.length - seen;
        block = block_at(needle, &letters, text.bytes + at);
        if ((block.letters | block.beyond) && in_block(needle, text, at, block))
            return true;
        if (at == text.length - seen)
            break;
    }
    for (size_t at = text.length - needle->length + 1; at < text.length; at++)
        if (((unsigned char)text.bytes[at] & 0xc0) == 0xc0 && matches_around(needle, text, at))
            return true;
    return false;
}
