/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "format/encoding.h"

#include <errno.h>
#include <strings.h>

#define UTF_8_MARK "\xef\xbb\xbf"

/* Sequences beyond ASCII, and bytes that begin none. */
static void count_sequences(struct slice bytes, bool whole, size_t *formed, size_t *malformed)
{
    *formed = *malformed = 0;
    while (bytes.length) {
        size_t valid = utf8_valid_length(bytes);

        for (size_t i = 0; i < valid; i++)
            *formed += ((unsigned char)bytes.bytes[i] & 0xc0) == 0xc0;
        if (valid == bytes.length)
            return;
        if (!whole && bytes.length - valid < 4) {
            /* Perhaps cut off only: it tells nothing, unless something follows that cannot belong to it. */
            bool cut = true;

            for (size_t i = valid + 1; i < bytes.length; i++)
                cut = cut && ((unsigned char)bytes.bytes[i] & 0xc0) == 0x80;
            if (cut)
                return;
        }
        ++*malformed;
        bytes = slice_from(bytes, valid + 1);
    }
}

/* 'L', 'B', or 0: at least eight characters of which nearly all have their high byte zero, and none its low byte. */
static char utf_16_order(struct slice start)
{
    size_t zeros[2] = {0, 0};
    size_t pairs = start.length / 2;

    for (size_t i = 0; i < pairs * 2; i++)
        zeros[i & 1] += start.bytes[i] == '\0';
    if (pairs < 8)
        return 0;
    if (zeros[0] == 0 && zeros[1] > pairs / 2)
        return 'L';
    if (zeros[1] == 0 && zeros[0] > pairs / 2)
        return 'B';
    return 0;
}

static bool is_letter(unsigned char byte)
{
    return byte >= 0x80 || ((byte | 0x20) >= 'a' && (byte | 0x20) <= 'z');
}

/* Of code page 850: ü é â ä ç ê ë è ï î ô ö. */
static bool is_small_of_dos(char byte)
{
    static const char small[] = "\x81\x82\x83\x84\x87\x88\x89\x8a\x8b\x8c\x93\x94";

    return memchr(small, byte, sizeof small - 1);
}

/*
 * Programs from the time of DOS write code page 850. Its small letters with accents are signs in Windows-1252 that do not stand
 * within words (quotes, daggers, carets), or capitals that do not stand before small letters (CŒUR); and that one's letters are
 * frames and the like here: among them are other letters, but no file has such words alone.
 */
static bool is_of_dos(struct slice bytes)
{
    size_t within_words = 0;

    for (size_t i = 1; i + 1 < bytes.length; i++) {
        const char before = bytes.bytes[i - 1];
        const char behind = bytes.bytes[i + 1];
        unsigned char byte = (unsigned char)bytes.bytes[i];

        if (byte < 0x80 || !is_letter((unsigned char)before))
            continue;
        if (byte >= 0xc0 && byte != 0xe1) /* there a sharp s, here an a */
            return false;
        within_words += is_small_of_dos(bytes.bytes[i]) && ((unsigned char)before < 0x80 || is_small_of_dos(before)) &&
                        ((behind >= 'a' && behind <= 'z') || is_small_of_dos(behind));
    }
    return within_words > 0;
}

struct encoding_guess encoding_guess(struct slice start, bool whole)
{
    size_t formed;
    size_t malformed;

    if (slice_starts(start, UTF_8_MARK))
        return (struct encoding_guess){ENCODING_UTF_8, "UTF-8"};
    if (slice_starts(start, "\xff\xfe") || utf_16_order(start) == 'L')
        return (struct encoding_guess){ENCODING_CONVERTED, "UTF-16LE"};
    if (slice_starts(start, "\xfe\xff") || utf_16_order(start) == 'B')
        return (struct encoding_guess){ENCODING_CONVERTED, "UTF-16BE"};
    count_sequences(start, whole, &formed, &malformed);
    if (malformed == 0 && formed == 0)
        return (struct encoding_guess){ENCODING_ASCII, "UTF-8"};
    if (formed > malformed)
        return (struct encoding_guess){ENCODING_UTF_8, "UTF-8"};
    if (is_of_dos(start))
        return (struct encoding_guess){ENCODING_CONVERTED, "CP850"};
    return (struct encoding_guess){ENCODING_WINDOWS_1252, "Windows-1252"};
}

