/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "format/gtin.h"
#include "format/html.h"
#include "format/mapping_structure.h"
#include "format/moment_pattern.h"

enum { SUBSTITUTED_LIMIT = 4 * 1024 * 1024, SHOWN = 60 };

static int fold(char c)
{
    return c >= 'A' && c <= 'Z' ? c + 32 : (unsigned char)c;
}

int compare_folded(struct slice a, struct slice b)
{
    size_t shared = a.length < b.length ? a.length : b.length;

    for (size_t i = 0; i < shared; i++) {
        int difference = fold(a.bytes[i]) - fold(b.bytes[i]);

        if (difference)
            return difference;
    }
    return (a.length > b.length) - (a.length < b.length);
}

/* The length of the blank at the start. */
static size_t blank_at_start(struct slice text)
{
    if (text.length == 0)
        return 0;
    if (text.bytes[0] == ' ' || (text.bytes[0] >= '\t' && text.bytes[0] <= '\r'))
        return 1;
    if (slice_starts(text, "\xc2\xa0"))
        return 2;
    return slice_starts(text, "\xef\xbb\xbf") ? 3 : 0;
}

static size_t blank_at_end(struct slice text)
{
    for (size_t length = 1; length <= 3 && length <= text.length; length++)
        if (blank_at_start(slice_from(text, text.length - length)) == length)
            return length;
    return 0;
}

struct slice trimmed_of_blanks(struct slice text)
{
    size_t blank;

    while ((blank = blank_at_start(text)))
        text = slice_from(text, blank);
    while ((blank = blank_at_end(text)))
        text.length -= blank;
    return text;
}

int shown_length(struct slice value)
{
    size_t length = value.length;

    if (length > SHOWN) {
        length = SHOWN;
        while (length && ((unsigned char)value.bytes[length] & 0xc0) == 0x80)
            length--;
    }
    return (int)length;
}

static bool refuse(struct fault *fault, const char *code, struct slice value, const char *why)
{
    return fault_set(fault, FAULT_REFUSED, code, NULL, "\"%.*s%s\" %s", shown_length(value), value.bytes,
                     value.length > SHOWN ? "…" : "", why);
}

/* Takes what a step wrote into mapping->other as the value. */
static void take_made(struct mapping *mapping, struct slice *value)
{
    struct text made = mapping->made;

    mapping->made = mapping->other;
    mapping->other = made;
    *value = mapping->made.length ? text_slice(&mapping->made) : (struct slice){"", 0};
}

static bool substitute(struct mapping *mapping, const struct step *step, struct slice *value, struct fault *fault)
{
    PCRE2_SIZE length;
    int count;

    text_clear(&mapping->other);
    text_make_room(&mapping->other, value->length + step->text.length + 64);
    for (;;) {
        length = mapping->other.room;
        count = pcre2_substitute(step->of.substitution.code, (PCRE2_SPTR)value->bytes, value->length, 0,
                                 step->of.substitution.options | PCRE2_SUBSTITUTE_OVERFLOW_LENGTH | PCRE2_NO_UTF_CHECK,
                                 mapping->matcher.match, mapping->matcher.limits, (PCRE2_SPTR)step->text.bytes, step->text.length,
                                 (PCRE2_UCHAR *)mapping->other.bytes, &length);
        if (count != PCRE2_ERROR_NOMEMORY || length <= mapping->other.room || length > SUBSTITUTED_LIMIT)
            break;
        text_make_room(&mapping->other, length);
    }
    if (count == 0)
        return true;
    if (count < 0) {
        char reason[128];

        if (count == PCRE2_ERROR_NOMEMORY)
            return refuse(fault, "match_limit", *value, "becomes too long by a substitution");
        pcre2_get_error_message(count, (PCRE2_UCHAR *)reason, sizeof reason);
        if (count == PCRE2_ERROR_MATCHLIMIT || count == PCRE2_ERROR_DEPTHLIMIT || count == PCRE2_ERROR_HEAPLIMIT ||
            count == PCRE2_ERROR_JIT_STACKLIMIT)
            return refuse(fault, "match_limit", *value, "makes a substitution search too long");
        return fault_set(fault, FAULT_USAGE, "bad_mapping", NULL, "%s:%zu: substitution: %s", mapping->name, step->line, reason);
    }
    mapping->other.length = length;
    take_made(mapping, value);
    return true;
}

