/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "shop/check_character.h"

#include "json/read.h"

enum { LARGEST_WEIGHT = 99, LARGEST_MODULUS = 97, ALPHABET = 36 };

static const struct {
    const char *name;
    struct check_rule rule;
} named[] = {
    {"gs1", {CHECK_WEIGHTS, {3, 1}, 2, true, false, true, 10, 10, -1, {0}}},
    {"s10", {CHECK_WEIGHTS, {8, 6, 4, 2, 3, 5, 9, 7}, 8, false, false, true, 11, 0, -1, {[10] = '0', [11] = '5'}}},
    {"luhn", {CHECK_WEIGHTS, {2, 1}, 2, true, true, true, 10, 10, -1, {0}}},
};

bool check_rule_named(struct check_rule *rule, const char *name)
{
    for (size_t i = 0; i < sizeof named / sizeof *named; i++)
        if (strcmp(name, named[i].name) == 0) {
            *rule = named[i].rule;
            return true;
        }
    return false;
}

static bool read_word(const json_t *given, const char *field, const char *usual, const char *other, bool *is_other,
                      struct fault *fault)
{
    struct slice word;

    if (!field_string(given, field, &word, fault))
        return false;
    *is_other = word.bytes && slice_is(word, other);
    return !word.bytes || *is_other || slice_is(word, usual) ||
           fault_set(fault, FAULT_REFUSED, "unknown_check", field, "\"%.*s\" is neither %s nor %s", SLICE_ARGS(word), usual, other);
}

static bool read_whole(const json_t *given, const char *field, int64_t least, int64_t most, int absent, int *value,
                       struct fault *fault)
{
    int64_t number = absent;
    bool present;

    if (!field_integer(given, field, least, most, &number, &present, fault))
        return false;
    *value = (int)number;
    return true;
}

static bool read_weights(struct check_rule *rule, const json_t *given, struct fault *fault)
{
    const json_t *weights;

    if (!field_array(given, "weights", &weights, fault))
        return false;
    rule->weight_count = json_array_size(weights);
    if (!rule->weight_count || rule->weight_count > CHECK_WEIGHTS_LIMIT)
        return fault_set(fault, FAULT_REFUSED, "unknown_check", "weights", "must be 1 to %d whole numbers", CHECK_WEIGHTS_LIMIT);
    for (size_t i = 0; i < rule->weight_count; i++) {
        const json_t *weight = json_array_get(weights, i);

        if (!json_is_integer(weight) || json_integer_value(weight) < 0 || json_integer_value(weight) > LARGEST_WEIGHT)
            return fault_set(fault, FAULT_REFUSED, "unknown_check", "weights", "must be whole numbers from 0 to %d",
                             LARGEST_WEIGHT);
        rule->weights[i] = (int)json_integer_value(weight);
    }
    return true;
}

static bool read_instead(struct check_rule *rule, const json_t *given, struct fault *fault)
{
    const json_t *instead;
    const char *name;
    const json_t *value;

    if (!field_object(given, "instead", &instead, fault))
        return false;
    json_object_foreach((json_t *)instead, name, value)
    {
        int64_t result;
        const char *written = json_string_value(value);
        bool is_one = written && json_string_length(value) == 1 &&
                      ((written[0] >= '0' && written[0] <= '9') || (written[0] >= 'A' && written[0] <= 'Z'));

        if (!slice_integer(slice_of(name), CHECK_RESULTS - 1, &result) || !is_one)
            return fault_set(fault, FAULT_REFUSED, "unknown_check", "instead",
                             "must be results with a digit or a capital letter for each");
        rule->instead[result] = written[0];
    }
    return true;
}

