/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "format/exact.h"

static bool scaled_to(struct decimal value, unsigned scale, wide *digits)
{
    *digits = value.digits;
    for (; value.scale < scale; value.scale++)
        if (__builtin_mul_overflow(*digits, (wide)10, digits))
            return false;
    return true;
}

/* Zeros at the end would use up the room that products need. */
static struct decimal without_zeros(struct decimal value)
{
    while (value.scale && value.digits % 10 == 0) {
        value.digits /= 10;
        value.scale--;
    }
    return value;
}

static bool align(struct decimal a, struct decimal b, wide *left, wide *right, unsigned *scale)
{
    *scale = a.scale > b.scale ? a.scale : b.scale;
    return scaled_to(a, *scale, left) && scaled_to(b, *scale, right);
}

bool exact_add(struct decimal a, struct decimal b, struct decimal *sum)
{
    wide left;
    wide right;

    if (!align(a, b, &left, &right, &sum->scale) || __builtin_add_overflow(left, right, &sum->digits))
        return false;
    *sum = without_zeros(*sum);
    return true;
}

bool exact_multiply(struct decimal a, struct decimal b, struct decimal *product)
{
    a = without_zeros(a);
    b = without_zeros(b);
    product->scale = a.scale + b.scale;
    if (__builtin_mul_overflow(a.digits, b.digits, &product->digits))
        return false;
    *product = without_zeros(*product);
    return true;
}

bool exact_divide(struct decimal a, struct decimal b, struct decimal *quotient)
{
    wide left;
    wide right;
    unsigned scale;

    if (!b.digits || !align(a, b, &left, &right, &scale))
        return false;
    quotient->digits = left / right;
    quotient->scale = 0;
    for (wide rest = left % right; rest && quotient->scale < EXACT_PLACES; rest %= right, quotient->scale++) {
        if (__builtin_mul_overflow(rest, (wide)10, &rest) ||
            __builtin_mul_overflow(quotient->digits, (wide)10, &quotient->digits) ||
            __builtin_add_overflow(quotient->digits, rest / right, &quotient->digits))
            return false;
    }
    return true;
}

bool exact_round(struct decimal value, unsigned places, struct decimal *rounded)
{
    wide unit = 1;
    wide whole;
    wide rest;

    *rounded = value;
    if (value.scale <= places)
        return true;
    for (unsigned i = places; i < value.scale; i++)
        if (__builtin_mul_overflow(unit, (wide)10, &unit))
            return false;
    whole = value.digits / unit;
    rest = value.digits % unit;
    if (rest < 0) {
        whole--;
        rest += unit;
    }
    *rounded = (struct decimal){whole + (rest >= unit - rest), places};
    return true;
}

bool exact_compare(struct decimal a, struct decimal b, int *order)
{
    wide left;
    wide right;
    unsigned scale;

    if (!align(a, b, &left, &right, &scale))
        return false;
    *order = (left > right) - (left < right);
    return true;
}
