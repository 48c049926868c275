/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "format/decimal.h"

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

bool decimal_read(struct slice text, struct decimal *value)
{
    bool negative = false;
    size_t whole = 0; /* digits that count, before the point */
    size_t places = 0;
    size_t end = text.length;
    size_t at = 0;
    wide digits = 0;

    if (text.length == 0)
        return false;
    if (text.bytes[0] == '-' || text.bytes[0] == '+') {
        negative = text.bytes[0] == '-';
        at = 1;
    }
    if (memchr(text.bytes + at, '.', text.length - at)) {
        while (end > at && text.bytes[end - 1] == '0')
            end--;
    }
    for (; at < end && text.bytes[at] != '.'; at++) {
        if (!is_digit(text.bytes[at]))
            return false;
        if (digits || text.bytes[at] != '0')
            whole++;
        if (whole > DECIMAL_WHOLE_DIGITS)
            return false;
        digits = digits * 10 + (text.bytes[at] - '0');
    }
    for (at++; at < end; at++, places++) {
        if (!is_digit(text.bytes[at]) || places == DECIMAL_PLACES)
            return false;
        digits = digits * 10 + (text.bytes[at] - '0');
    }
    /* At least one digit must have stood there. */
    for (at = 0; at < text.length && !is_digit(text.bytes[at]); at++)
        ;
    if (at == text.length)
        return false;
    *value = (struct decimal){negative ? -digits : digits, (unsigned)places};
    return true;
}

static wide power_of_ten(unsigned exponent)
{
    wide power = 1;

    while (exponent--)
        power *= 10;
    return power;
}

int decimal_compare(const struct decimal *a, const struct decimal *b)
{
    wide left = a->digits * power_of_ten(DECIMAL_PLACES - a->scale);
    wide right = b->digits * power_of_ten(DECIMAL_PLACES - b->scale);

    return (left > right) - (left < right);
}

bool decimal_scaled(const struct decimal *value, int64_t numerator, int64_t denominator, int64_t *result)
{
    static const int64_t limit = 1000000000000000;
    wide product;
    wide scaled;

    if (__builtin_mul_overflow(value->digits, (wide)numerator, &product))
        return false;
    scaled = divide_rounded(product, denominator * power_of_ten(value->scale));
    if (scaled > limit || scaled < -limit)
        return false;
    *result = (int64_t)scaled;
    return true;
}

/* The length of the blank at the start: ASCII, no-break, narrow no-break, thin. */
static size_t blank_length(struct slice text)
{
    if (text.length && (text.bytes[0] == ' ' || text.bytes[0] == '\t'))
        return 1;
    if (slice_starts(text, "\xc2\xa0"))
        return 2;
    if (slice_starts(text, "\xe2\x80\xaf") || slice_starts(text, "\xe2\x80\x89"))
        return 3;
    return 0;
}

static size_t sign_length(struct slice text, bool *negative)
{
    if (text.length && (text.bytes[0] == '-' || text.bytes[0] == '+')) {
        *negative = text.bytes[0] == '-';
        return 1;
    }
    if (slice_starts(text, "\xe2\x88\x92")) {
        *negative = true;
        return 3;
    }
    return 0;
}

/* A currency or unit at the start: letters, $ and %, and whatever is not ASCII. */
static size_t word_length(struct slice text)
{
    size_t length = 0;
    size_t characters = 0;

    while (length < text.length && blank_length(slice_from(text, length)) == 0 &&
           !slice_starts(slice_from(text, length), "\xe2\x88\x92")) {
        unsigned char c = (unsigned char)text.bytes[length];

        if (c < 0x80 && !((c | 0x20) >= 'a' && (c | 0x20) <= 'z') && c != '$' && c != '%')
            break;
        characters += ((unsigned char)text.bytes[length] & 0xc0) != 0x80;
        length++;
    }
    return characters <= 4 ? length : 0;
}

static void skip_blanks(struct slice *text)
{
    for (size_t length = blank_length(*text); length; length = blank_length(*text))
        *text = slice_from(*text, length);
}

/* A separator of thousands at the start, or 0. */
static size_t group_length(struct slice text, char mark)
{
    if (text.length && (text.bytes[0] == '\'' || text.bytes[0] == (mark == ',' ? '.' : ',')))
        return 1;
    if (slice_starts(text, "\xe2\x80\x99"))
        return 3;
    return blank_length(text);
}

static size_t digits_length(struct slice text)
{
    size_t length = 0;

    while (length < text.length && is_digit(text.bytes[length]))
        length++;
    return length;
}

bool decimal_from_local(struct text *text, struct slice written, char mark)
{
    size_t before = text->length;
    struct slice separator = {NULL, 0};
    bool negative = false;
    bool signed_once;
    size_t length;
    size_t first;
    size_t places = 0;

    skip_blanks(&written);
    length = sign_length(written, &negative);
    signed_once = length > 0;
    written = slice_from(written, length);
    skip_blanks(&written);
    written = slice_from(written, word_length(written));
    skip_blanks(&written);
    if (!signed_once)
        written = slice_from(written, sign_length(written, &negative));

    if (negative)
        text_add_byte(text, '-');
    first = digits_length(written);
    if (first == 0)
        text_add_byte(text, '0');
    text_add(text, written.bytes, first);
    length = first;
    for (;;) {
        struct slice rest = slice_from(written, length);
        size_t gap = group_length(rest, mark);

        if (gap == 0 || first == 0 || digits_length(slice_from(rest, gap)) == 0)
            break;
        if (separator.length == 0)
            separator = (struct slice){rest.bytes, gap};
        if (first > 3 || written.bytes[0] == '0' || digits_length(slice_from(rest, gap)) != 3 ||
            !slice_equal(separator, (struct slice){rest.bytes, gap}))
            goto refused;
        text_add(text, rest.bytes + gap, 3);
        length += gap + 3;
    }
    written = slice_from(written, length);
    if (written.length && written.bytes[0] == mark) {
        written = slice_from(written, 1);
        places = digits_length(written);
        if (places) {
            text_add_byte(text, '.');
            text_add(text, written.bytes, places);
        }
        written = slice_from(written, places);
    }
    if (first == 0 && places == 0)
        goto refused;
    skip_blanks(&written);
    written = slice_from(written, word_length(written));
    skip_blanks(&written);
    if (written.length == 0)
        return true;
refused:
    text->length = before;
    return false;
}

static struct slice after_digits(struct slice text)
{
    while (text.length && text.bytes[0] >= '0' && text.bytes[0] <= '9')
        text = slice_from(text, 1);
    return text;
}

bool decimal_is_shortened(struct slice text)
{
    struct slice rest = after_digits(text);

    if (rest.length == text.length)
        return false;
    if (rest.length && (rest.bytes[0] == '.' || rest.bytes[0] == ','))
        rest = after_digits(slice_from(rest, 1));
    return slice_starts(rest, "E+") && rest.length >= 4 && after_digits(slice_from(rest, 2)).length == 0;
}
