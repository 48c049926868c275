/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/memory.h"
#include "format/mapping_structure.h"
#include "format/moment_pattern.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

struct parser {
    struct slice text;
    size_t at;
    size_t line;
    struct mapping *mapping;
    struct fault *fault;
    bool has_target;
    uint32_t captures; /* the most that a pattern has */
};

static bool __attribute__((format(printf, 2, 3))) wrong(struct parser *parser, const char *format, ...)
{
    char reason[sizeof parser->fault->reason];
    va_list arguments;

    va_start(arguments, format);
    vsnprintf(reason, sizeof reason, format, arguments);
    va_end(arguments);
    return fault_set(parser->fault, FAULT_USAGE, "bad_mapping", NULL, "%s:%zu: %s", parser->mapping->name, parser->line, reason);
}

/* Characters. */

static bool at_end(const struct parser *parser)
{
    return parser->at >= parser->text.length;
}

static char peek(const struct parser *parser)
{
    return at_end(parser) ? '\n' : parser->text.bytes[parser->at];
}

static void skip_blanks(struct parser *parser)
{
    while (peek(parser) == ' ' || peek(parser) == '\t' || peek(parser) == '\r')
        parser->at++;
}

static struct slice rest_of_line(const struct parser *parser)
{
    struct slice rest = slice_from(parser->text, parser->at);
    const char *end = rest.length ? memchr(rest.bytes, '\n', rest.length) : NULL;

    if (end)
        rest.length = (size_t)(end - rest.bytes);
    return rest;
}

static void next_line(struct parser *parser)
{
    parser->at += rest_of_line(parser).length;
    parser->at += !at_end(parser);
    parser->line++;
}

/* Over blank lines and comments, to the first character of a statement. */
static void skip_lines(struct parser *parser)
{
    skip_blanks(parser);
    while (!at_end(parser) && (peek(parser) == '\n' || peek(parser) == '#')) {
        next_line(parser);
        skip_blanks(parser);
    }
}

static bool unexpected(struct parser *parser, const char *wanted)
{
    struct slice rest = trimmed(rest_of_line(parser));

    if (rest.length == 0)
        return wrong(parser, "%s is wanted at the end of the line", wanted);
    return wrong(parser, "%s is wanted where \"%.*s\" stands", wanted, shown_length(rest), rest.bytes);
}

static bool take_line_end(struct parser *parser)
{
    skip_blanks(parser);
    return peek(parser) == '\n' || unexpected(parser, "the end of the line");
}

static bool is_word_character(char c)
{
    return (unsigned char)c >= 0x80 || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           memchr("_.-:/%#()*", c, 10) != NULL;
}

/* A run of word characters; empty if there is none. */
static struct slice take_word(struct parser *parser)
{
    size_t start = parser->at;

    while (!at_end(parser) && is_word_character(peek(parser)))
        parser->at++;
    return (struct slice){parser->text.bytes + start, parser->at - start};
}

static bool skip_word(struct parser *parser, const char *word)
{
    size_t start = parser->at;

    if (slice_is(take_word(parser), word))
        return true;
    parser->at = start;
    return false;
}

/* What stands between two quotes; a quote in it is doubled. */
static bool take_quoted(struct parser *parser, struct slice *text)
{
    char quote = peek(parser);
    struct slice rest = rest_of_line(parser);
    char *copy = arena_take(&parser->mapping->strings, rest.length + 1);
    size_t length = 0;

    for (size_t i = 1; i < rest.length; i++) {
        if (rest.bytes[i] == quote) {
            if (i + 1 == rest.length || rest.bytes[i + 1] != quote) {
                copy[length] = '\0';
                *text = (struct slice){copy, length};
                parser->at += i + 1;
                return true;
            }
            i++;
        }
        copy[length++] = rest.bytes[i];
    }
    return wrong(parser, "the quote %c is not closed on its line", quote);
}

