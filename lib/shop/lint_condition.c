/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "shop/lint_condition.h"

#include "shop/members.h"
#include "json/scan.h"

#include <stdlib.h>

enum { SHOWN = 80 };

void lint_judge_release(struct lint_judge *judge)
{
    lint_values_release(&judge->values);
    lint_values_release(&judge->others);
    text_release(&judge->room);
}

static int compare_words(const void *a, const void *b)
{
    return slice_compare(*(const struct slice *)a, *(const struct slice *)b);
}

bool lint_list_has(const struct lint_list *list, struct slice word)
{
    return list->count && bsearch(&word, list->words, list->count, sizeof word, compare_words) != NULL;
}

static bool is_word(const struct lint_condition *condition, struct slice text)
{
    for (size_t i = 0; i < condition->word_count; i++)
        if (slice_equal(condition->words[i], text))
            return true;
    return false;
}

/* At the category or below it: "Toys" has "Toys > Wood", and not "Toyshop". */
static bool is_under(struct slice category, struct slice above)
{
    struct slice rest;

    if (category.length < above.length || memcmp(category.bytes, above.bytes, above.length) != 0)
        return false;
    rest = slice_trim(slice_from(category, above.length));
    return !rest.length || rest.bytes[0] == '>';
}

static int64_t characters(struct slice text)
{
    int64_t count = 0;

    for (size_t i = 0; i < text.length; i++)
        count += ((unsigned char)text.bytes[i] & 0xc0) != 0x80;
    return count;
}

static bool within(int64_t number, int64_t least, int64_t most)
{
    return number >= least && number <= most;
}

/* Millionths; false: it is no number. */
static bool read_number(struct slice text, int64_t *number)
{
    struct fault fault = FAULT_INIT;
    bool negative = text.length && text.bytes[0] == '-';

    if (!text.length || (text.bytes[negative] < '0' || text.bytes[negative] > '9') ||
        !price_read(slice_from(text, negative), NULL, number, &fault))
        return false;
    *number = negative ? -*number : *number;
    return true;
}

static int compare_values(struct slice a, struct slice b)
{
    int64_t x;
    int64_t y;

    if (read_number(a, &x) && read_number(b, &y))
        return x < y ? -1 : x > y;
    return slice_compare(a, b);
}

static bool compares(enum lint_test test, int order)
{
    return test == LINT_ABOVE ? order > 0 : test == LINT_AT_LEAST ? order >= 0 : test == LINT_BELOW ? order < 0 : order <= 0;
}

/* With a word, or with the first value of another path; what is not there is no bound. */
static bool compared(struct lint_judge *judge, const struct lint_condition *condition, struct slice text, bool *holds,
                     struct fault *fault)
{
    struct slice bound = condition->word_count ? condition->words[0] : (struct slice){NULL, 0};

    if (condition->other.written.bytes) {
        if (!lint_sheet_values(judge->sheet, &condition->other, judge->language, &judge->others, fault))
            return false;
        bound = judge->others.count ? judge->others.items[0].text : bound;
    }
    *holds = !bound.bytes || compares(condition->test, compare_values(text, bound));
    return true;
}

/* A picture whose size nobody knows has the one that is wanted. */
static bool has_size(const struct lint_condition *condition, struct slice picture)
{
    int64_t width;
    int64_t height;

    if (!scan_integer(scan_find(picture, "width"), &width) || !scan_integer(scan_find(picture, "height"), &height))
        return true;
    if (condition->test == LINT_RATIO)
        return height <= 0 || within(width * 100 / height, condition->least, condition->most);
    return within(width, condition->least, condition->most) && within(height, condition->least_height, condition->most_height);
}

static bool is_of_pictures(const struct lint_condition *condition)
{
    return condition->test == LINT_PIXELS || condition->test == LINT_RATIO;
}

static bool is_known(struct lint_judge *judge, struct slice kind, struct slice id, bool *known, struct fault *fault)
{
    struct slice value = {NULL, 0};
    bool done;

    text_clear(&judge->room);
    text_add_slice(&judge->room, kind);
    text_add_byte(&judge->room, '/');
    text_add_slice(&judge->room, id);
    done = judge->room.length > STORE_ID_LIMIT || store_get(judge->sheet->store, text_slice(&judge->room), &value, fault);
    *known = value.bytes != NULL;
    return done;
}

