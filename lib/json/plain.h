/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef COLPORTEUR_JSON_PLAIN_H
#define COLPORTEUR_JSON_PLAIN_H

#include "base/text.h"

#ifdef __SSE2__
#include <emmintrin.h>
#else
#include <endian.h>
#endif

/*
 * How far the bytes of a string stand for themselves: the one place that says which do not.
 *
 * A quote and a backslash never do. Who reads or writes says what else ends a run: control characters, DEL (written as an
 * escape, though it may stand in what is read), what is not ASCII (to be looked at as UTF-8). `ends` is a constant of the
 * caller, and the questions that it does not ask cost nothing.
 */
enum { ENDS_AT_CONTROL = 1, ENDS_AT_DELETE = 2, ENDS_BEYOND_ASCII = 4 };

static inline bool plain_ends_at(unsigned char byte, unsigned ends)
{
    return byte == '"' || byte == '\\' || ((ends & ENDS_AT_CONTROL) && byte < 0x20) || ((ends & ENDS_AT_DELETE) && byte == 0x7f) ||
           ((ends & ENDS_BEYOND_ASCII) && byte >= 0x80);
}

#ifdef __SSE2__
enum { PLAIN_PIECE = 16 };

/* Where in a piece the first byte is that ends a run, or PLAIN_PIECE. */
static inline size_t plain_in_piece(const char *piece, unsigned ends)
{
    const __m128i bytes = _mm_loadu_si128((const __m128i *)(const void *)piece);
    __m128i found = _mm_or_si128(_mm_cmpeq_epi8(bytes, _mm_set1_epi8('"')), _mm_cmpeq_epi8(bytes, _mm_set1_epi8('\\')));
    unsigned bits;

    if (ends & ENDS_AT_CONTROL)
        found = _mm_or_si128(found, _mm_cmpeq_epi8(_mm_min_epu8(bytes, _mm_set1_epi8(0x1f)), bytes));
    if (ends & ENDS_AT_DELETE)
        found = _mm_or_si128(found, _mm_cmpeq_epi8(bytes, _mm_set1_epi8(0x7f)));
    if (ends & ENDS_BEYOND_ASCII)
        found = _mm_or_si128(found, bytes);
    bits = (unsigned)_mm_movemask_epi8(found);
    return bits ? (size_t)__builtin_ctz(bits) : PLAIN_PIECE;
}
#else
enum { PLAIN_PIECE = 8 };

/* A byte of `found` has its highest bit where the run ends; those behind the first such byte may be wrong. */
static inline size_t plain_in_piece(const char *piece, unsigned ends)
{
    const uint64_t ones = 0x0101010101010101u;
    uint64_t bytes;
    uint64_t quote;
    uint64_t slash;
    uint64_t found;

    memcpy(&bytes, piece, sizeof bytes);
    bytes = le64toh(bytes);
    quote = bytes ^ ones * '"';
    slash = bytes ^ ones * '\\';
    found = ((quote - ones) & ~quote) | ((slash - ones) & ~slash);
    if (ends & ENDS_AT_CONTROL)
        found |= (bytes - ones * 0x20) & ~bytes;
    if (ends & ENDS_AT_DELETE)
        found |= ((bytes ^ ones * 0x7f) - ones) & ~(bytes ^ ones * 0x7f);
    if (ends & ENDS_BEYOND_ASCII)
        found |= bytes;
    found &= ones * 0x80;
    return found ? (size_t)__builtin_ctzll(found) / 8 : PLAIN_PIECE;
}
#endif

static inline size_t plain_length(struct slice bytes, unsigned ends)
{
    size_t at = 0;

    while (bytes.length - at >= PLAIN_PIECE) {
        size_t run = plain_in_piece(bytes.bytes + at, ends);

        at += run;
        if (run < PLAIN_PIECE)
            return at;
    }
    while (at < bytes.length && !plain_ends_at((unsigned char)bytes.bytes[at], ends))
        at++;
    return at;
}

#endif
