/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "format/srgb_profile.h"

#include <stdint.h>

enum { HEADER = 128, TAG_COUNT = 10, TAG_ROW = 12 };

#define VERSION 0x04200000

/* s15Fixed16 numbers. White is that of D50, in which profiles are told; sRGB's own D65 is adapted to it (Bradford). */
static const uint32_t white[] = {0x0000F6D6, 0x00010000, 0x0000D32D};
static const uint32_t adaptation[] = {0x00010C42, 0x000005DE, 0xFFFFF325, 0x00000793, 0x0000FD90,
                                      0xFFFFFBA1, 0xFFFFFDA2, 0x000003DC, 0x0000C06E};
static const uint32_t red[] = {0x00006FA2, 0x000038F5, 0x00000390};
static const uint32_t green[] = {0x00006299, 0x0000B785, 0x000018DA};
static const uint32_t blue[] = {0x000024A0, 0x00000F84, 0x0000B6CF};
/* g, a, b, c, d: (a x + b)^g from d on, c x below. */
static const uint32_t curve[] = {0x00026666, 0x0000F2A7, 0x00000D59, 0x000013D0, 0x00000A5B};

static void add_number(struct text *text, uint32_t value, unsigned bytes)
{
    while (bytes--)
        text_add_byte(text, (char)(value >> (8 * bytes) & 0xFF));
}

static void add_numbers(struct text *text, const uint32_t *values, size_t count)
{
    for (size_t i = 0; i < count; i++)
        add_number(text, values[i], 4);
}

static void add_type(struct text *text, const char *type)
{
    text_add(text, type, 4);
    add_number(text, 0, 4);
}

/* multiLocalizedUnicodeType of one record, in ASCII. */
static void add_words(struct text *text, const char *words)
{
    uint32_t length = (uint32_t)(2 * strlen(words));

    add_type(text, "mluc");
    add_numbers(text, (const uint32_t[]){1, 12}, 2);
    text_add(text, "enUS", 4);
    add_numbers(text, (const uint32_t[]){length, 28}, 2);
    for (const char *at = words; *at; at++)
        add_number(text, (uint32_t)(unsigned char)*at, 2);
    while (text->length % 4)
        text_add_byte(text, '\0');
}

static void add_header(struct text *text, uint32_t size)
{
    static const uint32_t first_of_2026[] = {2026, 1, 1, 0, 0, 0};

    add_numbers(text, (const uint32_t[]){size, 0, VERSION}, 3);
    text_add_string(text, "mntrRGB XYZ ");
    for (size_t i = 0; i < 6; i++)
        add_number(text, first_of_2026[i], 2);
    text_add_string(text, "acsp");
    /* No platform, flags, device or attributes; the first intent, perceptual. */
    add_numbers(text, (const uint32_t[]){0, 0, 0, 0, 0, 0, 0}, 7);
    add_numbers(text, white, 3);
    while (text->length < HEADER)
        text_add_byte(text, '\0');
}

void srgb_profile_write(struct text *profile)
{
    static const char *const names[TAG_COUNT] = {"desc", "cprt", "wtpt", "chad", "rXYZ", "gXYZ", "bXYZ", "rTRC", "gTRC", "bTRC"};
    const uint32_t start = HEADER + 4 + TAG_COUNT * TAG_ROW;
    uint32_t ends[TAG_COUNT];
    struct text data = TEXT_INIT;

    add_words(&data, "sRGB");
    ends[0] = (uint32_t)data.length;
    add_words(&data, "CC0");
    ends[1] = (uint32_t)data.length;
    add_type(&data, "XYZ ");
    add_numbers(&data, white, 3);
    ends[2] = (uint32_t)data.length;
    add_type(&data, "sf32");
    add_numbers(&data, adaptation, 9);
    ends[3] = (uint32_t)data.length;
    for (size_t i = 0; i < 3; i++) {
        add_type(&data, "XYZ ");
        add_numbers(&data, i == 0 ? red : i == 1 ? green : blue, 3);
        ends[4 + i] = (uint32_t)data.length;
    }
    add_type(&data, "para");
    add_number(&data, 3, 2);
    add_number(&data, 0, 2);
    add_numbers(&data, curve, 5);
    ends[7] = (uint32_t)data.length;
    add_header(profile, start + ends[7]);
    add_number(profile, TAG_COUNT, 4);
    for (size_t i = 0; i < TAG_COUNT; i++) {
        size_t piece = i < 7 ? i : 7; /* one curve for three colours */
        uint32_t from = piece ? ends[piece - 1] : 0;

        text_add(profile, names[i], 4);
        add_numbers(profile, (const uint32_t[]){start + from, ends[piece] - from}, 2);
    }
    text_add_slice(profile, text_slice(&data));
    text_release(&data);
}
