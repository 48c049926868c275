/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "format/lint_rules.h"

#include "base/memory.h"
#include "format/gtin.h"
#include "shop/law_table.h"
#include "shop/shape.h"

#include <stdlib.h>

enum { WEIGHT_LIMIT = 100, NO_WEIGHT = -1, NUMBER_LIMIT = 1000000000 };

struct parser {
    struct lint_rules *rules;
    const struct lint_lists *lists;
    const char *file;
    size_t line;
    struct lint_rule defaults; /* what stands above the first rule */
    struct lint_rule *rule;
    bool chosen, asked; /* the rule at hand has "when", "require" lines here */
};

static bool wrong(const struct parser *parser, struct fault *fault, const char *what, struct slice value)
{
    return fault_set(fault, FAULT_USAGE, "wrong_rules", NULL, "%s:%zu: %s: %.*s", parser->file, parser->line, what,
                     SLICE_ARGS(value));
}

static struct slice keep(struct parser *parser, struct slice text)
{
    return arena_copy(&parser->rules->strings, text);
}

/* The array with room for one more. What is left behind is the arena's. */
static void *widened(struct parser *parser, const void *items, size_t count, size_t size)
{
    char *wider = arena_take(&parser->rules->strings, (count + 1) * size);

    if (count)
        memcpy(wider, items, count * size);
    memset(wider + count * size, 0, size);
    return wider;
}

/* Up to the separator, which is passed over; without blanks at both ends. */
static struct slice cut(struct slice *rest, char separator)
{
    const char *end = rest->length ? memchr(rest->bytes, separator, rest->length) : NULL;
    struct slice part = {rest->bytes, end ? (size_t)(end - rest->bytes) : rest->length};

    *rest = slice_from(*rest, part.length + (end != NULL));
    return slice_trim(part);
}

/* A word: in quotes it may hold anything but them. */
static struct slice take_word(struct slice *rest, const char *ends)
{
    struct slice word;

    *rest = slice_trim(*rest);
    if (rest->length && rest->bytes[0] == '"') {
        *rest = slice_from(*rest, 1);
        word = (struct slice){rest->bytes, 0};
        while (word.length < rest->length && rest->bytes[word.length] != '"')
            word.length++;
        *rest = slice_trim(slice_from(*rest, word.length + (word.length < rest->length)));
        return word;
    }
    word = (struct slice){rest->bytes, 0};
    while (word.length < rest->length && !strchr(ends, rest->bytes[word.length]))
        word.length++;
    *rest = slice_from(*rest, word.length);
    *rest = slice_trim(*rest);
    return slice_trim(word);
}

/* "a, b, "c, d"" */
static bool take_words(struct parser *parser, struct slice rest, struct slice **words, size_t *count, struct fault *fault)
{
    const struct slice all = rest;

    *words = NULL;
    *count = 0;
    do {
        struct slice word = take_word(&rest, ",");

        if (!word.length || (rest.length && rest.bytes[0] != ','))
            return wrong(parser, fault, "this is no list of words with commas between", all);
        *words = widened(parser, *words, *count, sizeof **words);
        (*words)[(*count)++] = keep(parser, word);
        if (rest.length)
            rest = slice_trim(slice_from(rest, 1));
        else
            return true;
    } while (true);
}

static int compare_words(const void *a, const void *b)
{
    return slice_compare(*(const struct slice *)a, *(const struct slice *)b);
}

/* Of the list of languages a country and a language make a word, "BE fr"; of others the first column is one. */
static void fill_list(struct parser *parser, struct lint_list *list, struct slice text)
{
    const bool pairs = slice_is(list->name, "languages");
    struct law_table table = {.rest = text};
    struct text word = TEXT_INIT;
    struct slice columns[2];

    while (law_table_next(&table, columns, 2)) {
        text_clear(&word);
        text_add_slice(&word, slice_trim(columns[0]));
        if (pairs) {
            text_add_byte(&word, ' ');
            text_add_slice(&word, slice_trim(columns[1]));
        }
        list->words = memory_grow(list->words, &list->room, list->count + 1, sizeof *list->words);
        list->words[list->count++] = keep(parser, text_slice(&word));
    }
    text_release(&word);
    if (list->count)
        qsort(list->words, list->count, sizeof *list->words, compare_words);
}