/* A constant: 'in quotes', or a word. */
static bool take_constant(struct parser *parser, const char *wanted, struct slice *text)
{
    skip_blanks(parser);
    if (peek(parser) == '\'')
        return take_quoted(parser, text);
    *text = take_word(parser);
    if (text->length == 0)
        return unexpected(parser, wanted);
    *text = arena_copy(&parser->mapping->strings, *text);
    return true;
}

/* Columns. */

static size_t column_number(struct parser *parser, struct slice name, bool needed)
{
    struct mapping *mapping = parser->mapping;
    size_t number = 0;

    name = trimmed(name);
    while (number < mapping->columns_count && !slice_equal(mapping->columns[number].name, name))
        number++;
    if (number == mapping->columns_count) {
        mapping->columns = memory_grow(mapping->columns, &mapping->columns_room, number + 1, sizeof *mapping->columns);
        mapping->columns[mapping->columns_count++] = (struct column){name, parser->line, false, NO_COLUMN};
    }
    mapping->columns[number].needed |= needed;
    return number;
}

/* "In quotes", or a word; with a question mark behind it where the sheet need not have it. */
static bool take_column(struct parser *parser, size_t *column)
{
    struct slice name;
    bool needed;

    skip_blanks(parser);
    if (peek(parser) == '"') {
        if (!take_quoted(parser, &name))
            return false;
    } else {
        name = take_word(parser);
        if (name.length == 0)
            return unexpected(parser, "a column");
        name = arena_copy(&parser->mapping->strings, name);
    }
    if (trimmed(name).length == 0)
        return wrong(parser, "a column needs a name");
    needed = peek(parser) != '?';
    parser->at += !needed;
    *column = column_number(parser, name, needed);
    return true;
}

/* Patterns. */

/* Up to the next delimiter that no backslash stands before. */
static bool take_delimited(struct parser *parser, char delimiter, struct slice *text)
{
    struct slice rest = rest_of_line(parser);
    size_t length = 0;

    while (length < rest.length && rest.bytes[length] != delimiter)
        length += rest.bytes[length] == '\\' ? 2 : 1;
    if (length >= rest.length)
        return wrong(parser, "the pattern is not closed by %c on its line", delimiter);
    *text = arena_copy(&parser->mapping->strings, (struct slice){rest.bytes, length});
    parser->at += length + 1;
    return true;
}

static bool take_flags(struct parser *parser, bool substitutes, uint32_t *options, bool *global)
{
    *options = 0;
    *global = false;
    for (; !at_end(parser) && is_word_character(peek(parser)); parser->at++) {
        switch (peek(parser)) {
        case 'i':
            *options |= PCRE2_CASELESS;
            break;
        case 'm':
            *options |= PCRE2_MULTILINE;
            break;
        case 's':
            *options |= PCRE2_DOTALL;
            break;
        case 'x':
            *options |= PCRE2_EXTENDED;
            break;
        case 'g':
            if (substitutes) {
                *global = true;
                break;
            }
            /* fall through */
        default:
            return unexpected(parser, substitutes ? "one of the flags g i m s x" : "one of the flags i m s x");
        }
    }
    return true;
}

static bool compile(struct parser *parser, struct slice pattern, uint32_t options, pcre2_code **code)
{
    char reason[128];
    uint32_t captures = 0;

    *code = pattern_compile(pattern, options, reason, sizeof reason);
    if (!*code)
        return wrong(parser, "pattern: %s", reason);
    pcre2_pattern_info(*code, PCRE2_INFO_CAPTURECOUNT, &captures);
    if (captures > parser->captures)
        parser->captures = captures;
    return true;
}

/*
 * Whether PCRE2 understands the replacement. It reads one only when the pattern matches: made optional, the pattern
 * matches the empty text, with the same groups.
 */
