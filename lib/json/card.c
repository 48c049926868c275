/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "json/card.h"

#include "base/card.h"

#include <stdio.h>

enum { NUMBER_SIZE = 32 };

/* A number as digits, as far as it could be a card's; else empty. */
static struct slice number_digits(const json_t *value, char digits[NUMBER_SIZE])
{
    digits[0] = '\0';
    if (json_is_integer(value))
        snprintf(digits, NUMBER_SIZE, "%lld", (long long)json_integer_value(value));
    else if (json_real_value(value) > 1e13 && json_real_value(value) < 1e20)
        snprintf(digits, NUMBER_SIZE, "%.0f", json_real_value(value));
    return slice_of(digits);
}

static bool value_without_card(struct slice name, const json_t *value, struct fault *fault)
{
    char digits[NUMBER_SIZE];
    const char *member;
    json_t *inner;
    size_t i;

    if (json_is_object(value)) {
        json_object_foreach((json_t *)value, member, inner)
        {
            if (!value_without_card(slice_of(member), inner, fault))
                return name.length ? fault_within(fault, "%.*s", SLICE_ARGS(name)) : false;
            if (card_in_field(SLICE(""), slice_of(member)))
                return card_refuse(slice_of(member), fault);
        }
    } else if (json_is_array(value)) {
        json_array_foreach(value, i, inner)
        {
            if (!value_without_card(SLICE(""), inner, fault))
                return fault_within(fault, "%.*s[%zu]", SLICE_ARGS(name), i + 1);
        }
    } else if (json_is_string(value)) {
        if (card_in_field(name, (struct slice){json_string_value(value), json_string_length(value)}))
            return card_refuse(name, fault);
    } else if (json_is_number(value) && card_in_field(name, number_digits(value, digits))) {
        return card_refuse(name, fault);
    }
    return true;
}

bool record_without_card(const json_t *record, const char *but, struct fault *fault)
{
    const json_t *unseen = but ? json_object_get(record, but) : NULL;
    json_t *seen;
    bool done;

    if (!json_is_string(unseen))
        return value_without_card(SLICE(""), record, fault);
    seen = json_copy((json_t *)record);
    json_object_del(seen, but);
    done = value_without_card(SLICE(""), seen, fault);
    json_decref(seen);
    return done;
}

/* The names that gateways and shop systems give it, in any case and with or without what joins their words. */
static bool names_security_code(const char *name)
{
    static const char *const names[] = {"cvv",     "cvv2",   "cvc", "cvc2", "csc", "cid", "securitycode", "cardsecuritycode",
                                        "cardcvv", "cardcvc"};
    char plain[24];
    size_t length = 0;

    for (; *name && length + 1 < sizeof plain; name++) {
        char c = (char)(*name >= 'A' && *name <= 'Z' ? *name + 32 : *name);

        if (c != '_' && c != '-' && c != ' ')
            plain[length++] = c;
    }
    plain[length] = '\0';
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (!*name && strcmp(plain, names[i]) == 0)
            return true;
    return false;
}

bool record_holds_security_code(const json_t *record)
{
    const char *member;
    json_t *inner;
    size_t i;

    json_object_foreach((json_t *)record, member, inner)
    {
        if (names_security_code(member) || record_holds_security_code(inner))
            return true;
    }
    json_array_foreach(record, i, inner)
    {
        if (record_holds_security_code(inner))
            return true;
    }
    return false;
}

static json_t *masked_text(struct slice name, struct slice value)
{
    struct text masked = TEXT_INIT;
    json_t *text;

    if (card_in_field(name, value))
        card_mask(&masked, value);
    else
        text_add_slice(&masked, value);
    text = json_stringn(masked.length ? masked.bytes : "", masked.length);
    text_release(&masked);
    return text;
}

static json_t *masked_value(struct slice name, const json_t *value)
{
    char digits[NUMBER_SIZE];
    const char *member;
    json_t *inner;
    json_t *copy;
    size_t i;

    if (json_is_object(value)) {
        copy = json_object();
        json_object_foreach((json_t *)value, member, inner)
        {
            json_t *masked_name = masked_text(SLICE(""), slice_of(member));

            json_object_set_new(copy, json_string_value(masked_name),
                                names_security_code(member) ? json_string("***") : masked_value(slice_of(member), inner));
            json_decref(masked_name);
        }
        return copy;
    }
    if (json_is_array(value)) {
        copy = json_array();
        json_array_foreach(value, i, inner) json_array_append_new(copy, masked_value(SLICE(""), inner));
        return copy;
    }
    if (json_is_string(value))
        return masked_text(name, (struct slice){json_string_value(value), json_string_length(value)});
    if (json_is_number(value) && card_in_field(name, number_digits(value, digits)))
        return masked_text(name, slice_of(digits));
    return json_copy((json_t *)value);
}

json_t *record_masked(const json_t *record)
{
    return masked_value(SLICE(""), record);
}