static const struct lint_list *find_list(struct parser *parser, struct slice name, struct fault *fault)
{
    struct lint_rules *rules = parser->rules;
    struct lint_list *list;
    struct text text = TEXT_INIT;
    bool done;

    for (size_t i = 0; i < rules->list_count; i++)
        if (slice_equal(rules->lists[i]->name, name))
            return rules->lists[i];
    list = arena_take(&rules->strings, sizeof *list);
    *list = (struct lint_list){.name = keep(parser, name)};
    done = parser->lists->read(parser->lists->context, list->name.bytes, &text, fault);
    if (done) {
        fill_list(parser, list, text_slice(&text));
        rules->lists = memory_grow(rules->lists, &rules->list_room, rules->list_count + 1, sizeof *rules->lists);
        rules->lists[rules->list_count++] = list;
    }
    text_release(&text);
    return done ? list : NULL;
}

/* Whether a product may have a member of this name: it stands in the shape, at its outermost level. */
static bool is_member(struct slice name)
{
    const char *at = shape_of("product");
    unsigned depth = 0;

    while (*at) {
        size_t length = strcspn(at, ",{}");

        if (!depth && slice_equal((struct slice){at, length}, name))
            return true;
        at += length;
        depth += *at == '{';
        depth -= *at == '}';
        at += *at != '\0';
    }
    return false;
}

static bool is_one_of(struct slice word, const char *a, const char *b)
{
    return slice_is(word, a) || slice_is(word, b);
}

/* Where the path begins. `steps` is what follows the first name. */
static bool find_root(struct parser *parser, struct lint_path *path, struct slice name, struct slice *steps, struct fault *fault)
{
    enum setting setting;

    path->root = LINT_MEMBER;
    if (is_one_of(name, "shop", "company")) {
        path->root = LINT_SETTING;
        *steps = (struct slice){NULL, 0};
        if (!setting_find(path->written, &setting, fault))
            return wrong(parser, fault, "there is no such setting", path->written);
        path->member = setting;
        return true;
    }
    if (slice_is(name, "pictures"))
        path->root = LINT_PICTURES;
    else if (slice_is(name, "variants"))
        path->root = LINT_VARIANTS;
    else if (slice_is(name, "offer") && steps->length)
        path->root = LINT_OFFER;
    else if (slice_is(name, "available"))
        path->root = LINT_AVAILABLE;
    else if (is_one_of(name, "attributes", "options") && steps->length)
        path->root = LINT_ATTRIBUTE;
    else if (is_one_of(name, "manufacturer", "responsible_person") && steps->length)
        path->root = LINT_MAKER;
    else if (slice_is(name, "parent") && steps->length)
        path->root = LINT_PARENT;
    if (path->root != LINT_PICTURES && path->root != LINT_OFFER && path->root != LINT_VARIANTS && !is_member(name))
        return wrong(parser, fault, "a product has no such member", name);
    path->member = lint_member(parser->rules, keep(parser, name));
    return true;
}

static bool read_path(struct parser *parser, struct slice written, struct lint_path *path, struct fault *fault)
{
    struct slice rest;
    struct slice name;

    *path = (struct lint_path){.written = keep(parser, written)};
    rest = path->written;
    name = cut(&rest, '.');
    if (!find_root(parser, path, name, &rest, fault))
        return false;
    while (rest.length) {
        if (path->step_count == LINT_STEPS)
            return wrong(parser, fault, "this path has too many steps", written);
        /* An attribute's name may hold dots. */
        path->steps[path->step_count++] =
            path->root == LINT_ATTRIBUTE ? keep(parser, cut(&rest, '\0')) : keep(parser, cut(&rest, '.'));
    }
    if (path->root == LINT_MAKER && (path->step_count > 1 || !maker_field_find(path->steps[0], &path->field)))
        return wrong(parser, fault, "a maker has no such member", written);
    return true;
}

static bool read_paths(struct parser *parser, struct slice *rest, struct lint_condition *condition, struct fault *fault)
{
    const struct slice all = *rest;

    for (;;) {
        struct slice word = take_word(rest, ", \t");

        if (!word.length)
            return wrong(parser, fault, "this is no condition like \"name present\"", all);
        condition->paths = widened(parser, condition->paths, condition->path_count, sizeof *condition->paths);
        if (!read_path(parser, word, &condition->paths[condition->path_count++], fault))
            return false;
        if (!rest->length || rest->bytes[0] != ',')
            return true;
        *rest = slice_trim(slice_from(*rest, 1));
    }
}