static bool check_replacement(struct parser *parser, struct slice pattern, uint32_t options, struct slice replacement)
{
    struct text optional = TEXT_INIT;
    char reason[128];
    char made[256];
    size_t room = sizeof made;
    pcre2_code *code;
    int count = 0;

    text_add_string(&optional, "(?:");
    text_add_slice(&optional, pattern);
    text_add_string(&optional, "\n)?");
    code = pattern_compile(text_slice(&optional), options, reason, sizeof reason);
    if (code)
        count = pcre2_substitute(code, (PCRE2_SPTR) "", 0, 0,
                                 PCRE2_SUBSTITUTE_EXTENDED | PCRE2_SUBSTITUTE_UNSET_EMPTY | PCRE2_SUBSTITUTE_OVERFLOW_LENGTH, NULL,
                                 NULL, (PCRE2_SPTR)replacement.bytes, replacement.length, (PCRE2_UCHAR *)made, &room);
    pcre2_code_free(code);
    text_release(&optional);
    if (count >= 0 || count == PCRE2_ERROR_NOMEMORY)
        return true;
    pcre2_get_error_message(count, (PCRE2_UCHAR *)reason, sizeof reason);
    return wrong(parser, "replacement: %s", reason);
}

/* Steps. */

static struct step *new_step(struct parser *parser, struct rule *rule, enum step_kind kind)
{
    struct step *step;

    rule->steps = memory_grow(rule->steps, &rule->steps_room, rule->steps_count + 1, sizeof *rule->steps);
    step = &rule->steps[rule->steps_count++];
    *step = (struct step){.kind = kind, .line = parser->line};
    return step;
}

static bool take_substitution(struct parser *parser, struct rule *rule)
{
    char delimiter = peek(parser);
    struct slice pattern;
    struct slice replacement;
    uint32_t options;
    bool global;
    pcre2_code *code;
    struct step *step;

    parser->at++;
    if (!take_delimited(parser, delimiter, &pattern) || !take_delimited(parser, delimiter, &replacement) ||
        !take_flags(parser, true, &options, &global) || !compile(parser, pattern, options, &code))
        return false;
    step = new_step(parser, rule, STEP_SUBSTITUTE);
    step->text = replacement;
    step->of.substitution.code = code;
    step->of.substitution.options =
        PCRE2_SUBSTITUTE_EXTENDED | PCRE2_SUBSTITUTE_UNSET_EMPTY | (global ? PCRE2_SUBSTITUTE_GLOBAL : 0);
    return check_replacement(parser, pattern, options, replacement);
}

static bool take_number_step(struct parser *parser, struct rule *rule)
{
    struct step *step = new_step(parser, rule, STEP_NUMBER);

    skip_blanks(parser);
    if (skip_word(parser, "comma"))
        step->text = SLICE(",");
    else if (skip_word(parser, "point"))
        step->text = SLICE(".");
    else
        return unexpected(parser, "\"comma\" or \"point\"");
    return true;
}

static bool take_weight_step(struct parser *parser, struct rule *rule)
{
    static const struct {
        const char *name;
        int64_t numerator, denominator;
    } units[] = {{"g", 1, 1},
                 {"kg", 1000, 1},
                 {"mg", 1, 1000},
                 {"t", 1000000, 1},
                 {"lb", 45359237, 100000},
                 {"lbs", 45359237, 100000},
                 {"oz", 28349523125, 1000000000}};
    struct step *step = new_step(parser, rule, STEP_WEIGHT);
    struct slice unit;

    skip_blanks(parser);
    unit = take_word(parser);
    for (size_t i = 0; i < sizeof units / sizeof *units; i++)
        if (slice_is(unit, units[i].name)) {
            step->of.weight.numerator = units[i].numerator;
            step->of.weight.denominator = units[i].denominator;
            return true;
        }
    return wrong(parser, "a unit of weight is wanted: g, kg, mg, t, lb or oz");
}

static bool take_date_step(struct parser *parser, struct rule *rule)
{
    struct step *step = new_step(parser, rule, STEP_DATE);
    struct fault inner;

    if (!take_constant(parser, "a date format", &step->text))
        return false;
    return moment_pattern_check(step->text, &inner) || wrong(parser, "%s", inner.reason);
}