/* The category itself, or what stands above it. */
static bool is_mapped(struct lint_judge *judge, struct slice category)
{
    struct scan scan;
    struct slice name;
    struct slice value;

    if (scan_object(&scan, judge->market->categories))
        while (scan_member(&scan, &name, &value))
            if (is_under(category, text_of((struct slice){name.bytes - 1, name.length + 2}, &judge->sheet->arena)))
                return true;
    return false;
}

static bool text_fits(struct lint_judge *judge, const struct lint_condition *condition, struct slice text, bool *holds,
                      struct fault *fault)
{
    switch (condition->test) {
    case LINT_IS:
        *holds = is_word(condition, text);
        return true;
    case LINT_IN:
        *holds = lint_list_has(condition->list, text);
        return true;
    case LINT_LENGTH:
        *holds = within(characters(text), condition->least, condition->most);
        return true;
    case LINT_BYTES:
        *holds = within((int64_t)text.length, condition->least, condition->most);
        return true;
    case LINT_MATCHES:
        *holds = pattern_matches(judge->matcher, condition->pattern, text) > 0;
        return true;
    case LINT_PASSES:
        *holds = condition->passes(text);
        return true;
    case LINT_KNOWN:
        return is_known(judge, condition->words[0], text, holds, fault);
    case LINT_UNDER:
        *holds = false;
        for (size_t i = 0; i < condition->word_count && !*holds; i++)
            *holds = is_under(text, condition->words[i]);
        return true;
    case LINT_MAPPED:
        *holds = is_mapped(judge, text);
        return true;
    default:
        return compared(judge, condition, text, holds, fault);
    }
}

/* An object has no text that a test of texts could be about. */
static bool is_testable(const struct lint_condition *condition, const struct lint_value *value)
{
    return value->text.bytes || (is_of_pictures(condition) && value->json.bytes);
}

static bool fits(struct lint_judge *judge, const struct lint_condition *condition, const struct lint_value *value, bool *holds,
                 struct fault *fault)
{
    if (!is_of_pictures(condition))
        return text_fits(judge, condition, value->text, holds, fault);
    *holds = has_size(condition, value->json);
    return true;
}

/* A list without elements has none of which anything could be missing. */
static bool has_all(const struct lint_values *values, const struct lint_path *path)
{
    for (size_t i = 0; i < values->count; i++)
        if (!values->items[i].json.bytes)
            return false;
    return values->count || (values->listed && path->step_count);
}

static int64_t count_values(const struct lint_values *values)
{
    int64_t count = 0;

    for (size_t i = 0; i < values->count; i++)
        count += values->items[i].json.bytes != NULL;
    return count;
}

static bool any_value(struct lint_judge *judge, const struct lint_condition *condition, bool *any, struct fault *fault)
{
    *any = false;
    for (size_t i = 0; i < condition->path_count && !*any; i++) {
        if (!lint_sheet_values(judge->sheet, &condition->paths[i], judge->language, &judge->values, fault))
            return false;
        *any = count_values(&judge->values) > 0;
    }
    return true;
}

static bool count_all(struct lint_judge *judge, const struct lint_condition *condition, int64_t *count, struct fault *fault)
{
    *count = 0;
    for (size_t i = 0; i < condition->path_count; i++) {
        if (!lint_sheet_values(judge->sheet, &condition->paths[i], judge->language, &judge->values, fault))
            return false;
        *count += count_values(&judge->values);
    }
    return true;
}