/* "5..150", "5..", "..150", "5". */
static bool read_range(struct parser *parser, struct slice text, int64_t *least, int64_t *most, struct fault *fault)
{
    const struct slice all = text;
    const char *dots = memmem(text.bytes, text.length, "..", 2);
    struct slice first = {text.bytes, dots ? (size_t)(dots - text.bytes) : text.length};
    struct slice last = dots ? slice_from(text, first.length + 2) : first;

    *least = 0;
    *most = INT64_MAX;
    if ((first.length && !slice_integer(first, NUMBER_LIMIT, least)) || (last.length && !slice_integer(last, NUMBER_LIMIT, most)) ||
        (!first.length && !last.length) || *least > *most)
        return wrong(parser, fault, "this is no range like 5..150", all);
    return true;
}

/* "500x500..", "..4472x4472", "100x100..4472x4472": one range of widths and one of heights. */
static bool read_pixels(struct parser *parser, struct slice text, struct lint_condition *condition, struct fault *fault)
{
    struct text widths = TEXT_INIT;
    struct text heights = TEXT_INIT;
    bool is_height = false;
    bool done;

    for (size_t i = 0; i < text.length; i++) {
        if (text.bytes[i] == 'x') {
            is_height = true;
            continue;
        }
        if (text.bytes[i] == '.') {
            is_height = false;
            text_add_byte(&heights, '.');
        }
        text_add_byte(is_height ? &heights : &widths, text.bytes[i]);
    }
    if (!widths.length || !heights.length)
        done = wrong(parser, fault, "this is no size like 500x500..", text);
    else
        done = read_range(parser, text_slice(&widths), &condition->least, &condition->most, fault) &&
               read_range(parser, text_slice(&heights), &condition->least_height, &condition->most_height, fault);
    text_release(&widths);
    text_release(&heights);
    return done;
}

static bool read_pattern(struct parser *parser, struct slice source, struct lint_condition *condition, struct fault *fault)
{
    struct lint_rules *rules = parser->rules;
    char reason[128];

    condition->pattern = pattern_compile(source, PCRE2_UCP, reason, sizeof reason);
    if (!condition->pattern)
        return wrong(parser, fault, "this is no pattern", slice_of(reason));
    rules->patterns = memory_grow(rules->patterns, &rules->pattern_room, rules->pattern_count + 1, sizeof *rules->patterns);
    rules->patterns[rules->pattern_count++] = condition->pattern;
    return true;
}

/* One that is not right is none, and that is another rule's concern. */
static bool is_public_gtin(struct slice value)
{
    return !gtin_is_right(value) || gtin_is_public(value);
}

static bool is_address(struct slice value)
{
    size_t scheme = slice_starts(value, "https://") ? 8 : slice_starts(value, "http://") ? 7 : 0;

    return scheme && value.length > scheme && !memchr(value.bytes, ' ', value.length) && !slice_traits(value).control;
}

static bool read_check(struct parser *parser, struct slice name, struct lint_condition *condition, struct fault *fault)
{
    static const struct {
        const char *name;
        bool (*passes)(struct slice value);
    } checks[] = {{"gtin", gtin_is_right}, {"public-gtin", is_public_gtin}, {"address", is_address}};

    for (size_t i = 0; i < sizeof checks / sizeof *checks; i++)
        if (slice_is(name, checks[i].name)) {
            condition->passes = checks[i].passes;
            return take_words(parser, name, &condition->words, &condition->word_count, fault);
        }
    return wrong(parser, fault, "there is no such check", name);
}

/* A number or a day is compared with as it stands; anything else is a member. */
static bool read_bound(struct parser *parser, struct slice text, struct lint_condition *condition, struct fault *fault)
{
    if ((text.bytes[0] >= '0' && text.bytes[0] <= '9') || text.bytes[0] == '-')
        return take_words(parser, text, &condition->words, &condition->word_count, fault);
    return read_path(parser, text, &condition->other, fault);
}

static bool read_kind(struct parser *parser, struct slice kind, struct lint_condition *condition, struct fault *fault)
{
    if (!is_one_of(kind, "product", "maker"))
        return wrong(parser, fault, "what is known is a product or a maker, not", kind);
    return take_words(parser, kind, &condition->words, &condition->word_count, fault);
}