static bool take_item_step(struct parser *parser, struct rule *rule, enum step_kind kind)
{
    struct step *step = new_step(parser, rule, kind);

    skip_blanks(parser);
    if (peek(parser) != '\'')
        return unexpected(parser, "a separator in quotes");
    if (!take_quoted(parser, &step->text))
        return false;
    return step->text.length > 0 || wrong(parser, "a separator needs a character");
}

static bool take_step(struct parser *parser, struct rule *rule)
{
    struct slice word;
    size_t start;

    skip_blanks(parser);
    start = parser->at;
    if (peek(parser) == 's' && parser->at + 1 < parser->text.length &&
        memchr("/,#!%@~:;=", parser->text.bytes[parser->at + 1], 10)) {
        parser->at++;
        return take_substitution(parser, rule);
    }
    word = take_word(parser);
    if (slice_is(word, "number"))
        return take_number_step(parser, rule);
    if (slice_is(word, "weight"))
        return take_weight_step(parser, rule);
    if (slice_is(word, "date"))
        return take_date_step(parser, rule);
    if (slice_is(word, "table"))
        return take_constant(parser, "the name of a table", &new_step(parser, rule, STEP_WORDS)->text);
    if (slice_is(word, "default"))
        return take_constant(parser, "a default", &new_step(parser, rule, STEP_DEFAULT)->text);
    if (slice_is(word, "first"))
        return take_item_step(parser, rule, STEP_FIRST);
    if (slice_is(word, "last"))
        return take_item_step(parser, rule, STEP_LAST);
    if (slice_is(word, "html")) {
        new_step(parser, rule, STEP_HTML);
        return true;
    }
    if (slice_is(word, "gtin")) {
        new_step(parser, rule, STEP_GTIN);
        return true;
    }
    if (slice_is(word, "country")) {
        new_step(parser, rule, STEP_COUNTRY);
        return true;
    }
    parser->at = start;
    return unexpected(parser, "a step (s/…/…/, table, number, weight, date, html, gtin, country, first, last, default)");
}

/* Rules. */

/* The word is taken; behind "attributes." a name may stand in quotes: 'constant', or "of the column that holds it". */
static bool take_field(struct parser *parser, struct slice word, struct rule *rule)
{
    struct text name = TEXT_INIT;
    struct slice quoted;

    rule->name_column = NO_COLUMN;
    if (parser->mapping->target == TARGET_PRODUCT && slice_is(word, "attributes.") && peek(parser) == '"') {
        rule->field = SLICE("attributes.");
        return take_column(parser, &rule->name_column);
    }
    text_add_slice(&name, word);
    if (slice_is(word, "attributes.") && peek(parser) == '\'') {
        if (!take_quoted(parser, &quoted)) {
            text_release(&name);
            return false;
        }
        text_add_slice(&name, quoted);
    }
    rule->field = arena_copy(&parser->mapping->strings, text_slice(&name));
    text_release(&name);
    if (!field_known(parser->mapping->target, rule->field, &rule->kind)) {
        struct text like = TEXT_INIT;

        add_fields_like(&like, rule->field, parser->mapping->target);
        wrong(parser, "\"%.*s\" is no field of %s%s", shown_length(rule->field), rule->field.bytes,
              target_article(parser->mapping->target), text_string(&like));
        text_release(&like);
        return false;
    }
    return true;
}

static bool take_part(struct parser *parser, struct rule *rule)
{
    struct part part = {NO_COLUMN, {"", 0}};

    skip_blanks(parser);
    if (peek(parser) == '\'' ? !take_quoted(parser, &part.constant) : !take_column(parser, &part.column))
        return false;
    rule->parts = memory_grow(rule->parts, &rule->parts_room, rule->parts_count + 1, sizeof *rule->parts);
    rule->parts[rule->parts_count++] = part;
    return true;
}

/* Whether the next thing is a step: on this line, or alone on the next ones. */
static bool more_steps(struct parser *parser)
{
    struct parser ahead = *parser;

    skip_lines(&ahead);
    if (peek(&ahead) != '|' || at_end(&ahead))
        return false;
    parser->at = ahead.at + 1;
    parser->line = ahead.line;
    return true;
}

