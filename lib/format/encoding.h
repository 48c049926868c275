/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef COLPORTEUR_FORMAT_ENCODING_H
#define COLPORTEUR_FORMAT_ENCODING_H

#include "base/fault.h"
#include "base/text.h"

#include <iconv.h>
#include <stdbool.h>
#include <stddef.h>

/*
 * Character encodings of files that come from elsewhere.
 *
 * UTF-8 and Windows-1252 agree with ASCII byte for byte, so a file in them is cut into rows as it is, and each
 * row judged or converted alone: one damaged row says nothing about its neighbours. Every other encoding goes
 * through iconv as a stream, before anything else looks at it.
 */

enum encoding {
    ENCODING_ASCII, /* nothing else was seen so far: the first other byte decides */
    ENCODING_UTF_8,
    ENCODING_WINDOWS_1252,
    ENCODING_CONVERTED /* by a converter, into UTF-8 */
};

struct encoding_guess {
    enum encoding encoding;
    const char *name; /* for people; for ENCODING_CONVERTED also iconv's */
};

/*
 * What the start of a file is written in: what its byte order mark says; UTF-16 without one where every other byte
 * is NUL; UTF-8 if it holds more well-formed sequences beyond ASCII than malformed ones; code page 850 where words have letters
 * that only that has there; else Windows-1252.
 * `whole`: the file ends here, so a sequence cut off at the end is malformed.
 */
struct encoding_guess encoding_guess(struct slice start, bool whole);

/* What a person called it: "utf8", "Latin1" (read as Windows-1252, as browsers do), or any name iconv knows. */
struct encoding_guess encoding_named(const char *name);

/* Appends the bytes as UTF-8. False: a byte that Windows-1252 does not define, at *offset. */
bool windows_1252_decode(struct text *text, struct slice bytes, size_t *offset) CHECKED;

/* A stream into UTF-8. What cannot be converted becomes the byte 0xFF, which no UTF-8 holds: the row shows it. */
struct converter {
    iconv_t descriptor;
    size_t unit; /* bytes to step over where one is wrong */
    struct text pending;
};

bool converter_init(struct converter *converter, const char *name, struct fault *fault) CHECKED; /* FAULT_USAGE: unknown */
void converter_release(struct converter *converter);
void converter_feed(struct converter *converter, struct slice chunk, bool last, struct text *decoded);

#endif