static bool look_up(const struct mapping *mapping, const struct step *step, struct slice *value, struct fault *fault)
{
    const struct words *table = &mapping->tables[step->of.words];
    size_t low = 0;
    size_t high = table->count;

    while (low < high) {
        size_t middle = low + (high - low) / 2;
        int order = compare_folded(table->items[middle].from, *value);

        if (order == 0) {
            *value = table->items[middle].to;
            return true;
        }
        if (order < 0)
            low = middle + 1;
        else
            high = middle;
    }
    if (!table->has_rest)
        return fault_set(fault, FAULT_REFUSED, "unknown_word", NULL, "\"%.*s\" is not in the table \"%.*s\"", shown_length(*value),
                         value->bytes, shown_length(table->name), table->name.bytes);
    if (!slice_is(table->rest, "*"))
        *value = table->rest;
    return true;
}

static bool weigh(struct mapping *mapping, const struct step *step, struct slice *value, struct fault *fault)
{
    struct decimal weight;
    int64_t grams;

    if (!decimal_read(*value, &weight) || weight.digits < 0)
        return refuse(fault, "bad_weight", *value, "is no weight (digits, with a point before decimals)");
    if (!decimal_scaled(&weight, step->of.weight.numerator, step->of.weight.denominator, &grams))
        return refuse(fault, "bad_weight", *value, "is too heavy");
    text_clear(&mapping->other);
    if (weight.digits != 0)
        text_add_integer(&mapping->other, grams);
    take_made(mapping, value);
    return true;
}

/* An item of a list. A separator behind a backslash is part of its item. */
static struct slice list_item(struct slice list, struct slice separator, bool last)
{
    size_t start = 0;

    for (size_t at = 0; at + separator.length <= list.length; at++) {
        if (list.bytes[at] == '\\' && at + 1 < list.length) {
            at++;
            continue;
        }
        if (memcmp(list.bytes + at, separator.bytes, separator.length) != 0)
            continue;
        if (!last)
            return (struct slice){list.bytes, at};
        at += separator.length - 1;
        start = at + 1;
    }
    return slice_from(list, start);
}

/* Neighbouring rows mostly go to the same country. */
static bool find_country(struct mapping *mapping, struct slice *value, struct fault *fault)
{
    if (!mapping->country.length || !slice_equal(text_slice(&mapping->country), *value)) {
        text_clear(&mapping->country);
        text_add_slice(&mapping->country, *value);
        mapping->country_code = country_called(&mapping->countries, *value);
    }
    if (!mapping->country_code.bytes)
        return refuse(fault, "unknown_word", *value, "is no country that is known by that name");
    *value = mapping->country_code;
    return true;
}

bool step_apply(struct mapping *mapping, const struct step *step, struct slice *value, struct fault *fault)
{
    switch (step->kind) {
    case STEP_SUBSTITUTE:
        return substitute(mapping, step, value, fault);
    case STEP_WORDS:
        return look_up(mapping, step, value, fault);
    case STEP_NUMBER:
        text_clear(&mapping->other);
        if (!decimal_from_local(&mapping->other, *value, step->text.bytes[0]))
            return refuse(fault, "not_a_number", *value,
                          step->text.bytes[0] == ',' ? "is no number with a decimal comma" : "is no number with a decimal point");
        break;
    case STEP_WEIGHT:
        return weigh(mapping, step, value, fault);
    case STEP_DATE:
        text_clear(&mapping->other);
        if (!moment_pattern_read(step->text, *value, &mapping->other))
            return refuse(fault, "bad_date", *value, "is no date of the mapping's form, or no day of the calendar");
        break;
    case STEP_HTML:
        text_clear(&mapping->other);
        html_to_text(&mapping->other, *value);
        break;
    case STEP_GTIN:
        if (!gtin_is_right(*value))
            value->length = 0;
        return true;
    case STEP_COUNTRY:
        return find_country(mapping, value, fault);
    case STEP_FIRST:
    case STEP_LAST:
        *value = trimmed(list_item(*value, step->text, step->kind == STEP_LAST));
        return true;
    case STEP_DEFAULT:
        if (value->length == 0)
            *value = step->text;
        return true;
    }
    take_made(mapping, value);
    return true;
}