static bool read_arguments(struct parser *parser, struct slice rest, struct lint_condition *condition, struct fault *fault)
{
    const bool alone = condition->test == LINT_PRESENT || condition->test == LINT_UNIQUE || condition->test == LINT_MAPPED;

    if (alone != !rest.length)
        return wrong(parser, fault, alone ? "nothing may follow there" : "something is missing behind", condition->written);
    switch (condition->test) {
    case LINT_PRESENT:
    case LINT_UNIQUE:
    case LINT_MAPPED:
        return true;
    case LINT_IS:
    case LINT_UNDER:
        return take_words(parser, rest, &condition->words, &condition->word_count, fault);
    case LINT_IN:
        return (condition->list = find_list(parser, rest, fault)) != NULL;
    case LINT_LENGTH:
    case LINT_BYTES:
    case LINT_COUNT:
    case LINT_RATIO:
        return read_range(parser, rest, &condition->least, &condition->most, fault);
    case LINT_PIXELS:
        return read_pixels(parser, rest, condition, fault);
    case LINT_MATCHES:
        return read_pattern(parser, rest, condition, fault);
    case LINT_ABOVE:
    case LINT_AT_LEAST:
    case LINT_BELOW:
    case LINT_AT_MOST:
        return read_bound(parser, rest, condition, fault);
    case LINT_PASSES:
        return read_check(parser, rest, condition, fault);
    case LINT_KNOWN:
        return read_kind(parser, rest, condition, fault);
    case LINT_COVERS:
        return read_path(parser, rest, &condition->other, fault);
    }
    return false;
}

/* The longer of two that begin alike stands first. */
static const struct test_row {
    const char *words;
    enum lint_test test;
    bool negated;
} tests[] = {
    {"present", LINT_PRESENT, false}, {"absent", LINT_PRESENT, true},
    {"is not", LINT_IS, true},        {"is", LINT_IS, false},
    {"in", LINT_IN, false},           {"not in", LINT_IN, true},
    {"under", LINT_UNDER, false},     {"not under", LINT_UNDER, true},
    {"length", LINT_LENGTH, false},   {"bytes", LINT_BYTES, false},
    {"count", LINT_COUNT, false},     {"pixels", LINT_PIXELS, false},
    {"matches", LINT_MATCHES, false}, {"not matches", LINT_MATCHES, true},
    {"above", LINT_ABOVE, false},     {"at least", LINT_AT_LEAST, false},
    {"below", LINT_BELOW, false},     {"at most", LINT_AT_MOST, false},
    {"passes", LINT_PASSES, false},   {"unique", LINT_UNIQUE, false},
    {"known", LINT_KNOWN, false},     {"ratio", LINT_RATIO, false},
    {"mapped", LINT_MAPPED, false},   {"covers", LINT_COVERS, false},
};

static bool read_condition(struct parser *parser, struct slice written, struct lint_condition *condition, struct fault *fault)
{
    struct slice rest = written;

    *condition = (struct lint_condition){.written = keep(parser, written)};
    if (!read_paths(parser, &rest, condition, fault))
        return false;
    for (size_t i = 0; i < sizeof tests / sizeof *tests; i++) {
        size_t length = strlen(tests[i].words);

        if (!slice_starts(rest, tests[i].words) || (rest.length > length && rest.bytes[length] != ' '))
            continue;
        condition->test = tests[i].test;
        condition->negated = tests[i].negated;
        return read_arguments(parser, slice_trim(slice_from(rest, length)), condition, fault);
    }
    return wrong(parser, fault, "there is no such test", rest);
}

static bool add_condition(struct parser *parser, struct slice value, struct lint_condition **conditions, size_t *count, bool *begun,
                          struct fault *fault)
{
    if (!*begun)
        *count = 0;
    *begun = true;
    *conditions = widened(parser, *conditions, *count, sizeof **conditions);
    return read_condition(parser, value, &(*conditions)[(*count)++], fault);
}

static bool find_word(const char *const *words, size_t count, struct slice word, unsigned *found)
{
    for (*found = 0; *found < count; (*found)++)
        if (slice_is(word, words[*found]))
            return true;
    return false;
}

