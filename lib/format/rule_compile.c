/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "format/rule_structure.h"

#include "base/memory.h"

#include <stdlib.h>

#define UBL "urn:oasis:names:specification:ubl:schema:xsd:"

enum { DEEPEST = 40 };

struct parser {
    struct rule_words *words;
    struct slice rest;
    struct rule_anchor anchor, rule_anchor; /* of the place, of the rule */
    unsigned depth;                         /* of definitions and parentheses */
    struct fault *fault;
};

static bool parse_or(struct parser *parser, struct expression **made);

static bool wrong(const struct parser *parser, const char *what)
{
    const struct slice near = {parser->rest.bytes, parser->rest.length < 30 ? parser->rest.length : 30};

    return fault_set(parser->fault, FAULT_USAGE, "wrong_rules", NULL, "%s: \"%.*s\"", what, SLICE_ARGS(near));
}

static bool is_blank(char c)
{
    return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

static bool is_word(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '-';
}

static void skip_blanks(struct parser *parser)
{
    while (parser->rest.length && is_blank(parser->rest.bytes[0]))
        parser->rest = slice_from(parser->rest, 1);
}

static bool accept(struct parser *parser, const char *sign)
{
    if (!slice_starts(parser->rest, sign))
        return false;
    parser->rest = slice_from(parser->rest, strlen(sign));
    return true;
}

static struct slice peek_word(const struct parser *parser)
{
    struct slice word = {parser->rest.bytes, 0};

    while (word.length < parser->rest.length && is_word(word.bytes[word.length]))
        word.length++;
    return word;
}

static struct slice take_word(struct parser *parser)
{
    struct slice word = peek_word(parser);

    parser->rest = slice_from(parser->rest, word.length);
    return word;
}

static bool accept_word(struct parser *parser, const char *wanted)
{
    skip_blanks(parser);
    if (!slice_is(peek_word(parser), wanted))
        return false;
    take_word(parser);
    return true;
}

static void *make(struct parser *parser, size_t size)
{
    void *made = arena_take(&parser->words->arena, size);

    memset(made, 0, size);
    return made;
}

static const struct rule_term *find_term(const struct rule_words *words, struct slice id)
{
    for (size_t i = 0; i < words->term_count; i++)
        if (slice_equal(words->terms[i]->id, id))
            return words->terms[i];
    return NULL;
}

static bool is_term_id(struct slice word)
{
    return slice_starts(word, "BT-") || slice_starts(word, "BG-");
}

/* Where the path at hand ends, so that steps can be added. */
struct path_maker {
    struct rule_path *path;
    const struct rule_step **tail;
    struct rule_step *last; /* NULL: it has none yet */
    struct rule_anchor anchor;
};

static struct rule_step *add_step(struct parser *parser, struct path_maker *maker, enum step_axis axis)
{
    struct rule_step *step = make(parser, sizeof *step);

    step->axis = axis;
    *maker->tail = step;
    maker->tail = &step->next;
    maker->last = step;
    maker->path->is_number = false;
    return step;
}

static void begin_at(struct path_maker *maker, enum path_start start, struct rule_anchor anchor)
{
    maker->path->start = start;
    maker->path->steps = NULL;
    maker->tail = &maker->path->steps;
    maker->last = NULL;
    maker->anchor = anchor;
}

/* A name is of either vocabulary of UBL, unless a prefix says of which. */
static bool add_name(struct parser *parser, struct rule_step *step)
{
    static const struct {
        const char *prefix, *space;
    } spaces[] = {
        {"cac", UBL "CommonAggregateComponents-2"},
        {"cbc", UBL "CommonBasicComponents-2"},
        {"ext", UBL "CommonExtensionComponents-2"},
        {"ubl", UBL "Invoice-2"},
        {"cn", UBL "CreditNote-2"},
    };
    struct slice word = take_word(parser);
    struct slice prefix = {NULL, 0};

    if (word.length && accept(parser, ":")) {
        prefix = word;
        word = take_word(parser);
    }
    if (!word.length)
        return wrong(parser, "a name is missing");
    for (size_t i = 0; i < sizeof spaces / sizeof *spaces; i++) {
        if (prefix.length ? !slice_is(prefix, spaces[i].prefix) : i > 1)
            continue;
        if (step->name_count == STEP_NAMES)
            return wrong(parser, "these are too many names for one step");
        step->names[step->name_count++] = xml_name(parser->words->names, slice_of(spaces[i].space), word);
    }
    return step->name_count || wrong(parser, "this prefix is not known");
}

static bool add_names(struct parser *parser, struct rule_step *step)
{
    do {
        if (!add_name(parser, step))
            return false;
    } while (accept(parser, "|"));
    return true;
}

static bool add_attribute(struct parser *parser, struct path_maker *maker, bool anywhere)
{
    struct rule_step *step = add_step(parser, maker, anywhere ? AXIS_ANY_ATTRIBUTE : AXIS_ATTRIBUTE);
    const struct slice word = take_word(parser);

    if (!word.length)
        return wrong(parser, "an attribute's name is missing");
    step->names[step->name_count++] = xml_name(parser->words->names, SLICE(""), word);
    maker->anchor.below++;
    return true;
}

static bool add_conditions(struct parser *parser, struct path_maker *maker, struct rule_step *step)
{
    const struct rule_anchor outer = parser->anchor;
    struct expression *condition;

    parser->anchor = maker->anchor;
    while (accept(parser, "[")) {
        if (!parse_or(parser, &condition))
            return false;
        skip_blanks(parser);
        if (!accept(parser, "]"))
            return wrong(parser, "a condition ends with \"]\"");
        if (step->condition) {
            struct expression *both = make(parser, sizeof *both);

            *both = (struct expression){.kind = EXPRESSION_AND, .arguments = {step->condition, condition}, .count = 2};
            condition = both;
        }
        step->condition = condition;
    }
    parser->anchor = outer;
    return true;
}

static bool add_path(struct parser *parser, struct path_maker *maker);

/* The steps of a definition of a term, which are relative to its group. */
static bool add_definition(struct parser *parser, struct path_maker *maker, const struct rule_term *term)
{
    const struct slice rest = parser->rest;
    bool done;

    if (term->group && !add_definition(parser, maker, term->group))
        return false;
    parser->rest = term->path;
    done = add_path(parser, maker);
    parser->rest = rest;
    return done;
}

static bool is_within(const struct rule_term *group, const struct rule_term *outer)
{
    for (; group; group = group->group)
        if (group == outer)
            return true;
    return outer == NULL;
}

static bool add_from(struct parser *parser, struct path_maker *maker, const struct rule_term *shared, const struct rule_term *term)
{
    const struct slice rest = parser->rest;
    bool done = true;

    if (term == shared)
        return true;
    if (term->group != shared)
        done = add_from(parser, maker, shared, term->group);
    if (!done)
        return false;
    parser->rest = term->path;
    done = add_path(parser, maker);
    parser->rest = rest;
    return done;
}

static bool add_term(struct parser *parser, struct path_maker *maker, struct slice id)
{
    const struct rule_term *term = find_term(parser->words, id);
    const struct rule_term *own = term && !term->is_group ? term->group : term;
    const struct rule_term *shared = maker->anchor.is_known ? maker->anchor.group : NULL;
    size_t up = maker->anchor.below;

    if (!term)
        return wrong(parser, "this term is not known");
    for (; shared && !is_within(own, shared); shared = shared->group)
        up += shared->depth;
    if (!shared) {
        begin_at(maker, FROM_ROOT, (struct rule_anchor){.is_known = true});
        if (!add_definition(parser, maker, term))
            return false;
    } else {
        while (up--)
            add_step(parser, maker, AXIS_PARENT);
        if (!add_from(parser, maker, shared, term))
            return false;
    }
    maker->anchor = (struct rule_anchor){own, term->is_group ? 0 : term->depth, true};
    maker->path->is_number = term->is_number;
    return true;
}

/* They hold beside those of the term's own. */
static bool add_term_conditions(struct parser *parser, struct path_maker *maker)
{
    if (!slice_starts(parser->rest, "["))
        return true;
    return maker->last ? add_conditions(parser, maker, maker->last) : wrong(parser, "a condition needs a step");
}

/* One step, without what stands before it: "/", "//" or nothing. */
static bool add_one(struct parser *parser, struct path_maker *maker, bool anywhere)
{
    const struct slice word = peek_word(parser);
    struct rule_step *step;

    if (is_term_id(word) && !anywhere) {
        take_word(parser);
        return add_term(parser, maker, word) && add_term_conditions(parser, maker);
    }
    if (accept(parser, "@"))
        return add_attribute(parser, maker, anywhere);
    if (accept(parser, "..")) {
        step = add_step(parser, maker, AXIS_PARENT);
        if (maker->anchor.below)
            maker->anchor.below--;
        else
            maker->anchor.is_known = false;
    } else if (accept(parser, "^")) {
        step = add_step(parser, maker, AXIS_ANCESTOR);
        maker->anchor.is_known = false;
        if (!add_names(parser, step))
            return false;
    } else {
        step = add_step(parser, maker, anywhere ? AXIS_DESCENDANT : AXIS_CHILD);
        maker->anchor.below++;
        maker->anchor.is_known = maker->anchor.is_known && !anywhere;
        if (accept(parser, "*")) {
            step->ending = take_word(parser);
            step->ending.bytes = step->ending.length ? arena_copy(&parser->words->arena, step->ending).bytes : "";
        } else if (!add_names(parser, step)) {
            return false;
        }
    }
    return add_conditions(parser, maker, step);
}

static bool add_path(struct parser *parser, struct path_maker *maker)
{
    if (!add_one(parser, maker, false))
        return false;
    while (slice_starts(parser->rest, "/")) {
        const bool anywhere = accept(parser, "//");

        if (!anywhere)
            accept(parser, "/");
        if (!add_one(parser, maker, anywhere))
            return false;
    }
    return true;
}

static bool begins_step(const struct parser *parser)
{
    return parser->rest.length &&
           (is_word(parser->rest.bytes[0]) || strchr("@^*", parser->rest.bytes[0]) || slice_starts(parser->rest, ".."));
}

static bool parse_path(struct parser *parser, struct rule_path *path, struct rule_anchor *anchor)
{
    struct path_maker maker = {.path = path};
    bool done = true;

    begin_at(&maker, FROM_PLACE, parser->anchor);
    if (accept(parser, "//")) {
        begin_at(&maker, FROM_ROOT, (struct rule_anchor){0});
        done = add_one(parser, &maker, true);
    } else if (accept(parser, "/")) {
        begin_at(&maker, FROM_ROOT, (struct rule_anchor){.is_known = true});
        done = !begins_step(parser) || add_one(parser, &maker, false);
    } else if (slice_is(peek_word(parser), "here")) {
        take_word(parser);
        begin_at(&maker, FROM_RULE, parser->rule_anchor);
    } else if (!slice_starts(parser->rest, "..") && accept(parser, ".")) {
        done = true;
    } else {
        done = add_one(parser, &maker, false);
    }
    while (done && slice_starts(parser->rest, "/")) {
        const bool anywhere = accept(parser, "//");

        if (!anywhere)
            accept(parser, "/");
        done = add_one(parser, &maker, anywhere);
    }
    *anchor = maker.anchor;
    return done;
}

static bool parse_quoted(struct parser *parser, struct expression *made)
{
    const char *end = memchr(parser->rest.bytes + 1, '\'', parser->rest.length - 1);

    if (!end)
        return wrong(parser, "this text does not end");
    made->kind = EXPRESSION_TEXT;
    made->text = arena_copy(&parser->words->arena, (struct slice){parser->rest.bytes + 1, (size_t)(end - parser->rest.bytes) - 1});
    parser->rest = slice_from(parser->rest, made->text.length + 2);
    return true;
}

static bool parse_number(struct parser *parser, struct expression *made)
{
    struct slice digits = {parser->rest.bytes, 0};

    while (digits.length < parser->rest.length && (strchr("0123456789.", digits.bytes[digits.length]) != NULL))
        digits.length++;
    made->kind = EXPRESSION_NUMBER;
    if (!decimal_read(digits, &made->number))
        return wrong(parser, "this is no number");
    parser->rest = slice_from(parser->rest, digits.length);
    return true;
}

static bool parse_definition(struct parser *parser, struct expression **made)
{
    const struct slice name = take_word(parser);
    const struct rule_words *words = parser->words;
    const struct slice rest = parser->rest;
    bool done;

    for (size_t i = 0; i < words->definition_count; i++) {
        if (!slice_equal(words->definitions[i].name, name))
            continue;
        parser->rest = words->definitions[i].expression;
        done = parse_or(parser, made);
        skip_blanks(parser);
        if (done && parser->rest.length)
            return wrong(parser, "what is defined goes on");
        parser->rest = rest;
        return done;
    }
    parser->rest = name;
    return wrong(parser, "this is not defined");
}

static bool are_literal(const struct expression *call)
{
    for (size_t i = 1; i < call->count && call->function->literals[i - 1]; i++) {
        const char wanted = call->function->literals[i - 1];
        const struct expression *literal = call->arguments[i];

        if ((wanted == 't' && (literal->kind != EXPRESSION_TEXT || !literal->text.length)) ||
            (wanted == 'n' && (literal->kind != EXPRESSION_NUMBER || literal->number.scale)))
            return false;
    }
    return true;
}

static bool bind_pattern(struct parser *parser, struct expression *call)
{
    call->pattern = make(parser, sizeof *call->pattern);
    *call->pattern = (struct rule_pattern){.text = call->arguments[1]->text, .next = parser->words->patterns};
    parser->words->patterns = call->pattern;
    return true;
}

/* What a function takes that is no expression: a list of codes, a kind of number, a pattern. */
static bool bind_literals(struct parser *parser, struct expression *call)
{
    const char *name = call->function->name;

    if (!are_literal(call))
        return wrong(parser, "this function wants literals behind its first argument");
    if (strcmp(name, "in") == 0) {
        call->list = code_list_find(&parser->words->codes, call->arguments[1]->text);
        return call->list || wrong(parser, "there is no such list of codes");
    }
    if (strcmp(name, "check") == 0) {
        call->check = party_identifier_kind(call->arguments[1]->text);
        return call->check || wrong(parser, "there is no such kind of number");
    }
    return strcmp(name, "matches") != 0 || bind_pattern(parser, call);
}

static bool parse_call(struct parser *parser, struct expression *call, struct slice name)
{
    call->kind = EXPRESSION_CALL;
    call->function = rule_function_find(name);
    if (!call->function)
        return wrong(parser, "there is no such function");
    skip_blanks(parser);
    while (!accept(parser, ")")) {
        struct expression *argument;

        if (call->count == call->function->most || (call->count && !accept(parser, ",")))
            return wrong(parser, "the arguments of this function are wrong");
        if (!parse_or(parser, &argument))
            return false;
        call->arguments[call->count++] = argument;
        skip_blanks(parser);
    }
    if (call->count < call->function->least)
        return wrong(parser, "this function wants more");
    return bind_literals(parser, call);
}

static bool parse_operand(struct parser *parser, struct expression **made)
{
    struct slice word;
    struct expression *operand;
    struct rule_anchor anchor;
    struct rule_path *path;

    skip_blanks(parser);
    if (!parser->rest.length)
        return wrong(parser, "something is missing at the end");
    if (accept(parser, "(")) {
        if (!parse_or(parser, made))
            return false;
        skip_blanks(parser);
        return accept(parser, ")") || wrong(parser, "a parenthesis is not closed");
    }
    if (accept(parser, "$"))
        return parse_definition(parser, made);
    *made = operand = make(parser, sizeof *operand);
    if (parser->rest.bytes[0] == '\'')
        return parse_quoted(parser, operand);
    if (parser->rest.bytes[0] >= '0' && parser->rest.bytes[0] <= '9')
        return parse_number(parser, operand);
    word = peek_word(parser);
    if (word.length && word.length < parser->rest.length && parser->rest.bytes[word.length] == '(') {
        parser->rest = slice_from(parser->rest, word.length + 1);
        return parse_call(parser, operand, word);
    }
    operand->kind = EXPRESSION_PATH;
    operand->path = path = make(parser, sizeof *path);
    return parse_path(parser, path, &anchor);
}

static struct expression *join(struct parser *parser, enum expression_kind kind, const struct expression *left,
                               const struct expression *right)
{
    struct expression *both = make(parser, sizeof *both);

    *both = (struct expression){.kind = kind, .arguments = {left, right}, .count = 2};
    return both;
}

static bool parse_product(struct parser *parser, struct expression **made)
{
    if (!parse_operand(parser, made))
        return false;
    while (true) {
        struct expression *right;
        enum expression_kind kind;

        skip_blanks(parser);
        if (slice_starts(parser->rest, "* "))
            kind = EXPRESSION_MULTIPLY;
        else if (slice_starts(parser->rest, "/ "))
            kind = EXPRESSION_DIVIDE;
        else
            return true;
        parser->rest = slice_from(parser->rest, 2);
        if (!parse_operand(parser, &right))
            return false;
        *made = join(parser, kind, *made, right);
    }
}

static bool parse_sum(struct parser *parser, struct expression **made)
{
    if (!parse_product(parser, made))
        return false;
    while (true) {
        struct expression *right;
        enum expression_kind kind;

        skip_blanks(parser);
        if (slice_starts(parser->rest, "+ "))
            kind = EXPRESSION_ADD;
        else if (slice_starts(parser->rest, "- "))
            kind = EXPRESSION_SUBTRACT;
        else
            return true;
        parser->rest = slice_from(parser->rest, 2);
        if (!parse_product(parser, &right))
            return false;
        *made = join(parser, kind, *made, right);
    }
}

static bool accept_comparison(struct parser *parser, enum expression_kind *kind, enum comparison *comparison)
{
    static const struct {
        const char *sign;
        enum comparison comparison;
    } signs[] = {{"!=", UNEQUAL}, {"<=", LESS_OR_EQUAL}, {">=", GREATER_OR_EQUAL}, {"=", EQUAL}, {"<", LESS}, {">", GREATER}};

    skip_blanks(parser);
    *kind = EXPRESSION_COMPARISON;
    for (size_t i = 0; i < sizeof signs / sizeof *signs; i++) {
        if (accept(parser, signs[i].sign)) {
            *comparison = signs[i].comparison;
            return true;
        }
    }
    *kind = EXPRESSION_IS;
    return accept_word(parser, "is");
}

static bool parse_comparison(struct parser *parser, struct expression **made)
{
    enum expression_kind kind;
    enum comparison comparison = EQUAL;
    struct expression *right;

    if (!parse_sum(parser, made))
        return false;
    if (!accept_comparison(parser, &kind, &comparison))
        return true;
    if (!parse_sum(parser, &right))
        return false;
    *made = join(parser, kind, *made, right);
    (*made)->comparison = comparison;
    return true;
}

static bool parse_and(struct parser *parser, struct expression **made)
{
    if (!parse_comparison(parser, made))
        return false;
    while (accept_word(parser, "and")) {
        struct expression *right;

        if (!parse_comparison(parser, &right))
            return false;
        *made = join(parser, EXPRESSION_AND, *made, right);
    }
    return true;
}

static bool parse_or(struct parser *parser, struct expression **made)
{
    if (++parser->depth > DEEPEST)
        return wrong(parser, "this is nested too deep");
    if (!parse_and(parser, made))
        return false;
    while (accept_word(parser, "or")) {
        struct expression *right;

        if (!parse_and(parser, &right))
            return false;
        *made = join(parser, EXPRESSION_OR, *made, right);
    }
    parser->depth--;
    return true;
}

bool rule_compile(struct rule_words *words, struct slice text, struct rule_anchor anchor, struct expression **expression,
                  struct fault *fault)
{
    struct parser parser = {.words = words, .rest = text, .anchor = anchor, .rule_anchor = anchor, .fault = fault};

    if (!parse_or(&parser, expression))
        return false;
    skip_blanks(&parser);
    return !parser.rest.length || wrong(&parser, "nothing is expected here");
}

bool rule_path_compile(struct rule_words *words, struct slice text, struct rule_path **path, struct rule_anchor *anchor,
                       struct fault *fault)
{
    struct parser parser = {.words = words, .rest = text, .anchor = {.is_known = true}, .fault = fault};
    struct rule_path *others = NULL;
    struct rule_anchor reached;

    do {
        *path = make(&parser, sizeof **path);
        skip_blanks(&parser);
        if (!parse_path(&parser, *path, &reached))
            return false;
        *anchor = others ? (struct rule_anchor){0} : reached;
        (*path)->other = others;
        others = *path;
        skip_blanks(&parser);
    } while (accept(&parser, ","));
    return !parser.rest.length || wrong(&parser, "nothing is expected here");
}

static size_t count_steps(const struct rule_path *path)
{
    size_t count = 0;

    for (const struct rule_step *step = path->steps; step; step = step->next)
        count++;
    return count;
}

bool rule_words_add_term(struct rule_words *words, struct slice id, struct slice type, struct slice group, struct slice path,
                         struct fault *fault)
{
    struct rule_term *term = arena_take(&words->arena, sizeof *term);
    struct rule_path *compiled;
    struct rule_anchor anchor;

    *term = (struct rule_term){.id = arena_copy(&words->arena, id),
                               .path = arena_copy(&words->arena, path),
                               .group = find_term(words, group),
                               .is_group = slice_is(type, "group"),
                               .is_number = slice_is(type, "amount") || slice_is(type, "number")};
    if (find_term(words, id) || (!term->group && !slice_is(group, "/")))
        return fault_set(fault, FAULT_USAGE, "wrong_rules", NULL, "a term of its own, in a group that stands above: \"%.*s\"",
                         SLICE_ARGS(id));
    if (!rule_path_compile(words, path, &compiled, &anchor, fault))
        return false;
    term->depth = count_steps(compiled);
    words->terms = memory_grow(words->terms, &words->term_room, words->term_count + 1, sizeof *words->terms);
    words->terms[words->term_count++] = term;
    return true;
}

void rule_words_release(struct rule_words *words)
{
    free(words->terms);
    free(words->definitions);
    code_lists_release(&words->codes);
    for (struct rule_pattern *pattern = words->patterns; pattern; pattern = pattern->next)
        pcre2_code_free(pattern->code);
    arena_release(&words->arena);
    *words = (struct rule_words){0};
}