static bool take_rule(struct parser *parser, struct slice word)
{
    struct mapping *mapping = parser->mapping;
    struct rule *rule;

    mapping->rules = memory_grow(mapping->rules, &mapping->rules_room, mapping->rules_count + 1, sizeof *mapping->rules);
    rule = &mapping->rules[mapping->rules_count++];
    *rule = (struct rule){.line = parser->line};
    if (!take_field(parser, word, rule))
        return false;
    skip_blanks(parser);
    if (!slice_starts(rest_of_line(parser), "<-"))
        return unexpected(parser, "<-");
    parser->at += 2;
    do {
        if (!take_part(parser, rule))
            return false;
        skip_blanks(parser);
    } while (peek(parser) == '+' && parser->at++ < parser->text.length);
    while (more_steps(parser)) {
        if (!take_step(parser, rule))
            return false;
        skip_blanks(parser);
        if (peek(parser) != '\n' && peek(parser) != '|')
            return unexpected(parser, "| or the end of the line");
    }
    return take_line_end(parser);
}

/* Directives. */

static bool take_target(struct parser *parser)
{
    if (parser->has_target)
        return wrong(parser, "the target is told twice");
    skip_blanks(parser);
    if (skip_word(parser, "product"))
        parser->mapping->target = TARGET_PRODUCT;
    else if (skip_word(parser, "order"))
        parser->mapping->target = TARGET_ORDER;
    else if (skip_word(parser, "price"))
        parser->mapping->target = TARGET_PRICE;
    else if (skip_word(parser, "exchange_rate"))
        parser->mapping->target = TARGET_EXCHANGE_RATE;
    else if (skip_word(parser, "tracking_event"))
        parser->mapping->target = TARGET_TRACKING;
    else if (skip_word(parser, "pickup_point"))
        parser->mapping->target = TARGET_PICKUP_POINT;
    else if (skip_word(parser, "licence_key"))
        parser->mapping->target = TARGET_LICENCE_KEY;
    else if (skip_word(parser, "carrier_charge"))
        parser->mapping->target = TARGET_CHARGE;
    else if (skip_word(parser, "feed"))
        parser->mapping->target = TARGET_FEED;
    else
        return unexpected(parser, "\"product\", \"order\", \"price\", \"exchange_rate\", \"tracking_event\", \"pickup_point\", "
                                  "\"licence_key\", \"carrier_charge\" or \"feed\"");
    parser->has_target = true;
    return true;
}

static bool take_separator(struct parser *parser)
{
    static const struct {
        const char *name;
        char separator;
    } named[] = {{"comma", ','}, {"semicolon", ';'}, {"tab", '\t'}, {"bar", '|'}};
    struct slice text;

    if (!take_constant(parser, "a separator", &text))
        return false;
    for (size_t i = 0; i < sizeof named / sizeof *named; i++)
        if (slice_is(text, named[i].name))
            parser->mapping->separator = named[i].separator;
    if (text.length == 1 && (unsigned char)text.bytes[0] < 0x80 && text.bytes[0] > ' ' && text.bytes[0] != '"')
        parser->mapping->separator = text.bytes[0];
    return parser->mapping->separator || wrong(parser, "a separator is comma, semicolon, tab, bar or one character in quotes");
}

static bool take_encoding(struct parser *parser)
{
    struct slice text;

    if (!take_constant(parser, "an encoding", &text))
        return false;
    free(parser->mapping->encoding);
    parser->mapping->encoding = memory_copy(text.bytes, text.length);
    return true;
}

static bool take_rows(struct parser *parser)
{
    if (!take_constant(parser, "a path", &parser->mapping->row_path))
        return false;
    return slice_starts(parser->mapping->row_path, "/") || wrong(parser, "a path to rows begins with /");
}

