/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef COLPORTEUR_FORMAT_RULE_STRUCTURE_H
#define COLPORTEUR_FORMAT_RULE_STRUCTURE_H

#include "base/pattern.h"
#include "format/party_identifiers.h"
#include "format/rule_expression.h"

/* What rules are compiled to, for what compiles and what evaluates them: the insides of format/rule_expression.h. */

enum { STEP_NAMES = 16, ARGUMENTS = 4 };

enum step_axis { AXIS_CHILD, AXIS_DESCENDANT, AXIS_PARENT, AXIS_ANCESTOR, AXIS_ATTRIBUTE, AXIS_ANY_ATTRIBUTE };

struct rule_step {
    enum step_axis axis;
    uint32_t names[STEP_NAMES];
    size_t name_count;
    struct slice ending; /* bytes not NULL: any name that ends so */
    const struct expression *condition;
    const struct rule_step *next;
};

enum path_start { FROM_PLACE, FROM_RULE, FROM_ROOT };

struct rule_path {
    enum path_start start;
    bool is_number;
    const struct rule_step *steps;
    const struct rule_path *other; /* of contexts: "A, B" */
};

enum expression_kind {
    EXPRESSION_OR,
    EXPRESSION_AND,
    EXPRESSION_COMPARISON,
    EXPRESSION_IS, /* texts alike but for blanks */
    EXPRESSION_ADD,
    EXPRESSION_SUBTRACT,
    EXPRESSION_MULTIPLY,
    EXPRESSION_DIVIDE,
    EXPRESSION_NUMBER,
    EXPRESSION_TEXT,
    EXPRESSION_PATH,
    EXPRESSION_CALL,
};

enum comparison { EQUAL, UNEQUAL, LESS, LESS_OR_EQUAL, GREATER, GREATER_OR_EQUAL };

struct expression {
    enum expression_kind kind;
    enum comparison comparison;
    const struct expression *arguments[ARGUMENTS];
    size_t count;
    struct slice text;
    struct decimal number;
    const struct rule_path *path;
    const struct rule_function *function;
    const struct code_list *list;
    party_identifier_check *check;
    struct rule_pattern *pattern;
};

/* Compiled when it is first needed, for few documents need any. */
struct rule_pattern {
    struct slice text;
    pcre2_code *code;
    struct rule_pattern *next; /* of all patterns of the words */
};

enum value_kind { VALUE_PLACES, VALUE_TEXT, VALUE_NUMBER, VALUE_TRUTH };

struct rule_value {
    enum value_kind kind;
    bool is_there;  /* of texts and numbers */
    bool is_number; /* of places: they are compared as numbers */
    const struct rule_place *places;
    size_t count;
    struct slice text;
    struct decimal number;
    bool truth;
};

struct rule_function {
    const char *name;
    size_t least, most;
    const char *literals; /* what must stand there from the second argument on: 't'ext, 'n'umber or '.' anything */
    struct rule_value (*call)(struct rule_evaluation *evaluation, struct rule_place place, const struct expression *expression);
};

const struct rule_function *rule_function_find(struct slice name);

struct rule_value rule_evaluate(struct rule_evaluation *evaluation, struct rule_place place, const struct expression *expression);
struct slice rule_place_text(const struct xml_tree *tree, struct rule_place place);
/* Of a value: the one text, "" of nothing; of several, there is no answer. */
struct slice rule_text(struct rule_evaluation *evaluation, const struct rule_value *value);
/* False: there is none. */
bool rule_number(struct rule_evaluation *evaluation, const struct rule_value *value, struct decimal *number);
bool rule_read_number(struct rule_evaluation *evaluation, struct slice text, struct decimal *number);
bool rule_truth(const struct rule_value *value);
void rule_no_answer(struct rule_evaluation *evaluation, const char *format, ...) __attribute__((format(printf, 2, 3)));
struct slice rule_trimmed(struct slice text); /* without the blanks that XML knows, at both ends */

#endif