struct encoding_guess encoding_named(const char *name)
{
    static const char *const utf_8[] = {"utf-8", "utf8", "utf_8", NULL};
    static const char *const windows[] = {"windows-1252", "windows1252", "cp1252", "cp-1252", "ansi",
                                          "iso-8859-1",   "iso8859-1",   "latin1", "latin-1", NULL};

    for (size_t i = 0; utf_8[i]; i++)
        if (strcasecmp(name, utf_8[i]) == 0)
            return (struct encoding_guess){ENCODING_UTF_8, "UTF-8"};
    for (size_t i = 0; windows[i]; i++)
        if (strcasecmp(name, windows[i]) == 0)
            return (struct encoding_guess){ENCODING_WINDOWS_1252, "Windows-1252"};
    return (struct encoding_guess){ENCODING_CONVERTED, name};
}

bool windows_1252_decode(struct text *text, struct slice bytes, size_t *offset)
{
    /* Where it differs from ISO 8859-1: 0x80 to 0x9f; 0 is undefined. */
    static const uint16_t high[32] = {0x20ac, 0,      0x201a, 0x0192, 0x201e, 0x2026, 0x2020, 0x2021, 0x02c6, 0x2030, 0x0160,
                                      0x2039, 0x0152, 0,      0x017d, 0,      0,      0x2018, 0x2019, 0x201c, 0x201d, 0x2022,
                                      0x2013, 0x2014, 0x02dc, 0x2122, 0x0161, 0x203a, 0x0153, 0,      0x017e, 0x0178};
    size_t plain = 0; /* start of the stretch of ASCII not yet copied */

    text_make_room(text, bytes.length);
    for (size_t i = 0; i < bytes.length; i++) {
        unsigned byte = (unsigned char)bytes.bytes[i];
        unsigned point = byte >= 0x80 && byte < 0xa0 ? high[byte - 0x80] : byte;

        if (byte < 0x80)
            continue;
        if (point == 0) {
            *offset = i;
            return false;
        }
        text_add(text, bytes.bytes + plain, i - plain);
        plain = i + 1;
        if (point < 0x800) {
            text_add_byte(text, (char)(0xc0 | point >> 6));
        } else {
            text_add_byte(text, (char)(0xe0 | point >> 12));
            text_add_byte(text, (char)(0x80 | (point >> 6 & 0x3f)));
        }
        text_add_byte(text, (char)(0x80 | (point & 0x3f)));
    }
    text_add(text, bytes.bytes + plain, bytes.length - plain);
    return true;
}

bool converter_init(struct converter *converter, const char *name, struct fault *fault)
{
    converter->pending = (struct text)TEXT_INIT;
    converter->unit = strncasecmp(name, "utf-16", 6) == 0 || strncasecmp(name, "ucs-2", 5) == 0   ? 2
                      : strncasecmp(name, "utf-32", 6) == 0 || strncasecmp(name, "ucs-4", 5) == 0 ? 4
                                                                                                  : 1;
    converter->descriptor = iconv_open("UTF-8", name);
    if (converter->descriptor == (iconv_t)-1)
        return fault_set(fault, FAULT_USAGE, "unknown_encoding", NULL, "unknown encoding \"%s\"", name);
    return true;
}

void converter_release(struct converter *converter)
{
    iconv_close(converter->descriptor);
    text_release(&converter->pending);
}

void converter_feed(struct converter *converter, struct slice chunk, bool last, struct text *decoded)
{
    char *from;
    size_t left;

    text_add_slice(&converter->pending, chunk);
    from = converter->pending.bytes;
    left = converter->pending.length;
    while (left) {
        char *to;
        size_t room;
        size_t done;
        int error;

        text_make_room(decoded, left * 2 + 16);
        to = decoded->bytes + decoded->length;
        room = decoded->room - decoded->length;
        done = iconv(converter->descriptor, &from, &left, &to, &room);
        error = errno;
        decoded->length = (size_t)(to - decoded->bytes);
        if (done != (size_t)-1)
            break;
        if (error == EINVAL && !last)
            break;
        if (error != E2BIG) {
            size_t step = left < converter->unit ? left : converter->unit;

            text_add_byte(decoded, '\xff');
            from += step;
            left -= step;
        }
    }
    if (left)
        memmove(converter->pending.bytes, from, left);
    converter->pending.length = left;
}
