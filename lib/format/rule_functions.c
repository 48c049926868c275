/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "format/rule_structure.h"

#include "base/date.h"

#include <stdlib.h>

static struct rule_value truth(bool holds)
{
    return (struct rule_value){.kind = VALUE_TRUTH, .truth = holds};
}

static struct rule_value number_of(int64_t value)
{
    return (struct rule_value){.kind = VALUE_NUMBER, .is_there = true, .number = {value, 0}};
}

static struct rule_value text_value(struct slice text)
{
    return (struct rule_value){.kind = VALUE_TEXT, .is_there = true, .text = text};
}

static struct rule_value argument(struct rule_evaluation *evaluation, struct rule_place place, const struct expression *call,
                                  size_t i)
{
    return rule_evaluate(evaluation, place, call->arguments[i]);
}

static struct slice text_argument(struct rule_evaluation *evaluation, struct rule_place place, const struct expression *call,
                                  size_t i)
{
    const struct rule_value value = argument(evaluation, place, call, i);

    return rule_text(evaluation, &value);
}

static struct rule_value call_not(struct rule_evaluation *evaluation, struct rule_place place, const struct expression *call)
{
    const struct rule_value value = argument(evaluation, place, call, 0);

    return truth(!rule_truth(&value));
}

static struct rule_value call_count(struct rule_evaluation *evaluation, struct rule_place place, const struct expression *call)
{
    return number_of((int64_t)argument(evaluation, place, call, 0).count);
}

static struct rule_value call_sum(struct rule_evaluation *evaluation, struct rule_place place, const struct expression *call)
{
    const struct rule_value value = argument(evaluation, place, call, 0);
    struct rule_value sum = number_of(0);

    for (size_t i = 0; i < value.count; i++) {
        struct decimal number;

        if (!rule_read_number(evaluation, rule_place_text(evaluation->tree, value.places[i]), &number))
            break;
        if (!exact_add(sum.number, number, &sum.number))
            rule_no_answer(evaluation, "a sum has too many digits");
    }
    return sum;
}

static struct rule_value call_abs(struct rule_evaluation *evaluation, struct rule_place place, const struct expression *call)
{
    const struct rule_value value = argument(evaluation, place, call, 0);
    struct rule_value result = {.kind = VALUE_NUMBER};

    result.is_there = rule_number(evaluation, &value, &result.number);
    if (result.is_there && result.number.digits < 0)
        result.number.digits = -result.number.digits;
    return result;
}

static struct rule_value call_round(struct rule_evaluation *evaluation, struct rule_place place, const struct expression *call)
{
    const struct rule_value value = argument(evaluation, place, call, 0);
    const unsigned places = call->count > 1 ? (unsigned)call->arguments[1]->number.digits : 0;
    struct rule_value result = {.kind = VALUE_NUMBER};
    struct decimal number;

    if (!rule_number(evaluation, &value, &number))
        return result;
    result.is_there = exact_round(number, places, &result.number);
    if (!result.is_there)
        rule_no_answer(evaluation, "an amount has too many digits");
    return result;
}

static struct rule_value call_default(struct rule_evaluation *evaluation, struct rule_place place, const struct expression *call)
{
    const struct rule_value value = argument(evaluation, place, call, 0);

    return value.kind == VALUE_PLACES && !value.count ? argument(evaluation, place, call, 1) : value;
}

/* The first text that is not empty. */
static struct rule_value call_first(struct rule_evaluation *evaluation, struct rule_place place, const struct expression *call)
{
    for (size_t i = 0; i < call->count; i++) {
        const struct rule_value value = argument(evaluation, place, call, i);

        const struct slice text = rule_text(evaluation, &value);

        if (text.length)
            return text_value(text);
    }
    return (struct rule_value){.kind = VALUE_TEXT};
}

static struct rule_value call_filled(struct rule_evaluation *evaluation, struct rule_place place, const struct expression *call)
{
    const struct rule_value value = argument(evaluation, place, call, 0);

    for (size_t i = 0; i < value.count; i++)
        if (rule_trimmed(rule_place_text(evaluation->tree, value.places[i])).length)
            return truth(true);
    return truth(value.kind == VALUE_TEXT && rule_trimmed(value.text).length);
}

