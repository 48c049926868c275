/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "format/gtin.h"

bool gtin_is_right(struct slice gtin)
{
    int sum = 0;
    bool zeros = true;

    if (gtin.length != 8 && gtin.length != 12 && gtin.length != 13 && gtin.length != 14)
        return false;
    for (size_t i = 0; i < gtin.length; i++) {
        int digit = gtin.bytes[i] - '0';

        if (digit < 0 || digit > 9)
            return false;
        zeros = zeros && digit == 0;
        sum += (gtin.length - i) % 2 == 0 ? 3 * digit : digit;
    }
    return !zeros && sum % 10 == 0;
}

bool gtin_is_public(struct slice gtin)
{
    const char *prefix = gtin.bytes;

    if (gtin.length == 8)
        return gtin.bytes[0] != '0' && gtin.bytes[0] != '2';
    if (gtin.length == 12)
        return !memchr("245", gtin.bytes[0], 3);
    prefix += gtin.length == 14;
    return prefix[0] != '2' && !(prefix[0] == '0' && memchr("245", prefix[1], 3)) && !(prefix[0] == '9' && prefix[1] >= '8');
}
