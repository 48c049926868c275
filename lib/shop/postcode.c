/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "shop/postcode.h"

struct slice postcode_plain(struct slice postcode, char room[POSTCODE_ROOM])
{
    struct slice plain = {room, 0};
    size_t letters = 0;

    for (size_t i = 0; i < postcode.length && plain.length < POSTCODE_ROOM; i++) {
        char c = postcode.bytes[i];

        if (c != ' ')
            room[plain.length++] = (char)(c >= 'a' && c <= 'z' ? c - 32 : c);
    }
    plain.length = utf8_valid_length(plain);
    while (letters < plain.length && room[letters] >= 'A' && room[letters] <= 'Z')
        letters++;
    return letters && letters <= 2 && letters < plain.length && room[letters] == '-' ? slice_from(plain, letters + 1) : plain;
}