/* xs:boolean: a word of the two, and nothing else. */
static bool is_word_for(struct rule_evaluation *evaluation, struct slice text, bool yes)
{
    text = rule_trimmed(text);
    if (slice_is(text, "true") || slice_is(text, "1"))
        return yes;
    if (!slice_is(text, "false") && !slice_is(text, "0"))
        rule_no_answer(evaluation, "\"%.*s\" is neither true nor false", text.length < 40 ? (int)text.length : 40, text.bytes);
    return !yes;
}

static struct rule_value any_word_for(struct rule_evaluation *evaluation, struct rule_place place, const struct expression *call,
                                      bool yes)
{
    const struct rule_value value = argument(evaluation, place, call, 0);

    for (size_t i = 0; i < value.count; i++)
        if (is_word_for(evaluation, rule_place_text(evaluation->tree, value.places[i]), yes))
            return truth(true);
    return truth(false);
}

static struct rule_value call_yes(struct rule_evaluation *evaluation, struct rule_place place, const struct expression *call)
{
    return any_word_for(evaluation, place, call, true);
}

static struct rule_value call_no(struct rule_evaluation *evaluation, struct rule_place place, const struct expression *call)
{
    return any_word_for(evaluation, place, call, false);
}

static bool begins_character(char byte)
{
    return ((unsigned char)byte & 0xc0) != 0x80;
}

static size_t characters(struct slice text)
{
    size_t count = 0;

    for (size_t i = 0; i < text.length; i++)
        count += begins_character(text.bytes[i]);
    return count;
}

static struct rule_value call_length(struct rule_evaluation *evaluation, struct rule_place place, const struct expression *call)
{
    return number_of((int64_t)characters(text_argument(evaluation, place, call, 0)));
}

static struct rule_value call_decimals(struct rule_evaluation *evaluation, struct rule_place place, const struct expression *call)
{
    const struct slice text = text_argument(evaluation, place, call, 0);
    const char *point = text.length ? memchr(text.bytes, '.', text.length) : NULL;

    return number_of(point ? (int64_t)characters(slice_from(text, (size_t)(point - text.bytes) + 1)) : 0);
}

/* Without blanks at both ends, and one where there are several. */
static struct rule_value call_trim(struct rule_evaluation *evaluation, struct rule_place place, const struct expression *call)
{
    const struct slice text = rule_trimmed(text_argument(evaluation, place, call, 0));
    char *bytes = arena_take(evaluation->arena, text.length + 1);
    size_t length = 0;

    for (size_t i = 0; i < text.length; i++) {
        const bool blank = strchr(" \t\r\n", text.bytes[i]) && text.bytes[i];

        if (!blank)
            bytes[length++] = text.bytes[i];
        else if (bytes[length - 1] != ' ')
            bytes[length++] = ' ';
    }
    return text_value((struct slice){bytes, length});
}

/* Of ASCII and of the letters that Latin-1 has. */
static struct rule_value call_upper(struct rule_evaluation *evaluation, struct rule_place place, const struct expression *call)
{
    const struct slice text = text_argument(evaluation, place, call, 0);
    char *bytes = arena_take(evaluation->arena, text.length + 1);

    for (size_t i = 0; i < text.length; i++) {
        const unsigned char c = (unsigned char)text.bytes[i];
        const bool latin = i && (unsigned char)text.bytes[i - 1] == 0xc3 && c >= 0xa0 && c <= 0xbe && c != 0xb7;

        bytes[i] = (char)((c >= 'a' && c <= 'z') || latin ? c - 0x20 : c);
    }
    return text_value((struct slice){bytes, text.length});
}

/* part(text, from, length): characters, counted from 1; without a length, all that follow. */
static struct rule_value call_part(struct rule_evaluation *evaluation, struct rule_place place, const struct expression *call)
{
    const struct slice text = text_argument(evaluation, place, call, 0);
    const size_t from = (size_t)call->arguments[1]->number.digits;
    const size_t wanted = call->count > 2 ? (size_t)call->arguments[2]->number.digits : SIZE_MAX;
    struct slice part = {text.bytes, 0};
    size_t character = 0;

