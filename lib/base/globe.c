/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/globe.h"

#include <math.h>

static const double earth_radius = 6371008.8; /* metres */
static const double pi = 3.14159265358979323846;

bool coordinate_read(struct slice text, int64_t most, int64_t *millionths)
{
    bool negative = text.length && text.bytes[0] == '-';
    const char *point;
    struct slice whole;
    int64_t degrees;
    int64_t scale = DEGREE;

    text = slice_from(text, negative);
    point = text.length ? memchr(text.bytes, '.', text.length) : NULL;
    whole = (struct slice){text.bytes, point ? (size_t)(point - text.bytes) : text.length};
    if (!slice_integer(whole, most, &degrees) || (point && whole.length + 1 == text.length))
        return false;
    *millionths = degrees * DEGREE;
    for (size_t i = whole.length + 1; i < text.length; i++) {
        if (text.bytes[i] < '0' || text.bytes[i] > '9')
            return false;
        scale /= 10;
        *millionths += (text.bytes[i] - '0') * scale;
    }
    if (*millionths > most * DEGREE)
        return false;
    if (negative)
        *millionths = -*millionths;
    return true;
}

static double radians(int64_t millionths)
{
    return (double)millionths / DEGREE * pi / 180;
}

static double square(double value)
{
    return value * value;
}

int64_t great_circle_metres(const struct coordinates *a, const struct coordinates *b)
{
    double north = sin(radians(b->latitude - a->latitude) / 2);
    double east = sin(radians(b->longitude - a->longitude) / 2);
    double haversine = square(north) + cos(radians(a->latitude)) * cos(radians(b->latitude)) * square(east);

    return llround(2 * earth_radius * asin(sqrt(haversine < 1 ? haversine : 1)));
}
