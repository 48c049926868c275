/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "format/invoice_check.h"

#include "format/rule_structure.h"

#define UBL "urn:oasis:names:specification:ubl:schema:xsd:"

/* A rule looks at some places for each element of an invoice; one that looks at thousands was led to. */
enum { STEPS_AT_LEAST = 20 * 1000 * 1000, STEPS_FOR_ELEMENT = 50, STEPS_OF_ALL = 20 };

void invoice_check_begin(struct invoice_check *check, const struct xml_tree *tree)
{
    check->tree = tree;
    check->steps = check->fatal = check->warnings = 0;
}

void invoice_check_release(struct invoice_check *check)
{
    arena_release(&check->contexts);
    arena_release(&check->arena);
}

static void find(struct invoice_check *check, const struct invoice_rule *rule, struct rule_place place, const char *why)
{
    const struct invoice_finding finding = {rule, place, why};

    if (rule->is_warning)
        check->warnings++;
    else
        check->fatal++;
    check->tell(check->context, &finding);
}

static void run_unwanted(struct invoice_check *check, struct rule_evaluation *evaluation, const struct invoice_rule *rule)
{
    size_t count;
    const struct rule_place *places = rule_places(evaluation, rule->unwanted, &count);

    if (count && !evaluation->is_given_up)
        find(check, rule, places[0], "");
}

static void run_rule(struct invoice_check *check, struct rule_evaluation *evaluation, const struct invoice_rule *rule)
{
    if (rule->unwanted)
        run_unwanted(check, evaluation, rule);
    else if (!rule_holds(evaluation, rule->expression) && !evaluation->is_given_up)
        find(check, rule, evaluation->rule, evaluation->why);
    arena_clear(&check->arena);
}

static uint64_t limit_of(const struct xml_tree *tree)
{
    return STEPS_AT_LEAST + (uint64_t)tree->count * STEPS_FOR_ELEMENT;
}

static void run_block(struct invoice_check *check, const struct invoice_rule_set *set, const struct invoice_block *block, bool *ran)
{
    const uint64_t limit = limit_of(check->tree);
    const struct rule_place root = {check->tree->elements[0].first, 0};
    struct rule_evaluation search = {
        .tree = check->tree, .arena = &check->contexts, .rule = root, .limit = limit, .is_search = true};
    size_t count;
    const struct rule_place *places;

    arena_clear(&check->contexts);
    places = rule_places(&search, block->context, &count);
    check->steps += search.steps;
    for (size_t i = block->first; i < block->first + block->count; i++) {
        struct rule_evaluation evaluation = {.tree = check->tree, .arena = &check->arena, .limit = limit};

        ran[i] = !search.is_given_up && !search.has_doubts;
        evaluation.is_given_up = check->steps > limit * STEPS_OF_ALL;
        for (size_t j = 0; j < count && !evaluation.is_given_up; j++) {
            evaluation.rule = places[j];
            evaluation.why[0] = '\0';
            run_rule(check, &evaluation, &set->rules[i]);
        }
        ran[i] = ran[i] && !evaluation.is_given_up;
        check->steps += evaluation.steps;
    }
}

void invoice_check_run(struct invoice_check *check, const struct invoice_rule_set *set, bool *ran)
{
    for (size_t i = 0; i < set->block_count; i++)
        run_block(check, set, &set->blocks[i], ran);
}

struct slice invoice_kind(const struct xml_tree *tree)
{
    const struct xml_name *name = &tree->names->names[tree->elements[tree->elements[0].first].name];

    if ((slice_is(name->space, UBL "Invoice-2") && slice_is(name->local, "Invoice")) ||
        (slice_is(name->space, UBL "CreditNote-2") && slice_is(name->local, "CreditNote")))
        return name->local;
    return (struct slice){NULL, 0};
}

struct slice invoice_member(const struct xml_tree *tree, const char *name)
{
    for (uint32_t child = tree->elements[tree->elements[0].first].first; child; child = tree->elements[child].next) {
        const struct xml_name *of = &tree->names->names[tree->elements[child].name];

        if (slice_is(of->local, name) && slice_is(of->space, UBL "CommonBasicComponents-2"))
            return rule_trimmed(xml_text(tree, child));
    }
    return SLICE("");
}
