/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef COLPORTEUR_SHOP_NUMBER_PATTERN_H
#define COLPORTEUR_SHOP_NUMBER_PATTERN_H

#include "base/arena.h"
#include "shop/check_character.h"

/*
 * What the numbers of parcels look like, in one line: "RB(########)?BE", "1Z(999AA101#######)?", "(340123450########)?".
 *
 *   #         a digit of the serial number, which has zeros in front
 *   ?         the check character
 *   ( )       what the check character is reckoned over; without them all the others are
 *   < >       reckoned, and not written
 *   d a x     any digit, any capital letter, either: only in what a carrier's own numbers are held against
 *   others    digits, capital letters, "-", "." and "/" stand for themselves
 */

enum { PATTERN_LIMIT = 80, NUMBER_LIMIT = 48, SERIAL_DIGITS = 15 };

struct number_pattern {
    struct slice written;
    struct check_rule check;
};

/* `is_range`: numbers are made of it, so that it needs a serial number and has nothing arbitrary. */
bool number_pattern_check(const struct number_pattern *pattern, bool is_range, struct fault *fault) CHECKED;

/* How many numbers there are: 10 to the power of its #. */
int64_t number_pattern_serials(const struct number_pattern *pattern);

/* Appends the number of a serial number. False: it has no check character, and there is no such number. */
bool number_write(const struct number_pattern *pattern, int64_t serial, struct text *number) CHECKED;

/* As parcels have it: without the blanks it is printed with, in capitals, whatever a carrier's answer has it in. */
struct slice number_plain(struct slice given, struct arena *arena);

/* Whether a number is of the pattern, its check character included. */
bool number_fits(const struct number_pattern *pattern, struct slice number);

#endif