static bool read_countries(struct parser *parser, struct slice value, struct lint_rule *rule, struct fault *fault)
{
    if (!take_words(parser, value, &rule->countries, &rule->country_count, fault))
        return false;
    rule->country_lists = arena_take(&parser->rules->strings, rule->country_count * sizeof *rule->country_lists);
    for (size_t i = 0; i < rule->country_count; i++) {
        struct slice name = rule->countries[i];
        bool is_code = name.length == 2 && name.bytes[0] >= 'A' && name.bytes[0] <= 'Z';

        rule->country_lists[i] = is_code ? NULL : find_list(parser, name, fault);
        if (!is_code && !rule->country_lists[i])
            return false;
    }
    return true;
}

static bool read_languages(struct parser *parser, struct slice value, struct lint_rule *rule, struct fault *fault)
{
    if (!take_words(parser, value, &rule->languages, &rule->language_count, fault))
        return false;
    for (size_t i = 0; i < rule->language_count; i++)
        if (slice_is(rule->languages[i], "market") && !find_list(parser, SLICE("languages"), fault))
            return false;
    return true;
}

static bool read_key(struct parser *parser, struct slice key, struct slice value, struct fault *fault)
{
    static const char *const severities[] = {"off", "hint", "weak", "blocks"};
    static const char *const axes[] = {"looks", "information", "function"};
    struct lint_rule *rule = parser->rule;
    unsigned found = 0;

    if (slice_is(key, "require"))
        return add_condition(parser, value, &rule->require, &rule->require_count, &parser->asked, fault);
    if (slice_is(key, "when"))
        return add_condition(parser, value, &rule->when, &rule->when_count, &parser->chosen, fault);
    if (slice_is(key, "severity")) {
        if (!find_word(severities, 4, value, &found))
            return wrong(parser, fault, "a severity is blocks, weak, hint or off, not", value);
        rule->severity = (enum lint_severity)found;
    } else if (slice_is(key, "axis")) {
        if (!find_word(axes, LINT_AXES, value, &found))
            return wrong(parser, fault, "an axis is looks, information or function, not", value);
        rule->axis = (enum lint_axis)found;
    } else if (slice_is(key, "weight")) {
        return slice_integer(value, WEIGHT_LIMIT, &rule->weight) || wrong(parser, fault, "a weight is from 0 to 100, not", value);
    } else if (slice_is(key, "channels")) {
        return take_words(parser, value, &rule->channels, &rule->channel_count, fault);
    } else if (slice_is(key, "countries")) {
        return read_countries(parser, value, rule, fault);
    } else if (slice_is(key, "languages")) {
        return read_languages(parser, value, rule, fault);
    } else if (slice_is(key, "from")) {
        return day_read(value, &rule->from) || wrong(parser, fault, "this is no day", value);
    } else if (slice_is(key, "until")) {
        return day_read(value, &rule->until) || wrong(parser, fault, "this is no day", value);
    } else if (slice_is(key, "message")) {
        rule->message = keep(parser, value);
    } else if (slice_is(key, "source")) {
        rule->source = keep(parser, value);
    } else {
        return wrong(parser, fault, "a rule has no such line", key);
    }
    return true;
}

static bool read_entry(struct parser *parser, struct slice line, struct fault *fault)
{
    const struct slice all = line;
    const char *sign = memchr(line.bytes, '=', line.length);
    struct slice key;
    struct slice value;

    if (!sign)
        return wrong(parser, fault, "this is no line like \"severity = weak\"", all);
    key = cut(&line, '=');
    value = slice_trim(line);
    if (!value.length)
        return wrong(parser, fault, "there is nothing behind the sign", all);
    return read_key(parser, key, value, fault);
}

static bool is_id(struct slice id)
{
    if (!id.length || id.bytes[0] == '-' || id.bytes[id.length - 1] == '-')
        return false;
    for (size_t i = 0; i < id.length; i++)
        if (!strchr("abcdefghijklmnopqrstuvwxyz0123456789-", id.bytes[i]) || !id.bytes[i])
            return false;
    return true;
}