static bool take_header_line(struct parser *parser)
{
    struct slice text;
    size_t line = 0;

    if (!take_constant(parser, "the number of a line", &text))
        return false;
    for (size_t i = 0; i < text.length; i++)
        line = text.length > 6 || text.bytes[i] < '0' || text.bytes[i] > '9' ? 0 : line * 10 + (size_t)(text.bytes[i] - '0');
    parser->mapping->header_line = line;
    return line || wrong(parser, "a line has a number from 1 on");
}

static bool take_format(struct parser *parser)
{
    static const char *const known[] = {"csv", "tsv", "jsonl", "xml"};
    struct slice text;

    if (!take_constant(parser, "a format", &text))
        return false;
    for (size_t i = 0; i < sizeof known / sizeof *known; i++)
        if (slice_is(text, known[i]) && !parser->mapping->format)
            parser->mapping->format = memory_copy(text.bytes, text.length);
    return parser->mapping->format || wrong(parser, "a format is csv, tsv, jsonl or xml");
}

static bool take_comparison(struct parser *parser, enum comparison *comparison)
{
    static const struct {
        const char *sign;
        enum comparison comparison;
    } signs[] = {{"!~", MATCHES_NOT}, {"!=", IS_NOT}, {">=", AT_LEAST}, {"<=", AT_MOST},
                 {"~", MATCHES},      {"=", IS},      {">", ABOVE},     {"<", BELOW}};

    skip_blanks(parser);
    for (size_t i = 0; i < sizeof signs / sizeof *signs; i++)
        if (slice_starts(rest_of_line(parser), signs[i].sign)) {
            *comparison = signs[i].comparison;
            parser->at += strlen(signs[i].sign);
            skip_blanks(parser);
            return true;
        }
    return unexpected(parser, "one of ~ !~ = != > >= < <=");
}

static bool take_filter(struct parser *parser, bool only)
{
    struct mapping *mapping = parser->mapping;
    struct filter *filter;
    struct slice pattern;
    uint32_t options;
    bool global;

    mapping->filters = memory_grow(mapping->filters, &mapping->filters_room, mapping->filters_count + 1, sizeof *mapping->filters);
    filter = &mapping->filters[mapping->filters_count++];
    *filter = (struct filter){.only = only, .line = parser->line};
    if (!take_column(parser, &filter->column) || !take_comparison(parser, &filter->comparison))
        return false;
    switch (filter->comparison) {
    case MATCHES:
    case MATCHES_NOT:
        if (peek(parser) != '/')
            return unexpected(parser, "a pattern between slashes");
        parser->at++;
        return take_delimited(parser, '/', &pattern) && take_flags(parser, false, &options, &global) &&
               compile(parser, pattern, options, &filter->code);
    case IS:
    case IS_NOT:
        return take_constant(parser, "a text", &filter->text);
    default:
        return take_constant(parser, "a number", &filter->text) &&
               (decimal_read(filter->text, &filter->number) ||
                wrong(parser, "\"%.*s\" is no number", shown_length(filter->text), filter->text.bytes));
    }
}

/* fill COLUMN … [within COLUMN] */
static bool take_fill(struct parser *parser)
{
    struct mapping *mapping = parser->mapping;
    size_t first = mapping->fills_count;
    size_t within = NO_COLUMN;

    do {
        struct fill fill = {.within = NO_COLUMN, .above = TEXT_INIT, .above_within = TEXT_INIT};

        if (!take_column(parser, &fill.column))
            return false;
        mapping->fills = memory_grow(mapping->fills, &mapping->fills_room, mapping->fills_count + 1, sizeof *mapping->fills);
        mapping->fills[mapping->fills_count++] = fill;
        skip_blanks(parser);
        if (skip_word(parser, "within")) {
            if (!take_column(parser, &within))
                return false;
            break;
        }
    } while (peek(parser) != '\n');
    while (first < mapping->fills_count)
        mapping->fills[first++].within = within;
    return true;
}

