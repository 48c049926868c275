/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef COLPORTEUR_BASE_TEXT_H
#define COLPORTEUR_BASE_TEXT_H

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

/*
 * Bytes: a `slice` is somebody else's, a `text` is ours and grows.
 *
 * Neither needs a final NUL and both may hold any byte; texts are UTF-8 wherever nothing else is said.
 * A slice lives as long as what it points into: a text's slice dies when the text grows.
 */

struct slice {
    const char *bytes;
    size_t length;
};

#define SLICE(literal) ((struct slice){(literal), sizeof(literal) - 1})
#define SLICE_CONSTANT(literal)                                                                                                    \
    {                                                                                                                              \
        (literal), sizeof(literal) - 1                                                                                             \
    }                                                        /* in an initializer */
#define SLICE_ARGS(slice) (int)(slice).length, (slice).bytes /* for "%.*s" */

static inline struct slice slice_of(const char *string)
{
    return (struct slice){string, strlen(string)};
}

static inline struct slice slice_from(struct slice whole, size_t start)
{
    return (struct slice){start ? whole.bytes + start : whole.bytes, whole.length - start};
}

static inline bool slice_equal(struct slice a, struct slice b)
{
    return a.length == b.length && (a.length == 0 || memcmp(a.bytes, b.bytes, a.length) == 0);
}

static inline bool slice_is(struct slice slice, const char *string)
{
    return slice_equal(slice, slice_of(string));
}

bool slice_starts(struct slice slice, const char *prefix);
uint64_t slice_hash(struct slice slice);           /* of this machine's byte order */
int slice_compare(struct slice a, struct slice b); /* by bytes, shorter first */
struct slice slice_trim(struct slice slice);       /* without spaces and tabs at both ends */

/* A decimal integer without sign, spaces or leading "+", at most `limit`. */
bool slice_integer(struct slice slice, int64_t limit, int64_t *value) __attribute__((warn_unused_result));

/* Whether there is a control character (below 0x20, or 0x7f), and whether a byte beyond ASCII. */
struct text_traits {
    bool control, beyond_ascii;
};
struct text_traits slice_traits(struct slice slice);

/* The offset of the first byte that is not well-formed UTF-8 (RFC 3629), or the length. */
size_t utf8_valid_length(struct slice slice);
/* The length of the character beyond ASCII that starts the slice, 2 to 4 bytes; 0: what starts it is none. */
size_t utf8_sequence_length(struct slice slice);
/* The character that starts the text, which is not empty, and its bytes; what is no UTF-8 is one byte of its own. */
uint32_t utf8_character(struct slice text, size_t *length);

struct text {
    char *bytes;
    size_t length;
    size_t room;
};

#define TEXT_INIT                                                                                                                  \
    {                                                                                                                              \
        NULL, 0, 0                                                                                                                 \
    }

void text_release(struct text *text);

static inline void text_clear(struct text *text)
{
    text->length = 0;
}

static inline struct slice text_slice(const struct text *text)
{
    return (struct slice){text->bytes, text->length};
}

void text_make_room(struct text *text, size_t more);

static inline void text_add(struct text *text, const void *bytes, size_t length)
{
    if (text->room - text->length < length)
        text_make_room(text, length);
    if (length)
        memcpy(text->bytes + text->length, bytes, length);
    text->length += length;
}

static inline void text_add_byte(struct text *text, char byte)
{
    if (text->room == text->length)
        text_make_room(text, 1);
    text->bytes[text->length++] = byte;
}

static inline void text_add_slice(struct text *text, struct slice slice)
{
    text_add(text, slice.bytes, slice.length);
}

static inline void text_add_string(struct text *text, const char *string)
{
    text_add(text, string, strlen(string));
}

void text_add_integer(struct text *text, int64_t value);
void text_add_padded(struct text *text, int64_t value, unsigned digits); /* zeros in front */
void text_add_hex(struct text *text, const void *bytes, size_t length);
void text_printf(struct text *text, const char *format, ...) __attribute__((format(printf, 2, 3), nonnull(2)));

/* The bytes with a NUL behind them, which does not count in the length. */
const char *text_string(struct text *text);

#endif