bool condition_holds(struct lint_judge *judge, const struct lint_condition *condition, bool *holds, struct fault *fault)
{
    int64_t count;

    *holds = false;
    if (condition->test == LINT_PRESENT) {
        if (!any_value(judge, condition, holds, fault))
            return false;
    } else if (condition->test == LINT_COUNT) {
        if (!count_all(judge, condition, &count, fault))
            return false;
        *holds = within(count, condition->least, condition->most);
    } else {
        for (size_t i = 0; i < condition->path_count && !*holds; i++) {
            if (!lint_sheet_values(judge->sheet, &condition->paths[i], judge->language, &judge->values, fault))
                return false;
            for (size_t v = 0; v < judge->values.count && !*holds; v++)
                if (is_testable(condition, &judge->values.items[v]) &&
                    !fits(judge, condition, &judge->values.items[v], holds, fault))
                    return false;
        }
    }
    *holds = *holds != condition->negated;
    return true;
}

/* Any of the paths will do; if none does, the first is at fault. */
static bool judge_present(struct lint_judge *judge, const struct lint_condition *condition, failing_each *each, void *context,
                          struct fault *fault)
{
    struct lint_failing failing = {.path = &condition->paths[0]};
    bool any;

    if (condition->negated)
        return any_value(judge, condition, &any, fault) && (!any || each(context, &failing, fault));
    for (size_t i = condition->path_count; i-- > 0;) {
        if (!lint_sheet_values(judge->sheet, &condition->paths[i], judge->language, &judge->values, fault))
            return false;
        if (has_all(&judge->values, &condition->paths[i]))
            return true;
    }
    if (!judge->values.count)
        return each(context, &failing, fault);
    for (size_t i = 0; i < judge->values.count; i++) {
        failing.value = &judge->values.items[i];
        if (!failing.value->json.bytes && !each(context, &failing, fault))
            return false;
    }
    return true;
}

static bool judge_count(struct lint_judge *judge, const struct lint_condition *condition, failing_each *each, void *context,
                        struct fault *fault)
{
    struct lint_failing failing = {.path = &condition->paths[0]};

    if (!count_all(judge, condition, &failing.number, fault))
        return false;
    return within(failing.number, condition->least, condition->most) || each(context, &failing, fault);
}

static bool judge_covers(struct lint_judge *judge, const struct lint_condition *condition, failing_each *each, void *context,
                         struct fault *fault)
{
    struct lint_failing failing = {.path = &condition->paths[0]};
    struct slice object = {NULL, 0};

    if (!lint_sheet_values(judge->sheet, &condition->paths[0], judge->language, &judge->values, fault) ||
        !lint_sheet_values(judge->sheet, &condition->other, judge->language, &judge->others, fault))
        return false;
    if (judge->values.count)
        object = judge->values.items[0].json;
    for (size_t i = 0; i < judge->others.count; i++) {
        struct slice wanted = judge->others.items[i].text;
        bool found = false;
        struct scan scan;
        struct slice name;
        struct slice value;

        if (scan_object(&scan, object))
            while (!found && scan_member(&scan, &name, &value))
                found = slice_equal(text_of((struct slice){name.bytes - 1, name.length + 2}, &judge->sheet->arena), wanted) &&
                        !slice_is(value, "\"\"");
        failing.value = &judge->others.items[i];
        if (!found && !each(context, &failing, fault))
            return false;
    }
    return true;
}

static int64_t counted(const struct lint_condition *condition, const struct lint_value *value)
{
    return condition->test == LINT_LENGTH ? characters(value->text) : (int64_t)value->text.length;
}

static bool judge_values(struct lint_judge *judge, const struct lint_condition *condition, failing_each *each, void *context,
                         struct fault *fault)
{
    for (size_t i = 0; i < condition->path_count; i++) {
        if (!lint_sheet_values(judge->sheet, &condition->paths[i], judge->language, &judge->values, fault))
            return false;
        for (size_t v = 0; v < judge->values.count; v++) {
            struct lint_failing failing = {&condition->paths[i], &judge->values.items[v], 0};
            bool holds;

            if (!is_testable(condition, failing.value))
                continue;
            if (!fits(judge, condition, failing.value, &holds, fault))
                return false;
            if (holds != condition->negated)
                continue;
            failing.number = counted(condition, failing.value);
            if (!each(context, &failing, fault))
                return false;
        }
    }
    return true;
}