/* One side of a table's line: 'in quotes', or what stands there. */
static bool take_side(struct parser *parser, char until, bool *quoted, struct slice *text)
{
    struct slice rest;
    const char *end;

    skip_blanks(parser);
    *quoted = peek(parser) == '\'';
    if (*quoted)
        return take_quoted(parser, text);
    rest = rest_of_line(parser);
    end = rest.length ? memchr(rest.bytes, until, rest.length) : NULL;
    if (end)
        rest.length = (size_t)(end - rest.bytes);
    parser->at += rest.length;
    *text = arena_copy(&parser->mapping->strings, trimmed(rest));
    return true;
}

static bool take_word_line(struct parser *parser, struct words *table)
{
    struct word word;
    bool quoted;
    bool ignored;

    if (!take_side(parser, '=', &quoted, &word.from))
        return false;
    skip_blanks(parser);
    if (peek(parser) != '=')
        return unexpected(parser, "=");
    parser->at++;
    if (!take_side(parser, '\n', &ignored, &word.to) || !take_line_end(parser))
        return false;
    if (word.from.length == 0)
        return wrong(parser, "a word is wanted before =");
    if (!quoted && slice_is(word.from, "*")) {
        if (table->has_rest)
            return wrong(parser, "* is told twice");
        table->has_rest = true;
        table->rest = word.to;
        return true;
    }
    table->items = memory_grow(table->items, &table->room, table->count + 1, sizeof *table->items);
    table->items[table->count++] = word;
    return true;
}

static int compare_words(const void *a, const void *b)
{
    return compare_folded(((const struct word *)a)->from, ((const struct word *)b)->from);
}

static bool take_table(struct parser *parser)
{
    struct mapping *mapping = parser->mapping;
    struct slice name;
    struct words *table;

    if (!take_constant(parser, "a name for the table", &name) || !take_line_end(parser))
        return false;
    for (size_t i = 0; i < mapping->tables_count; i++)
        if (slice_equal(mapping->tables[i].name, name))
            return wrong(parser, "there is a table \"%.*s\" already, on line %zu", shown_length(name), name.bytes,
                         mapping->tables[i].line);
    mapping->tables = memory_grow(mapping->tables, &mapping->tables_room, mapping->tables_count + 1, sizeof *mapping->tables);
    table = &mapping->tables[mapping->tables_count++];
    *table = (struct words){.name = name, .line = parser->line};
    for (;;) {
        next_line(parser);
        skip_lines(parser);
        if (at_end(parser)) {
            parser->line = table->line;
            return wrong(parser, "the table \"%.*s\" has no end", shown_length(name), name.bytes);
        }
        if (slice_is(trimmed(rest_of_line(parser)), "end"))
            break;
        if (!take_word_line(parser, table))
            return false;
    }
    parser->at += strlen("end");
    if (table->count)
        qsort(table->items, table->count, sizeof *table->items, compare_words);
    for (size_t i = 1; i < table->count; i++)
        if (compare_words(&table->items[i - 1], &table->items[i]) == 0)
            return wrong(parser, "\"%.*s\" stands twice in the table", shown_length(table->items[i].from),
                         table->items[i].from.bytes);
    return true;
}

/* A column of a feed may be called like a statement. */
static bool followed_by_arrow(const struct parser *parser)
{
    struct parser ahead = *parser;

    skip_blanks(&ahead);
    return slice_starts(rest_of_line(&ahead), "<-");
}

