/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "demand.h"

#include "format/lint_rules.h"
#include "json/read.h"
#include "json/write.h"

/*
 * The input is a file of rules, then a byte 0x1c and a product's record.
 *
 * Demanded: rules that are refused say where and why; a rule that is told is a record; what it finds of a product that is a record
 * has a member and words; what was asked is no less than what was had.
 */

enum { FILE_SEPARATOR = 0x1c };

static struct settings settings = SETTINGS_INIT;

static bool read_list(void *context, const char *name, struct text *text, struct fault *fault)
{
    (void)context;
    (void)name;
    (void)fault;
    text_add_string(text, "BE\tfr\nFR\tfr\nC62\tpiece\n");
    return true;
}

static bool report(struct lint *lint, const struct lint_finding *finding, struct fault *fault)
{
    (void)lint;
    (void)fault;
    demand(finding->member.length && finding->message.length, "a finding tells where and what");
    demand(utf8_valid_length(finding->member) == finding->member.length, "a finding's member is UTF-8");
    demand(utf8_valid_length(finding->message) == finding->message.length, "a finding's message is UTF-8");
    return true;
}

static bool keep(struct lint *lint, size_t rule, struct slice value, struct slice sku, struct fault *fault)
{
    (void)value;
    (void)sku;
    (void)fault;
    demand(rule < lint->rules->count, "what is unique is of a rule");
    return true;
}

/* Conditions that look into a store are not for this reader, which has none. */
static bool needs_store(const struct lint_condition *conditions, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (conditions[i].test == LINT_KNOWN)
            return true;
        for (size_t p = 0; p < conditions[i].path_count; p++)
            if (conditions[i].paths[p].root == LINT_MAKER || conditions[i].paths[p].root == LINT_AVAILABLE ||
                conditions[i].paths[p].root == LINT_VARIANTS)
                return true;
        if (conditions[i].other.root == LINT_MAKER || conditions[i].other.root == LINT_AVAILABLE ||
            conditions[i].other.root == LINT_VARIANTS)
            return true;
    }
    return false;
}

static void demand_rules(struct lint_rules *rules)
{
    struct text written = TEXT_INIT;
    struct arena arena = ARENA_INIT;
    struct fault fault = FAULT_INIT;

    for (size_t i = 0; i < rules->count; i++) {
        struct lint_rule *rule = &rules->rules[i];

        text_clear(&written);
        lint_rule_write(rule, &written);
        demand(record_read(text_slice(&written), &arena, &fault) != NULL, "a rule is told as a record");
        arena_clear(&arena);
        if (needs_store(rule->when, rule->when_count) || needs_store(rule->require, rule->require_count))
            rule->severity = LINT_OFF;
    }
    arena_release(&arena);
    text_release(&written);
}

static void judge(struct lint_rules *rules, struct slice record)
{
    struct slice country = SLICE("BE");
    struct slice language = SLICE("nl");
    const struct lint_market market = {.countries = &country,
                                       .country_count = 1,
                                       .languages = &language,
                                       .language_count = 1,
                                       .categories = SLICE("{\"A\":\"B\"}")};
    struct lint lint = {.rules = rules, .market = &market, .settings = &settings, .report = report, .keep = keep};
    struct lint_score score;
    struct arena arena = ARENA_INIT;
    struct fault fault = FAULT_INIT;
    const json_t *read = record_read(record, &arena, &fault);
    struct text compact = TEXT_INIT;

    lint_prepare(&lint);
    if (read && !json_object_get(read, "parent")) {
        json_put_value(&compact, NULL, read);
        demand(lint_product(&lint, text_slice(&compact), &score, &fault), "a record without a store is judged");
        for (unsigned i = 0; i < LINT_AXES; i++)
            demand(score.had[i] <= score.asked[i], "no more is had than was asked");
    }
    lint_release(&lint);
    arena_release(&arena);
    text_release(&compact);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const struct lint_lists lists = {.read = read_list};
    const uint8_t *separator = memchr(data, FILE_SEPARATOR, size);
    struct slice written = {(const char *)data, separator ? (size_t)(separator - data) : size};
    struct slice record = {(const char *)data + written.length, size - written.length};
    struct lint_rules rules = {0};
    struct fault fault = FAULT_INIT;

    settings.text[SHOP_LANGUAGE] = SLICE("fr");
    if (lint_rules_read(&rules, written, "fuzz.rules", &lists, &fault)) {
        demand_rules(&rules);
        judge(&rules, record.length ? slice_from(record, 1) : SLICE("{\"sku\":\"A\"}"));
    } else {
        demand(fault.kind == FAULT_USAGE && strncmp(fault.reason, "fuzz.rules:", 11) == 0, "a fault of rules names file and line");
    }
    lint_rules_release(&rules);
    return 0;
}
