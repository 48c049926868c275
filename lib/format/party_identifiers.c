/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "format/party_identifiers.h"

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static bool is_letter(char c)
{
    return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
}

static unsigned digit(struct slice text, size_t at)
{
    return (unsigned)(text.bytes[at] - '0');
}

static bool are_digits(struct slice text)
{
    for (size_t i = 0; i < text.length; i++)
        if (!is_digit(text.bytes[i]))
            return false;
    return text.length > 0;
}

static bool is_gln(struct slice text)
{
    unsigned sum = 0;

    if (!are_digits(text))
        return false;
    for (size_t i = 0; i < text.length; i++)
        sum = (sum + digit(text, text.length - 1 - i) * (i % 2 ? 3 : 1)) % 10;
    return sum == 0;
}

static bool is_norwegian(struct slice text)
{
    unsigned sum = 0;
    bool any = false;

    if (!are_digits(text) || text.length != 9)
        return false;
    for (size_t i = 0; i < text.length; i++) {
        any = any || digit(text, i);
        sum += digit(text, text.length - 1 - i) * (i ? (unsigned)(i - 1) % 6 + 2 : 1);
    }
    return any && sum % 11 == 0;
}

static bool is_belgian(struct slice text)
{
    unsigned others = 0;

    if (!are_digits(text) || text.length != 10)
        return false;
    for (size_t i = 0; i < 8; i++)
        others = (others * 10 + digit(text, i)) % 97;
    return digit(text, 8) * 10 + digit(text, 9) == 97 - others;
}

/* Luhn's sum is a ten: from the right every second digit counts twice, and of two digits the sum. */
static bool is_luhn(struct slice text)
{
    unsigned sum = 0;

    for (size_t i = 0; i < text.length; i++) {
        const unsigned value = digit(text, text.length - 1 - i) * (i % 2 ? 2 : 1);

        sum += value / 10 + value % 10;
    }
    return sum % 10 == 0;
}

static bool is_swedish(struct slice text)
{
    return are_digits(text) && text.length == 10 && is_luhn(text);
}

static bool is_australian(struct slice text)
{
    unsigned sum;

    if (!are_digits(text) || text.length != 11)
        return false;
    /* The sum is that with the first digit less one: 79 is 89 less its weight. */
    sum = digit(text, 0) * 10 + 79;
    for (unsigned i = 1; i < 11; i++)
        sum += digit(text, i) * (2 * i - 1);
    return sum % 89 == 0;
}

static bool is_greek(struct slice text)
{
    unsigned sum = 0;

    if (!are_digits(text) || text.length != 9)
        return false;
    for (unsigned i = 0; i < 8; i++)
        sum += digit(text, i) << (8 - i);
    return sum % 11 % 10 == digit(text, 8);
}

static bool is_ipa(struct slice text)
{
    for (size_t i = 0; i < text.length; i++)
        if (!is_digit(text.bytes[i]) && !is_letter(text.bytes[i]))
            return false;
    return text.length == 6;
}

static bool is_italian_tax(struct slice text)
{
    static const char places[] = "aaaaaa00a00...0a";

    if (text.length != sizeof places - 1)
        return text.length == 11 && are_digits(text);
    for (size_t i = 0; i < text.length; i++)
        if ((places[i] == 'a' && !is_letter(text.bytes[i])) || (places[i] == '0' && !is_digit(text.bytes[i])))
            return false;
    return true;
}

static bool is_italian_vat(struct slice text)
{
    if (!slice_starts(text, "IT") && !slice_starts(text, "it"))
        return true;
    text = slice_from(text, 2);
    return text.length == 11 && are_digits(text) && is_luhn(text);
}

static bool is_blank(char c)
{
    return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

static bool is_iban(struct slice text)
{
    char bytes[34];
    size_t length = 0;
    unsigned rest = 0;

    for (size_t i = 0; i < text.length; i++) {
        const char c = text.bytes[i];

        if (is_blank(c))
            continue;
        if (length == sizeof bytes || !(length < 2 ? c >= 'A' && c <= 'Z' : is_digit(c) || (length >= 4 && is_letter(c))))
            return false;
        bytes[length++] = c;
    }
    for (size_t i = 0; i < length; i++) {
        const char c = bytes[(i + 4) % length];

        rest = is_digit(c) ? (rest * 10 + (unsigned)(c - '0')) % 97 : (rest * 100 + (unsigned)((c & ~0x20) - 'A' + 10)) % 97;
    }
    return length >= 4 && rest == 1;
}

party_identifier_check *party_identifier_kind(struct slice name)
{
    static const struct {
        const char *name;
        party_identifier_check *check;
    } kinds[] = {
        {"gln", is_gln},         {"norwegian", is_norwegian},     {"belgian", is_belgian},
        {"swedish", is_swedish}, {"australian", is_australian},   {"greek", is_greek},
        {"ipa", is_ipa},         {"italian-tax", is_italian_tax}, {"italian-vat", is_italian_vat},
        {"iban", is_iban},
    };

    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
        if (slice_is(name, kinds[i].name))
            return kinds[i].check;
    return NULL;
}