    for (size_t i = 0; i < text.length; i++) {
        character += begins_character(text.bytes[i]);
        if (character < from)
            part.bytes = text.bytes + i + 1;
        else if (character - from < wanted)
            part.length++;
    }
    return text_value(part);
}

/* field(text, '|', n): what stands between the separators, counted from 1; nothing if there are fewer. */
static struct rule_value call_field(struct rule_evaluation *evaluation, struct rule_place place, const struct expression *call)
{
    struct slice rest = text_argument(evaluation, place, call, 0);
    const char separator = call->arguments[1]->text.bytes[0];

    for (wide wanted = call->arguments[2]->number.digits;; wanted--) {
        const char *end = rest.length ? memchr(rest.bytes, separator, rest.length) : NULL;

        if (wanted == 1)
            return text_value((struct slice){rest.bytes, end ? (size_t)(end - rest.bytes) : rest.length});
        if (!end)
            return (struct rule_value){.kind = VALUE_TEXT};
        rest = slice_from(rest, (size_t)(end - rest.bytes) + 1);
    }
}

static struct rule_value call_fields(struct rule_evaluation *evaluation, struct rule_place place, const struct expression *call)
{
    const struct slice text = text_argument(evaluation, place, call, 0);
    int64_t count = text.length ? 1 : 0;

    for (size_t i = 0; i < text.length; i++)
        count += text.bytes[i] == call->arguments[1]->text.bytes[0];
    return number_of(count);
}

static struct rule_value call_starts(struct rule_evaluation *evaluation, struct rule_place place, const struct expression *call)
{
    const struct slice text = text_argument(evaluation, place, call, 0);
    const struct slice start = call->arguments[1]->text;

    return truth(text.length >= start.length && slice_equal((struct slice){text.bytes, start.length}, start));
}

static struct rule_value call_ends(struct rule_evaluation *evaluation, struct rule_place place, const struct expression *call)
{
    const struct slice text = text_argument(evaluation, place, call, 0);
    const struct slice end = call->arguments[1]->text;

    return truth(text.length >= end.length && slice_equal(slice_from(text, text.length - end.length), end));
}

static struct rule_value call_contains(struct rule_evaluation *evaluation, struct rule_place place, const struct expression *call)
{
    const struct slice text = text_argument(evaluation, place, call, 0);
    const struct slice part = call->arguments[1]->text;

    return truth(text.length && memmem(text.bytes, text.length, part.bytes, part.length));
}

static struct rule_value call_matches(struct rule_evaluation *evaluation, struct rule_place place, const struct expression *call)
{
    const struct slice text = text_argument(evaluation, place, call, 0);
    struct pattern_matcher matcher;
    char reason[80];
    int found;

    if (!call->pattern->code)
        call->pattern->code = pattern_compile(call->pattern->text, PCRE2_DOLLAR_ENDONLY, reason, sizeof reason);
    if (!call->pattern->code) {
        rule_no_answer(evaluation, "a pattern: %s", reason);
        return truth(false);
    }
    pattern_matcher_init(&matcher, 0);
    found = pattern_matches(&matcher, call->pattern->code, text);
    pattern_matcher_release(&matcher);
    if (found < 0)
        rule_no_answer(evaluation, "a text is too intricate for its pattern");
    return truth(found > 0);
}

static struct rule_value call_in(struct rule_evaluation *evaluation, struct rule_place place, const struct expression *call)
{
    const struct slice code = rule_trimmed(text_argument(evaluation, place, call, 0));

    return truth(code_list_has(call->list, code));
}

static struct rule_value call_check(struct rule_evaluation *evaluation, struct rule_place place, const struct expression *call)
{
    return truth(call->check(text_argument(evaluation, place, call, 0)));
}

static struct rule_value call_numeric(struct rule_evaluation *evaluation, struct rule_place place, const struct expression *call)
{
    struct decimal number;

    return truth(decimal_read(rule_trimmed(text_argument(evaluation, place, call, 0)), &number));
}