static bool read_object(struct check_rule *rule, const json_t *given, struct fault *fault)
{
    static const char *const known[] = {"algorithm",    "weights",    "from",     "sum",     "modulus",
                                        "then_modulus", "complement", "letter_a", "instead", NULL};
    struct slice algorithm;
    bool present;

    if (!fields_known(given, known, fault) || !field_string(given, "algorithm", &algorithm, fault) ||
        !read_whole(given, "modulus", 2, LARGEST_MODULUS, 0, &rule->modulus, fault))
        return false;
    rule->letter_a = -1;
    if (!rule->modulus)
        return field_missing("modulus", fault);
    if (slice_is(algorithm, "remainder")) {
        rule->algorithm = CHECK_REMAINDER;
        return read_instead(rule, given, fault);
    }
    if (slice_is(algorithm, "iso7064")) {
        rule->algorithm = CHECK_ISO7064;
        return rule->modulus == 10 || rule->modulus == ALPHABET ||
               fault_set(fault, FAULT_REFUSED, "unknown_check", "modulus", "the hybrid systems are of 10 and of 36");
    }
    if (!slice_is(algorithm, "weights"))
        return fault_set(fault, FAULT_REFUSED, "unknown_check", "algorithm", "is none of weights, remainder, iso7064");
    rule->algorithm = CHECK_WEIGHTS;
    return read_weights(rule, given, fault) && read_word(given, "from", "left", "right", &rule->from_right, fault) &&
           read_word(given, "sum", "products", "digits", &rule->digits_of_products, fault) &&
           read_whole(given, "then_modulus", 2, LARGEST_MODULUS, 0, &rule->then_modulus, fault) &&
           field_bool(given, "complement", &rule->complement, &present, fault) &&
           read_whole(given, "letter_a", 0, 35, -1, &rule->letter_a, fault) && read_instead(rule, given, fault);
}

bool check_rule_from_json(struct check_rule *rule, const json_t *given, struct fault *fault)
{
    memset(rule, 0, sizeof *rule);
    if (!given || json_is_null(given))
        return true;
    if (json_is_string(given))
        return check_rule_named(rule, json_string_value(given)) ||
               fault_set(fault, FAULT_REFUSED, "unknown_check", NULL, "\"%s\" is none of gs1, s10, luhn", json_string_value(given));
    if (json_is_object(given))
        return read_object(rule, given, fault);
    return fault_set(fault, FAULT_REFUSED, "wrong_type", NULL, "must be the name of a rule or an object");
}

/* 0 to 35; -1: it is neither digit nor capital letter. */
static int value_of(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    return c >= 'A' && c <= 'Z' ? c - 'A' + 10 : -1;
}

static bool weighted(const struct check_rule *rule, struct slice characters, int *result)
{
    int sum = 0;

    for (size_t i = 0; i < characters.length; i++) {
        size_t place = rule->from_right ? characters.length - 1 - i : i;
        int value = value_of(characters.bytes[i]);
        int product;

        if (value < 0 || (value > 9 && rule->letter_a < 0))
            return false;
        if (value > 9)
            value = (value - 10 + rule->letter_a) % 10;
        product = value * rule->weights[place % rule->weight_count];
        sum += rule->digits_of_products ? product / 10 + product % 10 : product;
    }
    *result = sum % rule->modulus;
    if (rule->complement)
        *result = rule->modulus - *result;
    if (rule->then_modulus)
        *result %= rule->then_modulus;
    return true;
}

static bool remainder_of(const struct check_rule *rule, struct slice characters, int *result)
{
    *result = 0;
    for (size_t i = 0; i < characters.length; i++) {
        int value = value_of(characters.bytes[i]);

        if (value < 0 || value > 9)
            return false;
        *result = (*result * 10 + value) % rule->modulus;
    }
    return true;
}

static bool hybrid(const struct check_rule *rule, struct slice characters, int *result)
{
    int carried = rule->modulus;

    for (size_t i = 0; i < characters.length; i++) {
        int value = value_of(characters.bytes[i]);

        if (value < 0 || value >= rule->modulus)
            return false;
        carried = (carried + value) % rule->modulus;
        carried = 2 * (carried ? carried : rule->modulus) % (rule->modulus + 1);
    }
    *result = (rule->modulus + 1 - carried) % rule->modulus;
    return true;
}

bool check_character(const struct check_rule *rule, struct slice characters, char *check)
{
    static const char alphabet[] = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ";
    int result;

    switch (rule->algorithm) {
    case CHECK_WEIGHTS:
        if (!weighted(rule, characters, &result))
            return false;
        break;
    case CHECK_REMAINDER:
        if (!remainder_of(rule, characters, &result))
            return false;
        break;
    case CHECK_ISO7064:
        if (!hybrid(rule, characters, &result))
            return false;
        *check = alphabet[result];
        return true;
    default:
        return false;
    }
    *check = rule->instead[result] ? rule->instead[result] : result < 10 ? alphabet[result] : '\0';
    return *check != '\0';
}
