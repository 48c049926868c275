/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef COLPORTEUR_SHOP_CHECK_CHARACTER_H
#define COLPORTEUR_SHOP_CHECK_CHARACTER_H

#include "base/fault.h"
#include "base/text.h"

#include <jansson.h>
#include <stdbool.h>

/*
 * Check characters of parcels' numbers, as data: carriers invent them faster than programs are released.
 *
 * A rule is a name or an object:
 *
 *   "gs1"     weights 3, 1 from the right, modulo 10: SSCC, GTIN (GS1 General Specifications, 7.9.1)
 *   "s10"     weights 8 6 4 2 3 5 9 7, 11 less the rest; 10 becomes 0, 11 becomes 5 (UPU S10)
 *   "luhn"    weights 2, 1 from the right, digits of the products summed, modulo 10 (ISO/IEC 7812-1, annex B)
 *   {"algorithm":"weights","weights":[…],"from":"left","sum":"products","modulus":11,"then_modulus":10,"complement":true,
 *    "letter_a":2,"instead":{"10":"0"}}
 *             each character times its weight, the weights over and over; the sum modulo the modulus, with "complement" the modulus
 *             less that, then modulo then_modulus; a result in "instead" is written as that, else it has to be one digit.
 *             "from":"right" gives the last character the first weight, "sum":"digits" sums the digits of each product.
 *             With "letter_a" letters count: A as that, B one more, of each its last digit.
 *   {"algorithm":"remainder","modulus":7}
 *             the digits are one number, and what is left of it
 *   {"algorithm":"iso7064","modulus":36}
 *             the hybrid systems of ISO/IEC 7064: MOD 37,36 over letters and digits, MOD 11,10 over digits
 */

enum { CHECK_WEIGHTS_LIMIT = 64, CHECK_RESULTS = 100 };

enum check_algorithm { CHECK_NONE, CHECK_WEIGHTS, CHECK_REMAINDER, CHECK_ISO7064 };

struct check_rule {
    enum check_algorithm algorithm;
    int weights[CHECK_WEIGHTS_LIMIT];
    size_t weight_count;
    bool from_right, digits_of_products, complement;
    int modulus, then_modulus;   /* then_modulus 0: none */
    int letter_a;                /* below 0: letters do not count, and are refused */
    char instead[CHECK_RESULTS]; /* of a result: the character; 0: none */
};

bool check_rule_named(struct check_rule *rule, const char *name) CHECKED; /* false: there is none of that name */
/* `given` NULL: no rule at all, CHECK_NONE. */
bool check_rule_from_json(struct check_rule *rule, const json_t *given, struct fault *fault) CHECKED;

/* False: these characters have no check character by the rule, and no number is made of them. */
bool check_character(const struct check_rule *rule, struct slice characters, char *check) CHECKED;

#endif
