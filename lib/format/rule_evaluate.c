/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "format/rule_structure.h"

#include <stdarg.h>
#include <stdio.h>

void rule_no_answer(struct rule_evaluation *evaluation, const char *format, ...)
{
    va_list arguments;

    if (evaluation->why[0])
        return;
    va_start(arguments, format);
    vsnprintf(evaluation->why, sizeof evaluation->why, format, arguments);
    va_end(arguments);
}

/* Whether one place more may be looked at. */
static bool count_step(struct rule_evaluation *evaluation)
{
    if (++evaluation->steps <= evaluation->limit)
        return true;
    evaluation->is_given_up = true;
    rule_no_answer(evaluation, "it takes too long to tell");
    return false;
}

static bool is_blank(char c)
{
    return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

struct slice rule_trimmed(struct slice text)
{
    while (text.length && is_blank(text.bytes[0]))
        text = slice_from(text, 1);
    while (text.length && is_blank(text.bytes[text.length - 1]))
        text.length--;
    return text;
}

struct slice rule_place_text(const struct xml_tree *tree, struct rule_place place)
{
    if (place.attribute)
        return xml_attribute_text(tree, &tree->attributes[place.attribute - 1]);
    return xml_text(tree, place.element);
}

/* Places that are gathered. What is left behind as they grow is the arena's. */
struct gathering {
    struct rule_evaluation *evaluation;
    struct rule_place *places;
    size_t count, room;
};

static void gather(struct gathering *gathering, struct rule_place place)
{
    if (gathering->count == gathering->room) {
        struct rule_place *wider;

        gathering->room = gathering->room ? gathering->room * 2 : 8;
        wider = arena_take(gathering->evaluation->arena, gathering->room * sizeof *wider);
        if (gathering->count)
            memcpy(wider, gathering->places, gathering->count * sizeof *wider);
        gathering->places = wider;
    }
    gathering->places[gathering->count++] = place;
}

static bool has_ending(struct slice name, struct slice ending)
{
    return name.length >= ending.length &&
           (!ending.length || memcmp(name.bytes + name.length - ending.length, ending.bytes, ending.length) == 0);
}

static bool is_called(const struct xml_tree *tree, const struct rule_step *step, uint32_t name)
{
    if (step->ending.bytes)
        return has_ending(tree->names->names[name].local, step->ending);
    for (size_t i = 0; i < step->name_count; i++)
        if (step->names[i] == name)
            return true;
    return false;
}

/* Whether the step's condition holds there. What is made to tell is given back: a document has many places. */
static bool is_such(struct rule_evaluation *evaluation, const struct rule_step *step, struct rule_place place)
{
    const struct arena_mark mark = arena_mark(evaluation->arena);
    const struct rule_value value = rule_evaluate(evaluation, place, step->condition);
    const bool holds = rule_truth(&value);

    arena_return(evaluation->arena, mark);
    if (evaluation->is_search && evaluation->why[0] && !evaluation->is_given_up) {
        evaluation->has_doubts = true;
        evaluation->why[0] = '\0';
        return false;
    }
    return holds;
}

static void gather_if(struct gathering *gathering, const struct rule_step *step, struct rule_place place)
{
    if (!step->condition || is_such(gathering->evaluation, step, place))
        gather(gathering, place);
}

/* How many elements of the document the step can be about. */
static size_t count_called(const struct xml_tree *tree, const struct rule_step *step)
{
    size_t count = 0;

    for (size_t i = 0; i < step->name_count; i++)
        count += tree->of_name[step->names[i] + 1] - tree->of_name[step->names[i]];
    return count;
}

/* Where few are called so, they are asked for their parent: an invoice has one currency, and perhaps thousands of lines. */
static void gather_few_children(struct gathering *gathering, const struct rule_step *step, uint32_t parent)
{
    const struct xml_tree *tree = gathering->evaluation->tree;

    for (size_t i = 0; i < step->name_count; i++)
        for (uint32_t j = tree->of_name[step->names[i]]; j < tree->of_name[step->names[i] + 1]; j++)
            if (tree->elements[tree->by_name[j]].parent == parent && count_step(gathering->evaluation))
                gather_if(gathering, step, (struct rule_place){tree->by_name[j], 0});
}

static void gather_children(struct gathering *gathering, const struct rule_step *step, uint32_t parent)
{
    enum { FEW = 8 };
    const struct xml_tree *tree = gathering->evaluation->tree;

    if (!step->ending.bytes && count_called(tree, step) <= FEW) {
        gather_few_children(gathering, step, parent);
        return;
    }

    for (uint32_t child = tree->elements[parent].first; child; child = tree->elements[child].next) {
        if (!count_step(gathering->evaluation))
            return;
        if (is_called(tree, step, tree->elements[child].name))
            gather_if(gathering, step, (struct rule_place){child, 0});
    }
}

/* The first of the sorted elements that is `element` or behind it. */
static uint32_t find_behind(const struct xml_tree *tree, uint32_t from, uint32_t to, uint32_t element)
{
    while (from < to) {
        const uint32_t middle = from + (to - from) / 2;

        if (tree->by_name[middle] < element)
            from = middle + 1;
        else
            to = middle;
    }
    return from;
}

static void gather_named_within(struct gathering *gathering, const struct rule_step *step, uint32_t name, uint32_t outer)
{
    const struct xml_tree *tree = gathering->evaluation->tree;
    const uint32_t end = tree->of_name[name + 1];

    for (uint32_t i = find_behind(tree, tree->of_name[name], end, outer + 1); i < end; i++) {
        if (tree->by_name[i] >= tree->elements[outer].end || !count_step(gathering->evaluation))
            return;
        gather_if(gathering, step, (struct rule_place){tree->by_name[i], 0});
    }
}

static void gather_within(struct gathering *gathering, const struct rule_step *step, uint32_t outer)
{
    const struct xml_tree *tree = gathering->evaluation->tree;

    if (!step->ending.bytes) {
        for (size_t i = 0; i < step->name_count; i++)
            gather_named_within(gathering, step, step->names[i], outer);
        return;
    }
    for (uint32_t i = outer + 1; i < tree->elements[outer].end; i++) {
        if (!count_step(gathering->evaluation))
            return;
        if (is_called(tree, step, tree->elements[i].name))
            gather_if(gathering, step, (struct rule_place){i, 0});
    }
}

static void gather_ancestors(struct gathering *gathering, const struct rule_step *step, struct rule_place place)
{
    const struct xml_tree *tree = gathering->evaluation->tree;

    for (uint32_t up = place.attribute ? place.element : tree->elements[place.element].parent; up; up = tree->elements[up].parent)
        if (is_called(tree, step, tree->elements[up].name))
            gather_if(gathering, step, (struct rule_place){up, 0});
}

static void gather_parent(struct gathering *gathering, const struct rule_step *step, struct rule_place place)
{
    const uint32_t parent = place.attribute ? place.element : gathering->evaluation->tree->elements[place.element].parent;

    if (parent && !(gathering->count && gathering->places[gathering->count - 1].element == parent))
        gather_if(gathering, step, (struct rule_place){parent, 0});
}

static void gather_attributes(struct gathering *gathering, const struct rule_step *step, uint32_t element)
{
    const struct xml_tree *tree = gathering->evaluation->tree;
    size_t count;
    const struct xml_attribute *attributes = xml_attributes(tree, element, &count);

    for (size_t i = 0; i < count; i++) {
        if (!count_step(gathering->evaluation))
            return;
        if (attributes[i].name == step->names[0])
            gather_if(gathering, step, (struct rule_place){element, (uint32_t)(attributes - tree->attributes + (ptrdiff_t)i) + 1});
    }
}

static void gather_all_attributes(struct gathering *gathering, const struct rule_step *step)
{
    const struct xml_tree *tree = gathering->evaluation->tree;

    for (size_t i = 0; i < tree->attribute_count; i++) {
        if (!count_step(gathering->evaluation))
            return;
        if (tree->attributes[i].name == step->names[0])
            gather_if(gathering, step, (struct rule_place){tree->attributes[i].owner, (uint32_t)i + 1});
    }
}

static void gather_step(struct gathering *gathering, const struct rule_step *step, struct rule_place place)
{
    switch (step->axis) {
    case AXIS_PARENT:
        gather_parent(gathering, step, place);
        return;
    case AXIS_ANCESTOR:
        gather_ancestors(gathering, step, place);
        return;
    case AXIS_ANY_ATTRIBUTE:
        gather_all_attributes(gathering, step);
        return;
    case AXIS_CHILD:
        if (!place.attribute)
            gather_children(gathering, step, place.element);
        return;
    case AXIS_DESCENDANT:
        if (!place.attribute)
            gather_within(gathering, step, place.element);
        return;
    case AXIS_ATTRIBUTE:
        if (!place.attribute)
            gather_attributes(gathering, step, place.element);
        return;
    }
}

/* Most of what rules look for is nowhere in a document: that is known without looking. */
static bool may_be(const struct xml_tree *tree, const struct rule_step *step)
{
    if (!step->name_count)
        return true;
    if (step->axis == AXIS_ATTRIBUTE || step->axis == AXIS_ANY_ATTRIBUTE)
        return tree->attributes_of_name[step->names[0]] > 0;
    return count_called(tree, step) > 0;
}

static bool path_may_be(const struct xml_tree *tree, const struct rule_path *path)
{
    for (const struct rule_step *step = path->steps; step; step = step->next)
        if (!may_be(tree, step))
            return false;
    return true;
}

static const struct rule_place *path_places(struct rule_evaluation *evaluation, struct rule_place place,
                                            const struct rule_path *path, size_t *count)
{
    const struct xml_tree *tree = evaluation->tree;
    struct gathering gathered = {.evaluation = evaluation};
    const struct rule_step *step = path->steps;

    *count = 0;
    if (!path_may_be(tree, path))
        return NULL;
    if (path->start == FROM_RULE)
        place = evaluation->rule;
    else if (path->start == FROM_ROOT)
        place = (struct rule_place){step && step->axis == AXIS_DESCENDANT ? 0 : tree->elements[0].first, 0};
    gather(&gathered, place);
    for (; step && gathered.count; step = step->next) {
        struct gathering next = {.evaluation = evaluation};

        for (size_t i = 0; i < gathered.count && !evaluation->why[0]; i++)
            gather_step(&next, step, gathered.places[i]);
        gathered = next;
    }
    *count = gathered.count;
    return gathered.places;
}

const struct rule_place *rule_places(struct rule_evaluation *evaluation, const struct rule_path *path, size_t *count)
{
    struct gathering all = {.evaluation = evaluation};

    for (; path; path = path->other) {
        size_t some;
        const struct rule_place *places = path_places(evaluation, evaluation->rule, path, &some);

        for (size_t i = 0; i < some; i++)
            gather(&all, places[i]);
    }
    *count = all.count;
    return all.places;
}

struct slice rule_text(struct rule_evaluation *evaluation, const struct rule_value *value)
{
    if (value->kind == VALUE_TEXT)
        return value->is_there ? value->text : SLICE("");
    if (value->kind != VALUE_PLACES || !value->count)
        return SLICE("");
    if (value->count > 1)
        rule_no_answer(evaluation, "there are %zu where one is looked for", value->count);
    return rule_place_text(evaluation->tree, value->places[0]);
}

bool rule_read_number(struct rule_evaluation *evaluation, struct slice text, struct decimal *number)
{
    if (decimal_read(rule_trimmed(text), number))
        return true;
    rule_no_answer(evaluation, "\"%.*s\" is no amount", text.length < 40 ? (int)text.length : 40, text.bytes);
    return false;
}

bool rule_number(struct rule_evaluation *evaluation, const struct rule_value *value, struct decimal *number)
{
    if (value->kind == VALUE_NUMBER) {
        *number = value->number;
        return value->is_there;
    }
    if (value->kind == VALUE_PLACES && value->count > 1)
        rule_no_answer(evaluation, "there are %zu where one is looked for", value->count);
    if (value->kind == VALUE_TRUTH || (value->kind == VALUE_PLACES && !value->count) ||
        (value->kind == VALUE_TEXT && !value->is_there))
        return false;
    return rule_read_number(evaluation, rule_text(evaluation, value), number);
}

bool rule_truth(const struct rule_value *value)
{
    switch (value->kind) {
    case VALUE_PLACES:
        return value->count > 0;
    case VALUE_TEXT:
        return value->is_there && value->text.length > 0;
    case VALUE_NUMBER:
        return value->is_there && value->number.digits != 0;
    case VALUE_TRUTH:
        return value->truth;
    }
    return false;
}

static bool is_ordered(int order, enum comparison comparison)
{
    switch (comparison) {
    case EQUAL:
        return order == 0;
    case UNEQUAL:
        return order != 0;
    case LESS:
        return order < 0;
    case LESS_OR_EQUAL:
        return order <= 0;
    case GREATER:
        return order > 0;
    case GREATER_OR_EQUAL:
        return order >= 0;
    }
    return false;
}

static size_t count_of(const struct rule_value *value)
{
    return value->kind == VALUE_PLACES ? value->count : value->is_there ? 1 : 0;
}

static struct slice text_at(const struct xml_tree *tree, const struct rule_value *value, size_t i)
{
    return value->kind == VALUE_PLACES ? rule_place_text(tree, value->places[i]) : value->text;
}

static bool number_at(struct rule_evaluation *evaluation, const struct rule_value *value, size_t i, struct decimal *number)
{
    if (value->kind == VALUE_NUMBER) {
        *number = value->number;
        return true;
    }
    return rule_read_number(evaluation, text_at(evaluation->tree, value, i), number);
}

static bool compare_numbers(struct rule_evaluation *evaluation, const struct rule_value *left, size_t i,
                            const struct rule_value *right, size_t j, enum comparison comparison)
{
    struct decimal a;
    struct decimal b;
    int order;

    if (!number_at(evaluation, left, i, &a) || !number_at(evaluation, right, j, &b))
        return false;
    if (!exact_compare(a, b, &order)) {
        rule_no_answer(evaluation, "an amount has too many digits");
        return false;
    }
    return is_ordered(order, comparison);
}

static bool compares_numbers(const struct rule_value *value)
{
    return value->kind == VALUE_NUMBER || (value->kind == VALUE_PLACES && value->is_number);
}

/* One pair that compares so is enough. */
static bool compare(struct rule_evaluation *evaluation, const struct rule_value *left, const struct rule_value *right,
                    const struct expression *expression)
{
    const bool numbers = compares_numbers(left) || compares_numbers(right);
    const bool is = expression->kind == EXPRESSION_IS;

    for (size_t i = 0; i < count_of(left); i++) {
        for (size_t j = 0; j < count_of(right); j++) {
            struct slice a;
            struct slice b;

            if (!count_step(evaluation))
                return false;
            if (numbers && !is) {
                if (compare_numbers(evaluation, left, i, right, j, expression->comparison))
                    return true;
                continue;
            }
            a = text_at(evaluation->tree, left, i);
            b = text_at(evaluation->tree, right, j);
            if (is ? slice_equal(rule_trimmed(a), rule_trimmed(b)) : is_ordered(slice_compare(a, b), expression->comparison))
                return true;
        }
    }
    return false;
}

static struct rule_value truth(bool holds)
{
    return (struct rule_value){.kind = VALUE_TRUTH, .truth = holds};
}

static bool calculate(enum expression_kind kind, struct decimal a, struct decimal b, struct decimal *result)
{
    switch (kind) {
    case EXPRESSION_SUBTRACT:
        b.digits = -b.digits;
        return exact_add(a, b, result);
    case EXPRESSION_MULTIPLY:
        return exact_multiply(a, b, result);
    case EXPRESSION_DIVIDE:
        return exact_divide(a, b, result);
    default:
        return exact_add(a, b, result);
    }
}

static struct rule_value arithmetic(struct rule_evaluation *evaluation, struct rule_place place,
                                    const struct expression *expression)
{
    const struct rule_value left = rule_evaluate(evaluation, place, expression->arguments[0]);
    const struct rule_value right = rule_evaluate(evaluation, place, expression->arguments[1]);
    struct rule_value value = {.kind = VALUE_NUMBER};
    struct decimal a;
    struct decimal b;

    if (!rule_number(evaluation, &left, &a) || !rule_number(evaluation, &right, &b))
        return value;
    value.is_there = calculate(expression->kind, a, b, &value.number);
    if (!value.is_there)
        rule_no_answer(evaluation, "the amounts have too many digits, or one is divided by zero");
    return value;
}

static bool both(struct rule_evaluation *evaluation, struct rule_place place, const struct expression *expression)
{
    struct rule_value value = rule_evaluate(evaluation, place, expression->arguments[0]);

    if (rule_truth(&value) != (expression->kind == EXPRESSION_AND))
        return expression->kind == EXPRESSION_OR;
    value = rule_evaluate(evaluation, place, expression->arguments[1]);
    return rule_truth(&value);
}

struct rule_value rule_evaluate(struct rule_evaluation *evaluation, struct rule_place place, const struct expression *expression)
{
    struct rule_value left;
    struct rule_value right;

    if (evaluation->why[0])
        return truth(false);
    switch (expression->kind) {
    case EXPRESSION_OR:
    case EXPRESSION_AND:
        return truth(both(evaluation, place, expression));
    case EXPRESSION_COMPARISON:
    case EXPRESSION_IS:
        left = rule_evaluate(evaluation, place, expression->arguments[0]);
        right = rule_evaluate(evaluation, place, expression->arguments[1]);
        return truth(compare(evaluation, &left, &right, expression));
    case EXPRESSION_NUMBER:
        return (struct rule_value){.kind = VALUE_NUMBER, .is_there = true, .number = expression->number};
    case EXPRESSION_TEXT:
        return (struct rule_value){.kind = VALUE_TEXT, .is_there = true, .text = expression->text};
    case EXPRESSION_PATH:
        left = (struct rule_value){.kind = VALUE_PLACES, .is_number = expression->path->is_number};
        left.places = path_places(evaluation, place, expression->path, &left.count);
        return left;
    case EXPRESSION_CALL:
        return expression->function->call(evaluation, place, expression);
    default:
        return arithmetic(evaluation, place, expression);
    }
}

bool rule_holds(struct rule_evaluation *evaluation, const struct expression *expression)
{
    const struct rule_value value = rule_evaluate(evaluation, evaluation->rule, expression);

    return rule_truth(&value);
}

static void tell_name(const struct xml_tree *tree, uint32_t element, struct text *text)
{
    const struct xml_name *name = &tree->names->names[tree->elements[element].name];

    if (has_ending(name->space, SLICE("AggregateComponents-2")))
        text_add_string(text, "cac:");
    else if (has_ending(name->space, SLICE("BasicComponents-2")))
        text_add_string(text, "cbc:");
    text_add_slice(text, name->local);
}

/* "[2]" where there are several of the name. */
static void tell_position(const struct xml_tree *tree, uint32_t element, struct text *text)
{
    size_t before = 0;
    bool more = false;

    for (uint32_t other = tree->elements[tree->elements[element].parent].first; other; other = tree->elements[other].next) {
        if (tree->elements[other].name == tree->elements[element].name) {
            before += other <= element;
            more = more || other > element;
        }
    }
    if (before > 1 || more)
        text_printf(text, "[%zu]", before);
}

void rule_place_tell(const struct xml_tree *tree, struct rule_place place, struct text *text)
{
    uint32_t path[XML_DEEPEST + 1];
    size_t depth = 0;

    for (uint32_t element = place.element; element; element = tree->elements[element].parent)
        path[depth++] = element;
    while (depth--) {
        text_add_byte(text, '/');
        tell_name(tree, path[depth], text);
        tell_position(tree, path[depth], text);
    }
    if (place.attribute) {
        text_add_string(text, "/@");
        text_add_slice(text, tree->names->names[tree->attributes[place.attribute - 1].name].local);
    }
}
