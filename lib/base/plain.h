/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef COLPORTEUR_BASE_PLAIN_H
#define COLPORTEUR_BASE_PLAIN_H

#include "base/text.h"

#ifdef __SSE2__
#include <emmintrin.h>
#endif

/*
 * How much of a text may be copied as it stands, by who writes a format in which some bytes mean something: most of a text does,
 * and asking of each byte whether it is one of them was a tenth of the time of a feed. With SSE2 sixteen are compared together.
 *
 * What a run ends at are control characters below the blank and the suspects, which are constants of the caller; with
 * `ascii_alone` also every byte of a character beyond ASCII.
 */

enum { PLAIN_BLOCK = 16 };

#ifdef __SSE2__
static inline size_t plain_of_block(const char block[PLAIN_BLOCK], const char *suspects, size_t count, bool ascii_alone)
{
    const __m128i bytes = _mm_loadu_si128((const __m128i *)(const void *)block);
    const __m128i last_control = _mm_set1_epi8(' ' - 1);
    __m128i found = ascii_alone ? _mm_cmplt_epi8(bytes, _mm_set1_epi8(' ')) /* with a sign, those beyond ASCII are below it */
                                : _mm_cmpeq_epi8(_mm_min_epu8(bytes, last_control), bytes);

    for (size_t i = 0; i < count; i++)
        found = _mm_or_si128(found, _mm_cmpeq_epi8(bytes, _mm_set1_epi8(suspects[i])));
    return (size_t)__builtin_ctz((unsigned)_mm_movemask_epi8(found) | 1u << PLAIN_BLOCK);
}
#else
static inline size_t plain_of_block(const char block[PLAIN_BLOCK], const char *suspects, size_t count, bool ascii_alone)
{
    size_t at = 0;

    while (at < PLAIN_BLOCK && (unsigned char)block[at] >= ' ' && !(ascii_alone && (unsigned char)block[at] >= 0x80) &&
           !memchr(suspects, block[at], count))
        at++;
    return at;
}
#endif

/* How many bytes at the front. */
static inline size_t plain_run(struct slice text, struct slice suspects, bool ascii_alone)
{
    char filled_up[PLAIN_BLOCK];
    size_t plain = PLAIN_BLOCK;
    size_t at = 0;

    for (; at < text.length && plain == PLAIN_BLOCK; at += plain) {
        const char *block = text.bytes + at;

        if (text.length - at < PLAIN_BLOCK) {
            memset(filled_up, '0', sizeof filled_up);
            block = memcpy(filled_up, block, text.length - at);
        }
        plain = plain_of_block(block, suspects.bytes, suspects.length, ascii_alone);
    }
    return at < text.length ? at : text.length;
}

#endif