/* xs:date may have a time zone behind the day. */
static struct rule_value call_date(struct rule_evaluation *evaluation, struct rule_place place, const struct expression *call)
{
    struct slice text = rule_trimmed(text_argument(evaluation, place, call, 0));
    day value;

    if (text.length == 11 && text.bytes[10] == 'Z')
        text.length = 10;
    else if (text.length == 16 && strchr("+-", text.bytes[10]) && text.bytes[13] == ':')
        text.length = 10;
    return truth(day_read(text, &value));
}

/* Whether all that stands there is the same. */
static struct rule_value call_alike(struct rule_evaluation *evaluation, struct rule_place place, const struct expression *call)
{
    const struct rule_value value = argument(evaluation, place, call, 0);

    for (size_t i = 1; i < value.count; i++)
        if (!slice_equal(rule_place_text(evaluation->tree, value.places[i]), rule_place_text(evaluation->tree, value.places[0])))
            return truth(false);
    return truth(true);
}

/* What a program cannot tell is taken as given. */
static struct rule_value call_true(struct rule_evaluation *evaluation, struct rule_place place, const struct expression *call)
{
    (void)evaluation;
    (void)place;
    (void)call;
    return truth(true);
}

static struct rule_value call_false(struct rule_evaluation *evaluation, struct rule_place place, const struct expression *call)
{
    (void)evaluation;
    (void)place;
    (void)call;
    return truth(false);
}

static int compare_texts(const void *a, const void *b)
{
    return slice_compare(*(const struct slice *)a, *(const struct slice *)b);
}

/* Whether no two that stand there are the same. */
static struct rule_value call_unique(struct rule_evaluation *evaluation, struct rule_place place, const struct expression *call)
{
    const struct rule_value value = argument(evaluation, place, call, 0);
    struct slice *texts = arena_take(evaluation->arena, (value.count + 1) * sizeof *texts);

    for (size_t i = 0; i < value.count; i++)
        texts[i] = rule_place_text(evaluation->tree, value.places[i]);
    qsort(texts, value.count, sizeof *texts, compare_texts);
    for (size_t i = 1; i < value.count; i++)
        if (slice_equal(texts[i - 1], texts[i]))
            return truth(false);
    return truth(true);
}

static struct rule_value call_name(struct rule_evaluation *evaluation, struct rule_place place, const struct expression *call)
{
    (void)call;
    return text_value(evaluation->tree->names->names[evaluation->tree->elements[place.element].name].local);
}

const struct rule_function *rule_function_find(struct slice name)
{
    static const struct rule_function functions[] = {
        {"abs", 1, 1, "", call_abs},           {"alike", 1, 1, "", call_alike},
        {"check", 2, 2, "t", call_check},      {"contains", 2, 2, "t", call_contains},
        {"count", 1, 1, "", call_count},       {"date", 1, 1, "", call_date},
        {"decimals", 1, 1, "", call_decimals}, {"default", 2, 2, "", call_default},
        {"ends", 2, 2, "t", call_ends},        {"field", 3, 3, "tn", call_field},
        {"fields", 2, 2, "", call_fields},     {"filled", 1, 1, "", call_filled},
        {"first", 1, 4, "", call_first},       {"in", 2, 2, "t", call_in},
        {"length", 1, 1, "", call_length},     {"matches", 2, 2, "t", call_matches},
        {"name", 0, 0, "", call_name},         {"no", 1, 1, "", call_no},
        {"not", 1, 1, "", call_not},           {"numeric", 1, 1, "", call_numeric},
        {"part", 2, 3, "nn", call_part},       {"round", 1, 2, "n", call_round},
        {"starts", 2, 2, "t", call_starts},    {"sum", 1, 1, "", call_sum},
        {"trim", 1, 1, "", call_trim},         {"true", 0, 0, "", call_true},
        {"false", 0, 0, "", call_false},       {"unique", 1, 1, "", call_unique},
        {"upper", 1, 1, "", call_upper},       {"yes", 1, 1, "", call_yes},
    };

    for (size_t i = 0; i < sizeof functions / sizeof *functions; i++)
        if (slice_is(name, functions[i].name))
            return &functions[i];
    return NULL;
}