static bool take_statement(struct parser *parser)
{
    struct slice word = take_word(parser);
    bool of_feed = parser->mapping->target == TARGET_FEED;

    if (slice_is(word, "target"))
        return take_target(parser) && take_line_end(parser);
    if (!parser->has_target)
        return wrong(parser, "a mapping begins with its target, as \"target product\"");
    if (of_feed && followed_by_arrow(parser))
        return take_rule(parser, word);
    if (slice_is(word, "separator"))
        return take_separator(parser) && take_line_end(parser);
    if (slice_is(word, "encoding"))
        return take_encoding(parser) && take_line_end(parser);
    if (slice_is(word, "header-line"))
        return take_header_line(parser) && take_line_end(parser);
    if (slice_is(word, "short-rows")) {
        parser->mapping->short_rows = true;
        return take_line_end(parser);
    }
    if (!of_feed && slice_is(word, "first-columns")) {
        parser->mapping->first_columns = true;
        return take_line_end(parser);
    }
    if (!of_feed && slice_is(word, "rows"))
        return take_rows(parser) && take_line_end(parser);
    if (slice_is(word, "only") || slice_is(word, "skip"))
        return take_filter(parser, slice_is(word, "only")) && take_line_end(parser);
    if (slice_is(word, "fill"))
        return take_fill(parser) && take_line_end(parser);
    if (slice_is(word, "table"))
        return take_table(parser) && take_line_end(parser);
    if (of_feed && slice_is(word, "format"))
        return take_format(parser) && take_line_end(parser);
    if (of_feed && slice_is(word, "no-header")) {
        parser->mapping->no_header = true;
        return take_line_end(parser);
    }
    if (of_feed && word.length == 0 && peek(parser) == '"' && !take_quoted(parser, &word))
        return false;
    if (word.length == 0)
        return unexpected(parser, "a field or a directive");
    return take_rule(parser, word);
}

/* What only the whole file tells. */
static bool finish(struct parser *parser)
{
    struct mapping *mapping = parser->mapping;

    if (!parser->has_target)
        return wrong(parser, "a mapping begins with its target, as \"target product\"");
    if (mapping->rules_count == 0)
        return wrong(parser, "the mapping fills no field");
    if (mapping->row_path.bytes && (mapping->separator || mapping->encoding || mapping->header_line || mapping->short_rows))
        return wrong(parser, "rows are those of JSON documents, which have no separator, encoding, header-line or short-rows");
    for (size_t i = 0; i < mapping->rules_count; i++) {
        struct rule *rule = &mapping->rules[i];
        size_t same = 0;

        for (size_t s = 0; s < rule->steps_count; s++) {
            struct step *step = &rule->steps[s];
            size_t table = 0;

            if (step->kind != STEP_WORDS)
                continue;
            while (table < mapping->tables_count && !slice_equal(mapping->tables[table].name, step->text))
                table++;
            parser->line = step->line;
            if (table == mapping->tables_count)
                return wrong(parser, "there is no table \"%.*s\"", shown_length(step->text), step->text.bytes);
            step->of.words = table;
        }
        while (same < i && (rule->name_column != NO_COLUMN || mapping->rules[same].name_column != NO_COLUMN ||
                            !slice_equal(mapping->rules[same].field, rule->field)))
            same++;
        rule->slot = same < i ? mapping->rules[same].slot : mapping->slots++;
    }
    mapping->given = memory_take_zeroed(mapping->slots, sizeof *mapping->given);
    return true;
}

bool mapping_parse(struct slice text, const char *name, struct mapping **mapping, struct fault *fault)
{
    struct parser parser = {.text = text, .line = 1, .fault = fault};
    size_t valid = text.length ? utf8_valid_length(text) : 0;
    bool parsed = true;

    parser.mapping = memory_take_zeroed(1, sizeof *parser.mapping);
    parser.mapping->name = memory_copy(name, strlen(name));
    parser.mapping->type_position = NO_COLUMN;
    if (valid < text.length || (text.length && memchr(text.bytes, '\0', text.length))) {
        for (size_t i = 0; i < valid; i++)
            parser.line += text.bytes[i] == '\n';
        parsed = wrong(&parser, valid < text.length ? "the file is not UTF-8" : "the file holds a NUL byte");
    }
    if (slice_starts(text, "\xef\xbb\xbf"))
        parser.at = 3;
    while (parsed) {
        skip_lines(&parser);
        if (at_end(&parser))
            break;
        parsed = take_statement(&parser);
        next_line(&parser);
    }
    if (!parsed || !finish(&parser)) {
        mapping_free(parser.mapping);
        return false;
    }
    pattern_matcher_init(&parser.mapping->matcher, parser.captures);
    *mapping = parser.mapping;
    return true;
}
