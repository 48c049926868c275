/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "format/colour.h"

#include <math.h>

#define LEGIBLE 4.5

const struct colour colour_white = {1, 1, 1};
const struct colour colour_ink = {0.11, 0.13, 0.16};
const struct colour colour_grey = {0.38, 0.41, 0.45};
const struct colour colour_slate = {0.16, 0.27, 0.37};

struct colour colour_read(struct slice text, struct colour otherwise)
{
    double parts[3];

    if (text.length != 7 || text.bytes[0] != '#')
        return otherwise;
    for (size_t i = 0; i < 3; i++) {
        unsigned value = 0;

        for (size_t digit = 0; digit < 2; digit++) {
            char c = text.bytes[1 + 2 * i + digit];

            if (c >= '0' && c <= '9')
                value = 16 * value + (unsigned)(c - '0');
            else if (c >= 'a' && c <= 'f')
                value = 16 * value + (unsigned)(c - 'a') + 10;
            else if (c >= 'A' && c <= 'F')
                value = 16 * value + (unsigned)(c - 'A') + 10;
            else
                return otherwise;
        }
        parts[i] = value / 255.0;
    }
    return (struct colour){parts[0], parts[1], parts[2]};
}

struct colour colour_mix(struct colour colour, struct colour other, double share_of_other)
{
    return (struct colour){
        colour.red + (other.red - colour.red) * share_of_other,
        colour.green + (other.green - colour.green) * share_of_other,
        colour.blue + (other.blue - colour.blue) * share_of_other,
    };
}

static double linear(double part)
{
    return part <= 0.04045 ? part / 12.92 : pow((part + 0.055) / 1.055, 2.4);
}

static double luminance(struct colour colour)
{
    return 0.2126 * linear(colour.red) + 0.7152 * linear(colour.green) + 0.0722 * linear(colour.blue);
}

static double contrast(struct colour a, struct colour b)
{
    double first = luminance(a) + 0.05;
    double second = luminance(b) + 0.05;

    return first > second ? first / second : second / first;
}

void colour_write(struct text *text, struct colour colour)
{
    const double parts[3] = {colour.red, colour.green, colour.blue};

    text_add_byte(text, '#');
    for (size_t i = 0; i < 3; i++)
        text_printf(text, "%02x", (unsigned)lround(parts[i] * 255));
}

struct colour colour_written_on(struct colour colour)
{
    return contrast(colour, colour_white) >= LEGIBLE || contrast(colour, colour_white) > contrast(colour, colour_ink) ? colour_white
                                                                                                                      : colour_ink;
}

struct colour colour_for_writing(struct colour colour)
{
    while (contrast(colour, colour_white) < LEGIBLE)
        colour = colour_mix(colour, colour_ink, 0.1);
    return colour;
}