/* What the rule at hand must have, now that it is whole. */
static bool end_rule(struct parser *parser, struct fault *fault)
{
    static const int64_t weights[] = {[LINT_OFF] = 0, [LINT_HINT] = 1, [LINT_WEAK] = 3, [LINT_BLOCKS] = 5};
    struct lint_rule *rule = parser->rule;

    if (rule == &parser->defaults)
        return true;
    if (!rule->require_count)
        return wrong(parser, fault, "this rule requires nothing", rule->id);
    for (size_t i = 0; i < rule->require_count; i++)
        if (rule->require[i].test == LINT_UNIQUE && (rule->require_count > 1 || rule->language_count > 1))
            return wrong(parser, fault, "what is unique is a rule of its own, and in one language", rule->id);
    if (rule->weight == NO_WEIGHT)
        rule->weight = weights[rule->severity];
    return true;
}

static bool begin_rule(struct parser *parser, struct slice line, struct fault *fault)
{
    struct lint_rules *rules = parser->rules;
    struct slice id = {line.bytes + 1, line.length - 2};

    if (line.length < 3 || line.bytes[line.length - 1] != ']' || !is_id(id))
        return wrong(parser, fault, "this is no rule's name like [gtin-digits]", line);
    if (!end_rule(parser, fault))
        return false;
    parser->chosen = parser->asked = false;
    for (size_t i = 0; i < rules->count; i++)
        if (slice_equal(rules->rules[i].id, id)) {
            parser->rule = &rules->rules[i];
            return true;
        }
    /* What a new rule is for comes to what all of the file are for. */
    parser->chosen = true;
    rules->rules = memory_grow(rules->rules, &rules->room, rules->count + 1, sizeof *rules->rules);
    parser->rule = &rules->rules[rules->count++];
    *parser->rule = parser->defaults;
    parser->rule->id = keep(parser, id);
    return true;
}

static bool is_blank(char c)
{
    return c == ' ' || c == '\t';
}

/* A line and those that go on with it, which begin with a blank. The alternatives of a pattern are joined without one. */
static struct slice take_line(struct parser *parser, struct slice *text, struct text *joined)
{
    text_clear(joined);
    do {
        const char *end = memchr(text->bytes, '\n', text->length);
        struct slice line = {text->bytes, end ? (size_t)(end - text->bytes) : text->length};

        *text = slice_from(*text, line.length + (end != NULL));
        parser->line++;
        if (line.length && line.bytes[line.length - 1] == '\r')
            line.length--;
        line = slice_trim(line);
        if (joined->length && line.length && joined->bytes[joined->length - 1] != '|')
            text_add_byte(joined, ' ');
        text_add_slice(joined, line);
    } while (joined->length && text->length && is_blank(text->bytes[0]));
    return text_slice(joined);
}

static bool is_clean(struct slice line)
{
    for (size_t i = 0; i < line.length; i++)
        if (((unsigned char)line.bytes[i] < ' ' && line.bytes[i] != '\t') || line.bytes[i] == 0x7f)
            return false;
    return true;
}

bool lint_rules_read(struct lint_rules *rules, struct slice text, const char *file, const struct lint_lists *lists,
                     struct fault *fault)
{
    struct parser parser = {.rules = rules, .lists = lists, .file = file};
    struct text joined = TEXT_INIT;
    bool done = true;

    parser.defaults = (struct lint_rule){
        .severity = LINT_WEAK, .axis = LINT_INFORMATION, .weight = NO_WEIGHT, .from = INT32_MIN, .until = INT32_MAX};
    parser.rule = &parser.defaults;
    if (utf8_valid_length(text) < text.length)
        return fault_set(fault, FAULT_USAGE, "wrong_rules", NULL, "%s: is not UTF-8", file);
    while (done && text.length) {
        struct slice line = take_line(&parser, &text, &joined);

        if (!line.length || line.bytes[0] == '#')
            continue;
        if (!is_clean(line))
            done = fault_set(fault, FAULT_USAGE, "wrong_rules", NULL, "%s:%zu: holds a control character", file, parser.line);
        else
            done = line.bytes[0] == '[' ? begin_rule(&parser, line, fault) : read_entry(&parser, line, fault);
    }
    done = done && end_rule(&parser, fault);
    text_release(&joined);
    return done;
}

void lint_rules_release(struct lint_rules *rules)
{
    for (size_t i = 0; i < rules->list_count; i++)
        free(rules->lists[i]->words);
    for (size_t i = 0; i < rules->pattern_count; i++)
        pcre2_code_free(rules->patterns[i]);
    free(rules->lists);
    free(rules->patterns);
    free(rules->rules);
    arena_release(&rules->strings);
    *rules = (struct lint_rules){0};
}