bool condition_judge(struct lint_judge *judge, const struct lint_condition *condition, failing_each *each, void *context,
                     struct fault *fault)
{
    switch (condition->test) {
    case LINT_PRESENT:
        return judge_present(judge, condition, each, context, fault);
    case LINT_COUNT:
        return judge_count(judge, condition, each, context, fault);
    case LINT_COVERS:
        return judge_covers(judge, condition, each, context, fault);
    default:
        return judge_values(judge, condition, each, context, fault);
    }
}

/* As much of a value as a message should show, not cut within a character. */
static void add_shown(struct text *words, struct slice value)
{
    size_t length = value.length;

    if (length > SHOWN) {
        length = SHOWN;
        while (length && ((unsigned char)value.bytes[length] & 0xc0) == 0x80)
            length--;
    }
    text_add_byte(words, '"');
    text_add(words, value.bytes, length);
    text_add_string(words, length < value.length ? "…\"" : "\"");
}

static void explain_range(const struct lint_condition *condition, int64_t number, const char *what, struct text *words)
{
    text_printf(words, "has %lld%s%s; ", (long long)number, *what ? " " : "", what);
    if (number < condition->least)
        text_printf(words, "at least %lld are wanted", (long long)condition->least);
    else
        text_printf(words, "at most %lld are taken", (long long)condition->most);
}

static void explain_words(const struct lint_condition *condition, struct text *words)
{
    text_add_string(words, condition->negated ? " is none of what it may be" : ", and must be ");
    for (size_t i = 0; i < condition->word_count && !condition->negated; i++) {
        if (i)
            text_add_string(words, i + 1 == condition->word_count ? " or " : ", ");
        text_add_slice(words, condition->words[i]);
    }
}

static void explain_comparison(const struct lint_condition *condition, struct text *words)
{
    static const char *const relations[] = {"above", "at least", "below", "at most"};
    struct slice bound = condition->other.written.bytes ? condition->other.written : condition->words[0];

    text_printf(words, ", and must be %s %.*s", relations[condition->test - LINT_ABOVE], SLICE_ARGS(bound));
}

static void explain_value(const struct lint_condition *condition, struct text *words)
{
    switch (condition->test) {
    case LINT_IN:
        text_printf(words, " is %s list %.*s", condition->negated ? "in the" : "not in the", SLICE_ARGS(condition->list->name));
        break;
    case LINT_MATCHES:
        text_add_string(words, condition->negated ? " holds what it should not" : " has not the form that is asked for");
        break;
    case LINT_PASSES:
        text_printf(words, " is no right %.*s", SLICE_ARGS(condition->words[0]));
        break;
    case LINT_KNOWN:
        text_printf(words, ": there is no %.*s of this id", SLICE_ARGS(condition->words[0]));
        break;
    case LINT_MAPPED:
        text_add_string(words, " has no counterpart on the channel");
        break;
    case LINT_COVERS:
        text_add_string(words, ": there is none of this");
        break;
    case LINT_IS:
    case LINT_UNDER:
        explain_words(condition, words);
        break;
    default:
        explain_comparison(condition, words);
    }
}

void condition_explain(const struct lint_condition *condition, const struct lint_failing *failing, struct text *words)
{
    switch (condition->test) {
    case LINT_PRESENT:
        text_add_string(words, condition->negated ? "should not be there" : "is missing");
        break;
    case LINT_LENGTH:
        explain_range(condition, failing->number, "characters", words);
        break;
    case LINT_BYTES:
        explain_range(condition, failing->number, "bytes", words);
        break;
    case LINT_COUNT:
        explain_range(condition, failing->number, "", words);
        break;
    case LINT_PIXELS:
        text_printf(words, "is smaller or larger than it may be; at least %lld x %lld pixels are wanted",
                    (long long)condition->least, (long long)condition->least_height);
        break;
    case LINT_RATIO:
        text_printf(words, "is too wide or too high: %lld to %lld hundredths of its height are wanted", (long long)condition->least,
                    (long long)condition->most);
        break;
    default:
        add_shown(words, failing->value->text);
        explain_value(condition, words);
    }
}
